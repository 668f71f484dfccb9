//! Rounds and the calendar.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::rounds::{Round, RoundMoved, RoundState};
use domain::time::Date;
use store::{Result, StoreError};

stories!(
    one_real_round_a_day,
    the_calendar_shows_rounds_and_sessions,
    a_round_keeps_its_latest_end_and_fewest_bidders,
    a_postponed_round_has_its_new_hours_and_says_why,
);

async fn one_real_round_a_day(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let season = make::season().id;
    let mut ids = Vec::new();
    for number in 0..4 {
        ids.push(tx.insert_round(&make::round(number)).await?);
    }
    let practice = Round {
        practice: true,
        ..make::round(0)
    };
    tx.insert_round(&practice).await?;
    tx.insert_round(&practice).await?;
    assert_eq!(
        tx.round(ids[1]).await?,
        Some(Round {
            id: ids[1],
            ..make::round(1)
        })
    );

    let days = |rounds: Vec<domain::views::RoundSummary>| -> Vec<Date> {
        rounds.into_iter().map(|summary| summary.round.on).collect()
    };
    let day = |number| make::round(number).on;
    let all = tx.rounds(season, false, None, None, 10).await?;
    assert!(all.iter().all(|summary| summary.lot_count == 0));
    assert_eq!(days(all), [day(0), day(1), day(2), day(3)]);
    let some = tx
        .rounds(season, false, Some(day(1)), Some(day(2)), 10)
        .await?;
    assert_eq!(days(some), [day(1), day(2)]);
    assert_eq!(
        days(tx.rounds(season, false, Some(day(1)), None, 1).await?),
        [day(1)]
    );
    assert_eq!(tx.rounds(season, true, None, None, 10).await?.len(), 2);

    let next = tx
        .next_round(season, NOON)
        .await?
        .expect("a round lies ahead");
    assert_eq!(next.round.on, day(1), "the round of noon has opened");
    assert!(tx.update_round_state(ids[1], RoundState::Cancelled).await?);
    let next = tx
        .next_round(season, NOON)
        .await?
        .expect("a round lies ahead");
    assert_eq!(next.round.on, day(2), "a cancelled round is none");
    tx.commit().await?;

    let mut tx = bench.store.write().await?;
    assert!(matches!(
        tx.insert_round(&make::round(3)).await,
        Err(StoreError::Conflict)
    ));
    Ok(())
}

async fn the_calendar_shows_rounds_and_sessions(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    for number in 0..10 {
        tx.insert_round(&make::round(number)).await?;
    }
    for number in 1..=9 {
        tx.upsert_session(&make::session(number)).await?;
    }
    let (from, to) = (Date::of(2023, 5, 12), Date::of(2023, 5, 17));
    let (rounds, sessions) = tx.calendar(make::season().id, from, to).await?;
    let days: Vec<Date> = rounds.iter().map(|summary| summary.round.on).collect();
    assert_eq!(days, [Date::of(2023, 5, 17)]);
    let numbers: Vec<u16> = sessions.iter().map(|card| card.number).collect();
    assert_eq!(numbers, [2, 3, 4, 5, 6, 7]);
    Ok(())
}

async fn a_round_keeps_its_latest_end_and_fewest_bidders(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let plain = make::round(1);
    let strict = Round {
        hard_end: Some(plain.closes_at.plus_millis(900_000)),
        min_bidders: 2,
        ..plain
    };
    let id = tx.insert_round(&strict).await?;
    let stored = tx.round(id).await?;
    assert_eq!(stored, Some(Round { id, ..strict }));
    Ok(())
}

async fn a_postponed_round_has_its_new_hours_and_says_why(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (first, taken) = (make::round(1), make::round(2));
    let id = tx.insert_round(&first).await?;
    tx.insert_round(&taken).await?;
    let later = |on: &Round| Round {
        id,
        on: on.on,
        opens_at: on.opens_at,
        closes_at: on.closes_at,
        moved: Some(RoundMoved {
            from: first.opens_at,
            reason: "停电（示例）".to_owned(),
            times: 1,
        }),
        ..first.clone()
    };
    let moved = later(&make::round(3));
    assert!(tx.move_round(&moved).await?);
    assert_eq!(tx.round(id).await?, Some(moved));
    assert!(tx.lots_ahead(id).await?.is_empty());
    tx.update_round_state(id, RoundState::Closed).await?;
    assert!(!tx.move_round(&later(&make::round(4))).await?, "it is over");
    tx.update_round_state(id, RoundState::Scheduled).await?;
    let clash = tx.move_round(&later(&taken)).await;
    assert!(matches!(clash, Err(StoreError::Conflict)));
    Ok(())
}
