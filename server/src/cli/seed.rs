//! `seed`: a database with something in it.

use super::Data;
use anyhow::bail;
use clap::Args;
use domain::time::Date;
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
        let store = self.data.open().await?;
        match (self.demo, self.load, self.lots, self.bids) {
            (true, ..) => seed_demo(&store, self.today, &Clock::Real, &self.demo_password).await,
            (_, true, Some(lots), Some(bids)) => {
                let now = Clock::Real.now();
                demo::load(&store, now, lots, bids, |line| eprintln!("{line}")).await?;
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
    today: Option<Date>,
    clock: &Clock,
    password: &str,
) -> anyhow::Result<()> {
    let now = clock.now();
    let today = today.unwrap_or(now.date());
    eprintln!("Writing the demo season around {today} …");
    let hash = hash_password(password)?;
    demo::seed(store, today, now, &hash).await?;
    eprintln!("The demo season is ready.");
    Ok(())
}
