//! What was agreed or sold outside of the portal (线下汇交, domain.md RM-01, IS-21): a plain record of an
//! intent (意向) or of a deal, with its proof, until deals are kept for good. The results of an offline
//! auction (线下拍卖会) are deals of that kind and bear the mark `offline`.

mod reported;

pub use reported::{PROVEN_TOGETHER_MAX, Report, Reported, ReportedShow};

use crate::credit_codes::CreditCode;
use crate::ids::LotCode;
use crate::interests::read_credit_code;
use crate::lots::{Lot, LotState};
use crate::money::Fen;
use crate::text::{clean, fold_width, length};
use crate::time::Date;
use serde::{Deserialize, Serialize};

codes! {
    /// What was reported.
    IntakeKind {
        /// The hammer fell at an offline auction.
        Auction = "OFFLINE_AUCTION" / "线下拍卖成交",
        /// A contract was agreed on without an auction.
        Deal = "OFFLINE_DEAL" / "线下协议成交",
        /// An intent was signed.
        Intent = "INTENT" / "线下合作意向",
    }
}

codes! {
    /// Where a record stands (domain.md §3.4 `offline_report`).
    IntakeState {
        Waiting = "WAITING" / "待核实",
        Verified = "VERIFIED" / "已核实",
        Returned = "RETURNED" / "退回",
        /// Taken back with the upload that it came in with.
        Withdrawn = "WITHDRAWN" / "撤回",
    }
}

impl IntakeState {
    /// Whether the record stands: the lot is sold, and the same is not entered again.
    pub const fn stands(self) -> bool {
        matches!(self, Self::Waiting | Self::Verified)
    }

    /// What a record becomes that the centre has verified, or returned: once returned it stays so, and the
    /// host enters it anew. What was verified may still turn out to be wrong. Without its proof nothing is
    /// verified (domain.md RM-01).
    ///
    /// # Errors
    /// `INTAKE_STATE`, `INTAKE_PROOF_MISSING`.
    pub const fn decide(self, verified: bool, proven: bool) -> Result<Self, &'static str> {
        match (self, verified) {
            (Self::Waiting, true) if !proven => Err("INTAKE_PROOF_MISSING"),
            (Self::Waiting, true) => Ok(Self::Verified),
            (Self::Waiting | Self::Verified, false) => Ok(Self::Returned),
            _ => Err("INTAKE_STATE"),
        }
    }
}

/// The longest word of the centre about a record, in characters.
pub const DECISION_MAX: usize = 500;

/// What the centre says of a record: whoever is to enter it anew must know why.
///
/// # Errors
/// `INTAKE_DECISION` for more than [`DECISION_MAX`] characters, and for nothing where it is returned.
pub fn decision(verified: bool, words: &str) -> Result<String, &'static str> {
    let words = clean(words);
    let least = if verified { 0 } else { 2 };
    match (least..=DECISION_MAX).contains(&length(&words)) {
        true => Ok(words),
        false => Err("INTAKE_DECISION"),
    }
}

/// A record as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeDraft {
    /// What is reported.
    pub kind: IntakeKind,
    /// Code of the lot.
    pub lot: String,
    /// Who bought, or wants to.
    pub buyer: String,
    /// Credit code of the buyer.
    pub buyer_code: String,
    /// Price in fen; absent where none was named.
    pub amount: Option<Fen>,
    /// The day on which it happened, `2026-11-20`.
    pub agreed_on: String,
    /// Number of the bureau's approval.
    pub approval_number: String,
    /// The day of that approval, `2026-11-20`.
    pub approved_on: String,
}

/// The approval of the bureau (主管部门批准): without one there is no offline auction (IS-21).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Its number, 2–64 characters.
    pub number: String,
    /// Its day.
    pub on: Date,
}

/// A record that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIntake {
    /// What is reported.
    pub kind: IntakeKind,
    /// Who bought, 2–100 characters.
    pub buyer: String,
    /// Credit code of the buyer.
    pub buyer_code: CreditCode,
    /// Price; always there for what was sold.
    pub amount: Option<Fen>,
    /// The day on which it happened.
    pub agreed_on: Date,
    /// Approval; always there for an auction.
    pub approval: Option<Approval>,
}

