//! What somebody does with his own account, and the rows that it writes.

use super::Reader;
use crate::articles::article;
use crate::mail::{Postman, code, has_address};
use crate::push::{Browser, PushService};
use domain::audit::{Act, ObjectKind};
use domain::feedback::FeedbackReason;
use domain::ids::LotCode;
use domain::notices::{NoticeBody, NoticeKind, Preferences};
use domain::webhooks::{Address, DeliveryProblem, WebhookDraft};
use service::testing::TestPortal;
use service::webhooks::{Post, Transport, deliver};
use store::{NewDelivery, NewPush};

/// What somebody does with his own account.
pub(super) async fn own_affairs(site: &TestPortal, reader: &mut Reader<'_>) {
    let portal = &site.portal;
    let gone = site.bidder("gone").await.account;
    let lot = site.open_lot("P2026-ENER-0091", false).await;
    reader.next().await;
    let set = portal.set_notice_settings(&gone, Preferences::default());
    set.await.unwrap();
    let secret = portal.renew_calendar_link(&gone).await.unwrap();
    portal.export_own_data(&gone).await.unwrap();
    portal.export_own_files(&gone).await.unwrap();
    portal.set_follow(&gone, &lot, true).await.unwrap();
    let words = "许可费一次付清有困难";
    let reasons = [FeedbackReason::Price];
    portal
        .give_feedback(&gone, &lot, &reasons, words)
        .await
        .unwrap();
    let erased = portal.erase_own_account(&gone, "wrong").await;
    assert!(erased.is_err());
    let erased = portal.erase_own_account(&gone, "test-password").await;
    erased.unwrap();
    let acts = [
        Act::NoticesSet,
        Act::CalendarLink,
        Act::AccountExport,
        Act::AccountExport,
        Act::FeedbackGive,
        Act::AccountErase,
    ];
    let rows = reader.wrote(&acts).await;
    assert!(rows.iter().all(|row| row.actor == Some(gone.id)));
    let said = format!("{rows:?}");
    assert!(!said.contains(&secret) && !said.contains(&gone.display_name));
    assert!(
        !said.contains(words),
        "what was said stays out of the record"
    );
}

/// What the centre writes.
pub(super) async fn articles(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let saved = portal.save_article(&centre, None, article("关于示例的通知"));
    let id = saved.await.unwrap();
    let rows = reader.wrote(&[Act::ArticleSave]).await;
    assert_eq!(rows[0].kind, ObjectKind::Article);
    portal.publish_article(&centre, id, true).await.unwrap();
    portal.publish_article(&centre, id, true).await.unwrap();
    reader.wrote(&[Act::ArticlePublish]).await;
    portal.publish_article(&centre, id, false).await.unwrap();
    reader.wrote(&[Act::ArticleWithdraw]).await;
}

/// From an address that is asked for to a password that is recovered with it; no row says where mails go.
pub(super) async fn mails(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, postman) = (&site.portal, Postman::new());
    let owner = site.bidder("letters").await.account;
    has_address(portal, &owner, "letters@example.com").await;
    let acts = [Act::SignIn, Act::MailAddressAsk, Act::MailAddressConfirm];
    let mut rows = reader.wrote(&acts).await;
    portal.ask_recovery("letters", true).await.unwrap();
    portal.ask_recovery("nobody", true).await.unwrap();
    let mail = postman.round(portal).await.remove(0);
    let sent = reader.wrote(&[Act::RecoveryMail]).await;
    assert_eq!(sent[0].actor, None, "the clock");
    let password = "drei Worte am Hammer";
    let typed = code(&mail);
    let recovered = portal.recover_password(&typed, password.into());
    recovered.await.unwrap();
    rows.extend(reader.wrote(&[Act::PasswordRecover]).await);
    portal
        .set_mail_off(&owner, vec![NoticeKind::Won])
        .await
        .unwrap();
    rows.extend(reader.wrote(&[Act::NoticesSet]).await);
    let signed = portal.sign_in("letters", password).await.unwrap();
    let own = portal.clone().in_login(&signed.token);
    own.remove_mail_address(&owner).await.unwrap();
    let acts = [Act::SignIn, Act::MailAddressRemove];
    rows.extend(reader.wrote(&acts).await);
    assert!(rows.iter().all(|row| row.actor == Some(owner.id)));
    let said = format!("{rows:?}");
    assert!(!said.contains("example.com") && !said.contains(&code(&mail)));
}

