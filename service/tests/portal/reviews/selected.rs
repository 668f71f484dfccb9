//! What the centre decides: on trial, for good, and when it may not.

use super::{last_row, refused, review_all, state};
use domain::lots::LotState as S;
use domain::reviews::{FieldNote, SelectionStep as Step, Tenths};
use service::Error;
use service::testing::TestPortal;

const ONE: &str = "P2026-ENER-0001";
const TWO: &str = "P2026-ENER-0002";
const WHY: (&str, &str) = ("评审结果居前", "");

#[tokio::test]
async fn a_lot_is_selected_with_three_reviews_and_not_before() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    let (one, first) = site.lot_under_review(&centre, ONE).await;
    let (two, second) = site.lot_under_review(&centre, TWO).await;
    review_all(&site, &experts[..2], &first, 80).await;
    let before = last_row(&site, &centre).await;
    let (alone, both) = ([one], [one, two]);
    let decide = |step, words| site.portal.decide_lots(&centre, step, &alone, words);
    let early = decide(Step::Select, WHY).await.unwrap_err();
    let expected = Error::Invalid {
        code: "REVIEW_NOT_ENOUGH".into(),
        args: vec![("n".into(), "3".into())],
    };
    assert_eq!(early, expected);
    assert_eq!(
        refused(decide(Step::Select, (" ", "")).await),
        "REASON_LENGTH"
    );
    assert_eq!(refused(decide(Step::Review, WHY).await), "STATE_TRANSITION");
    assert_eq!(refused(decide(Step::Return, WHY).await), "REVIEW_BEGUN");
    let none = site
        .portal
        .decide_lots(&centre, Step::Select, &[], WHY)
        .await;
    assert_eq!(refused(none), "LOTS_NONE_CHOSEN");
    let published = site.portal.publish_lots(&centre, &[one]).await;
    assert_eq!(published, Ok(0), "no way around the selection");
    assert_eq!(last_row(&site, &centre).await, before);
    assert_eq!(state(&site, one).await, S::UnderReview);
    review_all(&site, &experts[2..], &first, 81).await;
    review_all(&site, &experts, &second, 60).await;
    // The trial says the same and writes nothing.
    let before = last_row(&site, &centre).await;
    let plan = site.portal.plan_selection(&centre, Step::Select, &both);
    let plan = plan.await.unwrap();
    assert_eq!(plan.ready(), 2);
    assert_eq!(plan.lots[0].result, Some(Tenths(803)), "80.333…");
    assert_eq!(last_row(&site, &centre).await, before);
    assert_eq!(state(&site, one).await, S::UnderReview);
    decide(Step::Select, WHY).await.unwrap();
    assert_eq!(state(&site, one).await, S::Selected);
    let rejected = site.portal.decide_lots(&centre, Step::Reject, &both, WHY);
    let rejected = rejected.await.unwrap();
    assert_eq!(rejected.ready(), 1, "the other one stays selected");
    assert_eq!(state(&site, two).await, S::Rejected);
    let table = site.portal.selection_table(&centre, S::Selected, None);
    assert_eq!(table.await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn only_the_centre_decides() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    let (one, code) = site.lot_under_review(&centre, ONE).await;
    review_all(&site, &experts, &code, 80).await;
    let organiser = site.organiser(domain::ids::SessionId(1)).await;
    for who in [&experts[0], &organiser] {
        let done = site
            .portal
            .decide_lots(who, Step::Select, &[one], WHY)
            .await;
        assert_eq!(done.unwrap_err(), Error::Forbidden);
        let plan = site.portal.plan_selection(who, Step::Select, &[one]).await;
        assert_eq!(plan.unwrap_err(), Error::Forbidden);
        let table = site.portal.selection_table(who, S::UnderReview, None).await;
        assert_eq!(table.unwrap_err(), Error::Forbidden);
        let made = site.portal.make_release(who, "第一批", None, &[one]).await;
        assert_eq!(made.unwrap_err(), Error::Forbidden);
    }
    assert_eq!(state(&site, one).await, S::UnderReview);
}

#[tokio::test]
async fn a_lot_needs_a_group_to_be_reviewed() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    site.ask_reviews().await;
    let id = site.lot(ONE, false).await;
    let sent = site
        .portal
        .decide_lots(&centre, Step::Review, &[id], WHY)
        .await;
    assert_eq!(refused(sent), "REVIEW_GROUP_INCOMPLETE");
    assert_eq!(state(&site, id).await, S::Submitted);
}

#[tokio::test]
async fn a_returned_lot_says_why_beside_each_field() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    site.review_group(&centre).await;
    let liaison = site.liaison().await;
    let (id, code) = site.lot_under_review(&centre, ONE).await;
    let lots = [id];
    let back = |notes| {
        let words = ("请按说明补充", notes);
        site.portal.decide_lots(&centre, Step::Return, &lots, words)
    };
    assert_eq!(refused(back("没有字段").await), "RETURN_NOTE_LENGTH");
    let many = "字段：说明\n".repeat(21);
    let too_many = site
        .portal
        .decide_lots(&centre, Step::Return, &lots, ("请补充", &many));
    assert_eq!(refused(too_many.await), "RETURN_NOTES_MAX");
    assert_eq!(state(&site, id).await, S::UnderReview);
    back("技术简介：少于50字\n起始价：与附件不符")
        .await
        .unwrap();
    assert_eq!(state(&site, id).await, S::Draft);
    let returned = site.portal.returned_lots(&liaison).await.unwrap();
    assert_eq!((returned[0].code.clone(), returned.len()), (code, 1));
    let note = FieldNote {
        field: "起始价".into(),
        note: "与附件不符".into(),
    };
    assert_eq!(returned[0].notes[1], note);
    let stranger = site.bidder("anna").await.account;
    let seen = site.portal.returned_lots(&stranger).await;
    assert_eq!(seen.unwrap_err(), Error::Forbidden);
}
