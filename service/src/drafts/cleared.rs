//! 内容可公开: the owner of lots says that nothing in them is secret (domain.md LG-7), where that was not
//! ticked when they were submitted.

use super::LOTS_MAX;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object};
use domain::ids::LotCode;
use serde_json::json;
use std::collections::BTreeSet;

impl Portal {
    /// Ticks 内容可公开 for these lots, which are on their way to publication; answers for how many. One
    /// that has the tick, or has come out, is left.
    ///
    /// # Errors
    /// `Forbidden` for whoever submits no lots; `LOTS_NONE_CHOSEN`, `LOTS_TOO_MANY`; `NotFound` for a lot that is not there, and for one of another
    /// institution: then none is ticked.
    pub async fn clear_lots(&self, account: &Account, lots: &[LotCode]) -> Result<u32, Error> {
        let own = account.institution.map(Action::SubmitLots);
        if !account.may(Action::SubmitAnyLots) && !own.is_some_and(|own| account.may(own)) {
            return Err(Error::Forbidden);
        }
        let lots: BTreeSet<LotCode> = lots.iter().cloned().collect();
        if lots.is_empty() {
            return Err(Error::invalid("LOTS_NONE_CHOSEN"));
        }
        if lots.len() > LOTS_MAX as usize {
            return Err(Error::invalid("LOTS_TOO_MANY"));
        }
        let (store, origin, account) = (self.store().clone(), self.by(account), account.clone());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let mut cleared = 0;
            for code in lots {
                let lot = tx.lot(&code).await?.ok_or(Error::NotFound)?.lot;
                // That another institution has such a lot is not for everybody.
                if !account.may(Action::SubmitLots(lot.owner)) {
                    return Err(Error::NotFound);
                }
                tx.hold_lot(lot.id).await?;
                let lot = tx.lot_by_id(lot.id).await?.ok_or(Error::NotFound)?.lot;
                if lot.content_cleared || !lot.state.is_before_publication() {
                    continue;
                }
                cleared += u32::from(tx.clear_content(lot.id).await?);
                let entry = origin.entry(Act::LotClear, Object::lot(code));
                let entry = entry.before(&json!({ "content_cleared": false }));
                tx.audit(entry.after(&json!({ "content_cleared": true })));
            }
            if cleared > 0 {
                tx.commit().await?;
            }
            Ok(cleared)
        })
        .await
    }
}
