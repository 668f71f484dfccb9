//! What runs by itself: opening, closing, practice lots.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::bidding::{Auction, Event, EventKind};
use domain::ids::{LotId, RoundId};
use domain::lots::{Lot, LotState};
use domain::rounds::{Round, RoundState};
use store::{Result, Tx};

stories!(lots_open_and_close_in_time, practice_lots_are_found);

async fn list(tx: &mut Tx, lot: &Lot, round: &Round, id: RoundId) -> Result<(LotId, Auction)> {
    let lot_id = make::put(tx, lot).await?;
    let terms = make::terms(round);
    let event = Event {
        seq: 1,
        at: NOON,
        kind: EventKind::Listed {
            terms: terms.clone(),
        },
    };
    tx.list_lot(lot_id, id, &event, None, lot.practice, "{}")
        .await?;
    Ok((lot_id, Auction::listed(terms, None, 1, NOON)))
}

async fn lots_open_and_close_in_time(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let round = make::round(0);
    let id = tx.insert_round(&round).await?;
    let waiting = Lot {
        state: LotState::Listed,
        ..make::lot(1)
    };
    let (lot, mut auction) = list(&mut tx, &waiting, &round, id).await?;
    assert!(
        tx.lots_to_open(round.opens_at.plus_millis(-1), 10)
            .await?
            .is_empty()
    );
    assert_eq!(tx.lots_to_open(round.opens_at, 10).await?, [lot]);
    assert!(
        tx.update_lot_state(lot, LotState::Listed, LotState::Bidding, None)
            .await?
    );
    assert!(tx.lots_to_open(round.opens_at, 10).await?.is_empty());

    let end = round.closes_at;
    assert!(tx.lots_to_close(end.plus_millis(-1), 10).await?.is_empty());
    assert_eq!(
        tx.lots_to_close(end, 10).await?,
        std::slice::from_ref(&waiting.code)
    );
    let late = end.plus_millis(10_000);
    assert!(
        !tx.close_round_if_done(id, late).await?,
        "a lot is still open"
    );
    let closed = auction.close(late).expect("it is due");
    auction.apply(&closed);
    tx.append_event(lot, &closed, &auction, "{}").await?;
    assert!(tx.lots_to_close(end, 10).await?.is_empty());
    assert!(
        !tx.close_round_if_done(id, end.plus_millis(-1)).await?,
        "its time is not over"
    );
    assert!(tx.close_round_if_done(id, late).await?);
    assert_eq!(
        tx.round(id).await?.map(|round| round.state),
        Some(RoundState::Closed)
    );
    assert!(!tx.close_round_if_done(id, late).await?, "only once");
    Ok(())
}

async fn practice_lots_are_found(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let round = Round {
        practice: true,
        ..make::round(0)
    };
    let id = tx.insert_round(&round).await?;
    make::put(&mut tx, &make::lot(1)).await?;
    make::put(
        &mut tx,
        &Lot {
            practice: true,
            ..make::lot(2)
        },
    )
    .await?;
    let third = Lot {
        practice: true,
        state: LotState::Listed,
        ..make::lot(3)
    };
    list(&mut tx, &third, &round, id).await?;
    let found = tx.practice_lots().await?;
    let codes: Vec<_> = found.iter().map(|lot| lot.code.clone()).collect();
    assert_eq!(codes, [make::lot(2).code, third.code]);
    assert_eq!((&found[0].figures, found[0].last_event_at), (&None, None));
    assert_eq!(
        found[1].figures.as_ref().map(|figures| figures.seq),
        Some(1)
    );
    assert_eq!(found[1].last_event_at, Some(NOON));
    Ok(())
}
