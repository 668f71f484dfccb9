//! The rules, replayed with the engine round by round.

use super::chain::Read;
use super::deduce::{Guess, on_grid, opened_reserve};
use super::{Break, BreakKind, json};
use crate::bidding::{Auction, Event, Instruction, Order, Paddle, Row, Terms};
use crate::ledger::opening::{PublicEvent, PublicPart, Standing};
use crate::ledger::reserve::ReserveOpening;
use crate::money::Fen;
use serde::Serialize;

/// What the rounds of a lot came to.
#[derive(Default)]
pub(super) struct Rounds {
    pub count: u32,
    /// How the lot stands in the last one.
    pub last: Option<Auction>,
    /// The reserve of the last one, if it has been opened.
    pub reserve: Option<ReserveOpening>,
}

/// The most replays that one round is worth while hidden ceilings are sought.
const REPLAYS_MAX: u32 = 2_000;

/// Replays every round of a chain.
pub(super) fn replay(leaves: &[Read]) -> Result<Rounds, Break> {
    let mut rounds = Rounds::default();
    let listed = |read: &Read| matches!(read.part.event, PublicEvent::Listed { .. });
    let mut rest = leaves;
    while let Some((first, others)) = rest.split_first() {
        let PublicEvent::Listed { terms, .. } = &first.part.event else {
            return Err(broken(first, BreakKind::Order));
        };
        if !rounds
            .last
            .as_ref()
            .is_none_or(|before| may_be_listed_again(before, first))
        {
            return Err(broken(first, BreakKind::Order));
        }
        let end = 1 + others.iter().take_while(|read| !listed(read)).count();
        let (round, after) = rest.split_at(end);
        rounds.count += 1;
        rounds.last = Some(replay_round(terms, round)?);
        rounds.reserve = round.iter().find_map(opened_reserve);
        rest = after;
    }
    Ok(rounds)
}

/// After its result, or before it opened and without a bid. Listing a lot in between would wipe
/// out bids.
fn may_be_listed_again(before: &Auction, listing: &Read) -> bool {
    let untouched = before.bid_count == 0 && listing.leaf.at < before.terms.opens_at;
    before.outcome.is_some() || untouched
}

/// Replays one round, with the secrets that explain it.
fn replay_round(terms: &Terms, round: &[Read]) -> Result<Auction, Break> {
    let mut guess = Guess::of(terms, round);
    let mut replays = 0;
    'guesses: loop {
        let (place, mut broken) = match run(terms, round, &guess) {
            Ok(auction) => return Ok(auction),
            Err(failure) => failure,
        };
        let voided = |read: &Read| matches!(read.part.event, PublicEvent::Voided { .. });
        if !round[..=place].iter().any(voided) {
            return Err(broken);
        }
        for other in guess.others(terms, round, place) {
            replays += 1;
            if replays > REPLAYS_MAX {
                break;
            }
            match run(terms, &round[..=place], &other) {
                Ok(_) => {
                    guess = other;
                    continue 'guesses;
                }
                // What no guess explains is told of the guess that explains the most.
                Err((at, other)) if at == place && other.kind > broken.kind => broken = other,
                Err(_) => {}
            }
        }
        return Err(broken);
    }
}

/// Replays a round with these secrets, or tells where it fails.
fn run(terms: &Terms, round: &[Read], guess: &Guess) -> Result<Auction, (usize, Break)> {
    let listing = &round[0];
    let (seq, at) = (listing.leaf.seq, listing.leaf.at);
    let mut auction = Auction::listed(terms.clone(), guess.reserve, seq, at);
    compare_after(listing, &auction).map_err(|broken| (0, broken))?;
    let mut history = Vec::with_capacity(round.len());
    for (place, read) in round.iter().enumerate().skip(1) {
        let step = follow(&mut auction, &mut history, read, guess, place);
        step.map_err(|broken| (place, broken))?;
    }
    Ok(auction)
}

