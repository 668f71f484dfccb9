//! `luochui restore`: a backup put back into an empty place, or tried out.

use super::place_of;
use crate::cli::Data;
use clap::Args;
use service::StoreOptions;
use service::upkeep::{check, restore};
use std::io::Write;
use std::path::PathBuf;

/// Options of `restore`.
#[derive(Args)]
pub struct Restore {
    #[command(flatten)]
    data: Data,
    /// The folder of the backup.
    from: PathBuf,
    /// Try the backup out and keep nothing: every file is compared with its digest, every lot is
    /// replayed, the whole ledger is verified.
    #[arg(long)]
    check: bool,
    /// Where the trial copy of a SQLite database lies meanwhile; the folder for temporary files of
    /// the machine when absent.
    #[arg(long, requires = "check")]
    scratch: Option<PathBuf>,
    /// The file that remembers how large the ledger was, as in `serve`.
    #[arg(long, env = "LUOCHUI_LEDGER_MARK")]
    ledger_mark: Option<PathBuf>,
}

impl Restore {
    /// Prints what was put back or found; exit 1 when a tried backup is not good.
    ///
    /// # Errors
    /// When the backup is damaged, newer than this program, or the place is not empty.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.check {
            true => self.try_out().await,
            false => self.put_back().await,
        }
    }

    async fn put_back(self) -> anyhow::Result<()> {
        let place = place_of(&self.data, self.ledger_mark);
        let done = restore(&self.from, &place).await?;
        println!(
            "{} files of {} are put back, {} leaves of the ledger",
            done.manifest.files.len(),
            done.manifest.made_at,
            done.manifest.leaves
        );
        if let Some(elsewhere) = &done.manifest.elsewhere {
            eprintln!(
                "The bytes of files are not among them: they lie in {elsewhere}. Start the portal with \
                 the options --files-… that lead there."
            );
        }
        match done.marked {
            Some(leaves) => eprintln!(
                "This is an old copy: {leaves} leaves have been signed before, and the portal will \
                 not start on it. Put a newer backup back; where there is none, read \"An old copy\" \
                 in docs/OPERATIONS.md."
            ),
            None => eprintln!("Run luochui replay --verify before the portal is opened again."),
        }
        Ok(())
    }

    async fn try_out(self) -> anyhow::Result<()> {
        let scratch = self.scratch.clone().unwrap_or_else(std::env::temp_dir);
        let options = StoreOptions::default();
        let checked = check(&self.from, &scratch, &self.data.url(), options).await?;
        let mut out = std::io::stdout().lock();
        let replayed = &checked.replayed;
        writeln!(
            out,
            "{} lots, {} events replayed, {} leaves of the ledger",
            replayed.lots, replayed.events, checked.manifest.leaves
        )?;
        for (lot, why) in &replayed.broken {
            writeln!(out, "{lot}: {why}")?;
        }
        for what in &checked.damage {
            writeln!(out, "{what}")?;
        }
        out.flush()?;
        if !checked.is_good() {
            std::process::exit(1);
        }
        Ok(())
    }
}
