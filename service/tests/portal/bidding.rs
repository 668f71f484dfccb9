//! Bidding as people do it, through the harness in which roles are types.

use domain::bidding::{NotQualified, Outcome, Paddle, Refusal, ReserveStatus};
use domain::ids::LotCode;
use domain::lots::LotState;
use domain::money::Fen;
use domain::views::BidderStanding;
use service::Error;
use service::testing::{CANARY_CONTACT, CANARY_RESERVE, TestPortal};

fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> Refusal {
    match answer {
        Err(Error::Bid { refusal, .. }) => refusal,
        other => panic!("not refused by the rules: {other:?}"),
    }
}

/// Numbers are drawn for each lot anew, so they tell neither who came first nor who is who on
/// another lot.
#[tokio::test]
async fn numbers_are_random_and_differ_between_lots() {
    let site = TestPortal::new().await;
    let first = site.open_lot("P2026-ENER-0001", false).await;
    let second = site.open_lot("P2026-ENER-0002", false).await;
    let (mut on_first, mut on_second) = (Vec::new(), Vec::new());
    for number in 0..8 {
        let bidder = site.bidder(&format!("bidder-{number}")).await;
        on_first.push(bidder.enrol(&first).await.unwrap());
        on_second.push(bidder.enrol(&second).await.unwrap());
    }
    let in_order: Vec<Paddle> = (1..=8).map(Paddle).collect();
    for drawn in [&on_first, &on_second] {
        let mut sorted = drawn.clone();
        sorted.sort();
        assert_ne!(&sorted, drawn, "not by who came first");
        assert_ne!(sorted, in_order);
        sorted.dedup();
        assert_eq!(sorted.len(), 8, "each is somebody's alone");
    }
    assert_ne!(on_first, on_second);
}

#[tokio::test]
async fn two_people_bid_and_the_higher_one_wins() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let (a, b) = (
        anna.enrol(&lot).await.unwrap(),
        ben.enrol(&lot).await.unwrap(),
    );
    assert_ne!(a, b);
    assert_eq!(
        anna.enrol(&lot).await,
        Ok(a),
        "enrolling again returns the same number"
    );

    let first = anna.bid(&lot, 100_000).await.unwrap();
    assert_eq!((first.lot_seq, first.leader), (2, a));
    assert!(matches!(
        refusal(anna.bid(&lot, 105_000).await),
        Refusal::AlreadyLeading { .. }
    ));
    assert!(matches!(
        refusal(ben.bid(&lot, 100_000).await),
        Refusal::TooLow { .. }
    ));
    let second = ben.bid(&lot, 105_000).await.unwrap();
    assert_eq!((second.lot_seq, second.leader), (3, b));

    site.pass(61 * 60_000 + 3_000).await;
    let page = site.portal.lot_page(&lot, None).await.unwrap();
    let figures = page.live.unwrap().figures;
    let price = Fen::yuan(105_000);
    assert_eq!(
        figures.outcome,
        Some(Outcome::SoldPending { paddle: b, price })
    );
    assert_eq!(page.lot.state, LotState::Sold);
    assert_eq!(refusal(anna.bid(&lot, 110_000).await), Refusal::LotNotOpen);
    site.verify(&lot).await;
}

#[tokio::test]
async fn a_bid_in_the_window_extends_and_the_end_is_half_open() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    anna.enrol(&lot).await.unwrap();
    ben.enrol(&lot).await.unwrap();
    let planned = site.portal.now().plus_millis(60 * 60_000);
    site.pass(59 * 60_000).await;
    let receipt = anna.bid(&lot, 100_000).await.unwrap();
    assert_eq!(receipt.ends_at, planned.plus_millis(4 * 60_000));
    site.pass(5 * 60_000).await;
    assert!(matches!(
        refusal(ben.bid(&lot, 105_000).await),
        Refusal::Late { .. }
    ));
    site.verify(&lot).await;
}

#[tokio::test]
async fn the_same_key_is_answered_the_same_and_never_bids_twice() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let key = "0123456789abcdef";
    let first = anna.bid_with(&lot, 100_000, key).await.unwrap();
    let again = anna.bid_with(&lot, 100_000, key).await.unwrap();
    assert!(!first.replayed && again.replayed);
    assert_eq!(
        (again.lot_seq, again.accepted_at),
        (first.lot_seq, first.accepted_at)
    );
    assert_eq!(
        anna.bid_with(&lot, 105_000, key).await,
        Err(Error::invalid("KEY_REUSED"))
    );
    let stored = site.portal.receipt(&anna.account, &lot, key).await.unwrap();
    assert_eq!(stored.unwrap().unwrap().lot_seq, first.lot_seq);
    // A refusal is kept as well: the answer to a key never changes.
    let low = "fedcba9876543210";
    let refused = refusal(anna.bid_with(&lot, 99_000, low).await);
    site.pass(1_000).await;
    assert_eq!(refusal(anna.bid_with(&lot, 99_000, low).await), refused);
    site.verify(&lot).await;
}

