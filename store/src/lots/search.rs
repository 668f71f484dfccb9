//! The full-text index: what goes in, and how a question is put to either engine.
//!
//! The engines differ here in everything but the idea, so both texts are written out: SQLite has
//! FTS5 with a query language of its own, PostgreSQL has `tsvector` and `tsquery`. What goes in is
//! the same: terms cut by [`search_terms`], and one facet word per filter value, so that any
//! combination of filters is an intersection inside the index instead of a walk over all lots.

use super::row::{list_price, rank_of, status_with};
use crate::error::Result;
use crate::sql::{Arg, Sql};
use crate::{Engine, Tx};
use domain::institutions::City;
use domain::lots::{Lot, ProjectLevel};
use domain::money::Fen;
use domain::text::{Phrase, query_phrases, search_terms};

/// What the index says of a lot that does not stand in its document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside {
    /// City of the owner.
    pub(super) city: Option<City>,
    /// Whether it is 省外百万级.
    pub(super) million: bool,
    /// Whether the owner is one of the 大院大所.
    pub(super) big_institute: bool,
    /// Whether it was sold at an offline auction.
    pub(super) sold_offline: bool,
}

/// What the index holds of one lot.
pub(super) struct Entry {
    rank: i64,
    facets: Vec<String>,
    terms: Vec<String>,
}

impl Entry {
    /// The entry of `lot` in its present state.
    pub(super) fn of(lot: &Lot, owner_name: &str, beside: &Beside) -> Self {
        let mut facets = vec![
            facet("ind", lot.industry.code()),
            facet("kin", lot.kind.code()),
        ];
        facets.extend(lot.modes.iter().map(|mode| facet("mod", mode.code())));
        facets.extend(beside.city.map(|city| facet("cit", city.code())));
        let status = status_with(lot.state, beside.sold_offline);
        facets.extend(status.map(|status| facet("sta", status)));
        facets.extend(list_price(lot).map(price_facet));
        facets.push(facet("lev", lot.project_level.code()));
        facets.push(trl_facet(lot.trl.level()));
        facets.extend(subclasses(lot));
        let flags = [
            (lot.dual_carbon, DUAL_CARBON),
            (lot.project_level != ProjectLevel::None, PROJECT),
            (beside.million, OUT_OF_PROVINCE_MILLION),
            (beside.big_institute, BIG_INSTITUTE),
            (lot.patents.len() > 1, PACKAGE),
            (lot.featured_rank.is_some(), FEATURED),
        ];
        facets.extend(
            flags
                .iter()
                .filter(|(set, _)| *set)
                .map(|(_, word)| (*word).to_owned()),
        );
        Self {
            rank: rank_of(lot.id, lot.state, lot.practice, lot.published_at),
            facets,
            terms: search_terms(&lot.search_text(owner_name)),
        }
    }
}

/// The facet of 双碳.
pub(super) const DUAL_CARBON: &str = "dual";
/// The facet of lots of a programme.
pub(super) const PROJECT: &str = "proj";
/// The facet of 大院大所.
pub(super) const BIG_INSTITUTE: &str = "bigi";
/// The facet of lots with several patents.
pub(super) const PACKAGE: &str = "pack";
/// The facet of featured lots.
pub(super) const FEATURED: &str = "feat";
/// The facet of 省外百万级.
pub(super) const OUT_OF_PROVINCE_MILLION: &str = "oopm";

/// The word of a filter value: ASCII letters and digits, so that no tokenizer cuts it.
pub(super) fn facet(prefix: &str, code: &str) -> String {
    let word = code.chars().filter(char::is_ascii_alphanumeric);
    prefix
        .chars()
        .chain(word.map(|c| c.to_ascii_lowercase()))
        .collect()
}

/// The word of a price: its power of two. A range of prices is a choice of a few such words.
pub(super) fn price_facet(price: Fen) -> String {
    format!("pri{}", price.get().max(1).ilog2())
}

