//! The bid form. A plain form first: without a script the bid goes to a confirmation page; with one
//! the confirmation opens in the panel.

use crate::bidding::confirm::ConfirmBox;
use crate::bidding::order_word;
use crate::bidding::room::{Place, Room};
use crate::bidding::words::steps_up;
use crate::lang::{href, use_lang};
use crate::ui::erased::{Shown, changing, redrawn};
use domain::bidding::Order;
use domain::live::Figures;
use domain::money::{Fen, YUAN, parse_amount};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use locales::{Lang, amount, bidding as m};

/// The bid form with its quick steps, and the confirmation in its place once it is sent.
#[component]
pub(super) fn BidForm(room: Room) -> impl IntoView {
    let lang = use_lang();
    let code = room.code().to_string();
    let typed = RwSignal::new(room.live.with_untracked(|l| l.figures.next_min.digits()));
    let touched = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let confirming = RwSignal::new(None::<Fen>);
    let order = RwSignal::new(Order::Flat);
    let input = NodeRef::<html::Input>::new();
    // As long as nobody has typed, the field follows the minimum.
    Effect::new(move |_| {
        let next = room.live.with(|live| live.figures.next_min);
        if !touched.get_untracked() {
            typed.set(next.digits());
        }
    });
    let idle = idle(room, order);
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match check(lang, room, order.get_untracked(), &typed.get_untracked()) {
            Ok(fen) => {
                error.set(None);
                confirming.set(Some(fen));
            }
            Err(sentence) => {
                error.set(Some(sentence));
                if let Some(input) = input.get_untracked() {
                    let _ = input.focus();
                }
            }
        }
    };
    let target = href(lang, &format!("/lots/{code}/bid"));
    view! {
        <form
            class="bid-form"
            method="get"
            action=target
            novalidate
            on:submit=on_submit
            hidden=changing(move || confirming.get().is_some())
        >
            <input type="hidden" name="terms" value=room.terms() />
            {room.own_rank.map(|rank| {
                view! { <p class="field-hint" data-testid="own-priority">{m::own_priority(lang, rank)}</p> }
            })}
            <OrderField room order idle />
            <AmountField room typed touched error input order />
            <QuickSteps room typed touched />
            <BidButton room typed order idle />
            <p class="bid-panel-rules">
                {m::bid_is_final(lang)} " " <a href="#rules">{m::bid_rules(lang)}</a>
            </p>
        </form>
        {redrawn(move || {
            confirming
                .get()
                .map(|fen| {
                    // What had the focus goes with the confirmation: the amount takes it, once the
                    // form is in sight again.
                    let back = Callback::new(move |()| {
                        confirming.set(None);
                        request_animation_frame(focus_next);
                    });
                    let done = Callback::new(move |()| {
                        touched.set(false);
                        typed.set(room.live.with_untracked(|l| l.figures.next_min.digits()));
                        back.run(());
                    });
                    let order = order.get_untracked();
                    view! { <ConfirmBox room order amount=fen done back /> }
                })
        })}
    }
}

/// Whether there is nothing to send: who leads is refused every bid by hand, and may raise a ceiling
/// only. Without a script the button stays, as it sends whichever of the two is chosen.
fn idle(room: Room, order: RwSignal<Order>) -> Memo<bool> {
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    Memo::new(move |_| alive.get() && order.get() == Order::Flat && room.place() == Place::Leading)
}

/// Moves the focus to what is to be filled in next: the amount, else the first field of the panel,
/// else the panel itself.
pub(super) fn focus_next() {
    const PLACES: [&str; 3] = [
        "#amount",
        ".bid-prepare :is(input:not([type=hidden]), button, a)",
        "#bid-panel-title",
    ];
    let found = PLACES
        .iter()
        .find_map(|place| document().query_selector(place).ok().flatten());
    if let Some(found) = found.and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = found.focus();
    }
}

/// The button that goes on to the confirmation. It names the amount only when it could be taken.
#[component]
fn BidButton(
    room: Room,
    typed: RwSignal<String>,
    order: RwSignal<Order>,
    idle: Memo<bool>,
) -> impl IntoView {
    let lang = use_lang();
    let takeable = Memo::new(move |_| {
        let fen = parse_amount(&typed.get(), YUAN).ok()?;
        let leading = room.place() == Place::Leading;
        let least = room
            .live
            .with(|live| least(room, &live.figures, order.get(), leading));
        (fen >= least).then_some(fen)
    });
    let words = move || match (takeable.get(), order.get()) {
        (Some(fen), Order::Flat) => m::bid_amount(lang, amount(lang, fen)),
        (Some(fen), Order::Cap) => m::cap_amount(lang, amount(lang, fen)),
        (None, Order::Flat) => m::bid(lang).to_owned(),
        (None, Order::Cap) => m::order_cap(lang).to_owned(),
    };
    view! {
        <button class="button button--commit" type="submit" disabled=changing(move || idle.get())>
            {redrawn(words)}
        </button>
    }
}

