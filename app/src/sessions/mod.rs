//! Industry sessions: the list, the public page, and the desk of their hosts.

mod aftermath;
mod blocks;
mod card;
mod content;
pub mod host;
mod list;
mod page;
mod screen;

pub use blocks::Blocks;
pub use card::SessionCardView;
pub use content::{Agenda, Holders};
pub use host::{HostPage, SessionStepsPage};
pub use list::SessionsPage;
pub use page::SessionPage;
pub use screen::HallScreenPage;

use crate::error::AppError;
use domain::views::SessionGroup;
use leptos::prelude::*;

/// The sessions of a year, by default the current one, of both programmes.
#[server(name = GetSessions, endpoint = "sessions/sessions", output = crate::wire::Answer)]
pub async fn sessions(
    /// The year; empty for the current one.
    #[server(default)]
    year: String,
) -> Result<SessionGroup, AppError> {
    use crate::ssr;
    let group = ssr::portal().session_group(year.parse().ok()).await;
    group.map_err(ssr::fail)
}

/// The public page of a session; of an announced one, what is known of it.
#[server(name = GetSession, endpoint = "sessions/page", output = crate::wire::Answer)]
pub async fn session_page(
    /// Address of the session.
    slug: String,
) -> Result<domain::views::SessionPage, AppError> {
    use crate::ssr;
    ssr::portal().shown_session(&slug).await.map_err(ssr::fail)
}

/// What the hall sees on the big screen.
#[server(name = GetScreen, endpoint = "sessions/screen", output = crate::wire::Answer)]
pub async fn session_screen(
    /// Address of the session.
    slug: String,
) -> Result<domain::views::HallScreen, AppError> {
    use crate::ssr;
    ssr::portal().hall_screen(&slug).await.map_err(ssr::fail)
}
