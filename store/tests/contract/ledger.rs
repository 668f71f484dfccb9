//! Leaves, hashes and signed heads of the public ledger.

use crate::bench::{Bench, raw};
use crate::make::{self, NOON};
use domain::bidding::stage::{Particulars, Stage, StageEventKind};
use domain::ids::LotId;
use domain::ledger::hash::{Hash32, leaf_hash};
use domain::ledger::leaf::LeafKind;
use domain::ledger::tree::Frontier;
use std::collections::BTreeSet;
use std::time::Duration;
use store::testing::statements;
use store::{Engine, EventSpan, LedgerHead, NewLeaf, NewMove, QueuedLot, Result, StoreError, Tx};

stories!(
    leaves_stand_one_after_the_other,
    pages_hold_leaves_as_they_were_written,
    heads_are_read_by_size_and_get_more_signatures,
    nothing_in_the_log_is_changed_or_taken_away,
    openings_of_lots_that_are_long_over_go,
    the_last_leaf_of_a_kind_is_found,
    moves_have_numbers_of_their_own,
    who_is_queued_once_more_stays_queued,
    who_came_back_to_the_queue_with_something_new_stays,
    nobody_waits_for_a_lot_that_is_being_queued,
    a_turn_asks_no_more_for_many_lots,
);

fn leaf(lot: LotId, seq: u64) -> NewLeaf {
    NewLeaf {
        lot,
        seq,
        kind: 1,
        leaf: vec![7, seq as u8],
        opening: format!("{{\"seq\":{seq}}}"),
    }
}

fn head(size: u64) -> LedgerHead {
    LedgerHead {
        size,
        root: leaf_hash(&size.to_be_bytes()),
        note: format!("log.example\n{size}\n"),
    }
}

async fn lot(bench: &Bench) -> Result<LotId> {
    let mut tx = make::setting(&bench.store).await?;
    let id = make::put(&mut tx, &make::lot(1)).await?;
    tx.commit().await?;
    Ok(id)
}

async fn leaves_stand_one_after_the_other(bench: &Bench) -> Result<()> {
    let id = lot(bench).await?;
    let mut tx = bench.store.write().await?;
    let leaves: Vec<NewLeaf> = (1..=700).map(|seq| leaf(id, seq)).collect();
    let mut edge = Frontier::default();
    let mut nodes = Vec::new();
    for leaf in &leaves {
        nodes.extend(edge.push(leaf_hash(&leaf.leaf)));
    }
    tx.append_leaves(0, &leaves, &nodes).await?;
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    assert_eq!(tx.ledger_entries(698, 9).await?.len(), 2);
    assert_eq!(
        tx.ledger_nodes(0, 699, 1).await?,
        [leaf_hash(&leaves[699].leaf)]
    );
    assert_eq!(tx.ledger_nodes(9, 0, 1).await?, edge.peaks()[..1]);
    let missing = tx.ledger_nodes(0, 699, 2).await;
    assert!(
        matches!(missing, Err(StoreError::Inconsistent { .. })),
        "{missing:?}"
    );
    let last = tx.leaves_of_lot(id).await?.pop().expect("a leaf");
    assert_eq!((last.index, last.leaf), (699, leaves[699].leaf.clone()));
    let edge_of = |size| Frontier::restore(size, edge.peaks().to_vec());
    let peaks = tx.ledger_peaks(700).await?;
    assert_eq!(Frontier::restore(700, peaks), edge_of(700));
    assert_eq!(tx.ledger_peaks(0).await?, []);
    let missing = tx.ledger_peaks(701).await;
    assert!(
        matches!(missing, Err(StoreError::Inconsistent { .. })),
        "{missing:?}"
    );
    let fifth = tx.leaf_of_event(id, 5).await?.expect("a leaf");
    assert_eq!(
        (fifth.index, fifth.opening.as_deref()),
        (4, Some("{\"seq\":5}"))
    );
    // The same event again, and a gap.
    assert!(tx.append_leaves(700, &[leaf(id, 5)], &[]).await.is_err());
    drop(tx);
    let mut tx = bench.store.write().await?;
    assert!(tx.append_leaves(702, &[leaf(id, 800)], &[]).await.is_err());
    Ok(())
}

