//! Every guard of the table, met and just not met.

mod bidding;
mod deal;

use super::{DAY, FILE, HOUR, NOW, Sample, ago, ahead, announcement, named, plan, sample};
use crate::people::{LOT, approved_on};
use domain::bidding::stage::{
    Announcement, GuardUnmet as G, PublicityFacts, PublicityPlan, ReserveCommitment, RoundFacts,
    Stage, StageEvent as E, StageFacts, StageRefusal, Suspension,
};
use domain::bidding::two_person::Intervention;
use domain::money::Fen;
use domain::time::Timestamp;
use std::collections::BTreeSet;

const JUST_BEFORE: Timestamp = Timestamp(NOW.0 - 1);
const JUST_AFTER: Timestamp = Timestamp(NOW.0 + 1);

/// Samples that a guard refuses: the state each starts from, and the refusal.
struct Cases {
    from: Stage,
    cases: Vec<(Stage, Sample, G)>,
}

impl Cases {
    fn new() -> Self {
        let from = Stage::Draft;
        let cases = Vec::new();
        Self { from, cases }
    }

    /// What follows starts from there.
    fn at(&mut self, from: Stage) {
        self.from = from;
    }

    fn add(&mut self, sample: Sample, unmet: G) {
        self.cases.push((self.from, sample, unmet));
    }
}

/// The named sample with other facts.
fn with(name: &str, change: impl Fn(&mut StageFacts)) -> Sample {
    let mut sample = named(name);
    change(&mut sample.facts);
    sample
}

fn with_round(name: &str, change: impl Fn(&mut RoundFacts)) -> Sample {
    with(name, |facts| change(facts.round.as_mut().unwrap()))
}

fn with_suspension(change: impl Fn(&mut Suspension)) -> Sample {
    with("resume", |facts| change(facts.suspension.as_mut().unwrap()))
}

fn with_publicity(name: &str, change: impl Fn(&mut PublicityFacts)) -> Sample {
    with(name, |facts| change(facts.publicity.as_mut().unwrap()))
}

/// Another event of the same kind, with the usual facts.
fn other(event: E) -> Sample {
    sample("other", event)
}

fn announced(change: impl Fn(&mut Announcement)) -> Sample {
    let mut notice = announcement();
    change(&mut notice);
    other(E::Announce(notice))
}

fn relisted(start: Fen) -> Sample {
    let announcement = announcement();
    other(E::Relist {
        announcement,
        start,
    })
}

/// The objection is rejected when that much was left of the publicity.
fn rejected_until(ends_at: Timestamp, remaining_ms: i64) -> Sample {
    let decision = FILE;
    let event = E::ObjectionRejected { decision, ends_at };
    let before = with_publicity("reject", |publicity| publicity.remaining_ms = remaining_ms);
    Sample { event, ..before }
}

fn cases() -> Vec<(Stage, Sample, G)> {
    let mut cases = Cases::new();
    bidding::collect(&mut cases);
    deal::collect(&mut cases);
    cases.cases
}

#[test]
fn an_unmet_guard_refuses_with_its_reason() {
    for (index, (from, sample, unmet)) in cases().into_iter().enumerate() {
        let answer = from.on(&sample.event, &sample.facts);
        let expected = Err(StageRefusal::GuardUnmet(unmet));
        assert_eq!(answer, expected, "{index}: {from} {:?}", sample.event);
    }
}

#[test]
fn every_guard_was_seen_unmet() {
    let seen: BTreeSet<_> = cases().iter().map(|(_, _, unmet)| unmet.code()).collect();
    assert_eq!(seen, G::CODES.iter().copied().collect());
}

#[test]
fn codes_are_as_they_are_sent() {
    for (_, _, unmet) in cases() {
        let sent = serde_json::to_value(unmet).unwrap();
        assert_eq!(sent["code"], unmet.code());
        assert_eq!(unmet.to_string(), unmet.code());
    }
}

#[test]
fn practice_lots_need_no_notice_and_no_minimum_durations() {
    let at_once = announced(|n| (n.opens_at, n.displayed_from) = (NOW, NOW));
    let approved = approved_on(LOT, Intervention::Resume { resume_at: NOW }, NOW);
    let ends_at = ahead(HOUR);
    let resume_at_once = other(E::Resume { approved, ends_at });
    let ends_at = NOW;
    let agreed = other(E::PriceAgreed(PublicityPlan { ends_at, ..plan() }));
    let cases = [
        (Stage::Approved, at_once, Stage::Scheduled),
        (Stage::Suspended, resume_at_once, Stage::Open),
        (Stage::Negotiating, agreed, Stage::Publicity),
        (Stage::Objected, rejected_until(NOW, 0), Stage::Publicity),
    ];
    for (from, mut sample, to) in cases {
        assert!(from.on(&sample.event, &sample.facts).is_err(), "{from}");
        sample.facts.practice = true;
        assert_eq!(from.on(&sample.event, &sample.facts), Ok(to));
    }
    // The other conditions hold for them as well.
    let mut unpinned = announced(|n| n.reserve = ReserveCommitment::Missing);
    unpinned.facts.practice = true;
    let answer = Stage::Approved.on(&unpinned.event, &unpinned.facts);
    assert_eq!(answer, Err(G::ReserveNotCommitted.into()));
}

#[test]
fn nobody_has_to_be_asked_first_when_nobody_bid() {
    let talks = other(E::Negotiate {
        consignor_agrees: true,
        party_agrees: true,
        top_bidder_asked: false,
    });
    let answer = Stage::UnsoldNoBid.on(&talks.event, &talks.facts);
    assert_eq!(answer, Ok(Stage::Negotiating));
}

#[test]
fn a_default_costs_no_round() {
    let third = with_round("relist", |round| round.unsold_rounds = 2);
    let answer = Stage::Defaulted.on(&third.event, &third.facts);
    assert_eq!(answer, Ok(Stage::Scheduled));
}

#[test]
fn a_season_sets_its_own_numbers() {
    // 0.7 of 1.01 yuan is no whole fen: the least start is rounded up.
    for (start, fits) in [(70, false), (71, true)] {
        let Sample { event, .. } = relisted(Fen(start));
        let mut facts = with_round("relist", |round| {
            (round.start, round.unsold_rounds) = (Fen(101), 2);
        })
        .facts;
        (
            facts.rules.start_fall_percent,
            facts.rules.unsold_rounds_max,
        ) = (30, 3);
        let answer = Stage::UnsoldNoBid.on(&event, &facts);
        assert_eq!(answer.is_ok(), fits, "{start}");
    }
}

#[test]
fn the_last_instant_of_a_suspension_still_counts() {
    let fifth = with_suspension(|suspension| suspension.since = ago(5 * DAY));
    let answer = Stage::Suspended.on(&fifth.event, &fifth.facts);
    assert_eq!(answer, Ok(Stage::Open));
}
