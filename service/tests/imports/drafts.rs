//! A lot that is typed into the online form: kept as it is typed, and submitted by the rules of an import.

use super::commits::{site, upload};
use super::workbooks::{UNIT, patent};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::audit::{Act, Query};
use domain::drafts::{Section, SectionState, Typed};
use domain::files::{FileKind, Visibility};
use domain::ids::{DraftId, LotCode, LotId};
use domain::institutions::InstitutionKind;
use domain::lots::{LotKind, LotState};
use domain::seasons::Season;
use domain::time::Date;
use domain::views::DraftPage;
use service::files::Upload;
use service::testing::{TestPortal, institution};
use service::{Error, Portal};

pub const OPEN: Date = Date::of(2026, 11, 30);
/// Names and amounts that may stand in nothing that others read.
const CANARY: &str = "秘联系人";
pub const RESERVE: &str = "7.31";
const TEXT: &str = "针对高湿度工况下传感器漂移大的问题，采用双参比补偿结构与分段标定方法，在三家示例单位连续运行半年，测量误差稳定在千分之二以内。";

const CELLS: [(&str, &str); 26] = [
    ("专利名称", "一种双参比气体传感器"),
    ("专利号", "ZL202319111290.3"),
    ("专利类型", "发明专利"),
    ("申请日", "2023-12-07"),
    ("授权公告日", "2025-03-22"),
    ("发明人", "甲示例；乙示例"),
    ("专利权人", UNIT),
    ("法律状态", "有效"),
    ("产业领域", "新能源"),
    ("关键词", "气体传感；标定"),
    ("技术简介", TEXT),
    ("技术优势及性能指标", TEXT),
    ("应用场景及市场前景", TEXT),
    ("技术成熟度", "7"),
    ("是否双碳领域", "是"),
    ("交易方式", "转让"),
    ("成交方式", "网络竞价、协议成交"),
    ("起拍价（万元）", "6.2"),
    ("保留价（万元）", RESERVE),
    ("计划项目级别", "否"),
    ("是否财政资助项目专利", "否"),
    ("权利限制", "无"),
    ("是否推荐现场路演", "否"),
    ("联系人", CANARY),
    ("联系电话", "19900001234"),
    ("备注", "示例备注"),
];

fn typed(cells: &[(&str, &str)]) -> Typed {
    let cells = cells.iter();
    cells
        .map(|(header, value)| ((*header).to_owned(), (*value).to_owned()))
        .collect()
}

pub fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

pub fn pdf(visibility: Visibility) -> Upload {
    Upload {
        kind: FileKind::Certificate,
        visibility,
        name: "证书.pdf".into(),
        bytes: b"%PDF-1.4 sample".to_vec(),
    }
}

/// A draft of `account` with these cells in the place of some of [`CELLS`].
pub async fn draft(portal: &Portal, account: &Account, changes: &[(&str, &str)]) -> DraftId {
    let id = portal.begin_draft(account, LotKind::Patent).await.unwrap();
    let cells: Vec<_> = CELLS.iter().chain(changes).copied().collect();
    fill(portal, account, id, &cells).await;
    id
}

pub async fn fill(portal: &Portal, account: &Account, id: DraftId, cells: &[(&str, &str)]) {
    for section in Section::ALL {
        let base = page(portal, account, id).await.revision;
        let saved = portal.save_draft(account, id, (*section, base), typed(cells));
        saved.await.unwrap();
    }
}

pub async fn page(portal: &Portal, account: &Account, id: DraftId) -> DraftPage {
    portal.draft_page(account, id).await.unwrap()
}

pub async fn submit(portal: &Portal, account: &Account, id: DraftId) -> Result<LotCode, Error> {
    let revision = page(portal, account, id).await.revision;
    portal.submit_draft(account, id, revision, true).await
}

pub async fn lot(site: &TestPortal, code: &LotCode) -> (LotId, LotState) {
    let mut tx = site.portal.store().read().await.unwrap();
    let lot = tx.lot(code).await.unwrap().unwrap().lot;
    (lot.id, lot.state)
}

/// The institution has everything that its lots wait for before they are published.
pub async fn with_papers(site: &TestPortal, liaison: &Account) {
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let today = portal.now().date();
    portal.join_season(liaison).await.unwrap();
    let part = site.part_of(liaison.institution.unwrap()).await;
    portal.note_paper(&centre, part, today).await.unwrap();
    let paper = b"%PDF-1.4 sample".to_vec();
    let handed_in = portal.hand_in_agreement(liaison, today, "协议.pdf", paper);
    let agreement = handed_in.await.unwrap();
    let decided = portal.decide_agreement(&centre, agreement, true, "");
    decided.await.unwrap();
}

