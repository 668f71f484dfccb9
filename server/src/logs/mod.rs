//! The log of the process: levels, form, and what keeps a line one line.
//!
//! A line of a request carries the number of the request (`survive`) and, once it is known, who
//! asks (`guard`). Times are UTC. Values come from outside: control characters are written as
//! text, so that nobody can make a line that was never written, or colour a terminal
//! (reliability.md S-33).

mod one_line;
#[cfg(test)]
mod tests;

use crate::traces::Traces;
use anyhow::Context;
use clap::{Args, ValueEnum};
use one_line::OneLine;
use std::io::{Stderr, stderr};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, Layer, registry};

/// What is written when nobody says otherwise. Every connection to PostgreSQL is rolled back on its way into the
/// pool (`store/src/postgres.rs`), and the server answers each time with a warning that there was nothing to
/// roll back: such notices are no lines of this log.
const LEVELS: &str = "info,sqlx=warn,sqlx::postgres::notice=error";

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
    pub fn start(&self, traces: Option<&Traces>) -> anyhow::Result<()> {
        let to = stderr as fn() -> Stderr;
        let subscriber = subscriber(self.levels()?, self.log_format, to, traces);
        tracing::subscriber::set_global_default(subscriber)?;
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string);
            let said = panic.payload_as_str().unwrap_or_default();
            tracing::error!(place, said, "a panic");
        }));
        Ok(())
    }
}

/// Whatever writes lines of these levels in this form, and hands traces over where a collector is
/// named. Without one every span but that of a request is switched off where it stands.
pub fn subscriber<W>(
    levels: EnvFilter,
    format: LogFormat,
    to: W,
    traces: Option<&Traces>,
) -> Box<dyn tracing::Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    match traces {
        None => Box::new(registry().with(levels).with(lines(format, to))),
        // The levels of the log say nothing about what is traced.
        Some(traces) => {
            let lines = lines(format, to).with_filter(levels);
            Box::new(registry().with(traces.layer()).with(lines))
        }
    }
}

fn lines<S, W>(format: LogFormat, to: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(OneLine(to));
    match format {
        LogFormat::Text => Box::new(lines),
        LogFormat::Json => Box::new(lines.json().flatten_event(true)),
    }
}
