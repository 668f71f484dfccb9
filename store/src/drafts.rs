//! Lots that are still being typed into the online form.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::drafts::DraftContent;
use domain::files::FileOwner;
use domain::ids::{AccountId, DraftId, InstitutionId, LotId, SeasonId};
use domain::lots::LotKind;
use domain::time::Timestamp;

/// The columns of [`DraftRow`].
const SELECT: &str = "SELECT id, season_id, institution_id, kind, doc, revision, changed_at, \
     corrects, deleted_at, lot_id FROM lot_drafts";

/// A draft that is begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    /// Its season.
    pub season: SeasonId,
    /// Whose it is.
    pub institution: InstitutionId,
    /// What it will be.
    pub kind: LotKind,
    /// What it says at first.
    pub content: DraftContent,
    /// The lot that it puts right.
    pub corrects: Option<LotId>,
    /// Who began it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A stored draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDraft {
    /// Identity.
    pub id: DraftId,
    /// Its season.
    pub season: SeasonId,
    /// Whose it is.
    pub institution: InstitutionId,
    /// What it will be.
    pub kind: LotKind,
    /// What it says.
    pub content: DraftContent,
    /// Rises with every change.
    pub revision: u32,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// The lot that it puts right.
    pub corrects: Option<LotId>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// The lot that it has become.
    pub lot: Option<LotId>,
}

#[derive(sqlx_macros::FromRow)]
struct DraftRow {
    id: i64,
    season_id: i64,
    institution_id: i64,
    kind: String,
    doc: String,
    revision: i64,
    changed_at: i64,
    corrects: Option<i64>,
    deleted_at: Option<i64>,
    lot_id: Option<i64>,
}

impl Tx {
    /// Stores a new draft at revision 1.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when there is one that puts the same lot
    /// right.
    pub async fn insert_draft(&mut self, new: &NewDraft) -> Result<DraftId> {
        let sql = Sql::new(
            "INSERT INTO lot_drafts (season_id, institution_id, kind, doc, revision, begun_by, \
             begun_at, changed_by, changed_at, corrects) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, \
             $9) RETURNING id",
        );
        let sql = sql
            .bind(new.season)
            .bind(new.institution)
            .bind(new.kind.code())
            .bind(to_json(&new.content))
            .bind(new.by)
            .bind(new.at)
            .bind(new.by)
            .bind(new.at)
            .bind(new.corrects);
        let (id,) = self.one(sql).await?;
        Ok(DraftId(id))
    }

