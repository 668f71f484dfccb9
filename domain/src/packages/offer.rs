//! A package as one lot (domain.md §3.4 `package`: rules as a lot): what the lot says that is bid for in
//! the place of those in it.

use super::{Package, PackageState};
use crate::ids::{LotCode, LotId};
use crate::lots::{
    DealMethod, Encumbrance, Lot, LotKind, LotState, OwnershipReform, TransactionMode,
};
use crate::money::Fen;

/// Characters of a text that is put together from those of the lots.
const TEXT_MAX: usize = 1_000;
/// Characters of what is said about restrictions on the rights.
const NOTE_MAX: usize = 500;
/// Keywords of a lot.
const KEYWORDS_MAX: usize = 5;

/// One of the lots of a package, with what only the centre and its owner may know.
#[derive(Clone, Debug)]
pub struct Member {
    /// The lot.
    pub lot: Lot,
    /// Its reserve price.
    pub reserve: Option<Fen>,
}

/// Why a package cannot be offered as one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfferRefusal {
    /// It is dissolved, or is offered already.
    #[error("PACKAGE_NOT_OPEN")]
    NotOpen,
    /// One of its lots is not on display any more.
    #[error("PACKAGE_LOT_STATE")]
    State,
    /// Its lots belong to more than one institution: there would be no one seller.
    #[error("PACKAGE_OWNERS")]
    Owners,
    /// No mode of transaction is offered for all of its lots.
    #[error("PACKAGE_MODES")]
    Modes,
    /// It starts below what the owner has reserved for its lots together.
    #[error("PACKAGE_BELOW_RESERVE")]
    BelowReserve,
    /// It is from outside the province and starts below the least price of the season (AS-24).
    #[error("LOT_OUT_OF_PROVINCE_BELOW_1M")]
    OutOfProvince,
}

impl OfferRefusal {
    /// The code of its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotOpen => "PACKAGE_NOT_OPEN",
            Self::State => "PACKAGE_LOT_STATE",
            Self::Owners => "PACKAGE_OWNERS",
            Self::Modes => "PACKAGE_MODES",
            Self::BelowReserve => "PACKAGE_BELOW_RESERVE",
            Self::OutOfProvince => "LOT_OUT_OF_PROVINCE_BELOW_1M",
        }
    }
}

impl Package {
    /// The first of `members` that cannot be offered, and why.
    ///
    /// `least_outside` is what a lot from outside the province starts at in its season.
    ///
    /// # Errors
    /// An [`OfferRefusal`], with the lot that it is about where it is about one.
    pub fn check_offer(
        &self,
        members: &[Member],
        least_outside: Fen,
    ) -> Result<(), (OfferRefusal, Option<LotCode>)> {
        if self.state != PackageState::Open || self.lot.is_some() {
            return Err((OfferRefusal::NotOpen, None));
        }
        let Some(first) = members.first() else {
            return Err((OfferRefusal::State, None));
        };
        for Member { lot, .. } in members {
            if lot.state != LotState::Published || lot.practice {
                return Err((OfferRefusal::State, Some(lot.code.clone())));
            }
            if lot.owner != first.lot.owner {
                return Err((OfferRefusal::Owners, Some(lot.code.clone())));
            }
        }
        if modes(members).is_empty() {
            return Err((OfferRefusal::Modes, None));
        }
        let reserved: i64 = members
            .iter()
            .filter_map(|one| one.reserve)
            .map(Fen::get)
            .sum();
        if self.start_price.get() < reserved {
            return Err((OfferRefusal::BelowReserve, None));
        }
        let outside = first.lot.out_of_province;
        if outside && self.start_price < least_outside {
            return Err((OfferRefusal::OutOfProvince, None));
        }
        Ok(())
    }

