//! One column of the collection form as a control, with what helps to fill it in, what is wrong with it,
//! what the centre has said of it, and what another window has saved.

use super::form::ticked;
use crate::lang::use_lang;
use crate::ui::{Field, TextArea, TextField};
use domain::drafts::{Control, EMAIL_COLUMN, PHONE_COLUMN};
use domain::views::DraftField;
use leptos::prelude::*;
use locales::form_words::{label, word};
use locales::{Lang, drafts as m};

/// The id of the control of a column, to which the error summary leads.
pub fn control_id(letters: &str) -> String {
    format!("field-{letters}")
}

/// The control of a column.
#[component]
pub fn Column(
    /// The column.
    field: DraftField,
    /// What stands in the control.
    value: String,
    /// What is wrong with it.
    error: Option<String>,
    /// What another window has saved instead.
    stored: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let notes = field.notes.clone().into_iter();
    let notes = notes
        .map(
            |note| view! { <p class="draft-note" lang="zh-CN">{m::note_of_centre(lang, note)}</p> },
        )
        .collect_view();
    let stored = stored.map(|value| {
        let value = match value.is_empty() {
            true => m::stored_blank(lang).to_owned(),
            false => value,
        };
        view! { <p class="draft-note">{m::stored_now(lang, value)}</p> }
    });
    let control = match field.control {
        Control::One => view! { <Choice field value error /> }.into_any(),
        Control::Several => view! { <Ticks field value error /> }.into_any(),
        Control::Lines => view! { <Lines field value error /> }.into_any(),
        Control::Line | Control::Number | Control::Date => {
            view! { <Line field value error /> }.into_any()
        }
    };
    view! {
        <div class="draft-field">
            {notes}
            {stored}
            {control}
        </div>
    }
}

fn help(lang: Lang, field: &DraftField) -> String {
    match lang.is_english() {
        true => field.help.1.clone(),
        false => field.help.0.clone(),
    }
}

#[component]
fn Line(field: DraftField, value: String, error: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let (kind, inputmode) = match (field.control, field.header.as_str()) {
        (Control::Number, _) => ("text", Some("decimal")),
        (_, PHONE_COLUMN) => ("tel", Some("tel")),
        // A browser would throw away what is no address of its own reading.
        (_, EMAIL_COLUMN) => ("text", Some("email")),
        _ => ("text", None),
    };
    let name = label(lang, &field.header, field.required);
    let hint = Some(help(lang, &field));
    match inputmode {
        Some(inputmode) => view! {
            <TextField id=control_id(&field.letters) name=field.header.clone() label=name hint
                error value kind inputmode autocomplete="off" />
        }
        .into_any(),
        None => view! {
            <TextField id=control_id(&field.letters) name=field.header.clone() label=name hint
                error value kind autocomplete="off" />
        }
        .into_any(),
    }
}

#[component]
fn Lines(field: DraftField, value: String, error: Option<String>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <TextArea id=control_id(&field.letters) name=field.header.clone()
            label=label(lang, &field.header, field.required) hint=Some(help(lang, &field)) error
            value rows=6 />
    }
}

/// One word of a list.
#[component]
fn Choice(field: DraftField, value: String, error: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let id = control_id(&field.letters);
    let described = match error {
        Some(_) => format!("{id}-hint {id}-error"),
        None => format!("{id}-hint"),
    };
    let invalid = error.as_ref().map(|_| "true");
    let mut words = field.words.clone();
    // What stands there and is in no list any more is not lost by looking at it.
    if !value.is_empty() && !words.contains(&value) {
        words.push(value.clone());
    }
    let options = words
        .into_iter()
        .map(|one| {
            let selected = one == value;
            let shown = word(lang, &field.header, &one);
            view! {
                <option value=one selected=selected>
                    {shown}
                </option>
            }
        })
        .collect_view();
    let name = label(lang, &field.header, field.required);
    let hint = Some(help(lang, &field));
    view! {
        <Field id=id.clone() label=name hint error>
            <select class="input" id=id.clone() name=field.header.clone()
                aria-describedby=described aria-invalid=invalid>
                <option value="">{m::choose(lang)}</option>
                {options}
            </select>
        </Field>
    }
}

/// Words of a list, each once.
#[component]
fn Ticks(field: DraftField, value: String, error: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let id = control_id(&field.letters);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = match error {
        Some(_) => format!("{hint_id} {error_id}"),
        None => hint_id.clone(),
    };
    let invalid = error.as_ref().map(|_| "true");
    let error = error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> });
    let header = field.header.clone();
    let tick = |(place, one): (usize, &String)| {
        // The summary leads to the first of them.
        let control = match place {
            0 => id.clone(),
            _ => format!("{id}-{place}"),
        };
        let shown = word(lang, &header, one);
        view! {
            <div class="check">
                <input id=control.clone() name=header.clone() type="checkbox" value=one.clone()
                    checked=ticked(&value, one) />
                <label for=control>{shown}</label>
            </div>
        }
    };
    let ticks = field.words.iter().enumerate().map(tick).collect_view();
    view! {
        <div class="field" data-invalid=invalid>
            <fieldset class="ticks" aria-describedby=described>
                <legend>{label(lang, &field.header, field.required)}</legend>
                <p class="field-hint" id=hint_id>
                    {help(lang, &field)}
                </p>
                {error}
                // Without a tick the name is sent all the same.
                <input type="hidden" name=field.header.clone() value="" />
                {ticks}
            </fieldset>
        </div>
    }
}
