//! `seed`: a database with something in it.

use super::storing::data_folder;
use super::{Data, said};
use anyhow::bail;
use clap::Args;
use domain::time::Date;
use service::files::Depot;
use service::{Clock, Store, demo, hash_password};

/// Options of `seed`.
#[derive(Args)]
pub struct Seed {
    #[command(flatten)]
    data: Data,
    /// The demo season.
    #[arg(long, conflicts_with = "load")]
    demo: bool,
    /// The large synthetic set.
    #[arg(long, requires = "lots", requires = "bids")]
    load: bool,
    /// Lots of the large set.
    #[arg(long)]
    lots: Option<u64>,
    /// Bids of the large set.
    #[arg(long)]
    bids: Option<u64>,
    /// The bids of the large set get their leaves in the public ledger once the portal runs.
    #[arg(long, requires = "load")]
    ledger: bool,
    /// The day that the demo season is laid around; today when absent.
    #[arg(long, value_parser = parse_date)]
    today: Option<Date>,
    /// Password of the demo accounts.
    #[arg(
        long,
        env = "LUOCHUI_DEMO_PASSWORD",
        hide_env_values = true,
        default_value = "luochui-demo-2026"
    )]
    demo_password: String,
}

fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse_iso(text).ok_or_else(|| "a date looks like 2026-11-20".to_owned())
}

impl Seed {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<()> {
        match (self.demo, self.load, self.lots, self.bids) {
            (true, ..) => {
                let store = self.data.open().await?;
                let depot = data_folder(&self.data.data)?;
                let when = (self.today, &Clock::Real);
                seed_demo(&store, &depot, when, &self.demo_password).await
            }
            (_, true, Some(lots), Some(bids)) => {
                let store = self.data.open().await?;
                let loaded = demo::load(&store, Clock::Real.now(), lots, bids, |line| {
                    eprintln!("{line}");
                });
                loaded.await.map_err(said)?;
                if self.ledger {
                    demo::queue_for_ledger(&store).await?;
                }
                Ok(())
            }
            _ => bail!("name what to seed: --demo, or --load --lots N --bids M"),
        }
    }
}

/// Writes the demo season around `today`, as it stands when `clock` says so.
pub async fn seed_demo(
    store: &Store,
    depot: &Depot,
    (today, clock): (Option<Date>, &Clock),
    password: &str,
) -> anyhow::Result<()> {
    let now = clock.now();
    let today = today.unwrap_or(now.date());
    eprintln!("Writing the demo season around {today} …");
    let hash = hash_password(password)?;
    demo::seed(store, depot, (today, now), &hash)
        .await
        .map_err(said)?;
    eprintln!("The demo season is ready.");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;
    use service::StoreOptions;
    use std::path::Path;

    /// Runs `luochui seed` on the data in this folder.
    async fn run(data: &Path, more: &[&str]) -> anyhow::Result<()> {
        let words = ["luochui", "seed", "--data", data.to_str().unwrap()];
        Cli::try_parse_from(words.iter().chain(more))?.run().await
    }

    /// Seasons of the data, whether the centre has its account, and lots, as far as 100.
    async fn held(data: &Path) -> (usize, bool, usize) {
        let url = format!("sqlite:{}", data.join("luochui.sqlite").display());
        let store = Store::open(&url, StoreOptions::default()).await.unwrap();
        let mut tx = store.read().await.unwrap();
        let seasons = tx.seasons().await.unwrap();
        let centre = tx.account_by_login("center1").await.unwrap();
        let mut lots = 0;
        for season in &seasons {
            let some = tx.office_lots(season.id, None, "", None, 100).await;
            lots += some.unwrap().len();
        }
        (seasons.len(), centre.is_some(), lots)
    }

    #[tokio::test]
    async fn a_demo_season_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &["--demo"]).await.unwrap();
        let before = held(folder.path()).await;
        assert!(before.0 > 0 && before.1 && before.2 > 50, "{before:?}");
        for again in [&["--demo"][..], &["--load", "--lots", "1", "--bids", "1"]] {
            let refused = run(folder.path(), again).await.unwrap_err().to_string();
            assert!(refused.contains("holds a season already"), "{refused}");
        }
        assert_eq!(held(folder.path()).await, before, "nothing was added");
    }

    #[tokio::test]
    async fn the_large_set_has_as_many_lots_as_were_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let more = ["--load", "--lots", "7", "--bids", "20", "--ledger"];
        run(folder.path(), &more).await.unwrap();
        assert_eq!(held(folder.path()).await.2, 7);
    }

    #[tokio::test]
    async fn what_is_typed_wrong_is_said_and_makes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        for (more, says) in [
            (&[][..], "name what to seed"),
            (&["--lots", "5"], "name what to seed"),
            (&["--load"], "--lots"),
            (&["--load", "--lots", "5"], "--bids"),
            (&["--load", "--lots", "-1", "--bids", "1"], "-1"),
            (
                &["--demo", "--load", "--lots", "1", "--bids", "1"],
                "cannot be used with",
            ),
            (&["--ledger"], "--load"),
            (&["--demo", "--today", "tomorrow"], "a date looks like"),
            (&["--demo", "--today", "2026-02-30"], "a date looks like"),
        ] {
            let refused = run(&data, more).await.unwrap_err().to_string();
            assert!(refused.contains(says), "{more:?}: {refused}");
            assert!(!data.exists(), "{more:?} made something");
        }
        let more = ["--load", "--lots", "0", "--bids", "3"];
        let refused = run(&data, &more).await.unwrap_err().to_string();
        assert!(refused.contains("Bids need lots"), "{refused}");
        assert_eq!(held(&data).await, (0, false, 0));
    }
}
