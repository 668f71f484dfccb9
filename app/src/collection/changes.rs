//! Rows that change a stored lot, field by field.

use super::preview::ROWS_MAX;
use crate::lang::use_lang;
use domain::views::{FieldChange, ImportRow};
use leptos::prelude::*;
use locales::collection as m;

/// The rows that would change something, old and new side by side.
#[component]
pub fn Changes(
    /// The rows.
    rows: Vec<ImportRow>,
) -> impl IntoView {
    let lang = use_lang();
    let count = rows.len();
    (count > 0).then(|| {
        let more = count.saturating_sub(ROWS_MAX);
        let lots = rows
            .into_iter()
            .take(ROWS_MAX)
            .map(|row| view! { <Lot row /> });
        view! {
            <section class="import-changes" aria-labelledby="rows-changed">
                <h3 id="rows-changed">
                    {m::changed_title(lang)} " " <span class="import-number">{count}</span>
                </h3>
                {lots.collect_view()}
                {(more > 0).then(|| view! { <p>{m::rows_more(lang, more)}</p> })}
            </section>
        }
    })
}

#[component]
fn Lot(row: ImportRow) -> impl IntoView {
    let lang = use_lang();
    let code = row.code.map(|code| format!(" · {code}"));
    let nothing = row.changes.is_empty();
    let fields = row
        .changes
        .into_iter()
        .map(|change| view! { <Field change /> });
    view! {
        <details class="import-rows" data-testid="changed-row" open>
            <summary>
                {m::row(lang, row.row)} " · " <span lang="zh-CN">{row.title}</span> {code}
            </summary>
            // What was read differently without a word of the form being another, such as a name that
            // was written in another width.
            {nothing.then(|| view! { <p>{m::changed_spelling(lang)}</p> })}
            <dl class="import-fields">{fields.collect_view()}</dl>
        </details>
    }
}

#[component]
fn Field(change: FieldChange) -> impl IntoView {
    let lang = use_lang();
    let shown = move |text: String| match text.is_empty() {
        true => m::empty_cell(lang).to_owned(),
        false => text,
    };
    view! {
        <div>
            <dt lang="zh-CN">{change.column}</dt>
            <dd lang="zh-CN">
                <del>
                    <span class="visually-hidden">{m::changed_old(lang)}</span>
                    {shown(change.old)}
                </del>
                " → "
                <ins>
                    <span class="visually-hidden">{m::changed_new(lang)}</span>
                    {shown(change.new)}
                </ins>
            </dd>
        </div>
    }
}
