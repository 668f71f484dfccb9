//! `/admin/rounds`: the rounds of the season and the form for a new one. For the centre.

use super::form::control;
use super::postpone::Postpone;
use super::{CreateRound, PostponeRound, RoundForm, office_rounds};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::erased::redrawn;
use crate::ui::form::CheckField;
use crate::ui::{Column, Day, Empty, FormHead, Loaded, Notice, Submit, Table, TextField};
use domain::rounds::{Round, RoundState};
use domain::time::Timestamp;
use domain::views::{OfficeRounds, RoundSummary};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, rounds as m, ui};

/// The centre's rounds.
#[component]
pub fn OfficeRoundsPage() -> impl IntoView {
    let create = ServerAction::<CreateRound>::new();
    let postpone = ServerAction::<PostponeRound>::new();
    let rounds = crate::wire::blocking_data(
        move || (create.version().get(), postpone.version().get()),
        |_| office_rounds(),
    );
    let lang = use_lang();
    let refused = Signal::derive(move || {
        create
            .value()
            .with(|value| value.as_ref().and_then(|v| v.as_ref().err().cloned()))
    });
    let not_moved = Signal::derive(move || {
        postpone
            .value()
            .with(|value| value.as_ref().and_then(|v| v.as_ref().err().cloned()))
    });
    let errors = Signal::derive(move || {
        let mut lines = summary(lang, refused.get().as_ref(), control);
        let not_moved = not_moved.get();
        lines.extend(summary(lang, not_moved.as_ref(), super::postpone::control));
        lines
    });
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path="/admin/rounds" errors />
        <div class="office" data-density="compact">
            <Loaded resource=rounds let:rounds>
                <CreatedNote create rounds=rounds.clone() />
                <MovedNote postpone rounds=rounds.clone() />
                <h1>{m::title(lang)}</h1>
                <p class="office-intro">{m::intro(lang)}</p>
                <Rounds rounds create refused postpone not_moved />
            </Loaded>
        </div>
    }
}

/// The lines of the error summary.
fn summary(
    lang: Lang,
    refused: Option<&AppError>,
    control: fn(&str) -> &'static str,
) -> Vec<(String, String)> {
    refused
        .map(|error| match error {
            AppError::Invalid { code, .. } => (control(code).to_owned(), sentence(lang, error)),
            other => (String::new(), other.sentence(lang)),
        })
        .into_iter()
        .collect()
}

/// What was wrong and how to put it right.
pub(super) fn sentence(lang: Lang, error: &AppError) -> String {
    let AppError::Invalid { code, .. } = error else {
        return error.sentence(lang);
    };
    match code.as_str() {
        "ROUND_DATE_FORMAT" => m::problem_date(lang).into(),
        "ROUND_OPENS_FORMAT" | "ROUND_CLOSES_FORMAT" | "ROUND_HARD_END_FORMAT" => {
            m::problem_time(lang).into()
        }
        "ROUND_WINDOW_FORMAT" | "ROUND_EXTENSION_FORMAT" => m::problem_seconds(lang).into(),
        "ROUND_NOT_WED_FRI" => m::problem_weekday(lang).into(),
        "OUTSIDE_SEASON" => m::problem_season(lang).into(),
        "ROUND_TOO_SHORT" => m::problem_short(lang).into(),
        "ROUND_WINDOW_TOO_SHORT" => m::problem_window(lang).into(),
        "ROUND_HARD_END_TOO_EARLY" => m::problem_hard_end(lang).into(),
        "ROUND_MIN_BIDDERS" => m::problem_min_bidders(lang).into(),
        _ => error.sentence(lang),
    }
}

/// The round that has just been created, after a script call or a redirect.
#[component]
fn CreatedNote(create: ServerAction<CreateRound>, rounds: OfficeRounds) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let note = move || {
        let id = match create.value().get() {
            Some(Ok(id)) => id,
            Some(Err(_)) => return None,
            None => query.with(|query| query.get_str("created")?.parse().ok())?,
        };
        let round = rounds
            .rounds
            .iter()
            .find(|summary| summary.round.id == id)?
            .round
            .clone();
        let when = span(lang, &round);
        let to = href(lang, &format!("/admin/lots?state=PUBLISHED&round={id}"));
        Some(view! {
            <Notice tone="success">
                <p role="status">{m::created(lang, when)}</p>
                <p>
                    <a href=to>{m::created_next(lang)}</a>
                </p>
            </Notice>
        })
    };
    view! { {redrawn(note)} }
}

