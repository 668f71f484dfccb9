//! `/admin/selection`: lots by result, and the releases. What is ticked goes on trial first
//! (`/admin/selection/plan`). For the centre.

use super::forms::{RELEASE, SHOWN};
use super::{CancelRelease, Decided, progress, selection_table};
use crate::accounts::with_query;
use crate::lang::{href, use_lang};
use crate::ui::{
    Column, Empty, ErrorSummary, Loaded, Notice, PageHead, Place, Places, SelectField, Submit,
    Table, TextField, When,
};
use domain::lots::{Industry, LotState};
use domain::reviews::{ReleaseState, SelectionStep};
use domain::views::{ReleaseLine, SelectionRow, SelectionTable};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, reviews as m, ui};

/// Where the page lives.
pub const PATH: &str = "/admin/selection";

type Cancelling = ServerAction<CancelRelease>;

/// The table of the selection.
#[component]
pub fn SelectionPage() -> impl IntoView {
    let lang = use_lang();
    let map = use_query_map();
    let query = Memo::new(move |_| {
        map.with(|map| {
            let state = super::forms::shown(map.get_str("state").unwrap_or_default());
            (state, map.get("industry").unwrap_or_default())
        })
    });
    let cancel = Cancelling::new();
    let table = crate::wire::blocking_data(
        move || (query.get(), cancel.version().get()),
        |((state, industry), _)| selection_table(state.code().to_owned(), industry),
    );
    let errors = Signal::derive(move || {
        let refused = cancel.value().get().and_then(Result::err);
        refused
            .map(|error| (String::new(), error.sentence(lang)))
            .into_iter()
            .collect::<Vec<_>>()
    });
    view! {
        <PageHead title=m::selection_title(lang) description=m::selection_intro(lang) path=PATH />
        <crate::ui::TabTitle text=ui::page_title(lang, m::selection_title(lang)) />
        <ErrorSummary errors />
        <DoneNote cancel />
        <div class="office" data-density="compact">
            <Loaded resource=table let:table>
                <h1>{m::selection_title(lang)}</h1>
                <p class="office-intro">
                    {m::selection_rule(lang, table.rules.min_reviews)} " "
                    <a href=href(lang, progress::PATH)>{m::to_progress(lang)}</a>
                </p>
                <Filter query=query.get_untracked() />
                <Rows table=table.clone() state=query.get_untracked().0 />
                <PoolFiles />
                <Releases releases=table.releases cancel />
            </Loaded>
        </div>
    }
}

/// What the last command did, after a redirect.
#[component]
fn DoneNote(cancel: Cancelling) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    move || {
        let cancelled = cancel.value().get().is_some_and(|done| done.is_ok());
        let by_form = query.with(|query| {
            let done = query.get_str("done")?;
            let moved = query.get_str("moved").unwrap_or("0");
            Decided::of(done, moved, query.get_str("left").unwrap_or("0"))
        });
        let words = match by_form {
            _ if cancelled => m::done_cancelled(lang).to_owned(),
            Some(done) if done.act == "cancelled" => m::done_cancelled(lang).to_owned(),
            Some(done) => done_words(lang, &done),
            None => return None,
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

/// What was done, in words.
pub fn done_words(lang: Lang, done: &Decided) -> String {
    let name = act_label(lang, &done.act);
    let said = m::done_moved(lang, name, done.moved);
    match done.left {
        0 => said,
        left => format!("{said} {}", m::done_left(lang, left)),
    }
}

/// The name of a step or of a release.
pub fn act_label(lang: Lang, act: &str) -> &'static str {
    match SelectionStep::from_code(act) {
        Some(step) => step.label(lang),
        None => m::act_release(lang),
    }
}

/// The whole pool as a file.
#[component]
fn PoolFiles() -> impl IntoView {
    let lang = use_lang();
    let to = |ending: &str| format!("{PATH}/export/pool.{ending}?lang={}", lang.tag());
    view! {
        <p data-testid="pool-files">
            {m::pool_export(lang)} " "
            // Files: the browser fetches them, not the router.
            <a href=to("csv") rel="external nofollow" download="">
                "CSV"
            </a> " "
            <a href=to("xlsx") rel="external nofollow" download="">
                "XLSX"
            </a> " " <span class="field-hint">{m::pool_export_note(lang)}</span>
        </p>
    }
}

/// The filter: states as places, industries in a form with an address.
#[component]
fn Filter(query: (LotState, String)) -> impl IntoView {
    let lang = use_lang();
    let (state, industry) = query;
    let at = |state: LotState| with_query(&href(lang, PATH), "state", state.code());
    let places = SHOWN
        .iter()
        .map(|one| Place {
            to: at(*one),
            words: one.label(lang).to_owned(),
            current: *one == state,
        })
        .collect();
    let all = (String::new(), m::all_industries(lang).to_owned());
    let industries = Industry::ALL.iter();
    let industries = industries.map(|one| (one.code().to_owned(), one.label(lang).to_owned()));
    let options: Vec<_> = std::iter::once(all).chain(industries).collect();
    view! {
        <Places label=m::states(lang) places />
        <form method="get" action=href(lang, PATH) class="office-filter" role="search">
            <input type="hidden" name="state" value=state.code() />
            <SelectField id="industry" name="industry" label=m::industry(lang) options
                value=industry />
            <Submit label=m::apply(lang) />
        </form>
    }
}

/// What can be done with lots in a state.
const fn acts(state: LotState) -> &'static [&'static str] {
    match state {
        LotState::Submitted => &["review", "return"],
        LotState::UnderReview => &["select", "reject", "return"],
        LotState::Selected => &[RELEASE],
        _ => &[],
    }
}

