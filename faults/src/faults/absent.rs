//! F-16: the process is down while its lots end. After a short absence they are closed at their
//! recorded end with every bid that was in time; after one of more than 30 s nobody is declared the
//! buyer: they are suspended (reliability.md §2.3).

use crate::bench::{Bench, Site};
use crate::report::Row;
use crate::server::Served;
use crate::stage::Plan;
use domain::bidding::OUTAGE_MIN_MS;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Lots end so long after the stage was written.
const LASTS: Duration = Duration::from_secs(12);
const PLAN: Plan = Plan {
    lots: 5,
    bidders: 10,
    lasts_ms: LASTS.as_millis() as i64,
    hard: true,
};
/// Time for the drain and a few sweeps after the end.
const SETTLED: Duration = Duration::from_secs(4);

/// Runs both absences, one beside the other.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let long = Duration::from_millis(OUTAGE_MIN_MS as u64 + 6_000);
    let (short, long) = tokio::join!(
        absence(bench, "absent-short", Duration::from_secs(9), "closed"),
        absence(bench, "absent-long", long, "suspended"),
    );
    Ok(vec![short?, long?])
}

async fn absence(
    bench: &Bench,
    name: &str,
    absent: Duration,
    expected: &str,
) -> anyhow::Result<Row> {
    let folder = bench.folder(name)?;
    let site = bench.site(&folder, PLAN).await?;
    let begun = Instant::now();
    let (served, _) = site.recipe.start().await?;
    // Gone four seconds before the end.
    let span = LASTS.saturating_sub(begun.elapsed() + Duration::from_secs(4));
    site.crowd.bid_for(served.address(), 100, span).await;
    served.kill().await?;
    sleep(absent).await;
    let (served, ready) = site.recipe.start().await?;
    sleep(SETTLED).await;
    let mut found = judge(&site, expected)?;
    found.extend(site.check(&served).await?);
    let late = late_bid(&site, &served).await;
    found.extend(late);
    served.kill().await?;
    let what = format!(
        "down over the end of {} lots for {} s: {expected}",
        PLAN.lots,
        absent.as_secs()
    );
    let reached = format!(
        "{} bids acknowledged before; ready after {} ms",
        site.crowd.journal.counts().accepted,
        ready.as_millis()
    );
    Ok(Row::run("F-16", &what, reached, found))
}

/// Each lot has exactly one last event, of the expected kind, and its end stands as it was.
fn judge(site: &Site, expected: &str) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let ends = site.crowd.stage().ends_at.0.to_string();
    let rows = site.tables().rows(
        "SELECT l.code, a.ends_at, (SELECT count(*) FROM lot_events e WHERE e.lot_id = l.id AND \
         e.kind IN ('closed', 'suspended')), (SELECT e.kind FROM lot_events e WHERE \
         e.lot_id = l.id ORDER BY e.seq DESC LIMIT 1) FROM lots l JOIN auctions a ON \
         a.lot_id = l.id",
    )?;
    if rows.len() != PLAN.lots {
        found.push(format!("F-16 {} lots instead of {}", rows.len(), PLAN.lots));
    }
    for row in rows {
        if row[1] != ends || row[2] != "1" || row[3] != expected {
            found.push(format!("F-16 {row:?} instead of one {expected} at {ends}"));
        }
    }
    Ok(found)
}

/// Nobody can bid any more.
async fn late_bid(site: &Site, served: &Served) -> Option<String> {
    let bid = site.crowd.next(0);
    let known = site.crowd.send(served.address(), &bid).await;
    let refused = matches!(known, crate::journal::Known::Refused(_));
    (!refused).then(|| format!("F-16 a bid after the end was answered {known:?}"))
}
