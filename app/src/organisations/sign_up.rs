//! `/signup`: an organisation applies. For everybody.

use super::SignUpForm;
use super::fields::{Fields, refused, summary};
use crate::lang::use_lang;
use crate::ui::FormHead;
use leptos::prelude::*;
use locales::organisations as m;

/// The application form.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let lang = use_lang();
    let refused = refused();
    let errors = summary(lang, refused.as_ref());
    let errors = Signal::stored(errors);
    view! {
        <FormHead title=m::title(lang) description=m::intro(lang) path="/signup" errors />
        <div class="page-head">
            <h1>{m::title(lang)}</h1>
            <p class="lead">{m::intro(lang)}</p>
        </div>
        <Fields first=SignUpForm::default() refused />
    }
}
