//! What the centre sees of reviews and decides about lots.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, InstitutionId, LotCode, LotId, SeasonId};
use domain::lots::{Industry, LotState};
use domain::reviews::{FieldNote, ReviewRules, ScoreSums, Tenths};
use domain::time::Timestamp;
use domain::views::{
    ExpertProgress, LotCard, ReturnedLot, ReviewCounts, ReviewerLine, SelectionRow,
};

/// A decision of the centre about a lot.
#[derive(Clone, Copy, Debug)]
pub struct NewDecision<'a> {
    /// Which lot.
    pub lot: LotId,
    /// `Selected` or `Rejected`.
    pub decision: LotState,
    /// Why.
    pub reason: &'a str,
    /// Submitted reviews then.
    pub reviews: u32,
    /// Their result.
    pub result: Option<Tenths>,
    /// Who decided.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A lot that goes back to its institution.
#[derive(Clone, Copy, Debug)]
pub struct NewReturn<'a> {
    /// Which lot.
    pub lot: LotId,
    /// Why.
    pub reason: &'a str,
    /// What is wrong with which field.
    pub notes: &'a [FieldNote],
    /// Who returned it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct TableRow {
    id: i64,
    state: String,
    card: String,
    assigned: i64,
    submitted: i64,
    recused: i64,
    overdue: i64,
    advancement: i64,
    feasibility: i64,
    market: i64,
    legal: i64,
    strong: i64,
    recommended: i64,
    not_recommended: i64,
}

#[derive(sqlx_macros::FromRow)]
struct ProgressRow {
    id: i64,
    industry: String,
    display_name: String,
    institution: Option<String>,
    assigned: i64,
    submitted: i64,
    recused: i64,
    overdue: i64,
}

#[derive(sqlx_macros::FromRow)]
struct ReturnRow {
    id: i64,
    card: String,
    reason: String,
    notes: String,
    at: i64,
    replaced_by: Option<String>,
}

/// The beginning of a statement about lots of a season with what their reviews came to, up to its
/// conditions.
fn table_rows(season: SeasonId, now: Timestamp) -> Sql {
    // A column of a group by `CASE` is text, number or nothing on both engines alike.
    let mut sql = Sql::new("SELECT l.id, l.state, l.card");
    push_counts(&mut sql, now);
    for (criterion, name) in CRITERIA {
        sql.push(", CAST(COALESCE(sum(CASE WHEN r.state = 'SUBMITTED' THEN r.");
        sql.push(criterion).push(" END), 0) AS BIGINT) AS ");
        sql.push(name);
    }
    for (code, name) in RECOMMENDATIONS {
        sql.push(", count(CASE WHEN r.recommend = '").push(code);
        sql.push("' THEN 1 END) AS ").push(name);
    }
    sql.push(" FROM lots l LEFT JOIN reviews r ON r.lot_id = l.id WHERE l.season_id = ");
    sql.push_arg(season).push(" AND l.practice = FALSE");
    sql
}

impl Tx {
    /// Lots of a season in a state, the best result first; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn selection_lots(
        &mut self,
        (season, state, industry): (SeasonId, LotState, Option<Industry>),
        rules: &ReviewRules,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<SelectionRow>> {
        let mut sql = table_rows(season, now);
        sql.push(" AND l.state = ").push_arg(state.code());
        if let Some(industry) = industry {
            sql.push(" AND l.industry = ").push_arg(industry.code());
        }
        sql.push(" GROUP BY l.id, l.state, l.card ORDER BY COALESCE(sum(CASE WHEN ");
        sql.push("r.state = 'SUBMITTED' THEN ");
        for (place, (criterion, _)) in CRITERIA.iter().enumerate() {
            sql.push(if place > 0 { " + r." } else { "r." })
                .push(criterion);
            sql.push(" * ").push_arg(u32::from(rules.weights[place]));
        }
        sql.push(" END) * 1000 / NULLIF(count(CASE WHEN r.state = 'SUBMITTED' THEN 1 END), 0)");
        sql.push(", -1) DESC, l.id LIMIT ").push_arg(limit);
        let rows: Vec<TableRow> = self.all(sql).await?;
        rows.into_iter().map(|row| row.read(rules)).collect()
    }

