//! Applications with their letters, invitations, proposals of roles, people.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::accounts::{Grant, Role, Scope};
use domain::evidence::{FileHash, Reason};
use domain::ids::{AccountId, ApplicationId, InstitutionId};
use domain::institutions::InstitutionKind;
use domain::organisations::{Applicant, ApplicationState as S, Seat};
use domain::permissions::{RoleChange, RoleProposal, RoleStep};
use store::{Decided, NewApplication, NewInvitation, Result, StoreError};

stories!(
    an_application_goes_its_way,
    a_withdrawal_leaves_nothing_personal,
    whoever_goes_is_nobodys_contact,
    an_invitation_works_once,
    a_proposal_is_decided_once_by_another,
    institutions_are_found_by_their_code
);

const FILE: &[u8] = b"%PDF-1.4\n";

fn applicant(name: &str) -> Applicant {
    Applicant {
        name: name.into(),
        credit_code: "91329999MA9DEMQ15L".into(),
        kind: InstitutionKind::Enterprise,
        seat: Seat::parse("3204").expect("a city"),
        contact: "示例联系人".into(),
        phone: "19900001234".into(),
    }
}

fn application<'a>(link: &'a [u8], applicant: &'a Applicant) -> NewApplication<'a> {
    NewApplication {
        link,
        applicant,
        login: "newcomer",
        password: "hash",
        file_name: "授权书.pdf",
        hash: FileHash([7; 32]),
        file: FILE,
        at: NOON,
    }
}

fn decided(from: S, state: S) -> Decided<'static> {
    Decided {
        from,
        state,
        at: NOON.plus_millis(1),
        by: (state != S::Withdrawn).then_some(AccountId(7)),
        reason: (state == S::Returned).then_some("请补盖公章"),
        made: (state == S::Approved).then_some((InstitutionId(1), AccountId(7))),
    }
}

async fn an_application_goes_its_way(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    tx.insert_account(&make::account(7), Some("hash")).await?;
    let (one, two) = (applicant("甲（示例）"), applicant("乙（示例）"));
    let id = tx.insert_application(&application(b"one", &one)).await?;
    let other = tx.insert_application(&application(b"two", &two)).await?;
    assert_eq!(tx.applications_waiting(1).await?, 1, "counting stops");
    assert_eq!(tx.applications_waiting(9).await?, 2);
    let lines = tx.applications(S::Submitted, None, 9).await?;
    let ids: Vec<ApplicationId> = lines.iter().map(|line| line.id).collect();
    assert_eq!(ids, [other, id]);
    let below = tx.applications(S::Submitted, Some(other), 9).await?;
    assert_eq!(below.len(), 1);
    let found = tx
        .application_of_link(b"one")
        .await?
        .expect("an application");
    assert_eq!((found.id, found.own.applicant.as_ref()), (id, Some(&one)));
    assert_eq!(found.letter, Some(("授权书.pdf".into(), FILE.len() as u32)));
    assert_eq!(tx.application_of_link(b"none").await?, None);

    tx.decide_application(id, &decided(S::Submitted, S::Returned))
        .await?;
    let found = tx.application(id).await?.expect("an application");
    assert_eq!(found.own.reason.as_deref(), Some("请补盖公章"));
    assert!(found.password.is_some() && found.decided_by.is_some());
    tx.resubmit_application(id, &application(b"one", &two))
        .await?;
    let found = tx.application(id).await?.expect("an application");
    assert_eq!((found.own.state, found.own.reason), (S::Submitted, None));
    assert_eq!(found.own.applicant, Some(two));
    tx.decide_application(id, &decided(S::Submitted, S::Approved))
        .await?;
    let found = tx.application(id).await?.expect("an application");
    assert_eq!((found.own.state, found.password), (S::Approved, None));
    let letter = tx.application_letter(id).await?;
    assert_eq!(letter, Some(("授权书.pdf".into(), FILE.to_vec())));
    tx.commit().await?;

    // Whoever comes too late changes nothing.
    for late in [
        decided(S::Submitted, S::Returned),
        decided(S::Approved, S::Withdrawn),
    ] {
        let mut tx = bench.store.write().await?;
        let refused = tx.decide_application(id, &late).await;
        assert!(matches!(refused, Err(StoreError::Conflict)));
    }
    Ok(())
}

async fn a_withdrawal_leaves_nothing_personal(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let one = applicant("甲（示例）");
    let id = tx.insert_application(&application(b"one", &one)).await?;
    tx.decide_application(id, &decided(S::Submitted, S::Withdrawn))
        .await?;
    let found = tx.application(id).await?.expect("an application");
    assert_eq!(
        (found.own.applicant, found.password, found.letter),
        (None, None, None)
    );
    assert_eq!(tx.application_letter(id).await?, None);
    Ok(())
}

