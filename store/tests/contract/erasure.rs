//! A person goes, his number stays with what he did.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::bidding::Paddle;
use domain::deposits::DepositKey;
use domain::erasure::ErasureFacts;
use domain::ids::{AccountId, TokenId};
use domain::logins::Device;
use domain::money::Fen;
use domain::notices::{NoticeBody, Preferences};
use domain::tokens::{ApiToken, TokenScope};
use store::{NewLogin, NewNotice, Result};

stories!(
    what_is_open_is_counted,
    the_person_goes_and_the_number_stays,
);

const ANNA: AccountId = AccountId(1);

async fn what_is_open_is_counted(bench: &Bench) -> Result<()> {
    let code = make::open_lot(&bench.store).await?;
    let mut tx = bench.store.write().await?;
    let lot = tx.lot(&code).await?.expect("the lot is there").lot.id;
    let anna = make::account(1);
    tx.insert_account(&anna, None).await?;
    let nothing = ErasureFacts::default();
    assert_eq!(tx.erasure_facts(ANNA).await?, nothing);
    tx.insert_enrolment(lot, ANNA, Paddle(7), "v1", NOON)
        .await?;
    let live = ErasureFacts {
        live_lots: 1,
        ..nothing
    };
    assert_eq!(tx.erasure_facts(ANNA).await?, live);
    let key = DepositKey { lot, bidder: ANNA };
    let mut book = tx.deposit_book(lot).await?;
    let deposit = book
        .request(key, Fen::yuan(1_000), &anna)
        .expect("a deposit");
    tx.put_deposit(&deposit, NOON).await?;
    assert_eq!(tx.erasure_facts(ANNA).await?, live, "only asked for");
    tx.insert_payment(key, Fen::yuan(1_000), "20230001", NOON)
        .await?;
    let declared = ErasureFacts {
        open_deposits: 1,
        ..live
    };
    assert_eq!(tx.erasure_facts(ANNA).await?, declared);
    let payments = tx.own_payments(ANNA, 9).await?;
    assert_eq!(payments.len(), 1);
    assert_eq!(payments[0].2, "20230001");
    Ok(())
}

async fn the_person_goes_and_the_number_stays(bench: &Bench) -> Result<()> {
    let code = make::open_lot(&bench.store).await?;
    let mut tx = bench.store.write().await?;
    let lot = tx.lot(&code).await?.expect("the lot is there").lot.id;
    tx.insert_account(&make::account(1), Some("hash")).await?;
    tx.insert_account(&make::account(2), Some("hash")).await?;
    tx.insert_enrolment(lot, ANNA, Paddle(7), "v1", NOON)
        .await?;
    let later = NOON.plus_millis(1_000);
    for (id, hash) in [(1, b"a"), (2, b"b")] {
        let id = AccountId(id);
        tx.insert_login(NewLogin {
            token_hash: hash,
            account: id,
            made_at: NOON,
            expires_at: later,
            device: Device::default(),
            address: "192.0.2.x",
        })
        .await?;
        let token = ApiToken {
            id: TokenId(0),
            name: "报价程序".into(),
            scope: TokenScope::Read,
            created_at: NOON,
            expires_at: later,
        };
        tx.insert_token(id, hash, &token).await?;
        tx.put_notice_settings(id, &Preferences::default()).await?;
        tx.put_calendar_link(id, hash, NOON).await?;
        tx.insert_notice(&NewNotice {
            account: id,
            lot,
            key: "a",
            body: NoticeBody::Suspended,
            at: NOON,
            shown_at: NOON,
        })
        .await?;
    }
    let ended = tx.erase_account(ANNA, "已注销账号", NOON).await?;
    assert_eq!(ended.map(|ended| ended.len()), Some(1));
    assert_eq!(
        tx.erase_account(ANNA, "已注销账号", NOON).await?,
        None,
        "once"
    );
    tx.commit().await?;
    let mut tx = bench.store.read().await?;
    let gone = tx.account(ANNA).await?.expect("its number stays");
    assert_eq!(gone.display_name, "已注销账号");
    assert!(gone.grants.is_empty() && gone.institution.is_none());
    assert_eq!(tx.account_by_login("bidder1").await?, None);
    assert_eq!(tx.login(b"a", NOON).await?, None);
    assert_eq!(tx.token_holder(b"a", NOON).await?, None);
    assert_eq!(tx.calendar_owner(b"a").await?, None);
    assert_eq!(tx.count_unread(ANNA, NOON, 9).await?, 0);
    assert_eq!(tx.enrolment(lot, ANNA).await?, Some(Paddle(7)));
    assert_eq!(tx.told_on(lot).await?, []);
    let other = AccountId(2);
    assert!(tx.login(b"b", NOON).await?.is_some());
    assert!(tx.token_holder(b"b", NOON).await?.is_some());
    assert_eq!(tx.calendar_owner(b"b").await?, Some(other));
    assert_eq!(tx.count_unread(other, NOON, 9).await?, 1);
    Ok(())
}
