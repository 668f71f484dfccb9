//! F-22: the process runs out of files, then of threads, then of memory. It refuses who comes new, and serves again as
//! soon as there is room; where the kernel ends it, a start brings everything back.

use super::readers::measure;
use crate::attack::{Bench, Site};
use crate::client::Client;
use crate::report::Row;
use crate::server::Served;
use crate::stage::Plan;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Files and connections that the process may have.
const FILES: usize = 160;
/// Idle connections; the system itself keeps some more of them waiting.
const IDLE: usize = FILES + 60;
/// Bids are taken again within this time once there is room.
const AGAIN_MAX: Duration = Duration::from_secs(5);
/// Memory that the process may have (reliability.md F-22), bytes.
const MEMORY: u64 = 512 << 20;
/// Few enough bidders that all of them are connected before the files run out.
const PLAN: Plan = Plan {
    lots: 4,
    bidders: 4,
    ..Plan::HOUR
};

/// Lists that are asked for at once while there is no thread left to write one.
const LISTS: usize = 200;

/// Runs all three.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let mut rows = vec![files(bench).await?];
    if !bench.short {
        rows.push(threads(bench).await?);
        rows.push(memory(bench).await?);
    }
    Ok(rows)
}

/// Connections until there is no file left, while those who are connected bid.
async fn files(bench: &Bench) -> anyhow::Result<Row> {
    let folder = bench.folder("files")?;
    let mut site = bench.site(&folder, PLAN).await?;
    site.recipe.before = Some(format!("ulimit -n {FILES}"));
    let (served, _) = site.recipe.start().await?;
    let mut found = Vec::new();
    let before = site.crowd.journal.counts();
    let bids = measure(&site, &served, Duration::from_secs(3));
    let crowding = async {
        sleep(Duration::from_secs(1)).await;
        let crowd = idle(served.address(), IDLE).await;
        sleep(Duration::from_millis(500)).await;
        (crowd, served.open_files(), site.crowd.journal.counts())
    };
    let (_, (crowd, open, full)) = tokio::join!(bids, crowding);
    let open = open?;
    if open < FILES {
        found.push(format!(
            "F-22 only {open} files of {FILES} were taken: nothing was tested"
        ));
    }
    let meanwhile = site.crowd.journal.counts().accepted - full.accepted;
    if meanwhile == 0 {
        found.push("F-22 those who were connected could not bid any more".into());
    }
    drop(crowd);
    let (again, waited) = (Instant::now(), taken_again(&site, &served).await);
    found.extend(waited);
    let again = again.elapsed();
    let reaped = match bench.short {
        true => None,
        false => Some(reaped(&site, &served, &mut found).await?),
    };
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let counts = site.crowd.journal.counts();
    let mut reached = format!(
        "{open} files taken; {meanwhile} bids taken of those connected meanwhile, {} left open and \
         settled; new ones taken {} ms after the others went",
        counts.unknown - before.unknown,
        again.as_millis()
    );
    if let Some(reaped) = reaped {
        reached += &format!(
            ", and {} s after they came when they stay",
            reaped.as_secs()
        );
    }
    let what = format!("{IDLE} idle connections against {FILES} files");
    Ok(Row::run("F-22", &what, reached, found))
}

/// Connections that say the beginning of a request and then nothing.
async fn idle(address: SocketAddr, count: usize) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    for _ in 0..count {
        let connecting = TcpStream::connect(address);
        let connected = tokio::time::timeout(Duration::from_millis(200), connecting).await;
        if let Ok(Ok(mut stream)) = connected {
            let _ = stream.write_all(b"GET / HTTP/1.1\r\n").await;
            streams.push(stream);
        }
    }
    streams
}

/// A new bidder is answered.
async fn taken_again(site: &Site, served: &Served) -> Option<String> {
    let begun = Instant::now();
    while begun.elapsed() < AGAIN_MAX {
        let bid = site.crowd.next(0);
        let sending = site.crowd.send(served.address(), &bid);
        let known = tokio::time::timeout(Duration::from_secs(1), sending).await;
        if known.is_ok_and(|known| known.is_final()) {
            return None;
        }
    }
    Some("F-22 no bid was taken within 5 s of there being room".into())
}

