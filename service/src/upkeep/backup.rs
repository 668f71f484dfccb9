//! Taking a backup while the portal runs, and letting old ones go.

use super::files::{copy, digest, files_under, make_private, settle, sync_folder, write};
use super::manifest::{FILE, FILES, Manifest, ManifestFile, POSTGRES_COPY, SQLITE_COPY};
use super::record::note_success;
use super::{Place, Result, SECRETS_KEY, UpkeepError, blocking, postgres};
use domain::time::Timestamp;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use store::{Engine, inspect, sqlite_file};

/// How the folder of a backup is called, before its time.
const PREFIX: &str = "luochui-";
/// What the folder is called after until it is whole.
const PARTIAL: &str = ".partial";

/// A backup that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its folder.
    pub folder: PathBuf,
    /// What is in it.
    pub manifest: Manifest,
}

/// Copies the data at `place` into a new folder under `to`, and notes that in the database. The
/// portal may be running. Everything that was acknowledged before `now` is in the copy.
///
/// # Errors
/// When another backup is being written there, when there is no database yet, or when something
/// could not be read or written; then nothing in `to` has the name of a backup that is none.
pub async fn backup(place: &Place, to: &Path, now: Timestamp) -> Result<Made> {
    make_private(to)?;
    let to = to.canonicalize().map_err(UpkeepError::file(to))?;
    let _turn = take_turn(&to)?;
    clear_partial(&to)?;
    let name = name_at(now);
    let folder = to.join(&name);
    if folder.exists() {
        return Err(UpkeepError::refused(format!(
            "{} is there already",
            folder.display()
        )));
    }
    let partial = to.join(format!("{name}{PARTIAL}"));
    make_private(&partial)?;
    let manifest = copy_all(place, &to, &partial, now).await?;
    std::fs::rename(&partial, &folder).map_err(UpkeepError::file(&folder))?;
    sync_folder(&to)?;
    // The copy is whole, whether this can be noted or not.
    let noted = note_success(&place.url, now, manifest.bytes(), &folder).await;
    if let Err(error) = noted {
        tracing::warn!(%error, "the backup is made, but could not be noted in the database");
    }
    Ok(Made { folder, manifest })
}

/// Takes away all but the `keep` newest backups under `to`, and answers which ones went. The newest
/// one always stays.
///
/// # Errors
/// When a folder cannot be read or removed.
pub fn prune(to: &Path, keep: usize) -> Result<Vec<PathBuf>> {
    let mut whole: Vec<PathBuf> = backups(to)?;
    whole.sort();
    let old = whole.len().saturating_sub(keep.max(1));
    whole.truncate(old);
    for folder in &whole {
        // Without its manifest it is no backup any more, whatever happens while the rest goes.
        let manifest = folder.join(FILE);
        std::fs::remove_file(&manifest).map_err(UpkeepError::file(&manifest))?;
        std::fs::remove_dir_all(folder).map_err(UpkeepError::file(folder))?;
    }
    Ok(whole)
}

/// The folders of whole backups under `to`.
fn backups(to: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(to).map_err(UpkeepError::file(to))? {
        let path = entry.map_err(UpkeepError::file(to))?.path();
        let named = path.file_name().and_then(|name| name.to_str());
        let ours = named.is_some_and(|name| name.starts_with(PREFIX) && !name.ends_with(PARTIAL));
        if ours && path.join(FILE).is_file() {
            found.push(path);
        }
    }
    Ok(found)
}

/// `luochui-20261121-221500.123`: in the order of time, the hours of Beijing.
fn name_at(now: Timestamp) -> String {
    let (date, time) = (now.date().to_string(), now.clock().hms_millis());
    let plain = |text: &str| text.replace(['-', ':'], "");
    format!("{PREFIX}{}-{}", plain(&date), plain(&time))
}

/// The turn of a backup under a folder. It is given back in so many words: a program that is being started
/// meanwhile (pg_dump) holds a copy of every open file for a moment, and closing ours alone would not do.
struct Turn(File);

impl Drop for Turn {
    fn drop(&mut self) {
        // A lock that cannot be given back goes with the process.
        let _ = self.0.unlock();
    }
}

/// One backup at a time under a folder: two would take each other's beginnings for leftovers.
fn take_turn(to: &Path) -> Result<Turn> {
    let path = to.join(".lock");
    let lock = File::create(&path).map_err(UpkeepError::file(&path))?;
    match lock.try_lock() {
        Ok(()) => Ok(Turn(lock)),
        Err(TryLockError::WouldBlock) => Err(UpkeepError::refused(format!(
            "another backup is being written to {}",
            to.display()
        ))),
        Err(TryLockError::Error(source)) => Err(UpkeepError::File { path, source }),
    }
}

