//! The forms of an institution. Plain forms with and without script.

use super::form::{PersonForm, refused_at, sentence_at};
use super::page::PATH;
use super::parts::Back;
use super::{HandInAgreement, NameLiaison, UploadScan};
use crate::lang::use_lang;
use crate::typed_form::TypedForm;
use crate::ui::{CheckField, Field, SelectField, TextField};
use domain::participations::people::ContactCard;
use domain::views::CandidateLine;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::participation as m;

/// What a file control takes.
const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg,.docx";

/// Names the liaison, or another one.
#[component]
pub fn LiaisonForm(candidates: Vec<CandidateLine>, card: Option<ContactCard>) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(NameLiaison::PATH);
    let form = PersonForm::of(refused.as_ref());
    let replaces = card.is_some();
    let open = refused.is_some() || !replaces;
    let people = candidates.into_iter();
    let people = people
        .map(|one| (one.id.to_string(), m::candidate(lang, one.login, one.name)))
        .collect();
    let consent = sentence_at(lang, refused.as_ref(), "consent");
    let summary = match replaces {
        true => m::liaison_replace(lang),
        false => m::liaison_set(lang),
    };
    let replace = replaces.then(|| {
        view! { <CheckField id="liaison-replace" name="form[replace]" label=m::replace(lang) /> }
    });
    view! {
        <details class="desk-step" open=open>
            <summary>{summary}</summary>
            <form class="form" method="post" action=NameLiaison::url() novalidate>
                <Back to=PATH />
                <SelectField id="liaison-who" name="form[who]" label=m::who(lang) options=people
                    value=form.who.clone() />
                <PersonFields prefix="liaison" form refused />
                {replace}
                <Consent id="liaison-consent" error=consent />
                <p>
                    <button class="button button--main" type="submit">
                        {summary}
                    </button>
                </p>
            </form>
        </details>
    }
}

/// The fields that a liaison and an expert share.
#[component]
pub fn PersonFields(
    /// Beginning of the ids of the controls.
    prefix: &'static str,
    /// What stands in them.
    form: PersonForm,
    /// Why the last one was refused.
    refused: Option<crate::error::AppError>,
) -> impl IntoView {
    let lang = use_lang();
    let error = move |field: &str| sentence_at(lang, refused.as_ref(), field);
    let id = move |field: &str| format!("{prefix}-{field}");
    view! {
        <TextField id=id("name") name="form[name]" label=m::name(lang) error=error("name")
            value=form.name autocomplete="off" />
        <TextField id=id("department") name="form[department]" label=m::department(lang)
            error=error("department") value=form.department autocomplete="off" />
        <TextField id=id("post") name="form[post]" label=m::post_optional(lang)
            error=error("post") value=form.post autocomplete="off" />
        <TextField id=id("phone") name="form[phone]" label=m::phone(lang)
            hint=Some(m::phone_hint(lang).to_owned()) error=error("phone") value=form.phone
            kind="tel" inputmode="tel" autocomplete="off" />
        <TextField id=id("office_phone") name="form[office_phone]"
            label=m::office_phone_optional(lang) value=form.office_phone kind="tel" inputmode="tel"
            autocomplete="off" />
        <TextField id=id("email") name="form[email]" label=m::email(lang) error=error("email")
            value=form.email kind="email" inputmode="email" autocomplete="off" />
    }
}

/// That the person agrees.
#[component]
pub fn Consent(id: &'static str, error: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let error = error.map(|error| view! { <p class="field-error">{error}</p> });
    view! {
        {error}
        <CheckField id name="form[consent]" label=m::consent(lang) />
    }
}

/// Hands the agreement in.
#[component]
pub fn AgreementForm(today: String) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(HandInAgreement::PATH);
    let error = move |field: &str| sentence_at(lang, refused.as_ref(), field);
    view! {
        <form
            class="form"
            method="post"
            enctype="multipart/form-data"
            action=HandInAgreement::url()
            novalidate
        >
            <Back to=PATH />
            <TextField id="agreement-day" name="signed_on" label=m::signed_on(lang)
                error=error("day") value=today kind="date" />
            <Field id="agreement-file" label=m::agreement_file(lang)
                hint=Some(m::file_hint(lang).to_owned()) error=error("file")>
                <input class="input" id="agreement-file" name="file" type="file" accept=ACCEPT
                    aria-describedby="agreement-file-hint" />
            </Field>
            <p>
                <button class="button button--main" type="submit">
                    {m::agreement_hand_in(lang)}
                </button>
            </p>
        </form>
    }
}

/// Uploads the stamped sheet.
#[component]
pub fn ScanForm() -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(UploadScan::PATH);
    let error = sentence_at(lang, refused.as_ref(), "file");
    view! {
        <form
            class="form"
            method="post"
            enctype="multipart/form-data"
            action=UploadScan::url()
            novalidate
        >
            <Back to=PATH />
            <Field id="scan-file" label=m::scan_file(lang)
                hint=Some(m::file_hint(lang).to_owned()) error>
                <input class="input" id="scan-file" name="file" type="file" accept=ACCEPT
                    aria-describedby="scan-file-hint" />
            </Field>
            <p>
                <button class="button button--main" type="submit">
                    {m::scan_upload(lang)}
                </button>
            </p>
        </form>
    }
}
