//! Institutions join a season and hand their papers in. Every refusal leaves everything as it was.

use domain::accounts::{Account, Grant, Role, Scope};
use domain::ids::LotId;
use domain::institutions::{Institution, InstitutionKind};
use domain::lots::{Industry, LotPrivate, LotState};
use domain::participations::people::{Corps, ExpertDraft, ExpertIdentity, PersonDraft};
use domain::participations::{Task, TaskState};
use domain::seasons::{Season, SeasonState, catalogue};
use domain::time::Date;
use domain::views::{ParticipationPage, ParticipationShow};
use domain::waivers::WaiverRule;
use service::Error;
use service::testing::{TestPortal, lot};

/// A file of one page, as far as its first bytes say.
pub const PDF: &[u8] = b"%PDF-1.4 sample";

/// A liaison who can be reached at this number.
pub fn person(phone: &str) -> PersonDraft {
    PersonDraft {
        name: "沈示例".into(),
        department: "科技处".into(),
        post: "科长".into(),
        phone: phone.into(),
        office_phone: String::new(),
        email: "liaison@example.com".into(),
        consent: true,
    }
}

/// An expert with this number.
pub fn expert(phone: &str) -> ExpertDraft {
    ExpertDraft {
        person: person(phone),
        identity: ExpertIdentity::Professor.code().into(),
        fields: vec![Industry::Energy.code().into()],
        corps: vec![Corps::Advisory.code().into()],
        note: String::new(),
    }
}

/// An institution that has not joined, and its liaison.
async fn newcomer(site: &TestPortal, name: &str, kind: InstitutionKind) -> (Institution, Account) {
    let unit = site.newcomer_of(name, kind).await;
    let liaison = colleague(site, "newcomer", &unit).await;
    (unit, liaison)
}

pub async fn colleague(site: &TestPortal, login: &str, unit: &Institution) -> Account {
    let grant = Grant {
        role: Role::Liaison,
        scope: Scope::Institution(unit.id),
    };
    site.account(login, vec![grant], Some(unit.id)).await
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

async fn page(site: &TestPortal, account: &Account) -> ParticipationPage {
    site.portal.participation_page(account).await.unwrap()
}

/// A submitted lot of an institution.
async fn submitted(site: &TestPortal, unit: &Institution, code: &str) -> LotId {
    let lot = lot(code, site.season.id, unit.id, false);
    let mut tx = site.portal.store().write().await.unwrap();
    let id = tx
        .insert_lot(&lot, &LotPrivate::default(), unit, code, None)
        .await;
    tx.commit().await.unwrap();
    id.unwrap()
}

async fn state(site: &TestPortal, lot: LotId) -> LotState {
    let mut tx = site.portal.store().read().await.unwrap();
    tx.lot_by_id(lot).await.unwrap().unwrap().lot.state
}

async fn put_season(site: &TestPortal, season: &Season) {
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(season).await.unwrap();
    tx.commit().await.unwrap();
}

const NAME: &str = "洮湖材料技术研究院（示例）";

#[tokio::test]
async fn a_newcomer_does_its_tasks_one_by_one() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let (unit, liaison) = newcomer(&site, NAME, InstitutionKind::Institute).await;
    let portal = &site.portal;
    let first = page(&site, &liaison).await;
    assert!(first.admitted && first.joined.is_none());
    portal.join_season(&liaison).await.unwrap();
    let states = async || {
        let joined = page(&site, &liaison).await.joined.unwrap();
        joined.facts.states().map(|(_, state)| state)
    };
    assert_eq!(states().await, [TaskState::Open; 4]);
    portal
        .name_liaison(&liaison, None, &person("19900002021"), false)
        .await
        .unwrap();
    let today = portal.now().date();
    let agreement = portal.hand_in_agreement(&liaison, today, "协议.pdf", PDF.to_vec());
    let agreement = agreement.await.unwrap();
    portal
        .upload_scan(&liaison, "报送单.pdf", PDF.to_vec())
        .await
        .unwrap();
    use TaskState as S;
    assert_eq!(states().await, [S::Done, S::Waiting, S::Done, S::Waiting]);

    let waits = portal.office_participations(&centre, ParticipationShow::Agreement, None);
    let line = waits.await.unwrap().lines.remove(0);
    assert_eq!(line.name, NAME);
    let returned = portal.decide_agreement(&centre, agreement, false, "未加盖公章");
    returned.await.unwrap();
    assert_eq!(states().await[1], S::Returned);
    let agreement = portal.hand_in_agreement(&liaison, today, "协议.pdf", PDF.to_vec());
    let agreement = agreement.await.unwrap();
    portal
        .decide_agreement(&centre, agreement, true, "")
        .await
        .unwrap();
    portal.note_paper(&centre, line.id, today).await.unwrap();
    assert_eq!(states().await, [S::Done; 4]);

    let desk = portal.participation_desk(&centre, line.id).await.unwrap();
    assert_eq!(desk.liaison, Some(("沈示例".into(), "199****2021".into())));
    assert_eq!((desk.agreements.len(), desk.scans.len()), (2, 1));
    let text = format!("{desk:?}");
    assert!(!text.contains("19900002021") && !text.contains("liaison@example.com"));
    let card = portal.liaison_contact(&centre, line.id).await.unwrap();
    assert_eq!(card.unwrap().phone, "19900002021");

    let lot = submitted(&site, &unit, "P2026-ENER-0011").await;
    let sheet = portal.submission_sheet(&liaison).await.unwrap();
    assert_eq!(sheet.number, desk.sheet);
    assert_eq!(sheet.lots.len(), 1);
    assert_eq!(sheet.liaison, desk.liaison);
    assert_eq!(portal.publish_lots(&centre, &[lot]).await, Ok(1));
}

