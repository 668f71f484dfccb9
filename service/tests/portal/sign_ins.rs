//! Signing in: guesses slowed down without locking anybody out (S-07), the same answer and work for
//! unknown names (S-06), sign-ins with their limits, listed and ended (S-08), passwords (S-01, S-02).

use domain::accounts::{Grant, Role, Scope};
use domain::ids::LoginId;
use domain::logins::Device;
use service::testing::TestPortal;
use service::{Client, Error, Portal, SignedIn};

const RIGHT: &str = "test-password";
const NEW: &str = "vier kleine Enten baden";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A browser at this address, with the secret of a device when it has one.
fn from(portal: &Portal, address: &str, device: Option<&str>) -> Portal {
    portal.clone().for_client(Client {
        address: Some(address.parse().unwrap()),
        device: Device::of_user_agent("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"),
        device_token: device.map(Into::into),
        login: None,
    })
}

/// What the refusal says, with the seconds to wait when it says any.
fn said(result: Result<SignedIn, Error>) -> (String, u32) {
    match result {
        Ok(_) => ("OK".into(), 0),
        Err(Error::Invalid { code, args }) => {
            let seconds = args.iter().find(|(name, _)| name == "seconds");
            let seconds = seconds.map_or(0, |(_, seconds)| seconds.parse().unwrap());
            (code.into_owned(), seconds)
        }
        Err(other) => panic!("{other}"),
    }
}

async fn guess(portal: &Portal, login: &str) -> String {
    said(portal.sign_in(login, "wrong guess").await).0
}

#[tokio::test]
async fn waits_grow_at_one_address_and_end() {
    let site = TestPortal::new().await;
    site.bidder("anna").await;
    let mallory = from(&site.portal, "203.0.113.9", None);
    for _ in 0..5 {
        assert_eq!(guess(&mallory, "anna").await, "LOGIN_WRONG");
    }
    let mut waits = Vec::new();
    for _ in 0..3 {
        let (code, seconds) = said(mallory.sign_in("anna", RIGHT).await);
        assert_eq!(code, "SIGN_IN_WAIT", "the right password waits as well");
        waits.push(seconds);
        site.clock.advance_millis(i64::from(seconds) * 1_000);
        assert_eq!(guess(&mallory, "anna").await, "LOGIN_WRONG");
    }
    assert_eq!(waits, [2, 4, 8]);
    // A restart forgets nothing, and another node knows the same.
    let other = from(&site.beside("other").await, "203.0.113.9", None);
    assert_eq!(guess(&other, "anna").await, "SIGN_IN_WAIT");
    site.clock.advance_millis(2 * HOUR);
    assert_eq!(said(mallory.sign_in("anna", RIGHT).await).0, "OK");
    assert_eq!(guess(&mallory, "anna").await, "LOGIN_WRONG", "forgiven");
}

#[tokio::test]
async fn fifty_guesses_at_once_are_no_more_than_five() {
    let site = TestPortal::new().await;
    site.bidder("anna").await;
    let mallory = from(&site.portal, "203.0.113.9", None);
    let guesses = (0..50).map(|_| guess(&mallory, "anna"));
    let answers = futures::future::join_all(guesses).await;
    let judged = answers.iter().filter(|code| *code == "LOGIN_WRONG").count();
    assert_eq!(judged, 5);
    assert!(site.portal.hashes_made() <= 5, "the others cost no hash");
}

#[tokio::test]
async fn nobody_locks_somebody_else_out() {
    let site = TestPortal::new().await;
    site.bidder("anna").await;
    let phone = "0123456789abcdef0123456789abcdef";
    let anna = from(&site.portal, "203.0.113.77", Some(phone));
    anna.sign_in("anna", RIGHT).await.unwrap();
    // Forty strangers in as many networks, and one in the very network of anna's phone.
    for n in 0..40 {
        let mallory = from(&site.portal, &format!("198.51.{n}.1"), None);
        for _ in 0..5 {
            guess(&mallory, "anna").await;
        }
    }
    let neighbour = from(&site.portal, "203.0.113.77", None);
    while guess(&neighbour, "anna").await == "LOGIN_WRONG" {}
    // The device that the account knows feels nothing, also behind the address of the neighbour.
    assert_eq!(said(anna.sign_in("anna", RIGHT).await).0, "OK");
    // A device that it does not know, at a new place: the right password is taken at once.
    let hotel = from(&site.portal, "192.0.2.5", None);
    assert_eq!(said(hotel.sign_in("anna", RIGHT).await).0, "OK");
    // And a stranger has one try instead of five.
    let stranger = from(&site.portal, "192.0.3.5", None);
    assert_eq!(guess(&stranger, "anna").await, "LOGIN_WRONG");
    assert_eq!(guess(&stranger, "anna").await, "SIGN_IN_WAIT");
    // A device of another account is a stranger here.
    site.bidder("ben").await;
    let ben = from(
        &site.portal,
        "192.0.4.5",
        Some("fedcba9876543210fedcba9876543210"),
    );
    ben.sign_in("ben", RIGHT).await.unwrap();
    assert_eq!(guess(&ben, "anna").await, "LOGIN_WRONG");
    assert_eq!(guess(&ben, "anna").await, "SIGN_IN_WAIT");
}

