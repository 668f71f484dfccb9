//! Generated data: many rows at once, the same picture as if they had come one by one.

#![allow(clippy::too_many_lines, reason = "a story is told in one piece")]

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::bidding::{Auction, Event, EventKind, Paddle};
use domain::ids::AccountId;
use domain::live::Frame;
use store::{BulkAuction, BulkEnrolment, BulkEvent, Result, StoreError};

stories!(generated_auctions_are_like_real_ones);

async fn generated_auctions_are_like_real_ones(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let lot = make::lot(1);
    let id = make::put(&mut tx, &lot).await?;
    let round = make::round(0);
    let round_id = tx.insert_round(&round).await?;
    let terms = make::terms(&round);
    let listed = Event {
        seq: 1,
        at: NOON,
        kind: EventKind::Listed {
            terms: terms.clone(),
        },
    };
    let mut auction = Auction::listed(terms, None, 1, NOON);
    let mut events = vec![listed.clone()];
    let mut frames = vec![Frame::of(&lot.code, auction.ends_at, &listed, &auction)];
    let row = |auction: &Auction, event: &Event, account| BulkEvent {
        lot: id,
        event: event.clone(),
        account,
        bid_count: auction.bid_count,
        bidder_count: auction.bidders.len() as u32,
        extensions: auction.extensions,
        frame: None,
    };
    let mut rows = vec![row(&auction, &listed, None)];
    for number in 0..1_200u16 {
        let ended_at = auction.ends_at;
        let at = NOON.plus_millis(i64::from(number) * 10_000);
        let event = make::bid(&mut auction, 1 + number % 3, at);
        frames.push(Frame::of(&lot.code, ended_at, &event, &auction));
        rows.push(row(&auction, &event, Some(AccountId(1))));
        events.push(event);
    }
    tx.insert_events_bulk(&rows).await?;
    let head = BulkAuction {
        lot: id,
        round: round_id,
        practice: false,
        listed_seq: 1,
        auction: &auction,
    };
    tx.insert_auctions_bulk(&[head]).await?;

    assert_eq!(tx.raw_events(id).await?, events);
    // Without enrolments the bidders come from the events themselves.
    let stored = tx.auction(id).await?.expect("the auction is there");
    assert_eq!(stored.auction, auction);
    assert!(
        stored.auction.extensions > 0,
        "the story reaches the last five minutes"
    );
    let moved = tx.bid_rows(id, 1, 2_000).await?;
    let moved = moved.iter().filter(|row| row.extended_to.is_some()).count();
    assert_eq!(moved as u32, auction.extensions);

    // Frames that were not stored are replayed to the same text.
    let text = |frame: &Frame| serde_json::to_string(frame).expect("a frame serialises");
    let resumed = tx.events_after(id, &lot.code, 1_190, 100).await?;
    let expected: Vec<_> = (1..)
        .zip(&frames)
        .skip(1_190)
        .map(|(n, f)| (n, text(f)))
        .collect();
    assert_eq!(resumed, expected);

    for number in 1..=3 {
        tx.insert_account(&make::account(number), None).await?;
    }
    let enrolment = |number: i64| BulkEnrolment {
        lot: id,
        account: AccountId(number),
        paddle: Paddle(number as u16),
        rules_version: "v1",
        at: NOON,
        bids: 400,
        last_bid_seq: auction.seq,
    };
    tx.insert_enrolments_bulk(&[enrolment(1), enrolment(2), enrolment(3)])
        .await?;
    assert_eq!(
        tx.auction(id).await?.map(|stored| stored.auction),
        Some(auction.clone())
    );
    let rounds = tx.rounds(make::season().id, false, None, None, 1).await?;
    assert_eq!(rounds[0].lot_count, 1);

    let mut gap = rows[1..3].to_vec();
    gap[0].event.seq = auction.seq + 1;
    gap[1].event.seq = auction.seq + 3;
    assert!(matches!(
        tx.insert_events_bulk(&gap).await,
        Err(StoreError::Conflict)
    ));
    Ok(())
}
