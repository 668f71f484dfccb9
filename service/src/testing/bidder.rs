//! What a bidder does.

use super::TestBidder;
use crate::Error;
use crate::bidding::BidRequest;
use domain::bidding::{Order, Paddle};
use domain::ids::LotCode;
use domain::money::Fen;
use domain::views::Receipt;

impl TestBidder<'_> {
    /// Enrols on a lot.
    ///
    /// # Errors
    /// As [`Portal::enrol`](crate::Portal::enrol).
    pub async fn enrol(&self, lot: &LotCode) -> Result<Paddle, Error> {
        self.site.portal.enrol(&self.account, lot).await
    }

    /// Bids whole yuan now, with a fresh key.
    ///
    /// # Errors
    /// As [`Portal::place_bid`](crate::Portal::place_bid).
    pub async fn bid(&self, lot: &LotCode, yuan: i64) -> Result<Receipt, Error> {
        self.bid_with(lot, yuan, &self.site.portal.new_key()).await
    }

    /// Bids whole yuan now, with this key.
    ///
    /// # Errors
    /// As [`Portal::place_bid`](crate::Portal::place_bid).
    pub async fn bid_with(&self, lot: &LotCode, yuan: i64, key: &str) -> Result<Receipt, Error> {
        self.instruct(lot, Order::Flat, yuan, key).await
    }

    /// Sets a ceiling of whole yuan now, with a fresh key.
    ///
    /// # Errors
    /// As [`Portal::place_bid`](crate::Portal::place_bid).
    pub async fn cap(&self, lot: &LotCode, yuan: i64) -> Result<Receipt, Error> {
        let key = self.site.portal.new_key();
        self.instruct(lot, Order::Cap, yuan, &key).await
    }

    /// An instruction of whole yuan that arrives now.
    pub fn request(&self, lot: &LotCode, order: Order, yuan: i64, key: &str) -> BidRequest {
        BidRequest {
            lot: lot.clone(),
            order,
            amount: Fen::yuan(yuan),
            key: key.into(),
            jump_confirmed: false,
            terms: None,
            received_at: self.site.portal.now(),
        }
    }

    async fn instruct(
        &self,
        lot: &LotCode,
        order: Order,
        yuan: i64,
        key: &str,
    ) -> Result<Receipt, Error> {
        let request = self.request(lot, order, yuan, key);
        self.site.portal.place_bid(&self.account, request).await
    }
}
