//! Industry sessions and the cards that lists show of them.

mod desk;
mod revisions;

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{SeasonId, SessionId};
use domain::registrations::Gate;
use domain::sessions::Session;
use domain::time::Timestamp;
use domain::views::{SessionCard, SessionLink};
use std::collections::HashMap;

macro_rules! select_sessions {
    ($rest:literal) => {
        concat!(
            "SELECT id, published_revision, doc FROM sessions WHERE ",
            $rest
        )
    };
}

/// Sessions with the number of their public lots, which stops counting at 1,000. The rank of a
/// lot lies above 2^30 exactly while the catalogue shows it.
macro_rules! select_cards {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.published_revision, s.doc, (SELECT count(*) FROM (SELECT 1 AS one \
             FROM lots l WHERE l.session_id = s.id AND l.rank > 1073741824 LIMIT 1000) AS shown) \
             AS lot_count FROM sessions s WHERE ",
            $rest
        )
    };
}

#[derive(sqlx_macros::FromRow)]
struct SessionRow {
    id: i64,
    published_revision: Option<i64>,
    doc: String,
}

#[derive(sqlx_macros::FromRow)]
struct SessionCardRow {
    #[sqlx(flatten)]
    session: SessionRow,
    lot_count: i64,
}

impl Tx {
    /// Stores a session, replacing the one with its id; id 0 lets the database choose one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when another session has its slug or
    /// its number.
    pub async fn upsert_session(&mut self, session: &Session) -> Result<SessionId> {
        let fresh = session.id.get() == 0;
        let mut sql = Sql::new("INSERT INTO sessions (");
        sql.push(if fresh { "" } else { "id, " });
        sql.push("season_id, number, slug, state, industry, city, starts_at, ends_at, ");
        sql.push("published_revision, doc) VALUES (");
        if !fresh {
            sql.push_arg(session.id).push(", ");
        }
        sql.push_arg(session.season).push(", ");
        sql.push_arg(session.number).push(", ");
        sql.push_arg(session.slug.as_str()).push(", ");
        sql.push_arg(session.state.code()).push(", ");
        sql.push_arg(session.industry.code()).push(", ");
        sql.push_arg(session.city.code()).push(", ");
        sql.push_arg(session.starts_at).push(", ");
        sql.push_arg(session.ends_at).push(", ");
        sql.push_arg(session.published_revision).push(", ");
        sql.push_arg(to_json(session)).push(
            ") ON CONFLICT (id) DO UPDATE SET season_id = excluded.season_id, \
             number = excluded.number, slug = excluded.slug, state = excluded.state, \
             industry = excluded.industry, city = excluded.city, \
             starts_at = excluded.starts_at, ends_at = excluded.ends_at, \
             published_revision = excluded.published_revision, doc = excluded.doc RETURNING id",
        );
        let (id,) = self.one(sql).await?;
        if !fresh {
            self.ids_given("sessions").await?;
        }
        Ok(SessionId(id))
    }

    /// Lets no other transaction change the session before this one ends; answers whether there is one.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn hold_session(&mut self, id: SessionId) -> Result<bool> {
        let sql = Sql::new("UPDATE sessions SET slug = slug WHERE id = $1");
        Ok(self.execute(sql.bind(id)).await? > 0)
    }

    /// The session with this id.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn session(&mut self, id: SessionId) -> Result<Option<Session>> {
        let sql = Sql::new(select_sessions!("id = $1")).bind(id);
        self.optional(sql).await?.map(SessionRow::read).transpose()
    }

    /// The session with this address.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn session_by_slug(&mut self, slug: &str) -> Result<Option<Session>> {
        let sql = Sql::new(select_sessions!("slug = $1")).bind(slug);
        self.optional(sql).await?.map(SessionRow::read).transpose()
    }

    /// The sessions with these ids; unknown ids are left out. At most 1,000 ids.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn sessions_by_ids(
        &mut self,
        ids: &[SessionId],
    ) -> Result<HashMap<SessionId, Session>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut sql = Sql::new(select_sessions!("id IN ("));
        sql.push_list(ids.iter().copied());
        sql.push(")");
        let rows = self.all(sql).await?.into_iter().map(SessionRow::read);
        rows.map(|row| row.map(|session| (session.id, session)))
            .collect()
    }

    /// Sessions of a season, soonest first; with `from` only those that have not ended by then.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn session_cards(
        &mut self,
        season: SeasonId,
        from: Option<Timestamp>,
        limit: u32,
    ) -> Result<Vec<SessionCard>> {
        let sql = Sql::new(select_cards!(
            "s.season_id = $1 AND s.ends_at >= $2 ORDER BY s.starts_at, s.id LIMIT $3"
        ));
        let sql = sql
            .bind(season)
            .bind(from.unwrap_or(Timestamp(i64::MIN)))
            .bind(limit);
        self.all(sql)
            .await?
            .into_iter()
            .map(SessionCardRow::read)
            .collect()
    }

    /// Sessions of a season that start at `from` or later and before `to`, soonest first.
    pub(crate) async fn sessions_starting(
        &mut self,
        season: SeasonId,
        from: Timestamp,
        to: Timestamp,
        limit: i64,
    ) -> Result<Vec<SessionCard>> {
        let sql = Sql::new(select_cards!(
            "s.season_id = $1 AND s.starts_at >= $2 AND s.starts_at < $3 \
             ORDER BY s.starts_at, s.id LIMIT $4"
        ));
        let sql = sql.bind(season).bind(from).bind(to).bind(limit);
        self.all(sql)
            .await?
            .into_iter()
            .map(SessionCardRow::read)
            .collect()
    }
}

impl SessionRow {
    fn read(self) -> Result<Session> {
        let at = |column| At::new("sessions", column, &self.id);
        let mut session: Session = at("doc").json(&self.doc)?;
        session.id = SessionId(self.id);
        session.published_revision = self
            .published_revision
            .map(|n| at("published_revision").int(n))
            .transpose()?;
        Ok(session)
    }
}

impl SessionCardRow {
    fn read(self) -> Result<SessionCard> {
        let lot_count = At::new("sessions", "lot_count", &self.session.id).int(self.lot_count)?;
        let session = self.session.read()?;
        Ok(SessionCard {
            link: SessionLink {
                id: session.id,
                slug: session.slug,
                title: session.title,
            },
            number: session.number,
            industry: session.industry,
            city: session.city,
            venue: session.venue,
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            holders: session.holders,
            torch_express: session.torch_express,
            low_carbon: session.low_carbon,
            state: session.state,
            lot_count,
            // Depends on the hour: the service says it.
            gate: Gate::NotOffered,
        })
    }
}
