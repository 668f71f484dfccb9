//! The playback of finished rounds, for everybody.

use crate::permissions::visible;
use crate::{Error, Portal};
use domain::ids::LotCode;
use domain::playback::{Moment, NoMoment, Playback};
use store::StoredFigures;

/// Events that one page plays back; the record of a longer round stands in the ledger. Far beyond
/// any round that people bid in.
const PLAYBACK_MAX: u64 = 5_000;

impl Portal {
    /// The events of the last round of a lot as everybody may see them. Nothing while the lot is
    /// in no round, the round has no result, or it is longer than 5,000 events.
    ///
    /// # Errors
    /// `NotFound` for lots that do not exist and for lots that are not public alike.
    pub async fn playback(&self, code: &LotCode) -> Result<Option<Playback>, Error> {
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, None)?.lot.id;
        let Some(StoredFigures {
            figures,
            listed_seq,
            ..
        }) = tx.figures(lot).await?
        else {
            return Ok(None);
        };
        if figures.outcome.is_none() || figures.seq - listed_seq >= PLAYBACK_MAX {
            return Ok(None);
        }
        let before = listed_seq.saturating_sub(1);
        let events = tx.raw_events_after(lot, before, u32::MAX).await?;
        let reserve = tx
            .auction(lot)
            .await?
            .and_then(|stored| stored.auction.reserve);
        let playback = Playback::of(&events, reserve).ok_or_else(|| {
            Error::Internal(format!("the events of {code} do not lead to its result"))
        })?;
        Ok(Some(playback))
    }

    /// How a lot stood right after the event numbered `at` of its last round, or at its end; nothing
    /// where there is no playback.
    ///
    /// # Errors
    /// As [`Portal::playback`].
    pub async fn moment(
        &self,
        code: &LotCode,
        at: Option<u64>,
    ) -> Result<Option<Result<Moment, NoMoment>>, Error> {
        let playback = self.playback(code).await?;
        Ok(playback.map(|playback| playback.moment(at)))
    }
}
