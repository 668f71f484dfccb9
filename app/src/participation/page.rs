//! `/org/participation`: the part of an institution in the season, as a task list with a part of the
//! page for each task.

use super::experts::OwnExperts;
use super::form::{control, refused};
use super::own_forms::{AgreementForm, LiaisonForm, ScanForm};
use super::parts::{Agreement, Back, Days, DoneNote, Liaisons, Scans, Tasks};
use super::{JoinSeason, participation_page};
use crate::lang::{href, use_lang};
use crate::ui::{Day, ErrorSummary, Loaded, Notice, PageHead};
use crate::waivers::Waivers;
use domain::participations::AgreementState;
use domain::participations::people::ContactCard;
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::{Lang, participation as m, ui};

/// Where the page lives.
pub const PATH: &str = "/org/participation";

/// The desk of a liaison.
#[component]
pub fn ParticipationPage() -> impl IntoView {
    let lang = use_lang();
    let page = crate::wire::blocking_data(|| (), |()| participation_page());
    let errors = summary(lang);
    let title = match errors.is_empty() {
        true => m::title(lang).to_owned(),
        false => ui::error_page_title(lang, m::title(lang)),
    };
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path=PATH />
        <crate::ui::TabTitle text=ui::page_title(lang, title) />
        <ErrorSummary errors=Signal::stored(errors) />
        <DoneNote />
        <div class="participation">
            <Loaded resource=page let:page>
                <Shown page />
            </Loaded>
        </div>
    }
}

/// The lines of the error summary.
pub fn summary(lang: Lang) -> Vec<(String, String)> {
    let Some((path, error)) = refused() else {
        return Vec::new();
    };
    let control = control(&error);
    let form = path.rsplit('/').next().unwrap_or_default();
    let id = match control {
        "" => String::new(),
        control => format!("{form}-{control}"),
    };
    vec![(id, error.sentence(lang))]
}

#[component]
fn Shown(page: views::ParticipationPage) -> impl IntoView {
    let lang = use_lang();
    let body = match page.joined {
        Some(joined) => view! { <Joined joined today=page.today.to_string() /> }.into_any(),
        None if page.admitted => view! { <Join /> }.into_any(),
        None => view! {
            <Notice tone="warning">
                {locales::errors_text(lang, "INSTITUTION_KIND_NOT_ADMITTED", &[])}
            </Notice>
        }
        .into_any(),
    };
    view! {
        <h1>{m::heading(lang, page.year)}</h1>
        <p class="lead" lang="zh-CN">
            {page.institution}
        </p>
        <Days days=page.days />
        {body}
    }
}

#[component]
fn Join() -> impl IntoView {
    let lang = use_lang();
    view! {
        <p>{m::join_intro(lang)}</p>
        <form class="form" method="post" action=JoinSeason::url()>
            <Back to=PATH />
            <p>
                <button class="button button--main" type="submit">
                    {m::join(lang)}
                </button>
            </p>
        </form>
    }
}

#[component]
fn Joined(joined: views::OwnParticipation, today: String) -> impl IntoView {
    let lang = use_lang();
    let paper = match joined.paper_received_on {
        Some(on) => view! {
            <p>
                {m::paper_received(lang)}
                " "
                <Day on=on />
            </p>
        }
        .into_any(),
        None => view! { <p>{m::paper_missing(lang)}</p> }.into_any(),
    };
    view! {
        <Tasks facts=joined.facts linked=true />
        <section id="liaison" aria-labelledby="liaison-title">
            <h2 class="section-title" id="liaison-title">
                {m::liaison_title(lang)}
            </h2>
            <Card card=joined.card.clone() />
            <Liaisons liaisons=joined.liaisons />
            <LiaisonForm candidates=joined.candidates card=joined.card />
        </section>
        <section id="agreement" aria-labelledby="agreement-title">
            <h2 class="section-title" id="agreement-title">
                {m::agreement_title(lang)}
            </h2>
            <AgreementPart
                agreement=joined.agreement
                accepted=joined.facts.accepted
                today=today
            />
        </section>
        <section id="sheet" aria-labelledby="sheet-title">
            <h2 class="section-title" id="sheet-title">
                {m::sheet_title(lang)}
            </h2>
            <p>{m::sheet_intro(lang)}</p>
            <p>
                <a class="button" href=href(lang, "/org/participation/sheet")>
                    {m::sheet_open(lang, joined.sheet)}
                </a>
            </p>
            <Scans scans=joined.scans />
            <ScanForm />
        </section>
        <section id="paper" aria-labelledby="paper-title">
            <h2 class="section-title" id="paper-title">
                {m::paper_title(lang)}
            </h2>
            {paper}
            <Waivers waivers=joined.waivers />
        </section>
        <OwnExperts experts=joined.experts />
    }
}

/// How the liaison is reached, for the institution itself.
#[component]
pub fn Card(card: Option<ContactCard>) -> impl IntoView {
    let lang = use_lang();
    let Some(card) = card else {
        return view! { <p>{m::liaison_none(lang)}</p> }.into_any();
    };
    let facts = [
        (m::name(lang), card.name),
        (m::department(lang), card.department),
        (m::post(lang), card.post),
        (m::phone(lang), card.phone),
        (m::office_phone(lang), card.office_phone),
        (m::email(lang), card.email),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let facts = facts
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <dl class="facts" data-testid="liaison-card">{facts}</dl> }.into_any()
}

#[component]
fn AgreementPart(
    agreement: Option<views::AgreementLine>,
    accepted: bool,
    today: String,
) -> impl IntoView {
    let lang = use_lang();
    let waits = agreement
        .as_ref()
        .is_some_and(|one| one.state == AgreementState::Submitted);
    let shown = agreement.map(|agreement| view! { <Agreement agreement /> });
    let form = (!accepted && !waits).then(|| view! { <AgreementForm today /> });
    let words = match (accepted, waits) {
        (true, _) => m::agreement_done(lang),
        (false, true) => m::agreement_waits(lang),
        (false, false) => m::agreement_intro(lang),
    };
    view! {
        <p>{words}</p>
        {shown}
        {form}
    }
}
