//! Thresholds of domain.md §6, on both sides.

use super::*;
use proptest::prelude::*;

const MAY: Date = Date::of(2022, 5, 10);
const OCTOBER: Date = Date::of(2022, 10, 1);

/// A session that has exactly what the plans of 2022 ask for.
fn whole() -> Facts {
    Facts {
        torch: false,
        lots: 30,
        project_lots: 0,
        served: 100,
        universities: 1,
        parks: 1,
        day: Some(Date::of(2022, 9, 30)),
        held: true,
        roadshow: 5,
        units: Some(50),
        intents: Some(10),
        media: 2,
        recommended: 10,
        cases: 3,
        reports: Some(1),
        needs: Some(50),
        matches: 5,
    }
}

/// The same with one less of everything, before it takes place.
fn short() -> Facts {
    Facts {
        lots: 29,
        served: 99,
        universities: 0,
        parks: 0,
        held: false,
        roadshow: 4,
        units: Some(49),
        intents: Some(9),
        media: 1,
        recommended: 9,
        cases: 2,
        reports: Some(0),
        needs: Some(49),
        matches: 4,
        ..whole()
    }
}

fn of(targets: &[Target], id: TargetId) -> Target {
    *targets.iter().find(|target| target.id == id).unwrap()
}

#[test]
fn every_threshold_of_2022_is_met_by_its_number_and_missed_by_one_less() {
    for rules in [auction_2022(), challenge_2022()] {
        let met = judge(&rules, &whole(), &[], MAY);
        assert_eq!(met.len(), rules.len());
        assert!(met.iter().all(Target::met), "{met:?}");
        assert!(met.iter().all(|target| target.gap() == 0));
        let open = judge(&rules, &short(), &[], MAY);
        assert!(open.iter().all(|target| target.standing == Standing::Open));
        let counted = open.iter().filter(|target| target.metric != Metric::Day);
        assert!(counted.clone().all(|target| target.gap() == 1), "{open:?}");
    }
}

#[test]
fn the_plans_ask_for_the_numbers_of_the_table() {
    let asked = |rules: Vec<TargetRule>| {
        let number = |rule: &TargetRule| match rule.threshold {
            Some(Figure::Count(number)) => (rule.id.code(), number),
            Some(Figure::Day(day)) => (rule.id.code(), day.ymd().1 * 100 + day.ymd().2),
            None => unreachable!("{rule:?}"),
        };
        rules.iter().map(number).collect::<Vec<_>>()
    };
    let auction = [
        ("Q-S-1", 30),
        ("Q-S-2", 100),
        ("Q-S-3", 1),
        ("Q-S-4", 930),
        ("Q-S-5", 5),
        ("Q-S-6", 50),
        ("Q-S-7", 10),
        ("Q-S-8", 2),
        ("Q-S-9", 10),
        ("Q-S-10", 3),
        ("Q-S-11", 1),
    ];
    assert_eq!(asked(auction_2022()), auction);
    let challenge = [
        ("Q-C-1", 100),
        ("Q-C-2", 50),
        ("Q-C-3", 1),
        ("Q-C-4", 1030),
        ("Q-C-5", 5),
        ("Q-C-6", 50),
        ("Q-C-7", 2),
        ("Q-C-8", 10),
        ("Q-C-9", 3),
        ("Q-C-10", 1),
    ];
    assert_eq!(asked(challenge_2022()), challenge);
    assert_eq!(asked(auction_2023()), [("Q-S-1", 30), ("Q-S-12", 10)]);
}

#[test]
fn of_2023_only_the_torch_express_is_asked_for_projects() {
    let rules = auction_2023();
    let usual = judge(&rules, &short(), &[], OCTOBER);
    let ids: Vec<_> = usual.iter().map(|target| target.id).collect();
    assert_eq!(ids, [TargetId::Lots], "nothing else is asked for");
    let torch = |project_lots| {
        let facts = Facts {
            torch: true,
            project_lots,
            ..whole()
        };
        judge(&rules, &facts, &[], OCTOBER)
    };
    assert!(!of(&torch(9), TargetId::TorchProjects).met());
    assert_eq!(of(&torch(9), TargetId::TorchProjects).gap(), 1);
    assert!(of(&torch(10), TargetId::TorchProjects).met());
}

