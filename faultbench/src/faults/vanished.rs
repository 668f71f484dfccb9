//! F-19, half-open: the machine of some watchers is gone without a word. They watch from a network
//! namespace of their own, over a pair of virtual cables (root and `ip` needed), and the cable is cut:
//! no FIN and no RST can come any more. Their places must be freed, and nobody else notice.

use crate::attack::{Bench, Site};
use crate::client::Client;
use crate::report::Row;
use crate::server::{Served, free_address};
use crate::stage::Plan;
use crate::watch::{self, Seen};
use anyhow::{Context, ensure};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command as Process};
use tokio::time::{sleep, timeout};

/// The server's end of the cable, from the network that is kept for measuring (RFC 2544).
const HERE: Ipv4Addr = Ipv4Addr::new(198, 18, 77, 1);
const THERE: Ipv4Addr = Ipv4Addr::new(198, 18, 77, 2);
/// Watchers at home, who must notice nothing.
const AT_HOME: u64 = 20;
/// A place is freed within this time: the server's 30 s, the pause between two signs of life, and a
/// machine that has other things to do (reliability.md F-19).
const FREED_MAX: Duration = Duration::from_secs(60);
/// What the program says when all its watchers were greeted.
const GREETED: &str = "greeted";

/// Runs it: under bids, and on a lot on which nothing happens but signs of life.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let afar = if bench.short { 50 } else { 500 };
    let what = format!(
        "{afar} watchers whose machine is gone without a word, under 100 bids/s and on a quiet lot"
    );
    let cable = match Cable::lay() {
        Ok(cable) => cable,
        Err(error) => {
            let why = format!("no network namespace here, root and ip are needed: {error:#}");
            return Ok(vec![Row::skipped("F-19", &what, &why)]);
        }
    };
    let folder = bench.folder("vanished")?;
    let plan = Plan {
        lots: 1,
        ..Plan::HOUR
    };
    let mut site = bench.site(&folder, plan).await?;
    let figures = free_address()?;
    site.recipe.address = TcpListener::bind((HERE, 0))?.local_addr()?;
    let listen = figures.to_string();
    site.recipe = site.recipe.with(&["--metrics-listen", &listen]);
    let (served, _) = site.recipe.start().await?;
    let lot = site.crowd.stage().lots[0].clone();
    let readers = Arc::new(Seen::default());
    for _ in 0..AT_HOME {
        let stream = watch::ask(served.address(), &lot).await?;
        drop(watch::read(stream, readers.clone()));
    }
    let (mut found, mut freed) = (Vec::new(), Vec::new());
    for per_second in [100, 0] {
        let watchers = cable.watch(served.address(), &lot, afar).await?;
        ensure!(
            streams_are(figures, AT_HOME + afar, Duration::from_secs(10)).await,
            "the watchers from afar have no streams"
        );
        let took = cut(&cable, &site, &served, watchers, figures, per_second).await?;
        match took {
            Some(took) => freed.push(format!("{:.1} s", took.as_secs_f64())),
            None => found.push(format!(
                "F-19 {:?} streams are held a minute after the cable was cut, not {AT_HOME}",
                streams(figures).await
            )),
        }
    }
    if readers.gaps.load(Ordering::SeqCst) > 0 || readers.ended.load(Ordering::SeqCst) > 0 {
        found.push("F-19 a reader at home was disturbed".to_owned());
    }
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let reached = format!(
        "all places free again after {}; {AT_HOME} readers at home saw {} events without a gap",
        freed.join(" and "),
        readers.events.load(Ordering::SeqCst)
    );
    Ok(vec![Row::run("F-19", &what, reached, found)])
}

/// Cuts the cable, ends the watchers behind it, and says how long their places were held.
async fn cut(
    cable: &Cable,
    site: &Site,
    served: &Served,
    mut watchers: Child,
    figures: SocketAddr,
    per_second: u64,
) -> anyhow::Result<Option<Duration>> {
    let workers = (per_second > 0).then(|| site.crowd.begin(served.address(), per_second));
    sleep(Duration::from_secs(2)).await;
    cable.set("down")?;
    let begun = Instant::now();
    // What the system says for them now cannot come through.
    watchers.kill().await?;
    let freed = streams_are(figures, AT_HOME, FREED_MAX).await;
    let took = begun.elapsed();
    if let Some(workers) = workers {
        site.crowd.stop(workers).await;
    }
    cable.set("up")?;
    Ok(freed.then_some(took))
}

