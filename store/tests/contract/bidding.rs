//! Auctions: listing, events, resuming, closing, listing again.

use crate::bench::{Bench, raw};
use crate::make::{self, NOON};
use domain::bidding::{Auction, Event, EventKind, Outcome, Paddle};
use domain::ids::{AccountId, LotId, RoundId};
use domain::live::{Figures, Frame};
use domain::lots::{Lot, LotState};
use domain::money::Fen;
use store::{Result, StoreError, Tx};

stories!(
    a_lot_is_listed_bid_on_closed_and_listed_again,
    events_are_append_only,
    numbers_have_no_gaps,
    the_board_shows_what_runs,
    featured_lots_are_still_to_be_had,
    bidders_enrol_once_under_one_number,
);

/// One listed lot and its state.
struct Hammer {
    lot: Lot,
    round: RoundId,
    auction: Auction,
}

impl Hammer {
    async fn new(tx: &mut Tx) -> Result<Self> {
        let mut lot = make::lot(1);
        lot.id = make::put(tx, &lot).await?;
        let mut round = make::round(0);
        round.id = tx.insert_round(&round).await?;
        for number in 1..=3 {
            tx.insert_account(&make::account(number), None).await?;
            let paddle = Paddle(100 + number as u16);
            tx.insert_enrolment(lot.id, AccountId(number), paddle, "v1", NOON)
                .await?;
        }
        let reserve = Some(Fen::yuan(10_200));
        let terms = make::terms(&round);
        let auction = Auction::listed(terms.clone(), reserve, 1, NOON);
        let event = Event {
            seq: 1,
            at: NOON,
            kind: EventKind::Listed { terms },
        };
        let frame = frame(&lot, &auction, &event, &auction);
        tx.list_lot(lot.id, round.id, &event, reserve, false, &frame)
            .await?;
        Ok(Self {
            lot,
            round: round.id,
            auction,
        })
    }

    /// Appends a bid of `paddle` by way of a batch of one.
    async fn bid(&mut self, tx: &mut Tx, paddle: u16, seconds: i64) -> Result<String> {
        let before = self.auction.clone();
        let at = NOON.plus_millis(seconds * 1_000);
        let event = make::bid(&mut self.auction, paddle, at);
        let frame = frame(&self.lot, &before, &event, &self.auction);
        let entry = store::BatchEntry {
            lot: self.lot.id,
            account: AccountId(i64::from(paddle) - 100),
            key: format!("key-{}", event.seq),
            fingerprint: "f".into(),
            answer: "{}".into(),
            at,
            event: Some(store::BatchEvent::new(event, &self.auction, frame.clone())),
        };
        tx.append_batch(&[entry]).await?;
        Ok(frame)
    }
}

fn frame(lot: &Lot, before: &Auction, event: &Event, after: &Auction) -> String {
    let frame = Frame::of(&lot.code, before.ends_at, event, after);
    serde_json::to_string(&frame).expect("a frame serialises")
}

async fn a_lot_is_listed_bid_on_closed_and_listed_again(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut hammer = Hammer::new(&mut tx).await?;
    let id = hammer.lot.id;
    let mut frames = Vec::new();
    // The third bid falls into the last five minutes and moves the end.
    for (paddle, seconds) in [(101, 10), (102, 20), (101, 3 * 3_600 - 60)] {
        frames.push(hammer.bid(&mut tx, paddle, seconds).await?);
    }
    let stored = tx.auction(id).await?.expect("the auction is there");
    assert_eq!(stored.auction, hammer.auction, "bidders included");
    assert_eq!(
        (stored.lot_id, stored.round, stored.listed_seq),
        (id, hammer.round, 1)
    );
    assert_eq!((&stored.code, stored.practice), (&hammer.lot.code, false));
    let shown = tx.figures(id).await?.expect("figures are there");
    assert_eq!(
        (&shown.figures, shown.round, shown.listed_seq),
        (&Figures::of(&hammer.auction), hammer.round, 1)
    );
    assert_eq!(shown.terms, hammer.auction.terms);
    assert_eq!(shown.figures.bidder_count, 2);

    // Whoever resumes gets the same text that the watchers got.
    let resumed = tx.events_after(id, &hammer.lot.code, 1, 10).await?;
    let expected: Vec<(u64, String)> = (2..).zip(frames).collect();
    assert_eq!(resumed, expected);
    assert_eq!(
        tx.events_after(id, &hammer.lot.code, 1, 1).await?,
        expected[..1]
    );
    assert!(
        tx.events_after(id, &hammer.lot.code, 4, 10)
            .await?
            .is_empty()
    );

    let rows = tx.bid_rows(id, 1, 2).await?;
    let seqs: Vec<u64> = rows.iter().map(|row| row.seq).collect();
    assert_eq!(seqs, [3, 4], "the latest two, oldest first");
    assert_eq!(rows[0].extended_to, None);
    assert_eq!(rows[1].extended_to, Some(hammer.auction.ends_at));
    assert_eq!(tx.bid_rows(id, 1, 10).await?.len(), 3);

    let due = hammer.auction.ends_at;
    assert_eq!(tx.open_auctions().await?, [id]);
    assert!(tx.due_auctions(due.plus_millis(-1), 10).await?.is_empty());
    assert_eq!(tx.due_auctions(due, 10).await?, [id]);
    let closed = hammer
        .auction
        .close(due.plus_millis(2_000))
        .expect("it is due");
    let before = hammer.auction.clone();
    hammer.auction.apply(&closed);
    let text = frame(&hammer.lot, &before, &closed, &hammer.auction);
    tx.append_event(id, &closed, &hammer.auction, &text).await?;
    assert!(tx.due_auctions(due, 10).await?.is_empty() && tx.open_auctions().await?.is_empty());
    let outcome = tx
        .auction(id)
        .await?
        .and_then(|stored| stored.auction.outcome);
    assert_eq!(outcome, hammer.auction.outcome);
    assert!(matches!(outcome, Some(Outcome::SoldPending { .. })));

    list_again(&mut tx, hammer).await
}

