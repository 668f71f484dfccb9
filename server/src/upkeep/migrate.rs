//! `luochui migrate`: the tables brought up to date, with a backup before.

use super::place_of;
use crate::cli::Data;
use clap::Args;
use service::upkeep::backup;
use service::{Clock, Schema, inspect};
use std::path::PathBuf;

/// Options of `migrate`.
#[derive(Args)]
pub struct Migrate {
    #[command(flatten)]
    data: Data,
    /// List what would be run and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// No backup before; for databases whose server makes its own.
    #[arg(long)]
    no_backup: bool,
    /// Folder of the backups; `backups` in the data folder when absent.
    #[arg(long, env = "LUOCHUI_BACKUPS")]
    to: Option<PathBuf>,
    /// The file that remembers how large the ledger was, as in `serve`; it is left out.
    #[arg(long, env = "LUOCHUI_LEDGER_MARK")]
    ledger_mark: Option<PathBuf>,
}

impl Migrate {
    /// Prints each migration and what was done.
    ///
    /// # Errors
    /// When the database is newer than this program, or the backup or a migration fails: then what
    /// was not run is not in the tables.
    pub async fn run(self) -> anyhow::Result<()> {
        let found = inspect(&self.data.url()).await?;
        let (schema, is_empty) = match found {
            Some(found) => {
                found.schema.admit(found.engine)?;
                (found.schema, found.is_empty)
            }
            None => (Schema::of_nothing(), true),
        };
        for step in &schema.pending {
            println!("{:04} {}", step.version, step.name);
        }
        if schema.pending.is_empty() {
            eprintln!("The tables are up to date.");
            return Ok(());
        }
        if self.dry_run {
            eprintln!("{} migrations would be run.", schema.pending.len());
            return Ok(());
        }
        if !is_empty && !self.no_backup {
            let place = place_of(&self.data, self.ledger_mark.clone());
            let to = self.to.clone().unwrap_or_else(|| place.backups());
            let made = backup(&place, &to, Clock::Real.now()).await?;
            eprintln!("The backup before is in {}", made.folder.display());
        }
        self.data.open().await?.close().await;
        eprintln!("{} migrations were run.", schema.pending.len());
        Ok(())
    }
}
