//! Who reviews which lot, and his sheet.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, LotId, SeasonId};
use domain::lots::Industry;
use domain::reviews::{ExpertKind, Recommendation, ReviewState, Scores, Sheet, SheetDraft};
use domain::time::Timestamp;
use domain::views::{LotCard, ReviewLine};

/// A review as it is assigned.
#[derive(Clone, Copy, Debug)]
pub struct NewReview {
    /// Of which lot.
    pub lot: LotId,
    /// By whom.
    pub expert: AccountId,
    /// What he is there for.
    pub kind: ExpertKind,
    /// When it is assigned.
    pub at: Timestamp,
    /// When it is due.
    pub due_at: Timestamp,
}

/// A review as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReview {
    /// By whom.
    pub expert: AccountId,
    /// What he is there for.
    pub kind: ExpertKind,
    /// How far it is.
    pub state: ReviewState,
    /// When it is due.
    pub due_at: Timestamp,
    /// What was typed so far.
    pub draft: SheetDraft,
    /// The sheet, once submitted.
    pub sheet: Option<Sheet>,
    /// When it was submitted, or the expert recused himself.
    pub ended_at: Option<Timestamp>,
    /// Why he did.
    pub reason: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    kind: String,
    state: String,
    due_at: i64,
    draft: String,
    s_advancement: Option<i64>,
    s_feasibility: Option<i64>,
    s_market: Option<i64>,
    s_legal: Option<i64>,
    comment: Option<String>,
    recommend: Option<String>,
    ended_at: Option<i64>,
    reason: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct LineRow {
    id: i64,
    state: String,
    due_at: i64,
    ended_at: Option<i64>,
    card: String,
}

/// The columns of [`Row`].
macro_rules! selected {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, kind, state, due_at, draft, s_advancement, s_feasibility, \
             s_market, s_legal, comment, recommend, ended_at, reason FROM reviews WHERE ",
            $rest
        )
    };
}

