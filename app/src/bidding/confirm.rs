//! The confirmation before a bid (ux.md §1.4): digits, formal numerals, the difference, what
//! cannot be undone. In the panel when a script runs, as a page of its own without one.

use super::receipt::ReceiptBox;
use super::room::{Place, Room};
use super::typed_amount::{TypedAmount, judge};
use super::unanswered::{failure, stays_open};
use super::{PlaceBid, new_key, order_of, order_word};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::{changing, redrawn};
use crate::ui::{DOT, ErrorSummary, Loaded, PageHead};
use domain::bidding::Order;
use domain::live::Figures;
use domain::money::{Fen, YUAN, parse_amount};
use domain::views::LotPage;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use locales::{Lang, amount, bidding as m};

/// Five times the price, or ten steps above the minimum: looks like one zero too many.
fn is_unusual(figures: &Figures, bid: Fen) -> bool {
    let base = figures.price.unwrap_or(figures.start);
    let ten_steps = Fen(figures.next_min.0 + 9 * figures.step.0);
    bid > Fen(base.0.saturating_mul(5)) || bid > ten_steps
}

/// How much more than the price, in yuan and per cent with one decimal.
fn difference(lang: Lang, figures: &Figures, bid: Fen) -> String {
    let base = figures.price.unwrap_or(figures.start);
    let more = Fen((bid.0 - base.0).max(0));
    let tenths = i128::from(more.0) * 1_000 / i128::from(base.0.max(1));
    let percent = format!("{}.{}", tenths / 10, tenths % 10);
    match figures.price {
        Some(_) => m::confirm_above_price(lang, amount(lang, more), percent),
        None => m::confirm_above_start(lang, amount(lang, more), percent),
    }
}

/// Back, or the bid. The way back has the focus first.
#[component]
fn ConfirmActs(
    /// Whether the bid cannot be placed as it stands.
    barred: Signal<bool>,
    /// What the button says.
    words: String,
    /// Places the bid.
    send: Callback<()>,
    /// Back to the form.
    back: Callback<()>,
) -> impl IntoView {
    let safe = safe_button();
    view! {
        <p class="actions">
            <button class="button" type="button" node_ref=safe on:click=move |_| back.run(())>
                {m::confirm_back(use_lang())}
            </button>
            <button
                class="button button--commit"
                type="button"
                disabled=changing(move || barred.get())
                on:click=move |_| send.run(())
            >
                {words}
            </button>
        </p>
    }
}

/// The confirmation in the panel. The price may move while it is open: the new minimum is shown
/// and only an amount below it cannot be confirmed any more.
#[component]
pub(super) fn ConfirmBox(
    /// The room.
    room: Room,
    /// A bid by hand or a ceiling.
    order: Order,
    /// The bid.
    amount: Fen,
    /// The bid is placed and its receipt has been read.
    done: Callback<()>,
    /// Back to the form with the amount kept.
    back: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let action = ServerAction::<PlaceBid>::new();
    let key = StoredValue::new(random_key());
    let at_opening = room.live.with_untracked(|live| live.figures.clone());
    let unusual = is_unusual(&at_opening, amount);
    let agreed = RwSignal::new(!unusual);
    // A leader's ceiling is judged by the server alone: it may stand at the price itself.
    let own = order == Order::Cap && room.place() == Place::Leading;
    let too_low =
        Memo::new(move |_| !own && room.live.with(|live| amount < room.least(&live.figures)));
    let code = room.code().to_string();
    let bid = PlaceBid {
        lot: code.clone(),
        amount: amount.digits(),
        order: order_word(order).to_owned(),
        key: key.get_value(),
        confirmed: unusual,
        terms: room.terms(),
        lang: String::new(),
    };
    let send = Callback::new(move |()| {
        action.dispatch(bid.clone());
    });
    let outcome = move || action.value().get();
    let open = stays_open(action);
    view! {
        <Show
            when=move || !matches!(outcome(), Some(Ok(_)))
            fallback=move || {
                outcome()
                    .and_then(Result::ok)
                    .map(|receipt| {
                        room.note(&receipt);
                        view! { <ReceiptBox room receipt key=key.get_value() done /> }
                    })
            }
        >
            <section
                class="confirm"
                aria-labelledby="confirm-title"
                data-testid="confirm"
                on:keydown=move |event| leave(&event, action, back)
            >
                <h2 id="confirm-title">{confirm_title(lang, order)}</h2>
                <p class="confirm-lot" lang="zh-CN">
                    {room.title()}
                </p>
                <ConfirmWords figures=at_opening.clone() order amount code=code.clone() />
                <Obstacles
                    room
                    moved=Signal::derive(move || too_low.get() && !open.get())
                    words=Signal::derive(move || failure(lang, outcome(), open.get()))
                />
                {unusual.then(|| view! { <UnusualTick amount agreed /> })}
                <ConfirmActs
                    barred=Signal::derive(move || {
                        (too_low.get() && !open.get()) || !agreed.get() || action.pending().get()
                    })
                    words=confirm_words(lang, order, amount)
                    send
                    back
                />
            </section>
        </Show>
    }
}

