//! S2: checking a collection form of 2,000 rows beside only reading its cells; and what the portal does with
//! it until its preview can be shown, with the database and the rows of the season.

use crate::Sizes;
use crate::table::{Table, Target};
use crate::workbooks::{self, Row, patent};
use anyhow::{Context, ensure};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::collection::Form;
use domain::institutions::InstitutionKind;
use domain::seasons::catalogue;
use domain::time::Date;
use service::testing::{TestPortal, institution};
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
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
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
    through_the_portal(table, sizes, &form).await
}

/// An upload and its preview, as a liaison meets them, without HTTP and the page.
async fn through_the_portal(table: &mut Table, sizes: Sizes, form: &[u8]) -> anyhow::Result<()> {
    let site = TestPortal::new().await;
    let (portal, liaison) = (&site.portal, liaison(&site).await?);
    let mut pairs = Vec::new();
    for number in 0..sizes.pairs {
        let start = Instant::now();
        let name = format!("form{number}.xlsx");
        let uploaded = portal.upload_form(&liaison, &name, form.to_vec()).await;
        let id = uploaded.ok().context("the form is not taken")?;
        let shown = portal.import_preview(&liaison, id).await;
        let shown = shown.ok().context("the form has no preview")?;
        let took = start.elapsed().as_secs_f64() * 1_000.0;
        ensure!(shown.rows.len() == ROWS as usize, "rows are missing");
        pairs.push((took, read(form)?));
    }
    let what =
        format!("S2p import: {ROWS} rows checked, kept and previewed ÷ calamine reading the file");
    table.pairs(&what, "ms", &pairs, Target::None);
    // The promise is a time (issue 5 §2), not a ratio.
    let longest = pairs.iter().map(|(took, _)| *took).fold(0.0, f64::max);
    let what = format!(
        "S2p the longest of {} uploads with their previews",
        sizes.pairs
    );
    table.figure(&what, "ms", longest, Target::AtMost(3_000.0));
    Ok(())
}

/// A liaison of the unit that the form names.
async fn liaison(site: &TestPortal) -> anyhow::Result<Account> {
    let unit = institution(workbooks::UNIT, InstitutionKind::University);
    let mut tx = site.portal.store().write().await?;
    let unit = tx.insert_institution(&unit).await?;
    tx.commit().await?;
    let grant = Grant {
        role: Role::Liaison,
        scope: Scope::Institution(unit),
    };
    Ok(site.account("unit", vec![grant], Some(unit)).await)
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
