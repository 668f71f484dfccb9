//! The public page of a round (`/rounds/:id`): its hours, its lots, and how long its bids took.

use crate::bidding::provide_cards_feed;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::lots::LotCardView;
use crate::ui::{Column, Empty, Loaded, PageHead, Table};
use domain::ids::RoundId;
use domain::latency::{Histogram, RoundLatency};
use domain::rounds::Round;
use domain::time::Timestamp;
use domain::views::{LotCard, RoundFigures};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Lang, date_long, date_time_seconds, latency as m, ui};

/// The page. Public.
#[component]
pub fn RoundPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let page = crate::wire::page_data(
        move || id.get(),
        |id| async move {
            let id: RoundId = id.parse().map_err(|_| AppError::NotFound)?;
            super::round(id).await
        },
    );
    view! {
        <Loaded resource=page let:page>
            <RoundView page />
        </Loaded>
    }
}

#[component]
fn RoundView(page: RoundFigures) -> impl IntoView {
    let lang = use_lang();
    provide_cards_feed(&page.lots);
    let round = page.round;
    let on = date_long(lang, round.on);
    let title = match round.practice {
        true => m::practice_title(lang, on),
        false => m::title(lang, on),
    };
    let hours = m::hours(
        lang,
        round.opens_at.clock().hm(),
        round.closes_at.clock().hm(),
    );
    let data = format!("/api/v1/rounds/{}/latency", round.id);
    let figures = match page.measured_at {
        Some(at) if !page.latency.is_empty() => view! {
            <p class="muted">
                {m::lead(lang, date_time_seconds(lang, at))}
            </p>
            <Figures latency=page.latency />
        }
        .into_any(),
        _ => view! { <Empty reason=m::empty(lang) /> }.into_any(),
    };
    view! {
        <PageHead
            title=title.clone()
            description=m::description(lang)
            path=format!("/rounds/{}", round.id)
        />
        <div class="page-head">
            <h1>{title}</h1>
            <p class="lead">
                {hours}
                {round
                    .practice
                    .then(|| {
                        view! {
                            " "
                            <span class="badge badge--practice">{ui::practice_badge(lang)}</span>
                        }
                    })}
            </p>
            <CalendarLink round=round.clone() now=page.server_now />
        </div>
        <super::PostponedNote round=round.clone() />
        <RoundLots lots=page.lots now=page.server_now />
        <section class="lot-section latency-section" aria-labelledby="latency-title" data-testid="latency">
            <h2 id="latency-title">{m::figures(lang)}</h2>
            {figures}
            <p data-testid="late-by-server">{m::late_by_server(lang, page.late_by_server)}</p>
            {round.practice.then(|| view! { <p class="muted">{m::practice_note(lang)}</p> })}
            <Explanation />
            <p class="actions">
                // Leaves the pages: the router has nothing to show there.
                <a href=data rel="external">
                    {m::data(lang)}
                </a>
                <a href=href(lang, "/lots")>{m::lots(lang)}</a>
            </p>
        </section>
    }
}

/// The round for the visitor's own calendar. Nothing of one that is over or called off moves any more.
#[component]
fn CalendarLink(round: Round, now: Timestamp) -> impl IntoView {
    let lang = use_lang();
    round.is_to_come(now).then(|| {
        let file = href(lang, &format!("/rounds/{}/calendar.ics", round.id));
        view! {
            <p>
                // Leaves the pages: the router has nothing to show there.
                <a href=file rel="external">
                    {m::calendar(lang)}
                </a>
            </p>
        }
    })
}

/// The lots of the round; their figures move while it runs.
#[component]
fn RoundLots(lots: Vec<LotCard>, now: Timestamp) -> impl IntoView {
    let lang = use_lang();
    let body = match lots.is_empty() {
        true => view! { <Empty reason=m::round_empty(lang) /> }.into_any(),
        false => {
            let cards = lots.into_iter();
            let cards = cards.map(|card| view! { <li><LotCardView card now /></li> });
            view! { <ul class="lot-grid">{cards.collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <section class="lot-section" aria-labelledby="round-lots-title" data-testid="round-lots">
            <h2 id="round-lots-title">{m::round_lots(lang)}</h2>
            {body}
        </section>
    }
}

#[component]
fn Figures(latency: RoundLatency) -> impl IntoView {
    let lang = use_lang();
    let rows = [
        (m::decision(lang), &latency.decision),
        (m::durable(lang), &latency.durable),
        (m::drain(lang), &latency.drain),
    ];
    let rows = rows.map(|(stage, spans)| row(lang, stage, spans));
    let rows = rows.into_iter().collect_view();
    let figures = [m::count, m::p50, m::p95, m::p99, m::max];
    let figures = figures.map(|head| Column::number(head(lang)));
    let columns = std::iter::once(Column::text(m::stage(lang))).chain(figures);
    view! {
        <Table caption=m::table(lang) columns=columns.collect() class="latency">
            {rows}
        </Table>
        <p data-testid="drained">{m::drained(lang, latency.drained_bids)}</p>
    }
}

fn row(lang: Lang, stage: &'static str, spans: &Histogram) -> impl IntoView + use<> {
    let figures = [
        spans.quantile_us(500),
        spans.quantile_us(950),
        spans.quantile_us(990),
        spans.max_us(),
    ];
    let cells = figures.map(|figure| {
        let words = figure.map_or_else(|| m::none(lang).to_owned(), |us| span(lang, us));
        view! { <td class="number">{words}</td> }
    });
    view! {
        <tr>
            <th scope="row">{stage}</th>
            <td class="number">{spans.count()}</td>
            {cells}
        </tr>
    }
}

/// A span with three digits that count, rounded up: `850 µs`, `3.55 ms`, `48.2 ms`, `2.01 s`.
fn span(lang: Lang, us: u64) -> String {
    match us {
        0..1_000 => m::microseconds(lang, us),
        1_000..10_000 => m::milliseconds(lang, decimal(us.div_ceil(10), 2)),
        10_000..1_000_000 => m::milliseconds(lang, decimal(us.div_ceil(100), 1)),
        _ => m::seconds(lang, decimal(us.div_ceil(10_000), 2)),
    }
}

/// `n` with so many places after the point.
fn decimal(n: u64, places: u32) -> String {
    let unit = 10u64.pow(places);
    let width = places as usize;
    format!("{}.{:0width$}", n / unit, n % unit)
}

/// What the figures mean.
#[component]
fn Explanation() -> impl IntoView {
    let lang = use_lang();
    let lines = [
        m::explain_decision,
        m::explain_durable,
        m::explain_drain,
        m::explain_error,
    ];
    view! {
        <details>
            <summary>{m::explain(lang)}</summary>
            <ul>{lines.map(|line| view! { <li>{line(lang)}</li> })}</ul>
        </details>
    }
}

/// The way to the page, from a lot of the round.
#[component]
pub fn RoundLink(
    /// The round.
    round: RoundId,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <p>
            <a href=href(lang, &format!("/rounds/{round}"))>{m::link(lang)}</a>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_three_digits_that_count() {
        let en = |us| span(Lang::En, us);
        assert_eq!(en(0), "0 µs");
        assert_eq!(en(850), "850 µs");
        assert_eq!(en(3_550), "3.55 ms");
        assert_eq!(en(3_551), "3.56 ms", "never below what was measured");
        assert_eq!(en(48_200), "48.2 ms");
        assert_eq!(en(2_010_000), "2.01 s");
        assert_eq!(span(Lang::Zh, 1_000), "1.00 毫秒");
    }
}
