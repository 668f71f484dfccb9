//! F-16: the process is down while its lots end. Lots that could be bid on until shortly before the
//! end are closed at their recorded end with every bid that was in time, however long the process
//! stays away afterwards; where nobody could bid for more than 30 s before the end, nobody is declared
//! the buyer: they are suspended (reliability.md §2.3).

use crate::attack::{Bench, Site};
use crate::journal::Known;
use crate::report::Row;
use crate::server::Served;
use crate::stage::Plan;
use domain::bidding::OUTAGE_MIN_MS;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Lots that end.
const LOTS: usize = 5;
/// Bids are made for about this long before the process goes.
const BIDDING_MS: i64 = 7_000;
/// Time for the drain and a few sweeps after the end.
const SETTLED: Duration = Duration::from_secs(4);

/// One absence.
struct Absence {
    name: &'static str,
    /// It begins so long before the end, ms.
    before_ms: i64,
    /// It lasts so long.
    lasts: Duration,
    /// What the lots must come to.
    expected: &'static str,
}

/// Runs the absences, one beside the other.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let absence = |name, before_ms, seconds, expected| {
        let lasts = Duration::from_secs(seconds);
        let absence = Absence {
            name,
            before_ms,
            lasts,
            expected,
        };
        absent(bench, absence)
    };
    let (short, late, long) = tokio::join!(
        absence("absent-short", 4_000, 9, "closed"),
        absence("absent-late", 4_000, 36, "closed"),
        absence("absent-long", OUTAGE_MIN_MS + 6_000, 42, "suspended"),
    );
    Ok(vec![short?, late?, long?])
}

async fn absent(bench: &Bench, absence: Absence) -> anyhow::Result<Row> {
    let folder = bench.folder(absence.name)?;
    let plan = Plan {
        lots: LOTS,
        bidders: 10,
        lasts_ms: BIDDING_MS + absence.before_ms,
        hard: true,
    };
    let site = bench.site(&folder, plan).await?;
    let begun = Instant::now();
    let (served, _) = site.recipe.start().await?;
    let span = Duration::from_millis(BIDDING_MS as u64).saturating_sub(begun.elapsed());
    site.crowd.bid_for(served.address(), 100, span).await;
    served.kill().await?;
    sleep(absence.lasts).await;
    let (served, ready) = site.recipe.start().await?;
    sleep(SETTLED).await;
    let mut found = judge(&site, absence.expected)?;
    found.extend(site.check(&served).await?);
    found.extend(late_bid(&site, &served).await);
    served.kill().await?;
    let what = format!(
        "down for {} s from {} s before the end of {LOTS} lots: {}",
        absence.lasts.as_secs(),
        absence.before_ms / 1_000,
        absence.expected
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
    if rows.len() != LOTS {
        found.push(format!("F-16 {} lots instead of {}", rows.len(), LOTS));
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
    let refused = matches!(known, Known::Refused(_));
    (!refused).then(|| format!("F-16 a bid after the end was answered {known:?}"))
}
