//! What somebody's place on a lot rests on (bidding.md C.4 item 5): what is on file goes in, the
//! answer of the domain comes out. The writer keeps it in memory, pages look it up.

use crate::{Error, RULES_VERSIONS};
use domain::accounts::Account;
use domain::bidding::qualification::{BarReason, BidderFact, BidderFile, LotDemands, qualify};
use domain::bidding::{Auction, NotQualified, Paddle, Refusal, Standing};
use domain::deposits::{DepositState, demanded};
use domain::ids::{AccountId, LotId};
use domain::lots::Lot;
use domain::money::Fen;
use store::{StoredSeat, Tx};

/// What is on file about a bidder and a lot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    /// His number, when he is enrolled.
    pub(crate) paddle: Option<Paddle>,
    file: BidderFile,
}

impl Seat {
    /// Looks it up.
    pub(crate) async fn load(tx: &mut Tx, lot: LotId, account: AccountId) -> Result<Self, Error> {
        Ok(Self::of(tx.seat(lot, account).await?))
    }

    /// What a stored one says.
    pub(crate) fn of(stored: StoredSeat) -> Self {
        let holds = |fact| stored.facts.contains(&fact);
        let state = stored.deposit.map(|deposit| deposit.state);
        let barred = match state {
            Some(DepositState::Forfeited) => Some(BarReason::Default),
            _ if holds(BidderFact::Defaulted) => Some(BarReason::Default),
            _ if holds(BidderFact::Barred) => Some(BarReason::Decision),
            _ => None,
        };
        let accepted = stored.enrolled.as_ref();
        Self {
            paddle: accepted.map(|(paddle, _)| *paddle),
            file: BidderFile {
                accepted_rules: accepted.map(|(_, version)| number_of(version)),
                identity_verified: holds(BidderFact::Identity),
                // What is on its way back vouches for nothing any more.
                deposit: stored.deposit.filter(|_| !stored.goes_back),
                related: holds(BidderFact::Related),
                barred,
                // No lot asks for more than all others do so far.
                eligible: true,
                second_factor: stored.second_factor,
            },
        }
    }

    /// Whether his identity has been verified.
    pub(crate) const fn is_verified(&self) -> bool {
        self.file.identity_verified
    }

    /// Whether `account`, whose seat this is, may bid on the lot.
    ///
    /// # Errors
    /// The first reason against it.
    pub(crate) fn standing(
        &self,
        account: &Account,
        demands: &LotDemands,
        auction: &Auction,
    ) -> Standing {
        let struck = self
            .paddle
            .is_some_and(|paddle| auction.struck.contains(&paddle));
        let file = BidderFile {
            barred: match struck {
                true => Some(BarReason::Struck),
                false => self.file.barred,
            },
            ..self.file
        };
        qualify(account, &file, demands)
    }
}

/// What a lot asks of its bidders.
pub(crate) fn demands(lot: &Lot) -> LotDemands {
    LotDemands {
        owner: lot.owner,
        practice: lot.practice,
        rules_version: RULES_VERSIONS.len() as u32,
        deposit: demanded(lot),
        second_factor: lot.second_factor,
    }
}

/// Whether nothing that the bidder does heals it.
pub(crate) fn is_final(reason: NotQualified) -> bool {
    reason < NotQualified::NotEnrolled
}

/// Somebody is told why he may not take part, as with a bid.
pub(crate) fn refused(reason: NotQualified, auction: &Auction) -> Error {
    Error::Bid {
        refusal: Refusal::NotQualified { reason },
        as_of_seq: auction.seq,
        min_next: auction.min_next(),
        replayed: false,
    }
}

/// The number of a version of the rules, from 1; 0 for one that is not known any more.
fn number_of(version: &str) -> u32 {
    let place = RULES_VERSIONS.iter().position(|known| *known == version);
    place.map_or(0, |place| place as u32 + 1)
}

/// The deposit of a lot, when it asks for one.
pub(crate) fn asked(lot: &Lot) -> Option<Fen> {
    Some(demanded(lot)).filter(|asked| *asked > Fen(0))
}
