//! The list of sessions: coming ones first, then those that have been held. Public.

use super::card::SessionCardView;
use super::page::TorchBanner;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{Empty, Loaded, PageHead};
use domain::sessions::SessionState;
use domain::views::{SessionCard, SessionGroup};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Lang, sessions as m};

/// The stops of the torch express alone (TX-02): `?torch=1`.
const TORCH: &str = "torch=1";

/// Every session of the season, or its stops of the torch express with their banner.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let query = use_query_map();
    let year = Memo::new(move |_| query.with(|query| query.get("year").unwrap_or_default()));
    let torch = Memo::new(move |_| query.with(|query| query.get("torch").as_deref() == Some("1")));
    let group = crate::wire::page_data(move || year.get(), super::sessions);
    view! {
        {redrawn(move || view! { <Head torch=torch.get() /> })}
        <Loaded resource=group let:group>
            {redrawn(move || {
                let (group, torch) = (group.clone(), torch.get());
                view! { <Group group torch /> }
            })}
        </Loaded>
    }
}

#[component]
fn Head(torch: bool) -> impl IntoView {
    let lang = use_lang();
    let feed = (m::feed(lang).to_owned(), href(lang, "/sessions/feed.atom"));
    let (title, description, path) = match torch {
        true => (
            m::torch_express(lang),
            m::torch_description(lang),
            format!("/sessions?{TORCH}"),
        ),
        false => (m::title(lang), m::description(lang), "/sessions".to_owned()),
    };
    view! {
        <PageHead title description path feed />
        <div class="page-head">
            <h1>{title}</h1>
            <p class="lead">{description}</p>
        </div>
        {torch.then(|| view! { <TorchBanner /> })}
    }
}

/// How many of the sessions of a year have been held, the sessions, and the other years.
#[component]
fn Group(group: SessionGroup, torch: bool) -> impl IntoView {
    let lang = use_lang();
    let (held, year) = (group.held, group.year);
    let mut sessions = group.sessions;
    sessions.retain(|card| card.torch_express || !torch);
    let count = match (torch, group.planned) {
        (true, _) => m::torch_group(lang, sessions.len(), year),
        (false, Some(planned)) => m::group(lang, held, planned, year),
        (false, None) => m::group_open(lang, held, year),
    };
    let hint = (!torch).then(|| view! { <span class="field-hint">{m::group_hint(lang)}</span> });
    let years = group
        .years
        .into_iter()
        .map(|year| {
            let to = list_address(lang, Some(year), torch);
            view! {
                <li>
                    <a href=to>{m::year(lang, year)}</a>
                </li>
            }
        })
        .collect_view();
    let none = match torch {
        true => m::torch_none(lang),
        false => m::none(lang),
    };
    view! {
        <Choice year torch />
        <p class="session-group" data-testid="session-group">
            <strong>{count}</strong>
            " "
            {hint}
        </p>
        <Lists sessions none />
        <p class="section-note">
            // A file and no page.
            <a href=href(lang, "/sessions/feed.atom") rel="external">
                {m::feed(lang)}
            </a>
        </p>
        <nav class="section" aria-label=m::years(lang)>
            <h2 class="section-title">{m::years(lang)}</h2>
            <ul class="sorts">{years}</ul>
        </nav>
    }
}

/// The address of the list of a year.
pub(super) fn list_address(lang: Lang, year: Option<i32>, torch: bool) -> String {
    let year = year.map(|year| format!("year={year}"));
    let parts = [year, torch.then(|| TORCH.to_owned())];
    let query: Vec<String> = parts.into_iter().flatten().collect();
    match query.is_empty() {
        true => href(lang, "/sessions"),
        false => href(lang, &format!("/sessions?{}", query.join("&"))),
    }
}

/// All sessions of a year, or those of the torch express.
#[component]
fn Choice(year: i32, torch: bool) -> impl IntoView {
    let lang = use_lang();
    let links = [(false, m::choice_all(lang)), (true, m::torch_express(lang))]
        .into_iter()
        .map(|(of, words)| {
            let to = list_address(lang, Some(year), of);
            let current = (of == torch).then_some("page");
            view! {
                <li>
                    <a href=to aria-current=current>
                        {words}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav aria-label=m::choice(lang)>
            <ul class="sorts" data-testid="session-choice">
                {links}
            </ul>
        </nav>
    }
}

#[component]
fn Lists(sessions: Vec<SessionCard>, none: &'static str) -> impl IntoView {
    let lang = use_lang();
    if sessions.is_empty() {
        return view! { <Empty reason=none /> }.into_any();
    }
    let over =
        |card: &SessionCard| matches!(card.state, SessionState::Held | SessionState::Summarised);
    let (mut past, coming): (Vec<_>, Vec<_>) = sessions.into_iter().partition(over);
    past.reverse();
    view! {
        <List title=m::upcoming(lang) sessions=coming />
        <List title=m::past(lang) sessions=past />
    }
    .into_any()
}

/// One of the two lists; nothing when it is empty.
#[component]
fn List(title: &'static str, sessions: Vec<SessionCard>) -> impl IntoView {
    (!sessions.is_empty()).then(|| {
        let items = sessions
            .into_iter()
            .map(|card| view! { <li class="session-card"><SessionCardView card /></li> })
            .collect_view();
        view! {
            <section class="section">
                <h2 class="section-title">{title}</h2>
                <ul class="session-list">{items}</ul>
            </section>
        }
    })
}
