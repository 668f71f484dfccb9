//! `/host/sessions/:id/targets`: the task list of a session's host. For the host and the centre.

use super::figures::{asked, evidence_path, standing, state, value};
use super::parts::{Back, Crumbs, book_path, deadline_words, desk_path, refused};
use super::{WaiveTarget, target_desk};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Empty, ErrorSummary, Loaded, Notice, PageHead, TextField};
use domain::ids::SessionId;
use domain::logbooks::Book;
use domain::targets::Target;
use domain::views::{SessionTargets, TargetDesk};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, targets as m};

/// The page.
#[component]
pub fn TargetDeskPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get_str("id")?.parse::<SessionId>().ok()));
    let desk = crate::wire::blocking_data(
        move || id.get(),
        |id| async move { target_desk(id.ok_or(AppError::NotFound)?).await },
    );
    let errors = refused()
        .map(|(_, error)| (String::new(), error.sentence(lang)))
        .into_iter()
        .collect::<Vec<_>>();
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) />
        <ErrorSummary errors=Signal::stored(errors) />
        <DoneNote />
        <div class="office desk">
            <Loaded resource=desk let:desk>
                <Desk desk />
            </Loaded>
        </div>
    }
}

#[component]
fn DoneNote() -> impl IntoView {
    let lang = use_lang();
    let waived = use_query_map().with_untracked(|query| query.get_str("done") == Some("waived"));
    (waived && refused().is_none()).then(|| {
        view! {
            <Notice tone="success">
                <p role="status">{m::done_waived(lang)}</p>
            </Notice>
        }
    })
}

#[component]
fn Desk(desk: TargetDesk) -> impl IntoView {
    let lang = use_lang();
    let of = desk.targets;
    let session = of.session.id;
    let title = of.session.title.pick(lang.is_english()).to_owned();
    let settled = m::settled(lang, of.targets.len(), of.settled());
    let torch = of
        .torch
        .then(|| view! { <Notice tone="info">{m::torch_note(lang)}</Notice> });
    let list = if of.targets.is_empty() {
        let why = match of.state {
            domain::sessions::SessionState::Cancelled => m::cancelled(lang),
            _ => m::none_asked(lang),
        };
        view! { <Empty reason=why /> }.into_any()
    } else {
        let rows = of.targets.iter();
        let rows = rows
            .map(|target| {
                let (target, of) = (*target, of.clone());
                view! { <TargetRow target of may_waive=desk.may_waive sees_guests=desk.sees_guests /> }
            })
            .collect_view();
        view! {
            <p data-testid="settled">{settled}</p>
            <ol class="task-list targets" data-testid="targets">
                {rows}
            </ol>
        }
        .into_any()
    };
    view! {
        <Crumbs session here=m::title(lang) />
        <h1>{m::heading(lang)}</h1>
        <p>{title} " · " {of.state.label(lang)}</p>
        <p class="office-intro">{m::intro(lang)}</p>
        {torch}
        {list}
        <Books session books=desk.books />
    }
}

/// One target: what is asked, what there is, what is missing, until when, where the records are.
#[component]
fn TargetRow(
    target: Target,
    of: SessionTargets,
    may_waive: bool,
    sees_guests: bool,
) -> impl IntoView {
    let lang = use_lang();
    let gap = (target.gap() > 0 && !target.settled()).then(|| {
        let words = m::gap(lang, target.gap(), target.metric.label(lang));
        view! { <strong class="target-gap">{words}</strong> }
    });
    let deadline = deadline_words(lang, target.deadline, target.days_left(of.today));
    let counting = locales::codes::target_counting(lang, target.metric.code());
    let records = target.evidence.label(lang);
    let records = match evidence_path(&of, target.evidence, sees_guests) {
        Some(to) => view! { <a href=href(lang, &to)>{records}</a> }.into_any(),
        None => records.into_any(),
    };
    let waiver = of
        .waivers
        .iter()
        .find(|waiver| waiver.target == target.id)
        .map(|waiver| {
            let day = locales::date_long(lang, waiver.at.date());
            let words = m::waived_because(lang, day, &waiver.reason);
            view! { <p lang="zh-CN">{words}</p> }
        });
    let waive = (may_waive && !target.settled())
        .then(|| view! { <WaiveForm target session=of.session.id /> });
    view! {
        <li data-target=target.id.code() data-state=state(&target)>
            <div class="target">
                <h2 class="target-name">{target.id.label(lang)}</h2>
                <p class="target-figures">
                    <span>{value(lang, &target)}</span>
                    <span>{asked(lang, &target)}</span>
                    {gap}
                </p>
                <p class="target-deadline">{deadline}</p>
                <details>
                    <summary>{m::counting(lang)}</summary>
                    <p>{counting}</p>
                </details>
                <p>{m::evidence(lang)} " " {records}</p>
                {waiver}
                {waive}
            </div>
            <strong class="task-state">{standing(lang, &target)}</strong>
        </li>
    }
}

/// The centre waives a target.
#[component]
fn WaiveForm(target: Target, session: SessionId) -> impl IntoView {
    let lang = use_lang();
    let id = format!("waive-{}", target.id.code().to_lowercase());
    view! {
        <details class="desk-step">
            <summary>
                {m::waive(lang)}
                <span class="visually-hidden">" " {target.id.label(lang)}</span>
            </summary>
            <form class="form" method="post" action=WaiveTarget::url() novalidate>
                <Back to=desk_path(session) />
                <input type="hidden" name="session" value=session.to_string() />
                <input type="hidden" name="target" value=target.id.code() />
                <TextField
                    id
                    name="reason"
                    label=m::waive_reason(lang)
                    hint=Some(m::waive_hint(lang).to_owned())
                />
                <p>
                    <button class="button" type="submit">
                        {m::waive(lang)}
                    </button>
                </p>
            </form>
        </details>
    }
}

/// The logbooks with how many entries each has.
#[component]
fn Books(session: SessionId, books: Vec<(Book, u32)>) -> impl IntoView {
    let lang = use_lang();
    let row = |(book, count): (Book, u32)| {
        let to = href(lang, &book_path(session, book));
        view! {
            <li>
                <a href=to>{book.label(lang)}</a>
                <span>{m::book_count(lang, count)}</span>
            </li>
        }
    };
    let rows = books.into_iter().map(row).collect_view();
    view! {
        <section class="section" aria-labelledby="books-title">
            <h2 id="books-title">{m::books(lang)}</h2>
            <p>{m::books_intro(lang)}</p>
            <ul class="task-list" data-testid="books">
                {rows}
            </ul>
        </section>
    }
}
