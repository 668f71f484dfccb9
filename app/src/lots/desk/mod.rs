//! `/admin/lots/:code`: one lot under the hammer as the centre sees it, and stepping in under the
//! two-person rule (bidding.md C.7, C.8). For the centre.

mod events;
mod form;
mod forms;
mod incidents;
mod page;
mod requests;
mod words;

pub use form::InterventionForm;
pub use page::LotDeskPage;

use crate::error::AppError;
use domain::ids::{InterventionId, LotCode};
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

/// What somebody has just done to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// Asked for an intervention.
    Requested,
    /// Approved one.
    Approved,
    /// Declined one, or took it back.
    Declined,
}

impl Done {
    /// As it stands in an address, for a page without script.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Declined => "declined",
        }
    }

    /// What an address says was done.
    pub fn of(code: &str) -> Option<Self> {
        [Self::Requested, Self::Approved, Self::Declined]
            .into_iter()
            .find(|done| done.code() == code)
    }
}

/// The desk of a lot that is or was in a round. For the centre.
#[server(name = GetLotDesk, endpoint = "lots/desk", input = Json, output = crate::wire::Answer)]
pub async fn lot_desk(
    /// Code of the lot.
    code: LotCode,
) -> Result<views::LotDesk, AppError> {
    use crate::ssr;
    ssr::portal()
        .lot_desk(&ssr::account()?, &code)
        .await
        .map_err(ssr::fail)
}

/// Asks for an intervention; somebody else of the centre must approve it. A plain form goes on to
/// `back`, which says so.
#[server(endpoint = "lots/request_intervention", output = crate::wire::Answer)]
pub async fn request_intervention(
    /// Code of the lot.
    lot: String,
    /// The wish as it was typed.
    form: InterventionForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<Done, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    let wanted = form
        .intervention()
        .map_err(|code| answer::refuse(code, form.kept()))?;
    let asked = ssr::portal()
        .request_intervention(&account, &code, wanted, &form.words)
        .await;
    asked.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", Done::Requested.code()));
    Ok(Done::Requested)
}

/// Approves (`answer` = `approve`) or declines a request that waits. For somebody of the centre;
/// nobody approves his own.
#[server(endpoint = "lots/decide_intervention", output = crate::wire::Answer)]
pub async fn decide_intervention(
    /// The request.
    id: InterventionId,
    /// The pressed button.
    #[server(default)]
    answer: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<Done, AppError> {
    use crate::accounts::{answer::lead_to, with_query};
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let (done, decided) = if answer == "approve" {
        let approved = portal.approve_intervention(&account, id).await;
        (Done::Approved, approved)
    } else {
        let declined = portal.decline_intervention(&account, id).await;
        (Done::Declined, declined)
    };
    decided.map_err(ssr::fail)?;
    lead_to(&with_query(&back, "done", done.code()));
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_goes_through_the_address() {
        for done in [Done::Requested, Done::Approved, Done::Declined] {
            assert_eq!(Done::of(done.code()), Some(done));
        }
        assert_eq!(Done::of("sold"), None);
    }
}
