//! L-11: every move of a lot after its round has its leaf in the public ledger, and a stranger follows
//! it by the table.

use super::struck::check;
use super::{CODE, CONFIRM, OVER, number, sold, unsold};
use domain::bidding::stage::{Particulars, Stage, StageEventKind};
use domain::ids::LotCode;
use domain::ledger::leaf::{Leaf, LeafKind};
use domain::ledger::moved::MoveRecord;
use domain::ledger::opening::{Opening, PublicEvent, PublicPart, SecretPart};
use domain::lots::LotState;
use service::ledger;
use service::stages::{Wish, end_publicities};
use service::testing::{CANARY_CONTACT, DAY_MS, TestPortal, agreement, relist, talks};
use store::NewMove;

/// What the public part of each move says, in the order of the log.
async fn told(site: &TestPortal, lot: &LotCode) -> Vec<(u64, StageEventKind, Stage)> {
    let published = site.portal.lot_ledger(lot).await.unwrap();
    let moves = published.leaves.iter().filter_map(|leaf| {
        let seq = Leaf::parse(&leaf.bytes().unwrap()).unwrap().seq;
        let part = PublicPart::parse(&leaf.opening.as_ref().unwrap().public.part).unwrap();
        match part.event {
            PublicEvent::Moved(moved) => Some((seq, moved.event, moved.to)),
            _ => None,
        }
    });
    moves.collect()
}

#[tokio::test]
async fn every_move_of_a_sale_has_one_leaf_that_commits_to_its_record() {
    let site = TestPortal::new().await;
    let (lot, centre, ..) = sold(&site).await;
    let before = check(&site, &lot).await;
    assert_eq!(before.stage, None);
    centre.moves(&lot, CONFIRM).await.unwrap();
    let today = site.portal.now().date();
    for wish in [
        Wish::Prolong(today.plus_days(40)),
        Wish::Prolong(today.plus_days(50)),
    ] {
        centre.moves(&lot, wish).await.unwrap();
    }
    let after = check(&site, &lot).await;
    assert_eq!(after.stage, Some(Stage::Confirmed));
    assert_eq!(after.head.leaves, before.head.leaves + 3);
    assert_eq!(ledger::sequence(&site.portal).await, Ok(0), "once");

    // Another process that knows nothing goes on; the receipt of event 2 is still that of event 2.
    site.pass(DAY_MS).await;
    centre.moves(&lot, Wish::Sign(today)).await.unwrap();
    centre.moves(&lot, Wish::Pay).await.unwrap();
    let again = site.beside("again").await;
    assert_eq!(ledger::sequence(&again).await, Ok(2));
    centre
        .moves(&lot, Wish::RegisterTech(number()))
        .await
        .unwrap();
    assert_eq!(check(&site, &lot).await.stage, Some(Stage::TechRegistered));
    let (published, bid) = (site.portal.lot_ledger(&lot).await.unwrap(), 2);
    let proof = site.portal.bid_proof(None, &lot, bid).await.unwrap();
    assert_eq!(proof.leaf, published.leaves[1].leaf);
    let numbers: Vec<u64> = told(&site, &lot)
        .await
        .iter()
        .map(|(seq, ..)| *seq)
        .collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);

    // No name, reason or number of a register is public; each record is what was committed to.
    let text = serde_json::to_string(&published).unwrap();
    for secret in ["（示例）", "材料已核对", number().as_str(), CANARY_CONTACT] {
        assert!(!text.contains(secret), "{secret}");
    }
    let mut tx = site.portal.store().read().await.unwrap();
    let id = tx.lot(&lot).await.unwrap().unwrap().lot.id;
    let moves = tx.moves(id).await.unwrap();
    let leaves = tx.leaves_of_lot(id).await.unwrap();
    for (one, leaf) in moves.iter().zip(&leaves[before.head.leaves as usize..]) {
        let record = MoveRecord {
            by: one.by.as_ref().map(|(id, _)| *id),
            reason: &one.reason,
            particulars: &one.step.particulars,
            paper: one.paper.as_ref().map(|(hash, _)| *hash),
        };
        let opening: Opening = serde_json::from_str(leaf.opening.as_ref().unwrap()).unwrap();
        let secret = opening.secret.unwrap().part;
        assert_eq!(secret, SecretPart::Record(record.digest()), "{}", one.seq);
    }
}

