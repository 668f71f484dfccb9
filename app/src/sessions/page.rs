//! The public page of a session: roles, agenda, blocks and lots with moving figures. Public.

use super::aftermath::AftermathView;
use super::blocks::Blocks;
use super::content::{Agenda, Holders};
use super::list::list_address;
use crate::bidding::provide_cards_feed;
use crate::lang::{href, use_lang};
use crate::lots::is_sold;
use crate::ui::{Loaded, Notice, PageHead};
use domain::sessions::{Block, Revision, Session, SessionState, TORCH_DOCUMENT};
use domain::time::{Date, Timestamp};
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Label, Lang, sessions as m, ui};

/// The page of one session.
#[component]
pub fn SessionPage() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|params| params.get("slug").unwrap_or_default()));
    let page = crate::wire::page_data(move || slug.get(), super::session_page);
    view! {
        <Loaded resource=page let:page>
            <SessionView page />
        </Loaded>
    }
}

#[component]
fn SessionView(page: views::SessionPage) -> impl IntoView {
    let lang = use_lang();
    provide_cards_feed(&page.lots);
    let session = &page.session;
    let title = page.revision.title.pick(lang.is_english()).to_owned();
    let when = locales::date_time(lang, session.starts_at);
    let description = m::page_description(lang, session.city.label(lang), &title, when);
    let path = format!("/sessions/{}", session.slug);
    let number = m::number(lang, session.number);
    let slug = session.slug.clone();
    // Whoever reads of a day that is over cannot come any more.
    let to_come = session.ends_at > page.server_now;
    let gate = to_come.then(|| view! { <crate::registrations::RegistrationGate slug /> });
    let by = use_context::<crate::ui::head::DescribedBy>();
    let described = by.map(|by| (by.0)(lang, &page));
    let feed = (m::feed(lang).to_owned(), href(lang, "/sessions/feed.atom"));
    view! {
        <PageHead title description path feed described />
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=href(lang, "/sessions")>{m::title(lang)}</a>
                </li>
                <li aria-current="page">{number}</li>
            </ol>
        </nav>
        <SessionHead session=page.session.clone() revision=page.revision.clone() now=page.server_now />
        {gate}
        <SessionBody page />
    }
}

/// What stands below head and registration: what came of the session, then what its revision says.
#[component]
fn SessionBody(page: views::SessionPage) -> impl IntoView {
    let lang = use_lang();
    let now = page.server_now;
    let begun = page.session.starts_at <= now;
    let lots = page.lots.iter().filter(|lot| begun && is_sold(lot.state));
    let sold = lots.count();
    let revision = page.revision;
    let untranslated = lang.is_english() && revision.shows_chinese();
    // Nobody has written the page of a session that is only announced.
    let written = revision.number > 0;
    let updated = revision.published_at.unwrap_or(revision.saved_at);
    let updated = written.then(|| m::updated(lang, locales::date_time(lang, updated)));
    view! {
        <AftermathView of=page.aftermath sold />
        {untranslated
            .then(|| view! { <Notice tone="info"><p>{m::english_missing(lang)}</p></Notice> })}
        <div class="session-layout">
            <Blocks page=revision.page.clone() lots=page.lots needs=page.needs now />
            <div class="session-side">
                <Agenda revision=revision.clone() now />
                <Speakers revision />
            </div>
        </div>
        {updated.map(|words| view! { <p class="section-note">{words}</p> })}
    }
}

/// A cancellation, the title, and the facts.
#[component]
fn SessionHead(session: Session, revision: Revision, now: Timestamp) -> impl IntoView {
    let lang = use_lang();
    let cancelled = (session.state == SessionState::Cancelled).then(|| {
        let words = match &session.cancelled_reason {
            Some(reason) => m::cancelled(lang, reason),
            None => m::cancelled_plain(lang).to_owned(),
        };
        view! {
            <Notice tone="warning">
                <p>{words}</p>
            </Notice>
        }
    });
    let words = [
        Some(session.state.label(lang)),
        session.torch_express.then(|| m::torch_express(lang)),
        session.low_carbon.then(|| m::low_carbon(lang)),
    ];
    let badges = words
        .into_iter()
        .flatten()
        .map(|word| view! { <span class="badge">{word}</span> })
        .collect_view();
    let year = session.starts_at.date().ymd().0;
    let stops = list_address(lang, Some(year), true);
    let torch = session
        .torch_express
        .then(|| view! { <TorchBanner stops /> });
    let low_carbon = session
        .low_carbon
        .then(|| view! { <p class="section-note">{m::low_carbon_note(lang)}</p> });
    let title = revision.title.pick(lang.is_english()).to_owned();
    view! {
        {cancelled}
        <div class="page-head session-cover" data-industry=session.industry.code()>
            <Cover number=session.number on=session.starts_at.date() />
            <div>
                <h1 data-state=session.state.code()>{title}</h1>
                <p class="badges">{badges}</p>
                {low_carbon}
            </div>
        </div>
        {torch}
        <SessionFacts session revision now />
    }
}