#[tokio::test]
async fn what_is_typed_becomes_a_lot_with_its_files() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let id = draft(portal, &liaison, &[]).await;
    for visibility in [Visibility::Public, Visibility::Private] {
        portal
            .attach_to_draft(&liaison, id, pdf(visibility))
            .await
            .unwrap();
    }
    let video = "https://video.example.com/1";
    let link = portal.link_to_draft(&liaison, id, Visibility::Public, video);
    link.await.unwrap();
    let shown = page(portal, &liaison, id).await;
    assert_eq!((shown.faults.len(), shown.files.len()), (0, 3));
    let done = |(_, state): &(Section, SectionState)| *state == SectionState::Done;
    assert!(shown.sections.iter().all(done));
    assert_eq!(portal.drafts(&liaison).await.unwrap().open.len(), 1);
    let code = submit(portal, &liaison, id).await.unwrap();
    assert_eq!(code.as_str(), "P2026-ENER-0001");
    assert_eq!(lot(&site, &code).await.1, LotState::Submitted);
    assert_eq!(
        portal.submit_draft(&liaison, id, 1, true).await,
        Ok(code.clone()),
        "once"
    );
    let desk = portal.drafts(&liaison).await.unwrap();
    assert_eq!((desk.open.len(), desk.lots.len()), (0, 1));
    assert_eq!(desk.lots[0].code, code);
    let files = portal.files_of_lot(Some(&liaison), &code).await.unwrap();
    assert_eq!(files.len(), 3);
    let left = page(portal, &liaison, id).await;
    assert_eq!(
        (left.lot, left.title.as_str(), left.files.len()),
        (Some(code.clone()), "", 0)
    );
    let typed = typed(&[("备注", "又改")]);
    let late = portal.save_draft(&liaison, id, (Section::Contact, 99), typed);
    assert_eq!(refused(late.await), "DRAFT_SUBMITTED");
    assert_eq!(
        refused(portal.delete_draft(&liaison, id).await),
        "DRAFT_SUBMITTED"
    );
    // It is as secret as any other lot that is not public, and its record tells nothing.
    let anna = site.bidder("anna").await.account;
    assert_eq!(
        portal.files_of_lot(Some(&anna), &code).await,
        Err(Error::NotFound)
    );
    let centre = site.centre().await.account;
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    assert!(record.rows.iter().any(|row| row.act == Act::LotSubmit));
    let said = format!("{:?}", record.rows);
    assert!(!said.contains(CANARY) && !said.contains(RESERVE), "{said}");
}

#[tokio::test]
async fn the_public_page_has_what_everybody_may_read_and_no_more() {
    let (site, liaison) = site(OPEN).await;
    let (portal, centre) = (&site.portal, site.centre().await);
    let id = draft(portal, &liaison, &[]).await;
    for visibility in Visibility::ALL {
        portal
            .attach_to_draft(&liaison, id, pdf(*visibility))
            .await
            .unwrap();
    }
    let code = submit(portal, &liaison, id).await.unwrap();
    with_papers(&site, &liaison).await;
    centre.publish(&[lot(&site, &code).await.0]).await.unwrap();
    let anna = site.bidder("anna").await.account;
    for (who, files) in [(None, 1), (Some(&anna), 2), (Some(&liaison), 3)] {
        let page = portal.lot_page(&code, who).await.unwrap();
        assert_eq!(page.files.len(), files);
        let bytes = serde_json::to_string(&page).unwrap();
        assert!(
            !bytes.contains(CANARY) && !bytes.contains("731000"),
            "{bytes}"
        );
    }
}

#[tokio::test]
async fn what_keeps_a_row_out_keeps_a_draft_out() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let wrong = [("专利号", "ZL202319111290.4"), ("技术简介", "太短")];
    let id = draft(portal, &liaison, &wrong).await;
    let shown = page(portal, &liaison, id).await;
    let codes: Vec<&str> = shown
        .faults
        .iter()
        .map(|fault| fault.code.as_str())
        .collect();
    assert_eq!(codes, ["PATENT_NO_CHECK", "TEXT_LENGTH"]);
    assert_eq!(
        refused(submit(portal, &liaison, id).await),
        "PATENT_NO_CHECK"
    );
    assert!(
        portal
            .is_section_wrong(&liaison, id, Section::Basics)
            .await
            .unwrap()
    );
    assert!(
        !portal
            .is_section_wrong(&liaison, id, Section::Contact)
            .await
            .unwrap()
    );
    let first = draft(portal, &liaison, &[]).await;
    submit(portal, &liaison, first).await.unwrap();
    // The same number says something else, and says the same.
    for changes in [[("备注", "另一备注")], [("备注", "示例备注")]] {
        let again = draft(portal, &liaison, &changes).await;
        assert_eq!(
            page(portal, &liaison, again).await.faults[0].code,
            "LOT_DUPLICATE"
        );
        assert_eq!(
            refused(submit(portal, &liaison, again).await),
            "LOT_DUPLICATE_PATENT"
        );
    }
}