/// The word of a readiness level.
pub(super) fn trl_facet(level: u8) -> String {
    format!("trl{level}")
}

/// The words of the IPC subclasses (`H01M`) of the patents of a lot, each once.
pub(super) fn subclasses(lot: &Lot) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for ipc in lot
        .patents
        .iter()
        .filter_map(|patent| patent.ipc.as_deref())
    {
        let subclass: String = ipc.chars().take(4).collect();
        let word = facet("ipc", &subclass);
        if word.len() == 7 && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// Characters of the beginnings that the index holds as keys of their own (`prefix = '1'`).
const PREFIX_INDEXED: usize = 1;

/// A question to the index: every facet group and every phrase must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Question {
    /// Groups of facets; one of each group must hold.
    pub(super) facets: Vec<Vec<String>>,
    /// Phrases of the text.
    pub(super) phrases: Vec<Phrase>,
}

impl Question {
    /// Whether the words of `q` stand in the text.
    pub(crate) fn of_words(q: &str) -> Self {
        Self {
            facets: Vec::new(),
            phrases: query_phrases(q),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.facets.is_empty() && self.phrases.is_empty()
    }

    /// Writes the condition that a row of the index answers the question.
    pub(super) fn push_match(&self, sql: &mut Sql, engine: Engine) {
        let text = self.text(engine);
        match engine {
            Engine::Sqlite => sql.push("lot_search MATCH ").push_arg(text),
            Engine::Postgres => sql
                .push("lot_search.terms @@ ")
                .push_arg(text)
                .push("::tsquery"),
        };
    }

    /// Writes the condition that the index entry of the lot at hand answers the question.
    ///
    /// Looking lots up one by one is cheap while each word is a key of the index. The beginning of
    /// a longer word is not: FTS5 would gather all its words anew for every lot, so there the hits
    /// are gathered once.
    pub(super) fn push_probe(&self, sql: &mut Sql, engine: Engine) {
        let beginning = |phrase: &Phrase| {
            let last = phrase.terms.last().map_or(0, |term| term.chars().count());
            phrase.prefix && last > PREFIX_INDEXED
        };
        let rank = hit_rank(engine);
        if self.phrases.iter().any(beginning) {
            sql.push(" AND l.rank IN (SELECT ")
                .push(rank)
                .push(" FROM lot_search WHERE ");
            self.push_match(sql, engine);
            sql.push(")");
        } else {
            sql.push(" AND EXISTS (SELECT 1 FROM lot_search WHERE ");
            self.push_match(sql, engine);
            sql.push(" AND ").push(rank).push(" = l.rank)");
        }
    }

    /// The question in the language of the engine. Every word is quoted; what people type never
    /// becomes an operator.
    pub(crate) fn text(&self, engine: Engine) -> String {
        match engine {
            Engine::Sqlite => self.fts5(),
            Engine::Postgres => self.tsquery(),
        }
    }

    /// `facets : ("a" AND ("b" OR "c")) AND terms : ("x y" AND "z" *)`.
    fn fts5(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let facets = self.facets.iter().map(|group| {
            let words: Vec<String> = group.iter().map(|word| quoted(word)).collect();
            format!("facets : ({})", words.join(" OR "))
        });
        let phrases = self.phrases.iter().map(|phrase| {
            let star = if phrase.prefix { " *" } else { "" };
            format!("terms : {}{star}", quoted(&phrase.terms.join(" ")))
        });
        facets.chain(phrases).collect::<Vec<_>>().join(" AND ")
    }

    /// `('=a') & ('=b' | '=c') & ('x' <-> 'y') & ('z':*)`.
    fn tsquery(&self) -> String {
        let facets = self.facets.iter().map(|group| {
            let words: Vec<String> = group.iter().map(|w| lexeme(&format!("={w}"))).collect();
            format!("({})", words.join(" | "))
        });
        let phrases = self.phrases.iter().map(|phrase| {
            let words: Vec<String> = phrase.terms.iter().map(|word| lexeme(word)).collect();
            let star = if phrase.prefix { ":*" } else { "" };
            format!("({}{star})", words.join(" <-> "))
        });
        facets.chain(phrases).collect::<Vec<_>>().join(" & ")
    }
}

/// The hits with their lots, hits first: CROSS JOIN keeps SQLite from starting at the lots.
pub(super) const fn hits_with_lots(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "lot_search CROSS JOIN lots l ON l.rank = lot_search.rowid",
        Engine::Postgres => "lot_search JOIN lots l ON l.rank = lot_search.rank",
    }
}

