//! `/host/sessions/:id/check-in`: the door of a session on a phone. Without scripts a plain form; with them
//! everything goes on without a network.

use super::desk::HostPlaces;
use super::door_list::People;
use super::phone::{Link, Phone};
use super::scanner::{Scanner, can_scan};
use super::{CheckInCode, check_in_desk};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{Loaded, Notice, PageHead};
use domain::ids::SessionId;
use domain::registrations::CheckInOutcome;
use domain::views::CheckInDesk;
use gloo_timers::future::TimeoutFuture;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, registrations as m};
use std::time::Duration;

/// How often it is tried again to send what waits.
const AGAIN: Duration = Duration::from_secs(3);
/// How often the camera is looked through, ms.
const LOOK_MS: u32 = 250;

/// The page.
#[component]
pub fn CheckInPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|map| map.get("id").unwrap_or_default());
    let desk = crate::wire::blocking_data(
        move || id.clone(),
        |id| async move {
            let id: SessionId = id.parse().map_err(|_| AppError::NotFound)?;
            check_in_desk(id).await
        },
    );
    view! {
        <div class="office desk door">
            <Loaded resource=desk let:desk>
                <Door desk />
            </Loaded>
        </div>
    }
}

#[component]
fn Door(desk: CheckInDesk) -> impl IntoView {
    let lang = use_lang();
    let session = desk.session.id;
    let path = format!("/host/sessions/{session}/check-in");
    let title = desk.session.title.pick(lang.is_english()).to_owned();
    let public = href(lang, &format!("/sessions/{}", desk.session.slug));
    let phone = Phone::new(desk);
    let alive = RwSignal::new(false);
    listen(phone, alive);
    let here = move || {
        let here = phone.desk.with(CheckInDesk::here);
        m::door_here(lang, here.people, here.units)
    };
    let state = move || alive.get().then(|| state_words(lang, phone));
    view! {
        <PageHead title=m::door_title(lang) description=m::door_intro(lang) path />
        <HostPlaces session here="check-in" title=m::door_title(lang) />
        <div class="page-head">
            <h1>{m::door_title(lang)}</h1>
            <p>
                <a href=public>{title}</a>
            </p>
        </div>
        <p class="office-intro">{m::door_intro(lang)}</p>
        <p class="door-here" data-testid="door-here">
            {here}
        </p>
        <p class="door-state" role="status" data-testid="door-state">
            {state}
        </p>
        <Answer phone />
        <CodeForm session phone />
        <Camera phone alive />
        <People session phone />
    }
}

/// Takes up what was left, and tries again while something waits.
fn listen(phone: Phone, alive: RwSignal<bool>) {
    Effect::new(move |_| {
        alive.set(true);
        phone.wake();
        let gone = window_event_listener_untyped("offline", move |_| {
            phone.link.set(Link::Offline);
        });
        let back = window_event_listener_untyped("online", move |_| {
            phone.link.set(Link::Online);
            phone.send();
        });
        on_cleanup(move || {
            gone.remove();
            back.remove();
        });
        if let Ok(handle) = set_interval_with_handle(move || phone.send(), AGAIN) {
            on_cleanup(move || handle.clear());
        }
    });
}

fn state_words(lang: Lang, phone: Phone) -> String {
    let count = phone.queue.with(Vec::len);
    match phone.link.get() {
        Link::Offline => m::door_offline(lang, count),
        Link::Stuck(why) if count > 0 => m::door_stuck(lang, count, why.sentence(lang)),
        _ if count > 0 => m::door_syncing(lang, count),
        _ => m::door_synced(lang).to_owned(),
    }
}

/// What came of the last check-in: of a script, or of a plain form.
#[component]
fn Answer(phone: Phone) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = query.with_untracked(|query| {
        let outcome = CheckInOutcome::from_code(&query.get("done")?)?;
        Some((outcome, query.get("code").unwrap_or_default()))
    });
    let shown = move || {
        let last = phone.last.get().map(|last| {
            let who = if last.who.is_empty() {
                None
            } else {
                Some(last.who)
            };
            (last.outcome, who.unwrap_or_default())
        });
        let (outcome, who) = last.or_else(|| by_form.clone())?;
        let tone = match outcome {
            CheckInOutcome::Done => "success",
            CheckInOutcome::Again => "info",
            _ => "warning",
        };
        let words = match who.is_empty() {
            true => outcome.label(lang).to_owned(),
            false => m::door_answer(lang, outcome.label(lang), who),
        };
        Some(view! {
            <Notice tone>
                <p role="status" data-testid="door-answer">
                    {words}
                </p>
            </Notice>
        })
    };
    redrawn(shown)
}

#[component]
fn CodeForm(session: SessionId, phone: Phone) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/host/sessions/{session}/check-in"));
    let input = NodeRef::<html::Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get_untracked() else {
            return;
        };
        if !input.value().trim().is_empty() {
            phone.check_in(&input.value());
            input.set_value("");
        }
        let _ = input.focus();
    };
    view! {
        <form class="form door-form" method="post" action=CheckInCode::url() on:submit=submit>
            <input type="hidden" name="session" value=session.get() />
            <input type="hidden" name="back" value=back />
            <div class="field">
                <label class="field-label" for="door-code">
                    {m::door_code(lang)}
                </label>
                <p class="field-hint" id="door-code-hint">
                    {m::door_code_hint(lang)}
                </p>
                <input
                    node_ref=input
                    class="input"
                    id="door-code"
                    name="code"
                    type="text"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    aria-describedby="door-code-hint"
                />
            </div>
            <p>
                <button class="button button--main" type="submit">
                    {m::door_submit(lang)}
                </button>
            </p>
        </form>
    }
}

/// The camera, where the browser reads codes.
#[component]
fn Camera(phone: Phone, alive: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let video = NodeRef::<html::Video>::new();
    let (open, failed) = (RwSignal::new(false), RwSignal::new(false));
    on_cleanup(move || {
        open.try_set(false);
    });
    let switch = move |_| {
        if open.get_untracked() {
            open.set(false);
            return;
        }
        let Some(video) = video.get_untracked() else {
            return;
        };
        failed.set(false);
        open.set(true);
        spawn_local(async move {
            let Ok(scanner) = Scanner::open(video.into()).await else {
                open.try_set(false);
                failed.try_set(true);
                return;
            };
            let mut seen = String::new();
            while open.try_get_untracked() == Some(true) {
                // The same badge is held into the camera for a while.
                if let Some(code) = scanner.look().await.filter(|code| *code != seen) {
                    phone.check_in(&code);
                    seen = code;
                }
                TimeoutFuture::new(LOOK_MS).await;
            }
            scanner.close();
        });
    };
    let label = move || match open.get() {
        true => m::door_scan_stop(lang),
        false => m::door_scan(lang),
    };
    let hidden = move || !alive.get() || !can_scan();
    view! {
        <div class="door-camera" hidden=hidden>
            <p>
                <button class="button" type="button" on:click=switch>
                    {label}
                </button>
            </p>
            <p role="status">{move || failed.get().then(|| m::door_scan_failed(lang))}</p>
            <video node_ref=video muted=true playsinline="" hidden=move || !open.get()></video>
        </div>
    }
}
