//! The rows of sign-up, of the people of an organisation, and of roles.

use super::Reader;
use domain::accounts::Role;
use domain::audit::Act;
use domain::organisations::InvitationDraft;
use domain::permissions::RoleStep;
use service::testing::TestPortal;
use service::{Newcomer, RolePlace, RoleWish};

/// Strangers apply, the staff decides, people come and go. No row holds what only the staff may see.
pub async fn organisations(site: &TestPortal, reader: &mut Reader<'_>) {
    let (portal, centre) = (&site.portal, reader.who.clone());
    let (id, code) = site.application("澄川（示例）", "chengchuan").await;
    let rows = reader.wrote(&[Act::ApplicationSubmit]).await;
    assert_eq!((rows[0].actor, rows[0].roles.as_str()), (None, "VISITOR"));
    let text = format!("{rows:?}");
    assert!(!text.contains("19900001234") && !text.contains(&code));
    portal.application_desk(&centre, id).await.unwrap();
    portal.application_desk(&centre, id).await.unwrap();
    portal.application_letter(Some(&centre), id).await.unwrap();
    reader.wrote(&[Act::PersonalRead, Act::PersonalRead]).await;
    let done = portal.return_application(&centre, id, "请补盖公章").await;
    done.unwrap();
    let rows = reader.wrote(&[Act::ApplicationReturn]).await;
    assert_eq!(rows[0].reason.as_deref(), Some("请补盖公章"));
    portal.withdraw_application(&code).await.unwrap();
    assert!(portal.withdraw_application(&code).await.is_err());
    reader.wrote(&[Act::ApplicationWithdraw]).await;
    let (id, _) = site.application("澄川（示例）", "chengchuan").await;
    portal.approve_application(&centre, id).await.unwrap();
    reader
        .wrote(&[
            Act::ApplicationSubmit,
            Act::ApplicationApprove,
            Act::AccountCreate,
        ])
        .await;

    let manager = portal
        .account_by_login("chengchuan")
        .await
        .unwrap()
        .unwrap();
    let draft = || InvitationDraft {
        note: "销售部".into(),
        role: Some(Role::Enterprise),
        manager: false,
    };
    let made = portal.invite(&manager, draft()).await.unwrap();
    let rows = reader.wrote(&[Act::InvitationMake]).await;
    let code = made.link.strip_prefix("/invitation/").unwrap();
    assert!(!format!("{rows:?}").contains(code));
    let newcomer = Newcomer {
        code: code.into(),
        login: "colleague".into(),
        name: "同事（示例）".into(),
        password: "drei Worte am Hammer".into(),
    };
    portal.accept_invitation(newcomer.clone()).await.unwrap();
    assert!(portal.accept_invitation(newcomer).await.is_err());
    let rows = reader.wrote(&[Act::InvitationAccept]).await;
    assert_eq!(rows[0].roles, "ENT");
    let made = portal.invite(&manager, draft()).await.unwrap();
    portal.end_invitation(&manager, made.id).await.unwrap();
    reader
        .wrote(&[Act::InvitationMake, Act::InvitationEnd])
        .await;
    let colleague = portal.account_by_login("colleague").await.unwrap().unwrap();
    portal.deactivate(&manager, colleague.id).await.unwrap();
    reader.wrote(&[Act::AccountDeactivate]).await;
}

/// One proposes, another decides.
pub async fn roles(site: &TestPortal, reader: &mut Reader<'_>) {
    let portal = &site.portal;
    let (one, two) = (site.security("one").await, site.security("two").await);
    site.account("expert", Vec::new(), None).await;
    let wish = || RoleWish {
        login: "expert".into(),
        step: RoleStep::Grant,
        role: Role::Expert,
        place: RolePlace::Province,
        reason: "评审需要".into(),
    };
    let declined = portal.propose_role(&one, wish()).await.unwrap();
    portal.decide_role(&one, declined, false).await.unwrap();
    let approved = portal.propose_role(&one, wish()).await.unwrap();
    assert!(portal.decide_role(&one, approved, true).await.is_err());
    portal.decide_role(&two, approved, true).await.unwrap();
    let acts = [
        Act::RolePropose,
        Act::RoleDecline,
        Act::RolePropose,
        Act::RoleChange,
    ];
    let rows = reader.wrote(&acts).await;
    assert!(
        rows.iter()
            .all(|row| row.reason.as_deref() == Some("评审需要"))
    );
}