async fn list_again(tx: &mut Tx, hammer: Hammer) -> Result<()> {
    let id = hammer.lot.id;
    let round = make::round(1);
    let second = tx.insert_round(&round).await?;
    let terms = make::terms(&round);
    let at = hammer.auction.at.plus_millis(1);
    let event = Event {
        seq: hammer.auction.seq + 1,
        at,
        kind: EventKind::Listed { terms },
    };
    tx.list_lot(id, second, &event, None, false, "{}").await?;
    let stored = tx.auction(id).await?.expect("the auction is there");
    assert_eq!((stored.round, stored.listed_seq), (second, event.seq));
    assert_eq!(
        (stored.auction.bid_count, stored.auction.reserve),
        (0, None)
    );
    assert!(
        stored.auction.bidders.is_empty(),
        "nobody has bid in this round"
    );
    assert!(tx.bid_rows(id, stored.listed_seq, 10).await?.is_empty());
    let rounds = tx.rounds(make::season().id, false, None, None, 10).await?;
    assert_eq!(
        rounds
            .iter()
            .map(|summary| summary.lot_count)
            .collect::<Vec<_>>(),
        [1, 1]
    );

    // Replaying the raw events gives the stored state (I-16).
    let events = tx.raw_events(id).await?;
    assert_eq!(tx.last_seq(id).await?, events.len() as u64);
    let EventKind::Listed { terms } = &events[0].kind else {
        panic!("lots begin listed")
    };
    let mut replayed = Auction::listed(terms.clone(), None, 1, events[0].at);
    events[1..].iter().for_each(|event| replayed.apply(event));
    assert_eq!(replayed, stored.auction);

    // As long as it has not opened its round may be postponed; it counts once all the same.
    let later = |seq, at| Event {
        seq,
        at,
        kind: event.kind.clone(),
    };
    let once_more = later(event.seq + 1, at.plus_millis(1));
    tx.list_lot(id, second, &once_more, None, false, "{}")
        .await?;
    let stored = tx.auction(id).await?.expect("the auction is there");
    assert_eq!(stored.listed_seq, once_more.seq);
    let rounds = tx.rounds(make::season().id, false, None, None, 10).await?;
    assert_eq!(rounds.iter().map(|it| it.lot_count).max(), Some(1));

    // A lot under the hammer cannot be listed once more.
    let opened = later(once_more.seq + 1, round.opens_at);
    let again = tx.list_lot(id, second, &opened, None, false, "{}").await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    Ok(())
}

async fn events_are_append_only(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut hammer = Hammer::new(&mut tx).await?;
    hammer.bid(&mut tx, 101, 10).await?;
    tx.commit().await?;
    for statement in [
        "UPDATE lot_events SET amount_fen = 1",
        "DELETE FROM lot_events WHERE seq = 2",
        "UPDATE bid_keys SET answer = 'no'",
        "DELETE FROM bid_keys",
    ] {
        let mut tx = bench.store.write().await?;
        let refused = raw(&mut tx, statement).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict)),
            "{statement}: {refused:?}"
        );
    }
    let mut tx = bench.store.read().await?;
    assert_eq!(tx.raw_events(hammer.lot.id).await?.len(), 2);
    Ok(())
}

