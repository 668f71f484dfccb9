//! Notices on their way to webhooks: written once, tried by one at a time.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, DeliveryId, LotId, WebhookId};
use domain::notices::NoticeKind;
use domain::time::Timestamp;
use domain::webhooks::{Address, Delivery, DeliveryProblem, DeliveryState};

/// A delivery to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewDelivery<'a> {
    /// To which webhook.
    pub webhook: WebhookId,
    /// What `webhook-id` says.
    pub message: &'a str,
    /// What it is about, and about which lot; absent for a test.
    pub about: Option<(NoticeKind, LotId)>,
    /// The bytes that are posted.
    pub body: &'a str,
    /// When it is written, and may be tried.
    pub at: Timestamp,
}

/// A delivery whose time has come, with all that an attempt needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDelivery {
    /// Which.
    pub id: DeliveryId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// Tries in all so far.
    pub attempts: u32,
    /// Tries since it was written or sent again by hand.
    pub tries: u32,
    /// The lot it is about; absent for a test.
    pub lot: Option<LotId>,
    /// Where it is posted to.
    pub address: Address,
    /// What it is signed with.
    pub secret: Vec<u8>,
    /// What `webhook-id` says.
    pub message: String,
    /// The bytes that are posted.
    pub body: String,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The status of the answer.
    pub status: Option<u16>,
    /// Why it failed; absent when it was delivered.
    pub problem: Option<DeliveryProblem>,
    /// When it is tried again; absent when it is over.
    pub next_at: Option<Timestamp>,
}

#[derive(sqlx_macros::FromRow)]
struct DeliveryRow {
    id: i64,
    webhook_id: i64,
    message: String,
    kind: Option<String>,
    state: String,
    attempts: i64,
    next_at: Option<i64>,
    status: Option<i64>,
    problem: Option<String>,
    created_at: i64,
}

#[derive(sqlx_macros::FromRow)]
struct DueRow {
    id: i64,
    webhook_id: i64,
    attempts: i64,
    tries: i64,
    lot_id: Option<i64>,
    address: String,
    secret: Vec<u8>,
    message: String,
    body: String,
}