#[tokio::test]
async fn a_negotiated_deal_and_the_next_round_are_followed() {
    use StageEventKind as K;
    let site = TestPortal::new().await;
    let (lot, centre) = unsold(&site).await;
    // In one go: the sequencer may have been away for as long.
    let next = site.round_in(8).await;
    centre.moves(&lot, relist(next, 90_000)).await.unwrap();
    site.pass(8 * DAY_MS).await;
    site.pass(6 * 3_600_000).await;
    centre.moves(&lot, talks()).await.unwrap();
    let agreed = agreement(site.portal.now());
    centre.moves(&lot, Wish::AgreePrice(agreed)).await.unwrap();
    site.pass(10 * DAY_MS).await;
    let objection = Wish::Object("异议人甲（示例）".into());
    centre.moves(&lot, objection).await.unwrap();
    centre.moves(&lot, Wish::Reject).await.unwrap();
    site.pass(16 * DAY_MS).await;
    assert_eq!(end_publicities(&site.portal).await, Ok(1));
    let verified = check(&site, &lot).await;
    assert_eq!(
        (verified.rounds, verified.stage),
        (2, Some(Stage::Confirmed))
    );
    let expected = [
        (1, K::Relist, Stage::Scheduled),
        (2, K::Negotiate, Stage::Negotiating),
        (3, K::PriceAgreed, Stage::Publicity),
        (4, K::Objection, Stage::Objected),
        (5, K::ObjectionRejected, Stage::Publicity),
        (6, K::PublicityOver, Stage::Confirmed),
    ];
    assert_eq!(told(&site, &lot).await, expected);
    let text = serde_json::to_string(&site.portal.lot_ledger(&lot).await.unwrap()).unwrap();
    assert!(!text.contains("（示例）"), "neither party nor objector");
    assert!(text.contains("8000000"), "the published price is public");
}

/// Moves that are older than such leaves: those of a round before the present one never get any, and
/// the ledger stays whole.
#[tokio::test]
async fn a_lot_that_moved_before_there_were_leaves_stays_whole() {
    let site = TestPortal::new().await;
    let (lot, centre) = unsold(&site).await;
    check(&site, &lot).await;
    // As a process without these leaves would have left it: put up again, with its own record.
    let next = site.round_in(8).await;
    let mut tx = site.portal.store().write().await.unwrap();
    let id = tx.lot(&lot).await.unwrap().unwrap().lot.id;
    let back = tx
        .update_lot_state(id, LotState::Passed, LotState::Published, None)
        .await;
    assert!(back.unwrap());
    tx.commit().await.unwrap();
    let listed = site.portal.list_lots(&centre.account, next, &[id]).await;
    assert_eq!(listed, Ok(1));
    assert_eq!(check(&site, &lot).await.rounds, 2);
    let none = Particulars::default();
    let mut tx = site.portal.store().write().await.unwrap();
    tx.insert_move(&NewMove {
        lot: id,
        seq: 1,
        listed_seq: 1,
        event: StageEventKind::Relist,
        from: Stage::UnsoldNoBid,
        to: Stage::Scheduled,
        at: site.portal.now(),
        by: None,
        reason: "ON_TIME",
        particulars: &none,
        paper: None,
    })
    .await
    .unwrap();
    tx.queue_all_for_ledger().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ledger::sequence(&site.portal).await, Ok(0));
    site.pass(8 * DAY_MS).await;
    site.pass(6 * 3_600_000).await;
    check(&site, &lot).await;
    centre.moves(&lot, talks()).await.unwrap();
    assert_eq!(check(&site, &lot).await.stage, Some(Stage::Negotiating));
    let own = [(2, StageEventKind::Negotiate, Stage::Negotiating)];
    assert_eq!(told(&site, &lot).await, own);
}

/// A lot whose state was set before there was a record of moves: what its record begins with is not
/// where the ledger knows it to stand, so nothing is told of it, and the ledger stays whole.
#[tokio::test]
async fn a_record_without_its_beginning_gets_no_leaves() {
    let site = TestPortal::new().await;
    let lot = site.open_lot(CODE, false).await;
    let centre = site.centre().await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    site.pass(OVER).await;
    let before = check(&site, &lot).await;
    let mut tx = site.portal.store().write().await.unwrap();
    let id = tx.lot(&lot).await.unwrap().unwrap().lot.id;
    let set = tx
        .update_lot_state(id, LotState::Sold, LotState::Signed, None)
        .await;
    assert!(set.unwrap());
    tx.commit().await.unwrap();
    let moved = centre.moves(&lot, Wish::Pay).await;
    assert_eq!(moved, Ok(Stage::Paid));
    assert_eq!(check(&site, &lot).await, before);
    let kinds = site.portal.lot_ledger(&lot).await.unwrap().leaves;
    let last = kinds.last().unwrap().bytes().unwrap();
    assert_eq!(Leaf::parse(&last).unwrap().kind, LeafKind::Closed);
}
