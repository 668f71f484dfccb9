//! The playback (回放) of a finished round: its events as everybody may see them, from which the
//! engine makes every moment again.
//!
//! Ceilings and the reserve stay secret after the close (bidding.md C.3, C.12 I18), so they are not
//! in here. The lines of the bid list say everything that the public figures follow from: the
//! engine applies each event with the least ceiling that its lines show, and with the least reserve
//! that the published statuses allow. Whether the rules *had* to write those lines is what the
//! ledger's check decides ([`crate::ledger::replay`]).

use crate::bidding::{Auction, Event, EventKind, ReserveStatus, Terms};
use crate::ledger::opening::{PublicEvent, PublicPart, Standing};
use crate::live::{Figures, View};
use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One event of the round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its number on the lot.
    pub seq: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// When the instruction had arrived; only a bid has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
    /// What happened and how the lot stood after it. The commitment to the reserve is left out: it
    /// stands in the ledger.
    pub part: PublicPart,
}

/// The events of the last round of a lot, its listing first, without gaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Playback {
    steps: Vec<Step>,
}

/// How the lot stood right after one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Number of the first event of the round: its listing.
    pub first: u64,
    /// Number of the last one: its result.
    pub last: u64,
    /// The event; its number is that of the figures.
    pub step: Step,
    /// The public figures after it.
    pub figures: Figures,
    /// It is a bid that moved the end (C.6).
    pub extended: bool,
}

/// Why there is no such moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NoMoment {
    /// The round has no event of this number.
    #[error("the events of the round are numbered {first} to {last}")]
    OutOfRange {
        /// Number of the listing.
        first: u64,
        /// Number of the result.
        last: u64,
    },
    /// The events do not lead to what was published of them: never for events of the engine.
    #[error("event {seq} does not lead to what was published of it")]
    Broken {
        /// The first event that does not fit.
        seq: u64,
    },
}

impl Moment {
    /// Where the lot stood right after the event.
    pub fn view(&self) -> View {
        self.figures.view(self.step.at)
    }
}

impl Playback {
    /// The last round of a lot from all its events and the secret reserve of that round; `None`
    /// while it has no result, because what goes on is watched and not played back.
    pub fn of(events: &[Event], reserve: Option<Fen>) -> Option<Self> {
        let listed = |event: &Event| matches!(event.kind, EventKind::Listed { .. });
        let round = &events[events.iter().rposition(listed)?..];
        let (first, rest) = round.split_first()?;
        let EventKind::Listed { terms } = &first.kind else {
            return None;
        };
        let mut auction = Auction::listed(terms.clone(), reserve, first.seq, first.at);
        let mut steps = vec![Step::of(first, &auction)];
        for event in rest {
            if !follows(&auction, event) {
                return None;
            }
            auction.apply(event);
            steps.push(Step::of(event, &auction));
        }
        auction.outcome.map(|_| Self { steps })
    }

    /// The events, the listing first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The moment right after the event numbered `seq`; without a number the last one.
    ///
    /// # Errors
    /// [`NoMoment`].
    pub fn moment(&self, seq: Option<u64>) -> Result<Moment, NoMoment> {
        let (Some(listing), Some(result)) = (self.steps.first(), self.steps.last()) else {
            return Err(NoMoment::Broken { seq: 0 });
        };
        let (first, last) = (listing.seq, result.seq);
        let seq = seq.unwrap_or(last);
        if !(first..=last).contains(&seq) {
            return Err(NoMoment::OutOfRange { first, last });
        }
        let PublicEvent::Listed { terms, .. } = &listing.part.event else {
            return Err(NoMoment::Broken { seq: first });
        };
        let mut auction = self.listed(terms, listing);
        let (mut reached, mut extended) = (listing, false);
        for step in self.steps[1..].iter().take_while(|step| step.seq <= seq) {
            let (event, extensions) = (step.event(), auction.extensions);
            let event = event.filter(|event| follows(&auction, event));
            auction.apply(&event.ok_or(NoMoment::Broken { seq: step.seq })?);
            if Standing::of(&auction) != step.part.after {
                return Err(NoMoment::Broken { seq: step.seq });
            }
            (reached, extended) = (step, auction.extensions > extensions);
        }
        if reached.seq != seq {
            // A number is missing on the way.
            return Err(NoMoment::Broken {
                seq: reached.seq + 1,
            });
        }
        Ok(Moment {
            first,
            last,
            step: reached.clone(),
            figures: Figures::of(&auction),
            extended,
        })
    }

    /// The listed lot with the least reserve that explains every published status: the lowest price
    /// that met it. What never met it lies above all prices.
    fn listed(&self, terms: &Terms, listing: &Step) -> Auction {
        let after = self.steps.iter().map(|step| step.part.after);
        let met = after.filter(|after| after.reserve == ReserveStatus::Met);
        let least = met.filter_map(|after| after.price).min();
        let reserve = terms.has_reserve.then(|| least.unwrap_or(Fen(i64::MAX)));
        Auction::listed(terms.clone(), reserve, listing.seq, listing.at)
    }
}

impl Step {
    fn of(event: &Event, after: &Auction) -> Self {
        Self {
            seq: event.seq,
            at: event.at,
            received_at: match event.kind {
                EventKind::Bid { received_at, .. } => Some(received_at),
                _ => None,
            },
            part: PublicPart::of(event, after, None),
        }
    }

    /// The event as far as the public knows it; `None` for what cannot stand within a round.
    fn event(&self) -> Option<Event> {
        let after = self.part.after;
        let kind = match &self.part.event {
            PublicEvent::Bid {
                paddle,
                order,
                rows,
            } => EventKind::Bid {
                paddle: *paddle,
                order: *order,
                // How far a ceiling goes decides no public figure: the lines say what it wrote.
                amount: rows
                    .iter()
                    .filter(|row| row.paddle == *paddle)
                    .map(|row| row.amount)
                    .max()
                    .or(after.price)?,
                received_at: self.received_at?,
                rows: rows.clone(),
                ends_at: after.ends_at,
            },
            PublicEvent::Suspended {
                reason,
                remaining_ms,
            } => EventKind::Suspended {
                reason: *reason,
                remaining_ms: *remaining_ms,
            },
            PublicEvent::Resumed => EventKind::Resumed {
                ends_at: after.ends_at,
            },
            PublicEvent::Voided {
                paddle,
                reason,
                floor,
            } => EventKind::Voided {
                paddle: *paddle,
                reason: *reason,
                leader: after.leader,
                price: after.leader.and(after.price).or(*floor),
                ceiling: None,
            },
            PublicEvent::Cancelled { reason } => EventKind::Cancelled { reason: *reason },
            PublicEvent::Closed { outcome } => EventKind::Closed { outcome: *outcome },
            PublicEvent::Listed { .. }
            | PublicEvent::ReserveOpened { .. }
            | PublicEvent::Moved(_) => return None,
        };
        Some(Event {
            seq: self.seq,
            at: self.at,
            kind,
        })
    }
}

/// Whether the event can come next: what [`Auction::apply`] takes for granted is not certain of
/// events that were read or fetched.
fn follows(before: &Auction, event: &Event) -> bool {
    let in_turn = event.seq == before.seq + 1 && event.at > before.at;
    let fits = match &event.kind {
        EventKind::Bid { rows, ends_at, .. } => {
            let mut price = before.leader.and(before.price);
            let rises = rows.iter().all(|row| {
                let up = price <= Some(row.amount);
                price = Some(row.amount);
                up
            });
            rises && *ends_at >= before.ends_at
        }
        _ => true,
    };
    in_turn && fits
}
