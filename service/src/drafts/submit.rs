//! A draft becomes a lot: by the rules of an import, row for row.

use super::{code_of, draft_of, object, of_draft, of_lot, open_draft, own};
use crate::imports::TypedRow;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object};
use domain::ids::{DraftId, LotCode};
use domain::lots::LotKind;
use serde_json::json;

impl Portal {
    /// Submits a draft that stands at `revision`, as whoever submits has checked it; answers the code of
    /// the lot. Twice is the same as once. `cleared`: 内容可公开 is ticked (domain.md LG-7); it can be
    /// ticked later, by [`Self::clear_lots`].
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `SUBMISSION_CLOSED`, `SUBMISSION_NOT_OPEN`,
    /// `INSTITUTION_KIND_NOT_ADMITTED` as an import; the first fault of the row, `LOT_DUPLICATE` and the
    /// quotas among them; `Conflict` when another window has changed it since; `DRAFT_DELETED`.
    pub async fn submit_draft(
        &self,
        account: &Account,
        id: DraftId,
        revision: u32,
        cleared: bool,
    ) -> Result<LotCode, Error> {
        let of = own(account)?;
        let mut tx = self.store().read().await?;
        let draft = draft_of(&mut tx, of, id).await?;
        if let Some(code) = code_of(&mut tx, draft.lot).await? {
            return Ok(code);
        }
        let season = tx.season(draft.season).await?.ok_or(Error::NotFound)?;
        let owner = tx.institution(of).await?.ok_or(Error::NotFound)?;
        drop(tx);
        self.admit_lots(account, &season, &owner).await?;
        if draft.kind == LotKind::Achievement {
            season.admit_achievements(owner.kind)?;
        }
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let draft = open_draft(&mut tx, of, id).await?;
            if draft.revision != revision {
                return Err(Error::Conflict);
            }
            let place = (&season, &owner, origin.at.date());
            let row = TypedRow::judge(&mut tx, place, draft.kind, &draft.content).await?;
            let (lot, code) = row.write(&mut tx, &season, &owner, cleared).await?;
            if !tx.submit_draft(id, revision, lot).await? {
                return Err(Error::Conflict);
            }
            let files = tx.move_files(of_draft(id), of_lot(lot)).await?;
            let entry = origin.entry(Act::LotSubmit, Object::lot(code.clone()));
            tx.audit(entry.after(&json!({
                "draft": object(id).id,
                "files": files,
                "content_cleared": cleared,
            })));
            tx.commit().await?;
            Ok(code)
        })
        .await
    }
}
