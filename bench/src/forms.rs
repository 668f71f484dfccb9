//! S2: checking a collection form of 2,000 rows beside only reading its cells.

use crate::Sizes;
use crate::table::{Table, Target};
use crate::workbooks::{self, Row, patent};
use anyhow::{Context, ensure};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use domain::collection::Form;
use domain::seasons::catalogue;
use domain::time::Date;
use std::hint::black_box;
use std::io::Cursor;
use std::time::Instant;

/// Rows of the form.
const ROWS: u32 = 2_000;
/// The day on which it is checked.
const TODAY: Date = Date::of(2026, 11, 20);

/// Measures and fills the table.
///
/// # Errors
/// When the form has errors.
pub fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    eprintln!("Forms: checking and reading take turns.");
    let season = catalogue::by_code("2026").context("a season")?;
    let rows: Vec<Row> = (1..=ROWS).map(patent).collect();
    let form = workbooks::form(Form::Patent, &rows);
    let mut pairs = Vec::new();
    for _ in 0..sizes.pairs {
        let start = Instant::now();
        let checked = service::imports::check(&form, "form.xlsx", &season, TODAY);
        let checked = checked.ok().context("the form cannot be read")?;
        let took = start.elapsed().as_secs_f64() * 1_000.0;
        ensure!(
            checked.rows.len() == ROWS as usize && checked.errors().is_empty(),
            "the form has errors"
        );
        pairs.push((took, read(&form)?));
    }
    let what = format!("S2 import: {ROWS} rows checked ÷ calamine reading the file");
    table.pairs(&what, "ms", &pairs, Target::AtMost(4.0));
    Ok(())
}

/// Milliseconds for reading every cell.
fn read(form: &[u8]) -> anyhow::Result<f64> {
    let start = Instant::now();
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(form))?;
    for name in workbook.sheet_names() {
        black_box(workbook.worksheet_range(&name)?);
    }
    Ok(start.elapsed().as_secs_f64() * 1_000.0)
}
