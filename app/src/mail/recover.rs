//! `/recovery/new`: sets a password with the code of a mail. For whoever has the mail.

use super::Recover;
use super::code::CodeField;
use super::link_page::{MailLinkPage, Onward};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::link_form::{PasswordFields, error_of};
use crate::ui::Submit;
use leptos::prelude::*;
use locales::mail as m;

const PATH: &str = "/recovery/new";

/// The page.
#[component]
pub fn RecoverPage() -> impl IntoView {
    let lang = use_lang();
    let recover = ServerAction::<Recover>::new();
    let answer = Signal::derive(move || recover.value().get());
    let errors = Signal::derive(move || {
        let refused = answer.get().and_then(Result::err);
        let line = refused.map(|error| (control(&error).to_owned(), error.sentence(lang)));
        line.into_iter().collect::<Vec<_>>()
    });
    let onward = Onward {
        path: "/login",
        words: m::to_login(lang),
        rel: Some("external"),
    };
    view! {
        <MailLinkPage
            title=m::recover_title(lang)
            intro=m::recover_intro(lang)
            path=PATH
            answer
            errors
            done=m::recover_done(lang)
            onward
        >
            <ActionForm action=recover attr:class="login-form" attr:novalidate=true>
                <input type="hidden" name="back" value=href(lang, PATH) />
                <CodeField error=error_of(errors, "code") />
                <PasswordFields errors anew=true />
                <Submit label=m::recover_submit(lang) pending=recover.pending() />
            </ActionForm>
            <p>
                <a href=href(lang, "/recovery")>{m::recovery_title(lang)}</a>
            </p>
        </MailLinkPage>
    }
}

/// The control that a refusal is about.
fn control(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } if code == "PASSWORD_AGAIN" => "again",
        AppError::Invalid { code, .. } if code.starts_with("PASSWORD") => "password",
        _ => "code",
    }
}
