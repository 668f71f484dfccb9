//! What may be known of a season, written into files: lots, institutions, rounds, results, bids.
//!
//! Nothing secret is in a row: no reserve, no ceiling, no contact, no name of a person, no account.
//! Bidders are their numbers, as on the public pages. Lots that are not public yet are there, because
//! the operator asks; practice lots are not.

mod csv;
mod follow_ups;
mod guests;
mod people;
mod pool;
mod rows;
mod sheet;
mod shown;
mod table;

pub use follow_ups::FollowUpTable;
pub(crate) use guests::guest_file;
pub(crate) use people::people_file;
pub use pool::PoolForm;
pub use shown::{LotTable, WORKBOOK_MAX};
pub use table::{Table, Value};

use crate::Error;
use domain::ids::LotId;
use domain::money::Fen;
use domain::seasons::Season;
use domain::time::Timestamp;
use sheet::Sheets;
use std::path::{Path, PathBuf};
use store::{Store, Tx};

/// Lots that are read at once.
const PAGE: u32 = 200;

/// What is written, one table each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    /// The lots.
    Lots,
    /// The institutions that offer them.
    Institutions,
    /// The bidding days.
    Rounds,
    /// How the bidding for each lot stands or ended.
    Results,
    /// The list of bids of each lot.
    Bids,
}

impl Noun {
    /// All of them, in the order of the sheets.
    pub const ALL: [Self; 5] = [
        Self::Lots,
        Self::Institutions,
        Self::Rounds,
        Self::Results,
        Self::Bids,
    ];

    /// The name of its file or sheet.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lots => "lots",
            Self::Institutions => "institutions",
            Self::Rounds => "rounds",
            Self::Results => "results",
            Self::Bids => "bids",
        }
    }
}

/// The form of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportForm {
    /// A file for each noun: UTF-8 with its mark and CRLF, as spreadsheets want it (RFC 4180).
    Csv,
    /// One workbook with a sheet for each noun.
    Xlsx,
    /// A file for each noun with one JSON object a line.
    Jsonl,
}

/// A value in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cell {
    Empty,
    Text(String),
    Whole(i64),
    Yes(bool),
    Yuan(Fen),
    Time(Timestamp),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn or_empty<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, cell)
    }

    /// As people and programs read it: amounts in yuan with a point, times as RFC 3339.
    fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Whole(value) => value.to_string(),
            Self::Yes(yes) => yes.to_string(),
            Self::Yuan(amount) => format!("{}.{:02}", amount.get() / 100, amount.get() % 100),
            Self::Time(at) => at.rfc3339(),
        }
    }
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// Rows in it, without the headings.
    pub rows: u64,
}

/// Writes the season with this code into new files in `folder`. Every table shows one and the same
/// state of the database.
///
/// # Errors
/// `NotFound` when there is no such season; `Internal` when a file is there already or cannot be
/// written, with its name.
pub async fn export(
    store: &Store,
    season: &str,
    folder: &Path,
    form: ExportForm,
) -> Result<Vec<Written>, Error> {
    let mut tx = store.read().await?;
    let season = tx.season_by_code(season).await?.ok_or(Error::NotFound)?;
    let mut sheets = Sheets::open(folder, &season.code(), form)?;
    for noun in Noun::ALL {
        sheets.begin(noun, rows::columns(noun))?;
        write_noun(&mut tx, &season, noun, &mut sheets).await?;
    }
    sheets.finish()
}

async fn write_noun(
    tx: &mut Tx,
    season: &Season,
    noun: Noun,
    sheets: &mut Sheets,
) -> Result<(), Error> {
    match noun {
        Noun::Institutions => {
            for institution in tx.season_institutions(season.id).await? {
                sheets.row(&rows::institution(&institution))?;
            }
        }
        Noun::Rounds => {
            for found in tx.rounds(season.id, false, None, None, 1_000).await? {
                sheets.row(&rows::round(&found.round))?;
            }
        }
        Noun::Lots | Noun::Results | Noun::Bids => {
            let mut after = LotId(0);
            loop {
                let page = tx.season_lots(season.id, after, PAGE).await?;
                let Some(last) = page.last() else {
                    return Ok(());
                };
                after = last.lot.id;
                for stored in &page {
                    match noun {
                        Noun::Results => write_result(tx, stored.lot.id, sheets).await?,
                        Noun::Bids => write_bids(tx, stored.lot.id, sheets).await?,
                        _ => sheets.row(&rows::lot(stored))?,
                    }
                }
            }
        }
    }
    Ok(())
}

async fn write_result(tx: &mut Tx, lot: LotId, sheets: &mut Sheets) -> Result<(), Error> {
    if let Some(stored) = tx.auction(lot).await? {
        let round = tx.round(stored.round).await?;
        sheets.row(&rows::result(&stored, round.as_ref()))?;
    }
    Ok(())
}

async fn write_bids(tx: &mut Tx, lot: LotId, sheets: &mut Sheets) -> Result<(), Error> {
    let Some(stored) = tx.auction(lot).await? else {
        return Ok(());
    };
    let mut after = 0;
    loop {
        let events = tx.raw_events_after(lot, after, 1_000).await?;
        let Some(last) = events.last() else {
            return Ok(());
        };
        after = last.seq;
        for event in &events {
            for row in rows::bids(&stored.code, event) {
                sheets.row(&row)?;
            }
        }
    }
}
