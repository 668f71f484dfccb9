//! `/setup`: an administrator chooses a password. For whoever has the link.

use super::{SetUp, SetupForm, setup_page};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{ErrorSummary, Loaded, Notice, PageHead, Submit, TextField};
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Lang, setup as m, ui};

/// The page of a one-time link: `?code=` is its code.
#[component]
pub fn SetupPage() -> impl IntoView {
    let lang = use_lang();
    let code = use_query_map().with_untracked(|query| query.get("code").unwrap_or_default());
    let asked = code.clone();
    let page = crate::wire::blocking_data(move || asked.clone(), setup_page);
    let set_up = ServerAction::<SetUp>::new();
    // The page is loaded anew: the browser is asked whether it is to keep the password.
    Effect::new(move |_| {
        if let Some(Ok(next)) = set_up.value().get() {
            let _ = window().location().set_href(&next);
        }
    });
    let refused = Signal::derive(move || set_up.value().get().and_then(Result::err));
    let errors = Signal::derive(move || {
        let place = |error: AppError| (field_of(&error).to_owned(), sentence(lang, &error));
        refused.get().map(place).into_iter().collect::<Vec<_>>()
    });
    let title = move || match errors.with(Vec::is_empty) {
        true => m::title(lang).to_owned(),
        false => ui::error_page_title(lang, m::title(lang)),
    };
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path="/setup" />
        <leptos_meta::Title text=move || ui::page_title(lang, title()) />
        <ErrorSummary errors />
        <div class="login">
            <h1>{m::title(lang)}</h1>
            <Loaded resource=page let:page>
                {match page {
                    Some(page) => {
                        view! { <PasswordForm page code=code.clone() set_up errors /> }.into_any()
                    }
                    None => view! { <Notice>{m::gone(lang)}</Notice> }.into_any(),
                }}
            </Loaded>
        </div>
    }
}

/// What was wrong, in one sentence.
fn sentence(lang: Lang, error: &AppError) -> String {
    match error {
        AppError::NotFound => m::gone(lang).to_owned(),
        other => other.sentence(lang),
    }
}

/// The control that a refusal is about.
fn field_of(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } if code.starts_with("LOGIN") => "login",
        AppError::Invalid { code, .. } if code.starts_with("NAME") => "name",
        _ => "password",
    }
}

/// The form: names with the first account only, the password always.
#[component]
fn PasswordForm(
    page: views::SetupPage,
    code: String,
    set_up: ServerAction<SetUp>,
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let lang = use_lang();
    let answer = set_up.value();
    let typed = answer.with_untracked(|value| {
        SetupForm::of(value.as_ref().and_then(|value| value.as_ref().err()))
    });
    let error = move |field: &'static str| {
        Signal::derive(move || {
            errors.with(|errors| {
                let found = errors.iter().find(|(of, _)| of == field);
                found.map(|(_, sentence)| sentence.clone())
            })
        })
    };
    let intro = match &page.login {
        Some(login) => m::intro_reset(lang, login),
        None => m::intro(lang).to_owned(),
    };
    let names = page.login.is_none().then(|| {
        view! {
            <TextField
                id="login"
                name="login"
                label=m::login(lang)
                hint=Some(m::login_hint(lang).to_owned())
                error=error("login")
                value=typed.login
                autocomplete="username"
            />
            <TextField
                id="name"
                name="name"
                label=m::name(lang)
                hint=Some(m::name_hint(lang).to_owned())
                error=error("name")
                value=typed.name
                autocomplete="name"
            />
        }
    });
    view! {
        <p class="login-intro">{intro}</p>
        <ActionForm action=set_up attr:class="login-form" attr:novalidate=true>
            <input type="hidden" name="code" value=code />
            <input type="hidden" name="next" value=href(lang, "/login") />
            {names}
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
                autocomplete="new-password"
            />
            <Submit label=m::submit(lang) pending=set_up.pending() />
        </ActionForm>
    }
}
