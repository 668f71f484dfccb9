//! Industry sessions: the list, the public page, and the desk of their hosts.

mod card;
mod content;
pub mod host;
mod list;
mod page;
mod screen;

pub use card::SessionCardView;
pub use content::{Agenda, Blocks, Holders};
pub use host::HostPage;
pub use list::SessionsPage;
pub use page::SessionPage;
pub use screen::HallScreenPage;

use crate::error::AppError;
use domain::views::SessionCard;
use leptos::prelude::*;

/// Every public session of the season.
#[server(name = GetSessions, endpoint = "sessions/sessions", output = crate::wire::Answer)]
pub async fn sessions() -> Result<Vec<SessionCard>, AppError> {
    use crate::ssr;
    ssr::portal().sessions().await.map_err(ssr::fail)
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
