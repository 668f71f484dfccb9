//! Check-ins as phones have sent them.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, SessionId};
use domain::registrations::{CheckIn, CheckInOutcome};
use domain::time::Timestamp;
use domain::views::CheckedIn;

/// A check-in to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewCheckIn<'a> {
    /// At which session.
    pub session: SessionId,
    /// What the phone has sent.
    pub sent: &'a CheckIn,
    /// What came of it.
    pub answer: &'a CheckedIn,
    /// Who stood at the door.
    pub by: AccountId,
    /// When it arrived.
    pub at: Timestamp,
}

impl Tx {
    /// Stores a check-in; answers false, and changes nothing, when the phone has sent it before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_check_in(&mut self, new: &NewCheckIn<'_>) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO check_ins (id, session_id, code, at, outcome, who, by_id, received_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        );
        let sql = sql.bind(new.sent.id.as_str()).bind(new.session);
        let sql = sql.bind(new.sent.code.as_str()).bind(new.sent.at);
        let sql = sql.bind(new.answer.outcome.code());
        let sql = sql.bind(new.answer.who.as_str()).bind(new.by);
        Ok(self.execute(sql.bind(new.at)).await? == 1)
    }

    /// What came of the check-in with this number at a session; nothing when none was sent.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn check_in(&mut self, of: SessionId, id: &str) -> Result<Option<CheckedIn>> {
        let sql = Sql::new("SELECT outcome, who FROM check_ins WHERE id = $1 AND session_id = $2");
        let row: Option<(String, String)> = self.optional(sql.bind(id).bind(of)).await?;
        row.map(|(outcome, who)| {
            let outcome = CheckInOutcome::from_code(&outcome);
            Ok(CheckedIn {
                id: id.to_owned(),
                outcome: At::new("check_ins", "outcome", &id).some(outcome)?,
                who,
            })
        })
        .transpose()
    }
}
