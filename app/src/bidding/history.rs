//! The bid list: newest first, aliases only, what was said of each bid in words.

use super::new_bids::NewBidsChoice;
use super::playback::use_player;
use super::room::Room;
use super::words::is_over;
use crate::lang::{href, use_lang};
use crate::ui::erased::{Shown, changing, redrawn};
use domain::bidding::Order;
use domain::live::{BidRow, LotLive};
use leptos::prelude::*;
use locales::{Lang, amount, bidding as m};

/// Bids shown at first; the rest opens on demand.
const SHOWN: usize = 12;

/// Where the ledger of the lot is checked.
fn verify_href(lang: Lang, room: &Room) -> String {
    let path = room.live.with(|live| format!("/verification/{}", live.lot));
    href(lang, &path)
}

/// The bids of the round.
#[component]
pub fn BidHistory() -> impl IntoView {
    let lang = use_lang();
    let Some(room) = use_context::<Room>() else {
        return ().into_any();
    };
    let all = RwSignal::new(false);
    let total = Memo::new(move |_| room.live.with(|live| live.bids.len()));
    let played = Memo::new(move |_| played_back(&room));
    let over = Memo::new(move |_| is_over(room.view()));
    let limit = Memo::new(move |_| limit(all.get(), played.get()));
    let rows = move || {
        let limit = limit.get();
        room.live.with(|live| {
            live.bids
                .iter()
                .rev()
                .take(limit)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    view! {
        <section class="lot-section">
            <h2 id="history-title">{m::history_title(lang)}</h2>
            <Show
                when=move || { total.get() > 0 }
                fallback=move || view! { <NoBids room over /> }
            >
                <div
                    class="table-box"
                    tabindex="0"
                    role="log"
                    // Every bid read aloud is noise; what matters is announced (ux.md §1.8).
                    aria-live="off"
                    aria-label=m::history_title(lang)
                >
                    <table class="bid-list">
                        <caption class="visually-hidden">{m::history_title(lang)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{m::column_status(lang)}</th>
                                <th scope="col">{m::column_paddle(lang)}</th>
                                <th scope="col" class="number">
                                    {m::column_amount(lang)}
                                </th>
                                <th scope="col" class="number">
                                    {m::column_time(lang)}
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=rows key=|bid| (bid.seq, bid.paddle, bid.amount) let:bid>
                                <BidLine room bid played />
                            </For>
                        </tbody>
                    </table>
                </div>
                <Shown when=move || { total.get() > limit.get() }>
                    <button class="button" type="button" on:click=move |_| all.set(true)>
                        {redrawn(move || m::show_all(lang, total.get()))}
                    </button>
                </Shown>
            </Show>
            // Nothing more comes to be read aloud once it is over.
            <Show when=move || !over.get()>
                <NewBidsChoice room />
            </Show>
            <p>
                <a href=changing(move || verify_href(lang, &room))>{locales::verification::link(lang)}</a>
            </p>
        </section>
    }
    .into_any()
}

/// Nobody has bid: from where bidding starts, or that it ended so.
#[component]
fn NoBids(room: Room, over: Memo<bool>) -> impl IntoView {
    let lang = use_lang();
    let start = room.live.with(|live| live.figures.start);
    let words = move || match over.get() {
        true => m::no_bids_came(lang).to_owned(),
        false => m::no_bids(lang, amount(lang, start)),
    };
    view! { <p class="muted">{redrawn(words)}</p> }
}

/// How many lines are listed. A bid that is played back is shown, however old it is.
fn limit(all: bool, played: Option<(u64, usize)>) -> usize {
    match (all, played) {
        (true, _) => usize::MAX,
        (false, Some((_, age))) => SHOWN.max(age + 1),
        (false, None) => SHOWN,
    }
}

/// The last line that stood in the list at the moment that is played back: number of its event, and
/// how many lines are newer.
fn played_back(room: &Room) -> Option<(u64, usize)> {
    let at = use_player()?.asked()?.step.seq;
    room.live.with(|live| {
        let mut newest = live.bids.iter().rev().enumerate();
        let (age, bid) = newest.find(|(_, bid)| bid.seq <= at)?;
        Some((bid.seq, age))
    })
}

/// One bid. Whether it leads changes while it stands there.
#[component]
fn BidLine(room: Room, bid: BidRow, played: Memo<Option<(u64, usize)>>) -> impl IntoView {
    let lang = use_lang();
    let this = bid.clone();
    let leads = move |live: &LotLive| live.bids.last() == Some(&this);
    let leading = Memo::new(move |_| room.live.with(&leads));
    let closed = Memo::new(move |_| room.live.with(|live| live.figures.outcome.is_some()));
    let status = move || match (leading.get(), closed.get()) {
        (true, false) => m::status_leading(lang),
        (true, true) => m::status_final(lang),
        (false, _) => m::status_out(lang),
    };
    let mine = move || room.paddle() == Some(bid.paddle);
    let who = move || {
        if mine() {
            m::paddle_you(lang, bid.paddle)
        } else {
            bid.paddle.to_string()
        }
    };
    let seq = bid.seq;
    let here = move || played.get().is_some_and(|(played, _)| played == seq);
    let automatic = (bid.order == Order::Cap).then(|| m::by_ceiling(lang));
    let extended = bid
        .extended_to
        .map(|to| m::extended_to(lang, to.clock().hms()));
    view! {
        <tr
            data-seq=seq
            data-standing=changing(move || leading.get().then_some("leading"))
            data-mine=changing(move || mine().then_some("true"))
            data-played=changing(move || here().then_some("true"))
        >
            <td>
                {redrawn(status)}
                {redrawn(move || {
                    here()
                        .then(|| {
                            view! {
                                <small class="played-mark">" "{locales::playback::here(lang)}</small>
                            }
                        })
                })}
            </td>
            <td>{redrawn(who)}</td>
            <td class="number">
                {automatic.map(|words| view! { <small class="muted">{words}" "</small> })}
                {amount(lang, bid.amount)}
            </td>
            <td class="number">
                <time datetime=bid.received_at.rfc3339()>
                    {bid.received_at.clock().hms_tenths()}
                </time>
                {extended.map(|words| view! { <small class="muted">" " {words}</small> })}
            </td>
        </tr>
    }
}
