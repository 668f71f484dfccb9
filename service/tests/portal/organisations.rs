//! Organisations sign up, their people come and go.

use domain::accounts::{Account, Action, Role, Scope};
use domain::ids::{ApplicationId, InvitationId};
use domain::organisations::{ApplicationState as S, INVITATION_VALID_MS, InvitationDraft};
use service::testing::{TEST_CREDIT_CODE, TestPortal, sign_up_form};
use service::{Error, Newcomer, SignUp};

const PASSWORD: &str = "drei Worte am Hammer";
const NAME: &str = "澄川精密仪器有限公司（示例）";

async fn state(site: &TestPortal, code: &str) -> S {
    site.portal.own_application(code).await.unwrap().state
}

async fn account(site: &TestPortal, login: &str) -> Account {
    let found = site.portal.account_by_login(login).await.unwrap();
    found.expect("an account")
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

#[tokio::test]
async fn with_the_approval_the_organisation_and_its_first_person_are_there() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let (id, code) = site.application(NAME, "Chengchuan").await;
    assert_eq!(state(&site, &code).await, S::Submitted);
    assert!(
        site.portal.sign_in("chengchuan", PASSWORD).await.is_err(),
        "not yet"
    );
    let desk = site.portal.application_desk(&centre, id).await.unwrap();
    assert_eq!(desk.own.applicant.unwrap().phone, "19900001234");
    assert_eq!(desk.letter, Some(("授权书.pdf".into(), 9)));
    let login = site.portal.approve_application(&centre, id).await.unwrap();
    assert_eq!(login, "chengchuan");
    assert_eq!(state(&site, &code).await, S::Approved);
    site.portal.sign_in("chengchuan", PASSWORD).await.unwrap();
    let person = account(&site, "chengchuan").await;
    let of = person.institution.unwrap();
    assert!(person.may(Action::Bid) && person.may(Action::KeepPeople(of)));
    let scope = Scope::Institution(of);
    assert!(person.grants.iter().all(|grant| grant.scope == scope));
    let mut tx = site.portal.store().read().await.unwrap();
    let institution = tx.institution(of).await.unwrap().unwrap();
    assert_eq!(institution.name, NAME);
    assert_eq!(institution.credit_code.as_deref(), Some(TEST_CREDIT_CODE));
    drop(tx);
    for again in [
        site.portal
            .approve_application(&centre, id)
            .await
            .map(|_| ()),
        site.portal.return_application(&centre, id, "迟了").await,
        site.portal.withdraw_application(&code).await,
    ] {
        assert_eq!(refused(again), "APPLICATION_STATE");
    }
}

#[tokio::test]
async fn a_returned_application_is_put_right_by_its_link() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let (id, code) = site.application(NAME, "chengchuan").await;
    let again = |code: &str| SignUp {
        code: code.into(),
        ..sign_up_form(NAME, "second")
    };
    assert_eq!(
        refused(site.portal.sign_up(again(&code)).await),
        "APPLICATION_STATE"
    );
    let unsaid = site.portal.return_application(&centre, id, " ").await;
    assert_eq!(refused(unsaid), "REASON_LENGTH");
    let done = site
        .portal
        .return_application(&centre, id, "请补盖公章")
        .await;
    done.unwrap();
    let own = site.portal.own_application(&code).await.unwrap();
    assert_eq!(
        (own.state, own.reason.as_deref()),
        (S::Returned, Some("请补盖公章"))
    );
    assert_eq!(
        site.portal.sign_up(again("0123")).await,
        Err(Error::NotFound)
    );
    let same = site.portal.sign_up(again(&code)).await.unwrap();
    assert_eq!(same, code);
    let own = site.portal.own_application(&code).await.unwrap();
    assert_eq!((own.state, own.login.as_str()), (S::Submitted, "second"));
    assert_eq!(own.reason, None);
    site.portal.approve_application(&centre, id).await.unwrap();
    site.portal.sign_in("second", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_withdrawal_takes_letter_contact_and_password() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let (id, code) = site.application(NAME, "chengchuan").await;
    site.portal.withdraw_application(&code).await.unwrap();
    assert_eq!(state(&site, &code).await, S::Withdrawn);
    let desk = site.portal.application_desk(&centre, id).await.unwrap();
    assert_eq!((desk.own.applicant, desk.letter), (None, None));
    let letter = site.portal.application_letter(Some(&centre), id).await;
    assert_eq!(letter, Err(Error::NotFound));
    let mut tx = site.portal.store().read().await.unwrap();
    assert_eq!(tx.application(id).await.unwrap().unwrap().password, None);
    drop(tx);
    let late = site.portal.approve_application(&centre, id).await;
    assert_eq!(refused(late), "APPLICATION_STATE");
}

