//! The empty forms: our own engine takes their header and a row that is filled in, and they carry what
//! helps to fill them.

use super::workbooks::{self as make, Row, Value};
use super::{TODAY, lines, season};
use domain::collection::{Form, column_letters};
use domain::seasons::{Season, catalogue};
use service::imports::{check, template};
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write as _};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn seasons() -> [Season; 3] {
    [
        catalogue::auction_2022(),
        catalogue::auction_2023(),
        season(),
    ]
}

/// The parts of a package.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let read = |index| {
        let mut part = archive.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        (part.name().unwrap().into_owned(), text)
    };
    (0..count).map(read).collect()
}

fn part<'a>(parts: &'a [(String, String)], name: &str) -> &'a str {
    &parts.iter().find(|(n, _)| n == name).unwrap().1
}

/// The template with a row filled in below the header, as a spreadsheet would.
fn filled(bytes: &[u8], form: Form, row: &Row) -> Vec<u8> {
    let mut cells = String::new();
    for (index, column) in form.columns().iter().enumerate() {
        let Some((_, value)) = row.iter().find(|(header, _)| *header == column.header) else {
            continue;
        };
        let text = match value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Date(y, m, d) => format!("{y}-{m:02}-{d:02}"),
        };
        let letters = column_letters(index);
        write!(
            cells,
            r#"<c r="{letters}2" t="inlineStr"><is><t>{text}</t></is></c>"#
        )
        .unwrap();
    }
    let row = format!(r#"<row r="2">{cells}</row></sheetData>"#);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts(bytes) {
        writer
            .start_file(&name, SimpleFileOptions::default())
            .unwrap();
        let text = match name.as_str() {
            "xl/worksheets/sheet1.xml" => text.replacen("</sheetData>", &row, 1),
            _ => text,
        };
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn every_template_is_taken_by_our_own_engine() {
    for season in seasons() {
        for form in Form::ALL {
            let template = template(form, &season).unwrap();
            let checked = check(&template.bytes, &template.name, &season, TODAY).unwrap();
            assert_eq!(
                (checked.form, checked.rows.len()),
                (form, 0),
                "{}",
                template.name
            );
        }
    }
}

#[test]
fn a_row_filled_into_a_template_is_read() {
    let season = season();
    let rows = [
        (Form::Patent, make::patent(1)),
        (Form::Achievement, make::achievement(1)),
        (Form::Need, make::need(1)),
        (Form::Liaison, make::liaison(1)),
        (Form::Offline, make::deal(1)),
    ];
    for (form, row) in rows {
        let empty = template(form, &season).unwrap();
        let bytes = filled(&empty.bytes, form, &row);
        let checked = check(&bytes, &empty.name, &season, TODAY).unwrap();
        let report = serde_json::to_value(checked.report()).unwrap();
        assert_eq!((checked.form, checked.rows.len()), (form, 1));
        assert_eq!(lines(&report, "errors"), [], "{}", empty.name);
    }
}

#[test]
fn templates_carry_lists_dates_and_numbers() {
    let template = template(Form::Patent, &catalogue::auction_2023()).unwrap();
    assert_eq!(template.name, "专利征集表_2023-AUCTION.xlsx");
    let parts = parts(&template.bytes);
    let sheet = part(&parts, "xl/worksheets/sheet1.xml");
    for wanted in [
        r#"type="list""#,
        r#"type="whole""#,
        r#"type="date""#,
        "字典!$A$2:$A$",
        r#"state="frozen""#,
    ] {
        assert!(sheet.contains(wanted), "{wanted}");
    }
    // The cut-off of the season, 2020-01-01, as the workbook counts days.
    assert!(sheet.contains("<formula1>43831</formula1>"));
    let sheets = part(&parts, "xl/workbook.xml");
    for name in ["专利征集表", "字典", "填写说明"] {
        assert!(sheets.contains(&format!("name=\"{name}\"")), "{name}");
    }
    let strings = part(&parts, "xl/sharedStrings.xml");
    assert!(strings.contains("<t>专利名称*</t>") && strings.contains("<t>关键词</t>"));
    assert!(strings.contains("<t>开放许可</t>") && strings.contains("<t>实用新型</t>"));
}

#[test]
fn the_plan_of_2022_has_its_own_values() {
    let season = catalogue::auction_2022();
    let patents = template(Form::Patent, &season).unwrap();
    let patents = parts(&patents.bytes);
    let words = part(&patents, "xl/sharedStrings.xml");
    assert!(words.contains("<t>发明专利</t>") && !words.contains("<t>实用新型</t>"));
    assert!(!words.contains("<t>开放许可</t>") && !words.contains("<t>股权转让</t>"));
    let people = template(Form::Liaison, &season).unwrap();
    assert_eq!(people.name, "活动联络员及技术专家信息表_2022-AUCTION.xlsx");
    let people = parts(&people.bytes);
    assert!(part(&people, "xl/workbook.xml").contains("name=\"活动联络员及技术专家信息表\""));
    let words = part(&people, "xl/sharedStrings.xml");
    assert!(words.contains("<t>技术专家</t>") && !words.contains("<t>活动联络员</t>"));
}