#[tokio::test]
async fn a_draft_is_counted_with_the_lots_of_uploads() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let first = draft(portal, &liaison, &[]).await;
    submit(portal, &liaison, first).await.unwrap();
    let import = upload(&site, &liaison, &[patent(1)]).await;
    portal.commit_import(&liaison, import, false).await.unwrap();
    assert_eq!(portal.drafts(&liaison).await.unwrap().lots.len(), 2);
    let full = Season {
        submission_deadline: Some(OPEN),
        quotas: domain::seasons::Quotas {
            lots_max: Some(2),
            ..site.season.quotas.clone()
        },
        ..site.season.clone()
    };
    let mut tx = portal.store().write().await.unwrap();
    tx.upsert_season(&full).await.unwrap();
    tx.commit().await.unwrap();
    let third = draft(portal, &liaison, &[("专利号", "ZL202319111291.8")]).await;
    let said = page(portal, &liaison, third).await.faults;
    assert_eq!(
        (said.len(), said[0].code.as_str()),
        (1, "QUOTA_INSTITUTION_MAX")
    );
    assert_eq!(
        refused(submit(portal, &liaison, third).await),
        "QUOTA_INSTITUTION_MAX"
    );
    assert_eq!(
        portal.drafts(&liaison).await.unwrap().lots.len(),
        2,
        "nothing was written"
    );
}

#[tokio::test]
async fn drafts_are_submitted_until_the_deadline() {
    let (site, liaison) = site(Date::of(2026, 11, 17)).await;
    let id = draft(&site.portal, &liaison, &[]).await;
    let shown = page(&site.portal, &liaison, id).await;
    assert_eq!(
        shown.closed.map(|(code, _)| code).as_deref(),
        Some("SUBMISSION_CLOSED")
    );
    assert_eq!(
        refused(submit(&site.portal, &liaison, id).await),
        "SUBMISSION_CLOSED"
    );
    assert_eq!(page(&site.portal, &liaison, id).await.lot, None);
}

#[tokio::test]
async fn nobody_else_knows_that_there_is_a_draft() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let id = draft(portal, &liaison, &[]).await;
    let other = institution("洮湖研究院（示例）", InstitutionKind::Institute);
    let mut tx = portal.store().write().await.unwrap();
    let other = tx.insert_institution(&other).await.unwrap();
    tx.commit().await.unwrap();
    let scope = Scope::Institution(other);
    let grant = Grant {
        role: Role::Liaison,
        scope,
    };
    let stranger = site.account("taohu", vec![grant], Some(other)).await;
    let centre = site.centre().await.account;
    let anna = site.bidder("anna").await.account;
    for (who, why) in [
        (&stranger, Error::NotFound),
        (&centre, Error::NotFound),
        (&anna, Error::Forbidden),
    ] {
        let place = (Section::Contact, 1);
        assert_eq!(portal.draft_page(who, id).await, Err(why.clone()));
        let saved = portal.save_draft(who, id, place, Typed::new());
        assert_eq!(saved.await, Err(why.clone()));
        assert_eq!(
            portal.submit_draft(who, id, 1, true).await,
            Err(why.clone())
        );
        assert_eq!(portal.delete_draft(who, id).await, Err(why.clone()));
        assert_eq!(portal.restore_draft(who, id).await, Err(why.clone()));
        let wrong = portal.is_section_wrong(who, id, Section::Basics);
        assert_eq!(wrong.await, Err(why.clone()));
        let file = portal.attach_to_draft(who, id, pdf(Visibility::Public));
        assert_eq!(file.await, Err(why));
    }
    let listed = portal.drafts(&stranger).await.unwrap();
    assert!(listed.open.is_empty() && listed.lots.is_empty());
    assert_eq!(portal.drafts(&anna).await, Err(Error::Forbidden));
    let begun = portal.begin_draft(&anna, LotKind::Patent).await;
    assert_eq!(begun, Err(Error::Forbidden));
}

#[tokio::test]
async fn two_windows_do_not_write_over_each_other() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let id = portal
        .begin_draft(&liaison, LotKind::Achievement)
        .await
        .unwrap();
    let save = async |section, base, cells: &[(&str, &str)]| {
        portal
            .save_draft(&liaison, id, (section, base), typed(cells))
            .await
    };
    let first = save(Section::Basics, 1, &[("成果名称", "第一个窗口")])
        .await
        .unwrap();
    assert_eq!(first.revision, 2);
    let second = save(Section::Basics, 1, &[("成果名称", "第二个窗口")]).await;
    assert_eq!(second, Err(Error::Conflict));
    let other = save(Section::Contact, 1, &[("联系人", "示例联系人")])
        .await
        .unwrap();
    assert_eq!(other.revision, 3);
    assert_eq!(page(portal, &liaison, id).await.title, "第一个窗口");
    let stale = portal.submit_draft(&liaison, id, 2, true).await;
    assert_eq!(stale, Err(Error::Conflict), "not what was checked");
    let long = "长".repeat(5_001);
    let long = save(Section::Contact, 3, &[("备注", long.as_str())]).await;
    assert_eq!(refused(long), "DRAFT_CELL_LENGTH");
}
