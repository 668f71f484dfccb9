//! What is on file about one person, to be given to him (PIPL 45; reliability.md S-44). What is taken away when
//! he goes stands in `erasure.rs`.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::audit::Act;
use domain::ids::{AccountId, ImportId, LotCode};
use domain::organisations::Applicant;
use domain::participations::people::ContactCard;
use domain::time::Timestamp;

/// A lot that a person is enrolled on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnEnrolment {
    /// Code of the lot.
    pub lot: LotCode,
    /// His number there.
    pub paddle: i64,
    /// When he accepted the rules.
    pub at: Timestamp,
    /// Which version of them.
    pub rules_version: String,
}

/// An instruction that a person gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnBid {
    /// Code of the lot.
    pub lot: LotCode,
    /// The key under which it was sent.
    pub key: String,
    /// When it was decided.
    pub at: Timestamp,
    /// The answer he got, JSON.
    pub answer: String,
}

/// A row of the audit record about something that a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAct {
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: Act,
    /// To what, kind and number.
    pub object: (String, String),
}

/// A finding of the centre about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFact {
    /// Code of what was found.
    pub kind: String,
    /// Whether it holds.
    pub holds: bool,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A review that a person was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnReview {
    /// Code of the lot.
    pub lot: LotCode,
    /// Code of how far it is.
    pub state: String,
    /// What was typed so far, JSON.
    pub draft: String,
    /// What he said of the lot, once submitted.
    pub comment: Option<String>,
    /// Why he recused himself.
    pub reason: Option<String>,
    /// When it was assigned.
    pub at: Timestamp,
}

/// An account comes out of one, or of a few.
const APPLICATIONS: u32 = 100;

#[derive(sqlx_macros::FromRow)]
struct ReviewRow {
    code: String,
    state: String,
    draft: String,
    comment: Option<String>,
    reason: Option<String>,
    assigned_at: i64,
}

