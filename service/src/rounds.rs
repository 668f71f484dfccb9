//! Rounds: the centre's desk of bidding days.

use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::ids::RoundId;
use domain::rounds::{Round, RoundPlan, RoundState};
use domain::views::OfficeRounds;
use serde_json::json;

impl Portal {
    /// The rounds of the season: those to come first, then the past ones.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn office_rounds(&self, account: &Account) -> Result<OfficeRounds, Error> {
        require(account, Action::ManageRounds)?;
        let season = self.current_season().await?;
        let now = self.now();
        let mut tx = self.store().read().await?;
        let mut rounds = tx.rounds(season.id, false, None, None, 200).await?;
        rounds.extend(
            tx.rounds(season.id, true, Some(now.date()), None, 30)
                .await?,
        );
        rounds.sort_by_key(|summary| {
            let over = summary.round.closes_at <= now;
            // What is to come counts forward, what is over counts backward.
            let order = if over {
                -summary.round.opens_at.0
            } else {
                summary.round.opens_at.0
            };
            (over, order)
        });
        Ok(OfficeRounds {
            rounds,
            server_now: now,
        })
    }

    /// Creates a round.
    ///
    /// # Errors
    /// `Forbidden`; `ROUND_NOT_WED_FRI`, `OUTSIDE_SEASON`, `ROUND_TOO_SHORT`,
    /// `ROUND_WINDOW_TOO_SHORT`, `ROUND_HARD_END_TOO_EARLY`, `ROUND_MIN_BIDDERS`, `ROUND_CLOSED` when it would end in the past; `Conflict` when
    /// the day has a round already.
    pub async fn create_round(&self, account: &Account, plan: RoundPlan) -> Result<RoundId, Error> {
        require(account, Action::ManageRounds)?;
        let season = self.current_season().await?;
        plan.check(&season)?;
        if plan.closes_at <= self.now() {
            return Err(Error::invalid("ROUND_CLOSED"));
        }
        let round = Round {
            id: RoundId(0),
            season: season.id,
            on: plan.opens_at.date(),
            opens_at: plan.opens_at,
            closes_at: plan.closes_at,
            window_ms: plan.window_ms,
            extension_ms: plan.extension_ms,
            hard_end: plan.hard_end,
            min_bidders: plan.min_bidders,
            state: RoundState::Scheduled,
            practice: plan.practice,
            moved: None,
        };
        self.insert_round(round, self.by(account)).await
    }

    pub(crate) async fn insert_round(
        &self,
        round: Round,
        origin: Origin,
    ) -> Result<RoundId, Error> {
        let store = self.store().clone();
        self.durable(async move {
            let mut tx = store.audited().await?;
            let id = tx.insert_round(&round).await?;
            let entry = origin.entry(Act::RoundCreate, Object::new(ObjectKind::Round, id));
            tx.audit(entry.after(&json!({
                "opens_at": round.opens_at.rfc3339(),
                "closes_at": round.closes_at.rfc3339(),
                "window_ms": round.window_ms,
                "extension_ms": round.extension_ms,
                "hard_end": round.hard_end.map(|at| at.rfc3339()),
                "min_bidders": round.min_bidders,
                "practice": round.practice,
            })));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }
}
