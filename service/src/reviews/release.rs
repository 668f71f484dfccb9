//! Releases of selected lots in batches (批次发布): now, or by the clock at their time.

use super::selection::{Judged, check_count, first_refusal, look};
use crate::lots::publish;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::evidence::Reason;
use domain::ids::{LotId, ReleaseId};
use domain::lots::LotState;
use domain::money::Fen;
use domain::reviews::ReleaseState;
use domain::text::{clean, length};
use domain::time::Timestamp;
use domain::views::SelectionPlan;
use serde_json::json;
use std::collections::BTreeSet;
use store::{NewRelease, Tx};

/// Characters of the title of a release.
const TITLE_CHARS: std::ops::RangeInclusive<usize> = 2..=80;
/// Longest time ahead, ms: a year.
const AHEAD_MAX_MS: i64 = 366 * 86_400_000;
/// Releases handled in one round of the worker.
const DUE_MAX: u32 = 20;

impl Portal {
    /// A release on trial: which of these lots can be in it. Nothing is written.
    ///
    /// # Errors
    /// `Forbidden`; `LOTS_NONE_CHOSEN`, `LOTS_TOO_MANY`.
    pub async fn plan_release(
        &self,
        account: &Account,
        lots: &[LotId],
    ) -> Result<SelectionPlan, Error> {
        require(account, Action::KeepReviews)?;
        check_count(lots)?;
        let mut tx = self.store().read().await?;
        plan(&mut tx, lots, self.now()).await
    }

