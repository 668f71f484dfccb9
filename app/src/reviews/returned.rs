//! `/org/lots`: the lots that came back to the institution, with the notes beside their fields. For whoever
//! submits its lots.

use super::returned_lots;
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Empty, Loaded, PageHead, When};
use domain::views::ReturnedLot;
use leptos::prelude::*;
use locales::{Lang, reviews as m};

/// Where the page lives.
pub const PATH: &str = "/org/lots";

/// The lots that came back.
#[component]
pub fn ReturnedLotsPage() -> impl IntoView {
    let lang = use_lang();
    let lots = crate::wire::blocking_data(|| (), |()| returned_lots());
    view! {
        <PageHead title=m::returned_title(lang) description=m::returned_intro(lang) path=PATH />
        <crate::ui::TabTitle text=locales::ui::page_title(lang, m::returned_title(lang)) />
        <div class="office" data-density="compact">
            <Loaded resource=lots let:lots>
                <h1>{m::returned_title(lang)}</h1>
                <p class="office-intro">
                    {m::returned_intro(lang)} " "
                    <a href=href(lang, "/org/import")>{m::returned_import(lang)}</a>
                </p>
                {match lots.is_empty() {
                    true => view! { <Empty reason=m::returned_none(lang) /> }.into_any(),
                    false => view! {
                        <ul class="deposit-rows" data-testid="returned-lots">
                            {lots.into_iter().map(|lot| view! { <Row lot /> }).collect_view()}
                        </ul>
                    }
                    .into_any(),
                }}
            </Loaded>
        </div>
    }
}

#[component]
fn Row(lot: ReturnedLot) -> impl IntoView {
    let lang: Lang = use_lang();
    let replaced = lot.replaced_by.map(|code| m::returned_replaced(lang, code));
    let notes = lot
        .notes
        .into_iter()
        .map(|note| {
            view! {
                <div>
                    <dt>{note.field}</dt>
                    <dd>{note.note}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <li class="deposit-row">
            <h3 lang="zh-CN">{lot.title}</h3>
            <p class="office-note">{lot.code.to_string()} {DOT} <When at=lot.at /></p>
            <p lang="zh-CN">{lot.reason}</p>
            <dl class="facts" lang="zh-CN">{notes}</dl>
            {replaced.map(|words| view! { <p><strong>{words}</strong></p> })}
        </li>
    }
}
