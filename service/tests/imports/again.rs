//! The same form a second time: what changes is shown and written, and a whole import is taken back.

use super::commits::{fates, site, upload};
use super::workbooks::{Row, patent, set};
use domain::accounts::Account;
use domain::audit::{Act, Query};
use domain::ids::ImportId;
use domain::lots::{LotKind, LotState};
use domain::time::Date;
use domain::views::RowFate;
use service::testing::TestPortal;
use service::{Error, imports::UNDO_WITHIN_MS};

const OPEN: Date = Date::of(2026, 11, 30);

/// Three rows of which the second can be changed.
fn rows(remark: &str, price: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = (1..=3).map(patent).collect();
    set(&mut rows[1], "备注", remark);
    set(&mut rows[1], "起拍价（万元）", price);
    rows
}

/// The states of the lots, the remark of the second one and its price in fen.
async fn lots(site: &TestPortal) -> (Vec<LotState>, Option<String>, Option<i64>) {
    let mut tx = site.portal.store().read().await.unwrap();
    let mut states = Vec::new();
    let mut second = (None, None);
    for number in 1..=4 {
        let code = format!("P2026-SMFG-{number:04}");
        let code = domain::ids::LotCode::parse(&code).unwrap();
        if let Some(stored) = tx.lot(&code).await.unwrap() {
            assert_eq!(stored.lot.kind, LotKind::Patent);
            states.push(stored.lot.state);
            if number == 2 {
                let price = stored.lot.start_price.map(|price| price.get());
                second = (stored.lot.remark, price);
            }
        }
    }
    (states, second.0, second.1)
}

async fn committed(site: &TestPortal, account: &Account, rows: &[Row]) -> ImportId {
    let id = upload(site, account, rows).await;
    let done = site.portal.commit_import(account, id, false).await;
    done.expect("a commit");
    id
}

