//! `make bench`: what the portal reaches, each figure beside its own limit in the same run.
//!
//! A limit is a small program for the same work without the portal's duties: a bare loop over
//! SQLite's C interface, a bare axum stream. Ours and the limit take turns, A B A B; the table
//! shows medians and the ratio with its least and greatest value (design/performance.md). Load
//! generator and server share the machine's cores.

#![allow(
    clippy::disallowed_methods,
    reason = "the clock is what this program is for"
)]

mod bare_bids;
mod bare_pages;
mod bids;
mod browser;
mod bytes;
mod client;
mod crowd;
mod forms;
mod frames;
mod ledger;
mod lighthouse;
mod markup;
mod pages;
mod peers;
mod place;
mod portal;
mod postgres;
mod rendered;
mod rules;
mod search;
mod side;
mod sqlite;
mod stage;
mod steady;
mod stream;
mod table;
/// The same forms that the tests of the import check.
#[path = "../../service/src/testing/workbooks.rs"]
#[allow(dead_code, reason = "one kind of form is enough here")]
mod workbooks;

use clap::Parser;
use std::time::Duration;
use table::Table;

/// That of the portal: otherwise a limit in this program would be measured with a slower one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measure the portal beside its limits.
#[derive(Parser)]
#[command(name = "bench")]
struct Options {
    /// A run of about five minutes: fewer pairs, smaller numbers.
    #[arg(long)]
    quick: bool,
    /// Only these, separated by commas: bids, steady, growth, postgres, postgres-growth,
    /// postgres-ledger, postgres-frames, frames, crowd, pages, bytes, ledger, browser, rules, forms.
    /// Only by name, because they need packages from npm: peers, lighthouse.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Bids in the large history of `growth` and `postgres-growth`.
    #[arg(long)]
    history: Option<u64>,
    /// Bids that `ledger`, `browser` and `postgres-ledger` start with and verify.
    #[arg(long)]
    leaves: Option<u64>,
    /// The limit of the streams, run as a process of its own.
    #[arg(long, hide = true)]
    bare_stream: bool,
    /// The limit of the bids through HTTP, likewise.
    #[arg(long, hide = true)]
    bare_bids: bool,
    /// The limit of the pages, likewise.
    #[arg(long, hide = true)]
    bare_pages: bool,
}

/// The sizes of a run.
#[derive(Clone, Copy)]
pub struct Sizes {
    /// Pairs of ours and limit.
    pub pairs: usize,
    /// How long one measurement lasts.
    pub span: Duration,
    /// Watchers of one lot.
    pub watchers: [usize; 2],
    /// Watchers of one lot when there is a crowd.
    pub crowd: usize,
    /// Bids of one measurement at five a second.
    pub calm_bids: usize,
    /// Lots of the large catalogue.
    pub lots: u64,
    /// Bids in the large history.
    pub history: u64,
    /// Bids in the history that is started with and verified.
    pub leaves: u64,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    if options.bare_stream {
        return runtime.block_on(stream::serve_bare());
    }
    if options.bare_bids {
        return runtime.block_on(bare_bids::serve());
    }
    if options.bare_pages {
        return runtime.block_on(bare_pages::serve());
    }
    runtime.block_on(run(&options))
}

async fn run(options: &Options) -> anyhow::Result<()> {
    let mut sizes = sizes(options.quick);
    sizes.history = options.history.unwrap_or(sizes.history);
    sizes.leaves = options.leaves.unwrap_or(sizes.leaves);
    let named = |name: &str| options.only.iter().any(|only| only == name);
    let wanted = |name: &str| options.only.is_empty() || named(name);
    let mut table = Table::default();
    if wanted("bytes") {
        bytes::measure(&mut table).await?;
    }
    if wanted("bids") {
        bids::measure(&mut table, sizes).await?;
    }
    if wanted("steady") {
        steady::measure(&mut table, sizes).await?;
    }
    if wanted("growth") {
        bids::growth(&mut table, sizes).await?;
    }
    if wanted("postgres") {
        postgres::measure(&mut table, sizes).await?;
    }
    if wanted("postgres-growth") {
        postgres::growth(&mut table, sizes).await?;
    }
    if wanted("postgres-ledger") {
        postgres::recovery(&mut table, sizes).await?;
    }
    if wanted("postgres-frames") {
        postgres::fan_out(&mut table, sizes).await?;
    }
    if wanted("frames") {
        frames::measure(&mut table, sizes).await?;
    }
    if wanted("crowd") {
        crowd::measure(&mut table, sizes).await?;
    }
    if wanted("pages") {
        pages::measure(&mut table, sizes).await?;
    }
    if wanted("rules") {
        rules::measure(&mut table, sizes)?;
    }
    if wanted("forms") {
        forms::measure(&mut table, sizes).await?;
    }
    if wanted("ledger") {
        ledger::measure(&mut table, sizes).await?;
    }
    if wanted("browser") {
        browser::measure(&mut table, sizes).await?;
    }
    if named("peers") {
        peers::measure(&mut table, sizes).await?;
    }
    if named("lighthouse") {
        lighthouse::measure(&mut table, sizes).await?;
    }
    println!("{table}");
    println!(
        "Kept connections that a server had closed, and that were opened again: {}.",
        client::reopened()
    );
    Ok(())
}

const fn sizes(quick: bool) -> Sizes {
    if quick {
        Sizes {
            pairs: 3,
            span: Duration::from_millis(700),
            watchers: [1_000, 4_000],
            crowd: 4_000,
            calm_bids: 20,
            lots: 10_000,
            history: 100_000,
            leaves: 20_000,
        }
    } else {
        Sizes {
            pairs: 5,
            span: Duration::from_secs(2),
            watchers: [1_000, 5_000],
            crowd: 10_000,
            calm_bids: 100,
            lots: 100_000,
            history: 10_000_000,
            leaves: 1_000_000,
        }
    }
}
