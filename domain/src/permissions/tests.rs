//! The table, row by row and role by role.

use super::*;
use crate::accounts::Grant;

const OWN: InstitutionId = InstitutionId(7);
const FOREIGN: InstitutionId = InstitutionId(8);
const ME: AccountId = AccountId(1);
const HIM: AccountId = AccountId(2);

fn account(grants: &[(Role, Scope)]) -> Account {
    let grant = |(role, scope): &(Role, Scope)| Grant {
        role: *role,
        scope: scope.clone(),
    };
    Account {
        id: ME,
        login: "someone".into(),
        display_name: "某人（示例）".into(),
        institution: None,
        grants: grants.iter().map(grant).collect(),
        house_bot: false,
    }
}

/// One action for each verb, on things that belong to nobody in these tests.
fn one_of_each() -> Vec<Action> {
    let actions = vec![
        Action::Browse,
        Action::ReadLot(LotState::Draft),
        Action::ReadSession { published: false },
        Action::KeepOwn(HIM),
        Action::Bid,
        Action::SubmitLots(FOREIGN),
        Action::SubmitAnyLots,
        Action::ReadImport(HIM),
        Action::UndoImport(HIM),
        Action::KeepWaivers,
        Action::PublishLots,
        Action::ManageRounds,
        Action::KeepSeasons,
        Action::EditSession(SessionId(9)),
        Action::ReadTargets,
        Action::SeeReserve(FOREIGN),
        Action::Intervene,
        Action::KeepDeposits,
        Action::HandleBidder(HIM),
        Action::ReadProofs,
        Action::KeepDeals,
        Action::WithdrawLot(FOREIGN),
        Action::SeeSystem,
        Action::KeepSystem,
        Action::KeepAccounts,
        Action::KeepOrganisations,
        Action::KeepPeople(FOREIGN),
        Action::GrantRoles(HIM),
        Action::ReadAudit,
        Action::KeepWebhooks(HIM),
        Action::TakePart(FOREIGN),
        Action::KeepParticipations,
        Action::ReadFile(FOREIGN),
        Action::Review(HIM),
        Action::KeepReviews,
        Action::ReadFeedback(FOREIGN),
        Action::ReadFeedbackWords,
        Action::KeepLicences(FOREIGN),
        Action::KeepArticles,
        Action::KeepRegistrations(SessionId(9)),
        Action::KeepFollowUps(HIM),
        Action::DecideReports,
        Action::ReadNeed { published: false },
        Action::SubmitNeeds(FOREIGN),
        Action::KeepNeeds,
    ];
    let verbs: Vec<Verb> = actions.iter().map(|action| action.verb()).collect();
    assert_eq!(verbs, Verb::ALL, "one action for each verb, in order");
    actions
}

/// domain.md §3.7, a line for each role with what it may do to things of others.
#[test]
fn every_role_alone_gets_only_its_rows() {
    for role in Role::ALL {
        let who = account(&[(*role, Scope::Province)]);
        let all = one_of_each().into_iter();
        let allowed: Vec<Verb> = all.filter(|a| who.may(*a)).map(Action::verb).collect();
        let expected: &[Verb] = match role {
            Role::Bidder | Role::Enterprise => &[Verb::Browse, Verb::Bid],
            Role::Liaison | Role::Organiser | Role::Expert | Role::Service | Role::Manager => {
                &[Verb::Browse]
            }
            Role::Centre => &[
                Verb::Browse,
                Verb::SubmitLots,
                Verb::SubmitAnyLots,
                Verb::UndoImport,
                Verb::KeepWaivers,
                Verb::PublishLots,
                Verb::ManageRounds,
                Verb::KeepSeasons,
                Verb::EditSession,
                Verb::ReadTargets,
                Verb::SeeReserve,
                Verb::Intervene,
                Verb::KeepDeposits,
                Verb::HandleBidder,
                Verb::ReadProofs,
                Verb::KeepDeals,
                Verb::SeeSystem,
                Verb::KeepOrganisations,
                Verb::ReadAudit,
                Verb::KeepParticipations,
                Verb::ReadFile,
                Verb::KeepReviews,
                Verb::ReadFeedback,
                Verb::ReadFeedbackWords,
                Verb::KeepLicences,
                Verb::KeepArticles,
                Verb::KeepFollowUps,
                Verb::DecideReports,
                Verb::SubmitNeeds,
                Verb::KeepNeeds,
            ],
            Role::Regulator => &[Verb::Browse, Verb::ReadTargets, Verb::ReadAudit],
            Role::AuditAdmin => &[Verb::Browse, Verb::ReadAudit],
            Role::SystemAdmin => &[Verb::Browse, Verb::SeeSystem, Verb::KeepSystem],
            Role::SecurityAdmin => &[
                Verb::Browse,
                Verb::KeepAccounts,
                Verb::KeepOrganisations,
                Verb::GrantRoles,
            ],
        };
        assert_eq!(allowed, expected, "{role}");
    }
}

