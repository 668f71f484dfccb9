//! `cargo xtask tidy`: the house rules, each a check over the text of the files.
//!
//! The checks read text and know no types. Where a rule cannot be told from text for certain, they
//! prefer to miss an offence over naming an innocent line. A line that must break a rule says so in
//! a comment, `tidy-allow(<rule>): <why>`, on the line or shortly above it; see [`bans`].

mod bans;
mod crypto;
mod layers;
mod linked;
mod messages;
mod migrations;
mod rust;
mod sizes;
mod styles;
mod tree;
mod words;

use std::{path::Path, process::ExitCode};

use tree::Tree;

/// One line that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
struct Offence {
    /// Relative to the workspace, with forward slashes.
    path: String,
    /// Counted from 1.
    line: usize,
    /// What is wrong and what to do instead.
    reason: String,
}

impl Offence {
    fn new(path: &str, line: usize, reason: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            reason: reason.into(),
        }
    }
}

/// No line at all, for the tests of the checks.
#[cfg(test)]
const NONE: [usize; 0] = [];

type Check = fn(&Tree) -> Vec<Offence>;

/// Every check with the rule it stands for.
const CHECKS: &[(&str, Check)] = &[
    ("a file fits in the head", sizes::check),
    ("crates import in one direction", layers::check),
    ("app holds no sentence for people", words::check),
    (
        "app is compiled almost without conditions",
        words::check_conditions,
    ),
    ("both languages say the same", messages::check),
    (
        "clock, randomness, floats and panics have their places",
        bans::check,
    ),
    ("nothing is left for later", bans::check_leftovers),
    ("both engines migrate alike", migrations::check),
    ("colours are tokens", styles::check),
];

/// Prints what is linked and must not be; how many that are.
fn what_is_linked(root: &Path) -> usize {
    let offences = linked::check(root).unwrap_or_else(|error| vec![error]);
    for offence in &offences {
        println!("what is linked: {offence}");
    }
    let result = if offences.is_empty() { "ok" } else { "FAILED" };
    println!(
        "tidy: what is linked may be given away, and its cryptography was looked at ... {result}"
    );
    offences.len()
}

/// Checks the workspace in `root`, prints every offence and says how it ended.
pub fn run(root: &Path) -> ExitCode {
    let tree = match Tree::read(root) {
        Ok(tree) => tree,
        Err(error) => {
            eprintln!("tidy: cannot read the workspace: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut total = 0;
    for (rule, check) in CHECKS {
        let offences = check(&tree);
        for Offence { path, line, reason } in &offences {
            println!("{path}:{line}: {reason}");
        }
        let result = if offences.is_empty() { "ok" } else { "FAILED" };
        println!("tidy: {rule} ... {result}");
        total += offences.len();
    }
    total += what_is_linked(root);
    println!(
        "tidy: {} checks, {} files, {total} offences",
        CHECKS.len() + 1,
        tree.files.len()
    );
    if total == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
