//! Signs of life, outages, and whose turn it is.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::bidding::Outage;
use store::{Engine, Result, Store, StoreError};

stories!(
    the_latest_sign_of_life_of_any_node_counts,
    outages_are_found_by_the_time_they_touch,
    one_process_serves_a_file,
    wakeups_come_with_events,
);

async fn the_latest_sign_of_life_of_any_node_counts(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    assert_eq!(tx.last_beat().await?, None);
    let later = NOON.plus_millis(5_000);
    tx.beat("a", later).await?;
    tx.beat("b", NOON).await?;
    assert_eq!(tx.last_beat().await?, Some(later));
    // A node whose clock went back does not take its word back.
    tx.beat("a", NOON).await?;
    assert_eq!(tx.last_beat().await?, Some(later));
    Ok(())
}

async fn outages_are_found_by_the_time_they_touch(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let outage = |from: i64, to: i64| Outage {
        from: NOON.plus_millis(from),
        to: NOON.plus_millis(to),
    };
    tx.insert_outage(outage(0, 100)).await?;
    tx.insert_outage(outage(500, 900)).await?;
    tx.insert_outage(outage(500, 950)).await?;
    let found = async |tx: &mut store::Tx, from: i64, to: i64| {
        tx.outages(NOON.plus_millis(from), NOON.plus_millis(to))
            .await
    };
    assert_eq!(
        found(&mut tx, 0, 1_000).await?,
        [outage(0, 100), outage(500, 900)]
    );
    assert_eq!(found(&mut tx, 50, 60).await?, [outage(0, 100)]);
    assert_eq!(
        found(&mut tx, 100, 500).await?,
        [],
        "touching ends do not overlap"
    );
    Ok(())
}

async fn one_process_serves_a_file(bench: &Bench) -> Result<()> {
    let first = bench.store.claim()?;
    let other = Store::open(&bench.url, crate::bench::options()).await?;
    match bench.store.engine() {
        Engine::Sqlite => assert!(matches!(other.claim(), Err(StoreError::Unsupported(_)))),
        Engine::Postgres => drop(other.claim()?),
    }
    drop(first);
    assert!(other.claim().is_ok(), "free again");
    other.close().await;
    Ok(())
}

async fn wakeups_come_with_events(bench: &Bench) -> Result<()> {
    let Some(mut wakeups) = bench.store.wakeups().await? else {
        assert_eq!(bench.store.engine(), Engine::Sqlite);
        return Ok(());
    };
    let lot = make::open_lot(&bench.store).await?;
    let limit = std::time::Duration::from_secs(10);
    let heard = tokio::time::timeout(limit, wakeups.next()).await;
    assert!(heard.is_ok_and(|woken| woken.is_ok()));
    let mut tx = bench.store.write().await?;
    let turn = tx
        .take_turn(std::slice::from_ref(&lot))
        .await?
        .expect("several processes");
    let taken = store::Taken {
        lot: lot.clone(),
        seq: 1,
        standing: 0,
    };
    assert_eq!(turn.lots, [taken]);
    assert!(turn.epoch >= 1);
    assert_eq!(
        tx.lots_moved(&[(lot.clone(), 0)]).await?,
        [(lot.clone(), 0)]
    );
    assert_eq!(tx.lots_moved(&[(lot, 1)]).await?, []);
    assert!(tx.server_time().await?.is_some());
    Ok(())
}
