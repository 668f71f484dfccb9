//! How the 23 states of bidding.md C.7 stand in the 18 of domain.md §3.5, which are stored, and
//! what they mean for the deposits.

use super::Stage;
use crate::deposits::LotEnd;
use crate::ids::AccountId;
use crate::lots::LotState;

/// How far bidding has come in the present round; it tells LISTED, BIDDING and EXTENDED apart,
/// which C.7 does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BiddingProgress {
    /// Not opened yet.
    NotOpened,
    /// Open, the end has not moved.
    Opened,
    /// The end has moved.
    Extended,
}

impl Stage {
    /// The stored state of a lot that stands here. Total, and coarser: what C.7 adds
    /// (interruption, publicity, payment) is seen in its own records, not in [`LotState`].
    ///
    /// A cancelled lot has PASSED, as it was not sold. Negotiation and publicity happen while it
    /// is PUBLISHED. A deal that is confirmed is CONTRACTING; one that is paid is still SIGNED.
    /// With the season it is ARCHIVED, and stays public.
    pub const fn lot_state(self, progress: BiddingProgress) -> LotState {
        use LotState as L;
        match self {
            Self::Draft => L::Draft,
            Self::Submitted => L::Submitted,
            Self::Approved => L::Selected,
            Self::Scheduled => L::Listed,
            Self::Open | Self::Closing => progress.of_open(),
            Self::Suspended => match progress {
                BiddingProgress::NotOpened => L::Listed,
                opened => opened.of_open(),
            },
            Self::SoldPending => L::Sold,
            Self::UnsoldNoBid | Self::UnsoldReserve | Self::UnsoldTooFew | Self::Cancelled => {
                L::Passed
            }
            Self::Negotiating | Self::Publicity | Self::Objected => L::Published,
            Self::Confirmed => L::Contracting,
            Self::ContractSigned | Self::Paid => L::Signed,
            Self::TechRegistered => L::Registered,
            Self::Completed => L::Delivered,
            Self::Defaulted => L::Defaulted,
            Self::Withdrawn => L::Withdrawn,
            Self::Showcase => L::Archived,
        }
    }

    /// What the state means for the deposits on the lot, `buyer` being whom it was knocked down to
    /// in the present round, unless he was struck out. `None` while bidding needs them as they are.
    pub fn lot_end(self, buyer: Option<AccountId>) -> Option<LotEnd> {
        match (self, buyer) {
            (
                Self::Draft
                | Self::Submitted
                | Self::Approved
                | Self::Scheduled
                | Self::Open
                | Self::Suspended
                | Self::Closing,
                _,
            ) => None,
            (Self::SoldPending, Some(buyer)) => Some(LotEnd::KnockedDown { buyer }),
            (
                Self::Confirmed
                | Self::ContractSigned
                | Self::Paid
                | Self::TechRegistered
                | Self::Completed,
                Some(buyer),
            ) => Some(LotEnd::Confirmed { buyer }),
            (Self::Defaulted, Some(buyer)) => Some(LotEnd::Defaulted { buyer }),
            // Knocked down to nobody known: nothing is paid back on a guess.
            (Self::SoldPending | Self::Defaulted, None) => None,
            // Not sold here, or sold by negotiation, where no deposit was asked for.
            _ => Some(LotEnd::Unsold),
        }
    }
}

impl BiddingProgress {
    const fn of_open(self) -> LotState {
        match self {
            Self::Extended => LotState::Extended,
            Self::Opened | Self::NotOpened => LotState::Bidding,
        }
    }
}
