//! Makes one lot of the plan.

use super::patents::Office;
use super::plan::{Offer, Slot};
use super::texts::{Texts, compose};
use super::{Made, World, dice};
use crate::demo::accounts::LIAISONS;
use crate::demo::dice::Dice;
use crate::demo::prices;
use domain::ids::{LotCode, LotId, SessionId};
use domain::institutions::{Institution, InstitutionKind};
use domain::lots::{
    AchievementKind, Contact, DealMethod, Encumbrance, LicenceKind, Lot, LotKind, LotPrivate,
    LotState, ProjectLevel, Protection, TeamMember, TransactionMode, Trl,
};
use domain::money::Fen;
use domain::time::{Date, Timestamp};
use std::collections::BTreeMap;

/// Modes that owners choose, the frequent ones more often.
const MODES: [&[TransactionMode]; 8] = {
    use TransactionMode as M;
    [
        &[M::Transfer],
        &[M::Transfer],
        &[M::Transfer],
        &[M::Transfer, M::Licence],
        &[M::Transfer, M::Licence],
        &[M::Licence],
        &[M::Transfer, M::EquityInKind],
        &[M::EquityInKind],
    ]
};
/// Lots on the front page.
const FEATURED: u16 = 12;
/// One lot in so many with patents is a package: eight of the 270 (domain.md §7.1).
const PACKAGE_EVERY: usize = 33;
/// Years of an open licence.
const OPEN_LICENCE_YEARS: u8 = 5;

/// Makes lots one after the other.
pub(super) struct Maker<'a> {
    world: &'a World<'a>,
    dice: Dice,
    office: Office,
    /// Start or asking price of each place of the plan.
    prices: Vec<Option<Fen>>,
    /// Lots of each group that have got a session, to share them out.
    shared: BTreeMap<&'a str, usize>,
    featured: u16,
    /// Lots of patents made so far.
    patent_lots: usize,
}

