//! What whoever tells people has to know: which events come next, who takes part in a lot, what is due.

use super::preferences;
use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::bidding::Paddle;
use domain::ids::{AccountId, LotCode, LotId};
use domain::ledger::leaf::LeafKind;
use domain::notices::{DealStep, Due, Preferences};
use domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Everybody who is enrolled on the lot `$1` and can be told something.
macro_rules! told_on {
    () => {
        "SELECT e.account_id, e.paddle, e.last_bid_seq, s.off_kinds, s.quiet_from, s.quiet_until \
         FROM enrolments e JOIN accounts a ON a.id = e.account_id \
         LEFT JOIN notice_settings s ON s.account_id = e.account_id \
         WHERE e.lot_id = $1 AND a.house_bot = FALSE AND a.erased_at IS NULL"
    };
}

/// The kind of the leaves of moves.
const MOVED: i64 = LeafKind::Moved.byte() as i64;
/// Leaves of events have kinds below this one.
const EVENTS_BELOW: i64 = LeafKind::ReserveOpened.byte() as i64;

/// Somebody who takes part in a lot, with what he wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who.
    pub account: AccountId,
    /// His number on the lot.
    pub paddle: Paddle,
    /// Number of the event of his last bid; 0 before the first.
    pub last_bid: u64,
    /// What he wants to be told.
    pub preferences: Preferences,
}

/// A lot that people are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldLot {
    /// It is there to practise on.
    pub practice: bool,
    /// Number of the event that listed it last; 0 before the first.
    pub round: u64,
}

/// An event, or a move after the round, in the order of the public ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldLeaf {
    /// Its place in the ledger.
    pub index: u64,
    /// The lot.
    pub lot: LotId,
    /// Its code.
    pub code: LotCode,
    /// Number of the event on the lot and when it was decided; absent for whatever is none.
    pub event: Option<(u64, Timestamp)>,
    /// Whether it is a move after the round.
    pub is_move: bool,
}

#[derive(sqlx_macros::FromRow)]
struct LeafRow {
    idx: i64,
    lot_id: i64,
    code: String,
    kind: i64,
    seq: i64,
    at: Option<i64>,
}

#[derive(sqlx_macros::FromRow)]
struct ToldRow {
    account_id: i64,
    paddle: i64,
    last_bid_seq: i64,
    off_kinds: Option<i64>,
    quiet_from: Option<i64>,
    quiet_until: Option<i64>,
}

/// How somebody is reached beside the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// A webhook of his is switched on.
    pub webhook: bool,
    /// He has confirmed a mail address.
    pub mail: bool,
    /// A browser of his is told.
    pub push: bool,
}

