//! Enrolment: accept the rules, get a number. A plain form first; with a script the panel moves on.

use crate::bidding::Enrol;
use crate::bidding::room::Room;
use crate::bidding::words::span;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::{changing, redrawn};
use leptos::html;
use leptos::prelude::*;
use locales::bidding as m;

/// The form to enrol on the lot: accept the rules, get a number.
#[component]
pub(super) fn EnrolForm(room: Room) -> impl IntoView {
    let lang = use_lang();
    let action = ServerAction::<Enrol>::new();
    let code = room.code().to_string();
    let back = href(lang, &format!("/lots/{code}"));
    Effect::new(move |_| {
        if let Some(Ok(path)) = action.value().get() {
            room.follow(path);
            // The form that had the focus is gone; the next thing to do takes it.
            request_animation_frame(super::form::focus_next);
        }
    });
    let error = move || action.value().get().and_then(Result::err);
    let unticked = Memo::new(move |_| error().is_some_and(|error| is_unticked(&error)));
    let other = move || error().filter(|error| !is_unticked(error));
    view! {
        <ActionForm action attr:class="bid-form">
            <input type="hidden" name="lot" value=code />
            <input type="hidden" name="back" value=back />
            {redrawn(move || {
                other()
                    .map(|error| {
                        view! {
                            <p class="field-error" role="alert">
                                {error.sentence(lang)}
                            </p>
                        }
                    })
            })}
            <details>
                <summary>{m::rules_title(lang)}</summary>
                <p class="bid-panel-rules">{rules_words(room)}</p>
            </details>
            <AcceptTick error=Signal::derive(move || {
                error().filter(|_| unticked.get()).map(|error| error.sentence(lang))
            }) />
            <button class="button button--commit" type="submit">
                {m::enrol(lang)}
            </button>
        </ActionForm>
    }
}

/// Whether the enrolment was refused for want of the tick.
fn is_unticked(error: &AppError) -> bool {
    matches!(error, AppError::Invalid { code, .. } if code == "RULES_NOT_ACCEPTED")
}

/// The tick under the rules. When it is missing, the box itself says so and takes the focus.
#[component]
fn AcceptTick(error: Signal<Option<String>>) -> impl IntoView {
    let lang = use_lang();
    let input = NodeRef::<html::Input>::new();
    let invalid = move || error.with(Option::is_some).then_some("true");
    Effect::new(move |_| {
        if let (true, Some(input)) = (error.with(Option::is_some), input.get()) {
            let _ = input.focus();
        }
    });
    view! {
        {redrawn(move || {
            error
                .get()
                .map(|words| {
                    view! {
                        <p class="field-error" id="accept-error" role="alert">
                            {words}
                        </p>
                    }
                })
        })}
        <div class="check" data-invalid=invalid>
            <input
                node_ref=input
                type="checkbox"
                id="accept"
                name="accept"
                value="true"
                aria-invalid=invalid
                aria-describedby=changing(move || error.with(Option::is_some).then_some("accept-error"))
            />
            <label for="accept">{m::rules_accept(lang)}</label>
        </div>
    }
}

/// The rules of this lot in a sentence, made from its own terms (ux.md check 9).
fn rules_words(room: Room) -> String {
    let lang = use_lang();
    let figures = room.figures();
    let cap = match figures.hard_end {
        Some(end) => m::rules_hard_end(lang, locales::date_time(lang, end)),
        None => m::rules_no_hard_end(lang).to_owned(),
    };
    let rule = m::rules_extension(
        lang,
        span(lang, figures.extension_ms),
        match figures.window_ms {
            // English says the last minute, not the last 1 min.
            60_000 => m::last_minute(lang).to_owned(),
            window => span(lang, window),
        },
    );
    format!("{rule}{cap}{}", m::rules_final(lang))
}
