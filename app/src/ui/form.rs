//! Form parts: label above, hint, error in the same words as the summary, never browser checks.
//!
//! A control with the id `price` has its hint in `price-hint` and its error in `price-error`; the
//! error summary links to the id of the control.

use crate::lang::use_lang;
use crate::second_factor::confirm_link;
use crate::ui::erased::{Shown, changing, redrawn};
use crate::ui::markup::in_markup;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::hooks::use_location;
use locales::ui;
use web_sys::HtmlElement;

/// The ids that a control is described by, for `aria-describedby`.
fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    let mut ids = Vec::new();
    if hint {
        ids.push(format!("{id}-hint"));
    }
    if error {
        ids.push(format!("{id}-error"));
    }
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Label, hint and error around a control that the caller gives. The control carries `id` and
/// refers to `{id}-hint` and `{id}-error`.
#[component]
pub fn Field(
    /// Id of the control.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// What to type.
    #[prop(optional_no_strip, into)]
    hint: Option<String>,
    /// What was wrong with it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let lang = use_lang();
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class="field" data-invalid=changing(move || error.get().map(|_| "true"))>
            <label class="field-label" for=id>
                {label}
            </label>
            {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            {redrawn(move || {
                error
                    .get()
                    .map(|error| {
                        view! {
                            <p class="field-error" id=error_id.clone()>
                                <span class="visually-hidden">{ui::error_prefix(lang)}</span>
                                {error}
                            </p>
                        }
                    })
            })}
            {children()}
        </div>
    }
}

/// A line of text with its label.
#[component]
pub fn TextField(
    /// Id of the control.
    #[prop(into)]
    id: String,
    /// Name of the value in the form.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// What to type.
    #[prop(optional_no_strip, into)]
    hint: Option<String>,
    /// What was wrong with it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// `text`, `password`, `search`, `datetime-local`, …; never `number`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// What a password manager may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// The input, for the caller's own handlers.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let has_hint = hint.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, has_hint, error.get().is_some())
    };
    view! {
        <Field id=id.clone() label hint error>
            <input
                node_ref=node_ref
                class="input"
                id=id
                name=name
                type=kind
                value=value
                inputmode=inputmode
                autocomplete=autocomplete
                aria-describedby=described
                aria-invalid=changing(move || error.get().map(|_| "true"))
            />
        </Field>
    }
}

/// Several lines of text with their label.
#[component]
pub fn TextArea(
    /// Id of the control.
    #[prop(into)]
    id: String,
    /// Name of the value in the form.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// What to type.
    #[prop(optional_no_strip, into)]
    hint: Option<String>,
    /// What was wrong with it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// Lines to show.
    #[prop(default = 5)]
    rows: u32,
) -> impl IntoView {
    let has_hint = hint.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, has_hint, error.get().is_some())
    };
    view! {
        <Field id=id.clone() label hint error>
            <textarea
                class="input"
                id=id
                name=name
                rows=rows
                aria-describedby=described
                aria-invalid=changing(move || error.get().map(|_| "true"))
            >
                {in_markup(value)}
            </textarea>
        </Field>
    }
}

/// A choice of one value. The first choice is usually the empty value with the word for all.
#[component]
pub fn SelectField(
    /// Id of the control.
    #[prop(into)]
    id: String,
    /// Name of the value in the form.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Value and words of each choice, in order.
    options: Vec<(String, String)>,
    /// The value that is chosen.
    #[prop(optional, into)]
    value: String,
    /// What was wrong with it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let described = {
        let id = id.clone();
        move || described_by(&id, false, error.get().is_some())
    };
    let options = options
        .into_iter()
        .map(|(code, words)| {
            let selected = code == value;
            view! {
                <option value=code selected=selected>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <Field id=id.clone() label error>
            <select
                class="input"
                id=id
                name=name
                aria-describedby=described
                aria-invalid=changing(move || error.get().map(|_| "true"))
            >
                {options}
            </select>
        </Field>
    }
}

/// A tick box with its label to the right.
#[component]
pub fn CheckField(
    /// Id of the control.
    #[prop(into)]
    id: String,
    /// Name of the value in the form; the value is `1`.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Ticked at first.
    #[prop(optional)]
    checked: bool,
) -> impl IntoView {
    view! {
        <div class="check">
            <input id=id.clone() name=name type="checkbox" value="1" checked=checked />
            <label for=id>{label}</label>
        </div>
    }
}

/// The list of everything that was wrong, above the heading of the page. It takes the focus when
/// it appears in the browser; each line leads to its control.
#[component]
pub fn ErrorSummary(
    /// Id of the control and the sentence, in the order of the form. An empty id makes a plain
    /// line.
    #[prop(into)]
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let lang = use_lang();
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let (false, Some(node)) = (errors.with(Vec::is_empty), node.get()) {
            let _ = node.focus();
        }
    });
    let location = use_location();
    let line = move |(id, sentence): (String, String)| {
        // A refusal that wants a fresh proof leads to the page that takes it, in a tab of its own: what
        // was typed here stays.
        let here = location.pathname.get_untracked();
        if let Some(to) = confirm_link(lang, &sentence, &here) {
            return view! {
                <li>
                    <a href=to target="_blank" rel="external">
                        {sentence}
                    </a>
                </li>
            }
            .into_any();
        }
        let to = format!("#{id}");
        let control = id.clone();
        let link = (!id.is_empty()).then(|| {
            view! {
                <a href=to on:click=move |_| focus_on(&control)>
                    {sentence.clone()}
                </a>
            }
        });
        let plain = id.is_empty().then_some(sentence);
        view! { <li>{link} {plain}</li> }.into_any()
    };
    view! {
        <Shown when=move || !errors.with(Vec::is_empty)>
            <div
                class="error-summary"
                role="alert"
                tabindex="-1"
                aria-labelledby="error-summary-title"
                node_ref=node
            >
                <h2 id="error-summary-title">{ui::error_summary_title(lang)}</h2>
                <ul>{redrawn(move || errors.get().into_iter().map(line).collect_view())}</ul>
            </div>
        </Shown>
    }
}

/// Moves the focus to the element `id`, if it is there. Links within the page need it: the router keeps
/// them from doing so, as the browser would have.
pub fn focus_on(id: &str) {
    let found = document().get_element_by_id(id);
    if let Some(control) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = control.focus();
    }
}

/// The button that sends a form.
#[component]
pub fn Submit(
    /// What it does.
    #[prop(into)]
    label: Signal<String>,
    /// The form is being sent: the button says so and stays where it is.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// Vermilion, for acts that bind.
    #[prop(optional)]
    commit: bool,
) -> impl IntoView {
    view! {
        <button
            class="button"
            class:button--commit=commit
            class:button--main=!commit
            type="submit"
            aria-busy=changing(move || pending.get().then_some("true"))
        >
            {label}
        </button>
    }
}
