//! Ceilings and interruptions: two lines from one instruction, secrets that stay, replay.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::bidding::{Auction, Event, EventKind, Instruction, Order, Paddle, SuspendReason};
use domain::ids::LotId;
use domain::live::{BidRow, Frame};
use domain::lots::Lot;
use domain::money::Fen;
use domain::time::Timestamp;
use store::{Result, Tx};

stories!(ceilings_and_interruptions_are_kept);

/// A lot under the hammer with everything that has happened to it.
struct Story {
    lot: Lot,
    auction: Auction,
    events: Vec<Event>,
    frames: Vec<Frame>,
}

impl Story {
    async fn new(tx: &mut Tx) -> Result<Self> {
        let mut lot = make::lot(1);
        lot.id = make::put(tx, &lot).await?;
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
        let auction = Auction::listed(terms, None, 1, NOON);
        let frame = Frame::of(&lot.code, auction.ends_at, &listed, &auction);
        let text = serde_json::to_string(&frame).expect("a frame serialises");
        tx.list_lot(lot.id, round_id, &listed, None, false, &text)
            .await?;
        Ok(Self {
            lot,
            auction,
            events: vec![listed],
            frames: vec![frame],
        })
    }

    async fn take(&mut self, tx: &mut Tx, event: Event) -> Result<()> {
        let ended_at = self.auction.ends_at;
        self.auction.apply(&event);
        let frame = Frame::of(&self.lot.code, ended_at, &event, &self.auction);
        let text = serde_json::to_string(&frame).expect("a frame serialises");
        tx.append_event(self.lot.id, &event, &self.auction, &text)
            .await?;
        self.events.push(event);
        self.frames.push(frame);
        Ok(())
    }

    async fn say(&mut self, tx: &mut Tx, paddle: u16, order: Order, yuan: i64) -> Result<()> {
        let at = self.now();
        let instruction = Instruction {
            paddle: Paddle(paddle),
            order,
            amount: Fen::yuan(yuan),
            received_at: at,
            jump_confirmed: true,
        };
        let event = self.auction.decide(&instruction, Ok(()), at);
        self.take(tx, event.expect("a fair instruction")).await
    }

    /// A second for every event.
    fn now(&self) -> Timestamp {
        NOON.plus_millis(1_000 * self.events.len() as i64)
    }

    fn lines(&self) -> Vec<BidRow> {
        self.frames
            .iter()
            .flat_map(|frame| frame.bids.clone())
            .collect()
    }
}

async fn stands(tx: &mut Tx, story: &Story) -> Result<()> {
    let id: LotId = story.lot.id;
    let stored = tx.auction(id).await?.expect("it is listed");
    assert_eq!(stored.auction, story.auction);
    assert_eq!(tx.raw_events(id).await?, story.events);
    assert_eq!(tx.bid_rows(id, 1, 100).await?, story.lines());
    Ok(())
}

async fn ceilings_and_interruptions_are_kept(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut story = Story::new(&mut tx).await?;
    story.say(&mut tx, 1, Order::Cap, 15_000).await?;
    stands(&mut tx, &story).await?;
    story.say(&mut tx, 2, Order::Flat, 12_000).await?;
    assert_eq!(story.lines().len(), 3, "the bid, and the ceiling's answer");
    story.say(&mut tx, 1, Order::Cap, 20_000).await?;
    assert_eq!(story.lines().len(), 3, "a raised ceiling is silent");
    story.say(&mut tx, 3, Order::Cap, 25_000).await?;
    stands(&mut tx, &story).await?;
    let last_two = tx.bid_rows(story.lot.id, 1, 2).await?;
    assert_eq!(last_two, story.lines()[story.lines().len() - 2..]);

    let (now, reason) = (story.now(), SuspendReason::IdentityFraud);
    let paused = story.auction.suspend(reason, now);
    story.take(&mut tx, paused.expect("it runs")).await?;
    let past = story.auction.ends_at.plus_millis(9_999);
    assert!(
        tx.due_auctions(past, 9).await?.is_empty(),
        "an interrupted lot is not closed"
    );
    let history = tx.raw_events(story.lot.id).await?;
    let struck = story.auction.void(&history, Paddle(3), reason, story.now());
    story
        .take(&mut tx, struck.expect("it is interrupted"))
        .await?;
    assert_eq!((story.auction.leader, story.auction.price), (None, None));
    stands(&mut tx, &story).await?;
    let resumed = story.auction.resume(story.now());
    story
        .take(&mut tx, resumed.expect("it is interrupted"))
        .await?;
    story.say(&mut tx, 2, Order::Flat, 13_000).await?;
    stands(&mut tx, &story).await?;

    // Nothing that goes to watchers tells a ceiling.
    for (_, frame) in tx
        .events_after(story.lot.id, &story.lot.code, 0, 100)
        .await?
    {
        assert!(!frame.contains("2500000"), "{frame}");
    }
    Ok(())
}
