//! What differs between two revisions, as lines that were taken out and put in.

use crate::lang::use_lang;
use domain::sessions::{Changed, Part};
use leptos::prelude::*;
use locales::{Label, Lang, host_changes as m};

/// Lines shown at most; the rest is counted.
const SHOWN_MAX: usize = 120;

/// The lines under their heading; nothing but the heading when there are none.
#[component]
pub fn Changes(
    /// What the lines are.
    title: &'static str,
    /// The lines.
    changed: Vec<Changed>,
) -> impl IntoView {
    let lang = use_lang();
    let rest = changed.len().saturating_sub(SHOWN_MAX);
    let lines = changed
        .into_iter()
        .take(SHOWN_MAX)
        .map(|one| line(lang, one))
        .collect_view();
    view! {
        <div class="host-changes">
            <p>
                <strong>{title}</strong>
            </p>
            <ul class="change-list">{lines}</ul>
            {(rest > 0).then(|| view! { <p class="field-hint">{m::more(lang, rest)}</p> })}
        </div>
    }
}

fn line(lang: Lang, changed: Changed) -> AnyView {
    let part = match changed.part {
        Part::Head => m::part_head(lang),
        Part::Agenda => m::part_agenda(lang),
        Part::Page => m::part_page(lang),
    };
    let kind = changed.line.kind.map(|kind| kind.label(lang));
    let text = changed.line.text;
    // The words beside the mark say it to whoever does not see it.
    match changed.added {
        true => view! {
            <li data-change="added">
                <span class="change-mark">{m::added(lang)}</span>
                " "
                {part}
                " "
                <ins>{kind} " " {text}</ins>
            </li>
        }
        .into_any(),
        false => view! {
            <li data-change="removed">
                <span class="change-mark">{m::removed(lang)}</span>
                " "
                {part}
                " "
                <del>{kind} " " {text}</del>
            </li>
        }
        .into_any(),
    }
}
