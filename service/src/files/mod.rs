//! Stored files (附件): brought, read, taken away. The bytes are there before the row that names them,
//! and go after it: what a crash leaves behind is collected.

mod collect;
mod depot;
mod facts;
mod scanner;

pub use collect::collect_files;
pub use depot::{BucketOptions, Depot};
use facts::facts;
pub use scanner::Scanner;

use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::evidence::FileHash;
use domain::files::address::{self, Signed};
use domain::files::{
    FILES_OF_LOT_MAX, FileFacts, FileKind, FileOwner, FileOwnerKind, FileRefusal, MediaType, Needs,
    Visibility, check, check_link, check_place,
};
use domain::ids::{FileId, LotCode, LotId, SessionId};
use domain::lots::Lot;
use domain::views::FileLine;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{FileBody, FileContent, NewFile, StoredFile};
use zeroize::Zeroizing;

/// The folder of the bytes in the data folder.
pub const FILES: &str = "files";

/// A file as it was sent.
#[derive(Clone, Debug)]
pub struct Upload {
    /// What it is for.
    pub kind: FileKind,
    /// Who may read it.
    pub visibility: Visibility,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What somebody gets who asks for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileAnswer {
    /// Another address, which works for ten minutes and for whoever asked.
    Signed(Signed),
    /// The file.
    Bytes {
        /// Its name.
        name: String,
        /// What it is.
        media: MediaType,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

impl From<FileRefusal> for Error {
    fn from(refusal: FileRefusal) -> Self {
        crate::organisations::coded(refusal.to_string())
    }
}

/// What a page shows of a file.
pub(crate) fn line(stored: StoredFile) -> FileLine {
    let (body, link) = match stored.file.content {
        FileContent::Body(body) => (Some((body.media, body.bytes)), None),
        FileContent::Link(link) => (None, Some(link)),
    };
    FileLine {
        id: stored.id,
        kind: stored.file.kind,
        name: stored.file.name,
        visibility: stored.file.visibility,
        body,
        link,
        at: stored.file.at,
    }
}

fn object(id: FileId) -> Object {
    Object::new(ObjectKind::File, id)
}

fn of_lot(lot: LotId) -> FileOwner {
    FileOwner {
        kind: FileOwnerKind::Lot,
        id: lot.get(),
    }
}

/// Writes the row of a file and that it came.
pub(crate) async fn remember(tx: &mut Tx, new: &NewFile, origin: &Origin) -> Result<FileId, Error> {
    let id = tx.insert_file(new).await?;
    let entry = origin.entry(Act::FileAttach, object(id));
    let hash = match &new.content {
        FileContent::Body(body) => Some(body.hash.to_string()),
        FileContent::Link(_) => None,
    };
    tx.audit(entry.after(&json!({
        "on": new.owner.kind,
        "of": new.owner.id,
        "kind": new.kind,
        "visibility": new.visibility,
        "sha256": hash,
    })));
    Ok(id)
}

impl Portal {
    /// Puts the bytes of an upload where files lie; the row is written by whoever calls. Answers with
    /// the name under which it is kept.
    ///
    /// # Errors
    /// The codes of [`FileRefusal`], those of [`Self::scanned`]; `FILES_UNREACHABLE` where another
    /// machine keeps files and does not serve.
    pub(crate) async fn keep_bytes(
        &self,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(String, FileContent), Error> {
        let checked = check(name, &bytes)?;
        let bytes = self.scanned(bytes).await?;
        let token = self.random().token::<16>();
        let place = format!("{}/{}", &token[..2], &token[2..]);
        let body = FileBody {
            place: place.clone(),
            media: checked.media,
            bytes: bytes.len() as u32,
            hash: FileHash(Sha256::digest(&bytes).into()),
        };
        let (depot, now) = (self.settings().files.clone(), self.now());
        // In a task of its own: whoever goes away leaves a whole file behind, or none.
        self.durable(async move { depot.put(&place, bytes, now).await })
            .await?;
        Ok((checked.name, FileContent::Body(body)))
    }

    /// Hangs a file on a lot.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for whoever does not submit lots of its institution; the codes of
    /// [`FileRefusal`].
    pub async fn attach_file(
        &self,
        account: &Account,
        lot: &LotCode,
        upload: Upload,
    ) -> Result<FileId, Error> {
        let owner = self.lot_of_own(account, lot).await?;
        check_place(FileOwnerKind::Lot, upload.kind, 0)?;
        if upload.kind == FileKind::VideoLink {
            return Err(FileRefusal::Purpose.into());
        }
        let (name, content) = self.keep_bytes(&upload.name, upload.bytes).await?;
        let what = (upload.kind, upload.visibility);
        self.hang(account, owner, what, name, content).await
    }

    /// Hangs the address of a video on a lot.
    ///
    /// # Errors
    /// As [`Self::attach_file`].
    pub async fn attach_link(
        &self,
        account: &Account,
        lot: &LotCode,
        visibility: Visibility,
        link: &str,
    ) -> Result<FileId, Error> {
        let owner = self.lot_of_own(account, lot).await?;
        let link = check_link(link)?;
        let what = (FileKind::VideoLink, visibility);
        let content = FileContent::Link(link.clone());
        self.hang(account, owner, what, link, content).await
    }

    async fn hang(
        &self,
        account: &Account,
        lot: LotId,
        (kind, visibility): (FileKind, Visibility),
        name: String,
        content: FileContent,
    ) -> Result<FileId, Error> {
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        let visibility = kind.visibility(visibility);
        self.durable(async move {
            let mut tx = store.audited().await?;
            // Two who count the files of a lot do not count past each other.
            tx.hold_lot(lot).await?;
            let there = tx.files_of(of_lot(lot), FILES_OF_LOT_MAX as u32).await?;
            check_place(FileOwnerKind::Lot, kind, there.len())?;
            let new = NewFile {
                owner: of_lot(lot),
                kind,
                name,
                visibility,
                content,
                by,
                at: origin.at,
            };
            let id = remember(&mut tx, &new, &origin).await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// The lot, for whoever submits lots of its institution.
    async fn lot_of_own(&self, account: &Account, code: &LotCode) -> Result<LotId, Error> {
        let found = self.store().read().await?.lot(code).await?;
        let lot = found.ok_or(Error::NotFound)?.lot;
        match account.may(Action::SubmitLots(lot.owner)) {
            true => Ok(lot.id),
            false if lot.state.is_public() => Err(Error::Forbidden),
            // That there is such a lot is not for everybody.
            false => Err(Error::NotFound),
        }
    }

    /// Takes a file of a lot, or of a draft, away.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for whoever does not submit lots of its institution, and for papers,
    /// which stay.
    pub async fn detach_file(&self, account: &Account, id: FileId) -> Result<(), Error> {
        let mut tx = self.store().read().await?;
        let found = tx.file(id).await?.ok_or(Error::NotFound)?;
        let (facts, right) = facts(&mut tx, &found).await?;
        drop(tx);
        require(account, right).map_err(|_| Error::NotFound)?;
        let kind = found.file.owner.kind;
        if !matches!(kind, FileOwnerKind::Lot | FileOwnerKind::Draft) {
            return Err(Error::Forbidden);
        }
        require(account, Action::SubmitLots(facts.institution))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.delete_file(id).await?;
            let entry = origin.entry(Act::FileDetach, object(id));
            tx.audit(entry.before(&json!({ "of": found.file.owner.id, "kind": found.file.kind })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The files of a lot that `who` may read, in the order in which they came.
    ///
    /// # Errors
    /// `NotFound` for a lot that does not exist, and for one that is neither public nor of the
    /// institution of `who`.
    pub async fn files_of_lot(
        &self,
        who: Option<&Account>,
        code: &LotCode,
    ) -> Result<Vec<FileLine>, Error> {
        let mut tx = self.store().read().await?;
        let lot = tx.lot(code).await?.ok_or(Error::NotFound)?.lot;
        let own = who.is_some_and(|who| who.may(Action::SubmitLots(lot.owner)));
        if !own && !lot.state.is_public() {
            return Err(Error::NotFound);
        }
        readable(&mut tx, &lot, who).await
    }

    /// A file for whoever may read it: a private one first answers with an address that runs out, and
    /// each download by that is on record (domain.md LG-7).
    ///
    /// # Errors
    /// `NotFound` for a file that does not exist and for one that is not for `who`, alike;
    /// `LoginRequired` for one that whoever is signed in may read; `FILE_ADDRESS` for an address that
    /// does not work, or no more; `FILES_UNREACHABLE`.
    pub async fn read_file(
        &self,
        who: Option<&Account>,
        id: FileId,
        signed: Option<&Signed>,
    ) -> Result<FileAnswer, Error> {
        let mut tx = self.store().read().await?;
        let found = tx.file(id).await?.ok_or(Error::NotFound)?;
        let (facts, right) = facts(&mut tx, &found).await?;
        drop(tx);
        let FileContent::Body(body) = &found.file.content else {
            return Err(Error::NotFound);
        };
        match facts.needs() {
            Needs::Nothing => {}
            Needs::SignIn if who.is_some() => {}
            Needs::SignIn => return Err(Error::LoginRequired),
            // The host looks at the page before it is public; nothing of it is anybody's secret.
            Needs::Grant if found.file.owner.kind == FileOwnerKind::Session => {
                let reader = who.ok_or(Error::NotFound)?;
                let of = SessionId(found.file.owner.id);
                if !reader.may(Action::EditSession(of)) {
                    return Err(Error::NotFound);
                }
            }
            Needs::Grant => {
                let reader = who.ok_or(Error::NotFound)?;
                // That there is a file is a secret.
                require(reader, right).map_err(|_| Error::NotFound)?;
                let (key, now) = (self.address_key(), self.now());
                let Some(signed) = signed else {
                    return Ok(FileAnswer::Signed(address::sign(&key, id, reader.id, now)));
                };
                address::check(&key, id, reader.id, signed, now)
                    .map_err(|_| Error::invalid("FILE_ADDRESS"))?;
                self.note_download(reader, id, &body.hash).await?;
            }
        }
        let bytes = self.settings().files.get(&body.place).await?;
        let lost = || Error::Internal(format!("the bytes of file {id} are not in their place"));
        Ok(FileAnswer::Bytes {
            bytes: bytes.ok_or_else(lost)?,
            media: body.media,
            name: found.file.name,
        })
    }

    /// What addresses of private files are signed with: from the keys, which every process has, or
    /// drawn by this one.
    fn address_key(&self) -> Zeroizing<[u8; 32]> {
        match &self.settings().vault {
            Some(vault) => vault.addresses(),
            None => Zeroizing::new(*self.inner.addresses.get_or_init(|| self.random().bytes())),
        }
    }

    /// Every download of a private file is a row, also the second within a minute.
    async fn note_download(
        &self,
        reader: &Account,
        id: FileId,
        hash: &FileHash,
    ) -> Result<(), Error> {
        let (store, origin, hash) = (self.store().clone(), self.by(reader), hash.to_string());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let entry = origin.entry(Act::FileRead, object(id));
            tx.audit(entry.after(&json!({ "sha256": hash })));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// The files of a lot that `who` may read.
pub(crate) async fn readable(
    tx: &mut Tx,
    lot: &Lot,
    who: Option<&Account>,
) -> Result<Vec<FileLine>, Error> {
    let own = who.is_some_and(|who| who.may(Action::SubmitLots(lot.owner)));
    let files = tx.files_of(of_lot(lot.id), FILES_OF_LOT_MAX as u32).await?;
    let may_read = |file: &StoredFile| {
        let facts = FileFacts {
            institution: lot.owner,
            visibility: file.file.visibility,
            published: lot.state.is_public(),
        };
        own || match facts.needs() {
            Needs::Nothing => true,
            Needs::SignIn => who.is_some(),
            Needs::Grant => false,
        }
    };
    Ok(files.into_iter().filter(may_read).map(line).collect())
}
