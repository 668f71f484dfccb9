//! Patent packages: a lot is in one open package at most.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{LotId, PackageId, SessionId};
use domain::money::Fen;
use domain::packages::{Package, PackageState};
use store::{Result, StoreError, Tx};

stories!(
    a_lot_is_in_one_open_package_at_most,
    a_package_is_offered_once,
);

fn package(session: SessionId) -> Package {
    Package {
        id: PackageId(0),
        session,
        title: "示例专利包".into(),
        summary: "三项示例标的，整体转让。".into(),
        start_price: Fen::yuan(500_000),
        state: PackageState::Open,
        opened_at: NOON,
        lot: None,
    }
}

async fn three(tx: &mut Tx) -> Result<(SessionId, Vec<LotId>)> {
    let session = tx.upsert_session(&make::session(1)).await?;
    let mut lots = Vec::new();
    for number in 1..=3 {
        lots.push(make::put(tx, &make::lot(number)).await?);
    }
    Ok((session, lots))
}

async fn a_lot_is_in_one_open_package_at_most(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (session, lots) = three(&mut tx).await?;
    let new = package(session);
    let id = tx.insert_package(&new, &[lots[2], lots[0]]).await?;
    let stored = Package { id, ..new.clone() };
    assert_eq!(tx.package(id).await?, Some(stored.clone()));
    assert_eq!(tx.package_of(lots[0]).await?, Some(stored.clone()));
    assert_eq!(tx.package_of(lots[1]).await?, None);
    let codes = tx.package_lots(id).await?;
    let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes, ["P2023-T-000003", "P2023-T-000001"]);
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    let again = tx.insert_package(&new, &[lots[0], lots[1]]).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    drop(tx);
    let mut tx = bench.store.write().await?;
    assert!(tx.dissolve_package(id).await?);
    assert!(!tx.dissolve_package(id).await?, "once");
    assert_eq!(tx.package_of(lots[0]).await?, None);
    let second = tx.insert_package(&new, &[lots[0], lots[1]]).await?;
    let listed = tx.packages_of(session).await?;
    let states: Vec<_> = listed.iter().map(|one| (one.id, one.state)).collect();
    let (open, dissolved) = (PackageState::Open, PackageState::Dissolved);
    assert_eq!(states, [(second, open), (id, dissolved)]);
    Ok(())
}

async fn a_package_is_offered_once(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (session, lots) = three(&mut tx).await?;
    let id = tx.insert_package(&package(session), &lots[..2]).await?;
    assert_eq!(tx.package_offered_as(lots[2]).await?, None);
    assert!(tx.offer_package(id, lots[2]).await?);
    assert!(!tx.offer_package(id, lots[2]).await?, "once");
    let offered = tx.package_offered_as(lots[2]).await?.expect("a package");
    assert_eq!(offered.id, id);
    assert_eq!(
        offered.lot.map(|code| code.to_string()),
        Some("P2023-T-000003".into())
    );
    assert_eq!(tx.package_of(lots[2]).await?, None, "it is not in itself");
    // The lot of a package is nothing that its owner has submitted.
    let owner = tx.lot_by_id(lots[0]).await?.expect("a lot").lot.owner;
    let season = tx.lot_by_id(lots[0]).await?.expect("a lot").lot.season;
    assert_eq!(tx.tally(season, owner).await?.lots, 2);
    assert!(tx.dissolve_package(id).await?);
    let other = tx.insert_package(&package(session), &lots[..2]).await?;
    assert!(tx.dissolve_package(other).await?);
    assert!(!tx.offer_package(other, lots[0]).await?, "it is dissolved");
    Ok(())
}
