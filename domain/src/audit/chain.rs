//! The chain: the hash of a row covers its content, its number and the hash of the row before.
//!
//! What a row says is hashed by itself (its digest), and the chain runs over the digests. So the words
//! of a row may go when their time is over and personal data must not stay (reliability.md C-04, C-08),
//! while every link stays and the rest can still be checked.

use super::{Class, Cutoffs, Entry};
use crate::ledger::hash::Hash32;
use crate::time::Timestamp;
use sha2::{Digest, Sha256};

/// Keeps the digest of a row apart from every other hash. A new encoding gets a new number.
const ENTRY: &[u8] = b"luochui/audit/entry/1\n";
/// Keeps the hash of a link apart from every other hash.
const LINK: &[u8] = b"luochui/audit/link/1\n";

/// The place of a row in the chain; it is kept for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number, from 1, without gaps.
    pub seq: u64,
    /// When it was done.
    pub at: Timestamp,
    /// How long its words are kept at least.
    pub class: Class,
    /// The hash of what the row says.
    pub digest: Hash32,
    /// The hash of this link, which covers the one before.
    pub hash: Hash32,
}

/// The end of a chain: what the next row is linked to. The default is a chain without rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Number of the last row; 0 before the first.
    pub seq: u64,
    /// Hash of the last link; 32 zero bytes before the first.
    pub hash: Hash32,
}

/// Why a row is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The row before it is missing, or there is one too many.
    #[error("its number does not follow")]
    Number,
    /// Its link does not follow from the one before.
    #[error("its hash does not follow from the row before")]
    Hash,
    /// It says something else than when it was written.
    #[error("it says something else than what was written")]
    Content,
    /// It was taken out before its time.
    #[error("it was taken out before its time")]
    Missing,
}

impl Chain {
    /// Links a row to the end.
    pub fn append(&mut self, entry: &Entry) -> Link {
        let mut link = Link {
            seq: self.seq + 1,
            at: entry.at,
            class: entry.class(),
            digest: digest(entry),
            hash: Hash32::ZERO,
        };
        link.hash = link.follows(self.hash);
        *self = Self {
            seq: link.seq,
            hash: link.hash,
        };
        link
    }

    /// Checks the next link, with what its row says unless that is gone. Rows of before `gone` may be.
    ///
    /// # Errors
    /// The first [`Fault`] that is found; then the end stays where it was.
    pub fn check(
        &mut self,
        link: &Link,
        entry: Option<&Entry>,
        gone: Option<Cutoffs>,
    ) -> Result<(), Fault> {
        if link.seq != self.seq + 1 {
            return Err(Fault::Number);
        }
        if link.hash != link.follows(self.hash) {
            return Err(Fault::Hash);
        }
        match entry {
            Some(entry) if digest(entry) == link.digest => {}
            Some(_) => return Err(Fault::Content),
            None if gone.is_some_and(|gone| gone.covers(link.class, link.at)) => {}
            None => return Err(Fault::Missing),
        }
        *self = Self {
            seq: link.seq,
            hash: link.hash,
        };
        Ok(())
    }
}

impl Link {
    /// The hash of this link after the one with the hash `before`.
    fn follows(&self, before: Hash32) -> Hash32 {
        let mut hash = Sha256::new();
        hash.update(LINK);
        hash.update(before.0);
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.0.to_be_bytes());
        field(&mut hash, Some(self.class.code()));
        hash.update(self.digest.0);
        Hash32(hash.finalize().into())
    }
}

/// The hash of what a row says: each field with its length before it, so that no two rows have the
/// same bytes.
fn digest(entry: &Entry) -> Hash32 {
    let mut hash = Sha256::new();
    hash.update(ENTRY);
    hash.update(entry.at.0.to_be_bytes());
    let person = entry.who.person().map(|id| id.to_string());
    field(&mut hash, person.as_deref());
    field(&mut hash, Some(entry.who.roles()));
    field(&mut hash, Some(entry.act.code()));
    field(&mut hash, Some(entry.object.kind.code()));
    field(&mut hash, Some(&entry.object.id));
    for text in [&entry.before, &entry.after, &entry.reason, &entry.request] {
        field(&mut hash, text.as_deref());
    }
    Hash32(hash.finalize().into())
}

