//! What is done to drafts besides typing. Plain forms: each goes on to the page that shows what came of it.

use crate::error::AppError;
use domain::ids::FileId;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// Begins a draft; a plain form goes on to it below `back`.
#[server(endpoint = "drafts/begin", output = crate::wire::Answer)]
pub async fn begin_draft(
    /// Code of the kind of the lot.
    #[server(default)]
    kind: String,
    /// Where drafts live, in the language of the form.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use domain::lots::LotKind;
    let account = ssr::account()?;
    let kind = LotKind::from_code(&kind).unwrap_or(LotKind::Patent);
    let id = ssr::portal().begin_draft(&account, kind).await;
    answer::begun(id, &back)
}

/// Begins to put a returned lot right, or goes on with it; a plain form goes on to the draft below `back`.
#[server(endpoint = "drafts/correct", output = crate::wire::Answer)]
pub async fn correct_lot(
    /// Code of the lot.
    #[server(default)]
    code: String,
    /// Where drafts live, in the language of the form.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use domain::ids::LotCode;
    let account = ssr::account()?;
    let code = LotCode::parse(&code);
    let code = code.ok_or_else(|| ssr::fail(service::Error::NotFound))?;
    let id = ssr::portal().begin_correction(&account, &code).await;
    answer::begun(id, &back)
}

/// Deletes a draft.
#[server(endpoint = "drafts/delete", output = crate::wire::Answer)]
pub async fn delete_draft(
    /// Which.
    #[server(default)]
    id: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let account = ssr::account()?;
    let id = ssr::draft_id(&id)?;
    let done = ssr::portal().delete_draft(&account, id).await;
    answer::finish(done, &back, "deleted")
}

/// Takes a deleted draft back.
#[server(endpoint = "drafts/restore", output = crate::wire::Answer)]
pub async fn restore_draft(
    /// Which.
    #[server(default)]
    id: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let account = ssr::account()?;
    let id = ssr::draft_id(&id)?;
    let done = ssr::portal().restore_draft(&account, id).await;
    answer::finish(done, &back, "restored")
}

/// Submits a draft; a plain form goes on to `back`, which says under which code.
#[server(endpoint = "drafts/submit", output = crate::wire::Answer)]
pub async fn submit_draft(
    /// Which.
    #[server(default)]
    id: String,
    /// The revision that was checked.
    #[server(default)]
    revision: String,
    /// `1` when 内容可公开 is ticked.
    #[server(default)]
    cleared: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let id = ssr::draft_id(&id)?;
    let revision = revision.parse().unwrap_or_default();
    let code = ssr::portal()
        .submit_draft(&account, id, revision, cleared == "1")
        .await;
    let code = code.map_err(ssr::fail)?;
    let to = with_query(&back, "done", "submitted");
    answer::lead_to(&with_query(&to, "code", code.as_str()));
    Ok(())
}

/// Hangs a file on a draft, or the address of a video: `id`, `kind`, `visibility` and `link` first, the
/// file after them.
#[server(endpoint = "drafts/attach", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn attach_to_draft(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use domain::files::{FILE_MAX, FileKind, Visibility};
    use service::files::Upload;
    let account = ssr::account()?;
    let posted = answer::read_form(data, FILE_MAX).await?;
    let id = ssr::draft_id(posted.field("id"))?;
    let kind = FileKind::from_code(posted.field("kind")).unwrap_or(FileKind::Other);
    // Who says nothing shows it to nobody.
    let visibility = Visibility::from_code(posted.field("visibility"));
    let visibility = visibility.unwrap_or(Visibility::Private);
    let portal = ssr::portal();
    let done = match kind {
        FileKind::VideoLink => {
            let link = posted.field("link");
            portal.link_to_draft(&account, id, visibility, link).await
        }
        kind => {
            let upload = Upload {
                kind,
                visibility,
                name: posted.file,
                bytes: posted.bytes,
            };
            portal.attach_to_draft(&account, id, upload).await
        }
    };
    answer::finish(done, &posted.back, "attached")
}

/// Takes a file of a draft away.
#[server(endpoint = "drafts/detach", output = crate::wire::Answer)]
pub async fn detach_file(
    /// Which file.
    file: FileId,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let account = ssr::account()?;
    let done = ssr::portal().detach_file(&account, file).await;
    answer::finish(done, &back, "detached")
}

/// Ticks 内容可公开 for submitted lots; a plain form goes on to `back`, which says for how many.
#[server(endpoint = "drafts/clear", output = crate::wire::Answer)]
pub async fn clear_lots(
    /// Codes of the ticked lots.
    #[server(default)]
    codes: Vec<String>,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::ids::LotCode;
    let account = ssr::account()?;
    let lots: Option<Vec<LotCode>> = codes.iter().map(|code| LotCode::parse(code)).collect();
    let lots = lots.ok_or_else(|| ssr::fail(service::Error::NotFound))?;
    let cleared = ssr::portal().clear_lots(&account, &lots).await;
    let cleared = cleared.map_err(ssr::fail)?;
    let to = with_query(&back, "done", "cleared");
    answer::lead_to(&with_query(&to, "code", &cleared.to_string()));
    Ok(())
}
