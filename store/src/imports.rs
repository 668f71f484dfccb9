//! Uploads of collection forms: the file, its checked preview, and whether it was committed.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, ImportId, InstitutionId, LotId, SeasonId};
use domain::time::Timestamp;

/// An upload to be stored.
#[derive(Clone, Debug)]
pub struct NewImport<'a> {
    /// Who uploaded it.
    pub account: AccountId,
    /// The institution it is for, as far as it is known.
    pub institution: Option<InstitutionId>,
    /// The season it is for.
    pub season: SeasonId,
    /// Name of the file as sent.
    pub file_name: &'a str,
    /// The file itself.
    pub file: &'a [u8],
    /// The checked preview, a JSON document of the caller's choice.
    pub preview: &'a str,
    /// When it was uploaded.
    pub created_at: Timestamp,
}

/// A stored upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredImport {
    /// Identity.
    pub id: ImportId,
    /// Who uploaded it.
    pub account: AccountId,
    /// The institution it is for.
    pub institution: Option<InstitutionId>,
    /// The season it is for.
    pub season: SeasonId,
    /// Name of the file as sent.
    pub file_name: String,
    /// The file itself.
    pub file: Vec<u8>,
    /// The checked preview, as it was stored.
    pub preview: String,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// When it was committed, with the number of records written.
    pub committed: Option<(Timestamp, u32)>,
    /// When it was taken back.
    pub undone: Option<Timestamp>,
}

/// An upload in a list, without its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedImport {
    /// Identity.
    pub id: ImportId,
    /// Who uploaded it.
    pub account: AccountId,
    /// Name of the file as sent.
    pub file_name: String,
    /// The JSON document that was stored with it.
    pub preview: String,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// When it was committed, with the number of records written.
    pub committed: Option<(Timestamp, u32)>,
    /// When it was taken back.
    pub undone: Option<Timestamp>,
}

/// What a committed upload did to a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedLot {
    /// The lot.
    pub lot: LotId,
    /// The version that the upload left.
    pub version: i64,
    /// The lot before, a JSON document of the caller's choice; `None` for one that came in with it.
    pub earlier: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct ListedRow {
    id: i64,
    account_id: i64,
    file_name: String,
    preview: String,
    created_at: i64,
    committed_at: Option<i64>,
    committed_count: Option<i64>,
    undone_at: Option<i64>,
}

#[derive(sqlx_macros::FromRow)]
struct ImportRow {
    id: i64,
    account_id: i64,
    institution_id: Option<i64>,
    season_id: i64,
    file_name: String,
    created_at: i64,
    committed_at: Option<i64>,
    committed_count: Option<i64>,
    undone_at: Option<i64>,
    preview: String,
    file: Vec<u8>,
}

impl Tx {
    /// Stores an upload. Nothing else is written by it.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_import(&mut self, import: &NewImport<'_>) -> Result<ImportId> {
        let sql = Sql::new(
            "INSERT INTO imports \
             (account_id, institution_id, season_id, file_name, created_at, preview, file) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        );
        let sql = sql
            .bind(import.account)
            .bind(import.institution)
            .bind(import.season)
            .bind(import.file_name)
            .bind(import.created_at)
            .bind(import.preview)
            .bind(import.file);
        let (id,) = self.one(sql).await?;
        Ok(ImportId(id))
    }

    /// The upload with this id.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn import(&mut self, id: ImportId) -> Result<Option<StoredImport>> {
        let sql = Sql::new(
            "SELECT id, account_id, institution_id, season_id, file_name, created_at, \
             committed_at, committed_count, undone_at, preview, file FROM imports WHERE id = $1",
        );
        self.optional(sql.bind(id))
            .await?
            .map(ImportRow::read)
            .transpose()
    }

    /// Notes that the upload was committed at `at` with `count` new records. Answers false, and
    /// changes nothing, when that was noted before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn mark_committed(
        &mut self,
        id: ImportId,
        at: Timestamp,
        count: u32,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE imports SET committed_at = $1, committed_count = $2 \
             WHERE id = $3 AND committed_at IS NULL",
        );
        Ok(self.execute(sql.bind(at).bind(count).bind(id)).await? == 1)
    }

    /// Notes that the upload was taken back. Answers false, and changes nothing, when it was not
    /// committed or that was noted before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn mark_undone(
        &mut self,
        id: ImportId,
        by: AccountId,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE imports SET undone_at = $1, undone_by = $2 \
             WHERE id = $3 AND committed_at IS NOT NULL AND undone_at IS NULL",
        );
        Ok(self.execute(sql.bind(at).bind(by).bind(id)).await? == 1)
    }

    /// Notes what an upload did to a lot, which has been written already: `earlier` is what it was
    /// before, `None` when it is new.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_imported_lot(
        &mut self,
        import: ImportId,
        lot: LotId,
        earlier: Option<&str>,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO import_lots (import_id, lot_id, version, earlier) \
             SELECT $1, id, row_version, $2 FROM lots WHERE id = $3",
        );
        self.execute(sql.bind(import).bind(earlier).bind(lot))
            .await?;
        Ok(())
    }

    /// What an upload did, lot by lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn imported_lots(&mut self, import: ImportId) -> Result<Vec<ImportedLot>> {
        let sql = Sql::new(
            "SELECT lot_id, version, earlier FROM import_lots WHERE import_id = $1 ORDER BY lot_id",
        );
        let rows: Vec<(i64, i64, Option<String>)> = self.all(sql.bind(import)).await?;
        let lot = |(lot, version, earlier)| ImportedLot {
            lot: LotId(lot),
            version,
            earlier,
        };
        Ok(rows.into_iter().map(lot).collect())
    }

    /// The latest uploads, of this person or of everybody, latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn latest_imports(
        &mut self,
        of: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<ListedImport>> {
        let mut sql = Sql::new(
            "SELECT id, account_id, file_name, preview, created_at, committed_at, \
             committed_count, undone_at FROM imports",
        );
        if let Some(account) = of {
            sql.push(" WHERE account_id = ").push_arg(account);
        }
        sql.push(" ORDER BY id DESC LIMIT ").push_arg(limit);
        let rows: Vec<ListedRow> = self.all(sql).await?;
        rows.into_iter().map(ListedRow::read).collect()
    }
}

impl ListedRow {
    fn read(self) -> Result<ListedImport> {
        let count = self.committed_count.unwrap_or_default();
        let count = At::new("imports", "committed_count", &self.id).int(count)?;
        Ok(ListedImport {
            id: ImportId(self.id),
            account: AccountId(self.account_id),
            file_name: self.file_name,
            preview: self.preview,
            created_at: Timestamp(self.created_at),
            committed: self.committed_at.map(|at| (Timestamp(at), count)),
            undone: self.undone_at.map(Timestamp),
        })
    }
}

impl ImportRow {
    fn read(self) -> Result<StoredImport> {
        let count = self.committed_count.unwrap_or_default();
        let count = At::new("imports", "committed_count", &self.id).int(count)?;
        Ok(StoredImport {
            id: ImportId(self.id),
            account: AccountId(self.account_id),
            institution: self.institution_id.map(InstitutionId),
            season: SeasonId(self.season_id),
            file_name: self.file_name,
            file: self.file,
            preview: self.preview,
            created_at: Timestamp(self.created_at),
            committed: self.committed_at.map(|at| (Timestamp(at), count)),
            undone: self.undone_at.map(Timestamp),
        })
    }
}
