//! `/account/webhooks`: the webhooks, the form for one more, and what was delivered.

use super::form::control;
use super::list::{Hooks, NewHook};
use super::log::Log;
use super::{ChangeWebhook, CreateWebhook, EditWebhook, Posted, WebhookForm, webhooks_page};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{FormHead, Loaded, Notice};
use domain::webhooks::NewWebhook;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::webhooks as m;

/// Where the page is.
pub const PATH: &str = "/account/webhooks";

/// The page of webhooks.
#[component]
pub fn WebhooksPage() -> impl IntoView {
    let lang = use_lang();
    let create = ServerAction::<CreateWebhook>::new();
    let change = ServerAction::<ChangeWebhook>::new();
    let edit = ServerAction::<EditWebhook>::new();
    // The answer to a plain form: the server has put it into the page that it sent.
    let posted = crate::wire::rendered_with(use_context::<Posted>);
    let typed = posted.as_ref().and_then(|posted| {
        let refused = posted.answer.is_err();
        refused.then(|| posted.form.clone())
    });
    let typed = StoredValue::new(typed.unwrap_or_else(WebhookForm::fresh));
    let made = Signal::derive(move || {
        let rendered = || posted.clone().map(|posted| posted.answer);
        create.value().get().or_else(rendered)
    });
    let page = crate::wire::blocking_data(
        move || {
            let edited = edit.version().get();
            (create.version().get(), change.version().get(), edited)
        },
        |_| webhooks_page(),
    );
    let refused = Signal::derive(move || made.get().and_then(Result::err));
    let errors = Signal::derive(move || {
        let form = refused.get().map(|error| ("hook".to_owned(), error));
        let edited = edit.value().get().and_then(Result::err).map(|error| {
            let of = WebhookForm::kept(&error).map(|(id, _)| format!("hook-{id}"));
            (of.unwrap_or_default(), error)
        });
        let act = change.value().get().and_then(Result::err);
        let act = act.map(|error| (String::new(), error));
        let line = |(form, error): (String, AppError)| {
            let id = match control(&error) {
                "" => String::new(),
                part => format!("{form}-{part}"),
            };
            (id, error.sentence(lang))
        };
        let all = form.into_iter().chain(edited).chain(act);
        all.map(line).collect::<Vec<_>>()
    });
    let secret = move || {
        let made = made.get().and_then(Result::ok)?;
        Some(view! { <Made made /> })
    };
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path=PATH errors />
        <Done change edit />
        {redrawn(secret)}
        <Loaded resource=page let:page>
            <div class="account-page">
                <h1>{m::title(lang)}</h1>
                <p>{m::intro(lang)}</p>
                <p>{m::intro_retry(lang)}</p>
                <p>{m::intro_repeat(lang)}</p>
                <p>
                    <a href=href(lang, "/account")>{m::to_account(lang)}</a>
                </p>
                <Hooks webhooks=page.webhooks.clone() change edit />
                <NewHook held=page.webhooks.len() create typed=typed.get_value() refused />
                <Log webhooks=page.webhooks deliveries=page.deliveries change />
            </div>
        </Loaded>
    }
}

/// What was asked for is done.
#[component]
fn Done(change: ServerAction<ChangeWebhook>, edit: ServerAction<EditWebhook>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let done = move || {
        let values = [change.value().get(), edit.value().get()];
        let untouched = values.iter().all(Option::is_none);
        let by_form = untouched && query.with(|query| query.get("done").is_some());
        let well = values.iter().any(|value| matches!(value, Some(Ok(()))));
        let refused = values.iter().any(|value| matches!(value, Some(Err(_))));
        (by_form || well && !refused).then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{m::done(lang)}</p>
                </Notice>
            }
        })
    };
    redrawn(done)
}

/// The secret, the only time that it is shown; it takes the focus when it appears.
#[component]
fn Made(made: NewWebhook) -> impl IntoView {
    let lang = use_lang();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    view! {
        <Notice tone="success">
            <section class="token-made" aria-labelledby="hook-made-title">
                <h2 id="hook-made-title" tabindex="-1" node_ref=heading>
                    {m::made_title(lang)}
                </h2>
                <p>
                    <strong>{m::made_once(lang)}</strong>
                </p>
                <p class="token-secret">
                    <code data-testid="secret">{made.secret}</code>
                </p>
            </section>
        </Notice>
    }
}