#[test]
fn nobody_only_looks_at_what_is_public() {
    for action in one_of_each() {
        let expected = match action.verb() {
            Verb::Browse => Ok(()),
            Verb::ReadLot
            | Verb::ReadNeed
            | Verb::ReadSession
            | Verb::ReadProofs
            | Verb::ReadFile => Err(Denied::NotFound),
            _ => Err(Denied::LoginRequired),
        };
        assert_eq!(check(None, action), expected, "{action:?}");
    }
}

#[test]
fn what_is_not_published_is_not_there() {
    let centre = account(&[(Role::Centre, Scope::Province)]);
    for state in LotState::ALL {
        for who in [None, Some(&centre)] {
            let expected = match state.is_public() {
                true => Ok(()),
                false => Err(Denied::NotFound),
            };
            assert_eq!(check(who, Action::ReadLot(*state)), expected, "{state}");
        }
    }
    assert!(centre.may(Action::ReadSession { published: true }));
    for who in [None, Some(&centre)] {
        assert_eq!(check(who, Action::ReadNeed { published: true }), Ok(()));
        let hidden = check(who, Action::ReadNeed { published: false });
        assert_eq!(hidden, Err(Denied::NotFound));
    }
    let draft = check(None, Action::ReadSession { published: false });
    assert_eq!(draft, Err(Denied::NotFound));
}

#[test]
fn a_role_reaches_as_far_as_its_scope() {
    let liaison = account(&[(Role::Liaison, Scope::Institution(OWN))]);
    for own in [
        Action::SubmitLots(OWN),
        Action::SeeReserve(OWN),
        Action::WithdrawLot(OWN),
        Action::TakePart(OWN),
        Action::ReadFile(OWN),
        Action::ReadFeedback(OWN),
        Action::KeepLicences(OWN),
        Action::SubmitNeeds(OWN),
    ] {
        assert!(liaison.may(own), "{own:?}");
    }
    for foreign in [
        Action::SubmitLots(FOREIGN),
        Action::SeeReserve(FOREIGN),
        Action::WithdrawLot(FOREIGN),
        Action::ReadFeedback(FOREIGN),
        Action::KeepLicences(FOREIGN),
        Action::SubmitNeeds(FOREIGN),
        Action::KeepNeeds,
        Action::ReadFeedbackWords,
        Action::SubmitAnyLots,
    ] {
        assert_eq!(check(Some(&liaison), foreign), Err(Denied::Forbidden));
    }
    let enterprise = account(&[(Role::Enterprise, Scope::Institution(OWN))]);
    assert!(enterprise.may(Action::SubmitNeeds(OWN)) && !enterprise.may(Action::SubmitLots(OWN)));
    assert!(!enterprise.may(Action::SubmitNeeds(FOREIGN)));
    let organiser = account(&[(Role::Organiser, Scope::Session(SessionId(3)))]);
    assert!(organiser.may(Action::EditSession(SessionId(3))));
    assert!(!organiser.may(Action::EditSession(SessionId(4))));
    assert!(organiser.may(Action::KeepRegistrations(SessionId(3))));
    assert!(!organiser.may(Action::KeepRegistrations(SessionId(4))));
    let manager = account(&[(Role::Manager, Scope::Institution(OWN))]);
    assert!(manager.may(Action::KeepPeople(OWN)) && !manager.may(Action::KeepPeople(FOREIGN)));
    let city = account(&[(Role::Regulator, Scope::City("3209".into()))]);
    assert!(!city.may(Action::ReadAudit), "of the province alone");
}

