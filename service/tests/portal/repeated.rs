//! A token that was seen before is answered before anything else is asked (bidding.md C.4 item 1,
//! I9), whatever has become of the lot and of the bidder meanwhile.

use domain::accounts::{Account, Grant, Role, Scope};
use domain::bidding::qualification::BidderFact;
use domain::bidding::two_person::Intervention;
use domain::bidding::{Order, SuspendReason};
use domain::ids::LotCode;
use domain::views::Receipt;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use service::Error;
use service::deposits::Finding;
use service::testing::{TestBidder, TestPortal};

const MINUTE: i64 = 60_000;

/// What was answered, without the mark that it was answered before.
fn answer(answer: Result<Receipt, Error>) -> Result<Receipt, Error> {
    match answer {
        Ok(receipt) => Ok(Receipt {
            replayed: false,
            ..receipt
        }),
        Err(Error::Bid {
            refusal,
            as_of_seq,
            min_next,
            ..
        }) => Err(Error::Bid {
            refusal,
            as_of_seq,
            min_next,
            replayed: false,
        }),
        other => other,
    }
}

/// Numbers and bytes of everything that was written about a lot.
async fn written(site: &TestPortal, lot: &LotCode) -> (u64, String) {
    let frames = site.portal.frames_after(lot, 0, 1_000).await.unwrap();
    let mut tx = site.portal.store().read().await.unwrap();
    let id = tx.lot(lot).await.unwrap().unwrap().lot.id;
    let head = tx.auction(id).await.unwrap().unwrap().auction;
    (frames.len() as u64, format!("{head:?}"))
}

async fn staff(site: &TestPortal, login: &str) -> Account {
    let grant = Grant {
        role: Role::Centre,
        scope: Scope::Province,
    };
    site.account(login, vec![grant], None).await
}

async fn suspend(site: &TestPortal, lot: &LotCode, staff: &[Account; 2]) {
    let step = Intervention::Suspend {
        reason: SuspendReason::SystemFault,
    };
    let asked = site
        .portal
        .request_intervention(&staff[0], lot, step, "核查情况")
        .await;
    let id = asked.unwrap();
    site.portal
        .approve_intervention(&staff[1], id)
        .await
        .unwrap();
}

async fn bar(site: &TestPortal, staff: &Account, bidder: &TestBidder<'_>) {
    let finding = Finding {
        fact: BidderFact::Barred,
        holds: true,
        lot: None,
        reason: "查实不得参与".into(),
    };
    let barred = site
        .portal
        .note_bidder(staff, bidder.account.id, finding)
        .await;
    barred.unwrap();
}

/// The product of what may have happened since: suspended or not, late or over, barred or not; for
/// a token that was accepted and one that was refused, with the same amount and with another.
#[tokio::test]
async fn item_1_a_known_token_answers_before_every_other_fault() {
    for mask in 0u32..16 {
        let fault = |bit: u32| mask & (1 << bit) != 0;
        let site = TestPortal::new().await;
        let lot = site.open_lot("P2026-ENER-0001", false).await;
        let staff = [staff(&site, "wang").await, staff(&site, "li").await];
        let anna = site.bidder("anna").await;
        anna.enrol(&lot).await.unwrap();
        let good = anna.bid_with(&lot, 100_000, "accepted").await;
        let poor = anna.bid_with(&lot, 101_000, "off-grid").await;
        assert!(good.is_ok() && poor.is_err());
        if fault(0) {
            suspend(&site, &lot, &staff).await;
        }
        if fault(1) {
            // At the end, before the drain is over.
            site.pass(60 * MINUTE).await;
        }
        if fault(2) {
            site.pass(60 * MINUTE + 3_000).await;
        }
        if fault(3) {
            bar(&site, &staff[0], &anna).await;
        }
        let before = written(&site, &lot).await;
        let again = anna.bid_with(&lot, 100_000, "accepted").await;
        assert!(again.as_ref().is_ok_and(|receipt| receipt.replayed));
        assert_eq!(answer(again), good, "{mask:04b}");
        let again = anna.bid_with(&lot, 101_000, "off-grid").await;
        assert_eq!(answer(again), poor, "{mask:04b}: judged as it was then");
        for (yuan, key) in [(105_000, "accepted"), (100_000, "off-grid")] {
            let other = anna.bid_with(&lot, yuan, key).await;
            assert_eq!(other, Err(Error::invalid("KEY_REUSED")), "{mask:04b}");
        }
        assert_eq!(written(&site, &lot).await, before, "{mask:04b}");
        let Err(Error::Bid { refusal, .. }) = anna.bid_with(&lot, 105_000, "not-seen").await else {
            panic!("a new token meets the rules: {mask:04b}");
        };
        let expected = match () {
            () if fault(0) || fault(2) => "LOT_NOT_OPEN",
            () if fault(1) => "LATE",
            () if fault(3) => "NOT_QUALIFIED",
            () => "ALREADY_LEADING",
        };
        assert_eq!(refusal.code(), expected, "{mask:04b}");
    }
}

/// A course of instructions whose tokens come again at random, with the same words or with others.
fn courses() -> impl Strategy<Value = Vec<(usize, Order, i64, usize)>> {
    let order = prop_oneof![2 => Just(Order::Flat), 1 => Just(Order::Cap)];
    // Who, what, how many steps above the start, and which of a few tokens.
    prop::collection::vec((0usize..3, order, 0i64..12, 0usize..9), 4..30)
}

#[tokio::test]
async fn i9_the_same_token_twice_is_the_same_result_and_no_new_row() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[9; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let site = TestPortal::new().await;
    let bidders = [
        site.bidder("anna").await,
        site.bidder("ben").await,
        site.bidder("carl").await,
    ];
    let mut repeated = 0;
    for case in 0..24 {
        let lot = site.open_lot(&format!("P2026-ENER-{case:04}"), false).await;
        for bidder in &bidders {
            bidder.enrol(&lot).await.unwrap();
        }
        let course = courses().new_tree(&mut runner).unwrap().current();
        let mut known = std::collections::HashMap::new();
        for (who, order, steps, token) in course {
            let (key, yuan) = (format!("token-{token:02}"), 100_000 + 5_000 * steps);
            let before = written(&site, &lot).await;
            let request = bidders[who].request(&lot, order, yuan, &key);
            let said = site.portal.place_bid(&bidders[who].account, request).await;
            match known.get(&(who, token)) {
                Some((words, first)) => {
                    repeated += 1;
                    if *words == (order, yuan) {
                        assert_eq!(&answer(said), first, "I9");
                    } else {
                        assert_eq!(said, Err(Error::invalid("KEY_REUSED")));
                    }
                    assert_eq!(written(&site, &lot).await, before, "I9: no new row");
                }
                None => {
                    if said.is_err() {
                        assert_eq!(written(&site, &lot).await, before, "I1");
                    }
                    known.insert((who, token), ((order, yuan), answer(said)));
                }
            }
        }
        site.verify(&lot).await;
    }
    assert!(repeated > 50, "{repeated}");
}
