//! F-02: the process ends at each named step of the writer. A bid stands if and only if its commit
//! was done: before it nothing of the batch is stored, after it everything is, though nobody was
//! told.

use crate::attack::{Bench, Site};
use crate::dice::Dice;
use crate::journal::Known;
use crate::report::Row;
use crate::server::Served;
use crate::stage::Plan;
use service::bidding::Step;
use std::path::Path;
use std::time::Duration;

/// Runs every step.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let rounds = bench.rounds(20, 2);
    let mut rows = Vec::new();
    for step in Step::ALL {
        let mut dice = bench.dice(step.name());
        let (mut open, mut found) = (0, Vec::new());
        for number in 0..rounds {
            let folder = bench.folder("points")?;
            let alone = number % 2 == 0;
            let (left_open, broken) = round(bench, &folder, step, alone, &mut dice).await?;
            open += left_open;
            found.extend(broken);
        }
        let what = format!("the process ends {}", step.name());
        let reached = format!("{rounds} ends; {open} bids left open and settled");
        rows.push(Row::run("F-02", &what, reached, found));
    }
    Ok(rows)
}

/// With `alone`, one bidder who waits for every answer: then the batch that ends is known to be his
/// one open bid. Otherwise the whole crowd, so that batches are large.
async fn round(
    bench: &Bench,
    folder: &Path,
    step: Step,
    alone: bool,
    dice: &mut Dice,
) -> anyhow::Result<(usize, Vec<String>)> {
    let site = bench.site(folder, Plan::HOUR).await?;
    let point = format!("{}:{}", step.name(), dice.between(2, 60));
    let breaking = site.recipe.clone().with(&["--fail-point", &point]);
    let (mut served, _) = breaking.start().await?;
    if alone {
        bid_alone(&site, &served).await;
        served.ended(Duration::from_secs(20)).await?;
    } else {
        let workers = site.crowd.begin(served.address(), 200);
        served.ended(Duration::from_secs(20)).await?;
        site.crowd.stop(workers).await;
    }
    let (served, _) = site.recipe.start().await?;
    let fates = site.crowd.fates_of_open(served.address()).await;
    let mut found = effect(step, alone, &fates);
    found.extend(site.check(&served).await?);
    served.kill().await?;
    Ok((fates.len(), found))
}

/// Bids one at a time until no answer comes.
async fn bid_alone(site: &Site, served: &Served) {
    for number in 0.. {
        let bid = site.crowd.next(number % site.crowd.stage().lots.len());
        if site.crowd.send(served.address(), &bid).await == Known::Unknown {
            return;
        }
    }
}

/// Whether the open bids stand exactly when the commit was done. In a crowd some never reached the
/// batch, and some were committed by the batch before and not answered yet.
fn effect(step: Step, alone: bool, fates: &[Option<String>]) -> Vec<String> {
    let stands = |fate: &&Option<String>| fate.as_deref() != Some("NOT_SEEN");
    let decided = fates.iter().filter(stands).count();
    let committed = matches!(step, Step::AfterCommit | Step::AfterPublish);
    let fits = match (alone, committed) {
        (true, _) => fates.len() == 1 && decided == usize::from(committed),
        (false, true) => decided > 0,
        (false, false) => decided < fates.len(),
    };
    if fits {
        return Vec::new();
    }
    let told = format!("{decided} of {} open bids are stored", fates.len());
    vec![format!("F-02 {}: {told}", step.name())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bid_stands_if_and_only_if_its_commit_was_done() {
        let (not, yes) = (Some("NOT_SEEN".to_owned()), Some("ACCEPTED".to_owned()));
        let (not, yes) = ([not], [yes]);
        for alone in [true, false] {
            assert!(effect(Step::BeforeCommit, alone, &not).is_empty());
            assert!(effect(Step::AfterCommit, alone, &yes).is_empty());
            assert_eq!(effect(Step::BeforeCommit, alone, &yes).len(), 1);
            assert_eq!(effect(Step::AfterPublish, alone, &not).len(), 1);
            assert_eq!(effect(Step::BeforeBegin, alone, &[]).len(), 1);
        }
    }
}
