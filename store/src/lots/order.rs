//! The orders of the catalogue: by which columns, and where a page ends.

use super::cards::CardRow;
use super::catalogue::Request;
use super::cursor::Cursor;
use crate::sql::Sql;
use domain::views::LotSort;

/// The end of an auction that runs; everything else comes after all of these.
const ENDS: &str = "CASE WHEN a.outcome IS NULL AND a.lot_id IS NOT NULL THEN a.ends_at \
    ELSE 9223372036854775807 END";
/// What tells equal [`ENDS`] apart: the lot, and for those that do not run the newest first.
const ENDS_TIE: &str =
    "CASE WHEN a.outcome IS NULL AND a.lot_id IS NOT NULL THEN l.id ELSE -l.rank END";

impl Request<'_> {
    pub(super) fn push_after(&self, sql: &mut Sql, key: &str, tie: &str) {
        let Some(after) = self.after else { return };
        let comes_after = if self.is_downwards() {
            ") < ("
        } else {
            ") > ("
        };
        sql.push(" AND (")
            .push(key)
            .push(", ")
            .push(tie)
            .push(comes_after);
        sql.push_arg(after.key)
            .push(", ")
            .push_arg(after.tie)
            .push(")");
    }

    pub(super) fn push_order(&self, sql: &mut Sql, key: &str, tie: &str) {
        let direction = if self.is_downwards() { " DESC" } else { "" };
        sql.push(" ORDER BY ")
            .push(key)
            .push(direction)
            .push(", ")
            .push(tie)
            .push(direction);
        sql.push(" LIMIT ").push_arg((self.page + 1) as i64);
    }

    pub(super) const fn order(&self) -> (&'static str, &'static str) {
        match self.sort {
            LotSort::Newest => ("l.rank", "l.rank"),
            LotSort::PriceLow => ("l.price_up", "l.rank"),
            LotSort::PriceHigh => ("l.price_down", "l.rank"),
            LotSort::EndingFirst => (ENDS, ENDS_TIE),
            LotSort::Featured => ("l.featured_key", "l.rank"),
        }
    }

    fn is_downwards(&self) -> bool {
        matches!(self.sort, LotSort::PriceHigh | LotSort::Featured)
    }

    pub(super) fn cursor_of(&self, row: &CardRow) -> Cursor {
        match (self.sort, row.head.running_until()) {
            (LotSort::Newest, _) => Cursor {
                key: row.rank,
                tie: row.rank,
            },
            (LotSort::PriceLow, _) => Cursor {
                key: row.price_up,
                tie: row.rank,
            },
            (LotSort::PriceHigh, _) => Cursor {
                key: row.price_down,
                tie: row.rank,
            },
            (LotSort::Featured, _) => Cursor {
                key: row.featured_key,
                tie: row.rank,
            },
            (LotSort::EndingFirst, Some(ends_at)) => Cursor {
                key: ends_at,
                tie: row.id,
            },
            (LotSort::EndingFirst, None) => Cursor {
                key: i64::MAX,
                tie: -row.rank,
            },
        }
    }
}
