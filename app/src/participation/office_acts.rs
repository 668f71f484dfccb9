//! What the centre decides about an institution.

use crate::error::AppError;
use domain::ids::{AgreementId, ExpertId, ParticipationId};
use leptos::prelude::*;

/// Accepts an agreement (`answer` = `accept`) or returns it.
#[server(endpoint = "participation/decide", output = crate::wire::Answer)]
pub async fn decide_agreement(
    /// The agreement.
    id: AgreementId,
    /// `accept`, or anything else to return it.
    #[server(default)]
    answer: String,
    /// Why it is returned.
    #[server(default)]
    reason: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer as answers;
    use crate::ssr;
    let (account, accept) = (ssr::account()?, answer == "accept");
    let done = ssr::portal()
        .decide_agreement(&account, id, accept, &reason)
        .await;
    answers::finish(done, &back, "decided")
}

/// Notes on which day the papers came in.
#[server(endpoint = "participation/paper", output = crate::wire::Answer)]
pub async fn note_paper(
    /// The institution's part.
    id: ParticipationId,
    /// The day.
    #[server(default)]
    on: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use domain::time::Date;
    let account = ssr::account()?;
    let day = Date::parse_iso(on.trim());
    let day = day.ok_or_else(|| answer::refuse("DATE_FORMAT", Vec::new()))?;
    let done = ssr::portal().note_paper(&account, id, day).await;
    answer::finish(done, &back, "paper")
}

/// Reopens the submissions for one institution until a day.
#[server(endpoint = "participation/reopen", output = crate::wire::Answer)]
pub async fn reopen_submission(
    /// The institution's part.
    id: ParticipationId,
    /// The last day.
    #[server(default)]
    until: String,
    /// Why.
    #[server(default)]
    reason: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use domain::time::Date;
    let account = ssr::account()?;
    let day = Date::parse_iso(until.trim());
    let day = day.ok_or_else(|| answer::refuse("DATE_FORMAT", Vec::new()))?;
    let done = ssr::portal()
        .reopen_submission(&account, id, day, &reason)
        .await;
    answer::finish(done, &back, "reopened")
}

/// Admits an expert to the corps (`answer` = `admit`), or takes that back.
#[server(endpoint = "participation/admit", output = crate::wire::Answer)]
pub async fn admit_expert(
    /// The expert.
    id: ExpertId,
    /// `admit`, or anything else to take it back.
    #[server(default)]
    answer: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer as answers;
    use crate::ssr;
    let account = ssr::account()?;
    let admit = answer == "admit";
    let done = ssr::portal().decide_expert(&account, id, admit).await;
    answers::finish(done, &back, "expert")
}
