//! Secrets of a session's things are sent to nobody but whoever they are for: here by use cases that the
//! public asks for, by the audit record, and by everybody's own data; by every address of the server in
//! `server/src/routes/tests/canaries.rs`.

use domain::accounts::{Account, Role};
use domain::audit::Query;
use domain::erasure::CONTACTS_KEPT_MS;
use domain::ids::NeedCode;
use domain::registrations::CheckIn;
use domain::views::LotFilter;
use locales::Lang;
use service::testing::{CANARIES, Reader, TestPortal, readable};
use service::{RegistrationFile, forget_contacts};

fn secrets(of: Option<Reader>) -> impl Iterator<Item = &'static str> {
    let of_kind = move |(_, reader): &&(&str, Reader)| of.is_none_or(|one| one == *reader);
    CANARIES.iter().filter(of_kind).map(|(text, _)| *text)
}

fn told(said: &str) -> Vec<&'static str> {
    secrets(None).filter(|text| said.contains(text)).collect()
}

#[tokio::test]
async fn nobody_is_told_what_a_host_has_written_down() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let session = site.session(7, true).await;
    let host = site.organiser(session.id).await;
    let planted = site.plant_canaries(&session, &host).await;
    let said = [
        format!("{:?}", portal.home().await.unwrap()),
        format!("{:?}", portal.board().await.unwrap()),
        format!("{:?}", portal.catalogue(&LotFilter::default()).await),
        format!("{:?}", portal.shown_session(&session.slug).await.unwrap()),
        format!("{:?}", portal.session_page(&session.slug).await.unwrap()),
        format!("{:?}", portal.hall_screen(&session.slug).await.unwrap()),
        format!("{:?}", portal.registration_form(&session.slug).await),
        format!("{:?}", portal.calendar_feed().await.unwrap()),
        format!("{:?}", portal.lot_page(&planted.lots[0], None).await),
        format!("{:?}", portal.lot_page(&planted.lots[1], None).await),
        format!("{:?}", portal.needs_page(None, 1).await.unwrap()),
        format!("{:?}", portal.need_page(&planted.needs[0]).await.unwrap()),
        format!("{:?}", portal.public_needs().await.unwrap()),
    ];
    for one in &said {
        assert!(!one.contains("Err("), "{one}");
        assert_eq!(told(one), [""; 0], "{one}");
    }
    let file = portal.read_file(None, planted.proof, None).await;
    assert!(file.is_err());
    assert!(portal.need_page(&planted.needs[1]).await.is_err());
    // Whoever holds the link of a registration has one of his own, and nothing else of the session's.
    let own = format!("{:?}", portal.own_registration(&planted.link).await);
    let of_unit = ["金丝雀登记甲"];
    assert!(
        told(&own).iter().all(|text| of_unit.contains(text)),
        "{own}"
    );
}

#[tokio::test]
async fn the_audit_record_says_what_was_written_and_not_whom_to_call() {
    let site = TestPortal::new().await;
    let session = site.session(7, true).await;
    let host = site.organiser(session.id).await;
    site.plant_canaries(&session, &host).await;
    let centre = site.centre().await.account;
    let record = site.portal.audit_page(&centre, &Query::default()).await;
    let record = format!("{:?}", record.unwrap().rows);
    for text in secrets(Some(Reader::Host)) {
        assert!(!record.contains(text), "{text}");
    }
    assert!(secrets(Some(Reader::Record)).any(|text| record.contains(text)));
}

#[tokio::test]
async fn nobodys_own_data_holds_what_was_said_of_others() {
    let site = TestPortal::new().await;
    let session = site.session(7, true).await;
    let host = site.organiser(session.id).await;
    site.plant_canaries(&session, &host).await;
    let anna = site.bidder("anna").await.account;
    for who in [&host, &anna] as [&Account; 2] {
        let zip = site.portal.export_own_files(who).await.unwrap();
        assert_eq!(told(&readable(&zip)), [""; 0], "{}", who.login);
    }
    assert!(host.has(Role::Organiser));
}

