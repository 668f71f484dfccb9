//! A lot that found no buyer: negotiated, published, objected to, put up again, reported.

use super::{CODE, OVER, code, state, unsold};
use domain::bidding::stage::{DealBasis, Stage, StageEventKind};
use domain::lots::LotState;
use domain::money::Fen;
use service::stages::{Agreement, Relisting, Wish, end_publicities};
use service::testing::{CANARY_CONTACT, DAY_MS, TestPortal, agreement, relist, talks};

#[tokio::test]
async fn negotiation_and_publicity() {
    let site = TestPortal::new().await;
    let (lot, centre) = unsold(&site).await;
    let alone = Wish::Negotiate {
        consignor_agrees: true,
        party_agrees: false,
        top_bidder_asked: false,
    };
    assert_eq!(code(centre.moves(&lot, alone).await), "PARTIES_NOT_AGREED");
    assert_eq!(centre.moves(&lot, talks()).await, Ok(Stage::Negotiating));
    let public = site.public_deal(&lot).await.unwrap();
    assert_eq!((public.stage, public.notice), (Stage::Negotiating, None));
    // While they talk, no round takes the lot.
    let next = site.round_in(8).await;
    let id = centre.deal(&lot).await.history.len();
    assert_eq!(id, 1);
    let page = site.portal.lot_page(&lot, None).await.unwrap();
    let listed = site
        .portal
        .list_lots(&centre.account, next, &[page.lot.id])
        .await;
    assert_eq!(listed, Ok(0));

    let now = site.portal.now();
    let short = Agreement {
        last_day: Some(now.date().plus_days(13)),
        ..agreement(now)
    };
    assert_eq!(
        code(centre.moves(&lot, Wish::AgreePrice(short)).await),
        "END_TOO_EARLY"
    );
    let silent = Agreement {
        related_party: None,
        ..agreement(now)
    };
    assert_eq!(
        code(centre.moves(&lot, Wish::AgreePrice(silent)).await),
        "PUBLICITY_INCOMPLETE"
    );
    let agreed = centre.moves(&lot, Wish::AgreePrice(agreement(now))).await;
    assert_eq!(agreed, Ok(Stage::Publicity));
    let notice = site.public_deal(&lot).await.unwrap().notice.unwrap();
    assert_eq!((notice.price, notice.stopped), (Fen::yuan(80_000), false));
    assert_eq!(end_publicities(&site.portal).await, Ok(0), "not yet");
    assert_eq!(
        code(centre.moves(&lot, Wish::EndPublicity).await),
        "NOT_YET"
    );

    // Ten days later somebody objects: the countdown stands still.
    site.pass(10 * DAY_MS).await;
    let nameless = centre.moves(&lot, Wish::Object(String::new())).await;
    assert_eq!(code(nameless), "OBJECTION_UNNAMED");
    let objection = Wish::Object("异议人甲（示例）".into());
    assert_eq!(
        centre.moves(&lot, objection.clone()).await,
        Ok(Stage::Objected)
    );
    site.pass(30 * DAY_MS).await;
    assert_eq!(
        end_publicities(&site.portal).await,
        Ok(0),
        "an objection waits"
    );
    assert!(
        site.public_deal(&lot)
            .await
            .unwrap()
            .notice
            .unwrap()
            .stopped
    );
    assert_eq!(centre.moves(&lot, Wish::Reject).await, Ok(Stage::Publicity));
    let public = site.public_deal(&lot).await.unwrap();
    let left = public
        .notice
        .unwrap()
        .ends_at
        .millis_since(site.portal.now());
    assert!(
        left > 5 * DAY_MS && left < 6 * DAY_MS,
        "what was left: {left}"
    );
    assert_eq!(public.decisions.len(), 1);

    site.pass(6 * DAY_MS).await;
    assert_eq!(
        code(centre.moves(&lot, objection).await),
        "OBJECTION_TOO_LATE"
    );
    assert_eq!(end_publicities(&site.portal).await, Ok(1));
    assert_eq!(end_publicities(&site.portal).await, Ok(0), "once");
    let deal = centre.deal(&lot).await;
    assert_eq!(
        (deal.stage, deal.basis),
        (Stage::Confirmed, DealBasis::Negotiated)
    );
    assert_eq!(
        (deal.history[0].by.clone(), deal.history[0].reason.as_str()),
        (None, "ON_TIME")
    );
    assert_eq!(deal.agreed_with.as_deref(), Some("示例科技公司（示例）"));
    assert_eq!(state(&site, &lot).await, LotState::Contracting);
    let today = site.portal.now().date();
    centre.moves(&lot, Wish::Sign(today)).await.unwrap();
}

