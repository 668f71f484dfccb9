//! F-17: the wall clock of the process jumps while the monotonic one goes on.

use crate::attack::{Bench, Site};
use crate::client::Client;
use crate::report::Row;
use crate::server::Served;
use crate::shim::Shim;
use crate::stage::Plan;
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// A jump is noticed within this time (reliability.md F-17).
const NOTICED_MAX: Duration = Duration::from_secs(1);
/// Bids are taken again when the clock has been steady for 30 s; a little more for the machine.
const STEADY_MAX: Duration = Duration::from_secs(33);

/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;

/// Runs the jumps.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    if bench.short {
        return Ok(vec![jump(bench, 0, -HOUR_MS, "back by an hour").await?]);
    }
    // One beside the other: each waits for half a minute.
    let (back, on, a_little_on, a_little_back) = tokio::join!(
        jump(bench, 0, -HOUR_MS, "back by an hour"),
        jump(bench, 1, 24 * HOUR_MS, "on by a day"),
        jump(bench, 2, 500, "on by half a second"),
        jump(bench, 3, -500, "back by half a second"),
    );
    Ok(vec![back?, on?, a_little_on?, a_little_back?])
}

async fn jump(bench: &Bench, place: usize, ms: i64, words: &str) -> anyhow::Result<Row> {
    let folder = bench.folder(&format!("clock-{place}"))?;
    let shim = Shim::build(&folder)?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.clone().broken_by(&shim).start().await?;
    let workers = site.crowd.begin(served.address(), 40);
    site.first_answer().await?;
    sleep(Duration::from_secs(2)).await;
    let mut found = Vec::new();
    shim.move_clock(ms)?;
    let jumped = Instant::now();
    let noticed = wait_for(&site, &served, true, Duration::from_secs(5)).await;
    match noticed {
        None => found.push("F-17 the jump was never noticed".to_owned()),
        Some(after) if after > NOTICED_MAX => {
            found.push(format!("F-17 noticed after {} ms", after.as_millis()));
        }
        Some(_) => {}
    }
    let before = site.crowd.journal.counts().accepted;
    sleep(Duration::from_secs(5)).await;
    let during = site.crowd.journal.counts().accepted - before;
    if during > 0 {
        found.push(format!(
            "F-17 {during} bids accepted by a clock that had jumped"
        ));
    }
    // The time service sets it right: a jump once more.
    shim.move_clock(0)?;
    let steady = wait_for(&site, &served, false, STEADY_MAX).await;
    if steady.is_none() {
        found.push("F-17 bids were not taken again when the clock was steady".to_owned());
    }
    site.crowd.stop(workers).await;
    found.extend(site.check(&served).await?);
    found.extend(in_order(&site)?);
    served.kill().await?;
    let counts = site.crowd.journal.counts();
    let reached = format!(
        "noticed after {} ms, taken again {} ms after the clock was set right; {} bids acknowledged, {} \
         told not queued; {} s in all",
        noticed.unwrap_or_default().as_millis(),
        steady.unwrap_or_default().as_millis(),
        counts.accepted,
        counts.not_queued,
        jumped.elapsed().as_secs()
    );
    let what = format!("wall clock {words} and back after 5 s");
    Ok(Row::run("F-17", &what, reached, found))
}

/// Waits until a probe is answered 503 `CLOCK_UNSAFE`, or until it is not any more.
async fn wait_for(
    site: &Site,
    served: &Served,
    refused: bool,
    patience: Duration,
) -> Option<Duration> {
    let begun = Instant::now();
    while begun.elapsed() < patience {
        if is_refused(site, served).await == Some(refused) {
            return Some(begun.elapsed());
        }
        sleep(Duration::from_millis(20)).await;
    }
    None
}

/// Whether the clock is the reason that a bid is refused now; nothing when there was no answer. The
/// probe is a bid like every other.
async fn is_refused(site: &Site, served: &Served) -> Option<bool> {
    let bid = site.crowd.next(0);
    let token = &site.crowd.stage().tokens[bid.bidder];
    site.crowd.journal.send(&bid);
    let mut client = Client::new(served.address(), token);
    let answer = client
        .bid(&bid.lot, &bid.key, crate::load::body(&bid))
        .await;
    let known = crate::journal::Known::of(answer.clone());
    site.crowd.journal.answer(&bid.key, known);
    let (status, body) = answer?;
    let json: Value = serde_json::from_str(&body).unwrap_or_default();
    Some(status == 503 && json["code"] == "CLOCK_UNSAFE")
}

/// I-12: the times of acceptance of a lot strictly increase.
fn in_order(site: &Site) -> anyhow::Result<Vec<String>> {
    let rows = site.tables().rows(
        "SELECT count(*) FROM lot_events e JOIN lot_events f ON f.lot_id = e.lot_id AND \
         f.seq = e.seq + 1 WHERE f.at <= e.at",
    )?;
    let wrong = rows.concat().concat();
    Ok((wrong != "0")
        .then(|| format!("I-12 {wrong} events are not later than the one before"))
        .into_iter()
        .collect())
}
