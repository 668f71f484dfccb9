//! F-27: what is stored is not what was written: a page of the file, a byte of the ledger, the end of
//! the log of the file. A start must refuse it, or nothing that is served may be wrong.

use super::controls::copy;
use crate::attack::{Bench, Site};
use crate::check;
use crate::dice::Dice;
use crate::report::Row;
use crate::server::{Recipe, Served};
use crate::stage::Plan;
use crate::tables::Sqlite;
use anyhow::Context;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Bytes of a page of SQLite.
const PAGE: u64 = 4_096;
/// A refusal to start comes within this time.
const REFUSED_MAX: Duration = Duration::from_secs(10);

/// A byte of the ledger changed: what, how, and whether a stranger sees it. One who reads every leaf and
/// the signed head makes the hashes between himself, and needs none that is told to him.
const BYTES: [(&str, &str, bool); 5] = [
    (
        "a byte of a leaf",
        "DROP TRIGGER ledger_leaves_keep; UPDATE ledger_leaves SET leaf = \
         CAST(substr(leaf, 1, 40) || '!' || substr(leaf, 42) AS BLOB) WHERE idx = 7;",
        true,
    ),
    (
        "a hash of a leaf",
        "DROP TRIGGER ledger_nodes_keep; UPDATE ledger_nodes SET hash = zeroblob(32) \
         WHERE level = 0 AND idx = 5;",
        false,
    ),
    (
        "a hash of a tile above",
        "DROP TRIGGER ledger_nodes_keep; UPDATE ledger_nodes SET hash = zeroblob(32) \
         WHERE level = 2 AND idx = 1;",
        false,
    ),
    (
        "the root of the head",
        "UPDATE ledger_heads SET root = zeroblob(32) WHERE size = (SELECT max(size) FROM ledger_heads);",
        false,
    ),
    (
        "the signature of the head",
        // A letter within the last signature; another one, whatever it is.
        "UPDATE ledger_heads SET note = substr(note, 1, length(note) - 20) \
         || CASE substr(note, length(note) - 19, 1) WHEN 'x' THEN 'y' ELSE 'x' END \
         || substr(note, length(note) - 18) \
         WHERE size = (SELECT max(size) FROM ledger_heads);",
        true,
    ),
];

/// Runs the three kinds of damage on copies of one database.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let folder = bench.folder("damage")?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.start().await?;
    let span = Duration::from_millis(if bench.short { 500 } else { 3_000 });
    site.crowd.bid_for(served.address(), 200, span).await;
    let whole = site.check(&served).await?;
    anyhow::ensure!(whole.is_empty(), "not whole before the damage: {whole:?}");
    // The mark is written a moment after the last leaf.
    sleep(Duration::from_millis(200)).await;
    served.kill().await?;
    Ok(vec![
        pages(bench, &site, &folder).await?,
        bytes(&site, &folder).await?,
        truncated(bench, &site, &folder).await?,
    ])
}

/// Starts over damaged data; nothing when the program did not serve, and said so.
async fn start(recipe: &Recipe) -> anyhow::Result<Option<Served>> {
    let mut served = recipe.spawn()?;
    let ready = async {
        while !crate::server::is_ready(recipe.address).await {
            sleep(Duration::from_millis(10)).await;
        }
    };
    let ended = tokio::select! {
        ended = served.ended(REFUSED_MAX) => Some(ended),
        () = ready => None,
    };
    Ok(match ended {
        None => Some(served),
        Some(ended) => {
            anyhow::ensure!(!ended?.success(), "it ended as if all were well");
            None
        }
    })
}

/// A page is overwritten with noise, zeros or another page.
async fn pages(bench: &Bench, site: &Site, folder: &Path) -> anyhow::Result<Row> {
    let rounds = bench.rounds(60, 6);
    let mut dice = bench.dice("damage");
    let (mut found, mut refused) = (Vec::new(), 0);
    for round in 0..rounds {
        let recipe = flushed(site, folder)?;
        let page = overwrite(&recipe, round, &mut dice)?;
        match start(&recipe).await? {
            None => refused += 1,
            Some(served) => {
                let valid = timeout(Duration::from_secs(60), valid(site, &recipe, &served)).await;
                let wrong = valid.context("the checks did not end")?;
                let line = |wrong: String| format!("F-27 page {page}, mode {}: {wrong}", round % 3);
                found.extend(wrong.into_iter().map(line));
                served.kill().await?;
            }
        }
    }
    let reached = format!(
        "{rounds} pages at random: {refused} starts refused, {} where nothing was lost",
        rounds - refused
    );
    let what = "a page of the file overwritten with noise, zeros or another page";
    Ok(Row::run("F-27", what, reached, found))
}

