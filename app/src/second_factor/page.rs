//! `/account/second-factor`: setting a second factor up, its recovery codes, taking it away. For
//! whoever is signed in.

use super::codes::Codes;
use super::qr::Qr;
use super::{BeginFactor, PostedCodes, RemoveFactor, TakeCodes, confirm_link, factor_page};
use crate::accounts::{local_path, with_query};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::passkeys::{Passkeys, PasskeysActions};
use crate::ui::erased::redrawn;
use crate::ui::{FormHead, Loaded, Notice, Submit, TextField};
use domain::views::{self, FactorOffer};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{date_time, second_factor as m};

/// The page's own address.
const PATH: &str = "/account/second-factor";

/// What the page can do.
#[derive(Clone, Copy)]
struct Actions {
    begin: ServerAction<BeginFactor>,
    codes: ServerAction<TakeCodes>,
    remove: ServerAction<RemoveFactor>,
    passkeys: PasskeysActions,
}

impl Actions {
    fn new() -> Self {
        Self {
            begin: ServerAction::new(),
            codes: ServerAction::new(),
            remove: ServerAction::new(),
            passkeys: PasskeysActions::new(),
        }
    }
}

/// A person's second factor.
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let lang = use_lang();
    let actions = Actions::new();
    let passkeys = actions.passkeys;
    // The answer to a plain form: the server has put it into the page that it sent.
    let posted = crate::wire::rendered_with(use_context::<PostedCodes>);
    let answer = Signal::derive(move || {
        let rendered = || posted.clone().map(|posted| posted.answer);
        actions.codes.value().get().or_else(rendered)
    });
    let made = Memo::new(move |_| {
        let added = passkeys.added.get().and_then(Result::ok);
        let added = added.filter(|codes| !codes.is_empty());
        added.or_else(|| answer.get().and_then(Result::ok))
    });
    let page = crate::wire::blocking_data(
        move || {
            (
                actions.begin.version().get(),
                actions.codes.version().get(),
                actions.remove.version().get(),
                passkeys.rename.version().get(),
                passkeys.remove.version().get(),
                passkeys.times.get(),
            )
        },
        |_| factor_page(),
    );
    let refused = Signal::derive(move || {
        let begun = actions.begin.value().get().and_then(Result::err);
        let removed = actions.remove.value().get().and_then(Result::err);
        let coded = answer.get().and_then(Result::err);
        coded.or(removed).or(begun).or_else(|| passkeys.refused())
    });
    let errors = Signal::derive(move || {
        let place = |error: &AppError| match passkeys.is_name_refused() {
            true => "passkey-name",
            false => control(error),
        };
        let line = |error: AppError| (place(&error).to_owned(), error.sentence(lang));
        refused.get().map(line).into_iter().collect::<Vec<_>>()
    });
    let query = use_query_map();
    let gone = move || {
        let by_form = query.with(|query| query.get("removed").is_some());
        let removed = actions.remove.value().with(|it| matches!(it, Some(Ok(()))));
        (removed || by_form).then(|| view! { <Notice tone="success">{m::removed(lang)}</Notice> })
    };
    let told = move || {
        let by_form = query.with(|query| query.get("passkey"));
        let told = passkeys.told(lang, by_form.as_deref());
        told.map(|told| view! { <Notice tone="success">{told}</Notice> })
    };
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path=PATH errors />
        {redrawn(gone)}
        {redrawn(told)}
        {redrawn(move || made.get().map(|codes| view! { <Codes codes /> }))}
        <Loaded resource=page let:page>
            <Factor page actions refused />
        </Loaded>
    }
}

/// The control that a refusal means; empty when it means none.
fn control(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } if code == "FACTOR_FORM" || code == "FACTOR_WRONG" => "code",
        _ => "",
    }
}

/// The address of this page, which leads on to where `?next=` says.
fn own_address() -> String {
    let own = href(use_lang(), PATH);
    match use_query_map().with_untracked(|query| query.get("next")) {
        Some(next) => with_query(&own, "next", local_path(&next)),
        None => own,
    }
}

/// The way on, for whoever was led here before anything else.
#[component]
fn Onwards() -> impl IntoView {
    let lang = use_lang();
    let next = use_query_map().with_untracked(|query| query.get("next"));
    next.map(|next| {
        view! {
            <p>
                <a class="button button--main" href=local_path(&next).to_owned() rel="external">
                    {m::go_on(lang)}
                </a>
            </p>
        }
    })
}

