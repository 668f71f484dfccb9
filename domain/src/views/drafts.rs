//! What the online form of a lot is drawn from. For the institution alone: a draft holds contacts and a
//! reserve.

use crate::drafts::{Control, Section, SectionState};
use crate::ids::{DraftId, LotCode};
use crate::lots::LotKind;
use crate::time::Timestamp;
use crate::views::{FileLine, ImportFault, ReturnedLot, SheetLot, SubmissionDays};
use serde::{Deserialize, Serialize};

/// The drafts of an institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftsPage {
    /// Those that are being written, the latest change first.
    pub open: Vec<DraftLine>,
    /// Those that were deleted and can still be taken back.
    pub deleted: Vec<DraftLine>,
    /// The lots that were submitted this season, in the order in which they came.
    pub lots: Vec<SheetLot>,
    /// When lots are taken.
    pub days: Option<SubmissionDays>,
}

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    /// Which.
    pub id: DraftId,
    /// What it will be.
    pub kind: LotKind,
    /// Its title, as far as it is typed.
    pub title: String,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// The lot that it puts right.
    pub corrects: Option<LotCode>,
}

/// A draft on the desk of the liaison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPage {
    /// Which.
    pub id: DraftId,
    /// What it will be.
    pub kind: LotKind,
    /// Its title, as far as it is typed.
    pub title: String,
    /// Rises with every change.
    pub revision: u32,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// The columns of the form, in the order of the sections.
    pub fields: Vec<DraftField>,
    /// How far each section is.
    pub sections: Vec<(Section, SectionState)>,
    /// What the checks find, by column; all of it keeps the lot from being submitted.
    pub faults: Vec<ImportFault>,
    /// What is worth a look.
    pub warnings: Vec<ImportFault>,
    /// The files that go with it.
    pub files: Vec<FileLine>,
    /// Why the lot that it puts right came back.
    pub returned: Option<ReturnedLot>,
    /// Why no lot of the institution is taken today: the code and the values of its sentence.
    pub closed: Option<(String, Vec<(String, String)>)>,
    /// The lot that it has become; then nothing of it is left but this.
    pub lot: Option<LotCode>,
    /// It was deleted, and can still be taken back.
    pub deleted: bool,
}

/// A column of the form, to be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftField {
    /// Where it is filled in.
    pub section: Section,
    /// The header of the column, without its star.
    pub header: String,
    /// Its letters in the sheet, which name the control: `AD`.
    pub letters: String,
    /// Whether a lot needs it.
    pub required: bool,
    /// What it is filled in with.
    pub control: Control,
    /// The words of its list, in the order of the sheet 字典.
    pub words: Vec<String>,
    /// What is typed here, and what else has to be known of it: Chinese, English.
    pub help: (String, String),
    /// What stands in it.
    pub value: String,
    /// What the centre has said of it when the lot came back.
    pub notes: Vec<String>,
}

/// What a save answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDraft {
    /// The revision that stands now.
    pub revision: u32,
    /// When it was last changed.
    pub at: Timestamp,
}
