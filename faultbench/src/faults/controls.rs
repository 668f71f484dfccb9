//! The negative controls: a fault is planted, and the checks must find it (issue 3 §5). The power cut
//! has its own beside it, and the hook of the connection pool in the store's tests of dropped futures
//! (`store/tests/contract/cancels.rs`).

use super::{readers, split};
use crate::attack::{Bench, Site};
use crate::check;
use crate::postgres::programs;
use crate::report::Row;
use crate::server::Recipe;
use crate::stage::Plan;
use crate::tables::{Sqlite, Tables};
use anyhow::Context;
use std::path::Path;
use std::time::Duration;

/// What is done to a finished database, and the rule that must be named.
struct Tampering {
    what: &'static str,
    names: &'static str,
    sql: &'static str,
}

/// Without the trigger that watches over the order only the index is left.
const WITHOUT_TRIGGER: &str = "DROP TRIGGER lot_events_follow;";
const WITHOUT_INDEX: &str = "CREATE TABLE bare AS SELECT * FROM lot_events; DROP TABLE lot_events; \
     ALTER TABLE bare RENAME TO lot_events;";
const TWICE: &str = "INSERT INTO lot_events SELECT * FROM lot_events WHERE kind = 'bid' LIMIT 1;";

const TAMPERINGS: [Tampering; 6] = [
    Tampering {
        what: "unique index of keys dropped, an answer stored twice",
        names: "I-07",
        sql: "CREATE TABLE bare AS SELECT * FROM bid_keys; DROP TABLE bid_keys; \
              ALTER TABLE bare RENAME TO bid_keys; \
              INSERT INTO bid_keys SELECT * FROM bid_keys LIMIT 1;",
    },
    Tampering {
        what: "the last bid of a lot deleted",
        names: "I-01",
        sql: "DROP TRIGGER lot_events_stay; DELETE FROM lot_events WHERE lot_id = 1 AND seq = \
              (SELECT max(seq) FROM lot_events WHERE lot_id = 1);",
    },
    Tampering {
        what: "a bid that nobody sent",
        names: "I-02",
        sql: "INSERT INTO lot_events SELECT lot_id, seq + 1, at + 1, kind, paddle, account_id, \
              amount_fen, received_at, ends_at, bid_count, bidder_count, extensions, payload, frame \
              FROM lot_events WHERE lot_id = 1 ORDER BY seq DESC LIMIT 1;",
    },
    Tampering {
        what: "the amount of a bid changed",
        names: "I-01",
        sql: "DROP TRIGGER lot_events_keep; UPDATE lot_events SET amount_fen = amount_fen + 1 \
              WHERE lot_id = 1 AND seq = 2;",
    },
    Tampering {
        what: "the price of a lot changed",
        names: "I-16",
        sql: "UPDATE auctions SET price_fen = price_fen + 1 WHERE lot_id = 1;",
    },
    Tampering {
        what: "the last leaf of the ledger taken away",
        names: "I-23",
        sql: "DROP TRIGGER ledger_leaves_stay; \
              DELETE FROM ledger_openings WHERE idx = (SELECT max(idx) FROM ledger_leaves); \
              DELETE FROM ledger_leaves WHERE idx = (SELECT max(idx) FROM ledger_leaves);",
    },
];

/// Runs every control.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let folder = bench.folder("controls")?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.start().await?;
    let span = Duration::from_secs(1);
    site.crowd.bid_for(served.address(), 200, span).await;
    let whole = site.check(&served).await?;
    anyhow::ensure!(
        whole.is_empty(),
        "not whole before anything was planted: {whole:?}"
    );
    served.kill().await?;
    let mut rows = vec![dropped_index(&site, &folder).await?];
    for tampering in TAMPERINGS {
        rows.push(tampered(&site, &folder, &tampering).await?);
    }
    rows.extend(planted(bench).await?);
    Ok(rows)
}

/// With its index the table refuses what without it only the checks find.
async fn dropped_index(site: &Site, folder: &Path) -> anyhow::Result<Row> {
    let recipe = copy(site, folder)?;
    let file = recipe.data.join("luochui.sqlite");
    let refused = Sqlite::open(&file)?.run(&format!("{WITHOUT_TRIGGER}{TWICE}"));
    let refused = refused.err();
    let refused = refused.context("the unique index let an event in twice")?;
    let tampering = Tampering {
        what: "unique index of events dropped, an event written twice",
        names: "I-03",
        sql: WITHOUT_INDEX,
    };
    Sqlite::open(&file)?.run(&format!("{}{TWICE}", tampering.sql))?;
    let found = found(site, &recipe, tampering.names).await?;
    let reached = format!(
        "with the index SQLite says \"{}\"",
        short(&refused.to_string())
    );
    Ok(Row::control(tampering.what, reached, &found))
}

