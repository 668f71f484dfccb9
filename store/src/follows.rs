//! Lots that people follow, and what is still to be told to followers.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::notices::preferences;
use crate::sql::Sql;
use domain::follows::FollowReminder;
use domain::ids::{AccountId, LotCode, LotId};
use domain::money::Fen;
use domain::notices::Preferences;
use domain::time::Timestamp;

/// Somebody who follows a lot, with what he wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follower {
    /// Who.
    pub account: AccountId,
    /// Number of the event of his last bid on the lot; 0 when he has not bid.
    pub last_bid: u64,
    /// What he wants to be told.
    pub preferences: Preferences,
}

/// A lot whose followers are to be reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueReminder {
    /// Which lot.
    pub lot: LotId,
    /// Of what.
    pub kind: FollowReminder,
    /// Number of the event that listed it.
    pub listed_seq: u64,
    /// When bidding opens; absent when the lot waits for that no longer.
    pub opens_at: Option<Timestamp>,
}

/// A change of a lot that its followers were not told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotChange {
    /// Which lot.
    pub lot: LotId,
    /// When.
    pub at: Timestamp,
    /// The starting price, where that has changed.
    pub start: Option<Fen>,
}

#[derive(sqlx_macros::FromRow)]
struct FollowerRow {
    account_id: i64,
    last_bid_seq: i64,
    off_kinds: Option<i64>,
    quiet_from: Option<i64>,
    quiet_until: Option<i64>,
}

