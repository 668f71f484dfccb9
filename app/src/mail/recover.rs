//! `/recovery/new`: sets a password with the code of a mail. For whoever has the mail.

use super::Recover;
use super::code::CodeField;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::{Shown, redrawn};
use crate::ui::{ErrorSummary, Notice, PageHead, Submit, TextField};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{mail as m, ui};

const PATH: &str = "/recovery/new";

/// The page.
#[component]
pub fn RecoverPage() -> impl IntoView {
    let lang = use_lang();
    let recover = ServerAction::<Recover>::new();
    let query = use_query_map();
    let refused = Signal::derive(move || recover.value().get().and_then(Result::err));
    let errors = Signal::derive(move || {
        let line = |error: AppError| (control(&error).to_owned(), error.sentence(lang));
        refused.get().map(line).into_iter().collect::<Vec<_>>()
    });
    let title = move || match errors.with(Vec::is_empty) {
        true => m::recover_title(lang).to_owned(),
        false => ui::error_page_title(lang, m::recover_title(lang)),
    };
    let is_done = move || {
        let value = recover.value().get();
        let by_form = value.is_none() && query.with(|query| query.get("done").is_some());
        by_form || value.is_some_and(|value| value.is_ok())
    };
    let done = move || {
        is_done().then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{m::recover_done(lang)}</p>
                    <p>
                        <a href=href(lang, "/login") rel="external">
                            {m::to_login(lang)}
                        </a>
                    </p>
                </Notice>
            }
        })
    };
    view! {
        <PageHead title=m::recover_title(lang) description=m::recover_intro(lang) path=PATH />
        <crate::ui::TabTitle text=move || ui::page_title(lang, title()) />
        <ErrorSummary errors />
        <div class="login">
            <h1>{m::recover_title(lang)}</h1>
            {redrawn(done)}
            <Shown when=move || !is_done()>
                <PasswordForm recover refused />
            </Shown>
        </div>
    }
}

/// The code and the new password, twice.
#[component]
fn PasswordForm(
    recover: ServerAction<Recover>,
    refused: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let error = refused.get()?;
            (control(&error) == id).then(|| error.sentence(lang))
        })
    };
    view! {
        <p class="login-intro">{m::recover_intro(lang)}</p>
        <ActionForm action=recover attr:class="login-form" attr:novalidate=true>
            <input type="hidden" name="back" value=href(lang, PATH) />
            <CodeField error=error("code") />
            <TextField
                id="password"
                name="password"
                kind="password"
                label=m::password(lang)
                hint=Some(m::password_hint(lang).to_owned())
                error=error("password")
                autocomplete="new-password"
            />
            <TextField
                id="again"
                name="again"
                kind="password"
                label=m::again(lang)
                error=error("again")
                autocomplete="new-password"
            />
            <Submit label=m::recover_submit(lang) pending=recover.pending() />
        </ActionForm>
        <p>
            <a href=href(lang, "/recovery")>{m::recovery_title(lang)}</a>
        </p>
    }
}

/// The control that a refusal is about.
fn control(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } if code == "PASSWORD_AGAIN" => "again",
        AppError::Invalid { code, .. } if code.starts_with("PASSWORD") => "password",
        _ => "code",
    }
}
