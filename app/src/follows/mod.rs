//! Following lots (关注): the button on a lot and on its card, and the list of one's own.

mod button;
mod page;

pub use button::FollowButton;
pub use page::FollowsPage;

use crate::error::AppError;
use domain::views;
use leptos::prelude::*;

/// The lots that the signed-in account follows.
#[server(name = GetFollows, endpoint = "follows/page", output = crate::wire::Answer)]
pub async fn follows_page() -> Result<views::FollowsPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal()
        .follows_page(&account)
        .await
        .map_err(ssr::fail)
}

/// Follows a lot, or does not any more; answers whether it does now. A plain form goes on to `back`.
#[server(name = SetFollow, endpoint = "follows/set", output = crate::wire::Answer)]
pub async fn set_follow(
    /// Code of the lot.
    #[server(default)]
    lot: String,
    /// `1` to follow it.
    #[server(default)]
    on: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<bool, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let account = ssr::account()?;
    let (code, on) = (ssr::lot_code(&lot)?, on == "1");
    let set = ssr::portal().set_follow(&account, &code, on).await;
    set.map_err(ssr::fail)?;
    answer::lead_to(&back);
    Ok(on)
}
