//! The forms that ask for an intervention: one for each step that the lot can take from where it
//! stands, folded away until it is wanted.

use super::InterventionForm;
use super::form::{CANCEL, REASONS, RESUME, SUSPEND, VOID, control, reason_code};
use super::page::{Commands, refused};
use super::words::reason_words;
use crate::error::AppError;
use crate::lang::use_lang;
use crate::typed_form::TypedForm;
use crate::ui::erased::{changing, redrawn};
use crate::ui::{Submit, TextArea, TextField};
use domain::bidding::stage::Stage;
use domain::bidding::{Outcome, Paddle};
use domain::live::LotLive;
use domain::time::Timestamp;
use domain::views::LotDesk;
use leptos::prelude::*;
use locales::{Lang, desk as m};
use std::collections::BTreeSet;

/// A resumption is proposed this long ahead, ms: the half hour that it is shown before, and time
/// for the second person.
const RESUME_AHEAD_MS: i64 = 60 * 60_000;
/// The proposed time is a full five minutes, ms.
const RESUME_ROUND_MS: i64 = 5 * 60_000;

/// What can be asked for now; nothing while a request waits or when bidding is over.
#[component]
pub fn Requests(
    /// The desk.
    desk: RwSignal<LotDesk>,
    /// The commands of the page.
    commands: Commands,
    /// Where a plain form comes back to.
    back: String,
) -> impl IntoView {
    let lang = use_lang();
    // Drawn anew only when other steps become possible: what is being typed stays.
    let steps = Memo::new(move |_| desk.with(possible));
    let note = move || match steps.get().as_slice() {
        [] => None,
        [SUSPEND] => Some(m::first_suspend(lang)),
        _ => Some(m::one_asks(lang)),
    };
    let limit = Memo::new(move |_| desk.with(|desk| limit(lang, desk)));
    let forms = move || {
        let typed = InterventionForm::of(refused(commands).as_ref());
        let form = |step: &'static str| {
            let typed = match typed.step == step {
                true => typed.clone(),
                false => InterventionForm::default(),
            };
            view! { <StepForm step typed desk commands back=back.clone() /> }
        };
        steps.get().into_iter().map(form).collect_view()
    };
    // What was typed is read once: a refusal must not draw the forms anew.
    let forms = move || {
        let _ = steps.get();
        untrack(&forms)
    };
    view! {
        <section aria-labelledby="requests-title">
            <h2 class="section-title" id="requests-title">
                {m::requests_title(lang)}
            </h2>
            {redrawn(move || match note() {
                Some(note) => view! { <p>{note}</p> }.into_any(),
                None => view! { <p>{m::nothing_to_ask(lang)}</p> }.into_any(),
            })}
            {redrawn(move || limit.get().map(|words| {
                view! { <p data-testid="resume-until"><strong>{words}</strong></p> }
            }))}
            {redrawn(forms)}
        </section>
    }
}

/// The steps that the lot can take (bidding.md C.7): first it is suspended, then anything else. Once
/// it is sold the buyer may be struck out, until the sale is confirmed (C.8).
fn possible(desk: &LotDesk) -> Vec<&'static str> {
    let figures = &desk.live.figures;
    let unconfirmed = desk.deal.as_ref().map(|deal| deal.stage) == Some(Stage::SoldPending);
    match (figures.outcome, figures.suspended_ms) {
        _ if desk.pending.is_some() => return Vec::new(),
        (Some(_), _) if unconfirmed => return vec![VOID],
        (Some(_), _) => return Vec::new(),
        (None, None) => return vec![SUSPEND],
        (None, Some(_)) => {}
    }
    // After too long the lot can only be cancelled (法释 28).
    let resume = (!is_too_long(desk)).then_some(RESUME);
    let void = (!numbers(&desk.live).is_empty()).then_some(VOID);
    resume.into_iter().chain(void).chain([CANCEL]).collect()
}

