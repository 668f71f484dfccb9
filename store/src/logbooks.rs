//! Logbooks of sessions: entries stay when they are taken out, so that this can be undone.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, EntryId, LotId, SessionId};
use domain::logbooks::{Book, Entry};
use domain::time::{Date, Timestamp};

/// A stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Identity.
    pub id: EntryId,
    /// The session whose logbook it is in.
    pub session: SessionId,
    /// What it says.
    pub entry: Entry,
    /// When it was written last.
    pub changed_at: Timestamp,
    /// When it was taken out.
    pub removed_at: Option<Timestamp>,
}

/// What the logbooks of a session say; what is the same counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogbookCounts {
    /// Enterprises that were served.
    pub served: u32,
    /// Media that wrote about it.
    pub media: u32,
    /// Finished cases.
    pub cases: u32,
    /// Recommended projects that are still lots of the session, with a deal or an intent (AW-04).
    pub recommended: u32,
    /// Matchings on the day of the session.
    pub matches: u32,
}

/// Whether somebody has bought the lot `l`, or wants to, by what the portal knows: a deal of its own, an
/// interest noted at its session, a deal or an intent reported from elsewhere (AW-04).
macro_rules! deal_or_intent {
    () => {
        "(l.state IN ('SOLD', 'CONTRACTING', 'SIGNED', 'REGISTERED', 'DELIVERED') \
         OR EXISTS (SELECT 1 FROM interests i WHERE i.session_id = l.session_id AND i.lot_id = l.id) \
         OR EXISTS (SELECT 1 FROM intakes t WHERE t.lot_id = l.id AND t.state IN ('WAITING', 'VERIFIED')))"
    };
}

#[derive(sqlx_macros::FromRow)]
struct EntryRow {
    id: i64,
    session_id: i64,
    doc: String,
    changed_at: i64,
    removed_at: Option<i64>,
}

/// The columns of [`EntryRow`].
macro_rules! select_entries {
    ($rest:literal) => {
        concat!(
            "SELECT id, session_id, doc, changed_at, removed_at FROM logbook_entries ",
            $rest
        )
    };
}

fn dated(entry: &Entry) -> String {
    entry.day().map(|day| day.to_string()).unwrap_or_default()
}

fn kind(entry: &Entry) -> &'static str {
    entry.service().map_or("", |kind| kind.code())
}

impl Tx {
    /// Writes an entry into a logbook of a session.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when it is in there already.
    pub async fn insert_entry(
        &mut self,
        session: SessionId,
        entry: &Entry,
        by: AccountId,
        at: Timestamp,
    ) -> Result<EntryId> {
        let sql = Sql::new(
            "INSERT INTO logbook_entries (session_id, book, subject, entry_key, kind, dated, \
             counted, doc, by_id, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             RETURNING id",
        );
        let sql = sql
            .bind(session)
            .bind(entry.book().code())
            .bind(entry.subject())
            .bind(entry.key())
            .bind(kind(entry))
            .bind(dated(entry))
            .bind(entry.counts())
            .bind(to_json(entry))
            .bind(by)
            .bind(at);
        let (id,): (i64,) = self.one(sql).await?;
        Ok(EntryId(id))
    }

