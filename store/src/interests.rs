//! Interests of enterprises, their follow-ups and the log of contacts.

use crate::Tx;
use crate::accounts::{AccountRow, account_columns};
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::accounts::{Account, Role};
use domain::ids::{AccountId, InterestId, LotCode, LotId, SessionId};
use domain::interests::{
    ContactLine, ContactWay, FollowUpEnd, FollowUpOutcome, FollowUpShow, Interest, InterestLevel,
    NewInterest, NextStep,
};
use domain::time::{Date, Timestamp};

/// A stored interest with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredInterest {
    /// The interest.
    pub interest: Interest,
    /// Title of the lot.
    pub lot_title: String,
    /// Name of the manager.
    pub manager_name: String,
    /// Whom to speak to; may be empty.
    pub contact: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// Lines of the log.
    pub contacts: u32,
    /// When the enterprise was spoken to last.
    pub last_at: Option<Timestamp>,
}

/// Whose follow-ups a list has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpsOf {
    /// The manager; everybody's when absent.
    pub manager: Option<AccountId>,
    /// Those of these sessions as well; at most 100.
    pub sessions: Vec<SessionId>,
    /// Which.
    pub show: FollowUpShow,
    /// Today.
    pub today: Date,
}

#[derive(sqlx_macros::FromRow)]
struct InterestRow {
    id: i64,
    session_id: i64,
    code: String,
    title: String,
    enterprise: String,
    credit_code: String,
    level: String,
    next_step: String,
    contact: String,
    phone: String,
    noted_at: i64,
    manager_id: i64,
    display_name: String,
    due_on: i64,
    outcome: Option<String>,
    note: Option<String>,
    ended_at: Option<i64>,
    contacts: i64,
    last_at: Option<i64>,
}

macro_rules! select_interests {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.session_id, l.code, l.title, i.enterprise, i.credit_code, i.level, \
             i.next_step, i.contact, i.phone, i.noted_at, i.manager_id, a.display_name, i.due_on, \
             i.outcome, i.note, i.ended_at, \
             (SELECT count(*) FROM interest_contacts c WHERE c.interest_id = i.id) AS contacts, \
             (SELECT max(c.at) FROM interest_contacts c WHERE c.interest_id = i.id) AS last_at \
             FROM interests i JOIN lots l ON l.id = i.lot_id \
             JOIN accounts a ON a.id = i.manager_id ",
            $rest
        )
    };
}

impl Tx {
    /// Notes an interest with its follow-up.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when that of the same enterprise in the
    /// lot has been noted at the session.
    pub async fn insert_interest(
        &mut self,
        session: SessionId,
        lot: LotId,
        new: &NewInterest,
        due_on: Date,
        (by, at): (AccountId, Timestamp),
    ) -> Result<InterestId> {
        let sql = Sql::new(
            "INSERT INTO interests (session_id, lot_id, enterprise, credit_code, level, next_step, \
             contact, phone, noted_by, noted_at, manager_id, due_on) VALUES \
             ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        );
        let sql = sql
            .bind(session)
            .bind(lot)
            .bind(new.enterprise.as_str())
            .bind(new.credit_code.as_str())
            .bind(new.level.code())
            .bind(new.next_step.code())
            .bind(new.contact.as_str())
            .bind(new.phone.as_str())
            .bind(by)
            .bind(at)
            .bind(by)
            .bind(due_on.0);
        let (id,) = self.one(sql).await?;
        Ok(InterestId(id))
    }

    /// Changes how strong an interest is, what follows, and whom to speak to where that is known now.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn renew_interest(&mut self, id: InterestId, new: &NewInterest) -> Result<()> {
        let sql = Sql::new(
            "UPDATE interests SET level = $1, next_step = $2, \
             contact = CASE WHEN $3 = '' THEN contact ELSE $3 END, \
             phone = CASE WHEN $4 = '' THEN phone ELSE $4 END WHERE id = $5",
        );
        let sql = sql
            .bind(new.level.code())
            .bind(new.next_step.code())
            .bind(new.contact.as_str())
            .bind(new.phone.as_str())
            .bind(id);
        self.execute(sql).await?;
        Ok(())
    }

