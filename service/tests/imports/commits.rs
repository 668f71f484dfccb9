//! From an upload to lots: when institutions may commit, and what the unit has stored already.

use super::workbooks::{self as make, Row, UNIT, patent, set};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::audit::{Act, Query};
use domain::collection::Form;
use domain::ids::ImportId;
use domain::institutions::InstitutionKind;
use domain::seasons::Season;
use domain::time::Date;
use domain::views::{ImportPreview, RowFate};
use service::Error;
use service::testing::{TestPortal, institution};

/// A portal whose season takes lots until this day, and a liaison of the unit of the forms. The
/// clock stands on 2026-11-18.
pub async fn site(until: Date) -> (TestPortal, Account) {
    let site = TestPortal::new().await;
    let season = Season {
        submission_deadline: Some(until),
        ..site.season.clone()
    };
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    let unit = institution(UNIT, InstitutionKind::University);
    let unit = tx.insert_institution(&unit).await.unwrap();
    tx.commit().await.unwrap();
    let grant = Grant {
        role: Role::Liaison,
        scope: Scope::Institution(unit),
    };
    let liaison = site.account("liaison", vec![grant], Some(unit)).await;
    (site, liaison)
}

/// Rows from `from` to `to`, each recommended for the roadshow.
fn recommended(from: u32, to: u32) -> Vec<Row> {
    let one = |n| {
        let mut row = patent(n);
        set(&mut row, "是否推荐现场路演", "是");
        row
    };
    (from..=to).map(one).collect()
}

pub async fn upload(site: &TestPortal, account: &Account, rows: &[Row]) -> ImportId {
    let bytes = make::form(Form::Patent, rows);
    let uploaded = site.portal.upload_form(account, "征集表.xlsx", bytes);
    uploaded.await.expect("a form")
}

pub fn fates(preview: &ImportPreview, fate: RowFate) -> usize {
    preview.rows.iter().filter(|row| row.fate == fate).count()
}

#[tokio::test]
async fn institutions_submit_until_the_deadline_and_the_centre_always() {
    let (site, liaison) = site(Date::of(2026, 11, 17)).await;
    let centre = site.centre().await.account;
    let late = upload(&site, &liaison, &[patent(1)]).await;
    // The form can still be looked at.
    let shown = site.portal.import_preview(&liaison, late).await.unwrap();
    assert_eq!(fates(&shown, RowFate::New), 1);
    let closed = Error::Invalid {
        code: "SUBMISSION_CLOSED".into(),
        args: vec![("date".into(), "2026-11-17".into())],
    };
    let refused = site.portal.commit_import(&liaison, late, false).await;
    assert_eq!(refused.unwrap_err(), closed);
    let by_centre = upload(&site, &centre, &[patent(1)]).await;
    let done = site
        .portal
        .commit_import(&centre, by_centre, false)
        .await
        .unwrap();
    assert_eq!(done.committed.map(|(_, count)| count), Some(1));
    let record = site.portal.audit_page(&centre, &Query::default()).await;
    let rows = record.unwrap().rows;
    let acts: Vec<Act> = rows.iter().rev().map(|row| row.act).collect();
    let refused = [Act::ImportUpload];
    let done = [Act::ImportUpload, Act::LotImport, Act::ImportCommit];
    assert_eq!(acts, [refused.as_slice(), done.as_slice()].concat());
}

#[tokio::test]
async fn the_centre_reopens_for_one_institution_and_no_other() {
    let (site, liaison) = site(Date::of(2026, 11, 17)).await;
    let centre = site.centre().await.account;
    site.portal.join_season(&liaison).await.unwrap();
    let part = site.part_of(liaison.institution.unwrap()).await;
    let id = upload(&site, &liaison, &[patent(1)]).await;
    let until = Date::of(2026, 11, 18);
    let reopened = site
        .portal
        .reopen_submission(&centre, part, until, "证书补办");
    reopened.await.unwrap();
    let done = site.portal.commit_import(&liaison, id, false).await;
    assert_eq!(done.unwrap().committed.map(|(_, count)| count), Some(1));
    let id = upload(&site, &liaison, &[patent(2)]).await;
    site.clock.advance_millis(86_400_000);
    let late = site.portal.commit_import(&liaison, id, false).await;
    assert_eq!(late.unwrap_err().to_string(), "SUBMISSION_CLOSED");
}

