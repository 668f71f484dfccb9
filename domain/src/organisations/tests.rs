//! Examples, and what holds for all of them.

use super::*;
use crate::accounts::Account;
use crate::ids::AccountId;
use proptest::prelude::*;

fn draft() -> ApplicationDraft {
    ApplicationDraft {
        name: " 示例电池材料有限公司（示例） ".into(),
        credit_code: "９１329999MA9DEMQ15l".into(),
        kind: "ENT".into(),
        seat: "3204".into(),
        contact: "示例联系人".into(),
        phone: "199 0000 1234".into(),
    }
}

#[test]
fn five_arrows_and_no_other() {
    use ApplicationEvent as E;
    use ApplicationState as S;
    let arrows = [
        (S::Submitted, E::Approve, S::Approved),
        (S::Submitted, E::Return, S::Returned),
        (S::Submitted, E::Withdraw, S::Withdrawn),
        (S::Returned, E::Resubmit, S::Submitted),
        (S::Returned, E::Withdraw, S::Withdrawn),
    ];
    for from in S::ALL.iter().copied() {
        for event in E::ALL.iter().copied() {
            let arrow = arrows.iter().find(|a| (a.0, a.1) == (from, event));
            let expected = arrow.map_or(Err(WrongState { from, event }), |a| Ok(a.2));
            assert_eq!(from.after(event), expected, "{from} {event}");
        }
    }
}

#[test]
fn a_draft_is_read_kindly_and_refused_in_order() {
    let read = draft().read().unwrap();
    assert_eq!(read.name, "示例电池材料有限公司（示例）");
    assert_eq!(read.credit_code, "91329999MA9DEMQ15L");
    assert_eq!(
        (read.seat.code(), read.phone.as_str()),
        ("3204", "19900001234")
    );
    let refused = |change: fn(&mut ApplicationDraft)| {
        let mut draft = draft();
        change(&mut draft);
        draft.read().unwrap_err().to_string()
    };
    assert_eq!(
        refused(|d| d.name = "示".into()),
        "ORGANISATION_NAME_LENGTH"
    );
    assert_eq!(refused(|d| d.credit_code = "1".into()), "USCC_FORMAT");
    let wrong = "91329999MA9DEMQ15K";
    assert_eq!(wrong.len(), 18);
    assert_eq!(
        refused(|d| d.credit_code = "91329999MA9DEMQ15K".into()),
        "USCC_CHECK"
    );
    assert_eq!(refused(|d| d.kind = "GOV".into()), "ORGANISATION_KIND");
    assert_eq!(refused(|d| d.kind = String::new()), "ORGANISATION_KIND");
    assert_eq!(refused(|d| d.seat = "江苏".into()), "ORGANISATION_SEAT");
    assert_eq!(refused(|d| d.contact = " ".into()), "CONTACT_LENGTH");
    assert_eq!(refused(|d| d.phone = "12345".into()), "PHONE_FORMAT");
}