    /// The draft with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn draft(&mut self, id: DraftId) -> Result<Option<StoredDraft>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" WHERE id = ").push_arg(id);
        let row: Option<DraftRow> = self.optional(sql).await?;
        row.map(DraftRow::read).transpose()
    }

    /// The draft that puts a lot right.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn draft_correcting(&mut self, lot: LotId) -> Result<Option<StoredDraft>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" WHERE corrects = ").push_arg(lot);
        let row: Option<DraftRow> = self.optional(sql).await?;
        row.map(DraftRow::read).transpose()
    }

    /// The drafts of an institution that have become no lot, deleted ones among them, the latest change
    /// first; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn drafts_of(
        &mut self,
        institution: InstitutionId,
        limit: u32,
    ) -> Result<Vec<StoredDraft>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" WHERE lot_id IS NULL AND institution_id = ")
            .push_arg(institution)
            .push(" ORDER BY changed_at DESC, id DESC LIMIT ")
            .push_arg(limit);
        let rows: Vec<DraftRow> = self.all(sql).await?;
        rows.into_iter().map(DraftRow::read).collect()
    }

    /// How many drafts of an institution are being written.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn open_drafts(&mut self, institution: InstitutionId) -> Result<u32> {
        let sql = Sql::new(
            "SELECT count(*) FROM lot_drafts WHERE lot_id IS NULL AND institution_id = $1 \
             AND deleted_at IS NULL",
        );
        let (count,): (i64,) = self.one(sql.bind(institution)).await?;
        At::new("lot_drafts", "id", &institution).int(count)
    }

    /// Stores what a draft says that stands at `revision`; false when it stands elsewhere by now, was
    /// deleted or is a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn update_draft(
        &mut self,
        id: DraftId,
        revision: u32,
        content: &DraftContent,
        (by, at): (AccountId, Timestamp),
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE lot_drafts SET doc = $1, changed_by = $2, changed_at = $3, \
             revision = revision + 1 WHERE id = $4 AND revision = $5 AND deleted_at IS NULL \
             AND lot_id IS NULL",
        );
        let sql = sql
            .bind(to_json(content))
            .bind(by)
            .bind(at)
            .bind(id)
            .bind(revision);
        Ok(self.execute(sql).await? == 1)
    }

    /// Notes that a file came to a draft or went, which nobody else does meanwhile; false when it was
    /// deleted or is a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn touch_draft(
        &mut self,
        id: DraftId,
        (by, at): (AccountId, Timestamp),
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE lot_drafts SET changed_by = $1, changed_at = $2 WHERE id = $3 \
             AND deleted_at IS NULL AND lot_id IS NULL",
        );
        Ok(self.execute(sql.bind(by).bind(at).bind(id)).await? == 1)
    }

    /// Deletes a draft, or takes it back; false when it stands so already, or is a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn delete_draft(
        &mut self,
        id: DraftId,
        deleted_at: Option<Timestamp>,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE lot_drafts SET deleted_at = $1 WHERE id = $2 \
             AND (deleted_at IS NULL) = $3 AND lot_id IS NULL",
        );
        let sql = sql.bind(deleted_at).bind(id).bind(deleted_at.is_some());
        Ok(self.execute(sql).await? == 1)
    }

    /// Notes the lot that a draft has become which stood at `revision`, and empties it; false when it
    /// stands elsewhere by now, was deleted or is a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn submit_draft(&mut self, id: DraftId, revision: u32, lot: LotId) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE lot_drafts SET lot_id = $1, doc = $2, revision = revision + 1 WHERE id = $3 \
             AND revision = $4 AND deleted_at IS NULL AND lot_id IS NULL",
        );
        let sql = sql
            .bind(lot)
            .bind(to_json(&DraftContent::default()))
            .bind(id)
            .bind(revision);
        Ok(self.execute(sql).await? == 1)
    }

    /// The drafts that were deleted before `before`, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn drafts_deleted_before(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<DraftId>> {
        let sql = Sql::new(
            "SELECT id FROM lot_drafts WHERE deleted_at IS NOT NULL AND deleted_at < $1 \
             ORDER BY deleted_at LIMIT $2",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(before).bind(limit)).await?;
        Ok(rows.into_iter().map(|(id,)| DraftId(id)).collect())
    }

    /// Forgets a deleted draft; false when it was taken back.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn purge_draft(&mut self, id: DraftId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM lot_drafts WHERE id = $1 AND deleted_at IS NOT NULL");
        Ok(self.execute(sql.bind(id)).await? == 1)
    }

    /// Hangs all files of a thing on another one.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn move_files(&mut self, from: FileOwner, to: FileOwner) -> Result<u64> {
        let sql = Sql::new(
            "UPDATE stored_files SET owner_kind = $1, owner_id = $2 \
             WHERE owner_kind = $3 AND owner_id = $4",
        );
        let sql = sql
            .bind(to.kind.code())
            .bind(to.id)
            .bind(from.kind.code())
            .bind(from.id);
        self.execute(sql).await
    }
}

impl DraftRow {
    fn read(self) -> Result<StoredDraft> {
        let at = |column| At::new("lot_drafts", column, &self.id);
        Ok(StoredDraft {
            id: DraftId(self.id),
            season: SeasonId(self.season_id),
            institution: InstitutionId(self.institution_id),
            kind: at("kind").some(LotKind::from_code(&self.kind))?,
            content: at("doc").json(&self.doc)?,
            revision: at("revision").int(self.revision)?,
            changed_at: Timestamp(self.changed_at),
            corrects: self.corrects.map(LotId),
            deleted_at: self.deleted_at.map(Timestamp),
            lot: self.lot_id.map(LotId),
        })
    }
}