/// The button that changes nothing; it has the focus, so that a second press of the enter key binds
/// nobody.
fn safe_button() -> NodeRef<html::Button> {
    let safe = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = safe.get() {
            let _ = button.focus();
        }
    });
    safe
}

/// The escape key goes back. Not while a bid is on its way: nobody would see its answer.
fn leave(event: &leptos::ev::KeyboardEvent, action: ServerAction<PlaceBid>, back: Callback<()>) {
    if event.key() == "Escape" && !action.pending().get_untracked() {
        back.run(());
    }
}

/// What stands in the way: the price has moved, or the server has refused.
#[component]
fn Obstacles(
    /// The room.
    room: Room,
    /// The price has moved beyond the amount.
    moved: Signal<bool>,
    /// What the server has said.
    words: Signal<Option<String>>,
) -> impl IntoView {
    let lang = use_lang();
    let moved = move || {
        let least = room.live.with(|live| room.least(&live.figures));
        moved
            .get()
            .then(|| m::confirm_price_moved(lang, amount(lang, least)))
    };
    let line = |words: String| {
        view! {
            <p class="field-error" role="alert">
                {words}
            </p>
        }
    };
    view! {
        {redrawn(move || moved().map(line))}
        {redrawn(move || words.get().map(line))}
    }
}

/// The extra tick for an amount that looks like one zero too many.
#[component]
fn UnusualTick(amount: Fen, agreed: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="check">
            <input
                type="checkbox"
                id="jump"
                on:change=move |event| agreed.set(event_target_checked(&event))
            />
            <label for="jump">{m::confirm_unusual(lang, locales::amount(lang, amount))}</label>
        </div>
    }
}

/// Amount in digits and formal numerals, the difference, and that it binds.
#[component]
fn ConfirmWords(figures: Figures, order: Order, amount: Fen, code: String) -> impl IntoView {
    let lang = use_lang();
    let words = format!(
        "{}{DOT}{}{DOT}{}",
        code,
        difference(lang, &figures, amount),
        match order {
            Order::Flat => m::binding(lang),
            Order::Cap => m::binding_cap(lang),
        }
    );
    view! {
        <p class="confirm-amount">{locales::amount(lang, amount)}</p>
        <p lang="zh-CN">{m::formal(Lang::Zh, amount.formal())}</p>
        <p class="muted">{words}</p>
    }
}

fn confirm_title(lang: Lang, order: Order) -> &'static str {
    match order {
        Order::Flat => m::confirm_title(lang),
        Order::Cap => m::confirm_cap_title(lang),
    }
}

fn confirm_words(lang: Lang, order: Order, bid: Fen) -> String {
    match order {
        Order::Flat => m::confirm_bid(lang, amount(lang, bid)),
        Order::Cap => m::confirm_cap(lang, amount(lang, bid)),
    }
}

/// A key that nobody else makes: 128 random bits.
fn random_key() -> String {
    let part = || (js_sys::Math::random() * 4_294_967_296.0) as u32;
    format!(
        "{:08x}-{:08x}-{:08x}-{:08x}",
        part(),
        part(),
        part(),
        part()
    )
}

