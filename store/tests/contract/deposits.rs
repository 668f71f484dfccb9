//! Deposits: declared, held, ordered back, paid out; the book and the facts are append-only.

use crate::bench::{Bench, raw};
use crate::make::{self, NOON};
use domain::accounts::{Account, Actor, Grant, Role, Scope};
use domain::bidding::qualification::BidderFact;
use domain::bidding::{Outcome, Paddle};
use domain::deposits::{DepositKey, DepositState, LotEnd};
use domain::evidence::FileHash;
use domain::ids::{AccountId, DepositId, LotId};
use domain::lots::LotState;
use domain::money::Fen;
use domain::views::DepositFilter;
use store::{NewFact, NewProof, Result, StoreError, Tx};

stories!(
    a_deposit_goes_its_way,
    the_book_is_append_only,
    a_seat_tells_everything_on_file,
    a_lot_that_ended_is_settled_once,
    a_buyer_who_was_struck_out_is_still_known,
    a_bar_stands_until_it_is_lifted,
    a_proof_is_read_with_its_deposit,
);

const ANNA: AccountId = AccountId(1);
const STAFF: AccountId = AccountId(9);
/// Pays out what the first has taken in.
const SECOND: AccountId = AccountId(10);
const PROOF: FileHash = FileHash([7; 32]);

fn person(id: AccountId, role: Role) -> Account {
    let mut account = make::account(id.get());
    account.grants = vec![Grant {
        role,
        scope: Scope::Province,
    }];
    account
}

/// A listed lot, one bidder with number 7 on it, two people of the centre, and a proof.
async fn stage(bench: &Bench) -> Result<(Tx, LotId, DepositKey)> {
    let code = make::open_lot(&bench.store).await?;
    let mut tx = bench.store.write().await?;
    let lot = tx.lot(&code).await?.expect("the lot is there").lot.id;
    tx.insert_account(&person(ANNA, Role::Bidder), None).await?;
    for staff in [STAFF, SECOND] {
        tx.insert_account(&person(staff, Role::Centre), None)
            .await?;
    }
    tx.insert_enrolment(lot, ANNA, Paddle(7), "v1", NOON)
        .await?;
    tx.insert_proof(&NewProof {
        hash: PROOF,
        file_name: "回单.pdf",
        file: b"bank",
        by: STAFF,
        at: NOON,
    })
    .await?;
    let key = DepositKey { lot, bidder: ANNA };
    Ok((tx, lot, key))
}

/// Asks for a deposit of 1,000 yuan and declares its payment.
async fn declare(tx: &mut Tx, key: DepositKey, reference: &str) -> Result<()> {
    let mut book = tx.deposit_book(key.lot).await?;
    let bidder = person(ANNA, Role::Bidder);
    if let Ok(deposit) = book.request(key, Fen::yuan(1_000), &bidder) {
        tx.put_deposit(&deposit, NOON).await?;
    }
    tx.insert_payment(key, Fen::yuan(1_000), reference, NOON)
        .await
}

/// Confirms it.
async fn hold(tx: &mut Tx, key: DepositKey) -> Result<()> {
    let mut book = tx.deposit_book(key.lot).await?;
    let staff = person(STAFF, Role::Centre);
    let posting = book
        .confirm(key, Fen::yuan(1_000), PROOF, &staff, NOON)
        .expect("the money is there");
    tx.insert_posting(&posting).await?;
    tx.put_deposit(&book.deposit(key), NOON).await?;
    assert!(tx.decide_payment(key, None, STAFF, NOON).await?);
    Ok(())
}

