//! The address of an account.

use super::{ADDRESS, HOUR, PASSWORD, Postman, code, header, reachable, signed_in, texts};
use domain::notices::NoticeKind;
use service::Error;
use service::testing::TestPortal;

fn refused<T>(code: &'static str) -> Result<T, Error> {
    Err(Error::invalid(code))
}

#[tokio::test]
async fn an_address_counts_once_whoever_reads_its_mail_has_said_so() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let (portal, postman) = (&site.portal, Postman::new());
    let unproven = portal.ask_mail_address(&anna, ADDRESS, true).await;
    assert_eq!(unproven, refused("STEP_UP_REQUIRED"));
    let own = signed_in(portal, "anna").await;
    let wrong = own.ask_mail_address(&anna, "anna\r\nBcc: b@example.com", true);
    assert_eq!(wrong.await, refused("MAIL_ADDRESS"));
    assert_eq!(postman.round(portal).await, [], "nothing was written");
    own.ask_mail_address(&anna, ADDRESS, true).await.unwrap();
    let mail = postman.round(portal).await.remove(0);
    assert_eq!(
        (mail.to.as_str(), mail.from.as_str()),
        (ADDRESS, "luochui@localhost")
    );
    assert_eq!(header(&mail, "To").as_deref(), Some(ADDRESS));
    let both = texts(&mail);
    assert_eq!(both.len(), 2);
    for text in &both {
        assert!(text.contains("anna") && text.contains("24 hours"), "{text}");
        assert!(
            text.contains("http://127.0.0.1:3000/en/mail/confirm#"),
            "{text}"
        );
    }
    let settings = portal.mail_settings(&anna).await.unwrap();
    assert_eq!(
        (settings.address, settings.pending.as_deref()),
        (None, Some(ADDRESS))
    );
    let nonsense = portal.confirm_mail_address("walk", true).await;
    assert_eq!(nonsense, refused("MAIL_CODE"));
    // The code is for this and for nothing else.
    let typed = code(&mail);
    let as_password = portal.recover_password(&typed, "vier kleine Enten".into());
    assert_eq!(as_password.await, refused("MAIL_CODE"));
    portal
        .confirm_mail_address(&code(&mail), true)
        .await
        .unwrap();
    let again = portal.confirm_mail_address(&code(&mail), true).await;
    assert_eq!(again, refused("MAIL_CODE"), "it works once");
    let settings = portal.mail_settings(&anna).await.unwrap();
    assert_eq!(
        (settings.address.as_deref(), settings.pending),
        (Some(ADDRESS), None)
    );
    assert_eq!(
        own.ask_mail_address(&anna, ADDRESS, true).await,
        refused("MAIL_SAME")
    );
}

#[tokio::test]
async fn a_day_later_the_link_is_dead() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let (portal, postman) = (&site.portal, Postman::new());
    let own = signed_in(portal, "anna").await;
    own.ask_mail_address(&anna, ADDRESS, false).await.unwrap();
    let mail = postman.round(portal).await.remove(0);
    site.clock.advance_millis(24 * HOUR);
    let late = portal.confirm_mail_address(&code(&mail), false).await;
    assert_eq!(late, refused("MAIL_CODE"));
}

#[tokio::test]
async fn another_address_is_told_to_the_one_before_and_old_links_die() {
    let site = TestPortal::new().await;
    let anna = reachable(&site, "anna", ADDRESS).await;
    let (portal, postman) = (&site.portal, Postman::new());
    portal.ask_recovery("anna", true).await.unwrap();
    let recovery = postman.round(portal).await.remove(0);
    assert_eq!(recovery.to, ADDRESS);
    let own = signed_in(portal, "anna").await;
    own.ask_mail_address(&anna, "first@example.com", false)
        .await
        .unwrap();
    let first = postman.round(portal).await.remove(0);
    own.ask_mail_address(&anna, "second@example.com", false)
        .await
        .unwrap();
    let second = postman.round(portal).await.remove(0);
    let stale = portal.confirm_mail_address(&code(&first), false).await;
    assert_eq!(stale, refused("MAIL_CODE"), "another one was asked for");
    portal
        .confirm_mail_address(&code(&second), false)
        .await
        .unwrap();
    let told = postman.round(portal).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].to, ADDRESS);
    assert!(texts(&told[0]).iter().all(|text| !text.contains("second@")));
    let typed = code(&recovery);
    let late = portal.recover_password(&typed, "vier kleine Enten".into());
    assert_eq!(
        late.await,
        refused("MAIL_CODE"),
        "it went to the old address"
    );
    own.remove_mail_address(&anna).await.unwrap();
    let told = postman.round(portal).await;
    assert_eq!((told.len(), told[0].to.as_str()), (1, "second@example.com"));
    assert_eq!(own.remove_mail_address(&anna).await, refused("MAIL_NONE"));
    let off = own.set_mail_off(&anna, vec![NoticeKind::Won]).await;
    assert_eq!(off, refused("MAIL_NONE"));
}

#[tokio::test]
async fn nobody_floods_a_stranger() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let (portal, postman) = (&site.portal, Postman::new());
    let own = signed_in(portal, "anna").await;
    for number in 0..5 {
        let address = format!("stranger{number}@example.com");
        own.ask_mail_address(&anna, &address, false).await.unwrap();
        assert_eq!(postman.round(portal).await.len(), 1);
    }
    let sixth = own.ask_mail_address(&anna, ADDRESS, false).await;
    assert_eq!(sixth, refused("MAIL_TOO_MANY"));
}

#[tokio::test]
async fn the_address_is_in_ones_own_file_and_goes_with_its_person() {
    let site = TestPortal::new().await;
    let (anna, ben) = (
        reachable(&site, "anna", ADDRESS).await,
        reachable(&site, "ben", "ben@example.com").await,
    );
    let portal = &site.portal;
    let own = portal.export_own_data(&anna).await.unwrap();
    let own = String::from_utf8(own).unwrap();
    assert!(own.contains(ADDRESS) && !own.contains("ben@example.com"));
    portal.erase_own_account(&anna, PASSWORD).await.unwrap();
    let settings = portal.mail_settings(&anna).await.unwrap();
    assert_eq!(settings.address, None);
    portal.ask_recovery("anna", false).await.unwrap();
    portal.ask_recovery(ADDRESS, false).await.unwrap();
    assert_eq!(Postman::new().round(portal).await, []);
    assert!(portal.mail_settings(&ben).await.unwrap().address.is_some());
}
