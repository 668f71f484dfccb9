//! Lots: what comes out is what went in, states move only from where they are, patents are
//! offered once.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{InstitutionId, LotCode, LotId, SeasonId};
use domain::lots::{Contact, Industry, Lot, LotKind, LotPrivate, LotState};
use domain::money::Fen;
use domain::views::Progress;
use store::{Result, StoreError};

stories!(
    a_lot_is_kept_whole,
    a_patent_is_offered_once,
    states_move_from_where_they_are,
    numbers_and_identities,
    roadshow_lots_are_counted_per_unit,
    staff_see_every_lot,
    progress_moves_with_the_lots,
);

async fn a_lot_is_kept_whole(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let secret = LotPrivate {
        reserve_price: Some(Fen::yuan(123_456)),
        contact: Contact {
            name: "某人（示例）".into(),
            ..Contact::default()
        },
    };
    let mut lot = make::lot(1);
    lot.id = tx
        .insert_lot(&lot, &secret, &make::institution(1), "key", None)
        .await?;
    let stored = tx.lot(&lot.code).await?.expect("the lot is there");
    assert_eq!(stored.lot, lot);
    assert_eq!(stored.owner_name, make::institution(1).name);
    assert_eq!(tx.lot_by_id(lot.id).await?.as_ref(), Some(&stored));
    assert_eq!(tx.lot_private(lot.id).await?, Some(secret));
    assert_eq!(tx.lot_by_id(LotId(999)).await?, None);
    assert_eq!(tx.lot_private(LotId(999)).await?, None);

    // Given ids are kept, and the next own one lies above them.
    let given = Lot {
        id: LotId(500),
        ..make::lot(2)
    };
    assert_eq!(make::put(&mut tx, &given).await?, LotId(500));
    assert!(make::put(&mut tx, &make::lot(3)).await?.get() > 500);

    let codes = [
        given.code.clone(),
        LotCode::parse("NONE").expect("a code"),
        lot.code.clone(),
    ];
    let cards = tx.cards(&codes).await?;
    let shown: Vec<_> = cards.iter().map(|card| &card.code).collect();
    assert_eq!(
        shown,
        [&given.code, &lot.code],
        "in the order that was asked for"
    );
    assert_eq!(cards[1].patent.as_ref(), Some(&lot.patents[0].number));
    assert_eq!(cards[1].ipc.as_deref(), Some("H01M 10/0525"));
    assert_eq!(cards[1].figures, None);
    Ok(())
}

async fn a_patent_is_offered_once(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let first = Lot {
        state: LotState::Submitted,
        ..make::lot(1)
    };
    let id = make::put(&mut tx, &first).await?;
    let practice = Lot {
        patents: first.patents.clone(),
        practice: true,
        ..make::lot(2)
    };
    make::put(&mut tx, &practice).await?;
    tx.commit().await?;

    let second = Lot {
        patents: first.patents.clone(),
        ..make::lot(3)
    };
    let mut tx = bench.store.write().await?;
    assert!(matches!(
        make::put(&mut tx, &second).await,
        Err(StoreError::Conflict)
    ));
    drop(tx);
    let mut tx = bench.store.write().await?;
    assert_eq!(
        tx.lot(&second.code).await?,
        None,
        "nothing of the refused lot is left"
    );
    assert!(
        tx.update_lot_state(id, LotState::Submitted, LotState::Withdrawn, None)
            .await?
    );
    make::put(&mut tx, &second).await?;
    Ok(())
}

async fn states_move_from_where_they_are(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let hidden = Lot {
        state: LotState::Selected,
        published_at: None,
        ..make::lot(1)
    };
    let id = make::put(&mut tx, &hidden).await?;
    let filter = domain::views::LotFilter::default();
    let codes = [hidden.code.clone()];
    assert!(tx.catalogue(&filter, NOON).await?.0.is_empty());
    assert!(
        tx.cards(&codes).await?.is_empty(),
        "hidden lots have no public card"
    );

    let wrong = tx
        .update_lot_state(id, LotState::Draft, LotState::Published, Some(NOON))
        .await?;
    assert!(!wrong);
    assert!(
        tx.update_lot_state(id, LotState::Selected, LotState::Published, Some(NOON))
            .await?
    );
    let stored = tx.lot_by_id(id).await?.expect("the lot is there");
    assert_eq!(
        (stored.lot.state, stored.lot.published_at),
        (LotState::Published, Some(NOON))
    );
    assert_eq!(stored.version, 2);
    assert_eq!(
        tx.catalogue(&filter, NOON).await?.0[0].state,
        LotState::Published
    );
    assert_eq!(tx.cards(&codes).await?.len(), 1);
    let words = domain::views::LotFilter {
        q: hidden.title.clone(),
        ..filter.clone()
    };
    assert_eq!(
        tx.catalogue(&words, NOON).await?.0.len(),
        1,
        "the search follows"
    );

    assert!(
        tx.update_lot_state(id, LotState::Published, LotState::Withdrawn, None)
            .await?
    );
    assert!(tx.catalogue(&filter, NOON).await?.0.is_empty());
    assert!(tx.catalogue(&words, NOON).await?.0.is_empty());
    Ok(())
}

