//! What the pages of the institution and of the centre share.

use super::form::refused;
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Day, Notice, When};
use domain::participations::{Task, TaskFacts, TaskState};
use domain::views::{AgreementLine, FileLine, LiaisonLine, SubmissionDays};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, date_long, participation as m};

/// The task list: each task with whose turn it is, and where it is done.
#[component]
pub fn Tasks(
    /// How far the institution is.
    facts: TaskFacts,
    /// The tasks lead to their parts of the page.
    #[prop(optional)]
    linked: bool,
) -> impl IntoView {
    let lang = use_lang();
    let row = |(task, state): (Task, TaskState)| {
        let name = match linked {
            true => {
                let to = format!("#{}", anchor(task));
                view! { <a href=to>{task.label(lang)}</a> }.into_any()
            }
            false => task.label(lang).into_any(),
        };
        view! {
            <li data-task=task.code() data-state=state.code()>
                <span>{name}</span>
                <strong class="task-state">{state.label(lang)}</strong>
            </li>
        }
    };
    let states = facts.states();
    view! {
        <p>{m::tasks_done(lang, facts.finished(), states.len())}</p>
        <ol class="task-list" data-testid="tasks">
            {states.into_iter().map(row).collect_view()}
        </ol>
    }
}

/// The part of the page where a task is done.
pub const fn anchor(task: Task) -> &'static str {
    match task {
        Task::Liaison => "liaison",
        Task::Agreement => "agreement",
        Task::Sheet => "sheet",
        Task::Paper => "paper",
    }
}

/// Until when lots are submitted.
#[component]
pub fn Days(days: Option<SubmissionDays>) -> impl IntoView {
    let lang = use_lang();
    let words = match days {
        None => m::days_none(lang).to_owned(),
        Some(days) => m::days(
            lang,
            date_long(lang, days.from),
            date_long(lang, days.until),
        ),
    };
    let reopened = days.and_then(|days| days.reopened).map(|until| {
        view! { <Notice tone="info">{m::reopened_until(lang, date_long(lang, until))}</Notice> }
    });
    view! {
        <p>{words}</p>
        {reopened}
    }
}

/// A file that can be downloaded.
#[component]
pub fn FileLink(file: FileLine) -> impl IntoView {
    let lang = use_lang();
    let size = file.body.map(|(media, bytes)| {
        let size = m::file_size(lang, media.form_label(), bytes.div_ceil(1024));
        view! { {DOT} {size} }
    });
    view! {
        // A file of the server, not a page of the router.
        <a href=format!("/files/{}", file.id) rel="external" lang="zh-CN">
            {file.name}
        </a>
        {size}
        {DOT}
        <When at=file.at />
    }
}

/// The scans of the sheet; the latest one counts.
#[component]
pub fn Scans(scans: Vec<FileLine>) -> impl IntoView {
    let lang = use_lang();
    if scans.is_empty() {
        return view! { <p>{m::scan_none(lang)}</p> }.into_any();
    }
    let rows = scans.into_iter().rev();
    let rows = rows
        .map(|file| view! { <li><FileLink file /></li> })
        .collect_view();
    view! { <ul class="plain-rows" data-testid="scans">{rows}</ul> }.into_any()
}

/// An agreement with its file and what became of it.
#[component]
pub fn Agreement(agreement: AgreementLine) -> impl IntoView {
    let lang = use_lang();
    let file = agreement
        .file
        .map(|file| view! { <p><FileLink file /></p> });
    let reason = agreement
        .reason
        .map(|reason| view! { <p lang="zh-CN">{m::returned_because(lang, reason)}</p> });
    view! {
        <p>
            <strong data-testid="agreement-state">{agreement.state.label(lang)}</strong>
            {DOT}
            {m::signed_on(lang)}
            " "
            <Day on=agreement.signed_on />
        </p>
        {file}
        {reason}
    }
}

/// Whoever was and is liaison.
#[component]
pub fn Liaisons(liaisons: Vec<LiaisonLine>) -> impl IntoView {
    let lang = use_lang();
    let row = |one: LiaisonLine| {
        let until = one.until.map(|at| view! { " – " <When at /> });
        view! {
            <li>
                <span lang="zh-CN">{one.name}</span>
                {DOT}
                <When at=one.from />
                {until}
            </li>
        }
    };
    let several = liaisons.len() > 1;
    let rows = liaisons.into_iter().map(row).collect_view();
    several.then(|| {
        view! {
            <details>
                <summary>{m::history(lang)}</summary>
                <ul class="plain-rows" data-testid="liaisons">{rows}</ul>
            </details>
        }
    })
}

/// That something was done, as the address of the page tells it.
#[component]
pub fn DoneNote() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    // What was done before is no news beside what was refused now.
    let words = query.with_untracked(|query| done_words(lang, &query.get("done")?));
    let words = words.filter(|_| refused().is_none());
    words.map(|words| {
        view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        }
    })
}

fn done_words(lang: Lang, done: &str) -> Option<&'static str> {
    Some(match done {
        "joined" => m::done_joined(lang),
        "liaison" => m::done_liaison(lang),
        "agreement" => m::done_agreement(lang),
        "scan" => m::done_scan(lang),
        "expert" => m::done_expert(lang),
        "decided" => m::done_decided(lang),
        "paper" => m::done_paper(lang),
        "reopened" => m::done_reopened(lang),
        _ => return None,
    })
}

/// The hidden field that leads a plain form back to a page.
#[component]
pub fn Back(#[prop(into)] to: String) -> impl IntoView {
    let lang = use_lang();
    view! { <input type="hidden" name="back" value=href(lang, &to) /> }
}
