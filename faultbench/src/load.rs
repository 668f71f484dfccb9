//! Bidders at work, and what they do after an outage: repeat what was left open, with the same key.

use crate::client::Client;
use crate::journal::{Bid, Journal, Known};
use crate::stage::{Stage, amount};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Bidders who send at once; each has a lot, and two share one when there are fewer lots.
const WORKERS: usize = 40;
/// Bids that are settled at once.
const SETTLING: usize = 48;
/// Repetitions of a bid that is left open give up after this time.
const DEFINITE_MAX: Duration = Duration::from_secs(15);

/// Everybody who bids on a stage.
#[derive(Clone)]
pub struct Crowd {
    stage: Arc<Stage>,
    /// The log.
    pub journal: Arc<Journal>,
    /// Bids called for on each lot so far: every one asks for the next amount.
    tickets: Arc<Vec<AtomicU64>>,
    stopped: Arc<AtomicBool>,
}

impl Crowd {
    /// A crowd that has not begun.
    pub fn new(stage: Stage, journal: Journal) -> Self {
        Self {
            tickets: Arc::new(stage.lots.iter().map(|_| AtomicU64::new(0)).collect()),
            stage: Arc::new(stage),
            journal: Arc::new(journal),
            stopped: Arc::default(),
        }
    }

    /// The stage.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The next bid on a lot, by the next bidder. One in ten sets a ceiling.
    pub fn next(&self, lot: usize) -> Bid {
        let ticket = self.tickets[lot].fetch_add(1, Ordering::SeqCst);
        let ceiling = ticket % 10 == 7;
        Bid {
            lot: self.stage.lots[lot].clone(),
            bidder: (ticket as usize * 7 + lot) % self.stage.tokens.len(),
            key: format!("faults-{lot:04}-{ticket:012}"),
            kind: if ceiling { "cap" } else { "flat" },
            amount: amount(ticket + if ceiling { 5 } else { 0 }),
        }
    }

    /// Sends a bid once, noted before and after; what came back.
    pub async fn send(&self, address: SocketAddr, bid: &Bid) -> Known {
        let mut client = Client::new(address, &self.stage.tokens[bid.bidder]);
        self.send_with(&mut client, bid).await
    }

    /// As [`Crowd::send`], on a connection that the bidder keeps.
    pub async fn send_with(&self, client: &mut Client, bid: &Bid) -> Known {
        self.journal.send(bid);
        let known = Known::of(client.bid(&bid.lot, &bid.key, body(bid)).await);
        self.journal.answer(&bid.key, known.clone());
        known
    }

    /// Begins to bid on every lot, `per_second` in all, until [`Crowd::stop`].
    pub fn begin(&self, address: SocketAddr, per_second: u64) -> JoinSet<()> {
        self.stopped.store(false, Ordering::SeqCst);
        let pause = Duration::from_micros(1_000_000 * WORKERS as u64 / per_second.max(1));
        let mut workers = JoinSet::new();
        for place in 0..WORKERS {
            let crowd = self.clone();
            workers.spawn(async move { crowd.work(address, place, pause).await });
        }
        workers
    }

    async fn work(self, address: SocketAddr, place: usize, pause: Duration) {
        let lot = place % self.stage.lots.len();
        let connect = |token: &String| Client::new(address, token);
        let mut clients: Vec<Client> = self.stage.tokens.iter().map(connect).collect();
        // Spread over the first pause, so that they do not all send in one moment.
        sleep(pause * place as u32 / WORKERS as u32).await;
        while !self.stopped.load(Ordering::SeqCst) {
            let begun = Instant::now();
            let bid = self.next(lot);
            self.send_with(&mut clients[bid.bidder], &bid).await;
            sleep(pause.saturating_sub(begun.elapsed())).await;
        }
    }

    /// Lets everybody finish what was begun.
    pub async fn stop(&self, workers: JoinSet<()>) {
        self.stopped.store(true, Ordering::SeqCst);
        workers.join_all().await;
    }

    /// Bids for `span`, then stops.
    pub async fn bid_for(&self, address: SocketAddr, per_second: u64, span: Duration) {
        let workers = self.begin(address, per_second);
        sleep(span).await;
        self.stop(workers).await;
    }

    /// Repeats every bid that was left open, with its key, until its answer is definite; then asks
    /// by key and repeats once more: all must agree (I-07). Some definite ones are repeated too.
    /// Returns what did not hold.
    pub async fn settle(&self, address: SocketAddr) -> Vec<String> {
        let mut open = Vec::new();
        let mut sample = Vec::new();
        for (bid, known) in self.journal.all() {
            match known {
                Known::Unknown => open.push(bid),
                Known::Accepted(..) | Known::Refused(_) if sample.len() < 60 => sample.push(bid),
                _ => {}
            }
        }
        let mut settling = JoinSet::new();
        let mut broken = Vec::new();
        for bid in open.into_iter().chain(sample) {
            while settling.len() >= SETTLING
                && let Some(settled) = settling.join_next().await
            {
                broken.extend(settled.ok().flatten());
            }
            let crowd = self.clone();
            settling.spawn(async move { crowd.settle_one(address, &bid).await });
        }
        broken.extend(settling.join_all().await.into_iter().flatten());
        broken.extend(self.journal.take_broken());
        broken
    }

    async fn settle_one(&self, address: SocketAddr, bid: &Bid) -> Option<String> {
        let mut client = Client::new(address, &self.stage.tokens[bid.bidder]);
        let begun = Instant::now();
        loop {
            let known = self.send_with(&mut client, bid).await;
            if known.is_final() {
                break;
            }
            if begun.elapsed() > DEFINITE_MAX {
                return Some(format!("I-07 no definite answer to {}: {known:?}", bid.key));
            }
            sleep(Duration::from_millis(50)).await;
        }
        let known = self.send_with(&mut client, bid).await;
        let fate = self.fate(&mut client, bid).await;
        let told = match &known {
            Known::Accepted(..) => "ACCEPTED",
            _ => "REFUSED",
        };
        (fate.as_deref() != Some(told)).then(|| {
            format!(
                "I-32 by-key says {fate:?} of {}, the answer {told}",
                bid.key
            )
        })
    }

    /// What `by-key` says of a bid: `ACCEPTED`, `REFUSED`, `FENCED`, `NOT_SEEN`.
    pub async fn fate(&self, client: &mut Client, bid: &Bid) -> Option<String> {
        let path = format!("/api/v1/lots/{}/bids/by-key/{}", bid.lot, bid.key);
        let (status, body) = client.get(&path).await?;
        let json: Value = serde_json::from_str(&body).ok()?;
        let outcome = json["outcome"].as_str().map(str::to_owned);
        outcome.filter(|_| status == 200)
    }

    /// What `by-key` says now of every bid that was left open.
    pub async fn fates_of_open(&self, address: SocketAddr) -> Vec<Option<String>> {
        let mut fates = Vec::new();
        for (bid, known) in self.journal.all() {
            if known == Known::Unknown {
                let mut client = Client::new(address, &self.stage.tokens[bid.bidder]);
                fates.push(self.fate(&mut client, &bid).await);
            }
        }
        fates
    }
}

/// The body of a bid.
pub fn body(bid: &Bid) -> String {
    format!(
        r#"{{"kind":"{}","amount_fen":{},"jump_confirmed":true}}"#,
        bid.kind, bid.amount
    )
}
