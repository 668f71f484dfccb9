//! Whether the stored data can be what was written (reliability.md F-27): SQLite's pages, every
//! leaf under every hash of the tree up to the signed root, and the mark beside the database.
//!
//! It is done at every start and once a day. Data in which something was found is not served.

use crate::{Error, Portal};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::hash::{Hash32, leaf_hash};
use domain::ledger::tree::Frontier;
use std::collections::BTreeMap;
use store::{LedgerHead, Store, StoreError};

/// Leaves that are read at once.
const CHUNK: u64 = 2_048;

/// What is wrong with the data; empty when nothing is.
pub type Damage = Vec<String>;

impl Portal {
    /// Looks through the data. Where something is wrong nothing is signed any more and no bid is
    /// taken until the next start.
    ///
    /// # Errors
    /// When the data could not be read to its end: that says nothing about it.
    pub async fn scrub(&self) -> Result<Damage, Error> {
        let mut damage = examine(self.store()).await?;
        if damage.is_empty() {
            damage.extend(self.examine_head().await?);
        }
        if !damage.is_empty() {
            self.guard().damaged(damage.join("; "));
        }
        Ok(damage)
    }

    /// Whether the latest head is the one that was signed, and no older than the mark.
    async fn examine_head(&self) -> Result<Option<String>, Error> {
        let head = self.store().read().await?.ledger_head().await?;
        let key = self.log_key().await?;
        let size = head.as_ref().map_or(0, |head| head.size);
        if let Some(why) = self.guard().behind(&key.identity(), size) {
            return Ok(Some(why));
        }
        Ok(head.and_then(|head| {
            let signed = Checkpoint::open(head.note.as_bytes(), key.verifier());
            let fits =
                signed.is_ok_and(|(signed, _)| (signed.size, signed.root) == (size, head.root));
            (!fits).then(|| format!("the signature of the ledger of {size} leaves does not hold"))
        }))
    }
}

/// Looks through the pages of the database and through the ledger.
///
/// # Errors
/// When the data could not be read to its end.
pub async fn examine(store: &Store) -> Result<Damage, Error> {
    let mut damage = store.damage().await?;
    // Pages that are no pages would only fail again.
    if damage.is_empty() {
        damage.extend(examine_tree(store).await?);
    }
    Ok(damage)
}

async fn examine_tree(store: &Store) -> Result<Option<String>, Error> {
    let Some(head) = store.read().await?.ledger_head().await? else {
        return Ok(None);
    };
    match grown(store, &head).await {
        Ok(root) if root == head.root => Ok(None),
        Ok(_) => Ok(Some(format!(
            "the ledger of {} leaves has another root than was signed",
            head.size
        ))),
        Err(error @ (StoreError::Driver(_) | StoreError::Unsupported(_))) => Err(error.into()),
        Err(error) => Ok(Some(error.to_string())),
    }
}

/// The root over the stored leaves; every stored hash is compared on the way.
async fn grown(store: &Store, head: &LedgerHead) -> Result<Hash32, StoreError> {
    let mut frontier = Frontier::default();
    while frontier.size() < head.size {
        let (first, count) = (frontier.size(), CHUNK.min(head.size - frontier.size()));
        // A transaction for each part: a long one would keep the log of the file from shrinking.
        let mut tx = store.read().await?;
        let entries = tx.ledger_entries(first, count).await?;
        if entries.len() as u64 != count {
            return Err(damaged("ledger_leaves", "leaf", first));
        }
        let mut made: BTreeMap<u8, Vec<(u64, Hash32)>> = BTreeMap::new();
        for entry in &entries {
            for (level, index, hash) in frontier.push(leaf_hash(entry)) {
                made.entry(level).or_default().push((index, hash));
            }
        }
        for (level, hashes) in made {
            let from = hashes[0].0;
            let stored = tx.ledger_nodes(level, from, hashes.len() as u64).await?;
            let differs = hashes.iter().zip(stored).find(|((_, own), its)| own != its);
            if let Some(((index, _), _)) = differs {
                return Err(damaged("ledger_nodes", "hash", *index));
            }
        }
    }
    Ok(frontier.root())
}

fn damaged(table: &'static str, column: &'static str, row: u64) -> StoreError {
    StoreError::Inconsistent {
        table,
        column,
        row: row.to_string(),
    }
}
