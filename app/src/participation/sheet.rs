//! `/org/participation/sheet`: the submission sheet (报送单), made to be printed, stamped and posted.

use super::barcode::Barcode;
use super::page::PATH;
use super::submission_sheet;
use crate::lang::{href, use_lang};
use crate::ui::{Day, Loaded, Notice, PageHead};
use domain::views::{SheetLot, SubmissionSheet};
use leptos::prelude::*;
use locales::{Label, participation as m, ui};

/// The sheet.
#[component]
pub fn SubmissionSheetPage() -> impl IntoView {
    let lang = use_lang();
    let sheet = crate::wire::blocking_data(|| (), |()| submission_sheet());
    view! {
        <PageHead title=m::sheet_title(lang) description=m::sheet_intro(lang)
            path="/org/participation/sheet" />
        <Loaded resource=sheet let:sheet>
            <Sheet sheet />
        </Loaded>
    }
}

#[component]
fn Sheet(sheet: SubmissionSheet) -> impl IntoView {
    let lang = use_lang();
    let liaison = match sheet.liaison {
        Some((name, phone)) => m::sheet_liaison(lang, name, phone),
        None => m::liaison_none(lang).to_owned(),
    };
    let facts = [
        (m::unit(lang), sheet.institution),
        (m::credit_code(lang), sheet.credit_code.unwrap_or_default()),
        (m::unit_kind(lang), sheet.kind.label(lang).to_owned()),
        (m::liaison_title(lang), liaison),
        (m::lots_count(lang), sheet.lots.len().to_string()),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let facts = facts
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    let more = sheet
        .more
        .then(|| view! { <Notice tone="warning">{m::sheet_more(lang)}</Notice> });
    view! {
        <p class="actions">
            <a href=href(lang, PATH)>{m::back(lang)}</a>
        </p>
        <p class="actions">{m::sheet_print(lang)}</p>
        <article class="submission-sheet" data-testid="sheet">
            <header>
                <h1>{m::sheet_heading(lang, sheet.year)}</h1>
                <Barcode text=sheet.number />
            </header>
            <dl class="facts">{facts}</dl>
            {more}
            <Lots lots=sheet.lots />
            <footer>
                <p>{m::sheet_promise(lang)}</p>
                <div class="stamp-place">
                    <p>{m::sheet_stamp(lang)}</p>
                    <p>
                        {m::sheet_made_on(lang)}
                        " "
                        <Day on=sheet.made_on />
                    </p>
                </div>
            </footer>
        </article>
    }
}

#[component]
fn Lots(lots: Vec<SheetLot>) -> impl IntoView {
    let lang = use_lang();
    let row = |(number, lot): (usize, SheetLot)| {
        view! {
            <tr>
                <td class="number">{number}</td>
                <td>
                    <code>{lot.code.to_string()}</code>
                </td>
                <td lang="zh-CN">{lot.title}</td>
                <td>{locales::lot_standing(lang, lot.state, lot.sold_offline)}</td>
            </tr>
        }
    };
    let rows = (1..).zip(lots).map(row).collect_view();
    view! {
        <div
            class="table-box"
            role="region"
            tabindex="0"
            aria-label=ui::scroll_table(lang, m::sheet_lots(lang))
        >
            <table class="table own-lots">
                <caption class="visually-hidden">{m::sheet_lots(lang)}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number">{m::number(lang)}</th>
                        <th scope="col">{m::code(lang)}</th>
                        <th scope="col">{m::lot_title(lang)}</th>
                        <th scope="col">{m::state(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
