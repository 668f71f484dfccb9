//! The public ledger as it is stored: leaves, the hashes of the tree, signed heads, openings.

mod pages;
mod turn;

pub use pages::StoredPage;
pub use turn::QueuedLot;

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::open::Engine;
use crate::sql::{Arg, Sql};
use domain::ids::{LotCode, LotId};
use domain::ledger::hash::Hash32;
use domain::ledger::leaf::LeafKind;
use domain::time::Timestamp;
use std::collections::BTreeSet;

/// A leaf to be appended, with what opens it.
#[derive(Clone, Debug)]
pub struct NewLeaf {
    /// The lot.
    pub lot: LotId,
    /// Number of the event on the lot.
    pub seq: u64,
    /// Kind of the leaf, its byte.
    pub kind: u8,
    /// Its canonical bytes.
    pub leaf: Vec<u8>,
    /// What opens it, JSON, secret part included.
    pub opening: String,
}

/// A stored leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLeaf {
    /// Its place in the log.
    pub index: u64,
    /// Its canonical bytes.
    pub leaf: Vec<u8>,
    /// What opens it, JSON, secret part included; nothing when that was taken away.
    pub opening: Option<String>,
}

/// The latest signed head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHead {
    /// Leaves.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash32,
    /// The signed checkpoint, as it is published.
    pub note: String,
}

#[derive(sqlx_macros::FromRow)]
struct LeafRow {
    idx: i64,
    leaf: Vec<u8>,
    opening: Option<String>,
}

/// Rows per statement, of five values at most: all that a transaction of the sequencer appends to a
/// table.
const CHUNK: usize = 1_000;
/// The kind of the leaves of moves.
const MOVED: i64 = LeafKind::Moved.byte() as i64;

