//! What programs subscribe to without signing in (ux.md §1.7): calendars of the season, a session, a
//! round and a lot, new lots and the results of bidding as news, and behind a secret link the calendars
//! of one's own lots and of those that one follows.

mod articles;
mod atom;
mod lots;
mod sessions;
#[cfg(test)]
mod tests;

use crate::api::problem;
use crate::router::AppState;
use crate::routes::{Router, get};
use app::calendar::{entry_path, entry_words};
use app::ssr;
use atom::{Entry, Feed};
use axum::extract::{FromRequestParts, Path};
use axum::response::{IntoResponse, Response};
use domain::bidding::Outcome;
use domain::ids::LotCode;
use domain::live::Figures;
use domain::lots::LotState;
use domain::rounds::RoundState;
use domain::sessions::Session;
use domain::views::{CalendarEntry, CalendarKind, LotCard, LotPage, RoundFigures};
use http::header;
use http::request::Parts;
use locales::{Lang, calendar as m};
use service::ics::{self, Alarm, Event, Span};
use service::{Error, Portal};
use std::convert::Infallible;

/// Days before today whose results are news.
const NEWS_DAYS: i32 = 60;
/// Programs ask again and again; a moment's delay harms none of them.
const FOR_A_MINUTE: &str = "public, max-age=60";

/// The addresses, in both languages.
pub fn router() -> Router {
    ["", "/en"].into_iter().fold(Router::new(), |router, base| {
        router
            .route(&format!("{base}/calendar.ics"), get(season))
            .route(
                &format!("{base}/sessions/{{slug}}/calendar.ics"),
                get(session),
            )
            .route(&format!("{base}/rounds/{{id}}/calendar.ics"), get(round))
            .route(&format!("{base}/lots/{{code}}/calendar.ics"), get(lot))
            .route(&format!("{base}/feeds/own/{{file}}"), get(own))
            .route(&format!("{base}/feeds/follows/{{file}}"), get(followed))
            .route(&format!("{base}/feeds/results.atom"), get(results))
            .route(&format!("{base}/lots/feed.atom"), get(lots::newest))
            .route(&format!("{base}/sessions/feed.atom"), get(sessions::latest))
            .route(
                &format!("{base}/feeds/articles.atom"),
                get(articles::latest),
            )
    })
}

/// Who is asked, in which language, under which address.
struct Asked {
    portal: Portal,
    lang: Lang,
    /// `https://auction.example`.
    origin: String,
    /// The path that was asked for.
    path: String,
}

impl FromRequestParts<AppState> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let secure = state.portal.settings().secure_cookies;
        let path = parts.uri.path();
        Ok(Self {
            lang: Lang::of_path(path),
            origin: ssr::origin_of(&parts.headers, secure),
            path: path.to_owned(),
            portal: state.portal.clone(),
        })
    }
}

impl Asked {
    /// The address of a page.
    fn address(&self, path: &str) -> String {
        format!("{}{}", self.origin, app::lang::href(self.lang, path))
    }

    /// What is the same at every address of this portal.
    fn host(&self) -> &str {
        ics::host(&self.portal)
    }

    fn uid(&self, what: &str) -> String {
        ics::uid(&self.portal, what)
    }

    fn calendar(&self, events: &[Event]) -> Response {
        let name = m::subscribed(self.lang);
        let file = ics::calendar(name, self.portal.now(), events);
        with_type("text/calendar; charset=utf-8", file)
    }
}

/// Everything of the season: bidding days, sessions, deadlines.
async fn season(asked: Asked) -> Response {
    let items = match asked.portal.calendar_feed().await {
        Ok(items) => items,
        Err(error) => return problem::refuse(error),
    };
    let events = items.into_iter().map(|item| match &item.session {
        Some(session) => session_event(&asked, session),
        None => entry_event(&asked, &item.entry),
    });
    asked.calendar(&events.collect::<Vec<_>>())
}

/// One session with the events of its series.
async fn session(asked: Asked, Path(slug): Path<String>) -> Response {
    match asked.portal.shown_session(&slug).await {
        Ok(page) => {
            let mut events = vec![session_event(&asked, &page.session)];
            events.extend(sessions::series(&asked, &page));
            asked.calendar(&events)
        }
        Err(error) => problem::refuse(error),
    }
}

