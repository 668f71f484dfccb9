//! What a turn of the sequencer reads and writes: as many statements for a thousand lots as for one.
//! On SQLite each is a way to the thread of its connection and back, and the connection that writes
//! is the one that bids wait for.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::open::Engine;
use crate::sql::{Arg, Sql};
use domain::ids::{LotCode, LotId};
use domain::ledger::hash::Hash32;
use domain::ledger::leaf::LeafKind;
use domain::money::Fen;

/// A lot in the queue, with everything that tells what it waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedLot {
    /// The lot.
    pub lot: LotId,
    /// Its public code.
    pub code: LotCode,
    /// The stamp of its row: whoever queues the lot once more changes it.
    pub stamp: i64,
    /// The reserve of its present round; secret.
    pub reserve: Option<Fen>,
    /// Number of its last event; 0 before the first.
    pub last_event: u64,
    /// Number of its last move after a round; 0 before the first.
    pub last_move: u64,
    /// Number of the last event that has its leaf; 0 where none has.
    pub sealed_event: u64,
    /// Number of the last move that has its leaf; 0 where none has.
    pub sealed_move: u64,
    /// Canonical bytes of its last leaf.
    pub last_leaf: Option<Vec<u8>>,
}

#[derive(sqlx_macros::FromRow)]
struct QueueRow {
    lot_id: i64,
    code: String,
    stamp: i64,
    reserve_fen: Option<i64>,
    last_event: i64,
    last_move: i64,
    sealed_event: i64,
    sealed_move: i64,
    last_leaf: Option<Vec<u8>>,
}

/// The number of the last event, or move, of a lot in the queue.
macro_rules! last_of {
    ($table:literal) => {
        concat!(
            "COALESCE((SELECT max(t.seq) FROM ",
            $table,
            " t WHERE t.lot_id = ledger_queue.lot_id), 0)"
        )
    };
}

