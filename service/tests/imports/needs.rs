//! From a 《需求征集表》 to published needs, and back.

use super::commits::{fates, site};
use super::workbooks::{self as make, Row, set};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::audit::{Act, Query};
use domain::collection::Form;
use domain::ids::{ImportId, NeedCode};
use domain::institutions::InstitutionKind;
use domain::needs::{NeedState, NeedVerdict};
use domain::time::Date;
use domain::views::{NeedFile, RowFate};
use service::imports::UNDO_WITHIN_MS;
use service::testing::{TestPortal, institution};
use service::{Error, NeedAt};

/// Lots are not taken any more; needs are, all season long (CS-06).
pub const OVER: Date = Date::of(2026, 11, 1);

async fn upload(site: &TestPortal, who: &Account, rows: &[Row]) -> ImportId {
    let bytes = make::form(Form::Need, rows);
    let uploaded = site.portal.upload_form(who, "需求征集表.xlsx", bytes);
    uploaded.await.expect("a form")
}

pub async fn committed(site: &TestPortal, who: &Account, rows: &[Row]) -> ImportId {
    let id = upload(site, who, rows).await;
    let done = site.portal.commit_import(who, id, false).await;
    done.expect("a commit");
    id
}

pub fn code(number: u32) -> NeedCode {
    NeedCode::parse(&format!("X2026-SMFG-{number:04}")).expect("a code")
}

pub async fn file(site: &TestPortal, who: &Account, number: u32) -> Result<NeedFile, Error> {
    site.portal.need_file(who, &code(number)).await
}

/// The need as it stands now, to be changed.
pub async fn now(site: &TestPortal, who: &Account, number: u32) -> NeedAt {
    let version = file(site, who, number).await.expect("a need").version;
    NeedAt {
        code: code(number),
        version,
    }
}

async fn publish(site: &TestPortal, centre: &Account, number: u32) {
    let portal = &site.portal;
    let at = now(site, centre, number).await;
    let passed = portal.diagnose_need(centre, at, NeedVerdict::Passed, "", None);
    passed.await.expect("a diagnosis");
    let at = now(site, centre, number).await;
    portal.publish_need(centre, at).await.expect("published");
}

/// A liaison of another institution.
pub async fn other_unit(site: &TestPortal) -> Account {
    let unit = institution("另一示例大学（示例）", InstitutionKind::University);
    let mut tx = site.portal.store().write().await.unwrap();
    let unit = tx.insert_institution(&unit).await.unwrap();
    tx.commit().await.unwrap();
    let grant = Grant {
        role: Role::Liaison,
        scope: Scope::Institution(unit),
    };
    site.account("another", vec![grant], Some(unit)).await
}

pub fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

#[tokio::test]
async fn a_form_becomes_needs_once_and_says_what_it_changes() {
    let (site, liaison) = site(OVER).await;
    let portal = &site.portal;
    let mut rows: Vec<Row> = (1..=3).map(make::need).collect();
    let first = upload(&site, &liaison, &rows).await;
    let shown = portal.import_preview(&liaison, first).await.unwrap();
    assert_eq!(fates(&shown, RowFate::New), 3);
    let done = portal.commit_import(&liaison, first, false).await.unwrap();
    assert_eq!(done.committed.map(|(_, count)| count), Some(3));
    let desk = portal.need_desk(&liaison, None, (None, 1)).await.unwrap();
    let codes: Vec<String> = desk
        .lines
        .iter()
        .map(|line| line.code.to_string())
        .collect();
    assert_eq!(codes, [3, 2, 1].map(|number| code(number).to_string()));
    assert!(
        desk.lines
            .iter()
            .all(|line| line.state == NeedState::Submitted)
    );

    // The same form again says nothing new; a changed row is shown column by column and written.
    set(&mut rows[1], "意向投入金额（万元）", "150");
    set(&mut rows[1], "备注", "已与园区沟通");
    let again = upload(&site, &liaison, &rows).await;
    let shown = portal.import_preview(&liaison, again).await.unwrap();
    assert_eq!(
        (
            fates(&shown, RowFate::Unchanged),
            fates(&shown, RowFate::Changed)
        ),
        (2, 1)
    );
    let changes: Vec<_> = shown.rows[1]
        .changes
        .iter()
        .map(|one| (one.column.as_str(), one.old.as_str(), one.new.as_str()))
        .collect();
    assert_eq!(
        changes,
        [
            ("意向投入金额（万元）", "120", "150"),
            ("备注", "", "已与园区沟通")
        ]
    );
    let done = portal.commit_import(&liaison, again, false).await.unwrap();
    assert_eq!(done.committed.map(|(_, count)| count), Some(1));
    let told = file(&site, &liaison, 2).await.unwrap();
    assert!(told.cells.iter().any(|(_, value)| value == "已与园区沟通"));

    let centre = site.centre().await.account;
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    let count = |act| record.rows.iter().filter(|row| row.act == act).count();
    assert_eq!(
        (
            count(Act::NeedImport),
            count(Act::NeedReimport),
            count(Act::ImportCommit)
        ),
        (3, 1, 2)
    );
    assert!(count(Act::PersonalRead) > 0, "that the contact was read");
    let text = format!("{:?}", record.rows);
    assert!(!text.contains("19900001234"), "no number is in the record");
}

