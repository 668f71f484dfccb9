//! The host's list as a file, contacts in the clear; that it was made is on record (LG-8).

use super::host::lines;
use crate::export::people_file;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::SessionId;
use domain::views::RegistrationLine;
use locales::Lang;
use serde_json::json;

/// Registrations that are read at once.
const PAGE: u32 = 200;

/// In which form the list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationFile {
    /// Rows of text.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Portal {
    /// The registrations of a session as a file.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `STEP_UP_REQUIRED`; `NotFound`.
    pub async fn registration_file(
        &self,
        account: &Account,
        id: SessionId,
        (form, lang): (RegistrationFile, Lang),
    ) -> Result<Vec<u8>, Error> {
        require(account, Action::KeepRegistrations(id))?;
        self.step_up(account).await?;
        let all = self.whole_list(id).await?;
        let (store, origin, count) = (self.store().clone(), self.by(account), all.len());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let entry = origin.entry(
                Act::RegistrationExport,
                Object::new(ObjectKind::Session, id),
            );
            let form = match form {
                RegistrationFile::Csv => "csv",
                RegistrationFile::Xlsx => "xlsx",
            };
            tx.audit(entry.after(&json!({ "registrations": count, "form": form })));
            Ok::<(), Error>(tx.commit().await?)
        })
        .await?;
        people_file(&all, form, lang)
    }

    async fn whole_list(&self, id: SessionId) -> Result<Vec<RegistrationLine>, Error> {
        let mut tx = self.store().read().await?;
        tx.session(id).await?.ok_or(Error::NotFound)?;
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = tx.registrations(id, after, PAGE).await?;
            let is_last = page.len() < PAGE as usize;
            after = page.last().map(|one| one.id);
            all.extend(lines(&mut tx, page).await?);
            if is_last {
                return Ok(all);
            }
        }
    }
}
