//! A key that has been answered gets its first answer, also while no new bid is taken (bidding.md
//! C.4 item 1; reliability.md §2.4): to a sender who lost it, any other answer would be a wrong one.

use super::answer::Answer;
use super::writer::confirm;
use super::{BidRate, BidRequest};
use crate::permissions::visible;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::ids::{AccountId, LotCode};
use domain::views::Receipt;
use std::time::Duration;
use store::StoredAnswer;
use tokio::time::timeout;

/// How often one bidder may have the keys of one lot looked up while his bids are not taken, or give
/// them up: five a second, ten at once. It is cheap, and still somebody else waits for it.
pub(crate) const REPEATS: BidRate = BidRate {
    refill_ms: 200,
    burst: 10,
};
/// A look-up that takes longer tells nothing.
const LOOK_UP_MAX: Duration = Duration::from_secs(2);

impl Portal {
    /// What is in the way of a new bid before its lot is looked at.
    pub(super) fn obstacle(&self, account: &Account, request: &BidRequest) -> Option<Error> {
        if self.is_damaged() {
            return Some(Error::Busy);
        }
        if !self.is_taking_bids() {
            return Some(Error::invalid("CLOCK_UNSAFE"));
        }
        let key = (account.id, request.lot.clone());
        let limited = !account.house_bot && self.limiter().take(key, self.now()).is_err();
        limited.then(|| Error::invalid("RATE_LIMITED"))
    }

    /// The answer that the key of a bid has, or else `otherwise`.
    ///
    /// # Errors
    /// As it was answered; `otherwise` for a key without an answer; `OutcomeUnknown` when nobody
    /// knows whether it has one.
    pub(super) async fn first_answer_or(
        &self,
        account: &Account,
        request: &BidRequest,
        otherwise: Error,
    ) -> Result<Receipt, Error> {
        let known = self.stored_answer(account.id, &request.lot, &request.key);
        match timeout(LOOK_UP_MAX, known).await {
            Ok(Ok(Some(known))) => Answer::again(&known, request),
            // A lot that is not there has no keys, and nobody learns here that it is not.
            Ok(Ok(None) | Err(Error::NotFound)) => Err(otherwise),
            Ok(Err(error)) => {
                tracing::error!(%error, "nobody knows whether a key has been answered");
                Err(Error::OutcomeUnknown)
            }
            Err(_) => Err(Error::OutcomeUnknown),
        }
    }

    /// The stored answer to a key; nothing when it has none.
    ///
    /// # Errors
    /// `NotFound` when there is no such lot; `OutcomeUnknown` while the standby that commits wait
    /// for has not confirmed it.
    pub(super) async fn stored_answer(
        &self,
        account: AccountId,
        lot: &LotCode,
        key: &str,
    ) -> Result<Option<StoredAnswer>, Error> {
        let mut tx = self.store().read().await?;
        // A lot that is not public yet is as little there as one that does not exist.
        let stored = visible(tx.lot(lot).await?, None)?;
        let wanted = (stored.lot.id, account, key.to_owned());
        let mut answers = tx.bid_answers(std::slice::from_ref(&wanted)).await?;
        drop(tx);
        let found = answers.remove(&wanted);
        if found.is_some() {
            confirm(self.store()).await?;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestPortal;
    use domain::bidding::Order;

    /// An answer that got lost between the commit and its caller stands in the table.
    #[tokio::test]
    async fn what_is_durable_is_not_unknown() {
        let site = TestPortal::new().await;
        let lot = site.open_lot("P2026-ENER-0001", false).await;
        let anna = site.bidder("anna").await;
        anna.enrol(&lot).await.unwrap();
        let request = |key| anna.request(&lot, Order::Flat, 100_000, key);
        let receipt = site.portal.place_bid(&anna.account, request("key-00001"));
        let receipt = receipt.await.unwrap();
        let told = async |key| {
            let unknown = Error::OutcomeUnknown;
            let request = request(key);
            site.portal
                .first_answer_or(&anna.account, &request, unknown)
                .await
        };
        let found = told("key-00001").await.unwrap();
        assert_eq!(found.lot_seq, receipt.lot_seq);
        assert_eq!(told("key-00002").await, Err(Error::OutcomeUnknown));
    }
}
