//! What the centre finds out about bidders.

use crate::bidding::change_standings;
use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object};
use domain::bidding::qualification::BidderFact;
use domain::evidence::Reason;
use domain::ids::{AccountId, LotCode};
use serde_json::json;
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

/// A bar on a bidder (禁止参加竞买), or its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The name he signs in with.
    pub login: String,
    /// From which lot; from all of them when absent.
    pub lot: Option<LotCode>,
    /// Whether it is lifted.
    pub lifted: bool,
    /// Why, in words.
    pub reason: String,
}

/// Bars of one bidder that are looked at.
const BARS_MAX: u32 = 500;

impl Portal {
    /// Bars a bidder, or lifts a bar that stands. It counts for every bid that is decided after the
    /// answer; those that were accepted before stay, until they are struck out.
    ///
    /// # Errors
    /// As [`Portal::note_bidder`]; `BIDDER_UNKNOWN` for a name that nobody who may bid signs in with,
    /// `LOT_UNKNOWN`, `BAR_NOT_STANDING`.
    pub async fn bar_bidder(&self, account: &Account, bar: Bar) -> Result<(), Error> {
        require(account, Action::KeepDeposits)?;
        let mut tx = self.store().read().await?;
        let found = tx
            .account_by_login(&bar.login.trim().to_lowercase())
            .await?;
        let bidder = found
            .map(|(found, _)| found)
            .filter(|found| found.may(Action::Bid));
        let about = bidder.ok_or(Error::invalid("BIDDER_UNKNOWN"))?.id;
        if let Some(code) = &bar.lot
            && tx.lot(code).await?.is_none()
        {
            return Err(Error::invalid("LOT_UNKNOWN"));
        }
        let bars = tx.standing_bars(Some(about), BARS_MAX).await?;
        if bar.lifted && !bars.iter().any(|standing| standing.lot == bar.lot) {
            return Err(Error::invalid("BAR_NOT_STANDING"));
        }
        drop(tx);
        let finding = Finding {
            fact: BidderFact::Barred,
            holds: !bar.lifted,
            lot: bar.lot,
            reason: bar.reason,
        };
        self.note_bidder(account, about, finding).await
    }

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
        require(account, Action::HandleBidder(about))?;
        let reason =
            Reason::parse(&finding.reason).ok_or_else(|| Error::invalid("REASON_LENGTH"))?;
        let (store, by, origin) = (self.store().clone(), account.id, self.by(account));
        let at = origin.at;
        let touched = self
            .durable(async move {
                let mut tx = store.audited().await?;
                tx.account(about).await?.ok_or(Error::NotFound)?;
                let lot = match &finding.lot {
                    Some(code) => Some(tx.lot(code).await?.ok_or(Error::NotFound)?.lot.id),
                    None => None,
                };
                let codes = change_standings(&mut tx, about).await?;
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
                let entry = origin.entry(Act::BidderNote, Object::account(about));
                let entry = entry.after(&json!({
                    "fact": finding.fact.code(),
                    "holds": finding.holds,
                    "lot": finding.lot,
                }));
                tx.audit(entry.because(reason.as_str()));
                if finding.fact == BidderFact::Identity && finding.holds {
                    tx.leave_identity_queue(about).await?;
                }
                tx.commit().await?;
                Ok(codes)
            })
            .await?;
        self.forget_seats(touched).await;
        Ok(())
    }
}
