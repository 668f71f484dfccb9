//! `/mail/confirm`: confirms a mail address with the code of the mail that went there. For whoever has the
//! mail.

use super::ConfirmMail;
use super::code::CodeField;
use crate::lang::{href, use_lang};
use crate::ui::erased::{Shown, redrawn};
use crate::ui::{ErrorSummary, Notice, PageHead, Submit};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{mail as m, ui};

const PATH: &str = "/mail/confirm";

/// The page.
#[component]
pub fn ConfirmMailPage() -> impl IntoView {
    let lang = use_lang();
    let confirm = ServerAction::<ConfirmMail>::new();
    let query = use_query_map();
    let error = Signal::derive(move || {
        let refused = confirm.value().get().and_then(Result::err);
        refused.map(|error| error.sentence(lang))
    });
    let errors = Signal::derive(move || {
        let line = |sentence| ("code".to_owned(), sentence);
        error.get().map(line).into_iter().collect::<Vec<_>>()
    });
    let title = move || match errors.with(Vec::is_empty) {
        true => m::confirm_title(lang).to_owned(),
        false => ui::error_page_title(lang, m::confirm_title(lang)),
    };
    let is_done = move || {
        let value = confirm.value().get();
        let by_form = value.is_none() && query.with(|query| query.get("done").is_some());
        by_form || value.is_some_and(|value| value.is_ok())
    };
    let done = move || {
        is_done().then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{m::confirm_done(lang)}</p>
                    <p>
                        <a href=href(lang, "/account/mail")>{m::to_mail(lang)}</a>
                    </p>
                </Notice>
            }
        })
    };
    view! {
        <PageHead title=m::confirm_title(lang) description=m::confirm_intro(lang) path=PATH />
        <crate::ui::TabTitle text=move || ui::page_title(lang, title()) />
        <ErrorSummary errors />
        <div class="login">
            <h1>{m::confirm_title(lang)}</h1>
            {redrawn(done)}
            <Shown when=move || !is_done()>
                <p class="login-intro">{m::confirm_intro(lang)}</p>
                <ActionForm action=confirm attr:class="login-form" attr:novalidate=true>
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    <CodeField error />
                    <Submit label=m::confirm_submit(lang) pending=confirm.pending() />
                </ActionForm>
            </Shown>
        </div>
    }
}
