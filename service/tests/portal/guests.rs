//! Units that a session invites: a table is checked and taken in whole, mails bring a link of their own,
//! and the registration says where a unit stands.

use crate::mail::{Postman, texts};
use crate::registrations::{draft, opened};
use calamine::{Data, Reader, Xlsx};
use domain::accounts::Account;
use domain::guests::GuestState;
use domain::ids::SessionId;
use domain::registrations::RegistrationDraft;
use domain::views::GuestDesk;
use locales::Lang;
use service::mail::send_registration_mails;
use service::testing::TestPortal;
use service::{Error, Portal};
use std::io::Cursor;

const HEAD: &str = "统一社会信用代码*,单位名称*,联系人*,手机号码,电子邮箱*\n";

/// A row of the unit with this number.
pub(crate) fn guest_row(unit: u32) -> String {
    let RegistrationDraft {
        credit_code, unit, ..
    } = draft(unit, 1);
    let mail = format!("{}@example.com", credit_code.to_lowercase());
    format!("{credit_code},{unit},林晓（示例）,19900001234,{mail}\n")
}

/// A table of these rows, as a host uploads it.
pub(crate) fn guest_table(rows: &[String]) -> (&'static str, Vec<u8>) {
    (
        "受邀名单.csv",
        format!("{HEAD}{}", rows.concat()).into_bytes(),
    )
}

fn refusal<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    match done {
        Err(Error::Invalid { code, .. }) => code.into_owned(),
        other => panic!("{other:?}"),
    }
}

async fn desk(portal: &Portal, host: &Account, id: SessionId) -> GuestDesk {
    portal.guest_desk(host, id, None).await.unwrap()
}

/// What the links of the mails that have come carry.
fn links(postman: &Postman) -> Vec<String> {
    let mails = postman.came();
    let link = |mail| {
        let text = texts(mail).remove(0);
        let (_, rest) = text.split_once("register?guest=").expect("a link");
        rest.split_whitespace().next().expect("a code").to_owned()
    };
    mails.iter().map(link).collect()
}

#[tokio::test]
async fn a_table_is_checked_looked_at_and_taken_in_whole() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, host) = opened(&site, 1, 50).await;
    let id = session.id;
    let check = async |rows: &[String]| portal.check_guests(&host, id, guest_table(rows)).await;
    assert_eq!(
        refusal(portal.take_guests(&host, id).await),
        "GUEST_CHECK_GONE"
    );
    assert_eq!(refusal(check(&[]).await), "LOGBOOK_EMPTY");
    let headless = portal.check_guests(&host, id, ("名单.csv", b"a,b\n1,2\n".to_vec()));
    assert_eq!(refusal(headless.await), "LOGBOOK_HEADER");
    // What is wrong is named by row and column, and keeps the whole table out.
    let wrong = "91,某单位（示例）,林晓（示例）,,a@example.com\n".to_owned();
    check(&[guest_row(1), wrong, guest_row(1)]).await.unwrap();
    let shown = desk(portal, &host, id).await.checked.unwrap();
    assert_eq!((shown.new, shown.known, shown.faulty), (1, 0, 2));
    let faults: Vec<_> = shown
        .faults
        .iter()
        .map(|one| (one.row, &*one.code))
        .collect();
    assert_eq!(faults, [(3, "USCC_FORMAT"), (4, "GUEST_AGAIN")]);
    assert_eq!(shown.rows[0].line.phone, "199****1234", "masked");
    assert_eq!(refusal(portal.take_guests(&host, id).await), "GUEST_ROWS");
    assert!(
        desk(portal, &host, id).await.lines.is_empty(),
        "none was taken"
    );
    // The next table stands in its place.
    check(&[guest_row(1), guest_row(2)]).await.unwrap();
    let taken = portal.take_guests(&host, id).await.unwrap();
    assert_eq!((taken.added, taken.merged), (2, 0));
    check(&[guest_row(2), guest_row(3)]).await.unwrap();
    let shown = desk(portal, &host, id).await.checked.unwrap();
    assert_eq!((shown.new, shown.known, shown.faulty), (1, 1, 0));
    portal.drop_guests(&host, id).await.unwrap();
    assert_eq!(desk(portal, &host, id).await.checked, None);
    check(&[guest_row(2), guest_row(3)]).await.unwrap();
    // A day later it is forgotten.
    site.clock.advance_millis(25 * 3_600_000);
    assert_eq!(
        refusal(portal.take_guests(&host, id).await),
        "GUEST_CHECK_GONE"
    );
    let list = desk(portal, &host, id).await;
    assert_eq!(list.counts, [2, 0, 0, 0, 0]);
}