/// The plate on the cover: the number in the season, month and day. What it says stands in the facts as
/// well.
#[component]
fn Cover(number: u16, on: Date) -> impl IntoView {
    let lang = use_lang();
    let (_, month, day) = on.ymd();
    view! {
        <p class="session-plate" aria-hidden="true">
            <small>{m::number(lang, number)}</small>
            <strong>{format!("{month:02}.{day:02}")}</strong>
        </p>
    }
}

/// 火炬科技成果直通车 (TX-01 to TX-06): what it is, its document, its rule.
#[component]
pub(super) fn TorchBanner(
    /// Where all its stops are listed; nothing on that very page.
    #[prop(optional, into)]
    stops: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let stops = stops.map(|to| view! { <p><a href=to>{m::torch_stops(lang)}</a></p> });
    view! {
        <div class="banner session-torch" data-tone="info">
            <p>
                <strong>{m::torch_express(lang)}</strong>
            </p>
            <p>{m::torch_banner(lang)}</p>
            <p>{m::torch_document(lang)} " " <span lang="zh-CN">{TORCH_DOCUMENT}</span></p>
            <p>{m::torch_rules(lang)}</p>
            {stops}
        </div>
    }
}

/// Who speaks, in the order of the agenda, each once. A page with a block of people says it better.
#[component]
fn Speakers(revision: Revision) -> impl IntoView {
    let lang = use_lang();
    let told = revision
        .page
        .blocks
        .iter()
        .any(|block| matches!(block, Block::People { .. }));
    let mut names: Vec<String> = Vec::new();
    for item in revision.agenda.iter().filter(|_| !told) {
        let name = item.speaker.trim();
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    (!names.is_empty()).then(|| {
        let items = names
            .into_iter()
            .map(|name| view! { <li lang="zh-CN">{name}</li> })
            .collect_view();
        view! {
            <section class="session-speakers" aria-labelledby="speakers-title">
                <h2 class="section-title" id="speakers-title">
                    {m::speakers(lang)}
                </h2>
                <ul class="people">{items}</ul>
            </section>
        }
    })
}

#[component]
fn SessionFacts(session: Session, revision: Revision, now: Timestamp) -> impl IntoView {
    let lang = use_lang();
    let venue = revision.venue.pick(lang.is_english()).to_owned();
    // Whoever has taken it before learns of a cancellation; nobody new needs a day that will not be.
    let calendar = session.state.is_to_come(session.ends_at, now).then(|| {
        let file = href(lang, &format!("/sessions/{}/calendar.ics", session.slug));
        view! {
            // Leaves the pages: the router has nothing to show there.
            <a class="session-calendar" href=file rel="external">
                {m::add_to_calendar(lang)}
            </a>
        }
    });
    view! {
        <dl class="facts session-facts" aria-label=m::facts(lang)>
            <div>
                <dt>{m::time(lang)}</dt>
                <dd>
                    {time_span(lang, &session)}
                    {calendar}
                </dd>
            </div>
            <div>
                <dt>{m::city(lang)}</dt>
                <dd>{session.city.label(lang)}</dd>
            </div>
            <div>
                <dt>{m::industry(lang)}</dt>
                <dd>{session.industry.label(lang)}</dd>
            </div>
            <div class="facts-wide">
                <dt>{m::venue(lang)}</dt>
                <dd>{venue}</dd>
            </div>
            <div class="facts-wide">
                <dt>{m::holders(lang)}</dt>
                <dd>
                    <Holders holders=session.holders />
                </dd>
            </div>
        </dl>
    }
}

/// Day and hours; two days when the session goes on overnight.
fn time_span(lang: Lang, session: &Session) -> String {
    let (from, to) = (session.starts_at, session.ends_at);
    let end = if from.date() == to.date() {
        to.clock().hm()
    } else {
        locales::date_time(lang, to)
    };
    m::from_to(lang, locales::date_time(lang, from), end)
}
