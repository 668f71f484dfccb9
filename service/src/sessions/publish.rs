//! Making a revision the public one: now, or by itself at an hour.

use crate::{Error, Portal, Tx};
use domain::accounts::Account;
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::ids::SessionId;
use domain::institutions::InstitutionKind;
use domain::sessions::{Publication, Revision, Session, SessionRefusal, SessionRule, SessionState};
use domain::time::Timestamp;
use serde_json::json;

/// Sessions that one round publishes.
const DUE_MAX: u32 = 20;
/// So far ahead a publication may lie, ms: a year.
const AHEAD_MAX_MS: i64 = 366 * 86_400_000;

pub(super) fn object(id: SessionId) -> Object {
    Object::new(ObjectKind::Session, id)
}

impl Portal {
    /// Publishes a revision: the session takes its title, place and time. What was to be published by
    /// itself no longer is.
    ///
    /// # Errors
    /// As [`Self::require_host`]; `NotFound`; `SESSION_COHOST_UNIV_REQUIRED`,
    /// `SESSION_COHOST_PARK_REQUIRED`, `OUTSIDE_SEASON`, `SESSION_AFTER_DEADLINE`, `SESSION_REVISION_OLD`.
    pub async fn publish_revision(
        &self,
        account: &Account,
        id: SessionId,
        number: u32,
    ) -> Result<(), Error> {
        self.require_host(account, id)?;
        self.step_up(account).await?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            put_out(&mut tx, id, number, &origin).await?;
            tx.end_session_schedule(id).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Has the latest revision published by itself at `due_at`.
    ///
    /// # Errors
    /// As [`Self::publish_revision`], `SESSION_SCHEDULE_PAST` for an hour that is not ahead.
    pub async fn schedule_revision(
        &self,
        account: &Account,
        id: SessionId,
        due_at: Timestamp,
    ) -> Result<(), Error> {
        self.require_host(account, id)?;
        self.step_up(account).await?;
        let author = account.display_name.clone();
        let (store, origin) = (self.store().clone(), self.by(account));
        if !(1..=AHEAD_MAX_MS).contains(&due_at.millis_since(origin.at)) {
            return Err(SessionRefusal::SchedulePast.into());
        }
        self.durable(async move {
            let mut tx = store.audited().await?;
            let session = tx.session(id).await?.ok_or(Error::NotFound)?;
            let latest = tx.latest_revision(id).await?.ok_or(Error::NotFound)?;
            // What could not be published now is not promised either.
            may_go_out(&mut tx, &session, &latest).await?;
            let wanted = (latest.number, due_at);
            tx.schedule_session(id, wanted, &author).await?;
            let entry = origin.entry(Act::SessionSchedule, object(id));
            let after = json!({ "revision": latest.number, "due_at": due_at.rfc3339() });
            tx.audit(entry.after(&after));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes a publication back that was to happen by itself.
    ///
    /// # Errors
    /// As [`Self::require_host`]; `NotFound` when there is none.
    pub async fn unschedule_revision(&self, account: &Account, id: SessionId) -> Result<(), Error> {
        self.require_host(account, id)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let before = tx.session_schedule(id).await?.ok_or(Error::NotFound)?;
            tx.end_session_schedule(id).await?;
            let entry = origin.entry(Act::SessionSchedule, object(id));
            let told = json!({ "revision": before.number, "due_at": before.due_at.rfc3339() });
            tx.audit(entry.before(&told));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Publishes the sessions whose hour has come; answers how many they were. One that may not be published
/// any more waits for its host, who sees why. Public for tests, which move the clock.
///
/// # Errors
/// Only faults of ours; the next round tries again.
pub async fn publish_due_sessions(portal: &Portal) -> Result<u32, Error> {
    let mut tx = portal.store().read().await?;
    let due = tx.session_schedules_due(portal.now(), DUE_MAX).await?;
    drop(tx);
    let mut published = 0;
    for id in due {
        let (store, origin) = (portal.store().clone(), portal.by_clock());
        let done = portal.durable(async move {
            let mut tx = store.audited().await?;
            // Another process may have been faster.
            let waits = tx.session_schedule(id).await?;
            let Some(waits) = waits.filter(|one| one.problem.is_none()) else {
                return Ok(false);
            };
            match put_out(&mut tx, id, waits.number, &origin).await {
                Ok(()) => {
                    tx.end_session_schedule(id).await?;
                    tx.commit().await?;
                    Ok(true)
                }
                Err(Error::Invalid { code, .. }) => {
                    tx.fail_session_schedule(id, &code).await?;
                    let entry = origin.entry(Act::SessionSchedule, object(id));
                    tx.audit(entry.after(&json!({ "problem": code })));
                    tx.commit().await?;
                    Ok(false)
                }
                Err(error) => Err(error),
            }
        });
        published += u32::from(done.await?);
    }
    Ok(published)
}

/// Makes a revision the public one.
async fn put_out(tx: &mut Tx, id: SessionId, number: u32, origin: &Origin) -> Result<(), Error> {
    // The centre may be changing its set-up.
    tx.hold_session(id).await?;
    let mut session = tx.session(id).await?.ok_or(Error::NotFound)?;
    let revision = tx.revision(id, number).await?.ok_or(Error::NotFound)?;
    may_go_out(tx, &session, &revision).await?;
    let entry = origin.entry(Act::SessionPublish, object(id));
    let entry = entry.before(&published(&session));
    take_over(&mut session, &revision);
    tx.publish_revision(id, number, origin.at, &session).await?;
    tx.audit(entry.after(&published(&session)));
    Ok(())
}

/// Whether a revision may be the public one.
pub(super) async fn may_go_out(
    tx: &mut Tx,
    session: &Session,
    revision: &Revision,
) -> Result<(), Error> {
    // Programs that read the calendar see numbers that only grow.
    if session
        .published_revision
        .is_some_and(|public| revision.number < public)
    {
        return Err(SessionRefusal::RevisionOld.into());
    }
    // What was called off may still say so in better words.
    if session.state == SessionState::Cancelled {
        return Ok(());
    }
    let season = tx.season(session.season).await?.ok_or(Error::NotFound)?;
    let ids: Vec<_> = session
        .organisers()
        .filter_map(|one| one.institution)
        .collect();
    let known = tx.institutions_by_ids(&ids).await?;
    let cohosts: Vec<InstitutionKind> = known.values().map(|one| one.kind).collect();
    let rule = SessionRule::AfterDeadline;
    let waived = tx.session_waiver(session.id, rule).await?.is_some();
    let asked = Publication {
        season: &season,
        cohosts: &cohosts,
        on: revision.starts_at.date(),
        waived,
    };
    Ok(asked.check()?)
}

/// What everybody sees of a session, for the audit record.
pub(super) fn published(session: &Session) -> serde_json::Value {
    json!({
        "revision": session.published_revision,
        "state": session.state,
        "title": session.title,
        "starts_at": session.starts_at.rfc3339(),
    })
}

/// The session as the published revision describes it.
fn take_over(session: &mut Session, revision: &Revision) {
    let length = session.ends_at.millis_since(session.starts_at);
    let usual = revision.starts_at.plus_millis(length);
    session.title = revision.title.clone();
    session.venue = revision.venue.clone();
    if session.published_revision.is_some() && session.starts_at != revision.starts_at {
        session.moved_from = Some(session.starts_at);
    }
    session.starts_at = revision.starts_at;
    session.ends_at = revision.ends_at().max(usual);
    session.published_revision = Some(revision.number);
    if session.state == SessionState::Planned {
        session.state = SessionState::Published;
    }
}
