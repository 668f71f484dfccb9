//! `/admin/sessions`: the sessions of a season as they were set up. For the centre.

use super::planned_sessions;
use crate::lang::{href, use_lang};
use crate::ui::{Column, Day, Empty, Loaded, Notice, PageHead, SelectField, Table};
use domain::ids::SeasonId;
use domain::sessions::SessionRole;
use domain::views::{PlannedSessions, SeasonOfSessions, SessionCard};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, session_plans as m, ui};

/// Where the list lives.
pub(super) const PATH: &str = "/admin/sessions";

/// The list.
#[component]
pub fn PlannedSessionsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let season = Memo::new(move |_| query.with(|query| query.get("season").unwrap_or_default()));
    let planned = crate::wire::blocking_data(
        move || season.get(),
        |season| async move { planned_sessions(season).await },
    );
    let done = query.with_untracked(|query| query.get("done")).map(|_| {
        view! { <Notice tone="success"><p role="status">{m::saved(lang)}</p></Notice> }
    });
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path=PATH />
        {done}
        <div class="office" data-density="compact">
            <Loaded resource=planned let:planned>
                <h1>{m::title(lang)}</h1>
                <p class="office-intro">{m::intro(lang)}</p>
                <Sessions planned />
            </Loaded>
        </div>
    }
}

/// The seasons as the choices of a field.
pub(super) fn choices(lang: Lang, seasons: &[SeasonOfSessions]) -> Vec<(String, String)> {
    let words = |one: &SeasonOfSessions| {
        let words = format!("{} {}", one.year, one.programme.label(lang));
        (one.id.to_string(), words)
    };
    seasons.iter().map(words).collect()
}

#[component]
fn Sessions(planned: PlannedSessions) -> impl IntoView {
    let lang = use_lang();
    let PlannedSessions {
        seasons,
        season,
        planned,
        sessions,
    } = planned;
    let count = m::count(lang, sessions.len());
    let of_plan = planned.map(|number| m::of_plan(lang, number));
    let new = href(lang, &format!("{PATH}/new?season={season}"));
    let list = match sessions.is_empty() {
        true => view! { <Empty reason=m::none(lang) /> }.into_any(),
        false => view! { <List sessions /> }.into_any(),
    };
    view! {
        <ChooseSeason seasons season />
        <p>
            <a class="button button--main" href=new>
                {m::new(lang)}
            </a>
        </p>
        <p class="field-hint">{count} {of_plan}</p>
        {list}
    }
}

#[component]
fn ChooseSeason(seasons: Vec<SeasonOfSessions>, season: SeasonId) -> impl IntoView {
    let lang = use_lang();
    view! {
        <form class="office-filter" method="get" action=href(lang, PATH)>
            <SelectField id="planned-season" name="season" label=m::season(lang)
                options=choices(lang, &seasons) value=season.to_string() />
            <button class="button" type="submit">
                {m::show(lang)}
            </button>
        </form>
    }
}

#[component]
fn List(sessions: Vec<SessionCard>) -> impl IntoView {
    let lang = use_lang();
    let columns = vec![
        Column::text(m::number(lang)),
        Column::text(m::session(lang)),
        Column::text(m::industry(lang)),
        Column::text(m::day(lang)),
        Column::text(m::organisers(lang)),
        Column::text(m::state(lang)),
        Column::text(m::act(lang)),
    ];
    let rows = sessions.into_iter().map(|card| view! { <Row card /> });
    view! {
        <Table caption=m::title(lang) columns class="office-table table--cards" testid="planned-sessions">
            {rows.collect_view()}
        </Table>
    }
}

#[component]
fn Row(card: SessionCard) -> impl IntoView {
    let lang = use_lang();
    let id = card.link.id;
    let title = card.link.title.pick(lang.is_english()).to_owned();
    let (city, industry) = (card.city.label(lang), card.industry.label(lang));
    let organisers = card.holders.iter();
    let organisers = organisers.filter(|one| one.role == SessionRole::Organiser);
    let names: Vec<_> = organisers.map(|one| one.name.clone()).collect();
    let slug = card.link.slug;
    let address = format!("/sessions/{slug}");
    view! {
        <tr data-session=slug>
            <td data-label=m::number(lang)>{card.number}</td>
            <th scope="row">
                <a href=href(lang, &format!("{PATH}/{id}"))>{title.clone()}</a>
                <span class="office-note">{address}</span>
            </th>
            <td data-label=m::industry(lang)>{industry}</td>
            <td class="office-nowrap" data-label=m::day(lang)>
                <Day on=card.starts_at.date() />
                <span class="office-note">{city}</span>
            </td>
            <td data-label=m::organisers(lang) lang="zh-CN">
                {names.join(ui::separator(lang))}
            </td>
            <td data-label=m::state(lang)>{card.state.label(lang)}</td>
            <td>
                <a href=href(lang, &format!("/host/sessions/{id}"))>
                    {m::to_desk(lang)}
                    <span class="visually-hidden">" " {title}</span>
                </a>
            </td>
        </tr>
    }
}