impl IntakeDraft {
    /// The lot that is meant.
    ///
    /// # Errors
    /// `REF_UNKNOWN` for what is no code.
    pub fn lot_code(&self) -> Result<LotCode, &'static str> {
        LotCode::parse(fold_width(&self.lot).trim()).ok_or("REF_UNKNOWN")
    }

    /// Reads what was typed about `lot`, on `today`.
    ///
    /// # Errors
    /// The error code of the first thing that is wrong: `INTAKE_LOT_STATE`, `INTAKE_BUYER`,
    /// `USCC_FORMAT`, `USCC_CHECK`, `INTAKE_DAY`, `INTAKE_APPROVAL`, `INTAKE_APPROVAL_DAY`,
    /// `AMOUNT_RANGE`, `BID_TOO_LOW`.
    pub fn check(&self, lot: &Lot, today: Date) -> Result<NewIntake, &'static str> {
        check_lot(self.kind, lot)?;
        let buyer = clean(&self.buyer);
        if !(2..=100).contains(&length(&buyer)) {
            return Err("INTAKE_BUYER");
        }
        let buyer_code = read_credit_code(&self.buyer_code)?;
        let agreed_on = Date::parse_iso(self.agreed_on.trim()).ok_or("INTAKE_DAY")?;
        if agreed_on > today || agreed_on < today.plus_days(-730) {
            return Err("INTAKE_DAY");
        }
        let approval = self.approval(agreed_on)?;
        let amount = self.price(lot)?;
        Ok(NewIntake {
            kind: self.kind,
            buyer,
            buyer_code,
            amount,
            agreed_on,
            approval,
        })
    }

    /// An auction needs the bureau's approval, given before the hammer fell.
    fn approval(&self, agreed_on: Date) -> Result<Option<Approval>, &'static str> {
        let number = clean(&self.approval_number);
        if self.kind != IntakeKind::Auction && number.is_empty() {
            return Ok(None);
        }
        if !(2..=64).contains(&length(&number)) {
            return Err("INTAKE_APPROVAL");
        }
        let on = Date::parse_iso(self.approved_on.trim()).ok_or("INTAKE_APPROVAL_DAY")?;
        match on <= agreed_on {
            true => Ok(Some(Approval { number, on })),
            false => Err("INTAKE_APPROVAL_DAY"),
        }
    }

    /// What was sold has a price; at an auction it is not below the start of the lot (IS-21, `BID_TOO_LOW`).
    fn price(&self, lot: &Lot) -> Result<Option<Fen>, &'static str> {
        let Some(amount) = self.amount else {
            return match self.kind {
                IntakeKind::Auction | IntakeKind::Deal => Err("AMOUNT_RANGE"),
                IntakeKind::Intent => Ok(None),
            };
        };
        if amount.get() <= 0 {
            return Err("AMOUNT_RANGE");
        }
        match (self.kind, lot.start_price) {
            (IntakeKind::Auction, Some(start)) if amount < start => Err("BID_TOO_LOW"),
            _ => Ok(Some(amount)),
        }
    }
}

/// What is under the hammer here, or sold, is not sold elsewhere.
///
/// # Errors
/// `INTAKE_LOT_STATE`.
pub fn check_lot(kind: IntakeKind, lot: &Lot) -> Result<(), &'static str> {
    let fits = match kind {
        IntakeKind::Auction | IntakeKind::Deal => {
            matches!(lot.state, LotState::Published | LotState::Passed)
        }
        IntakeKind::Intent => lot.state.is_public(),
    };
    match fits && !lot.practice {
        true => Ok(()),
        false => Err("INTAKE_LOT_STATE"),
    }
}

