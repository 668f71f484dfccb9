//! The lots of the demo season: 270 patents and 90 achievements, and some for practice.

mod draft;
mod patents;
pub(crate) mod plan;
pub(crate) mod practice;
mod texts;

pub(super) use practice::practice;
pub(super) use texts::compose;

use super::dice::Dice;
use super::institutions::Members;
use super::sessions::Sketch;
use super::words::{Group, Lists};
use domain::bidding::Terms;
use domain::ids::LotCode;
use domain::institutions::Institution;
use domain::lots::{Industry, Lot, LotKind, LotPrivate};
use domain::rounds::Round;
use domain::seasons::Season;
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// A generated lot with what stays hidden.
pub(super) struct Made {
    /// The lot.
    pub(super) lot: Lot,
    /// Reserve and contact.
    pub(super) private: LotPrivate,
}

/// What lots are made from.
pub(super) struct World<'a> {
    pub(super) season: &'a Season,
    pub(super) members: &'a Members,
    pub(super) sketches: &'a [Sketch],
    pub(super) phrases: &'a Lists,
    pub(super) now: Timestamp,
}

/// Makes the 360 lots; ids count from 1.
pub(super) fn lots(world: &World<'_>, groups: &[Group]) -> Vec<Made> {
    let slots = plan::plan(groups);
    let mut maker = draft::Maker::new(world, &slots);
    let mut numbers: BTreeMap<(LotKind, Industry), u32> = BTreeMap::new();
    slots
        .iter()
        .enumerate()
        .map(|(place, slot)| {
            let number = numbers.entry((slot.kind, slot.group.industry)).or_default();
            *number += 1;
            let code = code(slot.kind, world.season.year, slot.group.industry, *number);
            maker.make(place, code, slot)
        })
        .collect()
}

/// `P2026-NGIT-0001` for patents, `C2026-…` for achievements (domain.md §3.4).
pub(super) fn code(kind: LotKind, year: i32, industry: Industry, number: u32) -> LotCode {
    let letter = match kind {
        LotKind::Patent => 'P',
        LotKind::Achievement => 'C',
    };
    LotCode::parse(&format!("{letter}{year}-{industry}-{number:04}"))
        .expect("letters, digits and hyphens make a code")
}

/// The terms of a lot in a round, ending at `ends_at`.
pub(super) fn terms(lot: &Lot, round: &Round, season: &Season, ends_at: Timestamp) -> Terms {
    let asked = crate::listing::terms(lot, None, round, season, BTreeMap::new());
    let terms = asked.expect("only lots with a start price come into a round");
    Terms {
        ends_at,
        has_reserve: lot.has_reserve,
        ..terms
    }
}

/// What makes a row of a collection form the same record again: for patents the number, for
/// achievements title, unit and leader (domain.md §4.1, §4.2).
pub(super) fn identity_key(lot: &Lot, owner: &Institution) -> String {
    if let Some(patent) = lot.patents.first() {
        return format!("patent:{}", patent.number);
    }
    let squeeze = |text: &str| domain::text::fold_width(text).replace(char::is_whitespace, "");
    let leader = lot.team.first().map_or("", |member| member.name.as_str());
    format!(
        "achievement:{}|{}|{}",
        squeeze(&lot.title),
        squeeze(&owner.name),
        squeeze(leader)
    )
}

/// The stream of draws of lots; the maker of practice lots has its own.
fn dice() -> Dice {
    Dice::of(4)
}
