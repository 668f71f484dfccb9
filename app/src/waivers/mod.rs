//! Waivers (豁免): the one page on which the centre grants and ends them.

mod page;
mod parts;

pub use page::WaiversPage;
pub use parts::Waivers;

use crate::error::AppError;
use crate::typed_form::TypedForm;
use domain::ids::WaiverId;
use domain::views;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A waiver as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WaiverForm {
    /// Full name of the institution.
    pub unit: String,
    /// Code of the rule.
    pub rule: String,
    /// Why.
    pub reason: String,
}

impl TypedForm for WaiverForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("unit", &mut self.unit),
            ("rule", &mut self.rule),
            ("reason", &mut self.reason),
        ]
    }
}

/// The waivers of the current season, and the numbers of an institution. For the centre.
#[server(endpoint = "waivers/page", output = crate::wire::Answer)]
pub async fn waivers_page(
    /// Full name of the institution.
    #[server(default)]
    unit: String,
    /// Where the page begins.
    #[server(default)]
    after: String,
) -> Result<views::WaiversPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let page = ssr::portal()
        .waivers_page(&account, &unit, after.parse().ok())
        .await;
    page.map_err(ssr::fail)
}

/// Waives a rule for an institution in the current season. For the centre.
#[server(endpoint = "waivers/grant", output = crate::wire::Answer)]
pub async fn grant_waiver(
    /// What was typed.
    form: WaiverForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::waivers::WaiverRule;
    let account = ssr::account()?;
    let rule = WaiverRule::from_code(&form.rule);
    let rule = rule.ok_or_else(|| form.keep_in(answer::refuse("WAIVER_RULE", Vec::new())))?;
    let done = ssr::portal()
        .grant_waiver(&account, &form.unit, rule, &form.reason)
        .await;
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "granted"));
    Ok(())
}

/// Ends a waiver. For the centre.
#[server(endpoint = "waivers/end", output = crate::wire::Answer)]
pub async fn end_waiver(
    /// The waiver.
    id: WaiverId,
    /// Why.
    #[server(default)]
    reason: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let account = ssr::account()?;
    let done = ssr::portal().end_waiver(&account, id, &reason).await;
    answer::finish(done, &back, "ended")
}
