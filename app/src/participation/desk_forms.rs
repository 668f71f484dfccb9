//! The forms of the centre about one institution. Plain forms with and without script.

use super::form::{refused_at, sentence_at};
use super::parts::Back;
use super::{DecideAgreement, NotePaper, ReopenSubmission, WaiveRule};
use crate::lang::use_lang;
use crate::ui::{SelectField, TextArea, TextField};
use domain::ids::ParticipationId;
use domain::participations::WaiverRule;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Label, participation as m};

/// Accepts an agreement or returns it.
#[component]
pub fn DecideForm(id: i64, back: String) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(DecideAgreement::PATH);
    let error = sentence_at(lang, refused.as_ref(), "reason");
    view! {
        <form class="form" method="post" action=DecideAgreement::url() novalidate>
            <Back to=back />
            <input type="hidden" name="id" value=id />
            <p>
                <button class="button button--main" type="submit" name="answer" value="accept">
                    {m::agreement_accept(lang)}
                </button>
            </p>
            <TextArea id="decide-reason" name="reason" label=m::return_why(lang)
                hint=Some(m::reason_hint(lang).to_owned()) error rows=2 />
            <p>
                <button class="button" type="submit" name="answer" value="return">
                    {m::agreement_return(lang)}
                </button>
            </p>
        </form>
    }
}

/// Notes when the papers came in.
#[component]
pub fn PaperForm(id: ParticipationId, today: String, back: String) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(NotePaper::PATH);
    let error = sentence_at(lang, refused.as_ref(), "day");
    view! {
        <form class="form" method="post" action=NotePaper::url() novalidate>
            <Back to=back />
            <input type="hidden" name="id" value=id.get() />
            <TextField id="paper-day" name="on" label=m::paper_day(lang) error value=today
                kind="date" />
            <p>
                <button class="button button--main" type="submit">
                    {m::paper_note(lang)}
                </button>
            </p>
        </form>
    }
}

/// Gives the institution more days.
#[component]
pub fn ReopenForm(id: ParticipationId, until: Option<String>, back: String) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(ReopenSubmission::PATH);
    let error = |field: &str| sentence_at(lang, refused.as_ref(), field);
    let (day, reason) = (error("day"), error("reason"));
    view! {
        <form class="form" method="post" action=ReopenSubmission::url() novalidate>
            <Back to=back />
            <input type="hidden" name="id" value=id.get() />
            <TextField id="reopen-day" name="until" label=m::reopen_day(lang) error=day
                value=until.unwrap_or_default() kind="date" />
            <TextArea id="reopen-reason" name="reason" label=m::reason(lang)
                hint=Some(m::reason_hint(lang).to_owned()) error=reason rows=2 />
            <p>
                <button class="button button--main" type="submit">
                    {m::reopen(lang)}
                </button>
            </p>
        </form>
    }
}

/// Waives a rule.
#[component]
pub fn WaiveForm(id: ParticipationId, back: String) -> impl IntoView {
    let lang = use_lang();
    let refused = refused_at(WaiveRule::PATH);
    let error = sentence_at(lang, refused.as_ref(), "reason");
    let rules = WaiverRule::ALL.iter();
    let rules = rules
        .map(|rule| (rule.code().to_owned(), rule.label(lang).to_owned()))
        .collect();
    view! {
        <form class="form" method="post" action=WaiveRule::url() novalidate>
            <Back to=back />
            <input type="hidden" name="id" value=id.get() />
            <SelectField id="waive-rule" name="rule" label=m::waive_rule(lang) options=rules />
            <TextArea id="waive-reason" name="reason" label=m::reason(lang)
                hint=Some(m::reason_hint(lang).to_owned()) error rows=2 />
            <p>
                <button class="button" type="submit">
                    {m::waive(lang)}
                </button>
            </p>
        </form>
    }
}
