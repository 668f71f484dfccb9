//! Notices that are written about.

use super::{ADDRESS, HOUR, MINUTE, Postman, header, texts};
use domain::accounts::Account;
use domain::ids::LotCode;
use domain::notices::{NoticeKind, Preferences, Quiet};
use service::Error;
use service::ledger::sequence_all;
use service::mail::Outgoing;
use service::notices::tell;
use service::testing::{CANARY_CONTACT, CANARY_RESERVE, TestBidder, TestPortal};

const CODE: &str = "P2026-ENER-0001";

/// An open lot with a reserve, and two bidders of whom the first has an address.
async fn stage(site: &TestPortal) -> (LotCode, TestBidder<'_>, TestBidder<'_>) {
    let lot = site.open_lot(CODE, true).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    super::has_address(&site.portal, &anna.account, ADDRESS).await;
    for bidder in [&anna, &ben] {
        bidder.enrol(&lot).await.unwrap();
    }
    (lot, anna, ben)
}

/// Does what the workers do.
async fn work(site: &TestPortal) {
    site.clock.advance_millis(1_000);
    sequence_all(&site.portal).await.unwrap();
    tell(&site.portal).await.unwrap();
}

async fn set(site: &TestPortal, who: &Account, quiet: Option<Quiet>) {
    let preferences = Preferences {
        quiet,
        ..Preferences::default()
    };
    let set = site.portal.set_notice_settings(who, preferences);
    set.await.unwrap();
}

/// What these mails are about, as the links in their heads say by which each kind is switched off.
fn kinds(mails: &[Outgoing]) -> Vec<NoticeKind> {
    let kind = |mail: &Outgoing| {
        let link = header(mail, "List-Unsubscribe").unwrap();
        let named = |kind: &&NoticeKind| link.contains(&format!(".{}.", kind.code()));
        *NoticeKind::ALL.iter().find(named).expect("a kind")
    };
    mails.iter().map(kind).collect()
}

#[tokio::test]
async fn whoever_is_outbid_is_written_to_once_in_a_while() {
    let site = TestPortal::new().await;
    let (lot, anna, ben) = stage(&site).await;
    let (portal, postman) = (&site.portal, Postman::new());
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    work(&site).await;
    let mails = postman.round(portal).await;
    assert_eq!(mails.len(), 1, "ben has no address");
    let mail = &mails[0];
    assert_eq!(mail.to, ADDRESS);
    let both = texts(mail);
    for text in &both {
        assert!(text.contains(CODE) && text.contains("105,000"), "{text}");
        for secret in [CANARY_CONTACT, "9,980,000", "ben"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    assert!(both[1].contains("<p>") && !both[0].contains("<p>"));
    assert_eq!(
        CANARY_RESERVE.0, 998_000_000,
        "the digits that are looked for"
    );
    // A war of bids is not a war of mails.
    anna.bid(&lot, 110_000).await.unwrap();
    ben.bid(&lot, 115_000).await.unwrap();
    work(&site).await;
    assert_eq!(postman.round(portal).await, []);
    site.clock.advance_millis(6 * MINUTE);
    anna.bid(&lot, 120_000).await.unwrap();
    ben.bid(&lot, 125_000).await.unwrap();
    work(&site).await;
    assert_eq!(postman.round(portal).await.len(), 1);
}

#[tokio::test]
async fn one_press_switches_one_kind_off() {
    let site = TestPortal::new().await;
    let (lot, anna, ben) = stage(&site).await;
    let (portal, postman) = (&site.portal, Postman::new());
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    work(&site).await;
    let mail = postman.round(portal).await.remove(0);
    let post = header(&mail, "List-Unsubscribe-Post");
    assert_eq!(post.as_deref(), Some("List-Unsubscribe=One-Click"));
    let link = header(&mail, "List-Unsubscribe").unwrap();
    let link = link.trim_matches(['<', '>']).to_owned();
    let (before, token) = link.rsplit_once('/').unwrap();
    assert_eq!(before, "http://127.0.0.1:3000/mail/off");
    assert_eq!(
        portal.mail_off_kind(token).await,
        Ok(NoticeKind::Outbid.into())
    );
    let forged = token.replacen("OUTBID", "WON", 1);
    assert_eq!(portal.switch_mail_off(&forged).await, Err(Error::NotFound));
    for _ in 0..2 {
        assert_eq!(
            portal.switch_mail_off(token).await,
            Ok(NoticeKind::Outbid.into())
        );
    }
    let off = portal.mail_settings(&anna.account).await.unwrap().off;
    assert_eq!(off, [NoticeKind::Outbid]);
    site.clock.advance_millis(6 * MINUTE);
    anna.bid(&lot, 110_000).await.unwrap();
    ben.bid(&lot, 115_000).await.unwrap();
    work(&site).await;
    assert_eq!(postman.round(portal).await, [], "not by mail");
    let unread = portal.unread_notices(&anna.account).await.unwrap();
    assert!(unread > 0, "in the portal as before");
    site.pass(2 * HOUR).await;
    work(&site).await;
    let mails = postman.round(portal).await;
    assert_eq!(kinds(&mails), [NoticeKind::NotWon], "as before");
}

#[tokio::test]
async fn quiet_hours_hold_mails_back_but_for_outbid() {
    let site = TestPortal::new().await;
    let (lot, anna, ben) = stage(&site).await;
    let (portal, postman) = (&site.portal, Postman::new());
    // From 8 to 18 o'clock; the portal of the tests begins at 9.
    set(&site, &anna.account, Quiet::new(8 * 60, 18 * 60).ok()).await;
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    work(&site).await;
    assert_eq!(postman.round(portal).await.len(), 1, "at once");
    site.pass(2 * HOUR).await;
    work(&site).await;
    assert_eq!(postman.round(portal).await, [], "the result waits");
    site.clock.advance_millis(8 * HOUR);
    let mails = postman.round(portal).await;
    assert_eq!(kinds(&mails), [NoticeKind::NotWon], "nothing is lost");
}

#[tokio::test]
async fn without_an_address_and_after_it_is_gone_nobody_is_written_to() {
    let site = TestPortal::new().await;
    let (lot, anna, ben) = stage(&site).await;
    let own = super::signed_in(&site.portal, "anna").await;
    own.remove_mail_address(&anna.account).await.unwrap();
    let postman = Postman::new();
    assert_eq!(
        postman.round(&site.portal).await.len(),
        1,
        "that it is gone"
    );
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    work(&site).await;
    assert_eq!(postman.round(&site.portal).await, []);
}
