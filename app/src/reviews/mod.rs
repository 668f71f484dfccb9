//! Review and selection: the desk of an expert, and the centre's pages about groups, progress, results
//! and releases.

mod assign;
mod desk;
mod forms;
mod groups;
mod keys;
mod plan;
mod progress;
mod returned;
mod selection;
mod sheet;

pub use desk::ReviewPage;
pub use forms::{DecideForm, ReviewForm, seats, with_args};
pub use groups::ReviewGroupsPage;
pub use plan::SelectionPlanPage;
pub use progress::ReviewProgressPage;
pub use returned::{PATH as RETURNED_PATH, ReturnedLotsPage};
pub use selection::SelectionPage;

use crate::error::AppError;
use domain::ids::ReleaseId;
use domain::views;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The desk of an expert: what is assigned to him, and the lot with this code when it is.
#[server(endpoint = "reviews/desk", output = crate::wire::Answer)]
pub async fn review_desk(
    /// Code of the lot; empty for none.
    #[server(default)]
    lot: String,
) -> Result<views::ReviewDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let code = match lot.is_empty() {
        true => None,
        false => Some(ssr::lot_code(&lot)?),
    };
    let desk = ssr::portal().review_desk(&account, code.as_ref()).await;
    desk.map_err(ssr::fail)
}

/// Keeps a sheet, submits it, or recuses its expert, as the form says; answers with the step. A plain
/// form goes on to `back`. For the expert to whom the lot is assigned.
#[server(endpoint = "reviews/write", output = crate::wire::Answer)]
pub async fn write_review(
    /// The pressed button: [`forms::SAVE`], [`forms::SUBMIT`] or [`forms::RECUSE`].
    #[server(default)]
    step: String,
    /// The sheet as it was typed.
    form: ReviewForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<String, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let code = ssr::lot_code(&form.lot)?;
    let (portal, draft) = (ssr::portal(), form.draft());
    let done = match step.as_str() {
        forms::SUBMIT => portal.submit_review(&account, &code, &draft).await,
        forms::RECUSE => portal.recuse_review(&account, &code, &form.reason).await,
        _ => portal.save_review(&account, &code, draft).await,
    };
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", &step));
    Ok(step)
}

/// The evaluation groups. For the centre.
#[server(endpoint = "reviews/groups", output = crate::wire::Answer)]
pub async fn review_groups() -> Result<views::ReviewGroups, AppError> {
    use crate::ssr;
    let groups = ssr::portal().review_groups(&ssr::account()?).await;
    groups.map_err(ssr::fail)
}

/// Forms the group of an industry and answers with its code. For the centre; a plain form goes on to
/// `back`.
#[server(endpoint = "reviews/set_group", output = crate::wire::Answer)]
pub async fn set_review_group(
    /// Code of the industry.
    #[server(default)]
    industry: String,
    /// Each `account:KIND`; an expert without a seat is an empty text.
    #[server(default)]
    seats: Vec<String>,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<String, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::lots::Industry;
    let account = ssr::account()?;
    let typed = seats.join(",");
    let kept = || {
        let industry = ("industry".to_owned(), industry.clone());
        vec![industry, ("seats".to_owned(), typed.clone())]
    };
    let malformed = || answer::refuse("REQUEST_MALFORMED", kept());
    let of = Industry::from_code(&industry).ok_or_else(malformed)?;
    let seats = forms::seats(&seats).ok_or_else(malformed)?;
    let done = ssr::portal().set_review_group(&account, of, seats).await;
    done.map_err(|error| forms::with_args(ssr::fail(error), kept()))?;
    answer::lead_to(&with_query(&back, "done", &industry));
    Ok(industry)
}

/// Gives a lot that is under review to one more member of its group and answers with its code. For the
/// centre; a plain form goes on to `back`.
#[server(endpoint = "reviews/assign", output = crate::wire::Answer)]
pub async fn assign_review(
    /// Code of the lot.
    #[server(default)]
    lot: String,
    /// Number of the expert's account.
    #[server(default)]
    expert: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<String, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::ids::{AccountId, LotCode};
    let account = ssr::account()?;
    let typed = lot.trim().to_uppercase();
    let kept = || {
        vec![
            ("lot".to_owned(), lot.clone()),
            ("expert".to_owned(), expert.clone()),
        ]
    };
    let code = LotCode::parse(&typed);
    let code = code.ok_or_else(|| ssr::fail(service::Error::NotFound))?;
    let number = AccountId(expert.parse().unwrap_or_default());
    let done = ssr::portal().assign_review(&account, &code, number).await;
    done.map_err(|error| forms::with_args(ssr::fail(error), kept()))?;
    answer::lead_to(&with_query(&back, "assigned", code.as_str()));
    Ok(code.to_string())
}