/// Whether bidding was interrupted for so long that it cannot go on.
fn is_too_long(desk: &LotDesk) -> bool {
    desk.resume_until
        .is_some_and(|until| desk.server_now > until)
}

/// Until when bidding may go on, while it is interrupted.
fn limit(lang: Lang, desk: &LotDesk) -> Option<String> {
    let until = locales::date_time(lang, desk.resume_until?);
    Some(match is_too_long(desk) {
        true => m::resume_no_more(lang, until),
        false => m::resume_until(lang, until),
    })
}

/// The numbers that may be struck out: all that have bid; once it is sold, that of the buyer.
fn numbers(live: &LotLive) -> BTreeSet<Paddle> {
    match live.figures.outcome {
        Some(Outcome::SoldPending { paddle, .. }) => BTreeSet::from([paddle]),
        _ => live.bids.iter().map(|bid| bid.paddle).collect(),
    }
}

/// Name of a step and what it will do.
fn told(lang: Lang, step: &str, over: bool) -> (&'static str, &'static str) {
    match step {
        VOID if over => (m::step_void_buyer(lang), m::effect_void_buyer(lang)),
        SUSPEND => (m::step_suspend(lang), m::effect_suspend(lang)),
        RESUME => (m::step_resume(lang), m::effect_resume(lang)),
        VOID => (m::step_void(lang), m::effect_void(lang)),
        _ => (m::step_cancel(lang), m::effect_cancel(lang)),
    }
}

/// One step: what it does, why, and the button that asks for it.
#[component]
fn StepForm(
    step: &'static str,
    typed: InterventionForm,
    desk: RwSignal<LotDesk>,
    commands: Commands,
    back: String,
) -> impl IntoView {
    let lang = use_lang();
    let over = desk.with_untracked(|desk| desk.live.figures.outcome.is_some());
    let (name, effect) = told(lang, step, over);
    let of = errors(lang, step, commands);
    let code = desk.with_untracked(|desk| desk.code.to_string());
    let open = typed.step == step;
    let own = match step {
        RESUME => view! { <ResumeFields typed=typed.clone() desk error=of("at") /> }.into_any(),
        VOID => view! { <PaddleField typed=typed.clone() desk error=of("paddle") /> }.into_any(),
        _ => ().into_any(),
    };
    let why = (step != RESUME).then(|| {
        view! { <WhyField step chosen=typed.why.clone() error=of("why") /> }
    });
    view! {
        <details class="desk-step" open=open data-step=step>
            <summary>{name}</summary>
            <p>{effect}</p>
            <ActionForm action=commands.request attr:class="form" attr:novalidate=true>
                <input type="hidden" name="lot" value=code />
                <input type="hidden" name="back" value=back />
                <input type="hidden" name="form[step]" value=step />
                {own}
                {why}
                <TextArea id=format!("{step}-words") name="form[words]" label=m::words(lang)
                    hint=Some(m::words_hint(lang).to_owned()) error=of("words")
                    value=typed.words.clone() rows=3 />
                <p>
                    <Submit label=m::ask(lang, name) pending=commands.request.pending() />
                </p>
            </ActionForm>
        </details>
    }
}

/// The errors of the fields of one step, by the field.
fn errors(
    lang: Lang,
    step: &'static str,
    commands: Commands,
) -> impl Fn(&'static str) -> Signal<Option<String>> {
    move |field| {
        Signal::derive(move || {
            let error = refused(commands)?;
            let AppError::Invalid { code, .. } = &error else {
                return None;
            };
            let own = InterventionForm::of(Some(&error)).step == step;
            let means = own && control(step, code) == format!("{step}-{field}");
            means.then(|| error.sentence(lang))
        })
    }
}

