//! Every rule of the forms, on rows that are right but for one cell.

mod achievements;
mod dictionary;
mod forms;
mod liaisons;
mod needs;
mod offline;
mod patent_faults;
mod patent_seasons;
mod patents;

use super::*;
use crate::institutions::InstitutionKind;
use crate::seasons::{Season, catalogue};
use crate::time::Date;
use crate::waivers::WaiverRule;

/// The day on which the tests stand.
const TODAY: Date = Date::of(2026, 11, 20);
/// A fictional unit that submits.
const UNIT: &str = "江澜大学（示例）";
/// Sixty characters of plausible text.
const TEXT: &str = "针对高湿度工况下传感器漂移大的问题，采用双参比补偿结构与分段标定方法，在三家示例单位连续运行半年，测量误差稳定在千分之二以内。";

fn this_season() -> Season {
    catalogue::by_code("2026").unwrap()
}

fn context(season: &Season) -> Context<'_> {
    Context {
        season,
        today: TODAY,
        unit: Some(UNIT),
        out_of_province: false,
        leave: Leave::default(),
    }
}

/// A row of `form` with these cells; a number is given as `#6.2`.
fn row(form: Form, number: u32, cells: &[(&str, &str)]) -> RawRow {
    let mut row = RawRow {
        row: number,
        cells: vec![Cell::Empty; form.columns().len()],
    };
    for (header, value) in cells {
        row.cells[form.index(header)] = match value.strip_prefix('#') {
            Some(number) => Cell::Number(number.into()),
            None => Cell::Text((*value).into()),
        };
    }
    row
}

/// `base` with some cells replaced.
fn with<'a>(
    base: &[(&'a str, &'a str)],
    changes: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    base.iter().chain(changes).copied().collect()
}

/// Cells to replace.
type Changes = &'static [(&'static str, &'static str)];
/// Cells to replace, the column that is then wrong, and the code.
type Case = (Changes, &'static str, &'static str);

/// The faults of one row as `(column, code)`.
fn codes(faults: &[Fault]) -> Vec<(&str, &str)> {
    faults
        .iter()
        .map(|fault| (fault.column, fault.rule.code))
        .collect()
}

fn check_one(form: Form, cells: &[(&str, &str)], ctx: &Context) -> CheckedRow {
    let row = row(form, 4, cells);
    check_form(form, &[&row], ctx).remove(0)
}

/// Checks that each change of `base` breaks exactly the one rule named behind it.
fn each_breaks(form: Form, base: &[(&'static str, &'static str)], ctx: &Context, cases: &[Case]) {
    for (changes, column, code) in cases {
        let checked = check_one(form, &with(base, changes), ctx);
        assert_eq!(codes(&checked.errors), [(*column, *code)], "{changes:?}");
        assert!(checked.entry.is_none());
    }
}

/// Checks that each change of `base` is accepted.
fn each_passes(
    form: Form,
    base: &[(&'static str, &'static str)],
    ctx: &Context,
    cases: &[Changes],
) {
    for changes in cases {
        let checked = check_one(form, &with(base, changes), ctx);
        assert_eq!(codes(&checked.errors), [], "{changes:?}");
        assert!(checked.entry.is_some());
    }
}
