//! The drafts of an institution and what it has submitted, on the desk of its liaison (`/org/lots`).

use super::cleared::Waiting;
use super::parts::{Back, titled};
use super::{CorrectLot, PATH, RestoreDraft};
use crate::lang::{href, use_lang};
use crate::reviews::RETURNED_PATH;
use crate::ui::{Column, DOT, Table, When};
use domain::ids::LotCode;
use domain::views::{DraftLine, DraftsPage, SheetLot};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Lang, drafts as m};

/// Drafts, drafts that can be taken back, and the lots of the season.
#[component]
pub fn OwnLots(page: DraftsPage) -> impl IntoView {
    let lang = use_lang();
    let deleted = (!page.deleted.is_empty()).then(|| view! { <Deleted drafts=page.deleted /> });
    view! {
        <p class="actions">
            <a class="button button--main" href=href(lang, "/org/lots/new")>
                {m::new(lang)}
            </a>
        </p>
        <section class="section" aria-labelledby="drafts-title">
            <h2 class="section-title" id="drafts-title">
                {m::drafts(lang)}
            </h2>
            <Open drafts=page.open />
        </section>
        {deleted}
        <Waiting lots=page.lots.clone() />
        <section class="section" aria-labelledby="submitted-title">
            <h2 class="section-title" id="submitted-title">
                {m::submitted(lang)}
            </h2>
            <Submitted lots=page.lots />
        </section>
    }
}

#[component]
fn Open(drafts: Vec<DraftLine>) -> impl IntoView {
    let lang = use_lang();
    if drafts.is_empty() {
        return view! { <p>{m::drafts_none(lang)}</p> }.into_any();
    }
    let row = |draft: DraftLine| {
        let to = href(lang, &format!("{PATH}/{}", draft.id));
        let title = titled(lang, &draft.title);
        view! {
            <li>
                <a href=to lang="zh-CN">
                    {title}
                </a>
                {DOT}
                {m::changed(lang)}
                " "
                <When at=draft.changed_at />
                {corrects(lang, draft.corrects)}
            </li>
        }
    };
    let rows = drafts.into_iter().map(row).collect_view();
    view! { <ul class="plain-rows" data-testid="drafts">{rows}</ul> }.into_any()
}

fn corrects(lang: Lang, code: Option<LotCode>) -> impl IntoView + use<> {
    code.map(|code| view! { {DOT} {m::corrects(lang, code)} })
}

#[component]
fn Deleted(drafts: Vec<DraftLine>) -> impl IntoView {
    let lang = use_lang();
    let row = |draft: DraftLine| {
        let title = titled(lang, &draft.title);
        let named = format!("{} {title}", m::restore(lang));
        view! {
            <li>
                <p lang="zh-CN">{title}</p>
                <form method="post" action=RestoreDraft::url()>
                    <Back to=RETURNED_PATH />
                    <input type="hidden" name="id" value=draft.id.to_string() />
                    <button class="button" type="submit" aria-label=named>
                        {m::restore(lang)}
                    </button>
                </form>
            </li>
        }
    };
    let rows = drafts.into_iter().map(row).collect_view();
    view! {
        <section class="section" aria-labelledby="deleted-title">
            <h2 class="section-title" id="deleted-title">
                {m::deleted(lang)}
            </h2>
            <p>{m::deleted_note(lang)}</p>
            <ul class="plain-rows" data-testid="deleted-drafts">
                {rows}
            </ul>
        </section>
    }
}

#[component]
fn Submitted(lots: Vec<SheetLot>) -> impl IntoView {
    let lang = use_lang();
    if lots.is_empty() {
        return view! { <p>{m::submitted_none(lang)}</p> }.into_any();
    }
    let row = |lot: SheetLot| {
        let code = lot.code.to_string();
        let code = match lot.state.is_public() {
            true => {
                let to = href(lang, &format!("/lots/{code}"));
                view! { <a href=to>{code}</a> }.into_any()
            }
            false => code.into_any(),
        };
        view! {
            <tr>
                <th scope="row">{code}</th>
                <td lang="zh-CN">{lot.title}</td>
                <td>{locales::lot_standing(lang, lot.state, lot.sold_offline)}</td>
            </tr>
        }
    };
    let rows = lots.into_iter().rev().map(row).collect_view();
    let columns = vec![
        Column::text(m::code(lang)),
        Column::text(m::lot_title(lang)),
        Column::text(m::state(lang)),
    ];
    view! {
        <Table caption=m::submitted(lang) columns class="own-lots" testid="submitted-lots">
            {rows}
        </Table>
    }
    .into_any()
}

/// Begins to put a returned lot right.
#[component]
pub fn CorrectForm(code: LotCode) -> impl IntoView {
    let lang = use_lang();
    let named = format!("{} {code}", m::correct(lang));
    view! {
        <form method="post" action=CorrectLot::url()>
            <Back to=PATH />
            <input type="hidden" name="code" value=code.to_string() />
            <p>
                <button class="button" type="submit" aria-label=named>
                    {m::correct(lang)}
                </button>
            </p>
        </form>
    }
}
