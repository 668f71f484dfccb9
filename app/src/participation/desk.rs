//! `/admin/participations/:id`: one institution on the desk of the centre.

use super::desk_forms::{DecideForm, PaperForm, ReopenForm};
use super::experts::Experts;
use super::office::PATH;
use super::page::{Card, summary};
use super::parts::{Agreement, Days, DoneNote, Liaisons, Scans, Tasks};
use super::{liaison_contact, participation_desk};
use crate::accounts::encode;
use crate::audit::{Trail, trail_data};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Day, ErrorSummary, Loaded, PageHead};
use crate::waivers::Waivers;
use domain::audit::ObjectKind;
use domain::ids::ParticipationId;
use domain::participations::AgreementState;
use domain::participations::people::ContactCard;
use domain::views::{AgreementLine, ParticipationDesk};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, participation as m, ui, waivers as of_waivers};

/// What the rows of the audit record are about.
const KIND: ObjectKind = ObjectKind::Participation;

/// What the page shows: the institution, and how its liaison is reached when that was asked for.
type Shown = (ParticipationDesk, Option<ContactCard>);

/// The desk of an institution.
#[component]
pub fn ParticipationDeskPage() -> impl IntoView {
    let lang = use_lang();
    let id = use_params_map().with_untracked(|map| map.get("id").unwrap_or_default());
    let query = use_query_map();
    let contact = Memo::new(move |_| query.with(|query| query.get("contact").is_some()));
    let asked = id.clone();
    let desk = crate::wire::blocking_data(
        move || (asked.clone(), contact.get()),
        |(id, contact)| show(id, contact),
    );
    let (object, named) = (id.clone(), id.clone());
    let trail = trail_data(KIND, move || (Some(named.clone()), 0));
    let errors = summary(lang);
    let title = match errors.is_empty() {
        true => m::office_title(lang).to_owned(),
        false => ui::error_page_title(lang, m::office_title(lang)),
    };
    view! {
        <PageHead title=m::office_title(lang) description=m::office_intro(lang)
            path=format!("{PATH}/{id}") />
        <crate::ui::TabTitle text=ui::page_title(lang, title) />
        <ErrorSummary errors=Signal::stored(errors) />
        <DoneNote />
        <div class="office participation" data-density="compact">
            <Loaded resource=desk let:shown>
                <Desk shown />
                <Trail data=trail kind=KIND object=object.clone() />
            </Loaded>
        </div>
    }
}

async fn show(id: String, contact: bool) -> Result<Shown, AppError> {
    let id: ParticipationId = id.parse().map_err(|_| AppError::NotFound)?;
    let desk = participation_desk(id).await?;
    let card = match contact {
        true => liaison_contact(id).await?,
        false => None,
    };
    Ok((desk, card))
}

#[component]
fn Desk(shown: Shown) -> impl IntoView {
    let lang = use_lang();
    let (desk, card) = shown;
    let back = format!("{PATH}/{}", desk.id);
    let today = desk.today.to_string();
    let until = desk.days.map(|days| days.reopened.unwrap_or(days.until));
    let agreements = desk.agreements.into_iter();
    let agreements = agreements
        .map(|agreement| view! { <OneAgreement agreement back=back.clone() /> })
        .collect_view();
    let paper = match desk.paper_received_on {
        Some(on) => view! { <p>{m::paper_received(lang)} " " <Day on=on /></p> }.into_any(),
        None => view! { <p>{m::paper_not_received(lang)}</p> }.into_any(),
    };
    let reason = desk
        .reopened_reason
        .map(|reason| view! { <p lang="zh-CN">{m::reopened_because(lang, reason)}</p> });
    let reached = view! { <Reached liaison=desk.liaison card back=back.clone() /> };
    let paper_form = view! { <PaperForm id=desk.id today=today back=back.clone() /> };
    let until = until.map(|day| day.to_string());
    let reopen = view! { <ReopenForm id=desk.id until=until back=back.clone() /> };
    let waive = format!("/admin/waivers?unit={}", encode(&desk.institution));
    let waive = href(lang, &waive);
    view! {
        <p>
            <a href=href(lang, PATH)>{m::back_to_list(lang)}</a>
        </p>
        <h1 lang="zh-CN">{desk.institution}</h1>
        <p>
            {desk.kind.label(lang)}
            {desk.channel.map(|channel| view! { {DOT} {channel.label(lang)} })}
            {DOT}
            <code>{desk.sheet}</code>
        </p>
        <Tasks facts=desk.facts />
        <Part id="liaison" title=m::liaison_title(lang)>
            {reached}
            <Liaisons liaisons=desk.liaisons />
        </Part>
        <Part id="agreement" title=m::agreement_title(lang)>{agreements}</Part>
        <Part id="sheet" title=m::sheet_title(lang)>
            <Scans scans=desk.scans />
        </Part>
        <Part id="paper" title=m::paper_title(lang)>
            {paper}
            {paper_form}
        </Part>
        <Part id="days" title=m::days_title(lang)>
            <Days days=desk.days />
            {reason}
            {reopen}
        </Part>
        <Part id="waivers" title=of_waivers::title(lang)>
            <Waivers waivers=desk.waivers />
            <p>
                <a href=waive>{of_waivers::of_unit(lang)}</a>
            </p>
        </Part>
        <Part id="experts" title=m::experts_title(lang)>
            <Experts experts=desk.experts desk=Some(back) />
        </Part>
    }
}

/// A part of the desk under its heading.
#[component]
fn Part(id: &'static str, title: &'static str, children: Children) -> impl IntoView {
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    view! {
        <section id=id aria-labelledby=labelled>
            <h2 class="section-title" id=heading>
                {title}
            </h2>
            {children()}
        </section>
    }
}

/// The liaison, masked until somebody wants to reach him.
#[component]
fn Reached(
    liaison: Option<(String, String)>,
    card: Option<ContactCard>,
    back: String,
) -> impl IntoView {
    let lang = use_lang();
    if card.is_some() {
        return view! { <Card card /> }.into_any();
    }
    match liaison {
        Some((name, phone)) => {
            let to = href(lang, &format!("{back}?contact=1"));
            view! {
                <p>
                    {m::sheet_liaison(lang, name, phone)}
                    {DOT}
                    <a href=to rel="nofollow">
                        {m::contact_show(lang)}
                    </a>
                </p>
            }
            .into_any()
        }
        None => view! { <p>{m::liaison_none(lang)}</p> }.into_any(),
    }
}

#[component]
fn OneAgreement(agreement: AgreementLine, back: String) -> impl IntoView {
    let waits = agreement.state == AgreementState::Submitted;
    let id = agreement.id.get();
    let form = waits.then(|| view! { <DecideForm id back /> });
    view! {
        <Agreement agreement />
        {form}
    }
}
