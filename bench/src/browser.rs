//! R1 in a browser: `/verification/CODE` of one long lot in Chromium, beside hashing the same bytes
//! once in the same page. The script is `end2end/bench/ledger.mjs`.

use crate::Sizes;
use crate::client::Client;
use crate::ledger::{sequenced, write};
use crate::place::Place;
use crate::portal::{self, Served};
use crate::table::{Table, Target};
use anyhow::{Context, ensure};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;

/// What the script tells; times in milliseconds.
#[derive(Deserialize)]
struct Told {
    check: f64,
    hash: f64,
    /// The longest time for which the page did not answer its reader.
    longest: f64,
    /// The most that the page's process held, bytes.
    memory: f64,
    leaves: u64,
}

/// Measures and fills the table; says so where there is no browser.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    let what = format!("R1 the page of the check, a lot of {} bids", sizes.leaves);
    if let Some(missing) = missing().await {
        table.not_run(&what, missing);
        return Ok(());
    }
    let place = Place::file()?;
    let limit = limit(place.folder()).await?;
    write(table, &place, 1, sizes.leaves).await?;
    let served = place.start().await?;
    sequenced(table, &served, sizes.leaves).await?;
    let mut told = Vec::new();
    for _ in 0..sizes.pairs {
        told.push(run(&served, &limit).await?);
    }
    let leaves = told.first().map_or(0, |told| told.leaves);
    let pairs: Vec<_> = told.iter().map(|told| (told.check, told.hash)).collect();
    let what = format!(
        "R1 /verification of a lot of {leaves} leaves in Chromium ÷ hashing leaves, tree and \
         openings once in Wasm in the same page"
    );
    table.pairs(&what, "ms", &pairs, Target::AtMost(12.0));
    let longest: Vec<_> = told.iter().map(|told| told.longest).collect();
    let what = "longest time for which that page does not answer";
    table.figures(what, "ms", &longest, Target::None);
    let memory: Vec<_> = told.iter().map(|told| told.memory / 1e6).collect();
    table.figures(
        "most memory of that page’s process",
        "MB",
        &memory,
        Target::None,
    );
    served.stop().await
}

/// What a run needs and is not there.
async fn missing() -> Option<&'static str> {
    let chromium = std::env::var("LUOCHUI_CHROMIUM");
    let chromium = chromium.unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !Path::new(&chromium).exists() {
        return Some("no Chromium; LUOCHUI_CHROMIUM names one");
    }
    if !portal::root()
        .join("end2end/node_modules/playwright-core")
        .is_dir()
    {
        return Some("no Playwright; make e2e fetches it");
    }
    let mut node = Command::new("node");
    let node = node.arg("--version").stdout(Stdio::null()).status().await;
    let there = node.is_ok_and(|status| status.success());
    (!there).then_some("no Node.js")
}

/// Builds the limit, which is one file without a crate, as fast as it gets.
async fn limit(folder: &Path) -> anyhow::Result<PathBuf> {
    let built = folder.join("hash_once.wasm");
    let mut rustc = Command::new("rustc");
    let rustc = rustc
        .args(["--edition=2024", "--target=wasm32-unknown-unknown"])
        .args([
            "--crate-type=cdylib",
            "-Copt-level=3",
            "-Cpanic=abort",
            "-o",
        ])
        .arg(&built)
        .arg(portal::root().join("end2end/bench/hash_once.rs"));
    let output = rustc.output().await?;
    let failed = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the limit in Wasm: {failed}");
    Ok(built)
}

async fn run(served: &Served, limit: &Path) -> anyhow::Result<Told> {
    let base = format!("http://{}", served.address);
    let mut client = Client::connect(served.address).await?;
    let (_, lots) = client.get("/ledger/lots").await?;
    let lots: Vec<String> = serde_json::from_slice(&lots).context("the lots of the ledger")?;
    let code = lots.first().context("a lot in the ledger")?;
    let mut script = Command::new("node");
    let script = script.args(["bench/ledger.mjs", &base, code]).arg(limit);
    let output = script.current_dir(portal::root().join("end2end")).output();
    let output = output.await?;
    let failed = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the page of the check: {failed}");
    serde_json::from_slice(&output.stdout).context("the line of the script")
}
