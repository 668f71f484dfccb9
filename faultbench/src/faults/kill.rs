//! F-01: `kill -9` at a random moment under 200 bids a second on 20 lots.

use crate::attack::{Bench, Site};
use crate::dice::Dice;
use crate::report::Row;
use crate::server::Served;
use crate::stage::Plan;
use std::time::Duration;
use tokio::time::sleep;

/// Bids a second (reliability.md F-01).
const PER_SECOND: u64 = 200;
/// Rounds on one database; then a fresh one, so that the checks stay short.
const ROUNDS_ON_ONE: u32 = 25;

/// What is added up over the rounds.
#[derive(Default)]
struct Sum {
    rounds: u32,
    sent: u64,
    acknowledged: u64,
    open: u64,
    ready: Duration,
    found: Vec<String>,
}

/// Runs the rounds.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let rounds = bench.rounds(50, 6);
    let mut dice = bench.dice("kill");
    let mut sum = Sum::default();
    while sum.rounds < rounds {
        let folder = bench.folder("kill")?;
        let site = bench.site(&folder, Plan::HOUR).await?;
        let (mut served, _) = site.recipe.start().await?;
        for _ in 0..ROUNDS_ON_ONE.min(rounds - sum.rounds) {
            served = round(&site, served, &mut dice, &mut sum).await?;
        }
        served.kill().await?;
        let counts = site.crowd.journal.counts();
        sum.sent += counts.sent;
        sum.acknowledged += counts.accepted;
    }
    let reached = format!(
        "{} kills; {} bids, {} acknowledged, {} left open by a kill and settled; ready again \
         within {} ms",
        sum.rounds,
        sum.sent,
        sum.acknowledged,
        sum.open,
        sum.ready.as_millis()
    );
    let what = "kill -9 at a random moment, 200 bids/s on 20 lots";
    Ok(vec![Row::run("F-01", what, reached, sum.found)])
}

/// One kill and everything that must hold afterwards; the next round goes on with the same server.
async fn round(
    site: &Site,
    served: Served,
    dice: &mut Dice,
    sum: &mut Sum,
) -> anyhow::Result<Served> {
    let workers = site.crowd.begin(served.address(), PER_SECOND);
    site.first_answer().await?;
    sleep(Duration::from_millis(dice.between(0, 1_200))).await;
    served.kill().await?;
    site.crowd.stop(workers).await;
    let (served, ready) = site.recipe.start().await?;
    sum.open += site.crowd.journal.counts().unknown;
    sum.found.extend(site.check(&served).await?);
    sum.ready = sum.ready.max(ready);
    sum.rounds += 1;
    Ok(served)
}
