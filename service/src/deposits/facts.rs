//! What the centre finds out about bidders.

use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::bidding::qualification::BidderFact;
use domain::evidence::Reason;
use domain::ids::{AccountId, LotCode};
use store::NewFact;

/// A finding about a bidder. The latest of a kind counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub fact: BidderFact,
    /// Whether it is so.
    pub holds: bool,
    /// On which lot; on every lot when absent.
    pub lot: Option<LotCode>,
    /// Why, in words.
    pub reason: String,
}

impl Portal {
    /// Puts a finding about a bidder on record. It counts for every bid that is decided after the
    /// answer.
    ///
    /// # Errors
    /// `Forbidden`, for everybody but the centre and about oneself; `REASON_LENGTH`; `NotFound`.
    pub async fn note_bidder(
        &self,
        account: &Account,
        about: AccountId,
        finding: Finding,
    ) -> Result<(), Error> {
        require(account, Action::KeepDeposits)?;
        if account.id == about {
            return Err(Error::Forbidden);
        }
        let reason =
            Reason::parse(&finding.reason).ok_or_else(|| Error::invalid("REASON_LENGTH"))?;
        let (store, by, at) = (self.store().clone(), account.id, self.now());
        let touched = self
            .durable(async move {
                let mut tx = store.write().await?;
                tx.account(about).await?.ok_or(Error::NotFound)?;
                let lot = match &finding.lot {
                    Some(code) => Some(tx.lot(code).await?.ok_or(Error::NotFound)?.lot.id),
                    None => None,
                };
                let running = tx.running_lots_of(about).await?;
                let codes: Vec<LotCode> = running.iter().map(|(_, code)| code.clone()).collect();
                tx.take_turn(&codes).await?;
                let fact = NewFact {
                    account: about,
                    lot,
                    kind: finding.fact,
                    holds: finding.holds,
                    reason: reason.as_str(),
                    by: Some(by),
                    at,
                };
                tx.insert_facts(&[fact]).await?;
                if finding.fact == BidderFact::Identity && finding.holds {
                    tx.leave_identity_queue(about).await?;
                }
                for (lot, _) in &running {
                    tx.raise_standing(*lot).await?;
                }
                tx.commit().await?;
                Ok(codes)
            })
            .await?;
        for lot in touched {
            self.writer().forget(lot).await;
        }
        Ok(())
    }
}
