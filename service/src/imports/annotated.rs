//! The annotated copy of an upload: what was read of it, cell by cell, with a last column that says
//! what is wrong with each row, and the wrong cells marked.
//!
//! It is a new workbook, because the original is a stranger's package that is never written again.
//! Its header is that of the form, so a copy that was mended can be uploaded as it is.

use super::messages::sentence;
use super::preview::FAULTS_SHOWN_MAX;
use super::workbook::Sheet;
use domain::collection::{Cell, Fault, Form, Header, RawRow};
use domain::text::clean;
use locales::Lang;
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatBorder, Note, Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeMap;

/// The header of the last column (domain.md §4, common rules).
pub const MESSAGES: &str = "错误信息";
/// What a text begins with that a spreadsheet would take for a formula when it is typed again.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// Digits that a number of a workbook keeps.
const DIGITS_MAX: usize = 15;

/// The faults by row.
pub type Faults = BTreeMap<u32, Vec<Fault>>;

/// Writes the copy. With `only_bad` the good rows are left out: they have been stored.
///
/// # Errors
/// When a cell is beyond what a workbook holds; what was read from one never is.
pub fn annotated(
    sheet: &Sheet,
    header: &Header,
    faults: &Faults,
    only_bad: bool,
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let mut out = Worksheet::new();
    out.set_name(name(&sheet.name, header.form))?;
    let mut copy = Copy::new(out, messages_column(sheet, header), lang);
    let mut next = header.row;
    for row in &sheet.rows {
        let found = faults.get(&row.row).map_or(&[][..], Vec::as_slice);
        let place = match row.row > header.row {
            false => row.row - 1,
            true if only_bad && found.is_empty() => continue,
            // Rows that are left out leave no gaps.
            true if only_bad => {
                next += 1;
                next - 1
            }
            true => row.row - 1,
        };
        if row.row == header.row {
            copy.header(place, row)?;
        } else {
            copy.row(place, row, found)?;
        }
    }
    let mut book = Workbook::new();
    book.push_worksheet(copy.finish(header)?);
    book.save_to_buffer()
}

/// The name of the sheet; that of a `.csv` file need not be one that a workbook takes.
fn name(sheet: &str, form: Form) -> String {
    let name = clean(sheet);
    if form.is_named(&name) {
        name
    } else {
        form.sheet().to_owned()
    }
}

/// The column after the last one, or that of an earlier copy.
fn messages_column(sheet: &Sheet, header: &Header) -> usize {
    let of_form = header.form.columns().len();
    let cells = sheet.rows.iter().find(|row| row.row == header.row);
    let cells = cells.map_or(&[][..], |row| row.cells.as_slice());
    let earlier = cells
        .iter()
        .skip(of_form)
        .position(|cell| cell.text() == MESSAGES);
    earlier.map_or(cells.len().max(of_form), |place| of_form + place)
}

/// The sheet while it is written.
struct Copy {
    out: Worksheet,
    messages: usize,
    lang: Lang,
    notes: usize,
    head: Format,
    day: Format,
    guarded: Format,
    wrong: Format,
    wrong_day: Format,
    wrong_guarded: Format,
    said: Format,
}

impl Copy {
    fn new(out: Worksheet, messages: usize, lang: Lang) -> Self {
        let wrong = Format::new()
            .set_background_color(Color::RGB(0x00FF_C7CE))
            .set_font_color(Color::RGB(0x009C_0006))
            .set_border(FormatBorder::Thin);
        Self {
            out,
            messages,
            lang,
            notes: 0,
            head: Format::new().set_bold().set_border(FormatBorder::Thin),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            guarded: Format::new().set_quote_prefix(),
            wrong_day: wrong.clone().set_num_format("yyyy-mm-dd"),
            wrong_guarded: wrong.clone().set_quote_prefix(),
            said: Format::new()
                .set_font_color(Color::RGB(0x009C_0006))
                .set_text_wrap(),
            wrong,
        }
    }

    fn header(&mut self, place: u32, row: &RawRow) -> Result<(), XlsxError> {
        for (index, cell) in (0_u16..).zip(&row.cells) {
            self.out
                .write_string_with_format(place, index, cell.raw(), &self.head)?;
        }
        let messages = self.messages as u16;
        self.out
            .write_string_with_format(place, messages, MESSAGES, &self.head)?;
        Ok(())
    }

    fn row(&mut self, place: u32, row: &RawRow, faults: &[Fault]) -> Result<(), XlsxError> {
        let is_wrong = |index: usize| faults.iter().any(|fault| fault.index == index);
        for (index, cell) in row.cells.iter().enumerate() {
            if index != self.messages {
                self.cell(place, index as u16, cell, is_wrong(index))?;
            }
        }
        let mut said = Vec::new();
        for fault in faults {
            let text = sentence(self.lang, fault.rule, fault.column, &fault.args);
            if *row.cell(fault.index) == Cell::Empty {
                self.out
                    .write_blank(place, fault.index as u16, &self.wrong)?;
            }
            if self.notes < FAULTS_SHOWN_MAX {
                self.notes += 1;
                let note = Note::new(text.clone()).add_author_prefix(false);
                self.out.insert_note(place, fault.index as u16, &note)?;
            }
            said.push(format!("{} {}：{text}", fault.letters(), fault.column));
        }
        if !said.is_empty() {
            let column = self.messages as u16;
            self.out
                .write_string_with_format(place, column, said.join("\n"), &self.said)?;
        }
        Ok(())
    }

    /// Writes a cell as it was read. No text becomes a formula: it is written as a text, and with the
    /// apostrophe of spreadsheets where typing it again would make it one (domain.md §4).
    fn cell(&mut self, row: u32, column: u16, cell: &Cell, wrong: bool) -> Result<(), XlsxError> {
        let plain = if wrong {
            self.wrong.clone()
        } else {
            Format::new()
        };
        match cell {
            Cell::Empty => {}
            Cell::Number(text) => match number(text) {
                Some(number) => {
                    self.out
                        .write_number_with_format(row, column, number, &plain)?;
                }
                None => {
                    self.out
                        .write_string_with_format(row, column, text, &plain)?;
                }
            },
            Cell::Date(date) => {
                let format = if wrong { &self.wrong_day } else { &self.day };
                let day = ExcelDateTime::parse_from_str(&date.to_string())?;
                self.out
                    .write_datetime_with_format(row, column, day, format)?;
            }
            Cell::Bool(truth) => {
                self.out
                    .write_boolean_with_format(row, column, *truth, &plain)?;
            }
            Cell::Text(text) | Cell::Error(text) => {
                let format = match (text.starts_with(FORMULA), wrong) {
                    (true, true) => &self.wrong_guarded,
                    (true, false) => &self.guarded,
                    (false, _) => &plain,
                };
                self.out
                    .write_string_with_format(row, column, text, format)?;
            }
        }
        Ok(())
    }

    fn finish(mut self, header: &Header) -> Result<Worksheet, XlsxError> {
        for column in 0..self.messages as u16 {
            self.out.set_column_width(column, 16)?;
        }
        self.out.set_column_width(self.messages as u16, 60)?;
        self.out.set_freeze_panes(header.row, 0)?;
        Ok(self.out)
    }
}

/// A number with no more digits than a workbook keeps; others stay text.
// tidy-allow(float): a workbook stores every number as a float.
fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (digits <= DIGITS_MAX).then(|| text.parse().ok()).flatten()
}
