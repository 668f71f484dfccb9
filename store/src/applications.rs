//! Applications of organisations that want to take part, with their letters.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::evidence::FileHash;
use domain::ids::{AccountId, ApplicationId, InstitutionId};
use domain::organisations::{Applicant, ApplicationState};
use domain::time::Timestamp;
use domain::views::{ApplicationLine, OwnApplication};

/// An application as it is sent in.
#[derive(Clone, Copy, Debug)]
pub struct NewApplication<'a> {
    /// Hash of the code in the applicant's link.
    pub link: &'a [u8],
    /// What the organisation says of itself.
    pub applicant: &'a Applicant,
    /// Account name of its first person.
    pub login: &'a str,
    /// Hash of that person's password.
    pub password: &'a str,
    /// Name of the letter.
    pub file_name: &'a str,
    /// Fingerprint of the letter.
    pub hash: FileHash,
    /// The letter.
    pub file: &'a [u8],
    /// When.
    pub at: Timestamp,
}

/// An application with what only the server may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredApplication {
    /// Identity.
    pub id: ApplicationId,
    /// What its applicant sees.
    pub own: OwnApplication,
    /// Hash of the first person's password, until the account exists.
    pub password: Option<String>,
    /// Name and bytes of the letter.
    pub letter: Option<(String, u32)>,
    /// Who decided.
    pub decided_by: Option<String>,
}

/// What became of an application.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'a> {
    /// Where it stood.
    pub from: ApplicationState,
    /// Where it stands now.
    pub state: ApplicationState,
    /// When.
    pub at: Timestamp,
    /// Who decided; nobody when the applicant did.
    pub by: Option<AccountId>,
    /// Why it was returned.
    pub reason: Option<&'a str>,
    /// The organisation and the account that came of it.
    pub made: Option<(InstitutionId, AccountId)>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    applicant: Option<String>,
    login: String,
    password_hash: Option<String>,
    state: String,
    submitted_at: i64,
    decided_at: Option<i64>,
    decider: Option<String>,
    reason: Option<String>,
    file_name: Option<String>,
    bytes: Option<i64>,
}

/// The columns of [`Row`].
macro_rules! selected {
    () => {
        "SELECT a.id, a.applicant, a.login, a.password_hash, a.state, a.submitted_at, \
         a.decided_at, d.display_name AS decider, a.reason, l.file_name, l.bytes \
         FROM applications a LEFT JOIN application_letters l ON l.application_id = a.id \
         LEFT JOIN accounts d ON d.id = a.decided_by "
    };
}

impl Tx {
    /// Stores a new application.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the link is taken.
    pub async fn insert_application(&mut self, new: &NewApplication<'_>) -> Result<ApplicationId> {
        let sql = Sql::new(
            "INSERT INTO applications (link_hash, applicant, name, credit_code, login, \
             password_hash, state, submitted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             RETURNING id",
        );
        let sql = sql
            .bind(new.link)
            .bind(to_json(new.applicant))
            .bind(new.applicant.name.as_str())
            .bind(new.applicant.credit_code.as_str())
            .bind(new.login)
            .bind(new.password)
            .bind(ApplicationState::Submitted.code())
            .bind(new.at);
        let (id,) = self.one(sql).await?;
        self.put_letter(ApplicationId(id), new).await?;
        Ok(ApplicationId(id))
    }

    /// Takes a returned application in again, with another letter.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] for one that is not returned.
    pub async fn resubmit_application(
        &mut self,
        id: ApplicationId,
        new: &NewApplication<'_>,
    ) -> Result<()> {
        let sql = Sql::new(
            "UPDATE applications SET applicant = $1, name = $2, credit_code = $3, login = $4, \
             password_hash = $5, state = $6, submitted_at = $7, decided_at = NULL, \
             decided_by = NULL, reason = NULL WHERE id = $8 AND state = $9",
        );
        let sql = sql
            .bind(to_json(new.applicant))
            .bind(new.applicant.name.as_str())
            .bind(new.applicant.credit_code.as_str())
            .bind(new.login)
            .bind(new.password)
            .bind(ApplicationState::Submitted.code())
            .bind(new.at)
            .bind(id)
            .bind(ApplicationState::Returned.code());
        match self.execute(sql).await? {
            1 => self.put_letter(id, new).await,
            _ => Err(StoreError::Conflict),
        }
    }

