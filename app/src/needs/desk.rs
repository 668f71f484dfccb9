//! `/org/needs` and `/host/sessions/:id/needs`: the needs that are looked after: all of the season for the
//! centre, those of a session for its host, its own for a unit.

use super::need_desk;
use crate::accounts::with_query;
use crate::lang::{href, use_lang};
use crate::ui::{Column, Day, Empty, Loaded, PageHead, Pager, Table};
use domain::needs::NeedState;
use domain::views::{NeedDesk, NeedLine};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, needs as m};

/// Where the desk lives.
pub(super) const PATH: &str = "/org/needs";

/// The desk.
#[component]
pub fn NeedDeskPage() -> impl IntoView {
    let lang = use_lang();
    let (params, query) = (use_params_map(), use_query_map());
    let session = move || params.with(|params| params.get("id").unwrap_or_default());
    let of = move |name: &str| query.with(|query| query.get(name).unwrap_or_default());
    let asked = Memo::new(move |_| (session(), of("state"), of("page")));
    let desk = crate::wire::blocking_data(
        move || asked.get(),
        |(session, state, page)| need_desk(session, state, page),
    );
    view! {
        <PageHead title=m::desk_title(lang) description=m::desk_intro(lang) />
        <div class="office" data-density="compact">
            <Loaded resource=desk let:desk>
                <h1>{m::desk_title(lang)}</h1>
                <Desk desk />
            </Loaded>
        </div>
    }
}

/// The address of the list that is shown, of one state or of all.
fn of_state(lang: Lang, desk: &NeedDesk, state: Option<NeedState>) -> String {
    let base = match (&desk.session, desk.may_keep) {
        (Some(session), _) => href(lang, &format!("/host/sessions/{}/needs", session.id)),
        (None, _) => href(lang, PATH),
    };
    match state {
        Some(state) => with_query(&base, "state", state.code()),
        None => base,
    }
}

#[component]
fn Desk(desk: NeedDesk) -> impl IntoView {
    let lang = use_lang();
    let whose = match (&desk.session, desk.may_keep) {
        (Some(session), _) => {
            let to = href(lang, &format!("/host/sessions/{}", session.id));
            let words = session.title.pick(lang.is_english()).to_owned();
            view! { <a href=to>{words}</a> }.into_any()
        }
        (None, true) => m::desk_all(lang).into_any(),
        (None, false) => m::desk_own(lang).into_any(),
    };
    let here = of_state(lang, &desk, desk.state);
    let first = (desk.page > 1).then(|| here.clone());
    let next = desk
        .more
        .then(|| with_query(&here, "page", &(desk.page + 1).to_string()));
    let mut places = vec![(None, m::all_states(lang))];
    places.extend(
        NeedState::ALL
            .iter()
            .map(|state| (Some(*state), state.label(lang))),
    );
    let links = places
        .into_iter()
        .map(|(state, words)| {
            let to = of_state(lang, &desk, state);
            let mark = (state == desk.state).then_some("page");
            view! {
                <li>
                    <a href=to aria-current=mark>
                        {words}
                    </a>
                </li>
            }
        })
        .collect_view();
    let body = match desk.lines.is_empty() {
        true => view! { <Empty reason=m::desk_none(lang) /> }.into_any(),
        false => view! { <Lines lines=desk.lines /> }.into_any(),
    };
    view! {
        <p class="office-intro">{m::desk_intro(lang)}</p>
        <p class="section-note">
            {whose} " " <a href=href(lang, "/org/import")>{m::to_import(lang)}</a>
        </p>
        <nav aria-label=m::states(lang)>
            <ul class="sorts">{links}</ul>
        </nav>
        {body}
        <Pager first next />
    }
}

#[component]
fn Lines(lines: Vec<NeedLine>) -> impl IntoView {
    let lang = use_lang();
    let columns = vec![
        Column::text(m::need(lang)),
        Column::text(m::enterprise(lang)),
        Column::text(m::industry(lang)),
        Column::text(m::state(lang)),
        Column::text(m::valid_until(lang)),
    ];
    let rows = lines
        .into_iter()
        .map(|line| {
            let to = href(lang, &format!("{PATH}/{}", line.code));
            view! {
                <tr>
                    <th scope="row">
                        <a href=to lang="zh-CN">
                            {line.title}
                        </a>
                        <br />
                        <span class="office-note">{line.code.to_string()}</span>
                    </th>
                    <td lang="zh-CN">{line.enterprise}</td>
                    <td>{line.industry.label(lang)}</td>
                    <td>{line.state.label(lang)}</td>
                    <td>
                        <Day on=line.valid_until />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=m::desk_title(lang) columns class="office-table" testid="need-desk">
            {rows}
        </Table>
    }
}
