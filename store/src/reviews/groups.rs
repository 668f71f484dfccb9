//! Evaluation groups by industry.

use crate::Tx;
use crate::accounts::{AccountRow, account_columns};
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::accounts::{Account, Role};
use domain::ids::{AccountId, SeasonId};
use domain::lots::Industry;
use domain::reviews::{ExpertKind, Seat};
use domain::time::Timestamp;

/// A seat in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewSeat {
    /// Of the group of this industry.
    pub industry: Industry,
    /// Who has it.
    pub account: Account,
    /// Name of his institution.
    pub institution: Option<String>,
    /// What for.
    pub kind: ExpertKind,
}

#[derive(sqlx_macros::FromRow)]
struct SeatRow {
    #[sqlx(flatten)]
    account: AccountRow,
    industry: String,
    institution: Option<String>,
    kind: String,
}

#[derive(sqlx_macros::FromRow)]
struct ExpertRow {
    #[sqlx(flatten)]
    account: AccountRow,
    institution: Option<String>,
}

impl Tx {
    /// Forms the group of an industry, or forms it anew.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_review_group(
        &mut self,
        season: SeasonId,
        industry: Industry,
        seats: &[Seat],
        (by, at): (AccountId, Timestamp),
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO review_groups (season_id, industry, by_id, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (season_id, industry) DO UPDATE SET by_id = excluded.by_id, \
             at = excluded.at RETURNING id",
        );
        let sql = sql.bind(season).bind(industry.code()).bind(by).bind(at);
        let (group,): (i64,) = self.one(sql).await?;
        let sql = Sql::new("DELETE FROM review_seats WHERE group_id = $1").bind(group);
        self.execute(sql).await?;
        for seat in seats {
            let sql = Sql::new(
                "INSERT INTO review_seats (group_id, account_id, kind) VALUES ($1, $2, $3)",
            );
            let sql = sql.bind(group).bind(seat.expert).bind(seat.kind.code());
            self.execute(sql).await?;
        }
        Ok(())
    }

    /// The seats of the groups of a season, by industry and account.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn review_seats(&mut self, season: SeasonId) -> Result<Vec<ReviewSeat>> {
        let text = concat!(
            "SELECT g.industry, i.name AS institution, s.kind, ",
            account_columns!(),
            " FROM review_groups g JOIN review_seats s ON s.group_id = g.id \
             JOIN accounts a ON a.id = s.account_id \
             LEFT JOIN institutions i ON i.id = a.institution_id \
             WHERE g.season_id = $1 ORDER BY g.industry, a.id"
        );
        let rows: Vec<SeatRow> = self.all(Sql::new(text).bind(season)).await?;
        rows.into_iter().map(SeatRow::read).collect()
    }

    /// Everybody who holds the role of an expert, with the name of his institution; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn reviewers(&mut self, limit: u32) -> Result<Vec<(Account, Option<String>)>> {
        let text = concat!(
            "SELECT i.name AS institution, ",
            account_columns!(),
            " FROM accounts a LEFT JOIN institutions i ON i.id = a.institution_id \
             WHERE a.grants LIKE $1 ORDER BY a.id LIMIT $2"
        );
        // As `serde_json` writes a grant.
        let role = format!("%\"role\":\"{}\"%", Role::Expert.code());
        let rows: Vec<ExpertRow> = self.all(Sql::new(text).bind(role).bind(limit)).await?;
        let read = |row: ExpertRow| Ok((row.account.read()?, row.institution));
        rows.into_iter().map(read).collect()
    }
}

impl SeatRow {
    fn read(self) -> Result<ReviewSeat> {
        let account = self.account.read()?;
        let id = account.id;
        let at = |column| At::new("review_seats", column, &id);
        Ok(ReviewSeat {
            industry: at("industry").some(Industry::from_code(&self.industry))?,
            institution: self.institution,
            kind: at("kind").some(ExpertKind::from_code(&self.kind))?,
            account,
        })
    }
}
