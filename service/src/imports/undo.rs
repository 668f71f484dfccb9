//! Taking a committed upload back: all of it or nothing, within a day, while nothing depends on it; and
//! the list of uploads, where that is done.

use super::naming::take_people_back;
use super::needs::take_needs_back;
use super::reporting::take_reports_back;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::{AccountId, ImportId, LotCode};
use domain::lots::{Lot, LotPrivate, LotState};
use domain::time::Timestamp;
use domain::views::ImportLine;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{ImportedLot, ListedImport, NewLot, StoredLot, Tx, WholeLot};

/// How long an upload can be taken back after its commit: 24 hours, milliseconds.
pub const UNDO_WITHIN_MS: i64 = 24 * 60 * 60 * 1_000;
/// Uploads in the list.
const LISTED_MAX: u32 = 50;

/// A lot as it was before an upload changed it.
#[derive(Serialize, Deserialize)]
pub(super) struct Earlier {
    lot: Lot,
    private: LotPrivate,
    digest: Option<String>,
}

impl Earlier {
    /// What is kept of a lot that is about to change.
    pub fn of(old: &WholeLot) -> Self {
        Self {
            lot: old.lot.clone(),
            private: old.private.clone(),
            digest: old.import_digest.clone(),
        }
    }

    /// The document that is stored.
    ///
    /// # Errors
    /// `Internal` never in practice: a lot is plain data.
    pub fn written(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|error| Error::Internal(error.to_string()))
    }
}

/// Whether there is still time to take an upload back.
pub(super) fn may_still_be_undone(
    committed: Option<(Timestamp, u32)>,
    undone: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let in_time =
        |(at, count): (Timestamp, u32)| count > 0 && now.millis() - at.millis() <= UNDO_WITHIN_MS;
    undone.is_none() && committed.is_some_and(in_time)
}

impl Portal {
    /// Takes a committed upload back in one transaction: new lots are withdrawn, changed ones say again
    /// what they said before.
    ///
    /// # Errors
    /// `NotFound` for uploads of other people; `IMPORT_NOT_COMMITTED`, `IMPORT_UNDONE` and
    /// `IMPORT_UNDO_LATE` say what they are called; `IMPORT_UNDO_DEPENDS` names the first lot or need that has
    /// moved on or was changed since; `IMPORT_UNDO_PEOPLE` when one of the people has, and
    /// `IMPORT_UNDO_REPORTS` one of the records.
    pub async fn undo_import(&self, account: &Account, id: ImportId) -> Result<(), Error> {
        let stored = self.store().read().await?.import(id).await?;
        let stored = stored.ok_or(Error::NotFound)?;
        require(account, Action::UndoImport(stored.account))?;
        let (at, _) = stored
            .committed
            .ok_or(Error::invalid("IMPORT_NOT_COMMITTED"))?;
        if stored.undone.is_some() {
            return Err(Error::invalid("IMPORT_UNDONE"));
        }
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        if origin.at.millis() - at.millis() > UNDO_WITHIN_MS {
            return Err(Error::invalid("IMPORT_UNDO_LATE"));
        }
        self.durable(async move {
            let mut tx = store.audited().await?;
            let mut codes = Vec::new();
            for imported in tx.imported_lots(id).await? {
                let code = take_back(&mut tx, &imported).await?;
                let entry = origin.entry(Act::LotImportUndo, Object::lot(code.clone()));
                tx.audit(entry.after(&json!({ "import": id })));
                codes.push(code);
            }
            let people = take_people_back(&mut tx, id, by, &origin).await?;
            let needs = take_needs_back(&mut tx, id, &origin).await?;
            let records = take_reports_back(&mut tx, id, &origin).await?;
            if !tx.mark_undone(id, by, origin.at).await? {
                // Somebody else was faster.
                return Err(Error::invalid("IMPORT_UNDONE"));
            }
            let entry = origin.entry(Act::ImportUndo, Object::new(ObjectKind::Import, id));
            let lots = codes.len();
            let taken =
                json!({ "lots": lots, "people": people, "needs": needs, "records": records });
            tx.audit(entry.after(&taken));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The latest uploads: one's own; all of them for the centre.
    ///
    /// # Errors
    /// `Forbidden` for accounts that submit nothing.
    pub async fn imports(&self, account: &Account) -> Result<Vec<ImportLine>, Error> {
        let own = self.submitter(account).await?.map(|_| account.id);
        let now = self.now();
        let mut tx = self.store().read().await?;
        let listed = tx.latest_imports(own, LISTED_MAX).await?;
        let line = |import| line(import, account.id, now);
        Ok(listed.into_iter().map(line).collect())
    }
}

/// What was noted of an upload when it came in.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Summary {
    kind: String,
    rows: u32,
    wrong: u32,
}

fn line(import: ListedImport, me: AccountId, now: Timestamp) -> ImportLine {
    // Uploads of earlier versions have none.
    let summary: Summary = serde_json::from_str(&import.preview).unwrap_or_default();
    ImportLine {
        id: import.id,
        file: import.file_name,
        kind: summary.kind,
        rows: (summary.rows, summary.wrong),
        at: import.created_at,
        mine: import.account == me,
        committed: import.committed,
        undone: import.undone,
        undoable: may_still_be_undone(import.committed, import.undone, now),
    }
}

/// Takes one lot back.
async fn take_back(tx: &mut Tx, imported: &ImportedLot) -> Result<LotCode, Error> {
    let now = tx.lot_by_id(imported.lot).await?.ok_or(Error::NotFound)?;
    let code = now.lot.code.clone();
    let untouched = now.version == imported.version;
    if !untouched || !matches!(now.lot.state, LotState::Draft | LotState::Submitted) {
        return Err(depends(&code));
    }
    let done = match &imported.earlier {
        None => {
            let to = LotState::Withdrawn;
            tx.update_lot_state(now.lot.id, now.lot.state, to, None)
                .await?
        }
        Some(earlier) => restore(tx, &now, earlier).await?,
    };
    if done { Ok(code) } else { Err(depends(&code)) }
}

/// Writes what a lot said before.
async fn restore(tx: &mut Tx, now: &StoredLot, earlier: &str) -> Result<bool, Error> {
    let earlier: Earlier = serde_json::from_str(earlier)
        .map_err(|error| Error::Internal(format!("import_lots of {}: {error}", now.lot.code)))?;
    let owner = tx
        .institution(now.lot.owner)
        .await?
        .ok_or(Error::NotFound)?;
    let old = NewLot {
        lot: &earlier.lot,
        private: &earlier.private,
        owner: &owner,
        // A lot keeps its identity.
        identity_key: "",
        import_digest: earlier.digest.as_deref(),
    };
    Ok(tx.rewrite_lot(&old, now.version).await?)
}

fn depends(code: &LotCode) -> Error {
    Error::Invalid {
        code: "IMPORT_UNDO_DEPENDS".into(),
        args: vec![("code".to_owned(), code.to_string())],
    }
}
