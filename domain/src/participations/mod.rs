//! Participation (参与): an institution joins a season, with one liaison, an agreement the first time
//! ever, and a stamped submission sheet (domain.md AS-55, AS-68…AS-78, LG-5, LG-6).

pub mod people;
#[cfg(test)]
mod tests;

use crate::ids::ParticipationId;
use crate::institutions::InstitutionKind;
use crate::seasons::Season;
use crate::time::Date;
use serde::{Deserialize, Serialize};

codes! {
    /// How an agreement stands.
    AgreementState {
        /// The centre has to look at it.
        Submitted = "SUBMITTED" / "待确认",
        /// It holds for every season from now on.
        Accepted = "ACCEPTED" / "已确认",
        /// Another one has to be handed in.
        Returned = "RETURNED" / "已退回",
    }
}

codes! {
    /// What an institution has to do to take part, in order.
    Task {
        Liaison = "LIAISON" / "指定活动联络员",
        Agreement = "AGREEMENT" / "委托服务协议",
        Sheet = "SHEET" / "报送单盖章扫描件",
        Paper = "PAPER" / "纸质材料",
    }
}

codes! {
    /// How far a task is.
    TaskState {
        /// The institution has to do it.
        Open = "OPEN" / "待办理",
        /// The centre has to do something.
        Waiting = "WAITING" / "待省市场办理",
        /// It came back with a reason.
        Returned = "RETURNED" / "已退回",
        Done = "DONE" / "已完成",
        /// This institution need not.
        NotNeeded = "NOT_NEEDED" / "无须办理",
    }
}

impl TaskState {
    /// Whether nobody has to do anything any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::NotNeeded)
    }
}

/// Why a participation does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParticipationRefusal {
    /// The season takes no lots of this kind of institution (domain.md AS-55).
    #[error("INSTITUTION_KIND_NOT_ADMITTED")]
    KindNotAdmitted,
    /// The season has no liaison twice (domain.md AS-68).
    #[error("LIAISON_ALREADY_SET")]
    LiaisonAlreadySet,
    /// The first day of the season's collection is still to come.
    #[error("SUBMISSION_NOT_OPEN")]
    NotOpen(Date),
    /// The deadline is over, and was not moved for this institution (domain.md AS-78).
    #[error("SUBMISSION_CLOSED")]
    Closed(Date),
    /// No accepted agreement of any season (domain.md AS-76, LG-5).
    #[error("AGREEMENT_REQUIRED")]
    AgreementRequired,
    /// The stamped papers have not come in (domain.md LG-6).
    #[error("PAPER_REQUIRED")]
    PaperRequired,
    /// An accepted agreement is never asked for again (domain.md LG-5).
    #[error("AGREEMENT_NOT_NEEDED")]
    AgreementNotNeeded,
    /// The agreement is not as whoever decides saw it.
    #[error("AGREEMENT_STATE")]
    AgreementState,
    /// A day that is over cannot be reopened to, and one beyond the season neither.
    #[error("REOPEN_DAY")]
    ReopenDay,
    /// A day that is still to come, or before the season.
    #[error("PAPER_DAY")]
    PaperDay,
    /// A day that is still to come.
    #[error("SIGNED_DAY")]
    SignedDay,
}

impl Season {
    /// Whether institutions of this kind submit lots to the season (domain.md AS-55, AS-29).
    ///
    /// # Errors
    /// [`ParticipationRefusal::KindNotAdmitted`].
    pub fn admit(&self, kind: InstitutionKind) -> Result<(), ParticipationRefusal> {
        match self.institution_kinds.contains(&kind) {
            true => Ok(()),
            false => Err(ParticipationRefusal::KindNotAdmitted),
        }
    }

    /// Whether institutions of this kind submit achievements to the season (domain.md AS-60).
    ///
    /// # Errors
    /// [`ParticipationRefusal::KindNotAdmitted`].
    pub fn admit_achievements(&self, kind: InstitutionKind) -> Result<(), ParticipationRefusal> {
        match self.achievement_kinds.contains(&kind) {
            true => Ok(()),
            false => Err(ParticipationRefusal::KindNotAdmitted),
        }
    }

