//! What an acknowledgement is worth: settings that are read back, connections that come back
//! clean, readers that see one state.

use crate::bench::{Bench, options, raw};
use crate::make;
use std::time::Duration;
use store::testing::{history_after, tamper};
use store::{Engine, Result, Store, StoreError, StoreOptions};

stories!(
    a_database_opens_twice,
    a_dropped_future_leaves_no_transaction_behind,
    what_waits_for_no_standby_is_confirmed,
    a_replaced_primary_is_refused,
    a_whole_file_has_no_damage,
    readers_do_not_write_and_see_one_state,
    uncommitted_writes_leave_nothing,
    a_transaction_with_a_refused_statement_is_not_committed,
);

async fn a_database_opens_twice(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    tx.set_setting("kept", "yes").await?;
    tx.commit().await?;
    let again = Store::open(&bench.url, options()).await?;
    assert_eq!(again.engine(), bench.store.engine());
    assert_eq!(
        again.read().await?.setting("kept").await?.as_deref(),
        Some("yes")
    );
    again.close().await;
    Ok(())
}

/// sqlx 0.9.0 hands a connection back inside an open transaction when the future of `BEGIN` is
/// dropped; without our hook the next acknowledged write vanishes (reliability.md §0.1).
async fn a_dropped_future_leaves_no_transaction_behind(bench: &Bench) -> Result<()> {
    for number in 0..200u64 {
        let begin = bench.store.write();
        let impatient = tokio::time::sleep(Duration::from_micros(number * 5));
        tokio::select! {
            biased;
            () = impatient => {}
            tx = begin => drop(tx?),
        }
        let mut tx = bench.store.write().await?;
        tx.set_setting("last", &number.to_string()).await?;
        tx.commit().await?;
        if number % 20 == 19 {
            let other = Store::open(&bench.url, options()).await?;
            let seen = other.read().await?.setting("last").await?;
            assert_eq!(
                seen,
                Some(number.to_string()),
                "an acknowledged write is there for all"
            );
            other.close().await;
        }
    }
    Ok(())
}

/// Where commits wait for a standby, the fault bench looks (`make faults ARGS=unconfirmed`): that takes
/// two servers.
async fn what_waits_for_no_standby_is_confirmed(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    tx.set_setting("confirmed", "at once").await?;
    tx.commit().await?;
    assert!(bench.store.is_confirmed().await?);
    assert!(bench.store.for_bids().is_confirmed().await?);
    Ok(())
}

/// A process that has seen a promoted standby refuses every connection to an older history
/// (reliability.md §2.6, F-12). SQLite has none.
async fn a_replaced_primary_is_refused(bench: &Bench) -> Result<()> {
    if bench.store.engine() == Engine::Sqlite {
        return Ok(());
    }
    let real = history_after(&bench.url, 0).await?;
    assert!(real >= 1, "timelines begin with 1");
    assert_eq!(history_after(&bench.url, real).await?, real);
    for later in [real + 1, u32::MAX] {
        let refused = history_after(&bench.url, later).await;
        let Err(StoreError::Unsupported(why)) = refused else {
            panic!("history {real} after {later}: {refused:?}");
        };
        let told = format!("at history {real}, after {later}: this primary was replaced");
        assert!(why.ends_with(&told), "{why}");
    }
    Ok(())
}

async fn a_whole_file_has_no_damage(bench: &Bench) -> Result<()> {
    assert!(bench.store.damage().await?.is_empty());
    Ok(())
}

async fn readers_do_not_write_and_see_one_state(bench: &Bench) -> Result<()> {
    let mut reader = bench.store.read().await?;
    assert_eq!(reader.setting("race").await?, None);
    let mut writer = bench.store.write().await?;
    writer.set_setting("race", "won").await?;
    writer.commit().await?;
    assert_eq!(
        reader.setting("race").await?,
        None,
        "a reader keeps the state it began with"
    );
    assert!(
        reader.set_setting("race", "lost").await.is_err(),
        "a reader cannot write"
    );
    drop(reader);
    assert_eq!(
        bench.store.read().await?.setting("race").await?.as_deref(),
        Some("won")
    );
    Ok(())
}

