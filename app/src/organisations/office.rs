//! `/admin/organisations`: the applications by state. For the staff.

use super::office_applications;
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Loaded, OfficeLines, OfficeList, PageHead, Place, When, shown_query};
use domain::organisations::ApplicationState;
use domain::views::{ApplicationLine, OfficeApplications};
use leptos::prelude::*;
use locales::{Label, Lang, organisations as m};

/// Where the page lives.
pub const PATH: &str = "/admin/organisations";

/// The list.
#[component]
pub fn OfficeOrganisationsPage() -> impl IntoView {
    let lang = use_lang();
    let query = shown_query();
    let page = crate::wire::blocking_data(
        move || query.get(),
        |(show, after)| office_applications(show, after),
    );
    view! {
        <PageHead title=m::office_title(lang) description=m::office_intro(lang) path=PATH />
        <div class="office deposits" data-density="compact">
            <Loaded resource=page let:page>
                <Shown page />
            </Loaded>
        </div>
    }
}

/// The states, with how many wait.
fn places(lang: Lang, page: &OfficeApplications) -> Vec<Place> {
    let place = |state: &ApplicationState| Place {
        to: href(lang, &format!("{PATH}?show={}", state.code())),
        words: match state {
            ApplicationState::Submitted => m::place_count(lang, page.waiting, state.label(lang)),
            _ => state.label(lang).to_owned(),
        },
        current: *state == page.state,
    };
    ApplicationState::ALL.iter().map(place).collect()
}

#[component]
fn Shown(page: OfficeApplications) -> impl IntoView {
    let lang = use_lang();
    let places = places(lang, &page);
    let state = page.state.label(lang);
    let row = |line| view! { <Row line /> }.into_any();
    let lines = OfficeLines {
        testid: "applications",
        heading: state.to_owned(),
        empty: m::office_empty(lang, state),
        rows: page.lines.into_iter().map(row).collect(),
        address: href(lang, &format!("{PATH}?show={}", page.state.code())),
        next: page.next.map(|after| after.to_string()),
    };
    let (heading, intro) = (m::office_title(lang), m::office_intro(lang));
    view! { <OfficeList heading intro label=m::places(lang) places lines /> }
}

#[component]
fn Row(line: ApplicationLine) -> impl IntoView {
    let lang = use_lang();
    let to = href(lang, &format!("{PATH}/{}", line.id));
    view! {
        <li class="deposit-row">
            <h3>
                <a href=to lang="zh-CN">
                    {line.name}
                </a>
            </h3>
            <p>
                <code>{line.credit_code}</code>
                {DOT}
                <When at=line.submitted_at />
            </p>
        </li>
    }
}
