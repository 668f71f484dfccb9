//! Records that came in with a form: compared by what makes them the same row, changed and taken back with
//! their upload, proven later.

use super::{IntakeRow, StoredIntake, select_intakes};
use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, FileId, ImportId, InstitutionId, IntakeId, LotId, SeasonId};
use domain::intakes::{IntakeState, Report};
use domain::time::Timestamp;
use std::collections::HashMap;

/// Keys per statement.
const CHUNK: usize = 500;

/// A row of a form that is to be kept as a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport<'a> {
    /// The season that the row names.
    pub season: SeasonId,
    /// The unit that reports; the centre may report for one without an entry.
    pub institution: Option<InstitutionId>,
    /// What it says.
    pub report: &'a Report,
    /// What makes it the same row later.
    pub identity: &'a str,
    /// Hash of what the row says.
    pub digest: &'a str,
    /// Who uploaded it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// What a committed upload did to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedIntake {
    /// The record.
    pub intake: IntakeId,
    /// The version that the upload left.
    pub version: i64,
    /// The record before, a JSON document of the caller's choice; `None` for one that came in with it.
    pub earlier: Option<String>,
}

/// Which records are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntakesOf {
    /// Those of a unit; of all units and sessions without one.
    pub institution: Option<InstitutionId>,
    /// Only those that stand here.
    pub state: Option<IntakeState>,
    /// Only those with a proof, or without.
    pub proven: Option<bool>,
    /// Those below this number.
    pub before: Option<IntakeId>,
}

impl Tx {
    /// Keeps a reported row, which waits for its proof.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the same was reported or its lot sold.
    pub async fn insert_report(&mut self, new: &NewReport<'_>) -> Result<IntakeId> {
        let sql = Sql::new(
            "INSERT INTO intakes (session_id, lot_id, kind, buyer, buyer_code, amount_fen, agreed_on, \
             state, entered_by, entered_at, season_id, institution_id, identity_key, digest, report) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id",
        );
        let report = new.report;
        let sql = sql
            .bind(report.session)
            .bind(report.lot.map(LotId::get))
            .bind(report.kind.code())
            .bind(report.buyer.as_str())
            .bind(report.buyer_code.as_str())
            .bind(report.amount)
            .bind(report.agreed_on.0)
            .bind(IntakeState::Waiting.code())
            .bind(new.by)
            .bind(new.at)
            .bind(new.season)
            .bind(new.institution)
            .bind(new.identity)
            .bind(new.digest)
            .bind(to_json(report));
        let (id,) = self.one(sql).await?;
        Ok(IntakeId(id))
    }

