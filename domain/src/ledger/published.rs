//! What the portal publishes of one lot beside the log: its leaves with their places and with what
//! opens their public parts. Written by the server, read by every verifier.

use super::hash::{HASH_LEN, Hash32};
use super::opening::{Opening, Shown};
use super::replay::Entry;
use crate::ids::LotCode;
use serde::{Deserialize, Serialize};

/// The most leaves of one page. Small enough to be held many times over, large enough that asking
/// for it costs little beside it.
pub const PAGE_LEAVES: u64 = 4_096;

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
        let digit = |byte: u8| (byte as char).to_digit(16).map(|digit| digit as u8);
        let (pairs, rest) = self.leaf.as_bytes().as_chunks::<2>();
        let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
        let bytes = pairs.iter().map(byte).collect::<Option<_>>()?;
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

/// One leaf of a page: the same facts as [`PublishedLeaf`] in bytes that are hashed as they stand.
///
/// | bytes | what |
/// |---|---|
/// | 8 | place in the log, the highest byte first, as all numbers here |
/// | 2 | length of the leaf |
/// | … | the leaf |
/// | 4 | length of what opens it; 0 when that was taken away (L-10) |
/// | 32 | the nonce of the public part |
/// | … | the public part |
#[derive(Clone, Copy, Debug)]
pub struct PagedLeaf<'a> {
    /// Its place in the log, from 0.
    pub index: u64,
    /// Its canonical bytes.
    pub leaf: &'a [u8],
    /// What opens its public part.
    pub shown: Option<Shown<'a>>,
}

/// The bytes are no page of leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a page of leaves")]
pub struct NotAPage;

impl PagedLeaf<'_> {
    /// Writes the leaf at the end of `page`, without its secret part; no leaf and no public part
    /// is long enough for its length not to fit.
    pub fn write(&self, page: &mut Vec<u8>) {
        page.extend_from_slice(&self.index.to_be_bytes());
        page.extend_from_slice(&(self.leaf.len() as u16).to_be_bytes());
        page.extend_from_slice(self.leaf);
        let Some(Shown { nonce, public, .. }) = self.shown else {
            page.extend_from_slice(&[0; 4]);
            return;
        };
        let length = HASH_LEN + public.len();
        page.extend_from_slice(&(length as u32).to_be_bytes());
        page.extend_from_slice(&nonce.0);
        page.extend_from_slice(public.as_bytes());
    }
}

/// The leaves of a page, one after the other; the first bytes that are none end it with an error.
pub fn leaves_of(page: &[u8]) -> impl Iterator<Item = Result<PagedLeaf<'_>, NotAPage>> {
    let mut rest = page;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        match read(rest) {
            Some((leaf, after)) => {
                rest = after;
                Some(Ok(leaf))
            }
            None => {
                rest = &[];
                Some(Err(NotAPage))
            }
        }
    })
}

fn read(page: &[u8]) -> Option<(PagedLeaf<'_>, &[u8])> {
    let (index, rest) = page.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (leaf, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let (length, rest) = rest.split_first_chunk()?;
    let (opening, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    let shown = match opening.split_first_chunk() {
        Some((nonce, public)) => Some(Shown {
            nonce: Hash32(*nonce),
            public: std::str::from_utf8(public).ok()?,
            secret: None,
        }),
        None if opening.is_empty() => None,
        None => return None,
    };
    let leaf = PagedLeaf {
        index: u64::from_be_bytes(*index),
        leaf,
        shown,
    };
    Some((leaf, rest))
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
    #[test]
    fn a_page_reads_back_and_a_torn_one_does_not() {
        let nonce = Hash32([3; HASH_LEN]);
        let shown = |public| {
            Some(Shown {
                nonce,
                public,
                secret: None,
            })
        };
        let leaves: [(u64, &[u8], _); 3] = [
            (7, b"one", shown("{}")),
            (9, b"", None),
            (u64::MAX, b"3", shown("")),
        ];
        let mut page = Vec::new();
        for (index, leaf, shown) in leaves {
            PagedLeaf { index, leaf, shown }.write(&mut page);
        }
        let facts = |leaf: PagedLeaf<'_>| {
            let shown = leaf
                .shown
                .map(|shown| (shown.nonce, shown.public.to_owned()));
            (leaf.index, leaf.leaf.to_vec(), shown)
        };
        let read: Result<Vec<_>, _> = leaves_of(&page).map(|leaf| leaf.map(facts)).collect();
        let written = leaves.map(|(index, leaf, shown)| facts(PagedLeaf { index, leaf, shown }));
        assert_eq!(read.unwrap(), written);
        let whole = page.len();
        let ends = [0, 51, 65];
        for end in 0..whole {
            let torn = leaves_of(&page[..end]).last();
            let is_whole = torn.is_none_or(|last| last.is_ok());
            assert_eq!(is_whole, ends.contains(&end), "{end} of {whole}");
        }
    }
}
