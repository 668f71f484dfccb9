//! Experts hear of lots that they are given, and the liaison of what was decided.

use super::{review_all, state};
use domain::accounts::Account;
use domain::lots::{Industry, LotState};
use domain::notices::{GivenReviews, NoticeBody, NoticeKind, Preferences, SubmissionNews};
use domain::reviews::{ExpertKind, Seat, SelectionStep as Step};
use service::testing::TestPortal;

const ONE: &str = "P2026-ENER-0001";
const TWO: &str = "P2026-ENER-0002";
const WHY: (&str, &str) = ("评审结果居前", "");

/// What the account has not read, the latest first, with the code of its lot.
async fn told(site: &TestPortal, who: &Account) -> Vec<(String, NoticeBody)> {
    let page = site.portal.notices_page(who, None).await.unwrap();
    let notices = page.unread.into_iter();
    notices.map(|one| (one.lot.to_string(), one.body)).collect()
}

/// How many lots of which a notice speaks.
fn given(body: &NoticeBody) -> Option<u32> {
    match body {
        NoticeBody::Review(GivenReviews { lots, .. }) => Some(*lots),
        _ => None,
    }
}

#[tokio::test]
async fn experts_hear_of_lots_that_they_are_given() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    assert_eq!(told(&site, &experts[0]).await, [], "no lot is there yet");
    let (one, two) = (site.lot(ONE, false).await, site.lot(TWO, false).await);
    let quiet = Preferences {
        off: vec![NoticeKind::Review],
        quiet: None,
    };
    site.portal
        .set_notice_settings(&experts[2], quiet)
        .await
        .unwrap();
    site.portal
        .decide_lots(&centre, Step::Review, &[one, two], WHY)
        .await
        .unwrap();
    let heard = told(&site, &experts[0]).await;
    assert_eq!(heard.len(), 1, "once for both: {heard:?}");
    assert_eq!(given(&heard[0].1), Some(2));
    assert_eq!(told(&site, &experts[2]).await, [], "switched off");
    // Whoever joins the group later is given both.
    let fourth = site.expert("fourth", None).await;
    let mut seats: Vec<Seat> = experts
        .iter()
        .zip(ExpertKind::ALL)
        .map(|(expert, kind)| Seat {
            expert: expert.id,
            kind: *kind,
        })
        .collect();
    seats.push(Seat {
        expert: fourth.id,
        kind: ExpertKind::ALL[0],
    });
    site.portal
        .set_review_group(&centre, Industry::Energy, seats)
        .await
        .unwrap();
    let heard = told(&site, &fourth).await;
    assert_eq!(heard.len(), 1);
    assert_eq!(given(&heard[0].1), Some(2));
    assert_eq!(
        told(&site, &experts[0]).await.len(),
        1,
        "nothing new for him"
    );
}

#[tokio::test]
async fn the_liaison_hears_what_was_decided() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    let liaison = site.liaison().await;
    let (one, first) = site.lot_under_review(&centre, ONE).await;
    let (two, second) = site.lot_under_review(&centre, TWO).await;
    let three = site.lot("P2026-ENER-0003", false).await;
    let back = ("请补充", "技术简介：少于50字");
    site.portal
        .decide_lots(&centre, Step::Return, &[three], back)
        .await
        .unwrap();
    assert_eq!(
        told(&site, &liaison).await,
        [(
            "P2026-ENER-0003".to_owned(),
            NoticeBody::Submission(SubmissionNews::Returned)
        )]
    );
    // On trial nothing is told.
    review_all(&site, &experts, &first, 80).await;
    review_all(&site, &experts, &second, 40).await;
    site.portal
        .plan_selection(&centre, Step::Select, &[one])
        .await
        .unwrap();
    assert_eq!(told(&site, &liaison).await.len(), 1);
    for (step, lot) in [(Step::Select, one), (Step::Reject, two)] {
        let lots = [lot];
        let decided = site.portal.decide_lots(&centre, step, &lots, WHY);
        decided.await.unwrap();
    }
    assert_eq!(state(&site, one).await, LotState::Selected);
    let heard = told(&site, &liaison).await;
    for (code, news) in [
        (ONE, SubmissionNews::Selected),
        (TWO, SubmissionNews::Rejected),
    ] {
        let expected = (code.to_owned(), NoticeBody::Submission(news));
        assert!(heard.contains(&expected), "{heard:?}");
    }
    let stranger = site.bidder("anna").await;
    assert_eq!(told(&site, &stranger.account).await, []);
}
