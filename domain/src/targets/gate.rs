//! What targets keep from happening: a session from being published, its report from being submitted
//! (domain.md §11).

use super::{Facts, Figure, Metric, Target, TargetId, TargetRule};
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// 国家级、省级计划项目相关不少于 10 项 of a session of the torch express (Q-S-12, TX-06).
pub const TORCH_PROJECTS_MIN: u32 = 10;

/// Why something of a session is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportRefusal {
    /// Too few lots of provincial or national projects for the torch express (TX-06).
    #[error("SESSION_TORCH_PROJECT_MIN")]
    SessionTorchProjectMin,
    /// A target is neither met nor explained (IS-22).
    #[error("SESSION_REPORT_QUOTA")]
    SessionReportQuota {
        /// The first of them.
        target: TargetId,
    },
    /// The session lies behind the last day of the plan (IS-16, CS-35).
    #[error("SESSION_AFTER_DEADLINE")]
    SessionAfterDeadline {
        /// The last day.
        date: Date,
    },
    /// No university holds it together with its host (IS-15).
    #[error("SESSION_COHOST_UNIV_REQUIRED")]
    SessionCohostUnivRequired,
    /// No science park does (CS-34).
    #[error("SESSION_COHOST_PARK_REQUIRED")]
    SessionCohostParkRequired,
}

/// The targets that a summary report has to explain: those neither met nor waived. The report itself is
/// not among them, nor what no explanation excuses (TX-06).
pub fn needs_explanation(targets: &[Target]) -> impl Iterator<Item = &Target> {
    let outside = [Metric::Reports, Metric::ProjectLots];
    targets
        .iter()
        .filter(move |target| !target.settled() && !outside.contains(&target.metric))
}

/// Whether the summary report may be submitted: the torch express has its projects unless the centre has
/// waived that (TX-06), and every other target is met, waived, or among the `explained` (IS-22).
///
/// # Errors
/// [`ReportRefusal::SessionTorchProjectMin`], then [`ReportRefusal::SessionReportQuota`].
pub fn may_submit_report(targets: &[Target], explained: &[TargetId]) -> Result<(), ReportRefusal> {
    let torch = |target: &&Target| target.metric == Metric::ProjectLots && !target.settled();
    if targets.iter().any(|target| torch(&target)) {
        return Err(ReportRefusal::SessionTorchProjectMin);
    }
    let open = needs_explanation(targets).find(|target| !explained.contains(&target.id));
    match open {
        Some(target) => Err(ReportRefusal::SessionReportQuota { target: target.id }),
        None => Ok(()),
    }
}

/// Whether the page of a session may be published: who holds it and on which day is as the plan asks,
/// where it asks anything (IS-15, IS-16, CS-34, CS-35). What the centre has waived is not asked.
///
/// # Errors
/// The [`ReportRefusal`] that applies: the day, then universities, then parks.
pub fn may_publish(
    rules: &[TargetRule],
    facts: &Facts,
    waived: &[TargetId],
) -> Result<(), ReportRefusal> {
    let asked = |metric: Metric| {
        let mut rules = rules.iter().filter(|rule| !waived.contains(&rule.id));
        rules.find(|rule| rule.metric == metric)
    };
    let short = |metric: Metric| {
        let wanted = asked(metric).and_then(|rule| rule.threshold);
        match (wanted, facts.value(metric)) {
            (Some(Figure::Count(wanted)), Some(Figure::Count(value))) => value < wanted,
            _ => false,
        }
    };
    if let Some(Figure::Day(date)) = asked(Metric::Day).and_then(|rule| rule.threshold)
        && facts.day.is_some_and(|day| day > date)
    {
        return Err(ReportRefusal::SessionAfterDeadline { date });
    }
    if short(Metric::Universities) {
        return Err(ReportRefusal::SessionCohostUnivRequired);
    }
    if short(Metric::Parks) {
        return Err(ReportRefusal::SessionCohostParkRequired);
    }
    Ok(())
}
