//! The log of the process: levels, form, and what keeps a line one line.
//!
//! A line of a request carries the number of the request (`survive`) and, once it is known, who
//! asks (`guard`). Times are UTC. Values come from outside: control characters are written as
//! text, so that nobody can make a line that was never written, or colour a terminal
//! (reliability.md S-33).

mod one_line;
#[cfg(test)]
mod tests;

use anyhow::Context;
use clap::{Args, ValueEnum};
use one_line::OneLine;
use std::io::{Stderr, stderr};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;

/// What is written when nobody says otherwise.
const LEVELS: &str = "info,sqlx=warn";

/// How the log is written.
#[derive(Args)]
pub struct Logs {
    /// What is logged: a level, or levels of parts, such as `info,service=debug`. When absent
    /// RUST_LOG, or else info.
    #[arg(long, global = true, env = "LUOCHUI_LOG_LEVEL")]
    log_level: Option<String>,
    /// Lines for people, or one JSON object a line for programs; both on standard error.
    #[arg(
        long,
        global = true,
        env = "LUOCHUI_LOG_FORMAT",
        value_enum,
        default_value = "text"
    )]
    log_format: LogFormat,
}

/// The form of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl Logs {
    /// The levels.
    ///
    /// # Errors
    /// When they cannot be understood.
    pub fn levels(&self) -> anyhow::Result<EnvFilter> {
        let text = self.log_level.clone();
        let text = text.or_else(|| std::env::var("RUST_LOG").ok());
        let text = text.filter(|text| !text.is_empty());
        let text = text.as_deref().unwrap_or(LEVELS);
        EnvFilter::try_new(text).with_context(|| format!("`{text}` are no levels of a log"))
    }

    /// Begins the log of this process. Panics are part of it.
    ///
    /// # Errors
    /// When the levels cannot be understood.
    pub fn start(&self) -> anyhow::Result<()> {
        let subscriber = subscriber(self.levels()?, self.log_format, stderr as fn() -> Stderr);
        tracing::subscriber::set_global_default(subscriber)?;
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string);
            let said = panic.payload_as_str().unwrap_or_default();
            tracing::error!(place, said, "a panic");
        }));
        Ok(())
    }
}

/// Whatever writes lines of these levels in this form.
pub fn subscriber<W>(
    levels: EnvFilter,
    format: LogFormat,
    to: W,
) -> Box<dyn tracing::Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(OneLine(to));
    let registry = tracing_subscriber::registry().with(levels);
    match format {
        LogFormat::Text => Box::new(registry.with(lines)),
        LogFormat::Json => Box::new(registry.with(lines.json().flatten_event(true))),
    }
}
