//! The words of the rows, indexed as those of the lots are: cut into pairs, looked for as phrases.

use crate::error::Result;
use crate::lots::search::{POSITION_MAX, Question, lexeme};
use crate::sql::{Arg, Sql};
use crate::{Engine, Tx};
use domain::audit::{Entry, Link};
use domain::text::search_terms;

/// What is asked of the index for the words of `q`; `None` for a text without any.
pub(super) fn words(engine: Engine, q: &str) -> Option<String> {
    let question = Question::of_words(q);
    (!question.is_empty()).then(|| question.text(engine))
}

/// Writes the condition that a row of the index holds these words.
pub(super) fn push_words(sql: &mut Sql, engine: Engine, words: String) {
    match engine {
        Engine::Sqlite => sql.push("audit_search MATCH ").push_arg(words),
        Engine::Postgres => sql.push("s.terms @@ ").push_arg(words).push("::tsquery"),
    };
}

impl Tx {
    /// Puts rows into the index.
    pub(super) async fn index_entries(&mut self, rows: &[(Link, Entry)]) -> Result<()> {
        let terms = |entry: &Entry| search_terms(&entry.search_text());
        let mut sql;
        match self.engine() {
            Engine::Sqlite => {
                sql = Sql::new("INSERT INTO audit_search (rowid, terms) VALUES ");
                sql.push_rows(rows.iter().map(|(link, entry)| -> [Arg; 2] {
                    [link.seq.into(), terms(entry).join(" ").into()]
                }));
            }
            Engine::Postgres => {
                sql = Sql::new("INSERT INTO audit_search (seq, terms) VALUES ");
                for (number, (link, entry)) in rows.iter().enumerate() {
                    sql.push(if number > 0 { ", (" } else { "(" });
                    sql.push_arg(link.seq).push(", ");
                    sql.push_arg(tsvector(&terms(entry))).push("::tsvector)");
                }
                sql.persistent = false;
            }
        }
        self.execute(sql).await?;
        Ok(())
    }
}

fn tsvector(terms: &[String]) -> String {
    let terms = terms.iter().zip(1..=POSITION_MAX);
    let terms = terms.map(|(word, position)| format!("{}:{position}", lexeme(word)));
    terms.collect::<Vec<_>>().join(" ")
}
