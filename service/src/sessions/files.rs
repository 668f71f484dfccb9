//! Files of a session: pictures and papers that its page leads to.

use crate::files::{line, remember};
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::files::{
    FILES_OF_SESSION_MAX, FileKind, FileOwner, FileOwnerKind, Visibility, check_place,
};
use domain::ids::{FileId, SessionId};
use domain::views::FileLine;
use store::NewFile;

fn of_session(id: SessionId) -> FileOwner {
    FileOwner {
        kind: FileOwnerKind::Session,
        id: id.get(),
    }
}

impl Portal {
    /// Hangs a picture or a paper on a session; everybody may read it once the session is public.
    ///
    /// # Errors
    /// As [`Self::require_host`]; `NotFound`; the codes of [`domain::files::FileRefusal`].
    pub async fn attach_session_file(
        &self,
        account: &Account,
        id: SessionId,
        (name, bytes): (&str, Vec<u8>),
    ) -> Result<FileId, Error> {
        self.require_host(account, id)?;
        let kind = FileKind::Other;
        let (name, content) = self.keep_bytes(name, bytes).await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.session(id).await?.ok_or(Error::NotFound)?;
            let owner = of_session(id);
            let there = tx.files_of(owner, FILES_OF_SESSION_MAX as u32).await?;
            check_place(owner.kind, kind, there.len())?;
            let new = NewFile {
                owner,
                kind,
                name,
                visibility: Visibility::Public,
                content,
                by,
                at: origin.at,
            };
            let file = remember(&mut tx, &new, &origin).await?;
            tx.commit().await?;
            Ok(file)
        })
        .await
    }

    /// The files of a session, in the order in which they came.
    ///
    /// # Errors
    /// As [`Self::require_host`].
    pub async fn session_files(
        &self,
        account: &Account,
        id: SessionId,
    ) -> Result<Vec<FileLine>, Error> {
        self.require_host(account, id)?;
        let mut tx = self.store().read().await?;
        let files = tx
            .files_of(of_session(id), FILES_OF_SESSION_MAX as u32)
            .await?;
        Ok(files.into_iter().map(line).collect())
    }
}
