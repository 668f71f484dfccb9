//! Second factors, recovery codes and proofs of identity.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::accounts::Account;
use domain::ids::AccountId;
use store::{Result, SecretRow, SecretTable, StoredFactor, Tx};

stories!(
    a_factor_takes_the_place_of_its_offer,
    what_counts_once_is_taken_once,
    a_sign_in_between_its_steps_has_few_tries,
    proofs_grow_stale,
    secrets_are_sealed_where_they_lie
);

async fn owner(bench: &Bench) -> Result<(Tx, Account)> {
    let mut tx = bench.store.write().await?;
    let account = make::account(7);
    tx.insert_account(&account, None).await?;
    tx.insert_account(&make::account(8), None).await?;
    Ok((tx, account))
}

fn factor(byte: u8) -> StoredFactor {
    StoredFactor {
        secret: vec![byte; 20],
        confirmed_at: NOON,
        last_step: 5,
    }
}

async fn a_factor_takes_the_place_of_its_offer(bench: &Bench) -> Result<()> {
    let (mut tx, account) = owner(bench).await?;
    let (id, before) = (account.id, NOON.plus_millis(-1));
    assert_eq!(tx.second_factor(id).await?, None);
    assert!(!tx.has_second_factor(id).await?);
    tx.put_factor_offer(id, &factor(1).secret, NOON).await?;
    tx.put_factor_offer(id, &factor(2).secret, NOON).await?;
    let offer = tx.factor_offer(id, before).await?;
    assert_eq!(offer, Some(factor(2).secret));
    assert_eq!(tx.factor_offer(id, NOON).await?, None, "expired");
    assert_eq!(tx.factor_offer(AccountId(8), before).await?, None);
    tx.put_second_factor(id, &factor(2)).await?;
    assert_eq!(tx.factor_offer(id, before).await?, None, "used");
    tx.put_second_factor(id, &factor(3)).await?;
    assert_eq!(tx.second_factor(id).await?, Some(factor(3)));
    assert!(tx.has_second_factor(id).await?);
    assert!(!tx.has_second_factor(AccountId(8)).await?);
    tx.put_recovery_codes(id, &["one".into()]).await?;
    tx.put_login_proof(b"login", id, NOON, before).await?;
    assert!(tx.delete_second_factor(id).await?);
    assert!(!tx.delete_second_factor(id).await?);
    assert_eq!(tx.second_factor(id).await?, None);
    assert_eq!(tx.recovery_codes_left(id).await?, 0);
    assert_eq!(tx.login_proof(b"login", id, NOON, before).await?, None);
    Ok(())
}

async fn what_counts_once_is_taken_once(bench: &Bench) -> Result<()> {
    let (mut tx, account) = owner(bench).await?;
    let id = account.id;
    assert!(!tx.take_step(id, 6).await?, "there is no factor");
    tx.put_second_factor(id, &factor(1)).await?;
    assert!(!tx.take_step(id, 5).await?);
    assert!(tx.take_step(id, 6).await?);
    assert!(!tx.take_step(id, 6).await?);
    assert_eq!(
        tx.second_factor(id).await?.map(|factor| factor.last_step),
        Some(6)
    );
    tx.put_recovery_codes(id, &["one".into(), "two".into()])
        .await?;
    assert_eq!(tx.recovery_codes_left(id).await?, 2);
    assert!(!tx.take_recovery_code(AccountId(8), "one", NOON).await?);
    assert!(tx.take_recovery_code(id, "one", NOON).await?);
    assert!(!tx.take_recovery_code(id, "one", NOON).await?);
    assert_eq!(tx.recovery_codes_left(id).await?, 1);
    tx.put_recovery_codes(id, &["three".into()]).await?;
    assert!(!tx.take_recovery_code(id, "two", NOON).await?, "replaced");
    Ok(())
}

