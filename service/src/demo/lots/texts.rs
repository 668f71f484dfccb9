//! Summary, advantages and prospects of a lot, composed from the parts of its technology.

use crate::demo::dice::Dice;
use crate::demo::words::{Lists, Stem, draw_figures, fill};
use domain::lots::{Industry, LotKind, MaturityStage, Trl};

/// The three texts of a lot.
pub(in crate::demo) struct Texts {
    pub(in crate::demo) summary: String,
    pub(in crate::demo) advantages: String,
    pub(in crate::demo) prospect: String,
}

/// Writes the texts of one lot; what is claimed in one stands in the others with the same figures.
pub(in crate::demo) fn compose(
    stem: &Stem,
    kind: LotKind,
    industry: Industry,
    trl: Trl,
    phrases: &Lists,
    dice: &mut Dice,
) -> Texts {
    let effect = draw_figures(stem.effect, dice);
    let work = match kind {
        LotKind::Patent => "work_patent",
        LotKind::Achievement => "work_achievement",
    };
    let check = match trl.stage() {
        MaturityStage::Laboratory => "check_lab",
        MaturityStage::Small => "check_small",
        MaturityStage::Pilot => "check_pilot",
        MaturityStage::Industrial => "check_industrial",
    };
    let summary = fill(
        phrases.one("summary", dice),
        &[
            ("problem", stem.problem),
            ("approach", stem.approach),
            ("effect", &effect),
            ("scene", stem.scene),
            ("work", phrases.one(work, dice)),
            ("check", phrases.one(check, dice)),
        ],
    );
    let own = phrases.get(&format!("advantage_{industry}"));
    let chosen = dice.places(own.len(), 2);
    let advantages = fill(
        phrases.one("advantage_lead", dice),
        &[
            ("effect", &effect),
            ("one", own[chosen[0]]),
            ("two", own[chosen[1]]),
        ],
    );
    let prospect = fill(
        phrases.one("prospect", dice),
        &[
            ("scene", stem.scene),
            ("market", phrases.one(&format!("market_{industry}"), dice)),
            ("path", phrases.one("path", dice)),
        ],
    );
    Texts {
        summary,
        advantages,
        prospect,
    }
}
