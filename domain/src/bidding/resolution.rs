//! Who leads and at what price after an accepted instruction (bidding.md C.5).

use super::{Auction, Ceiling, Instruction, Order, Paddle, Row, RowNote};
use crate::money::Fen;

/// What an instruction does to the price.
pub(super) struct Resolved {
    /// Lines for the list of bids.
    pub rows: Vec<Row>,
    /// The leader's live ceiling afterwards.
    pub ceiling: Option<Ceiling>,
}

/// One side of the comparison: who, up to how much, by which instruction.
#[derive(Clone, Copy)]
struct Side {
    paddle: Paddle,
    rank: u8,
    max: Fen,
}

impl Auction {
    /// Resolves an admitted instruction with the number `seq`.
    pub(super) fn resolve(&self, instruction: &Instruction, seq: u64) -> Resolved {
        match (self.leader, self.price) {
            (Some(leader), Some(price)) if leader != instruction.paddle => {
                self.challenge(instruction, leader, price, seq)
            }
            (Some(_), Some(_)) => self.raise_oneself(instruction, seq),
            _ => self.take_the_lead(instruction, seq),
        }
    }

    /// The first bid of all, or the first after the leader was struck out.
    fn take_the_lead(&self, instruction: &Instruction, seq: u64) -> Resolved {
        let price = match instruction.order {
            Order::Flat => instruction.amount,
            Order::Cap => self.lifted(self.min_next(), instruction.amount),
        };
        Resolved {
            rows: vec![row(instruction, price, None)],
            ceiling: ceiling_of(instruction, seq),
        }
    }

    /// The leader itself: a new ceiling is silent, a bid of its own raises the price.
    fn raise_oneself(&self, instruction: &Instruction, seq: u64) -> Resolved {
        let amount = instruction.amount;
        match instruction.order {
            Order::Cap => {
                // The same ceiling again keeps its place among equals.
                let kept = self.ceiling.filter(|ceiling| ceiling.max == amount);
                Resolved {
                    rows: Vec::new(),
                    ceiling: kept.or(Some(Ceiling { max: amount, seq })),
                }
            }
            // A ceiling that the leader's own bid has reached is used up (C.13 a).
            Order::Flat => Resolved {
                rows: vec![row(instruction, amount, None)],
                ceiling: self.ceiling.filter(|ceiling| ceiling.max > amount),
            },
        }
    }

    /// Somebody else against the leader: the higher maximum wins, among equals the better rank,
    /// then the earlier instruction.
    fn challenge(
        &self,
        instruction: &Instruction,
        leader: Paddle,
        price: Fen,
        seq: u64,
    ) -> Resolved {
        let side = |paddle, max| Side {
            paddle,
            rank: self.terms.rank(paddle),
            max,
        };
        let challenger = side(instruction.paddle, instruction.amount);
        let reach = self.ceiling.map_or(price, |ceiling| ceiling.max.max(price));
        let holder = side(leader, reach);
        let wins = challenger.max > holder.max
            || (challenger.max == holder.max && challenger.rank < holder.rank);
        if wins {
            Resolved {
                rows: self.challenger_wins(instruction, challenger, holder, price),
                ceiling: ceiling_of(instruction, seq),
            }
        } else {
            Resolved {
                rows: self.leader_wins(instruction, challenger, holder, price),
                ceiling: self.ceiling,
            }
        }
    }

    fn challenger_wins(
        &self,
        instruction: &Instruction,
        challenger: Side,
        holder: Side,
        price: Fen,
    ) -> Vec<Row> {
        let mut rows = Vec::with_capacity(2);
        if holder.max > price {
            rows.push(Row {
                paddle: holder.paddle,
                amount: holder.max,
                order: Order::Cap,
                note: Some(RowNote::Exhausted),
            });
        }
        let new_price = match instruction.order {
            Order::Flat => instruction.amount,
            Order::Cap => {
                let least = self.min_next_of(challenger.paddle);
                let needed = self.beats(challenger, holder).max(least);
                self.lifted(needed, instruction.amount)
            }
        };
        rows.push(row(instruction, new_price, None));
        rows
    }

    fn leader_wins(
        &self,
        instruction: &Instruction,
        challenger: Side,
        holder: Side,
        price: Fen,
    ) -> Vec<Row> {
        let needed = self.beats(holder, challenger).max(price).min(holder.max);
        let new_price = self.lifted(needed, holder.max);
        let tie = new_price == challenger.max;
        vec![
            row(instruction, challenger.max, Some(RowNote::Outbid)),
            Row {
                paddle: holder.paddle,
                amount: new_price,
                order: Order::Cap,
                note: tie.then_some(RowNote::Tie),
            },
        ]
    }

    /// The lowest price at which `winner` beats `loser`.
    fn beats(&self, winner: Side, loser: Side) -> Fen {
        if winner.rank < loser.rank || winner.max == loser.max {
            loser.max
        } else {
            self.terms.ladder.next(loser.max)
        }
    }

    /// A price that comes from a ceiling goes up to the reserve when the ceiling reaches it. A bid
    /// by hand is never lifted.
    fn lifted(&self, price: Fen, ceiling: Fen) -> Fen {
        match self.reserve {
            Some(reserve) if price < reserve && reserve <= ceiling => reserve,
            _ => price,
        }
    }
}

fn row(instruction: &Instruction, amount: Fen, note: Option<RowNote>) -> Row {
    Row {
        paddle: instruction.paddle,
        amount,
        order: instruction.order,
        note,
    }
}

fn ceiling_of(instruction: &Instruction, seq: u64) -> Option<Ceiling> {
    (instruction.order == Order::Cap).then_some(Ceiling {
        max: instruction.amount,
        seq,
    })
}
