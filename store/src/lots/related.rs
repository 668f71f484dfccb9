//! Lots that are close to a lot: of the same industry, with a subclass of the classification or a
//! keyword in common.
//!
//! Every question goes to the search index with a limit and is answered newest first, so that what a
//! page costs does not grow with the catalogue.

use super::cards::{CardRow, card_columns};
use super::search::{Question, facet, hit_rank, subclasses};
use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::lots::Lot;
use domain::text::query_phrases;
use domain::views::LotCard;
use std::collections::BTreeMap;

/// Hits that are looked at for each question.
const HITS: u32 = 24;
/// Keywords that are asked for; a lot has no more.
const KEYWORDS: usize = 5;
/// What a subclass in common counts, measured in keywords.
const SUBCLASS: u32 = 2;

impl Tx {
    /// At most `limit` public lots that are close to `lot`, the closest first and the newest among
    /// equals; never the lot itself. Lots that have nothing but the industry in common come last.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn related_lots(&mut self, lot: &Lot, limit: usize) -> Result<Vec<LotCard>> {
        let industry = vec![facet("ind", lot.industry.code())];
        let mut points: BTreeMap<i64, u32> = BTreeMap::new();
        for (worth, question) in questions(lot, &industry) {
            for rank in self.newest_hits(&question).await? {
                *points.entry(rank).or_default() += worth;
            }
        }
        let mut ranks: Vec<(u32, i64)> = points.into_iter().map(|(r, worth)| (worth, r)).collect();
        ranks.sort_unstable_by(|a, b| b.cmp(a));
        // One more than wanted: the lot itself may be among them.
        let ranks: Vec<i64> = ranks.into_iter().map(|(_, r)| r).take(limit + 1).collect();
        let mut cards = self.cards_at(&ranks).await?;
        cards.retain(|card| card.code != lot.code);
        cards.truncate(limit);
        Ok(cards)
    }

    async fn newest_hits(&mut self, question: &Question) -> Result<Vec<i64>> {
        let rank = hit_rank(self.engine());
        let mut sql = Sql::new("SELECT ");
        sql.push(rank).push(" FROM lot_search WHERE ");
        question.push_match(&mut sql, self.engine());
        sql.push(" AND ").push(rank).push(" > 1073741824 ORDER BY ");
        sql.push(rank).push(" DESC LIMIT ").push_arg(HITS);
        let rows: Vec<(i64,)> = self.all(sql).await?;
        Ok(rows.into_iter().map(|(rank,)| rank).collect())
    }

    /// The cards of the catalogue with these ranks, in their order.
    async fn cards_at(&mut self, ranks: &[i64]) -> Result<Vec<LotCard>> {
        if ranks.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(concat!(
            "SELECT ",
            card_columns!(),
            " FROM lots l LEFT JOIN auctions a ON a.lot_id = l.id \
             WHERE l.is_public = TRUE AND l.rank IN ("
        ));
        sql.push_list(ranks.iter().copied());
        sql.push(")");
        let mut rows: Vec<CardRow> = self.all(sql).await?;
        rows.sort_by_key(|row| ranks.iter().position(|rank| *rank == row.rank));
        rows.into_iter().map(CardRow::read).collect()
    }
}

/// What is asked, and what each hit is worth: the subclasses, every keyword, the industry alone.
fn questions(lot: &Lot, industry: &[String]) -> Vec<(u32, Question)> {
    let of = |facets: Vec<Vec<String>>| Question {
        facets,
        phrases: Vec::new(),
    };
    let mut questions = Vec::new();
    let subclasses = subclasses(lot);
    if !subclasses.is_empty() {
        questions.push((SUBCLASS, of(vec![industry.to_vec(), subclasses])));
    }
    for keyword in lot.keywords.iter().take(KEYWORDS) {
        let phrases = query_phrases(keyword);
        if !phrases.is_empty() {
            let question = Question {
                facets: vec![industry.to_vec()],
                phrases,
            };
            questions.push((1, question));
        }
    }
    // Worth nothing: it only fills what the others leave empty.
    questions.push((0, of(vec![industry.to_vec()])));
    questions
}
