//! Bad input for the collection forms (domain.md §4), with the code of §11 that answers it and its sentences in
//! both languages. The table stands in `form_codes.tsv`.

use super::workbooks::{self as make, Row, patent, set};
use domain::collection::Form;

const TABLE: &str = include_str!("form_codes.tsv");

/// A line of the table: a row that is good but for some cells.
#[derive(Clone, Debug)]
pub struct FormCase {
    /// The form.
    pub form: Form,
    /// What is put into the good row, by header.
    pub cells: Vec<(&'static str, &'static str)>,
    /// The header of the column that is refused.
    pub column: &'static str,
    /// The code.
    pub code: &'static str,
    /// What is said, in Chinese and in English.
    pub sentences: [&'static str; 2],
}

impl FormCase {
    /// The row that is refused.
    pub fn row(&self) -> Row {
        let mut row = good_row(self.form);
        for (header, value) in &self.cells {
            set(&mut row, header, *value);
        }
        row
    }
}

/// Every line of the table.
///
/// # Panics
/// When a line has not the six columns of its head.
pub fn form_cases() -> Vec<FormCase> {
    let case = |line: &'static str| {
        let parts: Vec<&str> = line.split('\t').collect();
        let [form, cells, column, code, zh, en] = parts[..] else {
            panic!("six columns: {line}");
        };
        let cells = cells.split(" & ").map(|cell| cell.split_once('='));
        FormCase {
            form: Form::from_kind(form).expect("a form"),
            cells: cells.map(|cell| cell.expect("a cell")).collect(),
            column,
            code,
            sentences: [zh, en],
        }
    };
    TABLE.lines().skip(1).map(case).collect()
}

/// The row of a form that the lines of the table start from.
pub fn good_row(form: Form) -> Row {
    match form {
        Form::Patent => {
            let mut row = patent(1);
            set(&mut row, "专利号", "ZL202319111290.3");
            set(&mut row, "申请日", "2023-05-09");
            set(&mut row, "起拍价（万元）", "6.2");
            row
        }
        Form::Achievement => {
            let mut row = make::achievement(1);
            set(&mut row, "意向金额（万元）", "80");
            row
        }
        Form::Need => make::need(1),
        Form::Liaison => make::liaison(1),
        Form::Offline => make::deal(1),
    }
}
