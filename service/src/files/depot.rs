//! Where the bytes of files lie (存放处): a folder, or the memory of a test. A file is written under
//! another name, gets its own when it is whole, and is on the disk before anybody refers to it.
//! Nobody else knows how: another store is another variant here.

use crate::Error;
use domain::time::Timestamp;
use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

/// Nobody but the portal reads its files.
const PRIVATE_FOLDER: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;
/// What the name of a file ends with until it is whole.
const PARTIAL: char = '#';

/// Places with their bytes and when those came.
type Memory = Arc<Mutex<BTreeMap<String, (Timestamp, Vec<u8>)>>>;

/// Where the bytes of files lie. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Depot(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Memory(Memory),
    Folder(Arc<Path>),
}

impl Default for Depot {
    /// The memory of this process.
    fn default() -> Self {
        Self(Kind::Memory(Memory::default()))
    }
}

impl Depot {
    /// A folder, which is made when it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder(folder: &Path) -> std::io::Result<Self> {
        make_private(folder)?;
        Ok(Self(Kind::Folder(folder.into())))
    }

    /// Puts bytes into a place where nothing is, at `at` by the portal's clock; they are on the disk
    /// when this returns.
    ///
    /// # Errors
    /// A fault of ours: then nothing has that place.
    pub(super) async fn put(
        &self,
        place: &str,
        bytes: Vec<u8>,
        at: Timestamp,
    ) -> Result<(), Error> {
        match &self.0 {
            Kind::Memory(memory) => {
                lock(memory).insert(place.to_owned(), (at, bytes));
                Ok(())
            }
            Kind::Folder(root) => {
                let (root, file) = (root.clone(), root.join(place));
                blocking(move || write(&root, &file, &bytes, at)).await
            }
        }
    }

    /// The bytes in a place; nothing when there are none.
    ///
    /// # Errors
    /// A fault of ours.
    pub(super) async fn get(&self, place: &str) -> Result<Option<Vec<u8>>, Error> {
        match &self.0 {
            Kind::Memory(memory) => Ok(lock(memory).get(place).map(|(_, bytes)| bytes.clone())),
            Kind::Folder(root) => {
                let file = root.join(place);
                blocking(move || unless_missing(std::fs::read(file))).await
            }
        }
    }

    /// Empties a place; nothing happens where there is nothing.
    ///
    /// # Errors
    /// A fault of ours.
    pub(super) async fn remove(&self, place: &str) -> Result<(), Error> {
        match &self.0 {
            Kind::Memory(memory) => {
                lock(memory).remove(place);
                Ok(())
            }
            Kind::Folder(root) => {
                let file = root.join(place);
                blocking(move || unless_missing(std::fs::remove_file(file)).map(drop)).await
            }
        }
    }

    /// The places that were filled before `before`, with what was left of files that were never whole.
    ///
    /// # Errors
    /// A fault of ours.
    pub(super) async fn older_than(&self, before: Timestamp) -> Result<Vec<String>, Error> {
        match &self.0 {
            Kind::Memory(memory) => {
                let held = lock(memory);
                let old = held.iter().filter(|(_, (at, _))| *at < before);
                Ok(old.map(|(place, _)| place.clone()).collect())
            }
            Kind::Folder(root) => {
                let root = root.clone();
                blocking(move || old_files(&root, before)).await
            }
        }
    }
}

fn lock(memory: &Memory) -> std::sync::MutexGuard<'_, BTreeMap<String, (Timestamp, Vec<u8>)>> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Work with the disk, away from the tasks of the runtime.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|error| Error::Internal(error.to_string()))?;
    done.map_err(|error| Error::Internal(format!("files: {error}")))
}

fn unless_missing<T>(result: std::io::Result<T>) -> std::io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(PRIVATE_FOLDER).create(folder)
}

/// Writes a file under another name and gives it its own when it is on the disk.
fn write(root: &Path, file: &Path, bytes: &[u8], at: Timestamp) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(root);
    make_private(folder)?;
    let mut partial = file.as_os_str().to_owned();
    partial.push(PARTIAL.to_string());
    let partial = PathBuf::from(partial);
    let mut options = OpenOptions::new();
    let opened = options.write(true).create_new(true).mode(PRIVATE_FILE);
    let mut open = opened.open(&partial)?;
    open.write_all(bytes)?;
    let since = Duration::from_millis(at.millis().unsigned_abs());
    // By the portal's clock, which whoever collects asks as well.
    open.set_modified(UNIX_EPOCH + since)?;
    open.sync_all()?;
    std::fs::rename(&partial, file)?;
    for named in [folder, root] {
        File::open(named)?.sync_all()?;
    }
    Ok(())
}

/// The files below `root` that were written before `before`, by their places.
fn old_files(root: &Path, before: Timestamp) -> std::io::Result<Vec<String>> {
    let (mut found, mut waiting) = (Vec::new(), vec![root.to_owned()]);
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next)? {
            let path = entry?.path();
            // Somebody else may have taken it away meanwhile.
            let Some(is) = unless_missing(path.symlink_metadata())? else {
                continue;
            };
            if is.is_dir() {
                waiting.push(path);
                continue;
            }
            let since = is.modified()?.duration_since(UNIX_EPOCH);
            let millis = since.map_or(0, |since| since.as_millis() as i64);
            if let (true, Ok(place)) = (millis < before.millis(), path.strip_prefix(root)) {
                found.push(place.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Date;

    const NOON: Timestamp = Date::of(2026, 11, 18).at(12, 0);

    #[tokio::test]
    async fn a_folder_keeps_whole_files_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("files");
        let depot = Depot::folder(&root).unwrap();
        assert_eq!(depot.get("ab/cd").await, Ok(None));
        depot.put("ab/cd", b"bytes".to_vec(), NOON).await.unwrap();
        assert_eq!(depot.get("ab/cd").await, Ok(Some(b"bytes".to_vec())));
        let names: Vec<_> = std::fs::read_dir(root.join("ab")).unwrap().collect();
        assert_eq!(names.len(), 1, "no half of a file");
        // Somebody else opens the same folder.
        let again = Depot::folder(&root).unwrap();
        assert_eq!(again.older_than(NOON).await, Ok(Vec::new()));
        let later = NOON.plus_millis(1);
        assert_eq!(again.older_than(later).await, Ok(vec!["ab/cd".to_owned()]));
        again.remove("ab/cd").await.unwrap();
        again.remove("ab/cd").await.unwrap();
        assert_eq!(depot.get("ab/cd").await, Ok(None));
    }

    #[tokio::test]
    async fn what_a_crash_left_is_collected_with_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let depot = Depot::folder(folder.path()).unwrap();
        std::fs::create_dir(folder.path().join("ab")).unwrap();
        std::fs::write(folder.path().join("ab/cd#"), "hal").unwrap();
        assert_eq!(depot.get("ab/cd").await, Ok(None));
        let far = Date::of(2126, 1, 1).at(0, 0);
        assert_eq!(depot.older_than(far).await, Ok(vec!["ab/cd#".to_owned()]));
        depot.remove("ab/cd#").await.unwrap();
        assert_eq!(depot.older_than(far).await, Ok(Vec::new()));
    }
}
