//! `/account/follows`: the lots that one follows. For whoever is signed in.

use super::follows_page;
use crate::bidding::provide_cards_feed;
use crate::lang::{href, use_lang};
use crate::lots::LotCardView;
use crate::ui::visitor::use_visitor;
use crate::ui::{Empty, Loaded, PageHead};
use domain::views;
use leptos::prelude::*;
use locales::follows as m;

/// The list.
#[component]
pub fn FollowsPage() -> impl IntoView {
    let lang = use_lang();
    let visitor = use_visitor();
    // Whoever stops following a lot here sees it go.
    let count = Memo::new(move |_| visitor.with(|one| one.follows.len()));
    let page = crate::wire::blocking_data(move || count.get(), |_| follows_page());
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path="/account/follows" />
        <Loaded resource=page let:page>
            <div class="page-head">
                <h1>{m::title(lang)}</h1>
                <p class="lead">{m::intro(lang)}</p>
                <p class="actions">
                    <a href=href(lang, "/account/notices/settings")>{m::to_settings(lang)}</a>
                    <a href=href(lang, "/account/notices")>{m::to_notices(lang)}</a>
                    <a href=href(lang, "/account")>{m::to_account(lang)}</a>
                </p>
            </div>
            <List page />
        </Loaded>
    }
}

#[component]
fn List(page: views::FollowsPage) -> impl IntoView {
    let lang = use_lang();
    if page.cards.is_empty() {
        return view! {
            <Empty reason=m::empty(lang)>
                <a class="button" href=href(lang, "/lots")>
                    {m::go_lots(lang)}
                </a>
            </Empty>
        }
        .into_any();
    }
    provide_cards_feed(&page.cards);
    let now = page.server_now;
    let cards = page
        .cards
        .into_iter()
        .map(|card| view! { <li><LotCardView card now /></li> })
        .collect_view();
    let calendar = match page.calendar_since {
        Some(at) => m::calendar_since(lang, locales::date_time(lang, at)),
        None => m::calendar_none(lang).to_owned(),
    };
    view! {
        <h2 class="visually-hidden">{m::title(lang)}</h2>
        <ul class="lot-grid" data-testid="follows">
            {cards}
        </ul>
        <section class="section" aria-labelledby="follow-calendar-title">
            <h2 class="section-title" id="follow-calendar-title">
                {m::calendar_title(lang)}
            </h2>
            <p>{calendar}</p>
            <p>
                <a class="button" href=href(lang, "/account/notices/settings#calendar-title")>
                    {m::to_calendar(lang)}
                </a>
            </p>
        </section>
    }
    .into_any()
}
