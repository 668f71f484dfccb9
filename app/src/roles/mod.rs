//! Roles granted and taken by two security administrators.

mod form;
mod page;
pub mod places;
mod rows;

pub use form::RoleForm;
pub use page::RolesPage;

use crate::error::AppError;
use domain::ids::ProposalId;
use domain::views;
use leptos::prelude::*;

/// What waits, what was decided, who holds what. For security administrators.
#[server(endpoint = "roles/page", output = crate::wire::Answer)]
pub async fn roles_page() -> Result<views::RolesPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal().roles_page(&account).await.map_err(ssr::fail)
}

/// Proposes that somebody gets a role, or loses one. For security administrators.
#[server(endpoint = "roles/propose", output = crate::wire::Answer)]
pub async fn propose_role(
    /// The proposal as it was typed.
    form: RoleForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<ProposalId, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let refused = |code| form.keep_in(answer::refuse(code, Vec::new()));
    let wish = form.wish().map_err(refused)?;
    let done = ssr::portal().propose_role(&account, wish).await;
    let id = done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "proposed"));
    Ok(id)
}

/// Approves a proposal (`answer` = `approve`) or declines it, and answers whether it was approved. For
/// security administrators.
#[server(endpoint = "roles/decide", output = crate::wire::Answer)]
pub async fn decide_role(
    /// The proposal.
    id: ProposalId,
    /// `approve`, or anything else to decline it.
    #[server(default)]
    answer: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<bool, AppError> {
    use crate::accounts::{answer as answers, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let approve = answer == "approve";
    let done = ssr::portal().decide_role(&account, id, approve).await;
    done.map_err(ssr::fail)?;
    let done = if approve { "approved" } else { "declined" };
    answers::lead_to(&with_query(&back, "done", done));
    Ok(approve)
}
