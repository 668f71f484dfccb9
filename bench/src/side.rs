//! A server with its watchers, and how to make it send them frames: the portal, or the bare stream.

use crate::bids::bid_body;
use crate::client::{Client, Counter, post, watch, watch_socket};
use crate::place::Place;
use crate::portal::{self, Served};
use crate::stage::{BIDDERS, Stage};
use anyhow::ensure;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// As long as a frame of ours; checked against a real one.
const FRAME_BYTES: usize = 780;

/// A server with its watchers.
pub struct Side {
    served: Served,
    client: Client,
    counter: Arc<Counter>,
    /// Its watchers.
    pub watchers: usize,
    /// What each of them costs the server.
    pub kilobytes_per_watcher: f64,
    sent: u64,
    /// The cookies of the bidders and the address of the lot; nothing for the bare stream.
    bids: Option<(Vec<String>, String)>,
    _stage: Option<Stage>,
}

impl Side {
    /// The portal with one lot, which everybody watches.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn ours(watchers: usize) -> anyhow::Result<Self> {
        Self::ours_at(Place::file()?, watchers).await
    }

    /// The same with its data there.
    ///
    /// # Errors
    /// As [`Self::ours`].
    pub async fn ours_at(place: Place, watchers: usize) -> anyhow::Result<Self> {
        let stage = Stage::upon(place, 1).await?;
        let tokens = stage.tokens().await?;
        let served = stage.start().await?;
        let cookies = tokens.iter().map(|token| format!("luochui-login={token}"));
        let lot = &stage.lots[0];
        let bids = Some((cookies.collect(), format!("/api/v1/lots/{lot}/bids")));
        let path = format!("/live?lots={lot}");
        let mut side = Self::empty(served, bids, Some(stage)).await?;
        side.fill(watchers, async |address, counter| {
            watch(address, &path, counter).await
        })
        .await?;
        Ok(side)
    }

    /// The bare stream.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn bare(watchers: usize) -> anyhow::Result<Self> {
        let served = portal::start_bare_stream().await?;
        let mut side = Self::empty(served, None, None).await?;
        side.fill(watchers, async |address, counter| {
            watch(address, "/live", counter).await
        })
        .await?;
        Ok(side)
    }

    /// Another server, which sends what it is posted on web sockets.
    ///
    /// # Errors
    /// When it does not take them.
    pub async fn sockets(served: Served, watchers: usize) -> anyhow::Result<Self> {
        let mut side = Self::empty(served, None, None).await?;
        side.fill(watchers, async |address, counter| {
            watch_socket(address, "/live", counter).await
        })
        .await?;
        Ok(side)
    }

    async fn empty(
        served: Served,
        bids: Option<(Vec<String>, String)>,
        stage: Option<Stage>,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            client: Client::connect(served.address).await?,
            served,
            counter: Arc::default(),
            watchers: 0,
            kilobytes_per_watcher: 0.0,
            sent: 0,
            bids,
            _stage: stage,
        })
    }

    async fn fill(
        &mut self,
        watchers: usize,
        watch: impl AsyncFn(SocketAddr, Arc<Counter>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        // Once through everything, so that only watchers are weighed.
        self.send().await?;
        let before = self.served.memory()?;
        for _ in 0..watchers {
            watch(self.served.address, self.counter.clone()).await?;
        }
        self.watchers = watchers;
        sleep(Duration::from_secs(1)).await;
        self.round(1).await?;
        let more = self.served.memory()?.saturating_sub(before);
        self.kilobytes_per_watcher = more as f64 / 1_024.0 / watchers as f64;
        Ok(())
    }

    /// Makes the server send one frame to everybody.
    ///
    /// # Errors
    /// When it does not.
    pub async fn send(&mut self) -> anyhow::Result<()> {
        let number = self.sent;
        self.sent += 1;
        let (request, expected) = match &self.bids {
            Some((cookies, path)) => {
                let key = format!("frame-{number:016}");
                let cookie = cookies[number as usize % BIDDERS].as_str();
                let headers = [
                    ("cookie", cookie),
                    ("sec-fetch-site", "same-origin"),
                    ("idempotency-key", &key),
                ];
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

    /// Sends so many frames one after the other, without waiting for anybody to have them, and then
    /// waits until every watcher has all of them.
    ///
    /// # Errors
    /// When they do not come.
    pub async fn round(&mut self, frames: usize) -> anyhow::Result<()> {
        self.counter.expect((self.watchers * frames) as u64);
        for _ in 0..frames {
            self.counter.sends();
            self.send().await?;
        }
        self.counter.wait().await
    }

    /// Frames a second at all watchers together, in rounds of so many.
    ///
    /// # Errors
    /// As [`Self::round`].
    pub async fn deliveries_per_second(
        &mut self,
        frames: usize,
        span: Duration,
    ) -> anyhow::Result<f64> {
        let start = Instant::now();
        let mut rounds = 0;
        while start.elapsed() < span {
            self.round(frames).await?;
            rounds += 1;
        }
        Ok((rounds * frames * self.watchers) as f64 / start.elapsed().as_secs_f64())
    }

    /// From the start of the POST until the last watcher has the frame, ms, in rising order: of
    /// `times` frames with a pause after each.
    ///
    /// # Errors
    /// As [`Self::round`].
    pub async fn latencies(&mut self, times: usize, pause: Duration) -> anyhow::Result<Vec<f64>> {
        let mut taken = Vec::with_capacity(times);
        for _ in 0..times {
            let start = Instant::now();
            self.round(1).await?;
            taken.push(start.elapsed().as_secs_f64() * 1_000.0);
            sleep(pause).await;
        }
        taken.sort_by(f64::total_cmp);
        Ok(taken)
    }

    /// Sends a frame every `pause` for `span`, whether or not the ones before have come, and gives
    /// the 99th per cent of the ages that they had when they came, ms. Everybody has got them all
    /// in the end, or it is an error.
    ///
    /// # Errors
    /// As [`Self::round`].
    pub async fn overloaded(&mut self, pause: Duration, span: Duration) -> anyhow::Result<f64> {
        let frames = (span.as_secs_f64() / pause.as_secs_f64()) as u64;
        self.counter.expect(self.watchers as u64 * frames);
        self.counter.begin_ages();
        let start = Instant::now();
        for number in 0..frames {
            let due = start + pause * number as u32;
            sleep(due.saturating_duration_since(Instant::now())).await;
            self.counter.sends();
            self.send().await?;
        }
        self.counter.wait().await?;
        Ok(self.counter.end_ages(0.99))
    }

    /// Ends the server.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.served.stop().await
    }
}