#[tokio::test]
async fn one_liaison_at_a_time_and_the_former_ones_on_record() {
    let site = TestPortal::new().await;
    let (unit, first) = newcomer(&site, NAME, InstitutionKind::NewRd).await;
    let second = colleague(&site, "second", &unit).await;
    let portal = &site.portal;
    let early = portal
        .name_liaison(&first, None, &person("19900002021"), false)
        .await;
    assert_eq!(refused(early), "NOT_TAKING_PART");
    portal.join_season(&first).await.unwrap();
    let unsaid = PersonDraft {
        consent: false,
        ..person("19900002021")
    };
    let unsaid = portal.name_liaison(&first, None, &unsaid, false).await;
    assert_eq!(refused(unsaid), "CONSENT_REQUIRED");
    portal
        .name_liaison(&first, None, &person("19900002021"), false)
        .await
        .unwrap();
    let before = page(&site, &first).await;
    let again = portal
        .name_liaison(&second, None, &person("19900002022"), false)
        .await;
    assert_eq!(refused(again), "LIAISON_ALREADY_SET");
    let stranger = site.liaison().await;
    let foreign = portal
        .name_liaison(&first, Some(stranger.id), &person("19900002022"), true)
        .await;
    assert_eq!(refused(foreign), "LIAISON_PERSON");
    assert_eq!(page(&site, &first).await, before, "nothing has changed");

    let who = Some(second.id);
    portal
        .name_liaison(&first, who, &person("19900002022"), true)
        .await
        .unwrap();
    let joined = page(&site, &first).await.joined.unwrap();
    assert_eq!(joined.card.unwrap().phone, "19900002022");
    let active: Vec<bool> = joined
        .liaisons
        .iter()
        .map(|one| one.until.is_none())
        .collect();
    assert_eq!(active, [true, false]);
    // Another institution may not name the same number.
    let taken = portal
        .name_liaison(&stranger, None, &person("19900002022"), false)
        .await;
    assert_eq!(refused(taken), "LIAISON_PHONE_TAKEN");
    portal
        .name_liaison(&stranger, None, &person("19900002021"), false)
        .await
        .unwrap();
}

