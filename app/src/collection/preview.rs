//! The preview of an upload: what would be imported, what keeps rows out, and the commit.

use super::changes::Changes;
use super::history::{Annotated, TakeBack};
use super::rules::heading;
use super::sort::{RuleGroup, Sorted, anchor, by_rule};
use super::{CommitImport, UndoImport};
use crate::lang::{href, use_lang};
use crate::ui::erased::changing;
use crate::ui::{CheckField, Column, Notice, Table, When};
use domain::views::{ImportFault, ImportPreview, ImportRow};
use leptos::prelude::*;
use locales::{Lang, collection as m};

/// Rows that a list shows at most; the number above it counts them all.
pub const ROWS_MAX: usize = 300;

/// The checked upload.
#[component]
pub fn Preview(
    /// What was found.
    preview: ImportPreview,
    /// The commit.
    commit: ServerAction<CommitImport>,
    /// Taking it back.
    undo: ServerAction<UndoImport>,
) -> impl IntoView {
    let lang = use_lang();
    let sorted = Sorted::of(&preview);
    let kind = kind_name(lang, &preview.kind);
    let encoding = preview.encoding.clone().map(|encoding| {
        view! {
            <div data-testid="encoding">
                <dt>{m::encoding(lang)}</dt>
                <dd>{encoding}</dd>
            </div>
        }
    });
    view! {
        <dl class="facts import-facts">
            <div>
                <dt>{m::file(lang)}</dt>
                <dd lang="zh-CN">{preview.file.clone()}</dd>
            </div>
            <div>
                <dt>{m::kind(lang)}</dt>
                <dd>{kind}</dd>
            </div>
            <div>
                <dt>{m::unit(lang)}</dt>
                <dd lang="zh-CN">{preview.unit.clone()}</dd>
            </div>
            {encoding}
        </dl>
        <Outcome preview=preview.clone() sorted=sorted.clone() />
        <TakeBack preview=preview.clone() undo />
        <Counts sorted=sorted.clone() />
        <Commit preview=preview.clone() sorted=sorted.clone() commit />
        <Annotated preview=preview.clone() />
        <Faults level="error" title=m::errors_title(lang) faults=preview.errors.clone() />
        <Faults level="warning" title=m::warnings_title(lang) faults=preview.warnings.clone() />
        <Rows id="rows-ready" title=m::ready_title(lang) rows=sorted.ready />
        <Rows id="rows-warned" title=m::warned_title(lang) rows=sorted.warned />
        <Changes rows=sorted.changed />
        <Rows id="rows-unchanged" title=m::unchanged_title(lang) rows=sorted.unchanged />
        <p class="import-again">
            <a href=href(lang, "/org/import")>{m::another(lang)}</a>
        </p>
    }
}

/// What a form is called, by its stable name.
pub fn kind_name(lang: Lang, kind: &str) -> &'static str {
    match kind {
        "patent" => m::kind_patent(lang),
        "achievement" => m::kind_achievement(lang),
        "liaison" => m::kind_liaison(lang),
        "offline" => m::kind_offline(lang),
        _ => m::kind_need(lang),
    }
}

/// Whether the form names people: a liaison and experts.
fn is_of_people(preview: &ImportPreview) -> bool {
    preview.kind == "liaison"
}

/// Whether the form brings lots: patents or achievements.
fn is_of_lots(preview: &ImportPreview) -> bool {
    matches!(preview.kind.as_str(), "patent" | "achievement")
}

