//! The commitment to a reserve price (保留价): published at announce, opened at the close
//! (bidding.md, decisions: SHA-256 over `lot‖reserve‖salt`).

use super::hash::{Hash32, sha256};
use crate::ids::LotCode;
use crate::money::Fen;
use serde::{Deserialize, Serialize};

/// A reserve price with the salt that hides it. Secret until the close, public afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReserveOpening {
    /// The reserve price.
    pub reserve: Fen,
    /// 32 random bytes.
    pub salt: Hash32,
}

impl ReserveOpening {
    /// SHA-256 of, one after the other:
    ///
    /// | bytes | what |
    /// |---|---|
    /// | 1–32 | the code of the lot in ASCII, as in URLs |
    /// | 8 | the reserve price in fen, signed, the highest byte first |
    /// | 32 | the salt |
    ///
    /// Only the code has no fixed length and it comes first, so no two openings have the same
    /// bytes.
    pub fn commitment(&self, lot: &LotCode) -> Hash32 {
        let reserve = self.reserve.get().to_be_bytes();
        sha256(&[lot.as_str().as_bytes(), &reserve, &self.salt.0])
    }

    /// Whether this is what was committed to for `lot`.
    pub fn opens(&self, commitment: Hash32, lot: &LotCode) -> bool {
        self.commitment(lot) == commitment
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::hash::sha256;

    #[test]
    fn a_commitment_opens_with_its_lot_its_price_and_its_salt_only() {
        let lot = LotCode::parse("P2026-NGIT-0001").unwrap();
        let opening = ReserveOpening {
            reserve: Fen::yuan(160_000),
            salt: Hash32([9; 32]),
        };
        let commitment = opening.commitment(&lot);
        let bytes = [b"P2026-NGIT-0001\0\0\0\0\0\xf4\x24\0".as_slice(), &[9; 32]].concat();
        assert_eq!(commitment, sha256(&[&bytes]));
        assert!(opening.opens(commitment, &lot));
        let other = LotCode::parse("P2026-NGIT-0002").unwrap();
        assert!(!opening.opens(commitment, &other));
        let dearer = ReserveOpening {
            reserve: Fen::yuan(160_001),
            ..opening
        };
        assert!(!dearer.opens(commitment, &lot));
        let salted = ReserveOpening {
            salt: Hash32([8; 32]),
            ..opening
        };
        assert!(!salted.opens(commitment, &lot));
    }
}
