//! One lot on the table: the engine with names, tokens and a clock that only runs forward.

use super::lines::{Answer, LotLine, StepLine, money, parsed, time, whole};
use domain::bidding::{
    Auction, Band, Event, EventKind, Instruction, Ladder, MAX_JUMP_MAX, Order, Outcome, Paddle,
    Phase, Refusal, RowNote, Terms,
};
use domain::money::{Fen, YUAN};
use domain::time::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// Longest window, extension or drain: a year.
const SPAN_MAX_MS: i64 = 366 * 86_400_000;

/// One lot on the table.
pub(super) struct Table {
    auction: Auction,
    now: Timestamp,
    names: Vec<String>,
    paddles: HashMap<String, Paddle>,
    tokens: HashMap<(Paddle, String), (Order, i64, Answer)>,
}

impl Table {
    /// The lot of this line, and what the portal would not have announced it with although the
    /// rules can be tried on it.
    pub(super) fn read(text: &str) -> Result<(Self, Vec<String>), String> {
        let lot: LotLine = parsed(text)?;
        let bands = lot.ladder.iter().map(|(from, step)| {
            Ok(Band {
                from: money(*from)?,
                step: money(*step)?,
            })
        });
        let ladder = Ladder::new(bands.collect::<Result<_, String>>()?);
        let terms = Terms {
            start: money(lot.start)?,
            ladder: ladder.map_err(|error| format!("ladder: {error}"))?,
            opens_at: time(lot.opens_at)?,
            ends_at: time(lot.ends_at)?,
            window_ms: lot.window,
            extension_ms: lot.extend,
            hard_end: lot.hard_end.map(time).transpose()?,
            max_jump: within("max_jump", lot.max_jump, MAX_JUMP_MAX)?,
            drain_ms: lot.drain,
            has_reserve: lot.reserve.is_some(),
            min_bidders: within("min_bidders", lot.min_bidders, u32::MAX)?,
            ranks: BTreeMap::new(),
        };
        let reserve = lot.reserve.map(money).transpose()?;
        possible(&terms, reserve)?;
        let notes = unannounced(&terms);
        let mut table = Self {
            auction: Auction::listed(terms, reserve, 0, Timestamp(i64::MIN + 1)),
            now: Timestamp(i64::MIN / 2),
            names: Vec::new(),
            paddles: HashMap::new(),
            tokens: HashMap::new(),
        };
        for (name, rank) in lot.ranks {
            let paddle = table.paddle(&name)?;
            // The highest stands for those who have no right.
            let rank = u8::try_from(rank)
                .ok()
                .filter(|rank| (1..u8::MAX).contains(rank));
            let rank = rank.ok_or_else(|| format!("the rank of {name} is not from 1 to 254"))?;
            table.auction.terms.ranks.insert(paddle, rank);
        }
        Ok((table, notes))
    }

    pub(super) fn step(&mut self, text: &str) -> Result<Answer, String> {
        let line: StepLine<'_> = parsed(text)?;
        match line {
            StepLine {
                tick: Some(tick),
                bidder: None,
                kind: None,
                amount: None,
                t: None,
                token: None,
                confirmed: false,
            } => {
                self.now = self.now.max(time(tick)?);
                if let Some(event) = self.auction.close(self.now) {
                    self.auction.apply(&event);
                }
                Ok(self.answer("TICK", Vec::new()))
            }
            StepLine {
                tick: None,
                bidder: Some(bidder),
                kind: Some(order),
                amount: Some(amount),
                t: Some(t),
                token,
                confirmed,
            } => {
                let instruction = Instruction {
                    paddle: self.paddle(&bidder)?,
                    order,
                    amount: money(amount)?,
                    received_at: time(t)?,
                    jump_confirmed: confirmed,
                };
                Ok(self.bid(&instruction, token.as_deref()))
            }
            _ => Err("a line has tick alone, or bidder, kind, amount and t".into()),
        }
    }

    /// Decides an instruction, or repeats the answer that its token already has.
    fn bid(&mut self, instruction: &Instruction, token: Option<&str>) -> Answer {
        let (paddle, order, amount) = (instruction.paddle, instruction.order, instruction.amount);
        let key = token.map(|token| (paddle, token.to_owned()));
        if let Some((known, sum, answer)) = key.as_ref().and_then(|key| self.tokens.get(key)) {
            // What is confirmed now was not then, or it would not have been refused for that.
            let unconfirmed = answer.code == "JUMP_TOO_BIG" && instruction.jump_confirmed;
            if (*known, *sum) != (order, amount.0) || unconfirmed {
                return self.answer("KEY_REUSED", Vec::new());
            }
            return Answer {
                replay: true,
                ..answer.clone()
            };
        }
        self.now = self.now.max(instruction.received_at);
        let answer = match self.auction.decide(instruction, Ok(()), self.now) {
            Ok(event) => {
                self.auction.apply(&event);
                self.accepted(event)
            }
            Err(refusal) => self.refused(&refusal),
        };
        if let Some(key) = key {
            self.tokens.insert(key, (order, amount.0, answer.clone()));
        }
        answer
    }

