//! Collection forms: every line of the table of bad rows, rows beside each other, and files that are no form.

use super::house::{House, Sent, Shown, count, sent};
use domain::accounts::Account;
use domain::collection::Form;
use domain::credit_codes::CreditCode;
use domain::institutions::InstitutionKind;
use domain::lots::PatentType;
use domain::time::Date;
use http::header::LOCATION;
use service::Settings;
use service::testing::form_codes::form_cases;
use service::testing::workbooks::{self as make, Row, UNIT, patent, set};
use service::testing::{TestPortal, institution};

/// Where forms are uploaded.
const PAGE: &str = "/org/import";
/// Where a check is committed.
const COMMIT: &str = "/fn/collection/commit";
/// The day until which forms are taken; the clock stands on 2026-11-18.
pub const OPEN: Date = Date::of(2026, 11, 30);
/// What an upload writes: itself, and that it was sent.
const OF_UPLOADS: [&str; 2] = ["imports", "audit"];

/// A portal whose season takes forms until this day, and whose unit of the forms has joined; its
/// liaison.
pub async fn site(until: Date, types: &[PatentType]) -> (TestPortal, Account) {
    let site = TestPortal::new().await;
    let mut season = site.season.clone();
    season.submission_deadline = Some(until);
    season.patent_types = types.to_vec();
    let mut tx = site.portal.store().write().await.expect("a transaction");
    tx.upsert_season(&season).await.expect("a season");
    let unit = institution(UNIT, InstitutionKind::University);
    let unit = tx.insert_institution(&unit).await.expect("an institution");
    tx.commit().await.expect("a commit");
    let grant = domain::accounts::Grant {
        role: domain::accounts::Role::Liaison,
        scope: domain::accounts::Scope::Institution(unit),
    };
    let liaison = site.account("liaison", vec![grant], Some(unit)).await;
    site.portal.join_season(&liaison).await.expect("it joins");
    (site, liaison)
}

fn upload<'f>(name: &'f str, bytes: Vec<u8>) -> Sent<'f> {
    Sent {
        file: Some((name, bytes)),
        ..sent(PAGE, "/fn/collection/upload", &[("back", PAGE)])
    }
}

/// Uploads rows; the address of their check.
pub async fn checked(house: &mut House<'_>, who: &str, form: Form, rows: &[Row]) -> String {
    let before = house.site.contents().await;
    let form = upload("forms.xlsx", make::form(form, rows));
    let (status, headers, body) = house.send(who, &form, Some("")).await;
    let to = headers.get(LOCATION).and_then(|to| to.to_str().ok());
    let to = to.filter(|to| to.starts_with("/org/import?id="));
    let to = to.unwrap_or_else(|| panic!("{status} {headers:?} {body}"));
    house.unchanged("an upload", &before, &OF_UPLOADS).await;
    to.to_owned()
}

/// The check of these rows says both sentences of a code, and the rows are not taken.
pub async fn is_refused(
    house: &mut House<'_>,
    who: &str,
    (form, rows): (Form, &[Row]),
    code: &'static str,
    sentences: [&str; 2],
) {
    let page = checked(house, who, form, rows).await;
    let before = house.site.contents().await;
    is_said(house, who, &page, code, sentences).await;
    let id = page.rsplit('=').next().unwrap_or_default();
    let commit = sent(&page, COMMIT, &[("id", id), ("mode", "all")]);
    let (status, _, body) = house.send(who, &commit, None).await;
    if !body.contains("IMPORT_HAS_ERRORS") {
        house.complain(code, format!("the commit answers {status} {body}"));
    }
    house.unchanged(code, &before, &[]).await;
    house.shown.codes.insert(code);
}

/// The page says both sentences of a code.
pub async fn is_said(
    house: &mut House<'_>,
    who: &str,
    page: &str,
    code: &'static str,
    sentences: [&str; 2],
) {
    for (prefix, sentence) in ["", "/en"].into_iter().zip(sentences) {
        let (_, stands) = house.read(who, &format!("{prefix}{page}")).await;
        let named = format!("data-code=\"{code}\"");
        if count(&stands, sentence) == 0 {
            house.complain(code, format!("{prefix}{page} does not say “{sentence}”"));
        }
        if page.starts_with(PAGE) && count(&stands, &named) == 0 {
            house.complain(code, format!("{prefix}{page} does not name the code"));
        }
    }
}

/// Sends everything.
pub async fn send(shown: &mut Shown) {
    let (site, liaison) = site(OPEN, &[PatentType::Invention]).await;
    let mut house = House::over(site, Settings::default(), shown).await;
    let who = house.cookie(&liaison).await;
    for case in form_cases() {
        let rows = [case.row()];
        let rows = (case.form, rows.as_slice());
        is_refused(&mut house, &who, rows, case.code, case.sentences).await;
    }
    beside_each_other(&mut house, &who).await;
    a_warning(&mut house, &who).await;
    no_forms(&mut house, &who).await;
    drop(house);
    too_late(shown).await;
}

