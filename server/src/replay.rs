//! `luochui replay --verify`: the head of every lot is the sum of its events (reliability.md I-16), and
//! the file and its ledger are what was written (F-27).

use crate::cli::Data;
use clap::Args;
use std::io::Write;

/// Options of `replay`.
#[derive(Args)]
pub struct Replay {
    #[command(flatten)]
    data: Data,
    /// Compare and change nothing.
    #[arg(long, required = true)]
    verify: bool,
}

impl Replay {
    /// Prints what was replayed, and one line for every lot and everything else that does not fit;
    /// exit 1 when there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn run(self) -> anyhow::Result<()> {
        let store = self.data.open().await?;
        let damage = service::ledger::examine(&store).await?;
        // Pages that are damaged would only end the replay.
        let done = match damage.is_empty() {
            true => service::replay(&store).await?,
            false => service::Replayed::default(),
        };
        store.close().await;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{} lots, {} events replayed", done.lots, done.events)?;
        for (lot, why) in &done.broken {
            writeln!(out, "{lot}: {why}")?;
        }
        for what in &damage {
            writeln!(out, "{what}")?;
        }
        out.flush()?;
        if !done.broken.is_empty() || !damage.is_empty() {
            std::process::exit(1);
        }
        Ok(())
    }
}