#[tokio::test]
async fn fifty_identical_requests_at_once_make_one_bid() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let all = (0..50).map(|_| anna.bid_with(&lot, 100_000, "one-and-the-same-key"));
    let answers = futures::future::join_all(all).await;
    let fresh = answers
        .iter()
        .filter(|a| a.as_ref().is_ok_and(|r| !r.replayed))
        .count();
    assert_eq!(
        (fresh, answers.iter().filter(|a| a.is_ok()).count()),
        (1, 50)
    );
    assert_eq!(site.portal.lot_live(&lot).await.unwrap().bids.len(), 1);
    site.verify(&lot).await;
}

#[tokio::test]
async fn a_rush_of_bidders_leaves_one_order_without_gaps() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let mut bidders = Vec::new();
    for n in 0..12 {
        let bidder = site.bidder(&format!("bidder{n}")).await;
        bidder.enrol(&lot).await.unwrap();
        bidders.push(bidder);
    }
    let rush = bidders.iter().flat_map(|bidder| {
        (0..20)
            .map(|step| bidder.bid(&lot, 100_000 + 5_000 * step))
            .collect::<Vec<_>>()
    });
    let answers = futures::future::join_all(rush).await;
    let accepted = answers.iter().filter(|a| a.is_ok()).count();
    let live = site.portal.lot_live(&lot).await.unwrap();
    assert_eq!(
        live.bids.len(),
        accepted,
        "every acknowledged bid is in the record"
    );
    assert!(
        live.bids
            .windows(2)
            .all(|w| w[0].amount < w[1].amount && w[0].paddle != w[1].paddle)
    );
    assert!(accepted >= 1);
    site.verify(&lot).await;
}

#[tokio::test]
async fn who_may_not_bid_is_told_why() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let stranger = site.bidder("stranger").await;
    let reason = NotQualified::NotEnrolled;
    assert_eq!(
        refusal(stranger.bid(&lot, 100_000).await),
        Refusal::NotQualified { reason }
    );
    let page = site
        .portal
        .lot_page(&lot, Some(&stranger.account))
        .await
        .unwrap();
    assert_eq!(page.standing, BidderStanding::MayEnrol);
    let centre = site.centre().await;
    let not_qualified = |reason| Refusal::NotQualified { reason };
    assert_eq!(
        refusal(site.portal.enrol(&centre.account, &lot).await),
        not_qualified(NotQualified::Staff)
    );
    let mut insider = site.bidder("insider").await;
    insider.account.institution = Some(site.owner().id);
    assert_eq!(
        refusal(insider.enrol(&lot).await),
        not_qualified(NotQualified::OwnLot)
    );
    let nowhere = LotCode::parse("P2026-NONE-1").unwrap();
    assert_eq!(stranger.bid(&nowhere, 100_000).await, Err(Error::NotFound));
}

#[tokio::test]
async fn the_reserve_decides_the_result_and_stays_secret() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    anna.bid(&lot, 110_000)
        .await
        .expect("a leader may raise itself below the reserve");
    let page = site
        .portal
        .lot_page(&lot, Some(&anna.account))
        .await
        .unwrap();
    let figures = &page.live.as_ref().unwrap().figures;
    assert_eq!(figures.reserve, ReserveStatus::NotMet);
    let frames = site.portal.frames_after(&lot, 0, 100).await.unwrap();
    let home = site.portal.home().await.unwrap();
    let seen = [
        serde_json::to_string(&page).unwrap(),
        serde_json::to_string(&home).unwrap(),
        serde_json::to_string(&frames).unwrap(),
    ];
    for bytes in seen {
        assert!(!bytes.contains(&CANARY_RESERVE.0.to_string()), "{bytes}");
        assert!(!bytes.contains(CANARY_CONTACT), "{bytes}");
    }
    site.pass(61 * 60_000 + 3_000).await;
    let page = site.portal.lot_page(&lot, None).await.unwrap();
    assert_eq!(
        page.live.unwrap().figures.outcome,
        Some(Outcome::UnsoldReserve)
    );
    assert_eq!(page.lot.state, LotState::Passed);
    site.verify(&lot).await;
}

