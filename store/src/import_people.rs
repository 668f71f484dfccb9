//! Whom a committed upload of people has named, so that it can be taken back.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{ExpertId, ImportId, LiaisonId};

/// What a committed upload did to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportedPerson {
    /// A liaison was named, in the place of `earlier` when there was one.
    Liaison {
        /// The new one.
        id: LiaisonId,
        /// The one before.
        earlier: Option<LiaisonId>,
    },
    /// An expert was nominated.
    Expert(ExpertId),
}

impl Tx {
    /// Notes what an upload did to a person.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_imported_person(
        &mut self,
        import: ImportId,
        person: ImportedPerson,
    ) -> Result<()> {
        let (kind, id, earlier) = match person {
            ImportedPerson::Liaison { id, earlier } => {
                ("LIAISON", id.get(), earlier.map(LiaisonId::get))
            }
            ImportedPerson::Expert(id) => ("EXPERT", id.get(), None),
        };
        let sql = Sql::new(
            "INSERT INTO import_people (import_id, kind, person_id, earlier_id) \
             VALUES ($1, $2, $3, $4)",
        );
        self.execute(sql.bind(import).bind(kind).bind(id).bind(earlier))
            .await?;
        Ok(())
    }

    /// What an upload did, person by person.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn imported_people(&mut self, import: ImportId) -> Result<Vec<ImportedPerson>> {
        let sql = Sql::new(
            "SELECT kind, person_id, earlier_id FROM import_people WHERE import_id = $1 \
             ORDER BY kind, person_id",
        );
        let rows: Vec<(String, i64, Option<i64>)> = self.all(sql.bind(import)).await?;
        let read = |(kind, id, earlier): (String, i64, Option<i64>)| {
            let person = match kind.as_str() {
                "LIAISON" => Some(ImportedPerson::Liaison {
                    id: LiaisonId(id),
                    earlier: earlier.map(LiaisonId),
                }),
                "EXPERT" => Some(ImportedPerson::Expert(ExpertId(id))),
                _ => None,
            };
            At::new("import_people", "kind", &import).some(person)
        };
        rows.into_iter().map(read).collect()
    }
}
