//! `/account/confirm`: takes a fresh proof of identity and goes back. For whoever is signed in.

use super::{Prove, proof_page};
use crate::accounts::{local_path, with_query};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::passkeys::{Purpose, UsePasskey};
use crate::ui::visitor::proof_link;
use crate::ui::{FormHead, Loaded, Submit, TextField};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Lang, second_factor as m};

/// The address of the page that takes a proof and comes back to `here`, when `sentence` says that one
/// is wanted: error summaries lead there.
pub fn confirm_link(lang: Lang, sentence: &str, here: &str) -> Option<String> {
    let wanted = AppError::Invalid {
        code: "STEP_UP_REQUIRED".into(),
        args: Vec::new(),
    };
    let page = href(lang, "/account/confirm");
    (wanted.sentence(lang) == sentence).then(|| with_query(&page, "next", here))
}

/// Leads to a proof of identity and back to this page, which then shows what it masks now.
#[component]
pub fn RevealLink() -> impl IntoView {
    let lang = use_lang();
    let to = proof_link();
    view! {
        <a href=move || to.get() rel="external">
            {m::reveal(lang)}
        </a>
    }
}

/// Asks for a proof: `?next=` says where to go then.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let lang = use_lang();
    let prove = ServerAction::<Prove>::new();
    Effect::new(move |_| {
        if let Some(Ok(next)) = prove.value().get() {
            let _ = window().location().set_href(&next);
        }
    });
    let page = crate::wire::blocking_data(|| (), |()| proof_page());
    let error = Signal::derive(move || {
        let refused = prove.value().get().and_then(Result::err);
        refused.map(|error| error.sentence(lang))
    });
    let by_passkey = RwSignal::new(None::<AppError>);
    // What a passkey was refused for is over once a code is sent.
    Effect::new(move |_| {
        if prove.pending().get() {
            by_passkey.set(None);
        }
    });
    let errors = Signal::derive(move || {
        let refused = by_passkey.get().map(|error| error.sentence(lang));
        let line = match refused {
            Some(sentence) => Some(("use-passkey".to_owned(), sentence)),
            None => error.get().map(|sentence| ("proof".to_owned(), sentence)),
        };
        line.into_iter().collect::<Vec<_>>()
    });
    let query = use_query_map().get_untracked();
    let next = local_path(query.get_str("next").unwrap_or(&href(lang, "/account"))).to_owned();
    view! {
        <FormHead
            title=m::confirm_title(lang)
            description=m::confirm_intro(lang)
            path="/account/confirm"
            errors
        />
        <div class="login">
            <h1>{m::confirm_title(lang)}</h1>
            <Loaded resource=page let:page>
                <ProofForm by_code=page.by_code prove error next=next.clone() />
                {page
                    .by_passkey
                    .then(|| {
                        let (purpose, next) = (Purpose::Proof, next.clone());
                        view! { <UsePasskey purpose next refused=by_passkey /> }
                    })}
            </Loaded>
        </div>
    }
}

#[component]
fn ProofForm(
    by_code: bool,
    prove: ServerAction<Prove>,
    error: Signal<Option<String>>,
    next: String,
) -> impl IntoView {
    let lang = use_lang();
    let (kind, label, hint, fill) = match by_code {
        true => ("text", m::code(lang), m::step_hint(lang), "one-time-code"),
        false => (
            "password",
            m::password(lang),
            m::password_hint(lang),
            "current-password",
        ),
    };
    view! {
        <p class="login-intro">{m::confirm_intro(lang)}</p>
        <p>{m::confirm_form(lang)}</p>
        <ActionForm action=prove attr:class="login-form" attr:novalidate=true>
            <input type="hidden" name="next" value=next />
            <TextField
                id="proof"
                name="proof"
                kind
                label
                hint=Some(hint.to_owned())
                error
                autocomplete=fill
            />
            <Submit label=m::confirm_submit(lang) pending=prove.pending() />
        </ActionForm>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_refusal_that_wants_a_proof_leads_there() {
        for lang in [Lang::Zh, Lang::En] {
            let sentence = locales::errors_text(lang, "STEP_UP_REQUIRED", &[]);
            let link = confirm_link(lang, &sentence, "/admin/lots?q=1").unwrap();
            assert!(link.ends_with("/account/confirm?next=%2Fadmin%2Flots%3Fq%3D1"));
            let other = locales::errors_text(lang, "FACTOR_WRONG", &[]);
            assert_eq!(confirm_link(lang, &other, "/"), None);
        }
    }
}
