//! Trying a backup out: it is put into a place of its own, brought up to date, replayed and verified,
//! and taken away again.

use super::manifest::{Manifest, POSTGRES_COPY, SQLITE_COPY};
use super::restore::{admit, put_sqlite};
use super::{Place, Result, UpkeepError, blocking, postgres};
use crate::{Clock, Portal, Random, Replayed, Settings, replay};
use std::path::{Path, PathBuf};
use store::{Engine, Store, StoreOptions, create_scratch, drop_scratch};

/// What a trial found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What is in the backup.
    pub manifest: Manifest,
    /// Lots and events that were replayed, and what does not fit.
    pub replayed: Replayed,
    /// What is wrong with the pages, the ledger or its signature; empty when nothing is.
    pub damage: Vec<String>,
}

impl Checked {
    /// Whether the backup is good.
    pub fn is_good(&self) -> bool {
        self.replayed.broken.is_empty() && self.damage.is_empty()
    }
}

/// Tries the backup in `from` out. A SQLite copy goes into a folder of its own under `scratch`; a
/// PostgreSQL one into a database of its own on the server of `url`. Neither stays.
///
/// # Errors
/// As [`restore`](super::restore), and when the trial could not be carried through. What is wrong
/// with the data is no error but an entry of the result.
pub async fn check(
    from: &Path,
    scratch: &Path,
    url: &str,
    options: StoreOptions,
) -> Result<Checked> {
    let random = Random::from_system();
    let name = format!("luochui_check_{}", random.token::<8>());
    let folder = scratch.join(&name);
    let place = Place {
        folder: folder.clone(),
        url: url.to_owned(),
        mark: folder.join("ledger.mark"),
        elsewhere: None,
    };
    match Manifest::read(from)?.engine()? {
        Engine::Sqlite => {
            let file = folder.join("check.sqlite");
            let url = format!("sqlite:{}", file.display());
            let place = Place { url, ..place };
            let manifest = admit(from, &place).await?;
            let _swept = Swept(folder);
            let (copied, target) = (from.join(SQLITE_COPY), place.clone());
            blocking(move || put_sqlite(&copied, &target)).await?;
            try_out(&place.url, manifest, options).await
        }
        Engine::Postgres => {
            let manifest = admit(from, &place).await?;
            let made = create_scratch(url, &name).await.map_err(|error| {
                UpkeepError::refused(format!(
                    "no database to try the backup out in could be made (the role needs CREATEDB): \
                     {error}"
                ))
            })?;
            let (into, dump) = (made.clone(), from.join(POSTGRES_COPY));
            let done = match blocking(move || postgres::load(&into, &dump)).await {
                Ok(()) => try_out(&made, manifest, options).await,
                Err(error) => Err(error),
            };
            drop_scratch(url, &name).await?;
            done
        }
    }
}

/// Opens the copy as the portal would, looks through its pages and its ledger, and replays it.
async fn try_out(url: &str, manifest: Manifest, options: StoreOptions) -> Result<Checked> {
    let store = Store::open(url, options).await?;
    let (clock, random) = (Clock::Real, Random::from_system());
    let portal = Portal::open(store.clone(), clock, random, Settings::default());
    let damage = portal.scrub().await?;
    // Pages that are damaged would only end the replay.
    let replayed = match damage.is_empty() {
        true => replay(&store).await?,
        false => Replayed::default(),
    };
    drop(portal);
    store.close().await;
    Ok(Checked {
        manifest,
        replayed,
        damage,
    })
}

/// A folder that goes when the trial is over, however it ends.
struct Swept(PathBuf);

impl Drop for Swept {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, folder = %self.0.display(), "the trial copy could not be removed");
        }
    }
}
