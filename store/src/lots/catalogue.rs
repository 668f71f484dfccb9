//! The public catalogue: filter, order, and pages that go by key, so that the thousandth costs
//! what the first does.
//!
//! Three ways lead to a page. *Walking* an index in the order of the page and leaving out what the
//! filter refuses is quick when the filter lets many through. *Asking* the search index and
//! sorting the hits is quick when it lets few through. Newest first, the search index answers in
//! order, so asking is always quick. For the other orders the bounded count, which the page shows
//! anyway, tells which case it is.

use super::cards::{CardRow, card_columns};
use super::cursor::Cursor;
use super::filter::{has_own_index, needs_columns, push_columns, question};
use super::search::{Question, hit_rank, hits_with_lots};
use crate::error::Result;
use crate::sql::Sql;
use crate::{Engine, Tx};
use domain::time::Timestamp;
use domain::views::{BoundedCount, LotCard, LotFilter, LotSort};

/// Cards of a page.
const PAGE: usize = 24;
/// Counting stops here. Below it hits are sorted, above it the order's own index is walked.
const COUNT_MAX: u32 = 1_000;

/// The end of an auction that runs; everything else comes after all of these.
const ENDS: &str = "CASE WHEN a.outcome IS NULL AND a.lot_id IS NOT NULL THEN a.ends_at \
    ELSE 9223372036854775807 END";
/// What tells equal [`ENDS`] apart: the lot, and for those that do not run the newest first.
const ENDS_TIE: &str =
    "CASE WHEN a.outcome IS NULL AND a.lot_id IS NOT NULL THEN l.id ELSE -l.rank END";

/// One question to the catalogue.
struct Request<'a> {
    filter: &'a LotFilter,
    question: Question,
    sort: LotSort,
    after: Option<Cursor>,
    now: Timestamp,
    engine: Engine,
}

/// What SQLite is asked how many lots match, for the test of its plan.
#[cfg(test)]
pub(crate) fn count_of(filter: &LotFilter, now: Timestamp) -> Sql {
    Request::of(filter, now, Engine::Sqlite).count()
}

impl Tx {
    /// A page of the catalogue: at most 24 public lots, the cursor of the next page, and how many
    /// match, counted up to 1,000. A cursor that is none begins at the first page.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn catalogue(
        &mut self,
        filter: &LotFilter,
        now: Timestamp,
    ) -> Result<(Vec<LotCard>, Option<String>, BoundedCount)> {
        let request = Request::of(filter, now, self.engine());
        let sort = request.sort;
        let (mut rows, count) = self.counted_rows(&request).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| request.cursor_of(row).text(sort));
        let cards = rows.into_iter().map(CardRow::read).collect::<Result<_>>()?;
        Ok((cards, next, count))
    }

    /// The rows of the page, and how many there are in all.
    async fn counted_rows(
        &mut self,
        request: &Request<'_>,
    ) -> Result<(Vec<CardRow>, BoundedCount)> {
        if request.sort != LotSort::Newest || request.after.is_some() {
            let count = self.bounded_count(request).await?;
            return Ok((self.catalogue_rows(request, count.more).await?, count));
        }
        // A first page that is not full has all there is: gathering the hits of a rare combination once
        // more, only to count them, would be half of the work.
        let rows = self.catalogue_rows(request, false).await?;
        let count = if rows.len() > PAGE {
            self.bounded_count(request).await?
        } else {
            BoundedCount {
                count: rows.len() as u32,
                more: false,
            }
        };
        Ok((rows, count))
    }

    async fn bounded_count(&mut self, request: &Request<'_>) -> Result<BoundedCount> {
        let (counted,): (i64,) = self.one(request.count()).await?;
        Ok(BoundedCount {
            count: (counted as u32).min(COUNT_MAX),
            more: counted > i64::from(COUNT_MAX),
        })
    }

    /// One row more than a page has, so that the end is known.
    async fn catalogue_rows(&mut self, request: &Request<'_>, many: bool) -> Result<Vec<CardRow>> {
        let filtered = !request.question.is_empty();
        match request.sort {
            LotSort::Newest if request.asks() => self.all(request.ask_newest(PAGE + 1)).await,
            LotSort::Newest => self.all(request.walk_newest(PAGE + 1)).await,
            LotSort::PriceLow | LotSort::PriceHigh | LotSort::EndingFirst if filtered && !many => {
                self.all(request.ask_and_sort()).await
            }
            LotSort::PriceLow | LotSort::PriceHigh => self.all(request.walk_prices()).await,
            LotSort::EndingFirst => self.ending_first(request).await,
        }
    }

    /// First the running auctions by their end, then all other lots, newest first.
    async fn ending_first(&mut self, request: &Request<'_>) -> Result<Vec<CardRow>> {
        let mut rows = Vec::new();
        if request.after.is_none_or(|after| after.key < i64::MAX) {
            rows = self.all(request.walk_running()).await?;
        }
        let left = PAGE + 1 - rows.len();
        if left > 0 {
            let rest: Vec<CardRow> = if request.asks() {
                self.all(request.ask_newest(left)).await?
            } else {
                self.all(request.walk_newest(left)).await?
            };
            rows.extend(rest);
        }
        Ok(rows)
    }
}

