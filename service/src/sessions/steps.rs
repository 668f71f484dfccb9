//! What becomes of a session: called off, written after an earlier one, let off a rule.

use super::publish::{object, published};
use super::{RevisionDraft, first_draft};
use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::Act;
use domain::ids::SessionId;
use domain::sessions::{AgendaItem, Consents, SessionRule, reason_of};
use domain::views::{SessionLink, SessionSteps, SessionWaiver};
use serde_json::json;

/// Sessions of earlier seasons that are offered for copying.
const SOURCES_MAX: usize = 60;

impl Portal {
    /// What is to become of a session.
    ///
    /// # Errors
    /// As [`Self::require_host`]; `NotFound`.
    pub async fn session_steps(
        &self,
        account: &Account,
        id: SessionId,
    ) -> Result<SessionSteps, Error> {
        self.require_host(account, id)?;
        let now = self.now();
        let files = self.session_files(account, id).await?;
        let mut tx = self.store().read().await?;
        let session = tx.session(id).await?.ok_or(Error::NotFound)?;
        let season = tx.season(session.season).await?.ok_or(Error::NotFound)?;
        let latest = tx.latest_revision(id).await?;
        let mut sources: Vec<SessionLink> = Vec::new();
        for earlier in tx.seasons().await? {
            if earlier.year < season.year && sources.len() < SOURCES_MAX {
                let cards = tx.session_cards(earlier.id, None, 100).await?;
                sources.extend(cards.into_iter().map(|card| card.link));
            }
        }
        sources.truncate(SOURCES_MAX);
        let rule = SessionRule::AfterDeadline;
        Ok(SessionSteps {
            session: session.at(now),
            latest: latest.map_or(0, |latest| latest.number),
            schedule: tx.session_schedule(id).await?,
            deadline: season.session_deadline,
            waiver: tx.session_waiver(id, rule).await?,
            may_waive: account.may(Action::KeepWaivers),
            sources,
            files,
            server_now: now,
        })
    }

    /// Calls a session off, for a reason that everybody reads.
    ///
    /// # Errors
    /// As [`Self::require_host`]; `NotFound`, `STATE_TRANSITION`, `SESSION_REASON_LENGTH`.
    pub async fn cancel_session(
        &self,
        account: &Account,
        id: SessionId,
        reason: &str,
    ) -> Result<(), Error> {
        self.require_host(account, id)?;
        self.step_up(account).await?;
        let (store, origin, reason) = (self.store().clone(), self.by(account), reason.to_owned());
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.hold_session(id).await?;
            let mut session = tx.session(id).await?.ok_or(Error::NotFound)?;
            let entry = origin.entry(Act::SessionCancel, object(id));
            let entry = entry.before(&published(&session));
            session.cancel(&reason, origin.at)?;
            tx.upsert_session(&session).await?;
            tx.end_session_schedule(id).await?;
            let entry = entry.after(&published(&session));
            tx.audit(entry.because(session.cancelled_reason.as_deref().unwrap_or_default()));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Lets a session off the last day of its season, for a reason. For the centre.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`, `SESSION_REASON_LENGTH`; `Conflict` when it is let off already.
    pub async fn waive_session_deadline(
        &self,
        account: &Account,
        id: SessionId,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::KeepWaivers)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        let waiver = SessionWaiver {
            rule: SessionRule::AfterDeadline,
            reason: reason_of(reason)?,
            author: account.display_name.clone(),
            at: origin.at,
        };
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.session(id).await?.ok_or(Error::NotFound)?;
            tx.waive_session_rule(id, &waiver).await?;
            let entry = origin.entry(Act::SessionWaive, object(id));
            let entry = entry.after(&json!({ "rule": waiver.rule }));
            tx.audit(entry.because(&waiver.reason));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Saves agenda and page of an earlier session as a new draft of this one, which keeps its title,
    /// place and start. Lots and consents belong to that year and stay there.
    ///
    /// # Errors
    /// As [`Self::save_revision`]; `NotFound` for a session without a public page.
    pub async fn copy_session(
        &self,
        account: &Account,
        id: SessionId,
        from: SessionId,
    ) -> Result<u32, Error> {
        self.require_host(account, id)?;
        let (source, latest) = {
            let mut tx = self.store().read().await?;
            let session = tx.session(id).await?.ok_or(Error::NotFound)?;
            // Whatever is copied everybody may read.
            let source = tx.published_revision(from).await?.ok_or(Error::NotFound)?;
            let latest = tx.latest_revision(id).await?;
            (
                source.in_public(),
                latest.unwrap_or_else(|| first_draft(&session, self.now())),
            )
        };
        let moved = |item: AgendaItem| AgendaItem {
            lot: None,
            // The day begins at another hour: the rows follow one another again.
            starts: None,
            consents: Consents::default(),
            ..item
        };
        let draft = RevisionDraft {
            title: latest.title,
            venue: latest.venue,
            starts_at: latest.starts_at,
            agenda: source.agenda.into_iter().map(moved).collect(),
            page: source.page,
        };
        self.save_revision(account, id, latest.number, draft).await
    }
}
