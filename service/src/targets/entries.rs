//! Entries of the logbooks of a session: written, taken out, brought back. For its host and the centre.

use super::search::{found, searched_for};
use crate::files::remember;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::files::{
    FILES_OF_LOT_MAX, FileKind, FileOwner, FileOwnerKind, Visibility, check_place,
};
use domain::ids::{AccountId, EntryId, FileId, SessionId};
use domain::logbooks::{Book, CaseState, ENTRIES_MAX, Entry, EntryDraft, EntryFault};
use domain::lots::LotState;
use domain::views::{LogbookLine, LogbookPage};
use serde_json::json;
use store::{NewFile, StoreError, StoredEntry, Tx};

/// Entries of one page.
pub(super) const PAGE: u32 = 50;

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is new.
    Added(EntryId),
    /// It stood there already, and was brought up to date.
    Merged(EntryId),
    /// It was changed.
    Changed(EntryId),
}

impl From<EntryFault> for Error {
    fn from(fault: EntryFault) -> Self {
        Self::invalid(fault.code)
    }
}

/// What the files of a case hang on.
pub(super) fn of_case(id: EntryId) -> FileOwner {
    FileOwner {
        kind: FileOwnerKind::Case,
        id: id.get(),
    }
}

/// An entry that is the same as another one.
fn twice(error: StoreError) -> Error {
    match error {
        StoreError::Conflict => Error::invalid("ENTRY_DUPLICATE"),
        other => other.into(),
    }
}

/// Whose logbook is written into, and by whom.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The session.
    pub session: SessionId,
    /// Who writes.
    pub by: AccountId,
    /// How many entries the logbook has; grows with each new one.
    pub entries: u32,
}

impl Place {
    pub(super) async fn of(
        tx: &mut Tx,
        session: SessionId,
        book: Book,
        by: AccountId,
    ) -> Result<Self, Error> {
        tx.session(session).await?.ok_or(Error::NotFound)?;
        let counts = tx.count_entries(session).await?;
        let found = counts.into_iter().find(|(one, _)| *one == book);
        Ok(Self {
            session,
            by,
            entries: found.map_or(0, |(_, count)| count),
        })
    }

    /// Writes a new entry, or brings the one up to date that it is again.
    pub(super) async fn add(
        &mut self,
        tx: &mut Tx,
        entry: Entry,
        origin: &Origin,
    ) -> Result<Written, Error> {
        let entry = self.complete(tx, entry).await?;
        let (book, key) = (entry.book(), entry.key());
        if let Some(old) = tx.entry_by_key(self.session, book, &key).await? {
            let entry = entry.over(&old.entry);
            check_case(tx, Some(old.id), &entry).await?;
            tx.update_entry(old.id, &entry, self.by, origin.at).await?;
            return Ok(Written::Merged(old.id));
        }
        check_case(tx, None, &entry).await?;
        if self.entries >= ENTRIES_MAX {
            return Err(Error::Invalid {
                code: "LOGBOOK_FULL".into(),
                args: vec![("max".into(), ENTRIES_MAX.to_string())],
            });
        }
        let id = tx.insert_entry(self.session, &entry, self.by, origin.at);
        let id = id.await.map_err(twice)?;
        self.entries += 1;
        Ok(Written::Added(id))
    }

    /// The entry with what other records say: the name of an enterprise of the library; and whether a
    /// recommended lot is one of the session that somebody has bought, or wants to (AW-04).
    pub(super) async fn complete(&self, tx: &mut Tx, mut entry: Entry) -> Result<Entry, Error> {
        match &mut entry {
            Entry::Services {
                credit_code,
                enterprise,
                ..
            } if enterprise.is_empty() => {
                let known = tx.entry_by_key(self.session, Book::Enterprises, credit_code);
                if let Some(Entry::Enterprises {
                    enterprise: name, ..
                }) = known.await?.map(|known| known.entry)
                {
                    *enterprise = name;
                }
            }
            Entry::Recommended { lot, .. } => {
                let found = tx.lot(lot).await?.map(|stored| stored.lot);
                let fits = found.filter(|lot| {
                    let out = [LotState::Draft, LotState::Withdrawn];
                    lot.session == Some(self.session) && !out.contains(&lot.state)
                });
                let lot = fits.ok_or(Error::invalid("RECOMMENDED_LOT"))?;
                if !tx.has_deal_or_intent(lot.id).await? {
                    return Err(Error::invalid("AWARD_NO_DEAL"));
                }
            }
            _ => {}
        }
        Ok(entry)
    }
}

