//! `/org/lots/drafts/:id`: a draft as a list of its sections, in any order.

use super::parts::{Back, draft_path, frame, titled};
use super::{DeleteDraft, RestoreDraft};
use crate::lang::{href, use_lang};
use crate::reviews::RETURNED_PATH;
use crate::ui::{Notice, When};
use domain::drafts::{Section, SectionState};
use domain::lots::LotKind;
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Label, drafts as m};

/// A draft.
#[component]
pub fn DraftPage() -> impl IntoView {
    let lang = use_lang();
    frame(m::new_title(lang), m::new_intro(lang), |page| {
        view! { <Shown page /> }.into_any()
    })
}

/// What is written of a draft, or what has become of it.
pub fn unless_over(
    page: views::DraftPage,
    written: impl FnOnce(views::DraftPage) -> AnyView,
) -> AnyView {
    match page.lot.is_none() && !page.deleted {
        true => written(page),
        false => view! { <Standing page /> }.into_any(),
    }
}

#[component]
fn Shown(page: views::DraftPage) -> impl IntoView {
    let lang = use_lang();
    let kind = match page.kind {
        LotKind::Patent => m::kind_patent(lang),
        LotKind::Achievement => m::kind_achievement(lang),
    };
    let named = titled(lang, &page.title);
    let body = unless_over(page, |page| view! { <Sections page /> }.into_any());
    view! {
        <p>
            <a href=href(lang, RETURNED_PATH)>{m::to_desk(lang)}</a>
        </p>
        <h1 lang="zh-CN">{named}</h1>
        <p class="field-hint">{kind}</p>
        {body}
    }
}

/// What has become of a draft that is not written any more.
#[component]
pub fn Standing(page: views::DraftPage) -> impl IntoView {
    let lang = use_lang();
    if let Some(code) = page.lot {
        return view! {
            <Notice tone="success">
                <p>{m::is_submitted(lang, code)}</p>
            </Notice>
        }
        .into_any();
    }
    let id = page.id.to_string();
    view! {
        <Notice tone="warning">
            <p>{m::is_deleted(lang)}</p>
        </Notice>
        <form method="post" action=RestoreDraft::url()>
            <Back to=draft_path(page.id) />
            <input type="hidden" name="id" value=id />
            <p>
                <button class="button button--main" type="submit">
                    {m::restore(lang)}
                </button>
            </p>
        </form>
    }
    .into_any()
}

/// Why no lot is taken today, before somebody types for an hour.
#[component]
pub fn Closed(closed: Option<(String, Vec<(String, String)>)>) -> impl IntoView {
    let lang = use_lang();
    closed.map(|(code, args)| {
        let args: Vec<_> = args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let words = locales::errors_text(lang, &code, &args);
        view! {
            <Notice tone="warning">
                <p>{words}</p>
            </Notice>
        }
    })
}

#[component]
fn Sections(page: views::DraftPage) -> impl IntoView {
    let lang = use_lang();
    let path = draft_path(page.id);
    let finished =
        |state: SectionState| matches!(state, SectionState::Done | SectionState::Optional);
    let done = page
        .sections
        .iter()
        .filter(|(_, state)| finished(*state))
        .count();
    let of = page.sections.len();
    let row = |(section, state): (Section, SectionState)| {
        let to = href(lang, &format!("{path}/{}", section.slug()));
        view! {
            <li data-section=section.code() data-state=state.code()>
                <a href=to>{section.label(lang)}</a>
                <strong class="task-state">{state.label(lang)}</strong>
            </li>
        }
    };
    let rows = page.sections.into_iter().map(row).collect_view();
    let returned = page.returned.map(|lot| {
        let notes = lot.notes.into_iter();
        let notes = notes
            .map(|note| view! { <div><dt>{note.field}</dt><dd>{note.note}</dd></div> })
            .collect_view();
        view! {
            <Notice tone="warning">
                <p lang="zh-CN">{m::returned_because(lang, lot.reason)}</p>
                <dl class="facts" lang="zh-CN">{notes}</dl>
            </Notice>
        }
    });
    let id = page.id.to_string();
    view! {
        <Closed closed=page.closed />
        {returned}
        <p>{m::progress(lang, done, of)}</p>
        <ol class="task-list" data-testid="sections">
            {rows}
        </ol>
        <p class="field-hint">{m::last_saved(lang)} " " <When at=page.changed_at /></p>
        <p class="actions">
            <a class="button button--main" href=href(lang, &format!("{path}/check"))>
                {m::check(lang)}
            </a>
        </p>
        <details class="desk-step">
            <summary>{m::delete_title(lang)}</summary>
            <p>{m::delete_intro(lang)}</p>
            <form method="post" action=DeleteDraft::url()>
                <Back to=RETURNED_PATH />
                <input type="hidden" name="id" value=id />
                <p>
                    <button class="button" type="submit">
                        {m::delete(lang)}
                    </button>
                </p>
            </form>
        </details>
    }
}