    /// The lot with this code that all of `members` are together: selected, and to be published like
    /// any other. It has the numbers of their patents as related ones, because each patent is offered
    /// with its data in one lot only. `None` without members.
    pub fn as_lot(&self, code: LotCode, members: &[Member]) -> Option<Lot> {
        let first = &members.first()?.lot;
        let lots = || members.iter().map(|member| &member.lot);
        let modes = modes(members);
        let licensed = modes.contains(&TransactionMode::Licence);
        let patents = lots().all(|lot| lot.kind == LotKind::Patent);
        let kind = if patents {
            LotKind::Patent
        } else {
            LotKind::Achievement
        };
        let trl = lots().map(|lot| lot.trl).min()?;
        let reforms = lots().map(|lot| lot.ownership_reform);
        let reform = Some(first.ownership_reform).filter(|one| reforms.clone().all(|r| r == *one));
        let numbers = lots().flat_map(|lot| {
            let own = lot.patents.iter().map(|patent| patent.number.clone());
            own.chain(lot.related_patents.iter().cloned())
        });
        Some(Lot {
            season: first.season,
            session: Some(self.session),
            owner: first.owner,
            co_owners: once(lots().flat_map(|lot| lot.co_owners.clone())),
            title: self.title.clone(),
            keywords: within(
                once(lots().flat_map(|lot| lot.keywords.clone())),
                KEYWORDS_MAX,
            ),
            summary: self.summary.clone(),
            advantages: told(members, |lot| &lot.advantages),
            prospect: told(members, |lot| &lot.prospect),
            licence_kind: first.licence_kind.filter(|_| licensed),
            licence_years: first.licence_years.filter(|_| licensed),
            modes,
            deal_methods: vec![DealMethod::OnlineBid],
            start_price: Some(self.start_price),
            dual_carbon: lots().all(|lot| lot.dual_carbon),
            out_of_province: first.out_of_province,
            fiscal_funding: lots().any(|lot| lot.fiscal_funding),
            ownership_reform: reform.unwrap_or(OwnershipReform::None),
            encumbrances: encumbrances(members),
            encumbrance_note: notes(members),
            achievement_kind: first.achievement_kind.filter(|_| !patents),
            protections: once(lots().flat_map(|lot| lot.protections.clone())),
            team: once(lots().flat_map(|lot| lot.team.clone())),
            related_patents: once(numbers),
            // Its members are public, and it says nothing that they do not (LG-7).
            content_cleared: members.iter().all(|one| one.lot.content_cleared),
            state: LotState::Selected,
            ..Lot::blank(LotId(0), code, kind, first.industry, trl)
        })
    }
}

/// The modes that are offered for every one of the lots. A licence is one of them only where all are
/// licensed alike.
fn modes(members: &[Member]) -> Vec<TransactionMode> {
    let Some(Member { lot: first, .. }) = members.first() else {
        return Vec::new();
    };
    let alike = members.iter().all(|Member { lot, .. }| {
        (lot.licence_kind, lot.licence_years) == (first.licence_kind, first.licence_years)
    });
    let fits = |mode: &TransactionMode| match mode {
        TransactionMode::Licence if !alike => false,
        mode => members.iter().all(|one| one.lot.modes.contains(mode)),
    };
    first.modes.iter().copied().filter(fits).collect()
}

/// Free only where all are free.
fn encumbrances(members: &[Member]) -> Vec<Encumbrance> {
    let all = members.iter().flat_map(|one| one.lot.encumbrances.clone());
    let bound = once(all.filter(|one| *one != Encumbrance::None));
    match bound.is_empty() {
        true => vec![Encumbrance::None],
        false => bound,
    }
}

fn notes(members: &[Member]) -> Option<String> {
    let said = |one: &Member| {
        let note = one.lot.encumbrance_note.as_ref()?;
        Some(format!("{} {note}", one.lot.code))
    };
    let said: Vec<String> = members.iter().filter_map(said).collect();
    (!said.is_empty()).then(|| cut(&said.join("\n"), NOTE_MAX))
}

/// What each lot says, under its code.
fn told(members: &[Member], of: impl Fn(&Lot) -> &String) -> String {
    let each = members
        .iter()
        .map(|one| format!("{} {}", one.lot.code, of(&one.lot)));
    cut(&each.collect::<Vec<_>>().join("\n"), TEXT_MAX)
}

/// At most `most` characters; the last of them says that something is left out.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(most - 1).collect();
    kept.push('…');
    kept
}

fn within<T>(mut all: Vec<T>, most: usize) -> Vec<T> {
    all.truncate(most);
    all
}

