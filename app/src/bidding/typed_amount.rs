//! The amount on the confirmation page for browsers without a script.

use crate::lang::use_lang;
use crate::ui::erased::{changing, redrawn};
use domain::bidding::Order;
use domain::live::Figures;
use domain::money::{YUAN, parse_amount};
use leptos::prelude::*;
use locales::{Lang, amount, bidding as m};

/// The amount of the plain form, marked with what is wrong with it.
#[component]
pub(super) fn TypedAmount(
    /// A bid by hand or a ceiling.
    order: Order,
    /// As it was typed.
    typed: String,
    /// What is wrong with it.
    wrong: Signal<Option<String>>,
) -> impl IntoView {
    let lang = use_lang();
    let invalid = move || wrong.with(Option::is_some);
    view! {
        <div class="amount-field" data-invalid=changing(move || invalid().then_some("true"))>
            <label class="field-label" for="amount">
                {match order {
                    Order::Flat => m::your_bid(lang),
                    Order::Cap => m::your_cap(lang),
                }}
            </label>
            {redrawn(move || {
                wrong
                    .get()
                    .map(|words| {
                        view! {
                            <p class="field-error" id="amount-error">
                                {words}
                            </p>
                        }
                    })
            })}
            <input
                class="input"
                id="amount"
                name="amount"
                inputmode="numeric"
                autocomplete="off"
                aria-describedby=changing(move || invalid().then_some("amount-error"))
                aria-invalid=changing(move || invalid().then_some("true"))
                value=typed
            />
        </div>
    }
}

/// What is wrong with the amount before it is sent. Nothing has been refused yet: the words of a
/// refusal, with the price at which a bid arrived, would speak of a bid that nobody made.
pub(super) fn judge(lang: Lang, figures: &Figures, equal: bool, typed: &str) -> Result<(), String> {
    let Ok(bid) = parse_amount(typed, YUAN) else {
        return Err(m::amount_not_understood(lang).to_owned());
    };
    // Whoever leads may set a ceiling at the price itself, and a priority right matches it; the
    // server knows who leads.
    let least = figures.price.filter(|_| equal).unwrap_or(figures.next_min);
    if bid < least {
        return Err(m::amount_too_low(lang, amount(lang, least)));
    }
    Ok(())
}
