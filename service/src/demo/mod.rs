//! Generated data: a demo season to look at, and a large set to measure with.
//!
//! [`season`] is pure: the same day and instant give the same season, ids included. All of it is
//! fictional (domain.md §7.1, LG-17): institutions end with （示例）, patents and credit codes have
//! numbers that nobody can have, phones and addresses lead nowhere.

mod accounts;
mod articles;
mod bids;
mod calendar;
mod consents;
mod deals;
mod deposits;
mod dice;
mod drafts;
mod guests;
mod help;
mod institutions;
mod load;
mod lots;
mod needs;
mod open_licences;
mod organisations;
mod packages;
mod papers;
mod participations;
mod prices;
mod registrations;
mod reviews;
mod seed;
mod session_days;
mod sessions;
mod site;
mod targets;
#[cfg(test)]
mod tests;
mod words;

pub use load::{Loaded, load, queue_for_ledger};
pub use seed::{Seeded, seed};
pub use site::site_notice;

use calendar::Rounds;
use domain::accounts::Account;
use domain::bidding::{Auction, Event, Outcome, Paddle, Terms};
use domain::ids::{AccountId, RoundId};
use domain::institutions::Institution;
use domain::lots::{Lot, LotPrivate};
use domain::rounds::Round;
use domain::seasons::Season;
use domain::sessions::{Revision, Session};
use domain::time::{Date, Timestamp};
use institutions::Members;
use lots::{Made, World};
use words::Lists;

/// Sessions that the demo organiser holds.
const HOSTED: usize = 2;

/// A demo season, ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoSeason {
    /// 2022 and 2023 archived, then the current season.
    pub seasons: Vec<Season>,
    /// Institutions.
    pub institutions: Vec<Institution>,
    /// Accounts, and whether each has the demo password; the others cannot be signed in to.
    pub accounts: Vec<(Account, bool)>,
    /// Sessions with the revisions of their pages, oldest first.
    pub sessions: Vec<(Session, Vec<Revision>)>,
    /// Rounds of the current season by day.
    pub rounds: Vec<Round>,
    /// Lots, those for practice last.
    pub lots: Vec<DemoLot>,
}

/// A lot with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoLot {
    /// The lot; its id is final.
    pub lot: Lot,
    /// What only owner and centre may see.
    pub private: LotPrivate,
    /// What makes a row of a form the same record again.
    pub identity_key: String,
    /// Its auction, when it is or was in a round.
    pub auction: Option<DemoAuction>,
}

/// The auction of a lot: how it went and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAuction {
    /// The round.
    pub round: RoundId,
    /// The state after all events.
    pub state: Auction,
    /// The events in order: the listing, the bids, the close when there was one.
    pub history: Vec<DemoBid>,
    /// Who has enrolled.
    pub enrolments: Vec<DemoEnrolment>,
}

/// An event with the account behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoBid {
    /// The event.
    pub event: Event,
    /// Who bid; `None` for a listing and a close.
    pub account: Option<AccountId>,
}

/// A bidder's number on a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoEnrolment {
    /// Who.
    pub account: AccountId,
    /// The number.
    pub paddle: Paddle,
    /// When it was drawn.
    pub at: Timestamp,
}

impl DemoAuction {
    /// The frozen terms.
    pub fn terms(&self) -> &Terms {
        &self.state.terms
    }

    /// The result, once closed.
    pub fn outcome(&self) -> Option<Outcome> {
        self.state.outcome
    }
}

/// Generates the demo season around `today`.
///
/// `now` is the instant at which the demonstration begins. When it is not on `today`, because
/// somebody wants to see another day, its time of day is moved there, so that the season is of
/// one piece.
pub fn season(today: Date, now: Timestamp) -> DemoSeason {
    let moved = i64::from(today.0 - now.date().0) * 86_400_000;
    let now = now.plus_millis(moved);
    let season = calendar::current(today);
    let rounds = Rounds::generate(&season, today, now);
    let (members, phrases, groups) = (Members::generate(), Lists::phrases(), words::groups());
    let sketches = sessions::sketch(&season, now);
    let world = World {
        season: &season,
        members: &members,
        sketches: &sketches,
        phrases: &phrases,
        now,
    };
    let mut made = lots::lots(&world, &groups);
    let accounts = accounts::accounts(&members, &sessions::coming(&sketches, now, HOSTED));
    let auctions = bids::play(&mut made, &season, &rounds, &accounts, now);
    // Pages show lots, oldest publication first, and bidding has just decided about those dates.
    let plain: Vec<Lot> = made.iter().map(|made| made.lot.clone()).collect();
    let mut sessions = sessions::history(&members);
    let writer = sessions::Writer {
        members: &members,
        lots: &plain,
        now,
    };
    sessions.extend(writer.write(&season, &sketches));
    made.extend(lots::practice(&world, made.len() as i64 + 1));
    let lots = gather(made, auctions, &members);
    DemoSeason {
        seasons: calendar::seasons(today),
        institutions: members.all().cloned().collect(),
        accounts,
        sessions,
        rounds: rounds.all,
        lots,
    }
}

fn gather(
    made: Vec<Made>,
    mut auctions: Vec<Option<DemoAuction>>,
    members: &Members,
) -> Vec<DemoLot> {
    auctions.resize(made.len(), None);
    made.into_iter()
        .zip(auctions)
        .map(|(Made { lot, private }, auction)| {
            let owner = members
                .all()
                .find(|one| one.id == lot.owner)
                .expect("owners are members");
            DemoLot {
                identity_key: lots::identity_key(&lot, owner),
                lot,
                private,
                auction,
            }
        })
        .collect()
}
