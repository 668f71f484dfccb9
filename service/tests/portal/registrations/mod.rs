//! Registration for sessions: seats under concurrency, the waiting list, links, the disclaimer.

mod desk;

use crate::mail::{Postman, texts};
use domain::accounts::Account;
use domain::credit_codes::CreditCode;
use domain::registrations::{
    AttendeeDraft, CheckInOutcome, Gate, RegistrationDraft, RegistrationState,
};
use domain::sessions::Session;
use service::mail::send_registration_mails;
use service::testing::TestPortal;
use service::{Error, PlanDraft, Portal};
use store::Tx;

const HOUR: i64 = 3_600_000;

/// A form of the unit with this number, of so many people.
pub(crate) fn draft(unit: u32, people: u32) -> RegistrationDraft {
    let code = CreditCode::complete(&format!("9132010{unit:010}")).unwrap();
    let person = |number: u32| AttendeeDraft {
        name: format!("某人{number}（示例）"),
        phone: format!("199{unit:04}{number:04}"),
        email: format!("unit{unit}person{number}@example.com"),
        role: "TECHNICAL".into(),
    };
    RegistrationDraft {
        credit_code: code.as_str().into(),
        unit: format!("单位{unit}（示例）"),
        people: (0..people).map(person).collect(),
        consent: true,
        disclaimer: None,
        trap: String::new(),
    }
}

/// A session in two days with its host, open for `seats` people from now on.
pub(crate) async fn opened(site: &TestPortal, number: u16, seats: u32) -> (Session, Account) {
    let session = site.session(number, true).await;
    open(site, session, seats).await
}

async fn open(site: &TestPortal, mut session: Session, seats: u32) -> (Session, Account) {
    let now = site.portal.now();
    session.starts_at = now.plus_millis(48 * HOUR);
    session.ends_at = now.plus_millis(51 * HOUR);
    let mut tx: Tx = site.portal.store().write().await.unwrap();
    tx.upsert_session(&session).await.unwrap();
    tx.commit().await.unwrap();
    let host = site.organiser(session.id).await;
    let set = site
        .portal
        .set_registration(&host, session.id, plan(site, seats, ""))
        .await;
    set.unwrap();
    (session, host)
}

fn plan(site: &TestPortal, seats: u32, disclaimer: &str) -> PlanDraft {
    let now = site.portal.now();
    PlanDraft {
        opens_at: now,
        closes_at: now.plus_millis(47 * HOUR),
        seats,
        disclaimer: disclaimer.into(),
    }
}

fn refused<T>(code: &'static str) -> Result<T, Error> {
    Err(Error::invalid(code))
}

