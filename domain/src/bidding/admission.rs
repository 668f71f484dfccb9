//! Whether an instruction is admitted, in the exact order of bidding.md C.4.

use super::{
    Auction, Event, EventKind, Instruction, NotQualified, Order, Outcome, Paddle, Refusal,
    ReserveStatus,
};
use crate::money::Fen;
use crate::time::Timestamp;

/// Whether the person behind an instruction may bid on the lot (C.4 item 5). Found out by the
/// caller from accounts and enrolments; judged here in its place of the order.
pub type Standing = Result<(), NotQualified>;

impl Auction {
    /// Judges an instruction at the instant `now`, in the order of C.4 (replayed tokens, item 1,
    /// were answered before). Returns the event that accepts it; the state is not touched.
    ///
    /// # Errors
    /// The first [`Refusal`] that applies.
    pub fn decide(
        &self,
        instruction: &Instruction,
        standing: Standing,
        now: Timestamp,
    ) -> Result<Event, Refusal> {
        self.in_time(instruction.received_at)?;
        standing.map_err(|reason| Refusal::NotQualified { reason })?;
        self.admit_amount(instruction)?;
        let seq = self.seq + 1;
        let resolved = self.resolve(instruction, seq);
        let Instruction {
            paddle,
            order,
            amount,
            received_at,
            ..
        } = *instruction;
        // Only a change of price or leader extends, and either writes rows (C.6).
        let ends_at = match resolved.rows.is_empty() {
            true => self.ends_at,
            false => self.end_after(received_at),
        };
        Ok(self.next_event(
            now,
            EventKind::Bid {
                paddle,
                order,
                amount,
                received_at,
                rows: resolved.rows,
                ends_at,
            },
        ))
    }

    /// Items 2 to 4: the lot takes bids, and the instruction arrived in time.
    fn in_time(&self, received_at: Timestamp) -> Result<(), Refusal> {
        let opens_at = self.terms.opens_at;
        let was_in_time = (opens_at..self.ends_at).contains(&received_at);
        match self.outcome {
            // What was called off is refused by a decision, not by a delay.
            Some(outcome) if was_in_time && outcome != Outcome::Cancelled => {
                return Err(Refusal::LateByServer {
                    ended_at: self.ends_at,
                    received_at,
                });
            }
            None if self.suspended.is_none() => {}
            _ => return Err(Refusal::LotNotOpen),
        }
        if received_at < opens_at {
            return Err(Refusal::TooEarly { opens_at });
        }
        if received_at >= self.ends_at {
            return Err(Refusal::Late {
                ended_at: self.ends_at,
                received_at,
            });
        }
        Ok(())
    }

    /// Items 6 to 10: the amount.
    pub(super) fn admit_amount(&self, instruction: &Instruction) -> Result<(), Refusal> {
        let Instruction { order, amount, .. } = *instruction;
        let (below, above) = self.terms.ladder.neighbours(self.terms.start, amount);
        if below != amount {
            return Err(Refusal::OffGrid { below, above });
        }
        if self.leader == Some(instruction.paddle) {
            match order {
                Order::Cap => return self.admit_own_ceiling(amount),
                Order::Flat if self.reserve_status() != ReserveStatus::NotMet => {
                    let price = self.price.unwrap_or_default();
                    return Err(Refusal::AlreadyLeading { price });
                }
                Order::Flat => {}
            }
        }
        let min_next = self.min_next_of(instruction.paddle);
        if amount < min_next {
            let price = self.price;
            return Err(Refusal::TooLow { min_next, price });
        }
        let max = self.terms.ladder.climb(min_next, self.terms.max_jump);
        if order == Order::Flat && amount > max && !instruction.jump_confirmed {
            return Err(Refusal::JumpTooBig { max });
        }
        Ok(())
    }

    /// Item 7: a leader may raise its ceiling, but lower it neither below the price nor at all
    /// (bidding.md, decisions).
    fn admit_own_ceiling(&self, amount: Fen) -> Result<(), Refusal> {
        let price = self.price.unwrap_or_default();
        if amount < price {
            return Err(Refusal::BelowOwnPrice { price });
        }
        match self.ceiling {
            Some(ceiling) if amount < ceiling.max => Err(Refusal::BelowOwnCeiling {
                ceiling: ceiling.max,
            }),
            _ => Ok(()),
        }
    }

    /// The least that the next bid of this bidder must be: the price itself for somebody with a
    /// better rank than the leader (the match right, C.4), else what everybody must bid.
    pub fn min_next_of(&self, paddle: Paddle) -> Fen {
        match (self.leader, self.price) {
            (Some(leader), Some(price)) if self.terms.rank(paddle) < self.terms.rank(leader) => {
                price
            }
            _ => self.min_next(),
        }
    }
}
