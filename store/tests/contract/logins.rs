//! Sign-ins, known devices, guesses at passwords.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::accounts::Account;
use domain::ids::LoginId;
use domain::logins::{Browser, Device, Level, System};
use domain::time::Timestamp;
use store::{NewLogin, Result, Tx};

stories!(
    logins_last_until_their_time,
    logins_are_ended_by_their_account_alone,
    processes_read_what_was_ended,
    devices_belong_to_one_account,
    guesses_are_counted_once,
    of_former_passwords_the_latest_stay
);

const DEVICE: Device = Device {
    browser: Browser::Firefox,
    system: System::Linux,
};

async fn people(tx: &mut Tx) -> Result<(Account, Account)> {
    let (anna, ben) = (make::account(7), make::account(8));
    tx.insert_account(&anna, Some("hash")).await?;
    tx.insert_account(&ben, Some("hash")).await?;
    Ok((anna, ben))
}

async fn login(tx: &mut Tx, account: &Account, token: &str, ends: Timestamp) -> Result<LoginId> {
    tx.insert_login(NewLogin {
        token_hash: token.as_bytes(),
        account: account.id,
        made_at: NOON,
        expires_at: ends,
        device: DEVICE,
        address: "203.0.113.*",
    })
    .await
}

async fn logins_last_until_their_time(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let (anna, _) = people(&mut tx).await?;
    let later = NOON.plus_millis(1_000);
    let one = login(&mut tx, &anna, "one", later).await?;
    let two = login(&mut tx, &anna, "two", later.plus_millis(1)).await?;
    let found = tx.login(b"one", NOON).await?.expect("it lasts");
    assert_eq!((found.id, &found.account), (one, &anna));
    assert_eq!((found.made_at, found.seen_at), (NOON, NOON));
    assert_eq!(tx.login_by_id(one, NOON).await?, Some(found));
    assert_eq!(tx.login(b"one", later).await?, None, "it ends on time");
    assert_eq!(tx.login_by_id(one, later).await?, None);
    assert_eq!(tx.login(b"none", NOON).await?, None);

    let listed = tx.logins(anna.id, NOON).await?;
    let ids: Vec<_> = listed.iter().map(|login| login.id).collect();
    assert_eq!(ids, [two, one], "newest first");
    assert_eq!(listed[1].device, DEVICE);
    assert_eq!(listed[1].address, "203.0.113.*");
    assert_eq!(tx.logins(anna.id, later).await?.len(), 1);

    let seen = NOON.plus_millis(500);
    tx.see_logins(&[one, two], seen).await?;
    tx.see_logins(&[one], NOON).await?;
    tx.see_logins(&[], later).await?;
    let found = tx.login(b"one", NOON).await?.expect("it lasts");
    assert_eq!(found.seen_at, seen, "never backwards");

    assert_eq!(tx.forget_old_logins(later).await?, 1);
    assert_eq!(tx.forget_old_logins(later.plus_millis(1)).await?, 1);
    Ok(())
}

async fn logins_are_ended_by_their_account_alone(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let (anna, ben) = people(&mut tx).await?;
    let later = NOON.plus_millis(1_000);
    let one = login(&mut tx, &anna, "one", later).await?;
    let two = login(&mut tx, &anna, "two", later).await?;
    let three = login(&mut tx, &anna, "three", later).await?;
    let bens = login(&mut tx, &ben, "bens", later).await?;
    assert!(!tx.end_login(ben.id, one, NOON).await?);
    assert!(!tx.end_login(anna.id, one, later).await?, "over already");
    assert!(tx.end_login(anna.id, one, NOON).await?);
    assert!(!tx.end_login(anna.id, one, NOON).await?, "ended already");
    assert_eq!(tx.login(b"one", NOON).await?, None);
    let mut ended = tx.end_logins(anna.id, Some(two), NOON).await?;
    ended.sort_unstable();
    assert_eq!(ended, [three]);
    assert_eq!(tx.logins(anna.id, NOON).await?.len(), 1);
    assert_eq!(tx.end_logins(anna.id, None, NOON).await?, [two]);
    assert!(tx.login_by_id(bens, NOON).await?.is_some());

    tx.renew_sign_in(ben.id, Some("new"), NOON).await?;
    assert_eq!(
        tx.login(b"bens", NOON).await?,
        None,
        "with the old password"
    );
    Ok(())
}

