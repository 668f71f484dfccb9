//! Counted targets (指标) of sessions: figures come from records, whatever page asks for them.

mod facts;

use crate::{Error, Portal};
use domain::ids::SessionId;
use domain::seasons::Season;
use domain::sessions::{Session, SessionState};
use domain::targets::judge;
use domain::time::Timestamp;
use domain::views::SessionTargets;
use store::Tx;

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

/// The same within a transaction.
pub(crate) async fn in_tx(
    tx: &mut Tx,
    season: &Season,
    session: Session,
    now: Timestamp,
) -> Result<SessionTargets, Error> {
    let today = now.date();
    let facts = facts::of(tx, &session, now).await?;
    let waivers = tx.target_waivers(session.id).await?;
    let waived: Vec<_> = waivers.iter().map(|waiver| waiver.target).collect();
    let targets = match session.state {
        SessionState::Cancelled => Vec::new(),
        _ => judge(&season.session_targets(), &facts, &waived, today),
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
