//! Roles are granted and taken by two security administrators (reliability.md S-36).

use domain::accounts::{Account, Role};
use domain::audit::{Act, Query};
use domain::permissions::{PROPOSAL_VALID_MS, RoleStep};
use service::testing::TestPortal;
use service::{Error, RolePlace, RoleWish};

fn wish(login: &str, step: RoleStep, role: Role) -> RoleWish {
    RoleWish {
        login: login.into(),
        step,
        role,
        place: RolePlace::Province,
        reason: "岗位调整".into(),
    }
}

async fn held(site: &TestPortal, login: &str) -> Account {
    let found = site.portal.account_by_login(login).await.unwrap();
    found.expect("an account")
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

#[tokio::test]
async fn a_role_takes_two_and_the_record_says_before_and_after() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (one, two) = (site.security("one").await, site.security("two").await);
    let centre = site.centre().await.account;
    let anna = site.bidder("anna").await.account;
    let grant = wish("Anna", RoleStep::Grant, Role::Expert);
    let id = portal.propose_role(&one, grant.clone()).await.unwrap();
    assert_eq!(
        refused(portal.decide_role(&one, id, true).await),
        "SAME_PERSON"
    );
    assert_eq!(
        portal.decide_role(&centre, id, true).await,
        Err(Error::Forbidden)
    );
    assert!(!held(&site, "anna").await.has(Role::Expert), "not by one");
    let page = portal.roles_page(&two).await.unwrap();
    assert!(page.waiting[0].can_approve);
    portal.decide_role(&two, id, true).await.unwrap();
    assert!(held(&site, "anna").await.has(Role::Expert));
    assert!(portal.decide_role(&two, id, true).await.is_err(), "once");
    assert_eq!(refused(portal.propose_role(&one, grant).await), "ROLE_HELD");

    let all = portal.audit_page(&centre, &Query::default()).await.unwrap();
    let row = all
        .rows
        .iter()
        .find(|row| row.act == Act::RoleChange)
        .unwrap();
    assert_eq!(
        (row.actor, row.object.as_str()),
        (Some(two.id), anna.id.to_string().as_str())
    );
    assert!(!row.before.as_deref().unwrap().contains("EXP"));
    assert!(row.after.as_deref().unwrap().contains("EXP"));
    assert_eq!(row.reason.as_deref(), Some("岗位调整"));

    let take = wish("anna", RoleStep::Withdraw, Role::Expert);
    let id = portal.propose_role(&two, take).await.unwrap();
    portal.decide_role(&one, id, true).await.unwrap();
    assert!(!held(&site, "anna").await.has(Role::Expert));
}

#[tokio::test]
async fn nobody_grants_to_himself_and_administrators_stay_apart() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (one, two) = (site.security("one").await, site.security("two").await);
    let own = wish("one", RoleStep::Grant, Role::Centre);
    assert_eq!(portal.propose_role(&one, own).await, Err(Error::Forbidden));
    let about_two = wish("two", RoleStep::Grant, Role::Centre);
    let id = portal.propose_role(&one, about_two).await.unwrap();
    assert_eq!(
        portal.decide_role(&two, id, true).await,
        Err(Error::Forbidden)
    );
    assert_eq!(
        portal.decide_role(&two, id, false).await,
        Err(Error::Forbidden)
    );
    let apart = wish("two", RoleStep::Grant, Role::SystemAdmin);
    assert_eq!(
        refused(portal.propose_role(&one, apart).await),
        "ROLES_APART"
    );
    let narrow = RoleWish {
        place: RolePlace::Institution(String::new()),
        ..wish("two", RoleStep::Grant, Role::Centre)
    };
    assert_eq!(
        refused(portal.propose_role(&one, narrow).await),
        "ROLE_PLACE_UNKNOWN"
    );
    let unknown = wish("nobody", RoleStep::Grant, Role::Centre);
    assert_eq!(
        refused(portal.propose_role(&one, unknown).await),
        "ACCOUNT_UNKNOWN"
    );
}