/// Idle connections that stay are ended by the server: how long that took.
async fn reaped(site: &Site, served: &Served, found: &mut Vec<String>) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let crowd = idle(served.address(), IDLE).await;
    // Twice the time for a head: those behind the limit wait for those before them.
    while served.open_files()? >= FILES / 2 && begun.elapsed() < Duration::from_secs(75) {
        sleep(Duration::from_millis(500)).await;
    }
    let took = begun.elapsed();
    found.extend(taken_again(site, served).await);
    drop(crowd);
    Ok(took)
}

/// A group of processes with a limit of something; root is needed.
struct Group(PathBuf);

impl Group {
    /// A group of this kind, `memory` or `pids`, without a limit yet.
    fn new(kind: &str) -> anyhow::Result<Self> {
        let name = format!("luochui-faults-{}", std::process::id());
        let own = Self(Path::new("/sys/fs/cgroup").join(kind).join(name));
        std::fs::create_dir(&own.0)?;
        Ok(own)
    }

    fn put(&self, file: &str, value: &str) -> anyhow::Result<()> {
        Ok(std::fs::write(self.0.join(file), value)?)
    }

    /// The last word of a file, which is a number.
    fn number(&self, file: &str) -> anyhow::Result<u64> {
        let text = std::fs::read_to_string(self.0.join(file))?;
        Ok(text.split_whitespace().last().unwrap_or_default().parse()?)
    }

    /// Limits memory, bytes.
    fn limit(&self, bytes: u64) -> anyhow::Result<()> {
        self.put("memory.limit_in_bytes", &bytes.to_string())
    }

    /// Memory in use, the files' pages in it included.
    fn used(&self) -> anyhow::Result<u64> {
        self.number("memory.usage_in_bytes")
    }

    /// How a process joins it.
    fn joined(&self) -> String {
        format!("echo $$ > '{}'", self.0.join("tasks").display())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // It goes when nobody is in it any more; a folder that stays behind says so itself.
        if let Err(error) = std::fs::remove_dir(&self.0) {
            eprintln!("{}: {error}", self.0.display());
        }
    }
}

/// No thread more than there are, under bids and lists that want threads of their own.
async fn threads(bench: &Bench) -> anyhow::Result<Row> {
    let what = format!("no thread more than there are, under bids and {LISTS} lists as workbooks");
    let group = match Group::new("pids") {
        Ok(group) => group,
        Err(error) => {
            let why = format!("no group with a limit of threads here, root is needed ({error})");
            return Ok(Row::skipped("F-22", &what, &why));
        }
    };
    let folder = bench.folder("threads")?;
    let mut site = bench.site(&folder, PLAN).await?;
    site.recipe.before = Some(group.joined());
    let (served, _) = site.recipe.start().await?;
    let mut found = Vec::new();
    // Whoever bids has his connection to the tables.
    measure(&site, &served, Duration::from_secs(2)).await;
    let before = site.crowd.journal.counts();
    let there = group.number("pids.current")?;
    group.put("pids.max", &there.to_string())?;
    let bids = measure(&site, &served, Duration::from_secs(8));
    let (_, told) = tokio::join!(bids, lists(served.address(), LISTS));
    let refused = group.number("pids.events")?;
    if refused == 0 {
        found.push("F-22 no thread was refused: nothing was tested".into());
    }
    let meanwhile = site.crowd.journal.counts().accepted - before.accepted;
    if meanwhile == 0 {
        found.push("F-22 nobody could bid without more threads".into());
    }
    group.put("pids.max", "max")?;
    found.extend(taken_again(&site, &served).await);
    let again = lists(served.address(), 1).await;
    if again == 0 {
        found.push("F-22 no list is written although there are threads again".into());
    }
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let reached = format!(
        "{there} threads, {refused} more refused; {meanwhile} bids taken meanwhile, {told} of {LISTS} lists \
         written; lists again when there are threads"
    );
    Ok(Row::run("F-22", &what, reached, found))
}