/// reliability.md S-06: what is known already is answered like what is not.
#[tokio::test]
async fn nobody_learns_by_signing_up_who_is_there() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let (first, _) = site.application(NAME, "chengchuan").await;
    site.portal
        .approve_application(&centre, first)
        .await
        .unwrap();
    let (second, code) = site.application(NAME, "chengchuan").await;
    let own = site.portal.own_application(&code).await.unwrap();
    assert_eq!((own.state, own.reason), (S::Submitted, None));
    // The staff is told.
    let desk = site.portal.application_desk(&centre, second).await.unwrap();
    assert_eq!(
        (desk.known.as_deref(), desk.login_taken),
        (Some(NAME), true)
    );
    let taken = site.portal.approve_application(&centre, second).await;
    assert_eq!(refused(taken), "LOGIN_TAKEN");
    let (third, _) = site.application("别名（示例）", "another").await;
    site.portal
        .approve_application(&centre, third)
        .await
        .unwrap();
    let of = account(&site, "chengchuan").await.institution;
    assert_eq!(
        account(&site, "another").await.institution,
        of,
        "one code, one organisation"
    );
}

#[tokio::test]
async fn a_name_is_not_taken_from_whoever_has_another_code() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let (first, _) = site.application(NAME, "chengchuan").await;
    site.portal
        .approve_application(&centre, first)
        .await
        .unwrap();
    let mut other = sign_up_form(NAME, "impostor");
    other.draft.credit_code = "12329999DM0010A127".into();
    let code = site.portal.sign_up(other).await.unwrap();
    let page = site
        .portal
        .office_applications(&centre, S::Submitted, None)
        .await;
    let id = page.unwrap().lines[0].id;
    let desk = site.portal.application_desk(&centre, id).await.unwrap();
    assert!(desk.name_taken && desk.known.is_none());
    let refusal = refused(site.portal.approve_application(&centre, id).await);
    assert_eq!(refusal, "ORGANISATION_NAME_TAKEN");
    assert_eq!(
        state(&site, &code).await,
        S::Submitted,
        "nothing half written"
    );
    assert!(
        site.portal
            .account_by_login("impostor")
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn what_is_sent_in_is_checked_before_anything_is_kept() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let refusal = async |change: fn(&mut SignUp)| {
        let mut form = sign_up_form(NAME, "chengchuan");
        change(&mut form);
        refused(site.portal.sign_up(form).await)
    };
    assert_eq!(
        refusal(|f| f.draft.credit_code = "1".into()).await,
        "USCC_FORMAT"
    );
    assert_eq!(refusal(|f| f.login = "a b".into()).await, "LOGIN_FORM");
    assert_eq!(
        refusal(|f| f.file = b"<svg/>".to_vec()).await,
        "LETTER_KIND"
    );
    assert_eq!(refusal(|f| f.file.clear()).await, "LETTER_MISSING");
    assert!(
        refusal(|f| f.password = "short".into())
            .await
            .starts_with("PASSWORD")
    );
    let page = site
        .portal
        .office_applications(&centre, S::Submitted, None)
        .await;
    assert!(page.unwrap().lines.is_empty());
}

#[tokio::test]
async fn applications_are_the_staffs() {
    let site = TestPortal::new().await;
    let bidder = site.bidder("anna").await.account;
    let (id, _) = site.application(NAME, "chengchuan").await;
    let portal = &site.portal;
    let page = portal
        .office_applications(&bidder, S::Submitted, None)
        .await;
    assert_eq!(page, Err(Error::Forbidden));
    assert_eq!(
        portal.application_desk(&bidder, id).await,
        Err(Error::Forbidden)
    );
    assert_eq!(
        portal.application_letter(None, id).await,
        Err(Error::LoginRequired)
    );
    let letter = portal.application_letter(Some(&bidder), id).await;
    assert_eq!(letter, Err(Error::Forbidden));
    let approved = portal.approve_application(&bidder, id).await;
    assert_eq!(approved, Err(Error::Forbidden));
    let centre = site.centre().await.account;
    let nobodys = portal.application_desk(&centre, ApplicationId(999)).await;
    assert_eq!(nobodys, Err(Error::NotFound));
}

fn invitation(role: Role) -> InvitationDraft {
    InvitationDraft {
        note: "科技处".into(),
        role: Some(role),
        manager: false,
    }
}

fn newcomer(link: &str, login: &str) -> Newcomer {
    Newcomer {
        code: link.strip_prefix("/invitation/").unwrap().into(),
        login: login.into(),
        name: "同事（示例）".into(),
        password: PASSWORD.into(),
    }
}

