//! Lots that say again what a stored lot says, by upload and by the online form.

use super::forms::{OPEN, checked, is_refused, is_said, site};
use super::house::{House, Shown, sent};
use domain::accounts::Account;
use domain::collection::Form;
use domain::drafts::Section;
use domain::ids::{DraftId, LotCode};
use domain::lots::{LotKind, LotState, PatentType};
use service::Settings;
use service::testing::form_codes::good_row;
use service::testing::workbooks::{Value, set};

/// Sends everything.
pub async fn send(shown: &mut Shown) {
    let (site, liaison) = site(OPEN, &[PatentType::Invention]).await;
    let mut house = House::over(site, Settings::default(), shown).await;
    let who = house.cookie(&liaison).await;
    let mut row = good_row(Form::Patent);
    let page = checked(&mut house, &who, Form::Patent, std::slice::from_ref(&row)).await;
    let id = page.rsplit('=').next().unwrap_or_default();
    let commit = sent(
        &page,
        "/fn/collection/commit",
        &[("id", id), ("mode", "all")],
    );
    let (status, _, body) = house.send(&who, &commit, None).await;
    assert!(status.is_success(), "{status} {body}");
    let code = LotCode::parse("P2026-SMFG-0001").expect("a code");
    let sentences = [
        format!("该专利已在本季提交({code})"),
        format!("This patent is already in the season ({code})"),
    ];
    let sentences = sentences.each_ref().map(String::as_str);
    by_form(&mut house, (&who, &liaison), sentences).await;
    // What is under review is changed by no upload.
    let mut tx = house
        .site
        .portal
        .store()
        .write()
        .await
        .expect("a transaction");
    let lot = tx.lot(&code).await.expect("a query").expect("a lot").lot.id;
    let (from, to) = (LotState::Submitted, LotState::UnderReview);
    let moved = tx.update_lot_state(lot, from, to, None).await;
    assert!(moved.expect("an update"), "it was submitted");
    tx.commit().await.expect("a commit");
    set(&mut row, "备注", "新的说明");
    let rows = (Form::Patent, std::slice::from_ref(&row));
    is_refused(&mut house, &who, rows, "LOT_DUPLICATE", sentences).await;
}

/// The page that checks the draft says so before it is sent in, and so does the answer to whoever sends it
/// in nevertheless.
async fn by_form(house: &mut House<'_>, (who, liaison): (&str, &Account), sentences: [&str; 2]) {
    let draft = draft(house, liaison, &[("备注", "另一备注")]).await;
    let page = format!("/org/lots/drafts/{draft}/check");
    is_said(house, who, &page, "LOT_DUPLICATE", sentences).await;
    hand_in(house, (who, liaison), draft, "LOT_DUPLICATE", sentences).await;
    let short = self::draft(house, liaison, &[("专利名称", "传感器")]).await;
    let page = format!("/org/lots/drafts/{short}/check");
    let sentences = [
        "专利名称须为4至120个字",
        "Patent title must have 4 to 120 characters",
    ];
    is_said(house, who, &page, "LOT_TITLE_LENGTH", sentences).await;
}

async fn hand_in(
    house: &mut House<'_>,
    (who, liaison): (&str, &Account),
    draft: DraftId,
    code: &'static str,
    sentences: [&str; 2],
) {
    let page = house.site.portal.draft_page(liaison, draft).await;
    let revision = page.expect("a draft").revision.to_string();
    let id = draft.to_string();
    let fields = [("id", id.as_str()), ("revision", revision.as_str())];
    let form = sent("/org/lots", "/fn/drafts/submit", &fields);
    house.refuses_script(who, &form, code, sentences).await;
}

/// A draft that says what the good row of the form says, but for some fields.
async fn draft(
    house: &House<'_>,
    liaison: &Account,
    changes: &[(&'static str, &'static str)],
) -> DraftId {
    let portal = &house.site.portal;
    let mut row = good_row(Form::Patent);
    for (header, value) in [("技术成熟度", "7")].iter().chain(changes) {
        set(&mut row, header, *value);
    }
    let cell = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Date(y, m, d) => format!("{y}-{m:02}-{d:02}"),
    };
    let id = portal
        .begin_draft(liaison, LotKind::Patent)
        .await
        .expect("a draft");
    for section in Section::ALL {
        let base = portal
            .draft_page(liaison, id)
            .await
            .expect("a draft")
            .revision;
        let typed = row
            .iter()
            .map(|(header, value)| ((*header).to_owned(), cell(value)));
        let saved = portal.save_draft(liaison, id, (*section, base), typed.collect());
        saved.await.expect("saved");
    }
    id
}
