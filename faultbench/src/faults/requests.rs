//! F-20: requests that are too large or too slow on purpose. Each is refused or ended, memory stays
//! flat, and everybody else goes on bidding.

use super::readers::{measure, percentile};
use crate::attack::{Bench, Site};
use crate::report::Row;
use crate::server::Served;
use crate::stage::Plan;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Memory may grow by so much (reliability.md F-20), bytes.
const GROWTH_MAX: u64 = 64 * 1_024 * 1_024;
/// A bid is answered within this time meanwhile, 99 of 100.
const ANSWER_P99: Duration = Duration::from_millis(250);
/// Slow requests are over after this time: 20 s for a body, 30 s for a head, and some for the load.
const SLOW_MAX: Duration = Duration::from_secs(40);
/// A large body, as it is announced.
const GIGABYTE: u64 = 1 << 30;

/// A request that is sent as fast as it is taken.
struct Attack {
    what: &'static str,
    head: Vec<u8>,
    /// Zeros that follow.
    body: u64,
    /// What may be answered; nothing at all is `0`.
    expected: &'static [u16],
}

/// What became of the copies of an attack: how often each status was seen, and the most bytes that
/// one copy got rid of.
#[derive(Default)]
struct Outcome {
    statuses: BTreeMap<u16, u32>,
    sent: u64,
}

/// Runs the large ones, and outside of the short selection the slow ones.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let copies = if bench.short { 10 } else { 50 };
    let folder = bench.folder("requests")?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.start().await?;
    let mut rows = vec![large(&site, &served, copies).await?];
    if !bench.short {
        rows.push(slow(&site, &served, 200).await?);
    }
    let found = site.check(&served).await?;
    served.kill().await?;
    let reached = format!("{} bids acknowledged", site.crowd.journal.counts().accepted);
    let what = "the common checks after these requests";
    rows.push(Row::run("F-20", what, reached, found));
    Ok(rows)
}

fn attacks(site: &Site) -> Vec<Attack> {
    let head = |line: &str, rest: &str| {
        format!("{line} HTTP/1.1\r\nhost: 127.0.0.1\r\n{rest}\r\n").into_bytes()
    };
    let bids = format!("POST /api/v1/lots/{}/bids", site.crowd.stage().lots[0]);
    let headers: String = (0..10_000).map(|n| format!("x-{n}: y\r\n")).collect();
    let cookie = format!("cookie: {}\r\n", "a".repeat(1 << 20));
    let address = format!("GET /{}", "a".repeat(1 << 20));
    let announced = format!("content-length: {GIGABYTE}\r\n");
    let upload = format!("{announced}content-type: multipart/form-data; boundary=x\r\n");
    let attack = |what, head, body, expected| Attack {
        what,
        head,
        body,
        expected,
    };
    vec![
        attack("10,000 headers", head("GET /", &headers), 0, &[431]),
        attack("a cookie of 1 MiB", head("GET /", &cookie), 0, &[431]),
        attack("an address of 1 MiB", head(&address, ""), 0, &[414, 431]),
        attack("a bid of 1 GiB", head(&bids, &announced), GIGABYTE, &[413]),
        attack(
            "an upload of 1 GiB",
            head("POST /x", &upload),
            GIGABYTE,
            &[413],
        ),
        // HTTP/2 is not spoken, so there are no resets, CONTINUATION or empty frames to flood with.
        attack(
            "an HTTP/2 preface",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(),
            0,
            &[0, 400, 505],
        ),
    ]
}

async fn large(site: &Site, served: &Served, copies: usize) -> anyhow::Result<Row> {
    // Warm first: pages that are rendered for the first time are no growth of the attack.
    drop(measure(site, served, Duration::from_secs(1)).await);
    let (before, accepted) = (served.memory()?, site.crowd.journal.counts().accepted);
    let mut found = Vec::new();
    let mut reached = Vec::new();
    let bids = measure(site, served, Duration::from_secs(3));
    let attacking = async {
        let mut most = before;
        for attack in attacks(site) {
            let outcome = copies_of(served.address(), &attack, copies).await;
            most = most.max(served.memory()?);
            let other = |status: &&u16| !attack.expected.contains(status) && **status != 0;
            let odd: Vec<_> = outcome.statuses.keys().filter(other).collect();
            let answered = attack
                .expected
                .iter()
                .any(|s| outcome.statuses.contains_key(s));
            if !odd.is_empty() || !answered || outcome.sent > GIGABYTE / 4 {
                found.push(format!("F-20 {}: {}", attack.what, outcome.told()));
            }
            reached.push(format!("{} {}", attack.what, outcome.told()));
        }
        anyhow::Ok(most)
    };
    let (most, mut answers) = tokio::join!(attacking, bids);
    let growth = most?.saturating_sub(before);
    let p99 = percentile(&mut answers, 99);
    found.extend(undisturbed(site, accepted, growth, p99));
    let reached = format!(
        "{}; memory +{} MiB; bids meanwhile p99 {} ms",
        reached.join(", "),
        growth >> 20,
        p99.as_millis()
    );
    let what = format!("requests that are too large, {copies} of each at once");
    Ok(Row::run("F-20", &what, reached, found))
}

