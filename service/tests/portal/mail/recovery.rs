//! Recovering a password by mail (S-05, S-06).

use super::{ADDRESS, MINUTE, PASSWORD, Postman, code, header, reachable, signed_in, texts};
use domain::second_factor::{Secret, step_at};
use domain::time::Timestamp;
use service::testing::TestPortal;
use service::{Client, Error, Portal};
use store::testing::statements;

const NEW: &str = "vier kleine Enten baden";

fn refused<T>(code: &'static str) -> Result<T, Error> {
    Err(Error::invalid(code))
}

/// A browser at an address of its own.
fn at(portal: &Portal, address: &str) -> Portal {
    portal.clone().for_client(Client {
        address: Some(address.parse().unwrap()),
        ..Client::default()
    })
}

#[tokio::test]
async fn a_password_is_recovered_with_the_mail_and_everything_else_ends() {
    let site = TestPortal::new().await;
    reachable(&site, "anna", ADDRESS).await;
    let (portal, postman) = (&site.portal, Postman::new());
    let before = portal.sign_in("anna", PASSWORD).await.unwrap();
    portal.ask_recovery(" Anna ", true).await.unwrap();
    let mail = postman.round(portal).await.remove(0);
    let subject = header(&mail, "Subject").unwrap();
    assert!(subject.contains("Choose a new password"), "{subject}");
    assert!(texts(&mail)[0].contains("/en/recovery/new#"));
    // A refusal leaves the code as it is.
    for (weak, why) in [
        ("short", "PASSWORD_LENGTH"),
        ("sonyericsson", "PASSWORD_COMMON"),
    ] {
        let weak = portal.recover_password(&code(&mail), weak.into()).await;
        assert_eq!(weak.unwrap_err().to_string(), why);
    }
    portal
        .recover_password(&code(&mail), NEW.into())
        .await
        .unwrap();
    let again = portal.recover_password(&code(&mail), NEW.into()).await;
    assert_eq!(again, refused("MAIL_CODE"), "it works once");
    assert!(portal.account_of(&before.token).await.unwrap().is_none());
    let old = portal.sign_in("anna", PASSWORD).await.err();
    assert_eq!(old, Some(Error::invalid("LOGIN_WRONG")));
    assert!(portal.sign_in("anna", NEW).await.is_ok());
    let told = postman.round(portal).await;
    assert_eq!(told.len(), 1, "the owner hears of it");
    assert_eq!(told[0].to, ADDRESS);
    assert!(texts(&told[0])[0].contains("密码刚刚被修改"));
}

#[tokio::test]
async fn whoever_changes_his_password_hears_of_it_as_well() {
    let site = TestPortal::new().await;
    let anna = reachable(&site, "anna", ADDRESS).await;
    let (portal, postman) = (&site.portal, Postman::new());
    portal.ask_recovery("anna", true).await.unwrap();
    let link = postman.round(portal).await.remove(0);
    let changed = portal.change_password(&anna, None, PASSWORD.into(), NEW.into());
    changed.await.unwrap();
    let told = postman.round(portal).await;
    assert!(texts(&told[0])[0].contains("密码刚刚被修改"));
    let typed = code(&link);
    let late = portal.recover_password(&typed, "fünf kleine Enten".into());
    assert_eq!(late.await, refused("MAIL_CODE"), "it was for the old one");
}

#[tokio::test]
async fn the_second_factor_stays() {
    let site = TestPortal::new().await;
    let anna = reachable(&site, "anna", ADDRESS).await;
    let (portal, postman) = (&site.portal, Postman::new());
    let own = signed_in(portal, "anna").await;
    own.begin_second_factor(&anna).await.unwrap();
    let mut tx = portal.store().read().await.unwrap();
    let secret = tx.factor_offer(anna.id, Timestamp(0)).await.unwrap();
    drop(tx);
    let secret = Secret::stored(&secret.unwrap()).unwrap();
    let digits = secret.code_of(step_at(portal.now()));
    let digits = format!("{digits:06}");
    own.confirm_second_factor(&anna, &digits).await.unwrap();
    portal.ask_recovery(ADDRESS, false).await.unwrap();
    let mail = postman.round(portal).await.remove(0);
    portal
        .recover_password(&code(&mail), NEW.into())
        .await
        .unwrap();
    let half = portal.sign_in("anna", NEW).await.unwrap();
    assert!(half.second_step, "the factor is asked for as before");
    assert!(portal.account_of(&half.token).await.unwrap().is_none());
}

