//! F-18 and F-19: more watchers than is pleasant, and watchers that do not read.

use crate::attack::{Bench, Site};
use crate::client::Client;
use crate::report::Row;
use crate::server::{Recipe, Served};
use crate::stage::Plan;
use crate::watch::{self, Seen};
use anyhow::ensure;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Everybody is connected within this time (reliability.md F-18).
const LIVE_MAX: Duration = Duration::from_secs(30);
/// A bid is answered within this time, 99 of 100 (reliability.md F-18).
const ANSWER_P99: Duration = Duration::from_millis(250);
/// Memory of the process (reliability.md F-18), bytes.
const MEMORY_MAX: u64 = 600 * 1_024 * 1_024;
/// Readers that do not read are gone after this time (reliability.md F-19).
const REAPED_MAX: Duration = Duration::from_secs(60);
/// Memory may grow by so much while hundreds do not read, bytes.
const GROWTH_MAX: u64 = 64 * 1_024 * 1_024;

/// Every watcher connects in one moment, all leave in one moment, all come back.
///
/// # Errors
/// When the bench breaks.
pub async fn storm(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let watchers = u64::from(bench.rounds(2_000, 300));
    let folder = bench.folder("storm")?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.start().await?;
    let workers = site.crowd.begin(served.address(), 50);
    let mut found = Vec::new();
    let mut slowest = Duration::ZERO;
    let mut answers = Vec::new();
    for _ in 0..2 {
        let seen = Arc::new(Seen::default());
        let begun = Instant::now();
        let streams = connect(&site, &served, watchers, &seen);
        let measured = measure(&site, &served, Duration::from_secs(6));
        let (streams, measured) = tokio::join!(streams, measured);
        answers.extend(measured);
        while seen.live.load(Ordering::SeqCst) < watchers && begun.elapsed() < LIVE_MAX {
            sleep(Duration::from_millis(20)).await;
        }
        let live = seen.live.load(Ordering::SeqCst);
        if live < watchers {
            found.push(format!(
                "F-18 only {live} of {watchers} were live after 30 s"
            ));
        }
        slowest = slowest.max(*streams.1.iter().max().unwrap_or(&Duration::ZERO));
        if seen.gaps.load(Ordering::SeqCst) > 0 {
            found.push("I-18 a stream lost an event".into());
        }
        for stream in streams.0 {
            stream.abort();
        }
    }
    let memory = served.memory()?;
    if memory > MEMORY_MAX {
        found.push(format!("F-18 {} MiB of memory", memory >> 20));
    }
    let p99 = percentile(&mut answers, 99);
    if p99 > ANSWER_P99 {
        found.push(format!(
            "F-18 bids answered in {} ms (p99)",
            p99.as_millis()
        ));
    }
    site.crowd.stop(workers).await;
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let reached = format!(
        "the last said hello after {} ms; bids meanwhile p50 {} ms, p99 {} ms; {} MiB",
        slowest.as_millis(),
        percentile(&mut answers, 50).as_millis(),
        p99.as_millis(),
        memory >> 20
    );
    let what = format!("{watchers} watchers connect at once, leave and come back at once");
    Ok(vec![Row::run("F-18", &what, reached, found)])
}

type Streams = (Vec<tokio::task::JoinHandle<()>>, Vec<Duration>);

/// Connects everybody at once; the streams, and how long each took to be asked for.
async fn connect(site: &Site, served: &Served, watchers: u64, seen: &Arc<Seen>) -> Streams {
    let begun = Instant::now();
    let mut asking = JoinSet::new();
    for number in 0..watchers as usize {
        let lot = site.crowd.stage().lots[number % site.crowd.stage().lots.len()].clone();
        let (address, seen) = (served.address(), seen.clone());
        asking.spawn(async move {
            let stream = watch::ask(address, &lot).await.ok()?;
            stream.readable().await.ok()?;
            Some((watch::read(stream, seen), begun.elapsed()))
        });
    }
    asking.join_all().await.into_iter().flatten().unzip()
}

/// How long bids of one bidder take, one after the other.
pub(super) async fn measure(site: &Site, served: &Served, span: Duration) -> Vec<Duration> {
    let stage = site.crowd.stage();
    let mut clients: Vec<Client> = (stage.tokens.iter())
        .map(|token| Client::new(served.address(), token))
        .collect();
    let begun = Instant::now();
    let mut took = Vec::new();
    while begun.elapsed() < span {
        let bid = site.crowd.next(took.len() % stage.lots.len());
        let asked = Instant::now();
        site.crowd.send_with(&mut clients[bid.bidder], &bid).await;
        took.push(asked.elapsed());
        sleep(Duration::from_millis(10)).await;
    }
    took
}

/// The time that so many of a hundred did not exceed.
pub(super) fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).copied().unwrap_or_default()
}

