//! Deposits and what the centre knows of bidders, in tests.

use super::{TestBidder, TestCentre, TestPortal, lot, words_within};
use crate::Error;
use crate::deposits::{Finding, Proof};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::bidding::qualification::BidderFact;
use domain::deposits::DepositKey;
use domain::ids::{AccountId, DepositId, LotCode};
use domain::lots::LotPrivate;
use domain::money::Fen;
use domain::time::Timestamp;
use domain::views::{DepositFilter, DepositLine, LotPage};
use store::{NewFact, Tx};

/// The deposit that [`TestPortal::open_lot_with_deposit`] asks for.
pub const TEST_DEPOSIT: Fen = Fen::yuan(10_000);

/// Somebody's papers were looked at, as far as a test or a measurement is concerned.
///
/// # Errors
/// As every call of the store.
pub async fn verify(tx: &mut Tx, account: AccountId, at: Timestamp) -> store::Result<()> {
    tx.insert_facts(&[NewFact {
        account,
        lot: None,
        kind: BidderFact::Identity,
        holds: true,
        reason: "测试",
        by: None,
        at,
    }])
    .await
}

impl TestPortal {
    /// A bidder of another institution, whose identity is verified.
    ///
    /// # Panics
    /// When the login is taken.
    pub async fn bidder(&self, login: &str) -> TestBidder<'_> {
        let bidder = self.newcomer(login).await;
        let mut tx = self.portal.store().write().await.expect("a transaction");
        let verified = verify(&mut tx, bidder.account.id, self.clock.now()).await;
        verified.expect("verified");
        tx.commit().await.expect("a commit");
        bidder
    }

    /// Anna and Ben, who may bid on the lot.
    ///
    /// # Panics
    /// When one of them is not admitted.
    pub async fn rivals(&self, lot: &LotCode) -> (TestBidder<'_>, TestBidder<'_>) {
        let (anna, ben) = (self.bidder("anna").await, self.bidder("ben").await);
        for bidder in [&anna, &ben] {
            bidder.enrol(lot).await.expect("admitted");
        }
        (anna, ben)
    }

    /// A bidder of another institution, whose papers nobody has looked at.
    pub async fn newcomer(&self, login: &str) -> TestBidder<'_> {
        let grant = Grant {
            role: Role::Bidder,
            scope: Scope::Province,
        };
        TestBidder {
            site: self,
            account: self.account(login, vec![grant], None).await,
        }
    }

    /// A lot in a round that is open from now for an hour and asks for a deposit of 10,000 yuan.
    ///
    /// # Panics
    /// When something on the way is refused.
    pub async fn open_lot_with_deposit(&self, code: &str) -> LotCode {
        let mut lot = lot(code, self.season.id, self.owner().id, false);
        lot.deposit = Some(TEST_DEPOSIT);
        let mut tx = self.portal.store().write().await.expect("a transaction");
        let id = tx
            .insert_lot(&lot, &LotPrivate::default(), self.owner(), code, None)
            .await
            .expect("a lot");
        tx.commit().await.expect("a commit");
        self.open(id).await;
        lot.code
    }

    /// Where the deposit of a bidder on a lot stands.
    ///
    /// # Panics
    /// When he has none.
    pub async fn deposit(&self, bidder: &TestBidder<'_>, lot: &LotCode) -> DepositLine {
        let mut tx = self.portal.store().read().await.expect("a transaction");
        let lot = tx.lot(lot).await.expect("a query").expect("a lot").lot.id;
        let key = DepositKey {
            lot,
            bidder: bidder.account.id,
        };
        let line = tx.deposit(key).await.expect("a query");
        line.expect("a deposit")
    }
}

impl TestBidder<'_> {
    /// Declares a payment of whole yuan.
    ///
    /// # Errors
    /// As [`crate::Portal::declare_deposit`].
    pub async fn declare(&self, lot: &LotCode, yuan: i64) -> Result<(), Error> {
        let portal = &self.site.portal;
        portal
            .declare_deposit(&self.account, lot, Fen::yuan(yuan), "20260001")
            .await
    }

    /// The lot page as he sees it.
    ///
    /// # Panics
    /// When there is no such page.
    pub async fn page(&self, lot: &LotCode) -> LotPage {
        let page = self.site.portal.lot_page(lot, Some(&self.account)).await;
        page.expect("a page")
    }
}

impl TestCentre<'_> {
    /// Confirms that the money of a deposit has come in.
    ///
    /// # Errors
    /// As [`crate::Portal::confirm_deposit`].
    pub async fn confirm(&self, of: &DepositLine, yuan: i64) -> Result<(), Error> {
        self.site
            .portal
            .confirm_deposit(&self.account, of.id, Fen::yuan(yuan), proof())
            .await
    }

    /// A second person records that the money has gone back.
    ///
    /// # Errors
    /// As [`crate::Portal::pay_out_deposit`].
    pub async fn pay_out(&self, id: DepositId) -> Result<(), Error> {
        let (portal, second) = (&self.site.portal, self.second().await);
        portal.pay_out_deposit(&second, id, proof()).await
    }

    /// The same person records that the money of a deposit has gone back.
    ///
    /// # Errors
    /// As [`crate::Portal::pay_out_deposit`].
    pub async fn pay_out_alone(&self, id: DepositId) -> Result<(), Error> {
        let portal = &self.site.portal;
        portal.pay_out_deposit(&self.account, id, proof()).await
    }

    /// Somebody else of the centre.
    async fn second(&self) -> Account {
        let known = self.site.portal.account_by_login("second").await;
        match known.expect("a query") {
            Some(known) => known,
            None => {
                let grants = self.account.grants.clone();
                self.site.account("second", grants, None).await
            }
        }
    }

    /// Puts a finding on record.
    ///
    /// # Errors
    /// As [`crate::Portal::note_bidder`].
    pub async fn note(
        &self,
        about: AccountId,
        fact: BidderFact,
        holds: bool,
        lot: Option<&LotCode>,
    ) -> Result<(), Error> {
        let finding = Finding {
            fact,
            holds,
            lot: lot.cloned(),
            reason: words_within("核查", 500),
        };
        self.site
            .portal
            .note_bidder(&self.account, about, finding)
            .await
    }

    /// The bidder declares the deposit, and it is confirmed.
    ///
    /// # Panics
    /// When either is refused.
    pub async fn hold(&self, bidder: &TestBidder<'_>, lot: &LotCode) {
        bidder.declare(lot, 10_000).await.expect("declared");
        let line = self.site.deposit(bidder, lot).await;
        self.confirm(&line, 10_000).await.expect("confirmed");
    }

    /// The deposits of a kind, latest first.
    ///
    /// # Panics
    /// On faults of ours.
    pub async fn list(&self, filter: DepositFilter) -> Vec<DepositLine> {
        let portal = &self.site.portal;
        let page = portal.office_deposits(&self.account, filter, None).await;
        page.expect("a page").lines
    }
}

fn proof() -> Proof {
    Proof {
        file_name: words_within("回单", 60) + ".pdf",
        file: b"%PDF-1.4 bank".to_vec(),
    }
}
