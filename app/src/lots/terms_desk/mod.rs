//! `/admin/lots/:code/terms`: what a lot is to be listed with, before it goes into a round: holders
//! of a priority right, and a reserve on the grid (bidding.md C.1). For the centre.

mod form;
mod page;

pub use form::TermsForm;
pub use page::TermsDeskPage;

use crate::error::AppError;
use domain::ids::LotCode;
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

/// What has just been changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// A holder of a priority right was put on record.
    Named,
    /// A priority right was taken back.
    TakenBack,
    /// The reserve was corrected.
    Corrected,
    /// The tags were set.
    Tagged,
    /// It is off display.
    Withdrawn,
}

impl Changed {
    const ALL: [Self; 5] = [
        Self::Named,
        Self::TakenBack,
        Self::Corrected,
        Self::Tagged,
        Self::Withdrawn,
    ];

    /// As it stands in an address, for a page without script.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::TakenBack => "taken_back",
            Self::Corrected => "corrected",
            Self::Tagged => "tagged",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What an address says was changed.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|changed| changed.code() == code)
    }
}

/// The terms of a lot. For the centre.
#[server(name = GetTermsDesk, endpoint = "lots/terms_desk", input = Json, output = crate::wire::Answer)]
pub async fn terms_desk(
    /// Code of the lot.
    code: LotCode,
) -> Result<views::TermsDesk, AppError> {
    use crate::ssr;
    ssr::portal()
        .terms_desk(&ssr::account()?, &code)
        .await
        .map_err(ssr::fail)
}

/// Changes the terms of a lot. For the centre; a plain form goes on to `back`, which says what was
/// done.
#[server(endpoint = "lots/change_terms", output = crate::wire::Answer)]
pub async fn change_terms(
    /// Code of the lot.
    lot: String,
    /// The change as it was typed.
    form: TermsForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<Changed, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    use form::Change;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    let change = form
        .change()
        .map_err(|code| answer::refuse(code, form.kept()))?;
    let (portal, words) = (ssr::portal(), &form.words);
    let (done, changed) = match change {
        Change::Name { login, rank } => (
            Changed::Named,
            portal
                .name_priority(&account, &code, &login, rank, words)
                .await,
        ),
        Change::TakeBack(holder) => (
            Changed::TakenBack,
            portal
                .take_back_priority(&account, &code, holder, words)
                .await,
        ),
        Change::Reserve(amount) => (
            Changed::Corrected,
            portal.correct_reserve(&account, &code, amount, words).await,
        ),
        Change::Tags(tags) => (
            Changed::Tagged,
            portal.set_lot_tags(&account, &code, tags, words).await,
        ),
        Change::Withdraw => (
            Changed::Withdrawn,
            portal.withdraw_lot(&account, &code, words).await,
        ),
    };
    changed.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", done.code()));
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_goes_through_the_address() {
        for changed in Changed::ALL {
            assert_eq!(Changed::of(changed.code()), Some(changed));
        }
        assert_eq!(Changed::of("sold"), None);
    }
}
