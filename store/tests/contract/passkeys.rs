//! Passkeys and the challenges that wait for an answer.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{AccountId, LotId, PasskeyId};
use domain::passkeys::{Ceremony, Passkey};
use std::collections::BTreeSet;
use store::{NewPasskey, Result, StoreError, StoredPasskey, Tx};

stories!(
    a_passkey_is_one_persons,
    a_counter_only_grows,
    a_challenge_is_taken_once,
    passkeys_are_a_second_factor
);

const ANNA: AccountId = AccountId(7);
const BEN: AccountId = AccountId(8);

async fn people(bench: &Bench) -> Result<Tx> {
    let mut tx = bench.store.write().await?;
    for number in [7, 8] {
        tx.insert_account(&make::account(number), None).await?;
    }
    Ok(tx)
}

const fn new<'a>(credential: &'a [u8], name: &'a str) -> NewPasskey<'a> {
    NewPasskey {
        credential,
        document: "{}",
        name,
        at: NOON,
    }
}

fn stored(id: PasskeyId, credential: &[u8], name: &str) -> StoredPasskey {
    StoredPasskey {
        passkey: Passkey {
            id,
            name: name.into(),
            made_at: NOON,
            used_at: None,
        },
        credential: credential.to_vec(),
        document: "{}".into(),
    }
}

async fn a_passkey_is_one_persons(bench: &Bench) -> Result<()> {
    let mut tx = people(bench).await?;
    let phone = tx.insert_passkey(ANNA, &new(b"phone", "手机")).await?;
    let key = tx.insert_passkey(ANNA, &new(b"key", "安全密钥")).await?;
    let both = [
        stored(phone, b"phone", "手机"),
        stored(key, b"key", "安全密钥"),
    ];
    assert_eq!(tx.passkeys(ANNA).await?, both);
    assert_eq!(tx.passkeys(BEN).await?, []);
    assert!(tx.has_credential(b"phone").await?);
    assert!(!tx.has_credential(b"phon").await?);
    assert!(!tx.rename_passkey(BEN, phone, "mine").await?);
    assert!(!tx.delete_passkey(BEN, phone).await?);
    assert!(tx.rename_passkey(ANNA, phone, "旧手机").await?);
    assert!(tx.delete_passkey(ANNA, key).await?);
    assert!(!tx.delete_passkey(ANNA, key).await?);
    let left = tx.passkeys(ANNA).await?;
    assert_eq!(left, [stored(phone, b"phone", "旧手机")]);
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    let taken = tx.insert_passkey(BEN, &new(b"phone", "手机")).await;
    assert!(matches!(taken, Err(StoreError::Conflict)), "{taken:?}");
    Ok(())
}

async fn a_counter_only_grows(bench: &Bench) -> Result<()> {
    let mut tx = people(bench).await?;
    tx.insert_passkey(ANNA, &new(b"phone", "手机")).await?;
    let later = NOON.plus_millis(1);
    // Many authenticators have none and say 0 each time.
    for _ in 0..2 {
        let used = tx.use_passkey((ANNA, b"phone"), 0, "{\"n\":0}", later);
        assert!(used.await?);
    }
    for (counter, counts) in [(4, true), (4, false), (3, false), (0, false), (5, true)] {
        let document = format!("{{\"n\":{counter}}}");
        let used = tx.use_passkey((ANNA, b"phone"), counter, &document, later);
        assert_eq!(used.await?, counts, "{counter}");
    }
    assert!(!tx.use_passkey((BEN, b"phone"), 9, "{}", later).await?);
    let found = tx.passkeys(ANNA).await?;
    assert_eq!(found[0].document, "{\"n\":5}");
    assert_eq!(found[0].passkey.used_at, Some(later));
    Ok(())
}

async fn a_challenge_is_taken_once(bench: &Bench) -> Result<()> {
    let mut tx = people(bench).await?;
    let (before, later) = (NOON.plus_millis(-1), NOON.plus_millis(1));
    let sign_in = (b"login".as_slice(), Ceremony::SignIn);
    let prove = (b"login".as_slice(), Ceremony::Prove);
    tx.put_challenge(sign_in, ANNA, "one", NOON, before).await?;
    tx.put_challenge(sign_in, ANNA, "two", NOON, before).await?;
    assert_eq!(tx.take_challenge(prove, ANNA, NOON, before).await?, None);
    let other = (b"other".as_slice(), Ceremony::SignIn);
    assert_eq!(tx.take_challenge(other, ANNA, NOON, before).await?, None);
    assert_eq!(tx.take_challenge(sign_in, BEN, NOON, before).await?, None);
    let taken = tx.take_challenge(sign_in, ANNA, NOON, before).await?;
    assert_eq!(taken.as_deref(), Some("two"), "the later one");
    assert_eq!(tx.take_challenge(sign_in, ANNA, NOON, before).await?, None);
    // Too old, and from after a clock that was set back.
    for (now, stale) in [(later, NOON), (before, before.plus_millis(-1))] {
        tx.put_challenge(sign_in, ANNA, "three", NOON, before)
            .await?;
        assert_eq!(tx.take_challenge(sign_in, ANNA, now, stale).await?, None);
        assert_eq!(tx.take_challenge(sign_in, ANNA, NOON, before).await?, None);
    }
    tx.put_challenge(prove, ANNA, "old", NOON, before).await?;
    tx.put_challenge(sign_in, BEN, "new", later, NOON).await?;
    let swept = tx.take_challenge(prove, ANNA, later, before).await?;
    assert_eq!(swept, None, "swept");
    Ok(())
}

async fn passkeys_are_a_second_factor(bench: &Bench) -> Result<()> {
    let mut tx = people(bench).await?;
    let before = NOON.plus_millis(-1);
    let phone = tx.insert_passkey(ANNA, &new(b"phone", "手机")).await?;
    assert!(tx.has_second_factor(ANNA).await?);
    assert!(!tx.has_second_factor(BEN).await?);
    // What the writer of bids asks of many at once says the same.
    let wanted = BTreeSet::from([(LotId(1), ANNA), (LotId(1), BEN)]);
    let seats = tx.seats(&wanted).await?.into_iter();
    let have: BTreeSet<_> = seats.map(|(_, who, it)| (who, it.second_factor)).collect();
    assert_eq!(have, BTreeSet::from([(ANNA, true), (BEN, false)]));
    tx.put_recovery_codes(ANNA, &["one".into()]).await?;
    assert!(!tx.delete_second_factor(ANNA).await?, "no authenticator");
    assert_eq!(
        tx.recovery_codes_left(ANNA).await?,
        1,
        "kept for the passkey"
    );
    tx.put_challenge((b"login", Ceremony::Prove), ANNA, "one", NOON, before)
        .await?;
    tx.delete_passkey(ANNA, phone).await?;
    let gone = tx.take_challenge((b"login", Ceremony::Prove), ANNA, NOON, before);
    assert_eq!(gone.await?, None, "it may name the key that is gone");
    assert!(!tx.has_second_factor(ANNA).await?);
    tx.insert_passkey(ANNA, &new(b"phone", "手机")).await?;
    assert!(tx.delete_factors(ANNA).await?);
    assert!(!tx.delete_factors(ANNA).await?);
    assert!(!tx.has_second_factor(ANNA).await?);
    assert_eq!(tx.recovery_codes_left(ANNA).await?, 0);
    Ok(())
}
