//! The numbers of the season: shown, refused above, and waived with a reason.

use super::commits::{fates, site, upload};
use super::workbooks::{Row, UNIT, patent, set};
use domain::audit::{Act, Query};
use domain::seasons::{QuotaRule, Quotas, Season};
use domain::time::Date;
use domain::views::RowFate;
use domain::waivers::WaiverRule;
use service::Error;
use service::testing::TestPortal;

const OPEN: Date = Date::of(2026, 11, 30);

/// The season takes three lots of a unit in principle.
async fn three(site: &TestPortal) {
    let season = Season {
        quotas: Quotas {
            lots_max: Some(3),
            ..Quotas::default()
        },
        ..site.portal.current_season().await.unwrap()
    };
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
}

fn rows(from: u32, to: u32) -> Vec<Row> {
    (from..=to).map(patent).collect()
}

fn code(error: Error) -> String {
    match error {
        Error::Invalid { code, .. } => code.into_owned(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn more_than_the_plan_takes_is_refused_until_the_centre_waives_it() {
    let (site, liaison) = site(OPEN).await;
    three(&site).await;
    let portal = &site.portal;
    let first = upload(&site, &liaison, &rows(1, 2)).await;
    portal.commit_import(&liaison, first, false).await.unwrap();
    let second = upload(&site, &liaison, &rows(2, 5)).await;
    let shown = portal.import_preview(&liaison, second).await.unwrap();
    let fate: Vec<RowFate> = shown.rows.iter().map(|row| row.fate).collect();
    use RowFate::{New, Refused, Unchanged};
    assert_eq!(fate, [Unchanged, New, Refused, Refused]);
    assert_eq!(shown.errors[0].code, "QUOTA_INSTITUTION_MAX");
    assert_eq!(
        shown.errors[0].message_zh,
        "每家单位推荐总数原则上不超过3项"
    );
    let refused = portal.commit_import(&liaison, second, false).await;
    assert_eq!(refused.unwrap_err(), Error::invalid("IMPORT_HAS_ERRORS"));

    let centre = site.centre().await.account;
    let max = WaiverRule::LotsMax;
    let denied = portal.grant_waiver(&liaison, UNIT, max, "理由").await;
    assert_eq!(denied, Err(Error::Forbidden));
    let silent = portal.grant_waiver(&centre, UNIT, max, "  ").await;
    assert_eq!(code(silent.unwrap_err()), "REASON_LENGTH");
    let nobody = portal.grant_waiver(&centre, "无此单位", max, "理由").await;
    assert_eq!(code(nobody.unwrap_err()), "UNIT_UNKNOWN");
    let waiver = portal
        .grant_waiver(&centre, UNIT, max, "承担示例专项")
        .await
        .unwrap();
    let twice = portal.grant_waiver(&centre, UNIT, max, "又一次").await;
    assert_eq!(code(twice.unwrap_err()), "WAIVER_GRANTED");

    let shown = portal.import_preview(&liaison, second).await.unwrap();
    assert_eq!((fates(&shown, New), fates(&shown, Refused)), (3, 0));
    let warned: Vec<bool> = shown.rows.iter().map(|row| row.warned).collect();
    assert_eq!(warned, [false, false, true, true]);
    assert!(
        shown
            .warnings
            .iter()
            .all(|w| w.code == "QUOTA_INSTITUTION_MAX")
    );
    let done = portal.commit_import(&liaison, second, false).await.unwrap();
    assert_eq!(done.committed.map(|(_, count)| count), Some(3));
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    assert!(record.rows.iter().any(|row| row.act == Act::WaiverGrant));

    let desk = portal.quota_desk(&liaison).await.unwrap().unwrap();
    assert_eq!(
        (desk.unit.as_str(), desk.lines[0].count, desk.lines[0].met),
        (UNIT, 5, false)
    );
    assert_eq!(
        (desk.waived[0].rule, desk.waived[0].reason.as_str()),
        (max, "承担示例专项")
    );
    assert_eq!(portal.quota_desk(&centre).await.unwrap(), None);
    let page = portal.waivers_page(&centre, UNIT, None).await.unwrap();
    assert_eq!(page.lines, desk.waived);
    assert_eq!(page.desk, Some(desk));
    // Once it is ended the limit refuses again, and what was taken stays.
    portal
        .end_waiver(&centre, waiver, "专项已结束")
        .await
        .unwrap();
    let again = portal.end_waiver(&centre, waiver, "又一次").await;
    assert_eq!(again, Err(Error::NotFound));
    let third = upload(&site, &liaison, &rows(5, 6)).await;
    let shown = portal.import_preview(&liaison, third).await.unwrap();
    assert_eq!((fates(&shown, Unchanged), fates(&shown, Refused)), (1, 1));
    let page = portal.waivers_page(&centre, "", None).await.unwrap();
    assert_eq!((page.lines, page.desk), (Vec::new(), None));
}

#[tokio::test]
async fn counts_follow_what_is_submitted_and_taken_back() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let mut form = rows(1, 4);
    set(&mut form[0], "计划项目级别", "国家级");
    set(&mut form[0], "计划项目名称及编号", "示例项目（BE2026001）");
    set(&mut form[1], "是否推荐现场路演", "是");
    let id = upload(&site, &liaison, &form).await;
    let counts = || async {
        let desk = portal.quota_desk(&liaison).await.unwrap().unwrap();
        let of = |rule| {
            desk.lines
                .iter()
                .find(|line| line.rule == rule)
                .map(|l| l.count)
        };
        (of(QuotaRule::LotsMax), of(QuotaRule::Roadshow))
    };
    assert_eq!(counts().await, (Some(0), Some(0)));
    portal.commit_import(&liaison, id, false).await.unwrap();
    assert_eq!(counts().await, (Some(4), Some(1)));
    let owner = liaison.institution.unwrap();
    let season = portal.current_season().await.unwrap().id;
    let tally = portal
        .store()
        .read()
        .await
        .unwrap()
        .tally(season, owner)
        .await
        .unwrap();
    assert_eq!((tally.lots, tally.projects, tally.roadshow), (4, 1, 1));
    portal.undo_import(&liaison, id).await.unwrap();
    assert_eq!(counts().await, (Some(0), Some(0)));
}