/// A case is finished when its file is there.
async fn check_case(tx: &mut Tx, id: Option<EntryId>, entry: &Entry) -> Result<(), Error> {
    let Entry::Cases {
        state: CaseState::Finished,
        ..
    } = entry
    else {
        return Ok(());
    };
    let files = match id {
        Some(id) => tx.files_of(of_case(id), 1).await?,
        None => Vec::new(),
    };
    match files.is_empty() {
        true => Err(Error::invalid("CASE_FILE_REQUIRED")),
        false => Ok(()),
    }
}

/// The entry of a session, unless it was taken out.
async fn own(tx: &mut Tx, session: SessionId, id: EntryId) -> Result<StoredEntry, Error> {
    let found = tx.entry(id).await?.filter(|one| one.session == session);
    let found = found.filter(|one| one.removed_at.is_none());
    found.ok_or(Error::NotFound)
}

fn object(session: SessionId) -> Object {
    Object::new(ObjectKind::Session, session)
}

async fn line(tx: &mut Tx, stored: StoredEntry) -> Result<LogbookLine, Error> {
    let files = match stored.entry.book() {
        Book::Cases => {
            let files = tx.files_of(of_case(stored.id), FILES_OF_LOT_MAX as u32);
            files.await?
        }
        _ => Vec::new(),
    };
    Ok(LogbookLine {
        id: stored.id,
        entry: stored.entry,
        changed_at: stored.changed_at,
        files: files.into_iter().map(crate::files::line).collect(),
    })
}

impl Portal {
    /// A logbook of a session from below `before` on, only entries that mention `words`; `edit` is the entry
    /// that is to be changed.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`.
    pub async fn logbook(
        &self,
        account: &Account,
        session: SessionId,
        book: Book,
        before: Option<EntryId>,
        edit: Option<EntryId>,
        words: &str,
    ) -> Result<LogbookPage, Error> {
        self.require_host(account, session)?;
        let mut tx = self.store().read().await?;
        let of = tx.session(session).await?.ok_or(Error::NotFound)?;
        let day = of.starts_at.date();
        let words = searched_for(words);
        let mut stored = found(&mut tx, (session, book), before, &words).await?;
        let more = stored.len() > PAGE as usize;
        stored.truncate(PAGE as usize);
        let next = stored.last().filter(|_| more).map(|last| last.id);
        let mut lines = Vec::with_capacity(stored.len());
        for one in stored {
            lines.push(line(&mut tx, one).await?);
        }
        let edited = match edit {
            Some(id) => {
                let found = own(&mut tx, session, id).await?;
                Some(line(&mut tx, found).await?)
            }
            None => None,
        };
        let counts = tx.count_entries(session).await?;
        let entries = counts.into_iter().find(|(one, _)| *one == book);
        let entries = entries.map_or(0, |(_, count)| count);
        let counted = tx.logbook_counts(session, day).await?;
        Ok(LogbookPage {
            session: crate::packages::link_of(of),
            book,
            lines,
            edited: edited.filter(|one| one.entry.book() == book),
            entries,
            counted: match book {
                Book::Services => counted.served,
                Book::Enterprises => entries,
                Book::Media => counted.media,
                Book::Cases => counted.cases,
                Book::Recommended => counted.recommended,
            },
            next,
            words,
            today: self.now().date(),
        })
    }

