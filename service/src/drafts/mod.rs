//! Drafts (草稿): a liaison types a lot into the online form. The list and the page; `writing` keeps what is
//! typed, `returned` begins from a lot that came back, `submit` makes the lot, `files` what goes with it.

mod cleared;
mod files;
mod page;
mod returned;
mod submit;
mod writing;

use crate::participations::days;
use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::drafts::{DraftRefusal, TAKE_BACK_WITHIN_MS};
use domain::files::{FILES_OF_LOT_MAX, FileOwner, FileOwnerKind};
use domain::ids::{DraftId, InstitutionId, LotCode, LotId};
use domain::time::Timestamp;
use domain::views::{DraftLine, DraftsPage};
use serde_json::json;
use store::StoredDraft;

/// Drafts in the list, deleted ones among them: twice what an institution has open.
const LISTED_MAX: u32 = 400;
/// Lots that came back and are looked through.
const RETURNED_MAX: u32 = 200;
/// Lots in the list: four times what one unit recommends (AS-62).
const LOTS_MAX: u32 = 200;
/// Deleted drafts that are cleared away in one turn.
const PURGED: u32 = 100;

impl From<DraftRefusal> for Error {
    fn from(refusal: DraftRefusal) -> Self {
        match refusal {
            DraftRefusal::Conflict => Self::Conflict,
            other => crate::organisations::coded(other.to_string()),
        }
    }
}

/// The institution for which somebody submits lots of his own.
fn own(account: &Account) -> Result<InstitutionId, Error> {
    // Nobody's number for whoever belongs to no institution.
    let of = account.institution.unwrap_or(InstitutionId(0));
    require(account, Action::SubmitLots(of))?;
    Ok(of)
}

fn object(id: DraftId) -> Object {
    Object::new(ObjectKind::Draft, id)
}

fn of_draft(id: DraftId) -> FileOwner {
    FileOwner {
        kind: FileOwnerKind::Draft,
        id: id.get(),
    }
}

fn of_lot(id: LotId) -> FileOwner {
    FileOwner {
        kind: FileOwnerKind::Lot,
        id: id.get(),
    }
}

/// A draft of this institution; that there are others is not for everybody.
async fn draft_of(tx: &mut Tx, of: InstitutionId, id: DraftId) -> Result<StoredDraft, Error> {
    let found = tx.draft(id).await?.filter(|draft| draft.institution == of);
    found.ok_or(Error::NotFound)
}

/// The same, while it is being written.
async fn open_draft(tx: &mut Tx, of: InstitutionId, id: DraftId) -> Result<StoredDraft, Error> {
    let draft = draft_of(tx, of, id).await?;
    match (draft.lot, draft.deleted_at) {
        (Some(_), _) => Err(Error::invalid("DRAFT_SUBMITTED")),
        (None, Some(_)) => Err(Error::invalid("DRAFT_DELETED")),
        (None, None) => Ok(draft),
    }
}

/// The code of a lot.
async fn code_of(tx: &mut Tx, lot: Option<LotId>) -> Result<Option<LotCode>, Error> {
    match lot {
        Some(id) => Ok(tx.lot_by_id(id).await?.map(|stored| stored.lot.code)),
        None => Ok(None),
    }
}

fn may_be_taken_back(deleted_at: Timestamp, now: Timestamp) -> bool {
    now.millis_since(deleted_at) <= TAKE_BACK_WITHIN_MS
}

impl Portal {
    /// The drafts of the institution of `account`, with the lots that it has submitted this season.
    ///
    /// # Errors
    /// `Forbidden` for everybody who submits no lots of an institution of his own; `NotFound` before
    /// the first season.
    pub async fn drafts(&self, account: &Account) -> Result<DraftsPage, Error> {
        let of = own(account)?;
        let (season, now) = (self.current_season().await?, self.now());
        let mut tx = self.store().read().await?;
        let (mut open, mut deleted) = (Vec::new(), Vec::new());
        for draft in tx.drafts_of(of, LISTED_MAX).await? {
            let corrects = code_of(&mut tx, draft.corrects).await?;
            let list = match draft.deleted_at {
                None => &mut open,
                Some(at) if may_be_taken_back(at, now) => &mut deleted,
                Some(_) => continue,
            };
            list.push(DraftLine {
                id: draft.id,
                kind: draft.kind,
                title: draft.content.title(draft.kind).to_owned(),
                changed_at: draft.changed_at,
                corrects,
            });
        }
        let part = tx.participation(season.id, of).await?;
        Ok(DraftsPage {
            open,
            deleted,
            lots: tx.sheet_lots(season.id, of, LOTS_MAX).await?,
            days: days(&season, part.as_ref()),
        })
    }
}

/// Clears deleted drafts away that can be taken back no more, with their files. Answers how many.
///
/// # Errors
/// Only faults of ours; the next turn tries again.
pub async fn purge_drafts(portal: &Portal) -> Result<usize, Error> {
    let before = portal.now().plus_millis(-TAKE_BACK_WITHIN_MS);
    let mut tx = portal.store().read().await?;
    let gone = tx.drafts_deleted_before(before, PURGED).await?;
    drop(tx);
    let count = gone.len();
    for id in gone {
        let (store, origin) = (portal.store().clone(), portal.by_clock());
        let purge = async move {
            let mut tx = store.audited().await?;
            if !tx.purge_draft(id).await? {
                return Ok(());
            }
            let files = tx.files_of(of_draft(id), FILES_OF_LOT_MAX as u32).await?;
            for file in &files {
                tx.delete_file(file.id).await?;
            }
            let entry = origin.entry(Act::DraftPurge, object(id));
            tx.audit(entry.after(&json!({ "files": files.len() })));
            Ok::<_, Error>(tx.commit().await?)
        };
        portal.durable(purge).await?;
    }
    Ok(count)
}
