//! `import --check`: the rules of the collection forms without a database.

use anyhow::Context;
use clap::Args;
use domain::seasons::catalogue;
use service::{Clock, imports};
use std::io::Write;
use std::path::PathBuf;

/// Options of `import`.
#[derive(Args)]
pub struct Import {
    /// Check only: nothing is written.
    #[arg(long, required = true)]
    check: bool,
    /// The workbook.
    file: PathBuf,
    /// The season whose rules apply, such as 2023 or 2022-AUCTION; the current one when absent.
    #[arg(long)]
    season: Option<String>,
}

impl Import {
    /// Prints the report; exit 0 when the file could be read, whatever its rows say.
    pub fn run(self) -> anyhow::Result<()> {
        let today = Clock::Real.now().date();
        let season = match &self.season {
            Some(code) => {
                catalogue::by_code(code).with_context(|| format!("there is no season {code}"))?
            }
            None => catalogue::current(today),
        };
        let bytes = imports::read_file(&self.file)
            .with_context(|| format!("cannot read {}", self.file.display()))?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let checked = imports::check(&bytes, &name, &season, today);
        let (report, readable) = match &checked {
            Ok(checked) => (checked.report(), true),
            Err(fault) => (fault.report(), false),
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
        out.flush()?;
        if !readable {
            std::process::exit(1);
        }
        Ok(())
    }
}
