//! Patent packages (专利包, domain.md AS-38): lots of one session that are offered together for one
//! start price. While a package is open, none of its lots is bid for singly; the centre may offer it as
//! one lot, which is bid for like any other.
//!
//! A lot that was submitted with several patents is a package of its owner's and needs none of this.

mod offer;

pub use offer::{Member, OfferRefusal};

use crate::ids::{LotCode, PackageId, SessionId};
use crate::lots::{Lot, LotState, TransactionMode};
use crate::money::{Fen, YUAN};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Fewest lots of a package.
pub const LOTS_MIN: usize = 2;
/// Most lots of a package.
pub const LOTS_MAX: usize = 20;

codes! {
    /// Where a package stands.
    PackageState {
        Open = "OPEN" / "已推出",
        Dissolved = "DISSOLVED" / "已撤销",
    }
}

/// A package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Identity; 0 until stored.
    pub id: PackageId,
    /// The session that shows its lots.
    pub session: SessionId,
    /// Title, 4–120 characters.
    pub title: String,
    /// What the lots are together, 20–1000 characters.
    pub summary: String,
    /// The one price that the package starts at; a multiple of 100 yuan.
    pub start_price: Fen,
    /// Where it stands.
    pub state: PackageState,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The lot as which all of it is bid for, once the centre has offered it.
    #[serde(default)]
    pub lot: Option<LotCode>,
}

/// A package as somebody wants to open it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageDraft {
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Start price.
    pub start_price: Fen,
    /// Its lots, in order.
    pub lots: Vec<LotCode>,
}

impl PackageDraft {
    /// Whether it can be a package at all.
    ///
    /// # Errors
    /// The error code of the first thing that is wrong.
    pub fn check(&self) -> Result<(), &'static str> {
        let within = |text: &str, min, max| (min..=max).contains(&text.chars().count());
        if !within(&self.title, 4, 120) {
            return Err("PACKAGE_TITLE");
        }
        if !within(&self.summary, 20, 1_000) {
            return Err("PACKAGE_SUMMARY");
        }
        let price = self.start_price.get();
        if price <= 0 || price % (100 * YUAN) != 0 {
            return Err("PACKAGE_PRICE");
        }
        let mut codes = self.lots.clone();
        codes.sort();
        codes.dedup();
        if codes.len() != self.lots.len() || !(LOTS_MIN..=LOTS_MAX).contains(&codes.len()) {
            return Err("PACKAGE_LOTS");
        }
        Ok(())
    }
}

/// Whether a lot may come into a package of `session`; `packed` when an open package has it already.
///
/// # Errors
/// The error code of the first reason why not.
pub fn admit(lot: &Lot, session: SessionId, packed: bool) -> Result<(), &'static str> {
    if packed {
        return Err("LOT_IN_PACKAGE");
    }
    if lot.session != Some(session) {
        return Err("PACKAGE_LOT_SESSION");
    }
    if lot.state != LotState::Published || lot.practice {
        return Err("PACKAGE_LOT_STATE");
    }
    check_biddable(lot)
}

/// An open licence goes to everybody on equal terms: nobody bids for it (domain.md PP-09).
///
/// # Errors
/// `LOT_OPEN_LICENCE_NO_BID`.
pub fn check_biddable(lot: &Lot) -> Result<(), &'static str> {
    match lot.modes.contains(&TransactionMode::OpenLicence) {
        true => Err("LOT_OPEN_LICENCE_NO_BID"),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::LotId;
    use crate::lots::{Industry, LotKind, Trl};

    fn code(number: usize) -> LotCode {
        LotCode::parse(&format!("P2026-ENER-{number:04}")).expect("a code")
    }

    fn draft(lots: usize) -> PackageDraft {
        PackageDraft {
            title: "储能专利包".into(),
            summary: "围绕钠离子电池正负极与隔膜的一组专利，整体转让。".into(),
            start_price: Fen::yuan(500_000),
            lots: (1..=lots).map(code).collect(),
        }
    }

    fn lot() -> Lot {
        let trl = Trl::new(6).expect("a level");
        Lot {
            session: Some(SessionId(3)),
            state: LotState::Published,
            modes: vec![TransactionMode::Transfer],
            ..Lot::blank(LotId(1), code(1), LotKind::Patent, Industry::Energy, trl)
        }
    }

    #[test]
    fn a_package_has_two_to_twenty_different_lots() {
        for lots in [2, 20] {
            assert_eq!(draft(lots).check(), Ok(()), "{lots}");
        }
        for lots in [0, 1, 21] {
            assert_eq!(draft(lots).check(), Err("PACKAGE_LOTS"), "{lots}");
        }
        let mut twice = draft(2);
        twice.lots[1] = code(1);
        assert_eq!(twice.check(), Err("PACKAGE_LOTS"));
    }

    #[test]
    fn words_and_price_have_their_bounds() {
        let mut wrong = draft(2);
        wrong.title = "包".into();
        assert_eq!(wrong.check(), Err("PACKAGE_TITLE"));
        let mut wrong = draft(2);
        wrong.summary = "短".into();
        assert_eq!(wrong.check(), Err("PACKAGE_SUMMARY"));
        for price in [Fen(0), Fen(-10_000), Fen::yuan(150), Fen(1)] {
            let mut wrong = draft(2);
            wrong.start_price = price;
            assert_eq!(wrong.check(), Err("PACKAGE_PRICE"), "{price:?}");
        }
    }

    #[test]
    fn only_what_is_on_display_in_the_session_comes_in_once() {
        let session = SessionId(3);
        assert_eq!(admit(&lot(), session, false), Ok(()));
        assert_eq!(admit(&lot(), session, true), Err("LOT_IN_PACKAGE"));
        let elsewhere = admit(&lot(), SessionId(4), false);
        assert_eq!(elsewhere, Err("PACKAGE_LOT_SESSION"));
        for state in LotState::ALL {
            let lot = Lot {
                state: *state,
                ..lot()
            };
            let fits = admit(&lot, session, false).is_ok();
            assert_eq!(fits, *state == LotState::Published, "{state}");
        }
        let mut practice = lot();
        practice.practice = true;
        assert_eq!(admit(&practice, session, false), Err("PACKAGE_LOT_STATE"));
        let mut open = lot();
        open.modes = vec![TransactionMode::OpenLicence];
        let refused = admit(&open, session, false);
        assert_eq!(refused, Err("LOT_OPEN_LICENCE_NO_BID"));
    }
}
