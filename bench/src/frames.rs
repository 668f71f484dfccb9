//! Live frames: deliveries a second, memory of a watcher, and how long a bid takes to be seen.

use crate::Sizes;
use crate::bids::bid_body;
use crate::client::{Client, Counter, post, watch};
use crate::portal::{self, Served};
use crate::stage::{BIDDERS, Stage};
use crate::table::{Table, Target};
use anyhow::ensure;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// As long as a frame of ours; checked against a real one.
const FRAME_BYTES: usize = 780;
/// Bids whose way to a watcher is timed, and the pause between them.
const TIMED: usize = 200;
const PAUSE: Duration = Duration::from_millis(10);

/// Measures and fills the table.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    for watchers in sizes.watchers {
        eprintln!("Frames: {watchers} watchers, ours and the bare stream take turns.");
        let mut ours = Side::ours(watchers).await?;
        let mut limit = Side::bare(watchers).await?;
        let mut rates = Vec::new();
        for _ in 0..sizes.pairs {
            let rate = ours.deliveries_per_second(sizes.span).await?;
            rates.push((rate, limit.deliveries_per_second(sizes.span).await?));
        }
        let what =
            format!("F1 frames/s to {watchers} watchers, one bid in flight ÷ bare axum stream");
        table.pairs(&what, "/s", &rates, Target::AtLeast(0.9));
        let memory = [(ours.kilobytes_per_watcher, limit.kilobytes_per_watcher)];
        let what = format!("F2 memory per watcher of {watchers} ÷ bare axum stream");
        table.pairs(&what, "KB", &memory, Target::AtMost(0.6));
        latency(table, &mut ours, &mut limit, watchers, sizes).await?;
        ours.served.stop().await?;
        limit.served.stop().await?;
    }
    Ok(())
}

/// From the start of the POST until the last watcher has the frame.
async fn latency(
    table: &mut Table,
    ours: &mut Side,
    limit: &mut Side,
    watchers: usize,
    sizes: Sizes,
) -> anyhow::Result<()> {
    let (mut middle, mut late) = (Vec::new(), Vec::new());
    for _ in 0..sizes.pairs {
        let mine = ours.latencies().await?;
        let bare = limit.latencies().await?;
        middle.push((mine.0, bare.0));
        late.push((mine.1, bare.1));
    }
    let what = format!("p50 POST → frame at the last of {watchers} watchers ÷ bare stream");
    table.pairs(&what, "ms", &middle, Target::None);
    let what = format!("p99 POST → frame at the last of {watchers} watchers ÷ bare stream");
    table.pairs(&what, "ms", &late, Target::None);
    Ok(())
}

/// A server with its watchers, and how to make it send a frame.
struct Side {
    served: Served,
    client: Client,
    counter: Arc<Counter>,
    watchers: usize,
    kilobytes_per_watcher: f64,
    sent: u64,
    /// The cookies of the bidders and the address of the lot; nothing for the bare stream.
    bids: Option<(Vec<String>, String)>,
    _stage: Option<Stage>,
}

impl Side {
    async fn ours(watchers: usize) -> anyhow::Result<Self> {
        let stage = Stage::new(1).await?;
        let tokens = stage.tokens().await?;
        let served = portal::start(stage.data()).await?;
        let cookies = tokens.iter().map(|token| format!("luochui-login={token}"));
        let lot = &stage.lots[0];
        let bids = Some((cookies.collect(), format!("/api/v1/lots/{lot}/bids")));
        let path = format!("/live?lots={lot}");
        Self::filled(served, &path, watchers, bids, Some(stage)).await
    }

    async fn bare(watchers: usize) -> anyhow::Result<Self> {
        let served = portal::start_bare_stream().await?;
        Self::filled(served, "/live", watchers, None, None).await
    }

    async fn filled(
        served: Served,
        path: &str,
        watchers: usize,
        bids: Option<(Vec<String>, String)>,
        stage: Option<Stage>,
    ) -> anyhow::Result<Self> {
        let mut side = Self {
            client: Client::connect(served.address).await?,
            served,
            counter: Arc::default(),
            watchers,
            kilobytes_per_watcher: 0.0,
            sent: 0,
            bids,
            _stage: stage,
        };
        // Once through everything, so that only watchers are weighed.
        side.send().await?;
        let before = side.served.memory()?;
        for _ in 0..watchers {
            watch(side.served.address, path, side.counter.clone()).await?;
        }
        sleep(Duration::from_secs(1)).await;
        side.round().await?;
        let more = side.served.memory()?.saturating_sub(before);
        side.kilobytes_per_watcher = more as f64 / 1_024.0 / watchers as f64;
        Ok(side)
    }

    /// Makes the server send one frame to everybody.
    async fn send(&mut self) -> anyhow::Result<()> {
        let number = self.sent;
        self.sent += 1;
        let (request, expected) = match &self.bids {
            Some((cookies, path)) => {
                let key = format!("frame-{number:016}");
                let cookie = cookies[number as usize % BIDDERS].as_str();
                let headers = [("cookie", cookie), ("idempotency-key", &key)];
                (post(path, &headers, bid_body(number))?, 201)
            }
            None => {
                let frame = format!("event: lot\ndata: {}\n\n", "x".repeat(FRAME_BYTES - 19));
                (post("/send", &[], frame)?, 200)
            }
        };
        let (status, _) = self.client.send(request).await?;
        ensure!(status == expected, "a frame was not sent: {status}");
        Ok(())
    }

    /// Sends a frame and waits until every watcher has it.
    async fn round(&mut self) -> anyhow::Result<()> {
        self.counter.expect(self.watchers as u64);
        self.send().await?;
        self.counter.wait().await
    }

    async fn deliveries_per_second(&mut self, span: Duration) -> anyhow::Result<f64> {
        let start = Instant::now();
        let mut rounds = 0;
        while start.elapsed() < span {
            self.round().await?;
            rounds += 1;
        }
        Ok((rounds * self.watchers) as f64 / start.elapsed().as_secs_f64())
    }

    /// Median and 99th per cent in ms.
    async fn latencies(&mut self) -> anyhow::Result<(f64, f64)> {
        let mut times = Vec::with_capacity(TIMED);
        for _ in 0..TIMED {
            let start = Instant::now();
            self.round().await?;
            times.push(start.elapsed().as_secs_f64() * 1_000.0);
            sleep(PAUSE).await;
        }
        times.sort_by(f64::total_cmp);
        Ok((times[TIMED / 2], times[TIMED * 99 / 100]))
    }
}
