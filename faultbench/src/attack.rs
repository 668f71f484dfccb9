//! What every fault needs: a folder of its own, a seed, a stage, a server and the common checks.

use crate::check;
use crate::dice::Dice;
use crate::journal::Journal;
use crate::load::Crowd;
use crate::server::{Recipe, Served};
use crate::stage::{Plan, Stage};
use crate::tables::Tables;
use anyhow::ensure;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The built program.
    pub binary: PathBuf,
    /// The program with the planted faults, for the negative controls; not always built.
    pub planted: PathBuf,
    /// The program of the version before; the same one where there is none.
    pub older: PathBuf,
    /// Everything that a run writes.
    pub folder: PathBuf,
    /// Seeds every random moment.
    pub seed: u64,
    /// How many rounds; each fault has its own number otherwise.
    pub rounds: Option<u32>,
    /// The short selection.
    pub short: bool,
}

/// A stage with its crowd and the recipe of its server.
pub struct Site {
    /// How the server is started.
    pub recipe: Recipe,
    /// Who bids.
    pub crowd: Crowd,
}

impl Bench {
    /// The number of rounds: what was asked for, else the usual or the short number.
    pub fn rounds(&self, usual: u32, short: u32) -> u32 {
        let own = if self.short { short } else { usual };
        self.rounds.unwrap_or(own)
    }

    /// A generator for one purpose.
    pub fn dice(&self, purpose: &str) -> Dice {
        Dice::new(self.seed, purpose)
    }

    /// An empty folder for one fault.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.folder.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// A fresh stage on SQLite in `folder/data`; the client's log stands beside the data folder.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn site(&self, folder: &Path, plan: Plan) -> anyhow::Result<Site> {
        let recipe = Recipe::new(&self.binary, &folder.join("data"), folder)?;
        site(recipe, folder, plan).await
    }

    /// A fresh stage on PostgreSQL.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn site_over(&self, folder: &Path, url: &str, plan: Plan) -> anyhow::Result<Site> {
        let recipe = Recipe::new(&self.binary, &folder.join("data"), folder)?;
        site(recipe.over(url, "node-1"), folder, plan).await
    }
}

async fn site(recipe: Recipe, folder: &Path, plan: Plan) -> anyhow::Result<Site> {
    std::fs::create_dir_all(&recipe.data)?;
    let stage = Stage::write(&recipe.tables(), plan).await?;
    let journal = Journal::create(&folder.join("client.log"))?;
    Ok(Site {
        recipe,
        crowd: Crowd::new(stage, journal),
    })
}

impl Site {
    /// The tables.
    pub fn tables(&self) -> Tables {
        self.recipe.tables()
    }

    /// The checks without a server: the log against the tables, and the replay.
    ///
    /// # Errors
    /// When something cannot be read.
    pub async fn compare(&self) -> anyhow::Result<Vec<String>> {
        let accounts = &self.crowd.stage().accounts;
        let mut found = check::compare(&self.tables(), &self.crowd.journal, accounts)?;
        found.extend(self.recipe.replay().await?);
        Ok(found)
    }

    /// The common checks of a fault: what is open is settled at the running server, then the log
    /// is compared with the tables, the events are replayed, and so is the public ledger.
    ///
    /// # Errors
    /// When something cannot be read.
    pub async fn check(&self, served: &Served) -> anyhow::Result<Vec<String>> {
        let mut found = self.crowd.settle(served.address()).await;
        found.extend(self.compare().await?);
        found.extend(check::compare_ledger(&self.tables(), &self.crowd.journal).await?);
        found.extend(self.recipe.verify_ledger(served.address()).await?);
        Ok(found)
    }

    /// Waits until somebody was answered: before that a fault would test nothing.
    ///
    /// # Errors
    /// When nobody is within ten seconds.
    pub async fn first_answer(&self) -> anyhow::Result<()> {
        let before = self.crowd.journal.counts().accepted;
        for _ in 0..1_000 {
            if self.crowd.journal.counts().accepted > before {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        ensure!(false, "nobody was answered within ten seconds");
        Ok(())
    }
}
