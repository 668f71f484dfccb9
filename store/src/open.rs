//! Opening a database: which engine, which promises, and the proof that it keeps them.
//!
//! An acknowledged bid must survive a power cut (reliability.md §0.2, §2.1), so every connection
//! reads its durability settings back and is refused when they differ from what was asked for.

use crate::audit::{Changes, Trail};
use crate::error::{Result, StoreError};
use crate::planted::{Planted, planted, synchronous};
use crate::postgres;
use crate::schema::migrations;
use crate::trust::Trust;
use crate::tx::{Open, Tx};
use sqlx::postgres::PgPool;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
};
use sqlx::{ConnectOptions, Connection, Executor};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Which engine a store runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one process.
    Sqlite,
    /// A server, several processes.
    Postgres,
}

/// How to open a store.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Accepts a PostgreSQL server that does not sync to disk. For throw-away test servers only.
    pub allow_unsafe_fsync: bool,
    /// Connections that only read, on SQLite.
    pub readers: u32,
    /// Connections on PostgreSQL.
    pub connections: u32,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            allow_unsafe_fsync: false,
            readers: 4,
            connections: 16,
        }
    }
}

/// An open database. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    /// The file of the database, on SQLite.
    pub(crate) file: Option<PathBuf>,
    changes: Changes,
}

#[derive(Clone, Debug)]
pub(crate) enum Pools {
    Sqlite {
        /// One connection, because SQLite has one writer anyway: waiting in our queue is fair and
        /// cheap, waiting for a lock of the file is neither (toolchain.md §4).
        writer: SqlitePool,
        /// Of the one connection of `writer`.
        trust: Trust,
        readers: SqlitePool,
    },
    Postgres {
        pool: PgPool,
        /// Kept free of everything but bids: pages and sign-ins that wait for the common
        /// connections never make a bid wait (reliability.md I-34).
        bids: PgPool,
    },
}

/// The first SQLite without the write-ahead-log bug of 3.7.0–3.51.2 (reliability.md §0.3).
const SQLITE_MIN: [u32; 3] = [3, 51, 3];
/// How long a call waits for a free connection.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// How long SQLite waits for a file that another process has locked (reliability.md F-07): a bid is
/// told "busy, not queued" before its own limit makes it "unknown", though two or three others wait
/// for the one writing handle before it, each for so long.
const LOCK_PATIENCE: Duration = Duration::from_secs(1);

impl Store {
    /// Opens `sqlite:<path>` (file and folder are created) or `postgres://…` and brings its tables
    /// up to date.
    ///
    /// # Errors
    /// [`StoreError::Unsupported`] when the engine cannot promise that a commit is durable;
    /// [`StoreError::Newer`] when the tables are those of a newer version;
    /// [`StoreError::Migration`] when they are no tables of ours.
    pub async fn open(url: &str, options: StoreOptions) -> Result<Self> {
        let pools = match url.split_once(':') {
            Some(("sqlite", path)) => open_sqlite(path.trim_start_matches("//"), &options).await?,
            Some(("postgres" | "postgresql", _)) => postgres::open(url, &options).await?,
            _ => {
                return Err(StoreError::Unsupported(
                    "the address begins with neither sqlite: nor postgres:".into(),
                ));
            }
        };
        let file = match url.split_once(':') {
            Some(("sqlite", path)) => Some(sqlite_path(path)),
            _ => None,
        };
        let store = Self {
            pools,
            file,
            changes: Changes::default(),
        };
        store.index_all_if_old().await?;
        Ok(store)
    }

    /// The same database through the connections that are kept for bids. On SQLite these are the
    /// common ones: it has one writer anyway, and readers do not wait for it.
    pub fn for_bids(&self) -> Self {
        let pools = match &self.pools {
            Pools::Postgres { bids, .. } => Pools::Postgres {
                pool: bids.clone(),
                bids: bids.clone(),
            },
            sqlite @ Pools::Sqlite { .. } => sqlite.clone(),
        };
        Self {
            pools,
            file: self.file.clone(),
            changes: self.changes.clone(),
        }
    }

    /// How many changes with a row in the audit record this process has committed. It says nothing of
    /// what other processes have.
    pub fn changes(&self) -> u64 {
        self.changes.count()
    }

    pub(crate) const fn pools(&self) -> &Pools {
        &self.pools
    }