/// `/lots/:code/bid?amount=…`: the confirmation for browsers without a script.
#[component]
pub fn BidPage() -> impl IntoView {
    let lang = use_lang();
    let (params, query) = (use_params_map(), use_query_map());
    let wanted = Memo::new(move |_| {
        (
            params.read().get("code").unwrap_or_default(),
            query.read().get("amount").unwrap_or_default(),
            query.read().get("terms").unwrap_or_default(),
            order_of(&query.read().get("order").unwrap_or_default()),
        )
    });
    let data = crate::wire::blocking_data(
        move || wanted.get(),
        |(code, typed, terms, order)| async move {
            let code = domain::ids::LotCode::parse(&code).ok_or(AppError::NotFound)?;
            let mut page = crate::lots::lot(code).await?;
            // What the lot's page showed counts, not what has become of it since.
            if let Some(shown) = domain::ledger::hash::Hash32::from_hex(&terms) {
                page.terms = Some(shown);
            }
            let key = new_key().await?;
            Ok::<_, AppError>((page, typed, key, order))
        },
    );
    view! {
        <PageHead title=m::confirm_title(lang) description=m::confirm_title(lang) />
        <Loaded resource=data let:data>
            <ConfirmForm page=data.0 typed=data.1 key=data.2 order=data.3 />
        </Loaded>
    }
}

/// The plain form of the confirmation page.
#[component]
fn ConfirmForm(page: LotPage, typed: String, key: String, order: Order) -> impl IntoView {
    let lang = use_lang();
    let action = ServerAction::<PlaceBid>::new();
    let code = page.lot.code.to_string();
    let back = href(lang, &format!("/lots/{code}"));
    let ranked = page
        .priority
        .is_some_and(|priority| priority.own_rank.is_some());
    let terms = page.terms.map(|terms| terms.to_string());
    let Some(figures) = page.live.map(|live| live.figures) else {
        return view! { <p>{m::refused_not_open(lang)}</p> }.into_any();
    };
    let bid = parse_amount(&typed, YUAN).unwrap_or_default();
    let judged = judge(lang, &figures, ranked || order == Order::Cap, &typed);
    // A script is answered with data; it goes on to the receipt as a plain form does.
    let (navigate, receipts, key) = (use_navigate(), format!("{back}/bid"), RwSignal::new(key));
    Effect::new(move |_| match action.value().get() {
        Some(Ok(_)) => {
            let receipt_at = format!("{receipts}/{}", key.get_untracked());
            navigate(&receipt_at, whole_address());
        }
        // The key has its answer: what is sent after it, with another amount or confirmed, is another
        // bid.
        Some(Err(AppError::Bid { .. })) => key.set(random_key()),
        _ => (),
    });
    let sent = move || action.value().get().and_then(Result::err);
    // The summary speaks of what was sent; before that the field alone says what it asks for.
    let refused = Signal::derive(move || sent().map(|error| error.sentence(lang)));
    let errors = Signal::derive(move || {
        let line = refused.get().map(|words| ("amount".to_owned(), words));
        line.into_iter().collect::<Vec<_>>()
    });
    let asked = judged.clone().err();
    let wrong = Signal::derive(move || refused.get().or_else(|| asked.clone()));
    let unusual = judged.is_ok() && is_unusual(&figures, bid);
    let words = judged.is_ok().then(|| {
        view! { <ConfirmWords figures=figures.clone() order amount=bid code=code.clone() /> }
    });
    view! {
        <ErrorSummary errors />
        <ActionForm action attr:class="confirm">
            <h1>{confirm_title(lang, order)}</h1>
            <p class="confirm-lot" lang="zh-CN">
                {page.lot.title.clone()}
            </p>
            {words}
            <input type="hidden" name="lot" value=code />
            <input type="hidden" name="key" value=changing(move || key.get()) />
            <input type="hidden" name="order" value=order_word(order) />
            <input type="hidden" name="terms" value=terms />
            <input type="hidden" name="lang" value=lang.tag() />
            <TypedAmount order typed wrong />
            {unusual
                .then(|| {
                    view! {
                        <div class="check">
                            <input type="checkbox" id="jump" name="confirmed" value="true" />
                            <label for="jump">{m::confirm_unusual(lang, amount(lang, bid))}</label>
                        </div>
                    }
                })}
            <p class="actions">
                <a class="button" href=back>
                    {m::confirm_back(lang)}
                </a>
                <button class="button button--commit" type="submit">
                    {match order {
                        Order::Flat => m::confirm_short(lang),
                        Order::Cap => m::confirm_cap_title(lang),
                    }}
                </button>
            </p>
        </ActionForm>
    }
    .into_any()
}

/// The address is whole: resolved against the base of the router it would begin twice with the
/// language.
fn whole_address() -> NavigateOptions {
    NavigateOptions {
        resolve: false,
        ..NavigateOptions::default()
    }
}
