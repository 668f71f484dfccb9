//! The events of many lots, read at once.

use super::events::StoredEvent;
use crate::Tx;
use crate::error::Result;
use crate::sql::{Arg, Sql};
use domain::bidding::Event;
use domain::ids::LotId;
use std::collections::BTreeMap;

/// Events of a lot that follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventSpan {
    /// The lot.
    pub lot: LotId,
    /// Number of the event before the first one.
    pub after: u64,
    /// Number of the last one.
    pub up_to: u64,
}

impl EventSpan {
    /// How many they are.
    pub const fn len(&self) -> u64 {
        self.up_to.saturating_sub(self.after)
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[derive(sqlx_macros::FromRow)]
struct EventOfLot {
    lot_id: i64,
    #[sqlx(flatten)]
    event: StoredEvent,
}

/// Spans per statement: three values each, far below the 32,766 that SQLite binds.
const CHUNK: usize = 2_000;

impl Tx {
    /// These events, those of each lot in their order. A lot has one span at most.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn events_of_lots(
        &mut self,
        spans: &[EventSpan],
    ) -> Result<BTreeMap<LotId, Vec<Event>>> {
        let mut events: BTreeMap<LotId, Vec<Event>> = BTreeMap::new();
        for chunk in spans.chunks(CHUNK) {
            let mut sql = Sql::new("WITH k (lot_id, after_seq, up_to) AS (VALUES ");
            sql.push_rows(chunk.iter().map(|span| -> [Arg; 3] {
                [span.lot.into(), span.after.into(), span.up_to.into()]
            }));
            // CROSS JOIN keeps SQLite from starting at the large table.
            sql.push(
                ") SELECT e.lot_id, e.seq, e.at, e.paddle, e.amount_fen, e.received_at, e.ends_at, \
                 e.payload FROM k CROSS JOIN lot_events e WHERE e.lot_id = k.lot_id \
                 AND e.seq > k.after_seq AND e.seq <= k.up_to ORDER BY e.lot_id, e.seq",
            );
            let rows: Vec<EventOfLot> = self.all(sql).await?;
            for EventOfLot { lot_id, event } in rows {
                let lot = LotId(lot_id);
                events.entry(lot).or_default().push(event.read(lot)?);
            }
        }
        Ok(events)
    }
}