    /// The interest with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn interest(&mut self, id: InterestId) -> Result<Option<StoredInterest>> {
        let sql = Sql::new(select_interests!("WHERE i.id = $1")).bind(id);
        self.optional(sql).await?.map(InterestRow::read).transpose()
    }

    /// What an enterprise has said of a lot at a session.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn interest_of(
        &mut self,
        session: SessionId,
        credit_code: &str,
        lot: LotId,
    ) -> Result<Option<StoredInterest>> {
        let sql = Sql::new(select_interests!(
            "WHERE i.session_id = $1 AND i.credit_code = $2 AND i.lot_id = $3"
        ));
        let sql = sql.bind(session).bind(credit_code).bind(lot);
        self.optional(sql).await?.map(InterestRow::read).transpose()
    }

    /// The interests of a session, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn interests_of(
        &mut self,
        session: SessionId,
        limit: u32,
    ) -> Result<Vec<StoredInterest>> {
        let sql = Sql::new(select_interests!(
            "WHERE i.session_id = $1 ORDER BY i.noted_at DESC, i.id DESC LIMIT $2"
        ));
        let rows: Vec<InterestRow> = self.all(sql.bind(session).bind(limit)).await?;
        rows.into_iter().map(InterestRow::read).collect()
    }

    /// How many interests a session has: pairs of an enterprise and a lot (IS-19).
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn count_interests(&mut self, session: SessionId) -> Result<u32> {
        let sql = Sql::new("SELECT count(*) FROM interests WHERE session_id = $1").bind(session);
        let (count,): (i64,) = self.one(sql).await?;
        At::new("interests", "session_id", &session).int(count)
    }

    /// Names and credit codes of the enterprises of a session's interests, each once, by name.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn interested(
        &mut self,
        session: SessionId,
        limit: u32,
    ) -> Result<Vec<(String, String)>> {
        let sql = Sql::new(
            "SELECT min(enterprise) AS enterprise, credit_code FROM interests \
             WHERE session_id = $1 GROUP BY credit_code ORDER BY 1, 2 LIMIT $2",
        );
        self.all(sql.bind(session).bind(limit)).await
    }

    /// Follow-ups, those with the nearest day first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn follow_ups(
        &mut self,
        of: &FollowUpsOf,
        limit: u32,
    ) -> Result<Vec<StoredInterest>> {
        let mut sql = Sql::new(select_interests!("WHERE "));
        match of.show {
            FollowUpShow::Open => sql.push("i.ended_at IS NULL"),
            FollowUpShow::Ended => sql.push("i.ended_at IS NOT NULL"),
            FollowUpShow::All => sql.push("i.id > 0"),
            FollowUpShow::Overdue => sql
                .push("i.ended_at IS NULL AND i.due_on < ")
                .push_arg(of.today.0),
        };
        if let Some(manager) = of.manager {
            sql.push(" AND (i.manager_id = ").push_arg(manager);
            if !of.sessions.is_empty() {
                sql.push(" OR i.session_id IN (");
                sql.push_list(of.sessions.iter().copied());
                sql.push(")");
            }
            sql.push(")");
        }
        sql.push(" ORDER BY i.due_on, i.id LIMIT ").push_arg(limit);
        let rows: Vec<InterestRow> = self.all(sql).await?;
        rows.into_iter().map(InterestRow::read).collect()
    }

    /// Makes somebody answer for an open follow-up, until a day; false when it has ended.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn assign_follow_up(
        &mut self,
        id: InterestId,
        manager: AccountId,
        due_on: Date,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE interests SET manager_id = $1, due_on = $2 WHERE id = $3 AND ended_at IS NULL",
        );
        let sql = sql.bind(manager).bind(due_on.0).bind(id);
        Ok(self.execute(sql).await? == 1)
    }

    /// Ends an open follow-up; false when it has ended before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_follow_up(&mut self, id: InterestId, end: &FollowUpEnd) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE interests SET outcome = $1, note = $2, ended_at = $3 \
             WHERE id = $4 AND ended_at IS NULL",
        );
        let sql = sql
            .bind(end.outcome.code())
            .bind(end.note.as_str())
            .bind(end.at)
            .bind(id);
        Ok(self.execute(sql).await? == 1)
    }

    /// Adds a line to the log of contacts.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_contact(
        &mut self,
        id: InterestId,
        way: ContactWay,
        words: &str,
        (by, at): (AccountId, Timestamp),
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO interest_contacts (interest_id, way, words, by_id, at) \
             VALUES ($1, $2, $3, $4, $5)",
        );
        let sql = sql.bind(id).bind(way.code()).bind(words).bind(by).bind(at);
        self.execute(sql).await?;
        Ok(())
    }

    /// The log of contacts, the latest first; at most 200 lines.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn interest_contacts(&mut self, id: InterestId) -> Result<Vec<ContactLine>> {
        let sql = Sql::new(
            "SELECT c.way, c.words, a.display_name, c.at FROM interest_contacts c \
             JOIN accounts a ON a.id = c.by_id WHERE c.interest_id = $1 ORDER BY c.id DESC \
             LIMIT 200",
        );
        let rows: Vec<(String, String, String, i64)> = self.all(sql.bind(id)).await?;
        rows.into_iter()
            .map(|(way, words, by, at)| {
                let of = At::new("interest_contacts", "way", &id);
                Ok(ContactLine {
                    way: of.some(ContactWay::from_code(&way))?,
                    words,
                    by,
                    at: Timestamp(at),
                })
            })
            .collect()
    }

    /// Everybody who holds a role, wherever it holds, by number; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn accounts_with(&mut self, role: Role, limit: u32) -> Result<Vec<Account>> {
        let text = concat!(
            "SELECT ",
            account_columns!(),
            " FROM accounts a WHERE a.grants LIKE $1 ORDER BY a.id LIMIT $2"
        );
        // As `serde_json` writes a grant.
        let role = format!("%\"role\":\"{}\"%", role.code());
        let rows: Vec<AccountRow> = self.all(Sql::new(text).bind(role).bind(limit)).await?;
        rows.into_iter().map(AccountRow::read).collect()
    }
}

