//! The commitment to a reserve price as the page of a lot shows it, read from the ledger and from
//! nowhere else: what has no leaf yet is not published, and nothing is opened before its leaf is.

use super::opening_of;
use crate::Error;
use domain::ids::LotId;
use domain::ledger::leaf::LeafKind;
use domain::ledger::opening::{PublicEvent, PublicPart};
use domain::views::ReserveSeal;
use store::{StoredLeaf, Tx};

/// The commitment of the listing with this number and, once bidding is over, what it was made of.
/// Nothing for a lot without a reserve, before the leaf of the listing, and when its opening was
/// taken away (L-10).
pub(crate) async fn reserve_seal(
    tx: &mut Tx,
    lot: LotId,
    listed_seq: u64,
    is_over: bool,
) -> Result<Option<ReserveSeal>, Error> {
    let Some(listing) = tx.leaf_of_event(lot, listed_seq).await? else {
        return Ok(None);
    };
    let Some(PublicEvent::Listed {
        reserve_commitment: Some(commitment),
        ..
    }) = public_event(&listing)?
    else {
        return Ok(None);
    };
    let opened = match is_over {
        true => {
            let kind = LeafKind::ReserveOpened.byte();
            tx.last_leaf_of_kind(lot, kind, listed_seq).await?
        }
        false => None,
    };
    let opening = match opened.as_ref().map(public_event).transpose()?.flatten() {
        Some(PublicEvent::ReserveOpened { opening }) => Some(opening),
        _ => None,
    };
    Ok(Some(ReserveSeal {
        commitment,
        index: listing.index,
        opening,
    }))
}

fn public_event(leaf: &StoredLeaf) -> Result<Option<PublicEvent>, Error> {
    let opening = opening_of(leaf)?;
    let part = opening.and_then(|opening| PublicPart::parse(&opening.public.part));
    Ok(part.map(|part| part.event))
}
