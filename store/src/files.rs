//! Stored files: what is known of them. Their bytes lie outside of the database.

use crate::Tx;
use crate::doc::At;
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::evidence::FileHash;
use domain::files::{FileKind, FileOwner, FileOwnerKind, MediaType, Visibility};
use domain::ids::{AccountId, FileId};
use domain::time::Timestamp;

/// Where the bytes of a file lie, and what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileBody {
    /// Where.
    pub place: String,
    /// What they are.
    pub media: MediaType,
    /// How many.
    pub bytes: u32,
    /// Their fingerprint.
    pub hash: FileHash,
}

/// What a file has: bytes, or the address of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileContent {
    /// Bytes.
    Body(FileBody),
    /// The address of a video.
    Link(String),
}

/// A file that is to be remembered; its bytes are there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// What it hangs on.
    pub owner: FileOwner,
    /// What it is for.
    pub kind: FileKind,
    /// Its name.
    pub name: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it has.
    pub content: FileContent,
    /// Who brought it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Identity.
    pub id: FileId,
    /// What it is.
    pub file: NewFile,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    owner_kind: String,
    owner_id: i64,
    kind: String,
    name: String,
    visibility: String,
    place: Option<String>,
    media: Option<String>,
    bytes: Option<i64>,
    sha256: Option<String>,
    link: Option<String>,
    uploaded_by: i64,
    uploaded_at: i64,
}

/// The columns of [`Row`].
macro_rules! selected {
    () => {
        "SELECT id, owner_kind, owner_id, kind, name, visibility, place, media, bytes, sha256, \
         link, uploaded_by, uploaded_at FROM stored_files "
    };
}

impl Tx {
    /// Remembers a file.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is one in its place.
    pub async fn insert_file(&mut self, new: &NewFile) -> Result<FileId> {
        let (body, link) = match &new.content {
            FileContent::Body(body) => (Some(body), None),
            FileContent::Link(link) => (None, Some(link.as_str())),
        };
        let sql = Sql::new(
            "INSERT INTO stored_files (owner_kind, owner_id, kind, name, visibility, place, media, \
             bytes, sha256, link, uploaded_by, uploaded_at) VALUES \
             ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        );
        let sql = sql
            .bind(new.owner.kind.code())
            .bind(new.owner.id)
            .bind(new.kind.code())
            .bind(new.name.as_str())
            .bind(new.visibility.code())
            .bind(body.map(|body| body.place.as_str()))
            .bind(body.map(|body| body.media.code()))
            .bind(body.map(|body| body.bytes))
            .bind(body.map(|body| body.hash.to_string()))
            .bind(link)
            .bind(new.by)
            .bind(new.at);
        let (id,) = self.one(sql).await?;
        Ok(FileId(id))
    }

    /// The file with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn file(&mut self, id: FileId) -> Result<Option<StoredFile>> {
        let sql = Sql::new(concat!(selected!(), "WHERE id = $1")).bind(id);
        let row: Option<Row> = self.optional(sql).await?;
        row.map(Row::read).transpose()
    }

    /// The files of a thing in the order in which they came, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn files_of(&mut self, owner: FileOwner, limit: u32) -> Result<Vec<StoredFile>> {
        let text = concat!(
            selected!(),
            "WHERE owner_kind = $1 AND owner_id = $2 ORDER BY id LIMIT $3"
        );
        let sql = Sql::new(text)
            .bind(owner.kind.code())
            .bind(owner.id)
            .bind(limit);
        let rows: Vec<Row> = self.all(sql).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Forgets a file; its bytes are left behind, for whoever collects them.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is gone already.
    pub async fn delete_file(&mut self, id: FileId) -> Result<()> {
        let sql = Sql::new("DELETE FROM stored_files WHERE id = $1").bind(id);
        match self.execute(sql).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict),
        }
    }

    /// Those of some places where the bytes of a file lie; at most 500 places.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn known_places(&mut self, places: &[String]) -> Result<Vec<String>> {
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT place FROM stored_files WHERE place IN (");
        sql.push_list(places.iter().map(String::as_str));
        sql.push(")");
        let rows: Vec<(String,)> = self.all(sql).await?;
        Ok(rows.into_iter().map(|(place,)| place).collect())
    }

    /// Where the bytes of files lie, by number after `after`, at most `limit`: for whoever looks
    /// whether they are there.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn file_places(&mut self, after: FileId, limit: u32) -> Result<Vec<StoredFile>> {
        let text = concat!(selected!(), "WHERE id > $1 ORDER BY id LIMIT $2");
        let rows: Vec<Row> = self.all(Sql::new(text).bind(after).bind(limit)).await?;
        rows.into_iter().map(Row::read).collect()
    }
}

impl Row {
    fn read(self) -> Result<StoredFile> {
        let at = |column| At::new("stored_files", column, &self.id);
        let content = match (self.place, self.link) {
            (Some(place), _) => FileContent::Body(FileBody {
                place,
                media: at("media").some(self.media.as_deref().and_then(MediaType::from_code))?,
                bytes: at("bytes").int(self.bytes.unwrap_or(-1))?,
                hash: at("sha256").some(self.sha256.as_deref().and_then(FileHash::parse))?,
            }),
            (None, link) => FileContent::Link(at("link").some(link)?),
        };
        Ok(StoredFile {
            id: FileId(self.id),
            file: NewFile {
                owner: FileOwner {
                    kind: at("owner_kind").some(FileOwnerKind::from_code(&self.owner_kind))?,
                    id: self.owner_id,
                },
                kind: at("kind").some(FileKind::from_code(&self.kind))?,
                visibility: at("visibility").some(Visibility::from_code(&self.visibility))?,
                name: self.name,
                content,
                by: AccountId(self.uploaded_by),
                at: Timestamp(self.uploaded_at),
            },
        })
    }
}