/// The column of the index that holds the rank of the lot.
pub(super) const fn hit_rank(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "lot_search.rowid",
        Engine::Postgres => "lot_search.rank",
    }
}

/// A word as PostgreSQL reads it in a `tsvector` or `tsquery`.
pub(crate) fn lexeme(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}

/// The last position that a `tsvector` can note.
pub(crate) const POSITION_MAX: usize = 16_383;

impl Tx {
    /// Puts lots into the index.
    pub(super) async fn index_lots(&mut self, entries: &[Entry]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut sql;
        match self.engine() {
            Engine::Sqlite => {
                sql = Sql::new("INSERT INTO lot_search (rowid, facets, terms) VALUES ");
                sql.push_rows(entries.iter().map(|entry| -> [Arg; 3] {
                    [
                        entry.rank.into(),
                        entry.facets.join(" ").into(),
                        entry.terms.join(" ").into(),
                    ]
                }));
            }
            Engine::Postgres => {
                sql = Sql::new("INSERT INTO lot_search (rank, terms) VALUES ");
                for (number, entry) in entries.iter().enumerate() {
                    sql.push(if number > 0 { ", (" } else { "(" });
                    sql.push_arg(entry.rank).push(", ");
                    sql.push_arg(tsvector(entry)).push("::tsvector)");
                }
                sql.persistent = false;
            }
        }
        self.execute(sql).await?;
        Ok(())
    }

    /// Takes the lot with this rank out of the index.
    pub(super) async fn unindex_lot(&mut self, rank: i64) -> Result<()> {
        let sql = match self.engine() {
            Engine::Sqlite => Sql::new("DELETE FROM lot_search WHERE rowid = $1"),
            Engine::Postgres => Sql::new("DELETE FROM lot_search WHERE rank = $1"),
        };
        self.execute(sql.bind(rank)).await?;
        Ok(())
    }
}

fn tsvector(entry: &Entry) -> String {
    let facets = entry.facets.iter().map(|word| lexeme(&format!("={word}")));
    let terms = entry.terms.iter().zip(1..=POSITION_MAX);
    let terms = terms.map(|(word, position)| format!("{}:{position}", lexeme(word)));
    facets.chain(terms).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_in_both_languages() {
        let question = Question {
            facets: vec![vec!["indngit".into()], vec!["pri20".into(), "pri21".into()]],
            phrases: query_phrases("钠离子 SiC"),
        };
        assert_eq!(
            question.text(Engine::Sqlite),
            r#"facets : ("indngit") AND facets : ("pri20" OR "pri21") AND terms : "钠离 离子" AND terms : "sic" *"#
        );
        assert_eq!(
            question.text(Engine::Postgres),
            "('=indngit') & ('=pri20' | '=pri21') & ('钠离' <-> '离子') & ('sic':*)"
        );
    }

    #[test]
    fn facet_words_are_plain() {
        assert_eq!(facet("mod", "EQUITY_IN_KIND"), "modequityinkind");
        assert_eq!(price_facet(Fen(0)), "pri0");
        assert_eq!(price_facet(Fen(1 << 30)), "pri30");
        assert_eq!(lexeme("o'b\\"), "'o''b\\\\'");
    }
}