#[tokio::test]
async fn a_proposal_is_judged_when_it_is_approved() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (one, two) = (site.security("one").await, site.security("two").await);
    site.account("free", Vec::new(), None).await;
    let system = wish("free", RoleStep::Grant, Role::SystemAdmin);
    let first = portal.propose_role(&one, system.clone()).await.unwrap();
    let audit = wish("free", RoleStep::Grant, Role::AuditAdmin);
    let second = portal.propose_role(&one, audit).await.unwrap();
    portal.decide_role(&two, second, true).await.unwrap();
    assert_eq!(
        refused(portal.decide_role(&two, first, true).await),
        "ROLES_APART"
    );
    portal.decide_role(&two, first, false).await.unwrap();
    let page = portal.roles_page(&one).await.unwrap();
    assert!(page.waiting.is_empty());
    assert_eq!(page.past[1].decided.as_ref().map(|one| one.0), Some(false));

    site.account("later", Vec::new(), None).await;
    let late = wish("later", RoleStep::Grant, Role::Centre);
    let late = portal.propose_role(&one, late).await.unwrap();
    site.clock.advance_millis(PROPOSAL_VALID_MS);
    assert_eq!(
        refused(portal.decide_role(&two, late, true).await),
        "PROPOSAL_EXPIRED"
    );
    assert!(held(&site, "later").await.grants.is_empty());
}

#[tokio::test]
async fn the_operator_grants_alone_and_is_on_record() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    site.account("free", Vec::new(), None).await;
    let grant = wish("free", RoleStep::Grant, Role::SecurityAdmin);
    let page = site.portal.change_role_by_operator(grant.clone()).await;
    assert_eq!(page, Err(Error::Forbidden), "not from a page");
    let operator = site.portal.clone().for_operator();
    operator
        .change_role_by_operator(grant.clone())
        .await
        .unwrap();
    assert!(held(&site, "free").await.has(Role::SecurityAdmin));
    assert_eq!(
        refused(operator.change_role_by_operator(grant).await),
        "ROLE_HELD"
    );
    let apart = wish("free", RoleStep::Grant, Role::AuditAdmin);
    assert_eq!(
        refused(operator.change_role_by_operator(apart).await),
        "ROLES_APART"
    );
    let all = site
        .portal
        .audit_page(&centre, &Query::default())
        .await
        .unwrap();
    assert_eq!(
        (all.rows[0].act, all.rows[0].actor),
        (Act::RoleChange, None)
    );
    assert_eq!(all.rows[0].roles, "OPERATOR");
}

/// No token has other rights than those that it was made with (reliability.md S-08).
#[tokio::test]
async fn whose_roles_change_signs_in_anew() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (one, two) = (site.security("one").await, site.security("two").await);
    for login in ["anna", "ben"] {
        site.bidder(login).await;
    }
    let sign_in = async |login| portal.sign_in(login, "test-password").await.unwrap().token;
    let anna = [sign_in("anna").await, sign_in("anna").await];
    let ben = sign_in("ben").await;
    let grant = wish("anna", RoleStep::Grant, Role::Expert);
    let id = portal.propose_role(&one, grant.clone()).await.unwrap();
    let is_in = async |token: &str| portal.login_of(token).await.unwrap().is_some();
    assert!(is_in(&anna[0]).await, "nothing has changed yet");
    portal.decide_role(&two, id, true).await.unwrap();
    for token in &anna {
        assert!(!is_in(token).await, "at once");
    }
    assert!(is_in(&ben).await, "nobody else");
    let again = sign_in("anna").await;
    let held = portal.account_of(&again).await.unwrap().unwrap();
    assert!(held.has(Role::Expert));
    // As by the operator, and not when it is declined.
    let take = wish("anna", RoleStep::Withdraw, Role::Expert);
    let id = portal.propose_role(&one, take.clone()).await.unwrap();
    portal.decide_role(&two, id, false).await.unwrap();
    assert!(is_in(&again).await);
    let operator = portal.clone().for_operator();
    operator.change_role_by_operator(take).await.unwrap();
    assert!(!is_in(&again).await);
}
