//! Collection forms: upload, check, preview, commit.

mod changes;
mod history;
mod page;
mod preview;
mod quotas;
mod rules;
mod sort;

pub use page::ImportPage;
pub use quotas::Quotas;

use crate::error::AppError;
use domain::ids::ImportId;
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// The largest file that is taken, MB (domain.md §4). A form with 2,000 rows is far below it.
pub const FILE_MAX_MB: usize = 20;

/// Checks an uploaded form and keeps the preview. For liaisons and the centre; writes no lot.
///
/// The form posts `back` first and `file` after it; a plain form goes on to the preview.
#[server(endpoint = "collection/upload", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn upload_form(
    /// The posted parts.
    data: MultipartData,
) -> Result<ImportId, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let upload = answer::read_upload(data, FILE_MAX_MB * 1_000_000).await?;
    let id = ssr::portal()
        .upload_form(&account, &upload.file, upload.bytes)
        .await;
    let id = id.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&upload.back, "id", &id.to_string()));
    Ok(id)
}

/// The preview of an upload. For the person who uploaded it and the centre.
#[server(endpoint = "collection/preview", output = crate::wire::Answer)]
pub async fn import_preview(
    /// The upload.
    id: ImportId,
) -> Result<views::ImportPreview, AppError> {
    use crate::ssr;
    ssr::portal()
        .import_preview(&ssr::account()?, id)
        .await
        .map_err(ssr::fail)
}

/// The latest uploads: one's own; all of them for the centre.
#[server(endpoint = "collection/imports", output = crate::wire::Answer)]
pub async fn imports() -> Result<Vec<views::ImportLine>, AppError> {
    use crate::ssr;
    ssr::portal()
        .imports(&ssr::account()?)
        .await
        .map_err(ssr::fail)
}

/// Takes a committed upload back, all of it or nothing. For whoever committed it and the centre.
#[server(endpoint = "collection/undo", output = crate::wire::Answer)]
pub async fn undo_import(
    /// The upload.
    id: ImportId,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<ImportId, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let account = ssr::account()?;
    let done = ssr::portal().undo_import(&account, id).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&back);
    Ok(id)
}

/// What the season asks of one's own institution; nothing for the centre.
#[server(endpoint = "collection/quotas", output = crate::wire::Answer)]
pub async fn quota_desk() -> Result<Option<views::QuotaDesk>, AppError> {
    use crate::ssr;
    ssr::portal()
        .quota_desk(&ssr::account()?)
        .await
        .map_err(ssr::fail)
}

/// Commits all rows (`mode` = `all`) or those without an error (`good`), in one transaction.
#[server(endpoint = "collection/commit", output = crate::wire::Answer)]
pub async fn commit_import(
    /// The upload.
    id: ImportId,
    /// `all` or `good`.
    #[server(default)]
    mode: String,
    /// `1` when a liaison of the form takes the place of the one who is.
    #[server(default)]
    replace: String,
    /// `1` when 内容可公开 is ticked for all lots of it.
    #[server(default)]
    cleared: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<views::ImportPreview, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use service::imports::CommitMode;
    let account = ssr::account()?;
    let mode = CommitMode {
        only_good: mode == "good",
        replace: replace == "1",
        cleared: cleared == "1",
    };
    let done = ssr::portal().commit_import_as(&account, id, mode).await;
    let done = done.map_err(ssr::fail)?;
    answer::lead_to(&back);
    Ok(done)
}