    /// Whether an institution may submit lots on `today`; `reopened` is the last day that the centre
    /// has given it beyond the deadline (domain.md AS-78).
    ///
    /// # Errors
    /// [`ParticipationRefusal::NotOpen`], [`ParticipationRefusal::Closed`] with the day.
    pub fn check_open(
        &self,
        today: Date,
        reopened: Option<Date>,
    ) -> Result<(), ParticipationRefusal> {
        let reopened = reopened.is_some_and(|until| today <= until);
        match self.submissions() {
            Some((from, _)) if today < from => Err(ParticipationRefusal::NotOpen(from)),
            Some((_, until)) if until < today && !reopened => {
                Err(ParticipationRefusal::Closed(until))
            }
            Some(_) => Ok(()),
            // A season without a deadline collects no lots and was closed to them all along.
            None => Err(ParticipationRefusal::Closed(self.start_on)),
        }
    }

    /// Whether the centre may reopen the submissions for one institution until this day, inclusive.
    ///
    /// # Errors
    /// [`ParticipationRefusal::ReopenDay`].
    pub fn check_reopening(&self, until: Date, today: Date) -> Result<(), ParticipationRefusal> {
        let collects = self.submissions().is_some();
        match collects && today <= until && until <= self.end_on {
            true => Ok(()),
            false => Err(ParticipationRefusal::ReopenDay),
        }
    }

    /// Whether papers can have come in on this day.
    ///
    /// # Errors
    /// [`ParticipationRefusal::PaperDay`].
    pub fn check_paper_day(&self, on: Date, today: Date) -> Result<(), ParticipationRefusal> {
        match self.start_on <= on && on <= today {
            true => Ok(()),
            false => Err(ParticipationRefusal::PaperDay),
        }
    }
}

/// What a lot waits for before it may be published, besides its review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseFacts {
    /// The institution has an accepted agreement, of whatever season.
    pub agreement: bool,
    /// Its stamped papers of this season have come in, or the centre waives them.
    pub paper: bool,
}

impl ReleaseFacts {
    /// Whether lots of the institution may be published.
    ///
    /// # Errors
    /// [`ParticipationRefusal::AgreementRequired`], then [`ParticipationRefusal::PaperRequired`].
    pub const fn check(self) -> Result<(), ParticipationRefusal> {
        match (self.agreement, self.paper) {
            (false, _) => Err(ParticipationRefusal::AgreementRequired),
            (true, false) => Err(ParticipationRefusal::PaperRequired),
            (true, true) => Ok(()),
        }
    }
}

/// What the task list of an institution follows from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFacts {
    /// It has an active liaison.
    pub liaison: bool,
    /// Where its latest agreement stands.
    pub agreement: Option<AgreementState>,
    /// An agreement was accepted, of whatever season.
    pub accepted: bool,
    /// The stamped sheet was uploaded.
    pub scan: bool,
    /// The papers have come in.
    pub paper: bool,
    /// The centre does without the papers.
    pub paper_waived: bool,
}

impl TaskFacts {
    /// How far each task is, in the order in which an institution does them.
    pub fn states(&self) -> [(Task, TaskState); 4] {
        let done = |done: bool, otherwise| if done { TaskState::Done } else { otherwise };
        let agreement = match self.agreement {
            _ if self.accepted => TaskState::Done,
            Some(AgreementState::Submitted) => TaskState::Waiting,
            Some(AgreementState::Returned) => TaskState::Returned,
            Some(AgreementState::Accepted) => TaskState::Done,
            None => TaskState::Open,
        };
        let paper = match (self.paper, self.paper_waived, self.scan) {
            (true, ..) => TaskState::Done,
            (false, true, _) => TaskState::NotNeeded,
            (false, false, true) => TaskState::Waiting,
            (false, false, false) => TaskState::Open,
        };
        [
            (Task::Liaison, done(self.liaison, TaskState::Open)),
            (Task::Agreement, agreement),
            (Task::Sheet, done(self.scan, TaskState::Open)),
            (Task::Paper, paper),
        ]
    }

    /// How many of the tasks need nobody any more.
    pub fn finished(&self) -> usize {
        let states = self.states();
        states.iter().filter(|(_, state)| state.is_over()).count()
    }
}

/// The number of a submission sheet (报送单), which its barcode says: `BS2026-000123`.
pub fn sheet_number(year: i32, id: ParticipationId) -> String {
    format!("BS{year}-{:06}", id.get())
}