/// Eight bytes of length and the bytes; absence has a length that no text has.
fn field(hash: &mut Sha256, text: Option<&str>) {
    match text {
        Some(text) => {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        None => hash.update(u64::MAX.to_be_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Act, Object, Origin, Retention, Who};
    use super::*;
    use crate::time::Date;

    const DAY: Timestamp = Date::of(2026, 11, 18).at(9, 0);

    fn entry(number: u32) -> Entry {
        let origin = Origin {
            who: Who::Clock,
            at: DAY.plus_millis(i64::from(number)),
            request: None,
        };
        let object = Object::lot(format!("P2026-NGIT-{number:04}"));
        origin.entry(Act::LotOpen, object).because("到时")
    }

    fn chain(rows: u32) -> Vec<(Link, Entry)> {
        let mut chain = Chain::default();
        let link = |entry| (chain.append(&entry), entry);
        (1..=rows).map(entry).map(link).collect()
    }

    fn first_fault(rows: &[(Link, Entry)]) -> Option<(u64, Fault)> {
        let mut chain = Chain::default();
        let check = |(link, entry): &(Link, Entry)| {
            let fault = chain.check(link, Some(entry), None).err()?;
            Some((chain.seq + 1, fault))
        };
        rows.iter().find_map(check)
    }

    #[test]
    fn every_change_of_a_row_is_found() {
        let whole = chain(5);
        assert_eq!(first_fault(&whole), None);
        let changes: [fn(&mut Entry); 8] = [
            |entry| entry.at = entry.at.plus_millis(1),
            |entry| entry.who = Who::Operator,
            |entry| entry.act = Act::LotPublish,
            |entry| entry.object.id.push('0'),
            |entry| entry.before = Some(String::new()),
            |entry| entry.after = Some("{}".into()),
            |entry| entry.reason = None,
            |entry| entry.request = Some("a".into()),
        ];
        for change in changes {
            let mut rows = whole.clone();
            change(&mut rows[2].1);
            assert_eq!(first_fault(&rows), Some((3, Fault::Content)));
        }
    }

    #[test]
    fn rows_cannot_be_moved_taken_out_or_made_anew() {
        let whole = chain(5);
        let mut without = whole.clone();
        without.remove(2);
        assert_eq!(first_fault(&without), Some((3, Fault::Number)));
        let mut moved = whole.clone();
        moved.swap(1, 3);
        assert_eq!(first_fault(&moved), Some((2, Fault::Number)));
        // Somebody who writes a row and its link anew breaks the one after it.
        let mut anew = whole.clone();
        let mut before = Chain {
            seq: 2,
            hash: whole[1].0.hash,
        };
        let mut other = whole[2].1.clone();
        other.reason = Some("别的原因".into());
        anew[2] = (before.append(&other), other);
        assert_eq!(first_fault(&anew), Some((4, Fault::Hash)));
    }

    #[test]
    fn fields_do_not_run_into_one_another() {
        let mut one = entry(1);
        (one.before, one.after) = (Some("ab".into()), Some("c".into()));
        let mut other = entry(1);
        (other.before, other.after) = (Some("a".into()), Some("bc".into()));
        assert_ne!(digest(&one), digest(&other));
        (other.before, other.after) = (None, Some("abc".into()));
        assert_ne!(digest(&one), digest(&other));
    }

    #[test]
    fn words_may_go_when_their_time_is_over() {
        let (link, _) = chain(1).remove(0);
        let gone = |later: i32| {
            let now = DAY.date().plus_days(later).at(12, 0);
            let cutoffs = Retention::default().cutoffs(now);
            Chain::default().check(&link, None, Some(cutoffs))
        };
        assert_eq!(
            gone(5 * 365),
            Err(Fault::Missing),
            "a lot is kept for five years"
        );
        assert_eq!(gone(5 * 365 + 3), Ok(()));
        assert_eq!(
            Chain::default().check(&link, None, None),
            Err(Fault::Missing)
        );
    }
}
