//! The error codes of domain.md §11 that a collection form can break: each is sent in as bad input, is
//! answered by its sentence in both languages, and leaves everything as it was. The table stands in
//! `service/src/testing/form_codes.tsv`.

use super::commits::site;
use super::workbooks::{self as make, Row, patent, set};
use domain::accounts::Account;
use domain::collection::Form;
use domain::credit_codes::CreditCode;
use domain::ids::ImportId;
use domain::lots::PatentType;
use domain::time::Date;
use domain::views::ImportFault;
use locales::{Lang, errors_text};
use service::Error;
use service::testing::TestPortal;
use service::testing::form_codes::{FormCase, form_cases, good_row};

const OPEN: Date = Date::of(2026, 11, 30);

async fn upload(site: &TestPortal, who: &Account, form: Form, rows: &[Row]) -> ImportId {
    let bytes = make::form(form, rows);
    let uploaded = site.portal.upload_form(who, "征集表.xlsx", bytes);
    uploaded.await.expect("a form that can be read")
}

/// How much the institution of the account has submitted, and whether it has a liaison or an expert.
async fn state(site: &TestPortal, who: &Account) -> (u32, bool, usize) {
    let season = site.portal.current_season().await.unwrap().id;
    let mut tx = site.portal.store().read().await.unwrap();
    let owner = who.institution.unwrap();
    let lots = tx.tally(season, owner).await.unwrap().lots;
    drop(tx);
    let joined = site.portal.participation_page(who).await.unwrap().joined;
    let joined = joined.expect("it has joined");
    (lots, joined.card.is_some(), joined.experts.len())
}

fn said(faults: &[ImportFault], case: &FormCase) -> Vec<[String; 2]> {
    let here = |fault: &&ImportFault| fault.column == case.column && fault.code == case.code;
    let faults = faults.iter().filter(here);
    faults
        .map(|fault| [fault.message_zh.clone(), fault.message_en.clone()])
        .collect()
}

