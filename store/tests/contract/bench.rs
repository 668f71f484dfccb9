//! Where a story is told: an empty database of either engine.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Open, Result, Store, StoreOptions, Tx};

/// An empty database that disappears with the story.
pub struct Bench {
    /// The store under test.
    pub store: Store,
    /// How it was opened, to open it once more.
    pub url: String,
    folder: Option<tempfile::TempDir>,
    server: Option<String>,
}

/// Tells a story to both engines, as two tests.
macro_rules! stories {
    ($( $name:ident ),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test]
                async fn $name() {
                    let bench = crate::bench::Bench::sqlite().await;
                    super::$name(&bench).await.expect("every statement of the story runs");
                    bench.end().await;
                }
            )+
        }
        mod postgres {
            $(
                #[tokio::test]
                async fn $name() {
                    let Some(bench) = crate::bench::Bench::postgres().await else { return };
                    super::$name(&bench).await.expect("every statement of the story runs");
                    bench.end().await;
                }
            )+
        }
    };
}

/// Databases of this run, to give each its own name.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// The options of a test: the server may be one that does not sync.
pub fn options() -> StoreOptions {
    StoreOptions {
        allow_unsafe_fsync: true,
        connections: 4,
        ..StoreOptions::default()
    }
}

impl Bench {
    /// A new SQLite file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}/new/luochui.db", folder.path().display());
        let store = Store::open(&url, options()).await.expect("SQLite opens");
        Self {
            store,
            url,
            folder: Some(folder),
            server: None,
        }
    }

    /// A new PostgreSQL database, if there is a server.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
            let required = std::env::var("LUOCHUI_REQUIRE_POSTGRES").is_ok_and(|v| v == "1");
            assert!(
                !required,
                "LUOCHUI_REQUIRE_POSTGRES=1, but TEST_POSTGRES_URL is not set"
            );
            return None;
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("contract_{}_{number}", std::process::id());
        run(&server, &format!("CREATE DATABASE {name}")).await;
        let (address, _) = server.rsplit_once('/').expect("the URL names a database");
        let url = format!("{address}/{name}");
        let store = Store::open(&url, options())
            .await
            .expect("PostgreSQL opens");
        let drop = format!("DROP DATABASE {name} WITH (FORCE)");
        Some(Self {
            store,
            url,
            folder: None,
            server: Some(format!("{server} {drop}")),
        })
    }

    /// Closes the database and removes it.
    pub async fn end(self) {
        self.store.close().await;
        if let Some((server, drop)) = self.server.as_deref().and_then(|s| s.split_once(' ')) {
            run(server, drop).await;
        }
        drop(self.folder);
    }
}

async fn run(server: &str, statement: &str) {
    let mut conn = PgConnection::connect(server)
        .await
        .expect("the server answers");
    conn.execute(AssertSqlSafe(statement))
        .await
        .expect("the server obeys");
    conn.close().await.expect("the server lets go");
}

/// Runs a statement that the store itself has no method for.
pub async fn raw(tx: &mut Tx, statement: &'static str) -> Result<u64> {
    Ok(match &mut tx.open {
        Open::Sqlite(tx, _) => (&mut **tx).execute(statement).await?.rows_affected(),
        Open::Postgres(tx) => (&mut **tx).execute(statement).await?.rows_affected(),
    })
}
