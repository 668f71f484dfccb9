//! The secrets that the public figures tell.
//!
//! **Ceilings.** Only the leader has a live ceiling, the latest one it gave. What it wrote gives its
//! least amount: the line of its own instruction, every automatic line later, the price at which
//! it was silently changed. A line *outbid* or *exhausted* gives it exactly. No smaller ceiling
//! could have written those lines, and every larger one that the truth allows writes the same: had
//! it met a challenger it could not beat, it would have been exhausted and known.
//!
//! **Reserve.** It lies above every price at which its status was *not met*, and at or below every
//! price at which it was *met*, and on the grid (bidding.md C.1). The lowest price of the latter
//! explains all: a ceiling that was lifted to the reserve stands at that very price, and one that
//! was not lifted did not reach it.
//!
//! **Striking out** replays instructions in another company, where a hidden amount may decide what
//! it had not decided before. [`Guess::others`] offers the amounts that the published result
//! points to; the replay keeps one that explains it.

use super::chain::Read;
use crate::bidding::{Ladder, Order, Paddle, ReserveStatus, Row, RowNote, Terms};
use crate::ledger::opening::{PublicEvent, SecretPart};
use crate::ledger::reserve::ReserveOpening;
use crate::money::Fen;
use std::collections::{BTreeMap, BTreeSet};

/// What is taken for the amount of a ceiling.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amount {
    pub amount: Fen,
    /// Known: from a line or from its opening.
    pub exact: bool,
}

/// The secrets of one round, as far as they are told.
#[derive(Clone)]
pub(super) struct Guess {
    pub reserve: Option<Fen>,
    /// It has been opened.
    reserve_known: bool,
    /// The ceilings, by the place of their leaf in the round.
    pub ceilings: BTreeMap<usize, Amount>,
}

impl Guess {
    /// From the leaves of a round, its listing first.
    pub(super) fn of(terms: &Terms, round: &[Read]) -> Self {
        let shown = round
            .iter()
            .find_map(opened_reserve)
            .map(|opening| opening.reserve);
        // Never met: above all that was bid.
        let told = shown
            .or_else(|| met_at(terms, round))
            .unwrap_or(Fen(i64::MAX));
        Self {
            reserve: terms.has_reserve.then_some(told),
            reserve_known: shown.is_some(),
            ceilings: ceilings(terms, round),
        }
    }

    /// Guesses that may explain the leaf at `place` where this one does not, the likeliest first:
    /// one hidden ceiling before it, the latest first, raised to an amount that the leaf shows; or
    /// another reserve.
    pub(super) fn others(&self, terms: &Terms, round: &[Read], place: usize) -> Vec<Self> {
        let mut guesses = self.raised(terms, round, place);
        if !self.reserve_known {
            let reserves = reserves(terms, round).into_iter().map(Some);
            let others = reserves.filter(|reserve| *reserve != self.reserve);
            guesses.extend(others.map(|reserve| Self {
                reserve,
                ..self.clone()
            }));
        }
        guesses
    }

    fn raised(&self, terms: &Terms, round: &[Read], place: usize) -> Vec<Self> {
        let hidden = self
            .ceilings
            .range(..place)
            .rev()
            .filter(|(_, ceiling)| !ceiling.exact);
        let mut guesses = Vec::new();
        for (at, ceiling) in hidden.take(TRIED_MAX) {
            let Some(paddle) = ceiling_owner(&round[*at]) else {
                continue;
            };
            let shown = shown_amounts(terms, round, place, paddle);
            for amount in shown.into_iter().filter(|amount| *amount > ceiling.amount) {
                let mut guess = self.clone();
                guess.ceilings.insert(
                    *at,
                    Amount {
                        amount,
                        exact: false,
                    },
                );
                guesses.push(guess);
            }
        }
        guesses
    }
}

/// The most hidden ceilings, and the most reserves, that are tried for one leaf.
const TRIED_MAX: usize = 32;

fn ceiling_owner(read: &Read) -> Option<Paddle> {
    match &read.part.event {
        PublicEvent::Bid {
            paddle,
            order: Order::Cap,
            ..
        } => Some(*paddle),
        _ => None,
    }
}

/// The lowest price of the grid at which the reserve was met. A price beside the grid is a lie that
/// no reserve explains.
fn met_at(terms: &Terms, round: &[Read]) -> Option<Fen> {
    let after = round.iter().map(|read| read.part.after);
    after
        .filter(|after| after.reserve == ReserveStatus::Met)
        .filter_map(|after| after.price)
        .filter(|price| terms.ladder.on_grid(terms.start, *price))
        .min()
}

/// Other reserves that agree with every published status: prices between the highest that did not
/// meet it and the lowest that did. Only its order among the prices matters, and these are those
/// of lines, of floors, or a step above.
fn reserves(terms: &Terms, round: &[Read]) -> Vec<Fen> {
    let (Some(most), true) = (met_at(terms, round), terms.has_reserve) else {
        return Vec::new();
    };
    let after = round.iter().map(|read| read.part.after);
    let missed = after.filter(|after| after.reserve == ReserveStatus::NotMet);
    let missed = missed.filter_map(|after| after.price).max();
    let amounts = round.iter().flat_map(|read| match &read.part.event {
        PublicEvent::Bid { rows, .. } => rows.iter().map(|row| row.amount).collect(),
        PublicEvent::Voided { floor, .. } => Vec::from_iter(*floor),
        _ => vec![terms.start],
    });
    let candidates = amounts.flat_map(|amount| [amount, terms.ladder.next(amount)]);
    let fits = |amount: &Fen| {
        let between = Some(*amount) > missed && *amount < most;
        between && terms.ladder.on_grid(terms.start, *amount)
    };
    let candidates: BTreeSet<Fen> = candidates.filter(fits).collect();
    candidates.into_iter().rev().take(TRIED_MAX).collect()
}