/// A receiver that is never there.
struct Nobody;

impl Transport for Nobody {
    async fn post(&self, _: &Post) -> Result<u16, DeliveryProblem> {
        Err(DeliveryProblem::Unreachable)
    }
}

/// What somebody does with his webhooks, and what the portal does with one that nobody answers.
pub(super) async fn webhooks(site: &TestPortal, reader: &mut Reader<'_>) {
    let portal = &site.portal;
    let owner = site.bidder("hooks").await.account;
    let address = Address::parse("https://example.org/canary-path?canary-key").unwrap();
    let kinds = NoticeKind::ALL.to_vec();
    let made = portal.create_webhook(
        &owner,
        WebhookDraft {
            name: String::new(),
            address,
            kinds,
        },
    );
    let made = made.await.unwrap();
    let id = made.webhook.id;
    let named = WebhookDraft {
        name: "canary-name".into(),
        address: made.webhook.address.clone(),
        kinds: made.webhook.kinds.clone(),
    };
    for _ in 0..2 {
        portal
            .change_webhook(&owner, id, named.clone())
            .await
            .unwrap();
    }
    for on in [false, false, true] {
        portal.switch_webhook(&owner, id, on).await.unwrap();
    }
    portal.test_webhook(&owner, id).await.unwrap();
    let log = portal.webhooks_page(&owner).await.unwrap().deliveries;
    portal.switch_webhook(&owner, id, false).await.unwrap();
    portal.switch_webhook(&owner, id, true).await.unwrap();
    portal.resend_delivery(&owner, log[0].id).await.unwrap();
    portal.delete_webhook(&owner, id).await.unwrap();
    assert!(portal.delete_webhook(&owner, id).await.is_err());
    let acts = [
        Act::WebhookCreate,
        Act::WebhookChange,
        Act::WebhookSwitch,
        Act::WebhookSwitch,
        Act::WebhookTest,
        Act::WebhookSwitch,
        Act::WebhookSwitch,
        Act::WebhookResend,
        Act::WebhookDelete,
    ];
    let rows = reader.wrote(&acts).await;
    assert!(rows.iter().all(|row| row.actor == Some(owner.id)));
    let said = format!("{rows:?}");
    assert!(said.contains("example.org"));
    assert!(!said.contains("canary") && !said.contains(&made.secret));
    given_up(site, reader, &owner).await;
}

async fn given_up(site: &TestPortal, reader: &mut Reader<'_>, owner: &domain::accounts::Account) {
    let portal = &site.portal;
    let lot = site.lot("P2026-ENER-0909", false).await;
    let address = Address::parse("https://example.org/").unwrap();
    let kinds = NoticeKind::ALL.to_vec();
    let made = portal.create_webhook(
        owner,
        WebhookDraft {
            name: String::new(),
            address,
            kinds,
        },
    );
    let id = made.await.unwrap().webhook.id;
    reader.wrote(&[Act::WebhookCreate]).await;
    let mut tx = portal.store().write().await.unwrap();
    let long_ago = portal.now().plus_millis(-5 * 86_400_000);
    tx.note_webhook(id, Some(long_ago)).await.unwrap();
    let new = NewDelivery {
        webhook: id,
        message: "msg_given_up",
        about: Some((NoticeBody::Suspended.kind(), lot)),
        body: "{}",
        at: portal.now(),
    };
    tx.insert_delivery(&new).await.unwrap();
    tx.commit().await.unwrap();
    deliver(portal, &Nobody).await.unwrap();
    let rows = reader.wrote(&[Act::WebhookGiveUp]).await;
    assert_eq!(rows[0].actor, None, "the clock");
}

