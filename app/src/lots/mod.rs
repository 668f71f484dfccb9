//! Lots: the catalogue and the page of a lot.

mod card;
mod catalogue;
mod columns;
mod compare;
pub mod desk;
mod detail;
mod facts;
mod files;
mod filter_form;
pub mod filters;
pub mod office;
pub mod place;
mod progress;
mod related;
mod reserve;
mod sections;
mod sheet;
mod terms;
pub mod terms_desk;
mod tools;
mod tray;
pub mod words;

pub use card::{LotCardView, is_sold, view_key, view_word};
pub use catalogue::CataloguePage;
pub use columns::ColumnPage;
pub use compare::ComparePage;
pub use desk::LotDeskPage;
pub use detail::LotPage;
pub use files::FileEntry;
pub use office::OfficeLotsPage;
pub use progress::ProgressFigures;
pub use sheet::SheetPage;
pub use terms_desk::TermsDeskPage;
pub use tray::{CompareTray, provide_tray};

use crate::error::AppError;
use domain::ids::LotCode;
use domain::views::{Catalogue, Comparison, LotFilter, Progress};
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
    let (who, portal) = (ssr::asker().account, ssr::portal());
    let page = portal.lot_page(&code, who.as_ref()).await;
    let mut page = page.map_err(ssr::fail)?;
    page.related = portal.related(&page.lot).await.map_err(ssr::fail)?;
    Ok(page)
}

/// Up to four public lots side by side.
#[server(name = CompareLots, endpoint = "lots/compare", input = Json, output = crate::wire::Answer)]
pub async fn compare(
    /// Codes of the lots, in their order.
    codes: Vec<LotCode>,
) -> Result<Comparison, AppError> {
    use crate::ssr;
    ssr::portal().compare(&codes).await.map_err(ssr::fail)
}

/// How far the season is, for pages that stay open.
#[server(name = GetProgress, endpoint = "lots/progress", output = crate::wire::Answer)]
pub async fn progress() -> Result<Option<Progress>, AppError> {
    use crate::ssr;
    ssr::portal().progress().await.map_err(ssr::fail)
}