/// Whatever bytes a leaf has, and whether or not what opens it is still there.
async fn pages_hold_leaves_as_they_were_written(bench: &Bench) -> Result<()> {
    let id = lot(bench).await?;
    let mut tx = bench.store.write().await?;
    let hidden = make::put(&mut tx, &make::lot(2)).await?;
    let bytes: [&[u8]; 5] = [&[0, 0], b"", &[0xff, 0, 0xfe, 0x0a], b", \n", &[7; 300]];
    let mut leaves: Vec<NewLeaf> = (1..)
        .zip(bytes)
        .map(|(seq, bytes)| NewLeaf {
            leaf: bytes.to_vec(),
            ..leaf(id, seq)
        })
        .collect();
    leaves.push(leaf(hidden, 1));
    tx.append_leaves(0, &leaves, &[]).await?;
    raw(&mut tx, "DELETE FROM ledger_openings WHERE idx = 3").await?;
    let hide = "UPDATE lots SET is_public = FALSE WHERE id = (SELECT max(id) FROM lots)";
    raw(&mut tx, hide).await?;
    tx.commit().await?;
    let mut tx = bench.store.read().await?;
    let page = tx.ledger_page(0, 6).await?;
    let expected = leaves.iter().zip(0..).map(|(leaf, index)| {
        let opening = Some(&*leaf.opening).filter(|_| index != 3 && index != 5);
        (index, &*leaf.leaf, opening)
    });
    assert!(page.iter().eq(expected));
    let places =
        |page: &store::StoredPage| -> Vec<u64> { page.iter().map(|(at, ..)| at).collect() };
    assert_eq!(places(&tx.ledger_page(4, 9).await?), [4, 5]);
    assert_eq!(places(&tx.ledger_page(6, 9).await?), Vec::<u64>::new());
    assert_eq!(places(&tx.ledger_page_of(id, 1, 3).await?), [1, 2, 3]);
    assert_eq!(places(&tx.ledger_page_of(hidden, 0, 3).await?), [5]);
    let entries = tx.ledger_entries(1, 9).await?;
    assert!(entries.iter().eq(leaves[1..].iter().map(|leaf| &leaf.leaf)));
    Ok(())
}

async fn heads_are_read_by_size_and_get_more_signatures(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    assert_eq!(tx.ledger_head().await?, None);
    tx.insert_ledger_head(&head(3), NOON).await?;
    tx.insert_ledger_head(&head(8), NOON).await?;
    assert_eq!(tx.ledger_head().await?, Some(head(8)));
    assert_eq!(tx.ledger_head_of(3).await?, Some(head(3)));
    assert_eq!(tx.ledger_head_of(4).await?, None);
    let cosigned = LedgerHead {
        note: "log.example\n3\n\nmore\n".into(),
        ..head(3)
    };
    tx.cosign_ledger_head(3, &cosigned.note).await?;
    assert_eq!(tx.ledger_head_of(3).await?, Some(cosigned));
    assert_eq!(tx.ledger_head().await?, Some(head(8)), "only that one");
    let again = tx.insert_ledger_head(&head(8), NOON).await;
    assert!(again.is_err());
    Ok(())
}

async fn nothing_in_the_log_is_changed_or_taken_away(bench: &Bench) -> Result<()> {
    let id = lot(bench).await?;
    let mut tx = bench.store.write().await?;
    let node = (0, 0, Hash32::ZERO);
    tx.append_leaves(0, &[leaf(id, 1)], &[node]).await?;
    tx.insert_ledger_head(&head(1), NOON).await?;
    tx.commit().await?;
    for statement in [
        "UPDATE ledger_leaves SET seq = 2",
        "DELETE FROM ledger_leaves",
        "UPDATE ledger_nodes SET idx = 2",
        "DELETE FROM ledger_nodes",
        "DELETE FROM ledger_heads",
    ] {
        let mut tx = bench.store.write().await?;
        assert!(raw(&mut tx, statement).await.is_err(), "{statement}");
    }
    // What opens a leaf can be taken away: it may tell of a person (L-10).
    let mut tx = bench.store.write().await?;
    assert_eq!(raw(&mut tx, "DELETE FROM ledger_openings").await?, 1);
    let stored = tx.leaf_of_event(id, 1).await?.expect("a leaf");
    assert_eq!(stored.opening, None);
    Ok(())
}

