//! How the 23 states stand in the 18 that are stored, and what they mean for the deposits.

use super::table::ARROWS;
use domain::bidding::stage::BiddingProgress::{self, NotOpened, Opened};
use domain::bidding::stage::Stage;
use domain::deposits::LotEnd;
use domain::ids::AccountId;
use domain::lots::LotState::{self as L, *};
use std::collections::BTreeSet;

/// One step of C.7 that takes several of domain.md §3.5, and which.
const DETOURS: &[(L, &[L], L)] = &[
    (Submitted, &[UnderReview], Selected),
    (Selected, &[Published], Listed),
    (Listed, &[Published], Withdrawn),
    (Listed, &[Bidding], Passed),
    (Defaulted, &[Published], Listed),
    (Passed, &[Published], Listed),
    (Passed, &[Published, Sold, Contracting], Signed),
    (Published, &[Sold], Contracting),
];

/// Steps of C.7 that domain.md §3.5 has no arrows for: a buyer struck out
/// for our fault, and a deal reported after the end of the season.
const MISSING: &[(L, L)] = &[(Sold, Published), (Archived, Published), (Archived, Signed)];

/// How far bidding may have come before and after an arrow.
fn progress(from: Stage, name: &str, to: Stage) -> Vec<(BiddingProgress, BiddingProgress)> {
    let moved = BiddingProgress::Extended;
    match (from, name, to) {
        (Stage::Scheduled, "opened", _) => vec![(NotOpened, Opened)],
        (_, _, Stage::Scheduled) | (Stage::Scheduled, ..) => vec![(NotOpened, NotOpened)],
        (_, "reopened", _) => vec![(Opened, moved), (moved, moved)],
        (Stage::Suspended, "cancel", _) => [NotOpened, Opened, moved].map(|at| (at, at)).to_vec(),
        _ => vec![(Opened, Opened), (moved, moved)],
    }
}

#[test]
fn every_arrow_is_a_way_in_the_stored_machine() {
    let mut missing = BTreeSet::new();
    let mut detours = BTreeSet::new();
    for (from, name, to) in ARROWS {
        for (before, after) in progress(*from, name, *to) {
            let (start, end) = (from.lot_state(before), to.lot_state(after));
            if start == end || start.advance(end).is_ok() {
                continue;
            }
            if MISSING.contains(&(start, end)) {
                missing.insert((start, end));
                continue;
            }
            let detour = DETOURS.iter().find(|(a, _, z)| (*a, *z) == (start, end));
            let (_, by, _) = detour.unwrap_or_else(|| panic!("{from} {name}: {start} to {end}"));
            let last = by.iter().try_fold(start, |at, next| at.advance(*next));
            assert_eq!(
                last.and_then(|at| at.advance(end)),
                Ok(end),
                "{from} {name}"
            );
            detours.insert((start, end));
        }
    }
    assert_eq!(missing.len(), MISSING.len());
    assert_eq!(detours.len(), DETOURS.len());
}

#[test]
fn the_mapping_is_total() {
    use Stage as S;
    let stored: Vec<(Stage, L)> = Stage::ALL
        .iter()
        .map(|stage| (*stage, stage.lot_state(Opened)))
        .collect();
    let expected = [
        (S::Draft, Draft),
        (S::Submitted, Submitted),
        (S::Approved, Selected),
        (S::Scheduled, Listed),
        (S::Withdrawn, Withdrawn),
        (S::Open, Bidding),
        (S::Suspended, Bidding),
        (S::Cancelled, Passed),
        (S::Closing, Bidding),
        (S::SoldPending, Sold),
        (S::UnsoldNoBid, Passed),
        (S::UnsoldReserve, Passed),
        (S::UnsoldTooFew, Passed),
        (S::Confirmed, Contracting),
        (S::Defaulted, Defaulted),
        (S::ContractSigned, Signed),
        (S::Paid, Signed),
        (S::TechRegistered, Registered),
        (S::Completed, Delivered),
        (S::Negotiating, Published),
        (S::Publicity, Published),
        (S::Objected, Published),
        (S::Showcase, Archived),
    ];
    assert_eq!(stored, expected);
    for stage in [S::Open, S::Closing, S::Suspended] {
        assert_eq!(
            stage.lot_state(BiddingProgress::Extended),
            L::Extended,
            "{stage}"
        );
    }
    assert_eq!(S::Suspended.lot_state(NotOpened), Listed);
}

#[test]
fn nothing_is_public_before_the_notice_and_everything_after_it() {
    let before = [Stage::Draft, Stage::Submitted, Stage::Approved];
    for stage in Stage::ALL {
        let hidden = before.contains(stage) || *stage == Stage::Withdrawn;
        assert_eq!(stage.lot_state(Opened).is_public(), !hidden, "{stage}");
    }
}

#[test]
fn deposits_stay_until_the_lot_has_ended() {
    use Stage as S;
    let buyer = AccountId(7);
    for stage in Stage::ALL {
        let (with, without) = (stage.lot_end(Some(buyer)), stage.lot_end(None));
        let expected = match stage {
            S::Draft
            | S::Submitted
            | S::Approved
            | S::Scheduled
            | S::Open
            | S::Suspended
            | S::Closing => (None, None),
            S::SoldPending => (Some(LotEnd::KnockedDown { buyer }), None),
            S::Defaulted => (Some(LotEnd::Defaulted { buyer }), None),
            S::Confirmed | S::ContractSigned | S::Paid | S::TechRegistered | S::Completed => {
                (Some(LotEnd::Confirmed { buyer }), Some(LotEnd::Unsold))
            }
            _ => (Some(LotEnd::Unsold), Some(LotEnd::Unsold)),
        };
        assert_eq!((with, without), expected, "{stage}");
        let forfeits = matches!(with, Some(LotEnd::Defaulted { .. }));
        assert_eq!(forfeits, *stage == S::Defaulted, "only via DEFAULTED");
    }
}
