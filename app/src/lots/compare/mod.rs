//! Up to four lots side by side. Public; the lots stand in the address, so that a comparison can be
//! shared and printed.

mod rows;

use super::filters::codes_of;
use super::place::{Place, compare_path};
use super::tray::{Tray, provide_tray};
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{Empty, Loaded, Notice, PageHead};
use domain::ids::LotCode;
use domain::views::{COMPARED_MAX, ComparedLot, Comparison, LotFilter};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{display as m, ui};
use rows::rows;

/// The comparison.
#[component]
pub fn ComparePage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let list = |name: &str| query.with(|query| query.get(name).unwrap_or_default());
        // A code that was typed comes after those that are there.
        codes_of(&format!("{},{}", list("codes"), list("add")))
    });
    let found = crate::wire::page_data(
        move || {
            let mut codes = asked.get();
            codes.truncate(COMPARED_MAX);
            codes
        },
        |codes| async move {
            super::compare(codes.clone())
                .await
                .map(|found| (codes, found))
        },
    );
    let tray = provide_tray();
    view! {
        {redrawn(move || {
            let path = asked.with(|codes| compare_path(codes));
            view! { <PageHead title=m::compare(lang) description=m::compare_lead(lang) path /> }
        })}
        <div class="page-head">
            <h1>{m::compare(lang)}</h1>
            <p class="lead">{m::compare_lead(lang)}</p>
        </div>
        {redrawn(move || {
            let over = asked.with(Vec::len) > COMPARED_MAX;
            over.then(|| {
                view! {
                    <Notice tone="warning">
                        <p>{m::compare_over(lang)}</p>
                    </Notice>
                }
            })
        })}
        <Loaded resource=found let:found>
            <Compared asked=found.0 found=found.1 tray />
        </Loaded>
    }
}

/// The table, what is missing in it, and how to add to it.
#[component]
fn Compared(asked: Vec<LotCode>, found: Comparison, tray: Tray) -> impl IntoView {
    let lang = use_lang();
    let codes: Vec<LotCode> = found.lots.iter().map(|one| one.lot.code.clone()).collect();
    let missing: Vec<&str> = asked
        .iter()
        .filter(|code| !codes.contains(code))
        .map(LotCode::as_str)
        .collect();
    let missing = (!missing.is_empty()).then(|| {
        let words = m::compare_missing(lang, missing.join(ui::separator(lang)));
        view! {
            <Notice tone="warning">
                <p>{words}</p>
            </Notice>
        }
    });
    let has_room = codes.len() < COMPARED_MAX;
    let table = match codes.is_empty() {
        true => view! { <Empty reason=m::compare_none(lang) /> }.into_any(),
        false => view! { <CompareTable found codes=codes.clone() tray /> }.into_any(),
    };
    view! {
        {missing}
        {table}
        {has_room.then(|| view! { <AddLot codes /> })}
    }
}

/// One column for each lot, the first with the names of the rows.
#[component]
fn CompareTable(found: Comparison, codes: Vec<LotCode>, tray: Tray) -> impl IntoView {
    let lang = use_lang();
    let heads = found
        .lots
        .iter()
        .map(|one| view! { <LotColumnHead one=one.clone() codes=codes.clone() tray /> })
        .collect_view();
    let lines = rows(lang, &found)
        .into_iter()
        .map(|row| {
            let differs = row.differs();
            let mark = differs.then(|| {
                view! { <span class="badge compare-mark">{m::compare_differs(lang)}</span> }
            });
            let cells = row
                .values
                .into_iter()
                .map(|value| view! { <td lang=row.lang>{value}</td> })
                .collect_view();
            view! {
                <tr data-differs=differs.then_some("true")>
                    <th scope="row">{row.name} " " {mark}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-box compare-box" role="region" tabindex="0" aria-labelledby="compare-caption">
            <table class="table compare-table">
                <caption id="compare-caption">{m::compare_caption(lang)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{m::compare_field(lang)}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

/// Title of a lot, and the way to take it out.
#[component]
fn LotColumnHead(one: ComparedLot, codes: Vec<LotCode>, tray: Tray) -> impl IntoView {
    let lang = use_lang();
    let (code, title) = (one.lot.code, one.lot.title);
    let rest: Vec<LotCode> = codes.into_iter().filter(|other| *other != code).collect();
    let label = m::compare_remove(lang, &title);
    let gone = code.clone();
    view! {
        <th scope="col">
            <a lang="zh-CN" href=href(lang, &format!("/lots/{code}"))>
                {title}
            </a>
            <span class="compare-code">{code.to_string()}</span>
            <a
                class="compare-out"
                href=href(lang, &compare_path(&rest))
                aria-label=label
                on:click=move |_| tray.remove(&gone)
            >
                "×"
            </a>
        </th>
    }
}

/// Another lot: from the list, or by its code.
#[component]
fn AddLot(codes: Vec<LotCode>) -> impl IntoView {
    let lang = use_lang();
    let words = match codes.is_empty() {
        true => m::compare_choose(lang),
        false => m::compare_more(lang),
    };
    let place = Place {
        column: None,
        compare: codes,
    };
    let list = href(lang, &place.path(&LotFilter::default()));
    let kept = place.compare_value();
    view! {
        <div class="compare-add">
            <p>
                <a class="button" href=list>
                    {words}
                </a>
            </p>
            <form method="get" action=href(lang, "/lots/compare")>
                {kept.map(|codes| view! { <input type="hidden" name="codes" value=codes /> })}
                <crate::ui::TextField
                    id="compare-code"
                    name="add"
                    label=m::compare_code(lang)
                    hint=Some(m::compare_code_hint(lang).to_owned())
                />
                <button class="button" type="submit">
                    {m::compare_add_code(lang)}
                </button>
            </form>
        </div>
    }
}