/// A name as the public reads it: its first character and its last two stay, so that whoever was there
/// knows it again and nobody else learns it (IS-21, LG-8).
pub fn masked_buyer(name: &str) -> String {
    let plain: Vec<char> = name.trim_end_matches("（示例）").chars().collect();
    match plain.len() {
        0..=3 => "***".to_owned(),
        length => {
            let tail: String = plain[length - 2..].iter().collect();
            format!("{}***{tail}", plain[0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{LotId, SessionId};
    use crate::lots::{Industry, LotKind, Trl};
    use proptest::prelude::*;

    const TODAY: Date = Date::of(2026, 11, 20);

    fn lot(state: LotState) -> Lot {
        let code = LotCode::parse("P2026-ENER-0071").expect("a code");
        let trl = Trl::new(6).expect("a level");
        Lot {
            session: Some(SessionId(3)),
            state,
            start_price: Some(Fen::yuan(100_000)),
            ..Lot::blank(LotId(1), code, LotKind::Patent, Industry::Energy, trl)
        }
    }

    fn draft() -> IntakeDraft {
        let code = CreditCode::complete("91320000MA1XTEA00").expect("a code");
        IntakeDraft {
            kind: IntakeKind::Auction,
            lot: " p2026-ener-0071 ".into(),
            buyer: "澄川精密仪器有限公司（示例）".into(),
            buyer_code: code.as_str().into(),
            amount: Some(Fen::yuan(120_000)),
            agreed_on: "2026-11-19".into(),
            approval_number: "苏示批〔2026〕7号".into(),
            approved_on: "2026-11-01".into(),
        }
    }

    fn refused(change: fn(&mut IntakeDraft)) -> &'static str {
        let mut draft = draft();
        change(&mut draft);
        let checked = draft.check(&lot(LotState::Published), TODAY);
        checked.expect_err("refused")
    }

    #[test]
    fn an_offline_auction_is_approved_first_and_not_below_the_start() {
        let kept = draft()
            .check(&lot(LotState::Published), TODAY)
            .expect("kept");
        assert_eq!(kept.approval.expect("approved").on, Date::of(2026, 11, 1));
        assert_eq!(
            draft().lot_code().expect("a code").as_str(),
            "P2026-ENER-0071"
        );
        assert_eq!(refused(|d| d.amount = Some(Fen(9_999_999))), "BID_TOO_LOW");
        assert_eq!(refused(|d| d.amount = None), "AMOUNT_RANGE");
        assert_eq!(refused(|d| d.amount = Some(Fen(0))), "AMOUNT_RANGE");
        assert_eq!(refused(|d| d.approval_number.clear()), "INTAKE_APPROVAL");
        assert_eq!(refused(|d| d.approved_on.clear()), "INTAKE_APPROVAL_DAY");
        let late = |d: &mut IntakeDraft| d.approved_on = "2026-11-20".into();
        assert_eq!(refused(late), "INTAKE_APPROVAL_DAY", "after the auction");
    }

    #[test]
    fn days_and_buyers_have_their_bounds() {
        assert_eq!(refused(|d| d.agreed_on = "2026-11-21".into()), "INTAKE_DAY");
        assert_eq!(refused(|d| d.agreed_on = "gestern".into()), "INTAKE_DAY");
        assert_eq!(refused(|d| d.buyer = "甲".into()), "INTAKE_BUYER");
        assert_eq!(refused(|d| d.buyer_code = "91".into()), "USCC_FORMAT");
        let mut unknown = draft();
        unknown.lot = "一号".into();
        assert_eq!(unknown.lot_code(), Err("REF_UNKNOWN"));
    }

    #[test]
    fn what_is_under_the_hammer_or_sold_is_not_sold_elsewhere() {
        for state in LotState::ALL {
            let free = matches!(state, LotState::Published | LotState::Passed);
            for kind in [IntakeKind::Auction, IntakeKind::Deal] {
                let sold = IntakeDraft { kind, ..draft() };
                let sold = sold.check(&lot(*state), TODAY).is_ok();
                assert_eq!(sold, free, "{state}");
            }
        }
        let mut practice = lot(LotState::Published);
        practice.practice = true;
        assert_eq!(draft().check(&practice, TODAY), Err("INTAKE_LOT_STATE"));
    }

    #[test]
    fn what_was_returned_stays_returned_and_says_why() {
        use IntakeState::{Returned, Verified, Waiting, Withdrawn};
        assert_eq!(Waiting.decide(true, true), Ok(Verified));
        assert_eq!(Waiting.decide(true, false), Err("INTAKE_PROOF_MISSING"));
        assert_eq!(Waiting.decide(false, false), Ok(Returned));
        assert_eq!(Verified.decide(false, true), Ok(Returned));
        let over = [(Verified, true), (Returned, true), (Returned, false)];
        for (state, verified) in over
            .into_iter()
            .chain([(Withdrawn, true), (Withdrawn, false)])
        {
            assert_eq!(state.decide(verified, true), Err("INTAKE_STATE"), "{state}");
        }
        assert_eq!(decision(true, " "), Ok(String::new()));
        assert_eq!(decision(false, " "), Err("INTAKE_DECISION"));
        assert_eq!(decision(false, " 缺公证书 "), Ok("缺公证书".into()));
        let long = "长".repeat(DECISION_MAX + 1);
        assert_eq!(decision(true, &long), Err("INTAKE_DECISION"));
    }

    #[test]
    fn an_intent_needs_neither_price_nor_approval() {
        let mut intent = draft();
        intent.kind = IntakeKind::Intent;
        intent.amount = None;
        intent.approval_number.clear();
        let kept = intent.check(&lot(LotState::Listed), TODAY).expect("kept");
        assert_eq!((kept.amount, kept.approval), (None, None));
        assert_eq!(
            intent.check(&lot(LotState::Draft), TODAY),
            Err("INTAKE_LOT_STATE")
        );
    }

    #[test]
    fn a_deal_needs_a_price_and_no_approval() {
        let mut deal = IntakeDraft {
            kind: IntakeKind::Deal,
            amount: Some(Fen::yuan(99_999)),
            approval_number: String::new(),
            ..draft()
        };
        let lot = lot(LotState::Published);
        let kept = deal.check(&lot, TODAY).expect("below the start, by word");
        assert_eq!(kept.approval, None);
        deal.amount = None;
        assert_eq!(deal.check(&lot, TODAY), Err("AMOUNT_RANGE"));
    }

    proptest! {
        #[test]
        fn no_more_than_three_characters_of_a_buyer_are_public(name in "[\\p{Han}]{0,40}") {
            let shown = masked_buyer(&name);
            let kept: String = shown.chars().filter(|c| *c != '*').collect();
            prop_assert!(length(&kept) <= 3);
            prop_assert!(kept.is_empty() || name.starts_with(&kept.chars().take(1).collect::<String>()));
        }
    }
}
