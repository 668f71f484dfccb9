//! `/host/sessions/:id/guests`: the units that a session invites, for its host.

use super::parts::{CheckForm, FILE, InviteForm, List, Preview};
use super::{CheckGuests, guest_contacts, guest_desk};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::registrations::{HostPlaces, refused, summary};
use crate::targets::refused_at;
use crate::ui::{ErrorSummary, Loaded, Notice, PageHead};
use domain::guests::GuestState;
use domain::ids::SessionId;
use domain::views::{GuestDesk, GuestLine};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, guests as m};

/// What the page shows: the list, and the contact of one unit when it was asked for.
type Shown = (GuestDesk, Option<GuestLine>);

/// The desk.
#[component]
pub fn GuestDeskPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|map| map.get("id").unwrap_or_default());
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let of = |name| query.get(name).unwrap_or_default();
            [of("after"), of("contacts"), of("done")]
        })
    });
    let page = crate::wire::blocking_data(
        move || (id.clone(), asked.get()),
        |(id, [after, contacts, _])| show(id, after, contacts),
    );
    view! {
        <div class="office desk">
            <Loaded resource=page let:shown>
                <Desk shown />
            </Loaded>
        </div>
    }
}

async fn show(id: String, after: String, contacts: String) -> Result<Shown, AppError> {
    let id: SessionId = id.parse().map_err(|_| AppError::NotFound)?;
    let desk = guest_desk(id, after).await?;
    let contacts = match contacts.parse() {
        Ok(one) => Some(guest_contacts(id, one).await?),
        Err(_) => None,
    };
    Ok((desk, contacts))
}

#[component]
fn Desk(shown: Shown) -> impl IntoView {
    let lang = use_lang();
    let (desk, contacts) = shown;
    let session = desk.session.id;
    let path = format!("/host/sessions/{session}/guests");
    let title = desk.session.title.pick(lang.is_english()).to_owned();
    let public = href(lang, &format!("/sessions/{}", desk.session.slug));
    let takes = desk.gate.takes();
    let fresh = desk.counts.first().copied().unwrap_or_default();
    let checked = desk.checked.clone();
    let of_file = refused_at(CheckGuests::PATH).map(|error| error.sentence(lang));
    let errors = match of_file.clone() {
        Some(sentence) => Signal::stored(vec![(FILE.to_owned(), sentence)]),
        None => summary(lang, refused().as_ref()),
    };
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path />
        <ErrorSummary errors />
        <Done />
        <HostPlaces session here="guests" title=m::title(lang) />
        <div class="page-head">
            <h1>{m::title(lang)}</h1>
            <p>
                <a href=public>{title}</a>
            </p>
            <p class="lead">{m::intro(lang)}</p>
        </div>
        <Figures counts=desk.counts.clone() />
        {contacts.map(|line| view! { <Contacts line /> })}
        {checked.map(|checked| view! { <Preview checked session /> })}
        <CheckForm session open=desk.lines.is_empty() error=of_file />
        <InviteForm session takes fresh />
        <List desk />
    }
}

/// How many units stand where.
#[component]
fn Figures(counts: Vec<u32>) -> impl IntoView {
    let lang = use_lang();
    let figures = GuestState::ALL.iter().zip(counts).map(|(state, count)| {
        view! {
            <div>
                <dt>{state.label(lang)}</dt>
                <dd data-testid=format!("guests-{}", state.code())>{count}</dd>
            </div>
        }
    });
    view! {
        <dl class="facts" aria-label=m::figures(lang)>
            {figures.collect_view()}
        </dl>
    }
}

/// The contact of one unit, in the clear.
#[component]
fn Contacts(line: GuestLine) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Notice>
            <p>{m::contacts_shown(lang, &line.unit)}</p>
            <p data-testid="contacts">
                <strong>{line.contact}</strong>
                " · "
                {line.phone}
                " · "
                {line.email}
            </p>
        </Notice>
    }
}

/// What the address says that was done.
#[component]
fn Done() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let of = |name: &str| query.with_untracked(|query| query.get(name).unwrap_or_default());
    if refused().is_some() {
        return None;
    }
    let number = |name: &str| of(name).parse::<u32>().unwrap_or_default();
    let words = match of("done").as_str() {
        "checked" => m::done_checked(lang).to_owned(),
        "taken" => m::done_taken(lang, number("added"), number("merged")),
        "dropped" => m::done_dropped(lang).to_owned(),
        "invited" => m::done_invited(lang, number("added")),
        "removed" => m::done_removed(lang).to_owned(),
        _ => return None,
    };
    Some(view! {
        <Notice tone="success">
            <p role="status">{words}</p>
        </Notice>
    })
}
