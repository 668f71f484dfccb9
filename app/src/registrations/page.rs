//! `/sessions/:slug/register`: the form of a unit. A plain form with and without scripts; with them rows
//! come and go without the server.

use super::form::{blank_person, sentence_at};
use super::gate::gate_words;
use super::notes::summary;
use super::{RegisterForm, RegisterUnit, WithForm, registration_form};
use crate::error::AppError;
use crate::guests::{Invited, Invitee, invitee};
use crate::lang::{href, use_lang};
use crate::ui::{CheckField, DOT, ErrorSummary, Loaded, Notice, PageHead, SelectField, TextField};
use domain::registrations::{AttendeeDraft, AttendeeRole, CONSENT_VERSION, Disclaimer, PEOPLE_MAX};
use domain::views::RegistrationForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, registrations as m, ui};

/// The page.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let slug = use_params_map().with_untracked(|map| map.get("slug").unwrap_or_default());
    let query = use_query_map();
    let of = |name: &str| query.with_untracked(|query| query.get(name).unwrap_or_default());
    let (kept, guest) = (of("kept"), of("guest"));
    let page = crate::wire::blocking_data(
        move || (slug.clone(), kept.clone(), guest.clone()),
        |(slug, kept, guest)| show(slug, kept, guest),
    );
    view! {
        <Loaded resource=page let:page>
            <Shown page />
        </Loaded>
    }
}

/// The form, and whose invitation it was opened with.
type OfInvitee = (WithForm<RegistrationForm, RegisterForm>, Option<Invitee>);

async fn show(slug: String, kept: String, guest: String) -> Result<OfInvitee, AppError> {
    let form = registration_form(slug.clone(), kept).await?;
    Ok((form, invitee(slug, guest).await?))
}

#[component]
fn Shown(page: OfInvitee) -> impl IntoView {
    let lang = use_lang();
    let (page, invitee) = page;
    let shown = page.shown;
    let (form, refused) = page.sent.unwrap_or_else(|| {
        let form = invitee.as_ref().map(Invitee::form);
        (form.unwrap_or_default(), None)
    });
    let session = shown.session.title.pick(lang.is_english()).to_owned();
    let title = m::page_title(lang, &session);
    let up = href(lang, &format!("/sessions/{}", shown.session.slug));
    let path = format!("/sessions/{}/register", shown.session.slug);
    let state = gate_words(lang, &shown).unwrap_or_else(|| m::gate_none(lang).to_owned());
    let when = locales::date_time(lang, shown.starts_at);
    let venue = shown.venue.pick(lang.is_english()).to_owned();
    let why = refused.clone().or_else(super::refused);
    let errors = summary(lang, why.as_ref());
    let slug = shown.session.slug.clone();
    let back = href(lang, &path);
    let back = invitee.as_ref().map_or(back.clone(), |of| of.back(&back));
    let invited = invitee.map(|of| view! { <Invited of slug /> });
    let fields = shown.gate.takes().then(|| {
        let slug = shown.session.slug.clone();
        view! { <Fields slug back asked=shown.disclaimer form refused /> }
    });
    view! {
        <PageHead title=title.clone() description=m::page_intro(lang) path />
        <ErrorSummary errors />
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=up>{session}</a>
                </li>
                <li aria-current="page">{m::title(lang)}</li>
            </ol>
        </nav>
        <div class="page-head">
            <h1>{title}</h1>
            <p class="session-meta">{when} {DOT} {venue}</p>
        </div>
        <Notice>
            <p>{state}</p>
        </Notice>
        {invited}
        {fields}
    }
}

#[component]
fn Fields(
    slug: String,
    back: String,
    asked: Option<Disclaimer>,
    form: RegisterForm,
    refused: Option<AppError>,
) -> impl IntoView {
    let lang = use_lang();
    let error = |at: &str| sentence_at(lang, refused.as_ref(), at);
    let (of_code, of_unit) = (error("credit-code"), error("unit"));
    let (of_consent, of_disclaimer) = (error("consent"), error("disclaimer"));
    let (consent, accepted) = (form.consent == "1", form.disclaimer.clone());
    view! {
        <p>{m::page_intro(lang)}</p>
        <form
            class="form registration-form"
            method="post"
            action=RegisterUnit::url()
            novalidate
            data-testid="register"
        >
            <input type="hidden" name="slug" value=slug />
            <input type="hidden" name="back" value=back />
            // The key Enter presses the first button of a form: it is the one that sends it.
            <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true">
                {m::submit(lang)}
            </button>
            <fieldset class="host-part">
                <legend>{m::unit_part(lang)}</legend>
                <TextField id="unit" name="form[unit]" label=m::unit(lang) error=of_unit
                    value=form.unit autocomplete="organization" />
                <TextField id="credit-code" name="form[credit_code]" label=m::credit_code(lang)
                    hint=Some(m::credit_code_hint(lang).to_owned()) error=of_code
                    value=form.credit_code autocomplete="off" />
            </fieldset>
            <People people=form.people refused />
            <div class="registration-trap" aria-hidden="true">
                <label for="website">{m::website(lang)}</label>
                <input id="website" name="form[website]" type="text" tabindex="-1"
                    autocomplete="off" value=form.website />
            </div>
            {asked
                .map(|asked| view! { <Accepted asked accepted error=of_disclaimer /> })}
            {of_consent.map(|error| view! { <p class="field-error">{error}</p> })}
            <CheckField id="consent" name="form[consent]" label=m::consent(lang) checked=consent />
            <p class="field-hint">{m::consent_version(lang, CONSENT_VERSION)}</p>
            <p>
                <button class="button button--main" type="submit" data-testid="submit">
                    {m::submit(lang)}
                </button>
            </p>
        </form>
    }
}

