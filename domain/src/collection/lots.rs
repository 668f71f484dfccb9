//! From a checked row to the lot that is stored.

use super::context::other_holders;
use super::form::Entry;
use super::projects;
use super::{AchievementRow, Offer, PatentRow};
use crate::ids::{InstitutionId, LotCode, LotId, SeasonId};
use crate::institutions::{HOME_PROVINCE, Institution};
use crate::lots::{Industry, Lot, LotKind, LotPrivate, LotState, TeamMember, Trl};

/// Where a lot goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The code allotted to it.
    pub code: LotCode,
    /// The season.
    pub season: SeasonId,
    /// The institution that submits it.
    pub owner: InstitutionId,
    /// The name of that institution: the other holders become co-owners.
    pub unit: Option<String>,
    /// Whether that institution is of another province; decides for patents only, because an
    /// achievement names its own province.
    pub out_of_province: bool,
}

impl Placement {
    /// The place of a lot that is stored already.
    pub fn again(lot: &Lot, owner: &Institution) -> Self {
        Self {
            code: lot.code.clone(),
            season: lot.season,
            owner: owner.id,
            unit: Some(owner.name.clone()),
            out_of_province: owner.out_of_province(),
        }
    }
}

impl Entry {
    /// The lot and its private part; `None` for needs, people and reports, which are no lots.
    ///
    /// The lot is submitted, not public: centre staff publish it (domain.md §3.5).
    pub fn into_lot(self, place: Placement) -> Option<(Lot, LotPrivate)> {
        match self {
            Self::Patent(row) => Some(of_patent(*row, place)),
            Self::Achievement(row) => Some(of_achievement(*row, place)),
            Self::Need(_) | Self::Liaison(_) | Self::Offline(_) => None,
        }
    }

    /// The industry of the row, which is part of a lot's code; `None` for what is no lot.
    pub fn industry(&self) -> Option<Industry> {
        match self {
            Self::Patent(row) => Some(row.industry),
            Self::Achievement(row) => Some(row.industry),
            Self::Need(_) | Self::Liaison(_) | Self::Offline(_) => None,
        }
    }
}

fn of_patent(row: PatentRow, place: Placement) -> (Lot, LotPrivate) {
    let private = LotPrivate {
        reserve_price: row.offer.reserve,
        contact: row.contact,
    };
    let lot = Lot {
        co_owners: other_holders(&row.patent.holders, place.unit.as_deref()),
        title: row.title,
        industry: row.industry,
        keywords: row.keywords,
        summary: row.summary,
        advantages: row.advantages,
        prospect: row.prospect,
        trl: row.trl,
        project_level: row.project_level,
        project_no: row.project.as_deref().and_then(projects::number),
        project: row.project,
        dual_carbon: row.dual_carbon,
        out_of_province: place.out_of_province,
        roadshow: row.roadshow,
        fiscal_funding: row.fiscal_funding,
        encumbrances: row.encumbrances,
        encumbrance_note: row.encumbrance_note,
        patents: vec![row.patent],
        remark: row.remark,
        ..offered(LotKind::Patent, row.offer, row.trl, row.industry, place)
    };
    (lot, private)
}

fn of_achievement(row: AchievementRow, place: Placement) -> (Lot, LotPrivate) {
    let private = LotPrivate {
        reserve_price: row.offer.reserve,
        contact: row.contact,
    };
    let leader = TeamMember {
        name: row.leader,
        role: "负责人".into(),
        title: None,
    };
    let members = row.members.into_iter().map(|name| TeamMember {
        name,
        role: String::new(),
        title: None,
    });
    let lot = Lot {
        co_owners: other_holders(&row.holders, place.unit.as_deref()),
        title: row.title,
        summary: row.summary,
        advantages: row.advantages,
        prospect: row.prospect,
        project_level: row.project_level,
        project_no: row.project.as_deref().and_then(projects::number),
        project: row.project,
        dual_carbon: row.dual_carbon,
        out_of_province: row.province != HOME_PROVINCE,
        roadshow: row.roadshow,
        encumbrance_note: Some(row.rights),
        achievement_kind: Some(row.kind),
        protections: row.protections,
        evaluation: row.evaluation,
        team: std::iter::once(leader).chain(members).collect(),
        related_patents: row.related_patents,
        remark: row.remark,
        ..offered(
            LotKind::Achievement,
            row.offer,
            row.trl,
            row.industry,
            place,
        )
    };
    (lot, private)
}

/// A lot that has nothing yet but its place and the offer.
fn offered(kind: LotKind, offer: Offer, trl: Trl, industry: Industry, place: Placement) -> Lot {
    Lot {
        season: place.season,
        owner: place.owner,
        modes: offer.modes,
        licence_kind: offer.licence_kind,
        licence_years: offer.licence_years,
        deal_methods: offer.deal_methods,
        start_price: offer.start_price,
        asking_price: offer.asking_price,
        negotiable: offer.negotiable,
        increment: offer.increment,
        has_reserve: offer.reserve.is_some(),
        encumbrances: Vec::new(),
        state: LotState::Submitted,
        ..Lot::blank(LotId(0), place.code, kind, industry, trl)
    }
}
