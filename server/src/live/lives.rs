//! How long a stream lives.

use super::Place;
use super::reader::{Progress, Reader, Watched, life};
use domain::ids::LotCode;
use domain::time::Timestamp;
use service::Random;
use service::live::Hub;
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