    /// The lots of a season that were submitted, whatever has become of them, with an id above `after`; at
    /// most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn pool_lots(
        &mut self,
        (season, after): (SeasonId, LotId),
        rules: &ReviewRules,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<SelectionRow>> {
        let mut sql = table_rows(season, now);
        sql.push(" AND l.state <> 'DRAFT' AND l.id > ")
            .push_arg(after);
        sql.push(" GROUP BY l.id, l.state, l.card ORDER BY l.id LIMIT ")
            .push_arg(limit);
        let rows: Vec<TableRow> = self.all(sql).await?;
        rows.into_iter().map(|row| row.read(rules)).collect()
    }

    /// The reviews of the lots that are under review, by expert and industry.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn review_progress(
        &mut self,
        season: SeasonId,
        now: Timestamp,
    ) -> Result<Vec<ExpertProgress>> {
        let mut sql = Sql::new("SELECT a.id, l.industry, a.display_name, i.name AS institution");
        push_counts(&mut sql, now);
        sql.push(" FROM lots l JOIN reviews r ON r.lot_id = l.id JOIN accounts a ON ");
        sql.push("a.id = r.account_id LEFT JOIN institutions i ON i.id = a.institution_id ");
        sql.push("WHERE l.state = 'UNDER_REVIEW' AND l.season_id = ")
            .push_arg(season);
        sql.push(" GROUP BY a.id, l.industry, a.display_name, i.name ORDER BY a.id, l.industry");
        let rows: Vec<ProgressRow> = self.all(sql).await?;
        rows.into_iter().map(ProgressRow::read).collect()
    }

    /// The lots of an industry that are under review, by id; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lots_under_review(
        &mut self,
        season: SeasonId,
        industry: Industry,
        limit: u32,
    ) -> Result<Vec<LotId>> {
        let sql = Sql::new(
            "SELECT id FROM lots WHERE season_id = $1 AND state = 'UNDER_REVIEW' \
             AND industry = $2 ORDER BY id LIMIT $3",
        );
        let sql = sql.bind(season).bind(industry.code()).bind(limit);
        let rows: Vec<(i64,)> = self.all(sql).await?;
        Ok(rows.into_iter().map(|(id,)| LotId(id)).collect())
    }

    /// Puts a decision of the centre on record.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_decision(&mut self, new: &NewDecision<'_>) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO lot_decisions (lot_id, decision, reason, reviews, result, by_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let sql = sql
            .bind(new.lot)
            .bind(new.decision.code())
            .bind(new.reason)
            .bind(new.reviews)
            .bind(new.result.map(|result| result.0))
            .bind(new.by)
            .bind(new.at);
        self.execute(sql).await.map(drop)
    }

    /// Puts on record that a lot went back, and takes from it what makes its row the same record
    /// again: the next import of the row is a new lot, and its patents are free for it.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_return(&mut self, new: &NewReturn<'_>) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO lot_returns (lot_id, season_id, owner_id, identity_key, reason, notes, \
             by_id, at) SELECT id, season_id, owner_id, identity_key, $1, $2, $3, $4 FROM lots \
             WHERE id = $5",
        );
        let sql = sql
            .bind(new.reason)
            .bind(to_json(&new.notes))
            .bind(new.by)
            .bind(new.at)
            .bind(new.lot);
        self.execute(sql).await?;
        let key = format!("returned:{}", new.lot);
        let sql = Sql::new(
            "UPDATE lots SET identity_key = $1, roadshow = FALSE, row_version = row_version + 1 \
             WHERE id = $2",
        );
        self.execute(sql.bind(key).bind(new.lot)).await?;
        let sql = Sql::new("DELETE FROM lot_patents WHERE lot_id = $1").bind(new.lot);
        self.execute(sql).await.map(drop)
    }

    /// The lots that went back to an institution, the latest first; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn returned_lots(
        &mut self,
        owner: InstitutionId,
        limit: u32,
    ) -> Result<Vec<ReturnedLot>> {
        let sql = Sql::new(
            "SELECT t.id, l.card, t.reason, t.notes, t.at, (SELECT max(n.code) FROM lots n \
             WHERE n.season_id = t.season_id AND n.identity_key = t.identity_key) AS replaced_by \
             FROM lot_returns t JOIN lots l ON l.id = t.lot_id WHERE t.owner_id = $1 \
             ORDER BY t.id DESC LIMIT $2",
        );
        let rows: Vec<ReturnRow> = self.all(sql.bind(owner).bind(limit)).await?;
        rows.into_iter().map(ReturnRow::read).collect()
    }
}