impl Tx {
    /// The first leaf whose event nobody was told of, as it stands; nobody holds it.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn notice_place(&mut self) -> Result<u64> {
        let sql = Sql::new("SELECT next_leaf FROM notice_progress WHERE id = 1");
        let (next,): (i64,) = self.one(sql).await?;
        At::new("notice_progress", "next_leaf", &1).int(next)
    }

    /// The first leaf whose event nobody was told of; whoever asks holds the place until the end of
    /// the transaction.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_notice_turn(&mut self) -> Result<u64> {
        let sql = Sql::new(
            "UPDATE notice_progress SET next_leaf = next_leaf WHERE id = 1 RETURNING next_leaf",
        );
        let (next,): (i64,) = self.one(sql).await?;
        At::new("notice_progress", "next_leaf", &1).int(next)
    }

    /// Notes that people were told of everything before this leaf.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_notice_turn(&mut self, next: u64) -> Result<()> {
        let sql = Sql::new("UPDATE notice_progress SET next_leaf = $1 WHERE id = 1");
        self.execute(sql.bind(next)).await?;
        Ok(())
    }

    /// The leaves from `next` on, in order.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn untold_leaves(&mut self, next: u64, limit: u32) -> Result<Vec<ToldLeaf>> {
        let sql = Sql::new(
            "SELECT v.idx, v.lot_id, l.code, v.kind, v.seq, e.at FROM ledger_leaves v \
             JOIN lots l ON l.id = v.lot_id \
             LEFT JOIN lot_events e ON e.lot_id = v.lot_id AND e.seq = v.seq AND v.kind < $1 \
             WHERE v.idx >= $2 ORDER BY v.idx LIMIT $3",
        );
        let rows: Vec<LeafRow> = self
            .all(sql.bind(EVENTS_BELOW).bind(next).bind(limit))
            .await?;
        rows.into_iter().map(LeafRow::read).collect()
    }

    /// Everybody who is enrolled on a lot and can be told something: no house bots, nobody who is gone.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn told_on(&mut self, lot: LotId) -> Result<Vec<Told>> {
        let sql = Sql::new(concat!(told_on!(), " ORDER BY e.account_id"));
        let rows: Vec<ToldRow> = self.all(sql.bind(lot)).await?;
        rows.into_iter().map(ToldRow::read).collect()
    }

    /// Those of them who have not been told what `key` names.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn untold_on(&mut self, lot: LotId, key: &str) -> Result<Vec<Told>> {
        let sql = Sql::new(concat!(
            told_on!(),
            " AND NOT EXISTS (SELECT 1 FROM notices n \
             WHERE n.account_id = e.account_id AND n.key = $2) ORDER BY e.account_id"
        ));
        let rows: Vec<ToldRow> = self.all(sql.bind(lot).bind(key)).await?;
        rows.into_iter().map(ToldRow::read).collect()
    }

    /// What has to be known of a lot to tell of it; `None` when there is no such lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn told_lot(&mut self, lot: LotId) -> Result<Option<ToldLot>> {
        let sql = Sql::new(
            "SELECT l.practice, COALESCE(a.listed_seq, 0) FROM lots l \
             LEFT JOIN auctions a ON a.lot_id = l.id WHERE l.id = $1",
        );
        let row: Option<(bool, i64)> = self.optional(sql.bind(lot)).await?;
        let Some((practice, listed)) = row else {
            return Ok(None);
        };
        let round = At::new("auctions", "listed_seq", &lot).int(listed)?;
        Ok(Some(ToldLot { practice, round }))
    }

    /// Those of these accounts whose person has not gone, and how each is reached beside the portal.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn tellable(
        &mut self,
        accounts: &BTreeSet<AccountId>,
    ) -> Result<BTreeMap<AccountId, Reach>> {
        if accounts.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut sql = Sql::new(
            "SELECT a.id, EXISTS (SELECT 1 FROM webhooks w WHERE w.account_id = a.id \
             AND w.enabled = TRUE), EXISTS (SELECT 1 FROM mail_addresses m \
             WHERE m.account_id = a.id AND m.address IS NOT NULL), EXISTS (SELECT 1 \
             FROM push_browsers p WHERE p.account_id = a.id) \
             FROM accounts a WHERE a.erased_at IS NULL AND a.id IN (",
        );
        sql.push_list(accounts.iter().copied());
        sql.push(")");
        let rows: Vec<(i64, bool, bool, bool)> = self.all(sql).await?;
        let reach = |(id, webhook, mail, push)| {
            let reach = Reach {
                webhook,
                mail,
                push,
            };
            (AccountId(id), reach)
        };
        Ok(rows.into_iter().map(reach).collect())
    }

    /// Lots, but those of practice, whose bidding opens after `now` and not later than `until`, with that instant and the
    /// number of the event that listed them.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lots_opening(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<(LotId, Timestamp, u64)>> {
        let sql = Sql::new(
            "SELECT lot_id, opens_at, listed_seq FROM auctions WHERE outcome IS NULL \
             AND practice = FALSE AND opens_at > $1 AND opens_at <= $2 \
             ORDER BY opens_at, lot_id LIMIT $3",
        );
        let rows: Vec<(i64, i64, i64)> = self.all(sql.bind(now).bind(until).bind(limit)).await?;
        rows.into_iter()
            .map(|(lot, opens_at, listed)| {
                let listed = At::new("auctions", "listed_seq", &lot).int(listed)?;
                Ok((LotId(lot), Timestamp(opens_at), listed))
            })
            .collect()
    }

    /// Notes which step of the deal of a lot its buyer is to be reminded of, or that there is none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_deadline(
        &mut self,
        lot: LotId,
        deadline: Option<(AccountId, Due)>,
    ) -> Result<()> {
        let sql = match deadline {
            Some((account, due)) => Sql::new(
                "INSERT INTO notice_deadlines (lot_id, account_id, step, due_at) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (lot_id) DO UPDATE SET \
                 account_id = excluded.account_id, step = excluded.step, \
                 due_at = excluded.due_at",
            )
            .bind(lot)
            .bind(account)
            .bind(due.step.code())
            .bind(due.at),
            None => Sql::new("DELETE FROM notice_deadlines WHERE lot_id = $1").bind(lot),
        };
        self.execute(sql).await?;
        Ok(())
    }

    /// Steps that are due until `until`, the earliest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn deadlines_until(
        &mut self,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<(LotId, AccountId, Due)>> {
        let sql = Sql::new(
            "SELECT lot_id, account_id, step, due_at FROM notice_deadlines WHERE due_at <= $1 \
             ORDER BY due_at, lot_id LIMIT $2",
        );
        let rows: Vec<(i64, i64, String, i64)> = self.all(sql.bind(until).bind(limit)).await?;
        rows.into_iter()
            .map(|(lot, account, step, due_at)| {
                let at = At::new("notice_deadlines", "step", &lot);
                let due = Due {
                    step: at.some(DealStep::from_code(&step))?,
                    at: Timestamp(due_at),
                };
                Ok((LotId(lot), AccountId(account), due))
            })
            .collect()
    }
}

impl LeafRow {
    fn read(self) -> Result<ToldLeaf> {
        let at = |column| At::new("ledger_leaves", column, &self.idx);
        let seq: u64 = at("seq").int(self.seq)?;
        Ok(ToldLeaf {
            index: at("idx").int(self.idx)?,
            lot: LotId(self.lot_id),
            code: at("lot_id").some(LotCode::parse(&self.code))?,
            event: self.at.map(|at| (seq, Timestamp(at))),
            is_move: self.kind == MOVED,
        })
    }
}

impl ToldRow {
    fn read(self) -> Result<Told> {
        let account = AccountId(self.account_id);
        let paddle = At::new("enrolments", "paddle", &account).int(self.paddle)?;
        let quiet = self.quiet_from.zip(self.quiet_until);
        Ok(Told {
            account,
            paddle: Paddle(paddle),
            last_bid: At::new("enrolments", "last_bid_seq", &account).int(self.last_bid_seq)?,
            preferences: preferences(account, self.off_kinds, quiet)?,
        })
    }
}
