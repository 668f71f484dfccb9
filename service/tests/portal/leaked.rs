//! Passwords that leaked elsewhere, wherever somebody chooses one (reliability.md S-02). That of a
//! recovery stands with the mails.

use domain::accounts::Role;
use domain::organisations::InvitationDraft;
use service::testing::{TestPortal, sign_up_form};
use service::{Error, Newcomer, SetupDraft, SignUp};

/// Long enough, without any piece of the portal's own list, and among the most used of all.
const LEAKED: &str = "sonyericsson";

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

#[tokio::test]
async fn a_password_that_leaked_is_refused_wherever_one_is_chosen() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let before = portal.hashes_made();

    let form = SignUp {
        password: LEAKED.into(),
        ..sign_up_form("澄川精密仪器有限公司（示例）", "chengchuan")
    };
    assert_eq!(refused(portal.sign_up(form).await), "PASSWORD_COMMON");

    let manager = site.manager().await;
    let draft = InvitationDraft {
        note: "科技处".into(),
        role: Some(Role::Bidder),
        manager: false,
    };
    let made = portal.invite(&manager, draft).await.unwrap();
    let newcomer = Newcomer {
        code: made.link.strip_prefix("/invitation/").unwrap().into(),
        login: "colleague".into(),
        name: "同事（示例）".into(),
        password: LEAKED.into(),
    };
    let accepted = portal.accept_invitation(newcomer.clone()).await;
    assert_eq!(refused(accepted), "PASSWORD_COMMON");
    let page = portal.invitation_page(&newcomer.code).await;
    assert!(page.is_ok(), "the link stays as it is");

    let link = portal.first_admin_link().await.unwrap().unwrap();
    let code = link.path.split_once("code=").unwrap().1.to_owned();
    let draft = SetupDraft {
        code: code.clone(),
        login: "desk".into(),
        name: "值班管理员（示例）".into(),
        password: LEAKED.into(),
    };
    assert_eq!(refused(portal.set_up(draft).await), "PASSWORD_COMMON");
    assert!(portal.setup_page(&code).await.is_ok());

    let anna = site.bidder("anna").await.account;
    let old = "test-password".to_owned();
    let changed = portal.change_password(&anna, None, old, LEAKED.into());
    assert_eq!(refused(changed.await), "PASSWORD_COMMON");
    assert_eq!(portal.hashes_made(), before, "nothing was hashed");
    assert!(portal.sign_in("anna", "test-password").await.is_ok());
}
