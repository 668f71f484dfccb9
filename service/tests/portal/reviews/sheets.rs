//! Groups and sheets: who may review what, and what he sees.

use super::{last_row, refused};
use domain::accounts::Role;
use domain::ids::LotCode;
use domain::lots::Industry;
use domain::reviews::{ExpertKind, ReviewState, Seat, SheetDraft};
use service::Error;
use service::testing::{CANARY_CONTACT, CANARY_RESERVE, TestPortal, sheet};

const CODE: &str = "P2026-ENER-0001";

#[tokio::test]
async fn a_group_has_every_kind_of_expert() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    let seat = |place: usize, kind| Seat {
        expert: experts[place].id,
        kind,
    };
    let before = last_row(&site, &centre).await;
    let two = vec![
        seat(0, ExpertKind::Technical),
        seat(1, ExpertKind::Investment),
    ];
    let set = |seats| site.portal.set_review_group(&centre, Industry::It, seats);
    assert_eq!(refused(set(two.clone()).await), "REVIEW_GROUP_INCOMPLETE");
    let twice = [two.clone(), two].concat();
    assert_eq!(refused(set(twice).await), "REVIEW_SEAT_TWICE");
    let anna = site.bidder("anna").await.account;
    let mut foreign = vec![
        seat(0, ExpertKind::Technical),
        seat(1, ExpertKind::Investment),
        seat(2, ExpertKind::PatentOperation),
    ];
    foreign[1].expert = anna.id;
    assert_eq!(refused(set(foreign).await), "REVIEW_NOT_AN_EXPERT");
    assert_eq!(last_row(&site, &centre).await, before);
    let groups = site.portal.review_groups(&centre).await.unwrap();
    let of = |industry: Industry| groups.groups.iter().find(|g| g.industry == industry);
    assert_eq!(of(Industry::Energy).unwrap().seats.len(), 3);
    assert!(
        of(Industry::It).unwrap().seats.is_empty(),
        "nothing half-formed"
    );
    assert_eq!(groups.experts.len(), 3);
}

#[tokio::test]
async fn whoever_has_an_interest_is_not_assigned() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    let own = site.expert("insider", Some(site.owner().id)).await;
    let mut seats: Vec<Seat> = experts
        .iter()
        .zip(ExpertKind::ALL)
        .map(|(expert, kind)| Seat {
            expert: expert.id,
            kind: *kind,
        })
        .collect();
    seats.push(Seat {
        expert: own.id,
        kind: ExpertKind::Technical,
    });
    let set = site
        .portal
        .set_review_group(&centre, Industry::Energy, seats);
    set.await.unwrap();
    let (_, code) = site.lot_under_review(&centre, CODE).await;
    let desk = site.portal.review_desk(&own, None).await.unwrap();
    assert_eq!(desk.lines, []);
    let before = last_row(&site, &centre).await;
    let assigned = site.portal.assign_review(&centre, &code, own.id).await;
    assert_eq!(refused(assigned), "REVIEW_CONFLICT_OF_INTEREST");
    let again = site.portal.assign_review(&centre, &code, experts[0].id);
    assert_eq!(refused(again.await), "REVIEW_ASSIGNED");
    let stranger = site.expert("stranger", None).await;
    let assigned = site.portal.assign_review(&centre, &code, stranger.id).await;
    assert_eq!(refused(assigned), "REVIEW_NOT_IN_GROUP");
    assert_eq!(last_row(&site, &centre).await, before);
    let seen = site.portal.review_desk(&own, Some(&code)).await;
    assert_eq!(seen.unwrap_err(), Error::NotFound);
}

