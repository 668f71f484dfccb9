//! F-04 and F-05: the disk refuses a call, once or for ever, or takes five seconds for it.

use crate::attack::Bench;
use crate::client::Client;
use crate::report::Row;
use crate::server::READY_MAX;
use crate::shim::{Calls, Mode, Shim};
use crate::stage::Plan;
use anyhow::ensure;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// A page is served within this time while the disk is slow (reliability.md F-05).
const PAGE_MAX: Duration = Duration::from_millis(500);

/// Runs every failing call, then the slow one.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (mode, often) in [(Mode::FailOnce, "once"), (Mode::FailEver, "for ever")] {
        for (calls, name) in [
            (Calls::Sync, "fdatasync"),
            (Calls::Write, "pwrite"),
            (Calls::Truncate, "ftruncate"),
        ] {
            rows.extend(failing(bench, mode, calls, &format!("{name} fails {often}")).await?);
        }
    }
    rows.push(slow(bench).await?);
    Ok(rows)
}

/// Fails call 1, 2, 3 … in a row of rounds; a call that never comes ends the row.
async fn failing(
    bench: &Bench,
    mode: Mode,
    calls: Calls,
    what: &str,
) -> anyhow::Result<Option<Row>> {
    let most = u64::from(bench.rounds(8, 1));
    let (mut rounds, mut acknowledged, mut found) = (0, 0, Vec::new());
    for number in 1..=most {
        let Some((more, broken)) = fail(bench, mode, calls, number).await? else {
            break;
        };
        rounds += 1;
        acknowledged += more;
        found.extend(broken);
    }
    let what = format!("{what}, at call 1 to {most}");
    if rounds == 0 {
        let why = "the engine makes no such call while bids are written";
        return Ok(Some(Row::skipped("F-04", &what, why)));
    }
    let reached = format!("{rounds} faults injected; {acknowledged} bids acknowledged in all");
    Ok(Some(Row::run("F-04", &what, reached, found)))
}

/// One failing call under load; nothing when the call never came.
async fn fail(
    bench: &Bench,
    mode: Mode,
    calls: Calls,
    number: u64,
) -> anyhow::Result<Option<(u64, Vec<String>)>> {
    let folder = bench.folder("sync")?;
    let shim = Shim::build(&folder)?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let recipe = site.recipe.clone().broken_by(&shim);
    let (mut served, _) = recipe.start().await?;
    let workers = site.crowd.begin(served.address(), 200);
    site.first_answer().await?;
    shim.set(mode, calls, number)?;
    sleep(Duration::from_millis(900)).await;
    let (during, fired) = (site.crowd.journal.counts(), shim.fired()?);
    sleep(Duration::from_millis(300)).await;
    let mut found = Vec::new();
    let later = site.crowd.journal.counts();
    if fired > 0
        && mode == Mode::FailEver
        && calls != Calls::Truncate
        && later.accepted > during.accepted
    {
        let more = later.accepted - during.accepted;
        found.push(format!(
            "F-04 {more} bids acknowledged by a disk that refuses"
        ));
    }
    // The disk is mended; the process may have ended and is then started again, as a supervisor
    // does.
    shim.set(Mode::None, calls, 0)?;
    if served.ended(Duration::from_millis(200)).await.is_ok() {
        served = recipe.start().await?.0;
    }
    sleep(Duration::from_millis(500)).await;
    site.crowd.stop(workers).await;
    found.extend(recovers(&site, &served).await);
    found.extend(site.check(&served).await?);
    served.kill().await?;
    // What was acknowledged must also be there for another process.
    let (served, _) = site.recipe.start().await?;
    found.extend(site.compare().await?);
    served.kill().await?;
    let accepted = site.crowd.journal.counts().accepted;
    Ok((fired > 0).then_some((accepted, found)))
}

/// Bids are accepted again within [`READY_MAX`] without anybody's help.
pub async fn recovers(
    site: &crate::attack::Site,
    served: &crate::server::Served,
) -> Option<String> {
    let begun = Instant::now();
    while begun.elapsed() < READY_MAX {
        let bid = site.crowd.next(0);
        let known = site.crowd.send(served.address(), &bid).await;
        if known.is_final() {
            return None;
        }
        sleep(Duration::from_millis(50)).await;
    }
    Some("I-33 no definite answer 10 s after the fault was over".into())
}

/// F-05: every sync takes five seconds. Waiting bids get an answer or "unknown" within their limit,
/// and pages are served meanwhile.
async fn slow(bench: &Bench) -> anyhow::Result<Row> {
    let folder = bench.folder("slow")?;
    let shim = Shim::build(&folder)?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.clone().broken_by(&shim).start().await?;
    let workers = site.crowd.begin(served.address(), 100);
    site.first_answer().await?;
    shim.set(Mode::Delay, Calls::Sync, 5_000)?;
    let mut worst = Duration::ZERO;
    let begun = Instant::now();
    let mut reader = Client::new(served.address(), "");
    let mut found = Vec::new();
    let mut reads = 0;
    while begun.elapsed() < Duration::from_secs(8) {
        let asked = Instant::now();
        let path = format!("/api/v1/lots/{}", site.crowd.stage().lots[0]);
        let answer = reader.get(&path).await;
        if answer.is_none_or(|(status, _)| status != 200) {
            found.push("F-05 a page was not served while the disk was slow".into());
        }
        worst = worst.max(asked.elapsed());
        reads += 1;
        sleep(Duration::from_millis(40)).await;
    }
    let fired = shim.fired()?;
    ensure!(fired > 0, "no sync was slow");
    if worst > PAGE_MAX {
        found.push(format!("F-05 a page took {} ms", worst.as_millis()));
    }
    shim.set(Mode::None, Calls::Sync, 0)?;
    site.crowd.stop(workers).await;
    found.extend(recovers(&site, &served).await);
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let counts = site.crowd.journal.counts();
    let reached = format!(
        "{} syncs of 5 s; {reads} reads meanwhile, the slowest {} ms; {} bids acknowledged, {} \
         unknown at first",
        fired,
        worst.as_millis(),
        counts.accepted,
        counts.unknown
    );
    Ok(Row::run(
        "F-05",
        "every fdatasync takes 5 s, for 8 s",
        reached,
        found,
    ))
}