#[tokio::test]
async fn one_error_keeps_all_out_or_the_good_ones_come_in() {
    let (site, liaison) = site(OVER).await;
    let portal = &site.portal;
    let mut rows: Vec<Row> = (1..=3).map(make::need).collect();
    set(&mut rows[2], "意向投入金额（万元）", "面议");
    let id = upload(&site, &liaison, &rows).await;
    let strict = portal.commit_import(&liaison, id, false).await;
    assert_eq!(refused(strict), "IMPORT_HAS_ERRORS");
    assert_eq!(refused(file(&site, &liaison, 1).await), "NOT_FOUND");
    let partial = portal.commit_import(&liaison, id, true).await.unwrap();
    assert_eq!(partial.committed.map(|(_, count)| count), Some(2));
    assert_eq!(partial.errors[0].code, "NEED_INVESTMENT_REQUIRED");
    assert_eq!(refused(file(&site, &liaison, 3).await), "NOT_FOUND");
}

#[tokio::test]
async fn an_upload_is_taken_back_while_nothing_depends_on_it() {
    let (site, liaison) = site(OVER).await;
    let portal = &site.portal;
    let centre = site.centre().await.account;
    let mut rows: Vec<Row> = (1..=2).map(make::need).collect();
    let first = committed(&site, &liaison, &rows).await;
    set(&mut rows[0], "备注", "改过一次");
    let second = committed(&site, &liaison, &rows).await;
    // What a later upload changed is not the first one's any more.
    let depends = portal.undo_import(&liaison, first).await;
    assert_eq!(
        depends.unwrap_err(),
        Error::Invalid {
            code: "IMPORT_UNDO_DEPENDS".into(),
            args: vec![("code".into(), code(1).to_string())],
        }
    );
    portal.undo_import(&liaison, second).await.unwrap();
    let told = file(&site, &liaison, 1).await.unwrap();
    assert!(told.cells.iter().all(|(_, value)| value != "改过一次"));
    assert_eq!(
        refused(portal.undo_import(&liaison, second).await),
        "IMPORT_UNDONE"
    );

    // What was diagnosed stays, and so does everything of its upload.
    let third = committed(&site, &liaison, &[make::need(3), make::need(4)]).await;
    publish(&site, &centre, 4).await;
    let depends = portal.undo_import(&liaison, third).await;
    assert_eq!(refused(depends), "IMPORT_UNDO_DEPENDS");
    let kept = file(&site, &liaison, 3).await.unwrap().need.state;
    assert_eq!(kept, NeedState::Submitted);

    // A new one is closed, and the same may come in again.
    let fourth = committed(&site, &liaison, &[make::need(5)]).await;
    portal.undo_import(&liaison, fourth).await.unwrap();
    let closed = file(&site, &liaison, 5).await.unwrap().need.state;
    assert_eq!(closed, NeedState::Closed);
    let fifth = committed(&site, &liaison, &[make::need(5)]).await;
    assert_eq!(
        file(&site, &liaison, 6).await.unwrap().need.state,
        NeedState::Submitted
    );
    site.clock.advance_millis(UNDO_WITHIN_MS + 1);
    assert_eq!(
        refused(portal.undo_import(&liaison, fifth).await),
        "IMPORT_UNDO_LATE"
    );
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    let undone = record
        .rows
        .iter()
        .filter(|row| row.act == Act::NeedImportUndo);
    assert_eq!(undone.count(), 2, "one that was changed, one that was new");
}

