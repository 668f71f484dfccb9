//! S-02: the profile of passwords for 等级保护 of level 3, and that the standard one keeps nothing.

use domain::passwords::{FORMER, IDLE_MS, PERIOD_MS, PasswordProfile};
use service::testing::TestPortal;
use service::{Error, Portal, Settings};

const OLD: &str = "test-password";

async fn with(site: &TestPortal, password_profile: PasswordProfile) -> Portal {
    let settings = Settings {
        password_profile,
        ..Settings::default()
    };
    site.beside_with(settings).await
}

/// A password that the profile takes, another one for each number.
fn password(number: u32) -> String {
    format!("Drei Worte am Hammer {number}")
}

async fn kept(site: &TestPortal) -> usize {
    let anna = site.portal.account_by_login("anna").await.unwrap().unwrap();
    let mut tx = site.portal.store().read().await.unwrap();
    tx.former_passwords(anna.id, 99).await.unwrap().len()
}

fn former() -> Error {
    Error::Invalid {
        code: "PASSWORD_FORMER".into(),
        args: vec![("count".into(), FORMER.to_string())],
    }
}

#[tokio::test]
async fn the_standard_asks_for_no_kinds_and_remembers_nothing() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = with(&site, PasswordProfile::Standard).await;
    let change = async |old: &str, new: &str| {
        portal
            .change_password(&anna, None, old.into(), new.into())
            .await
    };
    assert_eq!(change(OLD, "vier kleine enten baden").await, Ok(()));
    assert_eq!(
        change("vier kleine enten baden", &password(1)).await,
        Ok(())
    );
    let again = change(&password(1), "vier kleine enten baden").await;
    assert_eq!((again, kept(&site).await), (Ok(()), 0));
    site.clock.advance_millis(2 * PERIOD_MS);
    let signed_in = portal.sign_in("anna", "vier kleine enten baden").await;
    let signed_in = signed_in.unwrap();
    assert_eq!(portal.account_of(&signed_in.token).await, Ok(Some(anna)));
}

#[tokio::test]
async fn a_password_is_chosen_anew_before_anything_else_and_by_the_rules() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = with(&site, PasswordProfile::Dengbao3).await;
    // Nobody knows when the present one was chosen.
    let signed_in = portal.sign_in("anna", OLD).await.unwrap();
    let held = portal.account_of(&signed_in.token).await.unwrap().unwrap();
    assert!(held.grants.is_empty() && !anna.grants.is_empty());
    assert!(portal.must_change_password(&held).await.unwrap());
    assert!(
        portal
            .security_page(&held, None)
            .await
            .unwrap()
            .password_due
    );

    let own = portal.clone().in_login(&signed_in.token);
    let known = portal.login_of(&signed_in.token).await.unwrap().unwrap();
    let this = Some(known.login);
    let change = async |old: &str, new: &str| {
        own.change_password(&held, this, old.into(), new.into())
            .await
    };
    let plain = change(OLD, "vier kleine enten baden").await;
    assert_eq!(plain, Err(Error::invalid("PASSWORD_KINDS")));
    assert_eq!(change(OLD, &password(0)).await, Ok(()));
    let whole = portal.account_of(&signed_in.token).await.unwrap();
    assert_eq!(whole, Some(anna.clone()), "at once");
    assert!(!portal.must_change_password(&anna).await.unwrap());

    // None of the last five, the present one among them.
    for number in 1..FORMER {
        assert_eq!(
            change(&password(number - 1), &password(number)).await,
            Ok(())
        );
        let refused = change(&password(number), &password(0)).await;
        assert_eq!(refused, Err(former()), "{number} later");
    }
    assert_eq!(
        change(&password(FORMER - 1), &password(FORMER)).await,
        Ok(())
    );
    assert_eq!(change(&password(FORMER), &password(0)).await, Ok(()));
    assert_eq!(kept(&site).await, FORMER as usize);
}

#[tokio::test]
async fn a_password_is_due_after_ninety_days_and_nobody_is_stopped_in_the_middle() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = with(&site, PasswordProfile::Dengbao3).await;
    let changed = portal.change_password(&anna, None, OLD.into(), password(0));
    changed.await.unwrap();
    site.clock.advance_millis(PERIOD_MS - IDLE_MS);
    let early = portal.sign_in("anna", &password(0)).await.unwrap();
    // Used now and then, over the ninety days.
    for _ in 0..4 {
        site.clock.advance_millis(IDLE_MS / 2);
        let held = portal.account_of(&early.token).await.unwrap();
        assert_eq!(held, Some(anna.clone()));
    }
    let late = portal.sign_in("anna", &password(0)).await.unwrap();
    let held = portal.account_of(&late.token).await.unwrap().unwrap();
    assert!(held.grants.is_empty());
    assert!(portal.must_change_password(&held).await.unwrap());
}

#[tokio::test]
async fn an_idle_sign_in_ends_after_half_an_hour() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let strict = with(&site, PasswordProfile::Dengbao3).await;
    let usual = with(&site, PasswordProfile::Standard).await;
    let limits = strict.security_page(&anna, None).await.unwrap().limits;
    assert_eq!(limits.idle_ms, IDLE_MS);
    let signed_in = strict.sign_in("anna", OLD).await.unwrap();
    site.clock.advance_millis(IDLE_MS - 1);
    assert!(usual.account_of(&signed_in.token).await.unwrap().is_some());
    site.clock.advance_millis(1);
    assert_eq!(strict.account_of(&signed_in.token).await, Ok(None));
}
