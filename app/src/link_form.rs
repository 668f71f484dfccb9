//! What is common to the pages behind a link that works once: whoever has it chooses a password, and at
//! first a name.

use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{ErrorSummary, PageHead, TextField};
use leptos::prelude::*;
use locales::{organisations as o, people, ui};

/// The answer to such a form: the path to go on to.
pub type Answer = Option<Result<String, AppError>>;

/// What somebody who follows a link says of himself; the passwords never come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Account name.
    pub login: String,
    /// Display name.
    pub name: String,
}

impl TypedForm for Names {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("login", &mut self.login), ("name", &mut self.name)]
    }
}

/// The form of such a page: what was typed, and what was wrong with it.
#[derive(Clone, Copy)]
pub struct LinkForm {
    answer: Signal<Answer>,
    gone: &'static str,
    errors: Signal<Vec<(String, String)>>,
}

impl LinkForm {
    /// Follows the answers; once the password is set, the next page is loaded.
    ///
    /// `gone` says that the link does not work any more.
    pub fn new(answer: Signal<Answer>, gone: &'static str) -> Self {
        let lang = use_lang();
        // The page is loaded anew: the browser is asked whether it is to keep the password.
        Effect::new(move |_| {
            if let Some(Ok(next)) = answer.get() {
                let _ = window().location().set_href(&next);
            }
        });
        let errors = Signal::derive(move || {
            let refused = answer.get().and_then(Result::err);
            let place = |error: AppError| {
                let sentence = match &error {
                    AppError::NotFound => gone.to_owned(),
                    other => other.sentence(lang),
                };
                (field_of(&error).to_owned(), sentence)
            };
            refused.map(place).into_iter().collect()
        });
        Self {
            answer,
            gone,
            errors,
        }
    }

    /// That the link does not work any more.
    pub const fn gone(self) -> &'static str {
        self.gone
    }

    fn typed(self) -> Names {
        self.answer
            .with_untracked(|answer| Names::of(answer.as_ref().and_then(|a| a.as_ref().err())))
    }

    fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.errors.with(|errors| {
                let found = errors.iter().find(|(of, _)| of == field);
                found.map(|(_, sentence)| sentence.clone())
            })
        })
    }
}

/// The control that a refusal is about.
fn field_of(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } if code.starts_with("LOGIN") => "login",
        AppError::Invalid { code, .. } if code.starts_with("NAME") => "name",
        AppError::Invalid { code, .. } if code.starts_with("PASSWORD") => "password",
        _ => "",
    }
}

/// The frame of such a page.
#[component]
pub fn LinkPage(
    /// Its heading.
    title: &'static str,
    /// What it is for, to whoever has not opened it.
    description: &'static str,
    /// What its head names as its address. Never the link, which is the person's.
    path: &'static str,
    /// Its form.
    form: LinkForm,
    /// What stands under the heading.
    children: Children,
) -> impl IntoView {
    let lang = use_lang();
    let errors = form.errors;
    let tab = move || match errors.with(Vec::is_empty) {
        true => title.to_owned(),
        false => ui::error_page_title(lang, title),
    };
    view! {
        <PageHead title description path />
        <crate::ui::TabTitle text=move || ui::page_title(lang, tab()) />
        <ErrorSummary errors />
        <div class="login">
            <h1>{title}</h1>
            {children()}
        </div>
    }
}

/// The names of a new account.
#[component]
pub fn NameFields(
    /// Its form.
    form: LinkForm,
    /// Who will see the display name.
    name_hint: &'static str,
) -> impl IntoView {
    let lang = use_lang();
    let typed = form.typed();
    view! {
        <TextField
            id="login"
            name="login"
            label=o::login(lang)
            hint=Some(o::login_hint(lang).to_owned())
            error=form.error("login")
            value=typed.login
            autocomplete="username"
        />
        <TextField
            id="name"
            name="name"
            label=people::name(lang)
            hint=Some(name_hint.to_owned())
            error=form.error("name")
            value=typed.name
            autocomplete="name"
        />
    }
}

/// The password, twice, and what travels with it unseen: the code of the link and where to go then.
#[component]
pub fn PasswordFields(
    /// Its form.
    form: LinkForm,
    /// The code of the link.
    code: String,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <input type="hidden" name="code" value=code />
        <input type="hidden" name="next" value=href(lang, "/login") />
        <TextField
            id="password"
            name="password"
            kind="password"
            label=o::password(lang)
            hint=Some(o::password_hint(lang).to_owned())
            error=form.error("password")
            autocomplete="new-password"
        />
        <TextField
            id="again"
            name="again"
            kind="password"
            label=o::again(lang)
            autocomplete="new-password"
        />
    }
}
