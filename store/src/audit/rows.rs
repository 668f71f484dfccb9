//! Reading the record: pages by key, newest first, and the chain in order.

use super::search::{push_words, words};
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use crate::{Engine, Tx};
use domain::audit::{
    Act, ActorFilter, AuditRow, Class, Entry, Link, Object, ObjectKind, Query, Who,
};
use domain::ids::AccountId;
use domain::ledger::hash::Hash32;
use domain::time::Timestamp;

/// Clocks of several processes agree far better than this, so no row is numbered further away from
/// its hour, microseconds.
const SKEW: i64 = 3_600_000_000;

/// A link of the chain, with what its row says unless that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLink {
    /// The link.
    pub link: Link,
    /// What its row says.
    pub entry: Option<Entry>,
}

#[derive(sqlx_macros::FromRow)]
struct EntryRow {
    seq: i64,
    at: i64,
    actor_id: Option<i64>,
    roles: String,
    act: String,
    kind: String,
    object: String,
    before: Option<String>,
    after: Option<String>,
    reason: Option<String>,
    request: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct ShownRow {
    #[sqlx(flatten)]
    entry: EntryRow,
    hash: Vec<u8>,
    login: Option<String>,
    display_name: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct LinkRow {
    seq: i64,
    at: i64,
    class: String,
    digest: Vec<u8>,
    hash: Vec<u8>,
}

/// The columns of [`EntryRow`].
macro_rules! entry_columns {
    () => {
        "e.seq, e.at, e.actor_id, e.roles, e.act, e.kind, e.object, e.before, e.after, \
         e.reason, e.request"
    };
}

impl Tx {
    /// Rows that a query finds, newest first, at most `limit`. `actor` is whom [`Query::actor`]
    /// names.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn audit_rows(
        &mut self,
        query: &Query,
        actor: Option<ActorFilter>,
        limit: u32,
    ) -> Result<Vec<AuditRow>> {
        let (lowest, highest) = self.numbers(query).await?;
        let engine = self.engine();
        let mut sql = Sql::new(concat!(
            "SELECT ",
            entry_columns!(),
            ", c.hash, a.login, a.display_name FROM "
        ));
        // The words are the narrowest key there is: their hits come first, by number.
        let words = words(engine, &query.q);
        let (from, key) = match (&words, engine) {
            (None, _) => ("audit_entries e", "e.seq"),
            (Some(_), Engine::Sqlite) => (
                "audit_search CROSS JOIN audit_entries e ON e.seq = audit_search.rowid",
                "audit_search.rowid",
            ),
            (Some(_), Engine::Postgres) => (
                "audit_search s JOIN audit_entries e ON e.seq = s.seq",
                "s.seq",
            ),
        };
        sql.push(from).push(
            " JOIN audit_chain c ON c.seq = e.seq LEFT JOIN accounts a ON a.id = e.actor_id WHERE ",
        );
        if let Some(words) = words {
            push_words(&mut sql, engine, words);
            sql.push(" AND ");
        }
        sql.push(key).push(" < ").push_arg(highest);
        if let Some(lowest) = lowest {
            sql.push(" AND ").push(key).push(" >= ").push_arg(lowest);
        }
        push_filters(&mut sql, query, actor);
        sql.push(" ORDER BY ").push(key).push(" DESC LIMIT ");
        sql.push_arg(limit);
        let rows: Vec<ShownRow> = self.all(sql).await?;
        rows.into_iter().map(ShownRow::read).collect()
    }

    /// Between which numbers the rows of a query lie: from the first on, below the second. Time rises
    /// with the numbers but for the skew of the clocks, so a range of time is a range of numbers.
    async fn numbers(&mut self, query: &Query) -> Result<(Option<i64>, i64)> {
        let below = query.below.and_then(|below| i64::try_from(below).ok());
        let below = below.unwrap_or(i64::MAX);
        let lowest = match query.starts_at() {
            Some(at) => {
                let first = Sql::new(
                    "SELECT seq FROM audit_entries WHERE at >= $1 ORDER BY at, seq LIMIT 1",
                );
                let found: Option<(i64,)> = self.optional(first.bind(at.0 - SKEW)).await?;
                Some(found.map_or(i64::MAX, |(seq,)| seq))
            }
            None => None,
        };
        let highest = match query.ends_at() {
            Some(at) => {
                let last = Sql::new(
                    "SELECT seq FROM audit_entries WHERE at < $1 ORDER BY at DESC, seq DESC LIMIT 1",
                );
                let found: Option<(i64,)> = self.optional(last.bind(at.0 + SKEW)).await?;
                found.map_or(0, |(seq,)| seq + 1)
            }
            None => i64::MAX,
        };
        Ok((lowest, below.min(highest)))
    }

    /// Links from number `from` on, in order, at most `limit`, with what their rows say.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn audit_links(&mut self, from: u64, limit: u32) -> Result<Vec<StoredLink>> {
        let links = Sql::new(
            "SELECT seq, at, class, digest, hash FROM audit_chain WHERE seq >= $1 ORDER BY seq \
             LIMIT $2",
        );
        let links: Vec<LinkRow> = self.all(links.bind(from).bind(limit)).await?;
        let Some(last) = links.last().map(|link| link.seq) else {
            return Ok(Vec::new());
        };
        let entries = Sql::new(concat!(
            "SELECT ",
            entry_columns!(),
            " FROM audit_entries e WHERE e.seq >= $1 AND e.seq <= $2 ORDER BY e.seq"
        ));
        let entries: Vec<EntryRow> = self.all(entries.bind(from).bind(last)).await?;
        let mut entries = entries.into_iter().peekable();
        let mut read = Vec::with_capacity(links.len());
        for link in links {
            let entry = entries.next_if(|entry| entry.seq == link.seq);
            read.push(StoredLink {
                link: link.read()?,
                entry: entry.map(EntryRow::read).transpose()?,
            });
        }
        Ok(read)
    }
}

