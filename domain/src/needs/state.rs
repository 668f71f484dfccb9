//! The life of a need up to the public list (domain.md §3.5, CS-05, CS-14 to CS-16). That it expires is
//! read off its last day and is no state.

codes! {
    /// Where a need stands.
    NeedState {
        Submitted = "SUBMITTED" / "已提交",
        Returned = "RETURNED" / "退回",
        Approved = "APPROVED" / "诊断通过",
        Published = "PUBLISHED" / "发榜",
        Closed = "CLOSED" / "关闭",
    }
}

codes! {
    /// What a diagnosis comes to (CS-15).
    NeedVerdict {
        Passed = "PASSED" / "通过",
        Returned = "RETURNED" / "退回",
    }
}

/// Why a need stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NeedRefusal {
    /// It has not been diagnosed, or was returned (CS-16).
    #[error("NEED_DIAGNOSIS_REQUIRED")]
    DiagnosisRequired,
    /// Its stages only go forward (CS-05).
    #[error("NEED_STAGE_ORDER")]
    StageOrder,
    /// Its last day is over.
    #[error("NEED_EXPIRED")]
    Expired,
    /// It names the enterprise that keeps its name to itself (LG-1).
    #[error("NEED_NAMES_ENTERPRISE")]
    NamesEnterprise,
    /// What is returned or closed gets a word why, 500 characters at most.
    #[error("NEED_OPINION")]
    Opinion,
}

impl NeedRefusal {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DiagnosisRequired => "NEED_DIAGNOSIS_REQUIRED",
            Self::StageOrder => "NEED_STAGE_ORDER",
            Self::Expired => "NEED_EXPIRED",
            Self::NamesEnterprise => "NEED_NAMES_ENTERPRISE",
            Self::Opinion => "NEED_OPINION",
        }
    }
}

impl NeedVerdict {
    /// Where it leads.
    pub const fn state(self) -> NeedState {
        match self {
            Self::Passed => NeedState::Approved,
            Self::Returned => NeedState::Returned,
        }
    }
}

impl NeedState {
    /// Moves to `to`.
    ///
    /// # Errors
    /// [`NeedRefusal::DiagnosisRequired`] for what is published without one, else
    /// [`NeedRefusal::StageOrder`].
    pub fn advance(self, to: Self) -> Result<Self, NeedRefusal> {
        if self.successors().contains(&to) {
            return Ok(to);
        }
        match (self, to) {
            (Self::Submitted | Self::Returned, Self::Published) => {
                Err(NeedRefusal::DiagnosisRequired)
            }
            _ => Err(NeedRefusal::StageOrder),
        }
    }

    /// The states that may follow this one.
    pub const fn successors(self) -> &'static [Self] {
        match self {
            Self::Submitted => &[Self::Returned, Self::Approved, Self::Closed],
            Self::Returned => &[Self::Submitted, Self::Approved, Self::Closed],
            Self::Approved => &[Self::Returned, Self::Published, Self::Closed],
            Self::Published => &[Self::Closed],
            Self::Closed => &[],
        }
    }

    /// Whether everybody may see it.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Published)
    }

    /// Whether a later upload of its row may change it.
    pub const fn is_rewritable(self) -> bool {
        matches!(self, Self::Submitted | Self::Returned)
    }

    /// Whether it counts as a valid need (有效技术需求, CS-14): its fields are complete from the form
    /// on, and its diagnosis has passed.
    pub const fn is_valid(self) -> bool {
        matches!(self, Self::Approved | Self::Published)
    }
}
