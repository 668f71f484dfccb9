//! The rows of reviews, selection and releases. No row holds a score.

use super::Reader;
use domain::audit::{Act, ObjectKind};
use domain::ids::LotId;
use domain::lots::Industry;
use domain::reviews::{ExpertKind, Seat, SelectionStep as Step};
use service::reviews::publish_releases;
use service::testing::{TestPortal, sheet};

const WHY: (&str, &str) = ("评审结果居前", "");

/// From a submitted lot to one that is released; lots that go back or are not selected beside it.
pub async fn reviews(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let experts = site.review_group(&centre).await;
    let rows = reader.wrote(&[Act::ReviewGroup]).await;
    assert_eq!(rows[0].kind, ObjectKind::ReviewGroup);
    let (one, first) = site.lot_under_review(&centre, "P2026-ENER-0081").await;
    let (two, second) = site.lot_under_review(&centre, "P2026-ENER-0082").await;
    let (three, _) = site.lot_under_review(&centre, "P2026-ENER-0083").await;
    reader.wrote(&[Act::LotReview; 3]).await;
    let fourth = site.expert("fourth", None).await;
    let seats = experts.iter().chain([&fourth]).zip([
        ExpertKind::Technical,
        ExpertKind::PatentOperation,
        ExpertKind::Investment,
        ExpertKind::Technical,
    ]);
    let seats = seats.map(|(expert, kind)| Seat {
        expert: expert.id,
        kind,
    });
    let set = portal.set_review_group(&centre, Industry::Energy, seats.collect());
    set.await.unwrap();
    reader.wrote(&[Act::ReviewGroup]).await;
    for expert in &experts {
        let draft = sheet(87);
        portal
            .save_review(expert, &first, draft.clone())
            .await
            .unwrap();
        portal.submit_review(expert, &first, &draft).await.unwrap();
    }
    let rows = reader.wrote(&[Act::ReviewSubmit; 3]).await;
    let told = |expert: &domain::accounts::Account| format!("{{\"expert\":{}}}", expert.id);
    for (row, expert) in rows.iter().zip(&experts) {
        assert_eq!(row.after, Some(told(expert)), "the scores are the expert's");
    }
    let recused = portal.recuse_review(&fourth, &second, "同一课题组").await;
    recused.unwrap();
    let rows = reader.wrote(&[Act::ReviewRecuse]).await;
    assert_eq!(rows[0].reason.as_deref(), Some("同一课题组"));
    for (step, lot, act) in [
        (Step::Select, one, Act::LotSelect),
        (Step::Reject, two, Act::LotReject),
        (Step::Return, three, Act::LotReturn),
    ] {
        portal
            .decide_lots(&centre, step, &[lot], WHY)
            .await
            .unwrap();
        let rows = reader.wrote(&[act]).await;
        assert_eq!(rows[0].reason.as_deref(), Some(WHY.0));
        assert!(
            portal
                .decide_lots(&centre, step, &[lot], WHY)
                .await
                .is_err()
        );
    }
    released(site, reader, one).await;
    assigned(site, reader).await;
}

/// A release that is called off, and one whose hour comes.
async fn released(site: &TestPortal, reader: &mut Reader<'_>, one: LotId) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let later = Some(portal.now().plus_millis(60_000));
    let id = portal.make_release(&centre, "第一批", later, &[one]).await;
    portal
        .cancel_release(&centre, id.unwrap(), "更正")
        .await
        .unwrap();
    reader.wrote(&[Act::ReleaseMake, Act::ReleaseCancel]).await;
    let made = portal.make_release(&centre, "第一批", later, &[one]).await;
    made.unwrap();
    site.clock.advance_millis(60_000);
    publish_releases(portal).await.unwrap();
    let acts = [Act::ReleaseMake, Act::LotPublish, Act::ReleasePublish];
    let rows = reader.wrote(&acts).await;
    assert_eq!((rows[2].actor, rows[2].roles.as_str()), (None, "CLOCK"));
}

/// A lot that came under review before an expert's seat was there goes to him by hand.
async fn assigned(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let (_, code) = site.lot_under_review(&centre, "P2026-ENER-0074").await;
    reader.wrote(&[Act::LotReview]).await;
    let fourth = portal.account_by_login("fourth").await.unwrap().unwrap();
    let mut tx = portal.store().write().await.unwrap();
    let lot = tx.lot(&code).await.unwrap().unwrap().lot.id;
    tx.drop_assignments(lot).await.unwrap();
    tx.commit().await.unwrap();
    portal
        .assign_review(&centre, &code, fourth.id)
        .await
        .unwrap();
    reader.wrote(&[Act::ReviewAssign]).await;
}
