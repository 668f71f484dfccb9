//! What the plans of the seasons ask of each session (domain.md §6).

use super::{Figure, Metric, Op, TargetId, TargetRule};
use crate::time::Date;

const fn at_least(id: TargetId, metric: Metric, number: u32) -> TargetRule {
    TargetRule {
        id,
        metric,
        op: Op::AtLeast,
        threshold: Some(Figure::Count(number)),
        deadline: None,
        torch_only: false,
    }
}

/// One that is asked for by the last day of the sessions.
const fn by(rule: TargetRule, deadline: Date) -> TargetRule {
    TargetRule {
        deadline: Some(deadline),
        ..rule
    }
}

const fn day(id: TargetId, deadline: Date) -> TargetRule {
    TargetRule {
        op: Op::AtMost,
        threshold: Some(Figure::Day(deadline)),
        deadline: Some(deadline),
        ..at_least(id, Metric::Day, 0)
    }
}

const fn one_report(id: TargetId) -> TargetRule {
    TargetRule {
        op: Op::Exactly,
        ..at_least(id, Metric::Reports, 1)
    }
}

/// The sessions of the auction season of 2022 (S22; Q-S-1 to Q-S-11).
pub fn auction_2022() -> Vec<TargetRule> {
    let last = Date::of(2022, 9, 30);
    vec![
        at_least(TargetId::Lots, Metric::Lots, 30),
        at_least(TargetId::Served, Metric::Served, 100),
        at_least(TargetId::Universities, Metric::Universities, 1),
        day(TargetId::RoadshowDay, last),
        by(at_least(TargetId::Roadshow, Metric::Roadshow, 5), last),
        by(at_least(TargetId::Units, Metric::Units, 50), last),
        by(at_least(TargetId::Intents, Metric::Intents, 10), last),
        at_least(TargetId::Media, Metric::Media, 2),
        at_least(TargetId::Recommended, Metric::Recommended, 10),
        at_least(TargetId::Cases, Metric::Cases, 3),
        one_report(TargetId::Report),
    ]
}

/// The sessions of the challenge season of 2022 (S22; Q-C-1 to Q-C-10).
pub fn challenge_2022() -> Vec<TargetRule> {
    let last = Date::of(2022, 10, 30);
    vec![
        at_least(TargetId::NeedServed, Metric::Served, 100),
        at_least(TargetId::Needs, Metric::Needs, 50),
        at_least(TargetId::Parks, Metric::Parks, 1),
        day(TargetId::MatchingDay, last),
        by(at_least(TargetId::Matches, Metric::Matches, 5), last),
        by(at_least(TargetId::NeedUnits, Metric::Units, 50), last),
        at_least(TargetId::NeedMedia, Metric::Media, 2),
        at_least(TargetId::NeedRecommended, Metric::Recommended, 10),
        at_least(TargetId::NeedCases, Metric::Cases, 3),
        one_report(TargetId::NeedReport),
    ]
}

/// The sessions of 2023 and of the years that follow its pattern (S23; Q-S-1, Q-S-12, TX-06).
pub fn auction_2023() -> Vec<TargetRule> {
    vec![
        at_least(TargetId::Lots, Metric::Lots, 30),
        TargetRule {
            torch_only: true,
            ..at_least(
                TargetId::TorchProjects,
                Metric::ProjectLots,
                super::TORCH_PROJECTS_MIN,
            )
        },
    ]
}
