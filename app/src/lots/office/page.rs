//! The page around the lot table: filter, result banner, pages.

use super::table::LotTable;
use super::{Done, MoveLots, OfficeQuery, office_lots};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{Empty, FormHead, Loaded, Notice, Pager, SelectField, Submit, TextField};
use domain::lots::LotState;
use domain::views::OfficeLots;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, office as m};

/// Where the page lives.
const PATH: &str = "/admin/lots";

/// The centre's lot table.
#[component]
pub fn OfficeLotsPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| {
        map.with(|map| {
            OfficeQuery::of(map.get_str("state"), map.get_str("q"), map.get_str("after"))
        })
    });
    let moving = ServerAction::<MoveLots>::new();
    let lots = crate::wire::blocking_data(
        move || (query.get(), moving.version().get()),
        |(query, _)| office_lots(query),
    );
    let lang = use_lang();
    let errors = Signal::derive(move || {
        let refused = moving
            .value()
            .with(|value| value.as_ref()?.as_ref().err().cloned());
        refused
            .map(|error| refusal(lang, &error))
            .into_iter()
            .collect::<Vec<_>>()
    });
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path=PATH errors />
        <div class="office" data-density="compact">
            <Loaded resource=lots let:lots>
                <DoneNote moving />
                <h1>{m::title(lang)}</h1>
                <p class="office-intro">{m::intro(lang)}</p>
                <p>
                    <a href=href(lang, "/admin/featured")>{locales::featured::title(lang)}</a>
                </p>
                <Filter query />
                <Lots lots query=query.get_untracked() moving />
            </Loaded>
        </div>
    }
}

/// The control that a refusal means, and its sentence.
fn refusal(lang: Lang, error: &AppError) -> (String, String) {
    let (control, sentence) = match error {
        AppError::Invalid { code, .. } if code == "LOTS_NONE_CHOSEN" => {
            ("lots", m::problem_none_chosen(lang).to_owned())
        }
        AppError::Invalid { code, .. } if code == "ROUND_NONE_CHOSEN" => {
            ("round", m::problem_no_round(lang).to_owned())
        }
        AppError::Invalid { code, .. } if is_of_round(code) => ("round", error.sentence(lang)),
        other => ("", other.sentence(lang)),
    };
    (control.to_owned(), sentence)
}

/// Whether another round is what a refusal asks for.
fn is_of_round(code: &str) -> bool {
    const CODES: [&str; 4] = [
        "NOTICE_TOO_SHORT",
        "DISPLAY_TOO_SHORT",
        "PRIORITY_TOO_LATE",
        "ROUND_CLOSED",
    ];
    CODES.contains(&code)
}

/// What the last command did, after a script call or a redirect.
#[component]
fn DoneNote(moving: ServerAction<MoveLots>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let done = move || match moving.value().get() {
        Some(done) => done.ok(),
        None => query.with(|query| {
            Done::of(
                query.get_str("done")?,
                query.get_str("count")?,
                query.get_str("chosen")?,
            )
        }),
    };
    let note = move || {
        done().map(|done| {
            let sentence = match done.listed {
                true => m::done_listed(lang, done.count),
                false => m::done_published(lang, done.count),
            };
            let left = done.chosen.saturating_sub(done.count);
            let tone = if left == 0 { "success" } else { "warning" };
            view! {
                <Notice tone>
                    <p role="status">
                        {sentence} {(left > 0).then(|| format!(" {}", m::done_left(lang, left)))}
                    </p>
                </Notice>
            }
        })
    };
    view! { {redrawn(note)} }
}

/// The filter: a GET form, so that a filtered table has an address.
#[component]
fn Filter(query: Memo<OfficeQuery>) -> impl IntoView {
    let lang = use_lang();
    let form = move || {
        let OfficeQuery { state, q, .. } = query.get();
        let options = std::iter::once((String::new(), m::all_states(lang).to_owned()))
            .chain(
                LotState::ALL
                    .iter()
                    .map(|s| (s.code().into(), s.label(lang).into())),
            )
            .collect::<Vec<_>>();
        let state = state.map(LotState::code).unwrap_or_default();
        view! {
            <SelectField id="state" name="state" label=m::state(lang) options value=state />
            <TextField id="q" name="q" kind="search" label=m::words(lang) value=q />
        }
    };
    view! {
        <Form method="GET" action=href(lang, PATH) attr:class="office-filter" attr:role="search">
            {redrawn(form)}
            <Submit label=m::apply(lang) />
        </Form>
    }
}

/// The table with its pages, or why there is nothing.
#[component]
fn Lots(lots: OfficeLots, query: OfficeQuery, moving: ServerAction<MoveLots>) -> impl IntoView {
    let lang = use_lang();
    let path = href(lang, PATH);
    if lots.lots.is_empty() {
        return view! { <Nothing filtered=query.filters() || query.after.is_some() /> }.into_any();
    }
    let first = query
        .after
        .is_some()
        .then(|| query.from(None).address(&path));
    let next = lots
        .next
        .map(|after| query.from(Some(after)).address(&path));
    view! {
        <LotTable lots back=query.address(&path) moving />
        <Pager first next />
    }
    .into_any()
}

/// Why there is no lot, and what to do instead.
#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    let lang = use_lang();
    if filtered {
        view! {
            <Empty reason=m::empty_filter(lang)>
                <a class="button" href=href(lang, PATH)>
                    {m::clear_filter(lang)}
                </a>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Empty reason=m::empty(lang)>
                <a class="button" href=href(lang, "/org/import")>
                    {m::go_import(lang)}
                </a>
            </Empty>
        }
        .into_any()
    }
}
