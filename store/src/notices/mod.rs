//! Notices of people, what each wants to be told, and the links of private calendars.

mod telling;

pub use telling::{Reach, Told, ToldLeaf, ToldLot};

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::{Arg, Sql};
use domain::ids::{AccountId, LotCode, LotId, NoticeId};
use domain::notices::{Notice, NoticeBody, NoticeKind, Preferences, Quiet};
use domain::time::Timestamp;
use std::collections::HashSet;

/// Rows of one statement; each has seven values, and SQLite takes 32,766 of them.
const ROWS_MAX: usize = 1_000;

/// A notice to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewNotice<'a> {
    /// To whom.
    pub account: AccountId,
    /// About which lot.
    pub lot: LotId,
    /// What happened, the same whenever it is told: nobody is told twice.
    pub key: &'a str,
    /// What it says.
    pub body: NoticeBody,
    /// When it happened.
    pub at: Timestamp,
    /// Its reader sees it from then on.
    pub shown_at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct NoticeRow {
    id: i64,
    code: String,
    title: String,
    body: String,
    at: i64,
    read_at: Option<i64>,
}

const SELECT: &str = "SELECT n.id, l.code, l.title, n.body, n.at, n.read_at FROM notices n \
     JOIN lots l ON l.id = n.lot_id WHERE n.account_id = ";

impl Tx {
    /// Stores a notice; answers false, and changes nothing, when its reader was told before. Of being
    /// outbid on a lot only the latest unread notice stays.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_notice(&mut self, new: &NewNotice<'_>) -> Result<bool> {
        let stored = self.insert_notices(std::slice::from_ref(new)).await?;
        Ok(stored == [true])
    }

    /// Stores notices in their order, as many as there are in as few statements; answers of each what
    /// [`Self::insert_notice`] would. Being outbid on a lot stands among them but once for each reader.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_notices(&mut self, new: &[NewNotice<'_>]) -> Result<Vec<bool>> {
        let mut stored = Vec::with_capacity(new.len());
        for some in new.chunks(ROWS_MAX) {
            let outbid = some
                .iter()
                .filter(|one| one.body.kind() == NoticeKind::Outbid);
            let outbid: Vec<_> = outbid.map(|one| (one.account, one.lot)).collect();
            self.drop_outbid(&outbid).await?;
            let mut sql = Sql::new(
                "INSERT INTO notices (account_id, lot_id, kind, key, body, at, shown_at) VALUES ",
            );
            sql.push_rows(some.iter().map(|one| -> [Arg; 7] {
                [
                    one.account.into(),
                    one.lot.into(),
                    one.body.kind().code().into(),
                    one.key.into(),
                    to_json(&one.body).into(),
                    one.at.into(),
                    one.shown_at.into(),
                ]
            }));
            sql.push(" ON CONFLICT (account_id, key) DO NOTHING RETURNING account_id, key");
            let rows: Vec<(i64, String)> = self.all(sql).await?;
            let mut rows: HashSet<(i64, String)> = rows.into_iter().collect();
            // The same news twice in one go is new once.
            let is_new =
                |one: &NewNotice<'_>| rows.remove(&(one.account.get(), one.key.to_owned()));
            stored.extend(some.iter().map(is_new));
        }
        Ok(stored)
    }

    /// Removes what these readers have not read yet of being outbid on these lots.
    pub(crate) async fn drop_outbid(&mut self, of: &[(AccountId, LotId)]) -> Result<()> {
        if of.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new("WITH k (account_id, lot_id) AS (VALUES ");
        sql.push_rows(
            of.iter()
                .map(|(account, lot)| -> [Arg; 2] { [(*account).into(), (*lot).into()] }),
        );
        sql.push(
            ") DELETE FROM notices WHERE id IN (SELECT n.id FROM k CROSS JOIN notices n \
             WHERE n.account_id = k.account_id AND n.lot_id = k.lot_id AND n.read_at IS NULL \
             AND n.kind = 'OUTBID')",
        );
        self.execute(sql).await?;
        Ok(())
    }

    /// The unread notices of an account that may be seen at `now`, newest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn unread_notices(
        &mut self,
        account: AccountId,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Notice>> {
        let mut sql = Sql::new(SELECT);
        sql.push_arg(account);
        sql.push(" AND n.read_at IS NULL AND n.shown_at <= ");
        sql.push_arg(now);
        sql.push(" ORDER BY n.id DESC LIMIT ").push_arg(limit);
        let rows: Vec<NoticeRow> = self.all(sql).await?;
        rows.into_iter().map(NoticeRow::read).collect()
    }

    /// The notices that an account has read, newest first, going on below `before`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn read_notices(
        &mut self,
        account: AccountId,
        before: Option<NoticeId>,
        limit: u32,
    ) -> Result<Vec<Notice>> {
        let mut sql = Sql::new(SELECT);
        sql.push_arg(account);
        sql.push(" AND n.read_at IS NOT NULL");
        if let Some(before) = before {
            sql.push(" AND n.id < ").push_arg(before);
        }
        sql.push(" ORDER BY n.id DESC LIMIT ").push_arg(limit);
        let rows: Vec<NoticeRow> = self.all(sql).await?;
        rows.into_iter().map(NoticeRow::read).collect()
    }

    /// How many unread notices an account may see at `now`, counted to `max`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn count_unread(
        &mut self,
        account: AccountId,
        now: Timestamp,
        max: u32,
    ) -> Result<u32> {
        let sql = Sql::new(
            "SELECT count(*) FROM (SELECT id FROM notices WHERE account_id = $1 \
             AND read_at IS NULL AND shown_at <= $2 LIMIT $3) seen",
        );
        let (count,): (i64,) = self.one(sql.bind(account).bind(now).bind(max)).await?;
        At::new("notices", "id", &account).int(count)
    }

    /// Notes at `now` that an account has read a notice of its own, or with `None` all of them that it
    /// could see at `seen`; answers how many were not read before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn mark_read(
        &mut self,
        account: AccountId,
        id: Option<NoticeId>,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<u64> {
        let mut sql = Sql::new("UPDATE notices SET read_at = ");
        sql.push_arg(now).push(" WHERE account_id = ");
        sql.push_arg(account)
            .push(" AND read_at IS NULL AND shown_at <= ");
        sql.push_arg(seen);
        if let Some(id) = id {
            sql.push(" AND id = ").push_arg(id);
        }
        self.execute(sql).await
    }

    /// Removes notices of things that happened before `before`; answers how many.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_notices(&mut self, before: Timestamp) -> Result<u64> {
        self.execute(Sql::new("DELETE FROM notices WHERE at < $1").bind(before))
            .await
    }

    /// What an account wants to be told.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn notice_settings(&mut self, account: AccountId) -> Result<Preferences> {
        let sql = Sql::new(
            "SELECT off_kinds, quiet_from, quiet_until FROM notice_settings \
             WHERE account_id = $1",
        );
        let row: Option<SettingsRow> = self.optional(sql.bind(account)).await?;
        row.map_or_else(|| Ok(Preferences::default()), |row| row.read(account))
    }

    /// Stores what an account wants to be told.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_notice_settings(
        &mut self,
        account: AccountId,
        preferences: &Preferences,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO notice_settings (account_id, off_kinds, quiet_from, quiet_until) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (account_id) DO UPDATE SET \
             off_kinds = excluded.off_kinds, quiet_from = excluded.quiet_from, \
             quiet_until = excluded.quiet_until",
        );
        let sql = sql.bind(account).bind(NoticeKind::bits(&preferences.off));
        let sql = sql.bind(preferences.quiet.map(|quiet| quiet.from));
        let sql = sql.bind(preferences.quiet.map(|quiet| quiet.until));
        self.execute(sql).await?;
        Ok(())
    }

    /// Gives an account a link to its calendar; the one it had before leads nowhere any more.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the hash is taken.
    pub async fn put_calendar_link(
        &mut self,
        account: AccountId,
        hash: &[u8],
        at: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO calendar_links (account_id, hash, made_at) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, \
             made_at = excluded.made_at",
        );
        self.execute(sql.bind(account).bind(hash).bind(at)).await?;
        Ok(())
    }

    /// When the link to the calendar of an account was made.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn calendar_since(&mut self, account: AccountId) -> Result<Option<Timestamp>> {
        let sql = Sql::new("SELECT made_at FROM calendar_links WHERE account_id = $1");
        let row: Option<(i64,)> = self.optional(sql.bind(account)).await?;
        Ok(row.map(|(at,)| Timestamp(at)))
    }

    /// Whose calendar the link with this hash leads to.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn calendar_owner(&mut self, hash: &[u8]) -> Result<Option<AccountId>> {
        let sql = Sql::new("SELECT account_id FROM calendar_links WHERE hash = $1");
        let row: Option<(i64,)> = self.optional(sql.bind(hash)).await?;
        Ok(row.map(|(id,)| AccountId(id)))
    }

    /// The codes of the lots that an account is enrolled on, the latest enrolments first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn enrolled_lots(&mut self, account: AccountId, limit: u32) -> Result<Vec<LotCode>> {
        let sql = Sql::new(
            "SELECT l.code FROM enrolments e JOIN lots l ON l.id = e.lot_id \
             WHERE e.account_id = $1 ORDER BY e.at DESC, l.id LIMIT $2",
        );
        let rows: Vec<(String,)> = self.all(sql.bind(account).bind(limit)).await?;
        rows.into_iter()
            .map(|(code,)| At::new("lots", "code", &code).some(LotCode::parse(&code)))
            .collect()
    }
}