async fn openings_of_lots_that_are_long_over_go(bench: &Bench) -> Result<()> {
    let old = lot(bench).await?;
    let mut tx = bench.store.write().await?;
    let goes_on = make::put(&mut tx, &make::lot(2)).await?;
    let leaves = [leaf(old, 1), leaf(goes_on, 1), leaf(old, 2)];
    tx.append_leaves(0, &leaves, &[]).await?;
    tx.insert_ledger_head(&head(3), NOON).await?;
    let later = NOON.plus_millis(1_000);
    tx.append_leaves(3, &[leaf(goes_on, 2)], &[]).await?;
    tx.insert_ledger_head(&head(4), later).await?;
    assert_eq!(tx.purge_openings(NOON, 9).await?, 0, "not yet");
    assert_eq!(tx.purge_openings(later, 1).await?, 1, "a few at a time");
    assert_eq!(tx.purge_openings(later, 9).await?, 1);
    assert_eq!(tx.purge_openings(later, 9).await?, 0);
    let gone = tx.leaves_of_lot(old).await?;
    assert_eq!(gone.len(), 2, "the leaves stay");
    assert!(gone.iter().all(|leaf| leaf.opening.is_none()));
    let whole = tx.leaves_of_lot(goes_on).await?;
    assert!(whole.iter().all(|leaf| leaf.opening.is_some()));
    assert_eq!(tx.purge_openings(later.plus_millis(1), 9).await?, 2);
    Ok(())
}

async fn the_last_leaf_of_a_kind_is_found(bench: &Bench) -> Result<()> {
    let id = lot(bench).await?;
    let mut tx = bench.store.write().await?;
    let opened = |seq| NewLeaf {
        kind: 8,
        leaf: vec![8, seq as u8],
        ..leaf(id, seq)
    };
    let leaves = [leaf(id, 1), leaf(id, 2), opened(2), leaf(id, 3)];
    tx.append_leaves(0, &leaves, &[]).await?;
    assert_eq!(
        tx.last_leaf_of_kind(id, 8, 2).await?,
        None,
        "of a round before"
    );
    let found = tx.last_leaf_of_kind(id, 8, 1).await?.expect("a leaf");
    assert_eq!((found.index, found.leaf), (2, vec![8, 2]));
    // A later event does not hide it, another round with its own opening does.
    tx.append_leaves(4, &[leaf(id, 4), opened(4)], &[]).await?;
    let found = tx.last_leaf_of_kind(id, 8, 1).await?.expect("a leaf");
    assert_eq!(found.index, 5);
    assert_eq!(tx.last_leaf_of_kind(LotId(99), 8, 0).await?, None);
    tx.commit().await
}

async fn moves_have_numbers_of_their_own(bench: &Bench) -> Result<()> {
    let id = lot(bench).await?;
    let mut tx = bench.store.write().await?;
    tx.queue_for_ledger(&BTreeSet::from([id])).await?;
    assert_eq!(sealed(&mut tx).await?, (0, 0, None));
    let moved = |seq| NewLeaf {
        kind: LeafKind::Moved.byte(),
        ..leaf(id, seq)
    };
    // Events 1 and 2, moves 1 to 3, and the event that lists the lot again.
    let leaves = [
        leaf(id, 1),
        leaf(id, 2),
        moved(1),
        moved(2),
        moved(3),
        leaf(id, 3),
    ];
    for number in 1..=3 {
        put_on_record(&mut tx, id, number).await?;
    }
    // A leaf at a time, as the sequencer may have got so far.
    let steps = [(1, 0), (2, 0), (2, 1), (2, 2), (2, 3), (3, 3)];
    for ((index, leaf), (event, of_move)) in (0..).zip(&leaves).zip(steps) {
        let one = std::slice::from_ref(leaf);
        tx.append_leaves(index, one, &[]).await?;
        let last = Some(leaf.leaf.clone());
        assert_eq!(sealed(&mut tx).await?, (event, of_move, last));
    }
    for (seq, index) in [(1, 0), (2, 1), (3, 5)] {
        let found = tx.leaf_of_event(id, seq).await?.expect("a leaf");
        assert_eq!(found.index, index, "event {seq}");
    }
    assert_eq!(tx.leaf_of_event(id, 4).await?, None);
    assert!(tx.append_leaves(6, &[moved(3)], &[]).await.is_err());
    Ok(())
}

/// How far the first lot of the queue is, and its last leaf.
async fn sealed(tx: &mut Tx) -> Result<(u64, u64, Option<Vec<u8>>)> {
    let queued = tx.ledger_queue(9).await?.remove(0);
    Ok((queued.sealed_event, queued.sealed_move, queued.last_leaf))
}

async fn put_on_record(tx: &mut Tx, lot: LotId, seq: u32) -> Result<()> {
    tx.insert_move(&NewMove {
        lot,
        seq,
        listed_seq: 1,
        event: StageEventKind::Negotiate,
        from: Stage::UnsoldNoBid,
        to: Stage::Negotiating,
        at: NOON,
        by: None,
        reason: "talks",
        particulars: &Particulars::default(),
        paper: None,
    })
    .await
}