    fn accepted(&self, event: Event) -> Answer {
        let EventKind::Bid { rows, .. } = event.kind else {
            unreachable!("a bid is accepted by a bid event");
        };
        // A change of the leader's own ceiling is silent and has a code of its own.
        let code = if rows.is_empty() {
            "CAP_SET"
        } else {
            "ACCEPTED"
        };
        let rows = rows.iter().map(|row| {
            let by = match row.order {
                Order::Flat => "flat",
                Order::Cap => "auto",
            };
            let note = row.note.map_or("", RowNote::code);
            (self.name(row.paddle), by, whole(row.amount), note)
        });
        let rows = rows.collect();
        self.answer(code, rows)
    }

    fn refused(&self, refusal: &Refusal) -> Answer {
        let plain = self.answer(code_of(refusal), Vec::new());
        match *refusal {
            Refusal::TooLow { min_next, .. } => Answer {
                min_next: Some(whole(min_next)),
                ..plain
            },
            Refusal::OffGrid { below, above } => Answer {
                grid: Some([whole(below), whole(above)]),
                ..plain
            },
            Refusal::JumpTooBig { max } => Answer {
                max: Some(whole(max)),
                ..plain
            },
            _ => plain,
        }
    }

    fn answer(
        &self,
        code: &'static str,
        rows: Vec<(String, &'static str, i64, &'static str)>,
    ) -> Answer {
        Answer {
            code,
            price: self.auction.price.map(whole),
            leader: self.auction.leader.map(|leader| self.name(leader)),
            ends_at: self.auction.ends_at.millis(),
            phase: self.phase(),
            rows,
            replay: false,
            min_next: None,
            grid: None,
            max: None,
        }
    }

    fn phase(&self) -> &'static str {
        match self.auction.phase(self.now) {
            Phase::Scheduled => "SCHEDULED",
            Phase::Open => "OPEN",
            Phase::Suspended => "SUSPENDED",
            Phase::Closing => "CLOSING",
            Phase::Closed => self
                .auction
                .outcome
                .as_ref()
                .map_or("CLOSING", Outcome::code),
        }
    }

    fn name(&self, paddle: Paddle) -> String {
        self.names
            .get(usize::from(paddle.0) - 1)
            .cloned()
            .unwrap_or_default()
    }

    /// The number of a bidder; given in the order of their first words.
    fn paddle(&mut self, name: &str) -> Result<Paddle, String> {
        if let Some(paddle) = self.paddles.get(name) {
            return Ok(*paddle);
        }
        if name.is_empty() {
            return Err("a bidder has a name".into());
        }
        let number = u16::try_from(self.names.len() + 1)
            .map_err(|_| "a lot has at most 65535 bidders here")?;
        self.names.push(name.to_owned());
        self.paddles.insert(name.to_owned(), Paddle(number));
        Ok(Paddle(number))
    }
}

/// A number of the lot that is 0 or more and at most `most`.
fn within(name: &str, number: i64, most: u32) -> Result<u32, String> {
    let fits = u32::try_from(number).ok().filter(|number| *number <= most);
    fits.ok_or_else(|| format!("{name} is 0 to {most}, not {number}"))
}

/// What the engine cannot be asked to do (bidding.md C.1): these terms would break its invariants,
/// the reserve that of the grid (I3), the hard end that of the clock (I7).
fn possible(terms: &Terms, reserve: Option<Fen>) -> Result<(), String> {
    let spans = [terms.window_ms, terms.extension_ms, terms.drain_ms];
    if terms.start < Fen(YUAN) {
        return Err("start is at least 1".into());
    }
    if terms.ends_at <= terms.opens_at {
        return Err("ends_at is not later than opens_at".into());
    }
    if spans.iter().any(|span| !(0..=SPAN_MAX_MS).contains(span)) {
        return Err("window, extend and drain are 0 to a year, in milliseconds".into());
    }
    if terms.hard_end.is_some_and(|end| end < terms.ends_at) {
        return Err("hard_end is earlier than ends_at".into());
    }
    match reserve {
        Some(reserve) if reserve < terms.start => Err("reserve is below start".into()),
        Some(reserve) if !terms.ladder.on_grid(terms.start, reserve) => {
            let (below, above) = terms.ladder.neighbours(terms.start, reserve);
            Err(format!(
                "reserve {} is not on the grid; the prices beside it are {} and {}",
                whole(reserve),
                whole(below),
                whole(above)
            ))
        }
        _ => Ok(()),
    }
}

/// What may be tried, although a lot is not announced like that (bidding.md C.1).
fn unannounced(terms: &Terms) -> Vec<String> {
    let edges = terms.ladder.bands().iter().map(|band| band.from);
    let mut notes: Vec<String> = edges
        .filter(|edge| *edge > terms.start && !terms.ladder.on_grid(terms.start, *edge))
        .map(|edge| {
            let edge = whole(edge);
            format!("the edge {edge} of the ladder is not on the grid; the portal aligns it when the lot is published")
        })
        .collect();
    let one_extension = terms.ends_at.plus_millis(terms.extension_ms);
    if terms.hard_end.is_some_and(|end| end < one_extension) {
        notes.push("hard_end leaves no room for one extension; the portal asks for that".into());
    }
    notes
}

/// The codes here are those of bidding.md C.4, which knows no server that could be late: a closed
/// lot is not open.
const fn code_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::LateByServer { .. } => Refusal::LotNotOpen.code(),
        other => other.code(),
    }
}
