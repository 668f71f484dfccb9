//! A lot with nothing in it yet, from which the others are made.

use super::{Encumbrance, Industry, Lot, LotKind, LotState, OwnershipReform, ProjectLevel, Trl};
use crate::ids::{InstitutionId, LotCode, LotId, SeasonId};

impl Lot {
    /// A draft that says nothing but what every lot has: no texts, no offer, no rights.
    /// Season and owner are those with the number 0.
    pub fn blank(id: LotId, code: LotCode, kind: LotKind, industry: Industry, trl: Trl) -> Self {
        Self {
            id,
            code,
            season: SeasonId(0),
            session: None,
            owner: InstitutionId(0),
            co_owners: Vec::new(),
            kind,
            title: String::new(),
            industry,
            cluster: None,
            keywords: Vec::new(),
            summary: String::new(),
            advantages: String::new(),
            prospect: String::new(),
            trl,
            maturation_need: None,
            modes: Vec::new(),
            licence_kind: None,
            licence_years: None,
            deal_methods: Vec::new(),
            start_price: None,
            asking_price: None,
            negotiable: false,
            increment: None,
            deposit: None,
            second_factor: false,
            has_reserve: false,
            project_level: ProjectLevel::None,
            project: None,
            project_no: None,
            ownership_reform: OwnershipReform::None,
            dual_carbon: false,
            out_of_province: false,
            roadshow: false,
            fiscal_funding: false,
            encumbrances: vec![Encumbrance::None],
            encumbrance_note: None,
            achievement_kind: None,
            protections: Vec::new(),
            evaluation: None,
            team: Vec::new(),
            patents: Vec::new(),
            related_patents: Vec::new(),
            referrer: None,
            tags: Vec::new(),
            featured_rank: None,
            practice: false,
            state: LotState::Draft,
            published_at: None,
            withdrawn_reason: None,
            remark: None,
            content_cleared: false,
            session_reason: None,
        }
    }
}