#[tokio::test]
async fn a_sheet_is_refused_until_it_is_whole_and_never_changes_then() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    let (_, code) = site.lot_under_review(&centre, CODE).await;
    let own = &experts[0];
    let submit = |draft: SheetDraft| {
        let (portal, code) = (site.portal.clone(), code.clone());
        async move { portal.submit_review(own, &code, &draft).await }
    };
    type Change = fn(&mut SheetDraft);
    let wrong = |change: Change| {
        let mut draft = sheet(80);
        change(&mut draft);
        draft
    };
    let before = last_row(&site, &centre).await;
    let cases: [(Change, &str); 5] = [
        (|draft| draft.scores[2].clear(), "REVIEW_INCOMPLETE"),
        (|draft| draft.scores[3] = "101".into(), "REVIEW_SCORE_RANGE"),
        (|draft| draft.scores[0] = "8.5".into(), "REVIEW_SCORE_RANGE"),
        (|draft| draft.comment = "好".into(), "REVIEW_COMMENT_LENGTH"),
        (|draft| draft.recommend.clear(), "REVIEW_RECOMMEND_MISSING"),
    ];
    for (change, code) in cases {
        assert_eq!(refused(submit(wrong(change)).await), code);
    }
    assert_eq!(last_row(&site, &centre).await, before);
    let half = wrong(|draft| draft.scores[1].clear());
    let saved = site.portal.save_review(own, &code, half.clone()).await;
    saved.unwrap();
    let desk = site.portal.review_desk(own, Some(&code)).await.unwrap();
    let mine = desk.sheet.unwrap();
    assert_eq!((mine.draft, mine.state), (half, ReviewState::Assigned));
    submit(sheet(80)).await.unwrap();
    assert_eq!(refused(submit(sheet(10)).await), "REVIEW_FINAL");
    let late = site.portal.save_review(own, &code, sheet(10)).await;
    assert_eq!(refused(late), "REVIEW_FINAL");
    let late = site.portal.recuse_review(own, &code, "利害关系").await;
    assert_eq!(refused(late), "REVIEW_FINAL");
    let desk = site.portal.review_desk(own, Some(&code)).await.unwrap();
    assert_eq!(desk.sheet.unwrap().draft, sheet(80));
}

#[tokio::test]
async fn an_expert_sees_his_own_and_nothing_secret() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let [one, two, three] = site.review_group(&centre).await;
    let (_, code) = site.lot_under_review(&centre, CODE).await;
    let first = sheet(37);
    site.portal
        .submit_review(&one, &code, &first)
        .await
        .unwrap();
    let desk = site.portal.review_desk(&two, Some(&code)).await.unwrap();
    let text = serde_json::to_string(&desk).unwrap();
    let reserve = CANARY_RESERVE.get().to_string();
    for secret in [CANARY_CONTACT, reserve.as_str(), "\"37\"", "37,37"] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(desk.sheet.unwrap().others.is_empty(), "not before his own");
    let done = site.portal.recuse_review(&three, &code, " ").await;
    assert_eq!(refused(done), "REASON_LENGTH");
    let done = site
        .portal
        .recuse_review(&three, &code, "与发明人同一课题组")
        .await;
    done.unwrap();
    let submitted = site.portal.submit_review(&two, &code, &sheet(90)).await;
    submitted.unwrap();
    let desk = site.portal.review_desk(&two, Some(&code)).await.unwrap();
    let others = desk.sheet.unwrap().others;
    assert_eq!(others.len(), 1, "who recused himself has said nothing");
    assert_eq!(others[0].scores.0, [37; 4]);
    let progress = site.portal.review_progress(&centre).await.unwrap();
    let of = progress
        .groups
        .iter()
        .find(|(of, _)| *of == Industry::Energy);
    let counts = of.unwrap().1;
    assert_eq!(
        (counts.submitted, counts.recused, counts.assigned),
        (2, 1, 0)
    );
}

#[tokio::test]
async fn only_experts_review_and_only_the_centre_keeps_reviews() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let [expert, ..] = site.review_group(&centre).await;
    let (_, code) = site.lot_under_review(&centre, CODE).await;
    let anna = site.bidder("anna").await.account;
    for who in [&centre, &anna] {
        let desk = site.portal.review_desk(who, Some(&code)).await;
        assert_eq!(desk.unwrap_err(), Error::Forbidden);
        let done = site.portal.submit_review(who, &code, &sheet(80)).await;
        assert_eq!(done, Err(Error::Forbidden));
    }
    assert!(expert.has(Role::Expert));
    for who in [&expert, &anna] {
        assert!(site.portal.review_progress(who).await.is_err());
        assert!(site.portal.review_groups(who).await.is_err());
        let assigned = site.portal.assign_review(who, &code, expert.id).await;
        assert_eq!(assigned, Err(Error::Forbidden));
    }
    let unknown = LotCode::parse("P2026-ENER-9999").unwrap();
    let done = site
        .portal
        .submit_review(&expert, &unknown, &sheet(80))
        .await;
    assert_eq!(done, Err(Error::NotFound));
}

#[tokio::test]
async fn what_is_late_is_counted() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    site.review_group(&centre).await;
    site.lot_under_review(&centre, CODE).await;
    site.clock.advance_millis(11 * 86_400_000);
    let progress = site.portal.review_progress(&centre).await.unwrap();
    assert!(progress.experts.iter().all(|one| one.counts.overdue == 1));
    assert_eq!(progress.experts.len(), 3);
}
