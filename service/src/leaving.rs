//! How a lot leaves the display without a buyer (AS-48): the centre takes it down with a reason, or its
//! season ends. And the tags that the centre sets (AS-26).

use crate::listing::of_lot;
use crate::lots::require;
use crate::stages::{Wish, end_by_clock, is_in_talks};
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object};
use domain::evidence::Reason;
use domain::ids::{LotCode, LotId};
use domain::lots::{LotState, TagsRefusal, check_tags};
use domain::packages::PackageState;
use domain::seasons::Season;
use serde_json::json;
use store::Tx;

/// Lots looked at in one turn of a season.
const PAGE: u32 = 200;

impl Portal {
    /// Takes a lot off display before its season ends. Its page is gone, what is on record stays.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre, `NotFound`, `REASON_LENGTH`; `STATE_TRANSITION` for lots
    /// that are not on display, that are in a round or talked about; `LOT_IN_PACKAGE` for parts of an
    /// open package and for the lot that is one.
    pub async fn withdraw_lot(
        &self,
        account: &Account,
        code: &LotCode,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::PublishLots)?;
        let reason = Reason::parse(reason).ok_or(Error::invalid("REASON_LENGTH"))?;
        let (store, code, origin) = (self.store().clone(), code.clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let id = tx.lot(&code).await?.ok_or(Error::NotFound)?.lot.id;
            tx.hold_lot(id).await?;
            let lot = tx.lot_by_id(id).await?.ok_or(Error::NotFound)?.lot;
            if is_packed(&mut tx, id).await? {
                return Err(of_lot("LOT_IN_PACKAGE", &lot));
            }
            let (from, to) = (LotState::Published, LotState::Withdrawn);
            if lot.practice || is_in_talks(&mut tx, id).await? {
                return Err(Error::invalid("STATE_TRANSITION"));
            }
            if !tx.update_lot_state(id, from, to, None).await? {
                return Err(Error::invalid("STATE_TRANSITION"));
            }
            tx.set_withdrawn_reason(id, reason.as_str()).await?;
            let entry = origin.entry(Act::LotWithdraw, Object::lot(&code));
            let entry = entry.before(&json!({ "state": from }));
            let entry = entry.after(&json!({ "state": to }));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Sets the tags of a lot in the place of those it had.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre, `NotFound`, `REASON_LENGTH`, `LOT_TAGS`.
    pub async fn set_lot_tags(
        &self,
        account: &Account,
        code: &LotCode,
        tags: Vec<String>,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::PublishLots)?;
        let reason = Reason::parse(reason).ok_or(Error::invalid("REASON_LENGTH"))?;
        check_tags(&tags).map_err(|TagsRefusal| Error::invalid("LOT_TAGS"))?;
        let (store, code, origin) = (self.store().clone(), code.clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let lot = tx.lot(&code).await?.ok_or(Error::NotFound)?.lot;
            tx.hold_lot(lot.id).await?;
            tx.set_tags(lot.id, &tags).await?;
            let entry = origin.entry(Act::LotTag, Object::lot(&code));
            let entry = entry.before(&json!({ "tags": lot.tags }));
            let entry = entry.after(&json!({ "tags": tags }));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Whether a lot is in an open package, or is one.
async fn is_packed(tx: &mut Tx, lot: LotId) -> Result<bool, Error> {
    if tx.package_of(lot).await?.is_some() {
        return Ok(true);
    }
    let whole = tx.package_offered_as(lot).await?;
    Ok(whole.is_some_and(|package| package.state == PackageState::Open))
}

/// Archives what is still on display of seasons that are over; answers how many lots. They stay public at
/// their addresses. A lot that cannot be moved does not hold up the others.
///
/// # Errors
/// Only faults of ours; the next call goes on.
pub async fn archive_unsold(portal: &Portal) -> Result<u32, Error> {
    let today = portal.now().date();
    let seasons = portal.store().read().await?.seasons().await?;
    let mut archived = 0;
    for season in seasons.iter().filter(|season| season.end_on < today) {
        archived += archive_of(portal, season).await?;
    }
    Ok(archived)
}

async fn archive_of(portal: &Portal, season: &Season) -> Result<u32, Error> {
    let (mut archived, mut after) = (0, LotId(0));
    loop {
        let mut tx = portal.store().read().await?;
        let lots = tx.unsold_lots(season.id, after, PAGE).await?;
        drop(tx);
        let Some((last, ..)) = lots.last() else {
            return Ok(archived);
        };
        after = *last;
        for (id, code, state) in lots {
            match archive(portal, id, &code, state).await {
                Ok(moved) => archived += u32::from(moved),
                // It is talked about, or another process was faster.
                Err(Error::State { .. } | Error::Invalid { .. } | Error::Conflict) => {}
                Err(error) => tracing::error!(lot = %code, %error, "a lot could not be archived"),
            }
        }
    }
}

/// Archives one lot; what was in a round before by the arrow that the public ledger has for it.
async fn archive(
    portal: &Portal,
    id: LotId,
    code: &LotCode,
    from: LotState,
) -> Result<bool, Error> {
    let in_round = portal.store().read().await?.auction(id).await?.is_some();
    if in_round {
        end_by_clock(portal, code, Wish::EndSeason).await?;
        return Ok(true);
    }
    let (store, code, origin) = (portal.store().clone(), code.clone(), portal.by_clock());
    portal
        .durable(async move {
            let mut tx = store.audited().await?;
            tx.hold_lot(id).await?;
            let to = LotState::Archived;
            if !tx.update_lot_state(id, from, to, None).await? {
                return Ok(false);
            }
            let entry = origin.entry(Act::LotArchive, Object::lot(&code));
            let entry = entry.before(&json!({ "state": from }));
            tx.audit(entry.after(&json!({ "state": to })));
            tx.commit().await?;
            Ok(true)
        })
        .await
}
