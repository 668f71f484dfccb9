//! Deletion of an account (注销账号; PIPL 47, reliability.md S-44): the person goes, the record of the
//! bidding stays. Bids, leaves of the ledger, deposits and rows of the audit record carry a number and
//! no name, so that everything that was public can still be checked afterwards.

use crate::time::{Date, Timestamp};

/// How long the contacts of a session are kept after its end, ms: those of the people who came, and those of
/// interests whose follow-up has ended. Half a year, as the notice of privacy says.
pub const CONTACTS_KEPT_MS: i64 = 180 * 24 * 60 * 60 * 1_000;

/// Until when the contact of a technology need is kept that stands open until `last`: half a year after the
/// end of that day. One that is closed earlier is forgotten half a year after that.
pub const fn need_contact_until(last: Date) -> Timestamp {
    last.plus_days(1).at(0, 0).plus_millis(CONTACTS_KEPT_MS)
}

codes! {
    /// What keeps an account from being deleted. In the order in which it is told.
    Hindrance {
        /// A lot that the person is enrolled on is not over.
        LotLive = "LOT_LIVE" / "报名的标的尚未结束",
        /// Money of the person is held, or a declared payment waits for the centre.
        DepositHeld = "DEPOSIT_HELD" / "保证金尚未结清",
        /// The deal of a lot that the person has bought is not completed.
        DealOpen = "DEAL_OPEN" / "成交手续尚未办结",
        /// The account holds a role of staff, which somebody else has to take back first.
        Staff = "STAFF" / "仍持有工作人员角色",
        /// Accounts of a demonstration belong to everybody.
        Demo = "DEMO" / "演示账号",
    }
}

/// What is on file about an account that is to be deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErasureFacts {
    /// Lots it is enrolled on whose bidding is not over.
    pub live_lots: u64,
    /// Deposits that are held, and declared payments that wait.
    pub open_deposits: u64,
    /// Deals that it is the buyer of and that are not completed.
    pub open_deals: u64,
    /// It holds a role other than those of bidders.
    pub is_staff: bool,
    /// The portal shows a demonstration.
    pub is_demo: bool,
}

impl ErasureFacts {
    /// Everything that keeps the account from being deleted; empty when nothing does.
    pub fn hindrances(&self) -> Vec<Hindrance> {
        let holds = |hindrance: &Hindrance| match hindrance {
            Hindrance::LotLive => self.live_lots > 0,
            Hindrance::DepositHeld => self.open_deposits > 0,
            Hindrance::DealOpen => self.open_deals > 0,
            Hindrance::Staff => self.is_staff,
            Hindrance::Demo => self.is_demo,
        };
        Hindrance::ALL.iter().copied().filter(holds).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_account_goes_only_when_nothing_is_open(
            live_lots in 0u64..3,
            open_deposits in 0u64..3,
            open_deals in 0u64..3,
            is_staff: bool,
            is_demo: bool,
        ) {
            let facts = ErasureFacts { live_lots, open_deposits, open_deals, is_staff, is_demo };
            let open = live_lots + open_deposits + open_deals > 0 || is_staff || is_demo;
            prop_assert_eq!(facts.hindrances().is_empty(), !open);
        }
    }

    #[test]
    fn a_need_is_asked_about_for_half_a_year_after_its_last_day() {
        let until = need_contact_until(Date::of(2026, 11, 22));
        assert_eq!(until, Date::of(2027, 5, 22).at(0, 0));
    }

    #[test]
    fn every_hindrance_is_told_in_order() {
        let facts = ErasureFacts {
            live_lots: 1,
            open_deposits: 1,
            open_deals: 1,
            is_staff: true,
            is_demo: true,
        };
        assert_eq!(facts.hindrances(), Hindrance::ALL);
    }
}
