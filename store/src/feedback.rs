//! What people say against a lot.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::feedback::{Feedback, FeedbackReason};
use domain::ids::{AccountId, LotCode, LotId};
use domain::time::Timestamp;

impl Tx {
    /// Keeps the answer of an account about a lot; the one before it goes.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_feedback(
        &mut self,
        lot: LotId,
        account: AccountId,
        feedback: &Feedback,
        at: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO feedback (lot_id, account_id, reasons, words, at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (lot_id, account_id) DO UPDATE SET \
             reasons = excluded.reasons, words = excluded.words, at = excluded.at",
        );
        let sql = sql.bind(lot).bind(account);
        let sql = sql.bind(FeedbackReason::bits(feedback.reasons()));
        self.execute(sql.bind(feedback.words()).bind(at)).await?;
        Ok(())
    }

    /// The answer of an account about a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn feedback_of(
        &mut self,
        lot: LotId,
        account: AccountId,
    ) -> Result<Option<Feedback>> {
        let sql =
            Sql::new("SELECT reasons, words FROM feedback WHERE lot_id = $1 AND account_id = $2");
        let row: Option<(i64, String)> = self.optional(sql.bind(lot).bind(account)).await?;
        row.map(|row| read(lot, row)).transpose()
    }

    /// Every answer about a lot, without who gave it.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn feedback_on(&mut self, lot: LotId) -> Result<Vec<Feedback>> {
        let sql =
            Sql::new("SELECT reasons, words FROM feedback WHERE lot_id = $1 ORDER BY account_id");
        let rows: Vec<(i64, String)> = self.all(sql.bind(lot)).await?;
        rows.into_iter().map(|row| read(lot, row)).collect()
    }

    /// What a person has said about lots, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_feedback(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(LotCode, Feedback, Timestamp)>> {
        let sql = Sql::new(
            "SELECT l.code, f.lot_id, f.reasons, f.words, f.at FROM feedback f \
             JOIN lots l ON l.id = f.lot_id WHERE f.account_id = $1 \
             ORDER BY f.at DESC, f.lot_id LIMIT $2",
        );
        let rows: Vec<(String, i64, i64, String, i64)> =
            self.all(sql.bind(account).bind(limit)).await?;
        rows.into_iter()
            .map(|(code, lot, reasons, words, at)| {
                let code = At::new("lots", "code", &lot).some(LotCode::parse(&code))?;
                Ok((code, read(LotId(lot), (reasons, words))?, Timestamp(at)))
            })
            .collect()
    }
}

fn read(lot: LotId, (reasons, words): (i64, String)) -> Result<Feedback> {
    let all = FeedbackReason::ALL.iter().copied();
    let reasons: Vec<_> = all.filter(|one| reasons & one.bit() != 0).collect();
    At::new("feedback", "reasons", &lot).some(Feedback::new(&reasons, &words).ok())
}