/// Bid by hand or set a ceiling; a plain choice that a form without script sends too.
#[component]
fn OrderField(room: Room, order: RwSignal<Order>, idle: Memo<bool>) -> impl IntoView {
    let lang = use_lang();
    let leads = move || {
        let figures = room.figures();
        m::leading_idle(lang, amount(lang, figures.price.unwrap_or(figures.start)))
    };
    let choice = move |of: Order, words: &'static str| {
        let word = order_word(of);
        let id = format!("order-{word}");
        view! {
            <div class="choice">
                <input
                    type="radio"
                    name="order"
                    id=id.clone()
                    value=word
                    checked=of == Order::Flat
                    prop:checked=changing(move || order.get() == of)
                    on:change=move |_| order.set(of)
                />
                <label for=id>{words}</label>
            </div>
        }
    };
    view! {
        <fieldset class="choices">
            <legend class="visually-hidden">{m::order_title(lang)}</legend>
            {choice(Order::Flat, m::order_flat(lang))}
            {choice(Order::Cap, m::order_cap(lang))}
        </fieldset>
        <Shown when=move || order.get() == Order::Cap>
            <p class="field-hint">{m::cap_hint(lang)}</p>
        </Shown>
        <Shown when=move || idle.get()>
            <p class="field-hint">{redrawn(leads)}</p>
        </Shown>
    }
}

/// The amount with its hint, what was wrong with it, and the same in ten thousands.
#[component]
fn AmountField(
    room: Room,
    typed: RwSignal<String>,
    touched: RwSignal<bool>,
    error: RwSignal<Option<String>>,
    input: NodeRef<html::Input>,
    order: RwSignal<Order>,
) -> impl IntoView {
    let lang = use_lang();
    let hint = move || {
        let figures = room.figures();
        m::amount_hint(
            lang,
            amount(lang, figures.next_min),
            amount(lang, figures.step),
        )
    };
    let read_back = move || {
        let wan = parse_amount(&typed.get(), YUAN)
            .ok()
            .and_then(|fen| locales::place_wan(lang, fen))?;
        Some(format!("= {wan}"))
    };
    view! {
        <div class="amount-field" data-invalid=changing(move || error.get().map(|_| "true"))>
            <label class="field-label" for="amount">
                {redrawn(move || match order.get() {
                    Order::Flat => m::your_bid(lang),
                    Order::Cap => m::your_cap(lang),
                })}
            </label>
            <p class="field-hint" id="amount-hint">
                {redrawn(hint)}
            </p>
            {redrawn(move || {
                error
                    .get()
                    .map(|text| {
                        view! {
                            <p class="field-error" id="amount-error" role="alert">
                                {text}
                            </p>
                        }
                    })
            })}
            <div class="amount-row">
                <input
                    node_ref=input
                    class="input"
                    id="amount"
                    name="amount"
                    inputmode="numeric"
                    autocomplete="off"
                    aria-describedby=move || match error.with(Option::is_some) {
                        true => "amount-hint amount-error",
                        false => "amount-hint",
                    }
                    aria-invalid=changing(move || error.get().map(|_| "true"))
                    prop:value=changing(move || typed.get())
                    value=typed.get_untracked()
                    on:input=move |event| {
                        touched.set(true);
                        typed.set(event_target_value(&event));
                    }
                />
                <output class="amount-read" for="amount">
                    {redrawn(read_back)}
                </output>
            </div>
        </div>
    }
}

/// The least amount that may be typed. The leader may set a ceiling at the very price he leads at.
fn least(room: Room, figures: &Figures, order: Order, leading: bool) -> Fen {
    match (order, figures.price) {
        (Order::Cap, Some(price)) if leading => price,
        _ if leading => figures.next_min,
        _ => room.least(figures),
    }
}

/// Reads the amount; the sentence says what to change, with a suggestion where one is likely.
fn check(lang: Lang, room: Room, order: Order, typed: &str) -> Result<Fen, String> {
    let figures = room.live.with_untracked(|live| live.figures.clone());
    let Ok(fen) = parse_amount(typed, YUAN) else {
        return Err(m::amount_not_understood(lang).to_owned());
    };
    let leading = untrack(|| room.place()) == Place::Leading;
    let least = least(room, &figures, order, leading);
    if fen >= least {
        return Ok(fen);
    }
    let at_least = amount(lang, least);
    // Somebody who types 130 where 1,300,000 is the least means ten thousands.
    let in_wan = Fen(fen.0.saturating_mul(10_000));
    if in_wan >= least && fen.0 > 0 {
        return Err(m::amount_in_wan(lang, at_least, amount(lang, in_wan)));
    }
    Err(m::amount_too_low(lang, at_least))
}

/// One, two and five steps up, with what they come to.
#[component]
fn QuickSteps(room: Room, typed: RwSignal<String>, touched: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let button = move |place: usize, steps: u32| {
        let sum = move || room.live.with(|live| live.figures.quick_steps[place]);
        let choose = move |_| {
            touched.set(true);
            typed.set(sum().digits());
        };
        let words = move || locales::amount_card(lang, sum());
        view! {
            <button class="button" type="button" on:click=choose>
                {steps_up(lang, steps)}
                <small>{redrawn(words)}</small>
            </button>
        }
    };
    view! {
        <div class="quick-steps" role="group" aria-label=m::quick_steps(lang)>
            {button(0, 1)} {button(1, 2)} {button(2, 5)}
        </div>
    }
}
