//! The fields of an application, for a new one and for one that was returned.

use super::SignUp;
use super::form::{SignUpForm, control};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::link_form::{Lines, PasswordFields};
use crate::typed_form::TypedForm;
use crate::ui::{Field, TextField};
use domain::institutions::{City, HOME_PROVINCE, InstitutionKind, PROVINCES};
use domain::organisations::role_of;
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use locales::{Label, Lang, organisations as m};

/// Why the last form was refused, as the address of the page tells it.
pub fn refused() -> Option<AppError> {
    let error = use_context::<ServerActionError>()?;
    (error.path() == SignUp::PATH).then(|| ServerFnUrlError::<AppError>::decode_err(error.err()))
}

/// The lines of the error summary.
pub fn summary(lang: Lang, refused: Option<&AppError>) -> Vec<(String, String)> {
    let line = |error: &AppError| (control(error).to_owned(), error.sentence(lang));
    refused.map(line).into_iter().collect()
}

/// The form. A plain form with and without script, as it carries a file.
#[component]
pub fn Fields(
    /// What stands in it when nothing was refused.
    first: SignUpForm,
    /// Why the last one was refused.
    refused: Option<AppError>,
    /// The code of the link of a returned application; empty for a new one.
    #[prop(optional, into)]
    code: String,
) -> impl IntoView {
    let lang = use_lang();
    let label = match code.is_empty() {
        true => m::submit(lang),
        false => m::resubmit(lang),
    };
    let form = match &refused {
        Some(_) => SignUpForm::of(refused.as_ref()),
        None => first,
    };
    let errors = Signal::stored(summary(lang, refused.as_ref()));
    let sentence = refused.map(|error| (control(&error), error.sentence(lang)));
    let error = move |field: &'static str| {
        let found = sentence.clone().filter(|(of, _)| *of == field);
        found.map(|(_, sentence)| sentence)
    };
    view! {
        <form
            class="form"
            method="post"
            enctype="multipart/form-data"
            action=SignUp::url()
            novalidate
        >
            <input type="hidden" name="back" value=href(lang, "/application") />
            <input type="hidden" name="code" value=code />
            <Organisation form=form.clone() error=error.clone() />
            <Person form error errors />
            <p>
                <button class="button button--main" type="submit">
                    {label}
                </button>
            </p>
        </form>
    }
}

/// What the organisation says of itself.
#[component]
fn Organisation<E>(form: SignUpForm, error: E) -> impl IntoView
where
    E: Fn(&'static str) -> Option<String>,
{
    let lang = use_lang();
    view! {
        <fieldset>
            <legend>{m::part_organisation(lang)}</legend>
            <TextField id="name" name="name" label=m::name(lang)
                hint=Some(m::name_hint(lang).to_owned()) error=error("name") value=form.name
                autocomplete="organization" />
            <TextField id="credit_code" name="credit_code" label=m::credit_code(lang)
                hint=Some(m::credit_code_hint(lang).to_owned()) error=error("credit_code")
                value=form.credit_code autocomplete="off" />
            <Choice id="kind" label=m::kind(lang) error=error("kind") value=form.kind
                options=kinds(lang) />
            <Choice id="seat" label=m::seat(lang) error=error("seat") value=form.seat
                options=seats(lang) />
        </fieldset>
    }
}

/// Who is asked, the letter, and what the first person signs in with.
#[component]
fn Person<E>(form: SignUpForm, error: E, errors: Lines) -> impl IntoView
where
    E: Fn(&'static str) -> Option<String>,
{
    let lang = use_lang();
    view! {
        <fieldset>
            <legend>{m::part_person(lang)}</legend>
            <p>{m::private_note(lang)}</p>
            <TextField id="contact" name="contact" label=m::contact(lang) error=error("contact")
                value=form.contact autocomplete="name" />
            <TextField id="phone" name="phone" label=m::phone(lang)
                hint=Some(m::phone_hint(lang).to_owned()) error=error("phone") value=form.phone
                kind="tel" inputmode="tel" autocomplete="tel" />
            <TextField id="login" name="login" label=m::login(lang)
                hint=Some(m::login_hint(lang).to_owned()) error=error("login") value=form.login
                autocomplete="username" />
            <PasswordFields errors />
            <Field id="file" label=m::letter(lang) hint=Some(m::letter_hint(lang).to_owned())
                error=error("file")>
                <input class="input" id="file" name="file" type="file"
                    accept=".pdf,.png,.jpg,.jpeg" aria-describedby="file-hint" />
            </Field>
        </fieldset>
    }
}

/// A choice that must be made, with its error.
#[component]
fn Choice(
    id: &'static str,
    label: &'static str,
    error: Option<String>,
    value: String,
    options: Vec<(String, String)>,
) -> impl IntoView {
    let invalid = error.as_ref().map(|_| "true");
    let described = error.as_ref().map(|_| format!("{id}-error"));
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
        <Field id label error>
            <select class="input" id=id name=id aria-invalid=invalid aria-describedby=described>
                {options}
            </select>
        </Field>
    }
}

fn kinds(lang: Lang) -> Vec<(String, String)> {
    let kinds = InstitutionKind::ALL.iter();
    let kinds = kinds.filter(|kind| role_of(**kind).is_some());
    let kinds = kinds.map(|kind| (kind.code().to_owned(), kind.label(lang).to_owned()));
    std::iter::once((String::new(), m::choose(lang).to_owned()))
        .chain(kinds)
        .collect()
}

fn seats(lang: Lang) -> Vec<(String, String)> {
    let cities = City::ALL.iter();
    let cities = cities.map(|city| (city.code().to_owned(), city.label(lang).to_owned()));
    let others = PROVINCES.iter().filter(|one| **one != HOME_PROVINCE);
    let others = others.map(|one| ((*one).to_owned(), (*one).to_owned()));
    std::iter::once((String::new(), m::choose(lang).to_owned()))
        .chain(cities)
        .chain(others)
        .collect()
}
