//! Durable bids a second: the engine alone, and through HTTP; and whether history costs.

use crate::client::{Client, post};
use crate::place::Place;
use crate::sqlite::Bare;
use crate::stage::{self, BIDDERS, Stage};
use crate::table::{Table, Target};
use crate::{Sizes, portal};
use anyhow::{Context, ensure};
use domain::bidding::Order;
use domain::ids::LotCode;
use service::{BidRequest, Clock, Portal, demo};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Callers of the engine at once, and the lots they bid on.
const CALLERS: usize = 512;
const LOTS: usize = 100;
/// Bids in the short history.
pub const SHORT_HISTORY: u64 = 1_000;
/// Connections through HTTP; each has a lot of its own.
const CONNECTIONS: usize = 256;

/// Measures and fills the table.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    eprintln!("Bids: the engine, HTTP and the bare loop take turns.");
    let engine = Engine::new(Stage::new(LOTS).await?);
    let stage = Stage::new(CONNECTIONS).await?;
    let database = stage.copy().await?;
    let bare_over_http = Http::start_bare(Stage::new(CONNECTIONS).await?, &database).await?;
    let over_http = Http::start(stage).await?;
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    let copy = engine.stage.copy().await?;
    for _ in 0..sizes.pairs {
        let ours = engine.bids_per_second(sizes.span).await?;
        let limit = bare(copy.clone(), sizes.span).await?;
        inside.push((ours, limit));
        let through = over_http.bids_per_second(sizes.span).await?;
        outside.push((through, bare_over_http.bids_per_second(sizes.span).await?));
    }
    engine.nothing_is_lost().await?;
    over_http.stop().await?;
    bare_over_http.stop().await?;
    let what = "B1 durable bids/s, engine, 512 callers, 100 lots ÷ bare SQLite, batches of 64";
    table.pairs(what, "/s", &inside, Target::AtLeast(0.5));
    let what = "B2 durable bids/s through HTTP, 256 connections ÷ bare axum loop with group commit";
    table.pairs(what, "/s", &outside, Target::AtLeast(0.6));
    Ok(())
}

/// The cost of a bid with a long history beside that with a short one.
///
/// # Errors
/// When a run breaks.
pub async fn growth(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    let mut engines = Vec::new();
    for history in [sizes.history, SHORT_HISTORY] {
        engines.push(Engine::with_history(Place::file()?, history).await?);
    }
    let (long, short) = (&engines[0], &engines[1]);
    compare_costs(table, "SQLite", long, short, sizes, sizes.history).await
}

/// The cost of a bid of `long`, whose history has `history` bids, beside that of `short`.
///
/// # Errors
/// When a run breaks.
pub async fn compare_costs(
    table: &mut Table,
    database: &str,
    long: &Engine,
    short: &Engine,
    sizes: Sizes,
    history: u64,
) -> anyhow::Result<()> {
    let mut pairs = Vec::new();
    for _ in 0..sizes.pairs {
        let at_long = 1_000_000.0 / long.bids_per_second(sizes.span).await?;
        let at_short = 1_000_000.0 / short.bids_per_second(sizes.span).await?;
        pairs.push((at_long, at_short));
    }
    let what = format!("B5 cost of a bid on {database} with {history} bids ÷ with {SHORT_HISTORY}");
    table.pairs(&what, "µs", &pairs, Target::AtMost(1.2));
    Ok(())
}

async fn bare(copy: PathBuf, span: Duration) -> anyhow::Result<f64> {
    let run = move || Bare::open(&copy, true)?.bids_per_second(span);
    tokio::task::spawn_blocking(run).await?
}

/// The bid path in this process.
pub struct Engine {
    stage: Stage,
    portal: Portal,
    /// Bids called for on each lot: every one asks for the next amount.
    tickets: Arc<Vec<AtomicU64>>,
    accepted: Arc<AtomicU64>,
}

impl Engine {
    /// Over the lots of a stage.
    pub fn new(stage: Stage) -> Self {
        Self {
            portal: stage.portal(),
            tickets: Arc::new(stage.lots.iter().map(|_| AtomicU64::new(0)).collect()),
            accepted: Arc::new(AtomicU64::new(0)),
            stage,
        }
    }

    /// Over fresh lots beside `history` bids of the large set.
    ///
    /// # Errors
    /// When they cannot be written.
    pub async fn with_history(place: Place, history: u64) -> anyhow::Result<Self> {
        eprintln!("Growth: writing {history} bids first.");
        let lots = (history / 100).max(100);
        let store = place.open().await?;
        demo::load(&store, Clock::Real.now(), lots, history, |_| {})
            .await
            .ok()
            .context("the large set could not be written")?;
        store.close().await;
        Ok(Self::new(Stage::upon(place, LOTS).await?))
    }

    /// Accepted bids a second of all callers together.
    ///
    /// # Errors
    /// When a caller ends.
    pub async fn bids_per_second(&self, span: Duration) -> anyhow::Result<f64> {
        let before = self.accepted.load(Ordering::SeqCst);
        let start = Instant::now();
        let callers: Vec<_> = (0..CALLERS)
            .map(|number| tokio::spawn(self.caller(number % self.stage.lots.len(), start + span)))
            .collect();
        for caller in callers {
            caller.await?;
        }
        let done = self.accepted.load(Ordering::SeqCst) - before;
        Ok(done as f64 / start.elapsed().as_secs_f64())
    }

