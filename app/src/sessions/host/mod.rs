//! The host's desk of a session: edit, preview, publish, look back.

mod edit;
mod editor;
pub mod form;
mod history;
pub mod kept;
mod page;
mod preview;
mod problem;
mod rows;

pub use form::{AgendaRow, BlockRow, HostForm};
pub use page::HostPage;
pub use problem::{Field, Problem};

use crate::error::AppError;
use domain::ids::SessionId;
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
    /// The form: unsaved input that a plain form has left behind, or the latest revision.
    pub form: HostForm,
    /// The answer to that form.
    pub outcome: Option<Outcome>,
    /// Name of the person who edits.
    pub me: String,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// What became of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// Saved as this revision.
    Saved {
        /// Its number.
        number: u32,
    },
    /// Published; this revision is the public one.
    Published {
        /// Its number.
        number: u32,
    },
    /// Nothing was changed, so nothing was written.
    Unchanged {
        /// Number of the revision that says the same.
        number: u32,
    },
    /// An earlier revision was saved again as the latest one.
    Restored {
        /// The earlier number.
        from: u32,
        /// The new number.
        number: u32,
    },
    /// Somebody else has saved meanwhile; nothing was written.
    Conflict,
    /// Something in the form keeps it from being saved.
    Problem {
        /// What, and where.
        problem: Problem,
    },
    /// The server could not take it.
    Failed {
        /// Why.
        error: AppError,
    },
    /// Only rows were added, moved or taken out.
    Edited,
    /// Only a preview was asked for.
    Previewed,
}

/// The answer to a script: what became of the form, and the desk after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostReply {
    /// What became of it.
    pub outcome: Outcome,
    /// The desk as it is now; `None` when it could not be read.
    pub desk: Option<SessionDesk>,
}

impl Outcome {
    /// `back` with a finished command, for a page without script; `None` when there is unsaved
    /// input to keep.
    pub fn address(&self, back: &str) -> Option<String> {
        let (done, number, from) = match self {
            Self::Saved { number } => ("saved", number, 0),
            Self::Published { number } => ("published", number, 0),
            Self::Unchanged { number } => ("unchanged", number, 0),
            Self::Restored { from, number } => ("restored", number, *from),
            _ => return None,
        };
        let address = crate::accounts::with_query(back, "done", done);
        Some(format!("{address}&number={number}&from={from}"))
    }

    /// The finished command that an address tells of.
    pub fn of(done: &str, number: &str, from: &str) -> Option<Self> {
        let (number, from) = (number.parse().ok()?, from.parse().ok()?);
        match done {
            "saved" => Some(Self::Saved { number }),
            "published" => Some(Self::Published { number }),
            "unchanged" => Some(Self::Unchanged { number }),
            "restored" => Some(Self::Restored { from, number }),
            _ => None,
        }
    }
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
    let desk = portal
        .session_desk(&account, session)
        .await
        .map_err(ssr::fail)?;
    // A session that is not public yet has no public lots: the preview then shows none.
    let lots = portal
        .session_page(&desk.session.slug)
        .await
        .map(|page| page.lots);
    let (form, outcome) = match kept::find(&kept, (account.id, session)) {
        Some((form, outcome)) => (form, Some(outcome)),
        None => (HostForm::of(&desk.draft), None),
    };
    let (lots, server_now) = (lots.unwrap_or_default(), portal.now());
    Ok(HostView {
        desk,
        lots,
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
) -> Result<SessionPage, AppError> {
    use crate::ssr;
    let (portal, account) = (ssr::portal(), ssr::account()?);
    let revision = portal
        .session_revision(&account, session, number)
        .await
        .map_err(ssr::fail)?;
    let session = portal
        .session_desk(&account, session)
        .await
        .map_err(ssr::fail)?
        .session;
    let lots = portal
        .session_page(&session.slug)
        .await
        .map(|page| page.lots);
    let (lots, server_now) = (lots.unwrap_or_default(), portal.now());
    Ok(SessionPage {
        session,
        revision,
        lots,
        server_now,
    })
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
    use domain::accounts::Action;
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
    if !account.may(Action::EditSession(session)) {
        return Err(ssr::fail(service::Error::Forbidden));
    }
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
        let desk = ssr::portal().session_desk(&account, session).await.ok();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finished_commands_go_through_the_address() {
        let restored = Outcome::Restored { from: 3, number: 8 };
        let address = restored
            .address("/host/sessions/1")
            .expect("a finished command");
        assert_eq!(address, "/host/sessions/1?done=restored&number=8&from=3");
        assert_eq!(Outcome::of("restored", "8", "3"), Some(restored));
        assert_eq!(Outcome::of("sold", "8", "3"), None);
        assert_eq!(Outcome::Conflict.address("/"), None);
        assert_eq!(Outcome::Edited.address("/"), None);
    }
}