    /// Writes what a record says anew. Answers false, and changes nothing, when it has another version or
    /// waits no more. Its season, its unit and what makes it the same row stay.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when its lot is sold by another record.
    pub async fn rewrite_report(
        &mut self,
        id: IntakeId,
        version: i64,
        report: &Report,
        digest: &str,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE intakes SET session_id = $1, lot_id = $2, buyer_code = $3, amount_fen = $4, \
             digest = $5, report = $6, row_version = row_version + 1 \
             WHERE id = $7 AND row_version = $8 AND state = 'WAITING'",
        );
        let sql = sql
            .bind(report.session)
            .bind(report.lot.map(LotId::get))
            .bind(report.buyer_code.as_str())
            .bind(report.amount)
            .bind(digest)
            .bind(to_json(report))
            .bind(id)
            .bind(version);
        Ok(self.execute(sql).await? == 1)
    }

    /// Takes a record back that waits. Answers false, and changes nothing, when it has another version or
    /// was decided.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn withdraw_report(&mut self, id: IntakeId, version: i64) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE intakes SET state = 'WITHDRAWN', row_version = row_version + 1 \
             WHERE id = $1 AND row_version = $2 AND state = 'WAITING'",
        );
        Ok(self.execute(sql.bind(id).bind(version)).await? == 1)
    }

    /// Notes the proof of a record that waits without one. Answers false when it has one, or waits no more.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn prove_intake(&mut self, id: IntakeId, proof: FileId) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE intakes SET proof_id = $1 \
             WHERE id = $2 AND state = 'WAITING' AND proof_id IS NULL",
        );
        Ok(self.execute(sql.bind(proof).bind(id)).await? == 1)
    }

    /// The standing records of a season with these identities; unknown ones are left out.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn standing_reports(
        &mut self,
        season: SeasonId,
        identities: &[String],
    ) -> Result<HashMap<String, (StoredIntake, Report)>> {
        let mut found = HashMap::new();
        for keys in identities.chunks(CHUNK) {
            let mut sql =
                Sql::new("SELECT id, identity_key, report FROM intakes WHERE season_id = ");
            sql.push_arg(season)
                .push(" AND state IN ('WAITING', 'VERIFIED') AND identity_key IN (");
            sql.push_list(keys.iter().map(String::as_str));
            sql.push(")");
            let rows: Vec<(i64, String, String)> = self.all(sql).await?;
            let of_row: HashMap<i64, (String, String)> = rows
                .into_iter()
                .map(|(id, key, report)| (id, (key, report)))
                .collect();
            for stored in self.intakes_by_id(of_row.keys().copied()).await? {
                let Some((key, report)) = of_row.get(&stored.id.get()) else {
                    continue;
                };
                let report = At::new("intakes", "report", &stored.id).json(report)?;
                found.insert(key.clone(), (stored, report));
            }
        }
        Ok(found)
    }

    async fn intakes_by_id(&mut self, ids: impl Iterator<Item = i64>) -> Result<Vec<StoredIntake>> {
        let ids: Vec<i64> = ids.collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(select_intakes!("WHERE i.id IN ("));
        sql.push_list(ids);
        sql.push(")");
        let rows: Vec<IntakeRow> = self.all(sql).await?;
        rows.into_iter().map(IntakeRow::read).collect()
    }

    /// The kinds of the standing records between a lot and a party on a day: one of the same kind says the
    /// same.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn standing_intake(&mut self, report: &Report) -> Result<Option<IntakeId>> {
        let Some(lot) = report.lot else {
            return Ok(None);
        };
        let sql = Sql::new(
            "SELECT id FROM intakes WHERE lot_id = $1 AND buyer_code = $2 AND agreed_on = $3 \
             AND kind = $4 AND state IN ('WAITING', 'VERIFIED')",
        );
        let sql = sql
            .bind(lot)
            .bind(report.buyer_code.as_str())
            .bind(report.agreed_on.0)
            .bind(report.kind.code());
        let row: Option<(i64,)> = self.optional(sql).await?;
        Ok(row.map(|(id,)| IntakeId(id)))
    }

    /// A page of records, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn intakes_listed(&mut self, of: IntakesOf, limit: u32) -> Result<Vec<StoredIntake>> {
        let mut sql = Sql::new(select_intakes!("WHERE i.id < "));
        sql.push_arg(of.before.map_or(i64::MAX, IntakeId::get));
        if let Some(institution) = of.institution {
            sql.push(" AND i.institution_id = ").push_arg(institution);
        }
        if let Some(state) = of.state {
            sql.push(" AND i.state = ").push_arg(state.code());
        }
        match of.proven {
            Some(true) => sql.push(" AND i.proof_id IS NOT NULL"),
            Some(false) => sql.push(" AND i.proof_id IS NULL"),
            None => &mut sql,
        };
        sql.push(" ORDER BY i.id DESC LIMIT ").push_arg(limit);
        let rows: Vec<IntakeRow> = self.all(sql).await?;
        rows.into_iter().map(IntakeRow::read).collect()
    }

    /// How many records wait without a proof, of a unit or of all.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn unproven_intakes(&mut self, of: Option<InstitutionId>) -> Result<u32> {
        let mut sql =
            Sql::new("SELECT count(*) FROM intakes WHERE state = 'WAITING' AND proof_id IS NULL");
        if let Some(institution) = of {
            sql.push(" AND institution_id = ").push_arg(institution);
        }
        let (count,): (i64,) = self.one(sql).await?;
        At::new("intakes", "proof_id", &count).int(count)
    }

    /// Notes what an upload did to a record, which has been written already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_imported_intake(
        &mut self,
        import: ImportId,
        intake: IntakeId,
        earlier: Option<&str>,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO import_intakes (import_id, intake_id, version, earlier) \
             SELECT $1, id, row_version, $2 FROM intakes WHERE id = $3",
        );
        self.execute(sql.bind(import).bind(earlier).bind(intake))
            .await?;
        Ok(())
    }

    /// What an upload did, record by record.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn imported_intakes(&mut self, import: ImportId) -> Result<Vec<ImportedIntake>> {
        let sql = Sql::new(
            "SELECT intake_id, version, earlier FROM import_intakes WHERE import_id = $1 \
             ORDER BY intake_id",
        );
        let rows: Vec<(i64, i64, Option<String>)> = self.all(sql.bind(import)).await?;
        let intake = |(intake, version, earlier)| ImportedIntake {
            intake: IntakeId(intake),
            version,
            earlier,
        };
        Ok(rows.into_iter().map(intake).collect())
    }
}
