//! Reading one sheet of a workbook, cell by cell, up to the row limit.

use super::ROWS_MAX;
use super::csv::{Encoding, read_csv};
use super::fault::{FileFault, faults};
use super::package::{Package, unpack};
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use domain::collection::{Cell, Form, RawRow};
use domain::text::clean;
use domain::time::Date;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows above the header, signatures and notes besides the data rows.
const OTHER_ROWS: usize = 50;
/// Rows with nothing but their number are kept up to here.
const STORED_ROWS_MAX: usize = 20_000;
/// Columns behind this one are ignored.
const COLUMNS_MAX: usize = 200;
/// Longest text of a cell, as in Excel, characters: the one place where what was typed is cut. No
/// spreadsheet holds more, and what is left fails its length rule.
const CELL_MAX: usize = 32_767;
/// Most text of a sheet, bytes: a shared string can be named again and again.
const TEXT_MAX: usize = 32 << 20;

/// The rows of the sheet that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Name of the sheet.
    pub name: String,
    /// Rows with something in them, in order.
    pub rows: Vec<RawRow>,
    /// How the text was written, of a file that does not say so itself.
    pub encoding: Option<Encoding>,
}

/// Reads a form: a workbook, or the text of one sheet.
///
/// # Errors
/// `FILE_TYPE` when it is neither, `FILE_TOO_LARGE` and `FILE_TOO_MANY_ROWS` at the limits.
pub fn read_form(bytes: &[u8], name: &str) -> Result<Sheet, FileFault> {
    let is_text = extension(name).is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    // A workbook that somebody has named otherwise is still one.
    let packed = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0");
    match is_text {
        true if packed => read_workbook(bytes, ""),
        true => read_csv(bytes, name),
        false => read_workbook(bytes, name),
    }
}

fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, extension)| extension)
}

/// Reads the sheet with a template's name, or the first one.
///
/// # Errors
/// `FILE_TYPE` when it is no workbook, `FILE_TOO_LARGE` and `FILE_TOO_MANY_ROWS` at the limits.
pub fn read_workbook(bytes: &[u8], name: &str) -> Result<Sheet, FileFault> {
    refuse_by_name(name)?;
    // The last wall: the library parses what strangers send, and a panic in it must cost this
    // upload, not the process. Nothing outlives the call, so nothing can be left half-changed.
    let read = AssertUnwindSafe(|| read_package(unpack(bytes)?));
    catch_unwind(read).unwrap_or_else(|_| Err(FileFault::of(faults::BROKEN)))
}

/// Only `.xlsx` is a workbook (domain.md §4); a name without any extension is left to the content.
fn refuse_by_name(name: &str) -> Result<(), FileFault> {
    match extension(name) {
        Some(extension) if !extension.eq_ignore_ascii_case("xlsx") => {
            let old = extension.eq_ignore_ascii_case("xls");
            Err(FileFault::of(if old {
                faults::OLD_TYPE
            } else {
                faults::OTHER_TYPE
            }))
        }
        _ => Ok(()),
    }
}

fn read_package(package: Package) -> Result<Sheet, FileFault> {
    let Package { archive, cut } = package;
    let broken = || {
        FileFault::of(if cut {
            faults::TOO_LARGE_INSIDE
        } else {
            faults::BROKEN
        })
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(archive)).map_err(|_| broken())?;
    let name = choose_sheet(&workbook.sheet_names()).ok_or_else(broken)?;
    let mut cells = workbook
        .worksheet_cells_reader(&name)
        .map_err(|_| broken())?;
    let mut rows = Rows::default();
    loop {
        match cells.next_cell() {
            Ok(Some(cell)) => {
                let (row, column) = cell.get_position();
                rows.put(row, column, read_cell(cell.get_value()))?;
            }
            Ok(None) => break,
            // An error value of a newer Excel: the cell counts as empty.
            Err(XlsxError::CellError(_)) => {}
            Err(_) => return Err(broken()),
        }
    }
    Ok(Sheet {
        name,
        rows: rows.finish()?,
        encoding: None,
    })
}

fn choose_sheet(names: &[String]) -> Option<String> {
    let is_template = |name: &&String| Form::ALL.iter().any(|form| form.is_named(&clean(name)));
    names.iter().find(is_template).or(names.first()).cloned()
}

/// The rows while they are read.
#[derive(Default)]
pub(super) struct Rows {
    rows: Vec<RawRow>,
    /// Rows that are finished and say more than their number.
    filled: usize,
    text: usize,
}

