//! The bars on bidders that stand.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, LotCode};
use domain::time::Timestamp;
use domain::views::StandingBar;

#[derive(sqlx_macros::FromRow)]
struct BarRow {
    account_id: i64,
    login: String,
    display_name: String,
    code: Option<String>,
    reason: String,
    decider: Option<String>,
    at: i64,
}

impl Tx {
    /// The bars that stand, latest first, at most `limit`; of one account when it is named. One on a
    /// single lot is lifted on that lot or on all of them, one on all lots only on all of them.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn standing_bars(
        &mut self,
        account: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<StandingBar>> {
        let mut sql = Sql::new(
            "SELECT f.account_id, b.login, b.display_name, l.code, f.reason, \
             s.display_name AS decider, f.at FROM bidder_facts f \
             JOIN accounts b ON b.id = f.account_id LEFT JOIN lots l ON l.id = f.lot_id \
             LEFT JOIN accounts s ON s.id = f.by_id \
             WHERE f.kind = 'BARRED' AND f.holds = TRUE AND NOT EXISTS \
             (SELECT 1 FROM bidder_facts g WHERE g.account_id = f.account_id \
             AND g.kind = 'BARRED' AND g.id > f.id \
             AND (g.lot_id IS NULL OR g.lot_id = f.lot_id))",
        );
        if let Some(account) = account {
            sql.push(" AND f.account_id = ").push_arg(account);
        }
        sql.push(" ORDER BY f.id DESC LIMIT ").push_arg(limit);
        let rows: Vec<BarRow> = self.all(sql).await?;
        rows.into_iter().map(BarRow::read).collect()
    }
}

impl BarRow {
    fn read(self) -> Result<StandingBar> {
        let lot = self.code.map(|code| {
            let at = At::new("lots", "code", &code);
            at.some(LotCode::parse(&code))
        });
        Ok(StandingBar {
            account: AccountId(self.account_id),
            login: self.login,
            name: self.display_name,
            lot: lot.transpose()?,
            reason: self.reason,
            by: self.decider,
            at: Timestamp(self.at),
        })
    }
}
