//! The parts of a report: what was counted, what its host writes, what the centre decides.

use super::WriteReport;
use super::page::{Acts, path};
use crate::lang::use_lang;
use crate::ui::erased::redrawn;
use crate::ui::{Column, Submit, Table, TextArea};
use domain::ids::SessionId;
use domain::reports::{Report, ReportState};
use domain::targets::{Figure, Standing, Target, needs_explanation};
use domain::views::ReportPage;
use leptos::ev::{Event, SubmitEvent};
use leptos::form::FromFormData;
use leptos::html;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Label, Lang, reports as m};
use std::time::Duration;

/// A pause in writing after which what was written is kept.
const PAUSE: Duration = Duration::from_secs(4);

/// What was counted.
#[component]
pub fn Targets(
    /// The report.
    page: ReportPage,
) -> impl IntoView {
    let lang = use_lang();
    let columns = vec![
        Column::text(m::figure(lang)),
        Column::number(m::threshold(lang)),
        Column::number(m::value(lang)),
        Column::text(m::standing(lang)),
    ];
    let rows = page
        .targets
        .iter()
        .map(|target| row(lang, target))
        .collect_view();
    let (count, sum) = page.offline;
    let (ended, all) = page.follow_ups;
    view! {
        <section class="section" aria-labelledby="figures-title">
            <h2 id="figures-title">{m::figures(lang)}</h2>
            <Table caption=m::figures(lang) columns testid="report-targets">
                {rows}
            </Table>
            <p>{m::offline_is(lang, count, locales::amount(lang, sum))}</p>
            <p>{m::follow_ups_are(lang, all, ended)}</p>
        </section>
    }
}

fn row(lang: Lang, target: &Target) -> AnyView {
    let words = |figure: Option<Figure>| match figure {
        Some(Figure::Count(count)) => count.to_string(),
        Some(Figure::Day(day)) => day.to_string(),
        None if target.standing == Standing::Unknown => m::not_counted(lang).to_owned(),
        None => String::new(),
    };
    let standing = match target.waived {
        true => m::waived(lang),
        false => target.standing.label(lang),
    };
    let threshold = target.threshold.map(|figure| match figure {
        Figure::Count(count) => count.to_string(),
        Figure::Day(day) => day.to_string(),
    });
    view! {
        <tr data-standing=target.standing.code()>
            <th scope="row">{target.id.label(lang)}</th>
            <td class="number">{threshold}</td>
            <td class="number">{words(target.value)}</td>
            <td>{standing}</td>
        </tr>
    }
    .into_any()
}

/// The host's words: to be written while the report is open, to be read afterwards.
#[component]
pub fn Prose(
    /// The report.
    page: ReportPage,
    /// What is done.
    acts: Acts,
) -> impl IntoView {
    match page.report.is_open() {
        true => view! { <Writing page acts /> }.into_any(),
        false => view! { <Written page /> }.into_any(),
    }
}

fn name_of(lang: Lang, part: &str) -> &'static str {
    match part {
        "course" => m::part_course(lang),
        "effects" => m::part_effects(lang),
        "problems" => m::part_problems(lang),
        _ => m::part_plans(lang),
    }
}

#[component]
fn Written(page: ReportPage) -> impl IntoView {
    let lang = use_lang();
    let prose = page.report.prose;
    let parts = prose
        .parts()
        .into_iter()
        .map(|(part, words)| {
            let words = match words.is_empty() {
                true => m::part_empty(lang).to_owned(),
                false => words.to_owned(),
            };
            view! {
                <section class="section">
                    <h2>{name_of(lang, part)}</h2>
                    <p class="prose" lang="zh-CN">
                        {words}
                    </p>
                </section>
            }
        })
        .collect_view();
    let targets = page.targets.iter();
    let reasons = targets
        .filter_map(|target| Some((target.id, prose.reasons.get(target.id.code())?.clone())))
        .map(|(id, reason)| {
            view! {
                <p lang="zh-CN">{m::reason_for(lang, id.label(lang))} " " {reason}</p>
            }
        })
        .collect_view();
    view! {
        {parts}
        {reasons}
    }
}

