//! `/registration/:code`: a registration, for whoever has its link: codes for the door, talks, cancelling.

use super::notes::{DoneNote, refused, summary};
use super::{AcceptDisclaimer, BookTalk, CancelRegistration, ReleaseTalk, own_registration};
use crate::lang::{href, use_lang};
use crate::ui::{DOT, ErrorSummary, Loaded, Notice, PageHead};
use domain::registrations::{Disclaimer, RegistrationState};
use domain::sessions::SessionState;
use domain::views::{BadgeView, OwnRegistration, TalkOffer};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;
use locales::{Label, Lang, registrations as m};

/// Squares of light around a code (ISO/IEC 18004 asks for four).
const QUIET: u32 = 4;

/// The page.
#[component]
pub fn OwnRegistrationPage() -> impl IntoView {
    let lang = use_lang();
    let code = use_params_map().with_untracked(|map| map.get("code").unwrap_or_default());
    let asked = code.clone();
    let page = crate::wire::blocking_data(move || asked.clone(), own_registration);
    let errors = summary(lang, refused().as_ref());
    view! {
        // The link is the unit's: no head names it.
        <PageHead title=m::own_tab(lang) description=m::own_intro(lang) path="/sessions" />
        <ErrorSummary errors />
        <DoneNote />
        <Loaded resource=page let:own>
            <Own own code=code.clone() />
        </Loaded>
    }
}

#[component]
fn Own(own: OwnRegistration, code: String) -> impl IntoView {
    let lang = use_lang();
    let lives = own.state != RegistrationState::Cancelled;
    let session_cancelled = (own.session_state == SessionState::Cancelled).then(|| {
        view! {
            <Notice tone="warning">
                <p>{m::session_cancelled(lang)}</p>
            </Notice>
        }
    });
    let standing = match own.state {
        RegistrationState::Seated => m::seated(lang).to_owned(),
        RegistrationState::Waiting => m::waiting_before(lang, own.before),
        RegistrationState::Cancelled => m::cancelled(lang).to_owned(),
    };
    let disclaimer = own.disclaimer.clone();
    let disclaimer = disclaimer.map(|asked| view! { <AcceptForm asked code=code.clone() /> });
    let talks = (own.state == RegistrationState::Seated)
        .then(|| view! { <Talks own=own.clone() code=code.clone() /> });
    let before_end = own.server_now < own.hours.1;
    let cancel = (lives && before_end).then(|| view! { <Cancel code=code.clone() /> });
    let badges = (!own.people.is_empty()).then(|| view! { <Badges people=own.people.clone() /> });
    view! {
        {session_cancelled}
        <div class="page-head">
            <h1>{m::own_title(lang, &own.unit)}</h1>
            <p class="badges">
                <span class="badge" data-testid="registration-state">
                    {own.state.label(lang)}
                </span>
            </p>
        </div>
        <p>{standing}</p>
        {lives.then(|| view! { <Notice><p>{m::keep_link(lang)}</p></Notice> })}
        <Facts own=own.clone() />
        {disclaimer}
        {badges}
        {talks}
        {cancel}
    }
}

#[component]
fn Facts(own: OwnRegistration) -> impl IntoView {
    let lang = use_lang();
    let session = href(lang, &format!("/sessions/{}", own.session.slug));
    let comes = own.session_state.is_to_come(own.hours.1, own.server_now);
    let calendar = comes.then(|| {
        let file = format!("{session}/calendar.ics");
        view! {
            <a class="session-calendar" href=file rel="external">
                {m::calendar(lang)}
            </a>
        }
    });
    view! {
        <dl class="facts" aria-label=m::title(lang)>
            <div class="facts-wide">
                <dt>{m::title(lang)}</dt>
                <dd>
                    <a href=session>{own.session.title.pick(lang.is_english()).to_owned()}</a>
                </dd>
            </div>
            <div>
                <dt>{m::when(lang)}</dt>
                <dd>
                    {locales::date_time(lang, own.hours.0)}
                    {calendar}
                </dd>
            </div>
            <div>
                <dt>{m::unit_code(lang)}</dt>
                <dd>
                    <code data-testid="unit-code">{own.code}</code>
                </dd>
            </div>
            <div class="facts-wide">
                <dt>{m::venue(lang)}</dt>
                <dd>{own.venue.pick(lang.is_english()).to_owned()}</dd>
            </div>
        </dl>
    }
}

