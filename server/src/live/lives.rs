//! How long a stream lives, and how much it is told at once.

use super::Place;
use super::reader::{Progress, Reader, Watched, life};
use super::{CATCH_UP_MAX, catch_up};
use crate::testing::many_bids;
use domain::ids::LotCode;
use domain::time::Timestamp;
use service::Random;
use service::live::Hub;
use service::testing::TestPortal;
use std::collections::BTreeSet;
use std::time::Duration;

#[test]
fn lives_are_spread_over_twenty_minutes() {
    let minutes = |random| life(random).as_secs_f64() / 60.0;
    assert_eq!((minutes(0), minutes(u32::MAX)), (60.0, 40.0));
    assert!((49.9..50.1).contains(&minutes(u32::MAX / 2)));
    let random = Random::seeded(3);
    let lives: BTreeSet<u64> = (0..1_000)
        .map(|_| life(u32::from_le_bytes(random.bytes())).as_secs())
        .collect();
    assert!(lives.len() > 400, "{} different seconds", lives.len());
}

#[tokio::test]
async fn a_stream_ends_at_the_first_sign_of_life_after_its_time() {
    let hub = Hub::default();
    let reader = |life| {
        let place = Place {
            lot: LotCode::parse("D-1").unwrap(),
            seq: Some(1),
        };
        let feed = hub.subscribe(&place.lot);
        Reader::new(vec![Watched { place, feed }], Vec::new(), hub.enter(), life)
    };
    let mut over = reader(Duration::ZERO);
    let mut young = reader(life(u32::MAX));
    let mut out = Vec::new();
    assert_eq!(over.gather(&mut out), Progress::All, "nobody looks before");
    hub.beat(Timestamp(0));
    assert_eq!(over.gather(&mut out), Progress::Ended);
    assert!(
        out.is_empty(),
        "the end says nothing: the browser comes back"
    );
    assert_eq!(young.gather(&mut out), Progress::All);
    assert_eq!(out.len(), 1, "its sign of life");
}

/// Sixty lots of which hundreds of events were missed are not hundreds of events each: what waits for
/// a reader that does not read is bounded.
#[tokio::test]
async fn what_is_told_again_has_one_bound_for_all_lots() {
    let site = TestPortal::new().await;
    let much = site.open_lot("P2026-ENER-0001", false).await;
    let little = site.open_lot("P2026-ENER-0002", false).await;
    many_bids(&site, &much, CATCH_UP_MAX as usize).await;
    let place = |lot: &LotCode, seq| Place {
        lot: lot.clone(),
        seq: Some(seq),
    };
    let places = vec![place(&much, 1), place(&little, 0)];
    let mut reader = catch_up(&site.portal, places, None).await.unwrap();
    let mut told = Vec::new();
    while reader.gather(&mut told) == Progress::More {}
    let told = String::from_utf8(told.concat()).unwrap();
    assert_eq!(told.matches("event: lot\n").count(), CATCH_UP_MAX as usize);
    let reset = format!("event: reset\ndata: {{\"lot\":\"{little}\"}}");
    assert!(told.ends_with(&format!("{reset}\n\n")));
    assert_eq!(told.matches("event: reset").count(), 1);
}