async fn a_deposit_goes_its_way(bench: &Bench) -> Result<()> {
    let (mut tx, lot, key) = stage(bench).await?;
    assert_eq!(tx.deposit(key).await?, None);
    declare(&mut tx, key, "2026-0001").await?;
    let declared = tx.deposits(DepositFilter::Declared, None, 10).await?;
    let line = &declared[0];
    let payment = line.payment.as_ref().expect("a declared payment");
    assert_eq!(
        (line.paddle, line.state),
        (Some(Paddle(7)), DepositState::Requested)
    );
    assert_eq!(
        (payment.reference.as_str(), payment.waits),
        ("2026-0001", true)
    );
    assert_eq!(tx.deposits_waiting().await?, (1, 0));

    // Refused: the bidder declares again, and nothing of the first is forgotten.
    assert!(
        tx.decide_payment(key, Some("查无此款"), STAFF, NOON)
            .await?
    );
    assert!(!tx.decide_payment(key, None, STAFF, NOON).await?);
    let awaited = tx.deposits(DepositFilter::Awaited, None, 10).await?;
    let refused = awaited[0]
        .payment
        .clone()
        .and_then(|payment| payment.refused);
    assert_eq!(refused.as_deref(), Some("查无此款"));
    declare(&mut tx, key, "2026-0002").await?;
    hold(&mut tx, key).await?;
    assert_eq!(tx.deposits(DepositFilter::Held, None, 10).await?.len(), 1);

    // Ordered back once; it is out when staff say so, and may be asked for again.
    assert!(tx.order_release(key, NOON).await?);
    assert!(!tx.order_release(key, NOON).await?);
    assert_eq!(tx.deposits_waiting().await?, (0, 1));
    let line = tx.deposit(key).await?.expect("a deposit");
    assert_eq!(line.place(), DepositFilter::ToPayOut);
    assert_eq!(
        tx.deposit_key(line.id).await?.map(|(key, _)| key),
        Some(key)
    );
    let mut book = tx.deposit_book(lot).await?;
    let staff = person(STAFF, Role::Centre);
    let alone = book.release(key, LotEnd::Unsold, PROOF, &staff, NOON);
    assert!(alone.is_err(), "the book on file knows who took it in");
    let second = person(SECOND, Role::Centre);
    let posting = book
        .release(key, LotEnd::Unsold, PROOF, &second, NOON)
        .expect("it is due");
    tx.insert_posting(&posting).await?;
    tx.put_deposit(&book.deposit(key), NOON).await?;
    let sums = tx.deposit_book(lot).await?.balances();
    assert_eq!((sums.held, sums.released), (Fen(0), Fen::yuan(1_000)));
    assert_eq!(
        tx.deposits_of(ANNA, 10).await?[0].place(),
        DepositFilter::Released
    );
    declare(&mut tx, key, "2026-0003").await?;
    let again = tx.deposits(DepositFilter::Declared, None, 10).await?;
    assert_eq!((again.len(), again[0].release_at), (1, None));
    tx.commit().await
}

async fn the_book_is_append_only(bench: &Bench) -> Result<()> {
    let (mut tx, lot, key) = stage(bench).await?;
    declare(&mut tx, key, "2026-0001").await?;
    hold(&mut tx, key).await?;
    let book = tx.deposit_book(lot).await?;
    let posting = book.postings()[0];
    assert_eq!(
        (posting.by, posting.proof),
        (Actor::Person(STAFF), Some(PROOF))
    );
    let fact = NewFact {
        account: ANNA,
        lot: None,
        kind: BidderFact::Identity,
        holds: true,
        reason: "证照核对无误",
        by: Some(STAFF),
        at: NOON,
    };
    tx.insert_facts(&[fact]).await?;
    tx.commit().await?;
    for statement in [
        "UPDATE deposit_postings SET amount_fen = 1",
        "DELETE FROM deposit_postings",
        "UPDATE deposit_proofs SET file_name = 'x'",
        "DELETE FROM deposit_payments",
        "UPDATE deposit_payments SET refused = 'x'",
        "DELETE FROM deposits",
        "UPDATE bidder_facts SET holds = FALSE",
        "DELETE FROM bidder_facts",
    ] {
        let mut tx = bench.store.write().await?;
        let refused = raw(&mut tx, statement).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{statement}");
    }
    for seq in [1, 3] {
        let mut tx = bench.store.write().await?;
        let other = domain::deposits::Posting { seq, ..posting };
        let refused = tx.insert_posting(&other).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{seq}");
    }
    Ok(())
}