#[tokio::test]
async fn streams_get_every_frame_of_the_table_in_order() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    anna.enrol(&lot).await.unwrap();
    ben.enrol(&lot).await.unwrap();
    let mut watcher = site.portal.hub().subscribe(&lot);
    for step in 0..6 {
        let bidder = if step % 2 == 0 { &anna } else { &ben };
        bidder.bid(&lot, 100_000 + 5_000 * step).await.unwrap();
    }
    let stored = site.portal.frames_after(&lot, 1, 100).await.unwrap();
    assert_eq!(stored.len(), 6);
    for (seq, json) in stored {
        let sent = watcher.recv().await.unwrap();
        assert_eq!(sent.seq, Some(seq));
        let wire = format!("id: {seq}\nevent: lot\ndata: {json}\n\n");
        assert_eq!(
            sent.with_id,
            wire.as_bytes(),
            "the same bytes, sent and stored"
        );
    }
}

#[tokio::test]
async fn a_lot_that_is_not_public_does_not_exist() {
    let site = TestPortal::new().await;
    site.lot("P2026-ENER-0009", false).await;
    let code = LotCode::parse("P2026-ENER-0009").unwrap();
    assert_eq!(
        site.portal.lot_page(&code, None).await,
        Err(Error::NotFound)
    );
    assert_eq!(
        site.portal.frames_after(&code, 0, 1).await,
        Err(Error::NotFound)
    );
    let listed = site.portal.catalogue(&Default::default()).await.unwrap();
    assert!(listed.cards.is_empty());
}

#[tokio::test]
async fn a_ceiling_bids_for_its_owner_and_stays_his_secret() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let a = anna.enrol(&lot).await.unwrap();
    let b = ben.enrol(&lot).await.unwrap();
    // Far from every price and quick step that becomes public here.
    let ceiling = 185_000;
    let first = anna.cap(&lot, ceiling).await.unwrap();
    assert_eq!((first.leader, first.price), (a, Fen::yuan(100_000)));

    let mut watcher = site.portal.hub().subscribe(&lot);
    let beaten = ben.bid(&lot, 110_000).await.unwrap();
    assert_eq!((beaten.leader, beaten.price), (a, Fen::yuan(115_000)));
    let frame = watcher.recv().await.unwrap();
    let secret = Fen::yuan(ceiling).0.to_string();
    let told = String::from_utf8(frame.with_id.to_vec()).unwrap();
    assert!(!told.contains(&secret), "{told}");

    let ceiling_of = |standing: BidderStanding| match standing {
        BidderStanding::Enrolled { ceiling, .. } => ceiling,
        other => panic!("{other:?}"),
    };
    let own = site
        .portal
        .lot_page(&lot, Some(&anna.account))
        .await
        .unwrap();
    assert_eq!(ceiling_of(own.standing), Some(Fen::yuan(ceiling)));
    for who in [Some(&ben.account), None] {
        let page = site.portal.lot_page(&lot, who).await.unwrap();
        let text = serde_json::to_string(&page).unwrap();
        assert!(!text.contains(&secret), "{text}");
    }
    assert!(matches!(
        refusal(anna.cap(&lot, ceiling - 5_000).await),
        Refusal::BelowOwnCeiling { .. }
    ));
    let raised = anna.cap(&lot, ceiling + 5_000).await.unwrap();
    assert_eq!((raised.leader, raised.price), (a, Fen::yuan(115_000)));
    let over = ben.bid(&lot, ceiling + 10_000).await.unwrap();
    assert_eq!(over.leader, b);
    site.verify(&lot).await;
}

/// A bid is for what the bidder had before him (reliability.md S-20): other terms refuse it before anything
/// is judged, and its key stays free.
#[tokio::test]
async fn a_bid_that_was_meant_for_other_terms_is_refused() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    site.clock.advance_millis(60_000);
    let other = site.open_lot("P2026-ENER-0002", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let shown = async |lot| site.portal.lot_page(lot, None).await.unwrap().terms;
    let (terms, foreign) = (shown(&lot).await, shown(&other).await);
    assert!(terms.is_some() && terms != foreign);
    let bid = async |terms, key| {
        let request = service::BidRequest {
            terms,
            ..anna.request(&lot, domain::bidding::Order::Flat, 100_000, key)
        };
        site.portal.place_bid(&anna.account, request).await
    };
    let changed = Err(Error::invalid("TERMS_CHANGED"));
    assert_eq!(bid(foreign, "terms-0001").await, changed);
    let live = site.portal.lot_live(&lot).await.unwrap();
    assert_eq!(live.figures.bid_count, 0, "nothing was bid");
    let receipt = bid(terms, "terms-0001").await.unwrap();
    assert!(!receipt.replayed, "the key was free");
    // Bids are no change of the terms; an answer once given is given again whatever has become of them.
    assert_eq!(shown(&lot).await, terms);
    assert!(bid(foreign, "terms-0001").await.unwrap().replayed);
    assert_eq!(bid(foreign, "terms-0002").await, changed);
}