/// The common checks, an error of reading included: it is no proof that all is well.
async fn valid(site: &Site, recipe: &Recipe, served: &Served) -> Vec<String> {
    let mut found = Vec::new();
    let accounts = &site.crowd.stage().accounts;
    match check::compare(&recipe.tables(), &site.crowd.journal, accounts) {
        Ok(wrong) => found.extend(wrong),
        Err(error) => found.push(format!("served, and not to be read: {error:#}")),
    }
    match recipe.replay().await {
        Ok(wrong) => found.extend(wrong),
        Err(error) => found.push(format!("{error:#}")),
    }
    match recipe.verify_ledger(served.address()).await {
        Ok(wrong) => found.extend(wrong),
        Err(error) => found.push(format!("{error:#}")),
    }
    found
}

/// A copy of the data with everything in the file itself, so that a page of it counts.
fn flushed(site: &Site, folder: &Path) -> anyhow::Result<Recipe> {
    let recipe = copy(site, folder)?;
    let file = recipe.data.join("luochui.sqlite");
    Sqlite::open(&file)?.rows("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(recipe)
}

fn overwrite(recipe: &Recipe, round: u32, dice: &mut Dice) -> anyhow::Result<u64> {
    let path = recipe.data.join("luochui.sqlite");
    let file = File::options().read(true).write(true).open(path)?;
    let count = file.metadata()?.len() / PAGE;
    let page = dice.between(0, count - 1);
    let mut bytes = vec![0; PAGE as usize];
    match round % 3 {
        0 => bytes.fill_with(|| dice.between(0, 255) as u8),
        1 => {}
        _ => {
            let other = (page + dice.between(1, count - 1)) % count;
            file.read_exact_at(&mut bytes, other * PAGE)?;
        }
    }
    file.write_all_at(&bytes, page * PAGE)?;
    Ok(page + 1)
}

/// A byte of the ledger is changed: refused at the start and by `replay --verify`; and a portal that
/// already serves it is found out by a stranger.
async fn bytes(site: &Site, folder: &Path) -> anyhow::Result<Row> {
    let mut found = Vec::new();
    for (what, sql, seen) in BYTES {
        let recipe = flushed(site, folder)?;
        let (served, _) = recipe.start().await?;
        let file = Sqlite::open(&recipe.data.join("luochui.sqlite"))?;
        file.run(sql)?;
        if seen && recipe.verify_ledger(served.address()).await?.is_none() {
            found.push(format!("F-27 {what}: a stranger took it for valid"));
        }
        if recipe.replay().await?.is_none() && !what.starts_with("the signature") {
            found.push(format!("F-27 {what}: replay took it for valid"));
        }
        served.kill().await?;
        drop(file);
        if let Some(served) = start(&recipe).await? {
            found.push(format!("F-27 {what}: served again"));
            served.kill().await?;
        }
    }
    let names: Vec<&str> = BYTES.iter().map(|(what, ..)| *what).collect();
    let reached = format!("{}: each refused at the start", names.join(", "));
    let what = "a byte of the ledger changed, while it is served and before a start";
    Ok(Row::run("F-27", what, reached, found))
}

/// The end of the write-ahead log is gone, and with it commits that were acknowledged.
async fn truncated(bench: &Bench, site: &Site, folder: &Path) -> anyhow::Result<Row> {
    let rounds = bench.rounds(30, 5);
    let mut dice = bench.dice("truncated");
    let (mut found, mut refused) = (Vec::new(), 0);
    for _ in 0..rounds {
        let recipe = copy(site, folder)?;
        let path = recipe.data.join("luochui.sqlite-wal");
        let log = File::options().write(true).open(path)?;
        let length = log.metadata()?.len();
        anyhow::ensure!(length > PAGE, "there is nothing to cut off");
        log.set_len(dice.between(0, length - 1))?;
        match start(&recipe).await? {
            None => refused += 1,
            Some(served) => {
                let wrong = valid(site, &recipe, &served).await;
                found.extend(wrong.into_iter().map(|wrong| format!("F-27 {wrong}")));
                served.kill().await?;
            }
        }
    }
    let reached = format!(
        "{rounds} cuts: {refused} starts refused, {} had lost nothing",
        rounds - refused
    );
    let what = "the write-ahead log cut off anywhere";
    Ok(Row::run("F-27", what, reached, found))
}
