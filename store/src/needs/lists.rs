//! Needs in lists and counts.

use super::CHUNK;
use super::rows::{NeedLine, WholeLine};
use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{InstitutionId, NeedCode, NeedId, SeasonId, SessionId};
use domain::lots::Industry;
use domain::needs::{Need, NeedState, WholeNeed};
use std::collections::HashMap;

/// Whose needs a desk shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedsOf {
    /// All of a season.
    Season(SeasonId),
    /// Those that a unit handed in.
    Unit(InstitutionId),
    /// Those of a session.
    Session(SessionId),
}

impl Tx {
    /// The published needs of a season, of one industry or of all, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn published_needs(
        &mut self,
        season: SeasonId,
        industry: Option<Industry>,
        (limit, skip): (u32, u32),
    ) -> Result<Vec<Need>> {
        let mut sql = Sql::new(select_needs!("WHERE state = 'PUBLISHED' AND season_id = "));
        sql.push_arg(season);
        if let Some(industry) = industry {
            sql.push(" AND industry = ").push_arg(industry.code());
        }
        sql.push(" ORDER BY published_at DESC, id DESC LIMIT ")
            .push_arg(limit)
            .push(" OFFSET ")
            .push_arg(skip);
        self.needs_read(sql).await
    }

    /// How many needs of a season are published, by industry; industries without any are left out.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn count_published_needs(
        &mut self,
        season: SeasonId,
    ) -> Result<HashMap<Industry, u32>> {
        let sql = Sql::new(
            "SELECT industry, count(*) FROM needs WHERE season_id = $1 AND state = 'PUBLISHED' \
             GROUP BY industry",
        );
        let rows: Vec<(String, i64)> = self.all(sql.bind(season)).await?;
        let read = |(industry, count): (String, i64)| {
            let at = At::new("needs", "industry", &season);
            Ok((at.some(Industry::from_code(&industry))?, at.int(count)?))
        };
        rows.into_iter().map(read).collect()
    }

    /// The published needs of a session, the latest first; at most 200.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn session_needs(&mut self, session: SessionId) -> Result<Vec<Need>> {
        let sql = Sql::new(select_needs!(
            "WHERE session_id = $1 AND state = 'PUBLISHED' ORDER BY id DESC LIMIT 200"
        ));
        self.needs_read(sql.bind(session)).await
    }

    /// Those of the needs that are published.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn published_among(&mut self, codes: &[NeedCode]) -> Result<Vec<Need>> {
        let mut found = Vec::new();
        for codes in codes.chunks(CHUNK) {
            let mut sql = Sql::new(select_needs!("WHERE state = 'PUBLISHED' AND code IN ("));
            sql.push_list(codes.iter().map(NeedCode::as_str));
            sql.push(")");
            found.extend(self.needs_read(sql).await?);
        }
        Ok(found)
    }

    /// Codes of published needs with when they were published, by number after `after`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn public_needs(&mut self, after: NeedId, limit: u32) -> Result<Vec<Need>> {
        let mut sql = Sql::new(select_needs!("WHERE state = 'PUBLISHED' AND id > "));
        sql.push_arg(after)
            .push(" ORDER BY id LIMIT ")
            .push_arg(limit);
        self.needs_read(sql).await
    }

    /// The needs of a desk with all that is kept of them, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn whole_needs(
        &mut self,
        of: NeedsOf,
        state: Option<NeedState>,
        (limit, skip): (u32, u32),
    ) -> Result<Vec<WholeNeed>> {
        let mut sql = Sql::new(select_whole!("WHERE "));
        match of {
            NeedsOf::Season(id) => sql.push("season_id = ").push_arg(id),
            NeedsOf::Unit(id) => sql.push("submitter_id = ").push_arg(id),
            NeedsOf::Session(id) => sql.push("session_id = ").push_arg(id),
        };
        if let Some(state) = state {
            sql.push(" AND state = ").push_arg(state.code());
        }
        sql.push(" ORDER BY id DESC LIMIT ").push_arg(limit);
        sql.push(" OFFSET ").push_arg(skip);
        let lines: Vec<WholeLine> = self.all(sql).await?;
        let whole = |line: WholeLine| Ok(line.read()?.whole);
        lines.into_iter().map(whole).collect()
    }

    /// How many valid needs (有效技术需求) a session has: diagnosed ones, published or not (CS-14).
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn count_valid_needs(&mut self, session: SessionId) -> Result<u32> {
        let sql = Sql::new(
            "SELECT count(*) FROM needs WHERE session_id = $1 \
             AND state IN ('APPROVED', 'PUBLISHED')",
        );
        let (count,): (i64,) = self.one(sql.bind(session)).await?;
        At::new("needs", "session_id", &session).int(count)
    }

    async fn needs_read(&mut self, sql: Sql) -> Result<Vec<Need>> {
        let lines: Vec<NeedLine> = self.all(sql).await?;
        lines.into_iter().map(NeedLine::read).collect()
    }
}
