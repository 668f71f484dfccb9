//! What other people's programs reach on this machine: web sockets in Node.js, and a page of ours in
//! fastify with React. Only by name, because they come from npm (`bench/peers`).

use crate::Sizes;
use crate::crowd::{PENDING, watchers};
use crate::markup::{Node, parse};
use crate::pages::{Catalogue, FEW, not_kept};
use crate::portal::{self, Served};
use crate::rendered::{beside, pages, same_size};
use crate::side::Side;
use crate::stage;
use crate::table::{Table, Target};
use anyhow::Context;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;

/// Measures and fills the table; says so where the packages are not there.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    let next = "P1n the same page in Next.js";
    table.not_run(
        next,
        "it is built with a compiler that npm delivers ready-made",
    );
    let sockets = "F1p … ÷ uWebSockets";
    table.not_run(sockets, "its package is not in the registry of npm");
    if let Some(missing) = missing("peers").await {
        table.not_run("F1, F1p, P1n beside programs in Node.js", missing);
        return Ok(());
    }
    frames(table, sizes).await?;
    rendered(table, sizes).await
}

/// Why the scripts of a folder beside this crate cannot run.
pub async fn missing(folder: &str) -> Option<&'static str> {
    if !scripts(folder).join("node_modules").is_dir() {
        return Some("no packages; scripts/bench.sh --only fetches those of the parts it names");
    }
    let mut node = Command::new("node");
    let node = node.arg("--version").stdout(Stdio::null()).status().await;
    let there = node.is_ok_and(|status| status.success());
    (!there).then_some("no Node.js")
}

/// A folder of scripts beside this crate.
pub fn scripts(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// Starts a script that listens.
async fn start(script: &str, argument: &Path) -> anyhow::Result<Served> {
    let address = portal::free_address()?;
    let mut command = Command::new("node");
    command
        .current_dir(scripts("peers"))
        .arg(script)
        .arg(argument)
        .env("NODE_ENV", "production")
        .env("BENCH_LISTEN", address.to_string());
    portal::spawn(command, address).await
}

/// F1 and F1p beside `ws`.
async fn frames(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    let watchers = watchers(sizes)?;
    eprintln!("Peers: {watchers} watchers, ours and web sockets in Node.js take turns.");
    let mut ours = Side::ours(watchers).await?;
    let theirs = start("sockets.mjs", Path::new("")).await?;
    let mut theirs = Side::sockets(theirs, watchers).await?;
    for (id, frames, least) in [("F1", 1, 1.0), ("F1p", PENDING, 3.5)] {
        let mut rates = Vec::new();
        for _ in 0..sizes.pairs {
            let rate = ours.deliveries_per_second(frames, sizes.span).await?;
            let other = theirs.deliveries_per_second(frames, sizes.span).await?;
            rates.push((rate, other));
        }
        let what = format!(
            "{id} frames/s to {watchers} watchers, bids on their way: {frames} ÷ ws in Node.js"
        );
        table.pairs(&what, "/s", &rates, Target::AtLeast(least));
    }
    ours.stop().await?;
    theirs.stop().await
}

/// P1n beside fastify with React.
async fn rendered(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    eprintln!("Peers: ours and React take turns.");
    let ours = Catalogue::start(FEW).await?;
    let pages = pages(&ours).await?;
    let folder = stage::folder()?;
    for (number, page) in pages.iter().enumerate() {
        let text = std::str::from_utf8(&page.bytes)?;
        let nodes = parse(text).context("a page of ours")?;
        let nodes: Vec<Value> = nodes.iter().map(as_json).collect();
        let file = folder.path().join(format!("{number}.json"));
        std::fs::write(file, serde_json::to_vec(&nodes)?)?;
    }
    let theirs = start("react.mjs", folder.path()).await?;
    for (number, page) in pages.iter().enumerate() {
        let path = format!("/{number}");
        let size = same_size(&theirs, &path, page).await?;
        let pairs = beside(&ours, &not_kept(&page.path), &theirs, &path, sizes).await?;
        let what = format!(
            "P1n {}, pages/s ÷ fastify with React rendering its elements from constants, a \
             process for each processor ({size} KB)",
            page.name
        );
        table.pairs(&what, "/s", &pairs, Target::AtLeast(2.0));
    }
    theirs.stop().await?;
    ours.stop().await
}

fn as_json(node: &Node) -> Value {
    match node {
        Node::Text(text) => json!({ "text": text }),
        Node::Element {
            tag,
            attributes,
            children,
        } => {
            let children: Vec<Value> = children.iter().map(as_json).collect();
            json!({ "tag": tag, "attributes": attributes, "children": children })
        }
    }
}
