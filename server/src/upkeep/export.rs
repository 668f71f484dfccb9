//! `luochui export`: what may be known of a season, in files.

use crate::cli::Data;
use anyhow::Context;
use clap::{Args, ValueEnum};
use service::export::{ExportForm, export};
use std::path::PathBuf;

/// Options of `export`.
#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    data: Data,
    /// The season by its code, such as 2026-AUCTION.
    #[arg(long)]
    season: String,
    /// Folder of the files; none of them may be there already.
    #[arg(long)]
    to: PathBuf,
    /// The form of the files.
    #[arg(long, value_enum, default_value_t = FileForm::Csv)]
    form: FileForm,
}

#[derive(Clone, Copy, ValueEnum)]
enum FileForm {
    /// A file for each table, for spreadsheets.
    Csv,
    /// One workbook.
    Xlsx,
    /// A file for each table, one JSON object a line.
    Jsonl,
}

impl Export {
    /// Prints the files with their numbers of rows.
    ///
    /// # Errors
    /// When there is no such season, or a file cannot be written.
    pub async fn run(self) -> anyhow::Result<()> {
        let store = self.data.open().await?;
        let form = match self.form {
            FileForm::Csv => ExportForm::Csv,
            FileForm::Xlsx => ExportForm::Xlsx,
            FileForm::Jsonl => ExportForm::Jsonl,
        };
        let written = match export(&store, &self.season, &self.to, form).await {
            Err(service::Error::NotFound) => {
                let seasons = store.read().await?.seasons().await?;
                let codes: Vec<_> = seasons.iter().map(|season| season.code()).collect();
                Err(service::Error::NotFound).with_context(|| {
                    format!(
                        "there is no season {} here; there are: {}",
                        self.season,
                        codes.join(", ")
                    )
                })?
            }
            other => other?,
        };
        for table in written {
            println!("{} {}", table.path.display(), table.rows);
        }
        store.close().await;
        Ok(())
    }
}
