//! F-16: the process is down while its lots end, or is there and cannot write. Lots that could be bid on until shortly before the
//! end are closed at their recorded end with every bid that was in time, however long the process
//! stays away afterwards; where nobody could bid for more than 30 s before the end, nobody is declared
//! the buyer: they are suspended (reliability.md §2.3).

use crate::attack::{Bench, Site};
use crate::journal::Known;
use crate::report::Row;
use crate::server::Served;
use crate::stage::Plan;
use crate::tables::Sqlite;
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
    /// The process is there all the time, and the file is locked by another one.
    stays: bool,
}

/// Runs the absences, one beside the other.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let absence = |name, before_ms, seconds, expected, stays| {
        let lasts = Duration::from_secs(seconds);
        let absence = Absence {
            name,
            before_ms,
            lasts,
            expected,
            stays,
        };
        absent(bench, absence)
    };
    let long_before = OUTAGE_MIN_MS + 6_000;
    let (short, late, long, locked) = tokio::join!(
        absence("absent-short", 4_000, 9, "closed", false),
        absence("absent-late", 4_000, 36, "closed", false),
        absence("absent-long", long_before, 42, "suspended", false),
        absence("absent-locked", long_before, 42, "suspended", true),
    );
    Ok(vec![short?, late?, long?, locked?])
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
    let (served, again) = match absence.stays {
        true => {
            let other = Sqlite::open(&site.recipe.data.join("luochui.sqlite"))?;
            other.run("BEGIN IMMEDIATE")?;
            sleep(absence.lasts).await;
            other.run("ROLLBACK")?;
            (served, "the file is free again".to_owned())
        }
        false => {
            served.kill().await?;
            sleep(absence.lasts).await;
            let (served, ready) = site.recipe.start().await?;
            (served, format!("ready after {} ms", ready.as_millis()))
        }
    };
    sleep(SETTLED).await;
    let mut found = judge(&site, absence.expected)?;
    found.extend(site.check(&served).await?);
    found.extend(late_bid(&site, &served).await);
    served.kill().await?;
    let what = format!(
        "{} for {} s from {} s before the end of {LOTS} lots: {}",
        if absence.stays {
            "unable to write"
        } else {
            "down"
        },
        absence.lasts.as_secs(),
        absence.before_ms / 1_000,
        absence.expected
    );
    let reached = format!(
        "{} bids acknowledged before; {again}",
        site.crowd.journal.counts().accepted
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
