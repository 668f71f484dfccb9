//! F-03: the power goes. The data lies on a small file system in a loop file; the process is killed
//! and the raw file copied at once, so that the copy holds what had reached the disk and nothing
//! that only stood in the kernel's cache. `cat`, not `cp`, makes the copy (reliability.md §4).
//!
//! The controls swallow every sync of the database, and let commits wait for none
//! (`synchronous=NORMAL`, in the program with planted faults): then the same check must find lost bids.

use super::controls::program;
use crate::attack::{Bench, Site};
use crate::check;
use crate::report::Row;
use crate::server::Recipe;
use crate::shim::{Calls, Mode, Shim};
use crate::stage::Plan;
use crate::tables::Tables;
use anyhow::{Context, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tokio::time::sleep;

/// Bids are made for so long before the cut of a control: less than the kernel waits before it writes
/// what nobody has asked it to.
const CONTROL_SPAN: Duration = Duration::from_millis(500);

/// What one power cut showed.
struct Cut {
    acknowledged: u64,
    open: u64,
    /// Acknowledged bids that the disk did not have after the cut.
    lost: usize,
    found: Vec<String>,
}

/// Runs the cuts and the control.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "power cut (loop file copied), 200 bids/s on 20 lots";
    let folder = bench.folder("power")?;
    if let Err(error) = Disk::new(&folder.join("probe")) {
        let why = format!("no file system in a loop file here, root is needed ({error})");
        return Ok(vec![Row::skipped("F-03", what, &why)]);
    }
    let rounds = bench.rounds(20, 3);
    let mut dice = bench.dice("power");
    let (mut acknowledged, mut open, mut found) = (0, 0, Vec::new());
    for _ in 0..rounds {
        let span = Duration::from_millis(dice.between(50, 900));
        let cut = cut(bench, span, Recipe::clone).await?;
        acknowledged += cut.acknowledged;
        open += cut.open;
        found.extend(cut.found);
    }
    let reached =
        format!("{rounds} cuts; {acknowledged} bids acknowledged, {open} left open and settled");
    Ok(vec![
        Row::run("F-03", what, reached, found),
        swallowed(bench, &folder).await?,
        normal(bench).await?,
    ])
}

/// What the cuts of a control have lost.
#[derive(Default)]
struct Lost {
    acknowledged: u64,
    lost: usize,
    found: Vec<String>,
}

impl Lost {
    fn add(&mut self, cut: Cut) {
        self.acknowledged += cut.acknowledged;
        self.lost += cut.lost;
        self.found.extend(cut.found);
    }

    /// Only lost bids count: they are what the fault must do.
    fn row(mut self, what: &str, rounds: u32) -> Row {
        self.found.retain(|line| line.starts_with("I-01"));
        let reached = format!(
            "{rounds} cuts; {} bids acknowledged, {} of them lost",
            self.acknowledged, self.lost
        );
        Row::control(what, reached, &self.found)
    }
}

/// The control without any sync.
async fn swallowed(bench: &Bench, folder: &Path) -> anyhow::Result<Row> {
    let rounds = bench.rounds(3, 1).min(3);
    let mut sum = Lost::default();
    for _ in 0..rounds {
        let shim = Shim::build(folder)?;
        shim.set(Mode::Swallow, Calls::Sync, 1)?;
        let broken = |recipe: &Recipe| recipe.clone().broken_by(&shim);
        let cut = cut(bench, CONTROL_SPAN, broken).await?;
        ensure!(shim.fired()? > 0, "no sync was swallowed");
        sum.add(cut);
    }
    Ok(sum.row("power cut with every fdatasync swallowed", rounds))
}

/// The control whose commits wait for no sync of the log.
async fn normal(bench: &Bench) -> anyhow::Result<Row> {
    let what = "power cut with synchronous=NORMAL in the place of FULL";
    if !bench.planted.is_file() {
        let why = "there is no luochui-planted; scripts/planted.sh builds it";
        return Ok(Row::skipped("control", what, why));
    }
    let planted = program(bench, "sync-normal")?;
    let with_fault = |recipe: &Recipe| Recipe {
        binary: planted.binary.clone(),
        environment: planted.environment.clone(),
        ..recipe.clone()
    };
    let rounds = bench.rounds(3, 1).min(3);
    let mut sum = Lost::default();
    for _ in 0..rounds {
        sum.add(cut(bench, CONTROL_SPAN, with_fault).await?);
    }
    Ok(sum.row(what, rounds))
}

