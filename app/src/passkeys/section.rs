//! The passkeys of a person on the page of his second factor.

use super::{RemovePasskey, RenamePasskey, add_passkey, begin_passkey, browser};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::{changing, redrawn};
use crate::ui::{Empty, TextField};
use domain::passkeys::{PASSKEYS_MAX, Passkey};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Lang, date_time, passkeys as m};

/// The page that it stands on.
const PATH: &str = "/account/second-factor";

/// What can be done with passkeys.
#[derive(Clone, Copy)]
pub struct PasskeysActions {
    /// Gives one another name.
    pub rename: ServerAction<RenamePasskey>,
    /// Removes one.
    pub remove: ServerAction<RemovePasskey>,
    /// What came of adding the last one: recovery codes with a first factor.
    pub added: RwSignal<Option<Result<Vec<String>, AppError>>>,
    /// How many have been added here: the page is read anew after each.
    pub times: RwSignal<u32>,
    last: RwSignal<Option<Done>>,
}

/// What was done last.
#[derive(Clone, Copy)]
enum Done {
    Added,
    Renamed,
    Removed,
}

impl PasskeysActions {
    /// For a page that has just begun.
    pub fn new() -> Self {
        let actions = Self {
            rename: ServerAction::new(),
            remove: ServerAction::new(),
            added: RwSignal::new(None),
            times: RwSignal::new(0),
            last: RwSignal::new(None),
        };
        Effect::new(move |_| {
            if let Some(Ok(())) = actions.rename.value().get() {
                actions.last.set(Some(Done::Renamed));
            }
        });
        Effect::new(move |_| {
            if let Some(Ok(())) = actions.remove.value().get() {
                actions.last.set(Some(Done::Removed));
            }
        });
        actions
    }

    fn note(self, added: Result<Vec<String>, AppError>) {
        if added.is_ok() {
            self.last.set(Some(Done::Added));
            self.times.update(|times| *times += 1);
        }
        self.added.set(Some(added));
    }

    /// The sentence about what was done last; `by_form` is what a plain form says was.
    pub fn told(self, lang: Lang, by_form: Option<&str>) -> Option<&'static str> {
        match (self.last.get(), by_form) {
            (Some(Done::Added), _) => Some(m::added(lang)),
            (Some(Done::Renamed), _) | (None, Some("renamed")) => Some(m::renamed(lang)),
            (Some(Done::Removed), _) | (None, Some("removed")) => Some(m::removed(lang)),
            (None, _) => None,
        }
    }

    /// Whether the name of a new one was refused.
    pub fn is_name_refused(self) -> bool {
        let is_name = |error: &AppError| matches!(error, AppError::Invalid { code, .. } if code == "PASSKEY_NAME");
        let added = self.added.get().and_then(Result::err);
        added.as_ref().is_some_and(is_name)
    }

    /// Why the last thing was not done.
    pub fn refused(self) -> Option<AppError> {
        let added = self.added.get().and_then(Result::err);
        let removed = self.remove.value().get().and_then(Result::err);
        let renamed = self.rename.value().get().and_then(Result::err);
        added.or(removed).or(renamed)
    }
}

impl Default for PasskeysActions {
    fn default() -> Self {
        Self::new()
    }
}

