//! What a host does: settings, the door, talks.

use super::form::{PlanForm, TalkForm};
use crate::error::AppError;
use domain::ids::{SessionId, TalkSlotId};
use domain::views::{CheckedIn, Synced};
use leptos::prelude::*;

/// Sets when a session takes registrations, and how many it seats. For the host.
#[server(endpoint = "registrations/set", output = crate::wire::Answer)]
pub async fn set_registration(
    /// The session.
    session: SessionId,
    /// The settings.
    #[server(default)]
    form: PlanForm,
    /// The page that the form stands on.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use super::kept;
    use crate::ssr;
    use service::{Error, PlanDraft};
    let (portal, account) = (ssr::portal(), ssr::registrar(session)?);
    let done = match form.read() {
        Ok((opens_at, closes_at, seats)) => {
            let draft = PlanDraft {
                opens_at,
                closes_at,
                seats,
                disclaimer: form.disclaimer.clone(),
            };
            portal.set_registration(&account, session, draft).await
        }
        Err(code) => Err(Error::invalid(code)),
    };
    ssr::end_host_form(done, &back, "saved", &kept::at("plan", session), &form)
}

/// Takes no registrations for now, or takes them again. For the host.
#[server(endpoint = "registrations/stop", output = crate::wire::Answer)]
pub async fn stop_registration(
    /// The session.
    session: SessionId,
    /// `1` to stop.
    #[server(default)]
    stopped: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let stop = stopped == "1";
    let done = ssr::portal()
        .stop_registration(&account, session, stop)
        .await;
    done.map_err(ssr::fail)?;
    let word = if stop { "stopped" } else { "opened" };
    answer::lead_to(&with_query(&back, "done", word));
    Ok(())
}

/// Takes what a phone has noted at the door. For the host.
#[server(endpoint = "registrations/sync", output = crate::wire::Answer)]
pub async fn sync_check_ins(
    /// The session.
    session: SessionId,
    /// The check-ins, JSON: they may be many.
    sent: String,
) -> Result<Synced, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let account = ssr::account()?;
    let sent: Result<Vec<domain::registrations::CheckIn>, _> = serde_json::from_str(&sent);
    let sent = sent.map_err(|_| answer::refuse("CHECK_IN_ID", Vec::new()))?;
    let synced = ssr::portal().sync_check_ins(&account, session, sent).await;
    synced.map_err(ssr::fail)
}

/// Checks somebody in by a plain form. For the host.
#[server(endpoint = "registrations/check-in", output = crate::wire::Answer)]
pub async fn check_in_code(
    /// The session.
    session: SessionId,
    /// What was typed.
    #[server(default)]
    code: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<CheckedIn, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let done = ssr::portal().check_in(&account, session, &code).await;
    let done = done.map_err(ssr::fail)?;
    let next = with_query(&back, "done", done.outcome.code());
    answer::lead_to(&with_query(&next, "code", code.trim()));
    Ok(done)
}

/// Offers slots of talks. For the host.
#[server(endpoint = "registrations/offer", output = crate::wire::Answer)]
pub async fn offer_talks(
    /// The session.
    session: SessionId,
    /// The slots.
    #[server(default)]
    form: TalkForm,
    /// The page that the form stands on.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use super::kept;
    use crate::ssr;
    use service::Error;
    let (portal, account) = (ssr::portal(), ssr::registrar(session)?);
    let done = match form.read() {
        Ok(plan) => portal.offer_talks(&account, session, plan).await,
        Err(code) => Err(Error::invalid(code)),
    };
    ssr::end_host_form(done, &back, "offered", &kept::at("talks", session), &form)
}

/// Removes a free slot of talks, or gives a booked one free. For the host.
#[server(endpoint = "registrations/talk", output = crate::wire::Answer)]
pub async fn change_talk(
    /// The session.
    session: SessionId,
    /// The slot.
    slot: TalkSlotId,
    /// `remove` or `free`.
    #[server(default)]
    answer: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer as leads, with_query};
    use crate::ssr;
    let (portal, account) = (ssr::portal(), ssr::account()?);
    let free = answer == "free";
    let done = match free {
        true => portal.free_talk(&account, session, slot).await,
        false => portal.remove_talk(&account, session, slot).await,
    };
    done.map_err(ssr::fail)?;
    let word = if free { "released" } else { "removed" };
    leads::lead_to(&with_query(&back, "done", word));
    Ok(())
}
