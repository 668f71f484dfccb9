//! The calendar: bidding days, sessions and deadlines of a month.

mod grid;
mod list;
mod month;

pub use list::{entry_path, entry_words};

use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Empty, Loaded, PageHead};
use domain::views::CalendarMonth;
use grid::MonthGrid;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use list::DayList;
use locales::{Lang, calendar as m};
use month::Month;

/// The entries of a month; a month out of range brings the current one.
#[server(endpoint = "calendar/calendar", output = crate::wire::Answer)]
pub async fn calendar(
    /// The year.
    year: i32,
    /// 1-12.
    month: u32,
) -> Result<CalendarMonth, AppError> {
    use crate::ssr;
    ssr::portal().calendar(year, month).await.map_err(ssr::fail)
}

/// The calendar of the month in the address (`?month=2026-11`), else of the current one. Public.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let query = use_query_map();
    let asked =
        Memo::new(move |_| query.with(|query| query.get_str("month").and_then(Month::parse)));
    let page = crate::wire::page_data(
        move || asked.get(),
        |month| async move {
            // Year 0 is never in range: the portal answers with the current month.
            let (year, month) = month.map_or((0, 0), |month| (month.year, month.month));
            calendar(year, month).await
        },
    );
    view! {
        <Loaded resource=page let:page>
            <CalendarView page />
        </Loaded>
    }
}

#[component]
fn CalendarView(page: CalendarMonth) -> impl IntoView {
    let lang = use_lang();
    let month = Month::of(page.first);
    let name = month.name(lang);
    let list = match month == Month::of(page.today) {
        true => m::list(lang).to_owned(),
        false => m::list_of(lang, &name),
    };
    let body = if page.entries.is_empty() {
        view! { <Empty reason=m::empty(lang) /> }.into_any()
    } else {
        view! {
            <MonthGrid page=page.clone() />
            <h2 class="section-title">{list}</h2>
            <DayList page=page.clone() />
        }
        .into_any()
    };
    view! {
        <PageHead
            title=m::page_title(lang, &name)
            description=m::description(lang)
            path=month.path()
        />
        <div class="page-head">
            <h1>{m::title(lang)}</h1>
            <p class="lead">{m::description(lang)}</p>
        </div>
        <MonthNav month today=Month::of(page.today) />
        {body}
        <p class="subscribe">
            // Leaves the pages: the router has nothing to show there.
            <a href=href(lang, "/calendar.ics") rel="external">
                {m::subscribe(lang)}
            </a>
            " "
            <span class="muted">{m::subscribe_hint(lang)}</span>
        </p>
    }
}

/// The month before, the current one, and the month after.
#[component]
fn MonthNav(month: Month, today: Month) -> impl IntoView {
    let lang = use_lang();
    let to = |lang: Lang, month: Month| href(lang, &month.path());
    let (before, after) = (month.before(), month.after());
    let back = (month != today).then(|| {
        view! {
            <li>
                <a class="button" href=href(lang, "/calendar")>
                    {m::this_month(lang)}
                </a>
            </li>
        }
    });
    view! {
        <nav class="month-nav" aria-label=m::months(lang)>
            <p class="month-name">{month.name(lang)}</p>
            <ul class="month-links">
                <li>
                    <a class="button" rel="prev" href=to(lang, before)>
                        {m::previous(lang, before.name(lang))}
                    </a>
                </li>
                {back}
                <li>
                    <a class="button" rel="next" href=to(lang, after)>
                        {m::next(lang, after.name(lang))}
                    </a>
                </li>
            </ul>
        </nav>
    }
}