/// What there is, and what can be done about it.
#[component]
fn Factor(
    page: views::SecondFactorPage,
    actions: Actions,
    refused: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let demanded = page
        .demanded
        .then(|| view! { <Notice tone="warning">{m::demanded(lang)}</Notice> });
    let wanted = locales::errors_text(lang, "STEP_UP_REQUIRED", &[]);
    let confirm = confirm_link(lang, &wanted, &href(lang, PATH)).filter(|_| !page.fresh);
    let confirm = confirm.map(|to| {
        view! {
            <p>
                {m::stale(lang)} " " <a href=to rel="external">
                    {m::confirm_title(lang)}
                </a>
            </p>
        }
    });
    let has_passkeys = !page.passkeys.is_empty();
    let state = match (page.since, has_passkeys) {
        (Some(since), _) => m::on(lang, date_time(lang, since)),
        (None, true) => m::on_by_passkeys(lang).to_owned(),
        (None, false) => m::off(lang).to_owned(),
    };
    let name_error = Signal::derive(move || {
        let passkeys = actions.passkeys;
        let refused = passkeys.refused().filter(|_| passkeys.is_name_refused());
        refused.map(|error| error.sentence(lang))
    });
    let offer = page
        .offer
        .map(|offer| view! { <Offer offer actions refused /> });
    let has = page.since.is_some();
    let has_offer = offer.is_some();
    view! {
        <div class="account-page second-factor">
            <h1>{m::title(lang)}</h1>
            {demanded}
            <p>{m::intro(lang)}</p>
            <p>
                <strong data-testid="factor-state">{state}</strong>
            </p>
            {confirm}
            {offer}
            {(!has_offer).then(|| view! { <Begin has actions /> })}
            <Passkeys
                passkeys=page.passkeys
                work=page.passkeys_work
                actions=actions.passkeys
                error=name_error
            />
            {(has || has_passkeys)
                .then(|| {
                    view! {
                        <Onwards />
                        <Kept left=page.codes_left actions />
                    }
                })}
            {has.then(|| view! { <Removal has_passkeys actions /> })}
            <p>
                <a href=href(lang, "/account")>{m::back(lang)}</a>
            </p>
        </div>
    }
}

/// The button that makes a secret.
#[component]
fn Begin(has: bool, actions: Actions) -> impl IntoView {
    let lang = use_lang();
    let label = match has {
        true => m::replace(lang),
        false => m::begin(lang),
    };
    view! {
        <ActionForm action=actions.begin>
            <input type="hidden" name="back" value=own_address() />
            <Submit label pending=actions.begin.pending() />
        </ActionForm>
    }
}

/// A secret that waits for its first code.
#[component]
fn Offer(offer: FactorOffer, actions: Actions, refused: Signal<Option<AppError>>) -> impl IntoView {
    let lang = use_lang();
    let error = Signal::derive(move || {
        let error = refused.get()?;
        (control(&error) == "code").then(|| error.sentence(lang))
    });
    view! {
        <section class="token-new" aria-labelledby="offer-title">
            <h2 id="offer-title">{m::offer_title(lang)}</h2>
            <ol class="factor-steps">
                <li>{m::offer_app(lang)}</li>
                <li>
                    <p>{m::offer_scan(lang)}</p>
                    <Qr squares=offer.squares />
                    <p>
                        <a href=offer.address rel="external">
                            {m::offer_open(lang)}
                        </a>
                    </p>
                    <p>{m::offer_type(lang)}</p>
                    <p class="token-secret">
                        <code data-testid="factor-secret">{offer.secret}</code>
                    </p>
                </li>
                <li>{m::offer_code(lang)}</li>
            </ol>
            <ActionForm action=actions.codes attr:class="form" attr:novalidate=true>
                <input type="hidden" name="act" value="confirm" />
                <TextField
                    id="code"
                    name="code"
                    label=m::first_code(lang)
                    hint=Some(m::first_code_hint(lang).to_owned())
                    error
                    inputmode="numeric"
                    autocomplete="one-time-code"
                />
                <p>
                    <button class="button button--main" type="submit" formaction=own_address()>
                        {m::offer_confirm(lang)}
                    </button>
                </p>
            </ActionForm>
        </section>
    }
}

/// Recovery codes of a factor that counts.
#[component]
fn Kept(left: u32, actions: Actions) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="section" aria-labelledby="codes-title">
            <h2 class="section-title" id="codes-title">
                {m::codes(lang)}
            </h2>
            <p>{m::codes_left(lang, left)}</p>
            <details class="token-end">
                <summary>{m::renew(lang)}</summary>
                <p>{m::renew_words(lang)}</p>
                <ActionForm action=actions.codes>
                    <input type="hidden" name="act" value="renew" />
                    <button class="button" type="submit" formaction=own_address()>
                        {m::renew_confirm(lang)}
                    </button>
                </ActionForm>
            </details>
        </section>
    }
}

/// The end of the authenticator.
#[component]
fn Removal(has_passkeys: bool, actions: Actions) -> impl IntoView {
    let lang = use_lang();
    let words = match has_passkeys {
        true => m::remove_words_passkeys(lang),
        false => m::remove_words(lang),
    };
    view! {
        <section class="section" aria-labelledby="remove-title">
            <h2 class="section-title" id="remove-title">
                {m::remove_title(lang)}
            </h2>
            <details class="token-end">
                <summary>{m::remove(lang)}</summary>
                <p>{words}</p>
                <ActionForm action=actions.remove>
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    <button class="button button--commit" type="submit">
                        {m::remove_confirm(lang)}
                    </button>
                </ActionForm>
            </details>
        </section>
    }
}
