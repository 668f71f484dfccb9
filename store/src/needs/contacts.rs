//! Whom to call about a need is kept for a time only (PIPL 19, 47; reliability.md S-44): the need, its enterprise
//! and what was said of it stay.

use super::rows::WholeLine;
use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, NeedCode, NeedId};
use domain::lots::Contact;
use domain::time::Timestamp;

/// A need that an account has handed in, with the contact that it named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnNeed {
    /// Its code.
    pub code: NeedCode,
    /// 需求名称
    pub title: String,
    /// When it was handed in.
    pub at: Timestamp,
    /// Whom to call; empty once that is forgotten.
    pub contact: Contact,
}

impl Tx {
    /// Nobody has to be called about a need after `until`, when that is before what was known.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_need_contact(&mut self, id: NeedId, until: Timestamp) -> Result<()> {
        let sql =
            Sql::new("UPDATE needs SET contact_until = $1 WHERE id = $2 AND contact_until > $3");
        self.execute(sql.bind(until).bind(id).bind(until)).await?;
        Ok(())
    }

    /// Needs about which nobody has to be called any more and that still say whom, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn needs_with_contacts(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(NeedId, NeedCode)>> {
        let sql = Sql::new(
            "SELECT id, code FROM needs WHERE contact_until < $1 ORDER BY contact_until, id LIMIT $2",
        );
        let rows: Vec<(i64, String)> = self.all(sql.bind(now).bind(limit)).await?;
        let read = |(id, code): (i64, String)| {
            let at = At::new("needs", "code", &id);
            Ok((NeedId(id), at.some(NeedCode::parse(&code))?))
        };
        rows.into_iter().map(read).collect()
    }

    /// Forgets whom to call about a need and who recommended it, also in what uploads left of it before.
    /// Answers false when that was done before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_need_contact(&mut self, id: NeedId) -> Result<bool> {
        let sql = Sql::new(select_whole!("WHERE id = $1 AND contact_until IS NOT NULL"));
        let line: Option<WholeLine> = self.optional(sql.bind(id)).await?;
        let Some(line) = line else {
            return Ok(false);
        };
        let mut row = line.read()?.whole.row;
        row.contact = Contact {
            name: String::new(),
            phone: String::new(),
            email: None,
        };
        row.referrer = None;
        let sql = Sql::new("UPDATE needs SET private = $1, contact_until = NULL WHERE id = $2");
        self.execute(sql.bind(to_json(&row)).bind(id)).await?;
        // It can be taken back for a day only, so nobody asks for what was there before.
        let sql = Sql::new("DELETE FROM import_needs WHERE need_id = $1");
        self.execute(sql.bind(id)).await?;
        Ok(true)
    }

    /// The needs that a person has handed in, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn own_needs(&mut self, account: AccountId, limit: u32) -> Result<Vec<OwnNeed>> {
        let sql = Sql::new(select_whole!(
            "WHERE id IN (SELECT n.need_id FROM imports i JOIN import_needs n \
             ON n.import_id = i.id WHERE i.account_id = $1) ORDER BY id DESC LIMIT $2"
        ));
        let lines: Vec<WholeLine> = self.all(sql.bind(account).bind(limit)).await?;
        let own = |line: WholeLine| {
            let whole = line.read()?.whole;
            Ok(OwnNeed {
                code: whole.need.code,
                title: whole.row.title,
                at: whole.need.submitted_at,
                contact: whole.row.contact,
            })
        };
        lines.into_iter().map(own).collect()
    }

    /// Forgets whom to call about the needs that a person has handed in and that are closed; those that
    /// stand are their unit's and are forgotten in their time.
    pub(crate) async fn forget_closed_needs(&mut self, account: AccountId) -> Result<()> {
        let sql = Sql::new(
            "SELECT id FROM needs WHERE state = 'CLOSED' AND contact_until IS NOT NULL \
             AND id IN (SELECT n.need_id FROM imports i JOIN import_needs n \
             ON n.import_id = i.id WHERE i.account_id = $1) ORDER BY id",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(account)).await?;
        for (id,) in rows {
            self.forget_need_contact(NeedId(id)).await?;
        }
        Ok(())
    }
}
