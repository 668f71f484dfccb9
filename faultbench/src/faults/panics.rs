//! F-23: code of ours panics, in a handler, in a component, while a lock is held, in the writer of
//! bids. One request ends; the process and everybody else go on. Wants the program with planted
//! faults.

use super::controls::program;
use crate::attack::{Bench, Site};
use crate::client::{Answer, Client};
use crate::report::Row;
use crate::server::Served;
use crate::stage::Plan;
use anyhow::Context;
use serde_json::Value;
use std::time::Duration;
use tokio::time::sleep;

/// Panics of each kind.
const EACH: u32 = 20;

/// Runs them.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "panics in handlers, a component, under a lock and in the writer of bids";
    if !bench.planted.is_file() {
        let why = "there is no luochui-planted; scripts/planted.sh builds it";
        return Ok(vec![Row::skipped("F-23", what, why)]);
    }
    let planted = program(bench, "panics")?;
    let folder = bench.folder("panics")?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let mut recipe = site.recipe.clone();
    recipe.binary = planted.binary;
    recipe.environment = planted.environment;
    let (served, _) = recipe.start().await?;
    let workers = site.crowd.begin(served.address(), 100);
    site.first_answer().await?;
    let mut found = pages(&served, &site).await?;
    for key in ["panic-locked", "panic-writer"] {
        for number in 0..EACH {
            found.extend(bid(&site, &served, &format!("{key}-{number:04}")).await);
            sleep(Duration::from_millis(20)).await;
        }
        let before = site.crowd.journal.counts().accepted;
        sleep(Duration::from_secs(1)).await;
        if site.crowd.journal.counts().accepted < before + 20 {
            found.push(format!("F-23 bidding did not go on after {key}"));
        }
    }
    site.crowd.stop(workers).await;
    if served.id().is_err() {
        found.push("F-23 the process ended".into());
    }
    let open = site.crowd.journal.counts().unknown;
    found.extend(site.crowd.settle(served.address()).await);
    served.kill().await?;
    // The program without planted faults looks at what is left.
    let (served, _) = site.recipe.start().await?;
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let reached = format!(
        "{EACH} of each of 5; {} bids acknowledged beside them, {open} left open and settled",
        site.crowd.journal.counts().accepted
    );
    Ok(vec![Row::run("F-23", what, reached, found)])
}

/// 500, a number that the log knows, and nothing of how the portal is built.
async fn pages(served: &Served, site: &Site) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for path in ["/planted/handler", "/api/v1/planted", "/planted/page"] {
        for _ in 0..EACH {
            let answer = Client::new(served.address(), "").get(path).await;
            let (status, body) = answer.with_context(|| format!("no answer to {path}"))?;
            let told = ["planted", ".rs", "src/", "panicked", "thread"];
            if status != 500 || told.iter().any(|word| body.contains(word)) {
                found.push(format!("F-23 {path}: {status} {body}"));
            }
            let log = std::fs::read_to_string(&site.recipe.log)?;
            if number(&body).is_none_or(|number| !log.contains(&number)) {
                found.push(format!("F-23 {path}: no number that the log knows: {body}"));
            }
        }
    }
    Ok(found)
}

/// The number of the request in an answer.
fn number(body: &str) -> Option<String> {
    if let Ok(json) = serde_json::from_str::<Value>(body) {
        return json["request"].as_str().map(str::to_owned);
    }
    let (_, rest) = body.split_once("<code>")?;
    rest.split_once("</code>")
        .map(|(number, _)| number.to_owned())
}

/// A bid that panics is unknown to its sender, and never accepted.
async fn bid(site: &Site, served: &Served, key: &str) -> Option<String> {
    let stage = site.crowd.stage();
    let mut client = Client::new(served.address(), &stage.tokens[0]);
    let body = r#"{"kind":"flat","amount_fen":10000000,"jump_confirmed":true}"#;
    let answer: Option<Answer> = client.bid(&stage.lots[0], key, body.into()).await;
    let unknown = matches!(&answer, Some((500 | 504, _)));
    (!unknown).then(|| format!("F-23 {key} was answered {answer:?}"))
}