/// Whoever came is forgotten half a year after the session, and so is whom to call about what is done with;
/// how many they were stays.
#[tokio::test]
async fn contacts_go_when_their_time_is_over() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let session = site.session(7, true).await;
    let host = site.organiser(session.id).await;
    let planted = site.plant_canaries(&session, &host).await;
    let own = portal.own_registration(&planted.link).await.unwrap();
    portal.check_in(&host, session.id, &own.code).await.unwrap();
    site.clock.advance_millis(CONTACTS_KEPT_MS);
    assert_eq!(forget_contacts(portal).await, Ok(0), "not yet");
    site.clock.advance_millis(3_600_001);
    assert_eq!(forget_contacts(portal).await, Ok(1));
    assert_eq!(forget_contacts(portal).await, Ok(0), "once");
    whom_to_call_about_needs_goes(&site, &planted.needs).await;
    let desk = portal.registration_desk(&host, session.id, None).await;
    let desk = desk.unwrap();
    assert_eq!(
        (desk.here.units, desk.here.people, desk.lines.len()),
        (1, 1, 1)
    );
    let form = (RegistrationFile::Xlsx, Lang::Zh);
    let file = portal.registration_file(&host, session.id, form).await;
    let (of_door, ended) = (
        portal.check_in_desk(&host, session.id).await.unwrap(),
        portal.follow_up(&host, planted.ended).await.unwrap(),
    );
    let said = format!("{desk:?} {of_door:?}") + &readable(&file.unwrap());
    assert_eq!(told(&said), [""; 0]);
    assert_eq!((ended.contact.as_str(), ended.phone.as_str()), ("", ""));
    let open = portal.follow_up(&host, planted.open).await.unwrap();
    assert_eq!(open.phone, "19988800002", "as long as somebody has to call");
}

/// The needs stand open for thirty days more; what was closed goes by the day of that.
async fn whom_to_call_about_needs_goes(site: &TestPortal, [first, second]: &[NeedCode; 2]) {
    let portal = &site.portal;
    let centre = site.centre().await.account;
    let file = async |code| format!("{:?}", portal.need_file(&centre, code).await.unwrap());
    let people = [
        "金丝雀需求联系人",
        "19988800003",
        "canary-need@example.com",
        "金丝雀推荐人",
    ];
    for code in [first, second] {
        let said = file(code).await;
        assert!(people.iter().all(|secret| said.contains(secret)), "{said}");
    }
    site.clock.advance_millis(32 * 86_400_000);
    assert_eq!(forget_contacts(portal).await, Ok(2));
    assert_eq!(forget_contacts(portal).await, Ok(0), "once");
    for code in [first, second] {
        let said = file(code).await;
        assert!(!people.iter().any(|secret| said.contains(secret)), "{said}");
        assert!(
            said.contains("金丝雀需求企业（示例）"),
            "the need itself stays"
        );
    }
}

#[tokio::test]
async fn whoever_cancels_is_forgotten_at_once_also_at_the_door() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let session = site.session(7, true).await;
    let host = site.organiser(session.id).await;
    let planted = site.plant_canaries(&session, &host).await;
    let code = portal.own_registration(&planted.link).await.unwrap().code;
    let noted = CheckIn {
        id: format!("{:032x}", 1),
        code: code.to_lowercase(),
        at: portal.now(),
    };
    // What a phone sends again is answered as the door was told.
    let sent = async || {
        let sent = portal.sync_check_ins(&host, session.id, vec![noted.clone()]);
        format!("{:?}", sent.await.unwrap())
    };
    assert_eq!(told(&sent().await), ["金丝雀登记甲"]);
    portal.cancel_registration(&planted.link).await.unwrap();
    assert_eq!(told(&sent().await), [""; 0]);
}
