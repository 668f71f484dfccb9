//! The token that has just been made: the only time its secret is shown.

use crate::lang::use_lang;
use crate::ui::Notice;
use domain::tokens::NewToken;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Lang, account as m};

/// The secret with a button that copies it, and that it is never shown again. It takes the focus
/// when it appears.
#[component]
pub fn Made(
    /// The token with its secret.
    made: NewToken,
) -> impl IntoView {
    let lang = use_lang();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let secret = made.secret.clone();
    view! {
        <Notice tone="success">
            <section class="token-made" aria-labelledby="token-made-title">
                <h2 id="token-made-title" tabindex="-1" node_ref=heading>
                    {m::made_title(lang, made.token.name)}
                </h2>
                <p>
                    <strong>{m::made_once(lang)}</strong>
                </p>
                <p class="token-secret">
                    <code data-testid="secret">{made.secret}</code>
                </p>
                <Copy secret />
            </section>
        </Notice>
    }
}

/// Copies the secret. It needs a script, so the button is seen only when the page is alive.
#[component]
fn Copy(secret: String) -> impl IntoView {
    let lang = use_lang();
    let said = RwSignal::new(String::new());
    let secret = StoredValue::new(secret);
    let copy = move |_| {
        spawn_local(async move {
            let copied = copy(&secret.get_value()).await;
            said.set(outcome(lang, copied).to_owned());
        });
    };
    view! {
        <p class="js-only">
            <button class="button" type="button" on:click=copy>
                {m::copy(lang)}
            </button>
        </p>
        <p class="token-said" role="status">
            {said}
        </p>
    }
}

fn outcome(lang: Lang, copied: bool) -> &'static str {
    if copied {
        m::copied(lang)
    } else {
        m::copy_failed(lang)
    }
}

/// Puts `text` on the clipboard; false when the browser does not let a page do that, as on an
/// address without encryption.
async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return false;
    }
    js_sys::futures::JsFuture::from(clipboard.write_text(text))
        .await
        .is_ok()
}
