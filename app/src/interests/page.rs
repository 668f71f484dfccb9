//! `/host/follow-ups/:id`: one follow-up with its log. For whoever looks after it.

use super::form::{FollowUpForm, follow_up_control};
use super::list::PATH;
use super::steps::Steps;
use super::{StepFollowUp, follow_up};
use crate::command::{carried_out, refusals, refused};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::second_factor::RevealLink;
use crate::typed_form::TypedForm;
use crate::ui::{DOT, Day, Empty, ErrorSummary, Loaded, Notice, PageHead, When};
use domain::ids::InterestId;
use domain::interests::{ContactLine, FollowUpEnd};
use domain::views::FollowUpPage as Page;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, interests as m, ui};

/// A step that is taken.
pub type Stepping = ServerAction<StepFollowUp>;

/// The follow-up.
#[component]
pub fn FollowUpPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get_str("id")?.parse::<InterestId>().ok()));
    let step = Stepping::new();
    let done = carried_out(step);
    let page = crate::wire::blocking_data(
        move || (id.get(), done.get()),
        |(id, _)| async move { follow_up(id.ok_or(AppError::NotFound)?).await },
    );
    let errors = refusals(step, meant);
    view! {
        <PageHead title=m::page_title(lang) description=m::list_intro(lang) />
        <ErrorSummary errors />
        <DoneNote step errors />
        <div class="office desk">
            <Loaded resource=page let:page>
                <FollowUp page step />
            </Loaded>
        </div>
    }
}

/// The control that a refusal means.
pub fn meant(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } => follow_up_control(code),
        _ => "",
    }
}

/// What was typed into the form of a step that was refused.
pub fn typed(step: Stepping, of: &str) -> FollowUpForm {
    let form = FollowUpForm::of(untrack(|| refused(step)).as_ref());
    match form.step == of {
        true => form,
        false => FollowUpForm::default(),
    }
}

/// What has just been done, after a script call or a redirect.
#[component]
fn DoneNote(step: Stepping, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = move || query.with(|query| query.get("done"));
    move || {
        let done = step.value().get().and_then(Result::ok).or_else(by_form);
        let words = match done.filter(|_| errors.with(Vec::is_empty))?.as_str() {
            "log" => m::done_log(lang),
            "assign" => m::done_assign(lang),
            "end" => m::done_end(lang),
            _ => return None,
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

#[component]
fn FollowUp(page: Page, step: Stepping) -> impl IntoView {
    let lang = use_lang();
    let up = href(lang, PATH);
    let name = page.line.interest.enterprise.clone();
    let overdue = page.line.interest.is_overdue(page.today).then(|| {
        view! { <Notice tone="warning"><p>{m::overdue_note(lang)}</p></Notice> }
    });
    let end = page.line.interest.end.clone();
    let log = page.log.clone();
    let steps = end
        .is_none()
        .then(|| view! { <Steps page=page.clone() step /> });
    let ended = end.map(|end| view! { <Ended end /> });
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=up>{m::list_title(lang)}</a>
                </li>
                <li aria-current="page">{m::page_title(lang)}</li>
            </ol>
        </nav>
        <h1 lang="zh-CN">{name}</h1>
        {overdue}
        <Facts page />
        {ended}
        {steps}
        <section class="section" aria-labelledby="log-title">
            <h2 id="log-title">{m::log(lang)}</h2>
            <Log log />
        </section>
    }
}

#[component]
fn Facts(page: Page) -> impl IntoView {
    let lang = use_lang();
    let line = page.line;
    let interest = line.interest;
    let lot = href(lang, &format!("/lots/{}", interest.lot));
    let session = line.session.title.pick(lang.is_english()).to_owned();
    let who = match (page.contact.is_empty(), page.phone.is_empty()) {
        (true, true) => m::contact_none(lang).to_owned(),
        _ => format!("{} {}", page.contact, page.phone).trim().to_owned(),
    };
    let reveal = page.masked.then(|| view! { {DOT} <RevealLink /> });
    view! {
        <dl class="facts">
            <div class="facts-wide">
                <dt>{m::credit_code(lang)}</dt>
                <dd>{interest.credit_code}</dd>
            </div>
            <div>
                <dt>{m::contact(lang)}</dt>
                <dd>{who} {reveal}</dd>
            </div>
            <div class="facts-wide">
                <dt>{m::lot(lang)}</dt>
                <dd lang="zh-CN">
                    <a href=lot>{interest.lot.to_string()}</a>
                    {DOT}
                    {line.lot_title}
                </dd>
            </div>
            <div class="facts-wide">
                <dt>{m::session(lang)}</dt>
                <dd>{session} {DOT} <When at=interest.noted_at /></dd>
            </div>
            <div>
                <dt>{m::level(lang)}</dt>
                <dd>{interest.level.label(lang)}</dd>
            </div>
            <div>
                <dt>{m::next_step(lang)}</dt>
                <dd>{interest.next_step.label(lang)}</dd>
            </div>
            <div>
                <dt>{m::manager(lang)}</dt>
                <dd>{line.manager}</dd>
            </div>
            <div>
                <dt>{m::due_on(lang)}</dt>
                <dd>
                    <Day on=interest.due_on />
                </dd>
            </div>
        </dl>
    }
}

/// How it ended.
#[component]
fn Ended(end: FollowUpEnd) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Notice tone="info">
            <p>
                {m::ended(lang)} {DOT} {end.outcome.label(lang)} {DOT} <When at=end.at />
            </p>
            <p lang="zh-CN">{end.note}</p>
        </Notice>
    }
}

#[component]
fn Log(log: Vec<ContactLine>) -> impl IntoView {
    let lang = use_lang();
    if log.is_empty() {
        return view! { <Empty reason=m::log_none(lang) /> }.into_any();
    }
    let rows = log
        .into_iter()
        .map(|line| {
            view! {
                <li>
                    <p class="office-note">
                        <When at=line.at />
                        {DOT}
                        {line.way.label(lang)}
                        {DOT}
                        {line.by}
                    </p>
                    <p lang="zh-CN">{line.words}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="follow-up-log">{rows}</ol> }.into_any()
}
