//! The season that the portal shows.

use crate::{Error, Portal};
use domain::seasons::{Programme, Season, SeasonState};
use domain::views::Home;

/// Cards in each strip of the front page.
const STRIP: u32 = 6;

impl Portal {
    /// The current auction season: the open one of the latest year.
    ///
    /// # Errors
    /// `NotFound` before the first season is set up.
    pub async fn current_season(&self) -> Result<Season, Error> {
        let seasons = self.store().read().await?.seasons().await?;
        seasons
            .into_iter()
            .filter(|s| s.programme == Programme::Auction && s.state == SeasonState::Open)
            .max_by_key(|season| season.year)
            .ok_or(Error::NotFound)
    }

    /// The front page.
    ///
    /// # Errors
    /// `NotFound` before the first season is set up.
    pub async fn home(&self) -> Result<Home, Error> {
        let season = self.current_season().await?;
        let now = self.now();
        let mut tx = self.store().read().await?;
        Ok(Home {
            today: now.date(),
            live: tx.board(now, STRIP).await?,
            next_round: tx.next_round(season.id, now).await?,
            sessions: tx.session_cards(season.id, Some(now), STRIP).await?,
            featured: tx.featured(season.id, STRIP).await?,
            progress: tx.progress(season.id).await?,
            season,
            server_now: now,
        })
    }
}
