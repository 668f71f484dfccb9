//! A workbook against the rules of its form.

use super::ROWS_MAX;
use super::csv::Encoding;
use super::fault::{FileFault, faults};
use super::messages::describe;
use super::workbook::{Sheet, read_form};
use domain::collection::{
    CheckedRow, Context, Fault, Form, Header, Leave, check_form, data_rows, find_header, rules,
    same_name,
};
use domain::seasons::{Programme, Season};
use domain::time::Date;
use domain::views::ImportFault;

/// The institution that submits, as the account knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitter {
    /// Its full name.
    pub name: String,
    /// Whether it is of another province.
    pub out_of_province: bool,
    /// What holds for it and not for others.
    pub leave: Leave,
}

/// The unit that a form names above its header; nothing where there is none, or no form.
pub(super) fn named_unit(bytes: &[u8], name: &str) -> Option<String> {
    let sheet = read_form(bytes, name).ok()?;
    let header = find_header(&sheet.name, &sheet.rows).ok()?;
    header.unit.map(|(_, unit)| unit)
}

/// A form with every row checked. Nothing has been written.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Which form it is.
    pub form: Form,
    /// The submitting unit: the account's institution, or else what the form names.
    pub unit: Option<String>,
    /// Whether that institution is of another province, as far as that is known.
    pub out_of_province: bool,
    /// How the text was written, of a file that does not say so itself.
    pub encoding: Option<Encoding>,
    /// The data rows.
    pub rows: Vec<CheckedRow>,
}

/// Checks a bare file; the submitting unit is the one that the form names.
///
/// # Errors
/// [`FileFault`] when the file is no form.
pub fn check(bytes: &[u8], name: &str, season: &Season, today: Date) -> Result<Checked, FileFault> {
    check_for(bytes, name, season, today, None)
}

/// Checks a file for the institution that uploads it.
///
/// # Errors
/// [`FileFault`] when the file is no form, or is that of another institution (`ORG_MISMATCH`).
pub fn check_for(
    bytes: &[u8],
    name: &str,
    season: &Season,
    today: Date,
    submitter: Option<&Submitter>,
) -> Result<Checked, FileFault> {
    read_for(bytes, name, season, today, submitter).map(|read| read.checked)
}

/// A checked form with the sheet that it was read from.
#[derive(Clone, Debug)]
pub struct ReadForm {
    /// The sheet.
    pub sheet: Sheet,
    /// Where its header is.
    pub header: Header,
    /// What was found.
    pub checked: Checked,
}

/// As [`check_for`], with the sheet.
///
/// # Errors
/// As [`check_for`].
pub fn read_for(
    bytes: &[u8],
    name: &str,
    season: &Season,
    today: Date,
    submitter: Option<&Submitter>,
) -> Result<ReadForm, FileFault> {
    let sheet = read_form(bytes, name)?;
    let header = find_header(&sheet.name, &sheet.rows)?;
    admits(season, header.form)?;
    let checked = check_sheet(&sheet, header.clone(), season, today, submitter)?;
    Ok(ReadForm {
        sheet,
        header,
        checked,
    })
}

/// A challenge season is about needs, only an auction season takes lots (domain.md AS-02).
fn admits(season: &Season, form: Form) -> Result<(), FileFault> {
    if season.programme == Programme::Auction || !form.is_of_lots() {
        return Ok(());
    }
    Err(FileFault {
        form: Some(form),
        args: vec![("season", season.code())],
        ..FileFault::of(faults::NO_LOTS)
    })
}

fn check_sheet(
    sheet: &Sheet,
    header: Header,
    season: &Season,
    today: Date,
    submitter: Option<&Submitter>,
) -> Result<Checked, FileFault> {
    let rows = data_rows(&header, &sheet.rows);
    if rows.len() > ROWS_MAX {
        return Err(FileFault::of(faults::TOO_MANY_ROWS));
    }
    // Needs come from the enterprises that a park or a branch collects for, so the unit on such a
    // form need not be theirs.
    let unit = match submitter {
        Some(submitter) if header.form != Form::Need => Some(own_unit(&header, submitter)?),
        _ => header.unit.map(|(_, unit)| unit),
    };
    let out_of_province = submitter.is_some_and(|submitter| submitter.out_of_province);
    let context = Context {
        season,
        today,
        unit: unit.as_deref(),
        out_of_province,
        leave: submitter.map_or_else(Leave::default, |submitter| submitter.leave),
    };
    let rows = check_form(header.form, &rows, &context);
    Ok(Checked {
        form: header.form,
        unit,
        out_of_province,
        encoding: sheet.encoding,
        rows,
    })
}

/// The submitter's name, unless the form names somebody else.
fn own_unit(header: &Header, submitter: &Submitter) -> Result<String, FileFault> {
    match &header.unit {
        Some((row, unit)) if !same_name(unit, &submitter.name) => Err(FileFault {
            form: Some(header.form),
            row: *row,
            column: "填报单位".into(),
            rule: rules::ORG_MISMATCH,
            value: unit.clone(),
            args: vec![("unit", unit.clone()), ("account", submitter.name.clone())],
        }),
        _ => Ok(submitter.name.clone()),
    }
}

impl Checked {
    /// The errors of all rows, by row and column.
    pub fn errors(&self) -> Vec<ImportFault> {
        lines(self.rows.iter().flat_map(|row| &row.errors))
    }

    /// The warnings of all rows, by row and column.
    pub fn warnings(&self) -> Vec<ImportFault> {
        lines(self.rows.iter().flat_map(|row| &row.warnings))
    }
}

fn lines<'a>(faults: impl Iterator<Item = &'a Fault>) -> Vec<ImportFault> {
    faults.map(describe).collect()
}
