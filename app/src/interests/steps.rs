//! The forms of a follow-up: note that somebody was spoken to, hand it over, end it.

use super::list::PATH;
use super::page::{Stepping, meant, typed};
use crate::command::refused;
use crate::lang::{href, use_lang};
use crate::ui::{SelectField, Submit, TextArea, TextField};
use domain::ids::{AccountId, InterestId};
use domain::interests::{ContactWay, FollowUpOutcome, Interest};
use domain::views::FollowUpPage;
use leptos::prelude::*;
use locales::{Label, interests as m};

/// What can be done with a follow-up that waits.
#[component]
pub fn Steps(
    /// The follow-up.
    page: FollowUpPage,
    /// The step.
    step: Stepping,
) -> impl IntoView {
    let interest = page.line.interest;
    let id = interest.id;
    view! {
        <LogForm id step />
        <AssignForm interest managers=page.managers step />
        <EndForm id step />
    }
}

/// The sentence about one control.
fn error(step: Stepping, id: &'static str) -> Signal<Option<String>> {
    let lang = use_lang();
    Signal::derive(move || {
        let error = refused(step)?;
        (meant(&error) == id).then(|| error.sentence(lang))
    })
}

/// What travels unseen with each form.
#[component]
fn Hidden(id: InterestId, step: &'static str) -> impl IntoView {
    let back = href(use_lang(), &format!("{PATH}/{id}"));
    view! {
        <input type="hidden" name="id" value=id.to_string() />
        <input type="hidden" name="back" value=back />
        <input type="hidden" name="form[step]" value=step />
    }
}

#[component]
fn LogForm(id: InterestId, step: Stepping) -> impl IntoView {
    let lang = use_lang();
    let form = typed(step, "log");
    let ways = ContactWay::ALL
        .iter()
        .map(|way| (way.code().to_owned(), way.label(lang).to_owned()))
        .collect::<Vec<_>>();
    view! {
        <section class="section" aria-labelledby="log-form-title">
            <h2 id="log-form-title">{m::log_form(lang)}</h2>
            <ActionForm action=step attr:class="form" attr:novalidate=true>
                <Hidden id step="log" />
                <SelectField id="follow-up-way" name="form[way]" label=m::way(lang) options=ways
                    value=form.way />
                <TextArea id="follow-up-words" name="form[words]" label=m::words(lang)
                    hint=Some(m::words_hint(lang).to_owned())
                    error=error(step, "follow-up-words") value=form.words rows=3 />
                <p>
                    <Submit label=m::log_do(lang).to_owned() pending=step.pending() />
                </p>
            </ActionForm>
        </section>
    }
}

#[component]
fn AssignForm(
    interest: Interest,
    managers: Vec<(AccountId, String)>,
    step: Stepping,
) -> impl IntoView {
    let lang = use_lang();
    let form = typed(step, "assign");
    let people = managers
        .into_iter()
        .map(|(id, name)| (id.to_string(), name))
        .collect::<Vec<_>>();
    let (manager, due_on) = match form.step.is_empty() {
        true => (interest.manager.to_string(), interest.due_on.to_string()),
        false => (form.manager, form.due_on),
    };
    let wrong = error(step, "follow-up-manager");
    view! {
        <section class="section" aria-labelledby="assign-title">
            <h2 id="assign-title">{m::assign_form(lang)}</h2>
            <ActionForm action=step attr:class="form" attr:novalidate=true>
                <Hidden id=interest.id step="assign" />
                <SelectField id="follow-up-manager" name="form[manager]" label=m::manager(lang)
                    options=people value=manager />
                {move || wrong.get().map(|words| view! { <p class="field-error">{words}</p> })}
                <TextField id="follow-up-due" name="form[due_on]" label=m::due_on(lang) kind="date"
                    error=error(step, "follow-up-due") value=due_on />
                <p>
                    <Submit label=m::assign_do(lang).to_owned() pending=step.pending() />
                </p>
            </ActionForm>
        </section>
    }
}

#[component]
fn EndForm(id: InterestId, step: Stepping) -> impl IntoView {
    let lang = use_lang();
    let form = typed(step, "end");
    let outcomes = FollowUpOutcome::ALL
        .iter()
        .map(|outcome| (outcome.code().to_owned(), outcome.label(lang).to_owned()))
        .collect::<Vec<_>>();
    view! {
        <section class="section" aria-labelledby="end-title">
            <h2 id="end-title">{m::end_form(lang)}</h2>
            <ActionForm action=step attr:class="form" attr:novalidate=true>
                <Hidden id step="end" />
                <SelectField id="follow-up-outcome" name="form[outcome]" label=m::outcome(lang)
                    options=outcomes value=form.outcome />
                <TextArea id="follow-up-note" name="form[note]" label=m::note(lang)
                    hint=Some(m::note_hint(lang).to_owned())
                    error=error(step, "follow-up-note") value=form.note rows=3 />
                <p>
                    <Submit label=m::end_do(lang).to_owned() pending=step.pending() />
                </p>
            </ActionForm>
        </section>
    }
}
