//! Imports of whole files: forms as institutions send them, and files that mean harm.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod again;
mod annotated;
mod cells;
mod clearing;
mod codes;
mod commits;
mod drafts;
mod drafts_again;
mod forms;
mod fuzz;
mod hostile;
mod memory;
mod need_secrets;
mod needs;
mod people;
mod previews;
mod quotas;
mod reports;
mod seasons;
mod shared_forms;
mod tables;
mod templates;

use domain::seasons::{Season, catalogue};
use domain::time::Date;
use serde_json::Value;
use service::testing::workbooks;

/// The day on which the tests stand.
pub const TODAY: Date = Date::of(2026, 11, 20);

/// The season of that day.
pub fn season() -> Season {
    catalogue::by_code("2026").expect("the catalogue has every year from 2022 on")
}

/// The report of a file as the command line prints it, whether or not it could be read.
pub fn report(bytes: &[u8], name: &str) -> Value {
    let report = match service::imports::check(bytes, name, &season(), TODAY) {
        Ok(checked) => serde_json::to_value(checked.report()),
        Err(fault) => serde_json::to_value(fault.report()),
    };
    report.expect("a report is plain data")
}

/// The faults of a report as `(row, column, code)`.
pub fn lines<'a>(report: &'a Value, list: &str) -> Vec<(u64, &'a str, &'a str)> {
    let text = |fault: &'a Value, key: &str| fault[key].as_str().expect("a text");
    let faults = report[list].as_array().expect("a list");
    let line = |fault: &'a Value| {
        let row = fault["row"].as_u64().expect("a row");
        (row, text(fault, "column"), text(fault, "code"))
    };
    faults.iter().map(line).collect()
}