#[tokio::test]
async fn a_need_that_has_moved_on_is_a_duplicate_in_both_languages() {
    let (site, liaison) = site(OVER).await;
    let centre = site.centre().await.account;
    committed(&site, &liaison, &[make::need(1)]).await;
    publish(&site, &centre, 1).await;
    let mut row = make::need(1);
    set(&mut row, "备注", "再报一次");
    let id = upload(&site, &liaison, &[row.clone()]).await;
    let shown = site.portal.import_preview(&liaison, id).await.unwrap();
    let fault = &shown.errors[0];
    assert_eq!(
        [
            fault.code.as_str(),
            fault.column.as_str(),
            fault.message_zh.as_str(),
            fault.message_en.as_str()
        ],
        [
            "NEED_DUPLICATE",
            "需求名称",
            "该需求已提交(X2026-SMFG-0001)",
            "This need has been submitted already (X2026-SMFG-0001)"
        ]
    );
    // Nor does another unit change what this one has handed in; the centre works for whom a form names.
    committed(&site, &liaison, &[make::need(2)]).await;
    let other = other_unit(&site).await;
    let mut row = make::need(2);
    set(&mut row, "备注", "别家");
    for (who, expected) in [(&other, RowFate::Refused), (&centre, RowFate::Changed)] {
        let id = upload(&site, who, &[row.clone()]).await;
        let shown = site.portal.import_preview(who, id).await.unwrap();
        assert_eq!(shown.rows[0].fate, expected, "{}", who.login);
    }
    assert_eq!(refused(file(&site, &other, 2).await), "NOT_FOUND");
}

#[tokio::test]
async fn only_the_centre_diagnoses_and_publishes_step_by_step() {
    let (site, liaison) = site(OVER).await;
    let portal = &site.portal;
    let centre = site.centre().await.account;
    let anna = site.bidder("anna").await.account;
    committed(&site, &liaison, &[make::need(1)]).await;
    let first = code(1);
    let page = || portal.need_page(&first);
    assert_eq!(refused(page().await), "NOT_FOUND");
    assert_eq!(refused(file(&site, &anna, 1).await), "NOT_FOUND");
    assert_eq!(
        refused(portal.need_desk(&anna, None, (None, 1)).await),
        "FORBIDDEN"
    );
    let at = now(&site, &centre, 1).await;
    for who in [&liaison, &anna] {
        let by = portal.publish_need(who, at.clone()).await;
        assert_eq!(refused(by), "FORBIDDEN");
        let by = portal.diagnose_need(who, at.clone(), NeedVerdict::Passed, "", None);
        assert_eq!(refused(by.await), "FORBIDDEN");
    }
    let early = portal.publish_need(&centre, at.clone()).await;
    assert_eq!(refused(early), "NEED_DIAGNOSIS_REQUIRED");
    let silent = portal.diagnose_need(&centre, at.clone(), NeedVerdict::Returned, " ", None);
    assert_eq!(refused(silent.await), "NEED_OPINION");
    let back = portal.diagnose_need(&centre, at.clone(), NeedVerdict::Returned, "指标偏少", None);
    back.await.unwrap();
    let stale = portal.publish_need(&centre, at).await;
    assert_eq!(stale.unwrap_err(), Error::Conflict);
    let told = file(&site, &liaison, 1).await.unwrap();
    assert_eq!(
        (told.need.state, told.opinion.as_str()),
        (NeedState::Returned, "指标偏少")
    );

    // Its unit hands it in anew; then it is diagnosed, published, seen, and closed.
    let mut row = make::need(1);
    set(&mut row, "备注", "指标已补充");
    committed(&site, &liaison, &[row]).await;
    publish(&site, &centre, 1).await;
    assert_eq!(page().await.unwrap().need.state, NeedState::Published);
    let list = portal.needs_page(None, 1).await.unwrap();
    assert_eq!((list.needs.len(), list.counts.len()), (1, 1));
    let at = now(&site, &centre, 1).await;
    let twice = portal.publish_need(&centre, at.clone()).await;
    assert_eq!(refused(twice), "NEED_STAGE_ORDER");
    let silent = portal.close_need(&liaison, at.clone(), "").await;
    assert_eq!(refused(silent), "NEED_OPINION");
    let by_others = portal.close_need(&anna, at.clone(), "不需要了").await;
    assert_eq!(refused(by_others), "FORBIDDEN");
    portal.close_need(&liaison, at, "已自行解决").await.unwrap();
    assert_eq!(refused(page().await), "NOT_FOUND");
    assert_eq!(portal.needs_page(None, 1).await.unwrap().needs, []);
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    let closed = record.rows.iter().find(|row| row.act == Act::NeedClose);
    let why = closed.and_then(|row| row.reason.clone());
    assert_eq!(why.as_deref(), Some("已自行解决"));
    for act in [Act::NeedDiagnose, Act::NeedPublish] {
        assert!(record.rows.iter().any(|row| row.act == act), "{act}");
    }
}
