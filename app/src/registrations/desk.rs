//! `/host/sessions/:id/registrations`: settings, figures and the list, for the host.

use super::desk_forms::{PlanFields, StopForm};
use super::notes::{DoneNote, refused, summary};
use super::{PlanForm, WithForm, registration_contacts, registration_desk};
use crate::accounts::with_query;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Column, DOT, Empty, ErrorSummary, Loaded, Notice, PageHead, Pager, Table};
use domain::ids::SessionId;
use domain::views::{AttendeeLine, RegistrationDesk, RegistrationLine};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, registrations as m, ui};

/// What the page shows: the desk, and the contacts of one registration when they were asked for.
type Shown = (
    WithForm<RegistrationDesk, PlanForm>,
    Option<RegistrationLine>,
);

/// The desk.
#[component]
pub fn RegistrationDeskPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|map| map.get("id").unwrap_or_default());
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let of = |name| query.get(name).unwrap_or_default();
            [of("after"), of("kept"), of("contacts")]
        })
    });
    let of = id.clone();
    let page = crate::wire::blocking_data(
        move || (of.clone(), asked.get()),
        |(id, [after, kept, contacts])| show(id, after, kept, contacts),
    );
    view! {
        <div class="office desk">
            <Loaded resource=page let:shown>
                <Desk shown id=id.clone() />
            </Loaded>
        </div>
    }
}

async fn show(
    id: String,
    after: String,
    kept: String,
    contacts: String,
) -> Result<Shown, AppError> {
    let id: SessionId = id.parse().map_err(|_| AppError::NotFound)?;
    let desk = registration_desk(id, after, kept).await?;
    let contacts = match contacts.parse() {
        Ok(one) => Some(registration_contacts(id, one).await?),
        Err(_) => None,
    };
    Ok((desk, contacts))
}

/// The links between the pages of a host.
#[component]
pub fn HostPlaces(
    /// The session.
    session: SessionId,
    /// The last part of the address of this page.
    here: &'static str,
    /// What it is called.
    title: &'static str,
) -> impl IntoView {
    let lang = use_lang();
    let base = href(lang, &format!("/host/sessions/{session}"));
    let places = [
        ("registrations", m::to_list(lang)),
        ("guests", locales::guests::to_guests(lang)),
        ("check-in", m::to_door(lang)),
        ("talks", m::to_talks(lang)),
    ];
    let links = places.into_iter().map(|(path, words)| {
        let to = format!("{base}/{path}");
        let current = (path == here).then_some("page");
        view! {
            <li>
                <a href=to aria-current=current>
                    {words}
                </a>
            </li>
        }
    });
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=base.clone()>{m::to_desk(lang)}</a>
                </li>
                <li aria-current="page">{title}</li>
            </ol>
        </nav>
        <nav class="registration-places" aria-label=m::desk_title(lang)>
            <ul>{links.collect_view()}</ul>
        </nav>
    }
}

#[component]
fn Desk(shown: Shown, id: String) -> impl IntoView {
    let lang = use_lang();
    let (page, contacts) = shown;
    let desk = page.shown;
    let (sent, by_fields) = match page.sent {
        Some((form, why)) => (Some(form), why),
        None => (None, None),
    };
    let why = by_fields.clone().or_else(refused);
    let session = desk.session.id;
    let path = format!("/host/sessions/{id}/registrations");
    let form = sent.unwrap_or_else(|| {
        let starts_at = desk.hours.0;
        let first = starts_at.plus_millis(-14 * 86_400_000);
        PlanForm::of(desk.plan.as_ref(), (first, starts_at))
    });
    let stop = desk.plan.as_ref().map(|plan| {
        let stopped = plan.stopped;
        view! { <StopForm session stopped /> }
    });
    let title = desk.session.title.pick(lang.is_english()).to_owned();
    let public = href(lang, &format!("/sessions/{}", desk.session.slug));
    view! {
        <PageHead title=m::desk_title(lang) description=m::desk_intro(lang) path />
        <ErrorSummary errors=summary(lang, why.as_ref()) />
        <DoneNote />
        <HostPlaces session here="registrations" title=m::desk_title(lang) />
        <div class="page-head">
            <h1>{m::desk_title(lang)}</h1>
            <p>
                <a href=public>{title}</a>
            </p>
        </div>
        <Figures desk=desk.clone() />
        {contacts.map(|line| view! { <Contacts line /> })}
        <PlanFields session form refused=by_fields open=desk.plan.is_none() />
        {stop}
        <List desk id />
    }
}

