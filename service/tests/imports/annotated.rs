//! The annotated copy: what was wrong stands in it, what was right is as it was, and it can be uploaded
//! again.

use super::workbooks::{self as make, UNIT, patent, set};
use super::{TODAY, forms, season};
use domain::collection::{Cell, Form};
use domain::ids::ImportId;
use locales::Lang;
use service::imports::{
    MESSAGES, ReadForm, Stored, annotated, check, preview, read_for, read_form, template,
};

fn read(bytes: &[u8]) -> ReadForm {
    read_for(bytes, "a.xlsx", &season(), TODAY, None).expect("a readable form")
}

fn copy(bytes: &[u8], only_bad: bool) -> Vec<u8> {
    let read = read(bytes);
    let faults = read.checked.faults(&Stored::default());
    annotated(&read.sheet, &read.header, &faults, only_bad, Lang::Zh).unwrap()
}

#[test]
fn every_row_keeps_its_place_and_says_what_is_wrong() {
    let bytes = forms::with_ten_faults();
    let copied = copy(&bytes, false);
    let (old, new) = (read(&bytes), read(&copied));
    // The same faults at the same places: nothing was lost on the way.
    assert_eq!(new.checked.errors(), old.checked.errors());
    assert_eq!(new.checked.unit.as_deref(), Some(UNIT));
    let last = Form::Patent.columns().len();
    let rows = &new.sheet.rows;
    let cell = |row: u32| rows.iter().find(|r| r.row == row).unwrap().cell(last).raw();
    assert_eq!(cell(3), MESSAGES);
    assert_eq!(cell(13), "L 技术简介：技术简介须为50至1000个字");
    assert_eq!(cell(4), "");
    for (old, new) in old.sheet.rows.iter().zip(rows).skip(2) {
        assert_eq!(old.row, new.row);
        let cells = old.cells.iter().zip(&new.cells);
        assert!(
            cells.clone().all(|(old, new)| old == new),
            "row {}",
            old.row
        );
    }
    // Once mended, the copy is a form like any other, and its own copy has one such column.
    let again = read_form(&copy(&copied, false), "b.xlsx").unwrap();
    let header = again.rows.iter().find(|row| row.row == 3).unwrap();
    let said = header.cells.iter().filter(|cell| cell.raw() == MESSAGES);
    assert_eq!(said.count(), 1);
}

#[test]
fn after_a_commit_only_the_bad_rows_are_left() {
    let copied = read(&copy(&forms::with_ten_faults(), true));
    assert_eq!(copied.checked.rows.len(), 10);
    let shown = preview(&copied.checked, ImportId(1), "a.xlsx", &Stored::default());
    // The second row with a number of another one is alone now, and only its type is wrong.
    assert!(shown.errors.len() >= 9, "{:?}", shown.errors);
    assert_eq!(copied.sheet.rows.last().map(|row| row.row), Some(13));
}

#[test]
fn no_cell_of_the_copy_is_a_formula() {
    let mut row = patent(1);
    set(&mut row, "专利名称", "=HYPERLINK(\"http://example.com\")");
    set(&mut row, "联系人", "@SUM(A1)");
    set(&mut row, "备注", "+1+1");
    set(&mut row, "联系电话", "-12345");
    let copied = copy(&make::form(Form::Patent, &[row]), false);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&copied[..])).unwrap();
    let mut sheet = String::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut sheet).unwrap();
    drop(part);
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
    let mut styles = String::new();
    let mut part = archive.by_name("xl/styles.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut styles).unwrap();
    assert!(styles.contains("quotePrefix=\"1\""));
    // What was typed is still there, to the letter.
    let read = read(&copied);
    let typed = read.sheet.rows[3].cell(Form::Patent.index("备注")).clone();
    assert_eq!(typed, Cell::Text("+1+1".into()));
}

#[test]
fn a_csv_gets_a_workbook_back() {
    let text = format!(
        "填报单位：{UNIT}\n{}\n1,短\n",
        Form::Need
            .columns()
            .iter()
            .map(|column| column.header)
            .collect::<Vec<_>>()
            .join(",")
    );
    let read = read_for(text.as_bytes(), "需求[1].csv", &season(), TODAY, None).unwrap();
    let faults = read.checked.faults(&Stored::default());
    let copied = annotated(&read.sheet, &read.header, &faults, false, Lang::En).unwrap();
    let again = check(&copied, "copy.xlsx", &season(), TODAY).unwrap();
    assert_eq!(
        (again.form, again.errors().len()),
        (Form::Need, read.checked.errors().len())
    );
    assert!(
        template(Form::Need, &season())
            .unwrap()
            .bytes
            .starts_with(b"PK")
    );
}