    /// Bids again and again, each time what the next ticket of the lot asks for. Whoever comes too
    /// late with his ticket is refused, as in a real rush; only accepted bids count.
    fn caller(&self, place: usize, until: Instant) -> impl Future<Output = ()> + use<> {
        let (portal, tickets) = (self.portal.clone(), self.tickets.clone());
        let (lot, accepted) = (self.stage.lots[place].clone(), self.accepted.clone());
        let bidders = self.stage.bidders.clone();
        async move {
            while Instant::now() < until {
                let ticket = tickets[place].fetch_add(1, Ordering::SeqCst);
                let request = BidRequest {
                    lot: lot.clone(),
                    order: Order::Flat,
                    amount: stage::amount(ticket),
                    key: format!("{place:08}-{ticket:016}"),
                    jump_confirmed: true,
                    terms: None,
                    received_at: portal.now(),
                };
                let bidder = &bidders[ticket as usize % BIDDERS];
                if portal.place_bid(bidder, request).await.is_ok() {
                    accepted.fetch_add(1, Ordering::SeqCst);
                }
            }
        }
    }

    /// Every acknowledged bid stands in the table, and nothing else does.
    ///
    /// # Errors
    /// When something is.
    pub async fn nothing_is_lost(&self) -> anyhow::Result<()> {
        let mut stored = 0;
        for lot in &self.stage.lots {
            stored += bid_count(&self.portal, lot).await?;
        }
        let acknowledged = self.accepted.load(Ordering::SeqCst);
        ensure!(
            stored == acknowledged,
            "{acknowledged} bids were acknowledged, {stored} stored"
        );
        Ok(())
    }
}

async fn bid_count(portal: &Portal, lot: &LotCode) -> anyhow::Result<u64> {
    let live = portal.lot_live(lot).await.ok().context("a lot is gone")?;
    Ok(u64::from(live.figures.bid_count))
}

/// The bid path through the built portal.
struct Http {
    served: portal::Served,
    lots: Arc<Vec<LotCode>>,
    cookies: Arc<Vec<String>>,
    tickets: Arc<Vec<AtomicU64>>,
    _stage: Stage,
}

impl Http {
    async fn start(stage: Stage) -> anyhow::Result<Self> {
        let tokens = stage.tokens().await?;
        let served = portal::start(stage.data()).await?;
        Ok(Self::over(served, &tokens, stage))
    }

    /// The limit: who asks and for what is the same, nothing is looked at.
    async fn start_bare(stage: Stage, database: &Path) -> anyhow::Result<Self> {
        let tokens = stage.tokens().await?;
        let served = portal::start_bare_bids(database).await?;
        Ok(Self::over(served, &tokens, stage))
    }

    fn over(served: portal::Served, tokens: &[String], stage: Stage) -> Self {
        let cookies = tokens.iter().map(|token| format!("luochui-login={token}"));
        Self {
            served,
            lots: Arc::new(stage.lots.clone()),
            cookies: Arc::new(cookies.collect()),
            tickets: Arc::new(stage.lots.iter().map(|_| AtomicU64::new(0)).collect()),
            _stage: stage,
        }
    }

    async fn bids_per_second(&self, span: Duration) -> anyhow::Result<f64> {
        let start = Instant::now();
        let workers: Vec<_> = (0..CONNECTIONS)
            .map(|place| {
                let bidder = Bidder {
                    address: self.served.address,
                    path: format!("/api/v1/lots/{}/bids", self.lots[place]),
                    cookies: self.cookies.clone(),
                    tickets: self.tickets.clone(),
                    place,
                };
                tokio::spawn(bidder.bid(start + span))
            })
            .collect();
        let mut accepted = 0;
        for worker in workers {
            accepted += worker.await??;
        }
        Ok(accepted as f64 / start.elapsed().as_secs_f64())
    }

    async fn stop(self) -> anyhow::Result<()> {
        self.served.stop().await
    }
}

/// One connection that bids on one lot under the names of all bidders in turn.
struct Bidder {
    address: SocketAddr,
    path: String,
    cookies: Arc<Vec<String>>,
    tickets: Arc<Vec<AtomicU64>>,
    place: usize,
}

impl Bidder {
    async fn bid(self, until: Instant) -> anyhow::Result<u64> {
        let mut client = Client::connect(self.address).await?;
        let mut accepted = 0;
        while Instant::now() < until {
            let ticket = self.tickets[self.place].fetch_add(1, Ordering::SeqCst);
            let body = bid_body(ticket);
            let key = format!("{:08}-{ticket:016}", self.place);
            let headers = [
                ("cookie", self.cookies[ticket as usize % BIDDERS].as_str()),
                ("sec-fetch-site", "same-origin"),
                ("idempotency-key", &key),
            ];
            let (status, answer) = client.send(post(&self.path, &headers, body)?).await?;
            let told = String::from_utf8_lossy(&answer);
            ensure!(status == 201, "a bid was answered {status}: {told}");
            accepted += 1;
        }
        Ok(accepted)
    }
}

/// The body of the bid with this number.
pub fn bid_body(ticket: u64) -> String {
    format!(
        r#"{{"kind":"flat","amount_fen":{},"jump_confirmed":true}}"#,
        stage::amount(ticket).0
    )
}