async fn state(portal: &Portal, token: &str) -> RegistrationState {
    portal.own_registration(token).await.unwrap().state
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_at_once_for_fifty_seats_are_fifty_and_ten_who_wait() {
    let site = TestPortal::new().await;
    let (session, host) = opened(&site, 1, 50).await;
    let all: Vec<_> = (0..60)
        .map(|unit| {
            let (portal, slug) = (site.portal.clone(), session.slug.clone());
            tokio::spawn(async move { portal.register(&slug, &draft(unit, 1), false).await })
        })
        .collect();
    let mut tokens = Vec::new();
    for one in all {
        tokens.push(one.await.unwrap().unwrap());
    }
    let desk = site.portal.registration_desk(&host, session.id, None).await;
    let desk = desk.unwrap();
    assert_eq!((desk.full.taken, desk.full.waiting), (50, 10));
    assert_eq!(desk.gate, Gate::Waiting);
    let group = site.portal.session_group(None).await.unwrap();
    let gates: Vec<_> = group.sessions.iter().map(|card| card.gate).collect();
    assert_eq!(gates, [Gate::Waiting], "the list says the same");
    let (mut seated, mut waiting) = (Vec::new(), Vec::new());
    for token in tokens {
        match state(&site.portal, &token).await {
            RegistrationState::Seated => seated.push(token),
            _ => waiting.push(token),
        }
    }
    assert_eq!((seated.len(), waiting.len()), (50, 10));
    // Ten cancel at once: the ten who wait have their seats.
    let gone: Vec<_> = seated[..10]
        .iter()
        .map(|token| {
            let (portal, token) = (site.portal.clone(), token.clone());
            tokio::spawn(async move { portal.cancel_registration(&token).await })
        })
        .collect();
    for one in gone {
        one.await.unwrap().unwrap();
    }
    for token in &waiting {
        assert_eq!(state(&site.portal, token).await, RegistrationState::Seated);
    }
    let desk = site.portal.registration_desk(&host, session.id, None).await;
    let full = desk.unwrap().full;
    assert_eq!((full.taken, full.waiting), (50, 0));
}

/// Whether a mail brings the session for a calendar.
fn with_file(mail: &&service::mail::Outgoing) -> bool {
    let text = String::from_utf8(mail.bytes.clone()).unwrap();
    text.contains("Content-Type: text/calendar") && text.contains("session.ics")
}

/// Whether a mail brings its code as a picture, which is there without a network.
fn with_picture(mail: &&service::mail::Outgoing) -> bool {
    let text = String::from_utf8(mail.bytes.clone()).unwrap();
    text.contains("Content-Type: image/png") && texts(mail)[1].contains("cid:code")
}

#[tokio::test]
async fn whole_units_move_up_in_order_and_are_written_to() {
    let site = TestPortal::new().await;
    let (session, host) = opened(&site, 1, 4).await;
    let portal = &site.portal;
    let register = |unit, people| {
        let (portal, slug) = (portal.clone(), session.slug.clone());
        async move {
            portal
                .register(&slug, &draft(unit, people), true)
                .await
                .unwrap()
        }
    };
    let first = register(1, 3).await;
    let large = register(2, 2).await;
    let small = register(3, 1).await;
    assert_eq!(state(portal, &small).await, RegistrationState::Waiting);
    assert_eq!(portal.own_registration(&small).await.unwrap().before, 1);
    let again = portal.register(&session.slug, &draft(2, 1), true).await;
    assert_eq!(again, refused("REGISTRATION_UNIT_AGAIN"));
    let many = portal.register(&session.slug, &draft(4, 5), true).await;
    assert_eq!(many, refused("REGISTRATION_TOO_MANY"));
    let postman = Postman::new();
    send_registration_mails(portal, &postman).await.unwrap();
    let mails = postman.came();
    assert_eq!(mails.len(), 3, "one for each unit");
    let said = texts(&mails[0]).remove(0);
    assert!(
        said.contains(&format!("/en/registration/{first}")),
        "{said}"
    );
    assert!(said.contains("/calendar.ics"), "{said}");
    // Whoever has a seat has the session as a file for his calendar; who waits has none yet.
    assert!(with_file(&&mails[0]), "the confirmation");
    assert!(with_picture(&&mails[0]), "the confirmation");
    assert_eq!(mails.iter().filter(with_picture).count(), 1);
    assert_eq!(mails.iter().filter(with_file).count(), 1);
    portal.cancel_registration(&first).await.unwrap();
    let twice = portal.cancel_registration(&first).await;
    assert_eq!(twice, refused("REGISTRATION_CANCELLED"));
    for token in [&large, &small] {
        assert_eq!(state(portal, token).await, RegistrationState::Seated);
    }
    send_registration_mails(portal, &postman).await.unwrap();
    let to: Vec<_> = postman.came().into_iter().map(|mail| mail.to).collect();
    assert_eq!(
        to.len(),
        3,
        "who has cancelled, and two who have moved up: {to:?}"
    );
    // More seats are for who waits, fewer than are taken are refused.
    let next = register(5, 2).await;
    assert_eq!(state(portal, &next).await, RegistrationState::Waiting);
    let fewer = portal.set_registration(&host, session.id, plan(&site, 2, ""));
    assert_eq!(fewer.await, refused("REGISTRATION_SEATS_TAKEN"));
    let more = portal.set_registration(&host, session.id, plan(&site, 5, ""));
    more.await.unwrap();
    assert_eq!(state(portal, &next).await, RegistrationState::Seated);
    // The day before everybody who sits is reminded, once.
    site.clock.advance_millis(25 * HOUR);
    postman.came();
    for _ in 0..2 {
        send_registration_mails(portal, &postman).await.unwrap();
    }
    let reminded = postman.came().into_iter();
    let reminders = reminded.filter(|mail| texts(mail)[0].contains("A reminder"));
    let reminders: Vec<_> = reminders.collect();
    assert_eq!(reminders.len(), 3);
    assert!(
        reminders
            .iter()
            .all(|mail| with_file(&mail) && with_picture(&mail))
    );
}

#[tokio::test]
async fn the_gate_holds_and_a_link_is_the_only_key() {
    let site = TestPortal::new().await;
    let (session, host) = opened(&site, 1, 4).await;
    let other = site.session(2, true).await;
    let portal = &site.portal;
    let none = portal.register(&other.slug, &draft(1, 1), false).await;
    assert_eq!(none, refused("REGISTRATION_NOT_OFFERED"));
    let nowhere = portal.register("nowhere", &draft(1, 1), false).await;
    assert_eq!(nowhere, Err(Error::NotFound));
    portal
        .stop_registration(&host, session.id, true)
        .await
        .unwrap();
    let stopped = portal.register(&session.slug, &draft(1, 1), false).await;
    assert_eq!(stopped, refused("REGISTRATION_CLOSED"));
    portal
        .stop_registration(&host, session.id, false)
        .await
        .unwrap();
    let mut trapped = draft(1, 1);
    trapped.trap = "http://example.com".into();
    let trapped = portal.register(&session.slug, &trapped, false).await;
    assert_eq!(trapped, refused("REGISTRATION_TRAP"));
    let token = portal
        .register(&session.slug, &draft(1, 2), false)
        .await
        .unwrap();
    let own = portal.own_registration(&token).await.unwrap();
    assert_eq!(own.people.len(), 2);
    assert!(own.people[1].code.ends_with("-2"));
    assert!(
        !format!("{own:?}").contains("1990001"),
        "no number of anybody"
    );
    for wrong in [
        "walk",
        "1.00",
        &token.replacen(|c: char| c.is_ascii_hexdigit(), "z", 3),
    ] {
        assert_eq!(portal.own_registration(wrong).await, Err(Error::NotFound));
        assert_eq!(
            portal.cancel_registration(wrong).await,
            Err(Error::NotFound)
        );
    }
    site.clock.advance_millis(47 * HOUR);
    let late = portal.register(&session.slug, &draft(2, 1), false).await;
    assert_eq!(late, refused("REGISTRATION_CLOSED"));
    site.clock.advance_millis(5 * HOUR);
    assert_eq!(
        portal.cancel_registration(&token).await,
        refused("REGISTRATION_OVER")
    );
}

#[tokio::test]
async fn somebody_who_sends_form_after_form_is_slowed_down() {
    let site = TestPortal::new().await;
    let (session, _) = opened(&site, 1, 4).await;
    let client = service::Client {
        address: Some("192.0.2.7".parse().unwrap()),
        ..service::Client::default()
    };
    let portal = site.portal.clone().for_client(client);
    let mut empty = draft(1, 0);
    empty.people.clear();
    let mut slowed = false;
    for _ in 0..2_000 {
        let sent = portal.register(&session.slug, &empty, false).await;
        slowed |= matches!(&sent, Err(Error::Invalid { code, .. }) if code == "READ_LIMITED");
    }
    assert!(slowed);
}

#[tokio::test]
async fn a_disclaimer_comes_before_the_seat_and_again_after_a_change() {
    let site = TestPortal::new().await;
    let (session, host) = opened(&site, 1, 4).await;
    let portal = &site.portal;
    let set = |text: &'static str| portal.set_registration(&host, session.id, plan(&site, 4, text));
    set("现场展示不构成要约").await.unwrap();
    let form = portal.registration_form(&session.slug).await.unwrap();
    let asked = form.disclaimer.unwrap();
    let without = portal.register(&session.slug, &draft(1, 1), false).await;
    assert_eq!(without, refused("DISCLAIMER_REQUIRED"));
    let mut with = draft(1, 1);
    with.disclaimer = Some(asked.version);
    let token = portal.register(&session.slug, &with, false).await.unwrap();
    let own = portal.own_registration(&token).await.unwrap();
    assert_eq!(own.disclaimer, None);
    // The same text again is no other version.
    set("现场展示不构成要约").await.unwrap();
    assert_eq!(
        portal.own_registration(&token).await.unwrap().disclaimer,
        None
    );
    set("现场展示不构成要约，亦不构成承诺").await.unwrap();
    let due = portal
        .own_registration(&token)
        .await
        .unwrap()
        .disclaimer
        .unwrap();
    assert_eq!(due.version, asked.version + 1);
    let checked = portal.check_in(&host, session.id, &own.code).await.unwrap();
    assert_eq!(checked.outcome, CheckInOutcome::Disclaimer);
    let old = portal.accept_disclaimer(&token, asked.version).await;
    assert_eq!(old, refused("DISCLAIMER_REQUIRED"));
    portal.accept_disclaimer(&token, due.version).await.unwrap();
    let checked = portal.check_in(&host, session.id, &own.code).await.unwrap();
    assert_eq!(checked.outcome, CheckInOutcome::Done);
}
