//! `/account/data`: what is on file about oneself, and the end of the account. For whoever is signed in.

use super::{EraseAccount, own_data_page};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{CheckField, FormHead, Loaded, Submit, TextField};
use domain::erasure::Hindrance;
use domain::views;
use leptos::prelude::*;
use locales::{Lang, own_data as m};

/// The page.
#[component]
pub fn OwnDataPage() -> impl IntoView {
    let lang = use_lang();
    let erase = ServerAction::<EraseAccount>::new();
    let page = crate::wire::blocking_data(|| (), |()| own_data_page());
    // Nothing of the account stays behind: the next page is loaded anew.
    Effect::new(move |_| {
        if let Some(Ok(next)) = erase.value().get() {
            let _ = window().location().set_href(&next);
        }
    });
    let refused = Signal::derive(move || erase.value().get().and_then(Result::err));
    let errors = Signal::derive(move || {
        let line = |error: AppError| (control(&error).to_owned(), error.sentence(lang));
        refused.get().map(line).into_iter().collect::<Vec<_>>()
    });
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path="/account/data" errors />
        <Loaded resource=page let:page>
            <div class="account-page">
                <h1>{m::title(lang)}</h1>
                <p>
                    {m::intro(lang)} " " <a href=href(lang, "/privacy")>{m::to_privacy(lang)}</a>
                </p>
                <Export />
                <Erasure page erase refused />
            </div>
        </Loaded>
    }
}

/// The id of the control that a refusal means; empty when it means none.
fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "ERASE_PASSWORD" => "erase-password",
        "ERASE_UNSURE" => "erase-sure",
        _ => "",
    }
}

/// The two files.
#[component]
fn Export() -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="section" aria-labelledby="export-title">
            <h2 class="section-title" id="export-title">
                {m::export_title(lang)}
            </h2>
            <p>{m::export_intro(lang)}</p>
            <p class="actions">
                <a class="button" href="/account/data.json" rel="external" download="">
                    {m::export_json(lang)}
                </a>
                <a class="button" href="/account/data.zip" rel="external" download="">
                    {m::export_zip(lang)}
                </a>
            </p>
        </section>
    }
}

/// What goes and what stays, and the form; or what keeps the account from being deleted.
#[component]
fn Erasure(
    page: views::OwnDataPage,
    erase: ServerAction<EraseAccount>,
    refused: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let way = match page.hindrances.is_empty() {
        true => view! { <EraseForm login=page.login erase refused /> }.into_any(),
        false => view! { <Hindrances hindrances=page.hindrances /> }.into_any(),
    };
    view! {
        <section class="section own-data" aria-labelledby="erase-title" data-testid="erasure">
            <h2 class="section-title" id="erase-title">
                {m::erase_title(lang)}
            </h2>
            <h3>{m::goes_title(lang)}</h3>
            <p>{m::goes(lang)}</p>
            <h3>{m::stays_title(lang)}</h3>
            <p>{m::stays(lang)}</p>
            {way}
        </section>
    }
}

#[component]
fn Hindrances(hindrances: Vec<Hindrance>) -> impl IntoView {
    let lang = use_lang();
    let lines = hindrances
        .into_iter()
        .map(|one| view! { <li>{hindrance(lang, one)}</li> })
        .collect_view();
    view! {
        <h3>{m::not_now(lang)}</h3>
        <ul>{lines}</ul>
    }
}

/// Why not now, and what to do about it.
fn hindrance(lang: Lang, one: Hindrance) -> &'static str {
    match one {
        Hindrance::LotLive => m::lot_live(lang),
        Hindrance::DepositHeld => m::deposit_held(lang),
        Hindrance::DealOpen => m::deal_open(lang),
        Hindrance::Staff => m::staff(lang),
        Hindrance::Demo => m::demo(lang),
    }
}

#[component]
fn EraseForm(
    login: String,
    erase: ServerAction<EraseAccount>,
    refused: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let error = Signal::derive(move || {
        let error = refused.get()?;
        (control(&error) == "erase-password").then(|| error.sentence(lang))
    });
    view! {
        <details class="desk-step" open=untrack(|| refused.get().is_some())>
            <summary>{m::erase(lang)}</summary>
            <ActionForm action=erase attr:class="form" attr:novalidate=true>
                <input type="hidden" name="next" value=href(lang, "/privacy") />
                <p>{m::erase_words(lang, login)}</p>
                <TextField id="erase-password" name="password" kind="password"
                    label=m::password(lang) error=error autocomplete="current-password" />
                <CheckField id="erase-sure" name="sure" label=m::sure(lang) />
                <p>
                    <Submit label=m::erase_confirm(lang) pending=erase.pending() commit=true />
                </p>
            </ActionForm>
        </details>
    }
}
