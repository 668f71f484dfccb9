//! `config`: the options of `serve` as a file, shown and checked.
//!
//! The options themselves are defined once, by clap. What the environment may set, a file may set
//! too, under the name of the option; the command line counts more than the environment, and that
//! more than the file (ux.md §7).

mod file;
mod options;
mod text;

#[cfg(test)]
mod tests;

use file::Settings;

use super::Cli;
use clap::{Args, Command, CommandFactory, FromArgMatches, Subcommand};
use std::io::Write;

/// Options of `config`.
#[derive(Args)]
pub struct Config {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Print a file with every option of `serve`, what it means and what it is when left out.
    Init,
    /// Print what would hold for `serve`, and where each value comes from; secrets are left out.
    Show,
    /// Check the file, the environment and the files that they name, without starting anything.
    Check,
}

impl Config {
    /// Runs it.
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub fn run(self) -> anyhow::Result<()> {
        let text = match self.command {
            ConfigCommand::Init => text::init(&Cli::command()),
            ConfigCommand::Show => {
                let settings = Settings::of_process()?;
                text::show(&settings.apply(Cli::command()), &settings)?
            }
            ConfigCommand::Check => check()?,
        };
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }
}

/// The command line of this process, with what file and environment say.
///
/// # Errors
/// What is wrong with the file or with a file that holds a secret. A mistake on the command line
/// ends the process, as clap does.
pub fn read() -> anyhow::Result<Cli> {
    let command = Settings::of_process()?.apply(Cli::command());
    let matches = command.get_matches();
    Ok(Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()))
}

/// What `config check` has to say; the files that options name are read as well.
fn check() -> anyhow::Result<String> {
    let settings = Settings::of_process()?;
    let command: Command = settings.apply(Cli::command());
    let matches = command.try_get_matches_from(["luochui", "serve"]);
    let matches = matches.map_err(|error| anyhow::anyhow!(options::reason(&error)))?;
    Cli::from_arg_matches(&matches)?.check()?;
    Ok(match &settings.file {
        Some(file) => format!(
            "{}: {} settings, all in order.\n",
            file.display(),
            settings.count_of_file()
        ),
        None => "There is no file; what the environment sets is in order.\n".to_owned(),
    })
}
