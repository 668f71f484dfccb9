//! Codes of new lots, and how a row of a form finds the lot that it became before.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{InstitutionId, LotCode, SeasonId};
use domain::lots::{Industry, LotKind};
use std::collections::HashMap;

/// Keys per statement.
const CHUNK: usize = 500;

impl Tx {
    /// The next number for a code such as `P2026-NGIT-0001`, from 1. Nobody else gets it, and it
    /// is given back when the transaction is not committed.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn next_lot_number(
        &mut self,
        season: SeasonId,
        kind: LotKind,
        industry: Industry,
    ) -> Result<u32> {
        let sql = Sql::new(
            "INSERT INTO lot_numbers (season_id, kind, industry, last) VALUES ($1, $2, $3, 1) \
             ON CONFLICT (season_id, kind, industry) DO UPDATE SET last = lot_numbers.last + 1 \
             RETURNING last",
        );
        let sql = sql.bind(season).bind(kind.code()).bind(industry.code());
        let (number,): (i64,) = self.one(sql).await?;
        At::new("lot_numbers", "last", &season).int(number)
    }

    /// The live lot of the season with this identity, and the digest of the row it came from.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn live_identity(
        &mut self,
        season: SeasonId,
        identity_key: &str,
    ) -> Result<Option<(LotCode, Option<String>)>> {
        let keys = [identity_key.to_owned()];
        Ok(self
            .live_identities(season, &keys)
            .await?
            .remove(identity_key))
    }

    /// How many live lots of the unit in the season are recommended for the on-site roadshow.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn roadshow_lots(&mut self, season: SeasonId, owner: InstitutionId) -> Result<u32> {
        let sql = Sql::new(
            "SELECT count(*) FROM lots WHERE season_id = $1 AND owner_id = $2 \
             AND roadshow = TRUE AND practice = FALSE \
             AND state NOT IN ('REJECTED', 'WITHDRAWN', 'ARCHIVED')",
        );
        let (count,): (i64,) = self.one(sql.bind(season).bind(owner)).await?;
        At::new("lots", "roadshow", &season).int(count)
    }

    /// The live lots of the season with these identities; unknown ones are left out.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn live_identities(
        &mut self,
        season: SeasonId,
        identity_keys: &[String],
    ) -> Result<HashMap<String, (LotCode, Option<String>)>> {
        let mut found = HashMap::new();
        for keys in identity_keys.chunks(CHUNK) {
            let mut sql = Sql::new(
                "SELECT id, identity_key, code, import_digest FROM lots WHERE practice = FALSE \
                 AND state NOT IN ('REJECTED', 'WITHDRAWN', 'ARCHIVED') AND season_id = ",
            );
            sql.push_arg(season).push(" AND identity_key IN (");
            sql.push_list(keys.iter().map(String::as_str));
            sql.push(")");
            let mut rows: Vec<(i64, String, String, Option<String>)> = self.all(sql).await?;
            // Should two lots share an identity, the later one stays in the map. Sorted here,
            // because ORDER BY would lure SQLite away from the index of identities.
            rows.sort_unstable_by_key(|(id, ..)| *id);
            for (id, key, code, digest) in rows {
                let code = At::new("lots", "code", &id).some(LotCode::parse(&code))?;
                found.insert(key, (code, digest));
            }
        }
        Ok(found)
    }
}
