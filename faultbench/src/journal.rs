//! The client's own log: every bid before it is sent and every answer as it came, in a file outside
//! the data folder and in memory for the checks. Nothing here is read from the portal's database.

use crate::client::Answer;
use anyhow::Context;
use serde_json::Value;
use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A bid as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bid {
    /// Code of the lot.
    pub lot: String,
    /// Place of the bidder in the stage.
    pub bidder: usize,
    /// The idempotency key.
    pub key: String,
    /// `flat` or `cap`.
    pub kind: &'static str,
    /// Integer fen.
    pub amount: i64,
}

/// What the client knows of a bid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// No answer, or one that leaves it open: neither accepted nor refused may be said.
    Unknown,
    /// 503 with `not_queued`: certainly not taken.
    NotQueued,
    /// 201, with the number of the event and the body.
    Accepted(u64, String),
    /// 422 by a rule of bidding, with the body.
    Refused(String),
    /// An answer that no bid of this bench may get.
    Odd(u16, String),
}

impl Known {
    /// Reads an answer to a bid (reliability.md §2.4).
    pub fn of(answer: Option<Answer>) -> Self {
        let Some((status, body)) = answer else {
            return Self::Unknown;
        };
        let json: Value = serde_json::from_str(&body).unwrap_or(Value::Null);
        match status {
            201 => match json["lot_seq"].as_u64() {
                Some(seq) => Self::Accepted(seq, body),
                None => Self::Odd(status, body),
            },
            422 if json["as_of_seq"].is_u64() => Self::Refused(body),
            503 if json["not_queued"] == Value::Bool(true) => Self::NotQueued,
            409 | 500..=599 => Self::Unknown,
            _ => Self::Odd(status, body),
        }
    }

    /// Whether it says for ever what became of the bid.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Accepted(..) | Self::Refused(_))
    }
}

/// The log of one stage.
pub struct Journal {
    inner: Mutex<Inner>,
}

struct Inner {
    file: File,
    bids: HashMap<String, (Bid, Known)>,
    /// Answers that contradict an earlier one, or that no bid may get.
    broken: Vec<String>,
}

impl Journal {
    /// A new log in the file at `path`.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("no log {}", path.display()))?;
        Ok(Self {
            inner: Mutex::new(Inner {
                file,
                bids: HashMap::new(),
                broken: Vec::new(),
            }),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a bid; to be called before it is sent.
    pub fn send(&self, bid: &Bid) {
        let mut inner = self.lock();
        let line = format!(
            "send {} {} {} {} {}\n",
            bid.lot, bid.bidder, bid.key, bid.kind, bid.amount
        );
        // A log that cannot be written must not let a check pass: the bid is then missing in it.
        if inner.file.write_all(line.as_bytes()).is_ok() {
            let entry = (bid.clone(), Known::Unknown);
            inner.bids.entry(bid.key.clone()).or_insert(entry);
        }
    }

    /// Notes an answer and compares it with what the key was answered before.
    pub fn answer(&self, key: &str, now: Known) {
        let mut inner = self.lock();
        let line = format!("answer {key} {now:?}\n");
        let _ = inner.file.write_all(line.as_bytes());
        if let Known::Odd(status, body) = &now {
            let said = format!("answer {status} to {key}: {body}");
            inner.broken.push(said);
            return;
        }
        let Some((_, known)) = inner.bids.get_mut(key) else {
            return;
        };
        if !known.is_final() {
            *known = now;
        } else if now.is_final() && *known != now {
            let said = format!("I-07 two answers to {key}: {known:?} and {now:?}");
            inner.broken.push(said);
        }
    }

    /// Every bid with what is known of it.
    pub fn all(&self) -> Vec<(Bid, Known)> {
        self.lock().bids.values().cloned().collect()
    }

    /// What was contradictory so far; each is told once.
    pub fn take_broken(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().broken)
    }

    /// How many bids stand where: sent, accepted, refused, not queued, unknown.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (_, known) in self.lock().bids.values() {
            counts.sent += 1;
            match known {
                Known::Accepted(..) => counts.accepted += 1,
                Known::Refused(_) => counts.refused += 1,
                Known::NotQueued => counts.not_queued += 1,
                Known::Unknown | Known::Odd(..) => counts.unknown += 1,
            }
        }
        counts
    }
}

/// How many bids stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Bids that were sent.
    pub sent: u64,
    /// Answered 201.
    pub accepted: u64,
    /// Refused by a rule.
    pub refused: u64,
    /// Answered 503 `not_queued`.
    pub not_queued: u64,
    /// Without a definite answer.
    pub unknown: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Known {
        Known::of(Some((status, body.to_owned())))
    }

    #[test]
    fn only_definite_answers_are_final() {
        assert!(answer(201, r#"{"lot_seq":7}"#).is_final());
        assert!(answer(422, r#"{"as_of_seq":7}"#).is_final());
        assert_eq!(Known::of(None), Known::Unknown);
        assert_eq!(answer(504, r#"{"code":"OUTCOME_UNKNOWN"}"#), Known::Unknown);
        assert_eq!(answer(503, r#"{"not_queued":true}"#), Known::NotQueued);
        assert_eq!(answer(503, "starting"), Known::Unknown);
        assert!(matches!(answer(201, "{}"), Known::Odd(..)));
        assert!(matches!(answer(401, "{}"), Known::Odd(..)));
    }

    #[test]
    fn a_second_answer_that_differs_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::create(&folder.path().join("log")).unwrap();
        let bid = Bid {
            lot: "D-1".into(),
            bidder: 0,
            key: "key-00001".into(),
            kind: "flat",
            amount: 100,
        };
        journal.send(&bid);
        for known in [Known::Unknown, Known::NotQueued] {
            journal.answer(&bid.key, known);
        }
        journal.answer(&bid.key, Known::Accepted(2, "a".into()));
        journal.answer(&bid.key, Known::Accepted(2, "a".into()));
        assert!(journal.take_broken().is_empty());
        journal.answer(&bid.key, Known::Accepted(3, "a".into()));
        assert_eq!(journal.take_broken().len(), 1);
    }
}
