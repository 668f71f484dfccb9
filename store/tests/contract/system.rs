//! What an operator is told of the database.

use crate::bench::Bench;
use crate::make::NOON;
use store::{Engine, Result};

stories!(
    the_tables_are_up_to_date_and_have_a_size,
    nodes_come_latest_first
);

async fn the_tables_are_up_to_date_and_have_a_size(bench: &Bench) -> Result<()> {
    let migrated = bench.store.migrated().await?;
    assert!(migrated.known >= 20 && migrated.is_enough(), "{migrated:?}");
    let mut tx = bench.store.read().await?;
    let (version, bytes) = tx.database_size().await?;
    let begins = match bench.store.engine() {
        Engine::Sqlite => "3.",
        Engine::Postgres => "1",
    };
    assert!(version.starts_with(begins), "{version}");
    assert!(bytes > 100_000, "{bytes}");
    assert_eq!(tx.ledger_waiting().await?, 0);
    assert_eq!(tx.ledger_signed().await?, None);
    Ok(())
}

async fn nodes_come_latest_first(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let later = NOON.plus_millis(5_000);
    for (node, at) in [("a", NOON), ("b", later), ("c", NOON)] {
        tx.beat(node, at).await?;
    }
    let beats = tx.beats(2).await?;
    assert_eq!(beats, [("b".to_owned(), later), ("a".to_owned(), NOON)]);
    Ok(())
}