async fn uncommitted_writes_leave_nothing(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    tx.set_setting("lost", "yes").await?;
    drop(tx);
    assert_eq!(bench.store.write().await?.setting("lost").await?, None);
    Ok(())
}

#[tokio::test]
async fn only_whole_promises_are_opened() {
    for url in [
        "mysql://x",
        "data.db",
        "sqlite:",
        "sqlite::memory:",
        "sqlite:a.db?mode=ro",
    ] {
        let refused = Store::open(url, StoreOptions::default()).await;
        assert!(matches!(refused, Err(StoreError::Unsupported(_))), "{url}");
    }
}

#[tokio::test]
async fn sqlite_is_asked_what_it_does() {
    let bench = Bench::sqlite().await;
    assert_eq!(bench.store.engine(), Engine::Sqlite);
    let mut tx = bench.store.write().await.expect("a transaction");
    for (wanted, statement) in [
        (
            "wal",
            "INSERT INTO settings SELECT 'journal_mode', journal_mode FROM pragma_journal_mode",
        ),
        (
            "2",
            "INSERT INTO settings SELECT 'synchronous', synchronous FROM pragma_synchronous",
        ),
        (
            "1",
            "INSERT INTO settings SELECT 'foreign_keys', foreign_keys FROM pragma_foreign_keys",
        ),
    ] {
        raw(&mut tx, statement).await.expect("a pragma as a table");
        let key = statement.split('\'').nth(1).expect("the key");
        let value = tx.setting(key).await.expect("a setting");
        assert_eq!(value.as_deref(), Some(wanted), "{key}");
    }
    drop(tx);
    bench.end().await;
}

/// A test server does not sync; without the explicit leave it must be refused.
#[tokio::test]
async fn a_server_that_does_not_sync_is_refused() {
    let Some(bench) = Bench::postgres().await else {
        return;
    };
    let syncs = {
        let mut tx = bench.store.write().await.expect("a transaction");
        let off = "DO $$ BEGIN IF current_setting('fsync') = 'off' THEN RAISE unique_violation; \
                   END IF; END $$";
        raw(&mut tx, off).await.is_ok()
    };
    let strict = Store::open(&bench.url, StoreOptions::default()).await;
    assert_eq!(strict.is_ok(), syncs);
    assert!(syncs || matches!(strict, Err(StoreError::Unsupported(_))));
    bench.end().await;
}

/// Whatever the server's defaults are: a connection that does not wait for the sync is refused.
#[tokio::test]
async fn a_connection_that_does_not_wait_is_refused() {
    let Some(bench) = Bench::postgres().await else {
        return;
    };
    let url = format!("{}?options=-c%20synchronous_commit%3Doff", bench.url);
    let refused = Store::open(&url, options()).await;
    assert!(
        matches!(refused, Err(StoreError::Unsupported(_))),
        "{refused:?}"
    );
    bench.end().await;
}

/// PostgreSQL gives a transaction up whose statement it has refused, and answers its COMMIT with
/// ROLLBACK, which the driver takes for success. SQLite goes on with the rest.
async fn a_transaction_with_a_refused_statement_is_not_committed(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    tx.set_setting("beside", "a refused one").await?;
    let refused = tamper(&mut tx, "INSERT INTO nowhere (n) VALUES (1)").await;
    assert!(refused.is_err());
    let done = tx.commit().await;
    let stored = bench.store.read().await?.setting("beside").await?;
    match bench.store.engine() {
        Engine::Postgres => {
            assert!(matches!(done, Err(StoreError::Spent)), "{done:?}");
            assert_eq!(stored, None);
        }
        Engine::Sqlite => {
            done?;
            assert!(stored.is_some());
        }
    }
    Ok(())
}
