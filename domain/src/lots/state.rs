//! The life of a lot (domain.md §3.5) with every allowed transition; all others are refused.
//!
//! One deviation: §3.5 has no way back to the institution, bidding.md C.7 has. A lot that the centre
//! returns (退回修改) before anybody has reviewed it is a draft again, with notes beside its fields.

codes! {
    /// Where a lot stands.
    LotState {
        Draft = "DRAFT" / "草稿",
        Submitted = "SUBMITTED" / "已提交",
        UnderReview = "UNDER_REVIEW" / "评审中",
        Selected = "SELECTED" / "入选",
        Rejected = "REJECTED" / "未入选",
        Published = "PUBLISHED" / "展示中",
        Listed = "LISTED" / "待竞价",
        Bidding = "BIDDING" / "竞价中",
        Extended = "EXTENDED" / "延时竞价",
        Sold = "SOLD" / "已成交",
        Passed = "PASSED" / "流拍",
        Contracting = "CONTRACTING" / "签约中",
        Signed = "SIGNED" / "已签约",
        Registered = "REGISTERED" / "已登记",
        Delivered = "DELIVERED" / "已交割",
        Defaulted = "DEFAULTED" / "违约",
        Withdrawn = "WITHDRAWN" / "撤回",
        Archived = "ARCHIVED" / "已归档",
    }
}

/// Refusal of a transition (error code `STATE_TRANSITION`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("STATE_TRANSITION: {from} to {to}")]
pub struct IllegalTransition {
    /// Where the lot stands.
    pub from: LotState,
    /// Where it was to go.
    pub to: LotState,
}

impl LotState {
    /// Moves to `to`.
    ///
    /// # Errors
    /// [`IllegalTransition`] when the machine of domain.md §3.5 has no such arrow.
    pub fn advance(self, to: Self) -> Result<Self, IllegalTransition> {
        let allowed = self.successors().contains(&to);
        if allowed {
            Ok(to)
        } else {
            Err(IllegalTransition { from: self, to })
        }
    }

    /// The states that may follow this one.
    pub const fn successors(self) -> &'static [Self] {
        use LotState as S;
        match self {
            S::Draft => &[S::Submitted, S::Withdrawn],
            S::Submitted => &[S::UnderReview, S::Draft, S::Withdrawn],
            S::UnderReview => &[S::Selected, S::Rejected, S::Draft, S::Withdrawn],
            S::Selected => &[S::Published, S::Withdrawn],
            S::Published => &[S::Listed, S::Sold, S::Withdrawn, S::Archived],
            S::Listed => &[S::Bidding, S::Published],
            S::Bidding => &[S::Extended, S::Sold, S::Passed],
            S::Extended => &[S::Extended, S::Sold, S::Passed],
            S::Passed => &[S::Published, S::Archived],
            S::Sold => &[S::Contracting, S::Defaulted],
            S::Contracting => &[S::Signed, S::Defaulted],
            S::Signed => &[S::Registered],
            S::Registered => &[S::Delivered],
            S::Defaulted => &[S::Published],
            S::Rejected | S::Delivered | S::Withdrawn | S::Archived => &[],
        }
    }

    /// Whether the lot is still on its way to publication: submitted, under review or selected.
    pub const fn is_before_publication(self) -> bool {
        matches!(self, Self::Submitted | Self::UnderReview | Self::Selected)
    }

    /// Whether the public may see the lot: everything from publication on, and nothing before.
    pub const fn is_public(self) -> bool {
        use LotState as S;
        !matches!(
            self,
            S::Draft | S::Submitted | S::UnderReview | S::Selected | S::Rejected | S::Withdrawn
        )
    }
}

#[cfg(test)]
mod tests {
    use super::LotState::{self as S, *};

    #[test]
    fn every_arrow_of_the_machine_and_no_other() {
        let arrows = [
            (Draft, Submitted),
            (Submitted, UnderReview),
            (Submitted, Draft),
            (UnderReview, Draft),
            (UnderReview, Selected),
            (UnderReview, Rejected),
            (Selected, Published),
            (Published, Listed),
            (Listed, Bidding),
            (Listed, Published),
            (Bidding, Extended),
            (Extended, Extended),
            (Bidding, Sold),
            (Bidding, Passed),
            (Extended, Sold),
            (Extended, Passed),
            (Passed, Published),
            (Published, Sold),
            (Sold, Contracting),
            (Contracting, Signed),
            (Signed, Registered),
            (Registered, Delivered),
            (Sold, Defaulted),
            (Contracting, Defaulted),
            (Defaulted, Published),
            (Draft, Withdrawn),
            (Submitted, Withdrawn),
            (UnderReview, Withdrawn),
            (Selected, Withdrawn),
            (Published, Withdrawn),
            (Published, Archived),
            (Passed, Archived),
        ];
        for from in S::ALL {
            for to in S::ALL {
                let listed = arrows.contains(&(*from, *to));
                assert_eq!(from.advance(*to).is_ok(), listed, "{from} -> {to}");
            }
        }
    }

    #[test]
    fn nothing_is_public_before_publication() {
        for hidden in [Draft, Submitted, UnderReview, Selected, Rejected, Withdrawn] {
            assert!(!hidden.is_public(), "{hidden}");
        }
        assert!(Published.is_public() && Passed.is_public() && Archived.is_public());
    }
}