#[component]
fn Figures(desk: RegistrationDesk) -> impl IntoView {
    let lang = use_lang();
    let seats = desk.plan.as_ref().map_or(0, |plan| plan.seats);
    let figures = [
        (
            m::figure_taken(lang),
            m::figure_of(lang, seats, desk.full.taken),
            "taken",
        ),
        (
            m::figure_waiting(lang),
            desk.full.waiting.to_string(),
            "waiting",
        ),
        (m::figure_units(lang), desk.here.units.to_string(), "units"),
        (
            m::figure_people(lang),
            desk.here.people.to_string(),
            "people",
        ),
    ];
    let figures = figures.into_iter().map(|(label, words, testid)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd data-testid=testid>{words}</dd>
            </div>
        }
    });
    view! {
        <dl class="facts" aria-label=m::figures(lang)>
            {figures.collect_view()}
        </dl>
    }
}

/// The contacts of one registration, in the clear.
#[component]
fn Contacts(line: RegistrationLine) -> impl IntoView {
    let lang = use_lang();
    let person = move |one: AttendeeLine| {
        view! {
            <li>
                <strong>{one.name}</strong>
                {DOT}
                {one.role.label(lang)}
                {DOT}
                {one.phone}
                {DOT}
                {one.email}
            </li>
        }
    };
    view! {
        <Notice>
            <p>{m::contacts_shown(lang, &line.unit)}</p>
            <ul class="plain-rows" data-testid="contacts">
                {line.people.into_iter().map(person).collect_view()}
            </ul>
        </Notice>
    }
}

#[component]
fn List(desk: RegistrationDesk, id: String) -> impl IntoView {
    let lang = use_lang();
    let path = href(lang, &format!("/host/sessions/{id}/registrations"));
    let next = desk
        .next
        .map(|next| with_query(&path, "after", &next.to_string()));
    let (csv, xlsx) = (format!("{path}.csv"), format!("{path}.xlsx"));
    let body = match desk.lines.is_empty() {
        true => view! { <Empty reason=m::list_none(lang) /> }.into_any(),
        false => {
            let rows = desk.lines.into_iter();
            let rows = rows.map(|line| view! { <Row line path=path.clone() /> });
            let columns = vec![
                Column::text(m::col_unit(lang)),
                Column::text(m::col_state(lang)),
                Column::text(m::people_part(lang)),
                Column::hidden(m::contacts_part(lang)),
            ];
            let rows = rows.collect_view();
            view! {
                <Table caption=m::list_part(lang) columns class="registration-table table--cards" testid="registrations">
                    {rows}
                </Table>
            }
            .into_any()
        }
    };
    view! {
        <section aria-labelledby="list-title">
            <h2 class="section-title" id="list-title">
                {m::list_part(lang)}
            </h2>
            <p class="actions">
                <a class="button" href=csv rel="external">
                    {m::export_csv(lang)}
                </a>
                <a class="button" href=xlsx rel="external">
                    {m::export_xlsx(lang)}
                </a>
            </p>
            <p class="field-hint">{m::export_note(lang)}</p>
            {body}
            <Pager next />
        </section>
    }
}

#[component]
fn Row(line: RegistrationLine, path: String) -> impl IntoView {
    let lang = use_lang();
    let to = with_query(&path, "contacts", &line.id.to_string());
    let show = (!line.people.is_empty()).then(|| {
        let unit = line.unit.clone();
        view! {
            <a href=to>
                {m::show_contacts(lang)}
                <span class="visually-hidden">" " {unit}</span>
            </a>
        }
    });
    let had = line
        .disclaimer
        .map(|version| format!("{DOT}{}", m::disclaimer_had(lang, version)));
    let at = m::registered_at(lang, locales::date_time(lang, line.created_at));
    let people = line.people.into_iter().map(|one| {
        let here = here_words(lang, &one);
        view! {
            <li>
                {one.name} {DOT} {one.role.label(lang)} <br />
                <span class="registration-small">
                    {one.phone} {DOT} {one.email} {DOT} {here}
                </span>
            </li>
        }
    });
    view! {
        <tr>
            <th scope="row">
                {line.unit} <br /> <code class="registration-small">{line.credit_code}</code>
            </th>
            <td>
                {line.state.label(lang)} <br />
                <span class="registration-small">{at} {had}</span>
            </td>
            <td>
                <ul class="plain-rows">{people.collect_view()}</ul>
            </td>
            <td>{show}</td>
        </tr>
    }
}

fn here_words(lang: Lang, one: &AttendeeLine) -> String {
    match one.checked_in_at {
        Some(at) => m::here_at(lang, locales::date_time(lang, at)),
        None => m::not_here(lang).to_owned(),
    }
}
