//! Registrations of units for sessions.
//!
//! How full a session is stands in its plan. Whoever changes a registration holds that row first
//! ([`Tx::hold_registration_plan`]) and writes it back in the same transaction: of sixty that come at
//! once each sees what the one before has left.

mod attendees;
mod check_ins;
mod expiry;
mod mails;
mod plan;
mod talks;

pub use attendees::RegisteredUnit;
pub use check_ins::NewCheckIn;
pub use mails::{DueRegistrationMail, MailAbout, NewRegistrationMail};
pub use plan::StoredPlan;
pub use talks::StoredTalk;

use crate::Tx;
use crate::doc::At;
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::ids::{RegistrationId, SessionId};
use domain::registrations::{Attendee, Disclaimer, RegistrationState, UnitCode};
use domain::time::Timestamp;

/// A registration to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewRegistration<'a> {
    /// For which session.
    pub session: SessionId,
    /// Credit code of the unit.
    pub credit_code: &'a str,
    /// Its name.
    pub unit: &'a str,
    /// Seated, or waiting.
    pub state: RegistrationState,
    /// What is shown at the door.
    pub code: &'a UnitCode,
    /// Who comes.
    pub people: &'a [Attendee],
    /// In English, otherwise in Chinese.
    pub english: bool,
    /// The sentence by which they agreed.
    pub consent_version: &'a str,
    /// When.
    pub at: Timestamp,
}

/// A stored registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRegistration {
    /// Identity.
    pub id: RegistrationId,
    /// For which session.
    pub session: SessionId,
    /// Credit code of the unit.
    pub credit_code: String,
    /// Its name.
    pub unit: String,
    /// Where it stands.
    pub state: RegistrationState,
    /// What is shown at the door.
    pub code: UnitCode,
    /// How many people it came with.
    pub people: u32,
    /// In English, otherwise in Chinese.
    pub english: bool,
    /// When it came.
    pub created_at: Timestamp,
    /// Version of the disclaimer that was accepted.
    pub disclaimer: Option<u32>,
    /// Name and mail address of its first person; nothing after a cancellation.
    pub first: Option<(String, String)>,
}

#[derive(sqlx_macros::FromRow)]
struct RegistrationRow {
    id: i64,
    session_id: i64,
    credit_code: String,
    unit: String,
    state: String,
    code: String,
    people: i64,
    english: bool,
    created_at: i64,
    disclaimer_version: Option<i64>,
    first_name: Option<String>,
    first_email: Option<String>,
}

/// A registration with its first person, before the condition.
macro_rules! selected {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.session_id, r.credit_code, r.unit, r.state, r.code, r.people, r.english, \
             r.created_at, r.disclaimer_version, a.name AS first_name, a.email AS first_email \
             FROM registrations r LEFT JOIN attendees a ON a.registration_id = r.id AND a.place = 1 ",
            $rest
        )
    };
}

impl Tx {
    /// Stores a registration with its people. The plan is held.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the unit has one already, or the code is taken.
    pub async fn insert_registration(
        &mut self,
        new: &NewRegistration<'_>,
    ) -> Result<RegistrationId> {
        let sql = Sql::new(
            "INSERT INTO registrations (session_id, credit_code, unit, state, code, people, english, \
             consent_version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        );
        let people = u32::try_from(new.people.len()).unwrap_or(u32::MAX);
        let sql = sql.bind(new.session).bind(new.credit_code).bind(new.unit);
        let sql = sql.bind(new.state.code()).bind(new.code.as_str());
        let sql = sql.bind(people).bind(new.english);
        let (id,) = self.one(sql.bind(new.consent_version).bind(new.at)).await?;
        let id = RegistrationId(id);
        self.insert_attendees(id, new.people).await?;
        Ok(id)
    }

    /// The registration with this number.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn registration(&mut self, id: RegistrationId) -> Result<Option<StoredRegistration>> {
        let sql = Sql::new(selected!("WHERE r.id = $1")).bind(id);
        let row: Option<RegistrationRow> = self.optional(sql).await?;
        row.map(RegistrationRow::read).transpose()
    }

