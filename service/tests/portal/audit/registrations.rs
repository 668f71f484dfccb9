//! What happens to registrations, and the rows that it writes.

use super::Reader;
use crate::registrations::{draft, opened};
use domain::accounts::Account;
use domain::audit::Act;
use domain::erasure::CONTACTS_KEPT_MS;
use domain::registrations::{TalkPlan, TalkTime};
use domain::sessions::Session;
use locales::Lang;
use service::testing::TestPortal;
use service::{PlanDraft, RegistrationFile, forget_contacts};

/// Units, and the host of a session.
pub(super) async fn acts(site: &TestPortal, reader: &mut Reader<'_>) {
    let portal = &site.portal;
    let (session, host) = opened(site, 91, 2).await;
    reader.next().await;
    let register = |unit| {
        let (portal, slug) = (portal.clone(), session.slug.clone());
        async move {
            portal
                .register(&slug, &draft(unit, 2), false)
                .await
                .unwrap()
        }
    };
    let first = register(1).await;
    let second = register(2).await;
    let rows = reader
        .wrote(&[Act::RegistrationMake, Act::RegistrationMake])
        .await;
    let said = format!("{rows:?}");
    assert!(rows.iter().all(|row| row.actor.is_none()));
    assert!(said.contains("单位1（示例）") && !said.contains("某人0"));
    assert!(!said.contains("@example.com") && !said.contains("1990001"));
    portal.cancel_registration(&first).await.unwrap();
    reader
        .wrote(&[Act::RegistrationCancel, Act::RegistrationRaise])
        .await;
    let now = portal.now();
    let plan = PlanDraft {
        opens_at: now,
        closes_at: session.starts_at,
        seats: 5,
        disclaimer: "现场展示不构成要约".into(),
    };
    portal
        .set_registration(&host, session.id, plan)
        .await
        .unwrap();
    portal
        .stop_registration(&host, session.id, false)
        .await
        .unwrap();
    reader
        .wrote(&[Act::RegistrationSet, Act::RegistrationSet])
        .await;
    let due = portal.own_registration(&second).await.unwrap();
    let version = due.disclaimer.unwrap().version;
    portal.accept_disclaimer(&second, version).await.unwrap();
    reader.wrote(&[Act::RegistrationAccept]).await;
    let form = (RegistrationFile::Csv, Lang::Zh);
    portal
        .registration_file(&host, session.id, form)
        .await
        .unwrap();
    portal.check_in(&host, session.id, &due.code).await.unwrap();
    let rows = reader.wrote(&[Act::RegistrationExport, Act::CheckIn]).await;
    assert!(rows.iter().all(|row| row.actor == Some(host.id)));
    talks(site, reader, (&session, &host), &second).await;
}

/// Contacts go when their time is over: those of the registrations and the guests above, and those of an
/// interest whose follow-up has ended.
pub(super) async fn forgotten(site: &TestPortal, reader: &mut Reader<'_>) {
    assert_eq!(forget_contacts(&site.portal).await, Ok(0), "not yet");
    site.clock.advance_millis(CONTACTS_KEPT_MS + 7 * 86_400_000);
    assert_eq!(forget_contacts(&site.portal).await, Ok(3));
    let rows = reader.wrote(&[Act::ContactsForget; 3]).await;
    assert!(rows.iter().all(|row| row.actor.is_none()), "the clock");
    assert_eq!(forget_contacts(&site.portal).await, Ok(0), "once");
}

/// A slot of one-to-one talks: offered, booked, given back, taken away.
async fn talks(
    site: &TestPortal,
    reader: &mut Reader<'_>,
    (session, host): (&Session, &Account),
    second: &str,
) {
    let portal = &site.portal;
    let first = TalkTime {
        starts_at: session.starts_at,
        minutes: 20,
        place: "A1".into(),
        counterpart: "江澜大学（示例）".into(),
    };
    let slots = TalkPlan { first, count: 1 };
    portal.offer_talks(host, session.id, slots).await.unwrap();
    let slot = portal.own_registration(second).await.unwrap().offers[0].id;
    portal.book_talk(second, slot).await.unwrap();
    portal.release_talk(second).await.unwrap();
    portal.remove_talk(host, session.id, slot).await.unwrap();
    reader
        .wrote(&[
            Act::TalkSet,
            Act::TalkBook,
            Act::TalkRelease,
            Act::TalkRemove,
        ])
        .await;
}
