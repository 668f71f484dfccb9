//! One form for each event that may happen now, folded away until it is wanted. Plain forms with
//! and without script, as they may carry a file.

use super::choices::{Input, Kind, Paper, effect, inputs, paper};
use super::form::id_of;
use super::{MoveForm, PAPER_MAX_MB, RecordMove, refused_move, summary_line};
use crate::lang::use_lang;
use crate::ui::erased::changing;
use crate::ui::{CheckField, Field, TextArea, TextField};
use domain::bidding::stage::StageEventKind;
use domain::time::Date;
use domain::views::DealDesk;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Label, stages as m};

/// The forms of everything that may happen now, or that nothing is to be done.
#[component]
pub fn Forms(
    /// The deal.
    deal: DealDesk,
    /// Code of the lot.
    code: String,
    /// Where a form comes back to.
    back: String,
    /// Today in Beijing.
    today: Date,
) -> impl IntoView {
    let lang = use_lang();
    if deal.offers.is_empty() {
        return view! { <p>{m::nothing_to_do(lang)}</p> }.into_any();
    }
    let refused = refused_move();
    let typed = MoveForm::of(refused.as_ref());
    let wrong = refused.map(|error| summary_line(lang, &error));
    let form = |event: StageEventKind| {
        let own = typed.get("event") == event.code();
        let typed = if own {
            typed.clone()
        } else {
            MoveForm::default()
        };
        let wrong = wrong.clone().filter(|_| own);
        let inputs = inputs(lang, event, &deal.choices, today);
        view! { <EventForm event inputs typed wrong code=code.clone() back=back.clone() /> }
    };
    let offers = deal.offers.iter().copied();
    offers.map(form).collect_view().into_any()
}

#[component]
fn EventForm(
    event: StageEventKind,
    inputs: Vec<Input>,
    typed: MoveForm,
    wrong: Option<(String, String)>,
    code: String,
    back: String,
) -> impl IntoView {
    let lang = use_lang();
    let open = !typed.get("event").is_empty();
    let error = move |field: &str| {
        let id = id_of(event.code(), field);
        let own = wrong.clone().filter(|(control, _)| *control == id);
        Signal::stored(own.map(|(_, sentence)| sentence))
    };
    let controls = inputs.into_iter().map(|input| {
        let error = error(input.name);
        let typed = open.then(|| typed.get(input.name).to_owned());
        view! { <Control event input typed error /> }
    });
    let controls = controls.collect_view();
    let file = id_of(event.code(), "file");
    let (file_hint, file_error) = (format!("{file}-hint"), error("file"));
    let label = match paper(event) {
        Paper::Needed => m::paper(lang),
        Paper::Welcome => m::paper_welcome(lang),
    };
    view! {
        <details class="desk-step" open=open data-step=event.code()>
            <summary>{event.label(lang)}</summary>
            <p>{effect(lang, event)}</p>
            <form
                class="form"
                method="post"
                enctype="multipart/form-data"
                action=RecordMove::url()
                novalidate
            >
                <input type="hidden" name="back" value=back />
                <input type="hidden" name="lot" value=code />
                <input type="hidden" name="event" value=event.code() />
                {controls}
                <TextArea id=id_of(event.code(), "words") name="words" label=m::words(lang)
                    hint=Some(m::words_hint(lang).to_owned()) error=error("words")
                    value=typed.get("words").to_owned() rows=2 />
                <Field id=file.clone() label hint=Some(m::paper_hint(lang, PAPER_MAX_MB))
                    error=file_error>
                    <input class="input" id=file name="file" type="file" aria-describedby=file_hint
                        accept=".pdf,.png,.jpg,.jpeg,.docx" />
                </Field>
                <p>
                    <button class="button button--main" type="submit">
                        {event.label(lang)}
                    </button>
                </p>
            </form>
        </details>
    }
}

/// One control with what was typed before, or what is proposed.
#[component]
fn Control(
    event: StageEventKind,
    input: Input,
    typed: Option<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let id = id_of(event.code(), input.name);
    let Input {
        name,
        label,
        hint,
        value,
        kind,
    } = input;
    let checked = typed.as_deref().is_some_and(|typed| !typed.is_empty());
    let value = typed.unwrap_or(value);
    match kind {
        Kind::Tick => view! { <CheckField id name label checked /> }.into_any(),
        Kind::Line => {
            view! { <TextField id name label hint error value autocomplete="off" /> }.into_any()
        }
        Kind::Amount => view! {
            <TextField id name label hint error value inputmode="numeric" autocomplete="off" />
        }
        .into_any(),
        Kind::Day => view! { <TextField id name label hint error value kind="date" /> }.into_any(),
        Kind::Choice(options) => view! { <Choice id name label options value error /> }.into_any(),
    }
}

/// A choice that must be made, with its error.
#[component]
fn Choice(
    id: String,
    name: &'static str,
    label: String,
    options: Vec<(String, String)>,
    value: String,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let described = format!("{id}-error");
    let options = options.into_iter().map(|(code, words)| {
        let selected = code == value;
        view! {
            <option value=code selected=selected>
                {words}
            </option>
        }
    });
    let options = options.collect_view();
    view! {
        <Field id=id.clone() label error>
            <select
                class="input"
                id=id
                name=name
                aria-describedby=changing(move || error.get().map(|_| described.clone()))
                aria-invalid=changing(move || error.get().map(|_| "true"))
            >
                {options}
            </select>
        </Field>
    }
}