impl Tx {
    /// Assigns a lot to an expert; false when it was assigned to him before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_review(&mut self, new: &NewReview) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO reviews (lot_id, account_id, kind, state, assigned_at, due_at) \
             VALUES ($1, $2, $3, 'ASSIGNED', $4, $5) ON CONFLICT (lot_id, account_id) DO NOTHING",
        );
        let sql = sql
            .bind(new.lot)
            .bind(new.expert)
            .bind(new.kind.code())
            .bind(new.at)
            .bind(new.due_at);
        Ok(self.execute(sql).await? == 1)
    }

    /// The review of a lot by this expert.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn review(&mut self, lot: LotId, by: AccountId) -> Result<Option<StoredReview>> {
        let sql = Sql::new(selected!("lot_id = $1 AND account_id = $2"));
        let row: Option<Row> = self.optional(sql.bind(lot).bind(by)).await?;
        row.map(Row::read).transpose()
    }

    /// The reviews of a lot, in the order in which they were assigned.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn reviews_of_lot(&mut self, lot: LotId) -> Result<Vec<StoredReview>> {
        let sql = Sql::new(selected!("lot_id = $1 ORDER BY id")).bind(lot);
        let rows: Vec<Row> = self.all(sql).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// What an expert has in this state; what is due first comes first. At most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn reviews_by(
        &mut self,
        expert: AccountId,
        state: ReviewState,
        limit: u32,
    ) -> Result<Vec<ReviewLine>> {
        let sql = Sql::new(
            "SELECT r.id, r.state, r.due_at, r.ended_at, l.card FROM reviews r \
             JOIN lots l ON l.id = r.lot_id WHERE r.account_id = $1 AND r.state = $2 \
             ORDER BY r.due_at, r.id LIMIT $3",
        );
        let sql = sql.bind(expert).bind(state.code()).bind(limit);
        let rows: Vec<LineRow> = self.all(sql).await?;
        rows.into_iter().map(LineRow::read).collect()
    }

    /// Keeps what an expert has typed; false when his review has ended.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn save_review(
        &mut self,
        lot: LotId,
        by: AccountId,
        draft: &SheetDraft,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE reviews SET draft = $1 WHERE lot_id = $2 AND account_id = $3 \
             AND state = 'ASSIGNED'",
        );
        let sql = sql.bind(to_json(draft)).bind(lot).bind(by);
        Ok(self.execute(sql).await? == 1)
    }

    /// Submits the sheet of an expert; false when his review has ended.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn submit_review(
        &mut self,
        lot: LotId,
        by: AccountId,
        sheet: &Sheet,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE reviews SET state = 'SUBMITTED', s_advancement = $1, s_feasibility = $2, \
             s_market = $3, s_legal = $4, comment = $5, recommend = $6, ended_at = $7, \
             draft = '{}' WHERE lot_id = $8 AND account_id = $9 AND state = 'ASSIGNED'",
        );
        let [advancement, feasibility, market, legal] = sheet.scores.0.map(i64::from);
        let sql = sql
            .bind(advancement)
            .bind(feasibility)
            .bind(market)
            .bind(legal)
            .bind(sheet.comment.as_str())
            .bind(sheet.recommend.code())
            .bind(at)
            .bind(lot)
            .bind(by);
        Ok(self.execute(sql).await? == 1)
    }

    /// An expert recuses himself; false when his review has ended.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn recuse(
        &mut self,
        lot: LotId,
        by: AccountId,
        reason: &str,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE reviews SET state = 'RECUSED', reason = $1, ended_at = $2, draft = '{}' \
             WHERE lot_id = $3 AND account_id = $4 AND state = 'ASSIGNED'",
        );
        let sql = sql.bind(reason).bind(at).bind(lot).bind(by);
        Ok(self.execute(sql).await? == 1)
    }

    /// Takes back the reviews of a lot that nobody has ended; answers how many they were.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn drop_assignments(&mut self, lot: LotId) -> Result<u64> {
        let sql = Sql::new("DELETE FROM reviews WHERE lot_id = $1 AND state = 'ASSIGNED'");
        self.execute(sql.bind(lot)).await
    }

    /// Takes back what an expert has not ended of the lots of an industry; answers how much it was.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn drop_assignments_of(
        &mut self,
        expert: AccountId,
        season: SeasonId,
        industry: Industry,
    ) -> Result<u64> {
        let sql = Sql::new(
            "DELETE FROM reviews WHERE account_id = $1 AND state = 'ASSIGNED' AND lot_id IN \
             (SELECT id FROM lots WHERE season_id = $2 AND industry = $3)",
        );
        let sql = sql.bind(expert).bind(season).bind(industry.code());
        self.execute(sql).await
    }
}

impl Row {
    fn read(self) -> Result<StoredReview> {
        let at = |column| At::new("reviews", column, &self.id);
        let scores = [
            self.s_advancement,
            self.s_feasibility,
            self.s_market,
            self.s_legal,
        ];
        let scores: Option<Vec<i64>> = scores.into_iter().collect();
        let said = scores.zip(self.comment).zip(self.recommend);
        let sheet = said.map(|((scores, comment), recommend)| -> Result<Sheet> {
            let mut read = [0; 4];
            for (score, stored) in read.iter_mut().zip(scores) {
                *score = at("s_advancement").int(stored)?;
            }
            let recommend = at("recommend").some(Recommendation::from_code(&recommend))?;
            Ok(Sheet {
                scores: Scores(read),
                comment,
                recommend,
            })
        });
        Ok(StoredReview {
            expert: AccountId(self.account_id),
            kind: at("kind").some(ExpertKind::from_code(&self.kind))?,
            state: at("state").some(ReviewState::from_code(&self.state))?,
            due_at: Timestamp(self.due_at),
            draft: at("draft").json(&self.draft)?,
            sheet: sheet.transpose()?,
            ended_at: self.ended_at.map(Timestamp),
            reason: self.reason,
        })
    }
}

impl LineRow {
    fn read(self) -> Result<ReviewLine> {
        let at = |column| At::new("reviews", column, &self.id);
        let card: LotCard = At::new("lots", "card", &self.id).json(&self.card)?;
        Ok(ReviewLine {
            code: card.code,
            title: card.title,
            industry: card.industry,
            state: at("state").some(ReviewState::from_code(&self.state))?,
            due_at: Timestamp(self.due_at),
            ended_at: self.ended_at.map(Timestamp),
        })
    }
}
