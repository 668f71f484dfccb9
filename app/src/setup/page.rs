//! `/setup`: an administrator chooses a password. For whoever has the link.

use super::{SetUp, setup_page};
use crate::lang::use_lang;
use crate::link_form::{LinkFields, LinkForm, LinkPage, NameFields, PasswordFields};
use crate::ui::{Loaded, Notice, Submit};
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::setup as m;

/// The page of a one-time link: `?code=` is its code.
#[component]
pub fn SetupPage() -> impl IntoView {
    let lang = use_lang();
    let code = use_query_map().with_untracked(|query| query.get("code").unwrap_or_default());
    let asked = code.clone();
    let page = crate::wire::blocking_data(move || asked.clone(), setup_page);
    let set_up = ServerAction::<SetUp>::new();
    let answer = Signal::derive(move || set_up.value().get());
    let form = LinkForm::new(answer, m::gone(lang));
    view! {
        <LinkPage
            title=m::title(lang)
            description=m::intro(lang)
            path="/setup"
            errors=form.errors()
        >
            <Loaded resource=page let:page>
                {match page {
                    Some(page) => {
                        view! { <PasswordForm page code=code.clone() set_up form /> }.into_any()
                    }
                    None => view! { <Notice>{form.gone()}</Notice> }.into_any(),
                }}
            </Loaded>
        </LinkPage>
    }
}

/// The form: names with the first account only, the password always.
#[component]
fn PasswordForm(
    page: views::SetupPage,
    code: String,
    set_up: ServerAction<SetUp>,
    form: LinkForm,
) -> impl IntoView {
    let lang = use_lang();
    let intro = match &page.login {
        Some(login) => m::intro_reset(lang, login),
        None => m::intro(lang).to_owned(),
    };
    let names = page
        .login
        .is_none()
        .then(|| view! { <NameFields form name_hint=m::name_hint(lang) /> });
    view! {
        <p class="login-intro">{intro}</p>
        <ActionForm action=set_up attr:class="login-form" attr:novalidate=true>
            {names}
            <LinkFields code />
            <PasswordFields errors=form.errors() />
            <Submit label=m::submit(lang) pending=set_up.pending() />
        </ActionForm>
    }
}
