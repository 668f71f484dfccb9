//! `/admin/organisations`: the applications by state. For the staff.

use super::office_applications;
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Empty, Loaded, PageHead, Pager, Place, Places, When};
use domain::organisations::ApplicationState;
use domain::views::{ApplicationLine, OfficeApplications};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, organisations as m};

/// Where the page lives.
pub const PATH: &str = "/admin/organisations";

/// The list.
#[component]
pub fn OfficeOrganisationsPage() -> impl IntoView {
    let lang = use_lang();
    let map = use_query_map();
    let query = Memo::new(move |_| {
        map.with(|map| {
            (
                map.get("show").unwrap_or_default(),
                map.get("after").unwrap_or_default(),
            )
        })
    });
    let page = crate::wire::blocking_data(
        move || query.get(),
        |(show, after)| office_applications(show, after),
    );
    view! {
        <PageHead title=m::office_title(lang) description=m::office_intro(lang) path=PATH />
        <div class="office deposits" data-density="compact">
            <Loaded resource=page let:page>
                <h1>{m::office_title(lang)}</h1>
                <p class="office-intro">{m::office_intro(lang)}</p>
                <Places label=m::places(lang) places=places(lang, &page) />
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
    let heading = page.state.label(lang);
    let address = href(lang, &format!("{PATH}?show={}", page.state.code()));
    let later = use_query_map().with_untracked(|query| query.get("after").is_some());
    let next = page.next.map(|after| format!("{address}&after={after}"));
    let row = |line: ApplicationLine| {
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
    };
    let body = if page.lines.is_empty() {
        view! { <Empty reason=m::office_empty(lang, heading) /> }.into_any()
    } else {
        view! {
            <ul class="deposit-rows" data-testid="applications">
                {page.lines.into_iter().map(row).collect_view()}
            </ul>
            <Pager first=later.then_some(address) next />
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="shown-title">
            <h2 class="section-title" id="shown-title">
                {heading}
            </h2>
            {body}
        </section>
    }
}
