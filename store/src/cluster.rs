//! Several processes on one PostgreSQL (reliability.md §2.6): who may decide about a lot now, which
//! server history this is, and who wakes whom. On SQLite there is one process, and nothing to do.

use crate::doc::At;
use crate::error::{Result, StoreError};
use crate::open::Pools;
use crate::sql::{Arg, Sql};
use crate::{Engine, Store, Tx};
use domain::ids::{LotCode, LotId};
use domain::time::Timestamp;
use sqlx::postgres::PgListener;
use std::time::Duration;

/// The channel on which every new event wakes the other processes.
const CHANNEL: &str = "luochui_events";

/// What a process on PostgreSQL has to know before it decides about lots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The server's history: it rises when a standby is promoted and never falls, so a lower one
    /// is an old primary that came back (the fencing epoch).
    pub epoch: u32,
    /// Whether commits wait for a standby; then each has to be looked at with
    /// [`Store::is_confirmed`] before anybody is told.
    pub waits: bool,
    /// The lots; those never listed are left out.
    pub lots: Vec<Taken>,
}

/// How far a lot is that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its public code.
    pub lot: LotCode,
    /// The number of its last event.
    pub seq: u64,
    /// How often the standing of its bidders may have changed.
    pub standing: u64,
}

/// Wakes a process when another one has written events. It may wake too often and miss some: the
/// event table is the truth, and readers look at it once a second anyway.
pub struct Wakeups(PgListener);

impl Store {
    /// The wakeups of this process; none on SQLite.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn wakeups(&self) -> Result<Option<Wakeups>> {
        let Pools::Postgres { pool, .. } = self.pools() else {
            return Ok(None);
        };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(Wakeups(listener)))
    }
}

/// How often the standby is asked whether it has everything, and how long it is left between.
const CONFIRM_TRIES: u32 = 20;
const CONFIRM_PAUSE: Duration = Duration::from_millis(50);

impl Store {
    /// Whether everything that the server has written so far would survive it. PostgreSQL reports
    /// success for a commit whose wait for the standby was cancelled, with no more than a notice
    /// (reliability.md §0.4, F-11), so the standby's own word is looked at: one that commits wait
    /// for has flushed as far as this server. Always so on SQLite, and where nothing is waited for.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn is_confirmed(&self) -> Result<bool> {
        let Pools::Postgres { pool, .. } = self.pools() else {
            return Ok(true);
        };
        let far = "SELECT CASE WHEN current_setting('synchronous_standby_names') = '' THEN NULL \
                   ELSE pg_current_wal_flush_lsn()::text END";
        let (far,): (Option<String>,) = sqlx::query_as(far).fetch_one(pool).await?;
        let Some(far) = far else { return Ok(true) };
        let there = "SELECT EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state IN \
                     ('sync', 'quorum') AND flush_lsn >= $1::pg_lsn)";
        for _ in 0..CONFIRM_TRIES {
            let asked = sqlx::query_as(there).bind(&far);
            if let (true,) = asked.fetch_one(pool).await? {
                return Ok(true);
            }
            tokio::time::sleep(CONFIRM_PAUSE).await;
        }
        Ok(false)
    }
}

impl Store {
    /// Whether standbys follow this server without any commit waiting for one of them: whoever of
    /// them takes over may lack what was acknowledged, so they are a copy and no high availability
    /// (reliability.md F-10). Never so on SQLite.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn is_followed_unawaited(&self) -> Result<bool> {
        let Pools::Postgres { pool, .. } = self.pools() else {
            return Ok(false);
        };
        let sql = "SELECT current_setting('synchronous_standby_names') = '' \
                   AND EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'async')";
        let (unawaited,): (bool,) = sqlx::query_as(sql).fetch_one(pool).await?;
        Ok(unawaited)
    }
}

impl Wakeups {
    /// Waits for the next wakeup; a lost connection counts as one, because something may have been
    /// missed.
    ///
    /// # Errors
    /// [`StoreError::Driver`] when the connection cannot be had again.
    pub async fn next(&mut self) -> Result<()> {
        self.0.try_recv().await?;
        Ok(())
    }
}