impl InterestRow {
    fn read(self) -> Result<StoredInterest> {
        let at = |column| At::new("interests", column, &self.id);
        let end = match (self.outcome, self.note, self.ended_at) {
            (Some(outcome), Some(note), Some(ended_at)) => Some(FollowUpEnd {
                outcome: at("outcome").some(FollowUpOutcome::from_code(&outcome))?,
                note,
                at: Timestamp(ended_at),
            }),
            _ => None,
        };
        let interest = Interest {
            id: InterestId(self.id),
            session: SessionId(self.session_id),
            lot: At::new("lots", "code", &self.id).some(LotCode::parse(&self.code))?,
            level: at("level").some(InterestLevel::from_code(&self.level))?,
            next_step: at("next_step").some(NextStep::from_code(&self.next_step))?,
            due_on: Date(at("due_on").int(self.due_on)?),
            enterprise: self.enterprise,
            credit_code: self.credit_code,
            noted_at: Timestamp(self.noted_at),
            manager: AccountId(self.manager_id),
            end,
        };
        Ok(StoredInterest {
            contacts: At::new("interests", "contacts", &self.id).int(self.contacts)?,
            interest,
            lot_title: self.title,
            manager_name: self.display_name,
            contact: self.contact,
            phone: self.phone,
            last_at: self.last_at.map(Timestamp),
        })
    }
}
