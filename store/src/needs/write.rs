//! What changes a need.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::collection::NeedRow;
use domain::erasure::need_contact_until;
use domain::ids::{ImportId, InstitutionId, NeedCode, NeedId, SeasonId, SessionId};
use domain::lots::Industry;
use domain::needs::{NeedSheet, NeedState};
use domain::time::Timestamp;

/// A need to be stored, submitted.
#[derive(Clone, Debug)]
pub struct NewNeed<'a> {
    /// Its code, which nobody has.
    pub code: &'a NeedCode,
    /// Season.
    pub season: SeasonId,
    /// The session that it is collected for.
    pub session: Option<SessionId>,
    /// The unit that hands it in.
    pub submitter: Option<InstitutionId>,
    /// What the form says.
    pub row: &'a NeedRow,
    /// What makes it the same record in a later upload.
    pub identity_key: &'a str,
    /// Tells whether a row still says the same.
    pub digest: &'a str,
    /// When it is handed in.
    pub at: Timestamp,
}

/// What a committed upload did to a need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedNeed {
    /// The need.
    pub need: NeedId,
    /// The version that the upload left.
    pub version: i64,
    /// The need before, a JSON document of the caller's choice; `None` for one that came in with it.
    pub earlier: Option<String>,
}

impl Tx {
    /// The next number for a code such as `X2026-BIO-0001`, from 1. Nobody else gets it, and it is given
    /// back when the transaction is not committed.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn next_need_number(&mut self, season: SeasonId, industry: Industry) -> Result<u32> {
        let sql = Sql::new(
            "INSERT INTO need_numbers (season_id, industry, last) VALUES ($1, $2, 1) \
             ON CONFLICT (season_id, industry) DO UPDATE SET last = need_numbers.last + 1 \
             RETURNING last",
        );
        let (number,): (i64,) = self.one(sql.bind(season).bind(industry.code())).await?;
        At::new("need_numbers", "last", &season).int(number)
    }

    /// Stores a submitted need.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when a live one of the season has its identity.
    pub async fn insert_need(&mut self, new: &NewNeed<'_>) -> Result<NeedId> {
        let sql = Sql::new(
            "INSERT INTO needs (code, season_id, session_id, submitter_id, industry, state, \
             valid_until, submitted_at, identity_key, import_digest, sheet, private, contact_until) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id",
        );
        let sql = sql
            .bind(new.code.as_str())
            .bind(new.season)
            .bind(new.session)
            .bind(new.submitter)
            .bind(new.row.industry.code())
            .bind(NeedState::Submitted.code())
            .bind(i64::from(new.row.valid_until.0))
            .bind(new.at)
            .bind(new.identity_key)
            .bind(new.digest)
            .bind(to_json(&NeedSheet::of(new.row)))
            .bind(to_json(new.row))
            .bind(need_contact_until(new.row.valid_until));
        let (id,) = self.one(sql).await?;
        Ok(NeedId(id))
    }

    /// Writes a need anew whose stored version is `version`, and submits it once more. Answers false, and
    /// changes nothing, when it has another one or is neither submitted nor returned. Code, industry of
    /// the code, session and unit stay what they are.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn rewrite_need(
        &mut self,
        id: NeedId,
        row: &NeedRow,
        digest: Option<&str>,
        (version, to, opinion): (i64, NeedState, &str),
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE needs SET valid_until = $1, import_digest = $2, sheet = $3, private = $4, \
             industry = $5, state = $6, opinion = $7, contact_until = $8, \
             row_version = row_version + 1 \
             WHERE id = $9 AND row_version = $10 AND state IN ('SUBMITTED', 'RETURNED')",
        );
        let sql = sql
            .bind(i64::from(row.valid_until.0))
            .bind(digest)
            .bind(to_json(&NeedSheet::of(row)))
            .bind(to_json(row))
            .bind(row.industry.code())
            .bind(to.code())
            .bind(opinion)
            .bind(need_contact_until(row.valid_until))
            .bind(id)
            .bind(version);
        Ok(self.execute(sql).await? == 1)
    }

    /// Moves a need whose stored version is `version`; `at` is when it was published, if it is. Answers
    /// false, and changes nothing, when it has another version.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn move_need(
        &mut self,
        id: NeedId,
        version: i64,
        to: NeedState,
        (opinion, at): (&str, Option<Timestamp>),
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE needs SET state = $1, opinion = $2, published_at = $3, \
             row_version = row_version + 1 WHERE id = $4 AND row_version = $5",
        );
        let sql = sql
            .bind(to.code())
            .bind(opinion)
            .bind(at)
            .bind(id)
            .bind(version);
        Ok(self.execute(sql).await? == 1)
    }

    /// Gives a need to the session that presents it, or to none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn set_need_session(&mut self, id: NeedId, to: Option<SessionId>) -> Result<()> {
        let sql = Sql::new("UPDATE needs SET session_id = $1 WHERE id = $2");
        self.execute(sql.bind(to).bind(id)).await?;
        Ok(())
    }

    /// Notes what an upload did to a need, which has been written already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_imported_need(
        &mut self,
        import: ImportId,
        need: NeedId,
        earlier: Option<&str>,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO import_needs (import_id, need_id, version, earlier) \
             SELECT $1, id, row_version, $2 FROM needs WHERE id = $3",
        );
        self.execute(sql.bind(import).bind(earlier).bind(need))
            .await?;
        Ok(())
    }

    /// What an upload did, need by need.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn imported_needs(&mut self, import: ImportId) -> Result<Vec<ImportedNeed>> {
        let sql = Sql::new(
            "SELECT need_id, version, earlier FROM import_needs WHERE import_id = $1 \
             ORDER BY need_id",
        );
        let rows: Vec<(i64, i64, Option<String>)> = self.all(sql.bind(import)).await?;
        let need = |(need, version, earlier)| ImportedNeed {
            need: NeedId(need),
            version,
            earlier,
        };
        Ok(rows.into_iter().map(need).collect())
    }
}
