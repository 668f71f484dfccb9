//! Counted targets (指标) of sessions: figures come from records, whatever page asks for them.

mod board;
mod entries;
mod facts;
mod import;
mod search;
mod tables;

pub use entries::Written;
pub use import::Imported;
pub use tables::Sheet;

use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::evidence::Reason;
use domain::ids::SessionId;
use domain::seasons::Season;
use domain::sessions::{Session, SessionRule, SessionState};
use domain::targets::{Metric, ReportRefusal, TargetId, TargetRule, judge, may_submit_report};
use domain::time::Timestamp;
use domain::views::{SessionTargets, TargetDesk, TargetWaiver};
use serde_json::json;
use store::Tx;

impl From<ReportRefusal> for Error {
    fn from(refusal: ReportRefusal) -> Self {
        let args = match refusal {
            ReportRefusal::SessionReportQuota { target } => vec![("target", target.to_string())],
            ReportRefusal::SessionTorchProjectMin => Vec::new(),
        };
        let args = args
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Self::Invalid {
            code: refusal.to_string().into(),
            args: args.collect(),
        }
    }
}

/// Whether the summary report of a session may be submitted, with explanations of these targets.
/// Whoever asks has been let in before.
///
/// # Errors
/// `NotFound`; `SESSION_TORCH_PROJECT_MIN`, `SESSION_REPORT_QUOTA`.
pub async fn check_report(
    portal: &Portal,
    session: SessionId,
    explained: &[TargetId],
) -> Result<(), Error> {
    let of = of_session(portal, session).await?;
    Ok(may_submit_report(&of.targets, explained)?)
}

impl Portal {
    /// The targets of a session, for its host and the centre.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`.
    pub async fn target_desk(
        &self,
        account: &Account,
        session: SessionId,
    ) -> Result<TargetDesk, Error> {
        self.require_host(account, session)?;
        let targets = of_session(self, session).await?;
        let books = self.store().read().await?.count_entries(session).await?;
        Ok(TargetDesk {
            targets,
            books,
            may_waive: account.may(Action::KeepWaivers),
            sees_guests: account.may(Action::KeepRegistrations(session)),
        })
    }

    /// Waives a target for a session, with a reason. The day by which a session takes place is the last
    /// day of its season: that is one rule, waived once ([`Portal::waive_session_deadline`]).
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound`; `REASON_LENGTH`, for the last day
    /// `SESSION_REASON_LENGTH`; `CODE_UNKNOWN_TARGET`
    /// for a target that the plan does not ask of the session; `WAIVER_GRANTED` when it is waived
    /// already.
    pub async fn waive_target(
        &self,
        account: &Account,
        session: SessionId,
        target: TargetId,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::KeepWaivers)?;
        let reason = Reason::parse(reason.trim()).ok_or(Error::invalid("REASON_LENGTH"))?;
        let of = of_session(self, session).await?;
        let found = of.targets.iter().find(|one| one.id == target);
        let before = *found.ok_or(Error::invalid("CODE_UNKNOWN_TARGET"))?;
        if before.metric == Metric::Day {
            return match self
                .waive_session_deadline(account, session, reason.as_str())
                .await
            {
                Err(Error::Conflict) => Err(Error::invalid("WAIVER_GRANTED")),
                done => done,
            };
        }
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let waiver = TargetWaiver {
                target,
                reason: reason.as_str().to_owned(),
                at: origin.at,
            };
            if !tx.insert_target_waiver(session, &waiver, by).await? {
                return Err(Error::invalid("WAIVER_GRANTED"));
            }
            let entry = origin.entry(Act::TargetWaive, Object::new(ObjectKind::Session, session));
            let entry = entry.before(&json!({ "standing": before.standing }));
            tx.audit(entry.after(&json!({ "target": target, "reason": waiver.reason })));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// The targets of a session as its records stand. Whoever asks has been let in before.
///
/// # Errors
/// `NotFound`.
pub async fn of_session(portal: &Portal, session: SessionId) -> Result<SessionTargets, Error> {
    let mut tx = portal.store().read().await?;
    let session = tx.session(session).await?.ok_or(Error::NotFound)?;
    let season = tx.season(session.season).await?.ok_or(Error::NotFound)?;
    in_tx(&mut tx, &season, session, portal.now()).await
}

/// The targets of a session within a transaction.
pub(crate) async fn in_tx(
    tx: &mut Tx,
    season: &Season,
    session: Session,
    now: Timestamp,
) -> Result<SessionTargets, Error> {
    let today = now.date();
    let facts = facts::of(tx, &session, now).await?;
    let mut waivers = tx.target_waivers(session.id).await?;
    let rules = season.session_targets();
    waivers.extend(deadline_waiver(tx, session.id, &rules).await?);
    let waived: Vec<_> = waivers.iter().map(|waiver| waiver.target).collect();
    let targets = match session.state {
        SessionState::Cancelled => Vec::new(),
        _ => judge(&rules, &facts, &waived, today),
    };
    Ok(SessionTargets {
        number: session.number,
        state: session.state,
        starts_at: session.starts_at,
        torch: session.torch_express,
        session: crate::packages::link_of(session),
        targets,
        waivers,
        today,
    })
}

/// The waiver of the last day of the season, as that of the target which asks for the same.
async fn deadline_waiver(
    tx: &mut Tx,
    session: SessionId,
    rules: &[TargetRule],
) -> Result<Option<TargetWaiver>, Error> {
    let day = rules.iter().find(|rule| rule.metric == Metric::Day);
    let waived = tx
        .session_waiver(session, SessionRule::AfterDeadline)
        .await?;
    Ok(day.zip(waived).map(|(rule, waiver)| TargetWaiver {
        target: rule.id,
        reason: waiver.reason,
        at: waiver.at,
    }))
}