    /// The registration of a session with this code.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn registration_of_code(
        &mut self,
        of: SessionId,
        code: &UnitCode,
    ) -> Result<Option<StoredRegistration>> {
        let sql = Sql::new(selected!("WHERE r.code = $1 AND r.session_id = $2"));
        let row: Option<RegistrationRow> = self.optional(sql.bind(code.as_str()).bind(of)).await?;
        row.map(RegistrationRow::read).transpose()
    }

    /// Whether a unit has a registration for a session that was not cancelled.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn has_registration(&mut self, of: SessionId, credit_code: &str) -> Result<bool> {
        let sql = Sql::new(
            "SELECT id FROM registrations WHERE session_id = $1 AND credit_code = $2 \
             AND state <> 'CANCELLED'",
        );
        let row: Option<(i64,)> = self.optional(sql.bind(of).bind(credit_code)).await?;
        Ok(row.is_some())
    }

    /// Registrations of a session with a number above `after`, in their order, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn registrations(
        &mut self,
        of: SessionId,
        after: Option<RegistrationId>,
        limit: u32,
    ) -> Result<Vec<StoredRegistration>> {
        let sql = Sql::new(selected!(
            "WHERE r.session_id = $1 AND r.id > $2 ORDER BY r.id LIMIT $3"
        ));
        let after = after.map_or(0, RegistrationId::get);
        let rows: Vec<RegistrationRow> = self.all(sql.bind(of).bind(after).bind(limit)).await?;
        rows.into_iter().map(RegistrationRow::read).collect()
    }

    /// The units of a session that wait, in their order, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn waiting_registrations(
        &mut self,
        of: SessionId,
        limit: u32,
    ) -> Result<Vec<StoredRegistration>> {
        let sql = Sql::new(selected!(
            "WHERE r.session_id = $1 AND r.state = 'WAITING' ORDER BY r.id LIMIT $2"
        ));
        let rows: Vec<RegistrationRow> = self.all(sql.bind(of).bind(limit)).await?;
        rows.into_iter().map(RegistrationRow::read).collect()
    }

    /// How many units of a session wait before this one.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn waiting_before(&mut self, of: SessionId, id: RegistrationId) -> Result<u32> {
        let sql = Sql::new(
            "SELECT count(*) FROM registrations WHERE session_id = $1 AND state = 'WAITING' \
             AND id < $2",
        );
        let (count,): (i64,) = self.one(sql.bind(of).bind(id)).await?;
        At::new("registrations", "state", &id).int(count)
    }

    /// Gives a unit that waits its seats; false when it waits no more. The plan is held.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn seat_registration(&mut self, id: RegistrationId) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE registrations SET state = 'SEATED' WHERE id = $1 AND state = 'WAITING'",
        );
        Ok(self.execute(sql.bind(id)).await? == 1)
    }

    /// Cancels a registration: its people and its talk go with it; false when it is cancelled already.
    /// The plan is held.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn cancel_registration(&mut self, id: RegistrationId, at: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE registrations SET state = 'CANCELLED', cancelled_at = $1, disclaimed_by = NULL \
             WHERE id = $2 AND state <> 'CANCELLED'",
        );
        if self.execute(sql.bind(at).bind(id)).await? == 0 {
            return Ok(false);
        }
        let sql = Sql::new("DELETE FROM attendees WHERE registration_id = $1");
        self.execute(sql.bind(id)).await?;
        self.forget_check_ins(id).await?;
        self.release_talk(id).await?;
        Ok(true)
    }

    /// Notes that the disclaimer of this version was accepted by somebody for the unit.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such registration.
    pub async fn accept_disclaimer(
        &mut self,
        id: RegistrationId,
        disclaimer: &Disclaimer,
        (by, at): (&str, Timestamp),
    ) -> Result<()> {
        let sql = Sql::new(
            "UPDATE registrations SET disclaimer_version = $1, disclaimer_hash = $2, \
             disclaimed_by = $3, disclaimed_at = $4 WHERE id = $5 AND state <> 'CANCELLED'",
        );
        let sql = sql.bind(disclaimer.version).bind(disclaimer.hash());
        match self.execute(sql.bind(by).bind(at).bind(id)).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict),
        }
    }
}

impl RegistrationRow {
    fn read(self) -> Result<StoredRegistration> {
        let at = |column| At::new("registrations", column, &self.id);
        let version = self.disclaimer_version;
        Ok(StoredRegistration {
            id: RegistrationId(self.id),
            session: SessionId(self.session_id),
            state: at("state").some(RegistrationState::from_code(&self.state))?,
            code: at("code").some(UnitCode::parse(&self.code))?,
            people: at("people").int(self.people)?,
            disclaimer: version
                .map(|version| at("disclaimer_version").int(version))
                .transpose()?,
            first: self.first_name.zip(self.first_email),
            english: self.english,
            created_at: Timestamp(self.created_at),
            credit_code: self.credit_code,
            unit: self.unit,
        })
    }
}