#[tokio::test]
async fn each_season_admits_its_own_kinds() {
    let site = TestPortal::new().await;
    let (_, leading) = newcomer(&site, "龙湖集团（示例）", InstitutionKind::Leading).await;
    // The season of 2022 by its own rules, as if it were the one that runs.
    let old = Season {
        state: SeasonState::Open,
        year: 2027,
        ..catalogue::auction_2022()
    };
    put_season(&site, &old).await;
    assert!(!page(&site, &leading).await.admitted);
    let join = site.portal.join_season(&leading).await;
    assert_eq!(refused(join), "INSTITUTION_KIND_NOT_ADMITTED");
    assert!(page(&site, &leading).await.joined.is_none());
    let new = Season {
        state: SeasonState::Open,
        year: 2028,
        ..catalogue::auction_2023()
    };
    put_season(&site, &new).await;
    assert!(page(&site, &leading).await.admitted);
    site.portal.join_season(&leading).await.unwrap();
    assert!(page(&site, &leading).await.joined.is_some());
    let days = page(&site, &leading).await.days.unwrap();
    assert_eq!(days.until, Date::of(2023, 6, 20));
}

#[tokio::test]
async fn lots_wait_for_agreement_and_papers_the_agreement_once_for_ever() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let (unit, liaison) = newcomer(&site, NAME, InstitutionKind::Institute).await;
    let portal = &site.portal;
    let id = submitted(&site, &unit, "P2026-ENER-0011").await;
    let owned = site.lot("P2026-ENER-0012", false).await;
    let both = [owned, id];
    let refusal = portal.publish_lots(&centre, &both).await.unwrap_err();
    let Error::Invalid { code, args } = &refusal else {
        panic!("a rule refuses")
    };
    assert_eq!(code, "AGREEMENT_REQUIRED");
    assert_eq!(args[..], [("unit".to_owned(), NAME.to_owned())]);
    assert_eq!(
        state(&site, owned).await,
        LotState::Submitted,
        "none of them"
    );
    portal.join_season(&liaison).await.unwrap();
    let today = portal.now().date();
    let future = portal.hand_in_agreement(&liaison, today.plus_days(1), "a.pdf", PDF.to_vec());
    assert_eq!(refused(future.await), "SIGNED_DAY");
    let handed_in = portal.hand_in_agreement(&liaison, today, "a.pdf", PDF.to_vec());
    let agreement = handed_in.await.unwrap();
    let unsaid = portal
        .decide_agreement(&centre, agreement, false, " ")
        .await;
    assert_eq!(refused(unsaid), "REASON_LENGTH");
    assert_eq!(
        refused(portal.publish_lots(&centre, &both).await),
        "AGREEMENT_REQUIRED"
    );
    portal
        .decide_agreement(&centre, agreement, true, "")
        .await
        .unwrap();
    let again = portal
        .decide_agreement(&centre, agreement, false, "晚了")
        .await;
    assert_eq!(refused(again), "AGREEMENT_STATE");
    let more = portal
        .hand_in_agreement(&liaison, today, "a.pdf", PDF.to_vec())
        .await;
    assert_eq!(refused(more), "AGREEMENT_NOT_NEEDED");
    assert_eq!(
        refused(portal.publish_lots(&centre, &both).await),
        "PAPER_REQUIRED"
    );
    let part = site.part_of(unit.id).await;
    let future = portal.note_paper(&centre, part, today.plus_days(1)).await;
    assert_eq!(refused(future), "PAPER_DAY");
    assert_eq!(state(&site, id).await, LotState::Submitted);
    portal
        .grant_waiver(&centre, &unit.name, WaiverRule::Paper, "邮路中断")
        .await
        .unwrap();
    assert_eq!(portal.publish_lots(&centre, &both).await, Ok(2));

    // The next season asks for papers again, and never for the agreement.
    let next = catalogue::auction_by_pattern(2027);
    put_season(&site, &next).await;
    portal.join_season(&liaison).await.unwrap();
    let facts = page(&site, &liaison).await.joined.unwrap().facts;
    let states = facts.states();
    assert_eq!(states[1], (Task::Agreement, TaskState::Done));
    assert_eq!(states[3], (Task::Paper, TaskState::Open));
    let more = portal
        .hand_in_agreement(&liaison, today, "a.pdf", PDF.to_vec())
        .await;
    assert_eq!(refused(more), "AGREEMENT_NOT_NEEDED");
}

