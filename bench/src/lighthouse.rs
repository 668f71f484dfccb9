//! P4: what Lighthouse says of the first pages on a phone. Only by name, because it comes from npm
//! (`bench/lighthouse`).

use crate::Sizes;
use crate::client::Client;
use crate::pages::{Catalogue, FEW};
use crate::peers::{missing, scripts};
use crate::table::{Table, Target};
use anyhow::{Context, ensure};
use serde::Deserialize;
use tokio::process::Command;

/// What the script tells of a page; times in milliseconds.
#[derive(Deserialize)]
struct Told {
    /// 0–100.
    score: f64,
    /// Total blocking time.
    blocked: f64,
    /// Cumulative layout shift.
    shift: f64,
    /// Largest contentful paint.
    painted: f64,
}

/// Measures and fills the table; says so where the package is not there.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    if let Some(missing) = missing("lighthouse").await {
        table.not_run("P4 Lighthouse on a phone", missing);
        return Ok(());
    }
    let ours = Catalogue::start(FEW).await?;
    let session = first(&ours, "/sessions", "/sessions/").await?;
    let lot = ours.lot_page().await?;
    for (name, path) in [
        ("/", "/"),
        ("/lots/:code", &lot),
        ("/sessions/:slug", &session),
    ] {
        eprintln!("Lighthouse: {path}, {} times.", sizes.pairs);
        let mut told = Vec::new();
        for _ in 0..sizes.pairs {
            told.push(run(&format!("http://{}{path}", ours.address())).await?);
        }
        let of = |value: fn(&Told) -> f64| told.iter().map(value).collect::<Vec<_>>();
        let what = |what: &str| format!("P4 Lighthouse mobile, {name}: {what}");
        let (score, blocked) = (of(|told| told.score), of(|told| told.blocked));
        table.figures(&what("performance"), "", &score, Target::AtLeast(95.0));
        table.figures(&what("blocking time"), "ms", &blocked, Target::AtMost(50.0));
        let (shift, painted) = (of(|told| told.shift), of(|told| told.painted));
        table.figures(&what("layout shift"), "", &shift, Target::AtMost(0.02));
        table.figures(&what("largest paint"), "ms", &painted, Target::None);
    }
    ours.stop().await
}

/// The first address on a page that begins like this.
async fn first(ours: &Catalogue, page: &str, begins: &str) -> anyhow::Result<String> {
    let mut client = Client::connect(ours.address()).await?;
    let (status, bytes) = client.get(page).await?;
    ensure!(status == 200, "{page} was answered {status}");
    let text = String::from_utf8_lossy(&bytes);
    let mark = format!("href=\"{begins}");
    let (_, rest) = text.split_once(&mark).context("nothing is listed")?;
    let (name, _) = rest.split_once('"').context("an address ends")?;
    Ok(format!("{begins}{name}"))
}

async fn run(address: &str) -> anyhow::Result<Told> {
    let mut script = Command::new("node");
    let script = script.args(["run.mjs", address]);
    let output = script.current_dir(scripts("lighthouse")).output().await?;
    let failed = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "Lighthouse: {failed}");
    serde_json::from_slice(&output.stdout).context("the line of the script")
}