/// The season takes what that of 2022 took.
async fn only_inventions(site: &TestPortal) {
    let mut season = site.portal.current_season().await.unwrap();
    season.patent_types = vec![PatentType::Invention];
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn every_code_of_a_form_has_its_sentences_and_changes_nothing() {
    let (site, liaison) = site(OPEN).await;
    only_inventions(&site).await;
    site.portal.join_season(&liaison).await.unwrap();
    for form in Form::ALL {
        let id = upload(&site, &liaison, form, &[good_row(form)]).await;
        let shown = site.portal.import_preview(&liaison, id).await.unwrap();
        assert_eq!(shown.errors, [], "the row that the table starts from");
    }
    for case in form_cases() {
        let id = upload(&site, &liaison, case.form, &[case.row()]).await;
        let shown = site.portal.import_preview(&liaison, id).await.unwrap();
        let wanted = [case.sentences.map(str::to_owned)];
        assert_eq!(
            said(&shown.errors, &case),
            wanted,
            "{} {:?}: {:?}",
            case.code,
            case.cells,
            shown.errors
        );
        let strict = site.portal.commit_import(&liaison, id, false).await;
        assert!(
            matches!(strict, Err(Error::Invalid { .. })),
            "{}",
            case.code
        );
        assert_eq!(state(&site, &liaison).await, (0, false, 0), "{}", case.code);
    }
}

/// The sentences of a refusal.
fn sentences(error: &Error) -> (String, [String; 2]) {
    let Error::Invalid { code, args } = error else {
        panic!("{error:?} has no sentence of its own");
    };
    let args: Vec<(&str, &str)> = args
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let text = |lang| errors_text(lang, code, &args);
    (code.to_string(), [text(Lang::Zh), text(Lang::En)])
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> (String, [String; 2]) {
    sentences(&answer.unwrap_err())
}

fn expected(code: &str, zh: &str, en: &str) -> (String, [String; 2]) {
    (code.to_owned(), [zh.to_owned(), en.to_owned()])
}

#[tokio::test]
async fn rows_beside_each_other_break_rules_of_their_own() {
    let (site, liaison) = site(OPEN).await;
    site.portal.join_season(&liaison).await.unwrap();
    let shown = async |form, rows: &[Row]| {
        let id = upload(&site, &liaison, form, rows).await;
        let shown = site.portal.import_preview(&liaison, id).await.unwrap();
        let fault = shown.errors.last().expect("a fault").clone();
        (fault.code, [fault.message_zh, fault.message_en])
    };
    let twice = [patent(1), patent(1)];
    assert_eq!(
        shown(Form::Patent, &twice).await,
        expected(
            "LOT_DUPLICATE",
            "该专利已在本季提交（本表第4行）",
            "This patent stands in row 4 of this form already"
        )
    );
    let roadshow: Vec<Row> = (1..=11)
        .map(|n| {
            let mut row = patent(n);
            set(&mut row, "是否推荐现场路演", "是");
            row
        })
        .collect();
    assert_eq!(
        shown(Form::Patent, &roadshow).await,
        expected(
            "QUOTA_ROADSHOW_MAX",
            "每家单位推荐现场路演不超过10项",
            "A unit recommends at most 10 lots for on-site roadshows"
        )
    );
    let many: Vec<Row> = (1..=51).map(patent).collect();
    assert_eq!(
        shown(Form::Patent, &many).await,
        expected(
            "QUOTA_INSTITUTION_MAX",
            "每家单位推荐总数原则上不超过50项",
            "A unit submits at most 50 lots in principle"
        )
    );
    let mut second = make::liaison(2);
    set(&mut second, "姓名", "乙示例");
    assert_eq!(
        shown(Form::Liaison, &[make::liaison(1), second]).await,
        expected(
            "LIAISON_ALREADY_SET",
            "本单位已指定活动联络员（本表第4行）",
            "The unit already has a liaison (row 4 of this form)"
        )
    );
    assert_eq!(
        shown(Form::Need, &[make::need(1), make::need(1)]).await,
        expected(
            "NEED_DUPLICATE",
            "该需求已提交（本表第4行）",
            "This need stands in row 4 of this form already"
        )
    );
    assert_eq!(
        shown(Form::Offline, &[make::deal(1), make::deal(1)]).await,
        expected(
            "REPORT_DUPLICATE",
            "该意向或交易已汇交（本表第4行）",
            "This intent or deal is reported already (row 4 of this form)"
        )
    );
    assert_eq!(state(&site, &liaison).await, (0, false, 0));
}

/// A code that is right as a whole around an organisation code that is not is taken, with a word.
#[tokio::test]
async fn a_credit_code_that_deviates_inside_is_a_warning() {
    let (site, liaison) = site(OPEN).await;
    site.portal.join_season(&liaison).await.unwrap();
    let code = CreditCode::complete("91329999MA9DEMQ16").unwrap();
    let mut row = make::need(1);
    set(&mut row, "统一社会信用代码", code.as_str());
    let id = upload(&site, &liaison, Form::Need, &[row]).await;
    let shown = site.portal.import_preview(&liaison, id).await.unwrap();
    assert_eq!(shown.errors, []);
    let said: Vec<_> = shown
        .warnings
        .iter()
        .map(|warning| {
            let sentences = [warning.message_zh.as_str(), warning.message_en.as_str()];
            (warning.column.as_str(), warning.code.as_str(), sentences)
        })
        .collect();
    let sentences = [
        "提示:主体标识码校验位异常,请核对",
        "Note: the organisation code inside does not check; verify it",
    ];
    assert_eq!(
        said,
        [("统一社会信用代码", "USCC_ORG_CHECK_WARN", sentences)]
    );
    assert_eq!(state(&site, &liaison).await, (0, false, 0));
}

#[tokio::test]
async fn a_file_that_is_no_form_and_a_day_that_is_over_are_refused() {
    let (site, liaison) = site(Date::of(2026, 11, 17)).await;
    let portal = &site.portal;
    portal.join_season(&liaison).await.unwrap();
    let none = portal.upload_form(&liaison, "a.pdf", b"%PDF-1.4".to_vec());
    let (code, [zh, en]) = refused(none.await);
    assert!(code.starts_with("FILE_TYPE"), "{code}");
    assert!(zh.contains(".xlsx") && en.contains(".xlsx"), "{zh} {en}");
    let rows: Vec<Row> = (1..=2_001).map(patent).collect();
    let long = portal.upload_form(&liaison, "a.xlsx", make::form(Form::Patent, &rows));
    assert_eq!(
        refused(long.await),
        expected(
            "FILE_TOO_MANY_ROWS",
            "一次导入不超过2000行",
            "At most 2,000 rows per import"
        )
    );
    let mut changed = make::sheet(Form::Patent, &[patent(1)]);
    changed.write(2, 9, "行业*").unwrap();
    let changed = portal.upload_form(&liaison, "a.xlsx", make::workbook(vec![changed]));
    assert_eq!(
        refused(changed.await),
        expected(
            "FILE_HEADER",
            "表头与模板不一致:第J列应为“产业领域”",
            "The header differs from the template: column J should be 产业领域"
        )
    );
    let id = upload(&site, &liaison, Form::Patent, &[patent(1)]).await;
    assert_eq!(
        refused(portal.commit_import(&liaison, id, false).await),
        expected(
            "SUBMISSION_CLOSED",
            "报送已于2026-11-17截止",
            "Submissions closed on 2026-11-17"
        )
    );
    assert_eq!(state(&site, &liaison).await, (0, false, 0));
}