/// The result in one sentence: committed, nothing new, nothing at all, or ready.
#[component]
fn Outcome(preview: ImportPreview, sorted: Sorted) -> impl IntoView {
    let lang = use_lang();
    if let Some(at) = preview.undone {
        return view! {
            <Notice>
                <p role="status">
                    {m::undone(lang)} " "
                    <When at />
                </p>
            </Notice>
        }
        .into_any();
    }
    if let Some((at, written)) = preview.committed {
        let needs = (preview.kind == "need").then(|| {
            let to = href(lang, "/org/needs");
            view! {
                " "
                <a href=to>{m::to_needs(lang)}</a>
            }
        });
        return view! {
            <Notice tone="success">
                <p role="status">
                    <strong>{m::committed(lang, written)}</strong>
                    " "
                    <When at />
                </p>
                <p>
                    {match preview.kind.as_str() {
                        "liaison" => m::committed_people(lang).into_any(),
                        "need" => m::committed_needs(lang).into_any(),
                        "offline" => {
                            let to = href(lang, "/org/offline?show=unproven");
                            view! { <a href=to>{m::committed_reports(lang)}</a> }.into_any()
                        }
                        _ => m::committed_next(lang).into_any(),
                    }}
                    {needs}
                </p>
            </Notice>
        }
        .into_any();
    }
    if sorted.nothing_new(&preview) {
        let sentence = m::nothing_new(lang, sorted.unchanged.len());
        return view! {
            <Notice>
                <p>{sentence}</p>
            </Notice>
        }
        .into_any();
    }
    if preview.rows.is_empty() && preview.errors.is_empty() {
        return view! {
            <Notice tone="warning">
                <p>{m::no_rows(lang)}</p>
            </Notice>
        }
        .into_any();
    }
    view! { <p class="import-nothing-written">{m::nothing_written(lang)}</p> }.into_any()
}

