//! What the pages of drafts share.

use super::{PATH, draft};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::participation::refused;
use crate::ui::{FormHead, Loaded, Notice};
use domain::ids::DraftId;
use domain::views::{self, ImportFault};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Lang, drafts as m};

/// The page of a draft.
pub fn draft_path(id: DraftId) -> String {
    format!("{PATH}/{id}")
}

/// A page about the draft that its address names: its head, what was done last, and what `shown` makes of it.
pub fn frame(
    title: &'static str,
    intro: &'static str,
    shown: fn(views::DraftPage) -> AnyView,
) -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let page = crate::wire::blocking_data(move || id.get(), draft);
    let errors = summary(use_lang());
    view! {
        <FormHead title description=intro errors=Signal::stored(errors) />
        <DoneNote />
        <div class="draft">
            <Loaded resource=page let:page>
                {shown(page)}
            </Loaded>
        </div>
    }
}

/// The hidden field that leads a plain form to a page.
#[component]
pub fn Back(#[prop(into)] to: String) -> impl IntoView {
    let lang = use_lang();
    view! { <input type="hidden" name="back" value=href(lang, &to) /> }
}

/// What a fault says, in the language of the page.
pub fn sentence(lang: Lang, fault: &ImportFault) -> String {
    match lang.is_english() {
        true => fault.message_en.clone(),
        false => fault.message_zh.clone(),
    }
}

/// The lines of the error summary for the last plain form, when it was refused.
pub fn summary(lang: Lang) -> Vec<(String, String)> {
    let Some((_, error)) = refused() else {
        return Vec::new();
    };
    vec![(control(&error).to_owned(), error.sentence(lang))]
}

/// The control that a refusal is about.
pub fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "FILE_MISSING" | "FILE_KIND" | "FILE_TOO_LARGE" | "FILE_INFECTED" | "FILE_UNSCANNED"
        | "FILES_UNREACHABLE" => "draft-file",
        "FILE_LINK" => "draft-link",
        _ => "",
    }
}

/// That something was done, as the address of the page tells it.
#[component]
pub fn DoneNote() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    // What was done before is no news beside what was refused now.
    let words = query.with_untracked(|query| {
        let code = query.get("code").unwrap_or_default();
        done_words(lang, &query.get("done")?, code)
    });
    let words = words.filter(|_| refused().is_none());
    words.map(|words| {
        view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        }
    })
}

fn done_words(lang: Lang, done: &str, code: String) -> Option<String> {
    Some(match done {
        "submitted" => m::done_submitted(lang, code),
        "deleted" => m::done_deleted(lang).to_owned(),
        "restored" => m::done_restored(lang).to_owned(),
        "attached" => m::done_attached(lang).to_owned(),
        "detached" => m::done_detached(lang).to_owned(),
        "saved" => m::done_saved(lang).to_owned(),
        "cleared" => m::done_cleared(lang, code),
        _ => return None,
    })
}

/// A title as it was typed, or that there is none yet.
pub fn titled(lang: Lang, title: &str) -> String {
    match title.is_empty() {
        true => m::untitled(lang).to_owned(),
        false => title.to_owned(),
    }
}