#[tokio::test]
async fn an_upheld_objection_brings_the_parties_back() {
    let site = TestPortal::new().await;
    let (lot, centre) = unsold(&site).await;
    centre.moves(&lot, talks()).await.unwrap();
    let agreed = agreement(site.portal.now());
    centre.moves(&lot, Wish::AgreePrice(agreed)).await.unwrap();
    let objection = Wish::Object("异议人甲（示例）".into());
    centre.moves(&lot, objection).await.unwrap();
    assert_eq!(
        centre.moves(&lot, Wish::Uphold).await,
        Ok(Stage::Negotiating)
    );
    let public = site.public_deal(&lot).await.unwrap();
    assert_eq!((public.notice, public.decisions.len()), (None, 1));
    let json = serde_json::to_string(&site.portal.lot_page(&lot, None).await.unwrap()).unwrap();
    for secret in ["异议人甲", "示例科技公司", CANARY_CONTACT] {
        assert!(!json.contains(secret), "{secret}");
    }
    site.pass(13 * DAY_MS).await;
    assert_eq!(
        centre.moves(&lot, Wish::EndSeason).await,
        Ok(Stage::Showcase)
    );
    assert_eq!(state(&site, &lot).await, LotState::Archived);
}

#[tokio::test]
async fn the_highest_bidder_below_the_reserve_buys_nothing() {
    let site = TestPortal::new().await;
    let lot = site.open_lot(CODE, true).await;
    let centre = site.centre().await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    site.pass(OVER).await;
    let unasked = Wish::Negotiate {
        consignor_agrees: true,
        party_agrees: true,
        top_bidder_asked: false,
    };
    assert_eq!(
        code(centre.moves(&lot, unasked).await),
        "TOP_BIDDER_NOT_ASKED"
    );
    let next = site.round_in(8).await;
    let uncommitted = Wish::Relist(Relisting {
        round: next,
        start: Fen::yuan(90_000),
        reserve_committed: false,
        priority_notified: true,
        difference_noted: false,
    });
    assert_eq!(
        code(centre.moves(&lot, uncommitted).await),
        "RESERVE_NOT_COMMITTED"
    );
    // From 92,300 the steps of 5,000 begin at 100,300.
    let between = centre.moves(&lot, relist(next, 92_300)).await;
    assert_eq!(code(between), "RESERVE_OFF_GRID");
    assert_eq!(
        state(&site, &lot).await,
        LotState::Passed,
        "nothing was written"
    );
    assert!(centre.deal(&lot).await.history.is_empty());
}

#[tokio::test]
async fn two_rounds_without_a_buyer_are_enough() {
    let site = TestPortal::new().await;
    let (lot, centre) = unsold(&site).await;
    let next = site.round_in(8).await;
    assert_eq!(
        centre.moves(&lot, relist(next, 80_000)).await,
        Ok(Stage::Scheduled)
    );
    site.pass(8 * DAY_MS + 1_000).await;
    site.pass(6 * 3_600_000).await;
    let deal = centre.deal(&lot).await;
    assert_eq!(deal.stage, Stage::UnsoldNoBid);
    assert!(!deal.offers.contains(&StageEventKind::Relist));
    let third = site.round_in(8).await;
    assert_eq!(
        code(centre.moves(&lot, relist(third, 80_000)).await),
        "ROUNDS_USED_UP"
    );
    assert_eq!(centre.moves(&lot, talks()).await, Ok(Stage::Negotiating));
}

#[tokio::test]
async fn a_deal_made_elsewhere_is_reported() {
    let site = TestPortal::new().await;
    let (lot, centre) = unsold(&site).await;
    let now = site.portal.now();
    let report = |checked, public_negotiated| Wish::ReportDeal {
        agreement: agreement(now),
        checked,
        public_negotiated,
    };
    assert_eq!(
        code(centre.moves(&lot, report(false, false)).await),
        "DEAL_NOT_CHECKED"
    );
    assert_eq!(
        centre.moves(&lot, report(true, true)).await,
        Ok(Stage::Publicity)
    );
    let public = site.public_deal(&lot).await.unwrap();
    assert_eq!(public.basis, DealBasis::Offline);
    assert_eq!(public.notice.unwrap().price, Fen::yuan(80_000));

    let other = site.open_lot("P2026-ENER-0002", false).await;
    site.pass(OVER).await;
    assert_eq!(
        centre.moves(&other, report(true, false)).await,
        Ok(Stage::ContractSigned)
    );
    let public = site.public_deal(&other).await.unwrap();
    assert_eq!((public.basis, public.notice), (DealBasis::Offline, None));
    // The front page counts it, and not among the results of bidding; a price in publicity is no deal.
    let home = site.portal.home().await.unwrap().progress;
    assert_eq!((home.sold, home.offline, home.by_bidding()), (1, 1, 0));
}
