//! The columns (专栏) of the public display: the catalogue under one rule, with an introduction.
//! Public.

use super::catalogue::ListView;
use super::words;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::layout::NotFound;
use domain::views::LotColumn;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::display as m;

/// A column.
#[component]
pub fn ColumnPage() -> impl IntoView {
    let params = use_params_map();
    let column = Memo::new(move |_| match params.with(|params| params.get("column")) {
        Some(name) => LotColumn::from_code(&name),
        None => Some(LotColumn::Featured),
    });
    redrawn(move || match column.get() {
        Some(_) => view! { <ListView column /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    })
}

/// The ways from one column to the others.
#[component]
pub fn ColumnLinks(
    /// The column that is shown; the whole catalogue when absent.
    now: Option<LotColumn>,
) -> impl IntoView {
    let lang = use_lang();
    let all = (now.is_none(), "/lots".to_owned(), m::column_all(lang));
    let columns = LotColumn::ALL.iter().map(|column| {
        let (title, _) = words::column(lang, *column);
        (now == Some(*column), column.path(), title)
    });
    let links = std::iter::once(all)
        .chain(columns)
        .map(|(is_now, path, title)| {
            view! {
                <li>
                    <a href=href(lang, &path) aria-current=is_now.then_some("page")>
                        {title}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="columns" aria-label=m::columns(lang)>
            <ul class="sorts">{links}</ul>
        </nav>
    }
}