#[tokio::test]
async fn one_address_that_tries_many_names_is_slowed_down() {
    let site = TestPortal::new().await;
    let mallory = from(&site.portal, "2001:db8:7:1::1", None);
    let mut judged = 0;
    for n in 0..60 {
        // Every address of one /64 is one subscriber.
        let mallory = from(&site.portal, &format!("2001:db8:7:1::{n:x}"), None);
        judged += usize::from(guess(&mallory, &format!("name-{n}")).await == "LOGIN_WRONG");
    }
    assert_eq!(judged, 30);
    assert_eq!(guess(&mallory, "another").await, "SIGN_IN_WAIT");
}

#[tokio::test]
async fn an_unknown_name_is_as_much_work_and_says_the_same() {
    let site = TestPortal::new().await;
    site.bidder("anna").await;
    let bot = domain::accounts::Account {
        id: domain::ids::AccountId(0),
        login: "bot".into(),
        display_name: "演练机器人（示例）".into(),
        institution: None,
        grants: Vec::new(),
        house_bot: true,
    };
    let mut tx = site.portal.store().write().await.unwrap();
    tx.insert_account(&bot, None).await.unwrap();
    tx.commit().await.unwrap();
    let device = Some("0123456789abcdef0123456789abcdef");
    for (n, name) in ["anna", "nobody", "bot", ""].into_iter().enumerate() {
        let browser = from(&site.portal, &format!("203.0.{n}.9"), device);
        let mut answers = Vec::new();
        for _ in 0..7 {
            let before = site.portal.hashes_made();
            let answer = said(browser.sign_in(name, "wrong guess").await);
            answers.push((answer, site.portal.hashes_made() - before));
        }
        let wrong = (("LOGIN_WRONG".to_owned(), 0), 1);
        let waits = (("SIGN_IN_WAIT".to_owned(), 2), 0);
        assert_eq!(answers[..5], vec![wrong; 5], "{name}");
        assert_eq!(answers[5..], vec![waits; 2], "{name}");
    }
}

#[tokio::test]
async fn a_weak_hash_is_made_anew_at_the_next_sign_in() {
    use argon2::password_hash::PasswordHasher;
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let weak = argon2::Params::new(8_192, 2, 1, None).unwrap();
    let weak = argon2::Argon2::new(Default::default(), Default::default(), weak);
    let weak = weak.hash_password(RIGHT.as_bytes()).unwrap().to_string();
    let mut tx = site.portal.store().write().await.unwrap();
    let stored = tx.password_hash(anna.id).await.unwrap().unwrap();
    assert!(
        tx.replace_password_hash(anna.id, &stored, &weak)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert_eq!(guess(&site.portal, "anna").await, "LOGIN_WRONG");
    let hash = async || {
        let mut tx = site.portal.store().read().await.unwrap();
        tx.password_hash(anna.id).await.unwrap().unwrap()
    };
    assert_eq!(hash().await, weak, "only its owner makes it anew");
    site.portal.sign_in("anna", RIGHT).await.unwrap();
    let renewed = hash().await;
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    site.portal.sign_in("anna", RIGHT).await.unwrap();
    assert_eq!(hash().await, renewed, "once");
}

async fn login(portal: &Portal, signed_in: &SignedIn) -> Option<LoginId> {
    let known = portal.login_of(&signed_in.token).await.unwrap();
    known.map(|known| known.login)
}

#[tokio::test]
async fn sign_ins_are_listed_and_ended_by_their_owner() {
    let site = TestPortal::new().await;
    let (anna, ben) = (
        site.bidder("anna").await.account,
        site.bidder("ben").await.account,
    );
    let portal = &site.portal;
    let home = from(portal, "203.0.113.9", None);
    let desk = home.sign_in("anna", RIGHT).await.unwrap();
    let phone = from(portal, "2001:db8:7:1::9", None);
    let phone = phone.sign_in("anna", RIGHT).await.unwrap();
    let third = portal.sign_in("anna", RIGHT).await.unwrap();
    let (this, of_phone) = (login(portal, &desk).await, login(portal, &phone).await);
    let page = portal.security_page(&anna, this).await.unwrap();
    assert_eq!((page.this, page.logins.len()), (this, 3));
    assert_eq!(
        Some(page.logins[0].id),
        this,
        "the one that asks stands first"
    );
    assert_eq!(page.logins[0].address, "203.0.113.*");
    assert_eq!(page.logins[0].device.to_code(), "FIREFOX LINUX");
    assert_eq!(page.logins[1].address, "", "unknown");
    assert_eq!(page.logins[2].address, "2001:db8:7::*");
    assert_eq!(portal.security_page(&ben, None).await.unwrap().logins, []);

    let of_phone = of_phone.unwrap();
    assert_eq!(portal.end_login(&ben, of_phone).await, Err(Error::NotFound));
    portal.end_login(&anna, of_phone).await.unwrap();
    assert_eq!(login(portal, &phone).await, None, "at once here");
    assert_eq!(
        portal.end_login(&anna, of_phone).await,
        Err(Error::NotFound)
    );
    assert_eq!(portal.end_other_logins(&anna, this).await, Ok(1));
    assert_eq!(portal.end_other_logins(&anna, this).await, Ok(0));
    assert_eq!(login(portal, &third).await, None);
    assert_eq!(login(portal, &desk).await, this);
    portal.sign_out(&desk.token).await.unwrap();
    assert_eq!(login(portal, &desk).await, None);
}

#[tokio::test]
async fn another_node_refuses_an_ended_sign_in_within_a_second() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let other = site.beside("other").await;
    let signed_in = site.portal.sign_in("anna", RIGHT).await.unwrap();
    let id = login(&other, &signed_in).await.unwrap();
    site.portal.end_login(&anna, id).await.unwrap();
    site.clock.advance_millis(1_000);
    assert_eq!(login(&other, &signed_in).await, None);
}

