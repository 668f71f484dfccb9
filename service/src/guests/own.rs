//! What whoever has the link of an invitation does with it.

use super::object;
use crate::{Error, Portal};
use domain::audit::Act;
use domain::guests::{GuestState, read_guest_token};
use domain::views::GuestInvitation;
use serde_json::json;
use store::{StoredGuest, Tx};

impl Portal {
    /// An invitation, for whoever has its link: what the form of the session is filled in with.
    ///
    /// # Errors
    /// `NotFound` for a link that is none, or whose unit is in no list any more.
    pub async fn guest_invitation(&self, token: &str) -> Result<GuestInvitation, Error> {
        let mut tx = self.store().read().await?;
        let guest = self.guest_of(&mut tx, token).await?;
        let session = tx.session(guest.session).await?.ok_or(Error::NotFound)?;
        Ok(GuestInvitation {
            slug: session.slug,
            unit: guest.unit,
            credit_code: guest.credit_code,
            contact: guest.contact,
            phone: guest.phone,
            email: guest.email,
            state: guest.state,
        })
    }

    /// Says that the unit does not come. It may still register later.
    ///
    /// # Errors
    /// `NotFound` for a link that is none; `GUEST_DECLINED` when it has said so before, `GUEST_REGISTERED`
    /// for a unit that is registered: its registration is cancelled instead; `REGISTRATION_OVER` once the
    /// session is over.
    pub async fn decline_invitation(&self, token: &str) -> Result<(), Error> {
        let id = {
            let mut tx = self.store().read().await?;
            self.guest_of(&mut tx, token).await?.id
        };
        let (store, origin) = (self.store().clone(), self.by_visitor());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let guest = tx.guest(id).await?.ok_or(Error::NotFound)?;
            let session = tx.session(guest.session).await?.ok_or(Error::NotFound)?;
            if matches!(guest.state, GuestState::Registered | GuestState::Came) {
                return Err(Error::invalid("GUEST_REGISTERED"));
            }
            if origin.at >= session.ends_at {
                return Err(Error::invalid("REGISTRATION_OVER"));
            }
            if !tx.note_declined(id, origin.at).await? {
                return Err(Error::invalid("GUEST_DECLINED"));
            }
            let entry = origin.entry(Act::GuestDecline, object(id));
            let entry = entry.before(&json!({ "state": guest.state }));
            tx.audit(entry.after(&json!({ "state": GuestState::Declined })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The unit behind a link.
    async fn guest_of(&self, tx: &mut Tx, token: &str) -> Result<StoredGuest, Error> {
        let secret = tx.mail_secret().await?.ok_or(Error::NotFound)?;
        let id = read_guest_token(&secret, token.trim()).ok_or(Error::NotFound)?;
        tx.guest(id).await?.ok_or(Error::NotFound)
    }
}