#[tokio::test]
async fn every_unit_has_a_link_and_its_answer_is_seen() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, host) = opened(&site, 1, 50).await;
    let id = session.id;
    let rows: Vec<String> = (1..=3).map(guest_row).collect();
    portal
        .check_guests(&host, id, guest_table(&rows))
        .await
        .unwrap();
    portal.take_guests(&host, id).await.unwrap();
    // Nobody is invited to what takes no registrations.
    portal.stop_registration(&host, id, true).await.unwrap();
    let closed = portal.invite_guests(&host, id, false).await;
    assert_eq!(refusal(closed), "REGISTRATION_CLOSED");
    portal.stop_registration(&host, id, false).await.unwrap();
    assert_eq!(portal.invite_guests(&host, id, false).await, Ok(3));
    let again = portal.invite_guests(&host, id, false).await;
    assert_eq!(refusal(again), "GUESTS_NONE");
    let postman = Postman::new();
    send_registration_mails(portal, &postman).await.unwrap();
    let links = links(&postman);
    assert_eq!(links.len(), 3);
    let invitation = portal.guest_invitation(&links[0]).await.unwrap();
    assert_eq!(invitation.slug, session.slug);
    assert_eq!(invitation.state, GuestState::Invited);
    let other = portal.guest_invitation("1.00000000000000000000000000000000");
    assert_eq!(other.await, Err(Error::NotFound));
    // One says no, one registers with what its invitation says, one comes.
    portal.decline_invitation(&links[0]).await.unwrap();
    let twice = portal.decline_invitation(&links[0]).await;
    assert_eq!(refusal(twice), "GUEST_DECLINED");
    let register = async |unit| {
        let form = draft(unit, 1);
        portal.register(&session.slug, &form, false).await.unwrap()
    };
    register(2).await;
    let refused = portal.decline_invitation(&links[1]).await;
    assert_eq!(refusal(refused), "GUEST_REGISTERED");
    let here = register(3).await;
    let code = portal.own_registration(&here).await.unwrap().code;
    portal.check_in(&host, id, &code).await.unwrap();
    let list = desk(portal, &host, id).await;
    let states: Vec<_> = list.lines.iter().map(|one| one.state).collect();
    use GuestState::{Came, Declined, Registered};
    assert_eq!(states, [Declined, Registered, Came]);
    assert_eq!(list.counts, [0, 0, 1, 1, 1]);
    // Who is taken out of the list has no link any more.
    portal
        .remove_guest(&host, id, list.lines[0].id)
        .await
        .unwrap();
    let gone = portal.guest_invitation(&links[0]).await;
    assert_eq!(gone, Err(Error::NotFound));
}

#[tokio::test]
async fn contacts_of_guests_are_masked_and_the_hosts_alone() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (session, host) = opened(&site, 1, 50).await;
    let id = session.id;
    portal
        .check_guests(&host, id, guest_table(&[guest_row(1)]))
        .await
        .unwrap();
    portal.take_guests(&host, id).await.unwrap();
    let list = desk(portal, &host, id).await;
    let said = format!("{list:?}");
    assert!(!said.contains("19900001234") && said.contains("199****1234"));
    let guest = list.lines[0].id;
    let shown = portal.guest_contacts(&host, id, guest).await.unwrap();
    assert_eq!(shown.phone, "19900001234");
    let file = portal.guest_file(&host, id, Lang::Zh).await.unwrap();
    let mut book = Xlsx::new(Cursor::new(file.clone())).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let cell = |row, column| sheet.get_value((row, column)).map(Data::to_string);
    assert_eq!(cell(0, 0).as_deref(), Some("统一社会信用代码"));
    assert_eq!(cell(1, 3).as_deref(), Some("19900001234"));
    // The file is a table that can be sent in again.
    let table = ("受邀名单.xlsx", file);
    portal.check_guests(&host, id, table).await.unwrap();
    let taken = portal.take_guests(&host, id).await.unwrap();
    assert_eq!((taken.added, taken.merged), (0, 1));
    // Neither the host of another session nor the other session sees them.
    let other = site.session(8, true).await.id;
    let stranger = site.organiser(other).await;
    for done in [
        portal.guest_desk(&stranger, id, None).await.map(drop),
        portal.guest_contacts(&stranger, id, guest).await.map(drop),
        portal.guest_file(&stranger, id, Lang::Zh).await.map(drop),
        portal.invite_guests(&stranger, id, false).await.map(drop),
        portal.take_guests(&stranger, id).await.map(drop),
        portal.drop_guests(&stranger, id).await,
        portal.remove_guest(&stranger, id, guest).await,
    ] {
        assert!(matches!(done, Err(Error::Forbidden)), "{done:?}");
    }
    let elsewhere = portal.guest_contacts(&stranger, other, guest).await;
    assert_eq!(elsewhere, Err(Error::NotFound));
}
