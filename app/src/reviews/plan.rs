//! `/admin/selection/plan`: a step on trial (预演), what would happen to each ticked lot, and the form
//! that does it. For the centre.

use super::forms::DecideForm;
use super::selection::{PATH as TABLE, act_label, done_words};
use super::{DecideSelection, selection_plan};
use crate::accounts::with_query;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{
    Column, Empty, ErrorSummary, Loaded, Notice, PageHead, Submit, Table, TextArea, TextField,
};
use domain::reviews::SelectionStep;
use domain::views::{PlannedLot, SelectionPlan};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, reviews as m, ui};

/// Where the page lives.
pub const PATH: &str = "/admin/selection/plan";

type Deciding = ServerAction<DecideSelection>;

/// The trial.
#[component]
pub fn SelectionPlanPage() -> impl IntoView {
    let lang = use_lang();
    let map = use_query_map();
    let asked = Memo::new(move |_| {
        map.with(|map| {
            let ids = map.get_all("ids").unwrap_or_default();
            let ids: Vec<i64> = ids.iter().filter_map(|id| id.parse().ok()).collect();
            (map.get("act").unwrap_or_default(), ids)
        })
    });
    let decide = Deciding::new();
    let plan = crate::wire::blocking_data(
        move || asked.get(),
        |(act, ids)| async move { chosen(selection_plan(act, ids).await) },
    );
    let errors = Signal::derive(move || {
        let refused = decide.value().get().and_then(Result::err);
        refused
            .map(|error| (control(&error).to_owned(), error.sentence(lang)))
            .into_iter()
            .collect::<Vec<_>>()
    });
    let title = move || {
        let title = m::plan_title(lang, act_label(lang, &asked.get().0));
        match errors.with(Vec::is_empty) {
            true => title,
            false => ui::error_page_title(lang, title),
        }
    };
    view! {
        <PageHead title=m::plan_heading(lang) description=m::plan_intro(lang) />
        <crate::ui::TabTitle text=move || ui::page_title(lang, title()) />
        <ErrorSummary errors />
        <div class="office" data-density="compact">
            <p>
                <a href=href(lang, TABLE)>{m::to_selection(lang)}</a>
            </p>
            <Loaded resource=plan let:plan>
                <Trial plan act=asked.get_untracked().0 decide />
            </Loaded>
        </div>
    }
}

/// Without a lot or a step there is nothing to try: that is no failure of the page.
fn chosen(plan: Result<SelectionPlan, AppError>) -> Result<Option<SelectionPlan>, AppError> {
    match plan {
        Err(AppError::Invalid { code, .. })
            if ["LOTS_NONE_CHOSEN", "REQUEST_MALFORMED"].contains(&code.as_str()) =>
        {
            Ok(None)
        }
        plan => plan.map(Some),
    }
}

/// The trial of what was ticked, or the way back when nothing was.
#[component]
fn Trial(plan: Option<SelectionPlan>, act: String, decide: Deciding) -> impl IntoView {
    let lang = use_lang();
    let Some(plan) = plan else {
        return view! {
            <h1>{m::plan_heading(lang)}</h1>
            <Empty reason=m::plan_none(lang)>
                <a class="button" href=href(lang, TABLE)>
                    {m::plan_choose(lang)}
                </a>
            </Empty>
        }
        .into_any();
    };
    view! {
        <h1>{m::plan_title(lang, act_label(lang, &act))}</h1>
        <p class="office-intro">{m::plan_intro(lang)}</p>
        <Plan plan act decide />
    }
    .into_any()
}

/// The id of the control that a refusal means.
fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "REASON_LENGTH" => "decide-reason",
        "RETURN_NOTE_LENGTH" | "RETURN_NOTES_MAX" => "decide-notes",
        "RELEASE_TITLE_LENGTH" => "decide-title",
        "RELEASE_TIME" => "decide-on",
        _ => "",
    }
}

#[component]
fn Plan(plan: SelectionPlan, act: String, decide: Deciding) -> impl IntoView {
    let lang = use_lang();
    let ready = plan.ready();
    let ids: Vec<i64> = plan.lots.iter().map(|lot| lot.id.get()).collect();
    let left = plan.lots.len() - ready;
    let rows = plan
        .lots
        .into_iter()
        .map(|lot| view! { <Row lot /> })
        .collect_view();
    let columns = vec![
        Column::text(m::code(lang)),
        Column::text(m::lot_title(lang)),
        Column::number(m::result(lang)),
        Column::number(m::reviews(lang)),
        Column::text(m::now(lang)),
        Column::text(m::then(lang)),
    ];
    let counts = m::plan_counts(lang, left, ready);
    let form = view! { <Form act ids ready decide /> };
    let done = move || {
        let done = decide.value().get().and_then(Result::ok)?;
        Some(view! {
            <Notice tone="success">
                <p role="status">{done_words(lang, &done)}</p>
            </Notice>
        })
    };
    view! {
        {done}
        <p data-testid="plan-counts">{counts}</p>
        <Table caption=m::plan_heading(lang) columns class="office-table" testid="plan">
            {rows}
        </Table>
        {form}
    }
}

