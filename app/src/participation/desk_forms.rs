//! The forms of the centre about one institution. Plain forms with and without script.

use super::form::{refused_at, sentence_at};
use super::parts::Back;
use super::{DecideAgreement, NotePaper, ReopenSubmission};
use crate::lang::use_lang;
use crate::ui::{TextArea, TextField};
use domain::ids::ParticipationId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::participation as m;

/// A form about something with a number, which leads back to the desk.
#[component]
fn DeskForm(
    /// Where it is sent.
    action: &'static str,
    /// The number.
    id: i64,
    /// The desk.
    back: String,
    /// What its one button says; a form with several brings them along.
    #[prop(optional)]
    submit: Option<&'static str>,
    /// What is asked.
    children: Children,
) -> impl IntoView {
    let submit = submit.map(|submit| {
        view! {
            <p>
                <button class="button button--main" type="submit">
                    {submit}
                </button>
            </p>
        }
    });
    view! {
        <form class="form" method="post" action=action novalidate>
            <Back to=back />
            <input type="hidden" name="id" value=id />
            {children()}
            {submit}
        </form>
    }
}

/// Why somebody decides as he does.
#[component]
fn ReasonField(id: &'static str, label: &'static str, error: Option<String>) -> impl IntoView {
    let hint = m::reason_hint(use_lang()).to_owned();
    view! { <TextArea id name="reason" label hint=Some(hint) error rows=2 /> }
}

/// Accepts an agreement or returns it.
#[component]
pub fn DecideForm(id: i64, back: String) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(DecideAgreement::PATH);
    let error = sentence_at(lang, refused.as_ref(), "reason");
    view! {
        <DeskForm action=DecideAgreement::url() id back>
            <p>
                <button class="button button--main" type="submit" name="answer" value="accept">
                    {m::agreement_accept(lang)}
                </button>
            </p>
            <ReasonField id="decide-reason" label=m::return_why(lang) error />
            <p>
                <button class="button" type="submit" name="answer" value="return">
                    {m::agreement_return(lang)}
                </button>
            </p>
        </DeskForm>
    }
}

/// Notes when the papers came in.
#[component]
pub fn PaperForm(id: ParticipationId, today: String, back: String) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(NotePaper::PATH);
    let error = sentence_at(lang, refused.as_ref(), "day");
    view! {
        <DeskForm action=NotePaper::url() id=id.get() back submit=m::paper_note(lang)>
            <TextField id="paper-day" name="on" label=m::paper_day(lang) error value=today
                kind="date" />
        </DeskForm>
    }
}

/// Gives the institution more days.
#[component]
pub fn ReopenForm(id: ParticipationId, until: Option<String>, back: String) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(ReopenSubmission::PATH);
    let error = |field: &str| sentence_at(lang, refused.as_ref(), field);
    let (day, reason) = (error("day"), error("reason"));
    let until = until.unwrap_or_default();
    view! {
        <DeskForm action=ReopenSubmission::url() id=id.get() back submit=m::reopen(lang)>
            <TextField id="reopen-day" name="until" label=m::reopen_day(lang) error=day
                value=until kind="date" />
            <ReasonField id="reopen-reason" label=m::reason(lang) error=reason />
        </DeskForm>
    }
}
