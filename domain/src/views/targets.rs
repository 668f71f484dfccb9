//! Counted targets of sessions as their pages show them.

use super::{FileLine, SessionLink};
use crate::ids::EntryId;
use crate::institutions::City;
use crate::logbooks::{Book, Entry};
use crate::seasons::Programme;
use crate::sessions::SessionState;
use crate::targets::{Standing, Target, TargetId};
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// A target that the centre has waived for a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetWaiver {
    /// Which.
    pub target: TargetId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// The targets of a session as its records stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionTargets {
    /// The session.
    pub session: SessionLink,
    /// Number within its season, from 1.
    pub number: u16,
    /// Where it stands.
    pub state: SessionState,
    /// First minute.
    pub starts_at: Timestamp,
    /// Session of the torch express.
    pub torch: bool,
    /// What the plan of its season asks for, in its order; nothing of a cancelled session.
    pub targets: Vec<Target>,
    /// What the centre has waived.
    pub waivers: Vec<TargetWaiver>,
    /// The day by which it was judged.
    pub today: Date,
}

impl SessionTargets {
    /// How many targets are met or waived.
    pub fn settled(&self) -> usize {
        let settled = self.targets.iter().filter(|target| target.settled());
        settled.count()
    }
}

/// The task list of a session's host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetDesk {
    /// The targets.
    pub targets: SessionTargets,
    /// Entries of each logbook.
    pub books: Vec<(Book, u32)>,
    /// Whoever looks at it may waive targets.
    pub may_waive: bool,
    /// Whoever looks at it sees who has registered and checked in.
    pub sees_guests: bool,
}

/// An entry of a logbook with its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogbookLine {
    /// Identity.
    pub id: EntryId,
    /// What it says.
    pub entry: Entry,
    /// When it was written last.
    pub changed_at: Timestamp,
    /// Files of a case.
    pub files: Vec<FileLine>,
}

/// A logbook of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogbookPage {
    /// The session.
    pub session: SessionLink,
    /// Which logbook.
    pub book: Book,
    /// Its entries, the latest first.
    pub lines: Vec<LogbookLine>,
    /// The entry that is being changed.
    pub edited: Option<LogbookLine>,
    /// How many entries it has.
    pub entries: u32,
    /// How many of them count, what is the same once.
    pub counted: u32,
    /// Where the next page begins.
    pub next: Option<EntryId>,
    /// What its entries were searched for; empty when all are meant.
    #[serde(default)]
    pub words: String,
    /// Today, for the form.
    pub today: Date,
}

codes! {
    /// Which sessions the board shows.
    BoardShow {
        All = "ALL" / "全部",
        Open = "OPEN" / "有未完成指标",
        Overdue = "OVERDUE" / "有逾期指标",
        Done = "DONE" / "全部完成",
    }
}

impl BoardShow {
    /// Whether a session is shown.
    pub fn shows(self, of: &SessionTargets) -> bool {
        let settled = of.settled() == of.targets.len();
        let overdue = |target: &Target| target.standing == Standing::Overdue && !target.waived;
        match self {
            Self::All => true,
            Self::Open => !settled,
            Self::Overdue => of.targets.iter().any(overdue),
            Self::Done => settled && !of.targets.is_empty(),
        }
    }
}

/// A season that the board can show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardSeason {
    /// Its public code.
    pub code: String,
    /// Its year.
    pub year: i32,
    /// Its programme.
    pub programme: Programme,
}

/// A session on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardRow {
    /// Where it takes place.
    pub city: City,
    /// How far it is.
    pub of: SessionTargets,
}

/// The sessions of a season with their targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetBoard {
    /// The season.
    pub season: BoardSeason,
    /// All seasons, latest first.
    pub seasons: Vec<BoardSeason>,
    /// Which sessions are shown.
    pub show: BoardShow,
    /// The sessions in the order of their days.
    pub rows: Vec<BoardRow>,
    /// Sessions of the season before the filter.
    pub total: u32,
    /// Sessions that the plan of the year names, over both programmes (Q-S-0).
    pub planned: Option<u16>,
    /// Sessions of the year, over both programmes, that are not cancelled.
    pub sessions: u32,
    /// Those of them that have taken place.
    pub held: u32,
    /// The board shows these cities only, because its reader answers for no other.
    pub cities: Option<Vec<City>>,
    /// Whoever looks at it may open the desks of sessions.
    pub may_edit: bool,
    /// The day by which it was judged.
    pub today: Date,
}
