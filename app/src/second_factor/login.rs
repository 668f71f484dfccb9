//! `/login/second`: the second step of a sign-in. Open to everybody; it does nothing without a first.

use super::{FinishSignIn, awaits_second_step};
use crate::accounts::{local_path, with_query};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::passkeys::{Purpose, UsePasskey};
use crate::ui::{FormHead, Loaded, Notice, Submit, TextField};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::second_factor as m;

/// Asks for a code: `?next=` says where to go then.
#[component]
pub fn SecondStepPage() -> impl IntoView {
    let lang = use_lang();
    let finish = ServerAction::<FinishSignIn>::new();
    // The page is loaded anew, so that everything on it is drawn for the new visitor.
    Effect::new(move |_| {
        if let Some(Ok(next)) = finish.value().get() {
            let _ = window().location().set_href(&next);
        }
    });
    let waits = crate::wire::blocking_data(|| (), |()| awaits_second_step());
    let by_passkey = RwSignal::new(None::<AppError>);
    // What a passkey was refused for is over once a code is sent.
    Effect::new(move |_| {
        if finish.pending().get() {
            by_passkey.set(None);
        }
    });
    let by_code = move || finish.value().get().and_then(Result::err);
    let refused = Signal::derive(move || by_passkey.get().or_else(by_code));
    let over = Memo::new(move |_| refused.with(|error| error.as_ref().is_some_and(is_over)));
    let sentence = Signal::derive(move || refused.get().map(|error| error.sentence(lang)));
    let errors = Signal::derive(move || {
        let place = match (over.get(), by_passkey.with(Option::is_some)) {
            (true, _) => "",
            (false, true) => "use-passkey",
            (false, false) => "code",
        };
        let line = |sentence| (place.to_owned(), sentence);
        sentence.get().map(line).into_iter().collect::<Vec<_>>()
    });
    let wrong_code = Signal::derive(move || {
        let error = by_code()?;
        by_passkey
            .with(Option::is_none)
            .then(|| error.sentence(lang))
    });
    let query = use_query_map().get_untracked();
    let next = local_path(query.get_str("next").unwrap_or(&href(lang, "/"))).to_owned();
    let again = with_query(&href(lang, "/login"), "next", &next);
    view! {
        <FormHead
            title=m::step_title(lang)
            description=m::step_intro(lang)
            path="/login/second"
            errors
        />
        <div class="login">
            <h1>{m::step_title(lang)}</h1>
            <Loaded resource=waits let:waits>
                {match waits {
                    Some(step) => {
                        let by_passkey = step.by_passkey.then_some(by_passkey);
                        view! { <Ways finish wrong_code by_passkey next=next.clone() /> }.into_any()
                    }
                    None => view! { <Notice>{m::step_over(lang)}</Notice> }.into_any(),
                }}
            </Loaded>
            <p>
                <a href=again rel="external">
                    {m::step_again(lang)}
                </a>
            </p>
        </div>
    }
}

/// The form for a code, and the button for a passkey where there is one.
#[component]
fn Ways(
    finish: ServerAction<FinishSignIn>,
    wrong_code: Signal<Option<String>>,
    by_passkey: Option<RwSignal<Option<AppError>>>,
    next: String,
) -> impl IntoView {
    let passkey = by_passkey.map(|refused| {
        let (purpose, next) = (Purpose::SignIn, next.clone());
        view! { <UsePasskey purpose next refused /> }
    });
    view! {
        <CodeForm finish error=wrong_code next />
        {passkey}
    }
}

fn is_over(error: &AppError) -> bool {
    matches!(error, AppError::Invalid { code, .. } if code == "FACTOR_PENDING_OVER")
}

#[component]
fn CodeForm(
    finish: ServerAction<FinishSignIn>,
    error: Signal<Option<String>>,
    next: String,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <p class="login-intro">{m::step_intro(lang)}</p>
        <ActionForm action=finish attr:class="login-form" attr:novalidate=true>
            <input type="hidden" name="next" value=next />
            <TextField
                id="code"
                name="code"
                label=m::code(lang)
                hint=Some(m::step_hint(lang).to_owned())
                error
                autocomplete="one-time-code"
            />
            <Submit label=m::step_submit(lang) pending=finish.pending() />
        </ActionForm>
    }
}
