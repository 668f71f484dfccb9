//! What an owner has to say before a lot is shown, and its further holders before it is bid for.

use super::Lot;
use crate::files::FileKind;

impl Lot {
    /// Whether what the lot says may be published: its owner has ticked 内容可公开 (domain.md LG-7).
    ///
    /// # Errors
    /// `LOT_CONTENT_NOT_CLEARED`.
    pub const fn check_cleared(&self) -> Result<(), &'static str> {
        match self.content_cleared {
            true => Ok(()),
            false => Err("LOT_CONTENT_NOT_CLEARED"),
        }
    }

    /// Whether the lot may be listed for bidding with these files: one that belongs to several has the
    /// consent of the others with it (domain.md LG-11).
    ///
    /// # Errors
    /// `CO_OWNER_CONSENT_REQUIRED`.
    pub fn check_consent(
        &self,
        files: impl IntoIterator<Item = FileKind>,
    ) -> Result<(), &'static str> {
        let agreed = || files.into_iter().any(|kind| kind == FileKind::Consent);
        match self.co_owners.is_empty() || agreed() {
            true => Ok(()),
            false => Err("CO_OWNER_CONSENT_REQUIRED"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{LotCode, LotId};
    use crate::lots::{Industry, LotKind, Trl};

    fn lot() -> Lot {
        let code = LotCode::parse("P2026-NGIT-0001").unwrap();
        let trl = Trl::new(5).unwrap();
        Lot::blank(LotId(1), code, LotKind::Patent, Industry::Energy, trl)
    }

    #[test]
    fn nothing_comes_out_before_its_owner_has_said_that_it_may() {
        let mut lot = lot();
        assert_eq!(lot.check_cleared(), Err("LOT_CONTENT_NOT_CLEARED"));
        lot.content_cleared = true;
        assert_eq!(lot.check_cleared(), Ok(()));
    }

    #[test]
    fn what_belongs_to_several_is_bid_for_with_the_consent_of_the_others() {
        let mut lot = lot();
        assert_eq!(lot.check_consent([]), Ok(()));
        lot.co_owners = vec!["南山精密智造有限公司（示例）".into()];
        let missing = Err("CO_OWNER_CONSENT_REQUIRED");
        assert_eq!(lot.check_consent([]), missing);
        assert_eq!(
            lot.check_consent([FileKind::Certificate, FileKind::Other]),
            missing
        );
        assert_eq!(
            lot.check_consent([FileKind::Image, FileKind::Consent]),
            Ok(())
        );
    }

    #[test]
    fn a_lot_from_before_there_was_the_tick_has_none() {
        let mut stored = serde_json::to_value(lot()).unwrap();
        stored
            .as_object_mut()
            .unwrap()
            .remove("content_cleared")
            .unwrap();
        let read: Lot = serde_json::from_value(stored).unwrap();
        assert_eq!(read.check_cleared(), Err("LOT_CONTENT_NOT_CLEARED"));
    }
}