/// The conditions on the rows themselves.
fn push_filters(sql: &mut Sql, query: &Query, actor: Option<ActorFilter>) {
    match actor {
        Some(ActorFilter::Machine) => {
            sql.push(" AND e.actor_id IS NULL");
        }
        Some(ActorFilter::Person(id)) => {
            sql.push(" AND e.actor_id = ").push_arg(id);
        }
        None => {}
    }
    if let Some(act) = query.act {
        sql.push(" AND e.act = ").push_arg(act.code());
    }
    if let Some(kind) = query.kind {
        sql.push(" AND e.kind = ").push_arg(kind.code());
    }
    if !query.object.is_empty() {
        sql.push(" AND e.object = ").push_arg(query.object.as_str());
    }
    // The numbers bound the rows that are read; `+` keeps SQLite from sorting all of that time.
    if let Some(at) = query.starts_at() {
        sql.push(" AND +e.at >= ").push_arg(at);
    }
    if let Some(at) = query.ends_at() {
        sql.push(" AND +e.at < ").push_arg(at);
    }
}

impl EntryRow {
    fn read(self) -> Result<Entry> {
        let at = |column| At::new("audit_entries", column, &self.seq);
        Ok(Entry {
            at: Timestamp(self.at),
            act: at("act").some(Act::from_code(&self.act))?,
            object: Object {
                kind: at("kind").some(ObjectKind::from_code(&self.kind))?,
                id: self.object,
            },
            who: at("roles").some(Who::stored(self.actor_id.map(AccountId), self.roles))?,
            before: self.before,
            after: self.after,
            reason: self.reason,
            request: self.request,
        })
    }
}

impl ShownRow {
    fn read(self) -> Result<AuditRow> {
        let seq = self.entry.seq;
        let at = |column| At::new("audit_chain", column, &seq);
        let hash = at("hash").some(Hash32::from_slice(&self.hash))?;
        let entry = self.entry.read()?;
        Ok(AuditRow {
            seq: at("seq").int(seq)?,
            at: entry.at,
            actor: entry.who.person(),
            login: self.login,
            name: self.display_name,
            roles: entry.who.roles().to_owned(),
            act: entry.act,
            kind: entry.object.kind,
            object: entry.object.id,
            before: entry.before,
            after: entry.after,
            reason: entry.reason,
            request: entry.request,
            hash: hash.to_string(),
        })
    }
}

impl LinkRow {
    fn read(self) -> Result<Link> {
        let at = |column| At::new("audit_chain", column, &self.seq);
        Ok(Link {
            seq: at("seq").int(self.seq)?,
            at: Timestamp(self.at),
            class: at("class").some(Class::from_code(&self.class))?,
            digest: at("digest").some(Hash32::from_slice(&self.digest))?,
            hash: at("hash").some(Hash32::from_slice(&self.hash))?,
        })
    }
}
