//! The audit record: rows wait in the transaction that they are about and are linked to the chain as
//! the last thing before its commit.
//!
//! The end of the chain is one row, and whoever writes holds it until the commit: that keeps the chain
//! in one line with several processes. Taken last, it is held for the time of a commit alone, and can
//! be part of no deadlock. Bids write no rows, so their batches never wait for it.

mod purge;
mod rows;
mod search;

use crate::error::{Result, StoreError};
use crate::sql::{Arg, Sql};
use crate::{Engine, Tx};
use domain::audit::{Chain, Entry, Link};
use domain::ledger::hash::Hash32;
pub use rows::StoredLink;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Rows of one statement: thirteen values each, far below what an engine binds.
const ROWS_MAX: usize = 500;

/// How many transactions with rows in the record this process has committed: whoever keeps an answer
/// sees by it that something has changed. Clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes(Arc<AtomicU64>);

impl Changes {
    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

/// What a transaction will write into the record.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    waiting: Vec<Entry>,
    /// Whether it must not be committed without a row.
    demanded: bool,
    /// Whether rows were written.
    written: bool,
    /// Where it is counted; nothing writes in a transaction without it.
    changes: Option<Changes>,
}

impl Trail {
    /// Of a transaction that needs no row, counted in `changes` when it has one.
    pub(crate) fn optional(changes: &Changes) -> Self {
        Self {
            changes: Some(changes.clone()),
            ..Self::default()
        }
    }

    /// The same for a transaction that needs one.
    pub(crate) const fn demand(&mut self) {
        self.demanded = true;
    }

    /// Counts a transaction that was committed.
    pub(crate) fn committed(&self) {
        if let Some(changes) = self.changes.as_ref().filter(|_| self.written) {
            changes.0.fetch_add(1, Ordering::Release);
        }
    }

    /// Refuses a commit without a row that needs one.
    pub(crate) fn check(&self) -> Result<()> {
        match self.demanded {
            true => Err(StoreError::Unaudited),
            false => Ok(()),
        }
    }
}

impl Tx {
    /// Puts a row into the audit record with this transaction: both are written, or neither.
    pub fn audit(&mut self, entry: Entry) {
        self.trail.waiting.push(entry);
    }

    /// Writes the rows that wait. [`Tx::commit`] does it by itself; who must tell a failure before
    /// the commit from one in it calls it right before.
    ///
    /// # Errors
    /// [`StoreError`], as every call; then nothing of the transaction can be committed.
    pub async fn write_audit(&mut self) -> Result<()> {
        if self.is_spent {
            return Err(StoreError::Spent);
        }
        let entries = std::mem::take(&mut self.trail.waiting);
        if entries.is_empty() {
            return Ok(());
        }
        let mut chain = self.take_chain().await?;
        let linked: Vec<(Link, Entry)> = entries
            .into_iter()
            .map(|entry| (chain.append(&entry), entry))
            .collect();
        for rows in linked.chunks(ROWS_MAX) {
            self.insert_links(rows).await?;
            self.insert_entries(rows).await?;
            self.index_entries(rows).await?;
        }
        let head = Sql::new("UPDATE audit_head SET seq = $1, hash = $2 WHERE id = 1");
        let head = head.bind(chain.seq).bind(chain.hash.0.as_slice());
        self.execute(head).await?;
        self.trail.demanded = false;
        self.trail.written = true;
        Ok(())
    }

    /// The end of the chain, held until this transaction ends.
    async fn take_chain(&mut self) -> Result<Chain> {
        let sql = match self.engine() {
            // The one writer of the file holds everything.
            Engine::Sqlite => Sql::new("SELECT seq, hash FROM audit_head WHERE id = 1"),
            Engine::Postgres => {
                Sql::new("SELECT seq, hash FROM audit_head WHERE id = 1 FOR UPDATE")
            }
        };
        let row: (i64, Vec<u8>) = self.one(sql).await?;
        read_chain(row)
    }

    /// The end of the chain.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn audit_head(&mut self) -> Result<Chain> {
        let sql = Sql::new("SELECT seq, hash FROM audit_head WHERE id = 1");
        read_chain(self.one(sql).await?)
    }

    async fn insert_links(&mut self, rows: &[(Link, Entry)]) -> Result<()> {
        let mut sql = Sql::new("INSERT INTO audit_chain (seq, at, class, digest, hash) VALUES ");
        sql.push_rows(rows.iter().map(|(link, _)| -> [Arg; 5] {
            [
                link.seq.into(),
                link.at.into(),
                link.class.code().into(),
                link.digest.0.as_slice().into(),
                link.hash.0.as_slice().into(),
            ]
        }));
        self.execute(sql).await?;
        Ok(())
    }

    async fn insert_entries(&mut self, rows: &[(Link, Entry)]) -> Result<()> {
        let mut sql = Sql::new(
            "INSERT INTO audit_entries (seq, at, class, actor_id, roles, act, kind, object, \
             before, after, reason, request) VALUES ",
        );
        sql.push_rows(rows.iter().map(|(link, entry)| -> [Arg; 12] {
            [
                link.seq.into(),
                link.at.into(),
                link.class.code().into(),
                entry.who.person().into(),
                entry.who.roles().into(),
                entry.act.code().into(),
                entry.object.kind.code().into(),
                entry.object.id.as_str().into(),
                entry.before.as_deref().into(),
                entry.after.as_deref().into(),
                entry.reason.as_deref().into(),
                entry.request.as_deref().into(),
            ]
        }));
        self.execute(sql).await?;
        Ok(())
    }
}

fn read_chain((seq, hash): (i64, Vec<u8>)) -> Result<Chain> {
    let hash = Hash32::from_slice(&hash);
    let hash = hash.ok_or_else(|| StoreError::inconsistent("audit_head", "hash", 1))?;
    Ok(Chain {
        seq: seq.unsigned_abs(),
        hash,
    })
}
