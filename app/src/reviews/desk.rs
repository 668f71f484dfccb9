//! `/review`: the desk of an expert. The list on the left, the lot and its sheet on the right; one
//! below the other on a phone.

use super::forms::{RECUSE, SUBMIT, control};
use super::sheet::SheetOf;
use super::{WriteReview, keys, review_desk};
use crate::accounts::with_query;
use crate::command::{carried_out, refusals};
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Empty, ErrorSummary, Loaded, Notice, PageHead, When};
use domain::reviews::ReviewState;
use domain::views::{ReviewDesk, ReviewLine};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, reviews as m, ui};

/// Where the page lives.
pub const PATH: &str = "/review";

/// Writing a sheet.
pub type Writing = ServerAction<WriteReview>;

/// The desk.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let lang = use_lang();
    let map = use_query_map();
    let chosen = Memo::new(move |_| map.with(|map| map.get("lot").unwrap_or_default()));
    let write = Writing::new();
    let done = carried_out(write);
    let desk = crate::wire::blocking_data(
        move || (chosen.get(), done.get()),
        |(lot, _)| review_desk(lot),
    );
    let errors = refusals(write, control);
    let title = move || match errors.with(Vec::is_empty) {
        true => m::desk_title(lang).to_owned(),
        false => ui::error_page_title(lang, m::desk_title(lang)),
    };
    view! {
        <PageHead title=m::desk_title(lang) description=m::desk_intro(lang) path=PATH />
        <crate::ui::TabTitle text=move || ui::page_title(lang, title()) />
        <ErrorSummary errors />
        <DoneNote write errors />
        <div class="office" data-density="compact">
            <Loaded resource=desk let:desk>
                <h1>{m::desk_title(lang)}</h1>
                <p class="office-intro">{m::desk_intro(lang)}</p>
                <Desk desk write />
            </Loaded>
        </div>
    }
}

/// What was done, after a script call or a redirect.
#[component]
fn DoneNote(write: Writing, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = move || query.with(|query| query.get("done"));
    move || {
        let step = write.value().get().and_then(Result::ok).or_else(by_form)?;
        let words = match step.as_str() {
            SUBMIT => m::done_submit(lang),
            RECUSE => m::done_recuse(lang),
            _ => m::done_save(lang),
        };
        errors.with(Vec::is_empty).then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{words}</p>
                </Notice>
            }
        })
    }
}

/// The address of a lot on the desk.
fn address(lang: Lang, line: &ReviewLine) -> String {
    with_query(&href(lang, PATH), "lot", line.code.as_str())
}

#[component]
fn Desk(desk: ReviewDesk, write: Writing) -> impl IntoView {
    let lang = use_lang();
    let ReviewDesk {
        lines,
        sheet,
        rules,
        server_now,
    } = desk;
    if lines.is_empty() {
        return view! { <Empty reason=m::desk_empty(lang) /> }.into_any();
    }
    let chosen = sheet.as_ref().map(|sheet| sheet.lot.code.clone());
    let place = lines
        .iter()
        .position(|line| Some(&line.code) == chosen.as_ref());
    let at = |place: Option<usize>| Some(address(lang, lines.get(place?)?));
    let next = at(Some(place.map_or(0, |place| place + 1)));
    let previous = at(place.and_then(|place| place.checked_sub(1)));
    let controls = [
        "review-advancement",
        "review-feasibility",
        "review-market",
        "review-legal",
    ];
    keys::listen((next, previous), controls, "review-submit");
    let waiting = lines
        .iter()
        .filter(|line| line.state == ReviewState::Assigned);
    let count = m::desk_waiting(lang, waiting.count(), lines.len());
    let rows = lines
        .into_iter()
        .map(|line| {
            let current = (Some(&line.code) == chosen.as_ref()).then_some("page");
            let late = line.state == ReviewState::Assigned && line.due_at < server_now;
            let to = address(lang, &line);
            view! {
                <li data-state=line.state.code()>
                    <a href=to aria-current=current>
                        <span lang="zh-CN" class="review-title">{line.title}</span>
                        <span class="office-note">{line.code.to_string()}</span>
                    </a>
                    <p class="office-note">
                        {line.industry.label(lang)} {DOT} {line.state.label(lang)} {DOT}
                        <When at=line.ended_at.unwrap_or(line.due_at) />
                        {late.then(|| view! { <strong class="review-late">{m::overdue(lang)}</strong> })}
                    </p>
                </li>
            }
        })
        .collect_view();
    let right = match sheet {
        Some(sheet) => view! { <SheetOf sheet rules write /> }.into_any(),
        None => view! { <p class="empty">{m::choose_lot(lang)}</p> }.into_any(),
    };
    view! {
        <p class="review-keys">{m::keys(lang)}</p>
        <div class="review-split">
            <nav class="review-list" aria-label=m::list_label(lang)>
                <p>{count}</p>
                <ul data-testid="review-list">{rows}</ul>
            </nav>
            <div class="review-lot">{right}</div>
        </div>
    }
    .into_any()
}
