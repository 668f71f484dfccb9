//! `luochui ledger`: the key of the public ledger, and how it is changed (reliability.md L-05); what opens
//! old leaves, and how it goes (L-10).

use crate::cli::Data;
use crate::cli::keys::known_vault;
use anyhow::bail;
use domain::audit::Retention;
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
    /// Take away what opens the leaves of lots that are over for so long that it need not be kept. The
    /// log and every receipt hold as before; those lots are no longer replayed from it.
    Purge(Purge),
}

/// Options of `ledger purge`.
#[derive(clap::Args)]
struct Purge {
    #[command(flatten)]
    data: Data,
    /// Months that what belongs to auctions is kept; the law wants 60.
    #[arg(long, env = "LUOCHUI_AUDIT_AUCTION_MONTHS", default_value_t = Retention::AUCTION_MIN,
        value_parser = clap::value_parser!(u16).range(i64::from(Retention::AUCTION_MIN)..))]
    months: u16,
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
    /// Runs the command and prints the public keys, as `/ledger/vkeys` shows them, or how many openings
    /// went.
    ///
    /// # Errors
    /// When there is no key yet, a change is under way, or none is.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            LedgerCommand::Rotate(rotate) => print!("{}", rotate.run().await?.published()),
            LedgerCommand::Purge(purge) => {
                let gone = purge.run().await?;
                println!("what opens {gone} leaves was taken away");
            }
        }
        Ok(())
    }
}

impl Purge {
    async fn run(self) -> anyhow::Result<u64> {
        let store = self.data.open().await?;
        let (clock, random) = (Clock::Real, Random::from_system());
        let portal = Portal::open(store, clock, random, Settings::default()).for_operator();
        let retention = Retention {
            auction: self.months,
            ..Retention::default()
        };
        Ok(portal.purge_openings(retention).await?)
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
