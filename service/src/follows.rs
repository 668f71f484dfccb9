//! Following lots (关注): somebody follows one or does not any more, and has the list of them. Who is told
//! what stands in [`crate::notices`].

use crate::accounts::token_hash;
use crate::permissions::{require, visible};
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::follows::FOLLOWS_MAX;
use domain::ids::LotCode;
use domain::views::{FollowsPage, LotCard};
use store::Tx;

/// How the secret of a link is written: 64 digits.
const SECRET_LENGTH: usize = 64;

impl Portal {
    /// Notes that the account follows a lot, or does not any more; doing it twice is doing it once.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public; `FOLLOWS_FULL` for whoever follows [`FOLLOWS_MAX`].
    pub async fn set_follow(
        &self,
        account: &Account,
        code: &LotCode,
        on: bool,
    ) -> Result<(), Error> {
        require(account, Action::KeepOwn(account.id))?;
        let (store, now) = (self.store().clone(), self.now());
        let (account, code) = (account.clone(), code.clone());
        self.durable(async move {
            // tidy-allow(audit): that somebody follows a lot changes nothing for anybody else
            let mut tx = store.write().await?;
            let lot = visible(tx.lot(&code).await?, Some(&account))?.lot;
            let id = account.id;
            if !on {
                tx.delete_follow(id, lot.id).await?;
            } else if tx.put_follow(id, lot.id, now).await? {
                // Counted afterwards: two at once cannot both be the last.
                if tx.count_follows(id).await? > FOLLOWS_MAX {
                    return Err(Error::invalid("FOLLOWS_FULL"));
                }
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The lots that the account follows, the latest first.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn follows_page(&self, account: &Account) -> Result<FollowsPage, Error> {
        let mut tx = self.store().read().await?;
        Ok(FollowsPage {
            cards: followed_cards(&mut tx, account.id).await?,
            calendar_since: tx.calendar_since(account.id).await?,
            server_now: self.now(),
        })
    }

    /// The codes of the lots that the account follows, the latest first.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn followed(&self, account: &Account) -> Result<Vec<LotCode>, Error> {
        let mut tx = self.store().read().await?;
        let lots = tx.followed_lots(account.id, FOLLOWS_MAX).await?;
        Ok(lots.into_iter().map(|(code, _)| code).collect())
    }

    /// The lots that whoever the link belongs to follows. Whoever knows the link learns nothing but
    /// these; it is the link of [`Self::own_calendar`].
    ///
    /// # Errors
    /// `NotFound` for a link that leads nowhere.
    pub async fn followed_calendar(&self, secret: &str) -> Result<Vec<LotCard>, Error> {
        if secret.len() != SECRET_LENGTH {
            return Err(Error::NotFound);
        }
        let mut tx = self.store().read().await?;
        let owner = tx.calendar_owner(token_hash(secret).as_bytes()).await?;
        followed_cards(&mut tx, owner.ok_or(Error::NotFound)?).await
    }
}

async fn followed_cards(
    tx: &mut Tx,
    account: domain::ids::AccountId,
) -> Result<Vec<LotCard>, Error> {
    let lots = tx.followed_lots(account, FOLLOWS_MAX).await?;
    let codes: Vec<LotCode> = lots.into_iter().map(|(code, _)| code).collect();
    let mut cards = Vec::with_capacity(codes.len());
    for some in codes.chunks(60) {
        cards.extend(tx.cards(some).await?);
    }
    Ok(cards)
}