impl Tx {
    /// Waits until nobody else sequences, and keeps them waiting until this transaction ends.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_ledger(&mut self) -> Result<()> {
        if self.engine() == Engine::Postgres {
            let _: (i64,) = self
                .one(Sql::new("SELECT id FROM ledger_turn FOR UPDATE"))
                .await?;
        }
        Ok(())
    }

    /// Notes that these lots have events or moves without a leaf.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn queue_for_ledger(&mut self, lots: &BTreeSet<LotId>) -> Result<()> {
        for chunk in lots.iter().collect::<Vec<_>>().chunks(CHUNK) {
            let mut sql = Sql::new("INSERT INTO ledger_queue (lot_id) VALUES ");
            sql.push_rows(chunk.iter().map(|lot| [(**lot).into()]));
            sql.push(" ON CONFLICT (lot_id) DO UPDATE SET stamp = ledger_queue.stamp + 1");
            self.execute(sql).await?;
        }
        Ok(())
    }

    /// Notes that every lot that ever had an auction may have events without a leaf: for data that
    /// were written past the bidding.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn queue_all_for_ledger(&mut self) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO ledger_queue (lot_id) SELECT lot_id FROM auctions WHERE TRUE \
             ON CONFLICT DO NOTHING",
        );
        self.execute(sql).await?;
        Ok(())
    }

    /// Appends leaves from `first` on, with the hashes that they complete.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when an event has its leaf already or
    /// the place is not the next one.
    pub async fn append_leaves(
        &mut self,
        first: u64,
        leaves: &[NewLeaf],
        nodes: &[(u8, u64, Hash32)],
    ) -> Result<()> {
        let numbered: Vec<_> = (first..).zip(leaves).collect();
        for chunk in numbered.chunks(CHUNK) {
            let mut sql =
                Sql::new("INSERT INTO ledger_leaves (idx, lot_id, seq, kind, leaf) VALUES ");
            sql.push_rows(chunk.iter().map(|(index, leaf)| -> [Arg; 5] {
                let kind = i64::from(leaf.kind);
                [
                    (*index).into(),
                    leaf.lot.into(),
                    leaf.seq.into(),
                    kind.into(),
                    leaf.leaf.as_slice().into(),
                ]
            }));
            self.execute(sql).await?;
            let mut sql = Sql::new("INSERT INTO ledger_openings (idx, opening) VALUES ");
            sql.push_rows(chunk.iter().map(|(index, leaf)| -> [Arg; 2] {
                [(*index).into(), leaf.opening.as_str().into()]
            }));
            self.execute(sql).await?;
        }
        for chunk in nodes.chunks(CHUNK) {
            let mut sql = Sql::new("INSERT INTO ledger_nodes (level, idx, hash) VALUES ");
            sql.push_rows(chunk.iter().map(|(level, index, hash)| -> [Arg; 3] {
                [
                    i64::from(*level).into(),
                    (*index).into(),
                    hash.0.as_slice().into(),
                ]
            }));
            self.execute(sql).await?;
        }
        Ok(())
    }

    /// The leaves of a lot in their order.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn leaves_of_lot(&mut self, lot: LotId) -> Result<Vec<StoredLeaf>> {
        let sql = Sql::new(
            "SELECT v.idx, v.leaf, o.opening FROM ledger_leaves v \
             LEFT JOIN ledger_openings o ON o.idx = v.idx WHERE v.lot_id = $1 ORDER BY v.idx",
        );
        let rows: Vec<LeafRow> = self.all(sql.bind(lot)).await?;
        Ok(rows.into_iter().map(LeafRow::read).collect())
    }

    /// The codes of the lots that have leaves.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn ledger_lots(&mut self) -> Result<Vec<LotCode>> {
        let sql = Sql::new(
            "SELECT l.id, l.code FROM lots l WHERE EXISTS \
             (SELECT 1 FROM ledger_leaves v WHERE v.lot_id = l.id) ORDER BY l.code",
        );
        let rows: Vec<(i64, String)> = self.all(sql).await?;
        rows.into_iter()
            .map(|(id, code)| At::new("lots", "code", &id).some(LotCode::parse(&code)))
            .collect()
    }

    /// The leaf of an event: the first one with its number on the lot. Moves after a round have
    /// numbers of their own.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn leaf_of_event(&mut self, lot: LotId, seq: u64) -> Result<Option<StoredLeaf>> {
        let sql = Sql::new(
            "SELECT v.idx, v.leaf, o.opening FROM ledger_leaves v \
             LEFT JOIN ledger_openings o ON o.idx = v.idx \
             WHERE v.lot_id = $1 AND v.seq = $2 AND v.kind <> $3 ORDER BY v.idx LIMIT 1",
        );
        let sql = sql.bind(lot).bind(seq).bind(MOVED);
        let row: Option<LeafRow> = self.optional(sql).await?;
        Ok(row.map(LeafRow::read))
    }

    /// The last leaf of this kind of a lot whose event is numbered above `after`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn last_leaf_of_kind(
        &mut self,
        lot: LotId,
        kind: u8,
        after: u64,
    ) -> Result<Option<StoredLeaf>> {
        let sql = Sql::new(
            "SELECT v.idx, v.leaf, o.opening FROM ledger_leaves v \
             LEFT JOIN ledger_openings o ON o.idx = v.idx \
             WHERE v.lot_id = $1 AND v.kind = $2 AND v.seq > $3 ORDER BY v.seq DESC LIMIT 1",
        );
        let sql = sql.bind(lot).bind(i64::from(kind)).bind(after);
        let row: Option<LeafRow> = self.optional(sql).await?;
        Ok(row.map(LeafRow::read))
    }

    /// The latest signed head; nothing before the first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn ledger_head(&mut self) -> Result<Option<StoredHead>> {
        let sql = Sql::new("SELECT size, root, note FROM ledger_heads ORDER BY size DESC LIMIT 1");
        head(self.optional(sql).await?)
    }

    /// The signed head of this size.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn ledger_head_of(&mut self, size: u64) -> Result<Option<StoredHead>> {
        let sql = Sql::new("SELECT size, root, note FROM ledger_heads WHERE size = $1");
        head(self.optional(sql.bind(size)).await?)
    }

    /// Stores a signed head.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when there is one of this size.
    pub async fn insert_ledger_head(&mut self, head: &StoredHead, at: Timestamp) -> Result<()> {
        let sql =
            Sql::new("INSERT INTO ledger_heads (size, root, note, at) VALUES ($1, $2, $3, $4)");
        let sql = sql.bind(head.size).bind(head.root.0.as_slice());
        self.execute(sql.bind(head.note.as_str()).bind(at)).await?;
        Ok(())
    }

    /// Takes away what opens the leaves of lots whose last leaf was signed before `before`, at most `limit`
    /// of them; how many. The leaves stay, and the tree over them.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn purge_openings(&mut self, before: Timestamp, limit: u32) -> Result<u64> {
        let sql = Sql::new("SELECT COALESCE(max(size), 0) FROM ledger_heads WHERE at < $1");
        let (size,): (i64,) = self.one(sql.bind(before)).await?;
        let sql = Sql::new(
            "DELETE FROM ledger_openings WHERE idx IN (SELECT o.idx FROM ledger_openings o \
             JOIN ledger_leaves v ON v.idx = o.idx WHERE o.idx < $1 AND NOT EXISTS \
             (SELECT 1 FROM ledger_leaves n WHERE n.lot_id = v.lot_id AND n.idx >= $2) \
             ORDER BY o.idx LIMIT $3)",
        );
        self.execute(sql.bind(size).bind(size).bind(limit)).await
    }

    /// Replaces the note of the head of this size: the same head with more signatures.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn cosign_ledger_head(&mut self, size: u64, note: &str) -> Result<()> {
        let sql = Sql::new("UPDATE ledger_heads SET note = $1 WHERE size = $2");
        self.execute(sql.bind(note).bind(size)).await?;
        Ok(())
    }
}

fn head(row: Option<(i64, Vec<u8>, String)>) -> Result<Option<StoredHead>> {
    row.map(|(size, root, note)| {
        let at = At::new("ledger_heads", "root", &size);
        Ok(StoredHead {
            size: at.int(size)?,
            root: At::new("ledger_heads", "root", &size).some(Hash32::from_slice(&root))?,
            note,
        })
    })
    .transpose()
}

impl LeafRow {
    fn read(self) -> StoredLeaf {
        StoredLeaf {
            index: self.idx as u64,
            leaf: self.leaf,
            opening: self.opening,
        }
    }
}
