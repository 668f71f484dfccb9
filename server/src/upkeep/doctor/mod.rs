//! `luochui doctor`: whether this machine and this data can carry a portal, a line each.

mod data;
mod files;
mod machine;

use crate::cli::Data;
use clap::Args;
use serde::Serialize;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Options of `doctor`; the same as those of `serve` where they have the same name.
#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    data: Data,
    /// Address that `serve` would listen on.
    #[arg(long, env = "LUOCHUI_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The witnesses of the public ledger.
    #[arg(long, env = "LUOCHUI_WITNESS_POLICY")]
    witness_policy: Option<PathBuf>,
    /// The file that remembers how large the ledger was.
    #[arg(long, env = "LUOCHUI_LEDGER_MARK")]
    ledger_mark: Option<PathBuf>,
    /// What the foot of every page names.
    #[arg(long, env = "LUOCHUI_SITE")]
    site: Option<PathBuf>,
    /// Print one JSON array.
    #[arg(long)]
    json: bool,
}

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// As it should be.
    Ok,
    /// The portal runs, but somebody should look.
    Warn,
    /// The portal would not run, or not keep its promises.
    Fail,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Line {
    check: &'static str,
    state: State,
    says: String,
}

impl Line {
    fn new(check: &'static str, state: State, says: impl Into<String>) -> Self {
        Self {
            check,
            state,
            says: says.into(),
        }
    }
}

impl Doctor {
    /// Prints a line for each thing: exit 0 when all is well or only to be looked at, 1 when
    /// something would keep the portal from running or from keeping its promises.
    ///
    /// # Errors
    /// When the lines cannot be printed.
    pub async fn run(self) -> anyhow::Result<()> {
        let lines = self.look().await;
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string_pretty(&lines)?)?;
        } else {
            for Line { check, state, says } in &lines {
                let state = match state {
                    State::Ok => "ok",
                    State::Warn => "warn",
                    State::Fail => "FAIL",
                };
                writeln!(out, "{state:<5} {check:<15} {says}")?;
            }
        }
        out.flush()?;
        if lines.iter().any(|line| line.state == State::Fail) {
            std::process::exit(1);
        }
        Ok(())
    }

    async fn look(&self) -> Vec<Line> {
        let mut lines = vec![
            machine::clock(),
            machine::disk(&self.data.data),
            machine::open_files(),
            machine::memory(),
            machine::listen(self.listen),
        ];
        let place = super::place_of(&self.data, self.ledger_mark.clone());
        lines.extend(data::database(&place).await);
        lines.push(data::backup(&place).await);
        lines.push(files::files(&place));
        lines.push(data::policy(self.witness_policy.as_deref()));
        lines.push(data::site(self.site.as_deref()));
        lines
    }
}