/// One event: what the rules make of it must be what was published.
fn follow(
    auction: &mut Auction,
    history: &mut Vec<Event>,
    read: &Read,
    guess: &Guess,
    place: usize,
) -> Result<(), Break> {
    let now = read.leaf.received_at;
    let event = match &read.part.event {
        PublicEvent::Bid {
            paddle,
            order,
            rows,
        } => {
            let amount = amount_of(auction, *paddle, *order, rows, guess, place);
            let amount = amount.ok_or_else(|| broken(read, BreakKind::Rows))?;
            let instruction = instruction(read, *paddle, *order, amount);
            let decided = auction.decide(&instruction, Ok(()), read.leaf.at);
            Some(decided.map_err(|refusal| Break {
                found: refusal.code().to_owned(),
                ..broken(read, BreakKind::Refused)
            })?)
        }
        PublicEvent::Suspended { reason, .. } => auction.suspend(*reason, now),
        PublicEvent::Resumed => auction.resume(now),
        PublicEvent::Voided { paddle, reason, .. } => auction.void(history, *paddle, *reason, now),
        PublicEvent::Cancelled { reason } => auction.cancel(*reason, now),
        PublicEvent::Closed { .. } => auction.close(now),
        PublicEvent::ReserveOpened { .. } if auction.outcome.is_some() => {
            return compare_after(read, auction);
        }
        PublicEvent::Listed { .. } | PublicEvent::ReserveOpened { .. } => None,
    };
    let event = event.ok_or_else(|| broken(read, BreakKind::Order))?;
    auction.apply(&event);
    compare(read, &event, auction)?;
    history.push(event);
    Ok(())
}

fn instruction(read: &Read, paddle: Paddle, order: Order, amount: Fen) -> Instruction {
    Instruction {
        paddle,
        order,
        amount,
        received_at: read.leaf.received_at,
        // Whether a jump was confirmed is between the bidder and the portal.
        jump_confirmed: true,
    }
}

/// The amount of an instruction: that of its line, or what is taken for its ceiling.
fn amount_of(
    auction: &Auction,
    paddle: Paddle,
    order: Order,
    rows: &[Row],
    guess: &Guess,
    place: usize,
) -> Option<Fen> {
    if order == Order::Flat {
        return rows
            .iter()
            .find(|row| row.paddle == paddle)
            .map(|row| row.amount);
    }
    let told = guess.ceilings.get(&place)?;
    if told.exact || auction.leader != Some(paddle) {
        return Some(told.amount);
    }
    // A leader lowers its ceiling neither below the price nor below the one before.
    let least = auction
        .price
        .max(auction.ceiling.map(|ceiling| ceiling.max));
    let terms = &auction.terms;
    Some(on_grid(
        &terms.ladder,
        terms.start,
        told.amount.max(least.unwrap_or_default()),
    ))
}

/// Everything that the public was told, the cause before the effect.
fn compare(read: &Read, event: &Event, after: &Auction) -> Result<(), Break> {
    let expected = PublicPart::of(event, after, None);
    match (&expected.event, &read.part.event) {
        (PublicEvent::Bid { rows: a, .. }, PublicEvent::Bid { rows: b, .. }) => {
            equal(read, BreakKind::Rows, a, b)?;
        }
        (
            PublicEvent::Suspended {
                remaining_ms: a, ..
            },
            PublicEvent::Suspended {
                remaining_ms: b, ..
            },
        ) => equal(read, BreakKind::Remaining, a, b)?,
        (PublicEvent::Voided { floor: a, .. }, PublicEvent::Voided { floor: b, .. }) => {
            equal(read, BreakKind::Floor, a, b)?;
        }
        (PublicEvent::Closed { outcome: a }, PublicEvent::Closed { outcome: b }) => {
            equal(read, BreakKind::Outcome, a, b)?;
        }
        _ => {}
    }
    compare_after(read, after)
}

fn compare_after(read: &Read, after: &Auction) -> Result<(), Break> {
    let (expected, found) = (Standing::of(after), read.part.after);
    equal(read, BreakKind::Price, &expected.price, &found.price)?;
    equal(read, BreakKind::Leader, &expected.leader, &found.leader)?;
    equal(read, BreakKind::EndsAt, &expected.ends_at, &found.ends_at)?;
    equal(
        read,
        BreakKind::ReserveStatus,
        &expected.reserve,
        &found.reserve,
    )
}

fn equal<T: PartialEq + Serialize>(
    read: &Read,
    kind: BreakKind,
    expected: &T,
    found: &T,
) -> Result<(), Break> {
    if expected == found {
        return Ok(());
    }
    let (expected, found) = (json(expected), json(found));
    Err(Break {
        expected,
        found,
        ..broken(read, kind)
    })
}

fn broken(read: &Read, kind: BreakKind) -> Break {
    Break::bare(read.place, read.leaf.seq, kind)
}
