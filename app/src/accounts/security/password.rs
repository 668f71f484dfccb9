//! The form that changes a password.

use super::ChangePassword;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Submit, TextField};
use leptos::prelude::*;
use locales::security as m;

/// The old password once and the new one twice; nothing that was typed comes back.
#[component]
pub fn PasswordForm(
    /// Changes it.
    change: ServerAction<ChangePassword>,
    /// Why it was not changed.
    refused: Signal<Option<AppError>>,
    /// The account name, for whatever keeps passwords.
    login: String,
) -> impl IntoView {
    let lang = use_lang();
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let error = refused.get()?;
            (control(&error) == id).then(|| error.sentence(lang))
        })
    };
    view! {
        <section class="section" aria-labelledby="password-title">
            <h2 class="section-title" id="password-title">
                {m::password_title(lang)}
            </h2>
            <p>{m::password_intro(lang)}</p>
            <ActionForm action=change attr:class="login-form" attr:novalidate=true>
                <input type="hidden" name="back" value=href(lang, "/account/security") />
                <input type="text" name="username" value=login autocomplete="username" hidden />
                <TextField
                    id="old"
                    name="old"
                    kind="password"
                    label=m::old(lang)
                    error=error("old")
                    autocomplete="current-password"
                />
                <TextField
                    id="new"
                    name="new"
                    kind="password"
                    label=m::new(lang)
                    hint=Some(m::new_hint(lang).to_owned())
                    error=error("new")
                    autocomplete="new-password"
                />
                <TextField
                    id="again"
                    name="again"
                    kind="password"
                    label=m::again(lang)
                    error=error("again")
                    autocomplete="new-password"
                />
                <Submit label=m::submit(lang) pending=change.pending() />
            </ActionForm>
        </section>
    }
}

/// The id of the control that a refusal means.
pub fn control(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } => match code.as_str() {
            "PASSWORD_AGAIN" => "again",
            "PASSWORD_LENGTH" | "PASSWORD_COMMON" | "PASSWORD_HAS_NAME" | "PASSWORD_UNCHANGED"
            | "PASSWORD_KINDS" | "PASSWORD_FORMER" => "new",
            _ => "old",
        },
        _ => "old",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_stands_at_its_control() {
        for (code, at) in [
            ("PASSWORD_AGAIN", "again"),
            ("PASSWORD_LENGTH", "new"),
            ("PASSWORD_COMMON", "new"),
            ("PASSWORD_HAS_NAME", "new"),
            ("PASSWORD_KINDS", "new"),
            ("PASSWORD_FORMER", "new"),
            ("PASSWORD_OLD_WRONG", "old"),
            ("SIGN_IN_WAIT", "old"),
        ] {
            let error = AppError::Invalid {
                code: code.into(),
                args: Vec::new(),
            };
            assert_eq!(control(&error), at, "{code}");
        }
    }
}
