//! Where a visitor of a lot page stands: what he may do, or what is missing.

use super::seat::{Seat, demands, is_final};
use crate::Error;
use domain::accounts::{Account, Action};
use domain::bidding::NotQualified;
use domain::lots::Lot;
use domain::views::BidderStanding;
use store::Tx;

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
