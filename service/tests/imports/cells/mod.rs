//! Every cell of the tables of the forms (domain.md §4.1 to §4.5): a row that breaks the rule of
//! one column has the code of that column, the value as typed, and the very sentence of the table.

use super::workbooks::{self as make, Row, set};
use super::{TODAY, report, season};
use domain::collection::Form;
use domain::lots::PatentType;
use domain::seasons::{Season, catalogue};
use rust_xlsxwriter::Formula;
use service::imports::check;

/// A row that breaks one rule.
struct Case<'a> {
    /// Cells to replace.
    changes: Vec<(&'a str, &'a str)>,
    /// The column that is then wrong, its code and its sentence.
    column: &'a str,
    code: &'a str,
    sentence: &'a str,
}

/// The tables, in the order of the columns: `column | code | sentence`, and indented below it what
/// breaks that rule. `header=<501>` stands for a text of so many characters.
const PATENT: &str = include_str!("patent.txt");
const ACHIEVEMENT: &str = include_str!("achievement.txt");
const NEED: &str = include_str!("need.txt");
const LIAISON: &str = include_str!("liaison.txt");
const OFFLINE: &str = include_str!("offline.txt");

fn cases(table: &'static str) -> Vec<Case<'static>> {
    let mut rule = ["", "", ""];
    let mut cases = Vec::new();
    for line in table.lines() {
        let Some(changes) = line.strip_prefix("    ") else {
            let parts: Vec<&str> = line.split(" | ").collect();
            rule = parts.try_into().expect("column, code and sentence");
            continue;
        };
        let changes = changes
            .split(" & ")
            .map(|c| c.split_once('=').expect("header=value"));
        cases.push(Case {
            changes: changes.collect(),
            column: rule[0],
            code: rule[1],
            sentence: rule[2],
        });
    }
    assert!(!cases.is_empty());
    cases
}

/// What a value of the tables above stands for.
fn typed(value: &str) -> String {
    let count = value.strip_prefix('<').and_then(|v| v.strip_suffix('>'));
    match count.and_then(|count| count.parse().ok()) {
        Some(count) => "字".repeat(count),
        None => value.to_owned(),
    }
}

/// A row with the cells of a case replaced.
fn broken(base: fn(u32) -> Row, n: u32, case: &Case<'static>) -> Row {
    let mut row = base(n);
    for (header, value) in &case.changes {
        set(&mut row, header, typed(value));
    }
    row
}

/// One form with one case in each row, and what the report must say of each.
fn each_breaks(season: &Season, form: Form, base: fn(u32) -> Row, table: &'static str) {
    let cases = cases(table);
    let rows: Vec<Row> = (1..)
        .zip(&cases)
        .map(|(n, case)| broken(base, n * 4, case))
        .collect();
    let bytes = make::form(form, &rows);
    let checked = check(&bytes, "征集表.xlsx", season, TODAY).expect("a readable form");
    let found = checked.errors();
    for ((row, case), fault) in (4..).zip(&cases).zip(&found) {
        let given = case
            .changes
            .iter()
            .find(|(header, _)| *header == case.column);
        let value = given.map_or(String::new(), |(_, value)| typed(value));
        assert_eq!((fault.row, fault.column.as_str()), (row, case.column));
        let found = (fault.code.as_str(), fault.message_zh.as_str());
        assert_eq!(found, (case.code, case.sentence), "{:?}", case.changes);
        assert_eq!(fault.value, value);
    }
    assert_eq!(found.len(), cases.len());
    assert_eq!(checked.rows.len(), cases.len());
}

/// A good row whose start price is 6.2 万元.
fn patent(n: u32) -> Row {
    let mut row = make::patent(n);
    set(&mut row, "起拍价（万元）", "6.2");
    row
}

#[test]
fn every_cell_of_the_patent_form() {
    each_breaks(&season(), Form::Patent, patent, PATENT);
}

#[test]
fn every_cell_of_the_achievement_form() {
    each_breaks(&season(), Form::Achievement, make::achievement, ACHIEVEMENT);
}

#[test]
fn every_cell_of_the_need_form() {
    each_breaks(&season(), Form::Need, make::need, NEED);
}

#[test]
fn every_cell_of_the_liaison_form() {
    each_breaks(&season(), Form::Liaison, make::expert, LIAISON);
}

#[test]
fn every_cell_of_the_form_for_offline_deals() {
    each_breaks(&season(), Form::Offline, make::deal, OFFLINE);
}

#[test]
fn what_a_season_does_not_admit_is_said_in_its_terms() {
    fn utility(n: u32) -> Row {
        let mut row = patent(n);
        set(&mut row, "专利号", make::number(2018, 2, n));
        set(&mut row, "申请日", "2018-05-01");
        set(&mut row, "授权公告日", "2019-06-01");
        set(&mut row, "专利类型", "发明专利");
        row
    }
    const TYPE: &str = "专利类型 | LOT_PATENT_TYPE_NOT_ALLOWED | 本季仅接受有效发明专利\n    \
        专利类型=实用新型";
    let old = catalogue::auction_2022();
    each_breaks(&old, Form::Patent, utility, TYPE);
    const TWO: &str = "专利类型 | LOT_PATENT_TYPE_NOT_ALLOWED | 本季仅接受有效发明专利、外观设计\n    \
        专利类型=实用新型";
    let two = Season {
        patent_types: vec![PatentType::Invention, PatentType::Design],
        ..old.clone()
    };
    each_breaks(&two, Form::Patent, utility, TWO);
    const REST: &str = "授权公告日 | LOT_GRANT_DATE_BEFORE_CUTOFF | 授权公告日早于本季要求的2019-01-01\n    \
        专利类型=实用新型 & 授权公告日=2018-12-31\n\
        交易方式 | LOT_MODE_NOT_ALLOWED | 本季不支持该交易方式\n    \
        专利类型=实用新型 & 交易方式=股权转让";
    let every = Season {
        patent_types: PatentType::ALL.to_vec(),
        ..old
    };
    each_breaks(&every, Form::Patent, utility, REST);
}

#[test]
fn error_values_count_as_empty_cells_and_are_quoted() {
    let mut sheet = make::sheet(Form::Patent, &[patent(1), patent(2)]);
    let error = |word| Formula::new("=NA()").set_result(word);
    for (row, header, word) in [
        (3, "专利名称", "#N/A"),
        (3, "是否双碳领域", "#REF!"),
        (3, "备注", "#VALUE!"),
        // Formulas filled down below the data make no rows.
        (9, "专利名称", "#N/A"),
    ] {
        let column = Form::Patent.index(header) as u16;
        sheet.write_formula(row, column, error(word)).unwrap();
    }
    sheet
        .write(4, Form::Patent.index("发明人") as u16, "#NAME?")
        .unwrap();
    let report = report(&make::workbook(vec![sheet]), "a.xlsx");
    assert_eq!(report["rows"], 2);
    let faults = report["errors"].as_array().unwrap().iter();
    let found: Vec<[&str; 4]> = faults
        .map(|f| ["column", "code", "value", "message_zh"].map(|key| f[key].as_str().unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            [
                "专利名称",
                "LOT_TITLE_LENGTH",
                "#N/A",
                "专利名称须为4至120个字"
            ],
            ["是否双碳领域", "CODE_UNKNOWN", "#REF!", "请填写“是”或“否”"],
            ["发明人", "FIELD_REQUIRED", "#NAME?", "请填写发明人"],
        ]
    );
}

#[test]
fn a_challenge_season_takes_no_lots() {
    let season = catalogue::challenge_2022();
    let of = |form, row| check(&make::form(form, &[row]), "a.xlsx", &season, TODAY);
    for (form, row) in [
        (Form::Patent, patent(1)),
        (Form::Achievement, make::achievement(1)),
    ] {
        let fault = of(form, row).unwrap_err();
        assert_eq!(fault.rule.code, "SEASON_TAKES_NO_LOTS");
        assert_eq!(
            fault.sentence(locales::Lang::Zh),
            "2022-CHALLENGE为创新挑战季，只征集技术需求，不接受专利和成果"
        );
    }
    assert!(of(Form::Need, make::need(1)).is_ok());
}

#[test]
fn the_eleventh_roadshow_lot_of_a_form() {
    for (form, base) in [
        (Form::Patent, patent as fn(u32) -> Row),
        (Form::Achievement, make::achievement),
    ] {
        let rows: Vec<Row> = (1..=12)
            .map(|n| {
                let mut row = base(n);
                set(&mut row, "是否推荐现场路演", "是");
                row
            })
            .collect();
        let checked = check(&make::form(form, &rows), "a.xlsx", &season(), TODAY).unwrap();
        let errors = checked.errors();
        let found: Vec<_> = errors
            .iter()
            .map(|f| (f.row, f.column.as_str(), f.code.as_str(), f.value.as_str()))
            .collect();
        let fault = |row| (row, "是否推荐现场路演", "QUOTA_ROADSHOW_MAX", "是");
        assert_eq!(found, [fault(14), fault(15)]);
        assert_eq!(errors[0].message_zh, "每家单位推荐现场路演不超过10项");
    }
}

#[test]
fn english_sentences_hold_no_chinese_column() {
    let tables = [
        (Form::Patent, patent as fn(u32) -> Row, PATENT),
        (Form::Achievement, make::achievement, ACHIEVEMENT),
        (Form::Need, make::need, NEED),
    ];
    for (form, base, table) in tables {
        let cases = cases(table);
        let rows = (1..).zip(&cases).map(|(n, case)| broken(base, n * 4, case));
        let bytes = make::form(form, &rows.collect::<Vec<Row>>());
        let checked = check(&bytes, "a.xlsx", &season(), TODAY).unwrap();
        let headers = form.columns().iter().map(|column| column.header);
        let headers: Vec<&str> = headers.collect();
        for fault in checked.errors() {
            let named = headers
                .iter()
                .find(|header| fault.message_en.contains(**header));
            assert_eq!(named, None, "{}", fault.message_en);
        }
    }
}