/// One cut: bids for `span` after the first answer, cuts, and checks what the copy holds. `how` makes
/// the recipe of the program that is cut off; the one that comes after it is whole.
async fn cut(
    bench: &Bench,
    span: Duration,
    how: impl Fn(&Recipe) -> Recipe,
) -> anyhow::Result<Cut> {
    let folder = bench.folder("power-cut")?;
    let disk = Disk::new(&folder.join("disk"))?;
    let site = site_on(bench, &folder, &disk).await?;
    let recipe = how(&site.recipe);
    let (served, _) = recipe.start().await?;
    let workers = site.crowd.begin(served.address(), 200);
    site.first_answer().await?;
    sleep(span).await;
    served.kill().await?;
    let copy = disk.after_the_cut(&folder.join("copy"))?;
    site.crowd.stop(workers).await;
    let counts = site.crowd.journal.counts();
    let (lost, found) = examine(&site, &copy).await?;
    Ok(Cut {
        acknowledged: counts.accepted,
        open: counts.unknown,
        lost,
        found,
    })
}

/// The checks on the copy, as the machine would find its disk after the cut.
async fn examine(site: &Site, copy: &Disk) -> anyhow::Result<(usize, Vec<String>)> {
    let mut recipe: Recipe = site.recipe.clone();
    recipe.data = copy.folder.join("data");
    let tables = recipe.tables();
    let mut found = Vec::new();
    let started = recipe.start().await;
    // Before anything is repeated: a lost bid would come back with its repetition.
    let accounts = &site.crowd.stage().accounts;
    found.extend(check::compare(&tables, &site.crowd.journal, accounts)?);
    let lost = found.iter().filter(|line| line.starts_with("I-01")).count();
    let served = match started {
        Ok((served, _)) => served,
        Err(error) => {
            found.push(format!("F-03 no start after the cut: {error}"));
            return Ok((lost, found));
        }
    };
    found.extend(site.crowd.settle(served.address()).await);
    found.extend(check::compare(&tables, &site.crowd.journal, accounts)?);
    found.extend(recipe.replay().await?);
    found.extend(integrity(&tables)?);
    served.kill().await?;
    Ok((lost, found))
}

/// What SQLite itself finds in the file.
fn integrity(tables: &Tables) -> anyhow::Result<Option<String>> {
    let rows = tables.rows("PRAGMA integrity_check")?;
    let said = rows.into_iter().flatten().collect::<Vec<_>>().join("; ");
    Ok((said != "ok").then(|| format!("F-03 integrity_check: {said}")))
}

async fn site_on(bench: &Bench, folder: &Path, disk: &Disk) -> anyhow::Result<Site> {
    let mut site = bench.site(folder, Plan::HOUR).await?;
    let data = disk.folder.join("data");
    run_program("cp", &["-r", &text(&site.recipe.data), &text(&data)])?;
    run_program("sync", &["-f", &text(&data)])?;
    site.recipe.data = data;
    Ok(site)
}

/// An ext4 file system in a loop file, mounted until it is dropped.
struct Disk {
    image: PathBuf,
    folder: PathBuf,
}

impl Disk {
    /// An empty one of 64 MiB.
    fn new(at: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(at)?;
        let image = at.join("image");
        run_program("truncate", &["-s", "64M", &text(&image)])?;
        run_program("mkfs.ext4", &["-q", "-F", &text(&image)])?;
        Self::mount(image, at.join("mounted"))
    }

    fn mount(image: PathBuf, folder: PathBuf) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        run_program("mount", &["-o", "loop", &text(&image), &text(&folder)])?;
        Ok(Self { image, folder })
    }

    /// What a machine finds on this disk when its power went just now.
    fn after_the_cut(&self, at: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(at)?;
        let image = at.join("image");
        let copy = format!("cat '{}' > '{}'", text(&self.image), text(&image));
        run_program("sh", &["-c", &copy])?;
        Self::mount(image, at.join("mounted"))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a process that was just killed may still be letting go of its files.
        if let Err(error) = run_program("umount", &["-l", &text(&self.folder)]) {
            eprintln!("{error}");
        }
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn run_program(name: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let output = Command::new(name)
        .args(arguments)
        .output()
        .with_context(|| format!("cannot run {name}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{name}: {said}");
    Ok(())
}
