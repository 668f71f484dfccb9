//! What happened at a moment, in words.

use crate::bidding::reason_words;
use domain::bidding::{Order, Outcome, ReserveStatus, Row, RowNote};
use domain::ledger::opening::PublicEvent;
use domain::playback::{Moment, NoMoment};
use locales::{Lang, amount, bidding as b, playback as m};

/// The event, with what it did to the end.
pub(super) fn event(lang: Lang, moment: &Moment) -> String {
    let figures = &moment.figures;
    match &moment.step.part.event {
        PublicEvent::Listed { terms, .. } => m::listed(lang, amount(lang, terms.start)),
        PublicEvent::Bid { paddle, rows, .. } if rows.is_empty() => m::silent(lang, paddle),
        PublicEvent::Bid { rows, .. } => {
            let mut words: Vec<String> = rows.iter().map(|row| line(lang, row)).collect();
            if moment.extended {
                words.push(b::extended_to(lang, figures.ends_at.clock().hms()));
            }
            words.join(m::separator(lang))
        }
        PublicEvent::Suspended { reason, .. } => m::suspended(lang, reason_words(lang, *reason)),
        PublicEvent::Resumed => m::resumed(lang, figures.ends_at.clock().hms()),
        PublicEvent::Voided { paddle, reason, .. } => {
            m::voided(lang, paddle, reason_words(lang, *reason))
        }
        PublicEvent::Cancelled { reason } => m::cancelled(lang, reason_words(lang, *reason)),
        PublicEvent::Closed { outcome } => result(lang, outcome),
        // They stand in the ledger, never among the events of a round.
        PublicEvent::ReserveOpened { .. } | PublicEvent::Moved(_) => String::new(),
    }
}

fn line(lang: Lang, row: &Row) -> String {
    let (paddle, at) = (row.paddle, amount(lang, row.amount));
    let said = match row.order {
        Order::Flat => m::bid(lang, at, paddle),
        Order::Cap => m::automatic_bid(lang, at, paddle),
    };
    let note = match row.note {
        None => return said,
        Some(RowNote::Outbid) => m::note_outbid(lang),
        Some(RowNote::Exhausted) => m::note_exhausted(lang),
        Some(RowNote::Tie) => m::note_tie(lang),
    };
    m::with_note(lang, note, said)
}

fn result(lang: Lang, outcome: &Outcome) -> String {
    match outcome {
        Outcome::SoldPending { paddle, price } => m::sold(lang, paddle, amount(lang, *price)),
        Outcome::UnsoldNoBid => m::unsold_no_bid(lang).to_owned(),
        Outcome::UnsoldReserve => m::unsold_reserve(lang).to_owned(),
        Outcome::UnsoldTooFew => m::unsold_too_few(lang).to_owned(),
        Outcome::Cancelled => b::state_cancelled(lang).to_owned(),
        Outcome::Voided { paddle } => m::sale_voided(lang, paddle),
    }
}

/// Why there is no such moment.
pub(super) fn missing(lang: Lang, why: NoMoment) -> String {
    match why {
        NoMoment::OutOfRange { first, last } => m::out_of_range(lang, first, last),
        NoMoment::Broken { seq } => m::broken(lang, seq),
    }
}

/// Status of the reserve.
pub(super) fn reserve(lang: Lang, status: ReserveStatus) -> &'static str {
    match status {
        ReserveStatus::None => b::reserve_none(lang),
        ReserveStatus::NotMet => b::reserve_not_met(lang),
        ReserveStatus::Met => b::reserve_met(lang),
    }
}
