//! The host's desk of a session: edit, preview, publish, look back.

mod agenda;
mod block_rows;
mod changes;
mod edit;
mod editor;
pub mod form;
mod history;
pub mod kept;
mod outcome;
mod page;
mod preview;
mod problem;
mod rows;
mod sheet;
mod steer;
mod steps;
mod steps_form;

pub use form::{AgendaRow, BlockRow, HostForm};
pub use outcome::{HostReply, Outcome};
pub use page::HostPage;
pub use problem::{Field, Problem};
pub use sheet::{UploadAgenda, upload_agenda};
pub use steer::{
    SteerSession, UploadSessionFile, session_steps, steer_session, upload_session_file,
};
pub use steps::SessionStepsPage;
pub use steps_form::StepForm;

use crate::error::AppError;
use domain::ids::SessionId;
use domain::needs::Need;
use domain::sessions::Changed;
use domain::time::Timestamp;
use domain::views::{LotCard, SessionDesk, SessionPage};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page of the desk is drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostView {
    /// The session with its latest revision and its history.
    pub desk: SessionDesk,
    /// Public lots of the session, for the preview.
    pub lots: Vec<LotCard>,
    /// Its published needs, for the preview.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// The form: unsaved input that a plain form has left behind, or the latest revision.
    pub form: HostForm,
    /// The answer to that form.
    pub outcome: Option<Outcome>,
    /// Name of the person who edits.
    pub me: String,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// An earlier revision, and what the latest one changes in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostLook {
    /// The revision with its session.
    pub page: SessionPage,
    /// The lines in which the latest revision differs from it.
    pub changed: Vec<Changed>,
}

/// The desk of a session. For its host and the centre. `kept` names unsaved input.
#[server(endpoint = "sessions/desk", output = crate::wire::Answer)]
pub async fn host_desk(
    /// The session.
    session: SessionId,
    /// Key of unsaved input; empty for none.
    #[server(default)]
    kept: String,
) -> Result<HostView, AppError> {
    use crate::ssr;
    let (portal, account) = (ssr::portal(), ssr::account()?);
    let left = kept::find(&kept, (account.id, session));
    let base = left.as_ref().map_or(0, |(form, _)| form.base());
    let desk = portal
        .session_desk_since(&account, session, base)
        .await
        .map_err(ssr::fail)?;
    // A session that is not public yet has no public lots: the preview then shows none.
    let shown = portal.session_page(&desk.session.slug).await;
    let (lots, needs) = shown.map_or_else(|_| Default::default(), |page| (page.lots, page.needs));
    let (form, outcome) = match left {
        Some((form, outcome)) => (form, Some(outcome)),
        None => (HostForm::of(&desk.draft), None),
    };
    let server_now = portal.now();
    Ok(HostView {
        desk,
        lots,
        needs,
        form,
        outcome,
        me: account.display_name,
        server_now,
    })
}

/// One revision with what its public look needs. For the host and the centre.
#[server(endpoint = "sessions/revision", output = crate::wire::Answer)]
pub async fn host_revision(
    /// The session.
    session: SessionId,
    /// Number of the revision.
    number: u32,
) -> Result<HostLook, AppError> {
    use crate::ssr;
    use domain::views::Aftermath;
    let (portal, account) = (ssr::portal(), ssr::account()?);
    let revision = portal
        .session_revision(&account, session, number)
        .await
        .map_err(ssr::fail)?;
    let desk = portal
        .session_desk_since(&account, session, number)
        .await
        .map_err(ssr::fail)?;
    let (session, changed) = (desk.session, desk.changed);
    let shown = portal.session_page(&session.slug).await;
    let (lots, needs) = shown.map_or_else(|_| Default::default(), |page| (page.lots, page.needs));
    let server_now = portal.now();
    let page = SessionPage {
        session,
        revision,
        lots,
        needs,
        aftermath: Aftermath::default(),
        server_now,
    };
    Ok(HostLook { page, changed })
}

