//! Rounds: the bidding days of a season, and the calendar that they share with the sessions.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{LotId, RoundId, SeasonId};
use domain::rounds::{Round, RoundMoved, RoundState};
use domain::time::{Date, Timestamp};
use domain::views::{RoundSummary, SessionCard};

macro_rules! select_rounds {
    ($rest:literal) => {
        concat!(
            "SELECT id, season_id, on_day, opens_at, closes_at, window_ms, extension_ms, hard_end, \
             min_bidders, state, practice, lot_count, moved_from, moved_reason, moved_times \
             FROM rounds WHERE ",
            $rest
        )
    };
}

/// More than a season has bidding days; a calendar never shows more.
const CALENDAR_MAX: i64 = 400;

#[derive(sqlx_macros::FromRow)]
struct RoundRow {
    id: i64,
    season_id: i64,
    on_day: i64,
    opens_at: i64,
    closes_at: i64,
    window_ms: i64,
    extension_ms: i64,
    hard_end: Option<i64>,
    min_bidders: i64,
    state: String,
    practice: bool,
    lot_count: i64,
    moved_from: Option<i64>,
    moved_reason: Option<String>,
    moved_times: i64,
}

impl Tx {
    /// Stores a new round; id 0 lets the database choose one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the season has a real round on
    /// that day already.
    pub async fn insert_round(&mut self, round: &Round) -> Result<RoundId> {
        let fresh = round.id.get() == 0;
        let mut sql = Sql::new("INSERT INTO rounds (");
        sql.push(if fresh { "" } else { "id, " });
        sql.push(
            "season_id, on_day, opens_at, closes_at, window_ms, extension_ms, hard_end, \
             min_bidders, state, practice)",
        );
        sql.push(" VALUES (");
        if !fresh {
            sql.push_arg(round.id).push(", ");
        }
        sql.push_arg(round.season).push(", ");
        sql.push_arg(round.on.0).push(", ");
        sql.push_arg(round.opens_at).push(", ");
        sql.push_arg(round.closes_at).push(", ");
        sql.push_arg(round.window_ms).push(", ");
        sql.push_arg(round.extension_ms).push(", ");
        sql.push_arg(round.hard_end).push(", ");
        sql.push_arg(round.min_bidders).push(", ");
        sql.push_arg(round.state.code()).push(", ");
        sql.push_arg(round.practice).push(") RETURNING id");
        let (id,) = self.one(sql).await?;
        if !fresh {
            self.ids_given("rounds").await?;
        }
        Ok(RoundId(id))
    }

