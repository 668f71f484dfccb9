//! From a 《活动联络员信息表》 to a named liaison and nominated experts, and back.

use super::commits::{fates, site};
use super::workbooks::{self as make, Row, expert, liaison, set};
use domain::accounts::Account;
use domain::audit::{Act, Query};
use domain::collection::Form;
use domain::ids::ImportId;
use domain::time::Date;
use domain::views::{ParticipationPage, RowFate};
use service::Error;
use service::imports::CommitMode;
use service::testing::TestPortal;

const OPEN: Date = Date::of(2026, 11, 30);
const REPLACING: CommitMode = CommitMode {
    only_good: false,
    replace: true,
    cleared: true,
};

async fn upload(site: &TestPortal, account: &Account, rows: &[Row]) -> ImportId {
    let bytes = make::form(Form::Liaison, rows);
    let uploaded = site.portal.upload_form(account, "联络员信息表.xlsx", bytes);
    uploaded.await.expect("a form")
}

async fn page(site: &TestPortal, account: &Account) -> ParticipationPage {
    site.portal.participation_page(account).await.unwrap()
}

/// Name and mobile number of the active liaison, and how many experts there are.
async fn stands(site: &TestPortal, account: &Account) -> (Option<(String, String)>, usize) {
    let joined = page(site, account).await.joined.expect("it has joined");
    let card = joined.card.map(|card| (card.name, card.phone));
    (card, joined.experts.len())
}

fn code(error: Error) -> String {
    match error {
        Error::Invalid { code, .. } => code.into_owned(),
        other => other.to_string(),
    }
}

fn named(name: &str, phone: &str) -> Option<(String, String)> {
    Some((name.to_owned(), phone.to_owned()))
}

#[tokio::test]
async fn a_form_names_the_liaison_and_nominates_experts_once() {
    let (site, account) = site(OPEN).await;
    let portal = &site.portal;
    let rows = [expert(1), expert(2), liaison(3)];
    let id = upload(&site, &account, &rows).await;
    // An institution that has not joined is told so, and nothing is written.
    let shown = portal.import_preview(&account, id).await.unwrap();
    assert_eq!(fates(&shown, RowFate::Refused), 3);
    assert_eq!(shown.errors[0].code, "NOT_TAKING_PART");
    let refused = portal.commit_import(&account, id, false).await;
    assert_eq!(code(refused.unwrap_err()), "IMPORT_HAS_ERRORS");

    portal.join_season(&account).await.unwrap();
    let shown = portal.import_preview(&account, id).await.unwrap();
    assert_eq!(fates(&shown, RowFate::New), 3);
    assert_eq!(stands(&site, &account).await, (None, 0));
    let done = portal.commit_import(&account, id, false).await.unwrap();
    assert_eq!(done.committed.map(|(_, count)| count), Some(3));
    assert_eq!(fates(&done, RowFate::Unchanged), 3);
    let first = named("甲示例", "19900010003");
    assert_eq!(stands(&site, &account).await, (first, 2));
    // The same form again says nothing new.
    let again = upload(&site, &account, &rows).await;
    let shown = portal.import_preview(&account, again).await.unwrap();
    assert_eq!(fates(&shown, RowFate::Unchanged), 3);
    // An expert with other details is no other expert.
    let mut other = expert(1);
    set(&mut other, "所在部门", "成果转化中心");
    let known = upload(&site, &account, &[other]).await;
    let shown = portal.import_preview(&account, known).await.unwrap();
    assert_eq!(shown.errors[0].code, "EXPERT_KNOWN");

    let centre = site.centre().await.account;
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    let count = |act| record.rows.iter().filter(|row| row.act == act).count();
    assert_eq!(
        (
            count(Act::LiaisonName),
            count(Act::ExpertNominate),
            count(Act::ImportCommit)
        ),
        (1, 2, 1)
    );
    let text = format!("{:?}", record.rows);
    assert!(!text.contains("1990001"), "no number is in the record");
}

