//! Priority rights: the latest line of an account counts, and nothing of the record is forgotten.

use crate::bench::{Bench, raw};
use crate::make::{self, NOON};
use domain::bidding::Paddle;
use domain::ids::{AccountId, LotId};
use domain::lots::LotPrivate;
use domain::money::Fen;
use store::{NewPriority, Result, Tx};

stories!(
    the_latest_line_counts,
    a_kept_number_is_taken,
    a_reserve_is_corrected_where_there_is_one,
);

const STAFF: AccountId = AccountId(9);

async fn stage(bench: &Bench) -> Result<(Tx, LotId)> {
    let code = make::open_lot(&bench.store).await?;
    let mut tx = bench.store.write().await?;
    let lot = tx.lot(&code).await?.expect("the lot is there").lot.id;
    for id in [1, 2, 9] {
        tx.insert_account(&make::account(id), None).await?;
    }
    Ok((tx, lot))
}

const fn line(lot: LotId, account: i64, rank: Option<u8>, paddle: u16) -> NewPriority<'static> {
    NewPriority {
        lot,
        account: AccountId(account),
        rank,
        paddle: Paddle(paddle),
        reason: "共有人",
        by: STAFF,
        at: NOON,
    }
}

async fn ranks(tx: &mut Tx, lot: LotId) -> Result<Vec<(i64, u8, u16)>> {
    let found = tx.priorities(lot).await?;
    let told = found.iter();
    Ok(told
        .map(|one| (one.account.get(), one.rank, one.paddle.0))
        .collect())
}

async fn the_latest_line_counts(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    assert_eq!(ranks(&mut tx, lot).await?, []);
    tx.insert_priority(&line(lot, 1, Some(2), 417)).await?;
    tx.insert_priority(&line(lot, 2, Some(1), 88)).await?;
    assert_eq!(ranks(&mut tx, lot).await?, [(2, 1, 88), (1, 2, 417)]);
    tx.insert_priority(&line(lot, 1, Some(1), 417)).await?;
    tx.insert_priority(&line(lot, 2, None, 88)).await?;
    assert_eq!(ranks(&mut tx, lot).await?, [(1, 1, 417)]);
    let told = &tx.priorities(lot).await?[0];
    assert_eq!((told.reason.as_str(), told.at), ("共有人", NOON));
    assert_eq!(told.login, make::account(1).login);
    assert_eq!(told.by, make::account(9).display_name);
    // Whoever is enrolled bids under the number that he has.
    tx.insert_enrolment(lot, AccountId(1), Paddle(7), "v1", NOON)
        .await?;
    assert_eq!(ranks(&mut tx, lot).await?, [(1, 1, 7)]);
    tx.commit().await?;
    for change in [
        "UPDATE lot_priorities SET rank = 1",
        "DELETE FROM lot_priorities",
    ] {
        let mut tx = bench.store.write().await?;
        assert!(raw(&mut tx, change).await.is_err(), "{change}");
    }
    Ok(())
}

async fn a_kept_number_is_taken(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    assert_eq!(tx.kept_paddle(lot, AccountId(1)).await?, None);
    tx.insert_priority(&line(lot, 1, Some(1), 417)).await?;
    tx.insert_enrolment(lot, AccountId(2), Paddle(7), "v1", NOON)
        .await?;
    assert_eq!(tx.paddles(lot).await?, [Paddle(7), Paddle(417)]);
    tx.insert_priority(&line(lot, 1, None, 417)).await?;
    assert_eq!(tx.kept_paddle(lot, AccountId(1)).await?, Some(Paddle(417)));
    assert_eq!(tx.kept_paddle(lot, AccountId(2)).await?, None);
    tx.insert_enrolment(lot, AccountId(1), Paddle(417), "v1", NOON)
        .await?;
    assert_eq!(tx.paddles(lot).await?, [Paddle(7), Paddle(417)]);
    Ok(())
}

async fn a_reserve_is_corrected_where_there_is_one(bench: &Bench) -> Result<()> {
    let (mut tx, without) = stage(bench).await?;
    let words = ("权利人来函更正", STAFF, NOON);
    let amount = Fen::yuan(155_000);
    assert!(!tx.correct_reserve(without, amount, words).await?);
    let mut private = LotPrivate {
        reserve_price: Some(Fen::yuan(154_321)),
        ..LotPrivate::default()
    };
    private.contact.name = "示例联系人".into();
    let lot = tx
        .insert_lot(
            &make::lot(2),
            &private,
            &make::institution(1),
            "second",
            None,
        )
        .await?;
    assert!(tx.correct_reserve(lot, amount, words).await?);
    private.reserve_price = Some(amount);
    assert_eq!(tx.lot_private(lot).await?, Some(private));
    tx.commit().await?;
    for change in [
        "UPDATE reserve_changes SET reserve_fen = 1",
        "DELETE FROM reserve_changes",
    ] {
        let mut tx = bench.store.write().await?;
        assert!(raw(&mut tx, change).await.is_err(), "{change}");
    }
    Ok(())
}