/// One round: its hours as they are planned, and each of its lots as it moves.
async fn round(asked: Asked, Path(id): Path<String>) -> Response {
    let page = match id.parse() {
        Ok(id) => asked.portal.round_figures(id).await,
        Err(_) => Err(Error::NotFound),
    };
    let page = match page {
        Ok(page) => page,
        Err(error) => return problem::refuse(error),
    };
    let lots = page.lots.iter().filter_map(|card| card_event(&asked, card));
    let mut events: Vec<Event> = lots.collect();
    events.insert(0, round_event(&asked, &page));
    asked.calendar(&events)
}

/// The same entry as in the calendar of the season.
fn round_event(asked: &Asked, page: &RoundFigures) -> Event {
    let round = &page.round;
    let kind = CalendarKind::Round {
        id: round.id,
        lot_count: u32::try_from(page.lots.len()).unwrap_or(u32::MAX),
        cancelled: round.state == RoundState::Cancelled,
        moves: round.moves(),
    };
    let entry = CalendarEntry {
        on: round.on,
        starts_at: round.opens_at,
        ends_at: round.closes_at,
        kind,
    };
    entry_event(asked, &entry)
}

/// The bidding for one lot.
async fn lot(asked: Asked, Path(code): Path<String>) -> Response {
    let page = match LotCode::parse(&code) {
        Some(code) => asked.portal.lot_page(&code, None).await,
        None => Err(Error::NotFound),
    };
    match page.map(|page| lot_event(&asked, &page)) {
        Ok(Some(event)) => asked.calendar(&[event]),
        Ok(None) => problem::refuse(Error::NotFound),
        Err(error) => problem::refuse(error),
    }
}

/// The lots of whoever made the link.
async fn own(asked: Asked, Path(file): Path<String>) -> Response {
    private(&asked, asked.portal.own_calendar(secret(&file)).await)
}

/// The lots that whoever made the link follows.
async fn followed(asked: Asked, Path(file): Path<String>) -> Response {
    private(&asked, asked.portal.followed_calendar(secret(&file)).await)
}

/// What a link to a calendar of one's own lots ends with.
fn secret(file: &str) -> &str {
    file.strip_suffix(".ics").unwrap_or_default()
}

