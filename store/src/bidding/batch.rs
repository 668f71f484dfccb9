//! What the writer commits: many decided bids at once, one statement per table.

use super::Head;
use super::events::EventRow;
use crate::Tx;
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::bidding::{Auction, Event};
use domain::ids::{AccountId, LotId};
use domain::time::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// What names a bid for ever: the lot, the account, and the key that its sender made up.
pub type BidKey = (LotId, AccountId, String);

/// A decided bid. A refusal has no event, but its answer is kept all the same.
#[derive(Clone, Debug)]
pub struct BatchEntry {
    /// The lot.
    pub lot: LotId,
    /// Who sent it.
    pub account: AccountId,
    /// The key its sender made up.
    pub key: String,
    /// What the key stands for; the same key with another content is a misuse.
    pub fingerprint: String,
    /// The whole answer, JSON.
    pub answer: String,
    /// When it was decided.
    pub at: Timestamp,
    /// What accepting it did.
    pub event: Option<BatchEvent>,
}

/// An accepted bid.
#[derive(Clone, Debug)]
pub struct BatchEvent {
    /// The event.
    pub event: Event,
    /// The head after it.
    pub head: Head,
    /// The frame as it goes to the watchers, JSON.
    pub frame: String,
}

impl BatchEvent {
    /// The event that led to `after`, with its frame.
    pub fn new(event: Event, after: &Auction, frame: String) -> Self {
        Self {
            event,
            head: Head::of(after),
            frame,
        }
    }
}

/// The answer that a key has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// What the key stood for.
    pub fingerprint: String,
    /// The answer, as it was given.
    pub answer: String,
    /// When it was decided.
    pub at: Timestamp,
}

impl Tx {
    /// Stores decided bids in their order: events, the last head of each lot, answers, and the
    /// counters of the bidders. At most 256 entries.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else has written to one of the lots or answered one
    /// of the keys meanwhile; [`StoreError::Inconsistent`] when a bidder is not enrolled.
    pub async fn append_batch(&mut self, entries: &[BatchEntry]) -> Result<()> {
        let accepted = || {
            entries
                .iter()
                .filter_map(|e| e.event.as_ref().map(|event| (e, event)))
        };
        let rows: Vec<EventRow<'_>> = accepted()
            .map(|(entry, accepted)| {
                let frame = Some(accepted.frame.as_str());
                let account = Some(entry.account);
                EventRow::new(entry.lot, &accepted.event, account, &accepted.head, frame)
            })
            .collect();
        self.insert_events(&rows).await?;
        let last: BTreeMap<LotId, &Head> =
            accepted().map(|(e, event)| (e.lot, &event.head)).collect();
        self.update_heads(&last.into_iter().collect::<Vec<_>>())
            .await?;
        self.insert_answers(entries).await?;
        let mut bids: BTreeMap<(LotId, AccountId), (i64, u64)> = BTreeMap::new();
        for (entry, accepted) in accepted() {
            let (count, last_seq) = bids.entry((entry.lot, entry.account)).or_default();
            *count += 1;
            *last_seq = accepted.event.seq;
        }
        self.count_bids(&bids).await
    }

    /// The answers that these keys have got; unanswered ones are left out.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn bid_answers(&mut self, keys: &[BidKey]) -> Result<HashMap<BidKey, StoredAnswer>> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        let mut sql = Sql::new("WITH k (lot_id, account_id, key) AS (VALUES ");
        sql.push_rows(
            keys.iter()
                .map(|(lot, account, key)| [(*lot).into(), (*account).into(), key.as_str().into()]),
        );
        // CROSS JOIN keeps SQLite from starting at the large table.
        sql.push(
            ") SELECT b.lot_id, b.account_id, b.key, b.fingerprint, b.answer, b.at \
             FROM k CROSS JOIN bid_keys b WHERE b.lot_id = k.lot_id \
             AND b.account_id = k.account_id AND b.key = k.key",
        );
        let rows: Vec<(i64, i64, String, String, String, i64)> = self.all(sql).await?;
        let answers = rows
            .into_iter()
            .map(|(lot, account, key, fingerprint, answer, at)| {
                let answer = StoredAnswer {
                    fingerprint,
                    answer,
                    at: Timestamp(at),
                };
                ((LotId(lot), AccountId(account), key), answer)
            });
        Ok(answers.collect())
    }

    async fn insert_answers(&mut self, entries: &[BatchEntry]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new(
            "INSERT INTO bid_keys (lot_id, account_id, key, fingerprint, answer, at) VALUES ",
        );
        sql.push_rows(entries.iter().map(|entry| {
            [
                entry.lot.into(),
                entry.account.into(),
                entry.key.as_str().into(),
                entry.fingerprint.as_str().into(),
                entry.answer.as_str().into(),
                entry.at.into(),
            ]
        }));
        self.execute(sql).await?;
        Ok(())
    }

    async fn count_bids(&mut self, bids: &BTreeMap<(LotId, AccountId), (i64, u64)>) -> Result<()> {
        if bids.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new("WITH v (lot_id, account_id, bids, last_seq) AS (VALUES ");
        sql.push_rows(bids.iter().map(|((lot, account), (count, last_seq))| {
            [
                (*lot).into(),
                (*account).into(),
                (*count).into(),
                (*last_seq).into(),
            ]
        }));
        sql.push(
            ") UPDATE enrolments SET bids = enrolments.bids + v.bids, last_bid_seq = v.last_seq \
             FROM v WHERE enrolments.lot_id = v.lot_id AND enrolments.account_id = v.account_id",
        );
        if self.execute(sql).await? == bids.len() as u64 {
            return Ok(());
        }
        let lots: Vec<String> = bids.keys().map(|(lot, _)| lot.to_string()).collect();
        Err(StoreError::inconsistent(
            "enrolments",
            "account_id",
            lots.join(", "),
        ))
    }
}
