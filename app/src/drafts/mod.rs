//! Drafts (草稿): a liaison types a lot into an online form, as a list of sections in any order. Every form
//! here is a plain one, with and without script; with scripts what is typed is saved as well.

mod acts;
mod attachments;
mod autosave;
mod begin;
mod check;
mod cleared;
mod control;
mod desk;
mod form;
mod page;
mod parts;
mod section;

pub use acts::{
    AttachToDraft, BeginDraft, ClearLots, CorrectLot, DeleteDraft, DetachFile, RestoreDraft,
    SubmitDraft, attach_to_draft, begin_draft, clear_lots, correct_lot, delete_draft, detach_file,
    restore_draft, submit_draft,
};
pub use begin::NewLotPage;
pub use check::DraftCheckPage;
pub use desk::{CorrectForm, OwnLots};
pub use form::{Posted, SectionForm};
pub use page::DraftPage;
pub use parts::{DoneNote, summary};
pub use section::DraftSectionPage;

use crate::error::AppError;
use domain::drafts::Typed;
use domain::ids::DraftId;
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// Where drafts live.
pub const PATH: &str = "/org/lots/drafts";

/// The drafts of the institution of the signed-in account, and its lots of the season.
#[server(name = GetDrafts, endpoint = "drafts/list", output = crate::wire::Answer)]
pub async fn drafts() -> Result<views::DraftsPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal().drafts(&account).await.map_err(ssr::fail)
}

/// A draft.
#[server(name = GetDraft, endpoint = "drafts/draft", output = crate::wire::Answer)]
pub async fn draft(
    /// Which.
    #[server(default)]
    id: String,
) -> Result<views::DraftPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let id = ssr::draft_id(&id)?;
    let page = ssr::portal().draft_page(&account, id).await;
    page.map_err(ssr::fail)
}

/// Keeps what is typed into a section while it is typed. A plain form is posted to the page of the section
/// instead, which answers with what was typed: a summary is too long for an address.
#[server(name = SaveDraft, endpoint = "drafts/save", input = Json, output = crate::wire::Answer)]
pub async fn save_draft(
    /// Which draft.
    id: DraftId,
    /// The section, as its page is called.
    section: String,
    /// The revision that the window has seen.
    base: u32,
    /// What stands in its controls, by column.
    typed: Typed,
) -> Result<views::SavedDraft, AppError> {
    use crate::ssr;
    use domain::drafts::Section;
    let account = ssr::account()?;
    let section = Section::from_slug(&section);
    let section = section.ok_or_else(|| ssr::fail(service::Error::NotFound))?;
    let saved = ssr::portal()
        .save_draft(&account, id, (section, base), typed)
        .await;
    saved.map_err(ssr::fail)
}
