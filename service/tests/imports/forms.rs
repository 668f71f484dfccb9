//! Generated forms: every style of cell, the ten planted faults, layouts of the sheet.

use super::workbooks::{self as make, Row, patent, set};
use super::{lines, report};
use domain::collection::Form;
use rust_xlsxwriter::Worksheet;

#[test]
fn good_forms_have_no_errors() {
    let patents: Vec<Row> = (1..=30).map(patent).collect();
    let achievements: Vec<Row> = (1..=12).map(make::achievement).collect();
    let needs: Vec<Row> = (1..=20).map(make::need).collect();
    let mut people: Vec<Row> = (1..=9).map(make::expert).collect();
    people.push(make::liaison(10));
    let deals: Vec<Row> = (1..=12).map(make::deal).collect();
    let forms = [
        (Form::Patent, patents),
        (Form::Achievement, achievements),
        (Form::Need, needs),
        (Form::Liaison, people),
        (Form::Offline, deals),
    ];
    for (form, rows) in forms {
        let report = report(&make::form(form, &rows), "征集表.xlsx");
        assert_eq!(report["kind"], form.kind());
        assert_eq!(report["rows"], rows.len());
        assert_eq!(lines(&report, "errors"), []);
        assert_eq!(lines(&report, "warnings"), []);
    }
}

/// A form with ten faults, in rows 5 to 24; row 17 is blank.
pub fn with_ten_faults() -> Vec<u8> {
    let mut rows: Vec<Row> = (1..=25).map(patent).collect();
    let mut at = |row: usize, header, value: make::Value| set(&mut rows[row - 4], header, value);
    at(5, "专利号", "ZL202319000002.4".into());
    at(7, "专利号", "ZL20231900001.3".into());
    at(9, "授权公告日", "2019-03-05".into());
    at(11, "产业领域", "人工智能产业".into());
    at(13, "技术简介", "太短".into());
    at(15, "起拍价（万元）", "".into());
    at(18, "起拍价（万元）", 50.0.into());
    at(18, "保留价（万元）", 30.0.into());
    at(20, "法律状态", "未缴年费终止".into());
    at(22, "联系电话", "12345".into());
    at(24, "专利号", make::number(2023, 1, 1).into());
    at(24, "专利类型", "实用新型".into());
    rows[17 - 4].clear();
    make::form(Form::Patent, &rows)
}

#[test]
fn the_ten_planted_faults_and_no_other() {
    let report = report(&with_ten_faults(), "征集表_含错误.xlsx");
    assert_eq!(report["rows"], 24);
    assert_eq!(
        lines(&report, "errors"),
        [
            (5, "专利号", "PATENT_NO_CHECK"),
            (7, "专利号", "PATENT_NO_FORMAT"),
            (9, "授权公告日", "LOT_GRANT_DATE_BEFORE_CUTOFF"),
            (11, "产业领域", "CODE_UNKNOWN"),
            (13, "技术简介", "TEXT_LENGTH"),
            (15, "起拍价（万元）", "LOT_START_PRICE_REQUIRED"),
            (18, "保留价（万元）", "RESERVE_BELOW_START"),
            (20, "法律状态", "LOT_PATENT_NOT_IN_FORCE"),
            (22, "联系电话", "PHONE_FORMAT"),
            (24, "专利号", "LOT_DUPLICATE"),
        ]
    );
    let errors = report["errors"].as_array().unwrap();
    let sentence = |n: usize| errors[n]["message_zh"].as_str().unwrap();
    assert_eq!(sentence(2), "授权公告日早于本季要求的2023-01-01");
    assert_eq!(sentence(4), "技术简介须为50至1000个字");
    assert_eq!(sentence(9), "该专利已在本季提交（本表第4行）");
    assert_eq!(errors[8]["value"], "12345");
    assert_eq!(errors[8]["message_en"], "The phone number is malformed");
    for error in errors {
        let keys: Vec<&String> = error.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 6, "{keys:?}");
        for language in ["message_zh", "message_en"] {
            assert!(!error[language].as_str().unwrap().contains('{'), "{error}");
        }
    }
}

#[test]
fn the_sheet_may_have_other_names_and_neighbours() {
    let rows = [patent(1), patent(2)];
    let mut named_otherwise = make::sheet(Form::Patent, &rows);
    named_otherwise.set_name("Sheet1").unwrap();
    let report_of = |sheets| report(&make::workbook(sheets), "a.xlsx");
    assert_eq!(report_of(vec![named_otherwise])["rows"], 2);

    let mut notes = Worksheet::new();
    notes
        .set_name("填写说明")
        .unwrap()
        .write(0, 0, "示例说明")
        .unwrap();
    let report = report_of(vec![notes, make::sheet(Form::Patent, &rows)]);
    assert_eq!(
        (&report["kind"], &report["rows"]),
        (&"patent".into(), &2.into())
    );
}

#[test]
fn the_template_itself_has_its_header_in_row_one() {
    let mut sheet = Worksheet::new();
    sheet.set_name(Form::Patent.sheet()).unwrap();
    make::headers(&mut sheet, 0, Form::Patent);
    make::write_row(&mut sheet, 1, Form::Patent, &patent(3));
    let report = report(&make::workbook(vec![sheet]), "a.xlsx");
    assert_eq!(
        (&report["rows"], lines(&report, "errors").len()),
        (&1.into(), 0)
    );
}

#[test]
fn chinese_number_formats_are_dates() {
    let mut sheet = make::sheet(Form::Patent, &[patent(1)]);
    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\";@");
    let column = Form::Patent.index("授权公告日") as u16;
    sheet
        .write_with_format(3, column, 43_529.0, &format)
        .unwrap();
    let report = report(&make::workbook(vec![sheet]), "a.xlsx");
    assert_eq!(
        lines(&report, "errors"),
        [(4, "授权公告日", "LOT_GRANT_DATE_BEFORE_CUTOFF")]
    );
    assert_eq!(report["errors"][0]["value"], "2019-03-05");
}

#[test]
fn seasons_answer_by_their_own_rules() {
    let mut row = patent(4);
    set(&mut row, "专利号", make::number(2018, 2, 4));
    set(&mut row, "专利类型", "实用新型");
    set(&mut row, "申请日", "2018-05-01");
    set(&mut row, "授权公告日", "2019-06-01");
    let bytes = make::form(Form::Patent, &[row]);
    let codes = |season: &str| {
        let season = domain::seasons::catalogue::by_code(season).unwrap();
        let checked = service::imports::check(&bytes, "a.xlsx", &season, super::TODAY).unwrap();
        checked
            .errors()
            .into_iter()
            .map(|fault| fault.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("2022"), ["LOT_PATENT_TYPE_NOT_ALLOWED"]);
    assert_eq!(codes("2023"), ["LOT_GRANT_DATE_BEFORE_CUTOFF"]);
}
