//! The calendar of one's own lots, for programs: a link that is a secret and can be made anew.

use crate::accounts::token_hash;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object};
use domain::views::LotCard;

/// How the secret of a link is written: 64 digits.
const SECRET_LENGTH: usize = 64;
/// Lots in a calendar, the latest enrolments.
const LOTS_MAX: u32 = 300;

impl Portal {
    /// Makes the secret of the link to the account's calendar. It is in the answer and nowhere else; the
    /// link before it leads nowhere any more.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn renew_calendar_link(&self, account: &Account) -> Result<String, Error> {
        let secret = self.random().token::<32>();
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        let hash = token_hash(&secret);
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.put_calendar_link(account, hash.as_bytes(), origin.at)
                .await?;
            tx.audit(origin.entry(Act::CalendarLink, Object::account(account)));
            tx.commit().await?;
            Ok(secret)
        })
        .await
    }

    /// The lots that whoever the link belongs to is enrolled on. Whoever knows the link learns nothing
    /// but these: no name, no number, no bid.
    ///
    /// # Errors
    /// `NotFound` for a link that leads nowhere.
    pub async fn own_calendar(&self, secret: &str) -> Result<Vec<LotCard>, Error> {
        if secret.len() != SECRET_LENGTH {
            return Err(Error::NotFound);
        }
        let mut tx = self.store().read().await?;
        let hash = token_hash(secret);
        let owner = tx.calendar_owner(hash.as_bytes()).await?;
        let owner = owner.ok_or(Error::NotFound)?;
        let lots = tx.enrolled_lots(owner, LOTS_MAX).await?;
        let mut cards = Vec::with_capacity(lots.len());
        for some in lots.chunks(60) {
            cards.extend(tx.cards(some).await?);
        }
        Ok(cards)
    }
}