async fn processes_read_what_was_ended(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let (anna, _) = people(&mut tx).await?;
    let ends = NOON.plus_millis(100_000);
    let one = login(&mut tx, &anna, "one", ends).await?;
    let two = login(&mut tx, &anna, "two", ends).await?;
    assert_eq!(tx.logins_ended_since(NOON).await?, []);
    let later = NOON.plus_millis(5_000);
    tx.end_login(anna.id, one, NOON).await?;
    tx.end_login(anna.id, two, later).await?;
    assert_eq!(tx.logins_ended_since(later).await?, [two]);
    assert_eq!(tx.logins_ended_since(NOON).await?.len(), 2);
    assert_eq!(tx.forget_old_logins(NOON).await?, 1);
    assert_eq!(tx.logins_ended_since(NOON).await?, [two]);
    Ok(())
}

async fn devices_belong_to_one_account(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let (anna, ben) = people(&mut tx).await?;
    tx.know_device(anna.id, b"phone", NOON).await?;
    tx.know_device(anna.id, b"phone", NOON.plus_millis(1))
        .await?;
    assert!(tx.known_device(anna.id, b"phone").await?);
    assert!(!tx.known_device(ben.id, b"phone").await?);
    for n in 0..20u8 {
        let at = NOON.plus_millis(10 + i64::from(n));
        tx.know_device(anna.id, &[n], at).await?;
    }
    assert!(
        !tx.known_device(anna.id, b"phone").await?,
        "the oldest goes"
    );
    assert!(tx.known_device(anna.id, &[0]).await?);
    tx.forget_devices(anna.id, Some(&[3])).await?;
    assert!(tx.known_device(anna.id, &[3]).await?);
    assert!(!tx.known_device(anna.id, &[4]).await?);
    tx.forget_devices(anna.id, None).await?;
    assert!(!tx.known_device(anna.id, &[3]).await?);
    Ok(())
}

async fn guesses_are_counted_once(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let none = Level::default();
    let level = |guesses| Level { guesses, at: NOON };
    assert_eq!(tx.guesses(&[b"a", b"b"]).await?, [none, none]);
    assert!(tx.put_guesses(b"a", none, level(1)).await?);
    assert!(
        !tx.put_guesses(b"a", none, level(1)).await?,
        "read too early"
    );
    assert!(tx.put_guesses(b"a", level(1), level(2)).await?);
    assert_eq!(tx.guesses(&[b"b", b"a"]).await?, [none, level(2)]);
    tx.take_guess_back(b"a").await?;
    tx.take_guess_back(b"b").await?;
    assert_eq!(tx.guesses(&[b"a"]).await?, [level(1)]);
    tx.put_guesses(b"b", none, level(9)).await?;
    tx.forgive_guesses(b"b").await?;
    assert_eq!(tx.guesses(&[b"b"]).await?, [none]);
    assert_eq!(tx.forget_guesses(NOON).await?, 0);
    assert_eq!(tx.forget_guesses(NOON.plus_millis(1)).await?, 1);
    Ok(())
}

async fn of_former_passwords_the_latest_stay(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let (anna, ben) = people(&mut tx).await?;
    assert_eq!(tx.password_chosen_at(anna.id).await?, None);
    for (day, hash) in ["one", "two", "three", "two"].into_iter().enumerate() {
        let at = NOON.plus_millis(i64::try_from(day).unwrap_or(0));
        tx.note_password(anna.id, hash, at, 3).await?;
    }
    tx.note_password(ben.id, "other", NOON, 3).await?;
    let kept = tx.former_passwords(anna.id, 9).await?;
    assert_eq!(kept, ["two", "three", "two"], "the latest first");
    assert_eq!(tx.former_passwords(anna.id, 1).await?, ["two"]);
    let chosen_at = tx.password_chosen_at(anna.id).await?;
    assert_eq!(chosen_at, Some(NOON.plus_millis(3)));
    assert_eq!(tx.former_passwords(ben.id, 9).await?, ["other"]);
    tx.erase_account(anna.id, "gone", NOON).await?;
    assert!(tx.former_passwords(anna.id, 9).await?.is_empty());
    tx.commit().await
}