#[tokio::test]
async fn an_invitation_works_once_and_not_for_ever() {
    let site = TestPortal::new().await;
    let (portal, manager) = (&site.portal, site.manager().await);
    let made = portal
        .invite(&manager, invitation(Role::Bidder))
        .await
        .unwrap();
    let first = newcomer(&made.link, "colleague");
    let page = portal.invitation_page(&first.code).await.unwrap();
    assert_eq!(page.institution, site.owner().name);
    let taken = Newcomer {
        login: "manager".into(),
        ..first.clone()
    };
    assert_eq!(
        refused(portal.accept_invitation(taken).await),
        "LOGIN_TAKEN"
    );
    portal.accept_invitation(first.clone()).await.unwrap();
    let again = portal
        .accept_invitation(newcomer(&made.link, "third"))
        .await;
    assert_eq!(again, Err(Error::NotFound));
    let person = account(&site, "colleague").await;
    assert_eq!(person.institution, Some(site.owner().id));
    assert!(person.may(Action::Bid) && !person.has(Role::Manager));
    portal.sign_in("colleague", PASSWORD).await.unwrap();
    let late = portal
        .invite(&manager, invitation(Role::Bidder))
        .await
        .unwrap();
    site.clock.advance_millis(INVITATION_VALID_MS);
    let late = portal.accept_invitation(newcomer(&late.link, "late")).await;
    assert_eq!(late, Err(Error::NotFound));
}

#[tokio::test]
async fn an_organisation_has_one_liaison() {
    let site = TestPortal::new().await;
    let (portal, manager) = (&site.portal, site.manager().await);
    let two = [
        portal
            .invite(&manager, invitation(Role::Liaison))
            .await
            .unwrap(),
        portal
            .invite(&manager, invitation(Role::Liaison))
            .await
            .unwrap(),
    ];
    let first = newcomer(&two[0].link, "first");
    portal.accept_invitation(first).await.unwrap();
    let second = portal
        .accept_invitation(newcomer(&two[1].link, "second"))
        .await;
    assert_eq!(refused(second), "LIAISON_ALREADY_SET");
    let third = portal.invite(&manager, invitation(Role::Liaison)).await;
    assert_eq!(refused(third), "LIAISON_ALREADY_SET");
    let id = account(&site, "first").await.id;
    portal.deactivate(&manager, id).await.unwrap();
    portal
        .accept_invitation(newcomer(&two[1].link, "second"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_deactivated_person_is_out_with_all_that_was_his() {
    let site = TestPortal::new().await;
    let (portal, manager) = (&site.portal, site.manager().await);
    let deputy = InvitationDraft {
        manager: true,
        ..invitation(Role::Bidder)
    };
    let made = portal.invite(&manager, deputy).await.unwrap();
    portal
        .accept_invitation(newcomer(&made.link, "deputy"))
        .await
        .unwrap();
    let deputy = account(&site, "deputy").await;
    let signed_in = portal.sign_in("deputy", PASSWORD).await.unwrap();
    let open = portal
        .invite(&deputy, invitation(Role::Bidder))
        .await
        .unwrap();
    let own = portal.deactivate(&manager, manager.id).await;
    assert_eq!(refused(own), "PERSON_NOT_ENDED");
    portal.deactivate(&manager, deputy.id).await.unwrap();
    let other = site.beside("other").await;
    assert_eq!(other.account_of(&signed_in.token).await.unwrap(), None);
    assert!(portal.sign_in("deputy", PASSWORD).await.is_err());
    let orphan = portal
        .accept_invitation(newcomer(&open.link, "orphan"))
        .await;
    assert_eq!(orphan, Err(Error::NotFound));
    let page = portal.people_page(&manager).await.unwrap();
    let line = page
        .people
        .iter()
        .find(|one| one.login == "deputy")
        .unwrap();
    assert!(!line.active && !line.can_end);
}

#[tokio::test]
async fn people_of_others_are_not_there() {
    let site = TestPortal::new().await;
    let (portal, manager) = (&site.portal, site.manager().await);
    let liaison = site.liaison().await;
    let page = portal.people_page(&liaison).await;
    assert_eq!(page, Err(Error::Forbidden), "a liaison looks after lots");
    let stranger = site.bidder("anna").await.account;
    let foreign = portal.deactivate(&manager, stranger.id).await;
    assert_eq!(foreign, Err(Error::NotFound));
    let none = portal.end_invitation(&manager, InvitationId(999)).await;
    assert_eq!(none, Err(Error::NotFound));
    let made = portal
        .invite(&manager, invitation(Role::Bidder))
        .await
        .unwrap();
    portal.end_invitation(&manager, made.id).await.unwrap();
    let called_off = portal.accept_invitation(newcomer(&made.link, "late")).await;
    assert_eq!(called_off, Err(Error::NotFound));
    let again = portal.end_invitation(&manager, made.id).await;
    assert_eq!(again, Err(Error::NotFound));
}
