//! Where rows go: a file for each table, or one workbook.

use super::csv::{MARK, guarded, row};
use super::{Cell, ExportForm, Noun, Written};
use crate::Error;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde_json::{Map, Value};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Rows that a sheet of a workbook holds, with the headings.
const XLSX_ROWS_MAX: u64 = 1_048_576;

/// The tables that are being written.
pub(super) struct Sheets {
    folder: PathBuf,
    form: ExportForm,
    written: Vec<Written>,
    columns: &'static [&'static str],
    /// The open file, for all forms but the workbook.
    file: Option<BufWriter<File>>,
    book: Workbook,
    book_path: PathBuf,
}

impl Sheets {
    /// Tables in `folder`, which is made when it is not there.
    pub fn open(folder: &Path, season: &str, form: ExportForm) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        let book_path = folder.join(format!("season-{season}.xlsx"));
        if form == ExportForm::Xlsx && book_path.exists() {
            return Err(failed(&book_path, &"it is there already"));
        }
        Ok(Self {
            folder: folder.to_owned(),
            form,
            written: Vec::new(),
            columns: &[],
            file: None,
            book: Workbook::new(),
            book_path,
        })
    }

    /// Begins the table of a noun.
    pub fn begin(&mut self, noun: Noun, columns: &'static [&'static str]) -> Result<(), Error> {
        self.close()?;
        self.columns = columns;
        let ending = match self.form {
            ExportForm::Csv => "csv",
            ExportForm::Jsonl => "jsonl",
            ExportForm::Xlsx => {
                let path = self.book_path.clone();
                self.written.push(Written { path, rows: 0 });
                let sheet = self.book.add_worksheet();
                return headings(sheet, noun.name(), columns)
                    .map_err(|error| failed(&self.book_path, &error));
            }
        };
        let path = self.folder.join(format!("{}.{ending}", noun.name()));
        let opened = OpenOptions::new().write(true).create_new(true).open(&path);
        let mut file = BufWriter::new(opened.map_err(|error| failed(&path, &error))?);
        if self.form == ExportForm::Csv {
            let names = columns.iter().map(|name| (*name).to_owned());
            let head = format!("{MARK}{}", row(names));
            let done = file.write_all(head.as_bytes());
            done.map_err(|error| failed(&path, &error))?;
        }
        self.file = Some(file);
        self.written.push(Written { path, rows: 0 });
        Ok(())
    }

    /// Writes a row of the table that was begun last.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), Error> {
        debug_assert_eq!(cells.len(), self.columns.len(), "a cell for each heading");
        let Some(table) = self.written.last_mut() else {
            return Err(Error::Internal("no table was begun".into()));
        };
        table.rows += 1;
        let line = match self.form {
            ExportForm::Csv => row(cells.iter().map(|cell| match cell {
                Cell::Text(text) => guarded(text),
                other => other.plain(),
            })),
            ExportForm::Jsonl => object(self.columns, cells),
            ExportForm::Xlsx => {
                if table.rows >= XLSX_ROWS_MAX {
                    return Err(failed(&table.path, &"a sheet holds no more rows; use csv"));
                }
                let place = table.rows as u32;
                let sheet = self.book.worksheets_mut().last_mut();
                let done = sheet.map_or(Ok(()), |sheet| put(sheet, place, cells));
                return done.map_err(|error| failed(&self.book_path, &error));
            }
        };
        let written = self
            .file
            .as_mut()
            .map(|file| file.write_all(line.as_bytes()));
        match written {
            Some(Err(error)) => Err(failed(&table.path, &error)),
            _ => Ok(()),
        }
    }

    /// Ends every table; what was written is on its way to the disk.
    pub fn finish(mut self) -> Result<Vec<Written>, Error> {
        self.close()?;
        if self.form == ExportForm::Xlsx {
            let saved = self.book.save(&self.book_path);
            saved.map_err(|error| failed(&self.book_path, &error))?;
        }
        Ok(self.written)
    }

    fn close(&mut self) -> Result<(), Error> {
        let Some(mut file) = self.file.take() else {
            return Ok(());
        };
        let done = file.flush().and_then(|()| file.get_ref().sync_all());
        done.map_err(|error| failed(&self.folder, &error))
    }
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Internal(format!("{}: {error}", path.display()))
}

/// One line of JSON: numbers and truth as such, amounts and times as text, nothing for what is absent.
fn object(columns: &[&str], cells: &[Cell]) -> String {
    let mut object = Map::new();
    for (name, cell) in columns.iter().zip(cells) {
        let value = match cell {
            Cell::Empty => Value::Null,
            Cell::Whole(value) => (*value).into(),
            Cell::Yes(yes) => (*yes).into(),
            other => other.plain().into(),
        };
        object.insert((*name).to_owned(), value);
    }
    format!("{}\n", Value::Object(object))
}

/// One sheet with its headings and rows.
pub(super) fn whole<const COLUMNS: usize>(
    book: &mut Workbook,
    name: &str,
    columns: &[&str; COLUMNS],
    rows: impl Iterator<Item = [Cell; COLUMNS]>,
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    headings(sheet, name, columns)?;
    for (place, cells) in (1..).zip(rows) {
        put(sheet, place, &cells)?;
    }
    Ok(())
}

/// The same for a table whose columns are known when it is made.
pub(super) fn table(
    book: &mut Workbook,
    name: &str,
    columns: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    headings(sheet, name, columns)?;
    for (place, cells) in (1..).zip(rows) {
        put(sheet, place, &cells)?;
    }
    Ok(())
}

fn headings(sheet: &mut Worksheet, name: &str, columns: &[&str]) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    let bold = Format::new().set_bold();
    for (number, name) in (0..).zip(columns) {
        sheet.write_string_with_format(0, number, *name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Texts are written as texts: a sheet never takes them for formulas.
fn put(sheet: &mut Worksheet, place: u32, cells: &[Cell]) -> Result<(), XlsxError> {
    for (number, cell) in (0..).zip(cells) {
        match cell {
            Cell::Empty => {}
            // tidy-allow(float): a worksheet stores every number as a float
            Cell::Whole(value) => {
                sheet.write_number(place, number, *value as f64)?;
            }
            // tidy-allow(float): a worksheet stores every number as a float
            Cell::Yuan(amount) => {
                sheet.write_number(place, number, amount.get() as f64 / 100.0)?;
            }
            Cell::Yes(yes) => {
                sheet.write_boolean(place, number, *yes)?;
            }
            other => {
                sheet.write_string(place, number, other.plain())?;
            }
        }
    }
    Ok(())
}
