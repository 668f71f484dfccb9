//! A lot that came back (退回修改) is put right in the same form: a draft that says what it says, with the
//! notes of the centre beside the columns and the files of the lot.

use super::{may_be_taken_back, object, of_draft, of_lot, own};
use crate::{Error, Portal, Tx};
use domain::accounts::Account;
use domain::audit::{Act, Origin};
use domain::drafts::{DRAFTS_MAX, DraftContent, DraftRefusal};
use domain::ids::{DraftId, LotCode};
use serde_json::json;
use store::{NewDraft, StoredDraft};

/// Goes on with a draft that puts a lot right, which may have been deleted.
async fn resume(mut tx: Tx, begun: StoredDraft, origin: &Origin) -> Result<DraftId, Error> {
    let Some(deleted_at) = begun.deleted_at else {
        return Ok(begun.id);
    };
    if !may_be_taken_back(deleted_at, origin.at) {
        // It is about to be cleared away; then another one can be begun.
        return Err(Error::Conflict);
    }
    tx.delete_draft(begun.id, None).await?;
    if let Some(lot) = begun.corrects {
        tx.move_files(of_lot(lot), of_draft(begun.id)).await?;
    }
    tx.audit(origin.entry(Act::DraftRestore, object(begun.id)));
    tx.commit().await?;
    Ok(begun.id)
}

impl Portal {
    /// Begins to put a returned lot right, or goes on with it.
    ///
    /// # Errors
    /// `Forbidden` for everybody who submits no lots of an institution of his own; `NotFound` for
    /// lots that did not come back to it; `DRAFTS_MAX`; `OUTSIDE_SEASON` for a lot of another season;
    /// `STATE_TRANSITION` when another lot has come in for it since.
    pub async fn begin_correction(
        &self,
        account: &Account,
        code: &LotCode,
    ) -> Result<DraftId, Error> {
        let of = own(account)?;
        let season = self.current_season().await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        let code = code.clone();
        self.durable(async move {
            let mut tx = store.audited().await?;
            let back = tx.returned_lots(of, super::RETURNED_MAX).await?;
            let found = back.into_iter().find(|lot| lot.code == code);
            let back = found.ok_or(Error::NotFound)?;
            let stored = tx.lot(&code).await?.ok_or(Error::NotFound)?;
            if let Some(begun) = tx.draft_correcting(stored.lot.id).await? {
                return resume(tx, begun, &origin).await;
            }
            if back.replaced_by.is_some() {
                return Err(Error::invalid("STATE_TRANSITION"));
            }
            if stored.lot.season != season.id {
                return Err(Error::invalid("OUTSIDE_SEASON"));
            }
            if tx.open_drafts(of).await? as usize >= DRAFTS_MAX {
                return Err(DraftRefusal::TooMany.into());
            }
            let unit = tx.institution(of).await?.ok_or(Error::NotFound)?;
            let private = tx.lot_private(stored.lot.id).await?.unwrap_or_default();
            let new = NewDraft {
                season: season.id,
                institution: of,
                kind: stored.lot.kind,
                content: DraftContent::of_lot(&stored.lot, &private, &unit),
                corrects: Some(stored.lot.id),
                by,
                at: origin.at,
            };
            let id = tx.insert_draft(&new).await?;
            tx.move_files(of_lot(stored.lot.id), of_draft(id)).await?;
            let entry = origin.entry(Act::DraftBegin, object(id));
            tx.audit(entry.after(&json!({ "kind": new.kind, "corrects": code })));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }
}
