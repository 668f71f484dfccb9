//! The playback of a finished lot (`/lots/:code?at=seq`): how it stood at any moment. The engine
//! makes the moment again, on the server for the first view and in the browser from then on.

mod mark;
mod player;
mod view;
mod words;

pub(super) use mark::ChartMark;
pub use player::{Asked, provide_player, use_player};
pub use view::PlaybackView;

use crate::error::AppError;
use domain::playback::{Moment, NoMoment, Playback};
use leptos::prelude::*;

/// The public events of the last round of a finished lot; nothing where there is no playback.
#[server(name = GetPlayback, endpoint = "bidding/playback", output = crate::wire::Answer)]
pub async fn playback(
    /// Code of the lot.
    lot: String,
) -> Result<Option<Playback>, AppError> {
    use crate::ssr;
    let code = ssr::lot_code(&lot)?;
    ssr::portal().playback(&code).await.map_err(ssr::fail)
}

/// How a finished lot stood at one moment; nothing where there is no playback.
#[server(name = GetMoment, endpoint = "bidding/moment", output = crate::wire::Answer)]
pub async fn moment(
    /// Code of the lot.
    lot: String,
    /// Number of the event; the end without one.
    #[server(default)]
    at: Option<u64>,
) -> Result<Option<Result<Moment, NoMoment>>, AppError> {
    use crate::ssr;
    let code = ssr::lot_code(&lot)?;
    ssr::portal().moment(&code, at).await.map_err(ssr::fail)
}
