//! From a 《意向与交易汇交表》 to records of intents and deals, their proofs, and back.

use super::commits::{fates, site};
use super::needs::other_unit;
use super::workbooks::{self as make, Row, UNIT, deal, patent, set};
use domain::accounts::Account;
use domain::audit::{Act, Query};
use domain::collection::Form;
use domain::ids::{ImportId, IntakeId, LotCode};
use domain::intakes::{IntakeState, ReportedShow};
use domain::lots::LotState;
use domain::time::Date;
use domain::views::{ImportPreview, ReportedDesk, RowFate};
use service::Error;
use service::testing::TestPortal;

const OPEN: Date = Date::of(2026, 11, 30);
const PDF: &[u8] = b"%PDF-1.4 proof";
/// Whom to call, which only those read who handle the records.
const CANARY: &str = "金丝雀汇交人 19988800009";
const CANARY_BUYER: &str = "金丝雀受让方（示例）";

async fn upload(site: &TestPortal, account: &Account, rows: &[Row]) -> ImportId {
    let bytes = make::form(Form::Offline, rows);
    let uploaded = site.portal.upload_form(account, "汇交表.xlsx", bytes);
    uploaded.await.expect("a form")
}

async fn preview(site: &TestPortal, account: &Account, id: ImportId) -> ImportPreview {
    site.portal.import_preview(account, id).await.unwrap()
}

/// Uploads and commits: how many records were written.
async fn commit(site: &TestPortal, account: &Account, rows: &[Row]) -> (ImportId, u32) {
    let id = upload(site, account, rows).await;
    let done = site.portal.commit_import(account, id, false).await.unwrap();
    (id, done.committed.expect("committed").1)
}

async fn desk(site: &TestPortal, account: &Account, show: ReportedShow) -> ReportedDesk {
    let desk = site.portal.reported_desk(account, show, None).await;
    desk.unwrap()
}

async fn ids(site: &TestPortal, account: &Account) -> Vec<IntakeId> {
    let desk = desk(site, account, ReportedShow::All).await;
    desk.lines.iter().map(|line| line.record.id).collect()
}

async fn prove(site: &TestPortal, account: &Account, ids: &[IntakeId]) -> Result<(), Error> {
    let file = ("合同.pdf", PDF.to_vec());
    site.portal.prove_intakes(account, ids, file).await
}

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.unwrap_err() {
        Error::Invalid { code, .. } => code.into_owned(),
        other => other.to_string(),
    }
}

/// The lot of an imported row, which is published.
async fn shown_lot(site: &TestPortal, account: &Account, n: u32) -> LotCode {
    let form = make::form(Form::Patent, &[patent(n)]);
    let portal = &site.portal;
    let id = portal
        .upload_form(account, "征集表.xlsx", form)
        .await
        .unwrap();
    portal.commit_import(account, id, false).await.unwrap();
    let mut tx = portal.store().write().await.unwrap();
    let imported = tx.imported_lots(id).await.unwrap().remove(0);
    let lot = tx.lot_by_id(imported.lot).await.unwrap().unwrap().lot;
    let to = LotState::Published;
    let moved = tx.update_lot_state(lot.id, lot.state, to, None).await;
    assert!(moved.unwrap());
    tx.commit().await.unwrap();
    lot.code
}

#[tokio::test]
async fn a_form_of_deals_becomes_records_once() {
    let (site, account) = site(OPEN).await;
    let mut bad = deal(3);
    set(&mut bad, "金额（万元）", "");
    let rows = [deal(1), deal(2), bad];
    let id = upload(&site, &account, &rows).await;
    // Strict: nothing. Partial: the good ones, and the other back with its fault.
    let strict = site.portal.commit_import(&account, id, false).await;
    assert_eq!(code(strict), "IMPORT_HAS_ERRORS");
    assert_eq!(ids(&site, &account).await, []);
    let done = site.portal.commit_import(&account, id, true).await.unwrap();
    assert_eq!(done.committed.map(|(_, count)| count), Some(2));
    assert_eq!(fates(&done, RowFate::Unchanged), 2);
    let marked = site.portal.annotated_form(&account, id, locales::Lang::Zh);
    assert!(!marked.await.unwrap().1.is_empty());

    let records = desk(&site, &account, ReportedShow::Unproven).await;
    assert_eq!((records.lines.len(), records.unproven), (2, 2));
    let line = &records.lines[0];
    assert_eq!(line.record.state, IntakeState::Waiting);
    assert_eq!((line.record.proof, &line.record.lot), (None, &None));
    assert_eq!(line.unit.as_deref(), Some(UNIT));
    // The same again is nothing new; what says something else is shown and changes it.
    let again = upload(&site, &account, &rows[..2]).await;
    assert_eq!(
        fates(&preview(&site, &account, again).await, RowFate::Unchanged),
        2
    );
    let mut dearer = deal(1);
    set(&mut dearer, "金额（万元）", 130.0);
    let changed = upload(&site, &account, &[dearer, deal(2)]).await;
    let shown = preview(&site, &account, changed).await;
    assert_eq!(
        (
            fates(&shown, RowFate::Changed),
            fates(&shown, RowFate::Unchanged)
        ),
        (1, 1)
    );
    let change = &shown.rows[0].changes[0];
    assert_eq!(
        [&change.column[..], &change.old, &change.new],
        ["金额（万元）", "120.5", "130"]
    );
    site.portal
        .commit_import(&account, changed, false)
        .await
        .unwrap();
    assert_eq!(ids(&site, &account).await.len(), 2);

    let centre = site.centre().await.account;
    let record = site
        .portal
        .audit_page(&centre, &Query::default())
        .await
        .unwrap();
    let count = |act| record.rows.iter().filter(|row| row.act == act).count();
    assert_eq!(
        (count(Act::IntakeRecord), count(Act::IntakeRewrite)),
        (2, 1)
    );
    assert!(
        !format!("{:?}", record.rows).contains("19900001234"),
        "no number"
    );
}