/// Each once, in the order in which they come first.
fn once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for one in all {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{InstitutionId, PackageId, SessionId};
    use crate::lots::{Industry, LicenceKind, Trl};
    use crate::time::Timestamp;

    fn code(number: usize) -> LotCode {
        LotCode::parse(&format!("P2026-ENER-{number:04}")).expect("a code")
    }

    fn member(number: usize) -> Member {
        let trl = Trl::new(4 + number as u8).expect("a level");
        let id = LotId(number as i64);
        let lot = Lot {
            owner: InstitutionId(7),
            state: LotState::Published,
            modes: vec![TransactionMode::Transfer, TransactionMode::Licence],
            advantages: format!("好处{number}"),
            keywords: vec!["储能".into(), format!("电极{number}")],
            dual_carbon: true,
            content_cleared: true,
            ..Lot::blank(id, code(number), LotKind::Patent, Industry::Energy, trl)
        };
        Member { lot, reserve: None }
    }

    fn package() -> Package {
        Package {
            id: PackageId(1),
            session: SessionId(3),
            title: "储能专利包".into(),
            summary: "围绕钠离子电池正负极与隔膜的一组专利，整体转让。".into(),
            start_price: Fen::yuan(500_000),
            state: PackageState::Open,
            opened_at: Timestamp(0),
            lot: None,
        }
    }

    fn refused(change: impl FnOnce(&mut Package, &mut Vec<Member>)) -> Option<OfferRefusal> {
        let (mut package, mut members) = (package(), vec![member(1), member(2)]);
        change(&mut package, &mut members);
        let checked = package.check_offer(&members, Fen::yuan(1_000_000));
        checked.err().map(|(refusal, _)| refusal)
    }

    #[test]
    fn one_seller_offers_what_is_on_display_and_no_cheaper_than_reserved() {
        use OfferRefusal as R;
        assert_eq!(refused(|_, _| ()), None);
        let dissolved = refused(|package, _| package.state = PackageState::Dissolved);
        assert_eq!(dissolved, Some(R::NotOpen));
        assert_eq!(
            refused(|package, _| package.lot = Some(code(9))),
            Some(R::NotOpen),
            "once"
        );
        assert_eq!(refused(|_, members| members.clear()), Some(R::State));
        let passed = refused(|_, members| members[1].lot.state = LotState::Listed);
        assert_eq!(passed, Some(R::State));
        let other = refused(|_, members| members[1].lot.owner = InstitutionId(8));
        assert_eq!(other, Some(R::Owners));
        let none = refused(|_, members| members[1].lot.modes = vec![TransactionMode::Other]);
        assert_eq!(none, Some(R::Modes));
        let reserve = |each: i64| {
            refused(|_, members| {
                for member in members {
                    member.reserve = Some(Fen::yuan(each));
                }
            })
        };
        assert_eq!(reserve(250_000), None);
        assert_eq!(reserve(250_100), Some(R::BelowReserve));
        let outside = refused(|_, members| members[0].lot.out_of_province = true);
        assert_eq!(outside, Some(R::OutOfProvince));
        for refusal in [
            R::NotOpen,
            R::State,
            R::Owners,
            R::Modes,
            R::BelowReserve,
            R::OutOfProvince,
        ] {
            assert_eq!(refusal.to_string(), refusal.code());
        }
    }

    #[test]
    fn the_lot_says_what_holds_for_all_of_them() {
        let mut members = [member(1), member(2)];
        members[0].lot.licence_kind = Some(LicenceKind::Exclusive);
        members[1].lot.dual_carbon = false;
        members[1].lot.encumbrances = vec![Encumbrance::Pledged];
        members[1].lot.encumbrance_note = Some("质押至明年".into());
        let lot = package().as_lot(code(9), &members).expect("a lot");
        assert_eq!((lot.code, lot.owner), (code(9), InstitutionId(7)));
        assert_eq!(lot.state, LotState::Selected);
        assert_eq!(
            lot.modes,
            [TransactionMode::Transfer],
            "the licences differ"
        );
        assert_eq!(lot.licence_kind, None);
        assert_eq!(Some(lot.trl), Trl::new(5), "as ready as the least ready");
        assert_eq!(lot.keywords, ["储能", "电极1", "电极2"]);
        assert!(!lot.dual_carbon);
        assert_eq!(lot.encumbrances, [Encumbrance::Pledged]);
        assert_eq!(
            lot.encumbrance_note.as_deref(),
            Some("P2026-ENER-0002 质押至明年")
        );
        assert_eq!(
            lot.advantages,
            "P2026-ENER-0001 好处1\nP2026-ENER-0002 好处2"
        );
        assert_eq!(lot.start_price, Some(Fen::yuan(500_000)));
        assert!(package().as_lot(code(9), &[]).is_none());
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let mut members = [member(1), member(2)];
        members[0].lot.advantages = "长".repeat(1_000);
        let lot = package().as_lot(code(9), &members).expect("a lot");
        assert_eq!(lot.advantages.chars().count(), TEXT_MAX);
        assert!(lot.advantages.ends_with('…'));
    }
}