fn refusal(result: Result<(), Error>) -> String {
    match result.unwrap_err() {
        Error::Invalid { code, .. } => code.into_owned(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn a_changed_row_is_shown_field_by_field_and_written() {
    let (site, liaison) = site(OPEN).await;
    committed(&site, &liaison, &rows("", "6.2")).await;
    let mut again = rows("新的说明", "8");
    again.push(patent(4));
    let id = upload(&site, &liaison, &again).await;
    let shown = site.portal.import_preview(&liaison, id).await.unwrap();
    let fate: Vec<RowFate> = shown.rows.iter().map(|row| row.fate).collect();
    use RowFate::{Changed, New, Unchanged};
    assert_eq!(fate, [Unchanged, Changed, Unchanged, New]);
    let changed = &shown.rows[1];
    assert_eq!(
        changed.code.as_ref().map(|c| c.as_str()),
        Some("P2026-SMFG-0002")
    );
    let fields: Vec<[&str; 3]> = changed
        .changes
        .iter()
        .map(|c| [c.column.as_str(), c.old.as_str(), c.new.as_str()])
        .collect();
    assert_eq!(
        fields,
        [["起拍价（万元）", "6.2", "8"], ["备注", "", "新的说明"]]
    );
    // A preview writes nothing.
    assert_eq!(lots(&site).await.2, Some(6_200_000));

    let done = site
        .portal
        .commit_import(&liaison, id, false)
        .await
        .unwrap();
    assert_eq!(done.committed.map(|(_, count)| count), Some(2));
    assert_eq!(fates(&done, RowFate::Unchanged), 4);
    let (states, remark, price) = lots(&site).await;
    assert_eq!(states, [LotState::Submitted; 4]);
    assert_eq!(
        (remark.as_deref(), price),
        (Some("新的说明"), Some(8_000_000))
    );
    let centre = site.centre().await.account;
    let record = site.portal.audit_page(&centre, &Query::default()).await;
    let acts: Vec<Act> = record.unwrap().rows.iter().map(|row| row.act).collect();
    assert_eq!(
        acts[..3],
        [Act::ImportCommit, Act::LotImport, Act::LotReimport]
    );
}

#[tokio::test]
async fn a_lot_that_has_left_submission_is_not_changed() {
    let (site, liaison) = site(OPEN).await;
    committed(&site, &liaison, &rows("", "6.2")).await;
    let mut tx = site.portal.store().write().await.unwrap();
    let code = domain::ids::LotCode::parse("P2026-SMFG-0002").unwrap();
    let lot = tx.lot(&code).await.unwrap().unwrap().lot.id;
    let (from, to) = (LotState::Submitted, LotState::UnderReview);
    assert!(tx.update_lot_state(lot, from, to, None).await.unwrap());
    tx.commit().await.unwrap();
    let id = upload(&site, &liaison, &rows("新的说明", "6.2")).await;
    let shown = site.portal.import_preview(&liaison, id).await.unwrap();
    assert_eq!(shown.rows[1].fate, RowFate::Refused);
    assert_eq!(shown.errors[0].code, "LOT_DUPLICATE");
    let refused = site.portal.commit_import(&liaison, id, false).await;
    assert_eq!(refused.unwrap_err(), Error::invalid("IMPORT_HAS_ERRORS"));
    assert_eq!(lots(&site).await.1, None);
}

#[tokio::test]
async fn an_import_is_taken_back_as_a_whole() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let first = committed(&site, &liaison, &rows("", "6.2")).await;
    let mut more = rows("新的说明", "8");
    more.push(patent(4));
    let second = committed(&site, &liaison, &more).await;
    // The first one is no longer what it was: the second changed a lot of it.
    let refused = portal.undo_import(&liaison, first).await;
    assert_eq!(refusal(refused), "IMPORT_UNDO_DEPENDS");
    assert_eq!(
        lots(&site).await.0,
        [LotState::Submitted; 4],
        "nothing was undone"
    );

    portal.undo_import(&liaison, second).await.unwrap();
    let (states, remark, price) = lots(&site).await;
    assert_eq!(states[..3], [LotState::Submitted; 3]);
    assert_eq!(states[3], LotState::Withdrawn);
    assert_eq!((remark, price), (None, Some(6_200_000)));
    let refused = portal.undo_import(&liaison, second).await;
    assert_eq!(refusal(refused), "IMPORT_UNDONE");
    let lines = portal.imports(&liaison).await.unwrap();
    let undone: Vec<(bool, bool)> = lines
        .iter()
        .map(|line| (line.undone.is_some(), line.undoable))
        .collect();
    assert_eq!(undone, [(true, false), (false, true)]);
    assert_eq!((lines[0].kind.as_str(), lines[0].rows), ("patent", (4, 0)));
    // What was taken back may come in again.
    let third = upload(&site, &liaison, &more).await;
    let shown = portal.import_preview(&liaison, third).await.unwrap();
    assert_eq!(
        (fates(&shown, RowFate::Changed), fates(&shown, RowFate::New)),
        (1, 1)
    );
}

#[tokio::test]
async fn undoing_has_its_time_its_people_and_its_order() {
    let (site, liaison) = site(OPEN).await;
    let portal = &site.portal;
    let id = upload(&site, &liaison, &rows("", "6.2")).await;
    assert_eq!(
        refusal(portal.undo_import(&liaison, id).await),
        "IMPORT_NOT_COMMITTED"
    );
    portal.commit_import(&liaison, id, false).await.unwrap();
    let bidder = site.bidder("anna").await.account;
    assert_eq!(portal.undo_import(&bidder, id).await, Err(Error::NotFound));
    assert!(matches!(
        portal.imports(&bidder).await,
        Err(Error::Forbidden)
    ));
    // The centre may, and sees whose it is.
    let centre = site.centre().await.account;
    let lines = portal.imports(&centre).await.unwrap();
    assert_eq!(
        (lines.len(), lines[0].mine, lines[0].undoable),
        (1, false, true)
    );
    site.clock.advance_millis(UNDO_WITHIN_MS + 1);
    assert_eq!(
        refusal(portal.undo_import(&centre, id).await),
        "IMPORT_UNDO_LATE"
    );
    assert_eq!(lots(&site).await.0, [LotState::Submitted; 3]);
}

#[tokio::test]
async fn the_copy_after_a_partial_commit_has_the_rest() {
    let (site, liaison) = site(OPEN).await;
    let mut form = rows("", "6.2");
    set(&mut form[2], "技术简介", "太短");
    let id = upload(&site, &liaison, &form).await;
    let lang = locales::Lang::Zh;
    let (name, whole) = site
        .portal
        .annotated_form(&liaison, id, lang)
        .await
        .unwrap();
    assert_eq!(name, "征集表_标注.xlsx");
    site.portal.commit_import(&liaison, id, true).await.unwrap();
    let (_, rest) = site
        .portal
        .annotated_form(&liaison, id, lang)
        .await
        .unwrap();
    let rows = |bytes: &[u8]| {
        let checked = service::imports::check(bytes, "a.xlsx", &super::season(), super::TODAY);
        checked.unwrap().rows.len()
    };
    assert_eq!((rows(&whole), rows(&rest)), (3, 1));
    let bidder = site.bidder("anna").await.account;
    assert!(site.portal.annotated_form(&bidder, id, lang).await.is_err());
}
