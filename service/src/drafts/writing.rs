//! A draft is begun, kept as it is typed, deleted, and taken back.

use super::page::in_section;
use super::{draft_of, may_be_taken_back, object, of_draft, of_lot, open_draft, own};
use crate::imports::TypedRow;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::Act;
use domain::drafts::{DRAFTS_MAX, DraftContent, DraftRefusal, Section, Typed};
use domain::ids::DraftId;
use domain::lots::LotKind;
use domain::views::SavedDraft;
use serde_json::json;
use store::NewDraft;

impl Portal {
    /// Begins a draft in the current season.
    ///
    /// # Errors
    /// `Forbidden` for everybody who submits no lots of an institution of his own; `DRAFTS_MAX`;
    /// `INSTITUTION_KIND_NOT_ADMITTED`.
    pub async fn begin_draft(&self, account: &Account, kind: LotKind) -> Result<DraftId, Error> {
        let of = own(account)?;
        let season = self.current_season().await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let unit = tx.institution(of).await?.ok_or(Error::NotFound)?;
            season.admit(unit.kind)?;
            if kind == LotKind::Achievement {
                season.admit_achievements(unit.kind)?;
            }
            if tx.open_drafts(of).await? as usize >= DRAFTS_MAX {
                return Err(DraftRefusal::TooMany.into());
            }
            let part = tx.participation(season.id, of).await?;
            let liaison = match part {
                Some(part) => tx.liaison(part.id).await?,
                None => None,
            };
            let contact = liaison.map(|liaison| liaison.card);
            let new = NewDraft {
                season: season.id,
                institution: of,
                kind,
                content: DraftContent::begun(kind, &unit, contact.as_ref()),
                corrects: None,
                by,
                at: origin.at,
            };
            let id = tx.insert_draft(&new).await?;
            let entry = origin.entry(Act::DraftBegin, object(id));
            tx.audit(entry.after(&json!({ "kind": kind, "season": season.code() })));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Keeps what was typed into one section, whether it is right or not; `base` is the revision that
    /// the window has seen. What stands already is not written again.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `Conflict` when another window has changed the section since;
    /// `DRAFT_CELL_LENGTH`, `DRAFT_SUBMITTED`, `DRAFT_DELETED`.
    pub async fn save_draft(
        &self,
        account: &Account,
        id: DraftId,
        (section, base): (Section, u32),
        typed: Typed,
    ) -> Result<SavedDraft, Error> {
        let of = own(account)?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let draft = open_draft(&mut tx, of, id).await?;
            let (kind, revision) = (draft.kind, draft.revision);
            let next = draft
                .content
                .with(kind, section, (base, revision), &typed)?;
            let Some(next) = next else {
                return Ok(SavedDraft {
                    revision,
                    at: draft.changed_at,
                });
            };
            let at = origin.at;
            if !tx.update_draft(id, revision, &next, (by, at)).await? {
                return Err(Error::Conflict);
            }
            let headers = section.headers(kind).iter();
            let changed = headers.filter(|header| next.cell(header) != draft.content.cell(header));
            // Which columns, never what stands in them: a contact and a reserve are among them.
            let columns: Vec<&&str> = changed.collect();
            let entry = origin.entry(Act::DraftSave, object(id));
            tx.audit(entry.after(&json!({ "columns": columns })));
            tx.commit().await?;
            Ok(SavedDraft {
                revision: revision.saturating_add(1),
                at,
            })
        })
        .await
    }

    /// Whether the checks find something in one section of a draft.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`.
    pub async fn is_section_wrong(
        &self,
        account: &Account,
        id: DraftId,
        section: Section,
    ) -> Result<bool, Error> {
        let of = own(account)?;
        let mut tx = self.store().read().await?;
        let draft = draft_of(&mut tx, of, id).await?;
        let season = tx.season(draft.season).await?.ok_or(Error::NotFound)?;
        let owner = tx.institution(of).await?.ok_or(Error::NotFound)?;
        let place = (&season, &owner, self.now().date());
        let row = TypedRow::judge(&mut tx, place, draft.kind, &draft.content).await?;
        Ok(in_section(&row.found().0, draft.kind, section))
    }

    /// Deletes a draft; it can be taken back for a day.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `DRAFT_SUBMITTED`, `DRAFT_DELETED`.
    pub async fn delete_draft(&self, account: &Account, id: DraftId) -> Result<(), Error> {
        let of = own(account)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let draft = open_draft(&mut tx, of, id).await?;
            if !tx.delete_draft(id, Some(origin.at)).await? {
                return Err(Error::Conflict);
            }
            if let Some(lot) = draft.corrects {
                // They came from the lot, which may still be put right another way.
                tx.move_files(of_draft(id), of_lot(lot)).await?;
            }
            tx.audit(origin.entry(Act::DraftDelete, object(id)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes a deleted draft back.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `DRAFT_GONE` after a day; `DRAFTS_MAX`.
    pub async fn restore_draft(&self, account: &Account, id: DraftId) -> Result<(), Error> {
        let of = own(account)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let draft = draft_of(&mut tx, of, id).await?;
            let Some(deleted_at) = draft.deleted_at else {
                return Ok(());
            };
            if !may_be_taken_back(deleted_at, origin.at) {
                return Err(DraftRefusal::Gone.into());
            }
            if tx.open_drafts(of).await? as usize >= DRAFTS_MAX {
                return Err(DraftRefusal::TooMany.into());
            }
            if !tx.delete_draft(id, None).await? {
                return Err(Error::Conflict);
            }
            if let Some(lot) = draft.corrects {
                tx.move_files(of_lot(lot), of_draft(id)).await?;
            }
            tx.audit(origin.entry(Act::DraftRestore, object(id)));
            Ok(tx.commit().await?)
        })
        .await
    }
}
