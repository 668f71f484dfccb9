//! `/invitation/:code`: somebody joins an organisation. For whoever has the link.

use super::rows::words_of;
use super::{AcceptInvitation, invitation};
use crate::lang::use_lang;
use crate::link_form::{LinkFields, LinkForm, LinkPage, NameFields, PasswordFields};
use crate::ui::{Loaded, Notice, Submit};
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::people as m;

/// The page of a link.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let lang = use_lang();
    let code = use_params_map().with_untracked(|map| map.get("code").unwrap_or_default());
    let asked = code.clone();
    let page = crate::wire::blocking_data(move || asked.clone(), invitation);
    let accept = ServerAction::<AcceptInvitation>::new();
    let answer = Signal::derive(move || accept.value().get());
    let form = LinkForm::new(answer, m::gone(lang));
    view! {
        <LinkPage
            title=m::accept_title(lang)
            description=m::accept_lead(lang)
            path="/login"
            errors=form.errors()
        >
            <Loaded resource=page let:page>
                {match page {
                    Some(page) => {
                        view! { <Join page code=code.clone() accept form /> }.into_any()
                    }
                    None => view! { <Notice>{form.gone()}</Notice> }.into_any(),
                }}
            </Loaded>
        </LinkPage>
    }
}

/// Names and password.
#[component]
fn Join(
    page: views::InvitationPage,
    code: String,
    accept: ServerAction<AcceptInvitation>,
    form: LinkForm,
) -> impl IntoView {
    let lang = use_lang();
    let until = locales::date_time(lang, page.expires_at);
    let roles = words_of(lang, &page.roles);
    view! {
        <p class="login-intro">{m::accept_intro(lang, until, page.institution, roles)}</p>
        <ActionForm action=accept attr:class="login-form" attr:novalidate=true>
            <NameFields form name_hint=m::name_hint(lang) />
            <LinkFields code />
            <PasswordFields errors=form.errors() />
            <Submit label=m::accept(lang) pending=accept.pending() />
        </ActionForm>
    }
}
