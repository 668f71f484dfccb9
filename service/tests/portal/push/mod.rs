//! Notices in browsers: who lets which browser be told, what its push service is sent, and what only the
//! browser can read. The push service and the browser are played here, from the standards and not from
//! the code that is tried: RFC 8030 (what is posted), RFC 8291 (what is encrypted), RFC 8292 (what is
//! signed).

mod browser;
mod keeping;
mod sending;
mod standards;

pub(super) use browser::Browser;
use domain::accounts::Account;
use domain::ids::LotCode;
use domain::push::PushMessage;
use domain::webhooks::DeliveryProblem;
use service::Portal;
use service::ledger::sequence_all;
use service::notices::tell;
use service::push::{PushPost, PushTransport, send_pushes};
use service::testing::{TestBidder, TestPortal};
use std::sync::Mutex;

const CODE: &str = "P2026-ENER-0001";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A push service that answers as it is told and remembers what came.
pub(super) struct PushService {
    answer: Mutex<Result<u16, DeliveryProblem>>,
    came: Mutex<Vec<PushPost>>,
}

impl PushService {
    pub(super) fn new() -> Self {
        Self {
            answer: Mutex::new(Ok(201)),
            came: Mutex::default(),
        }
    }

    pub(super) fn answers(&self, answer: Result<u16, DeliveryProblem>) {
        *self.answer.lock().unwrap() = answer;
    }

    /// Sends what is due; what came of it.
    pub(super) async fn round(&self, portal: &Portal) -> Vec<PushPost> {
        send_pushes(portal, self).await.unwrap();
        std::mem::take(&mut *self.came.lock().unwrap())
    }
}

impl PushTransport for PushService {
    async fn push(&self, post: &PushPost) -> Result<u16, DeliveryProblem> {
        self.came.lock().unwrap().push(post.clone());
        // The other process has its chance in the middle of an attempt.
        tokio::task::yield_now().await;
        *self.answer.lock().unwrap()
    }
}

/// An open lot, two bidders on it, and a browser of the first one.
async fn stage(site: &TestPortal) -> (LotCode, TestBidder<'_>, TestBidder<'_>, Browser) {
    site.portal.keep_push_key(false).await.unwrap();
    let lot = site.open_lot(CODE, true).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let browser = Browser::new(1);
    add(&site.portal, &anna.account, &browser).await;
    for bidder in [&anna, &ben] {
        bidder.enrol(&lot).await.unwrap();
    }
    (lot, anna, ben, browser)
}

async fn add(portal: &Portal, account: &Account, browser: &Browser) {
    let added = portal.add_push_browser(account, browser.draft(), false);
    added.await.unwrap();
}

/// Does what the workers do.
async fn work(site: &TestPortal) {
    site.clock.advance_millis(1_000);
    sequence_all(&site.portal).await.unwrap();
    tell(&site.portal).await.unwrap();
}

/// Lets the first bidder be outbid at this price, in yuan.
async fn outbid(
    site: &TestPortal,
    lot: &LotCode,
    (anna, ben): (&TestBidder<'_>, &TestBidder<'_>),
    yuan: i64,
) {
    anna.bid(lot, yuan).await.unwrap();
    ben.bid(lot, yuan + 5_000).await.unwrap();
    work(site).await;
}

/// What a browser reads of what its push service was sent.
fn read(browser: &Browser, post: &PushPost) -> PushMessage {
    serde_json::from_str(&browser.decrypt(&post.body)).unwrap()
}
