//! Why a lot does not fit: nothing is shown below five answers, words to the centre alone, and nobody
//! else is shown anything.

use domain::accounts::{Grant, Role, Scope};
use domain::feedback::FeedbackReason;
use domain::ids::LotCode;
use service::testing::{TestBidder, TestPortal};
use service::{Error, Portal};

const CODE: &str = "P2026-ENER-0001";
/// Words that stand nowhere but where the centre reads them.
const CANARY: &str = "反馈金丝雀";

/// So many people who follow the lot and have said the same.
async fn answers<'p>(
    site: &'p TestPortal,
    lot: &LotCode,
    from: u32,
    to: u32,
) -> Vec<TestBidder<'p>> {
    let mut all = Vec::new();
    for number in from..to {
        let who = site.bidder(&format!("bidder{number}")).await;
        site.portal
            .set_follow(&who.account, lot, true)
            .await
            .unwrap();
        let reasons = [FeedbackReason::Price, FeedbackReason::Other];
        let words = format!("{CANARY}{number}");
        let given = site
            .portal
            .give_feedback(&who.account, lot, &reasons, &words);
        given.await.unwrap();
        all.push(who);
    }
    all
}

#[tokio::test]
async fn four_answers_show_nothing_and_five_show_counts() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let lot = site.open_lot(CODE, false).await;
    let (liaison, centre) = (site.liaison().await, site.centre().await.account);
    answers(&site, &lot, 0, 4).await;
    for who in [&liaison, &centre] {
        let page = portal.feedback_page(who, &lot).await.unwrap();
        assert_eq!(page.summary, None);
        assert!(!format!("{page:?}").contains(CANARY));
    }
    answers(&site, &lot, 4, 5).await;
    let page = portal.feedback_page(&liaison, &lot).await.unwrap();
    let seen = page.summary.unwrap();
    assert_eq!(seen.answers, 5);
    assert_eq!(seen.counts[0], (FeedbackReason::Price, 5));
    assert_eq!(seen.counts[1], (FeedbackReason::Maturity, 0));
    assert_eq!(seen.words, [""; 0], "words are not the owner's to read");
    let page = portal.feedback_page(&centre, &lot).await.unwrap();
    let words = page.summary.unwrap().words;
    assert_eq!(words.len(), 5);
    assert!(words.iter().all(|one| one.starts_with(CANARY)));
}

#[tokio::test]
async fn whoever_changes_his_answer_counts_once_and_whoever_goes_no_more() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let lot = site.open_lot(CODE, false).await;
    let centre = site.centre().await.account;
    let all = answers(&site, &lot, 0, 5).await;
    let (first, last) = (&all[0].account, &all[4].account);
    let reasons = [FeedbackReason::Need];
    let given = portal.give_feedback(first, &lot, &reasons, "");
    given.await.unwrap();
    let own = portal.own_feedback(first, &lot).await.unwrap();
    assert_eq!(own.given.unwrap().reasons(), reasons);
    let page = portal.feedback_page(&centre, &lot).await.unwrap();
    let seen = page.summary.unwrap();
    assert_eq!(seen.answers, 5);
    assert_eq!(seen.counts[0], (FeedbackReason::Price, 4));
    assert_eq!(seen.counts[2], (FeedbackReason::Need, 1));
    portal
        .erase_own_account(last, "test-password")
        .await
        .unwrap();
    let page = portal.feedback_page(&centre, &lot).await.unwrap();
    assert_eq!(page.summary, None, "four are left");
}

#[tokio::test]
async fn nobody_else_sees_anything_of_it() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let lot = site.open_lot(CODE, false).await;
    let all = answers(&site, &lot, 0, 6).await;
    let foreign = site.institution("钟陵理工大学（示例）").await;
    let grant = Grant {
        role: Role::Liaison,
        scope: Scope::Institution(foreign.id),
    };
    let far = site.account("far", vec![grant], Some(foreign.id)).await;
    let mut strangers = vec![all[0].account.clone(), far];
    for role in Role::ALL.iter().filter(|role| **role != Role::Centre) {
        let grant = Grant {
            role: *role,
            scope: Scope::Province,
        };
        let login = format!("only-{}", role.code().to_lowercase());
        strangers.push(site.account(&login, vec![grant], None).await);
    }
    for who in &strangers {
        let page = portal.feedback_page(who, &lot).await;
        assert_eq!(page, Err(Error::Forbidden), "{}", who.login);
        let own = portal.own_feedback(who, &lot).await.unwrap();
        assert!(!own.may_read);
        let shown = [
            format!("{:?}", portal.lot_page(&lot, Some(who)).await.unwrap()),
            format!("{:?}", portal.visitor(Some(who)).await.unwrap()),
        ];
        assert!(shown.iter().all(|one| !one.contains(CANARY)));
    }
    // One's own answer is one's own.
    let own = portal.own_feedback(&all[1].account, &lot).await.unwrap();
    let said = own.given.unwrap();
    assert_eq!(said.words(), format!("{CANARY}1"));
    let file = portal.export_own_data(&all[1].account).await.unwrap();
    let file = String::from_utf8(file).unwrap();
    assert!(file.contains(&format!("{CANARY}1")) && !file.contains(&format!("{CANARY}2")));
}

#[tokio::test]
async fn only_whoever_takes_part_may_answer_and_not_the_owner() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let lot = site.open_lot(CODE, false).await;
    let give = async |who, reasons: &[FeedbackReason], words: &str| {
        let portal: &Portal = &site.portal;
        portal.give_feedback(who, &lot, reasons, words).await
    };
    let price = [FeedbackReason::Price];
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let stranger = Err(Error::invalid("FEEDBACK_STRANGER"));
    assert_eq!(give(&anna.account, &price, "").await, stranger);
    anna.enrol(&lot).await.unwrap();
    assert_eq!(give(&anna.account, &price, "").await, Ok(()), "enrolled");
    let liaison = site.liaison().await;
    portal.set_follow(&liaison, &lot, true).await.unwrap();
    assert_eq!(give(&liaison, &price, "").await, stranger, "the owner's");
    portal.set_follow(&ben.account, &lot, true).await.unwrap();
    for (reasons, words, code) in [
        (&[][..], "x".to_owned(), "FEEDBACK_REASON"),
        (
            &[FeedbackReason::Other][..],
            " ".to_owned(),
            "FEEDBACK_WORDS",
        ),
        (&price[..], "长".repeat(201), "FEEDBACK_LENGTH"),
    ] {
        let refused = give(&ben.account, reasons, &words).await;
        assert_eq!(refused, Err(Error::invalid(code)));
        let own = portal.own_feedback(&ben.account, &lot).await.unwrap();
        assert_eq!(own.given, None, "nothing was kept");
    }
    let hidden = LotCode::parse("P2026-ENER-9999").unwrap();
    let given = portal.give_feedback(&ben.account, &hidden, &price, "");
    assert_eq!(given.await, Err(Error::NotFound));
}
