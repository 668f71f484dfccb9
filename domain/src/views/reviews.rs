//! Review and selection as their pages show them.

use crate::ids::{AccountId, LotCode, LotId, ReleaseId};
use crate::lots::{Industry, Lot, LotState};
use crate::reviews::{
    ExpertKind, FieldNote, Recommendation, ReleaseState, ReviewRules, ReviewState, Scores,
    SelectionStep, SheetDraft, Tenths,
};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Somebody who can have a seat in an evaluation group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewerLine {
    /// Whose account.
    pub id: AccountId,
    /// Name.
    pub name: String,
    /// Institution.
    pub institution: Option<String>,
}

/// The evaluation group of an industry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewGroupView {
    /// Whose lots it reviews.
    pub industry: Industry,
    /// Its experts and what each is there for; empty before it is formed.
    pub seats: Vec<(ReviewerLine, ExpertKind)>,
}

/// The page of the evaluation groups. For the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewGroups {
    /// One for every industry, in the order of the table.
    pub groups: Vec<ReviewGroupView>,
    /// Everybody who can have a seat.
    pub experts: Vec<ReviewerLine>,
}

/// A lot in the list of an expert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewLine {
    /// Code of the lot.
    pub code: LotCode,
    /// Its title.
    pub title: String,
    /// Its industry.
    pub industry: Industry,
    /// How far his review is.
    pub state: ReviewState,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it was submitted, or he recused himself.
    pub ended_at: Option<Timestamp>,
}

/// What another expert has submitted; whose it is stays between him and the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherSheet {
    /// What he is there for.
    pub kind: ExpertKind,
    /// His scores.
    pub scores: Scores,
    /// What he recommends.
    pub recommend: Recommendation,
}

/// The lot that an expert looks at, and his sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewSheet {
    /// The lot without anything secret: no reserve, no contact.
    pub lot: Lot,
    /// Whose it is.
    pub owner: String,
    /// How far the review is.
    pub state: ReviewState,
    /// Whether it can still be written: it is assigned, and the lot is under review.
    pub open: bool,
    /// What he is there for.
    pub kind: ExpertKind,
    /// When it is due.
    pub due_at: Timestamp,
    /// The sheet as it was typed or submitted.
    pub draft: SheetDraft,
    /// Why he recused himself.
    pub reason: Option<String>,
    /// When it was submitted, or he recused himself.
    pub ended_at: Option<Timestamp>,
    /// What the others have submitted; empty until he has.
    pub others: Vec<OtherSheet>,
}

/// The desk of an expert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewDesk {
    /// What is assigned to him, what is due first at the top, then what is done.
    pub lines: Vec<ReviewLine>,
    /// The lot that he looks at.
    pub sheet: Option<ReviewSheet>,
    /// The rules of the season.
    pub rules: ReviewRules,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// How many reviews are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewCounts {
    /// Not submitted yet.
    pub assigned: u32,
    /// Submitted.
    pub submitted: u32,
    /// The expert recused himself.
    pub recused: u32,
    /// Of those not submitted, past their day.
    pub overdue: u32,
}

impl ReviewCounts {
    /// Adds other counts.
    pub const fn add(&mut self, other: Self) {
        self.assigned += other.assigned;
        self.submitted += other.submitted;
        self.recused += other.recused;
        self.overdue += other.overdue;
    }
}

/// How far an expert is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertProgress {
    /// Who.
    pub expert: ReviewerLine,
    /// For which industry.
    pub industry: Industry,
    /// His reviews.
    pub counts: ReviewCounts,
}

/// How far the reviews of the season are. For the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewProgress {
    /// By industry.
    pub groups: Vec<(Industry, ReviewCounts)>,
    /// By expert and industry, those with the most overdue first.
    pub experts: Vec<ExpertProgress>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// A lot on the table of the selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionRow {
    /// Which lot.
    pub id: LotId,
    /// Its code.
    pub code: LotCode,
    /// Its title.
    pub title: String,
    /// Its industry.
    pub industry: Industry,
    /// Whose it is.
    pub owner: String,
    /// Where it stands.
    pub state: LotState,
    /// Its reviews.
    pub counts: ReviewCounts,
    /// Recommendations in the order of [`Recommendation::ALL`].
    pub recommended: [u32; 3],
    /// The result of those that were submitted.
    pub result: Option<Tenths>,
}

/// A release of lots in a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseLine {
    /// Which.
    pub id: ReleaseId,
    /// Its title.
    pub title: String,
    /// When it becomes public.
    pub publish_at: Timestamp,
    /// Where it stands.
    pub state: ReleaseState,
    /// Lots in it.
    pub lots: u32,
    /// When it was published or cancelled.
    pub ended_at: Option<Timestamp>,
}

/// The table of the selection, best result first. For the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionTable {
    /// The lots, at most as many as fit on one page.
    pub rows: Vec<SelectionRow>,
    /// There are more than are shown.
    pub cut: bool,
    /// The rules of the season.
    pub rules: ReviewRules,
    /// The latest releases.
    pub releases: Vec<ReleaseLine>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// What would happen to one lot, or has happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedLot {
    /// Which lot.
    pub id: LotId,
    /// Its code.
    pub code: LotCode,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub from: LotState,
    /// Where it goes; `None` when it stays.
    pub to: Option<LotState>,
    /// The code of why it stays.
    pub refusal: Option<String>,
    /// Names and values of the places in its sentence.
    #[serde(default)]
    pub args: Vec<(String, String)>,
    /// Submitted reviews.
    pub reviews: u32,
    /// Their result.
    pub result: Option<Tenths>,
}

/// A step or a release on trial (预演): nothing has been written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionPlan {
    /// The step; `None` for a release.
    pub step: Option<SelectionStep>,
    /// Each lot that was ticked.
    pub lots: Vec<PlannedLot>,
    /// The server's clock.
    pub server_now: Timestamp,
}

impl SelectionPlan {
    /// How many lots would move.
    pub fn ready(&self) -> usize {
        self.lots.iter().filter(|lot| lot.to.is_some()).count()
    }
}

/// A lot that went back to its institution (退回修改).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedLot {
    /// Its code.
    pub code: LotCode,
    /// Its title.
    pub title: String,
    /// Why.
    pub reason: String,
    /// What is wrong with which field.
    pub notes: Vec<FieldNote>,
    /// When.
    pub at: Timestamp,
    /// The lot that has come in for it since.
    pub replaced_by: Option<LotCode>,
}