#[test]
fn a_deadline_makes_overdue_what_is_not_met_and_nothing_else() {
    let rules = auction_2022();
    let last = Date::of(2022, 9, 30);
    let on_the_day = judge(&rules, &short(), &[], last);
    let roadshow = of(&on_the_day, TargetId::Roadshow);
    assert_eq!(roadshow.standing, Standing::Open);
    assert_eq!(roadshow.days_left(last), Some(0));
    let after = judge(&rules, &short(), &[], OCTOBER);
    assert_eq!(of(&after, TargetId::Roadshow).standing, Standing::Overdue);
    assert_eq!(of(&after, TargetId::Roadshow).days_left(OCTOBER), Some(-1));
    assert_eq!(of(&after, TargetId::Lots).standing, Standing::Open);
    assert_eq!(of(&after, TargetId::Lots).days_left(OCTOBER), None);
    assert!(
        judge(&rules, &whole(), &[], OCTOBER)
            .iter()
            .all(Target::met)
    );
}

#[test]
fn a_day_counts_once_the_session_was_held_and_never_when_it_is_late() {
    let on = |day, held| {
        let facts = Facts {
            day,
            held,
            ..whole()
        };
        of(
            &judge(&auction_2022(), &facts, &[], MAY),
            TargetId::RoadshowDay,
        )
        .standing
    };
    let (good, late) = (Some(Date::of(2022, 9, 30)), Some(Date::of(2022, 10, 1)));
    assert_eq!(on(good, false), Standing::Open);
    assert_eq!(on(good, true), Standing::Met);
    assert_eq!(on(late, false), Standing::Overdue);
    assert_eq!(on(late, true), Standing::Overdue);
    assert_eq!(on(None, false), Standing::Open);
}

#[test]
fn what_is_not_kept_yet_is_unknown_and_what_has_no_number_is_for_people() {
    let facts = Facts {
        units: None,
        ..whole()
    };
    let mut rules = auction_2022();
    let units = of(&judge(&rules, &facts, &[], MAY), TargetId::Units);
    assert_eq!((units.standing, units.value), (Standing::Unknown, None));
    assert_eq!(units.gap(), 50);
    rules[0].threshold = None;
    let lots = of(&judge(&rules, &facts, &[], MAY), TargetId::Lots);
    assert_eq!(lots.standing, Standing::ByHand);
    assert!(!lots.met());
}

#[test]
fn a_report_needs_every_target_met_waived_or_explained() {
    let rules = auction_2022();
    let mut facts = whole();
    // The report that is to be submitted is not missed.
    facts.reports = Some(0);
    assert_eq!(
        may_submit_report(&judge(&rules, &facts, &[], MAY), &[]),
        Ok(())
    );
    facts.media = 1;
    let targets = judge(&rules, &facts, &[], MAY);
    let refused = ReportRefusal::SessionReportQuota {
        target: TargetId::Media,
    };
    assert_eq!(may_submit_report(&targets, &[]), Err(refused));
    assert_eq!(refused.to_string(), "SESSION_REPORT_QUOTA");
    assert_eq!(may_submit_report(&targets, &[TargetId::Media]), Ok(()));
    let waived = judge(&rules, &facts, &[TargetId::Media], MAY);
    assert_eq!(may_submit_report(&waived, &[]), Ok(()));
}

#[test]
fn no_explanation_excuses_the_projects_of_the_torch_express() {
    let rules = auction_2023();
    let facts = |project_lots| Facts {
        torch: true,
        project_lots,
        ..whole()
    };
    let nine = judge(&rules, &facts(9), &[], OCTOBER);
    let refused = Err(ReportRefusal::SessionTorchProjectMin);
    assert_eq!(
        may_submit_report(&nine, &[TargetId::TorchProjects]),
        refused
    );
    let waived = judge(&rules, &facts(9), &[TargetId::TorchProjects], OCTOBER);
    assert_eq!(may_submit_report(&waived, &[]), Ok(()));
    let ten = judge(&rules, &facts(10), &[], OCTOBER);
    assert_eq!(may_submit_report(&ten, &[]), Ok(()));
}

proptest! {
    #[test]
    fn more_records_never_unmake_a_target(
        base in proptest::array::uniform5(0u32..200),
        more in proptest::array::uniform5(0u32..50),
    ) {
        let facts = |n: [u32; 5]| Facts {
            lots: n[0], served: n[1], media: n[2], cases: n[3], recommended: n[4], ..short()
        };
        let grown = std::array::from_fn(|at| base[at] + more[at]);
        let rules = auction_2022();
        let (before, after) = (
            judge(&rules, &facts(base), &[], OCTOBER),
            judge(&rules, &facts(grown), &[], OCTOBER),
        );
        for (one, other) in before.iter().zip(&after) {
            prop_assert!(!one.met() || other.met(), "{one:?} {other:?}");
            prop_assert!(other.gap() <= one.gap());
        }
    }
}
