//! 23 states × all events: the arrows of the table and no other.

use super::samples;
use domain::bidding::stage::Stage::{self, *};
use domain::bidding::stage::{StageEventKind, StageRefusal};
use std::collections::BTreeSet;

/// Every arrow of bidding.md C.7 and C.8, by the name of the sample.
pub const ARROWS: &[(Stage, &str, Stage)] = &[
    (Draft, "submit", Submitted),
    (Submitted, "approve", Approved),
    (Submitted, "return", Draft),
    (Approved, "announce", Scheduled),
    (Scheduled, "withdraw", Withdrawn),
    (Scheduled, "opened", Open),
    (Scheduled, "suspend", Suspended),
    (Open, "suspend", Suspended),
    (Closing, "suspend", Suspended),
    (Scheduled, "outage", Suspended),
    (Open, "outage", Suspended),
    (Closing, "outage", Suspended),
    (Suspended, "resume", Open),
    (Suspended, "resume_unopened", Scheduled),
    (Suspended, "void", Suspended),
    (Suspended, "void_for_our_fault", Suspended),
    (Suspended, "cancel", Cancelled),
    (Open, "end_reached", Closing),
    (Closing, "reopened", Open),
    (Closing, "closed_sold", SoldPending),
    (Closing, "closed_no_bid", UnsoldNoBid),
    (Closing, "closed_reserve", UnsoldReserve),
    (Closing, "closed_too_few", UnsoldTooFew),
    (SoldPending, "confirm", Confirmed),
    (SoldPending, "refused", Defaulted),
    (SoldPending, "deadline", Defaulted),
    (SoldPending, "void", Defaulted),
    (SoldPending, "void_for_our_fault", Negotiating),
    (Confirmed, "prolong", Confirmed),
    (Confirmed, "sign", ContractSigned),
    (ContractSigned, "pay", Paid),
    (Paid, "tech", TechRegistered),
    (TechRegistered, "transfer", Completed),
    (TechRegistered, "licence", Completed),
    (Defaulted, "relist", Scheduled),
    (UnsoldNoBid, "relist", Scheduled),
    (UnsoldReserve, "relist", Scheduled),
    (UnsoldTooFew, "relist", Scheduled),
    (UnsoldNoBid, "negotiate", Negotiating),
    (UnsoldReserve, "negotiate", Negotiating),
    (UnsoldTooFew, "negotiate", Negotiating),
    (Negotiating, "agree", Publicity),
    (Publicity, "object", Objected),
    (Objected, "uphold", Negotiating),
    (Objected, "reject", Publicity),
    (Publicity, "publicity_over", Confirmed),
    (UnsoldNoBid, "season_ended", Showcase),
    (UnsoldReserve, "season_ended", Showcase),
    (UnsoldTooFew, "season_ended", Showcase),
    (Negotiating, "season_ended", Showcase),
    (UnsoldNoBid, "offline", ContractSigned),
    (UnsoldReserve, "offline", ContractSigned),
    (UnsoldTooFew, "offline", ContractSigned),
    (Showcase, "offline", ContractSigned),
    (UnsoldNoBid, "offline_public", Publicity),
    (UnsoldReserve, "offline_public", Publicity),
    (UnsoldTooFew, "offline_public", Publicity),
    (Showcase, "offline_public", Publicity),
];

#[test]
fn twenty_three_states_by_all_events() {
    assert_eq!(Stage::ALL.len(), 23);
    let (mut legal, mut illegal) = (0, 0);
    for from in Stage::ALL {
        for sample in samples() {
            let arrow = ARROWS
                .iter()
                .find(|(start, name, _)| start == from && *name == sample.name);
            let answer = from.on(&sample.event, &sample.facts);
            if let Some((_, _, to)) = arrow {
                assert_eq!(answer, Ok(*to), "{from} {}", sample.name);
                legal += 1;
            } else {
                let event = sample.event.kind();
                let refusal = StageRefusal::IllegalTransition { from: *from, event };
                assert_eq!(answer, Err(refusal), "{from} {}", sample.name);
                assert_eq!(refusal.code(), "STATE");
                illegal += 1;
            }
        }
    }
    assert_eq!(legal, ARROWS.len());
    assert_eq!(legal + illegal, 23 * samples().len());
}

#[test]
fn there_is_a_sample_of_every_event() {
    let kinds: BTreeSet<_> = samples().iter().map(|s| s.event.kind()).collect();
    assert_eq!(kinds, StageEventKind::ALL.iter().copied().collect());
    let names: BTreeSet<_> = samples().iter().map(|s| s.name).collect();
    assert_eq!(names.len(), samples().len());
}

#[test]
fn every_state_can_be_reached_from_a_draft() {
    let mut reached = BTreeSet::from([Draft]);
    for _ in Stage::ALL {
        let steps = ARROWS.iter().filter(|(from, _, _)| reached.contains(from));
        let next: Vec<Stage> = steps.map(|(_, _, to)| *to).collect();
        reached.extend(next);
    }
    assert_eq!(reached.len(), Stage::ALL.len());
}

#[test]
fn an_illegal_move_is_refused_before_its_guard() {
    // A stranger to the lot's papers learns nothing about them from a state that has no arrow.
    let mut sample = super::named("announce");
    sample.facts.cause.by = domain::accounts::Actor::Clock;
    let answer = Draft.on(&sample.event, &sample.facts);
    assert_eq!(answer.map_err(|refusal| refusal.code()), Err("STATE"));
}

#[test]
fn what_is_offered_after_a_round_is_what_the_table_has() {
    for stage in Stage::ALL {
        for sample in samples() {
            let kind = sample.event.kind();
            // Up to the result of a round, and by two persons, lots move elsewhere.
            if kind < StageEventKind::Confirm {
                continue;
            }
            let answer = stage.on(&sample.event, &sample.facts);
            let arrow = !matches!(answer, Err(StageRefusal::IllegalTransition { .. }));
            let offered = stage.deal_events().contains(&kind);
            assert_eq!(offered, arrow, "{stage} {}", sample.name);
        }
    }
}

/// What a reader of a record knows of the table is the table: the event alone, without its sample.
#[test]
fn the_arrows_after_a_round_are_known_by_their_event() {
    for from in Stage::ALL {
        for kind in StageEventKind::ALL {
            // Of the events of two persons only this one is among the moves after a round.
            let is_deal = *kind >= StageEventKind::Confirm || *kind == StageEventKind::Void;
            let kind_of = |name: &str| super::named(name).event.kind();
            let arrows = ARROWS.iter().filter(|(start, name, _)| {
                let after_round = *start != Suspended && is_deal;
                after_round && start == from && kind_of(name) == *kind
            });
            let expected: BTreeSet<Stage> = arrows.map(|(_, _, to)| *to).collect();
            let known: BTreeSet<Stage> = from.deal_targets(*kind).iter().copied().collect();
            assert_eq!(known, expected, "{from} {kind}");
        }
    }
}
