//! A folder. Kept for good means: `object_store` writes a file under another name (`…#1`), syncs its
//! bytes (`fsync`), renames it, and syncs the folder with the new name in it, as well as every folder
//! that it had to make and the one above the topmost of them. A crash leaves the whole file, or none
//! under that name and at most the other name, which is collected. The server's answer comes after all of it.

use super::{Name, get, put, remove};
use crate::Error;
use domain::time::Timestamp;
use object_store::local::LocalFileSystem;
use rustix::fs::Access;
use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// Nobody but the portal reads its files: whoever may not enter the folder reaches nothing in it.
const PRIVATE_FOLDER: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;
/// What stands in the name of a file until it is whole, and in no other.
const PARTIAL: char = '#';

#[derive(Clone, Debug)]
pub(super) struct Folder {
    root: Arc<Path>,
    store: LocalFileSystem,
}

fn fault(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("files: {error}"))
}

impl Folder {
    /// Opens a folder, or makes it.
    pub(super) fn open(root: &Path) -> std::io::Result<Self> {
        let mut builder = DirBuilder::new();
        builder.recursive(true).mode(PRIVATE_FOLDER).create(root)?;
        let store = LocalFileSystem::new_with_prefix(root).map_err(std::io::Error::other)?;
        Ok(Self {
            root: root.into(),
            store: store.with_fsync(true),
        })
    }

    pub(super) fn said(&self) -> String {
        self.root.display().to_string()
    }

    pub(super) async fn put(
        &self,
        place: &str,
        bytes: Vec<u8>,
        at: Timestamp,
    ) -> Result<(), Error> {
        put(&self.store, &Name::from(place), bytes)
            .await
            .map_err(fault)?;
        let file = self.root.join(place);
        // By the portal's clock, which whoever collects asks as well. Lost in a crash, the day of the
        // machine stands there, and the file is collected by that.
        blocking(move || {
            let open = OpenOptions::new().write(true).open(file)?;
            open.set_permissions(Permissions::from_mode(PRIVATE_FILE))?;
            let since = Duration::from_millis(at.millis().unsigned_abs());
            open.set_modified(UNIX_EPOCH + since)
        })
        .await
    }

    pub(super) async fn get(&self, place: &str) -> Result<Option<Vec<u8>>, Error> {
        get(&self.store, &Name::from(place)).await.map_err(fault)
    }

    pub(super) async fn remove(&self, place: &str) -> Result<(), Error> {
        if !place.contains(PARTIAL) {
            return remove(&self.store, &Name::from(place)).await.map_err(fault);
        }
        // The store looks away from what it has not finished.
        let file = self.root.join(place);
        blocking(move || unless_missing(std::fs::remove_file(file)).map(drop)).await
    }

    pub(super) async fn older_than(&self, before: Timestamp) -> Result<Vec<String>, Error> {
        let root = self.root.clone();
        blocking(move || old_files(&root, before)).await
    }

    /// Whether files may be made in it: a disk that has turned read-only says no.
    pub(super) async fn ask(&self) -> Result<(), String> {
        let root = self.root.clone();
        let wanted = Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK;
        let asked = tokio::task::spawn_blocking(move || rustix::fs::access(&*root, wanted)).await;
        let answered = asked.map_err(|error| error.to_string())?;
        answered.map_err(|error| error.to_string())
    }
}

/// Work with the disk, away from the tasks of the runtime.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(fault)?.map_err(fault)
}

fn unless_missing<T>(result: std::io::Result<T>) -> std::io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The files below `root` that were written before `before`, whole or not, by their places.
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
        let depot = Folder::open(&root).unwrap();
        assert_eq!(depot.get("ab/cd").await, Ok(None));
        depot.put("ab/cd", b"bytes".to_vec(), NOON).await.unwrap();
        assert_eq!(depot.get("ab/cd").await, Ok(Some(b"bytes".to_vec())));
        let names: Vec<_> = std::fs::read_dir(root.join("ab")).unwrap().collect();
        assert_eq!(names.len(), 1, "no half of a file");
        let modes = [root.clone(), root.join("ab/cd")].map(|path| {
            let found = std::fs::metadata(path).unwrap();
            found.permissions().mode() & 0o777
        });
        assert_eq!(modes, [PRIVATE_FOLDER, PRIVATE_FILE]);
        // Somebody else opens the same folder.
        let again = Folder::open(&root).unwrap();
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
        let depot = Folder::open(folder.path()).unwrap();
        std::fs::create_dir(folder.path().join("ab")).unwrap();
        let far = Date::of(2126, 1, 1).at(0, 0);
        // As the releases before wrote them, and as this one does.
        for half in ["ab/cd#", "ab/cd#1"] {
            std::fs::write(folder.path().join(half), "hal").unwrap();
            assert_eq!(depot.get("ab/cd").await, Ok(None));
            assert_eq!(depot.older_than(far).await, Ok(vec![half.to_owned()]));
            depot.remove(half).await.unwrap();
            depot.remove(half).await.unwrap();
            assert_eq!(depot.older_than(far).await, Ok(Vec::new()));
        }
    }

    #[tokio::test]
    async fn a_folder_that_is_gone_does_not_answer() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("files");
        let depot = Folder::open(&root).unwrap();
        assert_eq!(depot.ask().await, Ok(()));
        std::fs::remove_dir(&root).unwrap();
        assert!(depot.ask().await.is_err());
    }
}