/// Takes away what interrupted backups left behind.
fn clear_partial(to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(to).map_err(UpkeepError::file(to))? {
        let path = entry.map_err(UpkeepError::file(to))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(PARTIAL)) {
            std::fs::remove_dir_all(&path).map_err(UpkeepError::file(&path))?;
        }
    }
    Ok(())
}

/// Writes everything into `folder`, the manifest last.
async fn copy_all(place: &Place, to: &Path, folder: &Path, now: Timestamp) -> Result<Manifest> {
    let engine = place.engine()?;
    let Some(before) = inspect(&place.url).await?.filter(|found| !found.is_empty) else {
        return Err(UpkeepError::refused(format!(
            "there is nothing to copy: no database at {}",
            without_password(&place.url)
        )));
    };
    let made_at = now.rfc3339();
    let (copied, schema, leaves) = match engine {
        Engine::Sqlite => {
            let copied = folder.join(SQLITE_COPY);
            store::copy_sqlite(&place.url, &copied).await?;
            let of = format!("sqlite:{}", copied.display());
            let held = inspect(&of).await?.unwrap_or(before);
            (copied, held.schema.version, held.leaves)
        }
        Engine::Postgres => {
            let copied = folder.join(POSTGRES_COPY);
            let (url, file) = (place.url.clone(), copied.clone());
            blocking(move || postgres::dump(&url, &file)).await?;
            (copied, before.schema.version, before.leaves)
        }
    };
    settle(&copied)?;
    let mut manifest = Manifest::new(made_at, engine, schema.unwrap_or(0), leaves);
    manifest.elsewhere = place.elsewhere.clone();
    let (place, to, folder) = (place.clone(), to.to_owned(), folder.to_owned());
    blocking(move || {
        copy_files(&place, &to, &folder)?;
        for file in files_under(&folder, &|_| false)? {
            let (bytes, sha256) = digest(&folder.join(&file))?;
            let path = file.to_string_lossy().into_owned();
            manifest.files.push(ManifestFile {
                path,
                bytes,
                sha256,
            });
        }
        let text = serde_json::to_string_pretty(&manifest)
            .map_err(|error| UpkeepError::refused(error.to_string()))?;
        write(&folder.join(FILE), &text)?;
        sync_folder(&folder)?;
        Ok(manifest)
    })
    .await
}

/// Copies the other files of the data folder: not the database, not the mark of the ledger, not the
/// key of secrets, not the backups themselves.
fn copy_files(place: &Place, to: &Path, folder: &Path) -> Result<()> {
    if !place.folder.is_dir() {
        return Ok(());
    }
    let data = place.folder.canonicalize();
    let data = data.map_err(UpkeepError::file(&place.folder))?;
    let left_out = left_out(place);
    // An upload that is being written has its number behind such a sign; it is whole in the next copy.
    let unfinished = |path: &Path| {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().contains('#')
    };
    let skip =
        |path: &Path| path == to || unfinished(path) || left_out.iter().any(|out| out == path);
    for file in files_under(&data, &skip)? {
        if file.to_str().is_none() {
            return Err(UpkeepError::refused(format!(
                "{} has a name that no manifest can hold: it is not UTF-8",
                data.join(&file).display()
            )));
        }
        copy(&data.join(&file), &folder.join(FILES).join(&file))?;
    }
    Ok(())
}

/// What belongs to a running portal and to no copy of its data.
pub(super) fn left_out(place: &Place) -> Vec<PathBuf> {
    let mut files = vec![
        place.backups(),
        place.mark.clone(),
        place.mark.with_extension("new"),
        place.folder.join(SECRETS_KEY),
    ];
    if let Some(file) = sqlite_file(&place.url) {
        for ending in ["", "-wal", "-shm", "-journal", ".serving"] {
            let mut name = file.clone().into_os_string();
            name.push(ending);
            files.push(name.into());
        }
    }
    // The same file may be named through a link to its folder.
    let resolved = |file: PathBuf| {
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize();
        match (folder, file.file_name()) {
            (Ok(folder), Some(name)) => folder.join(name),
            _ => file,
        }
    };
    files.into_iter().map(resolved).collect()
}

/// The address of a database without the password in it, for messages.
pub(super) fn without_password(url: &str) -> String {
    postgres::split_password(url).0
}
