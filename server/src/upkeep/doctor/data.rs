//! The data: what the database answers, how far its tables are, the ledger's key and mark, the files.

use super::{Line, State};
use crate::cli::read_policy;
use domain::views::SiteNotice;
use service::upkeep::{LastBackup, Place, last_backup};
use service::{Clock, Inspection, inspect, ledger};
use std::path::Path;

/// A backup older than this is a reason to look, ms: two days.
const BACKUP_OLD_MS: i64 = 2 * 86_400_000;

/// Connection, promises, tables, ledger.
pub(super) async fn database(place: &Place) -> Vec<Line> {
    match inspect(&place.url).await {
        Ok(Some(found)) => vec![
            promises(&found),
            schema(&found),
            ledger(&found, &place.mark),
        ],
        Ok(None) => vec![Line::new(
            "database",
            State::Ok,
            "no file yet: the first start makes it",
        )],
        Err(error) => vec![Line::new("database", State::Fail, error.to_string())],
    }
}

/// The settings as the engine reads them back.
fn promises(found: &Inspection) -> Line {
    let settings = found.settings.iter();
    let settings: Vec<_> = settings
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let settings = settings.join(" ");
    match &found.refused {
        Some(why) => Line::new("database", State::Fail, format!("{why} ({settings})")),
        None => Line::new("database", State::Ok, settings),
    }
}

fn schema(found: &Inspection) -> Line {
    let of = |state, says: String| Line::new("tables", state, says);
    if let Err(error) = found.schema.admit(found.engine) {
        return of(State::Fail, error.to_string());
    }
    let version = found.schema.version.unwrap_or(0);
    match found.schema.pending.len() {
        0 => of(State::Ok, format!("migration {version}, up to date")),
        waiting => of(
            State::Warn,
            format!("migration {version}; {waiting} more would be run: luochui migrate"),
        ),
    }
}

/// The key in the database and the mark beside it must be of one log, the mark not ahead (I-25).
fn ledger(found: &Inspection, mark: &Path) -> Line {
    let of = |state, says: String| Line::new("ledger", state, says);
    let leaves = found.leaves;
    if !found.has_ledger_key {
        return of(State::Ok, "no key yet: the first start makes it".into());
    }
    match (ledger::marked_leaves(mark), mark.exists()) {
        (Some(marked), _) if marked > leaves => of(
            State::Fail,
            format!(
                "the database knows {leaves} leaves, {marked} have been signed before: it is an old \
                 copy"
            ),
        ),
        (Some(marked), _) => of(
            State::Ok,
            format!("{leaves} leaves, the mark says {marked}"),
        ),
        (None, true) => of(
            State::Fail,
            format!("the mark {} cannot be read", mark.display()),
        ),
        (None, false) if leaves > 0 => of(
            State::Warn,
            format!(
                "{leaves} leaves, and no mark at {}: an old copy would not be noticed",
                mark.display()
            ),
        ),
        (None, false) => of(State::Ok, "no leaves yet".into()),
    }
}

/// When the last backup was made.
pub(super) async fn backup(place: &Place) -> Line {
    let of = |state, says: String| Line::new("backup", state, says);
    let last: LastBackup = match last_backup(&place.url).await {
        Ok(Some(last)) => last,
        Ok(None) => return of(State::Warn, "none was ever made: luochui backup".into()),
        // Why there is no way to the database stands in a line of its own.
        Err(_) => return of(State::Warn, "not known".into()),
    };
    if let Some(why) = &last.failure {
        return of(State::Fail, format!("the last one failed: {why}"));
    }
    match last.time {
        Some(at) => {
            let old = Clock::Real.now().millis_since(at) > BACKUP_OLD_MS;
            let state = if old { State::Warn } else { State::Ok };
            let (day, hour) = (at.date(), at.clock().hm());
            of(state, format!("{day} {hour} (Beijing), {}", last.place))
        }
        None => of(State::Warn, "none was ever made: luochui backup".into()),
    }
}

/// The policy of the witnesses.
pub(super) fn policy(file: Option<&Path>) -> Line {
    let of = |state, says: String| Line::new("witnesses", state, says);
    let Some(file) = file else {
        return of(State::Ok, "no policy: receipts are not witnessed".into());
    };
    match read_policy(file) {
        Ok(policy) => of(State::Ok, format!("{} named", policy.witnesses.len())),
        Err(error) => of(State::Fail, format!("{error:#}")),
    }
}

/// What the foot of every page names.
pub(super) fn site(file: Option<&Path>) -> Line {
    let of = |state, says: String| Line::new("site", state, says);
    let Some(file) = file else {
        return of(
            State::Warn,
            "no file: the pages name no operator (--site)".into(),
        );
    };
    let read = std::fs::read_to_string(file).map_err(|error| error.to_string());
    let read = read.and_then(|text| {
        let notice: serde_json::Result<SiteNotice> = serde_json::from_str(&text);
        notice.map_err(|error| error.to_string())
    });
    match read {
        Ok(_) => of(State::Ok, file.display().to_string()),
        Err(error) => of(State::Fail, format!("{}: {error}", file.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use service::testing::TestPortal;

    fn place(site: &TestPortal, folder: &Path) -> Place {
        Place {
            folder: folder.to_owned(),
            url: site.url().to_owned(),
            mark: folder.join("ledger.mark"),
            elsewhere: None,
        }
    }

    #[tokio::test]
    async fn an_old_copy_beside_its_mark_fails() {
        let site = TestPortal::new().await;
        site.open_lot("P2026-ENER-0001", false).await;
        ledger::sequence_all(&site.portal).await.unwrap();
        let key = site.portal.log_key().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let place = place(&site, folder.path());
        let states = async || {
            let lines = database(&place).await;
            lines.iter().map(|line| line.state).collect::<Vec<_>>()
        };
        assert_eq!(
            states().await,
            [State::Ok, State::Ok, State::Warn],
            "no mark"
        );
        for (leaves, expected) in [(1, State::Ok), (2, State::Fail)] {
            let mark = format!("{leaves} {}\n", key.verifier());
            std::fs::write(&place.mark, mark).unwrap();
            assert_eq!(states().await, [State::Ok, State::Ok, expected]);
        }
    }

    #[tokio::test]
    async fn a_database_that_is_not_there_is_no_fault_and_none_that_is_no_database() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("luochui.sqlite");
        let place = Place {
            folder: folder.path().to_owned(),
            url: format!("sqlite:{}", file.display()),
            mark: folder.path().join("ledger.mark"),
            elsewhere: None,
        };
        assert_eq!(database(&place).await[0].state, State::Ok);
        assert!(!file.exists(), "looking makes nothing");
        std::fs::write(&file, "no database at all, and long enough to be looked at").unwrap();
        assert_eq!(database(&place).await[0].state, State::Fail);
    }
}