/// Whoever seals a lot while something more happens on it must not take it off the queue.
async fn who_is_queued_once_more_stays_queued(bench: &Bench) -> Result<()> {
    let id = lot(bench).await?;
    let once = BTreeSet::from([id]);
    let mut tx = bench.store.write().await?;
    tx.queue_for_ledger(&once).await?;
    let read = tx.ledger_queue(9).await?;
    let [queued] = read.as_slice() else {
        panic!("{read:?}");
    };
    assert_eq!(queued.lot, id);
    tx.queue_for_ledger(&once).await?;
    tx.leave_ledger_queue(&read).await?;
    let again = tx.ledger_queue(9).await?;
    assert_eq!(again.len(), 1, "somebody was faster");
    tx.leave_ledger_queue(&again).await?;
    assert_eq!(tx.ledger_queue(9).await?, []);
    Ok(())
}

/// Its row has gone and come back with the stamp that it had when it was read.
async fn who_came_back_to_the_queue_with_something_new_stays(bench: &Bench) -> Result<()> {
    let id = lot(bench).await?;
    let once = BTreeSet::from([id]);
    let mut tx = bench.store.write().await?;
    tx.queue_for_ledger(&once).await?;
    let read = tx.ledger_queue(9).await?;
    tx.leave_ledger_queue(&read).await?;
    put_on_record(&mut tx, id, 1).await?;
    tx.queue_for_ledger(&once).await?;
    let back = tx.ledger_queue(9).await?;
    assert_eq!((back[0].stamp, back[0].last_move), (read[0].stamp, 1));
    tx.leave_ledger_queue(&read).await?;
    assert_eq!(tx.ledger_queue(9).await?, back);
    tx.leave_ledger_queue(&back).await?;
    assert_eq!(tx.ledger_queue(9).await?, []);
    Ok(())
}

/// Whoever is about to queue a lot anew is not waited for, and keeps it in the queue.
async fn nobody_waits_for_a_lot_that_is_being_queued(bench: &Bench) -> Result<()> {
    let id = lot(bench).await?;
    let once = BTreeSet::from([id]);
    let mut tx = bench.store.write().await?;
    tx.queue_for_ledger(&once).await?;
    tx.commit().await?;
    let read = bench.store.read().await?.ledger_queue(9).await?;
    if bench.store.engine() == Engine::Postgres {
        let mut bids = bench.store.write().await?;
        bids.queue_for_ledger(&once).await?;
        let mut sequencer = bench.store.write().await?;
        let leaving = sequencer.leave_ledger_queue(&read);
        let waited = tokio::time::timeout(Duration::from_secs(5), leaving).await;
        waited.expect("it does not wait")?;
        sequencer.commit().await?;
        bids.commit().await?;
        assert_eq!(bench.store.read().await?.ledger_queue(9).await?.len(), 1);
    }
    let read = bench.store.read().await?.ledger_queue(9).await?;
    let mut tx = bench.store.write().await?;
    tx.leave_ledger_queue(&read).await?;
    tx.commit().await?;
    assert_eq!(bench.store.read().await?.ledger_queue(9).await?, []);
    Ok(())
}

/// What a turn reads and writes costs as many statements for many lots as for one.
async fn a_turn_asks_no_more_for_many_lots(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let mut counts = Vec::new();
    let mut first = 0;
    for lots in [1..=1, 2..=60] {
        let mut ids = BTreeSet::new();
        for number in lots {
            ids.insert(make::put(&mut tx, &make::lot(number)).await?);
        }
        tx.queue_for_ledger(&ids).await?;
        let before = statements();
        let queue = tx.ledger_queue(99).await?;
        assert_eq!(queue.len(), ids.len());
        let span = |lot: &QueuedLot| EventSpan {
            lot: lot.lot,
            after: 0,
            up_to: 9,
        };
        tx.events_of_lots(&queue.iter().map(span).collect::<Vec<_>>())
            .await?;
        let last: Vec<_> = queue.iter().map(|lot| (lot.lot, 1)).collect();
        assert!(tx.moves_of_lots(&last).await?.is_empty());
        assert!(tx.listing_openings(&last).await?.is_empty());
        let leaves: Vec<NewLeaf> = ids.iter().map(|id| leaf(*id, 1)).collect();
        tx.append_leaves(first, &leaves, &[(0, first, Hash32::ZERO)])
            .await?;
        first += leaves.len() as u64;
        tx.leave_ledger_queue(&queue).await?;
        counts.push(statements() - before);
    }
    assert_eq!(counts[0], counts[1]);
    Ok(())
}