/// Day and time of a resumption.
#[component]
fn ResumeFields(
    typed: InterventionForm,
    desk: RwSignal<LotDesk>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let lang = use_lang();
    let (now, practice) = desk.with_untracked(|desk| (desk.server_now, desk.practice));
    let proposed = proposed(now);
    let (on, at) = match typed.at.is_empty() && typed.on.is_empty() {
        true => (proposed.date().to_string(), proposed.clock().hm()),
        false => (typed.on, typed.at),
    };
    let hint = match practice {
        true => m::resume_hint_practice(lang),
        false => m::resume_hint(lang),
    };
    view! {
        <TextField id="resume-on" name="form[on]" kind="date" label=m::resume_on(lang) value=on />
        <TextField id="resume-at" name="form[at]" kind="time" label=m::resume_at(lang)
            hint=Some(hint.to_owned()) error=error value=at />
    }
}

/// A time that gives the second person half an hour.
fn proposed(now: Timestamp) -> Timestamp {
    let ahead = now.millis() + RESUME_AHEAD_MS;
    let steps = (ahead + RESUME_ROUND_MS - 1) / RESUME_ROUND_MS;
    Timestamp::from_millis(steps * RESUME_ROUND_MS)
}

/// Whose instructions are struck out.
#[component]
fn PaddleField(
    typed: InterventionForm,
    desk: RwSignal<LotDesk>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let lang = use_lang();
    let (numbers, figures) =
        desk.with_untracked(|desk| (numbers(&desk.live), desk.live.figures.clone()));
    let options = numbers.into_iter().map(|paddle| {
        let words = match (figures.leader == Some(paddle), figures.outcome) {
            (true, Some(_)) => m::paddle_bought(lang, paddle),
            (true, None) => m::paddle_leads(lang, paddle),
            (false, _) => paddle.to_string(),
        };
        (paddle.to_string(), words)
    });
    let options = std::iter::once((String::new(), m::choose(lang).to_owned()))
        .chain(options)
        .collect();
    view! {
        <Choice id="void-paddle" name="form[paddle]" label=m::paddle(lang) options error
            value=typed.paddle />
    }
}

/// The code of the reason.
#[component]
fn WhyField(step: &'static str, chosen: String, error: Signal<Option<String>>) -> impl IntoView {
    let lang = use_lang();
    let reasons = REASONS.into_iter().map(|reason| {
        (
            reason_code(reason).to_owned(),
            reason_words(lang, reason).to_owned(),
        )
    });
    let options = std::iter::once((String::new(), m::choose(lang).to_owned()))
        .chain(reasons)
        .collect();
    view! {
        <Choice id=format!("{step}-why") name="form[why]" label=m::why(lang) options error
            value=chosen />
    }
}

/// A choice that must be made, with its error.
#[component]
fn Choice(
    #[prop(into)] id: String,
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
    error: Signal<Option<String>>,
    value: String,
) -> impl IntoView {
    let described = format!("{id}-error");
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
        <crate::ui::Field id=id.clone() label error>
            <select
                class="input"
                id=id
                name=name
                aria-describedby=changing(move || error.get().map(|_| described.clone()))
                aria-invalid=changing(move || error.get().map(|_| "true"))
            >
                {options}
            </select>
        </crate::ui::Field>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Date;

    #[test]
    fn the_proposed_time_is_round_and_leaves_half_an_hour_to_approve() {
        let day = Date::of(2026, 11, 18);
        assert_eq!(proposed(day.at(10, 0)), day.at(11, 0));
        assert_eq!(proposed(day.at(10, 1).plus_millis(1)), day.at(11, 5));
    }

    #[test]
    fn a_posted_form_is_a_request() {
        let body = "lot=P1&back=%2F&form%5Bstep%5D=suspend&form%5Bwhy%5D=COLLUSION\
            &form%5Bwords%5D=%E6%A0%B8%E6%9F%A5";
        let posted: super::super::RequestIntervention = serde_qs::Config::new(5, false)
            .deserialize_str(body)
            .unwrap();
        assert_eq!(posted.form.words, "核查");
        assert!(posted.form.intervention().is_ok());
    }
}
