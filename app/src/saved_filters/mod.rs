//! Filters of the catalogue that somebody keeps (保存的筛选), and whether he is written to about them once a
//! day (每日摘要).

mod form;
mod page;

pub use form::SavedFilterForm;
pub use page::SavedFiltersPage;

use crate::error::AppError;
use domain::views;
use leptos::prelude::*;

/// What somebody does with a filter, as a form names it: he wants mails about it.
pub const BEGIN: &str = "begin";
/// He wants none any more.
pub const END: &str = "end";
/// He forgets it.
pub const DELETE: &str = "delete";

/// The filters of the signed-in account.
#[server(name = GetSavedFilters, endpoint = "saved_filters/page", output = crate::wire::Answer)]
pub async fn saved_filters_page() -> Result<views::SavedFiltersPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let page = ssr::portal().saved_filters(&account).await;
    page.map_err(ssr::fail)
}

/// Keeps a filter. A plain form goes on to `back`.
#[server(endpoint = "saved_filters/save", output = crate::wire::Answer)]
pub async fn save_filter(
    /// What was typed.
    #[server(default)]
    form: SavedFilterForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let filter = form.filter();
    let portal = ssr::portal();
    let saved = portal.save_filter(&account, &form.name, &filter).await;
    saved.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "saved"));
    Ok(())
}

/// Begins or ends the mails about a filter, or forgets it. A plain form goes on to `back`.
#[server(endpoint = "saved_filters/change", output = crate::wire::Answer)]
pub async fn change_saved_filter(
    /// Which.
    #[server(default)]
    id: String,
    /// [`BEGIN`], [`END`] or [`DELETE`].
    #[server(default)]
    step: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use service::saved_filters::SavedFilterStep as Step;
    let account = ssr::account()?;
    let malformed = || answer::refuse("REQUEST_MALFORMED", Vec::new());
    let id: domain::ids::SavedFilterId = id.parse().map_err(|_| malformed())?;
    let step = match step.as_str() {
        BEGIN => Step::Begin,
        END => Step::End,
        DELETE => Step::Delete,
        _ => return Err(malformed()),
    };
    let changed = ssr::portal().change_saved_filter(&account, id, step).await;
    changed.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "changed"));
    Ok(())
}