impl<'a> Request<'a> {
    fn of(filter: &'a LotFilter, now: Timestamp, engine: Engine) -> Self {
        let sort = filter.sort.unwrap_or(LotSort::Newest);
        let after = filter.after.as_deref();
        Self {
            filter,
            question: question(filter),
            sort,
            after: after.and_then(|text| Cursor::parse(text, sort)),
            now,
            engine,
        }
    }

    /// Whether the search index leads; otherwise one column index does.
    fn asks(&self) -> bool {
        !self.question.is_empty() && !has_own_index(self.filter)
    }

    fn count(&self) -> Sql {
        let mut sql = Sql::new("SELECT count(*) FROM (SELECT 1 AS one FROM ");
        let auctions = " LEFT JOIN auctions a ON a.lot_id = l.id";
        if self.asks() {
            // The index alone often knows enough; the lots are joined only where it does not.
            if needs_columns(self.filter) {
                sql.push(hits_with_lots(self.engine))
                    .push(auctions)
                    .push(" WHERE ");
                self.push_match(&mut sql);
                push_columns(&mut sql, self.filter, self.now);
            } else {
                sql.push("lot_search WHERE ");
                self.push_match(&mut sql);
            }
        } else {
            sql.push("lots l");
            sql.push(if needs_columns(self.filter) {
                auctions
            } else {
                ""
            });
            sql.push(" WHERE l.rank > 1073741824");
            push_columns(&mut sql, self.filter, self.now);
        }
        sql.push(" LIMIT ")
            .push_arg(COUNT_MAX + 1)
            .push(") AS counted");
        sql
    }

    /// The hits of the index in its own order, which is newest first.
    fn ask_newest(&self, limit: usize) -> Sql {
        let mut sql = Sql::new(concat!("SELECT ", card_columns!(), " FROM "));
        sql.push(hits_with_lots(self.engine))
            .push(" LEFT JOIN auctions a ON a.lot_id = l.id WHERE ");
        self.push_match(&mut sql);
        self.push_before(&mut sql, hit_rank(self.engine));
        push_columns(&mut sql, self.filter, self.now);
        self.push_not_running(&mut sql);
        sql.push(" ORDER BY ")
            .push(hit_rank(self.engine))
            .push(" DESC LIMIT ")
            .push_arg(limit as i64);
        sql
    }

    /// Few hits, sorted.
    fn ask_and_sort(&self) -> Sql {
        let mut sql = Sql::new(concat!("SELECT ", card_columns!(), " FROM "));
        sql.push(hits_with_lots(self.engine))
            .push(" LEFT JOIN auctions a ON a.lot_id = l.id WHERE ");
        self.push_match(&mut sql);
        push_columns(&mut sql, self.filter, self.now);
        let (key, tie) = self.order();
        self.push_after(&mut sql, key, tie);
        self.push_order(&mut sql, key, tie);
        sql
    }

