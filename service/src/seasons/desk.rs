//! Setting up a season (domain.md AS-01): the centre follows the plan of an earlier one, types over it what is
//! different, and opens it when it is time.

use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::SeasonId;
use domain::seasons::{Season, SeasonDraft, SeasonState, catalogue};
use domain::views::{SeasonDesk, SeasonPlan};
use serde_json::{Value, json};
use store::StoreError;

/// The plans that every portal knows.
fn known_plans() -> [Season; 3] {
    [
        catalogue::auction_2023(),
        catalogue::auction_2022(),
        catalogue::challenge_2022(),
    ]
}

/// The stored seasons, latest first, and those plans that are not among them.
async fn plans(tx: &mut Tx) -> Result<Vec<Season>, Error> {
    let mut plans = tx.seasons().await?;
    for known in known_plans() {
        if plans.iter().all(|plan| plan.code() != known.code()) {
            plans.push(known);
        }
    }
    Ok(plans)
}

/// What the record keeps of a season.
fn facts(season: &Season, plan: &str) -> Value {
    json!({
        "code": season.code(),
        "plan": plan,
        "start_on": season.start_on,
        "end_on": season.end_on,
        "bidding_window": season.bidding_window,
        "grant_cutoff": season.grant_cutoff,
        "submission_deadline": season.submission_deadline,
        "session_deadline": season.session_deadline,
        "patent_types": season.patent_types,
        "quotas": season.quotas,
        "roadshow_max": season.roadshow_max,
        "deposit_percent": season.deposit_percent,
    })
}

impl Portal {
    /// The seasons, and the plan of one of them for a year: of the latest auction season for the year after
    /// it where none is named.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `SEASON_PLAN` for a plan that there is not.
    pub async fn season_desk(
        &self,
        account: &Account,
        plan: &str,
        year: Option<i32>,
    ) -> Result<SeasonDesk, Error> {
        require(account, Action::KeepSeasons)?;
        let mut tx = self.store().read().await?;
        let seasons = tx.seasons().await?;
        let plans = plans(&mut tx).await?;
        let base = match plan {
            "" => plans.first(),
            code => plans.iter().find(|one| one.code() == code),
        };
        let base = base.ok_or(Error::invalid("SEASON_PLAN"))?;
        let latest = plans
            .iter()
            .filter(|one| one.programme == base.programme)
            .map(|one| one.year)
            .max();
        let year = year.unwrap_or(latest.unwrap_or(base.year) + 1);
        Ok(SeasonDesk {
            plan: SeasonPlan {
                code: base.code(),
                programme: base.programme,
                season: base.for_year(year),
            },
            plans: plans.iter().map(Season::code).collect(),
            seasons,
            today: self.now().date(),
        })
    }

    /// Sets a season up, as a draft that nobody else sees.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `SEASON_PLAN` for a plan that there is not; the codes of
    /// [`SeasonDraft::check`]; `SEASON_DUPLICATE` when there is one of its programme and year.
    pub async fn create_season(
        &self,
        account: &Account,
        plan: &str,
        draft: &SeasonDraft,
    ) -> Result<SeasonId, Error> {
        require(account, Action::KeepSeasons)?;
        let mut tx = self.store().read().await?;
        let plans = plans(&mut tx).await?;
        drop(tx);
        let base = plans.iter().find(|one| one.code() == plan);
        let base = base.ok_or(Error::invalid("SEASON_PLAN"))?;
        let season = draft.check(base).map_err(Error::invalid)?;
        let (store, origin, plan) = (self.store().clone(), self.by(account), plan.to_owned());
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.insert_season(&season)
                .await
                .map_err(|error| match error {
                    StoreError::Conflict => Error::invalid("SEASON_DUPLICATE"),
                    other => other.into(),
                })?;
            let object = Object::new(ObjectKind::Season, season.id);
            tx.audit(
                origin
                    .entry(Act::SeasonCreate, object)
                    .after(&facts(&season, &plan)),
            );
            tx.commit().await?;
            Ok(season.id)
        })
        .await
    }

    /// Opens a season that was set up, or closes one that is open. The open auction season of the latest year
    /// is the one that the portal shows. `from` is where whoever asks has seen it.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound`; `SEASON_STATE`.
    pub async fn move_season(
        &self,
        account: &Account,
        id: SeasonId,
        from: SeasonState,
    ) -> Result<SeasonState, Error> {
        require(account, Action::KeepSeasons)?;
        let to = from.next().map_err(Error::invalid)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            if !tx.move_season(id, from, to).await? {
                return Err(match tx.season(id).await? {
                    None => Error::NotFound,
                    Some(_) => Error::invalid("SEASON_STATE"),
                });
            }
            let entry = origin.entry(Act::SeasonMove, Object::new(ObjectKind::Season, id));
            tx.audit(
                entry
                    .before(&json!({ "state": from }))
                    .after(&json!({ "state": to })),
            );
            tx.commit().await?;
            Ok(to)
        })
        .await
    }
}
