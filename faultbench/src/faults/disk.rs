//! F-06: the disk is full, and freed again. The data lies on a small file system in memory.

use super::sync::recovers;
use crate::attack::Bench;
use crate::client::Client;
use crate::report::Row;
use crate::stage::Plan;
use anyhow::{Context, ensure};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Bids are taken again within this time after the disk was freed (reliability.md F-06).
const FREED_MAX: Duration = Duration::from_secs(5);

/// Runs the rounds.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "disk full under 100 bids/s, then freed";
    let folder = bench.folder("disk")?;
    let Ok(disk) = Memory::new(&folder.join("data")) else {
        let why = "no file system in memory here, root is needed";
        return Ok(vec![Row::skipped("F-06", what, why)]);
    };
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.start().await?;
    let rounds = bench.rounds(5, 1);
    let (mut found, mut refused, mut slowest) = (Vec::new(), 0, Duration::ZERO);
    for _ in 0..rounds {
        let workers = site.crowd.begin(served.address(), 100);
        site.first_answer().await?;
        let filler = disk.fill()?;
        sleep(Duration::from_millis(1_500)).await;
        let before = site.crowd.journal.counts();
        sleep(Duration::from_millis(500)).await;
        let after = site.crowd.journal.counts();
        refused += after.not_queued + after.unknown - before.not_queued - before.unknown;
        found.extend(reads(&site, &served).await);
        std::fs::remove_file(filler)?;
        let begun = Instant::now();
        found.extend(recovers(&site, &served).await);
        slowest = slowest.max(begun.elapsed());
        site.crowd.stop(workers).await;
        found.extend(site.check(&served).await?);
    }
    if refused == 0 {
        found.push("F-06 the full disk refused nothing: it tested nothing".into());
    }
    if slowest > FREED_MAX {
        found.push(format!(
            "F-06 {} ms until bids were taken",
            slowest.as_millis()
        ));
    }
    served.kill().await?;
    let (served, _) = site.recipe.start().await?;
    found.extend(site.compare().await?);
    served.kill().await?;
    drop(disk);
    let reached = format!(
        "{rounds} times full; {} bids acknowledged, {refused} without success while watched; taken \
         again {} ms after freeing",
        site.crowd.journal.counts().accepted,
        slowest.as_millis()
    );
    Ok(vec![Row::run("F-06", what, reached, found)])
}

/// Reading goes on while nothing can be written.
async fn reads(site: &crate::attack::Site, served: &crate::server::Served) -> Option<String> {
    let path = format!("/api/v1/lots/{}", site.crowd.stage().lots[0]);
    let answer = Client::new(served.address(), "").get(&path).await;
    let good = answer.as_ref().is_some_and(|(status, _)| *status == 200);
    (!good).then(|| format!("F-06 a lot could not be read while the disk was full: {answer:?}"))
}

/// A file system of 24 MiB in memory, unmounted when it is dropped.
struct Memory(PathBuf);

impl Memory {
    fn new(at: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(at)?;
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(at);
        let mounted = mount.output().context("mount")?;
        ensure!(mounted.status.success(), "no tmpfs");
        Ok(Self(at.to_owned()))
    }

    /// Takes all the room there is; the file that holds it.
    fn fill(&self) -> anyhow::Result<PathBuf> {
        let path = self.0.join("filler");
        let mut file = File::create(&path)?;
        let chunk = vec![7; 4_096];
        while file.write_all(&chunk).is_ok() {}
        Ok(path)
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if let Err(error) = Command::new("umount").arg("-l").arg(&self.0).status() {
            eprintln!("{error}");
        }
    }
}
