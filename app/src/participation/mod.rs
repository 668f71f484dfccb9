//! Participation (参与): the liaison's desk with its task list, the submission sheet, and the centre's
//! list and desk of institutions.

mod acts;
mod barcode;
mod desk;
mod desk_forms;
mod experts;
mod form;
mod office;
mod office_acts;
mod own_forms;
mod page;
mod parts;
mod sheet;

pub use acts::{
    HandInAgreement, JoinSeason, NameLiaison, NominateExpert, UploadScan, hand_in_agreement,
    join_season, name_liaison, nominate_expert, upload_scan,
};
pub use desk::ParticipationDeskPage;
pub use form::PersonForm;
pub use office::OfficeParticipationsPage;
pub use office_acts::{
    AdmitExpert, DecideAgreement, NotePaper, ReopenSubmission, WaiveRule, admit_expert,
    decide_agreement, note_paper, reopen_submission, waive_rule,
};
pub use page::ParticipationPage;
pub use parts::FileLink;
pub use sheet::SubmissionSheetPage;

use crate::error::AppError;
use domain::ids::ParticipationId;
use domain::participations::people::ContactCard;
use domain::views;
use leptos::prelude::*;

/// The part of the institution of the signed-in account in the current season.
#[server(endpoint = "participation/page", output = crate::wire::Answer)]
pub async fn participation_page() -> Result<views::ParticipationPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let page = ssr::portal().participation_page(&account).await;
    page.map_err(ssr::fail)
}

/// The submission sheet of the same.
#[server(endpoint = "participation/sheet", output = crate::wire::Answer)]
pub async fn submission_sheet() -> Result<views::SubmissionSheet, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let sheet = ssr::portal().submission_sheet(&account).await;
    sheet.map_err(ssr::fail)
}

/// The institutions of the current season. For the centre.
#[server(endpoint = "participation/office", output = crate::wire::Answer)]
pub async fn office_participations(
    /// Which are shown.
    #[server(default)]
    show: String,
    /// Where the page begins.
    #[server(default)]
    after: String,
) -> Result<views::OfficeParticipations, AppError> {
    use crate::ssr;
    use domain::views::ParticipationShow;
    let account = ssr::account()?;
    let show = ParticipationShow::from_code(&show).unwrap_or(ParticipationShow::All);
    let page = ssr::portal()
        .office_participations(&account, show, after.parse().ok())
        .await;
    page.map_err(ssr::fail)
}

/// One institution. For the centre.
#[server(endpoint = "participation/desk", output = crate::wire::Answer)]
pub async fn participation_desk(
    /// Its part in the season.
    id: ParticipationId,
) -> Result<views::ParticipationDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().participation_desk(&account, id).await;
    desk.map_err(ssr::fail)
}

/// How to reach the liaison of an institution, in the clear; that is on record. For the centre.
#[server(endpoint = "participation/contact", output = crate::wire::Answer)]
pub async fn liaison_contact(
    /// The part of the institution in the season.
    id: ParticipationId,
) -> Result<Option<ContactCard>, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let card = ssr::portal().liaison_contact(&account, id).await;
    card.map_err(ssr::fail)
}