#[tokio::test]
async fn another_liaison_is_replaced_only_when_that_is_wanted() {
    let (site, account) = site(OPEN).await;
    let portal = &site.portal;
    portal.join_season(&account).await.unwrap();
    let first = upload(&site, &account, &[liaison(3)]).await;
    portal.commit_import(&account, first, false).await.unwrap();
    let mut row = liaison(4);
    set(&mut row, "姓名", "乙示例");
    let second = upload(&site, &account, &[row, expert(5)]).await;
    let shown = portal.import_preview(&account, second).await.unwrap();
    assert_eq!(
        (fates(&shown, RowFate::Changed), fates(&shown, RowFate::New)),
        (1, 1)
    );
    let change = &shown.rows[0].changes[0];
    assert_eq!(
        (
            change.column.as_str(),
            change.old.as_str(),
            change.new.as_str()
        ),
        ("姓名", "甲示例", "乙示例")
    );
    // Strict: all or nothing. Partial: the others.
    let refused = portal.commit_import(&account, second, false).await;
    assert_eq!(code(refused.unwrap_err()), "LIAISON_ALREADY_SET");
    let before = named("甲示例", "19900010003");
    assert_eq!(stands(&site, &account).await, (before.clone(), 0));
    portal
        .commit_import_as(&account, second, REPLACING)
        .await
        .unwrap();
    assert_eq!(
        stands(&site, &account).await,
        (named("乙示例", "19900010004"), 1)
    );
    let history = page(&site, &account).await.joined.unwrap().liaisons;
    assert_eq!(history.len(), 2, "the one before stays on record");

    // Taken back as a whole: the one before again, and no expert.
    portal.undo_import(&account, second).await.unwrap();
    assert_eq!(stands(&site, &account).await, (before, 0));
    let twice = portal.undo_import(&account, second).await;
    assert_eq!(code(twice.unwrap_err()), "IMPORT_UNDONE");
    portal.undo_import(&account, first).await.unwrap_err();
}

#[tokio::test]
async fn what_others_have_built_on_is_not_taken_back() {
    let (site, account) = site(OPEN).await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    portal.join_season(&account).await.unwrap();
    let id = upload(&site, &account, &[liaison(3), expert(5)]).await;
    portal.commit_import(&account, id, false).await.unwrap();
    let joined = page(&site, &account).await.joined.unwrap();
    let expert = joined.experts[0].id;
    portal.decide_expert(&centre, expert, true).await.unwrap();
    let undone = portal.undo_import(&account, id).await;
    assert_eq!(code(undone.unwrap_err()), "IMPORT_UNDO_PEOPLE");
    assert_eq!(
        stands(&site, &account).await,
        (named("甲示例", "19900010003"), 1),
        "nothing was undone"
    );
    portal.decide_expert(&centre, expert, false).await.unwrap();
    portal.undo_import(&account, id).await.unwrap();
    assert_eq!(stands(&site, &account).await, (None, 0));
}

#[tokio::test]
async fn the_centre_imports_for_units_whose_liaison_can_sign_in() {
    let (site, account) = site(OPEN).await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    portal.join_season(&account).await.unwrap();
    let mut own = liaison(3);
    set(&mut own, "姓名", account.display_name.clone());
    let mut unknown = expert(7);
    set(&mut unknown, "单位名称", "无此单位（示例）");
    let id = upload(&site, &centre, &[own, expert(5), unknown]).await;
    let shown = portal.import_preview(&centre, id).await.unwrap();
    // The form says of which unit it is.
    assert_eq!(shown.errors[0].code, "ORG_MISMATCH");
    let mode = CommitMode {
        only_good: true,
        replace: false,
        cleared: true,
    };
    let done = portal.commit_import_as(&centre, id, mode).await.unwrap();
    assert_eq!(done.committed.map(|(_, count)| count), Some(2));
    let (card, experts) = stands(&site, &account).await;
    assert_eq!(
        (card.map(|(_, phone)| phone).as_deref(), experts),
        (Some("19900010003"), 1)
    );
    // Somebody of another name has no account; the centre's own is none of the unit.
    let id = upload(&site, &centre, &[liaison(8)]).await;
    let shown = portal.import_preview(&centre, id).await.unwrap();
    assert_eq!(shown.errors[0].code, "LIAISON_PERSON");
}
