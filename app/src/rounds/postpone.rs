//! The form that postpones a round, on the centre's desk.

use super::PostponeRound;
use super::form::{instant, tidy};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{SelectField, Submit, TextArea, TextField};
use domain::rounds::{Round, RoundState};
use domain::time::{Date, Timestamp};
use leptos::prelude::*;
use locales::{Lang, rounds as m};
use serde::{Deserialize, Serialize};

/// A postponement as it is typed; times are Beijing time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostponeForm {
    /// The round, by its number.
    pub round: String,
    /// The new day, `YYYY-MM-DD`.
    pub on: String,
    /// Bidding opens then, `HH:MM` or `HH:MM:SS`.
    pub opens: String,
    /// Why, for the public.
    pub reason: String,
}

impl TypedForm for PostponeForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("round", &mut self.round),
            ("on", &mut self.on),
            ("opens", &mut self.opens),
            ("reason", &mut self.reason),
        ]
    }
}

impl PostponeForm {
    /// When bidding is to open.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn opens_at(&self) -> Result<Timestamp, &'static str> {
        let day = Date::parse_iso(&tidy(&self.on)).ok_or("ROUND_DATE_FORMAT")?;
        instant(day, &self.opens).ok_or("ROUND_OPENS_FORMAT")
    }
}

/// The id of the control of this form that a refusal means; empty when it means none.
pub(super) fn control(code: &str) -> &'static str {
    match code {
        "ROUND_DATE_FORMAT" | "ROUND_NOT_WED_FRI" | "OUTSIDE_SEASON" | "ROUND_MOVE_NOT_LATER" => {
            "postpone-on"
        }
        "ROUND_OPENS_FORMAT" => "postpone-opens",
        "REASON_LENGTH" => "postpone-reason",
        "ROUND_HAS_OPENED" | "ROUND_LOT_INTERRUPTED" => "postpone-round",
        _ => "",
    }
}

/// Those that may still be postponed, as choices.
fn choices(lang: Lang, rounds: Vec<Round>, now: Timestamp) -> Vec<(String, String)> {
    let open = rounds
        .into_iter()
        .filter(|round| round.state == RoundState::Scheduled && round.opens_at > now);
    open.map(|round| (round.id.to_string(), super::office::span(lang, &round)))
        .collect()
}

/// The form; nothing while there is no round that could be postponed.
#[component]
pub(super) fn Postpone(
    rounds: Vec<Round>,
    now: Timestamp,
    postpone: ServerAction<PostponeRound>,
    refused: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let form = refused.with_untracked(|error| PostponeForm::of(error.as_ref()));
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let error = refused.get()?;
            let AppError::Invalid { code, .. } = &error else {
                return None;
            };
            (control(code) == id).then(|| super::office::sentence(lang, &error))
        })
    };
    let options = choices(lang, rounds, now);
    (!options.is_empty()).then(|| {
        view! {
            <section class="office-new" aria-labelledby="postpone-title">
                <h2 id="postpone-title">{m::postpone_title(lang)}</h2>
                <p>{m::postpone_intro(lang)}</p>
                <ActionForm
                    action=postpone
                    attr:class="office-form"
                    attr:novalidate=true
                    attr:data-testid="postpone"
                >
                    <input type="hidden" name="back" value=href(lang, "/admin/rounds") />
                    <SelectField id="postpone-round" name="form[round]" label=m::postpone_round(lang)
                        options value=form.round />
                    <TextField id="postpone-on" name="form[on]" kind="date" label=m::postpone_on(lang)
                        hint=Some(m::day_hint(lang).to_owned()) error=error("postpone-on")
                        value=form.on />
                    <TextField id="postpone-opens" name="form[opens]" kind="time"
                        label=m::opens(lang) hint=Some(m::postpone_opens_hint(lang).to_owned())
                        error=error("postpone-opens") value=form.opens />
                    <TextArea id="postpone-reason" name="form[reason]"
                        label=m::postpone_reason(lang)
                        hint=Some(m::postpone_reason_hint(lang).to_owned())
                        error=error("postpone-reason") value=form.reason rows=2 />
                    <Submit label=m::postpone_submit(lang) pending=postpone.pending() />
                </ActionForm>
            </section>
        }
    })
}

/// That a round was postponed, from when and why; nothing for one that takes place as announced.
#[component]
pub fn PostponedNote(round: Round) -> impl IntoView {
    let lang = use_lang();
    round.moved.map(|moved| {
        let from = locales::date_time(lang, moved.from);
        let to = locales::date_time(lang, round.opens_at);
        view! {
            <p class="banner" data-tone="info" data-testid="postponed">
                {m::postponed(lang, from, moved.reason, to)}
            </p>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(on: &str, opens: &str) -> PostponeForm {
        PostponeForm {
            on: on.into(),
            opens: opens.into(),
            ..Default::default()
        }
    }

    #[test]
    fn day_and_time_are_read_and_what_is_wrong_is_named() {
        let read = form("2026-11-27", "１4:30").opens_at();
        assert_eq!(read, Ok(Date::of(2026, 11, 27).at(14, 30)));
        let refused = |form: PostponeForm| control(form.opens_at().unwrap_err());
        assert_eq!(refused(form("Friday", "10:00")), "postpone-on");
        assert_eq!(refused(form("2026-11-27", "ten")), "postpone-opens");
    }
}
