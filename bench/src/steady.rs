//! B4: how long a bidder waits for the answer on an ordinary busy day, beside the bare commit of one
//! bid at the same rate.

use crate::Sizes;
use crate::bids::bid_body;
use crate::client::{Client, Counter, post, watch};
use crate::crowd::p99;
use crate::portal::{self, Served};
use crate::sqlite::Bare;
use crate::stage::{BIDDERS, Stage};
use crate::table::{Table, Target};
use anyhow::ensure;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Lots, each with a connection of its own.
const LOTS: usize = 50;
/// Watchers, spread over the lots.
const WATCHERS: usize = 2_000;
/// Between two bids: 200 a second.
const APART: Duration = Duration::from_millis(5);
/// Sleeping is no more exact than this.
const SLACK: Duration = Duration::from_millis(2);
/// Spans for which it goes on.
const SPANS: u32 = 3;

/// Measures and fills the table.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    eprintln!("Steady: 200 bids/s, {WATCHERS} watchers; ours and the bare commit take turns.");
    let mut house = House::open().await?;
    let copy = house.stage.copy().await?;
    let mut pairs = Vec::new();
    for _ in 0..sizes.pairs {
        let ours = house.answers(sizes.span * SPANS).await?;
        pairs.push((ours, bare(copy.clone(), sizes.span * SPANS).await?));
    }
    house.served.stop().await?;
    let what = format!(
        "B4 p99 POST → answer, 200 bids/s, {LOTS} lots, {WATCHERS} watchers ÷ p99 of the bare \
         commit of one bid at that rate"
    );
    table.pairs(&what, "ms", &pairs, Target::AtMost(5.0));
    Ok(())
}

/// The portal with its watchers.
struct House {
    served: Served,
    stage: Stage,
    cookies: Arc<Vec<String>>,
    /// Bids on each lot so far.
    rounds: u64,
    counter: Arc<Counter>,
}

impl House {
    async fn open() -> anyhow::Result<Self> {
        let stage = Stage::new(LOTS).await?;
        let tokens = stage.tokens().await?;
        let served = portal::start(stage.data()).await?;
        let counter: Arc<Counter> = Arc::default();
        for number in 0..WATCHERS {
            let path = format!("/live?lots={}", stage.lots[number % LOTS]);
            watch(served.address, &path, counter.clone()).await?;
        }
        let cookies = tokens.iter().map(|token| format!("luochui-login={token}"));
        Ok(Self {
            cookies: Arc::new(cookies.collect()),
            served,
            stage,
            rounds: 0,
            counter,
        })
    }

    /// The 99th per cent of the answers, ms. Every watcher must have got every frame.
    async fn answers(&mut self, span: Duration) -> anyhow::Result<f64> {
        let each = (span.as_secs_f64() / APART.as_secs_f64()) as u64 / LOTS as u64;
        self.counter.expect(each * WATCHERS as u64);
        let start = Instant::now();
        let bidders: Vec<_> = (0..LOTS)
            .map(|place| {
                let bidder = Bidder {
                    address: self.served.address,
                    path: format!("/api/v1/lots/{}/bids", self.stage.lots[place]),
                    cookies: self.cookies.clone(),
                    first: self.rounds,
                };
                let begins = start + APART * place as u32;
                tokio::spawn(bidder.bid(begins, each))
            })
            .collect();
        let mut times = Vec::new();
        for bidder in bidders {
            times.extend(bidder.await??);
        }
        self.rounds += each;
        self.counter.wait().await?;
        times.sort_by(f64::total_cmp);
        Ok(p99(&times))
    }
}

/// One connection that bids on one lot in its turn.
struct Bidder {
    address: SocketAddr,
    path: String,
    cookies: Arc<Vec<String>>,
    /// The number of its first bid on the lot.
    first: u64,
}

impl Bidder {
    /// How long the answers took, ms. A bid that could not be sent in its turn because the one
    /// before had no answer yet counts from its turn.
    async fn bid(self, begins: Instant, count: u64) -> anyhow::Result<Vec<f64>> {
        let mut client = Client::connect(self.address).await?;
        let mut times = Vec::new();
        for number in 0..count {
            let due = begins + APART * (number as u32 * LOTS as u32);
            sleep(due.saturating_duration_since(Instant::now())).await;
            let now = Instant::now();
            let from = if now > due + SLACK { due } else { now };
            let ticket = self.first + number;
            let key = format!("steady-{ticket:016}");
            let headers = [
                ("cookie", self.cookies[ticket as usize % BIDDERS].as_str()),
                ("sec-fetch-site", "same-origin"),
                ("idempotency-key", &key),
            ];
            let request = post(&self.path, &headers, bid_body(ticket))?;
            let (status, answer) = client.send(request).await?;
            let told = String::from_utf8_lossy(&answer);
            ensure!(status == 201, "a bid was answered {status}: {told}");
            times.push(from.elapsed().as_secs_f64() * 1_000.0);
        }
        Ok(times)
    }
}

/// The 99th per cent of commits of one bid each, ms.
async fn bare(copy: PathBuf, span: Duration) -> anyhow::Result<f64> {
    let run = move || {
        let mut bare = Bare::open(&copy, true)?;
        let (start, mut times) = (Instant::now(), Vec::new());
        while start.elapsed() < span {
            let due = start + APART * times.len() as u32;
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let begun = Instant::now();
            bare.commit(1)?;
            times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        times.sort_by(f64::total_cmp);
        Ok(p99(&times))
    };
    tokio::task::spawn_blocking(run).await?
}
