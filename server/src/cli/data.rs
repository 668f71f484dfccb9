//! Where the data is, as every command that touches it takes it.

use anyhow::{Context, bail};
use clap::Args;
use service::Store;
use std::path::PathBuf;

/// Where the data is.
#[derive(Args, Clone)]
pub struct Data {
    /// Folder of the database and the files.
    #[arg(long, env = "LUOCHUI_DATA", default_value = "data")]
    pub data: PathBuf,
    /// Database: `sqlite:…` or `postgres://…`; a file in the data folder when absent.
    // It may hold a password: hidden values are secrets, see `cli/config`.
    #[arg(long, env = "LUOCHUI_DATABASE_URL", hide_env_values = true)]
    pub database: Option<String>,
}

impl Data {
    /// The address of the database.
    pub fn url(&self) -> String {
        let file = || format!("sqlite:{}", self.data.join("luochui.sqlite").display());
        self.database.clone().unwrap_or_else(file)
    }

    /// Opens a database that is there, and brings its tables up to date: what a command wants to work on
    /// is not made by a folder that was typed wrong.
    pub async fn open_existing(&self) -> anyhow::Result<Store> {
        let found = service::inspect(&self.url()).await;
        if found.context("cannot open the database")?.is_none() {
            bail!("there is no database in {}", self.data.display());
        }
        self.open().await
    }

    /// Opens the database and brings its tables up to date.
    pub async fn open(&self) -> anyhow::Result<Store> {
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("cannot create the folder {}", self.data.display()))?;
        Store::open(&self.url(), service::StoreOptions::default())
            .await
            .context("cannot open the database")
    }
}
