//! `/account/notices/settings`: which notices one wants, the quiet hours, and the link to the calendar of
//! one's lots. For whoever is signed in.

use super::{
    KindBoxes, NoticeForm, Posted, RenewCalendar, SetNotices, follows_address, notice_settings,
};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::push::{Push, PushActions};
use crate::ui::erased::redrawn;
use crate::ui::{CheckField, FormHead, Loaded, Notice, Submit, TextField};
use domain::notices::NoticeKind;
use domain::time::Timestamp;
use domain::views::NoticeSettings;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::notices as m;

const PATH: &str = "/account/notices/settings";

/// The settings.
#[component]
pub fn NoticeSettingsPage() -> impl IntoView {
    let lang = use_lang();
    let set = ServerAction::<SetNotices>::new();
    let renew = ServerAction::<RenewCalendar>::new();
    let push = PushActions::new();
    // The answer to a plain form for a link: the server has put it into the page that it sent.
    let posted = crate::wire::rendered_with(use_context::<Posted>);
    let made = Signal::derive(move || {
        let rendered = || posted.clone().map(|posted| posted.0);
        renew.value().get().or_else(rendered)
    });
    let settings = crate::wire::blocking_data(
        move || {
            let of_push = (push.end.version().get(), push.kinds.version().get());
            let times = push.times.get();
            (set.version().get(), renew.version().get(), of_push, times)
        },
        |_| notice_settings(),
    );
    let refused = Signal::derive(move || set.value().get().and_then(Result::err));
    let errors = Signal::derive(move || {
        let hours = refused.get().map(|error| (control(&error), error));
        let link = made.get().and_then(Result::err).map(|error| ("", error));
        let browser = push.refused().map(|error| ("", error));
        let line = |(id, error): (&str, AppError)| (id.to_owned(), error.sentence(lang));
        let all = hours.into_iter().chain(link).chain(browser);
        all.map(line).collect::<Vec<_>>()
    });
    view! {
        <FormHead
            title=m::settings_title(lang)
            description=m::settings_intro(lang)
            path=PATH
            errors
        />
        <Saved set push />
        <Loaded resource=settings let:settings>
            <div class="account-page">
                <h1>{m::settings_title(lang)}</h1>
                <p>{m::settings_intro(lang)}</p>
                <p>
                    <a href=href(lang, "/account/notices")>{m::to_notices(lang)}</a>
                </p>
                <p>
                    <a href=href(lang, "/account/mail")>{locales::mail::to_mail(lang)}</a>
                </p>
                <Choices settings=settings.clone() set refused />
                <Push settings=settings.push actions=push />
                <Calendar since=settings.calendar_since made renew />
            </div>
        </Loaded>
    }
}

/// The id of the control that a refusal means; empty when it means none.
fn control(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } if code == "QUIET_HOURS" => "quiet-from",
        _ => "",
    }
}

/// The settings were kept.
#[component]
fn Saved(set: ServerAction<SetNotices>, push: PushActions) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    Effect::new(move |_| {
        if set.version().get() > 0 {
            push.forget_done();
        }
    });
    let saved = move || {
        let value = set.value().get();
        let by_form = value.is_none() && query.with(|query| query.get("done").is_some());
        let saved = by_form || value.is_some_and(|value| value.is_ok());
        // What a plain form has done stands in the address, and is the last thing unless a script was.
        let of_push = query.with(|query| query.get("push").filter(|_| !saved));
        let words = push.told(lang, of_push.as_deref());
        words.or(saved.then(|| m::saved(lang))).map(|words| {
            view! {
                <Notice tone="success">
                    <p role="status">{words}</p>
                </Notice>
            }
        })
    };
    redrawn(saved)
}

/// The kinds, and the quiet hours.
#[component]
fn Choices(
    settings: NoticeSettings,
    set: ServerAction<SetNotices>,
    refused: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let kept = untrack(|| NoticeForm::kept(refused.get().as_ref()));
    let form = kept.unwrap_or_else(|| NoticeForm::of(&settings.preferences));
    let all = NoticeKind::ALL.iter().copied();
    let off: Vec<NoticeKind> = all.filter(|kind| !form.wants(*kind)).collect();
    let error = Signal::derive(move || {
        let error = refused.get()?;
        (control(&error) == "quiet-from").then(|| error.sentence(lang))
    });
    view! {
        <section class="section" aria-labelledby="kinds-title">
            <h2 class="section-title" id="kinds-title">
                {m::kinds_title(lang)}
            </h2>
            <ActionForm action=set attr:class="form" attr:novalidate=true>
                <input type="hidden" name="back" value=href(lang, PATH) />
                <KindBoxes prefix="kind" legend=m::kinds_legend(lang) off />
                <fieldset class="notice-kinds">
                    <legend class="field-label">{m::quiet_legend(lang)}</legend>
                    <p class="field-hint">{m::quiet_hint(lang)}</p>
                    <CheckField
                        id="quiet"
                        name="form[quiet]"
                        label=m::quiet(lang)
                        checked=!form.quiet.is_empty()
                    />
                    <div class="notice-hours">
                        <TextField id="quiet-from" name="form[from]" kind="time"
                            label=m::quiet_from(lang) error=error value=form.from />
                        <TextField id="quiet-until" name="form[until]" kind="time"
                            label=m::quiet_until(lang) value=form.until />
                    </div>
                </fieldset>
                <p>
                    <Submit label=m::save(lang) pending=set.pending() />
                </p>
            </ActionForm>
        </section>
    }
}

/// The link to the calendar of one's lots: shown once, when it is made.
#[component]
fn Calendar(
    since: Option<Timestamp>,
    made: Signal<Option<Result<String, AppError>>>,
    renew: ServerAction<RenewCalendar>,
) -> impl IntoView {
    let lang = use_lang();
    let shown = move || {
        let address = made.get().and_then(Result::ok)?;
        let follows = follows_address(&address);
        Some(view! {
            <Notice tone="success">
                <p role="status">{m::link_once(lang)}</p>
                <p>{m::link_own(lang)}</p>
                <p class="token-secret">
                    <code data-testid="calendar-link">{address}</code>
                </p>
                <p>{m::link_follows(lang)}</p>
                <p class="token-secret">
                    <code data-testid="follow-calendar-link">{follows}</code>
                </p>
            </Notice>
        })
    };
    let state = match since {
        Some(at) => m::link_since(lang, locales::date_time(lang, at)),
        None => m::link_none(lang).to_owned(),
    };
    let label = match since {
        Some(_) => m::link_renew(lang),
        None => m::link_make(lang),
    };
    view! {
        <section class="section" aria-labelledby="calendar-title">
            <h2 class="section-title" id="calendar-title">
                {m::calendar_title(lang)}
            </h2>
            <p>{m::calendar_intro(lang)}</p>
            {redrawn(shown)}
            <p>{state}</p>
            <ActionForm action=renew>
                <p>
                    <button class="button" type="submit" formaction=href(lang, PATH)>
                        {label}
                    </button>
                </p>
            </ActionForm>
            <p>
                <a href=href(lang, "/calendar.ics") rel="external">
                    {m::calendar_public(lang)}
                </a>
            </p>
        </section>
    }
}
