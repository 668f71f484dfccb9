//! Counted targets (指标) of sessions: the task list of the host, the logbooks that figures are counted
//! from, and the centre's board.

mod board;
mod desk;
mod entry_form;
mod figures;
mod form;
mod logbook;
mod parts;

pub use board::TargetBoardPage;
pub use desk::TargetDeskPage;
pub use form::EntryForm;
pub use logbook::LogbookPage;
pub use parts::refused_at;

use crate::error::AppError;
use domain::ids::{EntryId, SessionId};
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// The targets of a session. For its host and the centre.
#[server(endpoint = "targets/desk", output = crate::wire::Answer)]
pub async fn target_desk(
    /// The session.
    session: SessionId,
) -> Result<views::TargetDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().target_desk(&account, session).await;
    desk.map_err(ssr::fail)
}

/// A logbook of a session. For its host and the centre.
#[server(endpoint = "targets/logbook", output = crate::wire::Answer)]
pub async fn logbook_page(
    /// The session.
    session: SessionId,
    /// Which logbook, as in addresses.
    book: String,
    /// Where the page begins.
    #[server(default)]
    before: String,
    /// The entry that is to be changed.
    #[server(default)]
    edit: String,
    /// What is searched for.
    #[server(default)]
    q: String,
) -> Result<views::LogbookPage, AppError> {
    use crate::ssr;
    use domain::logbooks::Book;
    let account = ssr::account()?;
    let book = Book::from_slug(&book).ok_or(AppError::NotFound)?;
    let page = ssr::portal()
        .logbook(
            &account,
            session,
            book,
            before.parse().ok(),
            edit.parse().ok(),
            &q,
        )
        .await;
    page.map_err(ssr::fail)
}

/// Writes an entry into a logbook, or changes one; a plain form goes on to `back`.
#[server(endpoint = "targets/save", output = crate::wire::Answer)]
pub async fn save_entry(
    /// The session.
    session: SessionId,
    /// Which logbook, as in addresses.
    book: String,
    /// Number of the entry that is changed; empty for a new one.
    #[server(default)]
    id: String,
    /// What was typed.
    #[server(default)]
    form: EntryForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    use domain::logbooks::Book;
    use service::targets::Written;
    let account = ssr::account()?;
    let book = Book::from_slug(&book).ok_or(AppError::NotFound)?;
    let done = ssr::portal()
        .save_entry(&account, session, book, id.parse().ok(), &form.draft())
        .await;
    let done = match done.map_err(|error| form.keep_in(ssr::fail(error)))? {
        Written::Added(_) => "added",
        Written::Merged(_) => "merged",
        Written::Changed(_) => "changed",
    };
    answer::lead_to(&with_query(&back, "done", done));
    Ok(())
}

/// Takes an entry out of its logbook, or brings it back; a plain form goes on to `back`.
#[server(endpoint = "targets/remove", output = crate::wire::Answer)]
pub async fn remove_entry(
    /// The session.
    session: SessionId,
    /// The entry.
    id: EntryId,
    /// `1` to bring it back.
    #[server(default)]
    restore: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let next = if restore == "1" {
        let done = portal.restore_entry(&account, session, id).await;
        done.map_err(ssr::fail)?;
        with_query(&back, "done", "restored")
    } else {
        let done = portal.remove_entry(&account, session, id).await;
        done.map_err(ssr::fail)?;
        let next = with_query(&back, "done", "removed");
        with_query(&next, "entry", &id.to_string())
    };
    answer::lead_to(&next);
    Ok(())
}

/// Hangs a file on a typical case: `session` and `id`, and the file after them.
#[server(endpoint = "targets/file", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn upload_case(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::files::FILE_MAX;
    let account = ssr::account()?;
    let upload = answer::read_form(data, FILE_MAX).await?;
    let session = upload.field("session").parse();
    let session = SessionId(session.map_err(|_| AppError::NotFound)?);
    let id = upload.field("id").parse();
    let id = EntryId(id.map_err(|_| AppError::NotFound)?);
    let done = ssr::portal()
        .attach_case(&account, session, id, &upload.file, upload.bytes)
        .await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&upload.back, "done", "file"));
    Ok(())
}

/// Reads a table into a logbook: `session` and `book`, and the file after them.
#[server(endpoint = "targets/import", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn import_entries(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::logbooks::Book;
    use service::imports::UPLOAD_MAX;
    let account = ssr::account()?;
    let upload = answer::read_form(data, UPLOAD_MAX).await?;
    let session = upload.field("session").parse();
    let session = SessionId(session.map_err(|_| AppError::NotFound)?);
    let book = Book::from_slug(upload.field("book")).ok_or(AppError::NotFound)?;
    let back = upload.back.clone();
    let done = ssr::portal()
        .import_entries(&account, session, book, (&upload.file, upload.bytes))
        .await;
    let done = done.map_err(ssr::fail)?;
    let next = with_query(&back, "done", "imported");
    let next = with_query(&next, "added", &done.added.to_string());
    answer::lead_to(&with_query(&next, "merged", &done.merged.to_string()));
    Ok(())
}

/// Waives a target for a session. For the centre; a plain form goes on to `back`.
#[server(endpoint = "targets/waive", output = crate::wire::Answer)]
pub async fn waive_target(
    /// The session.
    session: SessionId,
    /// Number of the target.
    #[server(default)]
    target: String,
    /// Why.
    #[server(default)]
    reason: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::targets::TargetId;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let id = TargetId::from_code(&target);
    let id = id.ok_or_else(|| answer::refuse("CODE_UNKNOWN_TARGET", Vec::new()))?;
    let done = portal.waive_target(&account, session, id, &reason).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "waived"));
    Ok(())
}

/// The sessions of a season with their targets. For the centre and regulators.
#[server(endpoint = "targets/board", output = crate::wire::Answer)]
pub async fn target_board(
    /// Code of the season; empty for the current one.
    #[server(default)]
    season: String,
    /// Which sessions are shown.
    #[server(default)]
    show: String,
) -> Result<views::TargetBoard, AppError> {
    use crate::ssr;
    use domain::views::BoardShow;
    let account = ssr::account()?;
    let show = BoardShow::from_code(&show).unwrap_or(BoardShow::All);
    let season = (!season.is_empty()).then_some(season.as_str());
    let board = ssr::portal().target_board(&account, season, show).await;
    board.map_err(ssr::fail)
}
