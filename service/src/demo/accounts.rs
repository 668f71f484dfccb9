//! Accounts of the demo season: one or more for each role, the bidders of past rounds, and the
//! house bots.

use super::dice::Dice;
use super::institutions::Members;
use super::words::Lists;
use domain::accounts::{Account, Grant, Role, Scope};
use domain::ids::{AccountId, InstitutionId, SessionId};
use domain::institutions::{City, InstitutionKind};

/// The liaisons by login, and the universities that they submit for.
pub(super) const LIAISONS: [(&str, &str); 2] =
    [("liaison1", "江澜大学"), ("liaison2", "钟陵理工大学")];

/// Bidders that a visitor can sign in as.
const BIDDERS: usize = 5;
/// Where the experts come from, by kind and place: none offers lots, so that each can review all of them.
const EXPERTS: [(InstitutionKind, usize); 3] = [
    (InstitutionKind::IndustryBranch, 0),
    (InstitutionKind::Service, 1),
    (InstitutionKind::Finance, 0),
];
/// The same of those whose sheets are there already. The university of the first one offers lots, which
/// he does not review.
const FURTHER_EXPERTS: [(InstitutionKind, usize); 3] = [
    (InstitutionKind::University, 0),
    (InstitutionKind::Service, 2),
    (InstitutionKind::Finance, 1),
];
/// Enterprises whose bids fill the history; nobody signs in as them.
const COMPANIES: usize = 60;
/// House bots of the practice lots.
const BOTS: usize = 4;

/// An account, and whether it has the demo password. The others cannot be signed in to.
pub(super) type Keyed = (Account, bool);

/// Generates the accounts; ids count from 1.
pub(super) fn accounts(members: &Members, hosted: &[SessionId]) -> Vec<Keyed> {
    let mut list = Builder {
        accounts: Vec::new(),
        phrases: Lists::phrases(),
        dice: Dice::of(5),
    };
    let enterprises: Vec<InstitutionId> = members
        .of_kind(InstitutionKind::Enterprise)
        .map(|one| one.id)
        .collect();
    let first = |kind| members.of_kind(kind).next().map(|one| one.id);
    for (place, enterprise) in enterprises.iter().take(BIDDERS).enumerate() {
        list.member(&format!("bidder{}", place + 1), Role::Bidder, *enterprise);
    }
    for (login, university) in LIAISONS {
        list.member(login, Role::Liaison, members.named(university).id);
        list.manages();
    }
    let grants = hosted
        .iter()
        .map(|session| (Role::Organiser, Scope::Session(*session)));
    list.push(
        "organiser1",
        first(InstitutionKind::CityBranch),
        grants,
        true,
    );
    let province = |role| [(role, Scope::Province)];
    let centre = first(InstitutionKind::OperationCentre);
    list.push("center1", centre, province(Role::Centre), true);
    list.experts(members, 1, EXPERTS, true);
    list.member("enterprise1", Role::Enterprise, enterprises[BIDDERS]);
    list.manages();
    let agency = first(InstitutionKind::Service).expect("the demo has agencies");
    list.member("service1", Role::Service, agency);
    let office = first(InstitutionKind::Government);
    list.push("regulator1", office, province(Role::Regulator), true);
    for place in 1..=BOTS {
        list.push(&format!("bot{place}"), None, province(Role::Bidder), false);
        list.last().house_bot = true;
    }
    for (place, enterprise) in enterprises[BIDDERS + 1..]
        .iter()
        .take(COMPANIES)
        .enumerate()
    {
        let grant = (Role::Enterprise, Scope::Institution(*enterprise));
        list.push(
            &format!("company{:03}", place + 1),
            Some(*enterprise),
            [grant],
            false,
        );
    }
    // The second person of the two-person rule, and the authority of one city (盐城); last, so that
    // everybody else keeps his number.
    list.push("center2", centre, province(Role::Centre), true);
    let yancheng = Scope::City(City::Yancheng.code().to_owned());
    list.push("regulator9", office, [(Role::Regulator, yancheng)], true);
    // The three administrators (三员), each an account of its own.
    list.push("system1", centre, province(Role::SystemAdmin), true);
    list.push("security1", centre, province(Role::SecurityAdmin), true);
    list.push("audit1", centre, province(Role::AuditAdmin), true);
    // The second person for roles.
    list.push("security2", centre, province(Role::SecurityAdmin), true);
    list.experts(members, 4, FURTHER_EXPERTS, false);
    let zhenjiang = Scope::City(City::Zhenjiang.code().to_owned());
    list.push("regulator8", office, [(Role::Regulator, zhenjiang)], true);
    list.accounts
}

