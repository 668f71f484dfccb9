//! The people of registrations, and who of them is here.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{RegistrationId, SessionId};
use domain::registrations::{Attendee, AttendeeRole, RegistrationState};
use domain::time::Timestamp;
use domain::views::{Attendance, AttendeeLine, CheckInLine};

/// People in the list of the door: those who sit, and those who wait.
const LINES_MAX: i64 = 10_000;

/// A unit that has registered for a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredUnit {
    /// Its name.
    pub name: String,
    /// Its credit code.
    pub credit_code: String,
    /// Whether somebody of it has checked in.
    pub is_here: bool,
}

#[derive(sqlx_macros::FromRow)]
struct AttendeeRow {
    registration_id: i64,
    place: i64,
    name: String,
    phone: String,
    email: String,
    role: String,
    checked_in_at: Option<i64>,
}

#[derive(sqlx_macros::FromRow)]
struct LineRow {
    code: String,
    place: i64,
    unit: String,
    name: String,
    state: String,
    accepted: bool,
    checked_in_at: Option<i64>,
}

impl Tx {
    pub(super) async fn insert_attendees(
        &mut self,
        of: RegistrationId,
        people: &[Attendee],
    ) -> Result<()> {
        for (place, one) in (1_i64..).zip(people) {
            let sql = Sql::new(
                "INSERT INTO attendees (registration_id, place, name, phone, email, role) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
            );
            let sql = sql.bind(of).bind(place).bind(one.name.as_str());
            let sql = sql.bind(one.phone.as_str()).bind(one.email.as_str());
            self.execute(sql.bind(one.role.code())).await?;
        }
        Ok(())
    }

    /// The people of these registrations, at most 1,000 of them, unmasked, in the order of their places.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn attendees(
        &mut self,
        of: &[RegistrationId],
    ) -> Result<Vec<(RegistrationId, AttendeeLine)>> {
        if of.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(
            "SELECT registration_id, place, name, phone, email, role, checked_in_at \
             FROM attendees WHERE registration_id IN (",
        );
        sql.push_list(of.iter().copied());
        sql.push(") ORDER BY registration_id, place");
        let rows: Vec<AttendeeRow> = self.all(sql).await?;
        rows.into_iter().map(AttendeeRow::read).collect()
    }

    /// The list of the door: everybody of a session who sits or waits. `version` is the disclaimer that
    /// holds, where there is one.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn check_in_lines(
        &mut self,
        of: SessionId,
        version: Option<u32>,
    ) -> Result<Vec<CheckInLine>> {
        let sql = Sql::new(
            "SELECT r.code, a.place, r.unit, a.name, r.state, \
             (coalesce(r.disclaimer_version, 0) >= $1) AS accepted, a.checked_in_at \
             FROM registrations r JOIN attendees a ON a.registration_id = r.id \
             WHERE r.session_id = $2 ORDER BY r.id, a.place LIMIT $3",
        );
        let sql = sql.bind(version.unwrap_or(0)).bind(of).bind(LINES_MAX);
        let rows: Vec<LineRow> = self.all(sql).await?;
        rows.into_iter().map(LineRow::read).collect()
    }

    /// Who of a session is here: valid units (有效单位, distinct credit codes; domain.md IS-18) and people.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn attendance(&mut self, of: SessionId) -> Result<Attendance> {
        let sql = Sql::new(
            "SELECT count(DISTINCT r.credit_code), count(*) FROM registrations r \
             JOIN attendees a ON a.registration_id = r.id \
             WHERE r.session_id = $1 AND a.checked_in_at IS NOT NULL",
        );
        let (units, people): (i64, i64) = self.one(sql.bind(of)).await?;
        let at = At::new("attendees", "checked_in_at", &of);
        Ok(Attendance {
            units: at.int(units)?,
            people: At::new("attendees", "checked_in_at", &of).int(people)?,
        })
    }

    /// Names and credit codes of the units of a session that sit or wait, those of whom somebody is here
    /// first, each group by name; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn registered_units(
        &mut self,
        of: SessionId,
        limit: u32,
    ) -> Result<Vec<RegisteredUnit>> {
        let sql = Sql::new(
            "SELECT r.unit, r.credit_code, count(a.checked_in_at) AS here FROM registrations r \
             JOIN attendees a ON a.registration_id = r.id \
             WHERE r.session_id = $1 AND r.state <> 'CANCELLED' \
             GROUP BY r.id, r.unit, r.credit_code \
             ORDER BY CASE WHEN count(a.checked_in_at) > 0 THEN 0 ELSE 1 END, r.unit, r.id LIMIT $2",
        );
        let rows: Vec<(String, String, i64)> = self.all(sql.bind(of).bind(limit)).await?;
        let unit = |(name, credit_code, here)| RegisteredUnit {
            name,
            credit_code,
            is_here: here > 0,
        };
        Ok(rows.into_iter().map(unit).collect())
    }

    /// Notes that somebody is here; false when he was already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn note_here(
        &mut self,
        of: RegistrationId,
        place: u16,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE attendees SET checked_in_at = $1 WHERE registration_id = $2 AND place = $3 \
             AND checked_in_at IS NULL",
        );
        Ok(self.execute(sql.bind(at).bind(of).bind(place)).await? == 1)
    }
}

impl AttendeeRow {
    fn read(self) -> Result<(RegistrationId, AttendeeLine)> {
        let id = self.registration_id;
        let at = |column| At::new("attendees", column, &id);
        let line = AttendeeLine {
            place: at("place").int(self.place)?,
            role: at("role").some(AttendeeRole::from_code(&self.role))?,
            name: self.name,
            phone: self.phone,
            email: self.email,
            checked_in_at: self.checked_in_at.map(Timestamp),
        };
        Ok((RegistrationId(id), line))
    }
}

impl LineRow {
    fn read(self) -> Result<CheckInLine> {
        let state = RegistrationState::from_code(&self.state);
        Ok(CheckInLine {
            place: At::new("attendees", "place", &self.code).int(self.place)?,
            state: At::new("registrations", "state", &self.code).some(state)?,
            accepted: self.accepted,
            checked_in_at: self.checked_in_at.map(Timestamp),
            code: self.code,
            unit: self.unit,
            name: self.name,
        })
    }
}
