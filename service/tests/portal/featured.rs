//! The featured lots: the centre orders them, and everybody sees them in that order.

use domain::featured::Step;
use domain::ids::LotCode;
use domain::views::{LotFilter, LotSort};
use service::Error;
use service::testing::TestPortal;

async fn published(site: &TestPortal) -> Vec<LotCode> {
    let centre = site.centre().await;
    let mut codes = Vec::new();
    for number in 1..=3 {
        let code = format!("P2026-ENER-00{number}1");
        let id = site.lot(&code, false).await;
        assert_eq!(centre.publish(&[id]).await, Ok(1));
        codes.push(LotCode::parse(&code).unwrap());
    }
    codes
}

/// How the front page, the column and the order of the catalogue show them.
async fn shown(site: &TestPortal) -> Vec<LotCode> {
    let only = LotFilter {
        featured: true,
        ..LotFilter::default()
    };
    let sorted = LotFilter {
        sort: Some(LotSort::Featured),
        ..only.clone()
    };
    let portal = &site.portal;
    let codes = |cards: Vec<domain::views::LotCard>| {
        let codes = cards.into_iter().map(|card| card.code);
        codes.collect::<Vec<_>>()
    };
    let column = codes(portal.catalogue(&only).await.unwrap().cards);
    assert_eq!(
        codes(portal.catalogue(&sorted).await.unwrap().cards),
        column
    );
    assert_eq!(codes(portal.home().await.unwrap().featured), column);
    column
}

#[tokio::test]
async fn the_order_of_the_centre_is_what_everybody_sees() {
    let site = TestPortal::new().await;
    let codes = published(&site).await;
    let centre = site.centre().await.account;
    let portal = &site.portal;
    for code in &codes {
        portal.feature_lot(&centre, code, Step::Add).await.unwrap();
    }
    assert_eq!(shown(&site).await, codes);
    let step = async |place: usize, step| portal.feature_lot(&centre, &codes[place], step).await;
    step(2, Step::Up).await.unwrap();
    assert_eq!(
        shown(&site).await,
        [0, 2, 1].map(|place: usize| codes[place].clone())
    );
    step(0, Step::Down).await.unwrap();
    assert_eq!(
        shown(&site).await,
        [2, 0, 1].map(|place: usize| codes[place].clone())
    );
    step(0, Step::Remove).await.unwrap();
    assert_eq!(
        shown(&site).await,
        [2, 1].map(|place: usize| codes[place].clone())
    );
    let desk = portal.featured_desk(&centre).await.unwrap();
    let line: Vec<_> = desk.lots.into_iter().map(|lot| lot.code).collect();
    assert_eq!(line, shown(&site).await);
}

#[tokio::test]
async fn what_cannot_be_featured_changes_nothing() {
    let site = TestPortal::new().await;
    let codes = published(&site).await;
    let centre = site.centre().await.account;
    let portal = &site.portal;
    portal
        .feature_lot(&centre, &codes[0], Step::Add)
        .await
        .unwrap();
    let hidden = LotCode::parse("P2026-ENER-0099").unwrap();
    site.lot(hidden.as_str(), false).await;
    let code_of = |error: Error| match error {
        Error::Invalid { code, .. } => code.into_owned(),
        other => panic!("{other:?}"),
    };
    let refused = portal.feature_lot(&centre, &hidden, Step::Add).await;
    assert_eq!(code_of(refused.unwrap_err()), "FEATURED_STATE");
    let refused = portal.feature_lot(&centre, &codes[1], Step::Up).await;
    assert_eq!(code_of(refused.unwrap_err()), "FEATURED_NOT");
    let liaison = site.liaison().await;
    let refused = portal.feature_lot(&liaison, &codes[1], Step::Add).await;
    assert_eq!(refused, Err(Error::Forbidden));
    let refused = portal.featured_desk(&liaison).await;
    assert_eq!(refused, Err(Error::Forbidden));
    assert_eq!(shown(&site).await, codes[..1]);
}
