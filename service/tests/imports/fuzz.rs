//! Uploads of any bytes: read in bounded time and memory, answered with a sentence, without a panic.
//! Run as the targets of `domain/tests/fuzz` are.

#[path = "../../../domain/tests/fuzz/changed.rs"]
mod changed;

use super::hostile::package;
use super::report;
use changed::fuzz;

/// A workbook costs milliseconds, not microseconds.
const ITERATIONS: usize = 200;
/// Where the corpora are.
const FOLDER: &str = "imports";
const STRINGS: &[u8] = include_bytes!("__fuzz__/shared_strings/corpus/00");
const STYLES: &[u8] = include_bytes!("__fuzz__/styles/corpus/00");
/// All its cells are shared strings.
const SHEET: &[u8] = include_bytes!("__fuzz__/sheets/corpus/03");

/// A report has rows or one error with a sentence in both languages, whatever came.
fn upload(bytes: &[u8]) {
    let report = report(bytes, "form.xlsx");
    let errors = report["errors"].as_array().unwrap();
    assert!(report["rows"].is_u64() && (errors.is_empty() || errors[0]["message_en"].is_string()));
}

fn sheet(bytes: &[u8]) {
    upload(&package(bytes, STRINGS, STYLES));
}

fn strings(bytes: &[u8]) {
    upload(&package(SHEET, bytes, STYLES));
}

fn style(bytes: &[u8]) {
    upload(&package(SHEET, STRINGS, bytes));
}

fuzz!(FOLDER, ITERATIONS, uploads, upload);
fuzz!(FOLDER, ITERATIONS, sheets, sheet);
fuzz!(FOLDER, ITERATIONS, shared_strings, strings);
fuzz!(FOLDER, ITERATIONS, styles, style);