#[test]
fn a_seat_reads_back_what_it_says() {
    let cities = City::ALL.iter().map(|city| city.code());
    let others = PROVINCES
        .iter()
        .copied()
        .filter(|one| *one != HOME_PROVINCE);
    for code in cities.chain(others) {
        assert_eq!(Seat::parse(code).unwrap().code(), code);
    }
    for bad in ["", "32", "火星", HOME_PROVINCE] {
        assert_eq!(Seat::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_letter_is_what_its_bytes_and_its_name_say() {
    let pdf = b"%PDF-1.7\n".as_slice();
    let png = b"\x89PNG\r\n\x1a\n....".as_slice();
    let jpeg = b"\xff\xd8\xff\xe0".as_slice();
    assert_eq!(letter_kind("授权书.PDF", pdf), Ok(LetterKind::Pdf));
    assert_eq!(letter_kind("a.png", png), Ok(LetterKind::Png));
    assert_eq!(letter_kind("a.jpeg", jpeg), Ok(LetterKind::Jpeg));
    for (name, bytes) in [
        ("a.pdf", png),
        ("a.html", pdf),
        ("a.pdf.exe", pdf),
        ("a.svg", b"<svg/>".as_slice()),
        ("a.pdf", b"<html>%PDF-".as_slice()),
        ("pdf", pdf),
    ] {
        assert_eq!(letter_kind(name, bytes), Err(LetterRefusal::Kind), "{name}");
    }
    assert_eq!(letter_kind("a.pdf", b""), Err(LetterRefusal::Missing));
    let mut large = pdf.to_vec();
    large.resize(LETTER_MAX, b' ');
    assert_eq!(letter_kind("a.pdf", &large), Ok(LetterKind::Pdf));
    large.push(b' ');
    assert_eq!(letter_kind("a.pdf", &large), Err(LetterRefusal::TooLarge));
}

#[test]
fn a_name_is_no_path_and_does_not_turn_around() {
    assert_eq!(letter_name("C:\\fake\\授权书.pdf"), "授权书.pdf");
    assert_eq!(letter_name("../../etc/授\u{202e}权\r\n.pdf"), "授权.pdf");
    let long = format!("{}.pdf", "长".repeat(300));
    assert!(letter_name(&long).ends_with("长.pdf"));
    assert_eq!(letter_name(&long).chars().count(), 120);
}

#[test]
fn who_signs_up_has_something_to_do() {
    for kind in InstitutionKind::ALL.iter().copied() {
        let roles = roles_of(kind);
        assert_eq!(roles.first().copied(), role_of(kind));
        let grants = first_grants(kind, InstitutionId(7));
        assert!(grants.iter().any(|grant| grant.role == Role::Manager));
        assert_eq!(crate::permissions::check_grants(&grants), Ok(()));
    }
    assert_eq!(
        roles_of(InstitutionKind::University),
        [Role::Liaison, Role::Bidder]
    );
    assert_eq!(roles_of(InstitutionKind::Enterprise), [Role::Enterprise]);
}

#[test]
fn an_invitation_says_for_whom_and_what_for() {
    let invite = |role, note: &str, has_liaison| {
        let draft = InvitationDraft {
            note: note.into(),
            role: Some(role),
            manager: true,
        };
        draft.read(InstitutionId(7), InstitutionKind::University, has_liaison)
    };
    let (note, grants) = invite(Role::Liaison, " 科技处 ", false).unwrap();
    assert_eq!(note, "科技处");
    let roles: Vec<Role> = grants.iter().map(|grant| grant.role).collect();
    assert_eq!(roles, [Role::Liaison, Role::Manager]);
    assert!(
        grants
            .iter()
            .all(|g| g.scope == Scope::Institution(InstitutionId(7)))
    );
    let refused = |result: Result<_, InvitationRefusal>| result.map(|_| ()).unwrap_err();
    assert_eq!(
        refused(invite(Role::Liaison, "x", true)),
        InvitationRefusal::LiaisonSet
    );
    assert_eq!(
        refused(invite(Role::Centre, "x", false)),
        InvitationRefusal::Role
    );
    assert_eq!(
        refused(invite(Role::Bidder, " ", false)),
        InvitationRefusal::NoteLength
    );
    let long = "长".repeat(41);
    assert_eq!(
        refused(invite(Role::Bidder, &long, false)),
        InvitationRefusal::NoteLength
    );
}

#[test]
fn only_people_of_the_organisation_alone_are_deactivated() {
    let of = InstitutionId(7);
    let person = |id, grants: &[(Role, Scope)]| Account {
        id: AccountId(id),
        login: "someone".into(),
        display_name: "某人（示例）".into(),
        institution: Some(of),
        grants: grants
            .iter()
            .map(|(role, scope)| Grant {
                role: *role,
                scope: scope.clone(),
            })
            .collect(),
        house_bot: false,
    };
    let own = Scope::Institution(of);
    let manager = person(1, &[(Role::Manager, own.clone())]);
    let colleague = person(2, &[(Role::Bidder, own.clone())]);
    let expert = person(3, &[(Role::Bidder, own), (Role::Expert, Scope::Province)]);
    let stranger = Account {
        institution: Some(InstitutionId(8)),
        ..colleague.clone()
    };
    assert!(may_be_deactivated(&manager, &colleague, of));
    for other in [&manager, &expert, &stranger] {
        assert!(!may_be_deactivated(&manager, other, of));
    }
}

proptest! {
    /// Whatever strangers type is read or refused, and what is read is read the same again.
    #[test]
    fn reading_is_stable(name in "\\PC{0,110}", code in "[0-9A-Z]{0,20}", phone in "\\PC{0,20}") {
        let draft = ApplicationDraft { name, credit_code: code, phone, ..draft() };
        if let Ok(read) = draft.read() {
            let again = ApplicationDraft {
                name: read.name.clone(),
                credit_code: read.credit_code.clone(),
                phone: read.phone.clone(),
                ..draft
            };
            prop_assert_eq!(again.read(), Ok(read));
        }
    }

    /// No name of a file grows, hides something or names a folder.
    #[test]
    fn names_of_letters_are_plain(name in "\\PC{0,300}") {
        let kept = letter_name(&name);
        prop_assert!(kept.chars().count() <= 120);
        let hidden = kept.contains(['/', '\\', '\u{202e}']);
        prop_assert!(!hidden);
        prop_assert_eq!(letter_name(&kept), kept.clone());
    }

    /// No course of events leads out of an end.
    #[test]
    fn an_end_is_an_end(events in proptest::collection::vec(0..4_usize, 0..12)) {
        let mut state = ApplicationState::Submitted;
        for event in events {
            let over = matches!(state, ApplicationState::Approved | ApplicationState::Withdrawn);
            let next = state.after(ApplicationEvent::ALL[event]);
            prop_assert!(!(over && next.is_ok()));
            state = next.unwrap_or(state);
        }
    }
}
