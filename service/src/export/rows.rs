//! The columns of each table, and what stands in them. The one place that decides what leaves.

use super::{Cell, Noun};
use domain::bidding::{Event, EventKind, Order, Outcome};
use domain::ids::LotCode;
use domain::institutions::Institution;
use domain::rounds::Round;
use store::{StoredAuction, StoredLot};

/// The headings of a table, in the order of its rows.
pub(super) const fn columns(noun: Noun) -> &'static [&'static str] {
    match noun {
        Noun::Lots => &[
            "code",
            "kind",
            "title",
            "owner",
            "industry",
            "state",
            "published_at",
            "trl",
            "modes",
            "deal_methods",
            "start_price_yuan",
            "asking_price_yuan",
            "negotiable",
            "increment_yuan",
            "deposit_yuan",
            "has_reserve",
            "project_level",
            "dual_carbon",
            "out_of_province",
            "roadshow",
            "patents",
        ],
        Noun::Institutions => &[
            "name",
            "credit_code",
            "kind",
            "university_class",
            "province",
            "city",
            "big_institute",
        ],
        Noun::Rounds => &[
            "day",
            "opens_at",
            "closes_at",
            "state",
            "window_ms",
            "extension_ms",
            "hard_end",
            "min_bidders",
        ],
        Noun::Results => &[
            "code",
            "round_day",
            "outcome",
            "price_yuan",
            "buyer",
            "ends_at",
            "bids",
            "bidders",
            "extensions",
        ],
        Noun::Bids => &[
            "code",
            "event",
            "decided_at",
            "bidder",
            "amount_yuan",
            "automatic",
            "ends_at",
        ],
    }
}

pub(super) fn lot(stored: &StoredLot) -> Vec<Cell> {
    let lot = &stored.lot;
    let joined = |words: Vec<&str>| Cell::text(words.join(" "));
    vec![
        Cell::text(lot.code.as_str()),
        Cell::text(lot.kind.code()),
        Cell::text(lot.title.as_str()),
        Cell::text(stored.owner_name.as_str()),
        Cell::text(lot.industry.code()),
        Cell::text(lot.state.code()),
        Cell::or_empty(lot.published_at, Cell::Time),
        Cell::Whole(lot.trl.level().into()),
        joined(lot.modes.iter().map(|mode| mode.code()).collect()),
        joined(lot.deal_methods.iter().map(|way| way.code()).collect()),
        Cell::or_empty(lot.start_price, Cell::Yuan),
        Cell::or_empty(lot.asking_price, Cell::Yuan),
        Cell::Yes(lot.negotiable),
        Cell::or_empty(lot.increment, Cell::Yuan),
        Cell::or_empty(lot.deposit, Cell::Yuan),
        Cell::Yes(lot.has_reserve),
        Cell::text(lot.project_level.code()),
        Cell::Yes(lot.dual_carbon),
        Cell::Yes(lot.out_of_province),
        Cell::Yes(lot.roadshow),
        joined(
            lot.patents
                .iter()
                .map(|patent| patent.number.canonical())
                .collect(),
        ),
    ]
}

pub(super) fn institution(of: &Institution) -> Vec<Cell> {
    vec![
        Cell::text(of.name.as_str()),
        Cell::or_empty(of.credit_code.as_deref(), Cell::text),
        Cell::text(of.kind.code()),
        Cell::or_empty(of.university_class, |class| Cell::text(class.code())),
        Cell::text(of.province.as_str()),
        Cell::or_empty(of.city, |city| Cell::text(city.code())),
        Cell::Yes(of.big_institute),
    ]
}

pub(super) fn round(round: &Round) -> Vec<Cell> {
    vec![
        Cell::text(round.on.to_string()),
        Cell::Time(round.opens_at),
        Cell::Time(round.closes_at),
        Cell::text(round.state.code()),
        Cell::Whole(round.window_ms),
        Cell::Whole(round.extension_ms),
        Cell::or_empty(round.hard_end, Cell::Time),
        Cell::Whole(round.min_bidders.into()),
    ]
}

pub(super) fn result(stored: &StoredAuction, round: Option<&Round>) -> Vec<Cell> {
    let auction = &stored.auction;
    // Until the hammer falls the leader is a number on a page; the buyer stands in the outcome.
    let buyer = match auction.outcome {
        Some(Outcome::SoldPending { paddle, .. }) => Some(paddle),
        _ => None,
    };
    vec![
        Cell::text(stored.code.as_str()),
        Cell::or_empty(round, |round| Cell::text(round.on.to_string())),
        Cell::or_empty(auction.outcome.as_ref(), |outcome| {
            Cell::text(outcome.code())
        }),
        Cell::or_empty(auction.price, Cell::Yuan),
        Cell::or_empty(buyer, |paddle| Cell::text(paddle.to_string())),
        Cell::Time(auction.ends_at),
        Cell::Whole(auction.bid_count.into()),
        Cell::Whole(auction.bidders.len() as i64),
        Cell::Whole(auction.extensions.into()),
    ]
}

/// The lines that an event added to the list of bids. Its own amount may be a ceiling and stays here;
/// the amounts of its lines are the prices that everybody has seen.
pub(super) fn bids(code: &LotCode, event: &Event) -> Vec<Vec<Cell>> {
    let EventKind::Bid { rows, ends_at, .. } = &event.kind else {
        return Vec::new();
    };
    let line = |row: &domain::bidding::Row| {
        vec![
            Cell::text(code.as_str()),
            Cell::Whole(event.seq as i64),
            Cell::Time(event.at),
            Cell::text(row.paddle.to_string()),
            Cell::Yuan(row.amount),
            Cell::Yes(row.order == Order::Cap),
            Cell::Time(*ends_at),
        ]
    };
    rows.iter().map(line).collect()
}
