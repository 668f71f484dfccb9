//! The calendar: rounds, sessions and deadlines of the season in one list.

use crate::{Error, Portal};
use domain::ids::SessionId;
use domain::rounds::RoundState;
use domain::seasons::Season;
use domain::sessions::{Session, SessionState};
use domain::time::{Date, days_in_month};
use domain::views::{CalendarEntry, CalendarKind, CalendarMonth, RoundSummary, SessionCard};

/// A line of the calendar with the session behind it, whose revision tells that something changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarItem {
    /// The line.
    pub entry: CalendarEntry,
    /// The session that it stands for.
    pub session: Option<Session>,
}

impl Portal {
    /// One month of the calendar; a month that does not exist is answered by the current one.
    ///
    /// # Errors
    /// `NotFound` before the first season is set up.
    pub async fn calendar(&self, year: i32, month: u32) -> Result<CalendarMonth, Error> {
        let season = self.current_season().await?;
        let today = self.now().date();
        let first = Date::new(year, month, 1).filter(|_| (2000..=2100).contains(&year));
        let first = first.unwrap_or_else(|| today.plus_days(1 - today.ymd().2 as i32));
        let (y, m, _) = first.ymd();
        let last = first.plus_days(days_in_month(y, m) as i32 - 1);
        let entries = self.entries(&season, first, last).await?;
        Ok(CalendarMonth {
            first,
            today,
            entries,
        })
    }

    /// What a program that keeps a copy of the calendar is told: two months back, a year ahead.
    ///
    /// # Errors
    /// `NotFound` before the first season is set up.
    pub async fn calendar_feed(&self) -> Result<Vec<CalendarItem>, Error> {
        let season = self.current_season().await?;
        let today = self.now().date();
        let entries = self
            .entries(&season, today.plus_days(-62), today.plus_days(366))
            .await?;
        let ids: Vec<_> = entries.iter().filter_map(session_of).collect();
        let sessions = self.store().read().await?.sessions_by_ids(&ids).await?;
        let with_session = |entry: CalendarEntry| CalendarItem {
            session: session_of(&entry).and_then(|id| sessions.get(&id).cloned()),
            entry,
        };
        Ok(entries.into_iter().map(with_session).collect())
    }

    /// Rounds, sessions and deadlines between two days, earliest first.
    async fn entries(
        &self,
        season: &Season,
        first: Date,
        last: Date,
    ) -> Result<Vec<CalendarEntry>, Error> {
        let mut tx = self.store().read().await?;
        let (rounds, sessions) = tx.calendar(season.id, first, last).await?;
        let mut entries: Vec<_> = rounds.into_iter().map(round_entry).collect();
        entries.extend(sessions.into_iter().map(session_entry));
        entries.extend(deadlines(season).filter(|e| first <= e.on && e.on <= last));
        entries.sort_by_key(|entry| entry.starts_at);
        Ok(entries)
    }
}

fn session_of(entry: &CalendarEntry) -> Option<SessionId> {
    match &entry.kind {
        CalendarKind::Session { link, .. } => Some(link.id),
        _ => None,
    }
}

fn round_entry(summary: RoundSummary) -> CalendarEntry {
    let RoundSummary { round, lot_count } = summary;
    CalendarEntry {
        on: round.on,
        starts_at: round.opens_at,
        ends_at: round.closes_at,
        kind: CalendarKind::Round {
            id: round.id,
            lot_count,
            cancelled: round.state == RoundState::Cancelled,
            moves: round.moves(),
        },
    }
}

fn session_entry(card: SessionCard) -> CalendarEntry {
    CalendarEntry {
        on: card.starts_at.date(),
        starts_at: card.starts_at,
        ends_at: card.ends_at,
        kind: CalendarKind::Session {
            cancelled: card.state == SessionState::Cancelled,
            link: card.link,
        },
    }
}

/// The season's deadlines; each includes the whole named day (domain.md §0).
fn deadlines(season: &Season) -> impl Iterator<Item = CalendarEntry> {
    [
        ("submission", season.submission_deadline),
        ("session", season.session_deadline),
    ]
    .into_iter()
    .filter_map(|(key, on)| {
        let on = on?;
        let kind = CalendarKind::Deadline {
            key: key.to_owned(),
        };
        Some(CalendarEntry {
            on,
            starts_at: on.at(0, 0),
            ends_at: on.at(23, 59),
            kind,
        })
    })
}
