//! Generated data: many rows at once, the same picture as if they had come one by one.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::bidding::{Auction, Event, EventKind, Paddle};
use domain::ids::{AccountId, RoundId};
use domain::live::Frame;
use domain::lots::Lot;
use domain::time::Timestamp;
use store::{BulkAuction, BulkEnrolment, BulkEvent, Result, StoreError, Tx};

stories!(
    generated_auctions_are_like_real_ones,
    generated_enrolments_name_the_bidders,
);

/// A lot with generated events and what each of them would have sent.
struct Generated {
    lot: Lot,
    round: RoundId,
    auction: Auction,
    events: Vec<Event>,
    frames: Vec<Frame>,
    rows: Vec<BulkEvent>,
}

impl Generated {
    /// A listing and 1,200 bids of three bidders, ten seconds apart.
    async fn new(tx: &mut Tx) -> Result<Self> {
        let mut lot = make::lot(1);
        lot.id = make::put(tx, &lot).await?;
        let round = make::round(0);
        let round_id = tx.insert_round(&round).await?;
        let terms = make::terms(&round);
        let kind = EventKind::Listed {
            terms: terms.clone(),
        };
        let auction = Auction::listed(terms, None, 1, NOON);
        let mut made = Self {
            lot,
            round: round_id,
            auction,
            events: Vec::new(),
            frames: Vec::new(),
            rows: Vec::new(),
        };
        made.note(
            made.auction.ends_at,
            Event {
                seq: 1,
                at: NOON,
                kind,
            },
            None,
        );
        for number in 0..1_200u16 {
            let ended_at = made.auction.ends_at;
            let at = NOON.plus_millis(i64::from(number) * 10_000);
            let event = make::bid(&mut made.auction, 1 + number % 3, at);
            made.note(ended_at, event, Some(AccountId(1)));
        }
        Ok(made)
    }

    fn note(&mut self, ended_at: Timestamp, event: Event, account: Option<AccountId>) {
        self.frames
            .push(Frame::of(&self.lot.code, ended_at, &event, &self.auction));
        self.rows.push(BulkEvent {
            lot: self.lot.id,
            event: event.clone(),
            account,
            bid_count: self.auction.bid_count,
            bidder_count: self.auction.bidders.len() as u32,
            extensions: self.auction.extensions,
            frame: None,
        });
        self.events.push(event);
    }

    async fn store(&self, tx: &mut Tx) -> Result<()> {
        tx.insert_events_bulk(&self.rows).await?;
        let head = BulkAuction {
            lot: self.lot.id,
            round: self.round,
            practice: false,
            listed_seq: 1,
            auction: &self.auction,
        };
        tx.insert_auctions_bulk(&[head]).await
    }
}

async fn generated_auctions_are_like_real_ones(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let made = Generated::new(&mut tx).await?;
    made.store(&mut tx).await?;
    let id = made.lot.id;
    assert_eq!(tx.raw_events(id).await?, made.events);
    // Without enrolments the bidders come from the events themselves.
    let stored = tx.auction(id).await?.expect("the auction is there");
    assert_eq!(stored.auction, made.auction);
    assert!(
        made.auction.extensions > 0,
        "the story reaches the last five minutes"
    );
    let rows = tx.bid_rows(id, 1, 2_000).await?;
    let moved = rows.iter().filter(|row| row.extended_to.is_some()).count();
    assert_eq!(moved as u32, made.auction.extensions);
    let sent: Vec<_> = made
        .frames
        .iter()
        .flat_map(|frame| frame.bids.clone())
        .collect();
    assert_eq!(rows, sent);

    // Frames that were not stored are replayed to the same text.
    let text = |frame: &Frame| serde_json::to_string(frame).expect("a frame serialises");
    let resumed = tx.events_after(id, &made.lot.code, 1_190, 100).await?;
    let frames = (1..).zip(&made.frames).skip(1_190);
    assert_eq!(
        resumed,
        frames
            .map(|(seq, frame)| (seq, text(frame)))
            .collect::<Vec<_>>()
    );
    let rounds = tx.rounds(make::season().id, false, None, None, 1).await?;
    assert_eq!(rounds[0].lot_count, 1);

    let mut gap = made.rows[1..3].to_vec();
    gap[0].event.seq = made.auction.seq + 1;
    gap[1].event.seq = made.auction.seq + 3;
    assert!(matches!(
        tx.insert_events_bulk(&gap).await,
        Err(StoreError::Conflict)
    ));
    Ok(())
}

async fn generated_enrolments_name_the_bidders(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let made = Generated::new(&mut tx).await?;
    made.store(&mut tx).await?;
    for number in 1..=3 {
        tx.insert_account(&make::account(number), None).await?;
    }
    let enrolment = |number: i64| BulkEnrolment {
        lot: made.lot.id,
        account: AccountId(number),
        paddle: Paddle(number as u16),
        rules_version: "v1",
        at: NOON,
        bids: 400,
        last_bid_seq: made.auction.seq,
    };
    tx.insert_enrolments_bulk(&[enrolment(1), enrolment(2), enrolment(3)])
        .await?;
    let stored = tx
        .auction(made.lot.id)
        .await?
        .expect("the auction is there");
    assert_eq!(stored.auction, made.auction);
    assert_eq!(
        tx.enrolment(made.lot.id, AccountId(2)).await?,
        Some(Paddle(2))
    );
    Ok(())
}