/// A calendar behind a secret link: whoever knows it is let in, so it is nobody's to keep.
fn private(asked: &Asked, cards: Result<Vec<LotCard>, Error>) -> Response {
    let cards = match cards {
        Ok(cards) => cards,
        Err(error) => return problem::refuse(error),
    };
    let events: Vec<Event> = cards
        .iter()
        .filter_map(|card| card_event(asked, card))
        .collect();
    let mut response = asked.calendar(&events);
    let private = http::HeaderValue::from_static("private, no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, private);
    response
}

/// A bidding day or a deadline. Of what the season plans only a postponement and a cancellation are
/// changes.
fn entry_event(asked: &Asked, entry: &CalendarEntry) -> Event {
    let today = asked.portal.now().date();
    let mut changes = 0;
    let (id, span, cancelled, alarm) = match &entry.kind {
        CalendarKind::Round {
            id,
            cancelled,
            moves,
            ..
        } => {
            changes = u64::from(*moves);
            (
                format!("round-{id}"),
                Span::Hours(entry.starts_at, entry.ends_at),
                *cancelled,
                Alarm::Start,
            )
        }
        CalendarKind::Session { link, cancelled } => (
            format!("session-{}", link.id),
            Span::Hours(entry.starts_at, entry.ends_at),
            *cancelled,
            Alarm::Start,
        ),
        CalendarKind::Deadline { key } => (
            format!("deadline-{key}-{}", entry.on.year()),
            Span::Day(entry.on),
            false,
            Alarm::None,
        ),
    };
    Event {
        uid: asked.uid(&id),
        sequence: changes + u64::from(cancelled),
        summary: entry_words(asked.lang, &entry.kind),
        location: String::new(),
        url: entry_path(entry, today).map(|path| asked.address(&path)),
        span,
        cancelled,
        alarm,
    }
}

fn session_event(asked: &Asked, session: &Session) -> Event {
    let url = asked.address(&format!("/sessions/{}", session.slug));
    ics::session_event(&asked.portal, session, asked.lang.is_english(), url)
}

/// Nothing for a lot that is in no round. The number of its last stored event says which change it is, so
/// that an extension, an interruption, a cancellation and another round raise it; it never falls.
fn lot_event(asked: &Asked, page: &LotPage) -> Option<Event> {
    let figures = &page.live.as_ref()?.figures;
    let lot = (&page.lot.code, page.lot.title.as_str(), page.lot.state);
    Some(bidding_event(asked, lot, figures))
}

/// The same for a lot of a list.
fn card_event(asked: &Asked, card: &LotCard) -> Option<Event> {
    let figures = card.figures.as_ref()?;
    let lot = (&card.code, card.title.as_str(), card.state);
    Some(bidding_event(asked, lot, figures))
}

fn bidding_event(
    asked: &Asked,
    (code, title, state): (&LotCode, &str, LotState),
    figures: &Figures,
) -> Event {
    // Of an archived lot the bidding did take place; one that was withdrawn without it did not.
    let gone = state == LotState::Withdrawn;
    Event {
        uid: asked.uid(&format!("lot-{code}")),
        sequence: figures.seq,
        summary: m::lot_bidding(asked.lang, title),
        location: String::new(),
        url: Some(asked.address(&format!("/lots/{code}"))),
        span: Span::Hours(figures.opens_at, figures.ends_at),
        cancelled: gone || figures.outcome == Some(Outcome::Cancelled),
        alarm: Alarm::Both,
    }
}

/// Lots whose bidding has ended, the latest first.
async fn results(asked: Asked) -> Response {
    match latest_results(&asked).await {
        Ok(entries) => news(&asked, &entries),
        Err(error) => problem::refuse(error),
    }
}

async fn latest_results(asked: &Asked) -> Result<Vec<Entry>, Error> {
    let today = asked.portal.now().date();
    let recent = today.plus_days(-NEWS_DAYS)..=today;
    let mut entries = Vec::new();
    for item in asked.portal.calendar_feed().await? {
        let CalendarKind::Round {
            id, lot_count: 1.., ..
        } = item.entry.kind
        else {
            continue;
        };
        if recent.contains(&item.entry.on) {
            let round = asked.portal.round_figures(id).await?;
            entries.extend(round.lots.iter().filter_map(|card| result(asked, card)));
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    Ok(entries)
}

/// The result of a lot; nothing before there is one.
fn result(asked: &Asked, card: &LotCard) -> Option<Entry> {
    let figures = card.figures.as_ref()?;
    let lang = asked.lang;
    let words = match figures.outcome? {
        Outcome::SoldPending { price, .. } => m::result_hammer(lang, locales::amount(lang, price)),
        Outcome::Cancelled => m::result_cancelled(lang).to_owned(),
        Outcome::Voided { .. } => m::result_voided(lang).to_owned(),
        _ => m::result_passed(lang).to_owned(),
    };
    Some(Entry {
        id: format!(
            "tag:{},2026:lot:{}:{}{}",
            asked.host(),
            card.code,
            figures.opens_at.millis(),
            // News of its own: readers have shown the sale already.
            match figures.outcome {
                Some(Outcome::Voided { .. }) => ":voided",
                _ => "",
            }
        ),
        link: asked.address(&format!("/lots/{}", card.code)),
        title: m::result_title(lang, &words, &card.title),
        at: figures.ends_at,
        summary: m::result_summary(lang, figures.bid_count, &card.owner),
    })
}

fn news(asked: &Asked, entries: &[Entry]) -> Response {
    let about = Feed {
        id: format!("tag:{},2026:results", asked.host()),
        own: format!("{}{}", asked.origin, asked.path),
        page: asked.address("/lots?status=sold"),
        title: m::results_title(asked.lang),
        author: locales::ui::service_name(asked.lang),
        lang: asked.lang.tag(),
    };
    let file = atom::feed(&about, asked.portal.now(), entries);
    with_type("application/atom+xml; charset=utf-8", file)
}

fn with_type(kind: &'static str, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOR_A_MINUTE),
    ];
    (headers, body).into_response()
}
