//! `/org/lots/drafts/:id/:section`: one section of the form. What is wrong is said once its button was
//! pressed, or where the page for checking leads to it; whatever was typed is kept in any case.

use super::attachments::Attachments;
use super::autosave::{Autosave, SavedLine};
use super::control::{Column, control_id};
use super::draft;
use super::form::{BASE, LEAVE, Posted};
use super::page::Standing;
use super::parts::{DoneNote, draft_path, sentence, summary, titled};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::changing;
use crate::ui::{FormHead, Loaded, Notice};
use domain::drafts::Section;
use domain::views::{DraftField, DraftPage};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, drafts as m};

/// A section of a draft.
#[component]
pub fn DraftSectionPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let param = |name: &str| params.with(|params| params.get(name).unwrap_or_default());
        let check = query.with(|query| query.get("check").is_some());
        (param("id"), param("section"), check)
    });
    let data = crate::wire::blocking_data(
        move || asked.get(),
        |(id, slug, check)| async move {
            let section = Section::from_slug(&slug).ok_or(AppError::NotFound)?;
            Ok::<_, AppError>((draft(id).await?, section, check))
        },
    );
    // The answer to a plain form: the server has put it into the page that it sent.
    let posted = crate::wire::rendered_with(use_context::<Posted>);
    view! {
        <div class="draft">
            <Loaded resource=data let:shown>
                {
                    let (page, section, check) = shown;
                    let at = format!("{}/{}", page.id, section.slug());
                    // It is that of one section; whoever goes on has left it behind.
                    let posted = posted.clone().filter(|posted| posted.at == at);
                    view! { <SectionView page section check posted /> }
                }
            </Loaded>
        </div>
    }
}

#[component]
fn SectionView(
    page: DraftPage,
    section: Section,
    check: bool,
    posted: Option<Posted>,
) -> impl IntoView {
    let lang = use_lang();
    let lines = lines(lang, &page, section, check, posted.as_ref());
    let title = section.label(lang);
    let list = href(lang, &draft_path(page.id));
    let place = Section::ALL.iter().position(|one| *one == section);
    let step = place.unwrap_or_default() + 1;
    let open = page.lot.is_none() && !page.deleted;
    let named = titled(lang, &page.title);
    let body = match (open, section) {
        (false, _) => view! { <Standing page /> }.into_any(),
        (true, Section::Attachments) => view! { <Attachments page /> }.into_any(),
        (true, _) => view! { <Fields page section check posted /> }.into_any(),
    };
    view! {
        <FormHead title=title description=m::new_intro(lang) errors=Signal::stored(lines) />
        <DoneNote />
        <p>
            <a href=list>{m::to_list(lang)}</a>
        </p>
        <p class="field-hint">{m::section_of(lang, Section::ALL.len(), step)}</p>
        <h1>{title}</h1>
        <p class="lead" lang="zh-CN">
            {named}
        </p>
        {body}
    }
}

/// The lines of the error summary.
fn lines(
    lang: Lang,
    page: &DraftPage,
    section: Section,
    check: bool,
    posted: Option<&Posted>,
) -> Vec<(String, String)> {
    if let Some(posted) = posted {
        return vec![(String::new(), posted.error.sentence(lang))];
    }
    let refused = summary(lang);
    if !check || !refused.is_empty() {
        return refused;
    }
    let fields = page.fields.iter().filter(|field| field.section == section);
    let line = |field: &DraftField| {
        let mut faults = page.faults.iter();
        let fault = faults.find(|fault| fault.column == field.header)?;
        Some((control_id(&field.letters), sentence(lang, fault)))
    };
    fields.filter_map(line).collect()
}

/// The form of a section.
#[component]
fn Fields(page: DraftPage, section: Section, check: bool, posted: Option<Posted>) -> impl IntoView {
    let lang = use_lang();
    let fields = page.fields.into_iter();
    let fields: Vec<DraftField> = fields.filter(|field| field.section == section).collect();
    let headers = fields.iter().map(|field| field.header.clone()).collect();
    let autosave = Autosave::new(page.id, section, headers, page.revision);
    let conflict = posted
        .as_ref()
        .is_some_and(|posted| posted.error == AppError::Conflict);
    let control = |field: DraftField| {
        let sent = posted.as_ref();
        let sent = sent.and_then(|posted| posted.form.typed.get(&field.header).cloned());
        let other = sent.as_ref().filter(|sent| **sent != field.value);
        let stored = other.filter(|_| conflict).map(|_| field.value.clone());
        let mut faults = page.faults.iter();
        let fault = faults.find(|fault| check && fault.column == field.header);
        let error = fault.map(|fault| sentence(lang, fault));
        let value = sent.unwrap_or_else(|| field.value.clone());
        view! { <Column field value error stored /> }
    };
    let controls = fields.into_iter().map(control).collect_view();
    let conflict = conflict.then(|| {
        view! {
            <Notice tone="warning">
                <p>
                    <strong>{m::conflict_title(lang)}</strong>
                </p>
                <p>{m::conflict(lang)}</p>
            </Notice>
        }
    });
    let action = href(lang, &format!("{}/{}", draft_path(page.id), section.slug()));
    view! {
        {conflict}
        <form
            class="form"
            method="post"
            action=action
            novalidate
            node_ref=autosave.form()
            on:input=move |_| autosave.typed()
            on:change=move |_| autosave.save()
            on:submit=move |event| autosave.submitted(&event)
        >
            <input type="hidden" name=BASE value=changing(move || autosave.base().to_string()) />
            {controls}
            <SavedLine autosave at=page.changed_at />
            <p class="actions">
                <button class="button button--main" type="submit">
                    {m::save_next(lang)}
                </button>
                <button class="button" type="submit" name=LEAVE value="1">
                    {m::save_list(lang)}
                </button>
            </p>
        </form>
    }
}
