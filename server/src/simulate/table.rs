//! One lot on the table: the engine with names, tokens and a clock that only runs forward.

use super::lines::{Answer, LotLine, StepLine, money, time, whole};
use domain::bidding::{
    Auction, Band, Event, EventKind, Instruction, Ladder, Order, Outcome, Paddle, Phase, Refusal,
    RowNote, Terms,
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
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let lot: LotLine = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let bands = lot.ladder.iter().map(|(from, step)| {
            Ok(Band {
                from: money(*from)?,
                step: money(*step)?,
            })
        });
        let ladder = Ladder::new(bands.collect::<Result<_, String>>()?);
        let mut table = Self {
            auction: Auction::listed(
                Terms {
                    start: money(lot.start)?,
                    ladder: ladder.map_err(|error| error.to_string())?,
                    opens_at: time(lot.opens_at)?,
                    ends_at: time(lot.ends_at)?,
                    window_ms: lot.window,
                    extension_ms: lot.extend,
                    hard_end: lot.hard_end.map(time).transpose()?,
                    max_jump: lot.max_jump,
                    drain_ms: lot.drain,
                    has_reserve: lot.reserve.is_some(),
                    min_bidders: lot.min_bidders,
                    ranks: BTreeMap::new(),
                },
                lot.reserve.map(money).transpose()?,
                0,
                Timestamp(i64::MIN + 1),
            ),
            now: Timestamp(i64::MIN / 2),
            names: Vec::new(),
            paddles: HashMap::new(),
            tokens: HashMap::new(),
        };
        let terms = &table.auction.terms;
        if terms.start < Fen(YUAN) || terms.ends_at <= terms.opens_at {
            return Err("start is at least 1, and ends_at later than opens_at".into());
        }
        let spans = [lot.window, lot.extend, lot.drain];
        if spans.iter().any(|span| !(0..=SPAN_MAX_MS).contains(span)) || lot.max_jump > 500 {
            return Err("window, extend and drain are 0 to a year, max_jump at most 500".into());
        }
        for (name, rank) in lot.ranks {
            let paddle = table.paddle(&name)?;
            table.auction.terms.ranks.insert(paddle, rank);
        }
        Ok(table)
    }

    pub(super) fn step(&mut self, text: &str) -> Result<Answer, String> {
        let line: StepLine<'_> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match line {
            StepLine {
                tick: Some(tick), ..
            } => {
                self.now = self.now.max(time(tick)?);
                if let Some(event) = self.auction.close(self.now) {
                    self.auction.apply(&event);
                }
                Ok(self.answer("TICK", Vec::new()))
            }
            StepLine {
                bidder: Some(bidder),
                kind: Some(order),
                amount: Some(amount),
                t: Some(t),
                token,
                confirmed,
                ..
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
            _ => Err("a line has tick, or bidder, kind, amount and t".into()),
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
        let number = u16::try_from(self.names.len() + 1).map_err(|_| "too many bidders")?;
        self.names.push(name.to_owned());
        self.paddles.insert(name.to_owned(), Paddle(number));
        Ok(Paddle(number))
    }
}

/// The codes here are those of bidding.md C.4, which knows no server that could be late: a closed
/// lot is not open.
const fn code_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::LateByServer { .. } => Refusal::LotNotOpen.code(),
        other => other.code(),
    }
}
