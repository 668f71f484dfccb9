//! The sessions of a year: both programmes are one group, as the plan counts them (IS-01).

use super::cards_at;
use crate::{Error, Portal};
use domain::seasons::{Season, SeasonState};
use domain::sessions::{Session, SessionState};
use domain::time::Timestamp;
use domain::views::SessionGroup;
use std::collections::BTreeSet;

/// Sessions in a feed.
const NEWS_MAX: u32 = 100;

impl Portal {
    /// The sessions of the current season whose page is public, with the hour of their public revision,
    /// the latest first.
    ///
    /// # Errors
    /// `NotFound` before the first season is set up.
    pub async fn published_sessions(&self) -> Result<Vec<(Session, Timestamp)>, Error> {
        let (season, now) = (self.current_season().await?, self.now());
        let mut tx = self.store().read().await?;
        let cards = tx.session_cards(season.id, None, NEWS_MAX).await?;
        let ids: Vec<_> = cards.into_iter().map(|card| card.link.id).collect();
        let times = tx.publication_times(&ids).await?;
        let mut sessions: Vec<_> = tx
            .sessions_by_ids(&ids)
            .await?
            .into_values()
            .filter_map(|session| Some((times.get(&session.id).copied()?, session)))
            .map(|(at, session)| (session.at(now), at))
            .collect();
        sessions.sort_by_key(|(session, at)| (std::cmp::Reverse(*at), session.id));
        Ok(sessions)
    }

    /// The sessions of a year, by default that of the current season, with those of both programmes.
    ///
    /// # Errors
    /// `NotFound` for a year without a season, and before the first season is set up.
    pub async fn session_group(&self, year: Option<i32>) -> Result<SessionGroup, Error> {
        let now = self.now();
        let year = match year {
            Some(year) => year,
            None => self.current_season().await?.year,
        };
        let mut tx = self.store().read().await?;
        let seasons = tx.seasons().await?;
        let (mut sessions, mut years, mut planned) = (Vec::new(), BTreeSet::new(), None);
        let mut known = false;
        // A season that is still being set up is nobody's business.
        let shown = |season: &Season| season.state != SeasonState::Draft;
        for season in seasons.into_iter().filter(shown) {
            let of_it = season.year == year;
            let limit = if of_it { 100 } else { 1 };
            let cards = tx.session_cards(season.id, None, limit).await?;
            if of_it {
                known = true;
                planned = planned.max(season.planned_sessions);
                sessions.extend(cards_at(&mut tx, cards, now).await?);
            } else if !cards.is_empty() {
                years.insert(season.year);
            }
        }
        if !known {
            return Err(Error::NotFound);
        }
        sessions.sort_by_key(|card| (card.starts_at, card.link.id));
        let over = |state| matches!(state, SessionState::Held | SessionState::Summarised);
        let held = sessions.iter().filter(|card| over(card.state)).count();
        Ok(SessionGroup {
            year,
            planned,
            held: u32::try_from(held).unwrap_or(u32::MAX),
            sessions,
            years: years.into_iter().rev().collect(),
        })
    }
}
