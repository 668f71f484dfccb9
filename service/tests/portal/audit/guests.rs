//! What happens to units that are invited, and the rows that it writes.

use super::Reader;
use crate::guests::{guest_row, guest_table};
use crate::mail::{Postman, texts};
use crate::registrations::opened;
use domain::audit::{Act, ObjectKind};
use locales::Lang;
use service::mail::send_registration_mails;
use service::testing::TestPortal;

/// The list of a host, and the link of one of its units.
pub(super) async fn acts(site: &TestPortal, reader: &mut Reader<'_>) {
    let portal = &site.portal;
    let (session, host) = opened(site, 92, 20).await;
    reader.next().await;
    let table = guest_table(&[guest_row(71), guest_row(72)]);
    portal.check_guests(&host, session.id, table).await.unwrap();
    portal.take_guests(&host, session.id).await.unwrap();
    portal
        .invite_guests(&host, session.id, false)
        .await
        .unwrap();
    let rows = reader.wrote(&[Act::GuestImport, Act::GuestInvite]).await;
    let said = format!("{rows:?}");
    assert!(!said.contains("1990000") && !said.contains("@example.com"));
    let postman = Postman::new();
    send_registration_mails(portal, &postman).await.unwrap();
    let mails = postman.came();
    let text = mails.iter().map(|mail| texts(mail).remove(0));
    let mut link = text.filter_map(|text| {
        let (_, rest) = text.split_once("register?guest=")?;
        Some(rest.split_whitespace().next()?.to_owned())
    });
    let link = link.next_back().expect("an invitation");
    portal.decline_invitation(&link).await.unwrap();
    let desk = portal.guest_desk(&host, session.id, None).await.unwrap();
    let first = desk.lines[0].id;
    portal.remove_guest(&host, session.id, first).await.unwrap();
    portal
        .guest_file(&host, session.id, Lang::Zh)
        .await
        .unwrap();
    let rows = reader
        .wrote(&[Act::GuestDecline, Act::GuestRemove, Act::GuestExport])
        .await;
    assert!(rows[0].actor.is_none(), "whoever has the link");
    assert_eq!(rows[0].kind, ObjectKind::Guest);
    let second = desk.lines[1].id;
    portal
        .guest_contacts(&host, session.id, second)
        .await
        .unwrap();
    let rows = reader.wrote(&[Act::PersonalRead]).await;
    assert_eq!(rows[0].actor, Some(host.id));
}
