//! The day of a session: interests and follow-ups, what was sold offline, the hall.

use domain::accounts::{Account, Grant, Role, Scope};
use domain::credit_codes::CreditCode;
use domain::ids::{InterestId, LotCode, SessionId};
use domain::intakes::{IntakeDraft, IntakeKind};
use domain::interests::{
    ContactWay, FollowUpOutcome, FollowUpShow, InterestDraft, InterestLevel, NextStep,
};
use domain::money::Fen;
use service::testing::TestPortal;
use service::{Error, FollowUpStep};

pub const PDF: &[u8] = b"%PDF-1.4 proof";
const PHONE: &str = "19900001234";

/// A session with two lots on display, and its host.
pub async fn day(site: &TestPortal) -> (SessionId, Vec<LotCode>, Account) {
    let (session, draft) = crate::packages::packed(site).await;
    let host = site.organiser(session).await;
    (session, draft.lots, host)
}

fn code(number: u32) -> String {
    let code = CreditCode::complete(&format!("91320000MA{number:07}"));
    code.unwrap().as_str().to_owned()
}

/// An interest of an enterprise in a lot.
pub fn interest(number: u32, lot: &LotCode) -> InterestDraft {
    InterestDraft {
        enterprise: format!("第{number}示例企业（示例）"),
        credit_code: code(number),
        lot: lot.to_string(),
        level: InterestLevel::Strong,
        next_step: NextStep::Visit,
        contact: "某人（示例）".into(),
        phone: PHONE.into(),
    }
}

/// A lot that was sold at the offline auction.
pub fn sold(number: u32, lot: &LotCode) -> IntakeDraft {
    IntakeDraft {
        kind: IntakeKind::Auction,
        lot: lot.to_string(),
        buyer: "澄川精密仪器有限公司（示例）".into(),
        buyer_code: code(number),
        amount: Some(Fen::yuan(120_000)),
        agreed_on: "2026-11-18".into(),
        approval_number: "苏示批〔2026〕7号".into(),
        approved_on: "2026-11-01".into(),
    }
}

pub fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result.unwrap_err() {
        Error::Invalid { code, .. } => code.into_owned(),
        other => panic!("{other:?}"),
    }
}

async fn service_manager(site: &TestPortal) -> Account {
    let grants = vec![Grant {
        role: Role::Service,
        scope: Scope::Province,
    }];
    site.account("manager-of-technology", grants, None).await
}

async fn shown(site: &TestPortal, who: &Account, show: FollowUpShow) -> Vec<InterestId> {
    let page = site.portal.follow_ups(who, show).await.unwrap();
    page.lines.iter().map(|line| line.interest.id).collect()
}

#[tokio::test]
async fn an_interest_is_noted_once_and_followed_up_by_one() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, lots, host) = day(&site).await;
    let draft = interest(1, &lots[0]);
    let id = portal.note_interest(&host, session, &draft).await.unwrap();
    let again = InterestDraft {
        level: InterestLevel::Slight,
        ..draft.clone()
    };
    assert_eq!(portal.note_interest(&host, session, &again).await, Ok(id));
    let desk = portal.live_desk(&host, session).await.unwrap();
    assert_eq!((desk.count, desk.units.len(), desk.lots.len()), (1, 1, 2));
    let line = &desk.latest[0];
    assert_eq!(line.interest.level, InterestLevel::Slight);
    assert_eq!(line.interest.manager, host.id);
    assert_eq!(line.phone, "199****1234", "masked in lists");
    let elsewhere = interest(2, &LotCode::parse("P2026-ENER-9999").unwrap());
    let refused = portal.note_interest(&host, session, &elsewhere).await;
    assert_eq!(refusal(refused), "INTEREST_LOT");

    let service = service_manager(&site).await;
    let stranger = site.liaison().await;
    let denied = portal.note_interest(&stranger, session, &draft).await;
    assert_eq!(denied, Err(Error::Forbidden));
    let denied = portal.follow_ups(&stranger, FollowUpShow::All).await;
    assert_eq!(denied.unwrap_err(), Error::Forbidden);
    let foreign = portal.follow_up(&service, id).await;
    assert_eq!(foreign.unwrap_err(), Error::NotFound, "of somebody else");
    let assign = FollowUpStep::Assign {
        manager: service.id,
        due_on: "2026-11-20".into(),
    };
    portal.step_follow_up(&host, id, assign).await.unwrap();
    let page = portal.follow_up(&service, id).await.unwrap();
    assert_eq!(page.phone, PHONE, "for whoever answers for it");
    assert_eq!(shown(&site, &service, FollowUpShow::Open).await, [id]);
    assert_eq!(shown(&site, &host, FollowUpShow::Open).await, [id]);
    let unknown = FollowUpStep::Assign {
        manager: stranger.id,
        due_on: "2026-11-20".into(),
    };
    let refused = portal.step_follow_up(&host, id, unknown).await;
    assert_eq!(refusal(refused), "FOLLOWUP_MANAGER");
}

