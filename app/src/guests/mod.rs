//! Units that a session invites (受邀单位): the host's list, and what stands behind the link of an invitation.

mod desk;
mod invited;
mod parts;

pub use desk::GuestDeskPage;
pub use invited::{Invited, Invitee, invitee};

use crate::error::AppError;
use domain::ids::{GuestId, SessionId};
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// The units that a session invites. For its host.
#[server(endpoint = "guests/desk", output = crate::wire::Answer)]
pub async fn guest_desk(
    /// The session.
    session: SessionId,
    /// Where the page begins.
    #[server(default)]
    after: String,
) -> Result<views::GuestDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal()
        .guest_desk(&account, session, after.parse().ok())
        .await;
    desk.map_err(ssr::fail)
}

/// The contact of one unit in the clear; that is on record. For the host.
#[server(endpoint = "guests/contacts", output = crate::wire::Answer)]
pub async fn guest_contacts(
    /// The session.
    session: SessionId,
    /// The unit.
    id: GuestId,
) -> Result<views::GuestLine, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let line = ssr::portal().guest_contacts(&account, session, id).await;
    line.map_err(ssr::fail)
}

/// Checks a table of units: `session`, and the file after it. For the host.
#[server(endpoint = "guests/check", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn check_guests(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use service::imports::UPLOAD_MAX;
    let account = ssr::account()?;
    let upload = answer::read_form(data, UPLOAD_MAX).await?;
    let session = upload.field("session").parse();
    let session = SessionId(session.map_err(|_| AppError::NotFound)?);
    let back = upload.back.clone();
    let done = ssr::portal()
        .check_guests(&account, session, (&upload.file, upload.bytes))
        .await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "checked"));
    Ok(())
}

/// Takes the checked table in, or discards it. For the host.
#[server(endpoint = "guests/take", output = crate::wire::Answer)]
pub async fn take_guests(
    /// The session.
    session: SessionId,
    /// `drop` to discard it.
    #[server(default)]
    answer: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer as leads, with_query};
    use crate::ssr;
    let (portal, account) = (ssr::portal(), ssr::account()?);
    if answer == "drop" {
        let done = portal.drop_guests(&account, session).await;
        done.map_err(ssr::fail)?;
        leads::lead_to(&with_query(&back, "done", "dropped"));
        return Ok(());
    }
    let done = portal.take_guests(&account, session).await;
    let done = done.map_err(ssr::fail)?;
    let next = with_query(&back, "done", "taken");
    let next = with_query(&next, "added", &done.added.to_string());
    leads::lead_to(&with_query(&next, "merged", &done.merged.to_string()));
    Ok(())
}

/// Writes to the units that were not written to yet. For the host.
#[server(endpoint = "guests/invite", output = crate::wire::Answer)]
pub async fn invite_guests(
    /// The session.
    session: SessionId,
    /// `1` to write in English.
    #[server(default)]
    english: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let (portal, account) = (ssr::portal(), ssr::account()?);
    let done = portal
        .invite_guests(&account, session, english == "1")
        .await;
    let invited = done.map_err(ssr::fail)?;
    let next = with_query(&back, "done", "invited");
    answer::lead_to(&with_query(&next, "added", &invited.to_string()));
    Ok(())
}

/// Takes a unit out of the list. For the host.
#[server(endpoint = "guests/remove", output = crate::wire::Answer)]
pub async fn remove_guest(
    /// The session.
    session: SessionId,
    /// The unit.
    id: GuestId,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let (portal, account) = (ssr::portal(), ssr::account()?);
    let done = portal.remove_guest(&account, session, id).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "removed"));
    Ok(())
}

/// An invitation, for whoever has its link.
#[server(endpoint = "guests/invitation", output = crate::wire::Answer)]
pub async fn guest_invitation(
    /// What the link carries.
    code: String,
) -> Result<views::GuestInvitation, AppError> {
    use crate::ssr;
    let found = ssr::portal().guest_invitation(&code).await;
    found.map_err(ssr::fail)
}

/// Says that an invited unit does not come; for whoever has the link of the invitation.
#[server(endpoint = "guests/decline", output = crate::wire::Answer)]
pub async fn decline_invitation(
    /// What the link carries.
    code: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let done = ssr::portal().decline_invitation(&code).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "declined"));
    Ok(())
}
