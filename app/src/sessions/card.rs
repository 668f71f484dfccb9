//! A session in a list.

use super::content::Holders;
use crate::lang::{href, use_lang};
use crate::registrations::gate_word;
use crate::ui::DOT;
use crate::ui::figures::{month_name, weekday_name};
use domain::live::View;
use domain::sessions::SessionState;
use domain::time::{Date, Timestamp};
use domain::views::{LotCard, SessionCard};
use leptos::prelude::*;
use locales::{Label, Lang, sessions as m};

/// Date, title, place, roles, number of lots and state of registration of a session.
#[component]
pub fn SessionCardView(
    /// The session.
    card: SessionCard,
) -> impl IntoView {
    let lang = use_lang();
    let english = lang.is_english();
    let to = href(lang, &format!("/sessions/{}", card.link.slug));
    let (from, until) = (card.starts_at.clock().hm(), card.ends_at.clock().hm());
    let state = (card.state != SessionState::Published).then(|| card.state.label(lang));
    let words = [
        Some(card.industry.label(lang)),
        state,
        card.torch_express.then(|| m::torch_express(lang)),
        card.low_carbon.then(|| m::low_carbon(lang)),
    ];
    let badges = words
        .into_iter()
        .flatten()
        .map(|word| view! { <span class="badge">{word}</span> })
        .collect_view();
    // Nobody asks whether a day that is over, or called off, takes registrations.
    let to_come = matches!(
        card.state,
        SessionState::Planned | SessionState::Published | SessionState::Ongoing
    );
    let gate = gate_word(lang, card.gate).filter(|_| to_come);
    let gate = gate.map(|word| {
        let takes = card.gate.takes().then_some("true");
        view! {
            <p class="session-gate" data-takes=takes>
                {word}
            </p>
        }
    });
    view! {
        <DateBlock on=card.starts_at.date() />
        <div class="session-card-body">
            <p class="badges">
                <span class="badge">{m::number(lang, card.number)}</span>
                {badges}
            </p>
            <h3 class="session-card-title" data-state=card.state.code()>
                <a href=to>{card.link.title.pick(english).to_owned()}</a>
            </h3>
            <p class="session-meta">
                {m::from_to(lang, from, until)} {DOT} {card.city.label(lang)} {DOT}
                {place(card.venue.pick(english)).to_owned()} {DOT} {lots(lang, card.lot_count)}
            </p>
            {gate}
            <Holders holders=card.holders />
        </div>
    }
}

fn lots(lang: Lang, count: u32) -> String {
    match count {
        0 => m::lot_count_none(lang).to_owned(),
        1 => m::lot_count_one(lang).to_owned(),
        count => m::lot_count(lang, count),
    }
}

/// Lots under the hammer come first, then those that open next, then the rest in their order.
pub fn urgency(card: &LotCard, at: Timestamp) -> (u8, Timestamp) {
    match &card.figures {
        Some(figures) => match figures.view(at) {
            View::Open | View::Extended => (0, figures.ends_at),
            View::Preview => (1, figures.opens_at),
            _ => (2, figures.ends_at),
        },
        None => (3, Timestamp::from_millis(0)),
    }
}

/// The name of the place without the way there: what stands before the first comma or full stop.
fn place(venue: &str) -> &str {
    let ends = ['\u{ff0c}', '\u{3002}', '\u{ff1b}', ',', ';'];
    venue.split(ends).next().unwrap_or(venue).trim()
}

/// The day as a leaf of a calendar.
#[component]
fn DateBlock(on: Date) -> impl IntoView {
    let lang = use_lang();
    let (_, month, day) = on.ymd();
    view! {
        <time class="session-date" datetime=on.to_string()>
            <small>{month_name(lang, month)}</small>
            <strong>{day}</strong>
            <small>{weekday_name(lang, on.weekday())}</small>
        </time>
    }
}