/// Columns of the scores and what they are called here.
const CRITERIA: [(&str, &str); 4] = [
    ("s_advancement", "advancement"),
    ("s_feasibility", "feasibility"),
    ("s_market", "market"),
    ("s_legal", "legal"),
];
/// Codes of the recommendations and what they are called here.
const RECOMMENDATIONS: [(&str, &str); 3] = [
    ("STRONG", "strong"),
    ("RECOMMENDED", "recommended"),
    ("NOT_RECOMMENDED", "not_recommended"),
];

/// How many reviews are how far.
fn push_counts(sql: &mut Sql, now: Timestamp) {
    for (state, name) in [
        ("ASSIGNED", "assigned"),
        ("SUBMITTED", "submitted"),
        ("RECUSED", "recused"),
    ] {
        sql.push(", count(CASE WHEN r.state = '").push(state);
        sql.push("' THEN 1 END) AS ").push(name);
    }
    sql.push(", count(CASE WHEN r.state = 'ASSIGNED' AND r.due_at < ");
    sql.push_arg(now).push(" THEN 1 END) AS overdue");
}

fn counts(id: i64, columns: [i64; 4]) -> Result<ReviewCounts> {
    let at = At::new("reviews", "state", &id);
    Ok(ReviewCounts {
        assigned: at.int(columns[0])?,
        submitted: at.int(columns[1])?,
        recused: at.int(columns[2])?,
        overdue: at.int(columns[3])?,
    })
}

impl TableRow {
    fn read(self, rules: &ReviewRules) -> Result<SelectionRow> {
        let at = |column| At::new("lots", column, &self.id);
        let card: LotCard = at("card").json(&self.card)?;
        let columns = [self.assigned, self.submitted, self.recused, self.overdue];
        let counts = counts(self.id, columns)?;
        let mut sums = [0; 4];
        let stored = [self.advancement, self.feasibility, self.market, self.legal];
        for (sum, stored) in sums.iter_mut().zip(stored) {
            *sum = at("reviews").int(stored)?;
        }
        let sums = ScoreSums {
            count: counts.submitted,
            sums,
        };
        let mut recommended = [0; 3];
        let stored = [self.strong, self.recommended, self.not_recommended];
        for (count, stored) in recommended.iter_mut().zip(stored) {
            *count = at("reviews").int(stored)?;
        }
        Ok(SelectionRow {
            id: LotId(self.id),
            code: card.code,
            title: card.title,
            industry: card.industry,
            owner: card.owner,
            state: at("state").some(LotState::from_code(&self.state))?,
            counts,
            recommended,
            result: sums.result(rules),
        })
    }
}

impl ProgressRow {
    fn read(self) -> Result<ExpertProgress> {
        let at = At::new("lots", "industry", &self.id);
        let columns = [self.assigned, self.submitted, self.recused, self.overdue];
        Ok(ExpertProgress {
            expert: ReviewerLine {
                id: AccountId(self.id),
                name: self.display_name,
                institution: self.institution,
            },
            industry: at.some(Industry::from_code(&self.industry))?,
            counts: counts(self.id, columns)?,
        })
    }
}

impl ReturnRow {
    fn read(self) -> Result<ReturnedLot> {
        let at = |column| At::new("lot_returns", column, &self.id);
        let card: LotCard = at("card").json(&self.card)?;
        let replaced = self.replaced_by;
        let replaced = replaced.map(|code| at("identity_key").some(LotCode::parse(&code)));
        Ok(ReturnedLot {
            code: card.code,
            title: card.title,
            reason: self.reason,
            notes: at("notes").json(&self.notes)?,
            at: Timestamp(self.at),
            replaced_by: replaced.transpose()?,
        })
    }
}
