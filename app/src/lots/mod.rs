//! Lots: the catalogue and the page of a lot.

mod card;
mod catalogue;
pub mod desk;
mod detail;
mod facts;
mod filter_form;
pub mod filters;
pub mod office;
mod reserve;
mod sections;
mod sheet;
mod terms;
pub mod terms_desk;
mod tools;

pub use card::{LotCardView, is_sold, view_key, view_word};
pub use catalogue::CataloguePage;
pub use desk::LotDeskPage;
pub use detail::LotPage;
pub use office::OfficeLotsPage;
pub use sheet::SheetPage;
pub use terms_desk::TermsDeskPage;

use crate::error::AppError;
use domain::ids::LotCode;
use domain::views::{Catalogue, LotFilter};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The catalogue for these filters.
#[server(name = GetCatalogue, endpoint = "lots/catalogue", input = Json, output = crate::wire::Answer)]
pub async fn catalogue(
    /// What is asked for.
    filter: LotFilter,
) -> Result<Catalogue, AppError> {
    use crate::ssr;
    ssr::portal().catalogue(&filter).await.map_err(ssr::fail)
}

/// The page of a lot for whoever asks.
#[server(name = GetLot, endpoint = "lots/lot", input = Json, output = crate::wire::Answer)]
pub async fn lot(
    /// Code of the lot.
    code: LotCode,
) -> Result<domain::views::LotPage, AppError> {
    use crate::ssr;
    let who = ssr::asker().account;
    ssr::portal()
        .lot_page(&code, who.as_ref())
        .await
        .map_err(ssr::fail)
}
