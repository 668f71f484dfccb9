//! `/sessions/:slug/screen`: the big screen of the hall. What runs, what comes next, the lots of the session
//! with moving figures, the way to its page. No navigation, nothing to scroll; what was shown last stays
//! while the network is away, and it says so. Public.

use super::card::urgency;
use super::session_screen;
use crate::bidding::{Feed, LiveCard, live_figures, provide_cards_feed, use_clock};
use crate::error::AppError;
use crate::interests::NowAndNext;
use crate::lang::{href, use_lang};
use crate::ui::erased::{Shown, redrawn};
use crate::ui::{Loaded, PageHead};
use domain::live::View;
use domain::sessions::Revision;
use domain::time::Timestamp;
use domain::views::{HallScreen, LotCard, OfflineResult};
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use locales::{Lang, amount, screen as m};
use std::time::Duration;

/// How often the network is looked at.
const LOOK_AGAIN: Duration = Duration::from_secs(3);
/// Looks between two fetches of agenda and lots while all is well: half a minute.
const LOOKS: u32 = 10;
/// Lots that fit on the screen of a hall.
const TILES: usize = 6;
/// Results of the offline auction that do.
const RESULTS: usize = 3;
/// Without scripts the page is loaded again every half minute.
const AGAIN: &str = "<meta http-equiv=\"refresh\" content=\"30\">";

/// The screen.
#[component]
pub fn HallScreenPage() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|params| params.get("slug").unwrap_or_default()));
    let screen = crate::wire::page_data(move || slug.get(), session_screen);
    view! {
        <noscript inner_html=AGAIN></noscript>
        <Loaded resource=screen let:screen>
            <Hall screen />
        </Loaded>
    }
}

/// What the screen shows, and whether it is of now.
#[derive(Clone, Copy)]
struct Shows {
    screen: RwSignal<HallScreen>,
    /// The last answer of the server, by its clock.
    heard_at: RwSignal<Timestamp>,
    /// The last fetch failed, or this machine has no network.
    lost: RwSignal<bool>,
}

#[component]
fn Hall(screen: HallScreen) -> impl IntoView {
    let lang = use_lang();
    let at = screen.page.server_now;
    let session = screen.page.session.clone();
    let title = session.title.pick(lang.is_english()).to_owned();
    let path = format!("/sessions/{}", session.slug);
    let picture = href(lang, &format!("{path}/qr.svg"));
    let page = href(lang, &path);
    let shows = Shows {
        screen: RwSignal::new(screen),
        heard_at: RwSignal::new(at),
        lost: RwSignal::new(false),
    };
    keep_up(shows, session.slug);
    let revision = Memo::new(move |_| shows.screen.with(|one| one.page.revision.clone()));
    // Figures move by themselves: the tiles are drawn anew only for other lots.
    let codes = Memo::new(move |_| shows.screen.with(|one| lots_of(&one.page.lots)));
    let offline = Memo::new(move |_| shows.screen.with(|one| one.offline.clone()));
    let tiles = move || {
        codes.track();
        let cards = shows.screen.with_untracked(|one| one.page.lots.clone());
        view! { <Tiles cards at shows /> }
    };
    view! {
        <PageHead
            title=m::title(lang, &title)
            description=m::description(lang)
            path=format!("{path}/screen")
        />
        <div class="hall" data-testid="hall">
            <a class="skip-link" href=page>
                {m::leave(lang)}
            </a>
            <header class="hall-head">
                <h1>{title}</h1>
                <Clock at />
            </header>
            {redrawn(move || agenda(lang, revision.get(), at))}
            {redrawn(tiles)}
            <footer class="hall-foot">
                {redrawn(move || results(lang, offline.get()))}
                <p class="hall-code">
                    <span>{m::scan(lang)}</span>
                    <img src=picture alt="" width="240" height="240" />
                </p>
            </footer>
        </div>
    }
}

/// The lots, and whether each is in a round: with that the connection is another one.
fn lots_of(cards: &[LotCard]) -> Vec<(String, bool)> {
    let key = |card: &LotCard| (card.code.to_string(), card.figures.is_some());
    cards.iter().map(key).collect()
}