async fn numbers_have_no_gaps(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut hammer = Hammer::new(&mut tx).await?;
    tx.commit().await?;
    let event = make::bid(&mut hammer.auction, 101, NOON.plus_millis(1_000));
    for seq in [0, 1, 3, 4] {
        let event = Event {
            seq,
            ..event.clone()
        };
        let after = Auction {
            seq,
            ..hammer.auction.clone()
        };
        let mut tx = bench.store.write().await?;
        let refused = tx.append_event(hammer.lot.id, &event, &after, "{}").await;
        assert!(
            matches!(refused, Err(StoreError::Conflict)),
            "{seq}: {refused:?}"
        );
    }
    let mut tx = bench.store.write().await?;
    tx.append_event(hammer.lot.id, &event, &hammer.auction, "{}")
        .await?;
    let mut unlisted = make::lot(2);
    unlisted.id = make::put(&mut tx, &unlisted).await?;
    let first = tx
        .append_event(unlisted.id, &event, &hammer.auction, "{}")
        .await;
    assert!(
        matches!(first, Err(StoreError::Conflict)),
        "the first event is number 1"
    );
    Ok(())
}

async fn the_board_shows_what_runs(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let today = tx.insert_round(&make::round(0)).await?;
    let later = tx.insert_round(&make::round(1)).await?;
    // Lot 1 runs, lot 2 ends sooner, lot 3 waits for its day, lot 4 is for practice.
    for number in 1..=4 {
        let practice = number == 4;
        let lot = Lot {
            state: LotState::Listed,
            practice,
            ..make::lot(number)
        };
        let id = make::put(&mut tx, &lot).await?;
        let mut terms = make::terms(&make::round(i32::from(number == 3)));
        if number == 2 || practice {
            terms.ends_at = terms.ends_at.plus_millis(-60_000 * number);
        }
        let round = if number == 3 { later } else { today };
        let event = Event {
            seq: 1,
            at: NOON,
            kind: EventKind::Listed { terms },
        };
        tx.list_lot(id, round, &event, Some(Fen::yuan(50_000)), practice, "{}")
            .await?;
    }
    let codes = |cards: Vec<domain::views::LotCard>| -> Vec<String> {
        cards
            .into_iter()
            .map(|card| card.code.as_str()[13..].to_owned())
            .collect()
    };
    let board = tx.board(NOON, 60).await?;
    let figures = board[0].figures.as_ref().expect("a listed lot has figures");
    assert_eq!(figures.reserve, domain::bidding::ReserveStatus::NotMet);
    assert!(
        !serde_json::to_string(&board)
            .expect("cards serialise")
            .contains("5000000")
    );
    assert_eq!(codes(board), ["2", "1", "4"]);
    assert_eq!(codes(tx.board(NOON, 1).await?), ["2"]);
    let evening = make::round(0).closes_at.plus_millis(1);
    assert_eq!(
        codes(tx.board(evening, 60).await?),
        ["2", "1", "4"],
        "settling lots stay"
    );
    Ok(())
}

async fn featured_lots_are_still_to_be_had(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    for (number, rank, state) in [
        (1, Some(3), LotState::Published),
        (2, Some(1), LotState::Listed),
        (3, Some(2), LotState::Sold),
        (4, None, LotState::Published),
        (5, Some(4), LotState::Selected),
    ] {
        let lot = Lot {
            featured_rank: rank,
            state,
            ..make::lot(number)
        };
        make::put(&mut tx, &lot).await?;
    }
    let featured = tx.featured(make::season().id, 10).await?;
    let codes: Vec<&str> = featured
        .iter()
        .map(|card| &card.code.as_str()[13..])
        .collect();
    assert_eq!(codes, ["2", "1"]);
    Ok(())
}

async fn bidders_enrol_once_under_one_number(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let hammer = Hammer::new(&mut tx).await?;
    let id = hammer.lot.id;
    assert_eq!(tx.enrolment(id, AccountId(2)).await?, Some(Paddle(102)));
    assert_eq!(tx.enrolment(id, AccountId(9)).await?, None);
    assert_eq!(tx.enrolment(LotId(999), AccountId(2)).await?, None);
    assert_eq!(
        tx.paddles(id).await?,
        [Paddle(101), Paddle(102), Paddle(103)]
    );
    tx.insert_account(&make::account(4), None).await?;
    tx.commit().await?;
    for (account, paddle) in [(2, 222), (4, 102)] {
        let mut tx = bench.store.write().await?;
        let (account, paddle) = (AccountId(account), Paddle(paddle));
        let refused = tx.insert_enrolment(id, account, paddle, "v1", NOON).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict)),
            "{account} {paddle}"
        );
    }
    Ok(())
}
