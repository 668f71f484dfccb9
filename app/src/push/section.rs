//! The part about browsers on the page of notice settings.

use super::browser::{self, Here};
use super::list::{Browsers, Kinds};
use super::{EndPush, SetPushKinds, add_push};
use crate::error::AppError;
use crate::lang::use_lang;
use crate::ui::erased::{changing, redrawn};
use domain::ids::PushId;
use domain::views::PushSettings;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Lang, push as m};

/// What can be done with browsers.
#[derive(Clone, Copy)]
pub struct PushActions {
    /// Ends one.
    pub end: ServerAction<EndPush>,
    /// Changes of what they are told.
    pub kinds: ServerAction<SetPushKinds>,
    /// How often this browser was switched here: the page is read anew after each time.
    pub times: RwSignal<u32>,
    here: RwSignal<Here>,
    waits: RwSignal<bool>,
    refused: RwSignal<Option<AppError>>,
    last: RwSignal<Option<Done>>,
}

/// What was done last.
#[derive(Clone, Copy)]
enum Done {
    Added,
    Ended,
    Kinds,
}

impl PushActions {
    /// For a page that has just begun; looks how this browser stands once it is alive.
    pub fn new() -> Self {
        let actions = Self {
            end: ServerAction::new(),
            kinds: ServerAction::new(),
            times: RwSignal::new(0),
            here: RwSignal::new(Here::Unknown),
            waits: RwSignal::new(false),
            refused: RwSignal::new(None),
            last: RwSignal::new(None),
        };
        Effect::new(move |_| {
            spawn_local(async move {
                actions.here.try_set(browser::look().await);
            });
        });
        Effect::new(move |_| {
            if let Some(Ok(())) = actions.end.value().get() {
                actions.last.set(Some(Done::Ended));
            }
        });
        Effect::new(move |_| {
            if let Some(Ok(())) = actions.kinds.value().get() {
                actions.last.set(Some(Done::Kinds));
            }
        });
        actions
    }

    /// The sentence about what was done last; `by_form` is what a plain form says was.
    pub fn told(self, lang: Lang, by_form: Option<&str>) -> Option<&'static str> {
        match (self.last.get(), by_form) {
            (Some(Done::Added), _) => Some(m::added(lang)),
            (Some(Done::Ended), _) | (None, Some("ended")) => Some(m::ended(lang)),
            (Some(Done::Kinds), _) | (None, Some("kinds")) => Some(m::kinds_saved(lang)),
            (None, _) => None,
        }
    }

    /// Something else on the page was done after it.
    pub fn forget_done(self) {
        self.last.set(None);
    }

    /// Why the last thing was not done.
    pub fn refused(self) -> Option<AppError> {
        let ended = self.end.value().get().and_then(Result::err);
        let kinds = self.kinds.value().get().and_then(Result::err);
        self.refused.get().or(ended).or(kinds)
    }

    /// Lets this browser be told. The question comes while the press is being handled.
    fn turn_on(self, key: String, lang: Lang) {
        let asked = browser::ask();
        self.begin();
        spawn_local(async move {
            let made = browser::subscribe(asked, &key).await;
            let added = match made {
                Ok(made) => {
                    let english = lang.is_english();
                    let (endpoint, key, secret) = (made.endpoint, made.public_key, made.secret);
                    add_push(endpoint, key, secret, english).await
                }
                Err(error) => Err(error),
            };
            if added.is_err() {
                browser::forget().await;
            }
            self.finish(added.map(|()| Done::Added)).await;
        });
    }

    /// Lets this browser be told nothing any more.
    fn turn_off(self, id: PushId) {
        self.begin();
        spawn_local(async move {
            browser::forget().await;
            let ended = super::end_push(id.get(), String::new()).await;
            self.finish(ended.map(|()| Done::Ended)).await;
        });
    }

    fn begin(self) {
        self.waits.set(true);
        self.refused.set(None);
    }

    async fn finish(self, done: Result<Done, AppError>) {
        let here = browser::look().await;
        self.here.try_set(here);
        self.waits.try_set(false);
        match done {
            Ok(done) => {
                self.last.try_set(Some(done));
                self.times.try_update(|times| *times += 1);
            }
            Err(error) => {
                self.refused.try_set(Some(error));
            }
        }
    }
}

impl Default for PushActions {
    fn default() -> Self {
        Self::new()
    }
}

/// What it is, how this browser stands, the browsers that are told, and of what.
#[component]
pub fn Push(
    /// The browsers of the account.
    settings: PushSettings,
    /// What can be done with them.
    actions: PushActions,
) -> impl IntoView {
    let lang = use_lang();
    let own: Vec<(String, PushId)> = settings
        .browsers
        .iter()
        .map(|browser| (browser.mark.clone(), browser.id))
        .collect();
    let here = match settings.key {
        Some(key) => view! { <ThisBrowser key own actions /> }.into_any(),
        None => view! { <p>{m::not_offered(lang)}</p> }.into_any(),
    };
    let told = (!settings.browsers.is_empty())
        .then(|| view! { <Kinds off=settings.off.clone() actions /> });
    view! {
        <section class="section" aria-labelledby="push-title" data-testid="push">
            <h2 class="section-title" id="push-title">
                {m::title(lang)}
            </h2>
            <p>{m::intro(lang)}</p>
            <p class="field-hint">{m::service_hint(lang)}</p>
            {here}
            <Browsers browsers=settings.browsers actions />
            {told}
        </section>
    }
}

/// How this browser stands, and the button that changes it.
#[component]
fn ThisBrowser(key: String, own: Vec<(String, PushId)>, actions: PushActions) -> impl IntoView {
    let lang = use_lang();
    let (key, own) = (StoredValue::new(key), StoredValue::new(own));
    let listed = move |mark: &str| {
        own.with_value(|own| own.iter().find(|(one, _)| one == mark).map(|(_, id)| *id))
    };
    let words = move || match actions.here.get() {
        Here::Unknown => m::looking(lang),
        Here::Unable => m::unable(lang),
        Here::Refused => m::refused(lang),
        Here::Subscribed(mark) if listed(&mark).is_some() => m::here_on(lang),
        Here::Off | Here::Subscribed(_) => m::here_off(lang),
    };
    let code = move || match actions.here.get() {
        Here::Unknown => "unknown",
        Here::Unable => "unable",
        Here::Refused => "refused",
        Here::Subscribed(mark) if listed(&mark).is_some() => "on",
        Here::Off | Here::Subscribed(_) => "off",
    };
    let button = move || {
        let id = match actions.here.get() {
            Here::Off => None,
            Here::Subscribed(mark) => listed(&mark),
            Here::Unknown | Here::Unable | Here::Refused => return None,
        };
        let press = move |_| {
            if actions.waits.get_untracked() {
                return;
            }
            match id {
                Some(id) => actions.turn_off(id),
                None => actions.turn_on(key.get_value(), lang),
            }
        };
        let label = match id {
            Some(_) => m::turn_off(lang),
            None => m::turn_on(lang),
        };
        Some(view! {
            <p>
                <button
                    class="button"
                    type="button"
                    aria-busy=changing(move || actions.waits.get().then_some("true"))
                    on:click=press
                >
                    {label}
                </button>
            </p>
        })
    };
    view! {
        <noscript>
            <p>{m::needs_scripts(lang)}</p>
        </noscript>
        <div class="js-only" data-testid="push-here" data-state=changing(code)>
            <p role="status">{redrawn(words)}</p>
            {redrawn(button)}
        </div>
    }
}
