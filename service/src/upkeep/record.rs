//! What the portal knows of its last backup: a setting, so that every process sees it.

use crate::{Error, Portal};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The setting that holds it, as JSON.
const SETTING: &str = "last_backup";

/// The outcome of the last backups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBackup {
    /// When the last good one was begun, µs; absent when there never was one.
    #[serde(default)]
    pub time: Option<Timestamp>,
    /// Its size in bytes.
    #[serde(default)]
    pub size: u64,
    /// The folder it lies in, as the process that made it names it.
    #[serde(default)]
    pub place: String,
    /// When one failed after that, µs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<Timestamp>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

impl Portal {
    /// The outcome of the last backups; nothing before the first.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn last_backup(&self) -> Result<Option<LastBackup>, Error> {
        let text = self.store().read().await?.setting(SETTING).await?;
        let read = text.as_deref().map(serde_json::from_str).transpose();
        read.map_err(|error| Error::Internal(format!("stored {SETTING}: {error}")))
    }
}

/// The same without a portal, from a database of any version.
///
/// # Errors
/// When there is no way to the database, or no table of settings in it.
pub async fn last_backup(url: &str) -> Result<Option<LastBackup>, store::StoreError> {
    let text = store::noted_setting(url, SETTING).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Notes a backup that was made.
pub(super) async fn note_success(
    url: &str,
    at: Timestamp,
    size: u64,
    place: &Path,
) -> Result<(), store::StoreError> {
    let made = LastBackup {
        time: Some(at),
        size,
        place: place.display().to_string(),
        ..LastBackup::default()
    };
    store::note_setting(url, SETTING, &text_of(&made)).await
}

/// Notes that no backup could be made at `at`, and keeps what is known of the last good one.
///
/// # Errors
/// When that cannot be written either.
pub async fn note_failure(url: &str, at: Timestamp, why: &str) -> Result<(), store::StoreError> {
    let known = store::noted_setting(url, SETTING).await?;
    let known = known.and_then(|text| serde_json::from_str(&text).ok());
    let failed = LastBackup {
        failed_at: Some(at),
        failure: Some(why.to_owned()),
        ..known.unwrap_or_default()
    };
    store::note_setting(url, SETTING, &text_of(&failed)).await
}

fn text_of(last: &LastBackup) -> String {
    serde_json::to_string(last).expect("plain fields can be written as JSON")
}