#[tokio::test]
async fn a_sign_in_ends_when_it_is_not_used_and_in_any_case() {
    let site = TestPortal::new().await;
    site.bidder("anna").await;
    let all = Grant {
        role: Role::SecurityAdmin,
        scope: Scope::Province,
    };
    site.account("guard", vec![all], None).await;
    let portal = &site.portal;
    let used = portal.sign_in("anna", RIGHT).await.unwrap();
    let idle = portal.sign_in("anna", RIGHT).await.unwrap();
    let staff = portal.sign_in("guard", RIGHT).await.unwrap();
    for _ in 0..23 {
        site.clock.advance_millis(30 * MINUTE);
        assert!(login(portal, &used).await.is_some());
        // What was used is written by the way, not by the request.
        service::workers::keep_logins(portal).await.unwrap();
    }
    let other = site.beside("other").await;
    assert!(login(&other, &used).await.is_some(), "it is written");
    assert_eq!(login(portal, &idle).await, None, "not used for four hours");
    assert_eq!(login(portal, &staff).await, None, "nor for one");
    site.clock.advance_millis(30 * MINUTE);
    assert_eq!(login(portal, &used).await, None, "twelve hours");
    let anna = portal.account_by_login("anna").await.unwrap().unwrap();
    assert_eq!(portal.security_page(&anna, None).await.unwrap().logins, []);
}

#[tokio::test]
async fn a_browser_that_signs_in_again_has_one_sign_in() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let first = site.portal.sign_in("anna", RIGHT).await.unwrap();
    let before = login(&site.portal, &first).await;
    let browser = site.portal.clone().for_client(Client {
        login: before,
        ..Client::default()
    });
    let second = browser.sign_in("anna", RIGHT).await.unwrap();
    assert_ne!(first.token, second.token);
    assert_eq!(login(&site.portal, &first).await, None);
    let page = site.portal.security_page(&anna, None).await.unwrap();
    assert_eq!(page.logins.len(), 1);
}

#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_the_old_one() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = &site.portal;
    let desk = portal.sign_in("anna", RIGHT).await.unwrap();
    let phone = portal.sign_in("anna", RIGHT).await.unwrap();
    let this = login(portal, &desk).await;
    for (new, refused) in [
        ("too short", "PASSWORD_LENGTH"),
        ("password123456", "PASSWORD_COMMON"),
        ("my name is Anna, hi", "PASSWORD_HAS_NAME"),
    ] {
        let before = portal.hashes_made();
        let result = portal.change_password(&anna, this, RIGHT.into(), new.into());
        let refusal = result.await.unwrap_err();
        assert_eq!(refusal.to_string(), refused);
        assert_eq!(portal.hashes_made(), before, "nothing was compared");
    }
    let same = portal.change_password(&anna, this, NEW.into(), NEW.into());
    assert_eq!(same.await, Err(Error::invalid("PASSWORD_UNCHANGED")));
    let wrong = portal.change_password(&anna, this, "wrong".into(), NEW.into());
    assert_eq!(wrong.await, Err(Error::invalid("PASSWORD_OLD_WRONG")));
    assert!(login(portal, &phone).await.is_some(), "nothing has changed");

    let changed = portal.change_password(&anna, this, RIGHT.into(), NEW.into());
    changed.await.unwrap();
    assert_eq!(login(portal, &desk).await, this, "this one stays");
    assert_eq!(login(portal, &phone).await, None);
    assert_eq!(said(portal.sign_in("anna", RIGHT).await).0, "LOGIN_WRONG");
    assert_eq!(said(portal.sign_in("anna", NEW).await).0, "OK");
}

#[tokio::test]
async fn the_old_password_is_not_guessed_at_an_open_desk() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let mut codes = Vec::new();
    for _ in 0..7 {
        let wrong = site
            .portal
            .change_password(&anna, None, "wrong".into(), NEW.into());
        codes.push(wrong.await.unwrap_err().to_string());
    }
    assert_eq!(codes[..5], vec!["PASSWORD_OLD_WRONG"; 5]);
    assert_eq!(codes[5..], vec!["SIGN_IN_WAIT"; 2]);
}
