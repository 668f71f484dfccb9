//! What the page of a session says about registration.

use super::registration_gate;
use crate::lang::{href, use_lang};
use crate::ui::Loaded;
use domain::registrations::Gate;
use domain::views::RegistrationForm;
use leptos::prelude::*;
use locales::{Lang, registrations as m};

/// How registration stands, with the way to the form.
#[component]
pub fn RegistrationGate(
    /// Address of the session.
    slug: String,
) -> impl IntoView {
    let form = crate::wire::page_data(move || slug.clone(), registration_gate);
    view! {
        <Loaded resource=form let:form>
            <Standing form />
        </Loaded>
    }
}

/// The sentence about a gate; nothing where no registrations are taken.
pub fn gate_words(lang: Lang, form: &RegistrationForm) -> Option<String> {
    let until = || {
        let until = form.closes_at.map(|at| locales::date_time(lang, at));
        until.unwrap_or_default()
    };
    match form.gate {
        Gate::NotOffered => None,
        Gate::NotOpen { opens_at } => {
            Some(m::gate_not_open(lang, locales::date_time(lang, opens_at)))
        }
        Gate::Open { left } => Some(m::gate_open(lang, left, until())),
        Gate::Waiting => Some(m::gate_waiting(lang, until())),
        Gate::Closed => Some(m::gate_closed(lang).to_owned()),
    }
}

/// The same in a word, for the card of a session to come.
pub fn gate_word(lang: Lang, gate: Gate) -> Option<&'static str> {
    match gate {
        Gate::NotOffered => None,
        Gate::NotOpen { .. } => Some(m::gate_word_not_open(lang)),
        Gate::Open { .. } => Some(m::gate_word_open(lang)),
        Gate::Waiting => Some(m::gate_word_waiting(lang)),
        Gate::Closed => Some(m::gate_word_closed(lang)),
    }
}

#[component]
fn Standing(form: RegistrationForm) -> impl IntoView {
    let lang = use_lang();
    let words = gate_words(lang, &form)?;
    let to = href(lang, &format!("/sessions/{}/register", form.session.slug));
    let label = match form.gate {
        Gate::Waiting => m::register_waiting(lang),
        _ => m::register(lang),
    };
    let way = form.gate.takes().then(|| {
        view! {
            <p>
                <a class="button button--main" href=to>
                    {label}
                </a>
            </p>
        }
    });
    Some(view! {
        <section class="registration-gate" aria-labelledby="registration-title">
            <h2 class="section-title" id="registration-title">
                {m::title(lang)}
            </h2>
            <p data-testid="registration-state">{words}</p>
            {way}
        </section>
    })
}