#[tokio::test]
async fn a_link_lasts_for_half_an_hour() {
    let site = TestPortal::new().await;
    reachable(&site, "anna", ADDRESS).await;
    let (portal, postman) = (&site.portal, Postman::new());
    portal.ask_recovery("anna", false).await.unwrap();
    let mail = postman.round(portal).await.remove(0);
    site.clock.advance_millis(30 * MINUTE);
    let late = portal.recover_password(&code(&mail), NEW.into()).await;
    assert_eq!(late, refused("MAIL_CODE"));
    // Nor is one sent that would be dead on arrival.
    portal.ask_recovery("anna", false).await.unwrap();
    site.clock.advance_millis(30 * MINUTE);
    assert_eq!(postman.round(portal).await, []);
}

#[tokio::test]
async fn nobody_learns_who_is_there() {
    let site = TestPortal::new().await;
    reachable(&site, "anna", ADDRESS).await;
    // Somebody without an address, and nobody at all.
    site.bidder("ben").await;
    let (portal, postman) = (&site.portal, Postman::new());
    let mut asked = Vec::new();
    for (place, name) in ["anna", "ben", "nobody", ADDRESS, "nobody@example.com"]
        .into_iter()
        .enumerate()
    {
        let visitor = at(portal, &format!("203.0.{place}.9"));
        let before = statements();
        let answer = visitor.ask_recovery(name, true).await;
        asked.push((answer, statements() - before));
    }
    assert!(asked.iter().all(|(answer, _)| answer.is_ok()));
    assert!(
        asked.iter().all(|(_, work)| *work == asked[0].1),
        "the same work for every name: {asked:?}"
    );
    let mails = postman.round(portal).await;
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.to == ADDRESS));
    assert_eq!(
        portal.ask_recovery(" ", true).await,
        refused("RECOVERY_NAME")
    );
    let control = portal.ask_recovery("anna\r\nb", true).await;
    assert_eq!(control, refused("RECOVERY_NAME"));
}

#[tokio::test]
async fn asking_often_floods_nobody_and_keeps_nobody_out() {
    let site = TestPortal::new().await;
    reachable(&site, "anna", ADDRESS).await;
    let (portal, postman) = (&site.portal, Postman::new());
    let mallory = at(portal, "203.0.113.9");
    let mut waits = 0;
    let mut first = None;
    for _ in 0..12 {
        if let Err(Error::Invalid { code, .. }) = mallory.ask_recovery("anna", true).await {
            assert_eq!(code, "SIGN_IN_WAIT");
            waits += 1;
        }
        let mails = postman.round(portal).await;
        first = first.or_else(|| mails.into_iter().next());
    }
    assert!(waits >= 6, "one address does not ask without end");
    // From everywhere, there are no more than three an hour, and the first one still works.
    for place in 0..5 {
        let visitor = at(portal, &format!("198.51.{place}.7"));
        visitor.ask_recovery("anna", true).await.unwrap();
        assert_eq!(postman.round(portal).await, []);
    }
    let code = code(&first.unwrap());
    portal.recover_password(&code, NEW.into()).await.unwrap();
}

#[tokio::test]
async fn no_code_is_ever_stored() {
    let site = TestPortal::new().await;
    reachable(&site, "anna", ADDRESS).await;
    let (portal, postman) = (&site.portal, Postman::new());
    portal.ask_recovery("anna", true).await.unwrap();
    let mail = postman.round(portal).await.remove(0);
    let file = site.url().trim_start_matches("sqlite:");
    let mut stored = std::fs::read(file).unwrap();
    stored.extend(std::fs::read(format!("{file}-wal")).unwrap_or_default());
    let holds = |text: &str| {
        stored
            .windows(text.len())
            .any(|some| some == text.as_bytes())
    };
    assert!(holds(ADDRESS), "what is stored can be seen here");
    assert!(!holds(&code(&mail)));
}