/// What a button of the form asks for: save, publish, preview, or a change of the rows.
///
/// For the host and the centre. A script is answered with what became of it; a plain form goes on
/// to `back`, where it finds its input again unless it was saved.
#[allow(
    clippy::too_many_lines,
    reason = "the inner functions belong to the server's half of this one call"
)]
#[server(endpoint = "sessions/save", output = crate::wire::Answer)]
pub async fn save_desk(
    /// The session.
    session: SessionId,
    /// The pressed button.
    #[server(default)]
    intent: String,
    /// What the inputs held.
    #[server(default)]
    form: HostForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<HostReply, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::sessions::Revision;
    use edit::Intent;

    /// Saves the form when it differs from the latest revision; returns its number.
    async fn save(session: SessionId, over: bool, form: &HostForm) -> Result<Outcome, AppError> {
        let (portal, account) = (ssr::portal(), ssr::account()?);
        let revision = match form.read() {
            Ok(revision) => revision,
            Err(problem) => return Ok(Outcome::Problem { problem }),
        };
        let latest = portal
            .session_desk(&account, session)
            .await
            .map_err(ssr::fail)?
            .draft;
        let base = if over { latest.number } else { form.base() };
        // Revision 0 is the empty beginning: it is stored nowhere and cannot be published.
        if base > 0 && base == latest.number && form::same_content(&latest, &revision) {
            return Ok(Outcome::Unchanged { number: base });
        }
        let Revision {
            title,
            venue,
            starts_at,
            agenda,
            page,
            ..
        } = revision;
        let draft = service::RevisionDraft {
            title,
            venue,
            starts_at,
            agenda,
            page,
        };
        match portal.save_revision(&account, session, base, draft).await {
            Ok(number) => Ok(Outcome::Saved { number }),
            Err(service::Error::Conflict) => Ok(Outcome::Conflict),
            Err(error) => Err(ssr::fail(error)),
        }
    }

    /// Publishes what has been saved.
    async fn publish(session: SessionId, saved: Outcome) -> Result<Outcome, AppError> {
        let (Outcome::Saved { number } | Outcome::Unchanged { number }) = saved else {
            return Ok(saved);
        };
        let published = ssr::portal()
            .publish_revision(&ssr::account()?, session, number)
            .await;
        published.map_err(ssr::fail)?;
        Ok(Outcome::Published { number })
    }

    let account = ssr::account()?;
    // Some of the buttons change nothing but the form, and still are not for everybody.
    let portal = ssr::portal();
    portal.require_host(&account, session).map_err(ssr::fail)?;
    let mut form = form;
    let outcome = match Intent::parse(&intent) {
        Intent::Edit(edit) => {
            edit.apply(&mut form);
            Ok(Outcome::Edited)
        }
        Intent::Preview => Ok(Outcome::Previewed),
        Intent::Save => save(session, false, &form).await,
        Intent::SaveOver => save(session, true, &form).await,
        Intent::Publish => match save(session, false, &form).await {
            Ok(saved) => publish(session, saved).await,
            Err(error) => Err(error),
        },
    };
    if !ssr::asker().wants_page {
        let desk = portal
            .session_desk_since(&account, session, form.base())
            .await
            .ok();
        return outcome.map(|outcome| HostReply { outcome, desk });
    }
    let outcome = outcome.unwrap_or_else(|error| Outcome::Failed { error });
    let next = outcome.address(&back).unwrap_or_else(|| {
        let key = ssr::asker().request;
        kept::keep(&key, (account.id, session), form, outcome.clone());
        with_query(&back, "kept", &key)
    });
    answer::lead_to(&next);
    Ok(HostReply {
        outcome,
        desk: None,
    })
}

/// Saves an earlier revision again as the latest one; it is published separately.
///
/// For the host and the centre; a plain form goes on to `back`.
#[server(endpoint = "sessions/restore", output = crate::wire::Answer)]
pub async fn restore_revision(
    /// The session.
    session: SessionId,
    /// Number of the earlier revision.
    number: u32,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<HostReply, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use domain::sessions::Revision;
    let (portal, account) = (ssr::portal(), ssr::account()?);
    let earlier = portal
        .session_revision(&account, session, number)
        .await
        .map_err(ssr::fail)?;
    let latest = portal
        .session_desk(&account, session)
        .await
        .map_err(ssr::fail)?
        .draft
        .number;
    let Revision {
        title,
        venue,
        starts_at,
        agenda,
        page,
        ..
    } = earlier;
    let draft = service::RevisionDraft {
        title,
        venue,
        starts_at,
        agenda,
        page,
    };
    let saved = portal.save_revision(&account, session, latest, draft).await;
    let outcome = Outcome::Restored {
        from: number,
        number: saved.map_err(ssr::fail)?,
    };
    answer::lead_to(&outcome.address(&back).unwrap_or(back));
    let desk = portal.session_desk(&account, session).await.ok();
    Ok(HostReply { outcome, desk })
}
