//! The bid panel, from top to bottom as ux.md §1.2 orders it.

mod bar;
mod connection;
mod enrol;
mod figures;
mod form;
mod path;
mod suspension;

use super::network::NetworkLine;
use super::room::{Place, Room};
use super::sentences::not_qualified;
use super::words::is_over;
use crate::lang::{href, use_lang};
use crate::lots::is_sold;
use crate::ui::erased::{changing, redrawn};
pub use bar::BidBar;
use connection::ConnectionLine;
use domain::bidding::ReserveStatus;
use domain::live::View;
use domain::lots::LotState;
use domain::open_licences::is_open;
use domain::views::{BidderStanding, LotPage};
use enrol::EnrolForm;
pub use figures::view_words;
use figures::{PriceLine, StateLine, TimerLines};
pub(super) use figures::{time_left, view_name};
use form::BidForm;
use leptos::prelude::*;
use locales::{amount, bidding as m};
use path::{PathSteps, Preparing};
use suspension::{SuspensionLines, keep_notice};

/// The bid panel of a lot. A lot that is in no round shows how it can be had instead.
#[component]
pub fn BidPanel(
    /// The lot page.
    page: LotPage,
) -> impl IntoView {
    let lang = use_lang();
    let Some(room) = use_context::<Room>() else {
        return view! { <Unlisted page /> }.into_any();
    };
    let practice = page.lot.practice;
    keep_notice(room);
    view! {
        <section
            class="bid-panel"
            aria-labelledby="bid-panel-title"
            data-testid="bid-panel"
            data-stale=changing(move || room.feed.is_stale().then_some("true"))
        >
            <h2 id="bid-panel-title" class="visually-hidden" tabindex="-1">
                {m::panel_title(lang)}
            </h2>
            <StateLine room practice />
            <TimerLines room />
            <PriceLine room />
            <ReserveLine room />
            <StandingLine room />
            <Act room />
            <CalendarLink room />
            <NetworkLine room />
            <ConnectionLine room />
        </section>
    }
    .into_any()
}

/// A lot that is not under the hammer: how it can be had.
#[component]
fn Unlisted(page: LotPage) -> impl IntoView {
    let lang = use_lang();
    let sold = is_sold(page.lot.state) || page.sold_offline.is_some();
    let price = match (page.lot.start_price, page.lot.asking_price) {
        (Some(start), _) => Some((m::start_price(lang), start)),
        (None, asking) => asking.map(|asking| (locales::lots::price_asking(lang), asking)),
    };
    let negotiable = (page.lot.negotiable && !sold).then(|| m::negotiable(lang));
    let hint = match page.lot.state {
        // The notice above the title says it.
        LotState::Withdrawn | LotState::Archived => None,
        _ if sold => Some(m::unlisted_sold(lang)),
        _ if page.package.is_some() => Some(m::unlisted_in_package(lang)),
        _ if is_open(&page.lot) => Some(m::unlisted_open_licence(lang)),
        _ => Some(m::unlisted_hint(lang)),
    };
    view! {
        <section class="bid-panel" aria-labelledby="bid-panel-title" data-testid="bid-panel">
            <h2 id="bid-panel-title" class="visually-hidden">
                {m::panel_title(lang)}
            </h2>
            <p class="bid-panel-state" data-view="preview">
                <strong>{locales::lot_standing(lang, page.lot.state, page.sold_offline.is_some())}</strong>
            </p>
            {price
                .map(|(label, price)| {
                    view! {
                        <p class="bid-panel-price">
                            <span class="bid-panel-label">{label}</span>
                            <span class="bid-panel-amount">{amount(lang, price)}</span>
                        </p>
                    }
                })}
            {negotiable.map(|text| view! { <p class="bid-panel-figures">{text}</p> })}
            {hint.map(|words| view! { <p class="bid-panel-rules">{words}</p> })}
        </section>
    }
}

/// Status of the reserve: words, always public.
#[component]
fn ReserveLine(room: Room) -> impl IntoView {
    let lang = use_lang();
    let words = move || match room.live.with(|live| live.figures.reserve) {
        ReserveStatus::None => m::reserve_none(lang),
        ReserveStatus::NotMet => m::reserve_not_met(lang),
        ReserveStatus::Met => m::reserve_met(lang),
    };
    view! { <p class="bid-panel-figures">{redrawn(words)}</p> }
}

