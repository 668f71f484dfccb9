//! What is common to the pages behind a link that works once: whoever has it chooses a password, and at
//! first a name.

use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{FormHead, TextField};
use leptos::prelude::*;
use locales::{mail, organisations as o, people};

/// The answer to such a form: the path to go on to.
pub type Answer = Option<Result<String, AppError>>;

/// Ids of controls and what was wrong with each.
pub type Lines = Signal<Vec<(String, String)>>;

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
    errors: Lines,
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

    /// What was wrong, by the id of the control.
    pub const fn errors(self) -> Lines {
        self.errors
    }
}

/// What was wrong with one control.
pub fn error_of(errors: Lines, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        errors.with(|errors| {
            let found = errors.iter().find(|(of, _)| of == field);
            found.map(|(_, sentence)| sentence.clone())
        })
    })
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
    /// What was wrong with its form.
    errors: Lines,
    /// What stands under the heading.
    children: Children,
) -> impl IntoView {
    view! {
        <FormHead title description path errors />
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
            error=error_of(form.errors, "login")
            value=typed.login
            autocomplete="username"
        />
        <TextField
            id="name"
            name="name"
            label=people::name(lang)
            hint=Some(name_hint.to_owned())
            error=error_of(form.errors, "name")
            value=typed.name
            autocomplete="name"
        />
    }
}

/// What travels unseen with the form of a link: its code, and where to go then.
#[component]
pub fn LinkFields(
    /// The code of the link.
    code: String,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <input type="hidden" name="code" value=code />
        <input type="hidden" name="next" value=href(lang, "/login") />
    }
}

/// The password that is chosen, twice.
#[component]
pub fn PasswordFields(
    /// What was wrong with the form.
    errors: Lines,
    /// Whether it takes the place of another one.
    #[prop(optional)]
    anew: bool,
) -> impl IntoView {
    let lang = use_lang();
    let (label, again) = match anew {
        true => (mail::password(lang), mail::again(lang)),
        false => (o::password(lang), o::again(lang)),
    };
    view! {
        <TextField
            id="password"
            name="password"
            kind="password"
            label
            hint=Some(o::password_hint(lang).to_owned())
            error=error_of(errors, "password")
            autocomplete="new-password"
        />
        <TextField
            id="again"
            name="again"
            kind="password"
            label=again
            error=error_of(errors, "again")
            autocomplete="new-password"
        />
    }
}
