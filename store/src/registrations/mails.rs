//! Mails about registrations on their way. Like those to accounts
//! ([`outbox`](crate::mail)): whoever counts a try up makes it.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::mail::{DueMail, Tried};
use crate::sql::Sql;
use domain::ids::{AccountId, GuestId, MailId, RegistrationId};
use domain::mail::{MailBody, MailState};
use domain::time::Timestamp;

/// What a mail to somebody without an account is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailAbout {
    /// A registration.
    Registration(RegistrationId),
    /// An invitation of a unit.
    Guest(GuestId),
}

impl MailAbout {
    const fn registration(self) -> Option<RegistrationId> {
        match self {
            Self::Registration(id) => Some(id),
            Self::Guest(_) => None,
        }
    }

    const fn guest(self) -> Option<GuestId> {
        match self {
            Self::Guest(id) => Some(id),
            Self::Registration(_) => None,
        }
    }
}

/// A mail to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewRegistrationMail<'a> {
    /// What it is about.
    pub about: MailAbout,
    /// What makes it one of its kind: nothing is written twice.
    pub key: &'a str,
    /// The address.
    pub recipient: &'a str,
    /// In English, otherwise in Chinese.
    pub english: bool,
    /// What it says.
    pub body: &'a MailBody,
    /// When it happened; it is sent at once.
    pub at: Timestamp,
}

/// A mail whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRegistrationMail {
    /// What it is about.
    pub about: MailAbout,
    /// The mail; its reader has no account.
    pub mail: DueMail,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    registration_id: Option<i64>,
    guest_id: Option<i64>,
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
    pub async fn insert_registration_mail(
        &mut self,
        new: &NewRegistrationMail<'_>,
    ) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO registration_mails (registration_id, guest_id, key, recipient, english, body, \
             state, attempts, next_at, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, 'WAITING', 0, $7, $8) \
             ON CONFLICT (key) DO NOTHING",
        );
        let sql = sql.bind(new.about.registration()).bind(new.about.guest());
        let sql = sql.bind(new.key);
        let sql = sql.bind(new.recipient).bind(new.english);
        let sql = sql.bind(to_json(new.body)).bind(new.at).bind(new.at);
        Ok(self.execute(sql).await? == 1)
    }

    /// The mails whose time has come, those that wait longest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn due_registration_mails(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<DueRegistrationMail>> {
        let sql = Sql::new(
            "SELECT id, registration_id, guest_id, key, recipient, english, body, attempts, created_at \
             FROM registration_mails WHERE state = 'WAITING' AND next_at <= $1 \
             ORDER BY next_at, id LIMIT $2",
        );
        let rows: Vec<Row> = self.all(sql.bind(now).bind(limit)).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Counts a try before it is made, and books the next one; false when somebody else was faster.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn claim_registration_mail(
        &mut self,
        due: &DueMail,
        next_at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE registration_mails SET attempts = attempts + 1, next_at = $1 \
             WHERE id = $2 AND attempts = $3 AND state = 'WAITING'",
        );
        let sql = sql.bind(next_at).bind(due.id).bind(due.attempts);
        Ok(self.execute(sql).await? == 1)
    }

    /// Notes what came of the try numbered `attempts`; false when the mail has moved on.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_registration_mail_try(
        &mut self,
        id: MailId,
        attempts: u32,
        tried: &Tried,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE registration_mails SET state = $1, next_at = $2, problem = $3 \
             WHERE id = $4 AND attempts = $5 AND state = 'WAITING'",
        );
        let state = tried.state();
        let next_at = tried.next_at.filter(|_| state == MailState::Waiting);
        let sql = sql.bind(state.code()).bind(next_at);
        let sql = sql.bind(tried.problem.map(domain::mail::MailProblem::code));
        Ok(self.execute(sql.bind(id).bind(attempts)).await? == 1)
    }

    /// Removes mails that are over and were written before `before`; answers how many.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_registration_mails(&mut self, before: Timestamp) -> Result<u64> {
        let mut gone = 0;
        for state in [MailState::Sent, MailState::Failed] {
            let sql =
                Sql::new("DELETE FROM registration_mails WHERE state = $1 AND created_at < $2");
            gone += self.execute(sql.bind(state.code()).bind(before)).await?;
        }
        Ok(gone)
    }
}

impl Row {
    fn read(self) -> Result<DueRegistrationMail> {
        let at = |column| At::new("registration_mails", column, &self.id);
        let about = match self.guest_id {
            Some(id) => MailAbout::Guest(GuestId(id)),
            None => {
                let id = at("registration_id").some(self.registration_id)?;
                MailAbout::Registration(RegistrationId(id))
            }
        };
        let mail = DueMail {
            account: AccountId(0),
            body: at("body").json(&self.body)?,
            attempts: at("attempts").int(self.attempts)?,
            at: Timestamp(self.created_at),
            id: MailId(self.id),
            key: self.key,
            recipient: self.recipient,
            english: self.english,
        };
        Ok(DueRegistrationMail { about, mail })
    }
}