    /// Which engine this is.
    pub const fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Begins a transaction that only reads. All its queries see one and the same state.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn read(&self) -> Result<Tx> {
        let open = match &self.pools {
            Pools::Sqlite { readers, .. } => Open::Sqlite(readers.begin().await?, Trust::default()),
            Pools::Postgres { pool, .. } => Open::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    .await?,
            ),
        };
        Ok(Tx {
            open,
            trail: Trail::default(),
            is_spent: false,
        })
    }

    /// Begins a transaction that changes the state of something, and that cannot be committed
    /// without its row in the audit record ([`Tx::audit`]). Never call it in a future that a client
    /// may drop (reliability.md §0.1): only from a task of its own.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn audited(&self) -> Result<Tx> {
        let mut tx = self.write().await?;
        tx.trail.demand();
        Ok(tx)
    }

    /// Begins a transaction that writes what has a record of its own, or none: bids, the public
    /// ledger, signs of life, figures, demo data. Everything else takes [`Self::audited`]; `xtask
    /// tidy` asks for the reason. As that, only from a task of its own.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn write(&self) -> Result<Tx> {
        let open = match &self.pools {
            // A plain BEGIN would take the lock late and fail instead of waiting.
            Pools::Sqlite { writer, trust, .. } => {
                let begun = writer.begin_with("BEGIN IMMEDIATE").await;
                Open::Sqlite(
                    begun.inspect_err(|error| trust.judge(error))?,
                    trust.clone(),
                )
            }
            Pools::Postgres { pool, .. } => Open::Postgres(pool.begin().await?),
        };
        Ok(Tx {
            open,
            trail: Trail::optional(&self.changes),
            is_spent: false,
        })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Driver`] when it does not.
    pub async fn ping(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => readers.execute("SELECT 1").await?.rows_affected(),
            Pools::Postgres { pool, .. } => pool.execute("SELECT 1").await?.rows_affected(),
        };
        Ok(())
    }

    /// Tidies up after bulk loading: merges the search index and empties the log.
    ///
    /// SQLite gets no statistics on purpose: gathered while a table is small they would make it
    /// read that table whole when it has grown. The statements choose their own way there.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn optimise(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                writer
                    .execute("INSERT INTO lot_search (lot_search) VALUES ('optimize')")
                    .await?;
                writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
            }
            Pools::Postgres { pool, .. } => {
                pool.execute("VACUUM ANALYZE").await?;
            }
        }
        Ok(())
    }

    /// Waits for open transactions and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite {
                writer, readers, ..
            } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres { pool, bids } => {
                pool.close().await;
                bids.close().await;
            }
        }
    }
}

async fn open_sqlite(path: &str, options: &StoreOptions) -> Result<Pools> {
    if path.is_empty() || path.contains(":memory:") || path.contains('?') {
        return Err(StoreError::Unsupported(
            "sqlite: wants the path of a file".into(),
        ));
    }
    let path = Path::new(path);
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| StoreError::Driver(error.into()))?;
    }
    let connect = sqlite_options(path);
    // 32 MiB of log instead of 4: pages that many bids touch are copied back once, not each time.
    let writing = connect
        .clone()
        .create_if_missing(true)
        .pragma("wal_autocheckpoint", "8192");
    let mut first = writing.connect().await?;
    check_sqlite(&mut first).await?;
    migrations(Engine::Sqlite)
        .run(&mut first)
        .await
        .map_err(|error| StoreError::migrating(error, Engine::Sqlite))?;
    first.close().await?;
    // Connections live as long as the store: a new one would have to warm its cache again.
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            // The library is in this process: nobody hangs up, and a connection is tried whenever it is
            // given back. Once more would be a way to its thread and back before every transaction.
            .test_before_acquire(false)
            .after_connect(|conn, _| {
                Box::pin(async move { check_sqlite(conn).await.map_err(refused) })
            })
    };
    let trust = Trust::default();
    let trusted = trust.clone();
    let writer = pool()
        .before_acquire(move |_, _| {
            let holds = trusted.holds();
            Box::pin(async move { Ok(holds) })
        })
        .max_connections(1)
        .min_connections(1)
        .connect_with(writing)
        .await?;
    let reading = connect.read_only(true);
    let readers = pool()
        .max_connections(options.readers.max(1))
        .connect_with(reading)
        .await?;
    Ok(Pools::Sqlite {
        writer,
        trust,
        readers,
    })
}

/// The path in the address of a SQLite database, after `sqlite:`.
pub(crate) fn sqlite_path(rest: &str) -> PathBuf {
    PathBuf::from(rest.trim_start_matches("//"))
}

/// How every connection to a SQLite file is opened. None of them makes the file.
pub(crate) fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous())
        .foreign_keys(true)
        .busy_timeout(LOCK_PATIENCE)
        .statement_cache_capacity(256)
        // 16 MiB of pages per connection: the hot indexes of 100,000 lots.
        .pragma("cache_size", "-16384")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

pub(crate) async fn check_sqlite(conn: &mut SqliteConnection) -> Result<()> {
    let (version,): (String,) = sqlx::query_as("SELECT sqlite_version()")
        .fetch_one(&mut *conn)
        .await?;
    let numbers: Vec<u32> = version
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    if numbers.as_slice() < SQLITE_MIN.as_slice() {
        return Err(StoreError::Unsupported(format!(
            "SQLite {version} is older than 3.51.3"
        )));
    }
    let (journal,): (String,) = sqlx::query_as("PRAGMA journal_mode")
        .fetch_one(&mut *conn)
        .await?;
    let (sync,): (i64,) = sqlx::query_as("PRAGMA synchronous")
        .fetch_one(&mut *conn)
        .await?;
    let (keys,): (i64,) = sqlx::query_as("PRAGMA foreign_keys")
        .fetch_one(&mut *conn)
        .await?;
    // synchronous: 2 is FULL, 3 is EXTRA.
    let durable = sync >= 2 || planted() == Some(Planted::SyncNormal);
    if journal != "wal" || !durable || keys != 1 {
        return Err(StoreError::Unsupported(format!(
            "SQLite answers journal_mode={journal}, synchronous={sync}, foreign_keys={keys}"
        )));
    }
    Ok(())
}

/// The pool's hooks speak the driver's language.
pub(crate) fn refused(error: StoreError) -> sqlx::Error {
    match error {
        StoreError::Driver(error) => error,
        other => sqlx::Error::Configuration(Box::new(other)),
    }
}