impl Tx {
    /// Notes that an account follows a lot; false when it did before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_follow(
        &mut self,
        account: AccountId,
        lot: LotId,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO follows (account_id, lot_id, at) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id, lot_id) DO NOTHING",
        );
        let sql = sql.bind(account).bind(lot).bind(at);
        Ok(self.execute(sql).await? == 1)
    }

    /// Notes that an account does not follow a lot any more; false when it did not.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn delete_follow(&mut self, account: AccountId, lot: LotId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM follows WHERE account_id = $1 AND lot_id = $2");
        Ok(self.execute(sql.bind(account).bind(lot)).await? == 1)
    }

    /// Whether an account follows a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn follows(&mut self, account: AccountId, lot: LotId) -> Result<bool> {
        let sql = Sql::new("SELECT lot_id FROM follows WHERE account_id = $1 AND lot_id = $2");
        let row: Option<(i64,)> = self.optional(sql.bind(account).bind(lot)).await?;
        Ok(row.is_some())
    }

    /// How many lots an account follows.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn count_follows(&mut self, account: AccountId) -> Result<u32> {
        let sql = Sql::new("SELECT count(*) FROM follows WHERE account_id = $1");
        let (count,): (i64,) = self.one(sql.bind(account)).await?;
        At::new("follows", "account_id", &account).int(count)
    }

    /// The codes of the lots that an account follows and that are public, with the time since when; the
    /// latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn followed_lots(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(LotCode, Timestamp)>> {
        let sql = Sql::new(
            "SELECT l.code, f.at FROM follows f JOIN lots l ON l.id = f.lot_id \
             WHERE f.account_id = $1 AND l.is_public = TRUE \
             ORDER BY f.at DESC, f.lot_id DESC LIMIT $2",
        );
        let rows: Vec<(String, i64)> = self.all(sql.bind(account).bind(limit)).await?;
        rows.into_iter()
            .map(|(code, at)| {
                let lot = At::new("lots", "code", &code).some(LotCode::parse(&code))?;
                Ok((lot, Timestamp(at)))
            })
            .collect()
    }

    /// Everybody who follows a lot and can be told something.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn followers(&mut self, lot: LotId) -> Result<Vec<Follower>> {
        let sql = Sql::new(
            "SELECT f.account_id, COALESCE(e.last_bid_seq, 0) AS last_bid_seq, s.off_kinds, \
             s.quiet_from, s.quiet_until FROM follows f JOIN accounts a ON a.id = f.account_id \
             LEFT JOIN enrolments e ON e.lot_id = f.lot_id AND e.account_id = f.account_id \
             LEFT JOIN notice_settings s ON s.account_id = f.account_id \
             WHERE f.lot_id = $1 AND a.erased_at IS NULL ORDER BY f.account_id",
        );
        let rows: Vec<FollowerRow> = self.all(sql.bind(lot)).await?;
        rows.into_iter().map(FollowerRow::read).collect()
    }

    /// Notes when the followers of a lot are to be reminded; what was noted for an earlier round goes.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_reminders(
        &mut self,
        lot: LotId,
        opens_at: Timestamp,
        listed_seq: u64,
    ) -> Result<()> {
        for kind in FollowReminder::ALL {
            let sql = Sql::new(
                "INSERT INTO follow_reminders (lot_id, kind, due_at, listed_seq) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (lot_id, kind) DO UPDATE SET \
                 due_at = excluded.due_at, listed_seq = excluded.listed_seq",
            );
            let sql = sql.bind(lot).bind(kind.code());
            let sql = sql.bind(kind.due_at(opens_at)).bind(listed_seq);
            self.execute(sql).await?;
        }
        Ok(())
    }

    /// Reminders that are due at `now`, the earliest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn due_reminders(&mut self, now: Timestamp, limit: u32) -> Result<Vec<DueReminder>> {
        let sql = Sql::new(
            "SELECT r.lot_id, r.kind, r.listed_seq, a.opens_at FROM follow_reminders r \
             LEFT JOIN auctions a ON a.lot_id = r.lot_id AND a.listed_seq = r.listed_seq \
             AND a.outcome IS NULL AND a.practice = FALSE \
             WHERE r.due_at <= $1 ORDER BY r.due_at, r.lot_id LIMIT $2",
        );
        let rows: Vec<(i64, String, i64, Option<i64>)> =
            self.all(sql.bind(now).bind(limit)).await?;
        rows.into_iter()
            .map(|(lot, kind, listed, opens_at)| {
                let at = |column| At::new("follow_reminders", column, &lot);
                Ok(DueReminder {
                    lot: LotId(lot),
                    kind: at("kind").some(FollowReminder::from_code(&kind))?,
                    listed_seq: at("listed_seq").int(listed)?,
                    opens_at: opens_at.map(Timestamp),
                })
            })
            .collect()
    }

    /// Forgets a reminder.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_reminder(&mut self, lot: LotId, kind: FollowReminder) -> Result<()> {
        let sql = Sql::new("DELETE FROM follow_reminders WHERE lot_id = $1 AND kind = $2");
        self.execute(sql.bind(lot).bind(kind.code())).await?;
        Ok(())
    }

    /// Notes that the starting price of a lot, or its terms, have changed; the latest change counts.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_change(&mut self, change: LotChange) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO follow_changes (lot_id, at, start_fen) VALUES ($1, $2, $3) \
             ON CONFLICT (lot_id) DO UPDATE SET at = excluded.at, \
             start_fen = COALESCE(excluded.start_fen, follow_changes.start_fen)",
        );
        let sql = sql.bind(change.lot).bind(change.at).bind(change.start);
        self.execute(sql).await?;
        Ok(())
    }

    /// Changes that nobody was told of, the earliest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn untold_changes(&mut self, limit: u32) -> Result<Vec<LotChange>> {
        let sql = Sql::new(
            "SELECT lot_id, at, start_fen FROM follow_changes ORDER BY at, lot_id LIMIT $1",
        );
        let rows: Vec<(i64, i64, Option<i64>)> = self.all(sql.bind(limit)).await?;
        let change = |(lot, at, start): (i64, i64, Option<i64>)| LotChange {
            lot: LotId(lot),
            at: Timestamp(at),
            start: start.map(Fen),
        };
        Ok(rows.into_iter().map(change).collect())
    }

    /// Forgets a change.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_change(&mut self, lot: LotId) -> Result<()> {
        let sql = Sql::new("DELETE FROM follow_changes WHERE lot_id = $1");
        self.execute(sql.bind(lot)).await?;
        Ok(())
    }
}

impl FollowerRow {
    fn read(self) -> Result<Follower> {
        let account = AccountId(self.account_id);
        let quiet = self.quiet_from.zip(self.quiet_until);
        Ok(Follower {
            account,
            last_bid: At::new("enrolments", "last_bid_seq", &account).int(self.last_bid_seq)?,
            preferences: preferences(account, self.off_kinds, quiet)?,
        })
    }
}