/// The disclaimer with its tick.
#[component]
fn Accepted(asked: Disclaimer, accepted: String, error: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let version = asked.version.to_string();
    let ticked = accepted == version;
    let error = error.map(|error| view! { <p class="field-error">{error}</p> });
    view! {
        <fieldset class="host-part">
            <legend>{m::disclaimer_part(lang)}</legend>
            <p class="field-hint">{m::disclaimer_version(lang, asked.version)}</p>
            <div class="registration-disclaimer" tabindex="0" role="region"
                aria-label=m::disclaimer_part(lang)>
                {asked.text}
            </div>
            {error}
            <div class="check">
                <input id="disclaimer" name="form[disclaimer]" type="checkbox" value=version
                    checked=ticked />
                <label for="disclaimer">{m::disclaimer_accept(lang)}</label>
            </div>
        </fieldset>
    }
}

/// The rows of people. Each has a number that stays, so that what was typed stays with it.
#[component]
fn People(people: Vec<AttendeeDraft>, refused: Option<AppError>) -> impl IntoView {
    let lang = use_lang();
    let error = sentence_at(lang, refused.as_ref(), "people");
    let error = error.map(|error| view! { <p class="field-error">{error}</p> });
    let next = StoredValue::new(people.len());
    let rows: Vec<(usize, AttendeeDraft)> = people.into_iter().enumerate().collect();
    let rows = RwSignal::new(rows);
    let add = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let number = next.get_value();
        next.set_value(number + 1);
        rows.update(|rows| {
            if rows.len() < PEOPLE_MAX {
                rows.push((number, blank_person()));
            }
        });
    };
    let row = move |(number, draft): (usize, AttendeeDraft)| {
        let refused = refused.clone();
        view! { <Person number draft refused rows /> }
    };
    view! {
        <fieldset class="host-part" id="people">
            <legend>{m::people_part(lang)}</legend>
            <p class="field-hint">{m::people_hint(lang, PEOPLE_MAX)}</p>
            {error}
            <For each=move || rows.get() key=|(number, _)| *number children=row />
            <p>
                <button class="button" type="submit" name="intent" value="add" on:click=add>
                    {m::add_person(lang)}
                </button>
            </p>
        </fieldset>
    }
}

type Rows = RwSignal<Vec<(usize, AttendeeDraft)>>;

#[component]
fn Person(
    number: usize,
    draft: AttendeeDraft,
    refused: Option<AppError>,
    rows: Rows,
) -> impl IntoView {
    let lang = use_lang();
    let id = move |field: &str| format!("person-{number}-{field}");
    let name = move |field: &str| format!("form[people][{number}][{field}]");
    let error = |field: &str| sentence_at(lang, refused.as_ref(), &id(field));
    let place = move || {
        let place = rows.with(|rows| rows.iter().position(|(one, _)| *one == number));
        m::person(lang, place.unwrap_or(number) + 1)
    };
    let roles = AttendeeRole::ALL.iter();
    let roles = roles.map(|role| (role.code().to_owned(), role.label(lang).to_owned()));
    let remove = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        rows.update(|rows| {
            if rows.len() > 1 {
                rows.retain(|(one, _)| *one != number);
            }
        });
    };
    view! {
        <fieldset class="host-row registration-person">
            <legend>{place}</legend>
            <TextField id=id("name") name=name("name") label=m::name(lang) error=error("name")
                value=draft.name.clone() autocomplete="off" />
            <TextField id=id("phone") name=name("phone") label=m::phone(lang) error=error("phone")
                value=draft.phone.clone() kind="tel" inputmode="tel" autocomplete="off" />
            <TextField id=id("email") name=name("email") label=m::email(lang) error=error("email")
                value=draft.email.clone() kind="email" inputmode="email" autocomplete="off" />
            <SelectField id=id("role") name=name("role") label=m::role(lang)
                options=roles.collect() value=draft.role.clone() />
            <div class="host-row-tools">
                <button
                    class="button button--small"
                    type="submit"
                    name="intent"
                    value=format!("remove-{number}")
                    on:click=remove
                >
                    {m::remove_person(lang)}
                    <span class="visually-hidden">" " {place}</span>
                </button>
            </div>
        </fieldset>
    }
}
