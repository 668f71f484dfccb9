//! The project's own programs around the code, run as `cargo xtask <name>`.
//!
//! `tidy` checks the house rules that neither the compiler nor clippy knows; `sbom` lists what is linked.
//! Nothing here is part of the portal, and this crate depends on none of its crates.

mod metadata;
mod sbom;
mod tidy;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

const USAGE: &str = "usage: cargo xtask tidy | sbom CRATE TARGET";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["tidy"] => tidy::run(&workspace()),
        ["sbom", name, target] => match sbom::list(&workspace(), name, target) {
            Ok(list) => {
                println!("{list}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("sbom: {error}");
                ExitCode::FAILURE
            }
        },
        _ => {
            eprintln!("{USAGE}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace: the parent of this crate's own.
fn workspace() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent()
        .map_or_else(|| own.to_path_buf(), Path::to_path_buf)
}
