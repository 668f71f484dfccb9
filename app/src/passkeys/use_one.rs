//! The button that uses a passkey in the place of a code.

use super::{answer_proof, answer_sign_in, ask_proof, ask_sign_in, browser};
use crate::error::AppError;
use crate::lang::use_lang;
use crate::ui::erased::{changing, redrawn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::passkeys as m;

/// What a passkey is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The second step of a sign-in.
    SignIn,
    /// A fresh proof of identity.
    Proof,
}

/// Asks the server, the authenticator, and the server again; answers with the path to go to.
async fn used(purpose: Purpose, next: String) -> Result<String, AppError> {
    let options = match purpose {
        Purpose::SignIn => ask_sign_in().await?,
        Purpose::Proof => ask_proof().await?,
    };
    let answer = browser::get(&options).await?;
    match purpose {
        Purpose::SignIn => answer_sign_in(answer, next).await,
        Purpose::Proof => answer_proof(answer, next).await,
    }
}

/// The button, and a sentence for whoever has no scripts.
#[component]
pub fn UsePasskey(
    /// What it is used for.
    purpose: Purpose,
    /// Where to go then.
    next: String,
    /// Why it was refused; the page lists it among its errors.
    refused: RwSignal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let waits = RwSignal::new(false);
    let next = StoredValue::new(next);
    let press = move |_| {
        if waits.get_untracked() {
            return;
        }
        waits.set(true);
        refused.set(None);
        spawn_local(async move {
            match used(purpose, next.get_value()).await {
                Ok(next) => {
                    // The page is loaded anew, so that everything on it is drawn for whoever it is.
                    let _ = window().location().set_href(&next);
                }
                Err(error) => {
                    refused.set(Some(error));
                    waits.set(false);
                }
            }
        });
    };
    let said = move || waits.get().then(|| m::follow(lang));
    view! {
        <section class="passkey-use" aria-labelledby="use-passkey-title">
            <h2 class="visually-hidden" id="use-passkey-title">
                {m::title(lang)}
            </h2>
            <noscript>
                <p>{m::needs_scripts(lang)}</p>
            </noscript>
            <p class="js-only">
                <button
                    class="button"
                    id="use-passkey"
                    type="button"
                    aria-busy=changing(move || waits.get().then_some("true"))
                    on:click=press
                >
                    {m::use_one(lang)}
                </button>
            </p>
            <p role="status">{redrawn(said)}</p>
        </section>
    }
}