impl<'a> Maker<'a> {
    pub(super) fn new(world: &'a World<'a>, slots: &[Slot<'_>]) -> Self {
        let mut dice = dice();
        let prices = share_prices(slots, &mut dice);
        let office = Office::of(world.season);
        Self {
            world,
            dice,
            office,
            prices,
            shared: BTreeMap::new(),
            featured: 0,
            patent_lots: 0,
        }
    }

    /// The lot at `place` of the plan.
    pub(super) fn make(&mut self, place: usize, code: LotCode, slot: &Slot<'a>) -> Made {
        let (world, industry) = (self.world, slot.group.industry);
        let owner = self.owner(slot);
        let trl = self.trl(slot.kind);
        let texts = compose(
            slot.stem,
            slot.kind,
            industry,
            trl,
            world.phrases,
            &mut self.dice,
        );
        let mut lot = bare(LotId(place as i64 + 1), code, slot, owner, trl, texts);
        lot.season = world.season.id;
        lot.published_at = self.published_at(slot);
        lot.session = self.session(slot);
        let recommended = lot.session.is_some() && self.dice.chance(30);
        lot.roadshow = recommended && !self.submits_forms(owner);
        if trl.level() < 8 {
            lot.maturation_need = Some(self.phrase("maturation"));
        }
        self.offer(&mut lot, slot, place);
        self.project(&mut lot, slot);
        self.rights(&mut lot, owner);
        self.team(&mut lot);
        match slot.kind {
            LotKind::Patent => self.patents(&mut lot, owner, slot),
            LotKind::Achievement => self.achievement(&mut lot),
        }
        self.feature(&mut lot);
        let contact = self.contact(place);
        Made {
            lot,
            private: LotPrivate {
                reserve_price: None,
                contact,
            },
        }
    }

    fn phrase(&mut self, key: &str) -> String {
        self.world.phrases.one(key, &mut self.dice).to_owned()
    }

    fn owner(&mut self, slot: &Slot<'_>) -> &'a Institution {
        let (members, industry) = (self.world.members, slot.group.industry);
        if slot.offer == Offer::OpenLicence {
            return members
                .leader(industry)
                .expect("open licences are planned where one leads");
        }
        let owners = members.owners(industry, slot.out_of_province);
        // The university of the first demo liaison offers a little more than the others.
        let first = !slot.out_of_province && self.dice.chance(8);
        owners[if first {
            0
        } else {
            self.dice.below(owners.len())
        }]
    }

    fn trl(&mut self, kind: LotKind) -> Trl {
        let (from, to) = if kind == LotKind::Patent {
            (3, 8)
        } else {
            (5, 9)
        };
        Trl::new(self.dice.between(from, to) as u8).expect("between 1 and 9")
    }

    /// When a lot became public. Lots that have been in a round get theirs from the round.
    fn published_at(&mut self, slot: &Slot<'_>) -> Option<Timestamp> {
        let now = self.world.now;
        let days = match slot.state {
            LotState::Published => self.dice.between(1, 70),
            // Long enough to be announced seven days before the opening.
            LotState::Bidding | LotState::Listed => self.dice.between(9, 25),
            LotState::Sold => self.dice.between(20, 50),
            LotState::Archived => self.dice.between(30, 55),
            LotState::Passed => 0,
            _ => return None,
        };
        let minutes = self.dice.between(0, 9 * 60);
        let day = Date((now.date().0 - days as i32).max(self.world.season.start_on.0));
        Some(
            day.at(9, minutes)
                .min(now.plus_millis(-1_800_000 - minutes * 60_000)),
        )
    }

    /// Visible lots are shared out among the sessions that take their technology; a sixth has
    /// none. Lots of a programme always come, because the torch express asks for them.
    fn session(&mut self, slot: &Slot<'a>) -> Option<SessionId> {
        let wanted = slot.project != ProjectLevel::None || self.dice.chance(84);
        if !slot.state.is_public() || !wanted {
            return None;
        }
        let fitting: Vec<SessionId> = self
            .world
            .sketches
            .iter()
            .filter(|sketch| sketch.takes(slot.group.key))
            .map(|sketch| sketch.id)
            .collect();
        let turn = self.shared.entry(slot.group.key).or_default();
        *turn += 1;
        Some(fitting[*turn % fitting.len()])
    }

    fn offer(&mut self, lot: &mut Lot, slot: &Slot<'_>, place: usize) {
        let price = self.prices[place];
        lot.modes = self.dice.pick(&MODES).to_vec();
        lot.deal_methods = vec![DealMethod::Negotiated];
        match slot.offer {
            Offer::Bidding => {
                lot.start_price = price;
                lot.deposit = price.map(prices::deposit).filter(|_| self.dice.chance(85));
                lot.deal_methods.insert(0, DealMethod::OnlineBid);
                lot.deal_methods
                    .truncate(if self.dice.chance(60) { 1 } else { 2 });
            }
            Offer::Asking => lot.asking_price = price,
            Offer::Negotiable => lot.negotiable = true,
            Offer::OpenLicence => {
                lot.asking_price = price;
                lot.modes = vec![TransactionMode::OpenLicence];
                lot.licence_kind = Some(LicenceKind::Open);
                lot.licence_years = Some(OPEN_LICENCE_YEARS);
                lot.remark = Some(self.phrase("open_licence"));
            }
        }
        if lot.modes.contains(&TransactionMode::Licence) {
            let kinds = [
                LicenceKind::Exclusive,
                LicenceKind::Sole,
                LicenceKind::Ordinary,
            ];
            lot.licence_kind = Some(*self.dice.pick(&kinds));
            lot.licence_years = Some(self.dice.between(3, 10) as u8);
        }
        if lot.remark.is_none() && self.dice.chance(18) {
            lot.remark = Some(self.phrase("remark"));
        }
    }

    fn project(&mut self, lot: &mut Lot, slot: &Slot<'_>) {
        let key = match slot.project {
            ProjectLevel::None => return,
            ProjectLevel::Provincial => "project_prov",
            ProjectLevel::National => "project_nat",
        };
        let name = self.phrase(key);
        let year = self.world.season.year - self.dice.between(2, 5) as i32;
        let number = self.dice.between(101, 999);
        lot.project = Some(format!("{name} SL-{year}-{number:04}"));
        lot.fiscal_funding = slot.kind == LotKind::Patent;
    }

    fn rights(&mut self, lot: &mut Lot, owner: &Institution) {
        let kind = match self.dice.below(100) {
            0..6 => Encumbrance::CoOwned,
            6..9 => Encumbrance::Licensed,
            9..11 => Encumbrance::Pledged,
            _ => return,
        };
        // An open licence goes to everybody on equal terms: nobody has one before.
        if lot.modes.contains(&TransactionMode::OpenLicence) {
            return;
        }
        if kind == Encumbrance::CoOwned {
            let near = |one: &&Institution| owner.city.is_none() || one.city == owner.city;
            let all: Vec<&Institution> = self
                .world
                .members
                .of_kind(InstitutionKind::Enterprise)
                .filter(near)
                .collect();
            lot.co_owners = vec![self.dice.pick(&all).name.clone()];
        }
        lot.encumbrances = vec![kind];
        lot.encumbrance_note = Some(self.phrase(&format!("encumbrance_{kind}")));
    }

    /// Whether forms are tried out with the demo account of this unit. They recommend lots for the
    /// roadshow themselves, and a unit has only so many places.
    fn submits_forms(&self, owner: &Institution) -> bool {
        LIAISONS
            .iter()
            .any(|(_, name)| self.world.members.named(name).id == owner.id)
    }

    fn team(&mut self, lot: &mut Lot) {
        let size = self.dice.between(2, 5) as usize;
        while lot.team.len() < size {
            let name = self.world.phrases.person(&mut self.dice);
            if lot.team.iter().all(|member| member.name != name) {
                let role = if lot.team.is_empty() { "负责人" } else { "" };
                lot.team.push(TeamMember {
                    name,
                    role: role.to_owned(),
                    title: None,
                });
            }
        }
    }

    /// Most patents stand alone; eight lots of the season are packages of two or three.
    fn patents(&mut self, lot: &mut Lot, owner: &Institution, slot: &Slot<'_>) {
        let holders: Vec<&str> = std::iter::once(owner.name.as_str())
            .chain(lot.co_owners.iter().map(String::as_str))
            .collect();
        let holders = holders.join("、");
        let names: Vec<&str> = lot.team.iter().map(|member| member.name.as_str()).collect();
        let inventors = names.join("、");
        let several = self.dice.between(2, 3);
        let is_package = self.patent_lots % PACKAGE_EVERY == PACKAGE_EVERY / 2;
        self.patent_lots += 1;
        let count = if is_package { several } else { 1 };
        for _ in 0..count {
            lot.patents.push(
                self.office
                    .grant(&lot.title, &holders, &inventors, slot.stem.ipc),
            );
        }
    }

    fn achievement(&mut self, lot: &mut Lot) {
        use AchievementKind as K;
        let kinds = [
            ("技术", K::Technology),
            ("工艺", K::Process),
            ("系统", K::Equipment),
            ("平台", K::Software),
            ("软件", K::Software),
            ("装备", K::Equipment),
            ("材料", K::Material),
        ];
        let kind = kinds.iter().find(|(word, _)| lot.title.contains(word));
        lot.achievement_kind = Some(kind.map_or(K::Product, |(_, kind)| *kind));
        lot.protections = match lot.achievement_kind {
            Some(K::Software) => vec![Protection::Copyright],
            _ if self.dice.chance(65) => vec![Protection::Patent],
            _ => vec![Protection::Secret],
        };
        if lot.protections == [Protection::Patent] {
            lot.related_patents.push(self.office.related());
        }
        if self.dice.chance(60) {
            lot.evaluation = Some(self.phrase("evaluation"));
        }
        let ownership = self.world.phrases.get("ownership");
        let shared = usize::from(!lot.co_owners.is_empty());
        lot.encumbrance_note
            .get_or_insert_with(|| ownership[shared].to_owned());
    }

    fn feature(&mut self, lot: &mut Lot) {
        let fits = matches!(
            lot.state,
            LotState::Published | LotState::Bidding | LotState::Listed
        );
        if fits && lot.start_price.is_some() && self.featured < FEATURED && self.dice.chance(20) {
            self.featured += 1;
            lot.featured_rank = Some(self.featured);
        }
    }

    /// Numbers and addresses that lead nowhere: nothing is ever sent to them (domain.md §7.1).
    fn contact(&mut self, place: usize) -> Contact {
        Contact {
            name: self.world.phrases.person(&mut self.dice),
            phone: format!("1990000{:04}", 1_000 + place),
            email: Some(format!("contact{}@example.com", place + 1)),
        }
    }
}

/// Shares out the prices: each place of the row once among the lots that are bid for, random
/// places for the asking prices.
fn share_prices(slots: &[Slot<'_>], dice: &mut Dice) -> Vec<Option<Fen>> {
    let bidding = |slot: &&Slot<'_>| slot.offer == Offer::Bidding && !slot.out_of_province;
    let count = slots.iter().filter(bidding).count();
    let mut inside = dice.places(count, count).into_iter();
    let far = slots.iter().filter(|slot| slot.out_of_province).count();
    let mut outside = dice.places(far, far).into_iter();
    slots
        .iter()
        .map(|slot| match slot.offer {
            Offer::Bidding if slot.out_of_province => outside.next().map(prices::outside),
            Offer::Bidding => inside.next().map(|place| prices::inside(place, count)),
            Offer::Asking => Some(prices::inside(dice.below(count), count)),
            Offer::OpenLicence => Some(prices::inside(dice.below(count / 2), count)),
            Offer::Negotiable => None,
        })
        .collect()
}

/// The lot with everything that the plan decides.
fn bare(
    id: LotId,
    code: LotCode,
    slot: &Slot<'_>,
    owner: &Institution,
    trl: Trl,
    texts: Texts,
) -> Lot {
    Lot {
        title: slot.title().to_owned(),
        cluster: slot.group.cluster,
        keywords: slot
            .stem
            .keywords
            .iter()
            .map(|word| (*word).to_owned())
            .collect(),
        summary: texts.summary,
        advantages: texts.advantages,
        prospect: texts.prospect,
        project_level: slot.project,
        tags: Vec::from_iter(slot.tag().map(str::to_owned)),
        dual_carbon: slot.dual_carbon,
        out_of_province: slot.out_of_province,
        state: slot.state,
        owner: owner.id,
        content_cleared: true,
        ..Lot::blank(id, code, slot.kind, slot.group.industry, trl)
    }
}