    /// The catalogue in its own order.
    fn walk_newest(&self, limit: usize) -> Sql {
        let mut sql = Sql::new(concat!(
            "SELECT ",
            card_columns!(),
            " FROM lots l LEFT JOIN auctions a ON a.lot_id = l.id WHERE l.rank > 1073741824"
        ));
        self.push_before(&mut sql, "l.rank");
        push_columns(&mut sql, self.filter, self.now);
        self.push_not_running(&mut sql);
        sql.push(" ORDER BY l.rank DESC LIMIT ")
            .push_arg(limit as i64);
        sql
    }

    /// The price index in its order; many lots pass the filter, so a page is soon full.
    fn walk_prices(&self) -> Sql {
        let mut sql = Sql::new(concat!(
            "SELECT ",
            card_columns!(),
            " FROM lots l LEFT JOIN auctions a ON a.lot_id = l.id WHERE l.rank > 1073741824"
        ));
        let (key, tie) = self.order();
        self.push_after(&mut sql, key, tie);
        push_columns(&mut sql, self.filter, self.now);
        self.push_probe(&mut sql);
        self.push_order(&mut sql, key, tie);
        sql
    }

    /// The running auctions by their end. CROSS JOIN keeps SQLite from starting at the lots.
    fn walk_running(&self) -> Sql {
        let mut sql = Sql::new(concat!(
            "SELECT ",
            card_columns!(),
            " FROM auctions a CROSS JOIN lots l WHERE l.id = a.lot_id AND a.outcome IS NULL \
             AND a.practice = FALSE AND l.rank > 1073741824"
        ));
        self.push_after(&mut sql, "a.ends_at", "a.lot_id");
        push_columns(&mut sql, self.filter, self.now);
        self.push_probe(&mut sql);
        self.push_order(&mut sql, "a.ends_at", "a.lot_id");
        sql
    }

    fn push_match(&self, sql: &mut Sql) {
        self.question.push_match(sql, self.engine);
        sql.push(" AND ")
            .push(hit_rank(self.engine))
            .push(" > 1073741824");
    }

    /// Looks up one lot of a walk in the index, when words were asked for; the columns have
    /// answered everything else.
    fn push_probe(&self, sql: &mut Sql) {
        if self.question.phrases.is_empty() {
            return;
        }
        let words = Question {
            facets: Vec::new(),
            phrases: self.question.phrases.clone(),
        };
        words.push_probe(sql, self.engine);
    }

    /// After the cursor, downwards by rank.
    fn push_before(&self, sql: &mut Sql, rank: &str) {
        let Some(after) = self.after else { return };
        let rank_before = match self.sort {
            // Among the lots that do not run, the tie is the negated rank; a cursor that still
            // stands among the running ones has all of the others before it.
            LotSort::EndingFirst if after.key < i64::MAX => return,
            LotSort::EndingFirst => after.tie.wrapping_neg(),
            _ => after.tie,
        };
        sql.push(" AND ")
            .push(rank)
            .push(" < ")
            .push_arg(rank_before);
    }

    fn push_after(&self, sql: &mut Sql, key: &str, tie: &str) {
        let Some(after) = self.after else { return };
        let comes_after = if self.sort == LotSort::PriceHigh {
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

    fn push_order(&self, sql: &mut Sql, key: &str, tie: &str) {
        let direction = if self.sort == LotSort::PriceHigh {
            " DESC"
        } else {
            ""
        };
        sql.push(" ORDER BY ")
            .push(key)
            .push(direction)
            .push(", ")
            .push(tie)
            .push(direction);
        sql.push(" LIMIT ").push_arg((PAGE + 1) as i64);
    }

    fn push_not_running(&self, sql: &mut Sql) {
        if self.sort == LotSort::EndingFirst {
            sql.push(" AND (a.lot_id IS NULL OR a.outcome IS NOT NULL)");
        }
    }

    const fn order(&self) -> (&'static str, &'static str) {
        match self.sort {
            LotSort::Newest => ("l.rank", "l.rank"),
            LotSort::PriceLow => ("l.price_up", "l.rank"),
            LotSort::PriceHigh => ("l.price_down", "l.rank"),
            LotSort::EndingFirst => (ENDS, ENDS_TIE),
        }
    }

    fn cursor_of(&self, row: &CardRow) -> Cursor {
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