async fn a_sign_in_between_its_steps_has_few_tries(bench: &Bench) -> Result<()> {
    let (mut tx, account) = owner(bench).await?;
    let (id, later) = (account.id, NOON.plus_millis(1_000));
    tx.put_pending_sign_in(b"wait", id, NOON, later).await?;
    assert_eq!(tx.pending_sign_in(b"wait", 2, NOON).await?, Some(id));
    assert_eq!(tx.pending_sign_in(b"other", 2, NOON).await?, None);
    assert_eq!(tx.take_sign_in_try(b"wait", 2, later).await?, None, "late");
    let earlier = NOON.plus_millis(-1);
    assert_eq!(tx.take_sign_in_try(b"wait", 2, earlier).await?, None);
    for _ in 0..2 {
        assert_eq!(tx.take_sign_in_try(b"wait", 2, NOON).await?, Some(id));
    }
    assert_eq!(tx.take_sign_in_try(b"wait", 2, NOON).await?, None);
    assert_eq!(tx.pending_sign_in(b"wait", 2, NOON).await?, None);
    assert!(tx.end_pending_sign_in(b"wait").await?);
    assert!(!tx.end_pending_sign_in(b"wait").await?);
    tx.put_pending_sign_in(b"old", id, NOON, later).await?;
    tx.put_pending_sign_in(b"new", id, later, later.plus_millis(1))
        .await?;
    assert!(!tx.end_pending_sign_in(b"old").await?, "swept");
    Ok(())
}

async fn proofs_grow_stale(bench: &Bench) -> Result<()> {
    let (mut tx, account) = owner(bench).await?;
    let (id, before) = (account.id, NOON.plus_millis(-1_000));
    for left in [true, true, false] {
        assert_eq!(tx.take_proof_try(id, 2, before, NOON).await?, left);
    }
    let next = NOON.plus_millis(1_000);
    assert!(tx.take_proof_try(id, 2, NOON, next).await?, "anew");
    assert!(tx.take_proof_try(id, 2, NOON, next).await?);
    assert!(!tx.take_proof_try(id, 2, NOON, next).await?);
    tx.forget_proof_tries(id).await?;
    assert!(tx.take_proof_try(id, 2, NOON, next).await?);

    tx.put_login_proof(b"login", id, NOON, before).await?;
    let proof = tx.login_proof(b"login", id, NOON, before).await?;
    assert_eq!(proof, Some(NOON));
    let other = AccountId(8);
    assert_eq!(tx.login_proof(b"login", other, NOON, before).await?, None);
    assert_eq!(tx.login_proof(b"other", id, NOON, before).await?, None);
    assert_eq!(tx.login_proof(b"login", id, next, NOON).await?, None);
    assert_eq!(tx.login_proof(b"login", id, before, before).await?, None);
    tx.put_login_proof(b"login", id, next, before).await?;
    let proof = tx.login_proof(b"login", id, next, NOON).await?;
    assert_eq!(proof, Some(next));
    tx.put_login_proof(b"other", id, next, next).await?;
    assert_eq!(tx.login_proof(b"login", id, next, before).await?, None);
    Ok(())
}

async fn secrets_are_sealed_where_they_lie(bench: &Bench) -> Result<()> {
    let (mut tx, account) = owner(bench).await?;
    tx.put_second_factor(account.id, &factor(1)).await?;
    tx.put_second_factor(AccountId(8), &factor(2)).await?;
    tx.put_factor_offer(account.id, &[3; 20], NOON).await?;
    let rows = tx.secrets(SecretTable::Factors, 0, 1).await?;
    let first = SecretRow {
        number: account.id.get(),
        whose: account.id.to_string(),
        secret: vec![1; 20],
    };
    assert_eq!(rows, std::slice::from_ref(&first));
    let rows = tx.secrets(SecretTable::Factors, first.number, 9).await?;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].number, &rows[0].secret), (8, &vec![2; 20]));
    assert_eq!(tx.secrets(SecretTable::Offers, 0, 9).await?.len(), 1);
    assert_eq!(tx.secrets(SecretTable::Webhooks, 0, 9).await?, []);
    assert!(tx.reseal(SecretTable::Factors, &first, b"sealed").await?);
    // Somebody else was faster.
    assert!(!tx.reseal(SecretTable::Factors, &first, b"again").await?);
    let stored = tx.second_factor(account.id).await?;
    assert_eq!(stored.map(|factor| factor.secret), Some(b"sealed".to_vec()));
    Ok(())
}
