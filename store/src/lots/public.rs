//! The addresses of public lots, range by range, for whoever lists the whole site.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{LotCode, LotId};
use domain::time::Timestamp;

/// A public lot in a list of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicLot {
    /// Identity.
    pub id: LotId,
    /// Public code.
    pub code: LotCode,
    /// When its page changed last: publication, or what happened in its round.
    pub changed_at: Timestamp,
}

impl Tx {
    /// The public lots after `after` up to and with `last`, by id; practice lots are not among them.
    /// At most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn public_lots(
        &mut self,
        after: LotId,
        last: LotId,
        limit: u32,
    ) -> Result<Vec<PublicLot>> {
        let sql = Sql::new(
            "SELECT l.id, l.code, l.published_at, a.at FROM lots l \
             LEFT JOIN auctions a ON a.lot_id = l.id \
             WHERE l.id > $1 AND l.id <= $2 AND l.is_public = TRUE AND l.practice = FALSE \
             ORDER BY l.id LIMIT $3",
        );
        let rows: Vec<(i64, String, Option<i64>, Option<i64>)> =
            self.all(sql.bind(after).bind(last).bind(limit)).await?;
        let lot = |(id, code, published, moved): (i64, String, Option<i64>, Option<i64>)| {
            Ok(PublicLot {
                id: LotId(id),
                code: At::new("lots", "code", &id).some(LotCode::parse(&code))?,
                changed_at: Timestamp(published.max(moved).unwrap_or_default()),
            })
        };
        rows.into_iter().map(lot).collect()
    }

    /// The highest id of a lot, 0 without any.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn last_lot(&mut self) -> Result<LotId> {
        let (last,): (i64,) = self
            .one(Sql::new("SELECT COALESCE(max(id), 0) FROM lots"))
            .await?;
        Ok(LotId(last))
    }
}
