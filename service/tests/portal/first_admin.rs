//! How an installation gets its administrators (reliability.md S-35).

use domain::accounts::{Action, Role};
use domain::tokens::{TokenDraft, TokenScope};
use service::testing::TestPortal;
use service::{AdminLink, Error, SetupDraft};

const PASSWORD: &str = "drei Worte am Hammer";

fn code(link: &AdminLink) -> String {
    link.path.split_once("code=").unwrap().1.to_owned()
}

fn draft(code: &str, login: &str) -> SetupDraft {
    SetupDraft {
        code: code.into(),
        login: login.into(),
        name: "值班管理员（示例）".into(),
        password: PASSWORD.into(),
    }
}

#[tokio::test]
async fn a_fresh_installation_has_no_account_and_one_link_that_works_once() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let replaced = code(&portal.first_admin_link().await.unwrap().unwrap());
    let link = code(&portal.first_admin_link().await.unwrap().unwrap());
    assert_eq!(portal.setup_page(&replaced).await, Err(Error::NotFound));
    assert_eq!(portal.setup_page(&link).await.unwrap().login, None);
    for (draft, refused) in [
        (draft("0123", "desk"), Error::NotFound),
        (draft(&link, "De sk"), Error::invalid("LOGIN_FORM")),
    ] {
        assert_eq!(portal.set_up(draft).await, Err(refused));
    }
    let short = SetupDraft {
        password: "elfZeichen!".into(),
        ..draft(&link, "desk")
    };
    let refused = portal.set_up(short).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid { code, .. } if code.starts_with("PASSWORD")));
    portal.set_up(draft(&link, "Desk")).await.unwrap();
    let account = portal.account_by_login("desk").await.unwrap().unwrap();
    assert!(account.has(Role::Centre) && account.may(Action::PublishLots));
    let again = portal.set_up(draft(&link, "second")).await;
    assert_eq!(again, Err(Error::NotFound), "used up");
    assert!(portal.first_admin_link().await.unwrap().is_none());
}

#[tokio::test]
async fn a_link_expires_and_a_late_first_one_makes_nobody() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let link = code(&portal.first_admin_link().await.unwrap().unwrap());
    site.clock.advance_millis(3_600_001);
    assert_eq!(
        portal.set_up(draft(&link, "desk")).await,
        Err(Error::NotFound)
    );
    // Somebody was let in another way while a fresh link was still about.
    let link = code(&portal.first_admin_link().await.unwrap().unwrap());
    site.centre().await;
    assert_eq!(portal.setup_page(&link).await, Err(Error::NotFound));
    assert_eq!(
        portal.set_up(draft(&link, "desk")).await,
        Err(Error::NotFound)
    );
}

#[tokio::test]
async fn another_password_ends_what_the_old_one_had_opened() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let made = code(&portal.create_admin("desk", "值班（示例）").await.unwrap());
    let taken = portal.create_admin("desk", "值班（示例）").await;
    assert_eq!(taken.unwrap_err(), Error::invalid("LOGIN_TAKEN"));
    portal.set_up(draft(&made, "")).await.unwrap();
    let account = portal.account_by_login("desk").await.unwrap().unwrap();
    let token = TokenDraft {
        name: "program".into(),
        scope: TokenScope::Read,
        days: 9,
    };
    let token = portal.create_token(&account, token).await.unwrap().secret;
    let missing = portal.reset_admin("nobody").await;
    assert_eq!(missing.unwrap_err(), Error::NotFound);
    let reset = code(&portal.reset_admin("desk").await.unwrap());
    let page = portal.setup_page(&reset).await.unwrap();
    assert_eq!(page.login.as_deref(), Some("desk"));
    assert!(
        portal.token_holder(&token).await.unwrap().is_some(),
        "not before"
    );
    portal.set_up(draft(&reset, "")).await.unwrap();
    // Another process knows nothing of the old answer.
    let other = site.beside("other").await;
    assert!(other.token_holder(&token).await.unwrap().is_none());
}