impl Tx {
    /// The lots that a person is enrolled on, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_enrolments(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<OwnEnrolment>> {
        let sql = Sql::new(
            "SELECT l.code, e.paddle, e.at, e.rules_version FROM enrolments e \
             JOIN lots l ON l.id = e.lot_id WHERE e.account_id = $1 \
             ORDER BY e.at DESC, l.id LIMIT $2",
        );
        let rows: Vec<(String, i64, i64, String)> = self.all(sql.bind(account).bind(limit)).await?;
        rows.into_iter()
            .map(|(code, paddle, at, rules_version)| {
                Ok(OwnEnrolment {
                    lot: lot(&code)?,
                    paddle,
                    at: Timestamp(at),
                    rules_version,
                })
            })
            .collect()
    }

    /// The instructions that a person gave on a lot, with the answers, in order.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_bids(
        &mut self,
        account: AccountId,
        code: &LotCode,
        limit: u32,
    ) -> Result<Vec<OwnBid>> {
        let sql = Sql::new(
            "SELECT b.key, b.at, b.answer FROM bid_keys b JOIN lots l ON l.id = b.lot_id \
             WHERE l.code = $1 AND b.account_id = $2 ORDER BY b.at, b.key LIMIT $3",
        );
        let rows: Vec<(String, i64, String)> =
            self.all(sql.bind(code).bind(account).bind(limit)).await?;
        let bid = |(key, at, answer)| OwnBid {
            lot: code.clone(),
            key,
            at: Timestamp(at),
            answer,
        };
        Ok(rows.into_iter().map(bid).collect())
    }

    /// What the centre has found out about a person, in order.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_facts(&mut self, account: AccountId, limit: u32) -> Result<Vec<OwnFact>> {
        let sql = Sql::new(
            "SELECT kind, holds, reason, at FROM bidder_facts WHERE account_id = $1 \
             ORDER BY kind, id LIMIT $2",
        );
        let rows: Vec<(String, bool, String, i64)> =
            self.all(sql.bind(account).bind(limit)).await?;
        let fact = |(kind, holds, reason, at)| OwnFact {
            kind,
            holds,
            reason,
            at: Timestamp(at),
        };
        Ok(rows.into_iter().map(fact).collect())
    }

    /// What a person did, as the audit record has it, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_acts(&mut self, account: AccountId, limit: u32) -> Result<Vec<OwnAct>> {
        let sql = Sql::new(
            "SELECT at, act, kind, object FROM audit_entries WHERE actor_id = $1 \
             ORDER BY seq DESC LIMIT $2",
        );
        let rows: Vec<(i64, String, String, String)> =
            self.all(sql.bind(account).bind(limit)).await?;
        rows.into_iter()
            .map(|(at, act, kind, object)| {
                Ok(OwnAct {
                    at: Timestamp(at),
                    act: At::new("audit_entries", "act", &at).some(Act::from_code(&act))?,
                    object: (kind, object),
                })
            })
            .collect()
    }

    /// The files that a person has sent, without their contents, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_imports(&mut self, account: AccountId, limit: u32) -> Result<Vec<ImportId>> {
        let sql =
            Sql::new("SELECT id FROM imports WHERE account_id = $1 ORDER BY id DESC LIMIT $2");
        let rows: Vec<(i64,)> = self.all(sql.bind(account).bind(limit)).await?;
        Ok(rows.into_iter().map(|(id,)| ImportId(id)).collect())
    }

    /// The payments that a person has declared: code of the lot, amount in fen, number of the voucher,
    /// when, and why it was not confirmed; in order.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_payments(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(String, i64, String, Timestamp, Option<String>)>> {
        let sql = Sql::new(
            "SELECT l.code, p.amount_fen, p.reference, p.at, p.refused FROM deposits d \
             JOIN lots l ON l.id = d.lot_id CROSS JOIN deposit_payments p \
             WHERE p.deposit_id = d.id AND d.account_id = $1 ORDER BY p.id LIMIT $2",
        );
        let rows: Vec<(String, i64, String, i64, Option<String>)> =
            self.all(sql.bind(account).bind(limit)).await?;
        let line = |(code, amount, reference, at, refused)| {
            (code, amount, reference, Timestamp(at), refused)
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// How a person can be reached as the liaison of an institution, the latest first: from when, and the
    /// card.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_cards(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(Timestamp, ContactCard)>> {
        let sql = Sql::new(
            "SELECT from_at, card FROM participation_liaisons WHERE account_id = $1 \
             ORDER BY id DESC LIMIT $2",
        );
        let rows: Vec<(i64, String)> = self.all(sql.bind(account).bind(limit)).await?;
        rows.into_iter()
            .map(|(from, card)| {
                let at = At::new("participation_liaisons", "card", &account);
                Ok((Timestamp(from), at.json(&card)?))
            })
            .collect()
    }

    /// The applications that a person's account came out of, in order: when, and what was said.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_applications(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(Timestamp, Applicant)>> {
        let found = self.applicants(account, limit).await?;
        Ok(found.into_iter().map(|(_, at, who)| (at, who)).collect())
    }

    /// Forgets whom to ask about the applications that a person's account came out of, and its name; the
    /// organisation and what was decided stay.
    pub(crate) async fn forget_applicant(&mut self, account: AccountId) -> Result<()> {
        for (id, _, mut applicant) in self.applicants(account, APPLICATIONS).await? {
            applicant.contact.clear();
            applicant.phone.clear();
            let sql = Sql::new("UPDATE applications SET applicant = $1, login = $2 WHERE id = $3");
            let sql = sql
                .bind(to_json(&applicant))
                .bind(format!("erased:{account}"));
            self.execute(sql.bind(id)).await?;
        }
        Ok(())
    }

    async fn applicants(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(i64, Timestamp, Applicant)>> {
        let sql = Sql::new(
            "SELECT id, submitted_at, applicant FROM applications \
             WHERE account_id = $1 AND applicant IS NOT NULL ORDER BY id LIMIT $2",
        );
        let rows: Vec<(i64, i64, String)> = self.all(sql.bind(account).bind(limit)).await?;
        rows.into_iter()
            .map(|(id, at, applicant)| {
                let column = At::new("applications", "applicant", &id);
                Ok((id, Timestamp(at), column.json(&applicant)?))
            })
            .collect()
    }

    /// The reviews that a person was asked for, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_reviews(&mut self, account: AccountId, limit: u32) -> Result<Vec<OwnReview>> {
        let sql = Sql::new(
            "SELECT l.code, r.state, r.draft, r.comment, r.reason, r.assigned_at FROM reviews r \
             JOIN lots l ON l.id = r.lot_id WHERE r.account_id = $1 ORDER BY r.id DESC LIMIT $2",
        );
        let rows: Vec<ReviewRow> = self.all(sql.bind(account).bind(limit)).await?;
        rows.into_iter()
            .map(|row| {
                Ok(OwnReview {
                    lot: lot(&row.code)?,
                    state: row.state,
                    draft: row.draft,
                    comment: row.comment,
                    reason: row.reason,
                    at: Timestamp(row.assigned_at),
                })
            })
            .collect()
    }
}

fn lot(code: &str) -> Result<LotCode> {
    At::new("lots", "code", &code).some(LotCode::parse(code))
}