#[tokio::test]
async fn one_file_proves_several_and_only_then_the_centre_verifies() {
    let (site, account) = site(OPEN).await;
    let centre = site.centre().await.account;
    commit(&site, &account, &[deal(1), deal(2), deal(3)]).await;
    let [third, second, first] = ids(&site, &account).await[..] else {
        panic!("three")
    };
    let early = site.portal.decide_intake(&centre, first, true, "").await;
    assert_eq!(code(early), "INTAKE_PROOF_MISSING");
    assert_eq!(
        code(prove(&site, &account, &[]).await),
        "INTAKES_NONE_CHOSEN"
    );
    prove(&site, &account, &[first, second]).await.unwrap();
    assert_eq!(
        code(prove(&site, &account, &[second, third]).await),
        "INTAKE_PROVEN"
    );
    let missing = desk(&site, &account, ReportedShow::Unproven).await;
    let left: Vec<_> = missing.lines.iter().map(|line| line.record.id).collect();
    assert_eq!((left, missing.unproven), (vec![third], 1));
    let waiting = desk(&site, &centre, ReportedShow::Waiting).await;
    assert!(waiting.decides && waiting.lines.len() == 2);
    let proof = waiting.lines[0].record.proof.expect("a proof");
    assert_eq!(
        waiting.lines[1].record.proof,
        Some(proof),
        "one file for both"
    );
    let decided = site.portal.decide_intake(&centre, first, true, "").await;
    assert_eq!(decided, Ok(None), "of no session");
    let returned = site
        .portal
        .decide_intake(&centre, second, false, "缺签章")
        .await;
    returned.unwrap();
    // What was returned is reported anew.
    assert_eq!(commit(&site, &account, &[deal(1), deal(2)]).await.1, 1);

    let stranger = site.bidder("anna").await.account;
    let other = other_unit(&site).await;
    for who in [None, Some(&stranger), Some(&other)] {
        let read = site.portal.read_file(who, proof, None).await;
        assert_eq!(read.unwrap_err(), Error::NotFound);
    }
    for who in [&account, &centre] {
        assert!(site.portal.read_file(Some(who), proof, None).await.is_ok());
    }
    assert_eq!(prove(&site, &other, &[third]).await, Err(Error::NotFound));
    assert_eq!(ids(&site, &other).await, []);
    let denied = site
        .portal
        .reported_desk(&stranger, ReportedShow::All, None);
    assert_eq!(denied.await.unwrap_err(), Error::Forbidden);
}

#[tokio::test]
async fn an_upload_is_taken_back_until_the_centre_has_decided() {
    let (site, account) = site(OPEN).await;
    let centre = site.centre().await.account;
    let (first, _) = commit(&site, &account, &[deal(1)]).await;
    let mut dearer = deal(1);
    set(&mut dearer, "金额（万元）", 130.0);
    let (second, count) = commit(&site, &account, &[dearer, deal(2)]).await;
    assert_eq!(count, 2);
    // The first was said anew since.
    let early = site.portal.undo_import(&account, first).await;
    assert_eq!(code(early), "IMPORT_UNDO_REPORTS");
    site.portal.undo_import(&account, second).await.unwrap();
    let records = desk(&site, &account, ReportedShow::All).await;
    let stands: Vec<_> = records
        .lines
        .iter()
        .map(|line| {
            (
                line.record.state,
                line.record.amount.map(|amount| amount.get()),
            )
        })
        .collect();
    assert_eq!(
        stands,
        [
            (IntakeState::Withdrawn, Some(120_500_000)),
            (IntakeState::Waiting, Some(120_500_000))
        ]
    );
    // The same form is new again, and one that was decided stays.
    let (third, _) = commit(&site, &account, &[deal(2), deal(4)]).await;
    let id = ids(&site, &account).await[0];
    prove(&site, &account, &[id]).await.unwrap();
    site.portal
        .decide_intake(&centre, id, true, "")
        .await
        .unwrap();
    let late = site.portal.undo_import(&account, third).await;
    assert_eq!(code(late), "IMPORT_UNDO_REPORTS");
    assert_eq!(
        desk(&site, &account, ReportedShow::Unproven).await.unproven,
        2
    );
    site.clock
        .advance_millis(service::imports::UNDO_WITHIN_MS + 1);
    let late = site.portal.undo_import(&account, first).await;
    assert_eq!(code(late), "IMPORT_UNDO_LATE");
}