#[derive(sqlx_macros::FromRow)]
struct SettingsRow {
    off_kinds: i64,
    quiet_from: Option<i64>,
    quiet_until: Option<i64>,
}

impl SettingsRow {
    fn read(self, account: AccountId) -> Result<Preferences> {
        preferences(
            account,
            Some(self.off_kinds),
            self.quiet_from.zip(self.quiet_until),
        )
    }
}

/// Preferences as they are stored; absent when somebody has never chosen any.
pub(crate) fn preferences(
    account: AccountId,
    off: Option<i64>,
    quiet: Option<(i64, i64)>,
) -> Result<Preferences> {
    let off = off.unwrap_or_default();
    let kinds = NoticeKind::ALL.iter().copied();
    let at = At::new("notice_settings", "quiet_from", &account);
    let quiet = match quiet {
        Some((from, until)) => {
            let quiet = Quiet::new(at.int(from)?, at.int(until)?).ok();
            Some(at.some(quiet)?)
        }
        None => None,
    };
    Ok(Preferences {
        off: kinds.filter(|kind| off & kind.bit() != 0).collect(),
        quiet,
    })
}

impl NoticeRow {
    fn read(self) -> Result<Notice> {
        let at = |column| At::new("notices", column, &self.id);
        Ok(Notice {
            lot: at("lot_id").some(LotCode::parse(&self.code))?,
            body: at("body").json(&self.body)?,
            id: NoticeId(self.id),
            title: self.title,
            at: Timestamp(self.at),
            read: self.read_at.is_some(),
        })
    }
}
