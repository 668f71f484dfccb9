//! `/admin/seasons`: the seasons, and the form for a new one. For the centre.

use super::form::control;
use super::{CreateSeason, MoveSeason, SeasonForm, season_desk};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::form::CheckField;
use crate::ui::{
    Column, Day, Empty, ErrorSummary, Loaded, Notice, PageHead, SelectField, Table, TextField,
};
use domain::seasons::{Season, SeasonState};
use domain::views::{SeasonDesk, SeasonPlan};
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, seasons as m};

/// Where the list lives.
const PATH: &str = "/admin/seasons";

/// The centre's seasons.
#[component]
pub fn OfficeSeasonsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let of = Memo::new(move |_| {
        query.with(|query| {
            let text = |key| query.get(key).unwrap_or_default();
            (text("plan"), text("year"))
        })
    });
    let desk = crate::wire::blocking_data(
        move || of.get(),
        |(plan, year)| async move { season_desk(plan, year).await },
    );
    let refusal = refused();
    let errors: Vec<_> = refusal
        .iter()
        .map(|error| (meant(error).to_owned(), error.sentence(lang)))
        .collect();
    let done = query.with_untracked(|query| query.get("done"));
    let done = done.filter(|_| errors.is_empty()).map(|done| {
        let words = match done.as_str() {
            "OPEN" => m::done_opened(lang),
            "CLOSED" => m::done_closed(lang),
            _ => m::done_created(lang),
        };
        view! { <Notice tone="success"><p role="status">{words}</p></Notice> }
    });
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path=PATH />
        <ErrorSummary errors=Signal::stored(errors) />
        {done}
        <div class="office" data-density="compact">
            <Loaded resource=desk let:desk>
                <h1>{m::title(lang)}</h1>
                <p class="office-intro">{m::intro(lang)}</p>
                <Desk desk />
            </Loaded>
        </div>
    }
}

/// Why a form was refused, as the address of the page tells it.
fn refused() -> Option<AppError> {
    let error = use_context::<ServerActionError>()?;
    let ours = [CreateSeason::PATH, MoveSeason::PATH].contains(&error.path());
    ours.then(|| ServerFnUrlError::<AppError>::decode_err(error.err()))
}

fn meant(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } => control(code),
        _ => "",
    }
}

#[component]
fn Desk(desk: SeasonDesk) -> impl IntoView {
    let lang = use_lang();
    let SeasonDesk {
        seasons,
        plans,
        plan,
        ..
    } = desk;
    let list = match seasons.is_empty() {
        true => view! { <Empty reason=m::none(lang) /> }.into_any(),
        false => {
            let columns = vec![
                Column::text(m::season(lang)),
                Column::text(m::days(lang)),
                Column::text(m::deadline(lang)),
                Column::text(m::state(lang)),
                Column::text(m::act(lang)),
            ];
            let rows = seasons.into_iter().map(|season| view! { <Row season /> });
            view! {
                <Table caption=m::title(lang) columns class="office-table">
                    {rows.collect_view()}
                </Table>
            }
            .into_any()
        }
    };
    view! {
        {list}
        <section class="section" aria-labelledby="plan-title">
            <h2 id="plan-title">{m::plan_title(lang)}</h2>
            <ChoosePlan plans code=plan.code.clone() year=plan.season.year />
        </section>
        <section class="section" aria-labelledby="new-title">
            <h2 id="new-title">{m::new_title(lang, plan.code.clone())}</h2>
            <NewSeason plan />
        </section>
    }
}

#[component]
fn Row(season: Season) -> impl IntoView {
    let lang = use_lang();
    let deadline = season.submission_deadline.map(|on| view! { <Day on /> });
    let step = match season.state {
        SeasonState::Draft => Some(m::open(lang)),
        SeasonState::Open => Some(m::close(lang)),
        SeasonState::Closed | SeasonState::Archived => None,
    };
    let act = step.map(|words| {
        view! {
            <form method="post" action=MoveSeason::url()>
                <input type="hidden" name="id" value=season.id.to_string() />
                <input type="hidden" name="from" value=season.state.code() />
                <input type="hidden" name="back" value=href(lang, PATH) />
                <button class="button" type="submit">
                    {words}
                </button>
            </form>
        }
    });
    view! {
        <tr data-season=season.code()>
            <th scope="row">
                {season.year} " " {season.programme.label(lang)} <br /> <small>{season.code()}</small>
            </th>
            <td class="office-nowrap">
                <Day on=season.start_on />
                " – "
                <Day on=season.end_on />
            </td>
            <td>{deadline}</td>
            <td>{season.state.label(lang)}</td>
            <td>{act}</td>
        </tr>
    }
}