/// Open streams, by the server's own figures.
async fn streams(figures: SocketAddr) -> Option<u64> {
    let (status, text) = Client::new(figures, "").get("/metrics").await?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("luochui_streams "));
    let open: f64 = line.filter(|_| status == 200)?.trim().parse().ok()?;
    Some(open as u64)
}

/// Waits until there are so many.
async fn streams_are(figures: SocketAddr, wanted: u64, patience: Duration) -> bool {
    let begun = Instant::now();
    loop {
        if streams(figures).await == Some(wanted) {
            return true;
        }
        if begun.elapsed() > patience {
            return false;
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// A network namespace at the other end of a pair of virtual cables; both go with this value.
struct Cable {
    namespace: String,
    here: String,
    there: String,
}

impl Cable {
    fn lay() -> anyhow::Result<Self> {
        let id = std::process::id();
        let cable = Self {
            namespace: format!("luochui-{id}"),
            here: format!("lc{id}a"),
            there: format!("lc{id}b"),
        };
        let Self {
            namespace,
            here,
            there,
        } = &cable;
        ip(&["netns", "add", namespace])?;
        ip(&[
            "link", "add", here, "type", "veth", "peer", "name", there, "netns", namespace,
        ])?;
        ip(&["address", "add", &format!("{HERE}/30"), "dev", here])?;
        ip(&["link", "set", here, "up"])?;
        let own = format!("{THERE}/30");
        ip(&["-n", namespace, "address", "add", &own, "dev", there])?;
        cable.set("up")?;
        Ok(cable)
    }

    /// Plugs the far end in (`up`) or out (`down`).
    fn set(&self, state: &str) -> anyhow::Result<()> {
        ip(&["-n", &self.namespace, "link", "set", &self.there, state])
    }

    /// Starts this program at the far end, and waits until its watchers were greeted.
    async fn watch(&self, address: SocketAddr, lot: &str, count: u64) -> anyhow::Result<Child> {
        let mut child = Process::new("ip")
            .args(["netns", "exec", &self.namespace])
            .arg(std::env::current_exe()?)
            .args(["--watch", &address.to_string(), "--watch-lot", lot])
            .args(["--watchers", &count.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let said = child.stdout.take().context("what the watchers say")?;
        let mut line = String::new();
        let mut said = BufReader::new(said);
        let greeted = timeout(Duration::from_secs(30), said.read_line(&mut line)).await;
        greeted.context("the watchers from afar were not greeted")??;
        ensure!(line.trim() == GREETED, "the watchers from afar gave up");
        Ok(child)
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        // The cable goes with either of its ends.
        let _ = ip(&["link", "delete", &self.here]);
        let _ = ip(&["netns", "delete", &self.namespace]);
    }
}

fn ip(words: &[&str]) -> anyhow::Result<()> {
    let done = Command::new("ip").args(words).output().context("ip")?;
    let told = String::from_utf8_lossy(&done.stderr);
    ensure!(
        done.status.success(),
        "ip {}: {}",
        words.join(" "),
        told.trim()
    );
    Ok(())
}

/// What this program does at the far end: watches with so many streams until it is ended.
///
/// # Errors
/// When the server does not answer.
pub async fn watch_from_afar(address: SocketAddr, lot: &str, count: u64) -> anyhow::Result<()> {
    ensure!(
        address.ip() == IpAddr::V4(HERE),
        "only at the far end of a cable"
    );
    let seen = Arc::new(Seen::default());
    for _ in 0..count {
        drop(watch::read(watch::ask(address, lot).await?, seen.clone()));
    }
    while seen.live.load(Ordering::SeqCst) < count {
        sleep(Duration::from_millis(20)).await;
    }
    println!("{GREETED}");
    std::future::pending().await
}
