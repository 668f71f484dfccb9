//! Who is who among the 360 lots: which technology, which state, which special role
//! (domain.md §7.1).

use crate::demo::dice::Dice;
use crate::demo::words::{Group, Stem};
use domain::lots::{LotKind, LotState, ProjectLevel};

/// How many lots stand where. Together 360.
pub(crate) const STATES: [(LotState, usize); 10] = [
    (LotState::Draft, 22),
    (LotState::Submitted, 18),
    (LotState::UnderReview, 30),
    (LotState::Rejected, 20),
    (LotState::Published, 150),
    (LotState::Bidding, 12),
    (LotState::Listed, 12),
    (LotState::Sold, 60),
    (LotState::Passed, 20),
    (LotState::Archived, 16),
];
/// Lots of carbon peaking and neutrality.
pub(crate) const DUAL_CARBON: usize = 72;
/// Lots from outside the province.
pub(crate) const OUT_OF_PROVINCE: usize = 30;
/// Lots of a provincial or national programme.
pub(crate) const PROGRAMME: usize = 60;
/// Of those, visible ones of the torch express's group (domain.md §1.C TX-06 asks for ten).
const PROGRAMME_TORCH: usize = 12;
/// Lots under open licence.
pub(crate) const OPEN_LICENCE: usize = 12;
/// Sold lots that were sold by negotiation.
pub(crate) const NEGOTIATED: usize = 16;
/// Lots on display whose price is to be negotiated, and those with an asking price.
const FACE_TO_FACE: (usize, usize) = (12, 10);

/// How a lot is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    /// By bidding, from this place in the row of start prices.
    Bidding,
    /// By negotiation with an asking price.
    Asking,
    /// By negotiation without a price (面议).
    Negotiable,
    /// Under open licence.
    OpenLicence,
}

/// One lot in the plan.
pub(super) struct Slot<'a> {
    pub(super) group: &'a Group,
    pub(super) stem: &'a Stem,
    /// The title of the product is used instead of the patent's.
    pub(super) product: bool,
    pub(super) kind: LotKind,
    pub(super) state: LotState,
    pub(super) offer: Offer,
    pub(super) out_of_province: bool,
    pub(super) project: ProjectLevel,
    pub(super) dual_carbon: bool,
}

impl Slot<'_> {
    /// What comes of a national programme says so (TX-04).
    pub(super) fn tag(&self) -> Option<&'static str> {
        (self.project == ProjectLevel::National).then_some("国家级成果")
    }

    /// The title, different for every slot.
    pub(super) fn title(&self) -> &'static str {
        if self.product {
            self.stem.product
        } else {
            self.stem.title
        }
    }
}

/// Plans all lots, in the order of their ids.
pub(super) fn plan(groups: &[Group]) -> Vec<Slot<'_>> {
    let mut dice = Dice::of(2);
    let mut slots: Vec<Slot> = groups
        .iter()
        .flat_map(|group| titles(group, &mut dice))
        .collect();
    dice.shuffle(&mut slots);
    let mut states: Vec<LotState> = STATES
        .iter()
        .flat_map(|(state, count)| std::iter::repeat_n(*state, *count))
        .collect();
    dice.shuffle(&mut states);
    for (slot, state) in slots.iter_mut().zip(states) {
        slot.state = state;
    }
    offers(&mut slots);
    origins(&mut slots, &mut dice);
    programmes(&mut slots);
    mark(
        &mut slots,
        DUAL_CARBON,
        |slot| slot.stem.dual_carbon,
        |slot| slot.dual_carbon = true,
    );
    slots
}

/// The titles of a group: achievements take product names, patents take their own titles first
/// and then the product names that are left.
fn titles<'a>(group: &'a Group, dice: &mut Dice) -> Vec<Slot<'a>> {
    let slot = |place: usize, product, kind| Slot {
        group,
        stem: &group.stems[place],
        product,
        kind,
        state: LotState::Draft,
        offer: Offer::Bidding,
        out_of_province: false,
        project: ProjectLevel::None,
        dual_carbon: false,
    };
    let products = dice.places(group.stems.len(), group.stems.len());
    let (achievements, rest) = products.split_at(group.achievements);
    let own = dice.places(group.stems.len(), group.patents);
    let missing = group.patents - own.len();
    let achievements = achievements
        .iter()
        .map(|place| slot(*place, true, LotKind::Achievement));
    let patents = own.iter().map(|place| slot(*place, false, LotKind::Patent));
    let further = rest[..missing]
        .iter()
        .map(|place| slot(*place, true, LotKind::Patent));
    achievements.chain(patents).chain(further).collect()
}

/// Gives the first `count` slots that fit a mark.
fn mark(
    slots: &mut [Slot<'_>],
    count: usize,
    fits: impl Fn(&Slot<'_>) -> bool,
    set: impl Fn(&mut Slot<'_>),
) {
    slots
        .iter_mut()
        .filter(|slot| fits(slot))
        .take(count)
        .for_each(set);
}

fn offers(slots: &mut [Slot<'_>]) {
    use domain::lots::Industry as I;
    // Leading enterprises exist in three industries only.
    let led = |slot: &Slot| {
        slot.kind == LotKind::Patent
            && slot.state == LotState::Published
            && matches!(slot.group.industry, I::It | I::Manufacturing | I::Energy)
    };
    let shown = |slot: &Slot| slot.state == LotState::Published && slot.offer == Offer::Bidding;
    let sold = |slot: &Slot| slot.state == LotState::Sold;
    mark(slots, OPEN_LICENCE, led, |slot| {
        slot.offer = Offer::OpenLicence
    });
    mark(slots, FACE_TO_FACE.0, shown, |slot| {
        slot.offer = Offer::Negotiable
    });
    mark(slots, FACE_TO_FACE.1, shown, |slot| {
        slot.offer = Offer::Asking
    });
    mark(slots, NEGOTIATED, sold, |slot| slot.offer = Offer::Asking);
}

/// Lots from outside the province stand in every state, under the hammer as well.
fn origins(slots: &mut [Slot<'_>], dice: &mut Dice) {
    let fitting: Vec<usize> = (0..slots.len())
        .filter(|place| slots[*place].offer == Offer::Bidding)
        .collect();
    for place in dice.places(fitting.len(), OUT_OF_PROVINCE) {
        slots[fitting[place]].out_of_province = true;
    }
}

fn programmes(slots: &mut [Slot<'_>]) {
    let free = |slot: &Slot| slot.offer != Offer::OpenLicence && slot.project == ProjectLevel::None;
    let torch = |slot: &Slot| free(slot) && slot.group.key == "ngit" && slot.state.is_public();
    mark(slots, PROGRAMME_TORCH, torch, |slot| {
        slot.project = ProjectLevel::National
    });
    let (national, provincial) = (10, PROGRAMME - PROGRAMME_TORCH - 10);
    // From the back, so that the two levels are not the same industries as above.
    let mut back = slots.iter_mut().rev().filter(|slot| free(slot));
    back.by_ref()
        .take(national)
        .for_each(|slot| slot.project = ProjectLevel::National);
    back.take(provincial)
        .for_each(|slot| slot.project = ProjectLevel::Provincial);
}