#[tokio::test]
async fn a_kind_that_the_season_does_not_admit_submits_nothing() {
    let (site, liaison) = site(Date::of(2026, 12, 31)).await;
    let id = upload(&site, &liaison, &[patent(1)]).await;
    let mut season = site.portal.current_season().await.unwrap();
    season.institution_kinds = vec![InstitutionKind::Institute];
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    let refused = site.portal.commit_import(&liaison, id, false).await;
    let refused = refused.unwrap_err().to_string();
    assert_eq!(refused, "INSTITUTION_KIND_NOT_ADMITTED");
    let shown = site.portal.import_preview(&liaison, id).await.unwrap();
    assert_eq!((fates(&shown, RowFate::New), shown.committed), (1, None));
}

#[tokio::test]
async fn the_day_of_the_deadline_and_the_day_before_collection() {
    let (site, liaison) = site(Date::of(2026, 11, 18)).await;
    let id = upload(&site, &liaison, &[patent(1)]).await;
    let done = site
        .portal
        .commit_import(&liaison, id, false)
        .await
        .unwrap();
    assert_eq!(done.committed.map(|(_, count)| count), Some(1));

    let mut season = site.portal.current_season().await.unwrap();
    season.submission_deadline = Some(Date::of(2026, 12, 31));
    season.stages[0].start_on = Some(Date::of(2026, 11, 19));
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    let early = upload(&site, &liaison, &[patent(2)]).await;
    let refused = site.portal.commit_import(&liaison, early, false).await;
    let Error::Invalid { code, args } = refused.unwrap_err() else {
        panic!("a rule refuses")
    };
    assert_eq!(code, "SUBMISSION_NOT_OPEN");
    assert_eq!(args, [("date".to_owned(), "2026-11-19".to_owned())]);
}

#[tokio::test]
async fn what_the_unit_has_stored_counts_for_the_roadshow() {
    let (site, liaison) = site(Date::of(2026, 11, 30)).await;
    let portal = &site.portal;
    let first = upload(&site, &liaison, &recommended(1, 8)).await;
    let done = portal.commit_import(&liaison, first, false).await.unwrap();
    assert_eq!(fates(&done, RowFate::Unchanged), 8);

    // Eight are stored and stand in this form again; two more make ten, the third is too many.
    let mut rows = recommended(1, 11);
    rows.push(patent(12));
    rows.remove(0);
    let second = upload(&site, &liaison, &rows).await;
    let shown = portal.import_preview(&liaison, second).await.unwrap();
    assert_eq!(fates(&shown, RowFate::Unchanged), 7);
    assert_eq!(
        (fates(&shown, RowFate::New), fates(&shown, RowFate::Refused)),
        (3, 1)
    );
    let fault = &shown.errors[0];
    assert_eq!((fault.row, fault.code.as_str()), (13, "QUOTA_ROADSHOW_MAX"));
    assert_eq!(fault.message_zh, "每家单位推荐现场路演不超过10项");
    assert_eq!(
        (fault.column.as_str(), fault.value.as_str()),
        ("是否推荐现场路演", "是")
    );
    let refused = portal.commit_import(&liaison, second, false).await;
    assert_eq!(refused.unwrap_err(), Error::invalid("IMPORT_HAS_ERRORS"));
    let done = portal.commit_import(&liaison, second, true).await.unwrap();
    assert_eq!(done.committed.map(|(_, count)| count), Some(3));

    // The preview of a committed form reads the same for ever: the last row is still refused.
    let shown = portal.import_preview(&liaison, second).await.unwrap();
    assert_eq!(
        (
            fates(&shown, RowFate::Unchanged),
            fates(&shown, RowFate::Refused)
        ),
        (10, 1)
    );
}

#[tokio::test]
async fn a_season_without_that_number_takes_any() {
    let (site, liaison) = site(Date::of(2026, 11, 30)).await;
    let season = Season {
        roadshow_max: None,
        ..site.portal.current_season().await.unwrap()
    };
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    let id = upload(&site, &liaison, &recommended(1, 14)).await;
    let done = site
        .portal
        .commit_import(&liaison, id, false)
        .await
        .unwrap();
    assert_eq!(fates(&done, RowFate::Unchanged), 14);
}
