//! The uploads so far: what became of each, its preview and its annotated copy, and taking it back.

use super::UndoImport;
use super::preview::kind_name;
use crate::lang::{href, use_lang};
use crate::ui::When;
use crate::ui::erased::changing;
use domain::ids::ImportId;
use domain::views::{ImportLine, ImportPreview};
use leptos::prelude::*;
use locales::{Lang, collection as m, ui};

/// The address of the annotated copy of an upload.
fn annotated_path(lang: Lang, id: ImportId) -> String {
    format!("/org/import/{id}/annotated.xlsx?lang={}", lang.tag())
}

/// The list of uploads; nothing before the first.
#[component]
pub fn History(
    /// Latest first.
    lines: Vec<ImportLine>,
    /// Taking one back.
    undo: ServerAction<UndoImport>,
) -> impl IntoView {
    let lang = use_lang();
    (!lines.is_empty()).then(|| {
        let title = m::history_title(lang);
        let rows = lines.into_iter().map(|line| view! { <Line line undo /> });
        view! {
            <section class="import-history" aria-labelledby="history">
                <h3 id="history">{title}</h3>
                <div class="table-box" role="region" tabindex="0" aria-label=ui::scroll_table(lang, title)>
                    <table class="table table--compact">
                        <caption class="visually-hidden">{title}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{m::file(lang)}</th>
                                <th scope="col">{m::history_at(lang)}</th>
                                <th scope="col">{m::history_rows(lang)}</th>
                                <th scope="col">{m::history_state(lang)}</th>
                                <th scope="col">{m::history_do(lang)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

#[component]
fn Line(line: ImportLine, undo: ServerAction<UndoImport>) -> impl IntoView {
    let lang = use_lang();
    let kind = match line.kind.as_str() {
        "" => String::new(),
        kind => kind_name(lang, kind).to_owned(),
    };
    let (rows, wrong) = line.rows;
    let counts = match line.kind.is_empty() {
        true => String::new(),
        false => m::history_counts(lang, rows, wrong),
    };
    let state = match (line.undone, line.committed) {
        (Some(_), _) => m::state_undone(lang).to_owned(),
        (None, Some((_, written))) => m::state_committed(lang, written),
        (None, None) => m::state_checked(lang).to_owned(),
    };
    let links = line.mine.then(|| {
        view! {
            <a href=href(lang, &format!("/org/import?id={}", line.id))>{m::history_open(lang)}</a>
            " "
            <a href=annotated_path(lang, line.id) rel="external" download="">
                {m::annotated(lang)}
            </a>
        }
    });
    let back = href(lang, "/org/import");
    view! {
        <tr data-testid="import-line">
            <th scope="row">
                <span lang="zh-CN">{line.file}</span>
                <br />
                <small>{kind}</small>
            </th>
            <td>
                <When at=line.at />
            </td>
            <td>{counts}</td>
            <td>{state}</td>
            <td>
                {links} {line.undoable.then(|| view! { <Undo id=line.id back undo /> })}
            </td>
        </tr>
    }
}

/// The button that takes an upload back.
#[component]
fn Undo(
    /// The upload.
    id: ImportId,
    /// The page that a plain form goes on to.
    back: String,
    /// Taking it back.
    undo: ServerAction<UndoImport>,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ActionForm action=undo attr:class="import-undo">
            <input type="hidden" name="id" value=id.get() />
            <input type="hidden" name="back" value=back />
            <button
                class="button"
                type="submit"
                aria-busy=changing(move || undo.pending().get().then_some("true"))
            >
                {m::undo(lang)}
            </button>
        </ActionForm>
    }
}

/// The copy of the form in which the faults are marked.
#[component]
pub fn Annotated(
    /// What was found.
    preview: ImportPreview,
) -> impl IntoView {
    let lang = use_lang();
    (!preview.errors.is_empty()).then(|| {
        let hint = match preview.committed.is_some() && preview.undone.is_none() {
            true => m::annotated_rest(lang),
            false => m::annotated_hint(lang),
        };
        view! {
            <p class="import-annotated">
                <a
                    class="button"
                    href=annotated_path(lang, preview.id)
                    rel="external"
                    download=""
                >
                    {m::annotated(lang)}
                </a>
                " "
                <span class="field-hint">{hint}</span>
            </p>
        }
    })
}

/// The way back from a commit, while there is one.
#[component]
pub fn TakeBack(
    /// What was found.
    preview: ImportPreview,
    /// Taking it back.
    undo: ServerAction<UndoImport>,
) -> impl IntoView {
    let lang = use_lang();
    preview.undoable.then(|| {
        let back = href(lang, &format!("/org/import?id={}", preview.id));
        view! {
            <Undo id=preview.id back undo />
            <p class="field-hint">
                {match preview.kind.as_str() {
                    "liaison" => m::undo_people_hint(lang),
                    "need" => m::undo_needs_hint(lang),
                    "offline" => m::undo_reports_hint(lang),
                    _ => m::undo_hint(lang),
                }}
            </p>
        }
    })
}