#[component]
fn Rows(table: SelectionTable, state: LotState) -> impl IntoView {
    let lang = use_lang();
    if table.rows.is_empty() {
        return view! { <Empty reason=m::selection_empty(lang) /> }.into_any();
    }
    let ticks = !acts(state).is_empty();
    let rows = table.rows.into_iter();
    let rows = rows.map(|row| view! { <Row row ticks /> }).collect_view();
    let columns = vec![
        Column::hidden(m::tick(lang)),
        Column::text(m::code(lang)),
        Column::text(m::lot_title(lang)),
        Column::text(m::industry(lang)),
        Column::number(m::result(lang)),
        Column::number(m::reviews(lang)),
        Column::text(m::recommendations(lang)),
    ];
    let buttons = acts(state)
        .iter()
        .map(|act| {
            view! {
                <button class="button" type="submit" name="act" value=*act>
                    {m::try_act(lang, act_label(lang, act))}
                </button>
            }
        })
        .collect_view();
    let bar = ticks.then(|| {
        view! {
            <div class="office-bulk">
                <p class="office-bulk-count">{m::try_intro(lang)}</p>
                {buttons}
            </div>
        }
    });
    // A plain form with an address: the trial can be looked at again, and works without a script.
    view! {
        <form method="get" action=href(lang, super::plan::PATH) class="office-bulk-form">
            <Table caption=m::selection_title(lang) columns class="office-table"
                testid="selection-table">
                {rows}
            </Table>
            {table.cut.then(|| view! { <p class="office-note">{m::selection_cut(lang)}</p> })}
            {bar}
        </form>
    }
    .into_any()
}

#[component]
fn Row(row: SelectionRow, ticks: bool) -> impl IntoView {
    let lang = use_lang();
    let [strong, recommended, not_recommended] = row.recommended;
    let counts = row.counts;
    let all = counts.submitted + counts.assigned;
    let result = row
        .result
        .map_or_else(|| ui::none(lang).to_owned(), |r| r.to_string());
    let tick = ticks.then(|| {
        view! {
            <input type="checkbox" name="ids" value=row.id.get()
                aria-label=m::tick_lot(lang, &row.code) />
        }
    });
    view! {
        <tr data-state=row.state.code()>
            <td class="office-tick">{tick}</td>
            <th scope="row" class="office-nowrap">{row.code.to_string()}</th>
            <td lang="zh-CN">
                {row.title}
                <span class="office-note">{row.owner}</span>
            </td>
            <td>{row.industry.label(lang)}</td>
            <td class="number">{result}</td>
            <td class="number">
                {m::reviews_of(lang, all, counts.submitted)}
                {(counts.overdue > 0)
                    .then(|| view! { <span class="office-note">{m::overdue_count(lang, counts.overdue)}</span> })}
            </td>
            <td class="office-nowrap">
                {m::recommended_counts(lang, not_recommended, strong, recommended)}
            </td>
        </tr>
    }
}

/// The releases, those that wait with the way to cancel them.
#[component]
fn Releases(releases: Vec<ReleaseLine>, cancel: Cancelling) -> impl IntoView {
    let lang = use_lang();
    if releases.is_empty() {
        return ().into_any();
    }
    let rows = releases
        .into_iter()
        .map(|release| view! { <Release release cancel /> })
        .collect_view();
    let columns = vec![
        Column::text(m::release_title(lang)),
        Column::number(m::release_lots(lang)),
        Column::text(m::release_at(lang)),
        Column::text(m::release_state(lang)),
        Column::hidden(m::action(lang)),
    ];
    view! {
        <section aria-labelledby="releases-title">
            <h2 class="section-title" id="releases-title">{m::releases_title(lang)}</h2>
            <Table caption=m::releases_title(lang) columns class="office-table" testid="releases">
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

#[component]
fn Release(release: ReleaseLine, cancel: Cancelling) -> impl IntoView {
    let lang = use_lang();
    let waits = release.state == ReleaseState::Scheduled;
    let title = release.title.clone();
    let form = waits.then(|| {
        let id = format!("cancel-{}", release.id);
        view! {
            <details class="desk-step">
                <summary>
                    {m::release_cancel(lang)}
                    <span class="visually-hidden">{format!(" {title}")}</span>
                </summary>
                <ActionForm action=cancel attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="id" value=release.id.get() />
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    <TextField id name="reason" label=m::reason(lang) />
                    <p>
                        <Submit label=m::release_cancel(lang) pending=cancel.pending() />
                    </p>
                </ActionForm>
            </details>
        }
    });
    view! {
        <tr>
            <th scope="row" lang="zh-CN">{release.title}</th>
            <td class="number">{release.lots}</td>
            <td><When at=release.ended_at.unwrap_or(release.publish_at) /></td>
            <td>{release.state.label(lang)}</td>
            <td>{form}</td>
        </tr>
    }
}