/// The round that has just been postponed, after a script call or a redirect.
#[component]
fn MovedNote(postpone: ServerAction<PostponeRound>, rounds: OfficeRounds) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let note = move || {
        let id = match postpone.value().get() {
            Some(Ok(id)) => id,
            Some(Err(_)) => return None,
            None => query.with(|query| query.get_str("postponed")?.parse().ok())?,
        };
        let mut all = rounds.rounds.iter();
        let round = all.find(|summary| summary.round.id == id)?.round.clone();
        let when = span(lang, &round);
        Some(view! {
            <Notice tone="success">
                <p role="status">{m::postpone_done(lang, when)}</p>
            </Notice>
        })
    };
    view! { {redrawn(note)} }
}

/// Day and hours of a round in words.
pub(super) fn span(lang: Lang, round: &Round) -> String {
    let day = locales::date_long(lang, round.on);
    m::span(
        lang,
        round.closes_at.clock().hm(),
        day,
        round.opens_at.clock().hm(),
    )
}

/// What is open or ahead, the form for one more, and what is over, folded away.
#[component]
fn Rounds(
    rounds: OfficeRounds,
    create: ServerAction<CreateRound>,
    refused: Signal<Option<AppError>>,
    postpone: ServerAction<PostponeRound>,
    not_moved: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let now = rounds.server_now;
    let none = rounds.rounds.is_empty();
    let (past, ahead) = split(rounds.rounds, now);
    let movable: Vec<Round> = ahead.iter().map(|summary| summary.round.clone()).collect();
    let ahead = match (ahead.is_empty(), none) {
        (true, true) => view! { <Empty reason=m::empty(lang) /> }.into_any(),
        (true, false) => view! { <Empty reason=m::none_ahead(lang) /> }.into_any(),
        (false, _) => view! { <RoundTable rounds=ahead caption=m::caption(lang) now /> }.into_any(),
    };
    let past = (!past.is_empty()).then(|| {
        let count = past.len();
        view! {
            <details class="office-past">
                <summary>{m::past_count(lang, count)}</summary>
                <RoundTable rounds=past caption=m::past(lang) now />
            </details>
        }
    });
    view! {
        {ahead}
        <NewRound create refused />
        <Postpone rounds=movable now postpone refused=not_moved />
        {past}
    }
}

/// What is over, and what is open or ahead, soonest first: a round that runs on because it was
/// extended stands where it began.
fn split(rounds: Vec<RoundSummary>, now: Timestamp) -> (Vec<RoundSummary>, Vec<RoundSummary>) {
    let (past, mut ahead): (Vec<_>, Vec<_>) = rounds
        .into_iter()
        .partition(|summary| is_past(&summary.round, now));
    ahead.sort_by_key(|summary| (summary.round.opens_at, summary.round.id.get()));
    (past, ahead)
}

/// Whether nobody can bid in the round any more. A round that is extended is not over yet.
fn is_past(round: &Round, now: Timestamp) -> bool {
    round.state != RoundState::Scheduled && round.closes_at <= now
}

/// Rounds with their windows, their lots and where they stand.
#[component]
fn RoundTable(rounds: Vec<RoundSummary>, caption: &'static str, now: Timestamp) -> impl IntoView {
    let lang = use_lang();
    let rows = rounds
        .into_iter()
        .map(|summary| view! { <RoundRow summary now /> })
        .collect_view();
    let columns = vec![
        Column::text(m::day(lang)),
        Column::text(m::hours(lang)),
        Column::number(m::window(lang)),
        Column::number(m::extension(lang)),
        Column::number(m::lots(lang)),
        Column::text(m::state(lang)),
    ];
    view! {
        <Table caption=caption columns class="office-table">
            {rows}
        </Table>
    }
}

#[component]
fn RoundRow(summary: RoundSummary, now: Timestamp) -> impl IntoView {
    let lang = use_lang();
    let RoundSummary { round, lot_count } = summary;
    let hours = m::hours_span(
        lang,
        round.closes_at.clock().hm(),
        round.opens_at.clock().hm(),
    );
    let moved = round
        .moved
        .is_some()
        .then(|| view! { " " <span class="badge">{m::moved_badge(lang)}</span> });
    let badge = round.practice.then(
        || view! { " " <span class="badge badge--practice">{ui::practice_badge(lang)}</span> },
    );
    view! {
        <tr>
            <th scope="row">
                <Day on=round.on />
                {badge}
            </th>
            <td class="office-nowrap">{hours}</td>
            <td class="number">{round.window_ms / 1_000}</td>
            <td class="number">{round.extension_ms / 1_000}</td>
            <td class="number">{lot_count}</td>
            <td>{state(lang, &round, now)} {moved}</td>
        </tr>
    }
}

