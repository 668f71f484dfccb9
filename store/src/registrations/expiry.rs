//! What a session knows of people is kept for a time only: their number, and who was there, stay; names,
//! telephones and addresses go (PIPL 19, 47; reliability.md S-44).

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{RegistrationId, SessionId};
use domain::time::Timestamp;

impl Tx {
    /// Sessions that ended before `before` and still know how to reach somebody, the oldest first. Of an
    /// interest its contact is wanted until its follow-up has ended.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn sessions_with_contacts(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<SessionId>> {
        let sql = Sql::new(
            "SELECT s.id FROM sessions s WHERE s.ends_at < $1 AND (EXISTS (SELECT 1 FROM \
             registrations r JOIN attendees a ON a.registration_id = r.id \
             WHERE r.session_id = s.id AND a.phone <> '') OR EXISTS (SELECT 1 FROM interests i \
             WHERE i.session_id = s.id AND i.ended_at IS NOT NULL \
             AND (i.contact <> '' OR i.phone <> '')) OR EXISTS (SELECT 1 FROM session_guests g \
             WHERE g.session_id = s.id AND g.email <> '')) ORDER BY s.ends_at, s.id LIMIT $2",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(before).bind(limit)).await?;
        Ok(rows.into_iter().map(|(id,)| SessionId(id)).collect())
    }

    /// Forgets how to reach whoever came to a session or was invited to it, and whom to call about interests that are done
    /// with. Answers how many people and interests it was.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_contacts(&mut self, of: SessionId) -> Result<(u64, u64)> {
        let sql = Sql::new(
            "UPDATE attendees SET name = '', phone = '', email = '' WHERE phone <> '' \
             AND registration_id IN (SELECT id FROM registrations WHERE session_id = $1)",
        );
        let people = self.execute(sql.bind(of)).await?;
        let sql = Sql::new("UPDATE check_ins SET who = '' WHERE session_id = $1");
        self.execute(sql.bind(of)).await?;
        let sql = Sql::new(
            "UPDATE interests SET contact = '', phone = '' WHERE session_id = $1 \
             AND ended_at IS NOT NULL AND (contact <> '' OR phone <> '')",
        );
        let interests = self.execute(sql.bind(of)).await?;
        // Whom the host has invited are people as well; the units stay in the list.
        let sql = Sql::new(
            "UPDATE session_guests SET contact = '', phone = '', email = '' \
             WHERE session_id = $1 AND email <> ''",
        );
        let invited = self.execute(sql.bind(of)).await?;
        let sql = Sql::new("DELETE FROM guest_checks WHERE session_id = $1");
        self.execute(sql.bind(of)).await?;
        Ok((people + invited, interests))
    }

    /// Forgets the names that the door was told when the people of a unit came.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub(super) async fn forget_check_ins(&mut self, of: RegistrationId) -> Result<()> {
        // The code is kept as it was typed; what the door was told begins with the unit.
        let sql = Sql::new(
            "UPDATE check_ins SET who = '' WHERE EXISTS (SELECT 1 FROM registrations r \
             WHERE r.id = $1 AND r.session_id = check_ins.session_id \
             AND substr(check_ins.who, 1, length(r.unit)) = r.unit)",
        );
        self.execute(sql.bind(of)).await?;
        Ok(())
    }
}
