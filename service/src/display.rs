//! The public display beside the catalogue: pages for programs and files, comparison, lots close to
//! a lot, the progress of the season, the addresses of the whole site. Nobody is asked who he is, so
//! nothing is told that is not public.

use crate::permissions::visible;
use crate::{Error, Portal};
use domain::ids::{LotCode, LotId};
use domain::lots::Lot;
use domain::time::Timestamp;
use domain::views::{
    COMPARED_MAX, ComparedLot, Comparison, LotCard, LotFilter, OwnerView, Progress,
};
use std::collections::BTreeSet;
use store::{PublicLot, is_cursor_of};

/// Lots close to a lot that its page shows.
const RELATED: usize = 4;
/// Addresses that are read at once.
const PLACES: u32 = 1_000;

/// A page of the catalogue for a program or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotPart {
    /// The lots.
    pub cards: Vec<LotCard>,
    /// Cursor of the next page; absent after the last lot.
    pub next: Option<String>,
    /// The instant by which lots count as awaiting bidding or open.
    pub at: Timestamp,
}

impl Portal {
    /// At most `limit` lots of the catalogue from where the filter says, judged at `at`, so that all
    /// parts of a file agree; now when absent.
    ///
    /// # Errors
    /// `REQUEST_MALFORMED` for a cursor that no page in this order has given out.
    pub async fn lot_part(
        &self,
        filter: &LotFilter,
        limit: usize,
        at: Option<Timestamp>,
    ) -> Result<LotPart, Error> {
        let sort = filter.order();
        let fits = |after: &String| is_cursor_of(after, sort);
        if !filter.after.as_ref().is_none_or(fits) {
            return Err(Error::invalid("REQUEST_MALFORMED"));
        }
        let at = at.unwrap_or_else(|| self.now());
        let mut tx = self.store().read().await?;
        let (cards, next) = tx.catalogue_part(filter, at, limit).await?;
        Ok(LotPart { cards, next, at })
    }

    /// Up to four public lots side by side, each once; unknown and hidden ones are left out.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn compare(&self, codes: &[LotCode]) -> Result<Comparison, Error> {
        let mut seen = BTreeSet::new();
        let codes: Vec<LotCode> = codes
            .iter()
            .filter(|code| seen.insert((*code).clone()))
            .take(COMPARED_MAX)
            .cloned()
            .collect();
        let mut tx = self.store().read().await?;
        let mut lots = Vec::new();
        for card in tx.cards(&codes).await? {
            let lot = visible(tx.lot(&card.code).await?, None)?.lot;
            let owner = tx.institution(lot.owner).await?.ok_or(Error::NotFound)?;
            let owner = OwnerView {
                name: owner.name,
                kind: owner.kind,
                province: owner.province,
                city: owner.city,
            };
            lots.push(ComparedLot { lot, owner, card });
        }
        Ok(Comparison {
            lots,
            server_now: self.now(),
        })
    }

    /// A few public lots that are close to `lot`; none for a practice lot, which stands for nothing.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn related(&self, lot: &Lot) -> Result<Vec<LotCard>, Error> {
        if lot.practice {
            return Ok(Vec::new());
        }
        Ok(self
            .store()
            .read()
            .await?
            .related_lots(lot, RELATED)
            .await?)
    }

    /// How far the season is; nothing before the first season is set up.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn progress(&self) -> Result<Option<Progress>, Error> {
        let season = match self.current_season().await {
            Ok(season) => season,
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut tx = self.store().read().await?;
        Ok(Some(tx.progress(season.id).await?))
    }

    /// The highest id of a lot, for whoever splits the list of addresses.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn last_lot(&self) -> Result<LotId, Error> {
        Ok(self.store().read().await?.last_lot().await?)
    }

    /// Some public lots after `after` up to `last`, by id; none when there are no more.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn public_lots(&self, after: LotId, last: LotId) -> Result<Vec<PublicLot>, Error> {
        let mut tx = self.store().read().await?;
        Ok(tx.public_lots(after, last, PLACES).await?)
    }
}