#[tokio::test]
async fn the_centre_reopens_for_one_institution_with_a_reason() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let part = site.part_of(site.owner().id).await;
    let portal = &site.portal;
    let today = portal.now().date();
    let until = today.plus_days(5);
    let unsaid = portal.reopen_submission(&centre, part, until, "").await;
    assert_eq!(refused(unsaid), "REASON_LENGTH");
    let past = portal
        .reopen_submission(&centre, part, today.plus_days(-1), "证书补办")
        .await;
    assert_eq!(refused(past), "REOPEN_DAY");
    let desk = portal.participation_desk(&centre, part).await.unwrap();
    assert_eq!(desk.days.unwrap().reopened, None);
    portal
        .reopen_submission(&centre, part, until, "证书补办")
        .await
        .unwrap();
    let desk = portal.participation_desk(&centre, part).await.unwrap();
    assert_eq!(desk.days.unwrap().reopened, Some(until));
    assert_eq!(desk.reopened_reason.as_deref(), Some("证书补办"));
}

#[tokio::test]
async fn experts_agree_and_are_admitted_by_the_centre() {
    let site = TestPortal::new().await;
    let (centre, liaison) = (site.centre().await.account, site.liaison().await);
    let portal = &site.portal;
    let mut unsaid = expert("19900002031");
    unsaid.person.consent = false;
    let unsaid = portal.nominate_expert(&liaison, &unsaid).await;
    assert_eq!(refused(unsaid), "CONSENT_REQUIRED");
    let nobody = page(&site, &liaison).await.joined.unwrap().experts;
    assert!(nobody.is_empty());
    let id = portal
        .nominate_expert(&liaison, &expert("19900002031"))
        .await
        .unwrap();
    let again = portal
        .nominate_expert(&liaison, &expert("19900002031"))
        .await;
    assert_eq!(refused(again), "EXPERT_KNOWN");
    let shown = page(&site, &liaison).await.joined.unwrap().experts;
    assert_eq!((shown.len(), shown[0].phone.as_str()), (1, "199****2031"));
    let by_liaison = portal.decide_expert(&liaison, id, true).await;
    assert_eq!(by_liaison, Err(Error::Forbidden));
    portal.decide_expert(&centre, id, true).await.unwrap();
    let shown = page(&site, &liaison).await.joined.unwrap().experts;
    assert_eq!(shown[0].admitted_at, Some(portal.now()));
    portal.decide_expert(&centre, id, false).await.unwrap();
    let shown = page(&site, &liaison).await.joined.unwrap().experts;
    assert_eq!(shown[0].admitted_at, None);
}

#[tokio::test]
async fn nobody_looks_after_the_part_of_another() {
    let site = TestPortal::new().await;
    let (centre, liaison) = (site.centre().await.account, site.liaison().await);
    let anna = site.bidder("anna").await.account;
    let portal = &site.portal;
    let part = site.part_of(site.owner().id).await;
    for who in [&centre, &anna] {
        assert_eq!(portal.participation_page(who).await, Err(Error::Forbidden));
        assert_eq!(portal.join_season(who).await, Err(Error::Forbidden));
    }
    for who in [&liaison, &anna] {
        let desk = portal.participation_desk(who, part).await;
        assert_eq!(desk, Err(Error::Forbidden));
        let contact = portal.liaison_contact(who, part).await;
        assert_eq!(contact, Err(Error::Forbidden));
        let day = portal.now().date();
        assert_eq!(
            portal.note_paper(who, part, day).await,
            Err(Error::Forbidden)
        );
    }
}
