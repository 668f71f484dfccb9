//! The centre's board: how far the sessions of a season are.

use super::in_tx;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action, Role, Scope};
use domain::ids::{SeasonId, SessionId};
use domain::institutions::City;
use domain::seasons::Season;
use domain::sessions::SessionState;
use domain::views::{BoardRow, BoardSeason, BoardShow, SessionCard, TargetBoard};
use store::Tx;

/// Most sessions of a season that the board reads; the plan of 2022 names seventeen.
const SESSIONS_MAX: u32 = 100;

impl Portal {
    /// The sessions of a season with their targets: of the season with this code, of the current one
    /// without. Whoever answers for some cities sees those alone (domain.md §3.7).
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` for a season that there is not.
    pub async fn target_board(
        &self,
        account: &Account,
        season: Option<&str>,
        show: BoardShow,
    ) -> Result<TargetBoard, Error> {
        require(account, Action::ReadTargets)?;
        let season = match season {
            None => self.current_season().await?,
            Some(code) => {
                let found = self.store().read().await?.season_by_code(code).await?;
                found.ok_or(Error::NotFound)?
            }
        };
        let now = self.now();
        let cities = cities_of(account);
        let mut tx = self.store().read().await?;
        let seasons = tx.seasons().await?;
        let year = seasons.iter().filter(|one| one.year == season.year);
        let (mut sessions, mut held) = (0, 0);
        for one in year {
            for card in cards(&mut tx, one.id).await? {
                let counts = card.state != SessionState::Cancelled;
                sessions += u32::from(counts);
                held += u32::from(counts && card.ends_at <= now);
            }
        }
        let mut rows = Vec::new();
        for card in cards(&mut tx, season.id).await? {
            if cities.as_ref().is_none_or(|own| own.contains(&card.city)) {
                rows.push(row(&mut tx, &season, &card, now).await?);
            }
        }
        let total = rows.len() as u32;
        rows.retain(|row| show.shows(&row.of));
        Ok(TargetBoard {
            planned: season.planned_sessions,
            season: named(&season),
            seasons: seasons.iter().map(named).collect(),
            show,
            rows,
            total,
            sessions,
            held,
            cities,
            may_edit: account.may(Action::EditSession(SessionId(0))),
            today: now.date(),
        })
    }
}

async fn cards(tx: &mut Tx, season: SeasonId) -> Result<Vec<SessionCard>, Error> {
    Ok(tx.session_cards(season, None, SESSIONS_MAX).await?)
}

async fn row(
    tx: &mut Tx,
    season: &Season,
    card: &SessionCard,
    now: domain::time::Timestamp,
) -> Result<BoardRow, Error> {
    let session = tx.session(card.link.id).await?.ok_or(Error::NotFound)?;
    Ok(BoardRow {
        city: card.city,
        of: in_tx(tx, season, session, now).await?,
    })
}

fn named(season: &Season) -> BoardSeason {
    BoardSeason {
        code: season.code(),
        year: season.year,
        programme: season.programme,
    }
}

/// The cities that a regulator answers for; `None` for whoever answers for the whole province.
fn cities_of(account: &Account) -> Option<Vec<City>> {
    let reads = |role| matches!(role, Role::Centre | Role::Regulator);
    let mut cities = Vec::new();
    for grant in account.grants.iter().filter(|grant| reads(grant.role)) {
        match (&grant.scope, grant.role) {
            (Scope::Province, _) | (_, Role::Centre) => return None,
            (Scope::City(code), _) => cities.extend(City::from_code(code)),
            _ => {}
        }
    }
    Some(cities)
}