#[component]
fn Row(lot: PlannedLot) -> impl IntoView {
    let lang = use_lang();
    let result = lot
        .result
        .map_or_else(|| ui::none(lang).to_owned(), |r| r.to_string());
    let then = match (lot.to, lot.refusal) {
        (Some(to), _) => to.label(lang).to_owned(),
        (None, Some(code)) => {
            let args: Vec<_> = lot
                .args
                .iter()
                .map(|(k, v)| (k.as_str(), v.as_str()))
                .collect();
            m::stays(lang, locales::errors_text(lang, &code, &args))
        }
        (None, None) => ui::none(lang).to_owned(),
    };
    view! {
        <tr data-moves=lot.to.is_some().then_some("true")>
            <th scope="row" class="office-nowrap">{lot.code.to_string()}</th>
            <td lang="zh-CN">{lot.title}</td>
            <td class="number">{result}</td>
            <td class="number">{lot.reviews}</td>
            <td>{lot.from.label(lang)}</td>
            <td>{then}</td>
        </tr>
    }
}

/// The form that does it; gone once it is done, or when no lot would move.
#[component]
fn Form(act: String, ids: Vec<i64>, ready: usize, decide: Deciding) -> impl IntoView {
    let lang = use_lang();
    if ready == 0 {
        return view! {
            <Notice tone="warning">
                <p>{m::plan_nothing(lang)}</p>
            </Notice>
        }
        .into_any();
    }
    let typed = untrack(|| {
        let refused = decide.value().get().and_then(Result::err);
        DecideForm::of(refused.as_ref())
    });
    let step = SelectionStep::from_code(&act);
    // What happened to the lots shows where they are then.
    let state = step.map_or("PUBLISHED", |step| step.goes_to().code());
    let back = with_query(&href(lang, TABLE), "state", state);
    let label = m::plan_do(lang, act_label(lang, &act), ready);
    let fields = match step {
        None => view! { <ReleaseFields typed decide /> }.into_any(),
        Some(step) => view! { <StepFields step typed decide /> }.into_any(),
    };
    let ids = ids.into_iter();
    let ids = ids.map(|id| view! { <input type="hidden" name="ids[]" value=id /> });
    view! {
        <ActionForm action=decide attr:class="form" attr:novalidate=true>
            {ids.collect_view()}
            <input type="hidden" name="form[act]" value=act />
            <input type="hidden" name="back" value=back />
            {fields}
            <p>
                <Submit label pending=decide.pending() commit=true />
            </p>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn StepFields(step: SelectionStep, typed: DecideForm, decide: Deciding) -> impl IntoView {
    let lang = use_lang();
    let notes = (step == SelectionStep::Return).then(|| {
        view! {
            <TextArea id="decide-notes" name="form[notes]" label=m::notes(lang)
                hint=Some(m::notes_hint(lang).to_owned()) error=error_of(lang, decide, "decide-notes")
                value=typed.notes.clone() rows=5 />
        }
    });
    view! {
        <TextArea id="decide-reason" name="form[reason]" label=m::reason(lang)
            hint=Some(m::reason_hint(lang).to_owned()) error=error_of(lang, decide, "decide-reason")
            value=typed.reason rows=2 />
        {notes}
    }
}

#[component]
fn ReleaseFields(typed: DecideForm, decide: Deciding) -> impl IntoView {
    let lang = use_lang();
    view! {
        <TextField id="decide-title" name="form[title]" label=m::release_title(lang)
            hint=Some(m::release_title_hint(lang).to_owned())
            error=error_of(lang, decide, "decide-title") value=typed.title />
        <TextField id="decide-on" name="form[on]" kind="date" label=m::release_on(lang)
            hint=Some(m::release_on_hint(lang).to_owned())
            error=error_of(lang, decide, "decide-on") value=typed.on />
        <TextField id="decide-at" name="form[at]" kind="time" label=m::release_time(lang)
            value=typed.at />
    }
}

/// What was wrong with a control.
fn error_of(lang: Lang, decide: Deciding, id: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        let error = decide.value().get().and_then(Result::err)?;
        (control(&error) == id).then(|| error.sentence(lang))
    })
}
