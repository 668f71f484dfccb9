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
        if institution.id.get() == 0 {
            let sql = Sql::new("INSERT INTO institutions (name, doc) VALUES ($1, $2) RETURNING id");
            let (id,) = self
                .one(sql.bind(institution.name.as_str()).bind(doc))
                .await?;
            return Ok(InstitutionId(id));
        }
        let sql = Sql::new("INSERT INTO institutions (name, doc, id) VALUES ($1, $2, $3)");
        self.execute(
            sql.bind(institution.name.as_str())
                .bind(doc)
                .bind(institution.id),
        )
        .await?;
        self.ids_given("institutions").await?;
        Ok(institution.id)
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
