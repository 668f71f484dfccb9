//! Mails on their way.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, MailId};
use domain::mail::{MailBody, MailCounts, MailProblem, MailState};
use domain::time::Timestamp;

/// How far counts go.
const COUNT_MAX: i64 = 10_000;

/// A mail to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewMail<'a> {
    /// Whom it is about, and who reads it.
    pub account: AccountId,
    /// What it is about: nothing is written twice.
    pub key: &'a str,
    /// The address.
    pub recipient: &'a str,
    /// In English, otherwise in Chinese.
    pub english: bool,
    /// What it says.
    pub body: &'a MailBody,
    /// When it happened.
    pub at: Timestamp,
    /// It is sent from then on.
    pub from: Timestamp,
}

/// A mail whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMail {
    /// Which.
    pub id: MailId,
    /// Whom it is about.
    pub account: AccountId,
    /// What it is about.
    pub key: String,
    /// The address.
    pub recipient: String,
    /// In English, otherwise in Chinese.
    pub english: bool,
    /// What it says.
    pub body: MailBody,
    /// Tries so far.
    pub attempts: u32,
    /// When it was written.
    pub at: Timestamp,
}

/// What came of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Why it failed; absent when it was sent.
    pub problem: Option<MailProblem>,
    /// When it is tried again; absent when it is over.
    pub next_at: Option<Timestamp>,
}

impl Tried {
    /// Where the mail stands after it.
    pub(crate) const fn state(&self) -> MailState {
        match (self.problem, self.next_at) {
            (None, _) => MailState::Sent,
            (Some(_), Some(_)) => MailState::Waiting,
            (Some(_), None) => MailState::Failed,
        }
    }
}

#[derive(sqlx_macros::FromRow)]
struct DueRow {
    id: i64,
    account_id: i64,
    key: String,
    recipient: String,
    english: bool,
    body: String,
    attempts: i64,
    created_at: i64,
}

impl Tx {
    /// Stores a mail; answers false, and changes nothing, when there is one about the same.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_mail(&mut self, new: &NewMail<'_>) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO mails (account_id, key, kind, recipient, english, body, state, attempts, \
             next_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, 'WAITING', 0, $7, $8) \
             ON CONFLICT (key) DO NOTHING",
        );
        let sql = sql.bind(new.account).bind(new.key).bind(new.body.code());
        let sql = sql.bind(new.recipient).bind(new.english);
        let sql = sql.bind(to_json(new.body)).bind(new.from).bind(new.at);
        Ok(self.execute(sql).await? == 1)
    }

    /// Mails of this kind to an account that were written at `since` or later.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn count_mails(
        &mut self,
        account: AccountId,
        kind: &str,
        since: Timestamp,
    ) -> Result<u32> {
        let sql = Sql::new(
            "SELECT count(*) FROM (SELECT 1 FROM mails WHERE account_id = $1 AND kind = $2 \
             AND created_at >= $3 LIMIT $4) m",
        );
        let sql = sql.bind(account).bind(kind).bind(since).bind(COUNT_MAX);
        let (count,): (i64,) = self.one(sql).await?;
        At::new("mails", "kind", &account).int(count)
    }

    /// The mails whose time has come, those that wait longest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn due_mails(&mut self, now: Timestamp, limit: u32) -> Result<Vec<DueMail>> {
        let sql = Sql::new(
            "SELECT id, account_id, key, recipient, english, body, attempts, created_at \
             FROM mails WHERE state = 'WAITING' AND next_at <= $1 ORDER BY next_at, id LIMIT $2",
        );
        let rows: Vec<DueRow> = self.all(sql.bind(now).bind(limit)).await?;
        rows.into_iter().map(DueRow::read).collect()
    }

    /// Counts a try before it is made, and books the next one at `next_at` in case that nothing is heard
    /// of this one; `false` when somebody else was faster.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn claim_mail(&mut self, due: &DueMail, next_at: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE mails SET attempts = attempts + 1, next_at = $1 \
             WHERE id = $2 AND attempts = $3 AND state = 'WAITING'",
        );
        let sql = sql.bind(next_at).bind(due.id).bind(due.attempts);
        Ok(self.execute(sql).await? == 1)
    }

    /// Notes what came of the try numbered `attempts`; `false` when the mail has moved on.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_mail_try(&mut self, id: MailId, attempts: u32, tried: &Tried) -> Result<bool> {
        let state = tried.state();
        let next_at = tried.next_at.filter(|_| tried.problem.is_some());
        let sql = Sql::new(
            "UPDATE mails SET state = $1, next_at = $2, problem = $3 \
             WHERE id = $4 AND attempts = $5 AND state = 'WAITING'",
        );
        let sql = sql.bind(state.code()).bind(next_at);
        let sql = sql.bind(tried.problem.map(MailProblem::code));
        Ok(self.execute(sql.bind(id).bind(attempts)).await? == 1)
    }

    /// Takes back what waits for an account and was not tried yet: what it is about holds no more.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn drop_waiting_mails(&mut self, account: AccountId, kind: &str) -> Result<()> {
        let sql =
            Sql::new("DELETE FROM mails WHERE account_id = $1 AND kind = $2 AND state = 'WAITING'");
        self.execute(sql.bind(account).bind(kind)).await?;
        Ok(())
    }

    /// Removes mails that are over and were written before `before`; answers how many.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_mails(&mut self, before: Timestamp) -> Result<u64> {
        let mut gone = 0;
        for state in [MailState::Sent, MailState::Failed] {
            let sql = Sql::new("DELETE FROM mails WHERE state = $1 AND created_at < $2");
            gone += self.execute(sql.bind(state.code()).bind(before)).await?;
        }
        Ok(gone)
    }

    /// How many mails stand where; each counted to 10,000.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn mail_counts(&mut self) -> Result<MailCounts> {
        let mut counts = [0; 3];
        for (count, state) in counts.iter_mut().zip(MailState::ALL) {
            let sql = Sql::new(
                "SELECT count(*) FROM (SELECT 1 FROM mails WHERE state = $1 UNION ALL \
                     SELECT 1 FROM registration_mails WHERE state = $1 LIMIT $2) m",
            );
            let (found,): (i64,) = self.one(sql.bind(state.code()).bind(COUNT_MAX)).await?;
            *count = found.unsigned_abs();
        }
        let [waiting, sent, failed] = counts;
        Ok(MailCounts {
            waiting,
            sent,
            failed,
        })
    }

    /// What an account was written lately: kind, address, state and when, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_mails(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(String, String, String, Timestamp)>> {
        let sql = Sql::new(
            "SELECT kind, recipient, state, created_at FROM mails WHERE account_id = $1 \
             ORDER BY id DESC LIMIT $2",
        );
        let rows: Vec<(String, String, String, i64)> =
            self.all(sql.bind(account).bind(limit)).await?;
        let line = |(kind, to, state, at)| (kind, to, state, Timestamp(at));
        Ok(rows.into_iter().map(line).collect())
    }
}

impl DueRow {
    fn read(self) -> Result<DueMail> {
        let at = |column| At::new("mails", column, &self.id);
        Ok(DueMail {
            account: AccountId(self.account_id),
            body: at("body").json(&self.body)?,
            attempts: at("attempts").int(self.attempts)?,
            at: Timestamp(self.created_at),
            id: MailId(self.id),
            key: self.key,
            recipient: self.recipient,
            english: self.english,
        })
    }
}
