//! The summary report (总结报告) of a session: its host writes and hands it in, the centre accepts or returns it.

mod form;
mod page;
mod parts;

pub use form::ReportForm;
pub use page::ReportPage;

use crate::error::AppError;
use domain::ids::SessionId;
use domain::views;
use leptos::prelude::*;

/// The report of a session. For its host and the centre.
#[server(endpoint = "reports/page", output = crate::wire::Answer)]
pub async fn report_page(
    /// The session.
    session: SessionId,
) -> Result<views::ReportPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let page = ssr::portal().report_page(&account, session).await;
    page.map_err(ssr::fail)
}

/// Keeps the words of a report; answers the version that it has now. For the host of the session and the
/// centre.
#[server(endpoint = "reports/write", output = crate::wire::Answer)]
pub async fn write_report(
    /// The session.
    session: SessionId,
    /// What was typed, and upon which version.
    form: ReportForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<u32, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let (base, prose) = form.read();
    let written = portal.write_report(&account, session, base, &prose).await;
    let version = written.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "saved"));
    Ok(version)
}

/// Hands a report in. For the host of the session and the centre.
#[server(endpoint = "reports/submit", output = crate::wire::Answer)]
pub async fn submit_report(
    /// The session.
    session: SessionId,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<String, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let done = ssr::portal().submit_report(&account, session).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "submitted"));
    Ok("submitted".to_owned())
}

/// Accepts a report, or returns it with notes. For the centre.
#[server(endpoint = "reports/decide", output = crate::wire::Answer)]
pub async fn decide_report(
    /// The session.
    session: SessionId,
    /// `accept`, or anything else to return it.
    decision: String,
    /// What is to be changed.
    #[server(default)]
    notes: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<String, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let accept = decision == "accept";
    let done = portal
        .decide_report(&account, session, accept, &notes)
        .await;
    done.map_err(ssr::fail)?;
    let done = if accept { "accepted" } else { "returned" };
    answer::lead_to(&with_query(&back, "done", done));
    Ok(done.to_owned())
}