async fn whoever_goes_is_nobodys_contact(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let seven = AccountId(7);
    tx.insert_account(&make::account(7), Some("hash")).await?;
    let one = applicant("甲（示例）");
    let id = tx.insert_application(&application(b"one", &one)).await?;
    tx.decide_application(id, &decided(S::Submitted, S::Approved))
        .await?;
    let own = tx.own_applications(seven, 9).await?;
    assert_eq!(own, [(NOON, one)], "as he is given it");
    assert!(tx.erase_account(seven, "已注销账号", NOON).await?.is_some());
    let left = tx.application(id).await?.expect("an application");
    assert_eq!(left.own.login, "erased:7");
    let left = left.own.applicant.expect("the organisation");
    assert_eq!((left.contact.as_str(), left.phone.as_str()), ("", ""));
    assert_eq!(left.name, "甲（示例）");
    Ok(())
}

async fn an_invitation_works_once(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    tx.insert_account(&make::account(7), Some("hash")).await?;
    tx.insert_account(&make::account(8), None).await?;
    let (of, later) = (InstitutionId(2), NOON.plus_millis(1_000));
    let grants = [Grant {
        role: Role::Bidder,
        scope: Scope::Institution(of),
    }];
    let invitation = |link| NewInvitation {
        link,
        institution: of,
        note: "科技处",
        grants: &grants,
        by: AccountId(7),
        at: NOON,
        expires_at: later,
    };
    let id = tx.insert_invitation(&invitation(b"one")).await?;
    let other = tx.insert_invitation(&invitation(b"two")).await?;
    let found = tx
        .invitation_of_link(b"one", NOON)
        .await?
        .expect("an invitation");
    assert_eq!((found.id, found.grants.as_slice()), (id, grants.as_slice()));
    assert_eq!(
        tx.invitation_of_link(b"one", later).await?,
        None,
        "it expires on time"
    );
    assert_eq!(tx.invitations_waiting(of, NOON).await?, 2);
    assert!(
        !tx.end_invitation(id, InstitutionId(1), None, NOON).await?,
        "of another"
    );
    assert!(tx.end_invitation(id, of, Some(AccountId(8)), NOON).await?);
    assert!(!tx.end_invitation(id, of, None, NOON).await?);
    assert_eq!(tx.invitation_of_link(b"one", NOON).await?, None);
    assert_eq!(tx.end_invitations_by(AccountId(7), of, NOON).await?, 1);
    let all = tx.invitations(of, 9).await?;
    let accounts: Vec<_> = all.iter().map(|one| (one.id, one.account)).collect();
    assert_eq!(accounts, [(other, None), (id, Some(AccountId(8)))]);
    assert!(all.iter().all(|one| one.ended_at == Some(NOON)));
    Ok(())
}

async fn a_proposal_is_decided_once_by_another(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    for number in 7..10 {
        tx.insert_account(&make::account(number), Some("hash"))
            .await?;
    }
    let grant = Grant {
        role: Role::Expert,
        scope: Scope::Province,
    };
    let proposal = RoleProposal {
        change: RoleChange {
            step: RoleStep::Grant,
            grant: grant.clone(),
        },
        reason: Reason::parse("岗位调整").expect("a reason"),
        by: AccountId(7),
        at: NOON,
    };
    let id = tx.insert_proposal(AccountId(9), &proposal).await?;
    let stored = tx.proposal(id).await?.expect("a proposal");
    assert_eq!((stored.proposal, stored.decision), (proposal, None));
    assert_eq!(stored.about.0, AccountId(9));
    let mut about = tx.hold_account(AccountId(9)).await?.expect("an account");
    about.grants.push(grant);
    tx.put_grants(about.id, &about.grants).await?;
    assert_eq!(tx.account(about.id).await?, Some(about));
    assert_eq!(tx.staff(9).await?.len(), 3);
    tx.commit().await?;

    let mut tx = bench.store.write().await?;
    let alone = tx.decide_proposal(id, true, AccountId(7), NOON).await;
    assert!(alone.is_err(), "nobody approves his own");
    drop(tx);
    let mut tx = bench.store.write().await?;
    assert!(tx.decide_proposal(id, true, AccountId(8), NOON).await?);
    assert!(!tx.decide_proposal(id, false, AccountId(8), NOON).await?);
    let decision = tx.proposals(9).await?.remove(0).decision;
    assert!(decision.expect("a decision").approved);
    Ok(())
}

async fn institutions_are_found_by_their_code(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let code = "91329999MA9DEMQ15L";
    assert_eq!(tx.institution_by_credit_code(code).await?, None);
    let mut second = tx
        .institution(InstitutionId(2))
        .await?
        .expect("a university");
    second.credit_code = Some(code.into());
    tx.put_credit_code(&second).await?;
    assert_eq!(
        tx.institution_by_credit_code(code).await?,
        Some(second.clone())
    );
    assert!(tx.hold_institution(second.id).await?);
    assert!(!tx.hold_institution(InstitutionId(99)).await?);
    let person = domain::accounts::Account {
        institution: Some(second.id),
        ..make::account(7)
    };
    tx.insert_account(&person, Some("hash")).await?;
    assert_eq!(tx.people_of(second.id, 9).await?, [(person.clone(), true)]);
    tx.renew_sign_in(person.id, None, NOON).await?;
    assert_eq!(tx.people_of(second.id, 9).await?, [(person, false)]);
    Ok(())
}
