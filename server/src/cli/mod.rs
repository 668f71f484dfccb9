//! The command line: one file per group of commands, and the list of all of them.

mod audit;
mod config;
mod data;
mod import;
pub mod keys;
mod policy;
mod said;
mod scanning;
mod seed;
mod serve;
mod storing;
mod token;

use crate::logs::Logs;
use crate::replay::Replay;
use crate::traces::Traces;
use clap::{Parser, Subcommand};
pub use config::read;
pub use data::Data;
pub use policy::read_policy;
pub use said::said;
use std::path::PathBuf;
pub use storing::Storing;

/// The portal of a patent (achievement) auction season.
#[derive(Parser)]
#[command(name = "luochui", version, about)]
pub struct Cli {
    /// File of settings, TOML; `luochui config init` prints one with all of them.
    #[arg(long, global = true, env = "LUOCHUI_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    logs: Logs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal.
    Serve(Box<serve::Serve>),
    /// The settings of `serve` as a file: print, show, check.
    Config(config::Config),
    /// Write a demo season, or the large set for measuring, into an empty database.
    Seed(seed::Seed),
    /// Check a collection form and print one JSON object.
    Import(import::Import),
    /// Make a token for a program.
    Token(token::Token),
    /// Bring the tables up to date, with a backup before.
    Migrate(crate::upkeep::Migrate),
    /// Copy the data while the portal runs.
    Backup(crate::upkeep::Backup),
    /// Put a backup back into an empty place, or try it out.
    Restore(crate::upkeep::Restore),
    /// Look at the machine and the data, a line each.
    Doctor(crate::upkeep::Doctor),
    /// Make an administrator, or let one choose another password.
    Admin(crate::upkeep::Admin),
    /// Write what is public of a season into files.
    Export(crate::upkeep::Export),
    /// Check a public ledger without trusting whoever runs it.
    Verify(crate::verify::Verify),
    /// Look after the key of the public ledger.
    Ledger(crate::ledger_key::Ledger),
    /// Watch the ledgers of others: sign each new head once it is seen that the log only grew.
    Witness(crate::witness::Witness),
    /// Try the bidding rules: one JSON object a line in, one a line out.
    #[command(after_long_help = crate::simulate::HELP)]
    Simulate,
    /// Check, export or tidy the audit record.
    Audit(audit::Audit),
    /// Fold the events of every lot and compare the result with what is stored.
    Replay(Replay),
}

impl Cli {
    /// How the log of the process is to be written.
    pub const fn logs(&self) -> &Logs {
        &self.logs
    }

    /// The way to the collector of traces; only `serve` has one.
    ///
    /// # Errors
    /// When it cannot be begun.
    pub fn traces(&self) -> anyhow::Result<Option<Traces>> {
        match &self.command {
            Command::Serve(options) => options.traces(),
            _ => Ok(None),
        }
    }

    /// Reads everything that the options of `serve` name, and starts nothing.
    ///
    /// # Errors
    /// What cannot be read or understood.
    pub fn check(&self) -> anyhow::Result<()> {
        self.logs.levels()?;
        match &self.command {
            Command::Serve(options) => options.check(),
            _ => Ok(()),
        }
    }

    /// Runs the command.
    ///
    /// # Errors
    /// What the command says; its text is for the person at the terminal.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Serve(options) => options.run().await,
            Command::Config(options) => options.run(),
            Command::Seed(options) => options.run().await,
            Command::Import(options) => options.run(),
            Command::Token(options) => options.run().await,
            Command::Migrate(options) => options.run().await,
            Command::Backup(options) => options.run().await,
            Command::Restore(options) => options.run().await,
            Command::Doctor(options) => options.run().await,
            Command::Admin(options) => options.run().await,
            Command::Export(options) => options.run().await,
            Command::Verify(options) => options.run().await,
            Command::Ledger(options) => options.run().await,
            Command::Witness(options) => options.run().await,
            Command::Audit(options) => options.run().await,
            Command::Replay(options) => options.run().await,
            Command::Simulate => Ok(crate::simulate::on_standard_streams()?),
        }
    }
}
