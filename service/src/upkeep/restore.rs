//! Putting a backup back: only where nothing is, and only when it is whole.

use super::backup::{left_out, without_password};
use super::files::{copy, make_private, sync_folder};
use super::manifest::{FILES, Manifest, POSTGRES_COPY, SQLITE_COPY, engine_name};
use super::{Place, Result, UpkeepError, blocking, postgres};
use crate::ledger::marked_leaves;
use std::path::Path;
use store::{Engine, Schema, StoreError, inspect, sqlite_file};

/// A backup that was put back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What was in it.
    pub manifest: Manifest,
    /// Leaves that the mark beside the data remembers, when it knows of more than the backup has:
    /// the portal will not start on such an old copy (I-25).
    pub marked: Option<u64>,
}

/// Puts the backup in `from` into the empty `place`.
///
/// # Errors
/// When the backup is not what was written, is newer than this program, or holds the database of
/// another engine; when the place is not empty; when something could not be written.
pub async fn restore(from: &Path, place: &Place) -> Result<Restored> {
    let manifest = admit(from, place).await?;
    require_empty(from, place).await?;
    make_private(&place.folder)?;
    let (source, target, files) = (from.to_owned(), place.clone(), manifest.clone());
    blocking(move || put_files(&source, &target, &files)).await?;
    match place.engine()? {
        Engine::Sqlite => put_sqlite(&from.join(SQLITE_COPY), place)?,
        Engine::Postgres => {
            let (url, dump) = (place.url.clone(), from.join(POSTGRES_COPY));
            blocking(move || postgres::load(&url, &dump)).await?;
        }
    }
    let marked = marked_leaves(&place.mark).filter(|leaves| *leaves > manifest.leaves);
    Ok(Restored { manifest, marked })
}

/// The manifest of a backup that is whole and fits this program and this place.
pub(super) async fn admit(from: &Path, place: &Place) -> Result<Manifest> {
    let (manifest, engine) = (Manifest::read(from)?, place.engine()?);
    if manifest.engine()? != engine {
        return Err(UpkeepError::refused(format!(
            "the backup holds a database of {}, the place to put it is one of {}",
            manifest.engine,
            engine_name(engine)
        )));
    }
    let known = Schema::known(engine);
    if manifest.schema > known {
        return Err(StoreError::Newer {
            found: manifest.schema,
            known,
        }
        .into());
    }
    let (looked, folder) = (manifest.clone(), from.to_owned());
    blocking(move || looked.verify(&folder)).await?;
    Ok(manifest)
}

/// Refuses a place where anything lies that a backup could replace. The mark of the ledger may lie
/// there: it is what finds out an old copy. So may the backup itself.
async fn require_empty(from: &Path, place: &Place) -> Result<()> {
    let full = |what: String| {
        Err(UpkeepError::refused(format!(
            "{what} is not empty, and nothing there is replaced: move it away, or name another place"
        )))
    };
    if let Some(file) = sqlite_file(&place.url).filter(|file| file.exists()) {
        return full(file.display().to_string());
    }
    if place.engine()? == Engine::Postgres
        && inspect(&place.url)
            .await?
            .is_some_and(|found| !found.is_empty)
    {
        return full(format!("the database {}", without_password(&place.url)));
    }
    if !place.folder.exists() {
        return Ok(());
    }
    let folder = place.folder.canonicalize();
    let folder = folder.map_err(UpkeepError::file(&place.folder))?;
    let from = from.canonicalize().map_err(UpkeepError::file(from))?;
    let kept = left_out(place);
    for entry in std::fs::read_dir(&folder).map_err(UpkeepError::file(&folder))? {
        let path = entry.map_err(UpkeepError::file(&folder))?.path();
        if !kept.contains(&path) && !from.starts_with(&path) {
            return full(place.folder.display().to_string());
        }
    }
    Ok(())
}

/// Puts the other files of the data folder back.
fn put_files(from: &Path, place: &Place, manifest: &Manifest) -> Result<()> {
    let inside = format!("{FILES}/");
    for file in &manifest.files {
        if let Some(name) = file.path.strip_prefix(&inside) {
            copy(&from.join(&file.path), &place.folder.join(name))?;
        }
    }
    sync_folder(&place.folder)
}

/// Puts the database file back under another name first: cut off in the middle it is no database.
pub(super) fn put_sqlite(copied: &Path, place: &Place) -> Result<()> {
    let Some(file) = sqlite_file(&place.url) else {
        return Err(UpkeepError::refused("the address names no file"));
    };
    let mut partial = file.clone().into_os_string();
    partial.push(".partial");
    let partial = std::path::PathBuf::from(partial);
    if partial.exists() {
        std::fs::remove_file(&partial).map_err(UpkeepError::file(&partial))?;
    }
    copy(copied, &partial)?;
    std::fs::rename(&partial, &file).map_err(UpkeepError::file(&file))?;
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    sync_folder(folder.unwrap_or(Path::new(".")))
}
