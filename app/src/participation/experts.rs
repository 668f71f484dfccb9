//! Experts whom an institution nominates: the list, and the form for one more.

use super::form::{PersonForm, refused_at, sentence_at};
use super::own_forms::{Consent, PersonFields};
use super::page::PATH;
use super::parts::Back;
use super::{AdmitExpert, NominateExpert};
use crate::lang::use_lang;
use crate::typed_form::TypedForm;
use crate::ui::{DOT, SelectField, TextArea, When};
use domain::lots::Industry;
use domain::participations::people::{Corps, ExpertIdentity};
use domain::views::ExpertLine;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Label, Lang, participation as m, ui};

/// The experts of the own institution.
#[component]
pub fn OwnExperts(experts: Vec<ExpertLine>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section id="experts" aria-labelledby="experts-title">
            <h2 class="section-title" id="experts-title">
                {m::experts_title(lang)}
            </h2>
            <p>{m::experts_intro(lang)}</p>
            <Experts experts />
            <Nominate />
        </section>
    }
}

/// Nominated experts; for the centre with the decision.
#[component]
pub fn Experts(
    /// The experts.
    experts: Vec<ExpertLine>,
    /// Where the centre's decision leads back to.
    #[prop(optional_no_strip)]
    desk: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    if experts.is_empty() {
        return view! { <p>{m::experts_none(lang)}</p> }.into_any();
    }
    let row = move |one: ExpertLine| {
        let admitted = one.admitted_at.is_some();
        let state = match one.admitted_at {
            Some(at) => view! { {m::expert_admitted(lang)} " " <When at /> }.into_any(),
            None => m::expert_waits(lang).into_any(),
        };
        let decide = desk.clone();
        let decide = decide.map(|back| view! { <Decide id=one.id.get() admitted back /> });
        view! {
            <li>
                <p>
                    <strong lang="zh-CN">{one.name}</strong>
                    {DOT}
                    {one.identity.label(lang)}
                    {DOT}
                    <span lang="zh-CN">{one.department}</span>
                    {DOT}
                    {one.phone}
                </p>
                <p>
                    {labels(lang, &one.fields)}
                    {DOT}
                    {labels(lang, &one.corps)}
                    {DOT}
                    {state}
                </p>
                {decide}
            </li>
        }
    };
    let rows = experts.into_iter().map(row).collect_view();
    view! { <ul class="plain-rows" data-testid="experts">{rows}</ul> }.into_any()
}

fn labels<T: Label>(lang: Lang, values: &[T]) -> String {
    let labels: Vec<&str> = values.iter().map(|value| value.label(lang)).collect();
    labels.join(ui::separator(lang))
}

#[component]
fn Decide(id: i64, admitted: bool, back: String) -> impl IntoView {
    let lang = use_lang();
    let (answer, label) = match admitted {
        true => ("remove", m::expert_remove(lang)),
        false => ("admit", m::expert_admit(lang)),
    };
    view! {
        <form method="post" action=AdmitExpert::url()>
            <Back to=back />
            <input type="hidden" name="id" value=id />
            <button class="button" type="submit" name="answer" value=answer>
                {label}
            </button>
        </form>
    }
}

/// Nominates one more.
#[component]
fn Nominate() -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(NominateExpert::PATH);
    let form = PersonForm::of(refused.as_ref());
    let sentence = |field: &str| sentence_at(lang, refused.as_ref(), field);
    let (consent, fields, corps) = (sentence("consent"), sentence("fields"), sentence("corps"));
    let open = refused.is_some();
    let identities = ExpertIdentity::ALL.iter();
    let identities = identities.map(|one| (one.code().to_owned(), one.label(lang).to_owned()));
    let identities = std::iter::once((String::new(), m::choose(lang).to_owned()))
        .chain(identities)
        .collect();
    let (identity, note) = (form.identity.clone(), form.note.clone());
    let note_error = sentence("note");
    view! {
        <details class="desk-step" open=open>
            <summary>{m::nominate(lang)}</summary>
            <form class="form" method="post" action=NominateExpert::url() novalidate>
                <Back to=PATH />
                <PersonFields prefix="expert" form refused=refused.clone() />
                <SelectField id="expert-identity" name="form[identity]" label=m::identity(lang)
                    options=identities value=identity />
                <Ticks id="expert-fields" name="form[fields][]" label=m::fields(lang) error=fields
                    options=coded(lang, Industry::ALL, Industry::code) />
                <Ticks id="expert-corps" name="form[corps][]" label=m::corps(lang) error=corps
                    options=coded(lang, Corps::ALL, Corps::code) />
                <TextArea id="expert-note" name="form[note]" label=m::note(lang) error=note_error
                    value=note rows=2 />
                <Consent id="expert-consent" error=consent />
                <p>
                    <button class="button button--main" type="submit">
                        {m::nominate(lang)}
                    </button>
                </p>
            </form>
        </details>
    }
}

fn coded<T: Label>(lang: Lang, all: &[T], code: fn(T) -> &'static str) -> Vec<(String, String)> {
    let options = all.iter();
    options
        .map(|one| (code(*one).to_owned(), one.label(lang).to_owned()))
        .collect()
}

/// Several choices of which one at least has to be made.
#[component]
fn Ticks(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    error: Option<String>,
    options: Vec<(String, String)>,
) -> impl IntoView {
    let error = error.map(|error| view! { <p class="field-error">{error}</p> });
    let tick = |(code, words): (String, String)| {
        let control = format!("{id}-{code}");
        view! {
            <div class="check">
                <input id=control.clone() name=name type="checkbox" value=code />
                <label for=control>{words}</label>
            </div>
        }
    };
    view! {
        <fieldset class="ticks" id=id>
            <legend>{label}</legend>
            {error}
            {options.into_iter().map(tick).collect_view()}
        </fieldset>
    }
}
