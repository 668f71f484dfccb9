//! A table with its frame.

use crate::lang::use_lang;
use leptos::prelude::*;
use locales::ui;

/// The head of a column.
pub enum Column {
    /// Words.
    Text(String),
    /// Figures, aligned to the right.
    Number(String),
    /// Cells that speak for themselves, buttons for one: its head is read aloud alone.
    Hidden(String),
    /// A head that is more than words.
    View(AnyView),
}

impl Column {
    /// A column of words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// A column of figures, aligned to the right.
    pub fn number(words: impl Into<String>) -> Self {
        Self::Number(words.into())
    }

    /// A column whose cells speak for themselves, buttons for one: its head is read aloud alone.
    pub fn hidden(words: impl Into<String>) -> Self {
        Self::Hidden(words.into())
    }

    fn head(self) -> AnyView {
        match self {
            Self::Text(words) => view! { <th scope="col">{words}</th> }.into_any(),
            Self::Number(words) => view! { <th scope="col" class="number">{words}</th> }.into_any(),
            Self::Hidden(words) => view! {
                <th scope="col">
                    <span class="visually-hidden">{words}</span>
                </th>
            }
            .into_any(),
            Self::View(head) => view! { <th scope="col">{head}</th> }.into_any(),
        }
    }
}

/// A table of rows that scrolls by itself, also by keyboard, where it is wider than the page.
#[component]
pub fn Table(
    /// What it shows; read aloud, and the name of the part that scrolls.
    #[prop(into)]
    caption: String,
    /// The heads of its columns.
    columns: Vec<Column>,
    /// Its looks beside those of every table.
    #[prop(optional)]
    class: &'static str,
    /// What links lead to it by.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What tests find it by.
    #[prop(optional)]
    testid: Option<&'static str>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let lang = use_lang();
    let heads: Vec<AnyView> = columns.into_iter().map(Column::head).collect();
    let class = format!("table {class}").trim_end().to_owned();
    let label = ui::scroll_table(lang, &caption);
    view! {
        <div class="table-box" id=id role="region" tabindex="0" aria-label=label>
            <table class=class data-testid=testid>
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