impl Outcome {
    /// Such as `413 ×49, no answer ×1`.
    fn told(&self) -> String {
        let told = |(status, times): (&u16, &u32)| match status {
            0 => format!("closed ×{times}"),
            _ => format!("{status} ×{times}"),
        };
        self.statuses.iter().map(told).collect::<Vec<_>>().join(" ")
    }
}

fn undisturbed(site: &Site, accepted: u64, growth: u64, p99: Duration) -> Vec<String> {
    let mut found = Vec::new();
    if site.crowd.journal.counts().accepted == accepted {
        found.push("F-20 nobody's bid was taken meanwhile".into());
    }
    if growth > GROWTH_MAX {
        found.push(format!("F-20 memory grew by {} MiB", growth >> 20));
    }
    if p99 > ANSWER_P99 {
        found.push(format!(
            "F-20 bids answered in {} ms (p99)",
            p99.as_millis()
        ));
    }
    found
}

async fn copies_of(address: SocketAddr, attack: &Attack, copies: usize) -> Outcome {
    let mut sending = JoinSet::new();
    for _ in 0..copies {
        sending.spawn(send(address, attack.head.clone(), attack.body));
    }
    let mut outcome = Outcome::default();
    for (status, sent) in sending.join_all().await {
        *outcome.statuses.entry(status).or_default() += 1;
        outcome.sent = outcome.sent.max(sent);
    }
    outcome
}

/// Sends a request while it is taken, and reads the answer meanwhile: the status, 0 without one, and
/// how much was sent.
async fn send(address: SocketAddr, head: Vec<u8>, body: u64) -> (u16, u64) {
    let Ok(stream) = TcpStream::connect(address).await else {
        return (0, 0);
    };
    let (mut reading, mut writing) = stream.into_split();
    let sending = async {
        let mut sent = 0;
        let zeros = vec![0; 65_536];
        if writing.write_all(&head).await.is_ok() {
            while sent < body && writing.write_all(&zeros).await.is_ok() {
                sent += zeros.len() as u64;
            }
        }
        (writing, sent)
    };
    let (status, (_writing, sent)) = tokio::join!(status(&mut reading), sending);
    (status, sent)
}

/// The status of the answer; 0 when the connection ends without one, or has none for long.
async fn status(reading: &mut (impl AsyncReadExt + Unpin)) -> u16 {
    let mut line = [0; 12];
    let read = timeout(SLOW_MAX, reading.read_exact(&mut line)).await;
    let text = std::str::from_utf8(&line).unwrap_or_default();
    let status = text.strip_prefix("HTTP/1.1 ").and_then(|s| s.parse().ok());
    status.filter(|_| matches!(read, Ok(Ok(_)))).unwrap_or(0)
}

/// Heads and bodies that come a byte a second.
async fn slow(site: &Site, served: &Served, each: usize) -> anyhow::Result<Row> {
    let (before, accepted) = (served.memory()?, site.crowd.journal.counts().accepted);
    let lot = &site.crowd.stage().lots[0];
    let body = format!(
        "POST /api/v1/lots/{lot}/bids HTTP/1.1\r\nhost: x\r\ncontent-length: 60000\r\n\r\n"
    );
    let mut dripping = JoinSet::new();
    for number in 0..each * 2 {
        let head = if number % 2 == 0 {
            "GET / HTTP/1.1\r\n"
        } else {
            &body
        };
        dripping.spawn(drip(served.address(), head.to_owned()));
    }
    sleep(Duration::from_secs(1)).await;
    let mut answers = measure(site, served, Duration::from_secs(15)).await;
    let growth = served.memory()?.saturating_sub(before);
    let p99 = percentile(&mut answers, 99);
    let mut found = undisturbed(site, accepted, growth, p99);
    let (mut statuses, mut longest) = (BTreeMap::new(), Duration::ZERO);
    for (status, lasted) in dripping.join_all().await {
        *statuses.entry(status).or_default() += 1;
        longest = longest.max(lasted);
    }
    let outcome = Outcome { statuses, sent: 0 };
    if longest > SLOW_MAX {
        found.push(format!(
            "F-20 a slow request held its place for {} s",
            longest.as_secs()
        ));
    }
    if outcome.statuses.get(&408) != Some(&(each as u32)) {
        found.push(format!("F-20 slow bodies: {}", outcome.told()));
    }
    let reached = format!(
        "{}, the last after {} s; memory +{} MiB; bids meanwhile p99 {} ms",
        outcome.told(),
        longest.as_secs(),
        growth >> 20,
        p99.as_millis()
    );
    let what = format!("{each} heads and {each} bodies at a byte a second");
    Ok(Row::run("F-20", &what, reached, found))
}

/// Sends `head`, then a byte a second until the connection ends: the status, and how long it took.
async fn drip(address: SocketAddr, head: String) -> (u16, Duration) {
    let begun = Instant::now();
    let Ok(stream) = TcpStream::connect(address).await else {
        return (0, begun.elapsed());
    };
    let (mut reading, mut writing) = stream.into_split();
    let _ = writing.write_all(head.as_bytes()).await;
    let dripping = async {
        while writing.write_all(b"x").await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
        std::future::pending::<u16>().await
    };
    let status = tokio::select! {
        status = status(&mut reading) => status,
        status = dripping => status,
    };
    (status, begun.elapsed())
}