/// Rows that are good alone.
async fn beside_each_other(house: &mut House<'_>, who: &str) {
    let roadshow = |n| {
        let mut row = patent(n);
        set(&mut row, "是否推荐现场路演", "是");
        row
    };
    let mut second = make::liaison(2);
    set(&mut second, "姓名", "乙示例");
    let many: Vec<Row> = (1..=51).map(patent).collect();
    let recommended: Vec<Row> = (1..=11).map(roadshow).collect();
    let cases = [
        (
            (Form::Patent, vec![patent(1), patent(1)]),
            "LOT_DUPLICATE",
            [
                "该专利已在本季提交（本表第4行）",
                "This patent stands in row 4 of this form already",
            ],
        ),
        (
            (Form::Patent, recommended),
            "QUOTA_ROADSHOW_MAX",
            [
                "每家单位推荐现场路演不超过10项",
                "A unit recommends at most 10 lots for on-site roadshows",
            ],
        ),
        (
            (Form::Patent, many),
            "QUOTA_INSTITUTION_MAX",
            [
                "每家单位推荐总数原则上不超过50项",
                "A unit submits at most 50 lots in principle",
            ],
        ),
        (
            (Form::Liaison, vec![make::liaison(1), second]),
            "LIAISON_ALREADY_SET",
            [
                "本单位已指定活动联络员（本表第4行）",
                "The unit already has a liaison (row 4 of this form)",
            ],
        ),
        (
            (Form::Need, vec![make::need(1), make::need(1)]),
            "NEED_DUPLICATE",
            [
                "该需求已提交（本表第4行）",
                "This need stands in row 4 of this form already",
            ],
        ),
        (
            (Form::Offline, vec![make::deal(1), make::deal(1)]),
            "REPORT_DUPLICATE",
            [
                "该意向或交易已汇交（本表第4行）",
                "This intent or deal is reported already (row 4 of this form)",
            ],
        ),
    ];
    for ((form, rows), code, sentences) in cases {
        is_refused(house, who, (form, &rows), code, sentences).await;
    }
}

/// A code that is right as a whole around an organisation code that is not: the row is taken with a word.
async fn a_warning(house: &mut House<'_>, who: &str) {
    let credit_code = CreditCode::complete("91329999MA9DEMQ16").expect("a code");
    let mut row = make::need(1);
    set(&mut row, "统一社会信用代码", credit_code.as_str());
    let page = checked(house, who, Form::Need, &[row]).await;
    let before = house.site.contents().await;
    let sentences = [
        "提示:主体标识码校验位异常,请核对",
        "Note: the organisation code inside does not check; verify it",
    ];
    is_said(house, who, &page, "USCC_ORG_CHECK_WARN", sentences).await;
    house.unchanged("USCC_ORG_CHECK_WARN", &before, &[]).await;
    let (status, _) = house.read(who, &page).await;
    house.answered("USCC_ORG_CHECK_WARN", status);
}

async fn no_forms(house: &mut House<'_>, who: &str) {
    let none = upload("a.pdf", b"%PDF-1.4".to_vec());
    let sentences = [
        "请上传.xlsx文件，或UTF-8、GBK编码的.csv文件",
        "Upload an .xlsx file, or a .csv file in UTF-8 or GBK",
    ];
    house.refuses(who, &none, "FILE_TYPE", sentences).await;
    let rows: Vec<Row> = (1..=2_001).map(patent).collect();
    let long = upload("a.xlsx", make::form(Form::Patent, &rows));
    let sentences = ["一次导入不超过2000行", "At most 2,000 rows per import"];
    house
        .refuses(who, &long, "FILE_TOO_MANY_ROWS", sentences)
        .await;
    let mut changed = make::sheet(Form::Patent, &[patent(1)]);
    changed.write(2, 9, "行业*").expect("a free cell");
    let changed = upload("a.xlsx", make::workbook(vec![changed]));
    let sentences = [
        "表头与模板不一致:第J列应为“产业领域”",
        "The header differs from the template: column J should be 产业领域",
    ];
    house.refuses(who, &changed, "FILE_HEADER", sentences).await;
}

/// The form can still be looked at.
async fn too_late(shown: &mut Shown) {
    let (site, liaison) = site(Date::of(2026, 11, 17), &[PatentType::Invention]).await;
    let mut house = House::over(site, Settings::default(), shown).await;
    let who = house.cookie(&liaison).await;
    let page = checked(&mut house, &who, Form::Patent, &[patent(1)]).await;
    let id = page.rsplit('=').next().unwrap_or_default();
    let commit = sent(&page, COMMIT, &[("id", id), ("mode", "all")]);
    let sentences = ["报送已于2026-11-17截止", "Submissions closed on 2026-11-17"];
    house
        .refuses(&who, &commit, "SUBMISSION_CLOSED", sentences)
        .await;
}
