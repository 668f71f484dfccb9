//! What the portal publishes of one lot beside the log: its leaves with their places and with what
//! opens their public parts. Written by the server, read by every verifier.

use super::opening::Opening;
use super::replay::Entry;
use crate::ids::LotCode;
use serde::{Deserialize, Serialize};

/// The leaves of a lot in the order of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedLot {
    /// The lot.
    pub lot: LotCode,
    /// Its leaves.
    pub leaves: Vec<PublishedLeaf>,
}

/// A leaf with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedLeaf {
    /// Its place, from 0.
    pub index: u64,
    /// Its canonical bytes in hexadecimal digits.
    pub leaf: String,
    /// What opens its public part; nothing when that was taken away (L-10).
    pub opening: Option<Opening>,
}

impl PublishedLeaf {
    /// The canonical bytes; `None` when they are not written in hexadecimal.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let digit = |byte: &u8| (*byte as char).to_digit(16).map(|digit| digit as u8);
        let digits: Vec<u8> = self
            .leaf
            .as_bytes()
            .iter()
            .map(digit)
            .collect::<Option<_>>()?;
        let (pairs, rest) = digits.as_chunks::<2>();
        let bytes = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        rest.is_empty().then_some(bytes)
    }
}

impl PublishedLot {
    /// The leaves as the replay takes them; `None` when one cannot be read or its opening was
    /// taken away.
    pub fn entries(&self) -> Option<Vec<Entry>> {
        let entry = |leaf: &PublishedLeaf| {
            Some(Entry {
                leaf: leaf.bytes()?,
                opening: leaf.opening.clone()?,
            })
        };
        self.leaves.iter().map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_in_pairs_of_digits() {
        let leaf = |text: &str| PublishedLeaf {
            index: 0,
            leaf: text.into(),
            opening: None,
        };
        assert_eq!(leaf("00ff7A").bytes(), Some(vec![0, 0xff, 0x7a]));
        assert_eq!(leaf("").bytes(), Some(Vec::new()));
        for bad in ["0", "0g", "0x", "é0"] {
            assert_eq!(leaf(bad).bytes(), None, "{bad}");
        }
    }
}
