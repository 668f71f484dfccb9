//! F-08: a second process that wants to serve the same SQLite file refuses to start, and the first
//! goes on undisturbed.

use crate::attack::Bench;
use crate::report::Row;
use crate::server::free_address;
use crate::stage::Plan;
use std::time::{Duration, Instant};

/// Runs it.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let folder = bench.folder("second")?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.start().await?;
    let workers = site.crowd.begin(served.address(), 100);
    site.first_answer().await?;
    let mut second = site.recipe.clone();
    second.address = free_address()?;
    second.log = folder.join("second.log");
    let begun = Instant::now();
    let status = second.spawn()?.ended(Duration::from_secs(10)).await?;
    let took = begun.elapsed();
    site.crowd.stop(workers).await;
    let mut found = site.check(&served).await?;
    if status.success() {
        found.push("F-08 the second process ended as if all were well".into());
    }
    if took > Duration::from_secs(1) {
        found.push(format!("F-08 it took {} ms to refuse", took.as_millis()));
    }
    let said = std::fs::read_to_string(&second.log)?;
    if !said.contains("another process serves") {
        found.push(format!("F-08 it did not say why: {said}"));
    }
    served.kill().await?;
    // The lock belongs to the process, not to a file that stays behind.
    let (served, _) = site.recipe.start().await?;
    served.kill().await?;
    let reached = format!("refused after {} ms", took.as_millis());
    let what = "a second process on the same SQLite file";
    Ok(vec![Row::run("F-08", what, reached, found)])
}
