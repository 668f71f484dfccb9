//! `luochui backup`: a copy of the data while the portal runs.

use super::{place_of, size};
use crate::cli::{Data, Storing};
use clap::Args;
use service::Clock;
use service::upkeep::{Place, SECRETS_KEY, backup, note_failure, prune};
use std::path::PathBuf;

/// Options of `backup`.
#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    data: Data,
    /// Folder of the backups, best on another disk; `backups` in the data folder when absent.
    #[arg(long, env = "LUOCHUI_BACKUPS")]
    to: Option<PathBuf>,
    /// Keep so many backups and take the older ones away; all of them when absent.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
    /// The file that remembers how large the ledger was, as in `serve`; it is left out.
    #[arg(long, env = "LUOCHUI_LEDGER_MARK")]
    ledger_mark: Option<PathBuf>,
    #[command(flatten)]
    storing: Storing,
}

impl Backup {
    /// Prints the folder of the backup, and the folders that went.
    ///
    /// # Errors
    /// When no whole copy could be made. That is noted in the database, for `/admin/system`.
    pub async fn run(self) -> anyhow::Result<()> {
        let place = Place {
            elsewhere: self.storing.elsewhere()?,
            ..place_of(&self.data, self.ledger_mark)
        };
        let to = self.to.unwrap_or_else(|| place.backups());
        let now = Clock::Real.now();
        let made = match backup(&place, &to, now).await {
            Ok(made) => made,
            Err(error) => {
                if let Err(unnoted) = note_failure(&place.url, now, &error.to_string()).await {
                    tracing::warn!(%unnoted, "the failure could not be noted in the database");
                }
                return Err(error.into());
            }
        };
        println!("{}", made.folder.display());
        eprintln!(
            "{}, migration {}, {} leaves of the ledger",
            size(made.manifest.bytes()),
            made.manifest.schema,
            made.manifest.leaves
        );
        eprintln!(
            "{SECRETS_KEY} is not in it: keep a copy of that file elsewhere, authenticators and \
             webhooks work with it alone"
        );
        if let Some(elsewhere) = &made.manifest.elsewhere {
            eprintln!(
                "The bytes of files are not in it: they lie in {elsewhere}, which keeps its own versions"
            );
        }
        if let Some(keep) = self.keep {
            for gone in prune(&to, keep as usize)? {
                eprintln!("removed {}", gone.display());
            }
        }
        Ok(())
    }
}
