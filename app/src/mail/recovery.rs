//! `/recovery`: asks for a mail with which a password is recovered. For everybody.

use super::{AskRecovery, RecoveryForm};
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::erased::redrawn;
use crate::ui::{FormHead, Notice, Submit, TextField};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::mail as m;

const PATH: &str = "/recovery";

/// The page.
#[component]
pub fn RecoveryPage() -> impl IntoView {
    let lang = use_lang();
    let ask = ServerAction::<AskRecovery>::new();
    let query = use_query_map();
    let error = Signal::derive(move || {
        let refused = ask.value().get().and_then(Result::err);
        refused.map(|error| error.sentence(lang))
    });
    let errors = Signal::derive(move || {
        let line = |sentence| ("name".to_owned(), sentence);
        error.get().map(line).into_iter().collect::<Vec<_>>()
    });
    let typed = ask.value().with_untracked(|value| {
        RecoveryForm::of(value.as_ref().and_then(|value| value.as_ref().err()))
    });
    let done = move || {
        let value = ask.value().get();
        let by_form = value.is_none() && query.with(|query| query.get("done").is_some());
        (by_form || value.is_some_and(|value| value.is_ok())).then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{m::recovery_done(lang)}</p>
                </Notice>
            }
        })
    };
    view! {
        <FormHead
            title=m::recovery_title(lang)
            description=m::recovery_intro(lang)
            path=PATH
            errors
        />
        <div class="login">
            <h1>{m::recovery_title(lang)}</h1>
            {redrawn(done)}
            <p class="login-intro">{m::recovery_intro(lang)}</p>
            <ActionForm action=ask attr:class="login-form" attr:novalidate=true>
                <input type="hidden" name="back" value=href(lang, PATH) />
                <TextField
                    id="name"
                    name="name"
                    label=m::recovery_name(lang)
                    error
                    value=typed.name
                    autocomplete="username"
                />
                <Submit label=m::recovery_submit(lang) pending=ask.pending() />
            </ActionForm>
            <p>{m::recovery_none(lang)}</p>
            <p>
                <a href=href(lang, "/login")>{m::to_login(lang)}</a>
            </p>
        </div>
    }
}
