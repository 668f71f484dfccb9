//! A small table as a file for people: values, or a workbook with one sheet.

use super::csv::{MARK, guarded, row};
use super::{Cell, sheet};
use crate::Error;
use rust_xlsxwriter::Workbook;

/// A value of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words; nothing when they are empty.
    Text(String),
    /// A number.
    Whole(i64),
}

/// Headings and rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name of the sheet.
    pub name: &'static str,
    /// Headings.
    pub headings: Vec<&'static str>,
    /// Rows, each as long as the headings.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// As UTF-8 with its mark and CRLF, as spreadsheets want it (RFC 4180).
    pub fn csv(&self) -> String {
        let head = row(self.headings.iter().map(|words| (*words).to_owned()));
        let line = |values: &Vec<Value>| {
            row(values.iter().map(|value| match value {
                Value::Text(text) => guarded(text),
                Value::Whole(number) => number.to_string(),
            }))
        };
        let rows: String = self.rows.iter().map(line).collect();
        format!("{MARK}{head}{rows}")
    }

    /// As a workbook with one sheet.
    ///
    /// # Errors
    /// Only faults of ours.
    pub fn workbook(&self) -> Result<Vec<u8>, Error> {
        let rows = self.rows.iter().map(|values| {
            let cells = values.iter().map(|value| match value {
                Value::Text(text) if text.is_empty() => Cell::Empty,
                Value::Text(text) => Cell::text(text.as_str()),
                Value::Whole(number) => Cell::Whole(*number),
            });
            cells.collect::<Vec<_>>()
        });
        let mut book = Workbook::new();
        sheet::table(&mut book, self.name, &self.headings, rows)
            .and_then(|()| book.save_to_buffer())
            .map_err(|error| Error::Internal(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_again_and_holds_no_formula() {
        let table = Table {
            name: "企业库",
            headings: vec!["统一社会信用代码", "企业名称"],
            rows: vec![vec![
                Value::Text("91329999MA9DEMQ15L".into()),
                Value::Text("=1+1".into()),
            ]],
        };
        let words = "\u{feff}统一社会信用代码,企业名称\r\n91329999MA9DEMQ15L,'=1+1\r\n";
        assert_eq!(table.csv(), words);
        let bytes = table.workbook().unwrap();
        let sheet = crate::imports::read_form(&bytes, "a.xlsx").unwrap();
        assert_eq!(sheet.rows.len(), 2);
        assert_eq!(sheet.rows[1].cell(1).text(), "=1+1");
    }
}