impl Tx {
    /// Lots that have events or moves without a leaf, at most `limit`, in the order of their ids.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn ledger_queue(&mut self, limit: u32) -> Result<Vec<QueuedLot>> {
        // Leaves follow the numbers of the events, so the last that is no move has the highest; and
        // no move has a higher number than the last one, which keeps the search for it short.
        let sql = Sql::new(concat!(
            "SELECT ledger_queue.lot_id, l.code, ledger_queue.stamp, a.reserve_fen, ",
            last_of!("lot_events"),
            " AS last_event, ",
            last_of!("lot_stages"),
            " AS last_move, COALESCE((SELECT v.seq FROM ledger_leaves v \
             WHERE v.lot_id = ledger_queue.lot_id AND v.kind <> $1 ORDER BY v.idx DESC LIMIT 1), 0) \
             AS sealed_event, COALESCE((SELECT max(v.seq) FROM ledger_leaves v \
             WHERE v.lot_id = ledger_queue.lot_id AND v.kind = $1 AND v.seq <= ",
            last_of!("lot_stages"),
            "), 0) AS sealed_move, (SELECT v.leaf FROM ledger_leaves v \
             WHERE v.lot_id = ledger_queue.lot_id ORDER BY v.idx DESC LIMIT 1) AS last_leaf \
             FROM ledger_queue JOIN lots l ON l.id = ledger_queue.lot_id \
             LEFT JOIN auctions a ON a.lot_id = ledger_queue.lot_id \
             ORDER BY ledger_queue.lot_id LIMIT $2",
        ));
        let sql = sql.bind(i64::from(LeafKind::Moved.byte())).bind(limit);
        let rows: Vec<QueueRow> = self.all(sql).await?;
        rows.into_iter().map(QueueRow::read).collect()
    }

    /// Takes lots whose events and moves all have their leaves off the queue, but for those that
    /// somebody has queued once more since they were read: what he has written may not be among what
    /// was read. They were read before this transaction began, so a row may even have gone and come
    /// back with its first stamp; the numbers of the last event and move give that away.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn leave_ledger_queue(&mut self, lots: &[QueuedLot]) -> Result<()> {
        let mut ids: Vec<i64> = lots.iter().map(|lot| lot.lot.get()).collect();
        if self.engine() == Engine::Postgres && !ids.is_empty() {
            // Several rows in one statement are locked in any order. Whoever holds one of them is
            // about to queue the lot anew: it stays, and nobody waits for anybody.
            let mut sql = Sql::new("SELECT lot_id FROM ledger_queue WHERE lot_id IN (");
            sql.push_list(ids);
            sql.push(") FOR UPDATE SKIP LOCKED");
            let free: Vec<(i64,)> = self.all(sql).await?;
            ids = free.into_iter().map(|(id,)| id).collect();
        }
        if ids.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new("DELETE FROM ledger_queue WHERE lot_id IN (");
        sql.push_list(ids);
        sql.push(concat!(
            ") AND (lot_id, stamp, ",
            last_of!("lot_events"),
            ", ",
            last_of!("lot_stages"),
            ") IN (VALUES ",
        ));
        sql.push_rows(lots.iter().map(|lot| -> [Arg; 4] {
            [
                lot.lot.into(),
                lot.stamp.into(),
                lot.last_event.into(),
                lot.last_move.into(),
            ]
        }));
        sql.push(")");
        self.execute(sql).await?;
        Ok(())
    }

    /// What opens the leaves of these listings, each given by its lot and the number of its event;
    /// JSON, secret part included. Those that were taken away are left out.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn listing_openings(
        &mut self,
        listings: &[(LotId, u64)],
    ) -> Result<Vec<(LotId, String)>> {
        if listings.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("WITH k (lot_id, seq) AS (VALUES ");
        sql.push_rows(
            listings
                .iter()
                .map(|(lot, seq)| -> [Arg; 2] { [(*lot).into(), (*seq).into()] }),
        );
        sql.push(
            ") SELECT v.lot_id, o.opening FROM k CROSS JOIN ledger_leaves v \
             CROSS JOIN ledger_openings o WHERE v.lot_id = k.lot_id AND v.seq = k.seq \
             AND v.kind = ",
        );
        sql.push_arg(i64::from(LeafKind::Listed.byte()));
        sql.push(" AND o.idx = v.idx");
        let rows: Vec<(i64, String)> = self.all(sql).await?;
        let openings = rows.into_iter().map(|(lot, text)| (LotId(lot), text));
        Ok(openings.collect())
    }

    /// The roots of the perfect subtrees of a tree of `size` leaves, the largest first.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`](crate::StoreError::Inconsistent) when one is missing.
    pub async fn ledger_peaks(&mut self, size: u64) -> Result<Vec<Hash32>> {
        let mut peaks: Vec<[Arg; 2]> = Vec::new();
        let mut start = 0;
        for level in (0..63u8).rev().filter(|level| size >> level & 1 == 1) {
            peaks.push([i64::from(level).into(), (start >> level).into()]);
            start += 1u64 << level;
        }
        let count = peaks.len();
        if count == 0 {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("WITH k (level, idx) AS (VALUES ");
        sql.push_rows(peaks);
        sql.push(
            ") SELECT n.hash FROM k CROSS JOIN ledger_nodes n \
             WHERE n.level = k.level AND n.idx = k.idx ORDER BY n.level DESC",
        );
        let rows: Vec<(Vec<u8>,)> = self.all(sql).await?;
        let hashes = rows.iter().map(|(hash,)| Hash32::from_slice(hash));
        let hashes: Option<Vec<Hash32>> = hashes.collect();
        let whole = hashes.filter(|hashes| hashes.len() == count);
        At::new("ledger_nodes", "hash", &size).some(whole)
    }
}

impl QueueRow {
    fn read(self) -> Result<QueuedLot> {
        let at = |column| At::new("ledger_queue", column, &self.lot_id);
        Ok(QueuedLot {
            lot: LotId(self.lot_id),
            code: At::new("lots", "code", &self.lot_id).some(LotCode::parse(&self.code))?,
            stamp: self.stamp,
            reserve: self.reserve_fen.map(Fen),
            last_event: at("last_event").int(self.last_event)?,
            last_move: at("last_move").int(self.last_move)?,
            sealed_event: at("sealed_event").int(self.sealed_event)?,
            sealed_move: at("sealed_move").int(self.sealed_move)?,
            last_leaf: self.last_leaf,
        })
    }
}