/// Asks for so many lists at once; how many of them were written.
async fn lists(address: SocketAddr, count: usize) -> usize {
    let mut asking = JoinSet::new();
    for _ in 0..count {
        asking.spawn(async move { Client::new(address, "").get("/lots/export.xlsx").await });
    }
    let answers = asking.join_all().await;
    let written = answers
        .iter()
        .flatten()
        .filter(|(status, _)| *status == 200);
    written.count()
}

/// Half a gigabyte under an attack on memory; then so little that the kernel ends the process.
async fn memory(bench: &Bench) -> anyhow::Result<Row> {
    let what = "512 MiB of memory under 1,000 bodies that stop and 300 watchers that do not read; then \
                memory taken away until the kernel ends the process";
    let group = match Group::new("memory").and_then(|group| group.limit(MEMORY).map(|()| group)) {
        Ok(group) => group,
        Err(error) => {
            let why = format!("no group with a limit of memory here, root is needed ({error})");
            return Ok(Row::skipped("F-22", what, &why));
        }
    };
    let folder = bench.folder("memory")?;
    let mut site = bench.site(&folder, PLAN).await?;
    let plain = site.recipe.clone();
    site.recipe.before = Some(group.joined());
    let (mut served, _) = site.recipe.start().await?;
    let mut found = Vec::new();
    let bids = measure(&site, &served, Duration::from_secs(8));
    let attacking = async {
        let bodies = halves(&site, served.address(), 1_000).await;
        let mut deaf = Vec::new();
        for _ in 0..300 {
            deaf.push(
                crate::watch::ask_narrow(served.address(), &site.crowd.stage().lots[0]).await,
            );
        }
        sleep(Duration::from_secs(2)).await;
        (bodies, deaf, served.memory(), group.used())
    };
    let (_, (bodies, deaf, resident, used)) = tokio::join!(bids, attacking);
    let resident = resident?;
    drop((bodies, deaf));
    let accepted = site.crowd.journal.counts().accepted;
    if accepted < 100 {
        found.push(format!(
            "F-22 only {accepted} bids were taken under the attack"
        ));
    }
    // Now there is room for nothing more, and it is attacked again.
    group.limit(group.used()?.min(served.memory()?) + (1 << 20))?;
    let bodies = halves(&site, served.address(), 2_000).await;
    let ended = served.ended(Duration::from_secs(10)).await;
    drop(bodies);
    let by_kernel = ended.is_ok();
    if !by_kernel {
        served.kill().await?;
    }
    let (served, ready) = plain.start().await?;
    found.extend(taken_again(&site, &served).await);
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let reached = format!(
        "{} MiB resident, {} MiB with the pages of files; {accepted} bids taken meanwhile; ended by the \
         kernel: {by_kernel}; ready again after {} ms",
        resident >> 20,
        used? >> 20,
        ready.as_millis()
    );
    Ok(Row::run("F-22", what, reached, found))
}

/// Bids whose bodies stop one byte before their end.
async fn halves(site: &Site, address: SocketAddr, count: usize) -> Vec<TcpStream> {
    let lot = &site.crowd.stage().lots[0];
    let mut request = format!(
        "POST /api/v1/lots/{lot}/bids HTTP/1.1\r\nhost: x\r\ncontent-length: 65536\r\n\r\n"
    );
    request += &"x".repeat(65_535);
    let mut streams = Vec::new();
    for _ in 0..count {
        if let Ok(mut stream) = TcpStream::connect(address).await {
            let writing = stream.write_all(request.as_bytes());
            let written = tokio::time::timeout(Duration::from_secs(1), writing).await;
            if matches!(written, Ok(Ok(()))) {
                streams.push(stream);
            }
        }
    }
    // Whoever does not bid is answered too.
    drop(Client::new(address, "").get("/healthz").await);
    streams
}