/// How far the reviews are. For the centre.
#[server(endpoint = "reviews/progress", output = crate::wire::Answer)]
pub async fn review_progress() -> Result<views::ReviewProgress, AppError> {
    use crate::ssr;
    let progress = ssr::portal().review_progress(&ssr::account()?).await;
    progress.map_err(ssr::fail)
}

/// The table of the selection. For the centre.
#[server(endpoint = "reviews/selection", output = crate::wire::Answer)]
pub async fn selection_table(
    /// Code of the state that is shown; lots under review for anything else.
    #[server(default)]
    state: String,
    /// Code of an industry; all of them for anything else.
    #[server(default)]
    industry: String,
) -> Result<views::SelectionTable, AppError> {
    use crate::ssr;
    use domain::lots::Industry;
    let account = ssr::account()?;
    let (state, industry) = (forms::shown(&state), Industry::from_code(&industry));
    let portal = ssr::portal();
    let table = portal.selection_table(&account, state, industry).await;
    table.map_err(ssr::fail)
}

/// A step or a release on trial. For the centre.
#[server(endpoint = "reviews/plan", output = crate::wire::Answer)]
pub async fn selection_plan(
    /// A step, or [`forms::RELEASE`].
    #[server(default)]
    act: String,
    /// The ticked lots.
    #[server(default)]
    ids: Vec<i64>,
) -> Result<views::SelectionPlan, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use domain::ids::LotId;
    use domain::reviews::SelectionStep;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let lots: Vec<LotId> = ids.into_iter().map(LotId).collect();
    let plan = match SelectionStep::from_code(&act) {
        Some(step) => portal.plan_selection(&account, step, &lots).await,
        None if act == forms::RELEASE => portal.plan_release(&account, &lots).await,
        None => return Err(answer::refuse("REQUEST_MALFORMED", Vec::new())),
    };
    plan.map_err(ssr::fail)
}

/// The lots that came back to the institution of whoever asks, with their notes.
#[server(endpoint = "reviews/returned", output = crate::wire::Answer)]
pub async fn returned_lots() -> Result<Vec<views::ReturnedLot>, AppError> {
    use crate::ssr;
    let lots = ssr::portal().returned_lots(&ssr::account()?).await;
    lots.map_err(ssr::fail)
}

/// What a command has done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The step, or [`forms::RELEASE`].
    pub act: String,
    /// Lots that have moved, or are in the release.
    pub moved: u32,
    /// Lots that stay.
    pub left: u32,
}

/// Takes a step for the ticked lots, or releases them. For the centre; a plain form goes on to `back`,
/// which says what was done.
#[server(endpoint = "reviews/decide", output = crate::wire::Answer)]
pub async fn decide_selection(
    /// The ticked lots.
    #[server(default)]
    ids: Vec<i64>,
    /// What is to be done.
    form: DecideForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<Decided, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use crate::typed_form::TypedForm;
    use domain::ids::LotId;
    use domain::reviews::SelectionStep;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let lots: Vec<LotId> = ids.into_iter().map(LotId).collect();
    let keep = |error| form.keep_in(ssr::fail(error));
    let moved = match SelectionStep::from_code(&form.act) {
        Some(step) => {
            let words = (form.reason.as_str(), form.notes.as_str());
            let plan = portal.decide_lots(&account, step, &lots, words).await;
            plan.map_err(keep)?.ready()
        }
        None => {
            let at = form.publish_at();
            let at = at.map_err(|code| answer::refuse(code, form.kept()))?;
            let planned = portal.plan_release(&account, &lots).await.map_err(keep)?;
            let made = portal.make_release(&account, &form.title, at, &lots).await;
            made.map_err(keep)?;
            planned.ready()
        }
    };
    let done = Decided {
        act: form.act.clone(),
        moved: moved as u32,
        left: lots.len().saturating_sub(moved) as u32,
    };
    answer::lead_to(&done.address(&back));
    Ok(done)
}

/// Cancels a release that waits for its time. For the centre.
#[server(endpoint = "reviews/cancel_release", output = crate::wire::Answer)]
pub async fn cancel_release(
    /// Which.
    id: ReleaseId,
    /// Why.
    #[server(default)]
    reason: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let portal = ssr::portal();
    let done = portal.cancel_release(&ssr::account()?, id, &reason).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "cancelled"));
    Ok(())
}

impl Decided {
    /// `back` with what was done, for a page without script.
    pub fn address(&self, back: &str) -> String {
        let back = crate::accounts::with_query(back, "done", &self.act);
        format!("{back}&moved={}&left={}", self.moved, self.left)
    }

    /// What an address says was done.
    pub fn of(act: &str, moved: &str, left: &str) -> Option<Self> {
        Some(Self {
            act: act.to_owned(),
            moved: moved.parse().ok()?,
            left: left.parse().ok()?,
        })
    }
}
