//! Revisions of a session page: saved in unbroken numbers, never changed, one of them public.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::ids::SessionId;
use domain::sessions::{Revision, Session};
use domain::time::Timestamp;
use domain::views::RevisionLine;
use std::collections::HashMap;

macro_rules! select_revisions {
    ($rest:literal) => {
        concat!(
            "SELECT r.session_id, r.number, r.published_at, r.doc FROM session_revisions r ",
            $rest
        )
    };
}

#[derive(sqlx_macros::FromRow)]
struct RevisionRow {
    session_id: i64,
    number: i64,
    published_at: Option<i64>,
    doc: String,
}

impl Tx {
    /// Saves a revision. Its number must be one above the latest.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else has saved meanwhile.
    pub async fn insert_revision(&mut self, id: SessionId, revision: &Revision) -> Result<()> {
        let latest = Sql::new(
            "SELECT COALESCE(max(number), 0) FROM session_revisions WHERE session_id = $1",
        );
        let (latest,): (i64,) = self.one(latest.bind(id)).await?;
        if i64::from(revision.number) != latest + 1 {
            return Err(StoreError::Conflict);
        }
        // Two hosts on two processes may both come this far; the primary key refuses the second.
        let sql = Sql::new(
            "INSERT INTO session_revisions (session_id, number, author, saved_at, published_at, \
             doc) VALUES ($1, $2, $3, $4, $5, $6)",
        );
        let sql = sql
            .bind(id)
            .bind(revision.number)
            .bind(revision.author.as_str())
            .bind(revision.saved_at)
            .bind(revision.published_at)
            .bind(to_json(revision));
        self.execute(sql).await?;
        Ok(())
    }

    /// One revision of a session.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn revision(&mut self, id: SessionId, number: u32) -> Result<Option<Revision>> {
        let sql = Sql::new(select_revisions!(
            "WHERE r.session_id = $1 AND r.number = $2"
        ));
        self.optional(sql.bind(id).bind(number))
            .await?
            .map(RevisionRow::read)
            .transpose()
    }

    /// The latest revision, published or not.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn latest_revision(&mut self, id: SessionId) -> Result<Option<Revision>> {
        let sql = Sql::new(select_revisions!(
            "WHERE r.session_id = $1 ORDER BY r.number DESC LIMIT 1"
        ));
        self.optional(sql.bind(id))
            .await?
            .map(RevisionRow::read)
            .transpose()
    }

    /// The revision that the public reads.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn published_revision(&mut self, id: SessionId) -> Result<Option<Revision>> {
        let sql = Sql::new(select_revisions!(
            "JOIN sessions s ON s.id = r.session_id AND s.published_revision = r.number \
             WHERE s.id = $1"
        ));
        self.optional(sql.bind(id))
            .await?
            .map(RevisionRow::read)
            .transpose()
    }

    /// When the public revisions of these sessions were published; sessions without one are left out. At
    /// most 1,000 ids.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn publication_times(
        &mut self,
        ids: &[SessionId],
    ) -> Result<HashMap<SessionId, Timestamp>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut sql = Sql::new(
            "SELECT s.id, r.published_at FROM sessions s JOIN session_revisions r \
             ON r.session_id = s.id AND r.number = s.published_revision WHERE s.id IN (",
        );
        sql.push_list(ids.iter().copied());
        sql.push(")");
        let rows: Vec<(i64, Option<i64>)> = self.all(sql).await?;
        let of = |(id, at): (i64, Option<i64>)| Some((SessionId(id), Timestamp(at?)));
        Ok(rows.into_iter().filter_map(of).collect())
    }

    /// The history of a page, newest first.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn revisions(&mut self, id: SessionId, limit: u32) -> Result<Vec<RevisionLine>> {
        let sql = Sql::new(
            "SELECT number, author, saved_at, published_at FROM session_revisions \
             WHERE session_id = $1 ORDER BY number DESC LIMIT $2",
        );
        let rows: Vec<(i64, String, i64, Option<i64>)> = self.all(sql.bind(id).bind(limit)).await?;
        rows.into_iter()
            .map(|(number, author, saved_at, published_at)| {
                Ok(RevisionLine {
                    number: At::new("session_revisions", "number", &id).int(number)?,
                    author,
                    saved_at: Timestamp(saved_at),
                    published_at: published_at.map(Timestamp),
                })
            })
            .collect()
    }

    /// Makes a saved revision the public one and stores the session as it is from now on.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such revision.
    pub async fn publish_revision(
        &mut self,
        id: SessionId,
        number: u32,
        at: Timestamp,
        session: &Session,
    ) -> Result<()> {
        let sql = Sql::new(
            "UPDATE session_revisions SET published_at = $1 WHERE session_id = $2 AND number = $3",
        );
        if self.execute(sql.bind(at).bind(id).bind(number)).await? != 1 {
            return Err(StoreError::Conflict);
        }
        let session = Session {
            id,
            published_revision: Some(number),
            ..session.clone()
        };
        self.upsert_session(&session).await?;
        Ok(())
    }
}

impl RevisionRow {
    fn read(self) -> Result<Revision> {
        let row = format!("{}/{}", self.session_id, self.number);
        let at = |column| At::new("session_revisions", column, &row);
        let mut revision: Revision = at("doc").json(&self.doc)?;
        revision.number = at("number").int(self.number)?;
        revision.published_at = self.published_at.map(Timestamp);
        Ok(revision)
    }
}
