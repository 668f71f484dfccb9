//! The files of a draft, which go with the lot that it becomes.

use super::{of_draft, open_draft, own};
use crate::files::{Upload, remember};
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::files::{
    FILES_OF_LOT_MAX, FileKind, FileOwnerKind, FileRefusal, Visibility, check_link, check_place,
};
use domain::ids::{DraftId, FileId};
use store::{FileContent, NewFile};

impl Portal {
    /// Hangs a file on a draft.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `DRAFT_SUBMITTED`, `DRAFT_DELETED`; the codes of [`FileRefusal`].
    pub async fn attach_to_draft(
        &self,
        account: &Account,
        id: DraftId,
        upload: Upload,
    ) -> Result<FileId, Error> {
        let of = own(account)?;
        open_draft(&mut self.store().read().await?, of, id).await?;
        check_place(FileOwnerKind::Draft, upload.kind, 0)?;
        if upload.kind == FileKind::VideoLink {
            return Err(FileRefusal::Purpose.into());
        }
        let (name, content) = self.keep_bytes(&upload.name, upload.bytes).await?;
        let what = (upload.kind, upload.visibility);
        self.hang_on_draft(account, id, what, (name, content)).await
    }

    /// Hangs the address of a video on a draft.
    ///
    /// # Errors
    /// As [`Self::attach_to_draft`].
    pub async fn link_to_draft(
        &self,
        account: &Account,
        id: DraftId,
        visibility: Visibility,
        link: &str,
    ) -> Result<FileId, Error> {
        own(account)?;
        let link = check_link(link)?;
        let content = FileContent::Link(link.clone());
        let what = (FileKind::VideoLink, visibility);
        self.hang_on_draft(account, id, what, (link, content)).await
    }

    async fn hang_on_draft(
        &self,
        account: &Account,
        id: DraftId,
        (kind, visibility): (FileKind, Visibility),
        (name, content): (String, FileContent),
    ) -> Result<FileId, Error> {
        let of = own(account)?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        let visibility = kind.visibility(visibility);
        self.durable(async move {
            let mut tx = store.audited().await?;
            open_draft(&mut tx, of, id).await?;
            // Two who count the files of a draft do not count past each other.
            if !tx.touch_draft(id, (by, origin.at)).await? {
                return Err(Error::Conflict);
            }
            let there = tx.files_of(of_draft(id), FILES_OF_LOT_MAX as u32).await?;
            check_place(FileOwnerKind::Draft, kind, there.len())?;
            let new = NewFile {
                owner: of_draft(id),
                kind,
                name,
                visibility,
                content,
                by,
                at: origin.at,
            };
            let id = remember(&mut tx, &new, &origin).await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }
}
