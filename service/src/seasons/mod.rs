//! The season that the portal shows, and the sessions that it has announced.

mod desk;

use crate::sessions::{aftermath_of, cards_at};
use crate::{Error, Portal};
use domain::live::View;
use domain::seasons::{Programme, Season, SeasonState};
use domain::sessions::{PageContent, Revision, Session};
use domain::time::Timestamp;
use domain::views::{Home, LotCard, SessionPage};
use store::Tx;

/// Cards in each strip of the front page.
const STRIP: u32 = 6;
/// Places among the running lots that a demonstration keeps for practice lots: bots bid on nothing
/// else, and whoever opens the front page is to see a bid within half a minute.
const PRACTICE_PLACES: usize = 2;
/// Featured lots that are looked through for those that are not running.
const FEATURED_MAX: u32 = 4 * STRIP;

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
        let sessions = tx.session_cards(season.id, Some(now), STRIP).await?;
        Ok(Home {
            today: now.date(),
            live: self.running(&mut tx, now).await?,
            next_round: tx.next_round(season.id, now).await?,
            sessions: cards_at(&mut tx, sessions, now).await?,
            featured: at_rest(tx.featured(season.id, FEATURED_MAX).await?, now),
            progress: tx.progress(season.id).await?,
            season,
            server_now: now,
        })
    }

    /// What runs: real lots, then practice lots in the places that are left or kept for them.
    async fn running(&self, tx: &mut Tx, now: Timestamp) -> Result<Vec<LotCard>, Error> {
        let real = tx.running(now, false, STRIP).await?;
        let practice = tx.lively_practice(now, STRIP).await?;
        let kept = match self.settings().demo {
            true => PRACTICE_PLACES,
            false => 0,
        };
        Ok(strip(real, practice, kept))
    }

    /// The page of a session that has been announced and whose host has published none yet: what
    /// the list of sessions says of it, its public lots, and no agenda.
    ///
    /// # Errors
    /// `NotFound` for sessions that do not exist or have a published page.
    pub async fn announced_session(&self, slug: &str) -> Result<SessionPage, Error> {
        let mut tx = self.store().read().await?;
        let session = tx
            .session_by_slug(slug)
            .await?
            .filter(|session| session.published_revision.is_none())
            .ok_or(Error::NotFound)?;
        let now = self.now();
        Ok(SessionPage {
            lots: tx.session_lots(session.id, 60).await?,
            needs: tx.session_needs(session.id).await?,
            aftermath: aftermath_of(&mut tx, session.id).await?,
            revision: announcement(&session, now),
            session,
            server_now: now,
        })
    }
}

/// Real lots first. Practice lots take the places that real ones leave, `kept` of them at least.
fn strip<T>(mut real: Vec<T>, mut practice: Vec<T>, kept: usize) -> Vec<T> {
    let places = STRIP as usize;
    real.truncate(places - practice.len().min(kept));
    practice.truncate(places - real.len());
    real.extend(practice);
    real
}

/// The first few that are not under the hammer: those stand in the strip of what runs.
fn at_rest(mut cards: Vec<LotCard>, now: Timestamp) -> Vec<LotCard> {
    cards.retain(|card| {
        !card.figures.as_ref().is_some_and(|figures| {
            matches!(
                figures.view(now),
                View::Open | View::Extended | View::Settling | View::Suspended
            )
        })
    });
    cards.truncate(STRIP as usize);
    cards
}

/// A session as a revision that nobody has written: number 0, without agenda and blocks.
fn announcement(session: &Session, now: Timestamp) -> Revision {
    Revision {
        number: 0,
        title: session.title.clone(),
        venue: session.venue.clone(),
        starts_at: session.starts_at,
        agenda: Vec::new(),
        page: PageContent::default(),
        author: String::new(),
        saved_at: now,
        published_at: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Depot;
    use crate::{Clock, Random, Settings, Store, StoreOptions, demo};
    use domain::sessions::SessionState;
    use domain::time::Date;
    use tempfile::TempDir;

    /// A bidding day of the demo season, so that real lots run.
    const TODAY: Date = Date::of(2026, 11, 20);

    async fn demo_portal() -> (Portal, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("demo.sqlite").display());
        let store = Store::open(&url, StoreOptions::default()).await.unwrap();
        let now = TODAY.at(10, 5);
        demo::seed(&store, &Depot::default(), (TODAY, now), "hash")
            .await
            .unwrap();
        let settings = Settings {
            demo: true,
            ..Settings::default()
        };
        let portal = Portal::open(store, Clock::fixed(now), Random::seeded(1), settings);
        (portal, folder)
    }

    #[test]
    fn practice_lots_keep_their_places_in_a_demonstration_only() {
        let real = || (1..=6).collect::<Vec<_>>();
        assert_eq!(strip(real(), vec![11, 12, 13], 2), [1, 2, 3, 4, 11, 12]);
        assert_eq!(strip(real(), vec![11], 2), [1, 2, 3, 4, 5, 11]);
        assert_eq!(strip(real(), vec![11, 12, 13], 0), real());
        assert_eq!(strip(vec![1], vec![11, 12, 13], 0), [1, 11, 12, 13]);
        assert_eq!(strip(Vec::new(), (11..30).collect(), 2).len(), 6);
        assert_eq!(strip::<u8>(Vec::new(), Vec::new(), 2), Vec::<u8>::new());
    }

    #[tokio::test]
    async fn what_runs_is_not_shown_again_among_the_featured() {
        let (portal, _folder) = demo_portal().await;
        let home = portal.home().await.unwrap();
        let now = portal.now();
        let season = home.season.id;
        let mut tx = portal.store().read().await.unwrap();
        let all = tx.featured(season, FEATURED_MAX).await.unwrap();
        let rested = at_rest(all.clone(), now);
        assert!(rested.len() < all.len(), "the demo features a running lot");
        assert_eq!(home.featured, rested);
        assert!(!home.featured.is_empty());
        for card in &home.featured {
            assert!(home.live.iter().all(|live| live.code != card.code));
        }
    }

    #[tokio::test]
    async fn the_front_page_tells_how_lots_were_sold() {
        let (portal, _folder) = demo_portal().await;
        let progress = portal.home().await.unwrap().progress;
        assert_eq!((progress.sold, progress.by_bidding()), (60, 44));
        assert_eq!((progress.negotiated, progress.offline), (16, 0));
    }

    #[tokio::test]
    async fn a_session_that_is_announced_has_a_page_without_agenda() {
        let (portal, _folder) = demo_portal().await;
        let cards = portal.sessions().await.unwrap();
        let planned: Vec<_> = cards
            .iter()
            .filter(|card| card.state == SessionState::Planned)
            .collect();
        assert!(!planned.is_empty());
        for card in planned {
            let slug = &card.link.slug;
            assert_eq!(portal.session_page(slug).await, Err(Error::NotFound));
            let page = portal.announced_session(slug).await.unwrap();
            assert_eq!(page.revision.title, card.link.title);
            assert!(page.revision.agenda.is_empty() && page.revision.page.blocks.is_empty());
            assert_eq!(page.lots.len() as u32, card.lot_count);
        }
        let published = cards
            .iter()
            .find(|card| card.state == SessionState::Published)
            .unwrap();
        let refused = portal.announced_session(&published.link.slug).await;
        assert_eq!(refused, Err(Error::NotFound));
        let unknown = portal.announced_session("nowhere").await;
        assert_eq!(unknown, Err(Error::NotFound));
    }
}