/// The visitor's own standing: word and shape, never colour alone.
#[component]
fn StandingLine(room: Room) -> impl IntoView {
    let lang = use_lang();
    let line = move || {
        let paddle = room.paddle()?;
        let live = room.live.get();
        let own = live.bids.iter().rev().find(|bid| bid.paddle == paddle);
        Some(match (room.place(), own, live.figures.leader) {
            (Place::Leading, Some(own), _) => (
                "leading",
                m::standing_leading(
                    lang,
                    amount(lang, own.amount),
                    own.received_at.clock().hms(),
                ),
            ),
            (Place::Outbid, _, Some(leader)) => (
                "outbid",
                m::standing_outbid(lang, leader, amount(lang, live.figures.next_min)),
            ),
            _ => ("none", m::standing_none(lang, paddle)),
        })
    };
    redrawn(move || {
        line().map(|(standing, words)| {
            view! {
                <p class="standing" data-standing=standing>
                    {words}
                </p>
                {(standing == "leading")
                    .then(|| room.ceiling())
                    .flatten()
                    .map(|max| {
                        let words = m::own_ceiling(lang, amount(lang, max));
                        view! { <p class="bid-panel-figures">{words}</p> }
                    })}
            }
        })
    })
}

/// The end of bidding for the visitor's own calendar, while there is one to come.
#[component]
fn CalendarLink(room: Room) -> impl IntoView {
    let lang = use_lang();
    let path = format!("/lots/{}/calendar.ics", room.code());
    let running = Memo::new(move |_| !is_over(room.view()));
    view! {
        <Show when=move || running.get()>
            <p class="bid-panel-rules">
                // Leaves the pages: the router has nothing to show there.
                <a href=href(lang, &path) rel="external">
                    {m::add_to_calendar(lang)}
                </a>
            </p>
        </Show>
    }
}

/// What the visitor can do now (ux.md §1.3).
#[component]
fn Act(room: Room) -> impl IntoView {
    let lang = use_lang();
    let over = Memo::new(move |_| match room.view() {
        View::Settling => Some(m::settling_hint(lang)),
        View::Hammer if room.sold().is_some() => Some(m::sold_hint(lang)),
        View::Hammer => Some(m::hammer_hint(lang)),
        View::Passed => Some(m::passed_hint(lang)),
        View::Suspended => Some(m::suspended_hint(lang)),
        View::Cancelled => Some(m::cancelled_hint(lang)),
        View::Voided => Some(m::voided_hint(lang)),
        _ => None,
    });
    let code = room.code().to_string();
    let login = href(lang, &format!("/login?next={}/lots/{code}", lang.prefix()));
    redrawn(move || {
        if let Some(words) = over.get() {
            return view! {
                <p class="bid-panel-rules">{words}</p>
                <SuspensionLines room />
            }
            .into_any();
        }
        let act = act(room, &login);
        view! {
            <PathSteps room />
            {act}
        }
        .into_any()
    })
}

/// What the visitor can do next, by where he stands.
fn act(room: Room, login: &str) -> AnyView {
    let lang = use_lang();
    let refused = |words: &'static str| view! { <p class="bid-panel-rules">{words}</p> };
    match room.standing.get() {
        BidderStanding::Anonymous => view! {
            <a class="button button--commit" href=login.to_owned()>
                {m::sign_in_to_bid(lang)}
            </a>
        }
        .into_any(),
        BidderStanding::NotABidder => refused(m::not_a_bidder(lang)).into_any(),
        BidderStanding::OwnLot => refused(m::refused_own_lot(lang)).into_any(),
        BidderStanding::Refused { reason } => refused(not_qualified(lang, reason)).into_any(),
        may_act => crate::later::bidder_act(room, may_act),
    }
}

/// The next step of somebody who may bid. Its code comes with a file of its own.
pub(crate) fn act_of_bidder(room: Room, standing: BidderStanding) -> AnyView {
    match standing {
        BidderStanding::Preparing { missing, .. } => {
            view! { <Preparing room missing /> }.into_any()
        }
        BidderStanding::Enrolled { .. } => view! { <BidForm room /> }.into_any(),
        _ => view! { <EnrolForm room /> }.into_any(),
    }
}
