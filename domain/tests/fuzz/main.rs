//! Everything here that reads bytes of others: no input makes it panic, and what it takes it gives
//! back as it came. Each target is run over the files of its corpus (`__fuzz__/<name>/corpus`),
//! over those with bytes changed, and over random bytes; `cargo bolero test -p domain <name>` runs
//! it under libFuzzer for as long as one likes.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod changed;
mod ledger;
mod texts;

/// Random inputs of each kind in one run of the tests: about a second for all targets.
pub const ITERATIONS: usize = 10_000;
/// Where the corpora are.
pub const FOLDER: &str = "tests/fuzz";
