//! The system page of the centre's administrators: how the process and its database are.

mod page;

pub use page::SystemPage;

use crate::error::AppError;
use domain::views;
use leptos::prelude::*;

/// How the process that answers and its database are. For the administrators of the centre.
#[server(name = GetSystem, endpoint = "system/page", output = crate::wire::Answer)]
pub async fn system_page() -> Result<views::SystemPage, AppError> {
    use crate::ssr;
    ssr::portal()
        .system_page(&ssr::account()?)
        .await
        .map_err(ssr::fail)
}
