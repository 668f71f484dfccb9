//! Where a visitor of a lot page stands: what he may do, or what is missing.

use super::seat::{Seat, demands, is_final};
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::bidding::NotQualified;
use domain::ids::{AccountId, LotCode};
use domain::lots::Lot;
use domain::views::BidderStanding;
use store::Tx;

/// Takes the turn of every running lot that somebody is enrolled on, before anything about him is
/// written, and tells every process that his standing there changes with this transaction. After its
/// commit comes [`Portal::forget_seats`].
pub(crate) async fn change_standings(tx: &mut Tx, of: AccountId) -> Result<Vec<LotCode>, Error> {
    let running = tx.running_lots_of(of).await?;
    let codes: Vec<LotCode> = running.iter().map(|(_, code)| code.clone()).collect();
    tx.take_turn(&codes).await?;
    for (lot, _) in &running {
        tx.raise_standing(*lot).await?;
    }
    Ok(codes)
}

impl Portal {
    /// Waits until the writer of this process has dropped what it knew of the bidders on these lots: what
    /// has changed about them counts for every bid that is decided from then on.
    pub(crate) async fn forget_seats(&self, lots: Vec<LotCode>) {
        for lot in lots {
            self.writer().forget(lot).await;
        }
    }
}

/// Where `who` stands on a lot that may be in no round yet.
pub(crate) async fn standing(
    tx: &mut Tx,
    lot: &Lot,
    who: Option<&Account>,
) -> Result<BidderStanding, Error> {
    let Some(account) = who else {
        return Ok(BidderStanding::Anonymous);
    };
    if !account.may(Action::Bid) {
        return Ok(BidderStanding::NotABidder);
    }
    if account.institution == Some(lot.owner) {
        return Ok(BidderStanding::OwnLot);
    }
    let Some(stored) = tx.auction(lot.id).await? else {
        return Ok(BidderStanding::MayEnrol);
    };
    let auction = stored.auction;
    let seat = Seat::load(tx, lot.id, account.id).await?;
    Ok(
        match (seat.standing(account, &demands(lot), &auction), seat.paddle) {
            (Err(reason), _) if is_final(reason) => BidderStanding::Refused { reason },
            (_, None) => BidderStanding::MayEnrol,
            (Ok(()), Some(paddle)) => BidderStanding::Enrolled {
                paddle,
                // The ceiling of the leader, told to nobody but himself.
                ceiling: auction
                    .ceiling
                    .filter(|_| auction.leader == Some(paddle))
                    .map(|ceiling| ceiling.max),
            },
            // Accepting again is the way to the new version of the rules.
            (Err(NotQualified::RulesChanged), Some(_)) => BidderStanding::MayEnrol,
            (Err(missing), Some(paddle)) => BidderStanding::Preparing { paddle, missing },
        },
    )
}
