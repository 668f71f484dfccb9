//! The host's list of invited units as a workbook, contacts in the clear; that it was made is on record
//! (LG-8). Empty it serves as the template of the table.

use super::line;
use crate::export::guest_file;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::guests::GUESTS_MAX;
use domain::ids::SessionId;
use domain::views::GuestLine;
use locales::Lang;
use serde_json::json;

impl Portal {
    /// The units that a session invites as a workbook.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `STEP_UP_REQUIRED`; `NotFound`.
    pub async fn guest_file(
        &self,
        account: &Account,
        id: SessionId,
        lang: Lang,
    ) -> Result<Vec<u8>, Error> {
        require(account, Action::KeepRegistrations(id))?;
        self.step_up(account).await?;
        let all: Vec<GuestLine> = {
            let mut tx = self.store().read().await?;
            tx.session(id).await?.ok_or(Error::NotFound)?;
            let all = tx.guests(id, None, GUESTS_MAX).await?;
            all.into_iter().map(line).collect()
        };
        let (store, origin, count) = (self.store().clone(), self.by(account), all.len());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let entry = origin.entry(Act::GuestExport, Object::new(ObjectKind::Session, id));
            tx.audit(entry.after(&json!({ "guests": count })));
            Ok::<(), Error>(tx.commit().await?)
        })
        .await?;
        guest_file(&all, lang)
    }
}
