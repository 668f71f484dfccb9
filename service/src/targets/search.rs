//! Entries of a logbook that mention something.

use super::entries::PAGE;
use crate::Error;
use domain::ids::{EntryId, SessionId};
use domain::logbooks::Book;
use store::{StoredEntry, Tx};

/// Entries that a search reads at once.
const SEARCH_PAGE: u32 = 500;
/// Characters of what is searched for.
const WORDS_MAX: usize = 60;

/// What was typed, as it is searched for.
pub(super) fn searched_for(words: &str) -> String {
    words.trim().chars().take(WORDS_MAX).collect()
}

/// A page of the entries that mention these words, and one more where there is one. A logbook has at most
/// [`ENTRIES_MAX`](domain::logbooks::ENTRIES_MAX) entries, so looking at each is bounded.
pub(super) async fn found(
    tx: &mut Tx,
    (session, book): (SessionId, Book),
    mut before: Option<EntryId>,
    words: &str,
) -> Result<Vec<StoredEntry>, Error> {
    let wanted = PAGE as usize + 1;
    if words.is_empty() {
        return Ok(tx.entries(session, book, before, PAGE + 1).await?);
    }
    let mut found = Vec::new();
    loop {
        let read = tx.entries(session, book, before, SEARCH_PAGE).await?;
        let is_last = read.len() < SEARCH_PAGE as usize;
        before = read.last().map(|last| last.id);
        found.extend(read.into_iter().filter(|one| one.entry.mentions(words)));
        if is_last || found.len() >= wanted {
            found.truncate(wanted);
            return Ok(found);
        }
    }
}
