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

/// One question to the catalogue.
pub(super) struct Request<'a> {
    filter: &'a LotFilter,
    question: Question,
    pub(super) sort: LotSort,
    pub(super) after: Option<Cursor>,
    now: Timestamp,
    engine: Engine,
    /// Cards that a page has at most.
    pub(super) page: usize,
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
        let (rows, count) = self.counted_rows(&request).await?;
        let (cards, next) = request.cut(rows)?;
        Ok((cards, next, count))
    }

    /// A page of the catalogue of at most `limit` lots, at least one, and the cursor of the next page,
    /// for programs and files: as [`Tx::catalogue`], but nothing is counted for show.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn catalogue_part(
        &mut self,
        filter: &LotFilter,
        now: Timestamp,
        limit: usize,
    ) -> Result<(Vec<LotCard>, Option<String>)> {
        let request = Request {
            page: limit.max(1),
            ..Request::of(filter, now, self.engine())
        };
        // The other orders have two ways to a page, and the number of hits tells which is short.
        let many = match request.sort {
            LotSort::Newest => false,
            _ => self.bounded_count(&request).await?.more,
        };
        let rows = self.catalogue_rows(&request, many).await?;
        request.cut(rows)
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
        let count = if rows.len() > request.page {
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
        let full = request.page + 1;
        match request.sort {
            LotSort::Newest if request.asks() => self.all(request.ask_newest(full)).await,
            LotSort::Newest => self.all(request.walk_newest(full)).await,
            _ if filtered && !many => self.all(request.ask_and_sort()).await,
            LotSort::PriceLow | LotSort::PriceHigh | LotSort::Featured => {
                self.all(request.walk_in_order()).await
            }
            LotSort::EndingFirst => self.ending_first(request).await,
        }
    }

    /// First the running auctions by their end, then all other lots, newest first.
    async fn ending_first(&mut self, request: &Request<'_>) -> Result<Vec<CardRow>> {
        let mut rows = Vec::new();
        if request.after.is_none_or(|after| after.key < i64::MAX) {
            rows = self.all(request.walk_running()).await?;
        }
        let left = request.page + 1 - rows.len();
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
        let sort = filter.order();
        let after = filter.after.as_deref();
        Self {
            filter,
            question: question(filter),
            sort,
            after: after.and_then(|text| Cursor::parse(text, sort)),
            now,
            engine,
            page: PAGE,
        }
    }

    /// The cards of the page, and where the next one begins when there was one row more.
    fn cut(&self, mut rows: Vec<CardRow>) -> Result<(Vec<LotCard>, Option<String>)> {
        let more = rows.len() > self.page;
        rows.truncate(self.page);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| self.cursor_of(row).text(self.sort));
        let cards = rows.into_iter().map(CardRow::read).collect::<Result<_>>()?;
        Ok((cards, next))
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

    /// The index of the order; many lots pass the filter, so a page is soon full.
    fn walk_in_order(&self) -> Sql {
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

    fn push_not_running(&self, sql: &mut Sql) {
        if self.sort == LotSort::EndingFirst {
            sql.push(" AND (a.lot_id IS NULL OR a.outcome IS NOT NULL)");
        }
    }
}