async fn tampered(site: &Site, folder: &Path, with: &Tampering) -> anyhow::Result<Row> {
    let recipe = copy(site, folder)?;
    Sqlite::open(&recipe.data.join("luochui.sqlite"))?.run(with.sql)?;
    let found = found(site, &recipe, with.names).await?;
    Ok(Row::control(
        with.what,
        format!("must name {}", with.names),
        &found,
    ))
}

/// What the common checks find in a copy; only the rule that was really broken counts.
async fn found(site: &Site, recipe: &Recipe, rule: &str) -> anyhow::Result<Vec<String>> {
    let Tables::Sqlite(_) = recipe.tables() else {
        anyhow::bail!("the controls tamper with SQLite");
    };
    let accounts = &site.crowd.stage().accounts;
    let mut found = check::compare(&recipe.tables(), &site.crowd.journal, accounts)?;
    found.extend(recipe.replay().await?);
    found.extend(check::compare_ledger(&recipe.tables(), &site.crowd.journal).await?);
    found.retain(|line| line.starts_with(rule));
    Ok(found)
}

/// A copy of the data of a site that nobody serves.
pub(super) fn copy(site: &Site, folder: &Path) -> anyhow::Result<Recipe> {
    let mut recipe = site.recipe.clone();
    recipe.data = folder.join("copy");
    if recipe.data.exists() {
        std::fs::remove_dir_all(&recipe.data)?;
    }
    std::fs::create_dir(&recipe.data)?;
    for entry in std::fs::read_dir(&site.recipe.data)? {
        let entry = entry?;
        // The folder of attached files is made at the start, and these faults attach none.
        if !entry.file_type()?.is_file() {
            continue;
        }
        std::fs::copy(entry.path(), recipe.data.join(entry.file_name()))?;
    }
    Ok(recipe)
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

const LEASED: &str = "a lease in the place of the fencing epoch, then the split of F-12";

/// The controls that need the program with planted faults.
async fn planted(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let early = "answered before the commit, killed between the two";
    let swallowed = "streams that swallow what they lost (Lagged)";
    if !bench.planted.is_file() {
        let why = "there is no luochui-planted; scripts/planted.sh builds it";
        return Ok([early, swallowed, LEASED]
            .map(|what| Row::skipped("control", what, why))
            .into());
    }
    let lagged = program(bench, "lagged-swallowed")?;
    let gaps = readers::lagged_swallowed(bench, &lagged).await?;
    let lost = answered_early(bench).await?;
    Ok(vec![
        Row::control(
            early,
            "the process ends at the twelfth commit".into(),
            &lost,
        ),
        Row::control(swallowed, "20 readers paused for 8 s".into(), &gaps),
        leased(bench).await?,
    ])
}

async fn leased(bench: &Bench) -> anyhow::Result<Row> {
    if let Err(error) = programs() {
        return Ok(Row::skipped("control", LEASED, &error.to_string()));
    }
    let found = split::leased(bench).await?;
    let reached = "the node that has seen the new primary turned back to the old one for 8 s";
    Ok(Row::control(LEASED, reached.into(), &found))
}

/// The program with planted faults, with this one.
pub(super) fn program(bench: &Bench, fault: &str) -> anyhow::Result<Recipe> {
    let folder = bench.folder("planted")?;
    let mut recipe = Recipe::new(&bench.planted, &folder.join("data"), &folder)?;
    recipe
        .environment
        .push(("LUOCHUI_PLANTED".into(), fault.into()));
    Ok(recipe)
}

/// The process ends before a commit whose bids were answered already.
async fn answered_early(bench: &Bench) -> anyhow::Result<Vec<String>> {
    let planted = program(bench, "ack-before-commit")?;
    let folder = bench.folder("early")?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let mut recipe = site
        .recipe
        .clone()
        .with(&["--fail-point", "before-commit:12"]);
    recipe.binary = planted.binary;
    recipe.environment = planted.environment;
    let (mut served, _) = recipe.start().await?;
    let workers = site.crowd.begin(served.address(), 200);
    served.ended(Duration::from_secs(20)).await?;
    site.crowd.stop(workers).await;
    let mut found = site.compare().await?;
    found.retain(|line| line.starts_with("I-01"));
    Ok(found)
}
