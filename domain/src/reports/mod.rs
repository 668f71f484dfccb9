//! The summary report (总结报告) of a session: figures that are counted, never typed, and the words of its
//! host around them (domain.md IS-22, TX-06). What is counted is judged in [`targets`].

#[cfg(test)]
mod tests;

use crate::ids::SessionId;
use crate::targets::{self, Figure, Target, TargetId, may_submit_report};
use crate::text::{clean, length};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most characters of a part.
pub const PART_CHARS_MAX: usize = 3_000;
/// Fewest characters of the parts without which nothing is handed in.
pub const PART_CHARS_MIN: usize = 20;
/// Most characters of a reason, and of the centre's notes.
pub const REASON_CHARS_MAX: usize = 500;

codes! {
    /// Where a report stands.
    ReportState {
        Draft = "DRAFT" / "草稿",
        Submitted = "SUBMITTED" / "已提交",
        Accepted = "ACCEPTED" / "已接收",
        Returned = "RETURNED" / "退回修改",
    }
}

/// The parts that the host writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prose {
    /// How the session went.
    pub course: String,
    /// What came of it.
    pub effects: String,
    /// What was difficult.
    pub problems: String,
    /// What follows.
    pub plans: String,
    /// Why targets are not met, by their codes.
    pub reasons: BTreeMap<String, String>,
}

impl Prose {
    /// The parts in order, with their names in forms.
    pub fn parts(&self) -> [(&'static str, &str); 4] {
        [
            ("course", &self.course),
            ("effects", &self.effects),
            ("problems", &self.problems),
            ("plans", &self.plans),
        ]
    }

    /// The targets that have a reason.
    pub fn explained(&self) -> Vec<TargetId> {
        let codes = self.reasons.keys();
        codes.filter_map(|code| TargetId::from_code(code)).collect()
    }

    /// As it is kept: without blanks around, reasons only of targets that there are.
    ///
    /// # Errors
    /// `REPORT_PART_LONG`, `REPORT_REASON_LONG`.
    pub fn kept(&self) -> Result<Self, &'static str> {
        let part = |text: &str| match length(text) <= PART_CHARS_MAX {
            true => Ok(clean(text)),
            false => Err("REPORT_PART_LONG"),
        };
        let mut reasons = BTreeMap::new();
        for (code, reason) in &self.reasons {
            let reason = clean(reason);
            if length(&reason) > REASON_CHARS_MAX {
                return Err("REPORT_REASON_LONG");
            }
            if TargetId::from_code(code).is_some() && !reason.is_empty() {
                reasons.insert(code.clone(), reason);
            }
        }
        Ok(Self {
            course: part(&self.course)?,
            effects: part(&self.effects)?,
            problems: part(&self.problems)?,
            plans: part(&self.plans)?,
            reasons,
        })
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The session.
    pub session: SessionId,
    /// Where it stands.
    pub state: ReportState,
    /// Grows with every change; 0 before the first.
    pub version: u32,
    /// The host's words.
    pub prose: Prose,
    /// The targets as they were when it was handed in; empty before.
    pub targets: Vec<Target>,
    /// When it was changed last.
    pub saved_at: Option<Timestamp>,
    /// When it was handed in last.
    pub submitted_at: Option<Timestamp>,
    /// When the centre decided last.
    pub decided_at: Option<Timestamp>,
    /// What the centre wants changed; empty when it was not returned.
    pub notes: String,
}

/// Why a report is not handed in. The order of the variants is the precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportRefusal {
    /// It stands where nothing of the kind happens.
    #[error("REPORT_STATE")]
    State,
    /// How it went and what came of it is not told.
    #[error("REPORT_PROSE_REQUIRED")]
    Prose,
    /// A target is neither met nor explained, or one that no reason replaces is not met (IS-22, TX-06).
    #[error(transparent)]
    Targets(#[from] targets::ReportRefusal),
    /// The centre returns it without saying why.
    #[error("REPORT_NOTES_REQUIRED")]
    Notes,
}

/// Targets whose counts everybody may read afterwards: what was shown at the session, who came, what came of
/// it. How the host went about it, e.g. the projects he recommends, is for the centre.
const TOLD: [TargetId; 9] = [
    TargetId::Lots,
    TargetId::Roadshow,
    TargetId::Units,
    TargetId::Intents,
    TargetId::Served,
    TargetId::Needs,
    TargetId::NeedUnits,
    TargetId::Matches,
    TargetId::NeedServed,
];

impl Report {
    /// The counts that the public page of the session tells, once the centre has accepted the report; none
    /// before, and none that were not counted.
    pub fn told(&self) -> Vec<(TargetId, u32)> {
        let accepted = self.state == ReportState::Accepted;
        let count = |id: &TargetId| {
            let target = self.targets.iter().find(|one| one.id == *id)?;
            match target.value? {
                Figure::Count(count) => Some((*id, count)),
                Figure::Day(_) => None,
            }
        };
        TOLD.iter().filter(|_| accepted).filter_map(count).collect()
    }

    /// The report of a session about which nothing was written.
    pub fn blank(session: SessionId) -> Self {
        Self {
            session,
            state: ReportState::Draft,
            version: 0,
            prose: Prose::default(),
            targets: Vec::new(),
            saved_at: None,
            submitted_at: None,
            decided_at: None,
            notes: String::new(),
        }
    }

    /// Whether its host may still write.
    pub fn is_open(&self) -> bool {
        matches!(self.state, ReportState::Draft | ReportState::Returned)
    }

    /// The report with other words.
    ///
    /// # Errors
    /// [`ReportRefusal::State`].
    pub fn write(&self, prose: Prose, at: Timestamp) -> Result<Self, ReportRefusal> {
        match self.is_open() {
            true => Ok(Self {
                prose,
                version: self.version + 1,
                saved_at: Some(at),
                ..self.clone()
            }),
            false => Err(ReportRefusal::State),
        }
    }

    /// Hands it in with the targets as they stand: every one is met, waived or explained, and a session
    /// of the torch express has its project lots.
    ///
    /// # Errors
    /// The first [`ReportRefusal`] that applies.
    pub fn submit(&self, targets: Vec<Target>, at: Timestamp) -> Result<Self, ReportRefusal> {
        if !self.is_open() {
            return Err(ReportRefusal::State);
        }
        let told = |part: &str| length(part) >= PART_CHARS_MIN;
        if !told(&self.prose.course) || !told(&self.prose.effects) {
            return Err(ReportRefusal::Prose);
        }
        may_submit_report(&targets, &self.prose.explained())?;
        Ok(Self {
            state: ReportState::Submitted,
            version: self.version + 1,
            targets,
            submitted_at: Some(at),
            notes: String::new(),
            ..self.clone()
        })
    }

    /// The centre takes it, or returns it with `notes`.
    ///
    /// # Errors
    /// [`ReportRefusal::State`], [`ReportRefusal::Notes`].
    pub fn decide(&self, accept: bool, notes: &str, at: Timestamp) -> Result<Self, ReportRefusal> {
        if self.state != ReportState::Submitted {
            return Err(ReportRefusal::State);
        }
        let notes = clean(notes);
        let state = match accept {
            true => ReportState::Accepted,
            false if (2..=REASON_CHARS_MAX).contains(&length(&notes)) => ReportState::Returned,
            false => return Err(ReportRefusal::Notes),
        };
        Ok(Self {
            state,
            version: self.version + 1,
            decided_at: Some(at),
            notes: if accept { String::new() } else { notes },
            ..self.clone()
        })
    }
}
