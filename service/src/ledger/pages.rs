//! Leaves by the thousand, in the form in which verifiers read them.

use crate::permissions::visible;
use crate::{Error, Portal};
use domain::ids::LotCode;
use domain::ledger::opening::{Opened, Shown};
use domain::ledger::published::{PAGE_LEAVES, PagedLeaf};
use serde::Deserialize;
use store::StoredPage;

/// Of a stored opening, what everybody may see. The secret part is passed over.
#[derive(Deserialize)]
struct PublicOnly {
    public: Opened<String>,
}

impl Portal {
    /// The page of the log that begins with the leaf at `from`: at most [`PAGE_LEAVES`], none after
    /// the last. Leaves of lots that are not public are there without what opens them.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn ledger_page(&self, from: u64) -> Result<Vec<u8>, Error> {
        let mut tx = self.store().read().await?;
        let size = tx.ledger_head().await?.map_or(0, |head| head.size);
        let count = size.saturating_sub(from).min(PAGE_LEAVES);
        match count {
            0 => Ok(Vec::new()),
            _ => written(&tx.ledger_page(from, count).await?),
        }
    }

    /// The first leaves of a lot from this place of the log on, at most [`PAGE_LEAVES`].
    ///
    /// # Errors
    /// `NotFound` for lots that are not public.
    pub async fn lot_ledger_page(&self, code: &LotCode, from: u64) -> Result<Vec<u8>, Error> {
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, None)?.lot.id;
        // No place in a log is beyond what the database can count.
        let from = from.min(i64::MAX as u64);
        written(&tx.ledger_page_of(lot, from, PAGE_LEAVES).await?)
    }
}

fn written(stored: &StoredPage) -> Result<Vec<u8>, Error> {
    let mut page = Vec::new();
    for (index, leaf, opening) in stored.iter() {
        let read = |json| serde_json::from_str::<PublicOnly>(json);
        let opening = opening.map(read).transpose();
        let opening = opening.map_err(|e| Error::Internal(format!("stored opening: {e}")))?;
        let shown = opening.as_ref().map(|PublicOnly { public }| Shown {
            nonce: public.nonce,
            public: &public.part,
            secret: None,
        });
        PagedLeaf { index, leaf, shown }.write(&mut page);
    }
    Ok(page)
}