#[test]
fn ones_own_and_everybody_elses() {
    let bidder = account(&[(Role::Bidder, Scope::Province)]);
    assert!(bidder.may(Action::KeepOwn(ME)) && bidder.may(Action::ReadImport(ME)));
    let foreign = check(Some(&bidder), Action::ReadImport(HIM));
    assert_eq!(foreign, Err(Denied::NotFound));
    let expert = account(&[(Role::Expert, Scope::Province)]);
    assert!(expert.may(Action::Review(ME)) && !expert.may(Action::Review(HIM)));
    let centre = account(&[(Role::Centre, Scope::Province)]);
    assert!(
        !centre.may(Action::Review(ME)),
        "who selects does not score"
    );
    assert!(centre.may(Action::HandleBidder(HIM)) && !centre.may(Action::HandleBidder(ME)));
    let security = account(&[(Role::SecurityAdmin, Scope::Province)]);
    assert!(security.may(Action::GrantRoles(HIM)) && !security.may(Action::GrantRoles(ME)));
}

#[test]
fn staff_never_bid_whatever_else_they_are() {
    for (verb, role) in NEVER {
        assert_eq!(*verb, Verb::Bid);
        let both = account(&[(Role::Bidder, Scope::Province), (*role, Scope::Province)]);
        assert_eq!(check(Some(&both), Action::Bid), Err(Denied::Forbidden));
        assert!(is_kept_from(&both, Verb::Bid), "{role}");
    }
    assert!(!account(&[]).may(Action::Bid));
}

/// 三员分立: reliability.md C-02, S-37.
#[test]
fn no_account_is_two_administrators() {
    let held = |roles: &[Role]| {
        let grants: Vec<_> = roles.iter().map(|role| (*role, Scope::Province)).collect();
        account(&grants)
    };
    for one in Role::ALL {
        assert_eq!(check_grants(&held(&[*one, *one]).grants), Ok(()));
        for other in Role::ALL.iter().filter(|other| *other != one) {
            let two = ADMINISTRATORS.contains(one) && ADMINISTRATORS.contains(other);
            let audits = [one, other].contains(&&Role::AuditAdmin);
            let refused = check_grants(&held(&[*one, *other]).grants).is_err();
            assert_eq!(refused, two || audits, "{one} and {other}");
        }
    }
    let (one, other) = (Role::SystemAdmin, Role::AuditAdmin);
    let grants = held(&[Role::Centre, one, other]).grants;
    // The auditor stands apart from the centre as well; the first pair is named.
    let first = GrantRefusal::RolesApart {
        one: Role::Centre,
        other,
    };
    assert_eq!(check_grants(&grants), Err(first));
}

/// Roles that got together past the grant (a line written into the database) open nothing.
#[test]
fn two_administrators_in_one_account_are_none() {
    let both = account(&[
        (Role::SystemAdmin, Scope::Province),
        (Role::SecurityAdmin, Scope::Province),
    ]);
    for action in [
        Action::KeepSystem,
        Action::KeepAccounts,
        Action::GrantRoles(HIM),
    ] {
        assert_eq!(check(Some(&both), action), Err(Denied::Forbidden));
    }
    let auditing_centre = account(&[
        (Role::AuditAdmin, Scope::Province),
        (Role::Centre, Scope::Province),
    ]);
    assert!(!auditing_centre.may(Action::PublishLots) && !auditing_centre.may(Action::ReadAudit));
    assert!(auditing_centre.may(Action::KeepOwn(ME)));
}