async fn numbers_and_identities(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let season = make::season().id;
    let kind = LotKind::Patent;
    assert_eq!(tx.next_lot_number(season, kind, Industry::It).await?, 1);
    assert_eq!(tx.next_lot_number(season, kind, Industry::It).await?, 2);
    assert_eq!(tx.next_lot_number(season, kind, Industry::Bio).await?, 1);
    assert_eq!(
        tx.next_lot_number(season, LotKind::Achievement, Industry::It)
            .await?,
        1
    );

    let lot = make::lot(1);
    let id = make::put(&mut tx, &lot).await?;
    let key = lot.code.to_string();
    let found = tx.live_identity(season, &key).await?;
    assert_eq!(found, Some((lot.code.clone(), Some("digest".into()))));
    let keys = [key.clone(), "unknown".to_owned()];
    assert_eq!(tx.live_identities(season, &keys).await?.len(), 1);
    tx.update_lot_state(id, LotState::Published, LotState::Withdrawn, None)
        .await?;
    assert_eq!(tx.live_identity(season, &key).await?, None);
    Ok(())
}

async fn roadshow_lots_are_counted_per_unit(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (season, owner) = (make::season().id, make::lot(1).owner);
    let mut ids = Vec::new();
    for number in 1..=5 {
        let lot = Lot {
            roadshow: number != 5,
            practice: number == 4,
            ..make::lot(number)
        };
        ids.push(make::put(&mut tx, &lot).await?);
    }
    assert_eq!(tx.roadshow_lots(season, owner).await?, 3);
    assert_eq!(tx.roadshow_lots(season, InstitutionId(2)).await?, 0);
    assert_eq!(tx.roadshow_lots(SeasonId(1), owner).await?, 0);
    // A lot that left the season gives its place back.
    tx.update_lot_state(ids[0], LotState::Published, LotState::Withdrawn, None)
        .await?;
    assert_eq!(tx.roadshow_lots(season, owner).await?, 2);
    Ok(())
}

async fn staff_see_every_lot(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let season = make::season().id;
    for number in 1..=60 {
        let state = if number % 2 == 0 {
            LotState::Submitted
        } else {
            LotState::Published
        };
        make::put(
            &mut tx,
            &Lot {
                state,
                ..make::lot(number)
            },
        )
        .await?;
    }
    let page = tx.office_lots(season, None, "", None, 50).await?;
    assert_eq!(
        (page.len(), page[0].id, page[49].id),
        (50, LotId(60), LotId(11))
    );
    assert!(page[0].biddable);
    let rest = tx
        .office_lots(season, None, "", Some(page[49].id), 50)
        .await?;
    assert_eq!(rest.len(), 10);
    let submitted = tx
        .office_lots(season, Some(LotState::Submitted), "", None, 50)
        .await?;
    assert_eq!(submitted.len(), 30);
    let hit = tx
        .office_lots(season, Some(LotState::Submitted), "第42号", None, 50)
        .await?;
    assert_eq!(
        hit.iter().map(|lot| lot.id).collect::<Vec<_>>(),
        [LotId(42)]
    );
    let none = tx
        .office_lots(season, Some(LotState::Published), "第42号", None, 50)
        .await?;
    assert!(none.is_empty());
    Ok(())
}

async fn progress_moves_with_the_lots(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let states = [
        LotState::Draft,
        LotState::Submitted,
        LotState::Selected,
        LotState::Published,
    ];
    let mut ids = Vec::new();
    for (number, state) in (1..).zip(states) {
        ids.push(
            make::put(
                &mut tx,
                &Lot {
                    state,
                    ..make::lot(number)
                },
            )
            .await?,
        );
    }
    make::put(
        &mut tx,
        &Lot {
            practice: true,
            ..make::lot(9)
        },
    )
    .await?;
    let season = make::season().id;
    let expect = |collected, selected, published, sold| Progress {
        collected,
        selected,
        published,
        sold,
        ..Progress::default()
    };
    assert_eq!(tx.progress(season).await?, expect(3, 2, 1, 0));
    tx.update_lot_state(ids[0], LotState::Draft, LotState::Submitted, None)
        .await?;
    tx.update_lot_state(ids[3], LotState::Published, LotState::Sold, None)
        .await?;
    assert_eq!(tx.progress(season).await?, expect(4, 2, 1, 1));
    Ok(())
}
