//! Accounts and their tokens.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::accounts::Account;
use domain::ids::{AccountId, InstitutionId, TokenId};
use domain::tokens::{ApiToken, TokenScope};
use store::{Result, StoreError};

stories!(accounts_are_found_by_login, tokens_belong_to_their_account);

async fn accounts_are_found_by_login(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let with_password = Account {
        institution: Some(InstitutionId(2)),
        ..make::account(7)
    };
    let bot = Account {
        house_bot: true,
        ..make::account(8)
    };
    assert_eq!(
        tx.insert_account(&with_password, Some("hash")).await?,
        AccountId(7)
    );
    assert_eq!(tx.insert_account(&bot, None).await?, AccountId(8));
    let mut fresh = make::account(0);
    fresh.id = tx.insert_account(&fresh, None).await?;
    assert!(fresh.id.get() > 8);

    assert_eq!(
        tx.account(AccountId(7)).await?.as_ref(),
        Some(&with_password)
    );
    assert_eq!(tx.account(AccountId(99)).await?, None);
    let found = tx.account_by_login("bidder7").await?;
    assert_eq!(found, Some((with_password.clone(), Some("hash".into()))));
    assert_eq!(tx.account_by_login("bidder8").await?, Some((bot, None)));
    assert_eq!(tx.account_by_login("nobody").await?, None);
    let offered = std::slice::from_ref(&with_password);
    assert_eq!(tx.demo_accounts().await?, offered);
    assert_eq!(tx.password_hash(AccountId(8)).await?, None);
    let id = with_password.id;
    assert!(!tx.replace_password_hash(id, "other", "new").await?);
    assert!(tx.replace_password_hash(id, "hash", "new").await?);
    assert_eq!(tx.password_hash(id).await?.as_deref(), Some("new"));
    tx.commit().await?;

    let mut tx = bench.store.write().await?;
    let again = Account {
        id: AccountId(0),
        ..make::account(7)
    };
    assert!(matches!(
        tx.insert_account(&again, None).await,
        Err(StoreError::Conflict)
    ));
    Ok(())
}

async fn tokens_belong_to_their_account(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let (owner, other) = (make::account(7), make::account(8));
    tx.insert_account(&owner, None).await?;
    tx.insert_account(&other, None).await?;
    let mut token = ApiToken {
        id: TokenId(0),
        name: "报价程序".into(),
        scope: TokenScope::Bid,
        created_at: NOON,
        expires_at: NOON.plus_millis(1_000),
    };
    token.id = tx.insert_token(owner.id, b"hash-one", &token).await?;
    let holder = tx.token_holder(b"hash-one", NOON.plus_millis(999)).await?;
    assert_eq!(holder, Some((owner.clone(), TokenScope::Bid)));
    assert_eq!(
        tx.token_holder(b"hash-one", NOON.plus_millis(1_000))
            .await?,
        None
    );
    assert_eq!(tx.token_holder(b"hash-two", NOON).await?, None);
    assert_eq!(tx.tokens(owner.id, NOON).await?, [token.clone()]);
    assert_eq!(tx.tokens(other.id, NOON).await?, []);
    assert!(!tx.delete_token(other.id, token.id).await?);
    assert!(tx.delete_token(owner.id, token.id).await?);
    assert_eq!(tx.token_holder(b"hash-one", NOON).await?, None);
    Ok(())
}