/// A bidder of the large set; nobody signs in as one.
pub(super) fn bidder(id: AccountId, display_name: String) -> Account {
    Account {
        id,
        login: format!("load{:06}", id.get()),
        display_name,
        institution: None,
        grants: vec![Grant {
            role: Role::Bidder,
            scope: Scope::Province,
        }],
        house_bot: false,
    }
}

struct Builder {
    accounts: Vec<Keyed>,
    phrases: Lists,
    dice: Dice,
}

impl Builder {
    fn member(&mut self, login: &str, role: Role, institution: InstitutionId) {
        self.push(
            login,
            Some(institution),
            [(role, Scope::Institution(institution))],
            true,
        );
    }

    fn push(
        &mut self,
        login: &str,
        institution: Option<InstitutionId>,
        grants: impl IntoIterator<Item = (Role, Scope)>,
        password: bool,
    ) {
        let account = Account {
            id: AccountId(self.accounts.len() as i64 + 1),
            login: login.to_owned(),
            display_name: self.phrases.person(&mut self.dice),
            institution,
            grants: grants
                .into_iter()
                .map(|(role, scope)| Grant { role, scope })
                .collect(),
            house_bot: false,
        };
        self.accounts.push((account, password));
    }

    /// Three experts, numbered from `first`, of the institutions of these kinds with these places.
    fn experts(
        &mut self,
        members: &Members,
        first: usize,
        of: [(InstitutionKind, usize); 3],
        password: bool,
    ) {
        for (number, (kind, place)) in (first..).zip(of) {
            let institution = members.of_kind(kind).nth(place).map(|one| one.id);
            let grant = (Role::Expert, Scope::Province);
            self.push(&format!("expert{number}"), institution, [grant], password);
        }
    }

    /// The last one looks after the people of his organisation as well.
    fn manages(&mut self) {
        let last = self.last();
        let scope = last.institution.map(Scope::Institution);
        let role = Role::Manager;
        last.grants.extend(scope.map(|scope| Grant { role, scope }));
    }

    fn last(&mut self) -> &mut Account {
        &mut self
            .accounts
            .last_mut()
            .expect("an account was pushed before")
            .0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::accounts::Action;
    use domain::permissions::check_grants;
    use std::collections::BTreeSet;

    #[test]
    fn one_for_every_role_and_each_may_what_it_should() {
        let members = Members::generate();
        let hosted = [SessionId(8), SessionId(9)];
        let all = accounts(&members, &hosted);
        let named = |login: &str| &all.iter().find(|(a, _)| a.login == login).unwrap().0;
        for role in Role::ALL {
            assert!(
                all.iter()
                    .any(|(account, keyed)| *keyed && account.has(*role)),
                "{role}"
            );
        }
        let firms: BTreeSet<_> = (1..=5)
            .map(|i| named(&format!("bidder{i}")).institution)
            .collect();
        assert_eq!(firms.len(), 5);
        assert!(named("bidder3").may(Action::Bid) && named("enterprise1").may(Action::Bid));
        let own = named("liaison1").institution.unwrap();
        assert!(named("liaison1").may(Action::SubmitLots(own)));
        assert!(!named("liaison2").may(Action::SubmitLots(own)));
        assert!(
            hosted
                .iter()
                .all(|session| named("organiser1").may(Action::EditSession(*session)))
        );
        assert!(!named("organiser1").may(Action::EditSession(SessionId(1))));
        assert!(named("center1").may(Action::PublishLots));
        let bots: Vec<_> = all
            .iter()
            .filter(|(account, _)| account.house_bot)
            .collect();
        assert_eq!(bots.len(), BOTS);
        assert!(bots.iter().all(|(_, keyed)| !keyed));
        assert!(
            named("center2").may(Action::Intervene),
            "the second of two persons"
        );
        assert_eq!(all.iter().filter(|(_, keyed)| *keyed).count(), 22);
        for (account, _) in &all {
            assert_eq!(check_grants(&account.grants), Ok(()), "{}", account.login);
        }
        let logins: BTreeSet<&str> = all.iter().map(|(a, _)| a.login.as_str()).collect();
        assert_eq!(logins.len(), all.len());
        assert!(logins.iter().all(|login| (3..=40).contains(&login.len())));
    }
}