/// The codes for the door.
#[component]
fn Badges(people: Vec<BadgeView>) -> impl IntoView {
    let lang = use_lang();
    let badge = move |one: BadgeView| {
        let label = m::badge_label(lang, &one.name);
        let side = one.squares.side + 2 * QUIET;
        let within = format!("0 0 {side} {side}");
        let moved = format!("translate({QUIET} {QUIET})");
        view! {
            <li class="registration-badge">
                <svg class="qr" viewBox=within role="img" aria-label=label
                    shape-rendering="crispEdges">
                    <rect class="qr-light" width=side height=side />
                    <path class="qr-dark" transform=moved d=one.squares.path />
                </svg>
                <p>
                    <strong>{one.name}</strong>
                    <br />
                    {one.role.label(lang)}
                    <br />
                    <code data-testid="badge-code">{one.code}</code>
                </p>
            </li>
        }
    };
    view! {
        <section aria-labelledby="badges-title">
            <h2 class="section-title" id="badges-title">
                {m::badges(lang)}
            </h2>
            <ul class="registration-badges">{people.into_iter().map(badge).collect_view()}</ul>
        </section>
    }
}

#[component]
fn AcceptForm(asked: Disclaimer, code: String) -> impl IntoView {
    let lang = use_lang();
    let back = own_path(lang, &code);
    view! {
        <section aria-labelledby="disclaimer-title">
            <h2 class="section-title" id="disclaimer-title">
                {m::disclaimer_part(lang)}
            </h2>
            <Notice tone="warning">
                <p>{m::disclaimer_changed(lang)}</p>
            </Notice>
            <div class="registration-disclaimer" tabindex="0" role="region"
                aria-label=m::disclaimer_part(lang)>
                {asked.text}
            </div>
            <form class="form" method="post" action=AcceptDisclaimer::url()>
                <input type="hidden" name="code" value=code />
                <input type="hidden" name="version" value=asked.version />
                <input type="hidden" name="back" value=back />
                <p>
                    <button class="button button--main" type="submit">
                        {m::disclaimer_submit(lang)}
                    </button>
                </p>
            </form>
        </section>
    }
}

/// The address of the page, for plain forms on it.
fn own_path(lang: Lang, code: &str) -> String {
    href(lang, &format!("/registration/{code}"))
}

fn talk_words(lang: Lang, offer: &TalkOffer) -> String {
    let when = locales::date_time(lang, offer.time.starts_at);
    m::talk_booked(lang, &offer.time.counterpart, &offer.time.place, when)
}

#[component]
fn Talks(own: OwnRegistration, code: String) -> impl IntoView {
    let lang = use_lang();
    let back = own_path(lang, &code);
    let nothing = own.booked.is_none() && own.offers.is_empty();
    let body = match own.booked {
        Some(booked) => view! {
            <p data-testid="talk-booked">{talk_words(lang, &booked)}</p>
            <form method="post" action=ReleaseTalk::url()>
                <input type="hidden" name="code" value=code.clone() />
                <input type="hidden" name="back" value=back.clone() />
                <button class="button" type="submit">
                    {m::talk_release(lang)}
                </button>
            </form>
        }
        .into_any(),
        None if nothing => view! { <p>{m::talks_none(lang)}</p> }.into_any(),
        None => {
            let offers = own.offers.into_iter();
            let offers = offers.map(|offer| {
                view! { <Offer offer code=code.clone() back=back.clone() /> }
            });
            view! {
                <p>{m::talks_one(lang)}</p>
                <ul class="plain-rows" data-testid="talk-offers">{offers.collect_view()}</ul>
            }
            .into_any()
        }
    };
    view! {
        <section aria-labelledby="talks-title">
            <h2 class="section-title" id="talks-title">
                {m::talks_part(lang)}
            </h2>
            {body}
        </section>
    }
}

#[component]
fn Offer(offer: TalkOffer, code: String, back: String) -> impl IntoView {
    let lang = use_lang();
    let when = locales::date_time(lang, offer.time.starts_at);
    let words = format!(
        "{when}{DOT}{}{DOT}{}",
        offer.time.place, offer.time.counterpart
    );
    view! {
        <li class="registration-slot">
            <span>{words.clone()}</span>
            <form method="post" action=BookTalk::url()>
                <input type="hidden" name="code" value=code />
                <input type="hidden" name="slot" value=offer.id.get() />
                <input type="hidden" name="back" value=back />
                <button class="button button--small" type="submit">
                    {m::talk_book(lang)}
                    <span class="visually-hidden">" " {words}</span>
                </button>
            </form>
        </li>
    }
}

#[component]
fn Cancel(code: String) -> impl IntoView {
    let lang = use_lang();
    let back = own_path(lang, &code);
    view! {
        <details class="desk-step registration-cancel">
            <summary>{m::cancel_part(lang)}</summary>
            <p>{m::cancel_note(lang)}</p>
            <form method="post" action=CancelRegistration::url()>
                <input type="hidden" name="code" value=code />
                <input type="hidden" name="back" value=back />
                <button class="button" type="submit" data-testid="cancel">
                    {m::cancel(lang)}
                </button>
            </form>
        </details>
    }
}