async fn a_seat_tells_everything_on_file(bench: &Bench) -> Result<()> {
    let (mut tx, lot, key) = stage(bench).await?;
    let seat = tx.seat(lot, STAFF).await?;
    assert_eq!(
        (seat.enrolled, seat.deposit, seat.facts),
        (None, None, vec![])
    );
    declare(&mut tx, key, "2026-0001").await?;
    hold(&mut tx, key).await?;
    let fact = |kind, lot, holds| NewFact {
        account: ANNA,
        lot,
        kind,
        holds,
        reason: "核查",
        by: None,
        at: NOON,
    };
    tx.insert_facts(&[
        fact(BidderFact::Identity, None, true),
        fact(BidderFact::Barred, Some(lot), true),
        fact(BidderFact::Related, Some(lot), true),
        fact(BidderFact::Related, None, false),
    ])
    .await?;
    tx.order_release(key, NOON).await?;
    let seat = tx.seat(lot, ANNA).await?;
    assert_eq!(seat.enrolled, Some((Paddle(7), "v1".to_owned())));
    assert_eq!(
        seat.deposit.map(|held| held.state),
        Some(DepositState::Held)
    );
    assert!(seat.goes_back);
    assert_eq!(
        seat.facts,
        [BidderFact::Identity, BidderFact::Barred],
        "the latest word counts"
    );
    let elsewhere = tx.seat(LotId(lot.get() + 1), ANNA).await?;
    assert_eq!(elsewhere.facts, [BidderFact::Identity]);

    tx.accept_rules(lot, ANNA, "v2").await?;
    let version = tx
        .seat(lot, ANNA)
        .await?
        .enrolled
        .map(|(_, version)| version);
    assert_eq!(version.as_deref(), Some("v2"));
    for _ in 0..2 {
        tx.queue_for_identity(ANNA, NOON).await?;
    }
    let queue = tx.identity_queue(10).await?;
    assert_eq!(
        queue.iter().map(|one| one.account).collect::<Vec<_>>(),
        [ANNA]
    );
    assert!(tx.leave_identity_queue(ANNA).await?);
    assert!(!tx.leave_identity_queue(ANNA).await?);
    let running = tx.running_lots_of(ANNA).await?;
    assert_eq!(running.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [lot]);
    tx.raise_standing(lot).await?;
    if let Some(turn) = tx.take_turn(&[running[0].1.clone()]).await? {
        assert_eq!(turn.lots[0].standing, 1);
    }
    tx.commit().await
}

async fn a_lot_that_ended_is_settled_once(bench: &Bench) -> Result<()> {
    let (mut tx, lot, key) = stage(bench).await?;
    declare(&mut tx, key, "2026-0001").await?;
    hold(&mut tx, key).await?;
    assert!(tx.lots_to_settle(10).await?.is_empty(), "it still runs");
    // Knocked down to him: his deposit waits until the sale is confirmed, or not.
    raw(
        &mut tx,
        "UPDATE auctions SET leader_paddle = 7, \
         outcome = '{\"result\":\"SOLD_PENDING\",\"paddle\":7,\"price\":1000000}'",
    )
    .await?;
    raw(&mut tx, "UPDATE lots SET state = 'SOLD'").await?;
    assert!(tx.lots_to_settle(10).await?.is_empty());
    raw(
        &mut tx,
        "UPDATE auctions SET outcome = '{\"result\":\"UNSOLD_RESERVE\"}'",
    )
    .await?;
    raw(&mut tx, "UPDATE lots SET state = 'PASSED'").await?;
    let due = tx.lots_to_settle(10).await?;
    assert_eq!(due.len(), 1);
    let end = tx.lot_end(&due[0]).await?.expect("it was in a round");
    assert_eq!(
        (end.lot, end.state, end.leader),
        (lot, LotState::Passed, Some(ANNA))
    );
    assert_eq!(end.outcome, Some(Outcome::UnsoldReserve));
    tx.order_release(key, NOON).await?;
    assert!(tx.lots_to_settle(10).await?.is_empty());
    tx.commit().await
}

