//! Evaluation groups (评价工作小组) and conflicts of interest (回避).

use super::ExpertKind;
use crate::accounts::Account;
use crate::ids::AccountId;
use crate::lots::Lot;
use crate::text::squeeze;
use std::collections::BTreeSet;

/// A seat in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Who.
    pub expert: AccountId,
    /// What for.
    pub kind: ExpertKind,
}

/// Why a group is not formed like this. The order of the variants is the precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroupRefusal {
    /// Somebody has two seats.
    #[error("REVIEW_SEAT_TWICE")]
    Twice,
    /// A kind of expert is missing (domain.md AS-30).
    #[error("REVIEW_GROUP_INCOMPLETE")]
    Incomplete,
}

/// Whether these seats make a group: each kind of expert at least once, nobody twice.
///
/// # Errors
/// The first [`GroupRefusal`] that applies.
pub fn check_group(seats: &[Seat]) -> Result<(), GroupRefusal> {
    let people: BTreeSet<AccountId> = seats.iter().map(|seat| seat.expert).collect();
    if people.len() != seats.len() {
        return Err(GroupRefusal::Twice);
    }
    let has = |kind: &ExpertKind| seats.iter().any(|seat| seat.kind == *kind);
    match ExpertKind::ALL.iter().all(has) {
        true => Ok(()),
        false => Err(GroupRefusal::Incomplete),
    }
}

/// Whether an expert may not review this lot (`REVIEW_CONFLICT_OF_INTEREST`): he belongs to its
/// owner or to a further holder, or is named in its team or among its inventors. `institution` is
/// the name of his institution.
pub fn conflict(expert: &Account, institution: Option<&str>, lot: &Lot) -> bool {
    let own = expert.institution == Some(lot.owner);
    let holders = lot.co_owners.iter().map(String::as_str);
    let holders = holders.chain(lot.patents.iter().flat_map(|p| names(&p.holders)));
    let holds = institution.is_some_and(|name| any_is(holders, name));
    let team = lot.team.iter().map(|member| member.name.as_str());
    let inventors = lot
        .patents
        .iter()
        .flat_map(|patent| names(&patent.inventors));
    own || holds || any_is(team.chain(inventors), &expert.display_name)
}

/// The names in a list as printed on a patent.
fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(['、', '；', ';', ',', '，', '|'])
}

/// Whether one of the names is this one, without regard to blanks and widths.
fn any_is<'n>(mut names: impl Iterator<Item = &'n str>, name: &str) -> bool {
    let name = squeeze(name);
    !name.is_empty() && names.any(|other| squeeze(other) == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Grant, Role, Scope};
    use crate::ids::{InstitutionId, LotCode, LotId};
    use crate::lots::{Industry, LotKind, TeamMember, Trl};

    const fn seat(expert: i64, kind: ExpertKind) -> Seat {
        Seat {
            expert: AccountId(expert),
            kind,
        }
    }

    #[test]
    fn a_group_has_every_kind() {
        use ExpertKind as K;
        let whole = [
            seat(1, K::Technical),
            seat(2, K::PatentOperation),
            seat(3, K::Investment),
            seat(4, K::Technical),
        ];
        assert_eq!(check_group(&whole), Ok(()));
        for missing in K::ALL {
            let left: Vec<Seat> = whole
                .into_iter()
                .filter(|seat| seat.kind != *missing)
                .collect();
            assert_eq!(
                check_group(&left),
                Err(GroupRefusal::Incomplete),
                "{missing}"
            );
        }
        let twice = [whole[0], whole[1], whole[2], seat(1, K::Investment)];
        assert_eq!(check_group(&twice), Err(GroupRefusal::Twice));
        assert_eq!(check_group(&[]), Err(GroupRefusal::Incomplete));
    }

    fn expert(institution: i64, name: &str) -> Account {
        Account {
            id: AccountId(1),
            login: "expert".into(),
            display_name: name.into(),
            institution: Some(InstitutionId(institution)),
            grants: vec![Grant {
                role: Role::Expert,
                scope: Scope::Province,
            }],
            house_bot: false,
        }
    }

    #[test]
    fn nobody_reviews_what_is_his_own() {
        let code = LotCode::parse("P2026-ENER-0001").unwrap();
        let (kind, industry) = (LotKind::Patent, Industry::Energy);
        let mut lot = Lot::blank(LotId(1), code, kind, industry, Trl::new(6).unwrap());
        lot.owner = InstitutionId(7);
        lot.co_owners = vec!["洮湖材料技术研究院（示例）".into()];
        lot.team = vec![TeamMember {
            name: "苏 示例".into(),
            role: "负责人".into(),
            title: None,
        }];
        let other = Some("钟陵理工大学（示例）");
        assert!(conflict(&expert(7, "顾示例"), other, &lot), "of the owner");
        assert!(!conflict(&expert(8, "顾示例"), other, &lot));
        assert!(!conflict(&expert(8, ""), None, &lot), "no name is no name");
        let holder = Some("洮湖材料技术研究院(示例)");
        assert!(conflict(&expert(8, "顾示例"), holder, &lot), "of a holder");
        assert!(conflict(&expert(8, "苏示例"), other, &lot), "in the team");
    }
}