/// AS-40: overdue ones are listed; closing without a note is refused.
#[tokio::test]
async fn a_follow_up_becomes_overdue_and_ends_with_a_note() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, lots, host) = day(&site).await;
    let draft = interest(1, &lots[0]);
    let id = portal.note_interest(&host, session, &draft).await.unwrap();
    let centre = site.centre().await.account;
    assert_eq!(shown(&site, &centre, FollowUpShow::Overdue).await, []);
    site.clock.advance_millis(4 * 86_400_000);
    assert_eq!(shown(&site, &centre, FollowUpShow::Overdue).await, [id]);
    let log = FollowUpStep::Log {
        way: ContactWay::Call,
        words: "已致电，约定面谈".into(),
    };
    portal.step_follow_up(&host, id, log.clone()).await.unwrap();
    let end = |note: &str| FollowUpStep::End {
        outcome: FollowUpOutcome::Licence,
        note: note.into(),
    };
    let silent = portal.step_follow_up(&host, id, end(" ")).await;
    assert_eq!(refusal(silent), "FOLLOWUP_NOTE_REQUIRED");
    portal
        .step_follow_up(&host, id, end("已签意向书"))
        .await
        .unwrap();
    for step in [end("再来一次"), log] {
        let ended = portal.step_follow_up(&host, id, step).await;
        assert_eq!(refusal(ended), "FOLLOWUP_ENDED");
    }
    let noted = portal.note_interest(&host, session, &draft).await;
    assert_eq!(refusal(noted), "FOLLOWUP_ENDED");
    assert_eq!(shown(&site, &centre, FollowUpShow::Overdue).await, []);
    assert_eq!(shown(&site, &centre, FollowUpShow::Ended).await, [id]);
    let page = portal.follow_up(&host, id).await.unwrap();
    assert_eq!(page.log.len(), 1);
    assert_eq!(page.line.interest.end.unwrap().note, "已签意向书");
}

/// IS-21: approved first, not below the start price, with its proof; the buyer is masked in public.
#[tokio::test]
async fn what_was_sold_offline_is_entered_once_with_its_proof() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, lots, host) = day(&site).await;
    let proof = || ("成交笔录.pdf", PDF.to_vec());
    let record = async |draft: IntakeDraft, file: (&str, Vec<u8>)| {
        portal.record_intake(&host, session, draft, file).await
    };
    let low = IntakeDraft {
        amount: Some(Fen::yuan(99_999)),
        ..sold(1, &lots[0])
    };
    let refused = record(low, proof()).await.unwrap_err();
    let Error::Invalid { code, args } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(code, "BID_TOO_LOW");
    assert_eq!(args, [("min".to_owned(), "100,000".to_owned())]);
    let nothing = record(sold(1, &lots[0]), ("x.pdf", Vec::new())).await;
    assert_eq!(refusal(nothing), "FILE_MISSING");
    record(sold(1, &lots[0]), proof()).await.unwrap();
    let twice = record(sold(2, &lots[0]), proof()).await;
    assert_eq!(refusal(twice), "REPORT_DUPLICATE");
    let desk = portal.offline_desk(&host, session).await.unwrap();
    let file = desk.lines[0].proof.expect("a proof");
    assert!(portal.read_file(Some(&host), file, None).await.is_ok());
    let stranger = site.bidder("anna").await.account;
    for who in [None, Some(&stranger)] {
        let read = portal.read_file(who, file, None).await;
        assert_eq!(read.unwrap_err(), Error::NotFound);
    }
    let hall = portal.hall_screen("session-7").await.unwrap();
    assert_eq!(hall.offline.len(), 1);
    assert_eq!(hall.offline[0].buyer, "澄***公司");
    let public = format!("{hall:?}");
    assert!(!public.contains("澄川") && !public.contains("苏示批"));
    let other = site.session(8, true).await.id;
    let stranger = site.organiser(other).await;
    let foreign = portal.record_intake(&stranger, session, sold(3, &lots[1]), proof());
    assert_eq!(refusal(foreign.await), "SESSION_NOT_YOURS");
}

/// A lot that was sold in a hall is not sold once more, until the centre returns that record.
#[tokio::test]
async fn a_lot_that_was_sold_offline_is_not_sold_again() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, lots, host) = day(&site).await;
    let centre = site.centre().await.account;
    let proof = ("成交笔录.pdf", PDF.to_vec());
    let record = async |number| {
        let draft = sold(number, &lots[0]);
        portal
            .record_intake(&host, session, draft, proof.clone())
            .await
    };
    let id = record(1).await.unwrap();
    let page = portal.lot_page(&lots[0], None).await.unwrap();
    assert_eq!(
        page.sold_offline.map(|on| on.to_string()),
        Some("2026-11-18".into())
    );
    let round = site.round_in(30).await;
    let listed = portal.list_lots(&centre, round, &[page.lot.id]).await;
    assert_eq!(refusal(listed), "LOT_SOLD_OFFLINE");
    let draft = domain::packages::PackageDraft {
        title: "储能专利包（示例）".into(),
        summary: "两项相互配合的示例专利，整体转让，内容虚构。".into(),
        start_price: Fen::yuan(300_000),
        lots: lots.clone(),
    };
    let packed = portal.open_package(&host, session, draft.clone()).await;
    assert_eq!(refusal(packed), "LOT_SOLD_OFFLINE");
    let decide = async |who: &Account, verified, words: &str| {
        portal.decide_intake(who, id, verified, words).await
    };
    assert_eq!(decide(&host, true, "").await, Err(Error::Forbidden));
    assert_eq!(decide(&centre, true, "").await, Ok(Some(session)));
    assert_eq!(refusal(decide(&centre, true, "").await), "INTAKE_STATE");
    assert_eq!(refusal(decide(&centre, false, "").await), "INTAKE_DECISION");
    let back = decide(&centre, false, "成交笔录缺签名").await;
    assert_eq!(back, Ok(Some(session)));
    let desk = portal.offline_desk(&host, session).await.unwrap();
    assert_eq!(desk.lines[0].decision, "成交笔录缺签名");
    assert!(!desk.decides, "its host does not");
    let page = portal.lot_page(&lots[0], None).await.unwrap();
    assert_eq!(page.sold_offline, None);
    // The same again, as it should have been.
    record(1).await.unwrap();
    let other = site.session(9, true).await.id;
    let stranger = site.organiser(other).await;
    let desk = portal.offline_desk(&stranger, session).await;
    assert_eq!(refusal(desk), "SESSION_NOT_YOURS");
}
