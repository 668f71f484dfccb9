//! I16 and I17 over random ways of a lot.

use super::{Sample, named, samples};
use domain::accounts::Actor;
use domain::bidding::stage::{Stage, StageEvent, StageEventKind, StageHistory};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What happens next: anything at all, or something that may happen here.
#[derive(Clone, Copy, Debug)]
enum Pick {
    Any(prop::sample::Index),
    Legal(prop::sample::Index),
    ByClock(prop::sample::Index),
}

fn picks() -> impl Strategy<Value = Vec<Pick>> {
    let index = any::<prop::sample::Index>;
    let pick = prop_oneof![
        1 => index().prop_map(Pick::Any),
        8 => index().prop_map(Pick::Legal),
        1 => index().prop_map(Pick::ByClock),
    ];
    prop::collection::vec(pick, 1..80)
}

fn next(stage: Stage, pick: Pick, samples: &[Sample]) -> (StageEvent, bool) {
    let legal: Vec<&Sample> = samples
        .iter()
        .filter(|sample| stage.on(&sample.event, &sample.facts).is_ok())
        .collect();
    let all = || samples.iter().collect::<Vec<_>>();
    let (from, index, clock) = match pick {
        Pick::Any(index) => (all(), index, false),
        Pick::Legal(index) if legal.is_empty() => (all(), index, false),
        Pick::Legal(index) => (legal, index, false),
        Pick::ByClock(index) => (all(), index, true),
    };
    (index.get(&from).event.clone(), clock)
}

/// Walks, and checks I17 at every step: a move leaves one record, a refusal none.
fn walk(picks: &[Pick]) -> StageHistory {
    let (samples, mut history) = (samples(), StageHistory::default());
    for pick in picks {
        let (event, clock) = next(history.stage(), *pick, &samples);
        let fitting = samples.iter().find(|sample| sample.event == event);
        let mut facts = fitting.unwrap().facts.clone();
        if clock {
            facts.cause.by = Actor::Clock;
        }
        let before = history.clone();
        match history.take(&event, &facts).cloned() {
            Ok(record) => {
                assert_eq!(record.from, before.stage());
                assert_eq!(record.to, history.stage());
                assert_eq!(record.event, event.kind());
                assert_eq!(record.at, facts.cause.at);
                assert!(!record.reason.as_str().trim().is_empty());
                assert!(record.by != Actor::Clock || event.is_of_clock());
                let second = record.approved_by.map(Actor::Person);
                assert_eq!(second.is_some(), event.approval().is_some());
                assert_ne!(second, Some(record.by), "two different persons");
                assert_eq!(history.records().len(), before.records().len() + 1);
                assert_eq!(
                    history.records()[..before.records().len()],
                    *before.records()
                );
            }
            Err(_) => assert_eq!(history, before),
        }
    }
    history
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn i16_at_most_one_sold_pending_in_a_round(picks in picks()) {
        let mut sold: BTreeMap<u32, u32> = BTreeMap::new();
        for record in walk(&picks).records() {
            if record.to == Stage::SoldPending {
                *sold.entry(record.round).or_default() += 1;
            }
        }
        prop_assert!(sold.values().all(|times| *times == 1), "{:?}", sold);
    }

    #[test]
    fn i17_every_change_of_state_has_an_event_with_actor_and_reason(picks in picks()) {
        let history = walk(&picks);
        let mut stage = Stage::Draft;
        for (index, record) in history.records().iter().enumerate() {
            prop_assert_eq!(record.seq as usize, index + 1);
            prop_assert_eq!(record.from, stage, "no change between two records");
            stage = record.to;
        }
        prop_assert_eq!(history.stage(), stage);
    }
}

/// Takes the samples called so, one after the other.
fn course(names: &[&str]) -> StageHistory {
    let mut history = StageHistory::default();
    for name in names {
        let sample = named(name);
        history.take(&sample.event, &sample.facts).unwrap();
    }
    history
}

const TO_THE_HAMMER: [&str; 6] = [
    "submit",
    "approve",
    "announce",
    "opened",
    "end_reached",
    "closed_sold",
];

#[test]
fn a_lot_is_sold_once_in_each_of_two_rounds() {
    let again = ["refused", "relist", "opened", "end_reached", "closed_sold"];
    let history = course(&[&TO_THE_HAMMER[..], &again[..]].concat());
    let sold: Vec<u32> = history
        .records()
        .iter()
        .filter(|record| record.to == Stage::SoldPending)
        .map(|record| record.round)
        .collect();
    assert_eq!(sold, [1, 2]);
    assert_eq!(history.stage(), Stage::SoldPending);
}

#[test]
fn to_the_transferred_patent_and_no_further() {
    let deal = ["confirm", "prolong", "sign", "pay", "tech", "transfer"];
    let mut history = course(&[&TO_THE_HAMMER[..], &deal[..]].concat());
    assert_eq!(history.stage(), Stage::Completed);
    for sample in samples() {
        assert!(history.take(&sample.event, &sample.facts).is_err());
    }
}

#[test]
fn an_intervention_names_its_two_persons_and_their_reason() {
    let history = course(&["submit", "approve", "announce", "suspend"]);
    let record = history.records().last().unwrap();
    assert_eq!(record.event, StageEventKind::Suspend);
    assert_eq!(record.by, Actor::Person(crate::people::staff(71).id));
    assert_eq!(record.approved_by, Some(crate::people::staff(72).id));
    assert_eq!(record.reason, crate::people::reason());
}
