//! Slots of one-to-one talks, and who has booked them.

use crate::Tx;
use crate::doc::At;
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::ids::{RegistrationId, SessionId, TalkSlotId};
use domain::registrations::TalkTime;
use domain::time::Timestamp;

/// Slots of a session that are read; no session has more.
const READ_MAX: i64 = 1_000;

/// A stored slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTalk {
    /// Identity.
    pub id: TalkSlotId,
    /// When, where, with whom.
    pub time: TalkTime,
    /// Who has booked it, and the name of the unit.
    pub booked: Option<(RegistrationId, String)>,
}

#[derive(sqlx_macros::FromRow)]
struct TalkRow {
    id: i64,
    starts_at: i64,
    minutes: i64,
    place: String,
    counterpart: String,
    registration_id: Option<i64>,
    unit: Option<String>,
}

impl Tx {
    /// Stores slots of a session.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is one at the same table and hour.
    pub async fn insert_talk_slots(&mut self, of: SessionId, slots: &[TalkTime]) -> Result<()> {
        for slot in slots {
            let sql = Sql::new(
                "INSERT INTO talk_slots (session_id, starts_at, minutes, place, counterpart) \
                 VALUES ($1, $2, $3, $4, $5)",
            );
            let sql = sql.bind(of).bind(slot.starts_at).bind(slot.minutes);
            let sql = sql.bind(slot.place.as_str());
            self.execute(sql.bind(slot.counterpart.as_str())).await?;
        }
        Ok(())
    }

    /// The slots of a session in the order of their time.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn talk_slots(&mut self, of: SessionId) -> Result<Vec<StoredTalk>> {
        let sql = Sql::new(
            "SELECT t.id, t.starts_at, t.minutes, t.place, t.counterpart, b.registration_id, r.unit \
             FROM talk_slots t LEFT JOIN talk_bookings b ON b.slot_id = t.id \
             LEFT JOIN registrations r ON r.id = b.registration_id \
             WHERE t.session_id = $1 ORDER BY t.starts_at, t.place LIMIT $2",
        );
        let rows: Vec<TalkRow> = self.all(sql.bind(of).bind(READ_MAX)).await?;
        rows.into_iter().map(TalkRow::read).collect()
    }

    /// Removes a slot that nobody has booked; false when there is no such one.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn remove_talk_slot(&mut self, of: SessionId, id: TalkSlotId) -> Result<bool> {
        let sql = Sql::new(
            "DELETE FROM talk_slots WHERE id = $1 AND session_id = $2 \
             AND NOT EXISTS (SELECT 1 FROM talk_bookings b WHERE b.slot_id = talk_slots.id)",
        );
        Ok(self.execute(sql.bind(id).bind(of)).await? == 1)
    }

    /// Books a slot of the session for a unit.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody has it, the unit has another one, or there is none.
    pub async fn book_talk(
        &mut self,
        of: SessionId,
        id: TalkSlotId,
        (by, at): (RegistrationId, Timestamp),
    ) -> Result<()> {
        let sql = Sql::new("SELECT id FROM talk_slots WHERE id = $1 AND session_id = $2");
        let there: Option<(i64,)> = self.optional(sql.bind(id).bind(of)).await?;
        there.ok_or(StoreError::Conflict)?;
        let sql = Sql::new(
            "INSERT INTO talk_bookings (slot_id, registration_id, at) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
        );
        match self.execute(sql.bind(id).bind(by).bind(at)).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict),
        }
    }

    /// Gives back the slot of a unit; false when it has none.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn release_talk(&mut self, by: RegistrationId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM talk_bookings WHERE registration_id = $1");
        Ok(self.execute(sql.bind(by)).await? == 1)
    }
}

impl TalkRow {
    fn read(self) -> Result<StoredTalk> {
        let minutes = At::new("talk_slots", "minutes", &self.id).int(self.minutes)?;
        Ok(StoredTalk {
            id: TalkSlotId(self.id),
            time: TalkTime {
                starts_at: Timestamp(self.starts_at),
                minutes,
                place: self.place,
                counterpart: self.counterpart,
            },
            booked: self.registration_id.map(RegistrationId).zip(self.unit),
        })
    }
}
