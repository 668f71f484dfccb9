//! The sessions of the season as news: one is news when it is announced, and again when it is called off.

use super::atom::{self, Entry, Feed};
use super::ics::{Alarm, Event, Span};
use super::{Asked, session_event, with_type};
use crate::api::problem;
use axum::response::Response;
use domain::sessions::{Session, SessionState, SubEvent};
use domain::time::Timestamp;
use domain::views::SessionPage;
use locales::{Label, sessions as m};

/// The sessions whose page is public.
pub async fn latest(asked: Asked) -> Response {
    let sessions = match asked.portal.published_sessions().await {
        Ok(sessions) => sessions,
        Err(error) => return problem::refuse(error),
    };
    let entries: Vec<Entry> = sessions
        .iter()
        .map(|(session, at)| entry(&asked, session, *at))
        .collect();
    let about = Feed {
        id: format!("tag:{},2026:sessions", asked.host()),
        own: format!("{}{}", asked.origin, asked.path),
        page: asked.address("/sessions"),
        title: m::title(asked.lang),
        author: locales::ui::service_name(asked.lang),
        lang: asked.lang.tag(),
    };
    let file = atom::feed(&about, asked.portal.now(), &entries);
    with_type("application/atom+xml; charset=utf-8", file)
}

/// A new revision is news as well: it moves the entry up.
fn entry(asked: &Asked, session: &Session, at: Timestamp) -> Entry {
    let (lang, english) = (asked.lang, asked.lang.is_english());
    let title = session.title.pick(english);
    let when = locales::date_time(lang, session.starts_at);
    let summary = match (&session.state, &session.cancelled_reason) {
        (SessionState::Cancelled, Some(reason)) => m::cancelled(lang, reason),
        (SessionState::Cancelled, None) => m::cancelled_plain(lang).to_owned(),
        _ => m::page_description(lang, session.city.label(lang), title, when),
    };
    Entry {
        id: format!("tag:{},2026:session:{}", asked.host(), session.id),
        link: asked.address(&format!("/sessions/{}", session.slug)),
        title: title.to_owned(),
        at,
        summary,
    }
}

/// The events of the series of a session, as days (IS-24). They are told apart by their place on the page, in
/// Chinese, and change with it.
pub(super) fn series(asked: &Asked, page: &SessionPage) -> Vec<Event> {
    let session = &page.session;
    let whole = session_event(asked, session);
    let blocks = page.revision.page.blocks.iter();
    let told = blocks.flat_map(|block| {
        let chinese = block.events(false);
        let wanted = block.events(asked.lang.is_english());
        // A translation that left lines out tells of other events in the same place.
        match wanted.len() == chinese.len() {
            true => wanted,
            false => chinese,
        }
    });
    let event = |(place, one): (usize, SubEvent)| Event {
        uid: asked.uid(&format!("session-{}-event-{place}", session.id)),
        sequence: whole.sequence,
        summary: one.what,
        location: one.place,
        url: whole.url.clone(),
        span: Span::Day(one.on),
        cancelled: whole.cancelled,
        alarm: Alarm::None,
    };
    (1..).zip(told).map(event).collect()
}