async fn a_buyer_who_was_struck_out_is_still_known(bench: &Bench) -> Result<()> {
    let (mut tx, lot, key) = stage(bench).await?;
    declare(&mut tx, key, "2026-0001").await?;
    hold(&mut tx, key).await?;
    raw(
        &mut tx,
        "UPDATE auctions SET leader_paddle = NULL, \
         outcome = '{\"result\":\"VOIDED\",\"paddle\":7}'",
    )
    .await?;
    raw(&mut tx, "UPDATE lots SET state = 'DEFAULTED'").await?;
    let due = tx.lots_to_settle(10).await?;
    let end = tx.lot_end(&due[0]).await?.expect("it was in a round");
    let voided = Outcome::Voided { paddle: Paddle(7) };
    assert_eq!(
        (end.lot, end.outcome, end.leader),
        (lot, Some(voided), Some(ANNA))
    );
    tx.commit().await
}

async fn a_bar_stands_until_it_is_lifted(bench: &Bench) -> Result<()> {
    let (mut tx, lot, _) = stage(bench).await?;
    let fact = |lot, holds, reason| NewFact {
        account: ANNA,
        lot,
        kind: BidderFact::Barred,
        holds,
        reason,
        by: Some(STAFF),
        at: NOON,
    };
    let standing = async |tx: &mut Tx| -> Result<Vec<(bool, String)>> {
        let bars = tx.standing_bars(Some(ANNA), 10).await?;
        Ok(bars
            .into_iter()
            .map(|bar| (bar.lot.is_some(), bar.reason))
            .collect())
    };
    tx.insert_facts(&[fact(Some(lot), true, "一"), fact(None, true, "二")])
        .await?;
    let both = [(false, "二".to_owned()), (true, "一".to_owned())];
    // A bar on all lots does not end one on a single lot, but it is the later word there.
    assert_eq!(standing(&mut tx).await?, both[..1]);
    let bar = &tx.standing_bars(None, 10).await?[0];
    let name = make::account(STAFF.get()).display_name;
    assert_eq!((bar.account, bar.by.as_ref()), (ANNA, Some(&name)));

    tx.insert_facts(&[fact(Some(lot), false, "三")]).await?;
    assert_eq!(
        standing(&mut tx).await?,
        both[..1],
        "the one on all lots stays"
    );
    let facts = tx.seat(lot, ANNA).await?.facts;
    assert!(facts.contains(&BidderFact::Barred), "and keeps him out");
    tx.insert_facts(&[fact(None, false, "四")]).await?;
    assert!(standing(&mut tx).await?.is_empty());
    tx.insert_facts(&[fact(Some(lot), true, "五")]).await?;
    assert_eq!(standing(&mut tx).await?, [(true, "五".to_owned())]);
    tx.insert_facts(&[fact(None, false, "六")]).await?;
    assert!(standing(&mut tx).await?.is_empty(), "lifted everywhere");
    assert!(tx.standing_bars(Some(STAFF), 10).await?.is_empty());
    tx.commit().await
}

async fn a_proof_is_read_with_its_deposit(bench: &Bench) -> Result<()> {
    let (mut tx, _, key) = stage(bench).await?;
    declare(&mut tx, key, "2026-0001").await?;
    let id = tx.deposit(key).await?.expect("a deposit").id;
    let other = DepositId(id.get() + 1);
    assert_eq!(
        tx.deposit_proof(id, PROOF).await?,
        None,
        "nothing has moved yet"
    );
    hold(&mut tx, key).await?;
    let proofs = tx.deposit_proofs(&[id, other]).await?;
    assert_eq!((proofs.len(), proofs[0].deposit), (1, id));
    assert_eq!(
        (proofs[0].hash.clone(), proofs[0].file_name.as_str()),
        (PROOF.to_string(), "回单.pdf")
    );
    let read = tx.deposit_proof(id, PROOF).await?;
    assert_eq!(read, Some(("回单.pdf".to_owned(), b"bank".to_vec())));
    assert_eq!(tx.deposit_proof(other, PROOF).await?, None);
    assert_eq!(tx.deposit_proof(id, FileHash([8; 32])).await?, None);
    assert!(tx.deposit_proofs(&[]).await?.is_empty());
    tx.commit().await
}