/// What is being written. With scripts it is kept whenever the writer pauses.
#[component]
fn Writing(page: ReportPage, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let session = page.session.id;
    let form = NodeRef::<html::Form>::new();
    let version = RwSignal::new(page.report.version);
    let (typed, submitted) = keep(acts, form, version);
    let kept = move || {
        let kept = acts.write.value().get().and_then(Result::ok);
        kept.map_or_else(|| m::autosave(lang).to_owned(), |at| m::saved(lang, at))
    };
    view! {
        <section class="section" aria-labelledby="words-title">
            <h2 id="words-title">{m::words(lang)}</h2>
            <form
                class="form"
                method="post"
                action=WriteReport::url()
                novalidate
                node_ref=form
                on:input=typed
                on:submit=submitted
            >
                <input type="hidden" name="session" value=session.to_string() />
                <input type="hidden" name="back" value=path(lang, session) />
                <input type="hidden" name="form[base]" value=move || version.get().to_string() />
                <Fields page acts />
                <p class="field-hint" role="status" data-testid="report-kept">
                    {redrawn(kept)}
                </p>
                <p>
                    <Submit label=m::save(lang).to_owned() pending=acts.write.pending() />
                </p>
            </form>
        </section>
    }
}

/// The controls: a part each, and a reason for every target that needs one.
#[component]
fn Fields(page: ReportPage, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let prose = page.report.prose;
    let parts = prose
        .parts()
        .into_iter()
        .map(|(part, words)| {
            let hint = match part {
                "course" | "effects" => m::part_required_hint(lang),
                _ => m::part_hint(lang),
            };
            let id = format!("report-{part}");
            view! {
                <TextArea id=id.clone() name=format!("form[{part}]") label=name_of(lang, part)
                    hint=Some(hint.to_owned()) error=acts.error(id) value=words.to_owned() rows=6 />
            }
        })
        .collect_view();
    let reasons = needs_explanation(&page.targets)
        .map(|target| {
            let code = target.id.code();
            let id = format!("reason-{code}");
            let value = prose.reasons.get(code).cloned().unwrap_or_default();
            view! {
                <TextArea id=id.clone() name=format!("form[reasons][{code}]")
                    label=m::reason_for(lang, target.id.label(lang))
                    hint=Some(m::reason_hint(lang).to_owned()) error=acts.error(id) value=value
                    rows=2 />
            }
        })
        .collect_view();
    view! {
        {parts}
        {reasons}
    }
}

/// Keeps what is written when the writer pauses, and when he says so.
fn keep(
    acts: Acts,
    form: NodeRef<html::Form>,
    version: RwSignal<u32>,
) -> (impl Fn(Event) + 'static, impl Fn(SubmitEvent) + 'static) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let again = StoredValue::new(false);
    let send = move || {
        // Two saves upon one version would be a conflict with oneself.
        if acts.write.pending().get_untracked() {
            again.set_value(true);
            return;
        }
        if let Some(asked) = form
            .get_untracked()
            .and_then(|form| written(&form, version))
        {
            acts.write.dispatch(asked);
        }
    };
    // What was kept is what the next save stands on.
    Effect::new(move |_| {
        if let Some(Ok(kept)) = acts.write.value().get() {
            version.set(kept);
        }
        if again.get_value() {
            again.set_value(false);
            send();
        }
    });
    let forget = move || {
        if let Some(earlier) = waiting.get_value() {
            earlier.clear();
        }
    };
    on_cleanup(forget);
    let typed = move |_: Event| {
        forget();
        waiting.set_value(set_timeout_with_handle(send, PAUSE).ok());
    };
    let submitted = move |event: SubmitEvent| {
        event.prevent_default();
        forget();
        send();
    };
    (typed, submitted)
}

/// What stands in the form, upon the version that was kept last.
fn written(form: &web_sys::HtmlFormElement, version: RwSignal<u32>) -> Option<WriteReport> {
    let data = web_sys::FormData::new_with_form(form).ok()?;
    let mut asked = WriteReport::from_form_data(&data).ok()?;
    asked.form.base = version.get_untracked().to_string();
    Some(asked)
}

/// The centre accepts, or returns with notes.
#[component]
pub fn Decision(
    /// The session.
    session: SessionId,
    /// Its report.
    report: Report,
    /// What is done.
    acts: Acts,
) -> impl IntoView {
    let lang = use_lang();
    let waits = report.state == ReportState::Submitted;
    waits.then(|| {
        view! {
            <section class="section" aria-labelledby="decide-title">
                <h2 id="decide-title">{m::decide(lang)}</h2>
                <ActionForm action=acts.decide attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="session" value=session.to_string() />
                    <input type="hidden" name="back" value=path(lang, session) />
                    <TextArea id="report-notes" name="notes" label=m::notes(lang)
                        hint=Some(m::notes_hint(lang).to_owned())
                        error=acts.error("report-notes".to_owned()) rows=3 />
                    <div class="actions">
                        <button class="button button--main" type="submit" name="decision" value="accept">
                            {m::accept(lang)}
                        </button>
                        <button class="button" type="submit" name="decision" value="return">
                            {m::send_back(lang)}
                        </button>
                    </div>
                </ActionForm>
            </section>
        }
    })
}
