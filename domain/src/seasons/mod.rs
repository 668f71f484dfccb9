//! Seasons (拍卖季、挑战季): rules and dates as data, because 2022 and 2023 differ
//! (domain.md §0.1).

pub mod catalogue;
mod draft;
mod quotas;

pub use draft::{STAGES_MAX, SeasonDraft};
pub use quotas::{ClassQuota, LotsLimit, QuotaLine, QuotaRule, Quotas, Room, Tally};

use crate::bidding::stage::StageRules;
use crate::bidding::{Ladder, MAX_JUMP_DEFAULT};
use crate::deposits::DEPOSIT_PERCENT_DEFAULT;
use crate::ids::SeasonId;
use crate::institutions::InstitutionKind;
use crate::lots::{Lot, PatentType, TransactionMode};
use crate::money::Fen;
use crate::reviews::ReviewRules;
use crate::targets::{self, TargetRule};
use crate::time::{Date, Weekday};
use serde::{Deserialize, Serialize};

codes! {
    /// The two programmes of a year.
    Programme {
        Auction = "AUCTION" / "专利（成果）拍卖季",
        Challenge = "CHALLENGE" / "J-TOP创新挑战季",
    }
}

codes! {
    /// Life of a season.
    SeasonState {
        Draft = "DRAFT" / "草稿",
        Open = "OPEN" / "进行中",
        Closed = "CLOSED" / "已结束",
        Archived = "ARCHIVED" / "已归档",
    }
}

/// One stage of a season. Stages may overlap, so more than one may be current.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Stable key: `collect`, `select`, `promote`, `bid`, `summary`, `seek`, …
    pub key: String,
    /// Chinese title, as in the season's plan.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
    /// First day; `None` where the plan names none.
    pub start_on: Option<Date>,
    /// Last day, included; `None` where the plan names none.
    pub end_on: Option<Date>,
}

impl Stage {
    /// Whether the stage is current on `day`. A stage without any date is never current.
    pub fn is_current(&self, day: Date) -> bool {
        (self.start_on.is_some() || self.end_on.is_some())
            && self.start_on.is_none_or(|start| start <= day)
            && self.end_on.is_none_or(|end| day <= end)
            && self.start_on.is_some()
    }
}

/// A season with its own rules (domain.md §3.4 `season`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    /// Identity.
    pub id: SeasonId,
    /// Programme.
    pub programme: Programme,
    /// Year of the season.
    pub year: i32,
    /// Where it stands.
    pub state: SeasonState,
    /// First day.
    pub start_on: Date,
    /// Last day, included.
    pub end_on: Date,
    /// First and last day of concentrated bidding; `None` for the challenge season.
    pub bidding_window: Option<(Date, Date)>,
    /// Weekdays of concentrated bidding (每周三、五).
    pub bidding_weekdays: Vec<Weekday>,
    /// Patents must be granted on this day or later.
    pub grant_cutoff: Option<Date>,
    /// Kinds of patent admitted.
    pub patent_types: Vec<PatentType>,
    /// Modes of transaction admitted.
    pub modes: Vec<TransactionMode>,
    /// Last day for stamped materials.
    pub submission_deadline: Option<Date>,
    /// Last day for sessions.
    pub session_deadline: Option<Date>,
    /// Sessions planned, counted over both programmes of a year.
    pub planned_sessions: Option<u16>,
    /// Lots from outside the province start here at least, fen.
    pub out_of_province_min_fen: i64,
    /// What a lot for which no deposit is stated asks for when it is published, per cent of its start
    /// price (bidding.md C.1).
    #[serde(default = "deposit_percent")]
    pub deposit_percent: i64,
    /// Real lots that start at this price or above take bids only from accounts with a second factor
    /// (reliability.md S-03); `None` leaves it to what the portal is set to. Each lot says so from its
    /// publication on.
    #[serde(default)]
    pub second_factor_from: Option<Fen>,
    /// Most lots that one unit recommends for on-site roadshows (AS-65); `None` where the season's
    /// plan names no number.
    #[serde(default)]
    pub roadshow_max: Option<u16>,
    /// Kinds of institutions that submit lots (AS-55).
    #[serde(default = "kinds_of_2022")]
    pub institution_kinds: Vec<InstitutionKind>,
    /// Kinds of institutions whose achievements it takes (AS-60); those of the others are patents alone.
    #[serde(default = "achievements_of_2022")]
    pub achievement_kinds: Vec<InstitutionKind>,
    /// How many lots it asks of an institution.
    #[serde(default)]
    pub quotas: Quotas,
    /// Whether the liaison form collects experts only, under the name that the plan of 2022 gives it
    /// (domain.md §4.4 B).
    #[serde(default)]
    pub experts_only: bool,
    /// Increments of lots whose owner asks for none (bidding.md C.1, decisions); aligned to the
    /// grid of each lot when it is listed.
    #[serde(default = "Ladder::season_default")]
    pub ladder: Ladder,
    /// Bids more grid steps above the minimum than this must be confirmed (bidding.md C.1); ≤ 500.
    #[serde(default = "max_jump_default")]
    pub max_jump: u32,
    /// Notices, displays and deadlines of its lots (bidding.md C.7).
    #[serde(default)]
    pub rules: StageRules,
    /// Reviews and their weights.
    #[serde(default)]
    pub reviews: ReviewRules,
    /// What it asks of each of its sessions; `None` for seasons that were stored before they said so,
    /// which follow the plan of their year (domain.md §6).
    #[serde(default)]
    pub targets: Option<Vec<TargetRule>>,
    /// Stages in order.
    pub stages: Vec<Stage>,
}