/// How many rows there are of each kind, each leading to its section.
#[component]
fn Counts(sorted: Sorted) -> impl IntoView {
    let lang = use_lang();
    let counts = [
        (
            "ready",
            "#rows-ready",
            m::count_ready(lang),
            sorted.ready.len(),
        ),
        (
            "warned",
            "#warnings",
            m::count_warned(lang),
            sorted.warned.len(),
        ),
        (
            "changed",
            "#rows-changed",
            m::count_changed(lang),
            sorted.changed.len(),
        ),
        (
            "refused",
            "#errors",
            m::count_refused(lang),
            sorted.refused.len(),
        ),
        (
            "unchanged",
            "#rows-unchanged",
            m::count_unchanged(lang),
            sorted.unchanged.len(),
        ),
    ];
    let items = counts
        .into_iter()
        .map(|(fate, to, label, count)| {
            let label = match count {
                0 => view! { <span>{label}</span> }.into_any(),
                _ => view! { <a href=to>{label}</a> }.into_any(),
            };
            view! {
                <div data-fate=fate data-testid=format!("count-{fate}")>
                    <dt>{label}</dt>
                    <dd>{count}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="import-counts">{items}</dl> }
}

/// The two ways to commit. There is nothing to press once it is done or nothing is importable.
#[component]
fn Commit(
    preview: ImportPreview,
    sorted: Sorted,
    commit: ServerAction<CommitImport>,
) -> impl IntoView {
    let lang = use_lang();
    let importable = sorted.importable();
    if preview.committed.is_some() || importable == 0 {
        let fix = preview.committed.is_none() && !preview.errors.is_empty();
        return fix
            .then(|| view! { <p class="import-fix">{m::fix_all(lang)}</p> })
            .into_any();
    }
    let clean = preview.errors.is_empty();
    let replaces = is_of_people(&preview) && !sorted.changed.is_empty();
    let replace = replaces.then(|| {
        view! { <CheckField id="replace" name="replace" label=m::replace_liaison(lang) /> }
    });
    let cleared = is_of_lots(&preview).then(|| {
        view! {
            <CheckField id="cleared" name="cleared" label=m::clear_all(lang) />
            <p class="field-hint">{locales::drafts::clear_later(lang)}</p>
        }
    });
    let back = href(lang, &format!("/org/import?id={}", preview.id));
    let (mode, label) = match clean {
        true => ("all", m::commit_all(lang, importable)),
        false => ("good", m::commit_good(lang, importable)),
    };
    view! {
        <ActionForm action=commit attr:class="import-commit">
            <input type="hidden" name="id" value=preview.id.get() />
            <input type="hidden" name="back" value=back />
            {replace}
            {cleared}
            <button
                class="button button--commit"
                type="submit"
                name="mode"
                value=mode
                aria-busy=changing(move || commit.pending().get().then_some("true"))
            >
                {label}
            </button>
            <p class="field-hint">
                {if clean { m::commit_all_hint(lang) } else { m::commit_good_hint(lang) }}
            </p>
        </ActionForm>
    }
    .into_any()
}

/// Faults of one level, grouped by rule.
#[component]
fn Faults(level: &'static str, title: &'static str, faults: Vec<ImportFault>) -> impl IntoView {
    let groups = by_rule(&faults);
    (!groups.is_empty()).then(|| {
        let count = faults.len();
        let groups = groups
            .into_iter()
            .map(|group| view! { <Rule level group /> })
            .collect_view();
        let id = format!("{level}s");
        view! {
            <section class="import-faults" data-level=level aria-labelledby=format!("{id}-title")>
                <h3 id=id.clone()>
                    <span id=format!("{id}-title")>{title}</span>
                    " "
                    <span class="import-number">{count}</span>
                </h3>
                {groups}
            </section>
        }
    })
}

/// One rule: what it asks for, links to its rows, and each offending value.
#[component]
fn Rule(level: &'static str, group: RuleGroup) -> impl IntoView {
    let lang = use_lang();
    let message = |fault: &ImportFault| match lang {
        Lang::Zh => fault.message_zh.clone(),
        Lang::En => fault.message_en.clone(),
    };
    let title = heading(lang, &group.code)
        .map(str::to_owned)
        .or_else(|| group.faults.first().map(message))
        .unwrap_or_default();
    let links = group
        .faults
        .iter()
        .map(|fault| {
            let to = format!("#{}", anchor(level, fault));
            view! { <li><a href=to>{m::row(lang, fault.row)}</a></li> }
        })
        .collect_view();
    let lines = group
        .faults
        .iter()
        .map(|fault| {
            let id = anchor(level, fault);
            view! { <Fault id level fault=fault.clone() message=message(fault) /> }
        })
        .collect_view();
    view! {
        <div class="import-rule" data-code=group.code.clone()>
            <h4>{title} " · " <span lang="zh-CN">{group.column.clone()}</span></h4>
            <ul class="import-rule-rows" aria-label=m::rows_of_rule(lang)>
                {links}
            </ul>
            <ul class="import-rule-faults">{lines}</ul>
        </div>
    }
}

/// Row, column, the value as typed, and what to do.
#[component]
fn Fault(id: String, level: &'static str, fault: ImportFault, message: String) -> impl IntoView {
    let lang = use_lang();
    let value = match fault.value.is_empty() {
        true => view! { <span class="import-empty">{m::empty_cell(lang)}</span> }.into_any(),
        false => {
            let quoted = m::quoted(lang, &fault.value);
            view! { <span class="fault-value" data-level=level lang="zh-CN">{quoted}</span> }
                .into_any()
        }
    };
    view! {
        <li id=id tabindex="-1">
            <span class="import-place">
                {m::place(lang, &fault.letter, fault.row)} " "
                <span lang="zh-CN">{fault.column}</span>
            </span>
            " "
            {value}
            " "
            <span class="import-message">{message}</span>
        </li>
    }
}

/// A list of rows that can be folded away.
#[component]
fn Rows(id: &'static str, title: &'static str, rows: Vec<ImportRow>) -> impl IntoView {
    let lang = use_lang();
    let count = rows.len();
    (count > 0).then(|| {
        let more = count.saturating_sub(ROWS_MAX);
        let columns = vec![
            Column::number(m::row_number(lang)),
            Column::text(m::row_title(lang)),
            Column::text(m::row_key(lang)),
        ];
        let lines = rows
            .into_iter()
            .take(ROWS_MAX)
            .map(|row| {
                view! {
                    <tr>
                        <td class="number">{row.row}</td>
                        <th scope="row" lang="zh-CN">{row.title}</th>
                        <td lang="zh-CN">{row.key}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <details class="import-rows" id=id>
                <summary>{title} " " <span class="import-number">{count}</span></summary>
                <Table caption=title columns class="table--compact">
                    {lines}
                </Table>
                {(more > 0).then(|| view! { <p>{m::rows_more(lang, more)}</p> })}
            </details>
        }
    })
}
