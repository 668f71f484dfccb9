//! The forms of the host's desk. Plain forms with and without scripts.

use super::form::sentence_at;
use super::{PlanForm, SetRegistration, StopRegistration};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{TextArea, TextField};
use domain::ids::SessionId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::registrations as m;

/// Hours, seats, disclaimer.
#[component]
pub fn PlanFields(
    /// The session.
    session: SessionId,
    /// What stands in the form.
    form: PlanForm,
    /// Why it was refused.
    refused: Option<AppError>,
    /// Whether it stands open at first.
    open: bool,
) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/host/sessions/{session}/registrations"));
    let error = |at: &str| sentence_at(lang, refused.as_ref(), at);
    let (of_hours, of_seats, of_text) = (error("closes-at"), error("seats"), error("disclaimer"));
    let open = open || refused.is_some();
    view! {
        <details class="desk-step" open=open>
            <summary>{m::plan_part(lang)}</summary>
            <form class="form" method="post" action=SetRegistration::url() novalidate>
                <input type="hidden" name="session" value=session.get() />
                <input type="hidden" name="back" value=back />
                <div class="host-pair">
                    <TextField id="opens-at" name="form[opens_at]" label=m::opens_at(lang)
                        kind="datetime-local" value=form.opens_at />
                    <TextField id="closes-at" name="form[closes_at]" label=m::closes_at(lang)
                        hint=Some(m::hours_hint(lang).to_owned()) error=of_hours
                        kind="datetime-local" value=form.closes_at />
                </div>
                <TextField id="seats" name="form[seats]" label=m::seats(lang)
                    hint=Some(m::seats_hint(lang).to_owned()) error=of_seats inputmode="numeric"
                    value=form.seats />
                <TextArea id="disclaimer" name="form[disclaimer]" label=m::disclaimer_field(lang)
                    hint=Some(m::disclaimer_hint(lang).to_owned()) error=of_text
                    value=form.disclaimer />
                <p>
                    <button class="button button--main" type="submit">
                        {m::plan_save(lang)}
                    </button>
                </p>
            </form>
        </details>
    }
}

/// Stops registration, or takes it up again.
#[component]
pub fn StopForm(
    /// The session.
    session: SessionId,
    /// Whether it is stopped.
    stopped: bool,
) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/host/sessions/{session}/registrations"));
    let (value, words) = match stopped {
        true => ("0", m::resume(lang)),
        false => ("1", m::stop(lang)),
    };
    view! {
        <form class="form" method="post" action=StopRegistration::url()>
            <input type="hidden" name="session" value=session.get() />
            <input type="hidden" name="back" value=back />
            <p>
                <button class="button" type="submit" name="stopped" value=value>
                    {words}
                </button>
            </p>
        </form>
    }
}