/// Seasons that were stored before they had a share of their own.
const fn deposit_percent() -> i64 {
    DEPOSIT_PERCENT_DEFAULT
}

/// Seasons that were stored before they named them: those of 2022, which every season admits.
fn kinds_of_2022() -> Vec<InstitutionKind> {
    catalogue::KINDS_2022.to_vec()
}

/// Seasons that were stored before they named them: those of 2022, which every season admits.
fn achievements_of_2022() -> Vec<InstitutionKind> {
    catalogue::ACHIEVEMENTS_2022.to_vec()
}

const fn max_jump_default() -> u32 {
    MAX_JUMP_DEFAULT
}

impl Season {
    /// The increments of a lot that starts at `start`: those that its owner asks for, else the
    /// season's, aligned to its grid (bidding.md C.1, C.2). `None` for an increment below one yuan.
    pub fn ladder_of(&self, start: Fen, increment: Option<Fen>) -> Option<Ladder> {
        match increment {
            Some(step) => Ladder::flat(step).ok(),
            None => Some(self.ladder.aligned(start)),
        }
    }

    /// Whether a lot of the season asks its bidders for a second factor; `usual` is the amount where
    /// the season names none. A lot without a start price is not bid for, and practice is for everybody.
    pub fn asks_second_factor(&self, lot: &Lot, usual: Option<Fen>) -> bool {
        let from = self.second_factor_from.or(usual);
        let reaches = |from| lot.start_price.is_some_and(|start| start >= from);
        !lot.practice && from.is_some_and(reaches)
    }

    /// What the season asks of each of its sessions, in the order of the plan.
    pub fn session_targets(&self) -> Vec<TargetRule> {
        match (&self.targets, self.programme, self.year) {
            (Some(own), _, _) => own.clone(),
            (None, Programme::Auction, 2022) => targets::auction_2022(),
            (None, Programme::Auction, _) => targets::auction_2023(),
            (None, Programme::Challenge, _) => targets::challenge_2022(),
        }
    }

    /// The public code: `2023-AUCTION`.
    pub fn code(&self) -> String {
        format!("{}-{}", self.year, self.programme)
    }

    /// First and last day on which institutions submit lots: from the beginning of the collection
    /// stage, or of the season where the plan does not date that stage, until the deadline
    /// (domain.md AS-05, AS-78). `None` for a season that collects no lots.
    pub fn submissions(&self) -> Option<(Date, Date)> {
        let collection = self.stages.iter().find(|stage| stage.key == "collect");
        let from = collection.and_then(|stage| stage.start_on);
        Some((from.unwrap_or(self.start_on), self.submission_deadline?))
    }

    /// The stages that are current on `day`, in order.
    pub fn current_stages(&self, day: Date) -> impl Iterator<Item = &Stage> {
        self.stages
            .iter()
            .filter(move |stage| stage.is_current(day))
    }
}
