//! Bids that were late by our fault stay on record.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::bidding::Paddle;
use domain::ids::RoundId;
use domain::incidents::LateByServer;
use store::{NewLateByServer, Result, StoreError};

stories!(what_was_late_by_the_server_stays_on_record,);

async fn what_was_late_by_the_server_stays_on_record(bench: &Bench) -> Result<()> {
    let code = make::open_lot(&bench.store).await?;
    let mut tx = bench.store.write().await?;
    let lot = tx.lot(&code).await?.expect("an open lot").lot.id;
    let round = tx.auction(lot).await?.expect("its auction").round;
    let account = tx.insert_account(&make::account(77), None).await?;
    assert_eq!(tx.late_by_server(lot, 9).await?, []);
    assert_eq!(tx.late_by_server_of_round(round).await?, 0);
    tx.insert_late_by_server(&[]).await?;
    let bid = |paddle: Option<u16>, late: i64| LateByServer {
        paddle: paddle.map(Paddle),
        received_at: NOON.plus_millis(-5),
        ended_at: NOON,
        at: NOON.plus_millis(late),
    };
    let incident = |key: &str, bid| NewLateByServer {
        lot,
        round,
        account,
        key: key.into(),
        bid,
    };
    let (first, second) = (bid(Some(7), 2_100), bid(None, 2_200));
    tx.insert_late_by_server(&[incident("key-1", first), incident("key-2", second)])
        .await?;
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    assert_eq!(tx.late_by_server(lot, 9).await?, [second, first]);
    assert_eq!(tx.late_by_server(lot, 1).await?, [second], "newest first");
    assert_eq!(tx.late_by_server_of_round(round).await?, 2);
    assert_eq!(tx.late_by_server_of_round(RoundId(9_999)).await?, 0);
    let again = tx.insert_late_by_server(&[incident("key-1", first)]).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    Ok(())
}
