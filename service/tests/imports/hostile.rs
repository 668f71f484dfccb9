//! Files that are broken, mistaken or meant to harm: each gets a code and a sentence.

use super::workbooks::{self as make, Row, patent};
use super::{TODAY, report, season};
use domain::collection::Form;
use proptest::prelude::*;
use rust_xlsxwriter::Worksheet;
use std::io::Write;
use zip::write::SimpleFileOptions;

/// The one error of a file that cannot be read.
fn refusal(bytes: &[u8], name: &str) -> String {
    let report = report(bytes, name);
    let errors = report["errors"].as_array().unwrap();
    assert_eq!((errors.len(), &report["rows"]), (1, &0.into()), "{report}");
    for language in ["message_zh", "message_en"] {
        let sentence = errors[0][language].as_str().unwrap();
        assert!(sentence.len() > 10 && !sentence.contains('{'), "{sentence}");
    }
    errors[0]["code"].as_str().unwrap().to_owned()
}

/// A zip archive with these entries, compressed.
pub fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with this sheet, these shared strings and these styles, written by hand.
pub fn package(sheet: &[u8], strings: &[u8], styles: &[u8]) -> Vec<u8> {
    const RELS: &[u8] = br#"<Relationships><Relationship Id="r1" Type="x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const BOOK: &[u8] =
        br#"<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    const BOOK_RELS: &[u8] = br#"<Relationships><Relationship Id="r1" Type="x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    archive(&[
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
    ])
}

/// 100,000 rows of a form.
pub fn hundred_thousand_rows() -> Vec<u8> {
    let mut sheet = make::sheet(Form::Patent, &[]);
    let row: Row = patent(1)
        .into_iter()
        .filter(|(header, _)| header.chars().count() < 5)
        .collect();
    for number in 0..100_000 {
        make::write_row(&mut sheet, 3 + number, Form::Patent, &row);
    }
    make::workbook(vec![sheet])
}

#[test]
fn files_that_are_no_workbooks() {
    assert_eq!(refusal(b"", "a.xlsx"), "FILE_TYPE");
    assert_eq!(
        refusal("专利名称,专利号\n示例,示例\n".as_bytes(), "a.xlsx"),
        "FILE_TYPE"
    );
    assert_eq!(refusal(b"a,b\n", "a.csv"), "FILE_HEADER");
    assert_eq!(refusal(b"a,b\n", "a.txt"), "FILE_TYPE");
    assert_eq!(refusal(b"\x00\x01\x02", "a.csv"), "FILE_TYPE");
    assert_eq!(refusal(&vec![b'x'; 20_000_001], "a.csv"), "FILE_TOO_LARGE");
    assert_eq!(
        refusal(&b"1,a\n".repeat(30_000), "a.csv"),
        "FILE_TOO_MANY_ROWS"
    );
    assert_eq!(refusal(b"%PDF-1.7", "a.xlsx"), "FILE_TYPE");
    let old = [
        &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..],
        &[0; 4096],
    ]
    .concat();
    assert_eq!(refusal(&old, "a.xls"), "FILE_TYPE");
    assert_eq!(refusal(&old, "a.xlsx"), "FILE_TYPE");
    let document = archive(&[("word/document.xml", b"<document/>")]);
    assert_eq!(refusal(&document, "a.xlsx"), "FILE_TYPE");
    assert_eq!(refusal(&vec![b'x'; 20_000_001], "a.xlsx"), "FILE_TOO_LARGE");
}

#[test]
fn damaged_workbooks() {
    let whole = make::form(Form::Patent, &[patent(1), patent(2)]);
    for length in (0..whole.len()).step_by(whole.len() / 40) {
        assert_eq!(refusal(&whole[..length], "a.xlsx"), "FILE_TYPE", "{length}");
    }
    let broken = package(
        b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1",
        b"",
        b"",
    );
    assert_eq!(refusal(&broken, "a.xlsx"), "FILE_TYPE");
    // The library subtracts these two unchecked: a panic in a build that checks overflows.
    let odd_reference = b"<worksheet><dimension ref=\"B2:A1\"/><sheetData/></worksheet>";
    refusal(&package(odd_reference, b"<sst/>", b""), "a.xlsx");
    let backwards = b"<worksheet><sheetData><row r=\"9\"><c r=\"B9\"><v>1</v></c></row>\
        <row r=\"2\"><c r=\"B2\"><v>1</v></c></row></sheetData></worksheet>";
    assert_eq!(
        refusal(&package(backwards, b"<sst></sst>", b""), "a.xlsx"),
        "FILE_TYPE"
    );
}

#[test]
fn wrong_and_empty_sheets() {
    let mut other = Worksheet::new();
    other
        .set_name("教职工名单")
        .unwrap()
        .write(0, 0, "姓名")
        .unwrap();
    assert_eq!(
        refusal(&make::workbook(vec![other]), "a.xlsx"),
        "FILE_HEADER"
    );
    assert_eq!(
        refusal(&make::workbook(vec![Worksheet::new()]), "a.xlsx"),
        "FILE_HEADER"
    );

    let mut changed = make::sheet(Form::Patent, &[patent(1)]);
    changed.write(2, 9, "行业*").unwrap();
    let report = report(&make::workbook(vec![changed]), "a.xlsx");
    let error = &report["errors"][0];
    assert_eq!(error["message_zh"], "表头与模板不一致:第J列应为“产业领域”");
    assert_eq!(
        (&error["row"], &error["column"]),
        (&3.into(), &"产业领域".into())
    );
    assert_eq!(report["kind"], "patent");
}

#[test]
fn too_many_rows() {
    assert_eq!(
        refusal(&hundred_thousand_rows(), "a.xlsx"),
        "FILE_TOO_MANY_ROWS"
    );
    let rows: Vec<Row> = (1..=2_001).map(patent).collect();
    let one_more = make::form(Form::Patent, &rows);
    assert_eq!(refusal(&one_more, "a.xlsx"), "FILE_TOO_MANY_ROWS");
    let limit = report(&make::form(Form::Patent, &rows[..2_000]), "a.xlsx");
    assert_eq!(
        (&limit["rows"], limit["errors"].as_array().unwrap().len()),
        (&2_000.into(), 0)
    );
}

#[test]
fn far_cells_cost_nothing() {
    let far = b"<worksheet><sheetData><row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    assert_eq!(
        refusal(&package(far, b"<sst></sst>", b""), "a.xlsx"),
        "FILE_HEADER"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn flipped_bytes_never_panic(flips in proptest::collection::vec((0usize..60_000, any::<u8>()), 1..8)) {
        let mut bytes = make::form(Form::Patent, &[patent(1)]);
        for (at, value) in flips {
            let at = at % bytes.len();
            bytes[at] = value;
        }
        let _ = service::imports::check(&bytes, "a.xlsx", &season(), TODAY);
    }

    #[test]
    fn arbitrary_sheets_never_panic(inner in "(<row r=\"[0-9]{0,8}\">|</row>|<c r=\"[A-Z]{0,4}[0-9]{0,8}\" t=\"(s|b|e|str|d|inlineStr)\">|<v>|</v>|</c>|<is><t>|</t></is>|[0-9a-z#]{0,6}){0,24}") {
        let sheet = format!("<worksheet><sheetData>{inner}</sheetData></worksheet>");
        let bytes = package(sheet.as_bytes(), b"<sst></sst>", b"");
        let _ = service::imports::check(&bytes, "a.xlsx", &season(), TODAY);
    }
}
