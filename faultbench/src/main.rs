//! `make faults`: the portal is killed, starved and lied to on purpose; after each fault the client's
//! own log of what was acknowledged is compared with what is stored (reliability.md §5).
//!
//! Every fault starts the built program on a data folder of its own and a port of loopback, bids
//! through the public API, and ends what it started. Nothing is repaired by hand between the fault
//! and the checks. One table at the end says what was reached; exit 1 when a rule was broken.

#![allow(
    clippy::disallowed_methods,
    reason = "moments and durations are what this program is about"
)]

mod attack;
mod check;
mod client;
mod dice;
mod faults;
mod journal;
mod load;
mod postgres;
mod proxy;
mod report;
mod server;
mod shim;
mod stage;
mod tables;
mod watch;

use anyhow::ensure;
use attack::Bench;
use clap::Parser;
use faults::ALL;
use report::Row;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Break the portal on purpose and check what it promised.
#[derive(Parser)]
#[command(name = "faults")]
struct Options {
    /// Only these faults; all when absent.
    #[arg(value_parser = known)]
    faults: Vec<String>,
    /// Rounds of each fault that has rounds.
    #[arg(long)]
    rounds: Option<u32>,
    /// The selection of `make test`: fewer faults, fewer rounds.
    #[arg(long)]
    short: bool,
    /// Seeds every random moment.
    #[arg(long, default_value_t = 20_261_121)]
    seed: u64,
    /// The program under test; the built one when absent.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// The program of the version before, which the rolling upgrade begins with; the program under
    /// test when absent.
    #[arg(long)]
    older: Option<PathBuf>,
    /// Where data and logs are written; a temporary folder that is removed when absent.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// List the faults.
    #[arg(long)]
    list: bool,
    /// Only watch this address: the program itself at the far end of a cable.
    #[arg(long, hide = true, requires = "watch_lot")]
    watch: Option<SocketAddr>,
    /// The lot that is watched then.
    #[arg(long, hide = true)]
    watch_lot: Option<String>,
    /// With so many streams.
    #[arg(long, hide = true, default_value_t = 1)]
    watchers: u64,
}

fn known(name: &str) -> Result<String, String> {
    if ALL.iter().any(|fault| fault.name == name) {
        return Ok(name.to_owned());
    }
    let names: Vec<&str> = ALL.iter().map(|fault| fault.name).collect();
    Err(format!("one of {}", names.join(", ")))
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    if options.list {
        for fault in ALL {
            println!("{:<10} {}", fault.name, fault.covers);
        }
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    if let (Some(address), Some(lot)) = (options.watch, &options.watch_lot) {
        let watching = faults::vanished::watch_from_afar(address, lot, options.watchers);
        return runtime.block_on(watching);
    }
    let held = runtime.block_on(run(&options))?;
    if !held {
        std::process::exit(1);
    }
    Ok(())
}

async fn run(options: &Options) -> anyhow::Result<bool> {
    // The portal's program lies beside this one, whichever profile both were built with.
    let own = std::env::current_exe()?;
    let beside = own.parent().unwrap_or(&own);
    let binary = options.binary.clone();
    let binary = binary.unwrap_or_else(|| beside.join("luochui"));
    ensure!(
        binary.is_file(),
        "There is no {}; run make build.",
        binary.display()
    );
    let older = options.older.clone().unwrap_or_else(|| binary.clone());
    let temporary = tempfile::Builder::new()
        .prefix("luochui-faults-")
        .tempdir()?;
    let folder = options.folder.clone();
    let bench = Bench {
        binary: std::path::absolute(binary)?,
        planted: beside.join("luochui-planted"),
        older: std::path::absolute(older)?,
        folder: std::path::absolute(folder.unwrap_or_else(|| temporary.path().to_owned()))?,
        seed: options.seed,
        rounds: options.rounds,
        short: options.short,
    };
    let mut rows = Vec::new();
    for fault in ALL {
        let asked = options.faults.iter().any(|name| name == fault.name);
        let usual = options.faults.is_empty() && (fault.short || !options.short);
        if !asked && !usual {
            continue;
        }
        eprintln!("{} ({}) …", fault.name, fault.covers);
        let done = faults::run(&bench, fault.name)
            .await
            .unwrap_or_else(|error| {
                let early = format!("it ended early: {error:#}");
                vec![Row::run(
                    fault.covers,
                    fault.name,
                    String::new(),
                    vec![early],
                )]
            });
        for row in done {
            eprintln!("  {row}");
            rows.push(row);
        }
    }
    Ok(report::print(&rows, options.seed))
}
