//! The rules, replayed with the engine round by round.

use super::chain::Read;
use super::deduce::{Guess, on_grid, opened_reserve};
use super::moves::Deal;
use super::{Break, BreakKind, json};
use crate::bidding::stage::Struck;
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
    /// How far it has come since the result of the last one.
    pub deal: Deal,
    /// The reserve of the last one, if it has been opened.
    pub reserve: Option<ReserveOpening>,
}

/// The most replays that one round is worth while hidden ceilings are sought.
const REPLAYS_MAX: u32 = 2_000;

/// Replays the rounds of a chain, a part of it at a time.
#[derive(Default)]
pub(super) struct Replay {
    pub rounds: Rounds,
    /// Leaves of the rounds before the present one.
    done: usize,
    present: Option<Present>,
}

impl Replay {
    /// Leaves that have been replayed.
    pub(super) fn place(&self) -> u64 {
        let within = self.present.as_ref().map_or(0, |present| present.run.place);
        (self.done + within) as u64
    }

    /// Replays at most `most` leaves more; whether that was the last of them. A round in which
    /// somebody was struck out and hidden ceilings are sought is replayed again as a whole.
    pub(super) fn advance(&mut self, leaves: &[Read], most: usize) -> Result<bool, Break> {
        let mut left = most;
        while left > 0 && self.done < leaves.len() {
            let rest = &leaves[self.done..];
            let mut present = match self.present.take() {
                Some(present) => present,
                None => Present::begin(rest, &self.rounds)?,
            };
            let before = present.run.place;
            let round = &rest[..present.end];
            if present.advance(round, left)? {
                self.rounds.count += 1;
                self.rounds.reserve = round.iter().find_map(opened_reserve);
                self.done += present.end;
                self.rounds.deal = present.run.deal;
                self.rounds.last = Some(present.run.auction);
                left = left.saturating_sub(present.end - before);
            } else {
                self.present = Some(present);
                return Ok(false);
            }
        }
        Ok(self.done == leaves.len())
    }
}

/// The round that is being replayed, with the secrets that explain it.
struct Present {
    /// Its leaves.
    end: usize,
    terms: Terms,
    guess: Guess,
    /// Replays while hidden ceilings were sought.
    tried: u32,
    run: Run,
}

impl Present {
    /// The round that begins with the first leaf of `rest`, after the rounds `before`.
    fn begin(rest: &[Read], before: &Rounds) -> Result<Self, Break> {
        let first = &rest[0];
        let PublicEvent::Listed { terms, .. } = &first.part.event else {
            return Err(broken(first, BreakKind::Order));
        };
        let last = before.last.as_ref();
        if !last.is_none_or(|last| may_be_listed_again(last, first)) {
            return Err(broken(first, BreakKind::Order));
        }
        before.deal.listed_again(first, terms)?;
        let listed = |read: &Read| matches!(read.part.event, PublicEvent::Listed { .. });
        let end = 1 + rest[1..].iter().take_while(|read| !listed(read)).count();
        let guess = Guess::of(terms, &rest[..end]);
        Ok(Self {
            end,
            run: Run::begin(terms, &rest[..end], &guess),
            terms: (**terms).clone(),
            guess,
            tried: 0,
        })
    }

    /// Replays at most `most` leaves more of `round`; whether it is through.
    fn advance(&mut self, round: &[Read], most: usize) -> Result<bool, Break> {
        let until = self.run.place.saturating_add(most).min(round.len());
        while let Err(broken) = self.run.until(until, round, &self.guess) {
            self.guess = self.explain(round, self.run.place, broken)?;
            self.run = Run::begin(&self.terms, round, &self.guess);
        }
        Ok(self.run.place == round.len())
    }

    /// Other secrets, which lead over the leaf at `place` where it broke.
    fn explain(&mut self, round: &[Read], place: usize, mut broken: Break) -> Result<Guess, Break> {
        if !round[..=place].iter().any(is_void) {
            return Err(broken);
        }
        for other in self.guess.others(&self.terms, round, place) {
            self.tried += 1;
            if self.tried > REPLAYS_MAX {
                break;
            }
            let mut run = Run::begin(&self.terms, round, &other);
            match run.until(place + 1, round, &other) {
                Ok(()) => return Ok(other),
                // What no guess explains is told of the guess that explains the most.
                Err(found) if run.place == place && found.kind > broken.kind => broken = found,
                Err(_) => {}
            }
        }
        Err(broken)
    }
}