/// Where the round stands now: the stored state knows only of its end.
fn state(lang: Lang, round: &Round, now: Timestamp) -> &'static str {
    let open = round.opens_at <= now && round.state == RoundState::Scheduled;
    if open {
        m::state_open(lang)
    } else {
        round.state.label(lang)
    }
}

/// The form for a new round.
#[component]
fn NewRound(create: ServerAction<CreateRound>, refused: Signal<Option<AppError>>) -> impl IntoView {
    let lang = use_lang();
    let form = refused.with_untracked(|error| RoundForm::of(error.as_ref()));
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let error = refused.get()?;
            let AppError::Invalid { code, .. } = &error else {
                return None;
            };
            (control(code) == id).then(|| sentence(lang, &error))
        })
    };
    view! {
        <section class="office-new" aria-labelledby="round-new-title">
            <h2 id="round-new-title">{m::new_title(lang)}</h2>
            <ActionForm action=create attr:class="office-form" attr:novalidate=true>
                <input type="hidden" name="back" value=href(lang, "/admin/rounds") />
                <TextField id="on" name="form[on]" kind="date" label=m::day(lang)
                    hint=Some(m::day_hint(lang).to_owned()) error=error("on") value=form.on />
                <TextField id="opens" name="form[opens]" kind="time" label=m::opens(lang)
                    hint=Some(m::time_hint(lang).to_owned()) error=error("opens")
                    value=form.opens />
                <TextField id="closes" name="form[closes]" kind="time" label=m::closes(lang)
                    hint=Some(m::closes_hint(lang).to_owned()) error=error("closes")
                    value=form.closes />
                <TextField id="window" name="form[window]" inputmode="numeric"
                    label=m::window(lang) hint=Some(m::window_hint(lang).to_owned())
                    error=error("window") value=form.window />
                <TextField id="extension" name="form[extension]" inputmode="numeric"
                    label=m::extension(lang) hint=Some(m::extension_hint(lang).to_owned())
                    error=error("extension") value=form.extension />
                <TextField id="hard-end" name="form[hard_end]" kind="time" label=m::hard_end(lang)
                    hint=Some(m::hard_end_hint(lang).to_owned()) error=error("hard-end")
                    value=form.hard_end />
                <TextField id="min-bidders" name="form[min_bidders]" inputmode="numeric"
                    label=m::min_bidders(lang) hint=Some(m::min_bidders_hint(lang).to_owned())
                    error=error("min-bidders") value=form.min_bidders />
                <CheckField id="practice" name="form[practice]" label=m::practice(lang)
                    checked={!form.practice.is_empty()} />
                <p class="field-hint">{m::practice_hint(lang)}</p>
                <Submit label=m::submit(lang) pending=create.pending() />
            </ActionForm>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{RoundId, SeasonId};
    use domain::rounds::RoundPlan;
    use domain::time::Date;

    fn round(id: i64, day: u32, state: RoundState) -> RoundSummary {
        let on = Date::of(2026, 11, day);
        let plan = RoundPlan::of_day(on);
        RoundSummary {
            round: Round {
                id: RoundId(id),
                season: SeasonId(1),
                on,
                opens_at: plan.opens_at,
                closes_at: plan.closes_at,
                window_ms: plan.window_ms,
                extension_ms: plan.extension_ms,
                hard_end: plan.hard_end,
                min_bidders: plan.min_bidders,
                state,
                practice: plan.practice,
                moved: None,
            },
            lot_count: 1,
        }
    }

    #[test]
    fn an_extended_round_stands_before_those_ahead() {
        // The round of the 18th was to close at 15:00 and is still open.
        let now = Date::of(2026, 11, 18).at(15, 3);
        let rounds = vec![
            round(3, 25, RoundState::Scheduled),
            round(1, 13, RoundState::Closed),
            round(2, 18, RoundState::Scheduled),
        ];
        let (past, ahead) = split(rounds, now);
        let ids = |of: Vec<RoundSummary>| -> Vec<i64> {
            of.into_iter()
                .map(|summary| summary.round.id.get())
                .collect()
        };
        assert_eq!((ids(past), ids(ahead)), (vec![1], vec![2, 3]));
    }
}
