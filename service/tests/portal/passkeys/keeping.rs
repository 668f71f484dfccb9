//! Keeping passkeys: the last one of staff, how many, and where there can be none.

use super::authenticator::Authenticator;
use super::{Owner, PASSWORD, add, addressed, code, refusal};
use domain::passkeys::PASSKEYS_MAX;
use domain::second_factor::{STEP_MS, Secret, step_at};
use domain::time::Timestamp;
use service::Settings;
use service::testing::TestPortal;

#[tokio::test]
async fn staff_keep_their_last_factor() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let portal = addressed(&site, true).await;
    let owner = Owner::new(&portal, centre.clone(), 1).await;
    let (own, account) = (&owner.portal, &owner.account);
    let held = portal.sign_in("centre", PASSWORD).await.unwrap();
    assert!(held.second_step);
    assert!(
        !own.must_enrol(account).await.unwrap(),
        "a passkey is enough"
    );
    let phone = own.second_factor_page(account).await.unwrap().passkeys[0].id;
    assert_eq!(
        code(own.remove_passkey(account, phone).await),
        refusal("FACTOR_LAST")
    );
    assert_eq!(
        own.second_factor_page(account)
            .await
            .unwrap()
            .passkeys
            .len(),
        1
    );
    // With an authenticator beside it either may go, and the codes stay.
    own.begin_second_factor(account).await.unwrap();
    let mut tx = own.store().read().await.unwrap();
    let stored = tx.factor_offer(account.id, Timestamp(0)).await.unwrap();
    drop(tx);
    let secret = Secret::stored(&stored.unwrap()).unwrap();
    let typed = format!("{:06}", secret.code_of(step_at(own.now())));
    own.confirm_second_factor(account, &typed).await.unwrap();
    site.clock.advance_millis(STEP_MS);
    own.remove_passkey(account, phone).await.unwrap();
    assert_eq!(
        code(own.remove_second_factor(account).await),
        refusal("FACTOR_LAST")
    );
    let page = own.second_factor_page(account).await.unwrap();
    assert_eq!((page.since.is_some(), page.codes_left), (true, 10));
    // A bidder may go without.
    let anna = site.bidder("anna").await.account;
    let anna = Owner::new(&portal, anna, 2).await;
    let page = anna.portal.second_factor_page(&anna.account).await.unwrap();
    let only = page.passkeys[0].id;
    anna.portal
        .remove_passkey(&anna.account, only)
        .await
        .unwrap();
    let page = anna.portal.second_factor_page(&anna.account).await.unwrap();
    assert_eq!((page.passkeys.len(), page.codes_left), (0, 0));
    assert!(!portal.sign_in("anna", PASSWORD).await.unwrap().second_step);
}

#[tokio::test]
async fn an_account_has_at_most_ten() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = addressed(&site, false).await;
    let owner = Owner::new(&portal, anna, 1).await;
    for number in 2..=u8::try_from(PASSKEYS_MAX).unwrap() {
        let mut device = Authenticator::new(number);
        let codes = add(&owner.portal, &owner.account, &mut device, "钥匙").await;
        assert_eq!(codes.unwrap().len(), 0, "the codes stay as they are");
    }
    let more = owner.portal.begin_passkey(&owner.account).await;
    assert_eq!(code(more), refusal("PASSKEY_TOO_MANY"));
}

#[tokio::test]
async fn without_an_address_there_are_no_passkeys() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let portal = addressed(&site, false).await;
    let owner = Owner::new(&portal, anna, 1).await;
    let bare = Settings {
        public_origin: Some("http://127.0.0.1:3000".into()),
        ..Settings::default()
    };
    let bare = site.beside_with(bare).await;
    for elsewhere in [&site.portal, &bare] {
        let half = elsewhere.sign_in("anna", PASSWORD).await.unwrap();
        assert!(half.second_step, "the factor holds all the same");
        let step = elsewhere.second_step_page(&half.token).await.unwrap();
        assert!(!step.unwrap().by_passkey);
        let asked = elsewhere.ask_sign_in(&half.token).await;
        assert_eq!(code(asked), refusal("PASSKEY_NO_ADDRESS"));
    }
    let half = site.portal.sign_in("anna", PASSWORD).await.unwrap();
    let whole = site
        .portal
        .finish_sign_in(&half.token, &owner.codes[0])
        .await;
    whole.unwrap();
}
