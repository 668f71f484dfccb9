//! The front page: where the season stands, what is on now, and where to begin. Public.

mod entries;
mod sections;

use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::lots::ProgressFigures;
use crate::ui::ribbon::SeasonRibbon;
use crate::ui::{Day, Loaded, PageHead};
use domain::views::{Home, RoundSummary};
use entries::Entries;
use leptos::prelude::*;
use locales::home as m;
use sections::{Featured, LiveNow, SessionStrip};

/// Everything that the front page shows.
#[server(name = GetHome, endpoint = "home/home", output = crate::wire::Answer)]
pub async fn home() -> Result<Home, AppError> {
    use crate::ssr;
    ssr::portal().home().await.map_err(ssr::fail)
}

/// The front page.
#[component]
pub fn HomePage() -> impl IntoView {
    let lang = use_lang();
    let page = crate::wire::page_data(|| (), |()| home());
    view! {
        <PageHead title=m::page_title(lang) description=m::description(lang) path="/" />
        <Loaded resource=page let:home>
            <HomeView home />
        </Loaded>
    }
}

#[component]
fn HomeView(home: Home) -> impl IntoView {
    let lang = use_lang();
    let now = home.server_now;
    let year = home.season.year;
    view! {
        <SeasonRibbon season=home.season today=home.today />
        <div class="hero">
            <div>
                <h1>{m::headline(lang, year)}</h1>
                <p class="lead">{m::lead(lang)}</p>
                <p class="actions hero-actions">
                    <a class="button button--main" href=href(lang, "/lots")>
                        {m::browse_lots(lang)}
                    </a>
                    <a class="button" href=href(lang, "/live")>
                        {m::enter_hall(lang)}
                    </a>
                </p>
            </div>
            <NextRound next=home.next_round />
        </div>
        <LiveNow cards=home.live now />
        <SessionStrip sessions=home.sessions />
        <Featured cards=home.featured now />
        <ProgressFigures progress=home.progress />
        <Entries />
    }
}

/// The next bidding day.
#[component]
fn NextRound(next: Option<RoundSummary>) -> impl IntoView {
    let lang = use_lang();
    let body = match next {
        Some(RoundSummary { round, lot_count }) => {
            let lots = match lot_count {
                0 => m::next_round_empty(lang).to_owned(),
                1 => m::next_round_lots_one(lang).to_owned(),
                count => m::next_round_lots(lang, count),
            };
            let (from, to) = (round.opens_at.clock().hm(), round.closes_at.clock().hm());
            view! {
                <p class="hero-next-day">
                    <Day on=round.on />
                </p>
                <p>{m::next_round_hours(lang, from, to)}</p>
                <p>{lots}</p>
            }
            .into_any()
        }
        None => view! { <p>{m::no_round(lang)}</p> }.into_any(),
    };
    view! {
        <section class="hero-next" aria-labelledby="next-title">
            <h2 id="next-title">{m::next_round(lang)}</h2>
            {body}
            <p>
                <a href=href(lang, "/calendar")>{m::see_calendar(lang)}</a>
            </p>
        </section>
    }
}