impl Rows {
    /// Takes a cell; `row` and `column` count from 0.
    pub(super) fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), FileFault> {
        let number = row.saturating_add(1);
        let column = column as usize;
        // An error value is blank too, but it is kept to be quoted.
        let nothing = cell.is_blank() && !matches!(cell, Cell::Error(_));
        if column >= COLUMNS_MAX || nothing {
            return Ok(());
        }
        if let Cell::Text(text) | Cell::Number(text) = &cell {
            self.text += text.len();
        }
        if self.text > TEXT_MAX {
            return Err(FileFault::of(faults::TOO_LARGE_INSIDE));
        }
        match self.rows.last().map(|last| last.row) {
            Some(last) if last == number => {}
            // Rows come in order; a sheet in which they do not was not written by a spreadsheet.
            Some(last) if last > number => return Err(FileFault::of(faults::BROKEN)),
            _ => self.begin(number)?,
        }
        if let Some(last) = self.rows.last_mut() {
            if last.cells.len() <= column {
                last.cells.resize(column + 1, Cell::Empty);
            }
            last.cells[column] = cell;
        }
        Ok(())
    }

    fn begin(&mut self, number: u32) -> Result<(), FileFault> {
        self.count_last()?;
        self.rows.push(RawRow {
            row: number,
            cells: Vec::new(),
        });
        Ok(())
    }

    fn count_last(&mut self) -> Result<(), FileFault> {
        // Blank texts were dropped, so what is left is something or an error value; formulas that
        // were filled down far below the data leave rows of error values only.
        let says = |cell: &Cell| !matches!(cell, Cell::Empty | Cell::Error(_));
        if self
            .rows
            .last()
            .is_some_and(|row| row.cells.iter().skip(1).any(says))
        {
            self.filled += 1;
        }
        if self.filled > ROWS_MAX + OTHER_ROWS || self.rows.len() > STORED_ROWS_MAX {
            return Err(FileFault::of(faults::TOO_MANY_ROWS));
        }
        Ok(())
    }

    /// The rows with something in them.
    pub(super) fn finish(mut self) -> Result<Vec<RawRow>, FileFault> {
        self.count_last()?;
        Ok(self.rows)
    }
}

fn read_cell(value: &DataRef) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_cell(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
        DataRef::Bool(truth) => Cell::Bool(*truth),
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => number_cell(*number),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            match Date::new(year.into(), month.into(), day.into()) {
                Some(date) => Cell::Date(date),
                // Excel's own 29 February 1900.
                None => number_cell(moment.as_f64()),
            }
        }
        DataRef::DateTime(duration) => number_cell(duration.as_f64()),
    }
}

/// The words of error values. Copied as values from one program to another they become text.
const ERROR_WORDS: [&str; 8] = [
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!",
];

/// A text as it was typed, cut at the length of a cell; the words of error values are none.
pub(super) fn text_cell(text: &str) -> Cell {
    if ERROR_WORDS.contains(&text.trim()) {
        return Cell::Error(text.to_owned());
    }
    // Most are far shorter in bytes already.
    let end = match text.len() > CELL_MAX {
        true => text.char_indices().nth(CELL_MAX),
        false => None,
    };
    Cell::Text(end.map_or(text, |(end, _)| &text[..end]).to_owned())
}

/// A number in plain notation with the fifteen digits that Excel shows: what was typed as 6.2 is
/// stored as 6.2000000000000002 by some programs.
// tidy-allow(float): a workbook stores every number as a float; it leaves here as text.
fn number_cell(number: f64) -> Cell {
    if !number.is_finite() {
        return Cell::Text(number.to_string());
    }
    let fifteen: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    Cell::Number(fifteen.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_plain_notation() {
        let shown = |number| match number_cell(number) {
            Cell::Number(text) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(shown(6.2), "6.2");
        assert_eq!(shown(0.1 + 0.2), "0.3");
        assert_eq!(shown(19_900_001_234.0), "19900001234");
        assert_eq!(shown(7.0), "7");
        assert_eq!(shown(-1.5e-7), "-0.00000015");
        assert!(shown(1e300).len() > 300);
        assert!(matches!(number_cell(f64::NAN), Cell::Text(_)));
    }

    #[test]
    fn the_sheet_of_a_template_is_chosen() {
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let chosen = |list: &[&str]| choose_sheet(&names(list));
        assert_eq!(
            chosen(&["填写说明", "成果征集表 "]).as_deref(),
            Some("成果征集表 ")
        );
        assert_eq!(chosen(&["Sheet1", "字典"]).as_deref(), Some("Sheet1"));
        assert_eq!(chosen(&[]), None);
    }

    #[test]
    fn only_xlsx_by_name() {
        assert!(refuse_by_name("表.XLSX").is_ok());
        assert!(refuse_by_name("upload").is_ok());
        assert_eq!(refuse_by_name("表.xls").unwrap_err().rule, faults::OLD_TYPE);
        let other = refuse_by_name("表.pdf").unwrap_err();
        assert_eq!(other.rule, faults::OTHER_TYPE);
        let fault = |name| read_form(b"%PDF-1.7", name).unwrap_err().rule;
        assert_eq!(
            (fault("表.pdf"), fault("表.xlsx")),
            (faults::OTHER_TYPE, faults::TYPE)
        );
        assert!(read_form(b"a,b", "表.CSV").is_ok());
        // A workbook by its content, whatever it is called.
        let packed = read_form(b"PK\x03\x04", "表.csv").unwrap_err();
        assert_ne!(packed.rule.code, "FILE_HEADER");
    }
}
