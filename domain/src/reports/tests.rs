//! What may be handed in, and what the centre does with it.

use super::*;
use crate::targets::{Facts, Figure, Metric, Op, TargetRule, judge};
use crate::time::Date;

const NOON: Timestamp = Date::of(2026, 11, 20).at(12, 0);

fn written() -> Report {
    let prose = Prose {
        course: "专场在示例会议中心举行，六项成果路演，企业踊跃参加。".into(),
        effects: "达成一批合作意向，后续由技术经理人逐一回访跟进落实。".into(),
        ..Prose::default()
    };
    Report::blank(SessionId(3))
        .write(prose, NOON)
        .expect("open")
}

/// The targets of a session of the torch express of which each has what is asked for, `but` for one.
fn targets(but: Option<TargetId>) -> Vec<Target> {
    let rule = |id, metric, wanted| TargetRule {
        id,
        metric,
        op: Op::AtLeast,
        threshold: Some(Figure::Count(wanted)),
        deadline: None,
        torch_only: false,
    };
    let rules = [
        rule(TargetId::Lots, Metric::Lots, 30),
        rule(TargetId::Intents, Metric::Intents, 10),
        rule(TargetId::TorchProjects, Metric::ProjectLots, 10),
    ];
    let short = |id, full: u32| full - u32::from(but == Some(id));
    let facts = Facts {
        torch: true,
        lots: short(TargetId::Lots, 30),
        intents: Some(short(TargetId::Intents, 10)),
        project_lots: short(TargetId::TorchProjects, 10),
        ..Facts::default()
    };
    judge(&rules, &facts, &[], NOON.date())
}

fn met() -> Vec<Target> {
    targets(None)
}

/// IS-22, TX-06.
#[test]
fn every_quota_is_met_or_explained() {
    let report = written();
    let done = report.submit(met(), NOON).expect("handed in");
    assert_eq!(done.state, ReportState::Submitted);
    assert_eq!(done.targets, met());
    for id in [TargetId::Lots, TargetId::Intents, TargetId::TorchProjects] {
        let refused = report.submit(targets(Some(id)), NOON).expect_err("short");
        let code = match id {
            TargetId::TorchProjects => "SESSION_TORCH_PROJECT_MIN",
            _ => "SESSION_REPORT_QUOTA",
        };
        assert_eq!(refused.to_string(), code, "{id}");
        let mut explained = report.clone();
        let reason = "受场地限制".to_owned();
        explained.prose.reasons.insert(id.code().into(), reason);
        let done = explained.submit(targets(Some(id)), NOON);
        // The express needs its project lots, and no reason replaces them.
        assert_eq!(done.is_ok(), id != TargetId::TorchProjects, "{id}");
    }
}

#[test]
fn nothing_is_handed_in_without_words() {
    let blank = Report::blank(SessionId(3));
    assert_eq!(blank.submit(met(), NOON), Err(ReportRefusal::Prose));
}

#[test]
fn the_centre_takes_it_or_says_why_not() {
    let open = written();
    assert_eq!(open.decide(true, "", NOON), Err(ReportRefusal::State));
    let handed_in = open.submit(met(), NOON).expect("handed in");
    let closed = handed_in.write(Prose::default(), NOON);
    assert_eq!(closed, Err(ReportRefusal::State));
    let silent = handed_in.decide(false, " ", NOON);
    assert_eq!(silent, Err(ReportRefusal::Notes));
    let returned = handed_in
        .decide(false, "补充媒体报道", NOON)
        .expect("returned");
    assert!(returned.is_open() && returned.notes == "补充媒体报道");
    let again = returned.submit(met(), NOON).expect("handed in again");
    assert_eq!(again.notes, "");
    let taken = again.decide(true, "", NOON).expect("taken");
    assert_eq!(
        (taken.state, taken.is_open()),
        (ReportState::Accepted, false)
    );
    assert_eq!(taken.version, 5);
    assert_eq!(taken.submit(met(), NOON), Err(ReportRefusal::State));
}

#[test]
fn the_public_reads_the_counts_of_an_accepted_report() {
    let handed_in = written().submit(met(), NOON).expect("handed in");
    assert_eq!(handed_in.told(), [], "nobody has looked at it yet");
    let taken = handed_in.decide(true, "", NOON).expect("taken");
    // Of the three that were judged, the project lots are a matter between host and centre.
    assert_eq!(
        taken.told(),
        [(TargetId::Lots, 30), (TargetId::Intents, 10)]
    );
    let returned = handed_in.decide(false, "补充", NOON).expect("returned");
    assert_eq!(returned.told(), []);
}

#[test]
fn words_are_kept_within_their_bounds() {
    let mut prose = Prose {
        course: " 一 ".into(),
        ..Prose::default()
    };
    prose.reasons.insert("Q-S-8".into(), " 无 ".into());
    prose.reasons.insert("Q-S-6".into(), "  ".into());
    prose.reasons.insert("nothing".into(), "x".into());
    let kept = prose.kept().expect("kept");
    assert_eq!(kept.course, "一");
    assert_eq!(kept.reasons.keys().collect::<Vec<_>>(), ["Q-S-8"]);
    prose.plans = "字".repeat(PART_CHARS_MAX + 1);
    assert_eq!(prose.kept(), Err("REPORT_PART_LONG"));
    prose.plans.clear();
    let long = "字".repeat(REASON_CHARS_MAX + 1);
    prose.reasons.insert("Q-S-8".into(), long);
    assert_eq!(prose.kept(), Err("REPORT_REASON_LONG"));
}