impl Tx {
    /// Stores a delivery; answers false, and changes nothing, when its message is known.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_delivery(&mut self, new: &NewDelivery<'_>) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO webhook_deliveries (webhook_id, message, kind, lot_id, body, state, \
             attempts, tries, next_at, created_at) \
             VALUES ($1, $2, $3, $4, $5, 'WAITING', 0, 0, $6, $6) ON CONFLICT (message) DO NOTHING",
        );
        let sql = sql.bind(new.webhook).bind(new.message);
        let sql = sql
            .bind(new.about.map(|(kind, _)| kind.code()))
            .bind(new.about.map(|(_, lot)| lot));
        Ok(self.execute(sql.bind(new.body).bind(new.at)).await? == 1)
    }

    /// The latest deliveries to the webhooks of an account, newest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn deliveries(&mut self, account: AccountId, limit: u32) -> Result<Vec<Delivery>> {
        let sql = Sql::new(
            "SELECT d.id, d.webhook_id, d.message, d.kind, d.state, d.attempts, d.next_at, \
             d.status, d.problem, d.created_at \
             FROM webhooks w JOIN webhook_deliveries d ON d.webhook_id = w.id \
             WHERE w.account_id = $1 ORDER BY d.id DESC LIMIT $2",
        );
        let rows: Vec<DeliveryRow> = self.all(sql.bind(account).bind(limit)).await?;
        rows.into_iter().map(DeliveryRow::read).collect()
    }

    /// Lets a delivery to a webhook of this account be tried again from `at` on, as if it were new;
    /// `false` when there is none such that is over.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn resend_delivery(
        &mut self,
        account: AccountId,
        id: DeliveryId,
        at: Timestamp,
    ) -> Result<bool> {
        // The attempts go on counting: an answer to an old one is not taken for one to the next.
        let sql = Sql::new(
            "UPDATE webhook_deliveries SET state = 'WAITING', tries = 0, next_at = $1 \
             WHERE id = $2 AND state <> 'WAITING' \
             AND webhook_id IN (SELECT id FROM webhooks WHERE account_id = $3)",
        );
        Ok(self.execute(sql.bind(at).bind(id).bind(account)).await? > 0)
    }

    /// The oldest due delivery of each webhook that has one, so that none waits behind another's.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn due_deliveries(&mut self, now: Timestamp, limit: u32) -> Result<Vec<DueDelivery>> {
        let sql = Sql::new(
            "SELECT d.id, d.webhook_id, d.attempts, d.tries, d.lot_id, w.address, w.secret, \
             d.message, d.body FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id \
             WHERE d.state = 'WAITING' AND d.next_at <= $1 AND w.enabled = TRUE \
             AND NOT EXISTS (SELECT 1 FROM webhook_deliveries x \
             WHERE x.webhook_id = d.webhook_id AND x.state = 'WAITING' \
             AND (x.next_at, x.id) < (d.next_at, d.id)) \
             ORDER BY d.next_at, d.id LIMIT $2",
        );
        let rows: Vec<DueRow> = self.all(sql.bind(now).bind(limit)).await?;
        rows.into_iter().map(DueRow::read).collect()
    }

    /// Counts an attempt before it is made, and books the next one at `next_at` in case that nothing is
    /// heard of this one; `false` when somebody else was faster.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn claim_delivery(&mut self, due: &DueDelivery, next_at: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE webhook_deliveries SET attempts = attempts + 1, tries = tries + 1, \
             next_at = $1 WHERE id = $2 AND attempts = $3 AND state = 'WAITING'",
        );
        let sql = sql.bind(next_at).bind(due.id).bind(due.attempts);
        Ok(self.execute(sql).await? == 1)
    }

    /// Notes what came of the attempt numbered `attempts`; `false` when the delivery has moved on.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_attempt(
        &mut self,
        id: DeliveryId,
        attempts: u32,
        attempt: &Attempt,
    ) -> Result<bool> {
        let state = match (attempt.problem, attempt.next_at) {
            (None, _) => DeliveryState::Delivered,
            (Some(_), Some(_)) => DeliveryState::Waiting,
            (Some(_), None) => DeliveryState::Failed,
        };
        let next_at = attempt.next_at.filter(|_| attempt.problem.is_some());
        let sql = Sql::new(
            "UPDATE webhook_deliveries SET state = $1, next_at = $2, status = $3, problem = $4 \
             WHERE id = $5 AND attempts = $6 AND state = 'WAITING'",
        );
        let sql = sql.bind(state.code()).bind(next_at).bind(attempt.status);
        let sql = sql.bind(attempt.problem.map(DeliveryProblem::code));
        Ok(self.execute(sql.bind(id).bind(attempts)).await? == 1)
    }

    /// Gives up what waits for a webhook.
    pub(super) async fn give_up_deliveries(&mut self, webhook: WebhookId) -> Result<()> {
        let sql = Sql::new(
            "UPDATE webhook_deliveries SET state = 'FAILED', next_at = NULL, \
             problem = COALESCE(problem, 'SWITCHED_OFF') \
             WHERE webhook_id = $1 AND state = 'WAITING'",
        );
        self.execute(sql.bind(webhook)).await?;
        Ok(())
    }

    /// Removes deliveries that are over and were written before `before`; answers how many.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_deliveries(&mut self, before: Timestamp) -> Result<u64> {
        let sql =
            Sql::new("DELETE FROM webhook_deliveries WHERE state <> 'WAITING' AND created_at < $1");
        self.execute(sql.bind(before)).await
    }
}

impl DeliveryRow {
    fn read(self) -> Result<Delivery> {
        let at = |column| At::new("webhook_deliveries", column, &self.id);
        let kind = self.kind.as_deref();
        let kind = kind.map(|kind| at("kind").some(NoticeKind::from_code(kind)));
        let problem = self.problem.as_deref();
        let problem = problem.map(|code| at("problem").some(DeliveryProblem::from_code(code)));
        Ok(Delivery {
            webhook: WebhookId(self.webhook_id),
            kind: kind.transpose()?,
            state: at("state").some(DeliveryState::from_code(&self.state))?,
            attempts: at("attempts").int(self.attempts)?,
            next_at: self.next_at.map(Timestamp),
            status: self.status.map(|code| at("status").int(code)).transpose()?,
            problem: problem.transpose()?,
            created_at: Timestamp(self.created_at),
            id: DeliveryId(self.id),
            message: self.message,
        })
    }
}

impl DueRow {
    fn read(self) -> Result<DueDelivery> {
        let at = |column| At::new("webhook_deliveries", column, &self.id);
        Ok(DueDelivery {
            webhook: WebhookId(self.webhook_id),
            attempts: at("attempts").int(self.attempts)?,
            tries: at("tries").int(self.tries)?,
            lot: self.lot_id.map(LotId),
            address: at("webhook_id").some(Address::parse(&self.address).ok())?,
            id: DeliveryId(self.id),
            secret: self.secret,
            message: self.message,
            body: self.body,
        })
    }
}