/// What passkeys are, those there are, and adding one.
#[component]
pub fn Passkeys(
    /// Those there are.
    passkeys: Vec<Passkey>,
    /// Whether they work at the address of this portal.
    work: bool,
    /// What can be done with them.
    actions: PasskeysActions,
    /// What was wrong with the name of a new one.
    #[prop(into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let lang = use_lang();
    let new = match (work, passkeys.len() < PASSKEYS_MAX) {
        (false, _) => view! { <p>{m::no_address(lang)}</p> }.into_any(),
        (true, false) => view! { <p>{m::full(lang, PASSKEYS_MAX)}</p> }.into_any(),
        (true, true) => view! { <New actions error /> }.into_any(),
    };
    let list = if passkeys.is_empty() {
        view! { <Empty reason=m::none(lang) /> }.into_any()
    } else {
        let rows = passkeys.into_iter();
        let rows = rows.map(|passkey| view! { <Row passkey actions /> });
        view! {
            <ul class="passkeys" data-testid="passkeys">
                {rows.collect_view()}
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="passkeys-title">
            <h2 class="section-title" id="passkeys-title">
                {m::title(lang)}
            </h2>
            <p>{m::intro(lang)}</p>
            {list}
            {new}
        </section>
    }
}

/// Adding one: scripts alone reach an authenticator.
#[component]
fn New(actions: PasskeysActions, error: MaybeProp<String>) -> impl IntoView {
    let lang = use_lang();
    let waits = RwSignal::new(false);
    let name = NodeRef::<html::Input>::new();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if waits.get_untracked() {
            return;
        }
        waits.set(true);
        actions.added.set(None);
        let name = name.get_untracked().map(|input| input.value());
        spawn_local(async move {
            let added = added(name.unwrap_or_default()).await;
            waits.set(false);
            actions.note(added);
        });
    };
    let said = move || waits.get().then(|| m::follow(lang));
    view! {
        <noscript>
            <p>{m::needs_scripts(lang)}</p>
        </noscript>
        <form class="form js-only" novalidate=true on:submit=send>
            <TextField
                id="passkey-name"
                name="name"
                label=m::name(lang)
                hint=Some(m::name_hint(lang).to_owned())
                error
                node_ref=name
            />
            <p>
                <button
                    class="button"
                    type="submit"
                    aria-busy=changing(move || waits.get().then_some("true"))
                >
                    {m::add(lang)}
                </button>
            </p>
            <p role="status">{redrawn(said)}</p>
        </form>
    }
}

async fn added(name: String) -> Result<Vec<String>, AppError> {
    if domain::passkeys::named(&name).is_none() {
        return Err(AppError::Invalid {
            code: "PASSKEY_NAME".into(),
            args: Vec::new(),
        });
    }
    let options = begin_passkey().await?;
    let answer = browser::create(&options).await?;
    add_passkey(name, answer).await
}

/// One passkey. Removing it takes two presses: the first opens what it means.
#[component]
fn Row(passkey: Passkey, actions: PasskeysActions) -> impl IntoView {
    let lang = use_lang();
    let hidden = StoredValue::new(format!(" {}", passkey.name));
    let used = match passkey.used_at {
        Some(at) => m::used(lang, date_time(lang, at)),
        None => m::unused(lang).to_owned(),
    };
    let id = passkey.id.get();
    let input = format!("passkey-{id}");
    view! {
        <li>
            <p>
                <strong>{passkey.name.clone()}</strong>
            </p>
            <p class="muted">{m::made(lang, date_time(lang, passkey.made_at))} " " {used}</p>
            <details class="token-end">
                <summary>
                    {m::rename(lang)} <span class="visually-hidden">{hidden.get_value()}</span>
                </summary>
                <ActionForm action=actions.rename attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="id" value=id />
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    <TextField id=input name="name" label=m::name(lang) value=passkey.name />
                    <button class="button" type="submit">
                        {m::rename_confirm(lang)}
                        <span class="visually-hidden">{hidden.get_value()}</span>
                    </button>
                </ActionForm>
            </details>
            <details class="token-end">
                <summary>
                    {m::remove(lang)} <span class="visually-hidden">{hidden.get_value()}</span>
                </summary>
                <p>{m::remove_words(lang)}</p>
                <ActionForm action=actions.remove>
                    <input type="hidden" name="id" value=id />
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    <button class="button button--commit" type="submit">
                        {m::remove_confirm(lang)}
                        <span class="visually-hidden">{hidden.get_value()}</span>
                    </button>
                </ActionForm>
            </details>
        </li>
    }
}