    /// Writes an entry into a logbook of a session, or changes entry `id`. One that stands there
    /// already is brought up to date: an enterprise is merged by its credit code (AS-17).
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`; the code of the first column that breaks its rule;
    /// `RECOMMENDED_LOT` for a lot that is none of the session, `AWARD_NO_DEAL` for one that nobody has
    /// bought or wants to; `CASE_FILE_REQUIRED` for a case that is
    /// to be finished without its file; `ENTRY_DUPLICATE` for a change into what stands there already;
    /// `LOGBOOK_FULL`.
    pub async fn save_entry(
        &self,
        account: &Account,
        session: SessionId,
        book: Book,
        id: Option<EntryId>,
        draft: &EntryDraft,
    ) -> Result<Written, Error> {
        self.require_host(account, session)?;
        let entry = draft.read(book, self.now().date())?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let mut place = Place::of(&mut tx, session, book, by).await?;
            let row = origin.entry(Act::LogbookWrite, object(session));
            let (written, row, entry) = match id {
                None => {
                    let written = place.add(&mut tx, entry.clone(), &origin).await?;
                    (written, row, entry)
                }
                Some(id) => {
                    let old = own(&mut tx, session, id).await?;
                    if old.entry.book() != book {
                        return Err(Error::NotFound);
                    }
                    let entry = place.complete(&mut tx, entry).await?;
                    check_case(&mut tx, Some(id), &entry).await?;
                    let done = tx.update_entry(id, &entry, by, origin.at);
                    done.await.map_err(twice)?;
                    (Written::Changed(id), row.before(&json!(old.entry)), entry)
                }
            };
            tx.audit(row.after(&json!(entry)));
            tx.commit().await?;
            Ok(written)
        })
        .await
    }

    /// Takes an entry of a session out of its logbook.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`.
    pub async fn remove_entry(
        &self,
        account: &Account,
        session: SessionId,
        id: EntryId,
    ) -> Result<(), Error> {
        self.require_host(account, session)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let old = own(&mut tx, session, id).await?;
            if !tx.remove_entry(id, origin.at).await? {
                return Err(Error::NotFound);
            }
            let row = origin.entry(Act::LogbookRemove, object(session));
            tx.audit(row.before(&json!(old.entry)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Brings an entry back that was taken out.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound` when none was; `ENTRY_DUPLICATE` when it was written
    /// again meanwhile.
    pub async fn restore_entry(
        &self,
        account: &Account,
        session: SessionId,
        id: EntryId,
    ) -> Result<(), Error> {
        self.require_host(account, session)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.entry(id).await?.filter(|one| one.session == session);
            let old = found.ok_or(Error::NotFound)?;
            if !tx.restore_entry(id).await.map_err(twice)? {
                return Err(Error::NotFound);
            }
            let row = origin.entry(Act::LogbookRestore, object(session));
            tx.audit(row.after(&json!(old.entry)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Hangs a file on a typical case of a session; with it the case may be finished.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`; the codes of [`FileRefusal`](domain::files::FileRefusal).
    pub async fn attach_case(
        &self,
        account: &Account,
        session: SessionId,
        id: EntryId,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<FileId, Error> {
        self.require_host(account, session)?;
        let mut tx = self.store().read().await?;
        let found = own(&mut tx, session, id).await?;
        drop(tx);
        if found.entry.book() != Book::Cases {
            return Err(Error::NotFound);
        }
        let (name, content) = self.keep_bytes(name, bytes).await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            own(&mut tx, session, id).await?;
            let there = tx.files_of(of_case(id), FILES_OF_LOT_MAX as u32).await?;
            check_place(FileOwnerKind::Case, FileKind::Other, there.len())?;
            let new = NewFile {
                owner: of_case(id),
                kind: FileKind::Other,
                name,
                visibility: Visibility::Private,
                content,
                by,
                at: origin.at,
            };
            let file = remember(&mut tx, &new, &origin).await?;
            tx.commit().await?;
            Ok(file)
        })
        .await
    }
}