impl Tx {
    /// Takes these lots for this transaction, in an order that never deadlocks, and says how far
    /// they are. Nobody else decides about them until it ends. `None` on SQLite, where one process
    /// is the only writer.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn take_turn(&mut self, lots: &[LotCode]) -> Result<Option<Turn>> {
        if self.engine() == Engine::Sqlite || lots.is_empty() {
            return Ok(None);
        }
        let mut sql = Sql::new("WITH k (code) AS (VALUES ");
        sql.push_rows(lots.iter().map(|lot| -> [Arg; 1] { [lot.as_str().into()] }));
        sql.push(
            ") SELECT l.code, a.seq, a.standing FROM k JOIN lots l ON l.code = k.code \
             JOIN auctions a ON a.lot_id = l.id ORDER BY a.lot_id FOR UPDATE OF a",
        );
        let rows: Vec<(String, i64, i64)> = self.all(sql).await?;
        let (epoch, waits) = self.history().await?;
        Ok(Some(Turn {
            epoch,
            waits,
            lots: rows.into_iter().map(taken).collect::<Result<_>>()?,
        }))
    }

    /// Keeps everybody else from changing this lot's row until the transaction ends. Does nothing on
    /// SQLite, where one transaction writes at a time. After [`Tx::take_turn`], never before it.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn hold_lot(&mut self, lot: LotId) -> Result<()> {
        if self.engine() == Engine::Postgres {
            let sql = Sql::new("SELECT id FROM lots WHERE id = $1 FOR UPDATE").bind(lot);
            let _: Option<(i64,)> = self.optional(sql).await?;
        }
        Ok(())
    }

    /// The number of the server's history, in the name of the log file that it writes, and whether
    /// its commits wait for a standby.
    async fn history(&mut self) -> Result<(u32, bool)> {
        let sql = Sql::new(
            "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), \
             current_setting('synchronous_standby_names') <> ''",
        );
        let (name, waits): (String, bool) = self.one(sql).await?;
        Ok((epoch_of(&name)?, waits))
    }

    /// The clock of the database server; `None` on SQLite, which has none of its own.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn server_time(&mut self) -> Result<Option<Timestamp>> {
        if self.engine() == Engine::Sqlite {
            return Ok(None);
        }
        // Never now(): it stands still for a whole transaction (reliability.md §0.1).
        let sql = Sql::new("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
        let (micros,): (i64,) = self.one(sql).await?;
        Ok(Some(Timestamp(micros)))
    }

    /// Which of these lots have events after the number given with them.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn lots_moved(&mut self, known: &[(LotCode, u64)]) -> Result<Vec<(LotCode, u64)>> {
        if known.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("WITH k (code, seq) AS (VALUES ");
        sql.push_rows(
            known
                .iter()
                .map(|(code, seq)| [code.as_str().into(), (*seq).into()]),
        );
        sql.push(
            ") SELECT l.code, k.seq FROM k CROSS JOIN lots l CROSS JOIN auctions a \
             WHERE l.code = k.code AND a.lot_id = l.id AND a.seq > k.seq",
        );
        let rows: Vec<(String, i64)> = self.all(sql).await?;
        rows.into_iter().map(place).collect()
    }

    /// Wakes the processes that serve watchers; they hear it when this transaction commits.
    pub(crate) async fn wake_others(&mut self) -> Result<()> {
        if self.engine() == Engine::Postgres {
            let sql = Sql::new("SELECT pg_notify($1, '')::text").bind(CHANNEL);
            let _: Option<(Option<String>,)> = self.optional(sql).await?;
        }
        Ok(())
    }
}

/// The number of a server's history from the first eight digits of the name of its log file.
pub(crate) fn epoch_of(name: &str) -> Result<u32> {
    u32::from_str_radix(name, 16)
        .map_err(|_| StoreError::inconsistent("pg_walfile_name", "timeline", name.to_owned()))
}

/// A lot and a number of its events, as stored.
fn place((code, seq): (String, i64)) -> Result<(LotCode, u64)> {
    let lot = At::new("lots", "code", &code).some(LotCode::parse(&code))?;
    Ok((lot, At::new("auctions", "seq", &code).int(seq)?))
}

fn taken((code, seq, standing): (String, i64, i64)) -> Result<Taken> {
    let at = At::new("auctions", "standing", &code);
    let standing = at.int(standing)?;
    let (lot, seq) = place((code, seq))?;
    Ok(Taken { lot, seq, standing })
}