    /// Releases these lots together under a title, `publish_at` or, without, now. Lots that are not
    /// selected, or wait in another release, are left out.
    ///
    /// # Errors
    /// `Forbidden`; `STEP_UP_REQUIRED`, `LOTS_NONE_CHOSEN`, `LOTS_TOO_MANY`, `RELEASE_TITLE_LENGTH`,
    /// `RELEASE_TIME`; when no lot can be in it, why the first one stays.
    pub async fn make_release(
        &self,
        account: &Account,
        title: &str,
        publish_at: Option<Timestamp>,
        lots: &[LotId],
    ) -> Result<ReleaseId, Error> {
        require(account, Action::KeepReviews)?;
        require(account, Action::PublishLots)?;
        self.step_up(account).await?;
        check_count(lots)?;
        let title = clean(title);
        if !TITLE_CHARS.contains(&length(&title)) {
            return Err(Error::invalid("RELEASE_TITLE_LENGTH"));
        }
        let (season, now) = (self.current_season().await?, self.now());
        let publish_at = publish_at.unwrap_or(now);
        let ahead = publish_at.millis_since(now);
        if !(0..=AHEAD_MAX_MS).contains(&ahead) {
            return Err(Error::invalid("RELEASE_TIME"));
        }
        let lots: BTreeSet<LotId> = lots.iter().copied().collect();
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        let factor_from = self.settings().second_factor_from;
        self.durable(async move {
            let mut tx = store.audited().await?;
            let asked: Vec<LotId> = lots.into_iter().collect();
            for id in &asked {
                tx.hold_lot(*id).await?;
            }
            let plan = plan(&mut tx, &asked, origin.at).await?;
            if plan.ready() == 0 {
                return Err(first_refusal(&plan));
            }
            let ready = plan.lots.iter().filter(|lot| lot.to.is_some());
            let lots: Vec<LotId> = ready.map(|lot| lot.id).collect();
            let new = NewRelease {
                season: season.id,
                title: &title,
                publish_at,
                lots: &lots,
                by,
                at: origin.at,
            };
            let id = tx.insert_release(&new).await?;
            let entry = origin.entry(Act::ReleaseMake, object(id));
            let at = publish_at.rfc3339();
            let after = json!({ "title": title, "publish_at": at, "lots": lots.len() });
            tx.audit(entry.after(&after));
            if publish_at <= origin.at {
                carry_out(&mut tx, id, (factor_from, Err), &origin).await?;
            }
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Cancels a release that waits for its time; its lots stay selected.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `RELEASE_ENDED`, `REASON_LENGTH`.
    pub async fn cancel_release(
        &self,
        account: &Account,
        id: ReleaseId,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::KeepReviews)?;
        let reason = Reason::parse(reason).ok_or(Error::invalid("REASON_LENGTH"))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.release(id).await?.ok_or(Error::NotFound)?;
            let cancelled = ReleaseState::Cancelled;
            if !tx.end_release(id, cancelled, origin.at).await? {
                return Err(Error::invalid("RELEASE_ENDED"));
            }
            let entry = origin.entry(Act::ReleaseCancel, object(id));
            let entry = entry.after(&json!({ "state": cancelled }));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Publishes the releases whose time has come; answers how many they were. Public for tests, which
/// move the clock.
///
/// # Errors
/// Only faults of ours; the next round tries again.
pub async fn publish_releases(portal: &Portal) -> Result<u32, Error> {
    let now = portal.now();
    let mut tx = portal.store().read().await?;
    let due = tx.releases_due(now, DUE_MAX).await?;
    drop(tx);
    let mut published = 0;
    for id in due {
        let (store, origin) = (portal.store().clone(), portal.by_clock());
        let factor_from = portal.settings().second_factor_from;
        let done = portal.durable(async move {
            let mut tx = store.audited().await?;
            let done = carry_out(&mut tx, id, (factor_from, left_out), &origin).await?;
            if done {
                tx.commit().await?;
            }
            Ok(done)
        });
        published += u32::from(done.await?);
    }
    Ok(published)
}

/// What becomes of a lot that may not be published: whether the others are.
type Refused = fn(Error) -> Result<bool, Error>;

/// Publishes the lots of a release; false when somebody has ended it before. A lot that has left the
/// selection meanwhile stays where it is; `refused` says what becomes of one that may not be published.
async fn carry_out(
    tx: &mut Tx,
    id: ReleaseId,
    (factor_from, refused): (Option<Fen>, Refused),
    origin: &Origin,
) -> Result<bool, Error> {
    let Some(release) = tx.release(id).await? else {
        return Ok(false);
    };
    let published = ReleaseState::Published;
    if !tx.end_release(id, published, origin.at).await? {
        return Ok(false);
    }
    let mut lots = 0;
    for lot in release.lots {
        let done = publish(tx, lot, factor_from, origin).await.or_else(refused);
        lots += u32::from(done?);
    }
    let entry = origin.entry(Act::ReleasePublish, object(id));
    let after = json!({ "state": published, "title": release.line.title, "lots": lots });
    tx.audit(entry.after(&after));
    Ok(true)
}

/// At the hour of a release nobody is there to be told: a lot whose institution has not done its part
/// (LG-5, LG-6) stays selected, and the others come out.
fn left_out(refusal: Error) -> Result<bool, Error> {
    match refusal {
        Error::Invalid { .. } => Ok(false),
        fault => Err(fault),
    }
}

async fn plan(tx: &mut Tx, lots: &[LotId], now: Timestamp) -> Result<SelectionPlan, Error> {
    let mut planned = Vec::new();
    for id in lots {
        let Some(Judged { lot, mut plan, .. }) = look(tx, *id).await? else {
            continue;
        };
        let refusal = match lot.state == LotState::Selected {
            false => Some("STATE_TRANSITION"),
            true if tx.waits_for_release(*id).await? => Some("RELEASE_LOT_TAKEN"),
            true => lot.check_cleared().err(),
        };
        plan.refusal = refusal.map(str::to_owned);
        plan.to = refusal.is_none().then_some(LotState::Published);
        planned.push(plan);
    }
    Ok(SelectionPlan {
        step: None,
        lots: planned,
        server_now: now,
    })
}

fn object(id: ReleaseId) -> Object {
    Object::new(ObjectKind::Release, id)
}
