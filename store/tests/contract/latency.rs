//! How long the bids of a round took, as several processes measured it.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::RoundId;
use domain::latency::RoundLatency;
use store::Result;

stories!(processes_add_up_and_each_adds_to_its_own,);

fn measured(spans: &[i64], drained_bids: u64) -> RoundLatency {
    let mut latency = RoundLatency {
        drained_bids,
        ..RoundLatency::default()
    };
    for span in spans {
        latency.decision.record(*span);
        latency.durable.record(span * 2);
    }
    latency
}

async fn processes_add_up_and_each_adds_to_its_own(bench: &Bench) -> Result<()> {
    let code = make::open_lot(&bench.store).await?;
    let mut tx = bench.store.write().await?;
    let lot = tx.lot(&code).await?.expect("an open lot").lot.id;
    let round = tx.auction(lot).await?.expect("its auction").round;
    assert_eq!(tx.round_latency(round).await?, None, "nothing was measured");
    let later = NOON.plus_millis(5_000);
    tx.add_round_latency(round, "a", &measured(&[100], 0), NOON)
        .await?;
    tx.add_round_latency(round, "b", &measured(&[300], 2), later)
        .await?;
    tx.add_round_latency(round, "a", &measured(&[200], 1), NOON)
        .await?;
    tx.commit().await?;
    let mut tx = bench.store.read().await?;
    let found = tx.round_latency(round).await?;
    assert_eq!(found, Some((measured(&[100, 200, 300], 3), later)));
    assert_eq!(tx.round_latency(RoundId(9_999)).await?, None);
    Ok(())
}
