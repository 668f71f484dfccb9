//! The featured lots (重点展示): the centre orders them, and the front page, the column and the order of
//! the catalogue show them so.

use crate::listing::of_lot;
use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object};
use domain::featured::{Step, admit, moved};
use domain::ids::{LotCode, LotId, SeasonId};
use domain::views::FeaturedDesk;
use serde_json::json;
use store::Tx;

impl Portal {
    /// The featured lots of the current season in their order. For the centre.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` before the first season is set up.
    pub async fn featured_desk(&self, account: &Account) -> Result<FeaturedDesk, Error> {
        require(account, Action::PublishLots)?;
        let season = self.current_season().await?;
        let mut tx = self.store().read().await?;
        let line = tx.featured_line(season.id).await?;
        Ok(FeaturedDesk {
            lots: line.into_iter().map(|(_, lot)| lot).collect(),
            server_now: self.now(),
        })
    }

    /// Adds a lot to the featured ones, moves it a place, or takes it out.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `FEATURED_STATE` for a lot that is neither selected nor on display;
    /// `FEATURED_FULL`, `FEATURED_NOT`: then nothing is changed.
    pub async fn feature_lot(
        &self,
        account: &Account,
        code: &LotCode,
        step: Step,
    ) -> Result<(), Error> {
        require(account, Action::PublishLots)?;
        let (store, code, origin) = (self.store().clone(), code.clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let lot = tx.lot(&code).await?.ok_or(Error::NotFound)?.lot;
            let order = held_line(&mut tx, lot.season, lot.id).await?;
            if step == Step::Add {
                admit(&lot).map_err(|code| of_lot(code, &lot))?;
            }
            let next = moved(&order, lot.id, step).map_err(|code| of_lot(code, &lot))?;
            if next == order {
                return Ok(());
            }
            let places = |order: &[LotId]| (1_u16..).zip(order.to_vec()).collect::<Vec<_>>();
            let before = places(&order);
            for (place, id) in places(&next) {
                tx.set_featured_rank(id, Some(place)).await?;
            }
            if step == Step::Remove {
                tx.set_featured_rank(lot.id, None).await?;
            }
            let of = |places: &[(u16, LotId)]| {
                let found = places.iter().find(|(_, id)| *id == lot.id);
                json!({ "rank": found.map(|(place, _)| *place) })
            };
            let entry = origin.entry(Act::LotFeature, Object::lot(&code));
            tx.audit(entry.before(&of(&before)).after(&of(&places(&next))));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// The order as it stands, with its lots and `lot` held in the order of their ids: two who move at once
/// do so one after the other.
async fn held_line(tx: &mut Tx, season: SeasonId, lot: LotId) -> Result<Vec<LotId>, Error> {
    let mut held = line(tx, season).await?;
    held.push(lot);
    held.sort_unstable();
    held.dedup();
    for id in held {
        tx.hold_lot(id).await?;
    }
    line(tx, season).await
}

async fn line(tx: &mut Tx, season: SeasonId) -> Result<Vec<LotId>, Error> {
    let line = tx.featured_line(season).await?;
    Ok(line.into_iter().map(|(id, _)| id).collect())
}