    async fn put_letter(&mut self, id: ApplicationId, new: &NewApplication<'_>) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO application_letters (application_id, hash, file_name, bytes, file) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (application_id) DO UPDATE SET \
             hash = excluded.hash, file_name = excluded.file_name, bytes = excluded.bytes, \
             file = excluded.file",
        );
        let sql = sql
            .bind(id)
            .bind(new.hash.to_string())
            .bind(new.file_name)
            .bind(new.file.len() as u64)
            .bind(new.file);
        self.execute(sql).await?;
        Ok(())
    }

    /// The application with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn application(&mut self, id: ApplicationId) -> Result<Option<StoredApplication>> {
        let text = concat!(selected!(), "WHERE a.id = $1");
        let row: Option<Row> = self.optional(Sql::new(text).bind(id)).await?;
        row.map(Row::read).transpose()
    }

    /// The application behind a link.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn application_of_link(&mut self, link: &[u8]) -> Result<Option<StoredApplication>> {
        let text = concat!(selected!(), "WHERE a.link_hash = $1");
        let row: Option<Row> = self.optional(Sql::new(text).bind(link)).await?;
        row.map(Row::read).transpose()
    }

    /// The applications in a state below `after`, latest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn applications(
        &mut self,
        state: ApplicationState,
        after: Option<ApplicationId>,
        limit: u32,
    ) -> Result<Vec<ApplicationLine>> {
        let mut sql = Sql::new(
            "SELECT id, name, credit_code, state, submitted_at FROM applications WHERE state = ",
        );
        sql.push_arg(state.code());
        if let Some(after) = after {
            sql.push(" AND id < ").push_arg(after);
        }
        sql.push(" ORDER BY id DESC LIMIT ").push_arg(limit);
        let rows: Vec<(i64, String, String, String, i64)> = self.all(sql).await?;
        let read = |(id, name, credit_code, state, at): (i64, _, _, String, _)| {
            let stored = At::new("applications", "state", &id);
            Ok(ApplicationLine {
                id: ApplicationId(id),
                name,
                credit_code,
                state: stored.some(ApplicationState::from_code(&state))?,
                submitted_at: Timestamp(at),
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// How many applications wait for a decision; beyond `most` nobody counts.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn applications_waiting(&mut self, most: u32) -> Result<u32> {
        let sql = Sql::new(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM applications WHERE state = $1 LIMIT $2) w",
        );
        let sql = sql.bind(ApplicationState::Submitted.code()).bind(most);
        let (count,): (i64,) = self.one(sql).await?;
        At::new("applications", "state", &"all").int(count)
    }

    /// Writes what became of an application. The password is the account's from an approval on, and
    /// nobody's after a withdrawal, which takes letter and contact with it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it does not stand there any more.
    pub async fn decide_application(&mut self, id: ApplicationId, to: &Decided<'_>) -> Result<()> {
        let withdrawn = to.state == ApplicationState::Withdrawn;
        let over = withdrawn || to.state == ApplicationState::Approved;
        let sql = Sql::new(
            "UPDATE applications SET state = $1, decided_at = $2, decided_by = $3, reason = $4, \
             institution_id = $5, account_id = $6, \
             password_hash = CASE WHEN $7 THEN NULL ELSE password_hash END, \
             applicant = CASE WHEN $8 THEN NULL ELSE applicant END WHERE id = $9 \
             AND state = $10",
        );
        let sql = sql
            .bind(to.state.code())
            .bind(to.at)
            .bind(to.by)
            .bind(to.reason)
            .bind(to.made.map(|(institution, _)| institution))
            .bind(to.made.map(|(_, account)| account))
            .bind(over)
            .bind(withdrawn)
            .bind(id)
            .bind(to.from.code());
        if self.execute(sql).await? != 1 {
            return Err(StoreError::Conflict);
        }
        if withdrawn {
            let sql = Sql::new("DELETE FROM application_letters WHERE application_id = $1");
            self.execute(sql.bind(id)).await?;
        }
        Ok(())
    }

    /// The letter of an application: its name and its bytes.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn application_letter(
        &mut self,
        id: ApplicationId,
    ) -> Result<Option<(String, Vec<u8>)>> {
        let sql =
            Sql::new("SELECT file_name, file FROM application_letters WHERE application_id = $1");
        self.optional(sql.bind(id)).await
    }
}

impl Row {
    fn read(self) -> Result<StoredApplication> {
        let at = |column| At::new("applications", column, &self.id);
        let applicant = self.applicant.as_deref();
        let letter = match (self.file_name, self.bytes) {
            (Some(name), Some(bytes)) => Some((name, at("bytes").int(bytes)?)),
            _ => None,
        };
        Ok(StoredApplication {
            id: ApplicationId(self.id),
            own: OwnApplication {
                applicant: applicant.map(|doc| at("applicant").json(doc)).transpose()?,
                login: self.login,
                state: at("state").some(ApplicationState::from_code(&self.state))?,
                reason: self.reason,
                submitted_at: Timestamp(self.submitted_at),
                decided_at: self.decided_at.map(Timestamp),
            },
            password: self.password_hash,
            letter,
            decided_by: self.decider,
        })
    }
}
