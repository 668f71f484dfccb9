//! `/mail/off/:token`: switches mails of one kind off. For whoever has such a mail. Mail programs post to
//! the same address without showing it (RFC 8058).

use super::{SwitchMailOff, mail_off_page};
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{FormHead, Loaded, Notice, Submit};
use domain::mail::MailSwitch;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, mail as m};

/// The page.
#[component]
pub fn MailOffPage() -> impl IntoView {
    let lang = use_lang();
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let switch = ServerAction::<SwitchMailOff>::new();
    let asked = token.clone();
    let page = crate::wire::blocking_data(move || asked.clone(), mail_off_page);
    let errors = Signal::derive(move || {
        let refused = switch.value().get().and_then(Result::err);
        let line = |error: crate::error::AppError| (String::new(), error.sentence(lang));
        refused.map(line).into_iter().collect::<Vec<_>>()
    });
    let path = format!("/mail/off/{token}");
    view! {
        <FormHead
            title=m::off_title(lang)
            description=m::off_title(lang)
            path=path.clone()
            errors
        />
        <div class="login">
            <h1>{m::off_title(lang)}</h1>
            <Loaded resource=page let:page>
                {match page {
                    Some(kind) => {
                        view! { <Off kind switch token=token.clone() path=path.clone() /> }
                            .into_any()
                    }
                    None => view! { <Notice>{m::off_gone(lang)}</Notice> }.into_any(),
                }}
            </Loaded>
            <p>
                <a href=href(lang, "/account/mail")>{m::to_mail(lang)}</a>
            </p>
        </div>
    }
}

#[component]
fn Off(
    kind: MailSwitch,
    switch: ServerAction<SwitchMailOff>,
    token: String,
    path: String,
) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let label = match kind {
        MailSwitch::Notice(kind) => kind.label(lang),
        MailSwitch::Digest => m::digest_kind(lang),
    };
    let done = move || {
        let value = switch.value().get();
        let by_form = value.is_none() && query.with(|query| query.get("done").is_some());
        (by_form || value.is_some_and(|value| value.is_ok())).then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{m::off_done(lang, label)}</p>
                </Notice>
            }
        })
    };
    view! {
        {redrawn(done)}
        <p class="login-intro">{m::off_intro(lang, label)}</p>
        <ActionForm action=switch attr:class="login-form">
            <input type="hidden" name="token" value=token />
            <input type="hidden" name="back" value=href(lang, &path) />
            <Submit label=m::off_submit(lang) pending=switch.pending() />
        </ActionForm>
    }
}