/// Hundreds who never read, some who read a byte a second, some who pause; and a few who read and
/// must notice nothing.
///
/// # Errors
/// When the bench breaks.
pub async fn deaf(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let deaf = if bench.short { 100 } else { 500 };
    let folder = bench.folder("deaf")?;
    let plan = Plan {
        lots: 1,
        ..Plan::HOUR
    };
    let site = bench.site(&folder, plan).await?;
    let (served, _) = site.recipe.start().await?;
    let lot = site.crowd.stage().lots[0].clone();
    let readers = Arc::new(Seen::default());
    for _ in 0..50 {
        let stream = watch::ask(served.address(), &lot).await?;
        drop(watch::read(stream, readers.clone()));
    }
    let files = served.open_files()?;
    let mut silent = Vec::new();
    for _ in 0..deaf {
        silent.push(narrow(&served, &lot).await?);
    }
    let drips: Vec<_> = join_drips(&served, &lot, deaf / 5).await?;
    let workers = site.crowd.begin(served.address(), 400);
    let pausing = pause(&served, &lot, 20, Duration::from_secs(10)).await?;
    let (before, begun) = (served.memory()?, Instant::now());
    let mut answers = measure(&site, &served, Duration::from_secs(20)).await;
    let growth = served.memory()?.saturating_sub(before);
    site.crowd.stop(workers).await;
    let mut found = Vec::new();
    // The crowd's own connections are gone with it; who reads a byte a second may stay.
    let most = files + drips.len() + 10;
    let rest = REAPED_MAX.saturating_sub(begun.elapsed());
    found.extend(reaped(&served, most, rest).await?);
    let reaped = begun.elapsed();
    if growth > GROWTH_MAX {
        found.push(format!("F-19 memory grew by {} MiB", growth >> 20));
    }
    found.extend(undisturbed(&site, &readers, &pausing));
    let p99 = percentile(&mut answers, 99);
    if p99 > ANSWER_P99 {
        found.push(format!(
            "F-19 bids answered in {} ms (p99)",
            p99.as_millis()
        ));
    }
    for drip in drips {
        drip.abort();
    }
    drop(silent);
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let reached = format!(
        "reaped after {} s; memory grew by {} MiB; 50 readers saw {} events without a gap; bids p99 \
         {} ms",
        reaped.as_secs(),
        growth >> 20,
        readers.events.load(Ordering::SeqCst),
        p99.as_millis()
    );
    let what = format!(
        "{deaf} watchers that never read, {} that read a byte a second, 20 that pause",
        deaf / 5
    );
    Ok(vec![Row::run("F-19", &what, reached, found)])
}

/// Waits until the server holds no more than this many connections and files.
async fn reaped(
    served: &Served,
    most: usize,
    patience: Duration,
) -> anyhow::Result<Option<String>> {
    let begun = Instant::now();
    while served.open_files()? > most && begun.elapsed() < patience {
        sleep(Duration::from_millis(500)).await;
    }
    let held = served.open_files()?;
    Ok((held > most).then(|| format!("F-19 {held} connections held after a minute, not {most}")))
}

/// Who reads must notice nothing; who pauses may be cut off, but never loses an event in between.
fn undisturbed(site: &Site, readers: &Seen, pausing: &Seen) -> Vec<String> {
    let mut found = Vec::new();
    let accepted = site.crowd.journal.counts().accepted;
    let events = readers.events.load(Ordering::SeqCst);
    if readers.gaps.load(Ordering::SeqCst) > 0 || readers.ended.load(Ordering::SeqCst) > 0 {
        found.push("F-19 a reader that read was disturbed".into());
    }
    if events != accepted * 50 {
        found.push(format!("I-18 50 readers saw {events} events of {accepted}"));
    }
    let gaps = pausing.gaps.load(Ordering::SeqCst);
    if gaps > 0 {
        found.push(format!(
            "I-18 {gaps} gaps in the streams of readers that paused"
        ));
    }
    found
}

/// Watchers that read nothing for `span`, then everything.
async fn pause(
    served: &Served,
    lot: &str,
    count: usize,
    span: Duration,
) -> anyhow::Result<Arc<Seen>> {
    let seen = Arc::new(Seen::default());
    for _ in 0..count {
        let stream = narrow(served, lot).await?;
        let seen = seen.clone();
        tokio::spawn(async move {
            sleep(span).await;
            watch::read(stream, seen).await
        });
    }
    Ok(seen)
}

/// A stream with small buffers on both sides, so that it is full soon.
async fn narrow(served: &Served, lot: &str) -> anyhow::Result<TcpStream> {
    watch::ask_narrow(served.address(), lot).await
}

async fn join_drips(
    served: &Served,
    lot: &str,
    count: usize,
) -> anyhow::Result<Vec<tokio::task::JoinHandle<()>>> {
    let mut drips = Vec::new();
    for _ in 0..count {
        let mut stream = narrow(served, lot).await?;
        drips.push(tokio::spawn(async move {
            let mut byte = [0; 1];
            while stream.read(&mut byte).await.is_ok_and(|read| read == 1) {
                sleep(Duration::from_secs(1)).await;
            }
        }));
    }
    Ok(drips)
}

/// The negative control of F-19: streams that swallow `Lagged` must show gaps to readers who pause.
///
/// # Errors
/// When the bench breaks.
pub async fn lagged_swallowed(bench: &Bench, planted: &Recipe) -> anyhow::Result<Vec<String>> {
    let folder = bench.folder("lagged")?;
    let mut site = bench
        .site(
            &folder,
            Plan {
                lots: 1,
                ..Plan::HOUR
            },
        )
        .await?;
    site.recipe.binary = planted.binary.clone();
    site.recipe.environment = planted.environment.clone();
    let (served, _) = site.recipe.start().await?;
    let lot = site.crowd.stage().lots[0].clone();
    let pausing = pause(&served, &lot, 20, Duration::from_secs(8)).await?;
    site.crowd
        .bid_for(served.address(), 400, Duration::from_secs(12))
        .await;
    served.kill().await?;
    ensure!(
        site.crowd.journal.counts().accepted > 1_000,
        "too few events to fall behind"
    );
    Ok(undisturbed(&site, &Seen::default(), &pausing)
        .into_iter()
        .filter(|line| line.contains("gaps"))
        .collect())
}
