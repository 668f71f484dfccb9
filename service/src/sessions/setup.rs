//! Setting sessions up (IS-01): the centre names season, number, industry, city and who holds them; their
//! pages are their hosts' from then on.

use super::cards_at;
use super::publish::{may_go_out, object};
use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action};
use domain::audit::Act;
use domain::ids::{SeasonId, SessionId};
use domain::institutions::InstitutionKind;
use domain::seasons::Season;
use domain::sessions::{Holder, SESSION_NUMBER_MAX, Session, SessionPlan};
use domain::views::{PlannedSessions, SeasonOfSessions, SessionCard, SessionSetup};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::StoreError;

/// Sessions of a season: no more than it has numbers.
const SESSIONS_MAX: u32 = SESSION_NUMBER_MAX as u32;

/// What the record keeps of a set-up.
fn facts(session: &Session) -> Value {
    json!({
        "season": session.season,
        "number": session.number,
        "slug": session.slug,
        "title": session.title,
        "industry": session.industry,
        "city": session.city,
        "venue": session.venue,
        "starts_at": session.starts_at.rfc3339(),
        "ends_at": session.ends_at.rfc3339(),
        "holders": session.holders,
        "torch_express": session.torch_express,
        "low_carbon": session.low_carbon,
    })
}

fn choice(season: &Season) -> SeasonOfSessions {
    SeasonOfSessions {
        id: season.id,
        programme: season.programme,
        year: season.year,
    }
}

/// Another session has its number or address.
fn taken(error: StoreError) -> Error {
    match error {
        StoreError::Conflict => Error::invalid("SESSION_DUPLICATE"),
        other => other.into(),
    }
}

impl Portal {
    /// The sessions of a season by number; of the current one where none is named.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound` for a season that there is not.
    pub async fn planned_sessions(
        &self,
        account: &Account,
        season: Option<SeasonId>,
    ) -> Result<PlannedSessions, Error> {
        require(account, Action::KeepSeasons)?;
        let (mut tx, seasons, season) = self.season_chosen(season).await?;
        let cards = tx.session_cards(season.id, None, SESSIONS_MAX).await?;
        let mut sessions = cards_at(&mut tx, cards, self.now()).await?;
        sessions.sort_by_key(|card| card.number);
        Ok(PlannedSessions {
            seasons: seasons.iter().map(choice).collect(),
            season: season.id,
            planned: season.planned_sessions,
            sessions,
        })
    }

    /// One session as it was set up, or what a new one of a season begins with.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound`.
    pub async fn session_setup(
        &self,
        account: &Account,
        session: Option<SessionId>,
        season: Option<SeasonId>,
    ) -> Result<SessionSetup, Error> {
        require(account, Action::KeepSeasons)?;
        let mut tx = self.store().read().await?;
        let session = match session {
            Some(id) => Some(tx.session(id).await?.ok_or(Error::NotFound)?),
            None => None,
        };
        drop(tx);
        let of = session.as_ref().map(|session| session.season).or(season);
        let (mut tx, seasons, season) = self.season_chosen(of).await?;
        let cards = group_of(&mut tx, &season).await?;
        let used: BTreeSet<u16> = cards.into_iter().map(|card| card.number).collect();
        let free = (1..=SESSION_NUMBER_MAX).find(|number| !used.contains(number));
        Ok(SessionSetup {
            session: session.map(|session| session.at(self.now())),
            seasons: seasons.iter().map(choice).collect(),
            season: season.id,
            next_number: free.unwrap_or(SESSION_NUMBER_MAX),
        })
    }

    /// Sets a session up, or changes how it was; answers which it is. Of one whose page is public only who
    /// holds it and what it is called changes.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound`; the codes of [`SessionPlan::check`];
    /// `SESSION_DUPLICATE` when another session of its season's year has the number, or any the address;
    /// `SESSION_PLAN_CLOSED`; for one whose page is public also what its publication is refused with.
    pub async fn plan_session(
        &self,
        account: &Account,
        id: Option<SessionId>,
        plan: SessionPlan,
    ) -> Result<SessionId, Error> {
        require(account, Action::KeepSeasons)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            if let Some(id) = id {
                // Its host may be publishing it or calling it off.
                tx.hold_session(id).await?;
            }
            let stood = match id {
                Some(id) => Some(tx.session(id).await?.ok_or(Error::NotFound)?),
                None => None,
            };
            let session = planned(&mut tx, stood.clone(), plan).await?;
            let id = tx.upsert_session(&session).await.map_err(taken)?;
            let entry = match &stood {
                None => origin.entry(Act::SessionCreate, object(id)),
                Some(stood) => origin
                    .entry(Act::SessionChange, object(id))
                    .before(&facts(stood)),
            };
            tx.audit(entry.after(&facts(&session)));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// The seasons, and the one that was asked for, or the current one.
    async fn season_chosen(
        &self,
        wanted: Option<SeasonId>,
    ) -> Result<(Tx, Vec<Season>, Season), Error> {
        let wanted = match wanted {
            Some(id) => id,
            None => self.current_season().await?.id,
        };
        let mut tx = self.store().read().await?;
        let seasons = tx.seasons().await?;
        let season = seasons.iter().find(|season| season.id == wanted).cloned();
        Ok((tx, seasons, season.ok_or(Error::NotFound)?))
    }
}

/// The session that a plan makes of what stood there.
async fn planned(
    tx: &mut Tx,
    stood: Option<Session>,
    mut plan: SessionPlan,
) -> Result<Session, Error> {
    if let Some(stood) = &stood {
        plan.season = stood.season;
    }
    let season = tx.season(plan.season).await?.ok_or(Error::NotFound)?;
    let (holders, lead) = known(tx, &plan).await?;
    let checked = match stood.as_ref().is_none_or(Session::is_unread) {
        true => plan.check(&season, lead),
        false => plan.check_holders(&season, lead),
    };
    checked.map_err(Error::invalid)?;
    let session = match stood {
        None => plan.begin(holders),
        Some(mut session) => {
            session.replan(plan, holders).map_err(Error::invalid)?;
            session
        }
    };
    let same = |card: &SessionCard| card.number == session.number && card.link.id != session.id;
    if group_of(tx, &season).await?.iter().any(same) {
        return Err(Error::invalid("SESSION_DUPLICATE"));
    }
    // What is public still satisfies what its publication asked for.
    if let Some(revision) = tx.published_revision(session.id).await? {
        may_go_out(tx, &session, &revision).await?;
    }
    Ok(session)
}

/// The sessions of both programmes of a year: they are numbered through (§3.4 `session`, "no").
async fn group_of(tx: &mut Tx, season: &Season) -> Result<Vec<SessionCard>, Error> {
    let mut cards = Vec::new();
    for one in tx.seasons().await? {
        if one.year == season.year {
            cards.extend(tx.session_cards(one.id, None, SESSIONS_MAX).await?);
        }
    }
    Ok(cards)
}

/// Who holds it, with the entries of those that have one, in rank order; and the kind of the first.
async fn known(
    tx: &mut Tx,
    plan: &SessionPlan,
) -> Result<(Vec<Holder>, Option<InstitutionKind>), Error> {
    let (mut holders, mut lead) = (Vec::new(), None);
    for (role, name) in &plan.holders {
        let institution = tx.institution_by_name(name).await?;
        if holders.is_empty() {
            lead = institution.as_ref().map(|one| one.kind);
        }
        holders.push(Holder {
            role: *role,
            name: name.clone(),
            institution: institution.map(|one| one.id),
        });
    }
    Ok((holders, lead))
}
