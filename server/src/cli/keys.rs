//! The file of the keys that seal secrets in the database.

use anyhow::{Context, anyhow};
use service::upkeep::SECRETS_KEY;
use service::{Random, Vault};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use zeroize::Zeroizing;

/// The keys of the file that was named, or of the one in the data folder, which is made when it is not
/// there.
///
/// # Errors
/// A file that cannot be read or made, or holds no key.
pub fn open_vault(data: &Path, named: Option<&Path>) -> anyhow::Result<Vault> {
    if let Some(file) = named {
        return read_vault(file);
    }
    let file = data.join(SECRETS_KEY);
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&file);
    match made {
        Ok(mut made) => {
            made.write_all(Zeroizing::new(Vault::new_file(&Random::from_system())).as_bytes())
                .and_then(|()| made.sync_all())
                .with_context(|| format!("cannot write {}", file.display()))?;
            tracing::info!(
                file = %file.display(),
                "made the key of secrets; keep a copy of it away from the backups"
            );
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => {
            return Err(error).with_context(|| format!("cannot make {}", file.display()));
        }
    }
    read_vault(&file)
}

/// The keys of the file that was named, or of the one in the data folder; nothing when there is none. For
/// commands beside a portal, which make no keys.
///
/// # Errors
/// A file that cannot be read or holds no key.
pub fn known_vault(data: &Path, named: Option<&Path>) -> anyhow::Result<Option<Vault>> {
    let usual = data.join(SECRETS_KEY);
    let there = named.or_else(|| usual.exists().then_some(&usual));
    there.map(read_vault).transpose()
}

/// The keys of a file.
///
/// # Errors
/// A file that cannot be read or holds no key.
pub fn read_vault(file: &Path) -> anyhow::Result<Vault> {
    let text = std::fs::read_to_string(file).map(Zeroizing::new);
    let text = text.with_context(|| format!("cannot read the keys in {}", file.display()))?;
    let open = std::fs::metadata(file)?.permissions().mode() & 0o077 != 0;
    if open {
        tracing::warn!(file = %file.display(), "others may read the key of secrets: chmod 600");
    }
    Vault::parse(&text).map_err(|why| anyhow!("{}: {why}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_start_makes_a_file_for_its_owner_and_the_next_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        open_vault(folder.path(), None).unwrap();
        let file = folder.path().join(SECRETS_KEY);
        let made = std::fs::read_to_string(&file).unwrap();
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        open_vault(folder.path(), None).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), made);
        let elsewhere = folder.path().join("missing");
        assert!(
            open_vault(folder.path(), Some(&elsewhere)).is_err(),
            "never made"
        );
        std::fs::write(&elsewhere, "no key").unwrap();
        let refused = open_vault(folder.path(), Some(&elsewhere)).unwrap_err();
        assert!(!refused.to_string().contains("no key\n"), "{refused}");
    }
}
