//! Tokens for programs.

use domain::accounts::Scope;
use domain::ids::SessionId;
use domain::tokens::{TokenDraft, TokenScope};
use domain::views::GrantPlace;
use service::Error;
use service::testing::TestPortal;

fn draft(scope: TokenScope, days: u32) -> TokenDraft {
    TokenDraft {
        name: "报价程序".into(),
        scope,
        days,
    }
}

#[tokio::test]
async fn a_token_stands_for_its_owner_until_it_expires() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await;
    let portal = &site.portal;
    let made = portal
        .create_token(&anna.account, draft(TokenScope::Bid, 2))
        .await
        .unwrap();
    assert!(made.secret.starts_with("luochui_") && made.secret.len() == 8 + 64);
    let holder = || portal.token_holder(&made.secret);
    assert_eq!(
        holder().await.unwrap(),
        Some((anna.account.clone(), TokenScope::Bid))
    );
    assert_eq!(
        portal.tokens(&anna.account).await.unwrap(),
        std::slice::from_ref(&made.token)
    );
    site.pass(2 * 86_400_000 - 1).await;
    assert!(holder().await.unwrap().is_some());
    site.pass(1).await;
    site.pass(900).await;
    assert_eq!(holder().await.unwrap(), None, "expired");
    assert_eq!(portal.tokens(&anna.account).await.unwrap(), []);
}

#[tokio::test]
async fn a_token_is_ended_by_its_owner_alone() {
    let site = TestPortal::new().await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let portal = &site.portal;
    let made = portal
        .create_token(&anna.account, draft(TokenScope::Read, 9))
        .await
        .unwrap();
    let id = made.token.id;
    assert_eq!(
        portal.end_token(&ben.account, id).await,
        Err(Error::NotFound)
    );
    assert!(portal.token_holder(&made.secret).await.unwrap().is_some());
    portal.end_token(&anna.account, id).await.unwrap();
    site.pass(1_000).await;
    assert_eq!(
        portal.token_holder(&made.secret).await.unwrap(),
        None,
        "within a second"
    );
    assert_eq!(
        portal.end_token(&anna.account, id).await,
        Err(Error::NotFound)
    );
}

#[tokio::test]
async fn nobody_makes_a_token_that_may_do_more_than_he() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let portal = &site.portal;
    let bidding = portal
        .create_token(&centre.account, draft(TokenScope::Bid, 9))
        .await;
    assert_eq!(bidding, Err(Error::Forbidden));
    assert!(
        portal
            .create_token(&centre.account, draft(TokenScope::Read, 9))
            .await
            .is_ok()
    );
    let endless = portal
        .create_token(&centre.account, draft(TokenScope::Read, 367))
        .await;
    assert_eq!(endless, Err(Error::invalid("TOKEN_DAYS_RANGE")));
}

#[tokio::test]
async fn the_account_page_names_the_places_of_the_roles() {
    let site = TestPortal::new().await;
    let liaison = site.liaison().await;
    let made = site
        .portal
        .create_token(&liaison, draft(TokenScope::Read, 9))
        .await
        .unwrap();
    let page = site.portal.account_page(&liaison).await.unwrap();
    let owner = site.owner().name.clone();
    assert_eq!(page.institution.as_ref(), Some(&owner));
    assert_eq!(page.grants.len(), 1);
    assert_eq!(page.grants[0].place, GrantPlace::Institution(owner));
    assert_eq!(page.tokens, [made.token]);
    let mut gone = liaison.clone();
    gone.grants[0].scope = Scope::Session(SessionId(404));
    let page = site.portal.account_page(&gone).await.unwrap();
    assert_eq!(page.grants, [], "its session is gone");
}
