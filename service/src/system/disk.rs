//! The space of a disk.

use domain::views::DiskState;
use std::path::Path;

/// The disk that holds `folder`; nothing when the system does not say.
pub(super) fn state(folder: &Path, floor: u64) -> Option<DiskState> {
    let found = rustix::fs::statvfs(folder);
    let found = found
        .inspect_err(|error| tracing::warn!(%error, "the space of the disk is not known"))
        .ok()?;
    let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
    Some(DiskState {
        free: bytes(found.f_bavail),
        size: bytes(found.f_blocks),
        floor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stands_on_a_disk_with_space_and_what_is_not_there_on_none() {
        let folder = tempfile::tempdir().unwrap();
        let disk = state(folder.path(), 7).unwrap();
        assert!(disk.free > 0 && disk.free <= disk.size);
        assert_eq!(disk.floor, 7);
        assert_eq!(state(&folder.path().join("missing"), 7), None);
    }
}
