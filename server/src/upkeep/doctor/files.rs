//! Where the files lie that lots and institutions carry with them.

use super::{Line, State};
use crate::cli::Storing;
use service::files::FILES;
use service::upkeep::Place;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Whether files can be kept and read where the options say.
pub(super) async fn files(place: &Place, storing: &Storing) -> Line {
    let of = |state, says: String| Line::new("files", state, says);
    match storing.bucket() {
        Ok(None) => in_folder(place),
        Ok(Some(bucket)) => match bucket.ask().await {
            Ok(()) => of(State::Ok, format!("{} answers", bucket.said())),
            Err(why) => of(State::Fail, format!("{}: {why}", bucket.said())),
        },
        Err(error) => of(State::Fail, format!("{error:#}")),
    }
}

/// Whether the folder can be read, how much is in it, and who else may look.
fn in_folder(place: &Place) -> Line {
    let of = |state, says: String| Line::new("files", state, says);
    let folder = place.folder.join(FILES);
    if !folder.exists() {
        return of(
            State::Ok,
            "no folder yet: the first start makes it".to_owned(),
        );
    }
    let (count, bytes) = match count(&folder) {
        Ok(found) => found,
        Err(error) => return of(State::Fail, format!("{}: {error}", folder.display())),
    };
    let size = super::super::size(bytes);
    let says = format!("{count} files, {size} in {}", folder.display());
    let mode = std::fs::metadata(&folder).map(|found| found.permissions().mode());
    match mode {
        Ok(mode) if mode & 0o077 == 0 => of(State::Ok, says),
        Ok(_) => of(
            State::Warn,
            format!("{says}: others on this machine may look into it (chmod 700)"),
        ),
        Err(error) => of(State::Fail, format!("{}: {error}", folder.display())),
    }
}

/// The files below a folder, and their bytes.
fn count(folder: &Path) -> std::io::Result<(u64, u64)> {
    let (mut count, mut bytes) = (0, 0);
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next)? {
            let entry = entry?;
            let found = entry.metadata()?;
            if found.is_dir() {
                waiting.push(entry.path());
            } else {
                count += 1;
                bytes += found.len();
            }
        }
    }
    Ok((count, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use service::files::Depot;
    use std::fs::{Permissions, create_dir, set_permissions, write};

    #[test]
    fn the_folder_is_counted_and_private() {
        let data = tempfile::tempdir().unwrap();
        let place = Place {
            folder: data.path().to_owned(),
            url: "sqlite:none".into(),
            mark: data.path().join("ledger.mark"),
            elsewhere: None,
        };
        assert_eq!(in_folder(&place).state, State::Ok);
        let folder = data.path().join(FILES);
        Depot::folder(&folder).unwrap();
        create_dir(folder.join("ab")).unwrap();
        write(folder.join("ab/cd"), "bytes").unwrap();
        let line = in_folder(&place);
        assert_eq!(line.state, State::Ok);
        assert!(line.says.starts_with("1 files, "), "{}", line.says);
        set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        assert_eq!(in_folder(&place).state, State::Warn);
    }
}
