//! `.csv` files: UTF-8 with or without its mark, or GBK, as spreadsheets of this country write them.
//!
//! The fields are split here, because rows must have the numbers that a spreadsheet shows: a blank
//! line is a row, a line break inside quotes is none. Readers of CSV for programs drop blank lines
//! and do not tell which.

use super::UPLOAD_MAX;
use super::fault::{FileFault, faults};
use super::workbook::{Rows, Sheet, text_cell};
use encoding_rs::GBK;
use std::borrow::Cow;

/// How the text of a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 behind a byte order mark.
    Utf8Marked,
    /// GBK, with what GB 18030 adds to it.
    Gbk,
}

impl Encoding {
    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Marked => "UTF-8 (BOM)",
            Self::Gbk => "GBK",
        }
    }
}

const MARK: &[u8] = b"\xef\xbb\xbf";
/// What a file in UTF-16 begins with.
const MARKS_OF_UTF16: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// Reads the rows of a `.csv` file; `name` stands in for the name of the sheet.
///
/// # Errors
/// `FILE_TYPE` when the text cannot be read or a quote stays open, `FILE_TOO_LARGE` and
/// `FILE_TOO_MANY_ROWS` at the limits.
pub fn read_csv(bytes: &[u8], name: &str) -> Result<Sheet, FileFault> {
    if bytes.len() > UPLOAD_MAX {
        return Err(FileFault::of(faults::TOO_LARGE));
    }
    let (text, encoding) = decode(bytes).ok_or_else(|| FileFault::of(faults::ENCODING))?;
    let mut rows = Rows::default();
    split(&text, |row, column, field| {
        rows.put(row, column, text_cell(unguarded(field)))
    })?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Ok(Sheet {
        name: stem.to_owned(),
        rows: rows.finish()?,
        encoding: Some(encoding),
    })
}

/// The text, and how it was written. Nothing is replaced: a byte that is no character in either
/// encoding makes the file unreadable, and so does a control character, which no spreadsheet writes.
fn decode(bytes: &[u8]) -> Option<(Cow<'_, str>, Encoding)> {
    if MARKS_OF_UTF16.iter().any(|mark| bytes.starts_with(mark)) {
        return None;
    }
    let (text, encoding) = match bytes.strip_prefix(MARK) {
        Some(rest) => (
            Cow::Borrowed(str::from_utf8(rest).ok()?),
            Encoding::Utf8Marked,
        ),
        None => match str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
            Err(_) => (
                GBK.decode_without_bom_handling_and_without_replacement(bytes)?,
                Encoding::Gbk,
            ),
        },
    };
    let strange = |c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n');
    (!text.contains(strange)).then_some((text, encoding))
}

/// The apostrophe that exports put before what a spreadsheet would take for a formula.
fn unguarded(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => field,
    }
}

/// Hands every field to `put` with its row and column, both from 0 (RFC 4180; any line ending).
fn split(
    text: &str,
    mut put: impl FnMut(u32, u32, &str) -> Result<(), FileFault>,
) -> Result<(), FileFault> {
    let (mut row, mut column, mut opened) = (0_u32, 0, None);
    let mut field = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, opened) {
            ('"', Some(_)) if chars.next_if_eq(&'"').is_some() => field.push('"'),
            ('"', Some(_)) => opened = None,
            (_, Some(_)) => field.push(c),
            ('"', None) if field.is_empty() => opened = Some(row),
            (',', None) => {
                put(row, column, &field)?;
                field.clear();
                column += 1;
            }
            ('\r' | '\n', None) => {
                put(row, column, &field)?;
                field.clear();
                if c == '\r' {
                    chars.next_if_eq(&'\n');
                }
                (row, column) = (row + 1, 0);
            }
            (_, None) => field.push(c),
        }
    }
    match opened {
        Some(row) => Err(FileFault {
            row: row + 1,
            args: vec![("row", (row + 1).to_string())],
            ..FileFault::of(faults::QUOTES)
        }),
        None => put(row, column, &field),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::collection::Cell;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let sheet = read_csv(text.as_bytes(), "a.csv").unwrap();
        let cells = |cells: Vec<Cell>| cells.iter().map(Cell::raw).collect();
        let rows = sheet.rows.into_iter();
        rows.map(|row| (row.row, cells(row.cells))).collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn rows_have_the_numbers_of_a_spreadsheet() {
        let text = "标题,说明\r\n\r\n甲,\"一行\n又一行\"\r\n乙,\"他说\"\"好\"\"\"\n丙";
        let read = [
            row(1, &["标题", "说明"]),
            row(3, &["甲", "一行\n又一行"]),
            row(4, &["乙", "他说\"好\""]),
            row(5, &["丙"]),
        ];
        assert_eq!(rows(text), read);
        assert_eq!(rows("a,,c\r\r"), [row(1, &["a", "", "c"])]);
        assert_eq!(rows("'=1+1,'甲,-5"), [row(1, &["=1+1", "'甲", "-5"])]);
        assert_eq!(rows(""), []);
    }

    #[test]
    fn encodings_are_told_apart() {
        let encoding = |bytes: &[u8]| read_csv(bytes, "a.csv").map(|sheet| sheet.encoding);
        assert_eq!(encoding("专利".as_bytes()), Ok(Some(Encoding::Utf8)));
        let marked = [MARK, "专利".as_bytes()].concat();
        assert_eq!(encoding(&marked), Ok(Some(Encoding::Utf8Marked)));
        let (gbk, ..) = GBK.encode("专利征集表，①");
        assert_eq!(encoding(&gbk), Ok(Some(Encoding::Gbk)));
        let sheet = read_csv(&gbk, "a.csv").unwrap();
        assert_eq!(sheet.rows[0].cells[0].raw(), "专利征集表，①");
        let unreadable: [&[u8]; 4] = [
            b"\xff\xfeN\x00",
            b"a\x00b",
            b"\x81",
            b"\xef\xbb\xbf\xd7\x28",
        ];
        for bytes in unreadable {
            let fault = encoding(bytes).unwrap_err();
            assert_eq!(fault.rule, faults::ENCODING, "{bytes:?}");
        }
    }

    #[test]
    fn an_open_quote_is_named_by_its_row() {
        let fault = read_csv("a,b\n\"c,d\ne,f\n".as_bytes(), "a.csv").unwrap_err();
        assert_eq!((fault.row, fault.rule), (2, faults::QUOTES));
    }
}
