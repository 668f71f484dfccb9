//! `/invitation/:code`: somebody joins an organisation. For whoever has the link.

use super::rows::words_of;
use super::{AcceptForm, AcceptInvitation, invitation};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{ErrorSummary, Loaded, Notice, PageHead, Submit, TextField};
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Lang, organisations as o, people as m, ui};

/// The page of a link.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let lang = use_lang();
    let code = use_params_map().with_untracked(|map| map.get("code").unwrap_or_default());
    let asked = code.clone();
    let page = crate::wire::blocking_data(move || asked.clone(), invitation);
    let accept = ServerAction::<AcceptInvitation>::new();
    // The page is loaded anew: the browser is asked whether it is to keep the password.
    Effect::new(move |_| {
        if let Some(Ok(next)) = accept.value().get() {
            let _ = window().location().set_href(&next);
        }
    });
    let errors = Signal::derive(move || {
        let refused = accept.value().get().and_then(Result::err);
        let place = |error: AppError| (field_of(&error).to_owned(), sentence(lang, &error));
        refused.map(place).into_iter().collect::<Vec<_>>()
    });
    let title = move || match errors.with(Vec::is_empty) {
        true => m::accept_title(lang).to_owned(),
        false => ui::error_page_title(lang, m::accept_title(lang)),
    };
    view! {
        // The link is the person's: no head names it.
        <PageHead title=m::accept_title(lang) description=m::accept_lead(lang) path="/login" />
        <leptos_meta::Title text=move || ui::page_title(lang, title()) />
        <ErrorSummary errors />
        <div class="login">
            <h1>{m::accept_title(lang)}</h1>
            <Loaded resource=page let:page>
                {match page {
                    Some(page) => {
                        view! { <Join page code=code.clone() accept errors /> }.into_any()
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
        AppError::Invalid { code, .. } if code.starts_with("PASSWORD") => "password",
        _ => "",
    }
}

/// Names and password.
#[component]
fn Join(
    page: views::InvitationPage,
    code: String,
    accept: ServerAction<AcceptInvitation>,
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let lang = use_lang();
    let typed = accept.value().with_untracked(|value| {
        AcceptForm::of(value.as_ref().and_then(|value| value.as_ref().err()))
    });
    let error = move |field: &'static str| {
        Signal::derive(move || {
            errors.with(|errors| {
                let found = errors.iter().find(|(of, _)| of == field);
                found.map(|(_, sentence)| sentence.clone())
            })
        })
    };
    let until = locales::date_time(lang, page.expires_at);
    let roles = words_of(lang, &page.roles);
    view! {
        <p class="login-intro">{m::accept_intro(lang, until, page.institution, roles)}</p>
        <ActionForm action=accept attr:class="login-form" attr:novalidate=true>
            <input type="hidden" name="code" value=code />
            <input type="hidden" name="next" value=href(lang, "/login") />
            <TextField id="login" name="login" label=o::login(lang)
                hint=Some(o::login_hint(lang).to_owned()) error=error("login")
                value=typed.login autocomplete="username" />
            <TextField id="name" name="name" label=m::name(lang)
                hint=Some(m::name_hint(lang).to_owned()) error=error("name") value=typed.name
                autocomplete="name" />
            <TextField id="password" name="password" kind="password" label=o::password(lang)
                hint=Some(o::password_hint(lang).to_owned()) error=error("password")
                autocomplete="new-password" />
            <TextField id="again" name="again" kind="password" label=o::again(lang)
                autocomplete="new-password" />
            <Submit label=m::accept(lang) pending=accept.pending() />
        </ActionForm>
    }
}
