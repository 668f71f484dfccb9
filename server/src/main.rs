//! Luochui 落槌: the portal of a patent (achievement) auction season, as one program.
//!
//! **What belongs here:** the process: command line, router, sign-in cookie, live streams, public
//! API. **What never does:** rules, SQL, markup of pages.

// View types nest as deep as the pages they draw.
#![recursion_limit = "512"]

mod agenda;
mod annotated;
mod api;
mod articles;
mod assets;
mod audit;
mod bodies;
mod cli;
mod client;
mod connection;
mod cores;
mod drafts;
mod enrol;
mod feeds;
mod files;
#[cfg(test)]
mod fuzz;
mod guard;
mod http_client;
mod ledger;
mod ledger_key;
mod letters;
mod lists;
mod live;
mod logs;
mod mail_off;
mod metrics;
mod own_data;
mod page_cache;
mod pages;
mod patience;
mod pictures;
mod planted;
mod pool;
mod preloads;
mod proofs;
mod readiness;
mod reads;
mod registrations;
mod replay;
mod router;
mod routes;
mod security;
mod serve;
mod session_files;
mod simulate;
mod site_map;
mod survive;
mod targets;
mod templates;
#[cfg(test)]
mod testing;
mod traces;
mod upkeep;
mod verify;
mod witness;
mod witnesses;
#[cfg(test)]
mod zones;

/// About twice the page throughput of the system allocator in this workload.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let cli = cli::read()?;
    cores::forbid()?;
    let traces = cli.traces()?;
    cli.logs().start(traces.as_ref())?;
    let done = tokio::runtime::Builder::new_multi_thread()
        // Rendering a page may wait on itself with a single worker.
        .worker_threads(std::thread::available_parallelism().map_or(2, |n| n.get().max(2)))
        .enable_all()
        .build()?
        .block_on(cli.run());
    if let Some(traces) = traces {
        traces.end();
    }
    done
}
