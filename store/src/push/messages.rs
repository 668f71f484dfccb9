//! Messages on their way to browsers. What is over is gone: the notice itself stays in the portal.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{PushId, PushMessageId};
use domain::notices::NoticeKind;
use domain::push::PUBLIC_KEY_BYTES;
use domain::time::Timestamp;
use domain::webhooks::Address;

/// A message to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewPush<'a> {
    /// To which browser.
    pub browser: PushId,
    /// What a later message takes the place of.
    pub topic: &'a str,
    /// What it is about.
    pub kind: NoticeKind,
    /// What the browser shows.
    pub body: &'a str,
    /// It is sent from then on.
    pub from: Timestamp,
    /// It is worth nothing from then on.
    pub until: Timestamp,
}

/// A message whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuePush {
    /// Which.
    pub id: PushMessageId,
    /// To which browser.
    pub browser: PushId,
    /// Where its push service takes it.
    pub address: Address,
    /// The public key of the browser.
    pub public_key: [u8; PUBLIC_KEY_BYTES],
    /// The secret that it shares, sealed.
    pub secret: Vec<u8>,
    /// What a later message takes the place of.
    pub topic: String,
    /// What it is about.
    pub kind: NoticeKind,
    /// What the browser shows.
    pub body: String,
    /// Tries in all so far.
    pub attempts: u32,
    /// Tries since it was written or replaced.
    pub tries: u32,
    /// It is worth nothing from then on.
    pub until: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct DueRow {
    id: i64,
    browser_id: i64,
    endpoint: String,
    public_key: Vec<u8>,
    secret: Vec<u8>,
    topic: String,
    kind: String,
    body: String,
    attempts: i64,
    tries: i64,
    expires_at: i64,
}

impl Tx {
    /// Stores a message, in the place of the one about the same that has not arrived yet.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_push(&mut self, new: &NewPush<'_>) -> Result<()> {
        // The attempts go on counting: what comes of one to the former text says nothing about this one.
        let sql = Sql::new(
            "INSERT INTO push_messages (browser_id, topic, kind, body, attempts, tries, next_at, \
             expires_at) VALUES ($1, $2, $3, $4, 0, 0, $5, $6) \
             ON CONFLICT (browser_id, topic) DO UPDATE SET kind = excluded.kind, \
             body = excluded.body, attempts = push_messages.attempts + 1, tries = 0, \
             next_at = excluded.next_at, expires_at = excluded.expires_at",
        );
        let sql = sql.bind(new.browser).bind(new.topic).bind(new.kind.code());
        let sql = sql.bind(new.body).bind(new.from).bind(new.until);
        self.execute(sql).await?;
        Ok(())
    }

    /// The messages whose time has come, those that wait longest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn due_pushes(&mut self, now: Timestamp, limit: u32) -> Result<Vec<DuePush>> {
        let sql = Sql::new(
            "SELECT m.id, m.browser_id, b.endpoint, b.public_key, b.secret, m.topic, m.kind, m.body, \
             m.attempts, m.tries, m.expires_at \
             FROM push_messages m JOIN push_browsers b ON b.id = m.browser_id \
             WHERE m.next_at <= $1 ORDER BY m.next_at, m.id LIMIT $2",
        );
        let rows: Vec<DueRow> = self.all(sql.bind(now).bind(limit)).await?;
        rows.into_iter().map(DueRow::read).collect()
    }

    /// Counts a try before it is made, and books the next one at `next_at` in case that nothing is heard
    /// of this one; `false` when somebody else was faster.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn claim_push(&mut self, due: &DuePush, next_at: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE push_messages SET attempts = attempts + 1, tries = tries + 1, next_at = $1 \
             WHERE id = $2 AND attempts = $3",
        );
        let sql = sql.bind(next_at).bind(due.id).bind(due.attempts);
        Ok(self.execute(sql).await? == 1)
    }

    /// Lets a message be tried again at `next_at` after the attempt numbered `attempts`; `false` when it
    /// has moved on.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn delay_push(
        &mut self,
        id: PushMessageId,
        attempts: u32,
        next_at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new("UPDATE push_messages SET next_at = $1 WHERE id = $2 AND attempts = $3");
        Ok(self
            .execute(sql.bind(next_at).bind(id).bind(attempts))
            .await?
            == 1)
    }

    /// Removes a message that is over with the attempt numbered `attempts`; `false` when it has moved on.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_push(&mut self, id: PushMessageId, attempts: u32) -> Result<bool> {
        let sql = Sql::new("DELETE FROM push_messages WHERE id = $1 AND attempts = $2");
        Ok(self.execute(sql.bind(id).bind(attempts)).await? == 1)
    }

    /// Notes that the push service of a browser has taken a message at `at`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn note_push(
        &mut self,
        browser: PushId,
        address: &Address,
        at: Timestamp,
    ) -> Result<()> {
        let sql =
            Sql::new("UPDATE push_browsers SET delivered_at = $1 WHERE id = $2 AND endpoint = $3");
        let sql = sql.bind(at).bind(browser).bind(address.to_string());
        self.execute(sql).await?;
        Ok(())
    }
}

impl DueRow {
    fn read(self) -> Result<DuePush> {
        let at = |column| At::new("push_messages", column, &self.id);
        Ok(DuePush {
            id: PushMessageId(self.id),
            browser: PushId(self.browser_id),
            address: at("browser_id").some(Address::parse(&self.endpoint).ok())?,
            public_key: at("browser_id").some(self.public_key.try_into().ok())?,
            kind: at("kind").some(NoticeKind::from_code(&self.kind))?,
            attempts: at("attempts").int(self.attempts)?,
            tries: at("tries").int(self.tries)?,
            until: Timestamp(self.expires_at),
            secret: self.secret,
            topic: self.topic,
            body: self.body,
        })
    }
}
