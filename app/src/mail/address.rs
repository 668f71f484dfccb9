//! `/account/mail`: the mail address of the account, and what is written to it. For whoever is signed in.

use super::{AddressForm, AskMailAddress, RemoveMailAddress, SetMailKinds, mail_settings};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::notices::KindBoxes;
use crate::typed_form::TypedForm;
use crate::ui::erased::redrawn;
use crate::ui::{FormHead, Loaded, Notice, Submit, TextField};
use domain::notices::NoticeKind;
use domain::views::MailSettings;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::mail as m;

const PATH: &str = "/account/mail";

/// What can be done here.
#[derive(Clone, Copy)]
struct Acts {
    ask: ServerAction<AskMailAddress>,
    remove: ServerAction<RemoveMailAddress>,
    kinds: ServerAction<SetMailKinds>,
}

impl Acts {
    /// The refusal that stands on the page, with the id of its control.
    fn refused(self) -> Option<(&'static str, AppError)> {
        let ask = self.ask.value().get().and_then(Result::err);
        let remove = self.remove.value().get().and_then(Result::err);
        let kinds = self.kinds.value().get().and_then(Result::err);
        let of_address = ask.map(|error| ("address", error));
        of_address.or_else(|| remove.or(kinds).map(|error| ("", error)))
    }

    /// What was done last by a script.
    fn done(self) -> Option<&'static str> {
        match () {
            () if matches!(self.kinds.value().get(), Some(Ok(()))) => Some("kinds"),
            () if matches!(self.remove.value().get(), Some(Ok(()))) => Some("removed"),
            () if matches!(self.ask.value().get(), Some(Ok(()))) => Some("asked"),
            () => None,
        }
    }

    fn is_untouched(self) -> bool {
        self.ask.value().with(Option::is_none)
            && self.remove.value().with(Option::is_none)
            && self.kinds.value().with(Option::is_none)
    }
}

/// The page.
#[component]
pub fn MailPage() -> impl IntoView {
    let lang = use_lang();
    let acts = Acts {
        ask: ServerAction::new(),
        remove: ServerAction::new(),
        kinds: ServerAction::new(),
    };
    let settings = crate::wire::blocking_data(
        move || {
            (
                acts.ask.version().get(),
                acts.remove.version().get(),
                acts.kinds.version().get(),
            )
        },
        |_| mail_settings(),
    );
    let errors = Signal::derive(move || {
        let line = |(id, error): (&str, AppError)| (id.to_owned(), error.sentence(lang));
        acts.refused().map(line).into_iter().collect::<Vec<_>>()
    });
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path=PATH errors />
        <Done acts />
        <Loaded resource=settings let:settings>
            <div class="account-page">
                <h1>{m::title(lang)}</h1>
                <p>{m::intro(lang)}</p>
                <p>
                    <a href=href(lang, "/account")>{m::back(lang)}</a>
                </p>
                <Address settings=settings.clone() acts />
                {settings.address.is_some().then(|| view! { <Kinds off=settings.off acts /> })}
            </div>
        </Loaded>
    }
}

/// What was done: by a script, or by the plain form that led here.
#[component]
fn Done(acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let words = move || {
        let of_form = || match query.with(|query| query.get("done")).as_deref() {
            Some("asked") => Some("asked"),
            Some("removed") => Some("removed"),
            Some("kinds") => Some("kinds"),
            _ => None,
        };
        let done = acts
            .done()
            .or_else(|| acts.is_untouched().then(of_form).flatten());
        done.map(|done| match done {
            "asked" => m::asked(lang),
            "removed" => m::removed(lang),
            _ => m::kinds_saved(lang),
        })
    };
    let note = move || {
        words().map(|words| {
            view! {
                <Notice tone="success">
                    <p role="status">{words}</p>
                </Notice>
            }
        })
    };
    redrawn(note)
}

/// The address, the form for another one, and the way to have none.
#[component]
fn Address(settings: MailSettings, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let error = Signal::derive(move || {
        let refused = acts.ask.value().get().and_then(Result::err);
        refused.map(|error| error.sentence(lang))
    });
    let typed = acts.ask.value().with_untracked(|value| {
        AddressForm::of(value.as_ref().and_then(|value| value.as_ref().err()))
    });
    let has_one = settings.address.is_some() || settings.pending.is_some();
    let state = match &settings.address {
        Some(address) => m::address_is(lang, address),
        None => m::address_none(lang).to_owned(),
    };
    let pending = settings.pending.map(|address| {
        view! { <p data-testid="pending">{m::address_pending(lang, address)}</p> }
    });
    view! {
        <section class="section" aria-labelledby="address-title">
            <h2 class="section-title" id="address-title">
                {m::address_title(lang)}
            </h2>
            <p data-testid="address">{state}</p>
            {pending}
            <ActionForm action=acts.ask attr:class="login-form" attr:novalidate=true>
                <input type="hidden" name="back" value=href(lang, PATH) />
                <TextField
                    id="address"
                    name="address"
                    kind="email"
                    label=m::address(lang)
                    hint=Some(m::address_hint(lang).to_owned())
                    error
                    value=typed.address
                    autocomplete="email"
                />
                <Submit label=m::address_submit(lang) pending=acts.ask.pending() />
            </ActionForm>
            {has_one.then(|| view! { <Remove acts /> })}
        </section>
    }
}

/// Takes two presses.
#[component]
fn Remove(acts: Acts) -> impl IntoView {
    let lang = use_lang();
    view! {
        <details class="token-end">
            <summary>{m::remove(lang)}</summary>
            <p>{m::remove_words(lang)}</p>
            <ActionForm action=acts.remove>
                <input type="hidden" name="back" value=href(lang, PATH) />
                <button class="button button--commit" type="submit">
                    {m::remove_confirm(lang)}
                </button>
            </ActionForm>
        </details>
    }
}

/// A box for each kind of notice.
#[component]
fn Kinds(off: Vec<NoticeKind>, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="section" aria-labelledby="kinds-title">
            <h2 class="section-title" id="kinds-title">
                {m::kinds_title(lang)}
            </h2>
            <p class="field-hint">{m::kinds_hint(lang)}</p>
            <ActionForm action=acts.kinds attr:class="form">
                <input type="hidden" name="back" value=href(lang, PATH) />
                <KindBoxes prefix="mail" legend=m::kinds_legend(lang) off />
                <p>
                    <Submit label=m::kinds_save(lang) pending=acts.kinds.pending() />
                </p>
            </ActionForm>
        </section>
    }
}
