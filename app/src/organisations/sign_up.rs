//! `/signup`: an organisation applies. For everybody.

use super::SignUpForm;
use super::fields::{Fields, refused, summary};
use crate::lang::use_lang;
use crate::ui::{ErrorSummary, PageHead};
use leptos::prelude::*;
use locales::{organisations as m, ui};

/// The application form.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let lang = use_lang();
    let refused = refused();
    let errors = summary(lang, refused.as_ref());
    let title = match errors.is_empty() {
        true => m::title(lang).to_owned(),
        false => ui::error_page_title(lang, m::title(lang)),
    };
    let errors = Signal::stored(errors);
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path="/signup" />
        <crate::ui::TabTitle text=ui::page_title(lang, title) />
        <ErrorSummary errors />
        <div class="page-head">
            <h1>{m::title(lang)}</h1>
            <p class="lead">{m::intro(lang)}</p>
        </div>
        <Fields first=SignUpForm::default() refused />
    }
}
