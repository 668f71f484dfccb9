//! Institutions, found by id or by the name that a form states.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::InstitutionId;
use domain::institutions::Institution;
use std::collections::HashMap;

impl Tx {
    /// Stores a new institution; id 0 lets the database choose one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the name or the id is taken.
    pub async fn insert_institution(&mut self, institution: &Institution) -> Result<InstitutionId> {
        let doc = to_json(institution);
        let code = institution.credit_code.as_deref();
        if institution.id.get() == 0 {
            let sql = Sql::new(
                "INSERT INTO institutions (name, doc, credit_code) VALUES ($1, $2, $3) RETURNING id",
            );
            let (id,) = self
                .one(sql.bind(institution.name.as_str()).bind(doc).bind(code))
                .await?;
            return Ok(InstitutionId(id));
        }
        let sql = Sql::new(
            "INSERT INTO institutions (name, doc, credit_code, id) VALUES ($1, $2, $3, $4)",
        );
        self.execute(
            sql.bind(institution.name.as_str())
                .bind(doc)
                .bind(code)
                .bind(institution.id),
        )
        .await?;
        self.ids_given("institutions").await?;
        Ok(institution.id)
    }

    /// The institution with this credit code, the first one that was stored.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn institution_by_credit_code(&mut self, code: &str) -> Result<Option<Institution>> {
        let sql =
            Sql::new("SELECT id, doc FROM institutions WHERE credit_code = $1 ORDER BY id LIMIT 1");
        self.optional(sql.bind(code)).await?.map(read).transpose()
    }

    /// Gives an institution that was stored without one its credit code.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_credit_code(&mut self, institution: &Institution) -> Result<()> {
        let sql = Sql::new("UPDATE institutions SET doc = $1, credit_code = $2 WHERE id = $3");
        let sql = sql
            .bind(to_json(institution))
            .bind(institution.credit_code.as_deref())
            .bind(institution.id);
        self.execute(sql).await?;
        Ok(())
    }

    /// Holds an institution until the transaction ends: whoever changes its people does so first, so
    /// that two who count them do not count past each other. False when there is none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn hold_institution(&mut self, id: InstitutionId) -> Result<bool> {
        let sql = Sql::new("UPDATE institutions SET name = name WHERE id = $1");
        Ok(self.execute(sql.bind(id)).await? > 0)
    }

    /// The institution with this id.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn institution(&mut self, id: InstitutionId) -> Result<Option<Institution>> {
        let sql = Sql::new("SELECT id, doc FROM institutions WHERE id = $1").bind(id);
        self.optional(sql).await?.map(read).transpose()
    }

    /// The institution with exactly this name.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn institution_by_name(&mut self, name: &str) -> Result<Option<Institution>> {
        let sql = Sql::new("SELECT id, doc FROM institutions WHERE name = $1").bind(name);
        self.optional(sql).await?.map(read).transpose()
    }

    /// The institutions with these ids; unknown ids are left out. At most 1,000 ids.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn institutions_by_ids(
        &mut self,
        ids: &[InstitutionId],
    ) -> Result<HashMap<InstitutionId, Institution>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut sql = Sql::new("SELECT id, doc FROM institutions WHERE id IN (");
        sql.push_list(ids.iter().copied());
        sql.push(")");
        let rows = self.all(sql).await?.into_iter().map(read);
        rows.map(|row| row.map(|institution| (institution.id, institution)))
            .collect()
    }
}

pub(crate) fn read((id, doc): (i64, String)) -> Result<Institution> {
    let mut institution: Institution = At::new("institutions", "doc", &id).json(&doc)?;
    institution.id = InstitutionId(id);
    Ok(institution)
}