#[tokio::test]
async fn a_lot_that_was_reported_as_sold_is_not_sold_again() {
    let (site, account) = site(OPEN).await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let lot = shown_lot(&site, &account, 1).await;
    let of_lot = |n| {
        let mut row = deal(n);
        set(&mut row, "标的物或需求编号", lot.to_string());
        set(&mut row, "需求方名称", CANARY_BUYER);
        set(&mut row, "汇交人及电话", CANARY);
        set(&mut row, "是否公开", "否");
        row
    };
    // A lot is sold once, also within a form; of another unit's lots nobody reports a sale.
    let twice = upload(&site, &account, &[of_lot(1), of_lot(2)]).await;
    let shown = preview(&site, &account, twice).await;
    assert_eq!(shown.errors.len(), 1);
    assert_eq!(
        (shown.errors[0].row, &shown.errors[0].code[..]),
        (5, "LOT_SOLD_OFFLINE")
    );
    let foreign = site.lot("P2026-ENER-0001", false).await;
    site.centre().await.publish(&[foreign]).await.unwrap();
    let mut row = deal(3);
    set(&mut row, "标的物或需求编号", "P2026-ENER-0001");
    let id = upload(&site, &account, &[row]).await;
    let shown = preview(&site, &account, id).await;
    assert_eq!(shown.errors[0].code, "REF_UNKNOWN");
    assert!(
        shown.errors[0]
            .message_zh
            .starts_with("交易只能汇交本单位的标的")
    );

    let (id, _) = commit(&site, &account, &[of_lot(1)]).await;
    let page = portal.lot_page(&lot, None).await.unwrap();
    assert_eq!(page.sold_offline, None, "the parties hide it");
    let public = format!("{page:?}");
    let round = site.round_in(30).await;
    let listed = portal.list_lots(&centre, round, &[page.lot.id]).await;
    assert_eq!(code(listed), "LOT_SOLD_OFFLINE");
    // Nor to whoever else may read of the unit's lots or records.
    let other = other_unit(&site).await;
    let others = desk(&site, &other, ReportedShow::All).await;
    let seen = format!("{public}{others:?}");
    assert!(
        !seen.contains("金丝雀") && !seen.contains("19988800009"),
        "{seen}"
    );
    let own = format!("{:?}", desk(&site, &account, ReportedShow::All).await);
    assert!(own.contains(CANARY) && own.contains(CANARY_BUYER));
    let record = portal.audit_page(&centre, &Query::default()).await.unwrap();
    assert!(!format!("{:?}", record.rows).contains("19988800009"));

    portal.undo_import(&account, id).await.unwrap();
    portal
        .list_lots(&centre, round, &[page.lot.id])
        .await
        .unwrap();
    // Under the hammer here: not sold elsewhere.
    let late = upload(&site, &account, &[of_lot(1)]).await;
    let shown = preview(&site, &account, late).await;
    assert_eq!(shown.errors[0].code, "INTAKE_LOT_STATE");
}

#[tokio::test]
async fn a_report_names_only_what_is_there() {
    let (site, account) = site(OPEN).await;
    let lot = shown_lot(&site, &account, 1).await;
    let mut rows: Vec<Row> = (1..=4).map(deal).collect();
    set(&mut rows[0], "标的物或需求编号", lot.to_string());
    set(&mut rows[1], "标的物或需求编号", "P2026-SMFG-9999");
    set(&mut rows[2], "专场编号", "3");
    let id = upload(&site, &account, &rows).await;
    let shown = preview(&site, &account, id).await;
    let fates: Vec<_> = shown.rows.iter().map(|row| row.fate).collect();
    assert_eq!(
        fates,
        [
            RowFate::New,
            RowFate::Refused,
            RowFate::Refused,
            RowFate::New
        ]
    );
    let faults = shown.errors.iter();
    let said: Vec<[&str; 2]> = faults
        .map(|f| [f.code.as_str(), f.message_zh.as_str()])
        .collect();
    assert_eq!(
        said,
        [
            ["REF_UNKNOWN", "编号不存在"],
            ["SESSION_NOT_YOURS", "只能汇交本单位承办的专场"]
        ]
    );
}