    /// Writes an entry anew; answers whether it was there and not taken out.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when it would be another one again.
    pub async fn update_entry(
        &mut self,
        id: EntryId,
        entry: &Entry,
        by: AccountId,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE logbook_entries SET subject = $1, entry_key = $2, kind = $3, dated = $4, \
             counted = $5, doc = $6, by_id = $7, changed_at = $8 \
             WHERE id = $9 AND removed_at IS NULL",
        );
        let sql = sql
            .bind(entry.subject())
            .bind(entry.key())
            .bind(kind(entry))
            .bind(dated(entry))
            .bind(entry.counts())
            .bind(to_json(entry))
            .bind(by)
            .bind(at)
            .bind(id);
        Ok(self.execute(sql).await? == 1)
    }

    /// The entry with this number, taken out or not.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn entry(&mut self, id: EntryId) -> Result<Option<StoredEntry>> {
        let sql = Sql::new(select_entries!("WHERE id = $1")).bind(id);
        self.optional(sql).await?.map(EntryRow::read).transpose()
    }

    /// The entry of a logbook with this key, unless it was taken out.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn entry_by_key(
        &mut self,
        session: SessionId,
        book: Book,
        key: &str,
    ) -> Result<Option<StoredEntry>> {
        let sql = Sql::new(select_entries!(
            "WHERE session_id = $1 AND book = $2 AND entry_key = $3 AND removed_at IS NULL"
        ));
        let sql = sql.bind(session).bind(book.code()).bind(key);
        self.optional(sql).await?.map(EntryRow::read).transpose()
    }

    /// Entries of a logbook, the latest first, from below `before` on.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn entries(
        &mut self,
        session: SessionId,
        book: Book,
        before: Option<EntryId>,
        limit: u32,
    ) -> Result<Vec<StoredEntry>> {
        let sql = Sql::new(select_entries!(
            "WHERE session_id = $1 AND book = $2 AND id < $3 AND removed_at IS NULL \
             ORDER BY id DESC LIMIT $4"
        ));
        let sql = sql
            .bind(session)
            .bind(book.code())
            .bind(before.unwrap_or(EntryId(i64::MAX)))
            .bind(limit);
        let rows: Vec<EntryRow> = self.all(sql).await?;
        rows.into_iter().map(EntryRow::read).collect()
    }

    /// How many entries each logbook of a session has, in the order of the logbooks.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn count_entries(&mut self, session: SessionId) -> Result<Vec<(Book, u32)>> {
        let sql = Sql::new(
            "SELECT book, count(*) FROM logbook_entries \
             WHERE session_id = $1 AND removed_at IS NULL GROUP BY book",
        );
        let rows: Vec<(String, i64)> = self.all(sql.bind(session)).await?;
        let of = |book: &Book| {
            let found = rows.iter().find(|(code, _)| code == book.code());
            let count = found.map_or(0, |(_, count)| *count);
            let at = At::new("logbook_entries", "session_id", &session);
            Ok((*book, at.int(count)?))
        };
        Book::ALL.iter().map(of).collect()
    }

    /// Takes an entry out; answers whether it was in.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn remove_entry(&mut self, id: EntryId, at: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE logbook_entries SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL",
        );
        Ok(self.execute(sql.bind(at).bind(id)).await? == 1)
    }

    /// Brings an entry back that was taken out; answers whether it was.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when it was written again meanwhile.
    pub async fn restore_entry(&mut self, id: EntryId) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE logbook_entries SET removed_at = NULL \
             WHERE id = $1 AND removed_at IS NOT NULL",
        );
        Ok(self.execute(sql.bind(id)).await? == 1)
    }

    /// What the logbooks of a session say; `day` is the day of the session.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn logbook_counts(&mut self, session: SessionId, day: Date) -> Result<LogbookCounts> {
        let sql = Sql::new(
            "SELECT book, count(DISTINCT subject) FROM logbook_entries \
             WHERE session_id = $1 AND counted = TRUE AND removed_at IS NULL GROUP BY book",
        );
        let rows: Vec<(String, i64)> = self.all(sql.bind(session)).await?;
        let at = At::new("logbook_entries", "session_id", &session);
        let of = |book: Book| {
            let found = rows.iter().find(|(code, _)| code == book.code());
            at.int(found.map_or(0, |(_, count)| *count))
        };
        let sql = Sql::new(
            "SELECT count(*) FROM logbook_entries WHERE session_id = $1 AND book = 'SERVICES' \
             AND kind = 'MATCHING' AND dated = $2 AND removed_at IS NULL",
        );
        let (matches,): (i64,) = self.one(sql.bind(session).bind(day.to_string())).await?;
        // A lot that has left the session, or the season, is no project of it any more; and one whose deal
        // or intent was not after all is none to be recommended (AW-04).
        let sql = Sql::new(concat!(
            "SELECT count(*) FROM logbook_entries e JOIN lots l ON l.code = e.subject \
             WHERE e.session_id = $1 AND e.book = 'RECOMMENDED' AND e.removed_at IS NULL \
             AND l.session_id = $1 AND l.state NOT IN ('DRAFT', 'WITHDRAWN') AND ",
            deal_or_intent!()
        ));
        let (recommended,): (i64,) = self.one(sql.bind(session)).await?;
        Ok(LogbookCounts {
            served: of(Book::Services)?,
            media: of(Book::Media)?,
            cases: of(Book::Cases)?,
            recommended: at.int(recommended)?,
            matches: at.int(matches)?,
        })
    }

    /// Whether a lot has a deal or an intent, so that it may be recommended (AW-04).
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn has_deal_or_intent(&mut self, lot: LotId) -> Result<bool> {
        let sql = Sql::new(concat!(
            "SELECT l.id FROM lots l WHERE l.id = $1 AND ",
            deal_or_intent!()
        ));
        let row: Option<(i64,)> = self.optional(sql.bind(lot)).await?;
        Ok(row.is_some())
    }
}

impl EntryRow {
    fn read(self) -> Result<StoredEntry> {
        Ok(StoredEntry {
            id: EntryId(self.id),
            session: SessionId(self.session_id),
            entry: At::new("logbook_entries", "doc", &self.id).json(&self.doc)?,
            changed_at: Timestamp(self.changed_at),
            removed_at: self.removed_at.map(Timestamp),
        })
    }
}
