//! `/mail/confirm`: confirms a mail address with the code of the mail that went there. For whoever has the
//! mail.

use super::ConfirmMail;
use super::code::CodeField;
use super::link_page::{MailLinkPage, Onward};
use crate::lang::{href, use_lang};
use crate::link_form::error_of;
use crate::ui::Submit;
use leptos::prelude::*;
use locales::mail as m;

const PATH: &str = "/mail/confirm";

/// The page.
#[component]
pub fn ConfirmMailPage() -> impl IntoView {
    let lang = use_lang();
    let confirm = ServerAction::<ConfirmMail>::new();
    let answer = Signal::derive(move || confirm.value().get());
    let errors = Signal::derive(move || {
        let refused = answer.get().and_then(Result::err);
        let line = refused.map(|error| ("code".to_owned(), error.sentence(lang)));
        line.into_iter().collect::<Vec<_>>()
    });
    let onward = Onward {
        path: "/account/mail",
        words: m::to_mail(lang),
        rel: None,
    };
    view! {
        <MailLinkPage
            title=m::confirm_title(lang)
            intro=m::confirm_intro(lang)
            path=PATH
            answer
            errors
            done=m::confirm_done(lang)
            onward
        >
            <ActionForm action=confirm attr:class="login-form" attr:novalidate=true>
                <input type="hidden" name="back" value=href(lang, PATH) />
                <CodeField error=error_of(errors, "code") />
                <Submit label=m::confirm_submit(lang) pending=confirm.pending() />
            </ActionForm>
        </MailLinkPage>
    }
}
