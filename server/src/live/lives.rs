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

/// Ten thousand who come at once do not each read the table: whoever has the last event of a lot that
/// is watched, or asks for what is new, is served without it, and loses nothing.
#[tokio::test]
async fn whoever_has_missed_nothing_does_not_ask_the_table() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    many_bids(&site, &lot, 3).await;
    let places = |seq| {
        vec![Place {
            lot: lot.clone(),
            seq,
        }]
    };
    // Whoever enrols later would be a change, after which the table is asked again.
    let bidder = site.bidder("late").await;
    bidder.enrol(&lot).await.unwrap();
    let next = site.portal.lot_live(&lot).await.unwrap().figures.next_min;
    let mut first = catch_up(&site.portal, places(None), None).await.unwrap();
    let last = site.portal.last_seq(&lot).await.unwrap();
    let unread = site.portal.hub().subscribe(&lot);
    bidder.bid(&lot, next.get() / 100).await.unwrap();
    assert_eq!(unread.len(), 1, "the bid has passed through");
    site.portal.store().close().await;
    let mut readers = vec![
        catch_up(&site.portal, places(None), None).await.unwrap(),
        catch_up(&site.portal, places(Some(last + 1)), None)
            .await
            .unwrap(),
    ];
    let behind = catch_up(&site.portal, places(Some(last)), None).await;
    assert!(behind.is_err(), "what was missed stands in the table alone");
    let told = |reader: &mut Reader| {
        let mut out = Vec::new();
        while reader.gather(&mut out) == Progress::More {}
        String::from_utf8(out.concat()).unwrap()
    };
    assert!(told(&mut first).contains(&format!("id: {}\n", last + 1)));
    for reader in &mut readers {
        let hello = told(reader);
        assert!(hello.contains("event: hello") && !hello.contains("event: lot"));
    }
    site.clock.advance_millis(1_000);
    let later = catch_up(&site.portal, places(None), None).await;
    assert!(later.is_err(), "it may have been withdrawn meanwhile");
}
