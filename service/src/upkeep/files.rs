//! Files and folders of a backup: private, on the disk before they count, and never outside.

use super::{Result, UpkeepError};
use crate::random::hex;
use sha2::{Digest, Sha256};
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Whoever reads a backup can sign as the portal and read every secret price: owner only.
const PRIVATE_FOLDER: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;
/// Bytes that are read at once.
const CHUNK: usize = 1 << 20;

/// Makes a folder that only its owner may enter, with those above it.
pub(super) fn make_private(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    let made = builder.recursive(true).mode(PRIVATE_FOLDER).create(folder);
    made.map_err(UpkeepError::file(folder))
}

/// Size and SHA-256 of a file.
pub(super) fn digest(path: &Path) -> Result<(u64, String)> {
    let failed = || UpkeepError::file(path);
    let mut file = File::open(path).map_err(failed())?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk).map_err(failed())?;
        if read == 0 {
            return Ok((bytes, hex(&hash.finalize())));
        }
        hash.update(&chunk[..read]);
        bytes += read as u64;
    }
}

/// Copies a file to a place where there is none, and waits until it is on the disk.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        make_private(folder)?;
    }
    let mut source = File::open(from).map_err(UpkeepError::file(from))?;
    let failed = || UpkeepError::file(to);
    let mut target = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(PRIVATE_FILE)
        .open(to)
        .map_err(failed())?;
    std::io::copy(&mut source, &mut target).map_err(failed())?;
    target.sync_all().map_err(failed())
}

/// Writes a file that is on the disk when this returns.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    let failed = || UpkeepError::file(path);
    let mut options = OpenOptions::new();
    let opened = options.write(true).create_new(true).mode(PRIVATE_FILE);
    let mut file = opened.open(path).map_err(failed())?;
    file.write_all(text.as_bytes()).map_err(failed())?;
    file.sync_all().map_err(failed())
}

/// Makes what another program wrote private, and waits until it is on the disk.
pub(super) fn settle(path: &Path) -> Result<()> {
    let failed = || UpkeepError::file(path);
    let private = Permissions::from_mode(PRIVATE_FILE);
    std::fs::set_permissions(path, private).map_err(failed())?;
    let file = File::open(path).map_err(failed())?;
    file.sync_all().map_err(failed())
}

/// Waits until the names in a folder are on the disk.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    let opened = File::open(folder).and_then(|folder| folder.sync_all());
    opened.map_err(UpkeepError::file(folder))
}

/// The regular files under `folder`, by their paths in it, in order; what `skip` names is left out.
/// Links are not followed.
pub(super) fn files_under(folder: &Path, skip: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).map_err(UpkeepError::file(&next))? {
            let entry = entry.map_err(UpkeepError::file(&next))?;
            let path = entry.path();
            if skip(&path) {
                continue;
            }
            let kind = entry.file_type().map_err(UpkeepError::file(&path))?;
            if kind.is_dir() {
                waiting.push(path);
            } else if kind.is_file()
                && let Ok(inside) = path.strip_prefix(folder)
            {
                found.push(inside.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a path of a manifest stays inside its backup: plain names joined by slashes.
pub(super) fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|name| !matches!(name, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn no_path_leads_out_of_a_backup() {
        for path in ["database.sqlite", "files/a b/图.png"] {
            assert!(is_plain(path), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "files/../../x",
            "files//x",
            "a\\b",
            "./x",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
