//! What uploads that were cut off and files that were taken away leave behind.

use crate::{Error, Portal};

/// Bytes that nothing refers to are collected after this long, ms: whoever has just put them there is
/// about to write the row.
const UNCLAIMED_MS: i64 = 60 * 60_000;
/// Places that are looked up in one statement.
const PLACES: usize = 500;

/// Collects the bytes that nothing refers to: of uploads that were cut off, and of files that were
/// taken away. Answers how many.
///
/// # Errors
/// Only faults of ours; the next turn tries again.
pub async fn collect_files(portal: &Portal) -> Result<usize, Error> {
    let depot = &portal.settings().files;
    let before = portal.now().plus_millis(-UNCLAIMED_MS);
    let mut collected = 0;
    for places in depot.older_than(before).await?.chunks(PLACES) {
        let known = portal.store().read().await?.known_places(places).await?;
        for place in places.iter().filter(|place| !known.contains(place)) {
            depot.remove(place).await?;
            collected += 1;
        }
    }
    Ok(collected)
}
