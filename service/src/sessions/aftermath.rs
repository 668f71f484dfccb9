//! What came of a session, for its public page. Nothing of it is written for that page: the figures are those of
//! the report, the results those of the offline auction, the articles those of the media log.

use crate::Error;
use crate::intakes::results_of;
use domain::ids::SessionId;
use domain::logbooks::{Book, Entry};
use domain::views::{Aftermath, COVERAGE_SHOWN, Coverage};
use store::Tx;

/// What everybody reads of it.
pub(crate) async fn aftermath_of(tx: &mut Tx, session: SessionId) -> Result<Aftermath, Error> {
    let report = tx.report(session).await?;
    let written = tx
        .entries(session, Book::Media, None, COVERAGE_SHOWN)
        .await?;
    let written = written.into_iter().map(|stored| stored.entry);
    Ok(Aftermath {
        figures: report.map(|report| report.told()).unwrap_or_default(),
        offline: results_of(tx, session).await?,
        coverage: written.filter_map(coverage).collect(),
    })
}

fn coverage(entry: Entry) -> Option<Coverage> {
    match entry {
        Entry::Media {
            day,
            outlet,
            title,
            link,
        } => Some(Coverage {
            day,
            outlet,
            title,
            link,
        }),
        _ => None,
    }
}