    /// The round with this id.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn round(&mut self, id: RoundId) -> Result<Option<Round>> {
        let sql = Sql::new(select_rounds!("id = $1")).bind(id);
        Ok(self
            .optional(sql)
            .await?
            .map(RoundRow::read)
            .transpose()?
            .map(|summary| summary.round))
    }

    /// Rounds of a season, real or practice, whose day lies between `from` and `to`, both
    /// included, soonest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn rounds(
        &mut self,
        season: SeasonId,
        practice: bool,
        from: Option<Date>,
        to: Option<Date>,
        limit: u32,
    ) -> Result<Vec<RoundSummary>> {
        // By the opening instant, so that the index serves both the range and the order.
        let from = from.map_or(i64::MIN, |day| day.at(0, 0).0);
        let to = to.map_or(i64::MAX, |day| day.plus_days(1).at(0, 0).0);
        let sql = Sql::new(select_rounds!(
            "season_id = $1 AND practice = $2 AND opens_at >= $3 AND opens_at < $4 \
             ORDER BY opens_at, id LIMIT $5"
        ));
        let sql = sql
            .bind(season)
            .bind(practice)
            .bind(from)
            .bind(to)
            .bind(limit);
        self.all(sql)
            .await?
            .into_iter()
            .map(RoundRow::read)
            .collect()
    }

    /// The next real round that has not opened at `now`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn next_round(
        &mut self,
        season: SeasonId,
        now: Timestamp,
    ) -> Result<Option<RoundSummary>> {
        let sql = Sql::new(select_rounds!(
            "season_id = $1 AND practice = $2 AND opens_at > $3 AND state = $4 \
             ORDER BY opens_at, id LIMIT 1"
        ));
        let sql = sql
            .bind(season)
            .bind(false)
            .bind(now)
            .bind(RoundState::Scheduled.code());
        self.optional(sql).await?.map(RoundRow::read).transpose()
    }

    /// Postpones a round: its day, its hours and what it says of that are now those of `round`; answers
    /// whether it is still there and scheduled.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the season has a real round on
    /// that day already.
    pub async fn move_round(&mut self, round: &Round) -> Result<bool> {
        let moved = round.moved.as_ref();
        let mut sql = Sql::new("UPDATE rounds SET on_day = ");
        sql.push_arg(round.on.0);
        sql.push(", opens_at = ").push_arg(round.opens_at);
        sql.push(", closes_at = ").push_arg(round.closes_at);
        sql.push(", hard_end = ").push_arg(round.hard_end);
        sql.push(", moved_from = ")
            .push_arg(moved.map(|it| it.from));
        sql.push(", moved_reason = ")
            .push_arg(moved.map(|it| it.reason.clone()));
        sql.push(", moved_times = ")
            .push_arg(moved.map_or(0, |it| it.times));
        sql.push(" WHERE id = ").push_arg(round.id);
        sql.push(" AND state = ")
            .push_arg(RoundState::Scheduled.code());
        Ok(self.execute(sql).await? == 1)
    }

    /// The lots that stand in a round and have no result, by their number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lots_ahead(&mut self, round: RoundId) -> Result<Vec<LotId>> {
        let sql = Sql::new(
            "SELECT lot_id FROM auctions WHERE round_id = $1 AND outcome IS NULL ORDER BY lot_id",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(round)).await?;
        Ok(rows.into_iter().map(|(id,)| LotId(id)).collect())
    }

    /// Moves a round to `state`; answers whether there is such a round.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn update_round_state(&mut self, id: RoundId, state: RoundState) -> Result<bool> {
        let sql = Sql::new("UPDATE rounds SET state = $1 WHERE id = $2");
        Ok(self.execute(sql.bind(state.code()).bind(id)).await? == 1)
    }

    /// The real rounds and the sessions of a season on the days `from` to `to`, both included,
    /// earliest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn calendar(
        &mut self,
        season: SeasonId,
        from: Date,
        to: Date,
    ) -> Result<(Vec<RoundSummary>, Vec<SessionCard>)> {
        let rounds = self
            .rounds(season, false, Some(from), Some(to), CALENDAR_MAX as u32)
            .await?;
        let (begin, end) = (from.at(0, 0), to.plus_days(1).at(0, 0));
        let sessions = self
            .sessions_starting(season, begin, end, CALENDAR_MAX)
            .await?;
        Ok((rounds, sessions))
    }
}

impl RoundRow {
    fn read(self) -> Result<RoundSummary> {
        let at = |column| At::new("rounds", column, &self.id);
        let round = Round {
            id: RoundId(self.id),
            season: SeasonId(self.season_id),
            on: Date(at("on_day").int(self.on_day)?),
            opens_at: Timestamp(self.opens_at),
            closes_at: Timestamp(self.closes_at),
            window_ms: self.window_ms,
            extension_ms: self.extension_ms,
            hard_end: self.hard_end.map(Timestamp),
            min_bidders: at("min_bidders").int(self.min_bidders)?,
            state: at("state").some(RoundState::from_code(&self.state))?,
            practice: self.practice,
            moved: match (self.moved_from, self.moved_reason) {
                (Some(from), Some(reason)) => Some(RoundMoved {
                    from: Timestamp(from),
                    reason,
                    times: At::new("rounds", "moved_times", &self.id).int(self.moved_times)?,
                }),
                _ => None,
            },
        };
        Ok(RoundSummary {
            round,
            lot_count: at("lot_count").int(self.lot_count)?,
        })
    }
}