/// Whose plan the form below is filled with, and for which year.
#[component]
fn ChoosePlan(plans: Vec<String>, code: String, year: i32) -> impl IntoView {
    let lang = use_lang();
    let options = plans.into_iter().map(|plan| (plan.clone(), plan)).collect();
    view! {
        <form class="office-form" method="get" action=href(lang, PATH)>
            <SelectField id="season-plan" name="plan" label=m::plan(lang) options value=code />
            <TextField id="plan-year" name="year" label=m::year(lang) inputmode="numeric"
                value=year.to_string() />
            <p>
                <button class="button" type="submit">
                    {m::fill(lang)}
                </button>
            </p>
        </form>
    }
}

/// The form for a new season.
#[component]
fn NewSeason(plan: SeasonPlan) -> impl IntoView {
    let lang = use_lang();
    let refusal = refused();
    let form = match &refusal {
        Some(AppError::Invalid { .. }) => SeasonForm::of(refusal.as_ref()),
        _ => SeasonForm::of_plan(&plan.code, &plan.season),
    };
    let error = move |id: &str| {
        let error = refusal.as_ref().filter(|error| meant(error) == id)?;
        Some(error.sentence(lang))
    };
    let field = move |name: &'static str,
                      label: &'static str,
                      kind: &'static str,
                      value: String| {
        let id = format!("season-{name}");
        let error = error(&id);
        let (kind, keyboard) = match kind {
            "date" => ("date", "text"),
            _ => ("text", "numeric"),
        };
        view! {
            <TextField id=id name=format!("form[{name}]") kind=kind label=label inputmode=keyboard
                error=error value=value autocomplete="off" />
        }
    };
    let stages = plan.season.stages.iter().zip(form.stages()).enumerate();
    let stages = stages.map(|(at, (stage, (from, to)))| {
        let title = match lang {
            Lang::Zh => stage.title_zh.clone(),
            Lang::En => stage.title_en.clone(),
        };
        stage_fields(lang, at + 1, title, from, to)
    });
    let stages = stages.collect_view();
    view! {
        <form class="office-form" method="post" action=CreateSeason::url() novalidate>
            <input type="hidden" name="back" value=href(lang, PATH) />
            <input type="hidden" name="form[plan]" value=form.plan />
            {field("year", m::year(lang), "number", form.year)}
            {field("start_on", m::start_on(lang), "date", form.start_on)}
            {field("end_on", m::end_on(lang), "date", form.end_on)}
            {field("bidding_from", m::bidding_from(lang), "date", form.bidding_from)}
            {field("bidding_to", m::bidding_to(lang), "date", form.bidding_to)}
            {field("grant_cutoff", m::grant_cutoff(lang), "date", form.grant_cutoff)}
            {field("submission_deadline", m::deadline(lang), "date", form.submission_deadline)}
            {field("session_deadline", m::session_deadline(lang), "date", form.session_deadline)}
            {field("planned_sessions", m::planned_sessions(lang), "number", form.planned_sessions)}
            {field("lots_max", m::lots_max(lang), "number", form.lots_max)}
            {field("lots_min", m::lots_min(lang), "number", form.lots_min)}
            {field("project_min", m::project_min(lang), "number", form.project_min)}
            {field("roadshow", m::roadshow(lang), "number", form.roadshow)}
            {field("deposit_percent", m::deposit_percent(lang), "number", form.deposit_percent)}
            <CheckField id="season-inventions" name="form[inventions_only]"
                label=m::inventions_only(lang) checked={form.inventions_only == "1"} />
            {stages}
            <p class="field-hint">{m::rest_hint(lang)}</p>
            <p>
                <button class="button button--main" type="submit">
                    {m::create(lang)}
                </button>
            </p>
        </form>
    }
}

/// First and last day of a stage.
fn stage_fields(lang: Lang, number: usize, title: String, from: String, to: String) -> AnyView {
    view! {
        <fieldset class="field">
            <legend lang=lang.tag()>{title}</legend>
            <TextField id=format!("stage-{number}-from") name=format!("form[stage_{number}_from]")
                kind="date" label=m::stage_from(lang) value=from />
            <TextField id=format!("stage-{number}-to") name=format!("form[stage_{number}_to]")
                kind="date" label=m::stage_to(lang) value=to />
        </fieldset>
    }
    .into_any()
}
