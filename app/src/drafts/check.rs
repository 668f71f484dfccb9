//! `/org/lots/drafts/:id/check`: everything that was typed, before it is submitted.

use super::SubmitDraft;
use super::control::control_id;
use super::page::{Closed, unless_over};
use super::parts::{Back, draft_path, frame, sentence, titled};
use crate::lang::{href, use_lang};
use crate::lots::FileEntry;
use crate::reviews::RETURNED_PATH;
use crate::ui::{CheckField, Notice};
use domain::drafts::{Control, Section};
use domain::views::{self, DraftField, FileLine, ImportFault};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::form_words::{column, word};
use locales::{Label, drafts as m};

/// The page for checking.
#[component]
pub fn DraftCheckPage() -> impl IntoView {
    let lang = use_lang();
    frame(m::check_title(lang), m::check_intro(lang), |page| {
        view! { <Shown page /> }.into_any()
    })
}

#[component]
fn Shown(page: views::DraftPage) -> impl IntoView {
    let lang = use_lang();
    let list = href(lang, &draft_path(page.id));
    let named = titled(lang, &page.title);
    let body = unless_over(page, |page| view! { <Answers page /> }.into_any());
    view! {
        <p>
            <a href=list>{m::to_list(lang)}</a>
        </p>
        <h1>{m::check_title(lang)}</h1>
        <p class="lead" lang="zh-CN">
            {named}
        </p>
        {body}
    }
}

#[component]
fn Answers(page: views::DraftPage) -> impl IntoView {
    let lang = use_lang();
    let path = draft_path(page.id);
    let faults = view! { <Faults page=page.clone() /> };
    let warnings = page.warnings.iter().map(|fault| sentence(lang, fault));
    let warnings: Vec<String> = warnings.collect();
    let warnings = (!warnings.is_empty()).then(|| {
        let rows = warnings.into_iter().map(|words| view! { <li>{words}</li> });
        view! {
            <Notice tone="info">
                <p>
                    <strong>{m::warnings(lang)}</strong>
                </p>
                <ul>{rows.collect_view()}</ul>
            </Notice>
        }
    });
    let part = |section: &Section| {
        let fields = page.fields.iter().filter(|field| field.section == *section);
        let fields: Vec<DraftField> = fields.cloned().collect();
        let files = match section {
            Section::Attachments => Some(page.files.clone()),
            _ => None,
        };
        let to = format!("{path}/{}", section.slug());
        view! { <Part section=*section fields files to /> }
    };
    let parts = Section::ALL.iter().map(part).collect_view();
    let may = page.faults.is_empty() && page.closed.is_none();
    let form = may.then(|| {
        let (id, revision) = (page.id.to_string(), page.revision.to_string());
        view! {
            <form method="post" action=SubmitDraft::url()>
                <Back to=RETURNED_PATH />
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="revision" value=revision />
                <CheckField id="cleared" name="cleared" label=m::clear_own(lang) />
                <p class="field-hint">{m::clear_later(lang)}</p>
                <p>
                    <button class="button button--commit" type="submit">
                        {m::submit(lang)}
                    </button>
                </p>
            </form>
        }
    });
    view! {
        <p>{m::check_intro(lang)}</p>
        <Closed closed=page.closed.clone() />
        {faults}
        {warnings}
        {parts}
        {form}
    }
}

/// What keeps the draft from being submitted, each with the way to its control.
#[component]
fn Faults(page: views::DraftPage) -> impl IntoView {
    let lang = use_lang();
    if page.faults.is_empty() {
        return ().into_any();
    }
    let path = draft_path(page.id);
    let row = |fault: &ImportFault| {
        let section = Section::of(page.kind, &fault.column).unwrap_or(Section::Basics);
        let control = control_id(&fault.letter);
        let to = href(lang, &format!("{path}/{}?check=1", section.slug()));
        let (name, said) = (column(lang, &fault.column), sentence(lang, fault));
        let words = format!("{name}{}{said}", m::colon(lang));
        view! { <li><a href=format!("{to}#{control}")>{words}</a></li> }
    };
    let rows = page.faults.iter().map(row).collect_view();
    view! {
        <Notice tone="warning">
            <h2>{m::check_faults(lang)}</h2>
            <ul data-testid="faults">{rows}</ul>
        </Notice>
    }
    .into_any()
}

/// A section with what stands in it.
#[component]
fn Part(
    section: Section,
    fields: Vec<DraftField>,
    files: Option<Vec<FileLine>>,
    to: String,
) -> impl IntoView {
    let lang = use_lang();
    let heading = format!("part-{}", section.slug());
    let labelled = heading.clone();
    let row = |field: DraftField| {
        let value = match (field.value.is_empty(), field.control) {
            (true, _) => m::not_given(lang).to_owned(),
            (false, Control::One | Control::Several) => word(lang, &field.header, &field.value),
            (false, _) => field.value.clone(),
        };
        let wide = field.control == Control::Lines;
        view! {
            <div class:facts-wide=wide>
                <dt>{column(lang, &field.header)}</dt>
                <dd class="prose" lang="zh-CN">
                    {value}
                </dd>
            </div>
        }
    };
    let rows = fields.into_iter().map(row).collect_view();
    let files = files.map(|files| {
        if files.is_empty() {
            return view! { <p>{m::files_none(lang)}</p> }.into_any();
        }
        let rows = files.into_iter();
        let rows = rows
            .map(|file| view! { <li><FileEntry file /></li> })
            .collect_view();
        view! { <ul class="plain-rows">{rows}</ul> }.into_any()
    });
    let body = match files {
        Some(files) => files,
        None => view! { <dl class="facts">{rows}</dl> }.into_any(),
    };
    view! {
        <section class="section" aria-labelledby=labelled>
            <h2 class="section-title" id=heading>
                {section.label(lang)}
            </h2>
            {body}
            <p>
                <a href=href(lang, &to)>
                    {m::change(lang)}
                    <span class="visually-hidden">" " {section.label(lang)}</span>
                </a>
            </p>
        </section>
    }
}