/// A browser that is told of notices, taken along by somebody else, ended, and forgotten by its push
/// service; no row says where messages go.
pub(super) async fn browsers(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, service) = (&site.portal, PushService::new());
    portal.keep_push_key(false).await.unwrap();
    let owner = site.bidder("browser").await.account;
    let next = site.bidder("browser2").await.account;
    let draft = Browser::new(7).draft();
    let add = |account| portal.add_push_browser(account, draft.clone(), false);
    add(&owner).await.unwrap();
    let mut rows = reader.wrote(&[Act::PushAdd]).await;
    assert_eq!(rows[0].actor, Some(owner.id));
    // Its push service gives it another address, and the first one back.
    let (first, second) = (Browser::new(7), Browser::new(8));
    for (before, after) in [(&first, &second), (&second, &first)] {
        let renewed = portal.renew_push_browser(before.proof(), after.draft());
        renewed.await.unwrap();
        let renewed = reader.wrote(&[Act::PushRenew]).await;
        assert_eq!(renewed[0].actor, Some(owner.id));
        rows.extend(renewed);
    }
    add(&next).await.unwrap();
    rows.extend(reader.wrote(&[Act::PushEnd, Act::PushAdd]).await);
    let settings = portal.notice_settings(&next).await.unwrap();
    let id = settings.push.browsers[0].id;
    portal.end_push_browser(&next, id).await.unwrap();
    portal.set_push_off(&next, vec![]).await.unwrap();
    rows.extend(reader.wrote(&[Act::PushEnd, Act::NoticesSet]).await);
    add(&owner).await.unwrap();
    rows.extend(reader.wrote(&[Act::PushAdd]).await);
    let mut tx = portal.store().write().await.unwrap();
    let browser = tx.push_browsers(owner.id).await.unwrap()[0].id;
    let new = NewPush {
        browser,
        topic: "topic",
        kind: NoticeKind::Won,
        body: "{}",
        from: portal.now(),
        until: portal.now().plus_millis(60_000),
    };
    tx.put_push(&new).await.unwrap();
    tx.commit().await.unwrap();
    service.answers(Ok(410));
    assert_eq!(service.round(portal).await.len(), 1);
    let gone = reader.wrote(&[Act::PushGone]).await;
    assert_eq!(gone[0].actor, None, "the clock");
    rows.extend(gone);
    let said = format!("{rows:?}");
    assert!(said.contains("updates.push.services.mozilla.com"));
    assert!(!said.contains("canary") && !said.contains("wpush"));
}

/// A package of two lots of a session, opened, offered and dissolved. On a portal of its own, because the
/// lot that it becomes gets the first number there.
pub(super) async fn packages(all: &mut Reader<'_>) {
    let site = TestPortal::new().await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let mut reader = Reader::new(&site, &centre).await;
    let (session, draft) = crate::packages::packed(&site).await;
    reader.next().await;
    let id = portal.open_package(&centre, session, draft).await.unwrap();
    let rows = reader.wrote(&[Act::PackageOpen]).await;
    assert_eq!(
        (rows[0].kind, &rows[0].object),
        (ObjectKind::Package, &id.to_string())
    );
    let lot = portal.offer_package(&centre, session, id).await.unwrap();
    reader.wrote(&[Act::LotPublish, Act::PackageOffer]).await;
    portal.dissolve_package(&centre, session, id).await.unwrap();
    let rows = reader
        .wrote(&[Act::LotWithdraw, Act::PackageDissolve])
        .await;
    assert_eq!(rows[0].object, lot.to_string());
    all.seen.extend(reader.seen);
}

/// A lot gets a tag, is taken off display; another one leaves with its season. On a portal of its own,
/// because everything on display leaves.
pub(super) async fn leaving(all: &mut Reader<'_>) {
    let site = TestPortal::new().await;
    let (portal, desk) = (&site.portal, site.centre().await);
    let centre = &desk.account;
    let mut reader = Reader::new(&site, centre).await;
    let mut lots = Vec::new();
    for code in ["P2026-ENER-0081", "P2026-ENER-0082"] {
        let id = site.lot(code, false).await;
        desk.publish(&[id]).await.unwrap();
        lots.push(LotCode::parse(code).unwrap());
    }
    reader.next().await;
    let tags = vec!["重大项目".to_owned()];
    let tagged = portal.set_lot_tags(centre, &lots[0], tags, "省重大专项");
    tagged.await.unwrap();
    reader.wrote(&[Act::LotTag]).await;
    let taken = portal.withdraw_lot(centre, &lots[0], "权利人要求");
    taken.await.unwrap();
    let rows = reader.wrote(&[Act::LotWithdraw]).await;
    assert_eq!(rows[0].reason.as_deref(), Some("权利人要求"));
    let mut season = portal.current_season().await.unwrap();
    season.end_on = portal.now().date().plus_days(-1);
    let mut tx = portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(service::workers::archive_unsold(portal).await, Ok(1));
    let rows = reader.wrote(&[Act::LotArchive]).await;
    assert_eq!(
        (rows[0].actor, &rows[0].object),
        (None, &lots[1].to_string())
    );
    all.seen.extend(reader.seen);
}
