//! The project's own programs around the code, run as `cargo xtask <name>`.
//!
//! `tidy` checks the house rules that neither the compiler nor clippy knows.
//! Nothing here is part of the portal, and this crate depends on none of its crates.

mod tidy;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

const USAGE: &str = "usage: cargo xtask tidy";

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => tidy::run(&workspace()),
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
