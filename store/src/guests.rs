//! Units that sessions invite.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::guests::{GuestFacts, GuestState, NewGuest};
use domain::ids::{AccountId, GuestId, SessionId};
use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A stored unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredGuest {
    /// Identity.
    pub id: GuestId,
    /// By which session.
    pub session: SessionId,
    /// Credit code.
    pub credit_code: String,
    /// Name.
    pub unit: String,
    /// Whom to write to; empty once that is forgotten.
    pub contact: String,
    /// Telephone.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// When it was written to.
    pub invited_at: Option<Timestamp>,
    /// Where it stands.
    pub state: GuestState,
}

#[derive(sqlx_macros::FromRow)]
struct GuestRow {
    id: i64,
    session_id: i64,
    credit_code: String,
    unit: String,
    contact: String,
    phone: String,
    email: String,
    invited_at: Option<i64>,
    declined_at: Option<i64>,
    registered: bool,
    came: bool,
}

/// Units with what came of their invitations, before the condition. A unit is told by its credit code: who
/// registers without the link is the same unit.
macro_rules! selected {
    ($rest:literal) => {
        concat!(
            "SELECT g.id, g.session_id, g.credit_code, g.unit, g.contact, g.phone, g.email, \
             g.invited_at, g.declined_at, r.id IS NOT NULL AS registered, \
             EXISTS (SELECT 1 FROM attendees a WHERE a.registration_id = r.id \
             AND a.checked_in_at IS NOT NULL) AS came \
             FROM session_guests g LEFT JOIN registrations r ON r.session_id = g.session_id \
             AND r.credit_code = g.credit_code AND r.state <> 'CANCELLED' ",
            $rest
        )
    };
}

impl Tx {
    /// Writes a unit into the list of a session, or brings the one with its credit code up to date. A unit
    /// whose mail address is another one now counts as not invited.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_guest(
        &mut self,
        session: SessionId,
        guest: &NewGuest,
        (by, at): (AccountId, Timestamp),
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO session_guests (session_id, credit_code, unit, contact, phone, email, \
             added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (session_id, credit_code) DO UPDATE SET unit = excluded.unit, \
             contact = excluded.contact, phone = excluded.phone, email = excluded.email, \
             invited_at = CASE WHEN session_guests.email = excluded.email \
             THEN session_guests.invited_at ELSE NULL END",
        );
        let sql = sql.bind(session).bind(guest.credit_code.as_str());
        let sql = sql.bind(guest.unit.as_str()).bind(guest.contact.as_str());
        let sql = sql.bind(guest.phone.as_str()).bind(guest.email.as_str());
        self.execute(sql.bind(by).bind(at)).await?;
        Ok(())
    }

    /// The unit with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn guest(&mut self, id: GuestId) -> Result<Option<StoredGuest>> {
        let sql = Sql::new(selected!("WHERE g.id = $1")).bind(id);
        let row: Option<GuestRow> = self.optional(sql).await?;
        Ok(row.map(GuestRow::read))
    }

    /// The units of a session with a number above `after`, in their order, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn guests(
        &mut self,
        of: SessionId,
        after: Option<GuestId>,
        limit: u32,
    ) -> Result<Vec<StoredGuest>> {
        let sql = Sql::new(selected!(
            "WHERE g.session_id = $1 AND g.id > $2 ORDER BY g.id LIMIT $3"
        ));
        let after = after.map_or(0, GuestId::get);
        let rows: Vec<GuestRow> = self.all(sql.bind(of).bind(after).bind(limit)).await?;
        Ok(rows.into_iter().map(GuestRow::read).collect())
    }

    /// The credit codes of the units of a session.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn guest_codes(&mut self, of: SessionId) -> Result<Vec<String>> {
        let sql =
            Sql::new("SELECT credit_code FROM session_guests WHERE session_id = $1 ORDER BY id");
        let rows: Vec<(String,)> = self.all(sql.bind(of)).await?;
        Ok(rows.into_iter().map(|(code,)| code).collect())
    }

    /// Notes that a unit is written to.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn note_invited(&mut self, id: GuestId, at: Timestamp) -> Result<()> {
        let sql = Sql::new("UPDATE session_guests SET invited_at = $1 WHERE id = $2");
        self.execute(sql.bind(at).bind(id)).await?;
        Ok(())
    }

    /// Notes that a unit does not come; false when it has said so before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn note_declined(&mut self, id: GuestId, at: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE session_guests SET declined_at = $1 WHERE id = $2 AND declined_at IS NULL",
        );
        Ok(self.execute(sql.bind(at).bind(id)).await? == 1)
    }

    /// Takes a unit out of the list of a session, with the mails to it; false when there is no such one.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn remove_guest(&mut self, of: SessionId, id: GuestId) -> Result<bool> {
        let sql = Sql::new(
            "DELETE FROM registration_mails WHERE guest_id IN \
             (SELECT id FROM session_guests WHERE id = $1 AND session_id = $2)",
        );
        self.execute(sql.bind(id).bind(of)).await?;
        let sql = Sql::new("DELETE FROM session_guests WHERE id = $1 AND session_id = $2");
        Ok(self.execute(sql.bind(id).bind(of)).await? == 1)
    }

    /// Keeps a table that somebody has checked for a session, in the place of the one before; those that
    /// were checked before `before` are forgotten.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_guest_check<T: Serialize + Sync>(
        &mut self,
        (of, by): (SessionId, AccountId),
        checked: &T,
        (at, before): (Timestamp, Timestamp),
    ) -> Result<()> {
        let sql = Sql::new("DELETE FROM guest_checks WHERE checked_at < $1");
        self.execute(sql.bind(before)).await?;
        let sql = Sql::new(
            "INSERT INTO guest_checks (session_id, by_id, checked_at, doc) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (session_id, by_id) DO UPDATE SET checked_at = excluded.checked_at, \
             doc = excluded.doc",
        );
        let sql = sql.bind(of).bind(by).bind(at);
        self.execute(sql.bind(to_json(checked))).await?;
        Ok(())
    }

    /// The table that somebody has checked for a session after `since`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn guest_check<T: DeserializeOwned>(
        &mut self,
        (of, by): (SessionId, AccountId),
        since: Timestamp,
    ) -> Result<Option<T>> {
        let sql = Sql::new(
            "SELECT doc FROM guest_checks WHERE session_id = $1 AND by_id = $2 \
             AND checked_at >= $3",
        );
        let row: Option<(String,)> = self.optional(sql.bind(of).bind(by).bind(since)).await?;
        row.map(|(doc,)| At::new("guest_checks", "doc", &of).json(&doc))
            .transpose()
    }

    /// Forgets the table that somebody has checked for a session.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_guest_check(&mut self, of: SessionId, by: AccountId) -> Result<()> {
        let sql = Sql::new("DELETE FROM guest_checks WHERE session_id = $1 AND by_id = $2");
        self.execute(sql.bind(of).bind(by)).await?;
        Ok(())
    }
}

impl GuestRow {
    fn read(self) -> StoredGuest {
        let facts = GuestFacts {
            invited: self.invited_at.is_some(),
            declined: self.declined_at.is_some(),
            registered: self.registered,
            came: self.came,
        };
        StoredGuest {
            id: GuestId(self.id),
            session: SessionId(self.session_id),
            state: facts.state(),
            invited_at: self.invited_at.map(Timestamp),
            credit_code: self.credit_code,
            unit: self.unit,
            contact: self.contact,
            phone: self.phone,
            email: self.email,
        }
    }
}
