//! Read models of the back office: import, lots, rounds.

use super::RoundSummary;
use crate::ids::{ImportId, LotCode, LotId};
use crate::lots::{Industry, LotKind, LotState};
use crate::money::Fen;
use crate::seasons::{Programme, QuotaLine, Season};
use crate::time::{Date, Timestamp};
use crate::views::WaiverLine;
use serde::{Deserialize, Serialize};

/// A line of the centre's lot table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeLot {
    /// Identity.
    pub id: LotId,
    /// Public code.
    pub code: LotCode,
    /// Title.
    pub title: String,
    /// Kind.
    pub kind: LotKind,
    /// Industry.
    pub industry: Industry,
    /// Name of the owner.
    pub owner: String,
    /// Start price.
    pub start_price: Option<Fen>,
    /// Whether bidding is one of its deal methods.
    pub biddable: bool,
    /// It is offered under open licence (开放许可): nobody bids for it.
    pub open_licence: bool,
    /// It is, or was, in a round.
    pub was_listed: bool,
    /// Where it stands.
    pub state: LotState,
    /// It was sold at an offline auction, and the deal is not recorded yet.
    pub sold_offline: bool,
    /// Practice lot.
    pub practice: bool,
}

/// The centre's lot table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeLots {
    /// The lots, at most 50.
    pub lots: Vec<OfficeLot>,
    /// Cursor of the next page: the id to go on after.
    pub next: Option<LotId>,
    /// Rounds that lots can be put into, soonest first, at most 30.
    pub rounds: Vec<RoundSummary>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// The centre's seasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonDesk {
    /// All of them, latest year first.
    pub seasons: Vec<Season>,
    /// Codes of the plans that a new one may follow.
    pub plans: Vec<String>,
    /// The plan that the form is filled with.
    pub plan: SeasonPlan,
    /// The day by the server's clock.
    pub today: Date,
}

/// A plan for a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonPlan {
    /// Code of the season whose plan it is.
    pub code: String,
    /// Its programme.
    pub programme: Programme,
    /// The plan with its dates moved to the year.
    pub season: Season,
}

/// The centre's rounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeRounds {
    /// Rounds of the season, soonest first; past ones last.
    pub rounds: Vec<RoundSummary>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// A fault that a form check found, ready for the table of the preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFault {
    /// Row number as Excel shows it.
    pub row: u32,
    /// Column header without the star.
    pub column: String,
    /// Letters of the column: `C`, `AD`.
    pub letter: String,
    /// Code of the fault.
    pub code: String,
    /// The offending value as typed, cut to 80 characters.
    pub value: String,
    /// What to do, in Chinese.
    pub message_zh: String,
    /// What to do, in English.
    pub message_en: String,
}

/// What a row will do when committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFate {
    /// It becomes a new record.
    New,
    /// It is there already and says something else; it may still be changed.
    Changed,
    /// It is there already and says the same.
    Unchanged,
    /// It has an error and stays out.
    Refused,
}

/// A checked row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Row number as Excel shows it.
    pub row: u32,
    /// Title, for orientation.
    pub title: String,
    /// Patent number or unit.
    pub key: String,
    /// What will happen.
    pub fate: RowFate,
    /// Whether there is a warning.
    pub warned: bool,
    /// The lot that it changes.
    #[serde(default)]
    pub code: Option<LotCode>,
    /// What it changes, field by field.
    #[serde(default)]
    pub changes: Vec<FieldChange>,
}

/// A field that an upload changes. Values are cut to 80 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Column header without the star.
    pub column: String,
    /// What is stored.
    pub old: String,
    /// What the upload says.
    pub new: String,
}

/// What the season asks of an institution and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaDesk {
    /// Full name of the institution.
    pub unit: String,
    /// The numbers, in the order of the plan.
    pub lines: Vec<QuotaLine>,
    /// Rules that the centre waives for it.
    pub waived: Vec<WaiverLine>,
}

/// An upload in the list of a person's uploads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportLine {
    /// The upload.
    pub id: ImportId,
    /// Name of the file.
    pub file: String,
    /// `patent`, `achievement`, `need`, `liaison` or `offline`; empty for uploads of earlier versions.
    pub kind: String,
    /// Rows of data, and how many of them had an error when it came in.
    pub rows: (u32, u32),
    /// When it came in.
    pub at: Timestamp,
    /// Whether whoever looks is the one who sent it.
    pub mine: bool,
    /// When it was committed, with the number of records written.
    pub committed: Option<(Timestamp, u32)>,
    /// When it was taken back.
    pub undone: Option<Timestamp>,
    /// Whether the time for taking it back has not run out.
    pub undoable: bool,
}

/// The preview of an upload. Nothing has been written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// The upload.
    pub id: ImportId,
    /// Name of the file.
    pub file: String,
    /// `patent`, `achievement`, `need`, `liaison` or `offline`.
    pub kind: String,
    /// The unit that the form names.
    pub unit: String,
    /// How the text of a `.csv` file was written, as it was found: `UTF-8`, `UTF-8 (BOM)`, `GBK`.
    #[serde(default)]
    pub encoding: Option<String>,
    /// The rows.
    pub rows: Vec<ImportRow>,
    /// Errors; rows with one are refused.
    pub errors: Vec<ImportFault>,
    /// Warnings; rows with one may be committed.
    pub warnings: Vec<ImportFault>,
    /// When it was committed, with the number of records written.
    pub committed: Option<(Timestamp, u32)>,
    /// When it was taken back.
    #[serde(default)]
    pub undone: Option<Timestamp>,
    /// Whether it may still be taken back, as far as the time goes.
    #[serde(default)]
    pub undoable: bool,
}
