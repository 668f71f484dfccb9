//! Recomputes the chain of the audit record and names the first row that is not what was written.

use crate::Error;
use domain::audit::Chain;
use domain::time::Timestamp;
use store::{Store, StoreError};

/// Links checked at once.
const CHUNK: u32 = 1_000;

/// What a check of the record has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Rows that fit.
    pub rows: u64,
    /// Among them those whose words have gone when their time was over.
    pub gone: u64,
    /// The end of the chain as far as it fits.
    pub head: Chain,
    /// The number of the first row that does not fit, and why.
    pub broken: Option<(u64, String)>,
}

/// Checks the whole record at `now`. `known` is an end of the chain that was noted elsewhere, at an
/// earlier check or with a file: it must still be part of it, which a record that was cut off or made
/// anew from its beginning cannot meet.
///
/// # Errors
/// Only faults of ours.
pub async fn verify_audit(
    store: &Store,
    now: Timestamp,
    known: Option<Chain>,
) -> Result<Verified, Error> {
    let mut tx = store.read().await?;
    let (end, purged) = (tx.audit_head().await?, tx.purged_before(now).await?);
    let mut done = Verified::default();
    loop {
        let links = match tx.audit_links(done.head.seq + 1, CHUNK).await {
            Ok(links) => links,
            // What cannot even be read is named by the store.
            Err(error @ StoreError::Inconsistent { .. }) => {
                return Ok(done.broken_at(0, &error.to_string()));
            }
            Err(error) => return Err(error.into()),
        };
        if links.is_empty() {
            break;
        }
        for stored in links {
            let seq = done.head.seq + 1;
            let entry = stored.entry.as_ref();
            if let Err(fault) = done.head.check(&stored.link, entry, purged) {
                return Ok(done.broken_at(seq, &fault.to_string()));
            }
            if known.is_some_and(|known| known.seq == seq && known.hash != done.head.hash) {
                return Ok(done.broken_at(seq, "it is not the row that was noted elsewhere"));
            }
            done.rows += 1;
            done.gone += u64::from(entry.is_none());
        }
    }
    if known.is_some_and(|known| known.seq > done.head.seq) || done.head != end {
        let seq = done.head.seq + 1;
        return Ok(done.broken_at(seq, "the record ends before the end that was noted"));
    }
    Ok(done)
}

impl Verified {
    fn broken_at(mut self, seq: u64, why: &str) -> Self {
        self.broken = Some((seq, why.to_owned()));
        self
    }
}