/// After its result, or before it opened and without a bid. Listing a lot in between would wipe
/// out bids.
fn may_be_listed_again(before: &Auction, listing: &Read) -> bool {
    let untouched = before.bid_count == 0 && listing.at < before.terms.opens_at;
    before.outcome.is_some() || untouched
}

fn is_void(read: &Read) -> bool {
    matches!(read.part.event, PublicEvent::Voided { .. })
}

/// A replay of a round with certain secrets.
struct Run {
    auction: Auction,
    deal: Deal,
    /// The events so far. Only striking somebody out asks for them.
    history: Option<Vec<Event>>,
    /// The leaf that comes next.
    place: usize,
}

impl Run {
    /// Before the leaf of the listing.
    fn begin(terms: &Terms, round: &[Read], guess: &Guess) -> Self {
        let listing = &round[0];
        let auction = Auction::listed(terms.clone(), guess.reserve, listing.seq, listing.at);
        Self {
            auction,
            deal: Deal::default(),
            history: round.iter().any(is_void).then(Vec::new),
            place: 0,
        }
    }

    /// Replays up to the leaf at `end`. An error belongs to the leaf at [`Self::place`].
    fn until(&mut self, end: usize, round: &[Read], guess: &Guess) -> Result<(), Break> {
        while self.place < end {
            let read = &round[self.place];
            match self.place {
                0 => compare_after(read, &self.auction)?,
                _ => self.follow(read, guess)?,
            }
            self.place += 1;
        }
        Ok(())
    }

    /// One event: what the rules make of it must be what was published.
    fn follow(&mut self, read: &Read, guess: &Guess) -> Result<(), Break> {
        let (auction, place, now) = (&mut self.auction, self.place, read.received_at);
        let event = match &read.part.event {
            PublicEvent::Bid {
                paddle,
                order,
                rows,
            } => {
                let amount = amount_of(auction, *paddle, *order, rows, guess, place);
                let amount = amount.ok_or_else(|| broken(read, BreakKind::Rows))?;
                let instruction = instruction(read, *paddle, *order, amount);
                let decided = auction.decide(&instruction, Ok(()), read.at);
                Some(decided.map_err(|refusal| Break {
                    found: refusal.code().to_owned(),
                    ..broken(read, BreakKind::Refused)
                })?)
            }
            PublicEvent::Suspended { reason, .. } => auction.suspend(*reason, now),
            PublicEvent::Resumed => auction.resume(now),
            // After the result the table has that arrow before every other move.
            PublicEvent::Voided { .. } if !self.deal.is_untouched() => None,
            PublicEvent::Voided { paddle, reason, .. } => {
                let history = self.history.as_deref().unwrap_or_default();
                auction.void(history, *paddle, *reason, now)
            }
            PublicEvent::Cancelled { reason } => auction.cancel(*reason, now),
            PublicEvent::Closed { .. } => auction.close(now),
            PublicEvent::ReserveOpened { .. } if auction.outcome.is_some() => {
                return compare_after(read, auction);
            }
            PublicEvent::Moved(moved) => {
                self.deal.follow(read, moved, auction)?;
                return compare_after(read, auction);
            }
            PublicEvent::Listed { .. } | PublicEvent::ReserveOpened { .. } => None,
        };
        let event = event.ok_or_else(|| broken(read, BreakKind::Order))?;
        auction.apply(&event);
        compare(read, &event, auction)?;
        if let (PublicEvent::Voided { paddle, reason, .. }, Some(_)) =
            (&read.part.event, auction.outcome)
        {
            let (paddle, reason) = (*paddle, *reason);
            self.deal.strike(Struck { paddle, reason });
        }
        if let Some(history) = &mut self.history {
            history.push(event);
        }
        Ok(())
    }
}

fn instruction(read: &Read, paddle: Paddle, order: Order, amount: Fen) -> Instruction {
    Instruction {
        paddle,
        order,
        amount,
        received_at: read.received_at,
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
    Break::bare(read.place, read.seq, kind)
}
