//! `/org/lots`: the desk of a liaison: drafts and lots of the institution, and the lots that came back to it
//! with the notes beside their fields. For whoever submits its lots.

use super::returned_lots;
use crate::drafts::{CorrectForm, DoneNote, OwnLots, drafts, summary};
use crate::error::AppError;
use crate::lang::use_lang;
use crate::ui::{DOT, Empty, FormHead, Loaded, When};
use domain::views::ReturnedLot;
use leptos::prelude::*;
use locales::{Lang, drafts as d, reviews as m};

/// Where the page lives.
pub const PATH: &str = "/org/lots";

/// The desk.
#[component]
pub fn ReturnedLotsPage() -> impl IntoView {
    let lang = use_lang();
    let page = crate::wire::blocking_data(
        || (),
        |()| async move { Ok::<_, AppError>((drafts().await?, returned_lots().await?)) },
    );
    let errors = summary(lang);
    view! {
        <FormHead title=d::title(lang) description=d::intro(lang) path=PATH
            errors=Signal::stored(errors) />
        <DoneNote />
        <div class="office" data-density="compact">
            <Loaded resource=page let:page>
                <h1>{d::title(lang)}</h1>
                <p class="office-intro">{d::intro(lang)}</p>
                <OwnLots page=page.0 />
                <Returned lots=page.1 />
            </Loaded>
        </div>
    }
}

/// The lots that came back.
#[component]
fn Returned(lots: Vec<ReturnedLot>) -> impl IntoView {
    let lang = use_lang();
    let body = match lots.is_empty() {
        true => view! { <Empty reason=m::returned_none(lang) /> }.into_any(),
        false => view! {
            <p>{m::returned_intro(lang)}</p>
            <ul class="deposit-rows" data-testid="returned-lots">
                {lots.into_iter().map(|lot| view! { <Row lot /> }).collect_view()}
            </ul>
        }
        .into_any(),
    };
    view! {
        <section class="section" aria-labelledby="returned-title">
            <h2 class="section-title" id="returned-title">
                {m::returned_title(lang)}
            </h2>
            {body}
        </section>
    }
}

#[component]
fn Row(lot: ReturnedLot) -> impl IntoView {
    let lang: Lang = use_lang();
    let correct = match lot.replaced_by {
        Some(code) => {
            let words = m::returned_replaced(lang, code);
            view! { <p><strong>{words}</strong></p> }.into_any()
        }
        None => view! { <CorrectForm code=lot.code.clone() /> }.into_any(),
    };
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
            {correct}
        </li>
    }
}
