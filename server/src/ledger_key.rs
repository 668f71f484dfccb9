//! `luochui ledger`: the key of the public ledger, and how it is changed (reliability.md L-05).

use crate::cli::Data;
use crate::cli::keys::known_vault;
use anyhow::bail;
use service::ledger::LogKey;
use service::{Clock, Error, Portal, Random, Settings};
use std::path::PathBuf;

/// Options of `ledger`.
#[derive(clap::Args)]
pub struct Ledger {
    #[command(subcommand)]
    command: LedgerCommand,
}

#[derive(clap::Subcommand)]
enum LedgerCommand {
    /// Change the key that signs the ledger: from now on the old and a new one sign together, until
    /// `--finish`. Running portals follow with their next head.
    Rotate(Rotate),
}

/// Options of `ledger rotate`.
#[derive(clap::Args)]
struct Rotate {
    #[command(flatten)]
    data: Data,
    /// The file of the keys that seal secrets, as `serve` is given it; where absent, `secrets.key` in the
    /// data folder if it is there.
    #[arg(long, env = "LUOCHUI_SECRETS_KEY_FILE")]
    secrets_key_file: Option<PathBuf>,
    /// End the overlap: the new key signs alone, the old one is destroyed.
    #[arg(long)]
    finish: bool,
}

impl Ledger {
    /// Runs the command and prints the public keys, as `/ledger/vkeys` shows them.
    ///
    /// # Errors
    /// When there is no key yet, a change is under way, or none is.
    pub async fn run(self) -> anyhow::Result<()> {
        let LedgerCommand::Rotate(rotate) = self.command;
        let key = rotate.run().await?;
        print!("{}", key.published());
        Ok(())
    }
}

impl Rotate {
    async fn run(self) -> anyhow::Result<LogKey> {
        let settings = Settings {
            vault: known_vault(&self.data.data, self.secrets_key_file.as_deref())?,
            ..Settings::default()
        };
        let portal = Portal::open(
            self.data.open().await?,
            Clock::Real,
            Random::from_system(),
            settings,
        )
        .for_operator();
        let changed = match self.finish {
            true => portal.finish_rotation().await,
            false => portal.begin_rotation().await,
        };
        match changed {
            Ok(key) => Ok(key),
            Err(Error::NotFound) => bail!("there is no key yet; the first start makes it"),
            Err(Error::Invalid { code, .. }) if code == "NO_ROTATION" => {
                bail!("no change of the key is under way")
            }
            Err(Error::Invalid { code, .. }) if code == "ROTATION_UNDER_WAY" => {
                bail!("a change of the key is under way; end it with --finish")
            }
            Err(other) => Err(other.into()),
        }
    }
}