/// The reserve, where a leaf shows it.
pub(super) fn opened_reserve(read: &Read) -> Option<ReserveOpening> {
    match (&read.part.event, read.secret.as_deref()) {
        (PublicEvent::ReserveOpened { opening }, _) => Some(*opening),
        (_, Some(SecretPart::Reserve(opening))) => Some(*opening),
        _ => None,
    }
}

fn ceilings(terms: &Terms, round: &[Read]) -> BTreeMap<usize, Amount> {
    let mut told = BTreeMap::new();
    // The latest ceiling of each bidder since somebody was last struck out.
    let mut latest: BTreeMap<Paddle, usize> = BTreeMap::new();
    for (place, read) in round.iter().enumerate() {
        match &read.part.event {
            PublicEvent::Voided { .. } => latest.clear(),
            PublicEvent::Bid {
                paddle,
                order,
                rows,
            } => {
                let others = rows.iter().filter(|row| row.paddle != *paddle);
                for row in others.filter(|row| row.order == Order::Cap) {
                    if let Some(at) = latest.get(&row.paddle) {
                        told.entry(*at)
                            .and_modify(|known| *known = with_line(*known, row));
                    }
                }
                if *order == Order::Cap {
                    told.insert(place, first_amount(terms, read, *paddle, rows));
                    latest.insert(*paddle, place);
                }
            }
            _ => {}
        }
    }
    told
}

/// What the leaf of the instruction itself tells of its ceiling.
fn first_amount(terms: &Terms, read: &Read, paddle: Paddle, rows: &[Row]) -> Amount {
    if let Some(SecretPart::Ceiling(amount)) = read.secret.as_deref() {
        return Amount {
            amount: *amount,
            exact: true,
        };
    }
    let own = rows.iter().find(|row| row.paddle == paddle);
    let least = own
        .map(|row| row.amount)
        .or(read.part.after.price)
        .unwrap_or_default();
    let exact = own.is_some_and(|row| row.note == Some(RowNote::Outbid));
    Amount {
        amount: on_grid(&terms.ladder, terms.start, least),
        exact,
    }
}

/// What an automatic line tells of the ceiling that wrote it.
fn with_line(known: Amount, row: &Row) -> Amount {
    match (known.exact, row.note) {
        (true, _) => known,
        (false, Some(RowNote::Exhausted)) => Amount {
            amount: row.amount,
            exact: true,
        },
        (false, _) => Amount {
            amount: known.amount.max(row.amount),
            exact: false,
        },
    }
}

/// The least price of the grid that is not below `amount`: ceilings stand on the grid.
pub(super) fn on_grid(ladder: &Ladder, start: Fen, amount: Fen) -> Fen {
    ladder.neighbours(start, amount).1
}

/// Amounts at the leaf at `place` that a ceiling of `paddle` may have led to, and the steps of the
/// grid below them: one step more beats a ceiling.
fn shown_amounts(terms: &Terms, round: &[Read], place: usize, paddle: Paddle) -> Vec<Fen> {
    let read = &round[place];
    let mut shown = Vec::new();
    match &read.part.event {
        PublicEvent::Bid { rows, .. } => {
            shown.extend(highest_line(round, place, paddle));
            shown.extend(rows.iter().map(|row| row.amount));
        }
        PublicEvent::Voided { floor, .. } => shown.extend(*floor),
        _ => {}
    }
    shown.extend(read.part.after.price);
    let below = shown.iter().map(|amount| {
        let below = terms.ladder.neighbours(terms.start, Fen(amount.0 - 1)).0;
        on_grid(&terms.ladder, terms.start, below)
    });
    let below: Vec<_> = below.collect();
    shown.extend(below);
    let mut amounts: Vec<Fen> = Vec::new();
    for amount in shown
        .into_iter()
        .map(|amount| on_grid(&terms.ladder, terms.start, amount))
    {
        if !amounts.contains(&amount) {
            amounts.push(amount);
        }
    }
    amounts
}

/// The highest automatic line of `paddle` from `place` on, until it gives another ceiling or
/// somebody is struck out.
fn highest_line(round: &[Read], place: usize, paddle: Paddle) -> Option<Fen> {
    let span = round[place..].iter().take_while(|read| {
        ceiling_owner(read) != Some(paddle)
            && !matches!(read.part.event, PublicEvent::Voided { .. })
    });
    let lines = span.filter_map(|read| match &read.part.event {
        PublicEvent::Bid {
            paddle: by, rows, ..
        } if *by != paddle => Some(rows),
        _ => None,
    });
    lines
        .flatten()
        .filter(|row| row.paddle == paddle)
        .map(|row| row.amount)
        .max()
}
