//! Seasons, institutions and settings.

use crate::bench::Bench;
use crate::make;
use domain::ids::{InstitutionId, SeasonId};
use domain::seasons::{SeasonState, catalogue};
use store::{Result, StoreError};

stories!(
    seasons_are_kept_whole,
    institutions_have_one_name,
    settings_are_replaced
);

async fn seasons_are_kept_whole(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let all = [
        catalogue::auction_2022(),
        catalogue::challenge_2022(),
        catalogue::auction_2023(),
    ];
    for season in &all {
        tx.upsert_season(season).await?;
    }
    tx.commit().await?;

    let mut tx = bench.store.read().await?;
    for season in &all {
        assert_eq!(tx.season(season.id).await?.as_ref(), Some(season));
        assert_eq!(
            tx.season_by_code(&season.code()).await?.as_ref(),
            Some(season)
        );
    }
    assert_eq!(tx.season(SeasonId(1)).await?, None);
    let order: Vec<String> = tx
        .seasons()
        .await?
        .iter()
        .map(|season| season.code())
        .collect();
    assert_eq!(order, ["2023-AUCTION", "2022-AUCTION", "2022-CHALLENGE"]);
    drop(tx);

    let mut tx = bench.store.write().await?;
    let closed = domain::seasons::Season {
        state: SeasonState::Archived,
        ..all[2].clone()
    };
    tx.upsert_season(&closed).await?;
    assert_eq!(tx.season(closed.id).await?, Some(closed));
    let next = catalogue::auction_2023().for_year(2027);
    let next = domain::seasons::Season {
        id: SeasonId(20_271),
        ..next
    };
    tx.insert_season(&next).await?;
    assert_eq!(tx.season_by_code("2027-AUCTION").await?, Some(next.clone()));
    let (draft, open) = (SeasonState::Draft, SeasonState::Open);
    assert!(
        !tx.move_season(next.id, open, draft).await?,
        "it stands elsewhere"
    );
    assert!(tx.move_season(next.id, draft, open).await?);
    let moved = tx.season(next.id).await?.expect("it is there");
    assert_eq!(moved.state, open);
    tx.commit().await?;
    // One of a programme and year, whatever its number.
    for id in [SeasonId(20_271), SeasonId(99)] {
        let mut tx = bench.store.write().await?;
        let twice = domain::seasons::Season { id, ..next.clone() };
        let refused = tx.insert_season(&twice).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    }
    Ok(())
}

async fn institutions_have_one_name(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut fresh = make::institution(0);
    let id = tx.insert_institution(&fresh).await?;
    assert!(id.get() > 3, "an id of its own above the given ones: {id}");
    fresh.id = id;
    assert_eq!(tx.institution(id).await?.as_ref(), Some(&fresh));
    assert_eq!(
        tx.institution_by_name(&fresh.name).await?.as_ref(),
        Some(&fresh)
    );
    assert_eq!(tx.institution_by_name("没有").await?, None);
    let found = tx
        .institutions_by_ids(&[InstitutionId(2), id, InstitutionId(999)])
        .await?;
    assert_eq!(found.len(), 2);
    assert_eq!(found[&id], fresh);
    assert!(tx.institutions_by_ids(&[]).await?.is_empty());
    tx.commit().await?;

    let mut tx = bench.store.write().await?;
    fresh.id = InstitutionId(0);
    assert!(matches!(
        tx.insert_institution(&fresh).await,
        Err(StoreError::Conflict)
    ));
    Ok(())
}

async fn settings_are_replaced(bench: &Bench) -> Result<()> {
    bench.store.ping().await?;
    let mut tx = bench.store.write().await?;
    assert_eq!(tx.setting("seeded").await?, None);
    tx.set_setting("seeded", "1").await?;
    tx.set_setting("seeded", "2").await?;
    tx.commit().await?;
    assert_eq!(
        bench
            .store
            .read()
            .await?
            .setting("seeded")
            .await?
            .as_deref(),
        Some("2")
    );
    Ok(())
}
