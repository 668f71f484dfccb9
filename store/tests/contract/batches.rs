//! What the writer commits: whole batches, all or nothing, each key answered once.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::bidding::{Auction, Event, EventKind, Paddle};
use domain::ids::{AccountId, LotId};
use store::{BatchEntry, BatchEvent, Result, StoreError, Tx};

stories!(
    a_batch_of_many_lots_is_one_commit,
    a_key_is_answered_once,
    nobody_bids_without_enrolment,
    the_slower_of_two_writers_is_refused,
);

const LOTS: usize = 8;
const BIDDERS: i64 = 4;

/// Eight listed lots, four bidders enrolled on each.
async fn hall(tx: &mut Tx) -> Result<Vec<(LotId, Auction)>> {
    let round = make::round(0);
    let round_id = tx.insert_round(&round).await?;
    for number in 1..=BIDDERS {
        tx.insert_account(&make::account(number), None).await?;
    }
    let mut hall = Vec::new();
    for number in 1..=LOTS as i64 {
        let id = make::put(tx, &make::lot(number)).await?;
        let terms = make::terms(&round);
        let event = Event {
            seq: 1,
            at: NOON,
            kind: EventKind::Listed {
                terms: terms.clone(),
            },
        };
        tx.list_lot(id, round_id, &event, None, false, "{}").await?;
        for bidder in 1..=BIDDERS {
            let paddle = Paddle(bidder as u16);
            tx.insert_enrolment(id, AccountId(bidder), paddle, "v1", NOON)
                .await?;
        }
        hall.push((id, Auction::listed(terms, None, 1, NOON)));
    }
    Ok(hall)
}

/// The next bid on a lot, as an entry of a batch.
fn entry(hall: &mut [(LotId, Auction)], number: usize) -> BatchEntry {
    let (lot, auction) = &mut hall[number % LOTS];
    let paddle = 1 + (number / LOTS) as u16 % BIDDERS as u16;
    let at = NOON.plus_millis(1_000 + number as i64);
    let event = make::bid(auction, paddle, at);
    BatchEntry {
        lot: *lot,
        account: AccountId(paddle.into()),
        key: format!("key-{number}"),
        fingerprint: format!("fingerprint-{number}"),
        answer: format!(r#"{{"number":{number}}}"#),
        at,
        event: Some(BatchEvent::new(
            event,
            auction,
            format!(r#"{{"frame":{number}}}"#),
        )),
    }
}

async fn a_batch_of_many_lots_is_one_commit(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut hall = hall(&mut tx).await?;
    tx.commit().await?;
    let mut entries: Vec<BatchEntry> = (0..255).map(|number| entry(&mut hall, number)).collect();
    let refusal = BatchEntry {
        key: "refused".into(),
        event: None,
        ..entries[0].clone()
    };
    entries.push(refusal);

    let mut tx = bench.store.write().await?;
    tx.append_batch(&[]).await?;
    tx.append_batch(&entries).await?;
    drop(tx);
    let mut tx = bench.store.write().await?;
    for (lot, _) in &hall {
        assert_eq!(
            tx.last_seq(*lot).await?,
            1,
            "what is not committed leaves nothing"
        );
    }
    tx.append_batch(&entries).await?;
    tx.commit().await?;

    let mut tx = bench.store.read().await?;
    for (lot, auction) in &hall {
        let stored = tx.auction(*lot).await?.expect("the auction is there");
        assert_eq!(&stored.auction, auction);
        assert_eq!(tx.raw_events(*lot).await?.len() as u64, auction.seq);
    }
    let keys: Vec<_> = entries
        .iter()
        .map(|e| (e.lot, e.account, e.key.clone()))
        .collect();
    let answers = tx.bid_answers(&keys).await?;
    assert_eq!(answers.len(), entries.len());
    for (entry, key) in entries.iter().zip(&keys) {
        let answer = &answers[key];
        assert_eq!(
            (&answer.answer, &answer.fingerprint),
            (&entry.answer, &entry.fingerprint)
        );
        assert_eq!(answer.at, entry.at);
    }
    let other = [(keys[0].0, AccountId(2), keys[0].2.clone())];
    assert!(
        tx.bid_answers(&other).await?.is_empty(),
        "keys of others are invisible"
    );
    Ok(())
}

async fn a_key_is_answered_once(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut hall = hall(&mut tx).await?;
    let first = entry(&mut hall, 0);
    tx.append_batch(std::slice::from_ref(&first)).await?;
    tx.commit().await?;
    let again = BatchEntry {
        answer: "other".into(),
        event: None,
        ..first.clone()
    };
    let mut tx = bench.store.write().await?;
    assert!(matches!(
        tx.append_batch(&[again]).await,
        Err(StoreError::Conflict)
    ));
    drop(tx);
    let key = (first.lot, first.account, first.key);
    let answers = bench
        .store
        .read()
        .await?
        .bid_answers(std::slice::from_ref(&key))
        .await?;
    assert_eq!(answers[&key].answer, first.answer);
    Ok(())
}

async fn nobody_bids_without_enrolment(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut hall = hall(&mut tx).await?;
    tx.insert_account(&make::account(77), None).await?;
    let stranger = BatchEntry {
        account: AccountId(77),
        ..entry(&mut hall, 0)
    };
    let refused = tx.append_batch(&[stranger]).await;
    assert!(matches!(
        refused,
        Err(StoreError::Inconsistent {
            table: "enrolments",
            ..
        })
    ));
    Ok(())
}

async fn the_slower_of_two_writers_is_refused(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut hall = hall(&mut tx).await?;
    tx.commit().await?;
    let mut stale: Vec<(LotId, Auction)> = hall.clone();
    let first = entry(&mut hall, 0);
    let late = BatchEntry {
        key: "late".into(),
        ..entry(&mut stale, 0)
    };
    let mut tx = bench.store.write().await?;
    tx.append_batch(&[first]).await?;
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    assert!(matches!(
        tx.append_batch(&[late]).await,
        Err(StoreError::Conflict)
    ));
    Ok(())
}