/// Looks at the network every few seconds and fetches agenda and lots every half minute, or as soon as
/// the network is back.
fn keep_up(shows: Shows, slug: String) {
    let clock = use_clock();
    let looks = StoredValue::new(0_u32);
    let look = move || {
        let online = window().navigator().on_line();
        if !online {
            shows.lost.set(true);
            return;
        }
        let count = looks.get_value() + 1;
        looks.set_value(count);
        if count < LOOKS && !shows.lost.get_untracked() {
            return;
        }
        looks.set_value(0);
        let slug = slug.clone();
        spawn_local(async move {
            match session_screen(slug).await {
                Ok(fresh) => {
                    clock.measure(fresh.page.server_now);
                    shows.heard_at.set(fresh.page.server_now);
                    shows.lost.set(false);
                    shows.screen.set(fresh);
                }
                Err(AppError::Network) => shows.lost.set(true),
                // The server is there and says no: what is on the wall stays until it says more.
                Err(_) => {}
            }
        });
    };
    Effect::new(move |_| {
        clock.measure(shows.heard_at.get_untracked());
        if let Ok(handle) = set_interval_with_handle(look.clone(), LOOK_AGAIN) {
            on_cleanup(move || handle.clear());
        }
    });
}

/// The time of the hall, by the server.
#[component]
fn Clock(at: Timestamp) -> impl IntoView {
    let lang = use_lang();
    let clock = use_clock();
    let minute = Memo::new(move |_| clock.now_or(at).clock().hm());
    view! {
        <p class="hall-clock">
            <span class="visually-hidden">{m::time(lang)}</span>
            {redrawn(move || minute.get())}
        </p>
    }
}

fn agenda(lang: Lang, revision: Revision, at: Timestamp) -> AnyView {
    match revision.agenda.is_empty() {
        true => view! { <p class="hall-none">{m::no_agenda(lang)}</p> }.into_any(),
        false => view! { <NowAndNext revision at /> }.into_any(),
    }
}

/// The lots, those under the hammer first, with their sums; and whether all of that is of now.
#[component]
fn Tiles(cards: Vec<LotCard>, at: Timestamp, shows: Shows) -> impl IntoView {
    let lang = use_lang();
    let clock = use_clock();
    let feed = provide_cards_feed(&cards);
    let count = cards.len();
    let figures: Vec<_> = cards.iter().map(live_figures).collect();
    let counted = Memo::new(move |_| {
        let now = clock.now_or(at);
        let (mut bids, mut open) = (0, 0);
        for one in &figures {
            one.with(|one| {
                let Some(one) = one else { return };
                bids += one.bid_count;
                open += u32::from(matches!(one.view(now), View::Open | View::Extended));
            });
        }
        m::counted(lang, bids, count, open)
    });
    let tiles = chosen(cards, at)
        .into_iter()
        .map(|card| view! { <LiveCard card now=at /> })
        .collect_view();
    view! {
        <section class="hall-lots" aria-labelledby="hall-lots-title">
            <h2 id="hall-lots-title">{m::lots(lang)}</h2>
            <p class="hall-counted" data-testid="hall-counted">
                {redrawn(move || counted.get())}
            </p>
            <Lost shows feed />
            <div class="hall-tiles">{tiles}</div>
        </section>
    }
}

/// Those that are under the hammer, then those that open next, then the rest, as many as fit.
fn chosen(mut cards: Vec<LotCard>, at: Timestamp) -> Vec<LotCard> {
    cards.sort_by_key(|card| urgency(card, at));
    cards.truncate(TILES);
    cards
}

/// That the network is away, and of when the content is.
#[component]
fn Lost(shows: Shows, feed: Feed) -> impl IntoView {
    let lang = use_lang();
    let lost = Signal::derive(move || shows.lost.get() || feed.is_stale());
    let at = move || {
        let heard = shows.heard_at.get();
        let updated = feed.updated_at.get().filter(|at| *at > heard);
        updated.unwrap_or(heard).clock().hms()
    };
    view! {
        <div role="status">
            <Shown when=lost>
                <p class="connection hall-lost" data-state="lost">
                    {redrawn(move || m::lost(lang, at()))}
                </p>
            </Shown>
        </div>
    }
}

/// What was sold at the offline auction, the latest first; buyers are masked.
fn results(lang: Lang, results: Vec<OfflineResult>) -> AnyView {
    if results.is_empty() {
        return ().into_any();
    }
    let rows = results
        .into_iter()
        .take(RESULTS)
        .map(|result| {
            view! {
                <li>
                    <span lang="zh-CN">{result.title}</span>
                    " "
                    <span>{m::offline_sold(lang, result.buyer)}</span>
                    " "
                    <strong>{amount(lang, result.price)}</strong>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="hall-results" aria-labelledby="hall-results-title">
            <h2 id="hall-results-title">
                {m::offline(lang)} " "
                <span class="badge">{m::mark(lang)}</span>
            </h2>
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_without_scripts_loads_itself_again() {
        assert!(AGAIN.contains("refresh") && AGAIN.contains("30"));
        assert_eq!(LOOK_AGAIN * LOOKS, Duration::from_secs(30));
    }
}
