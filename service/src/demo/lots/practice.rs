//! Practice lots (演练): they run round the clock, offer nothing, and say so.

use super::{Made, World};
use crate::demo::dice::Dice;
use domain::ids::{InstitutionId, LotCode, LotId};
use domain::institutions::InstitutionKind;
use domain::lots::{
    AchievementKind, Contact, DealMethod, Industry, Lot, LotKind, LotPrivate, LotState, Protection,
    TeamMember, TransactionMode, Trl,
};
use domain::money::Fen;

/// How many practice lots there are.
pub(crate) const COUNT: usize = 8;

/// Start prices of the practice lots in yuan. The house bots run the first six; the last two wait
/// for staff, who list them in a training round of their own.
const STARTS: [i64; COUNT] = [
    20_000, 36_000, 58_000, 90_000, 135_000, 200_000, 30_000, 45_000,
];

/// Makes the practice lots; their ids follow those of the others, `first_id` on.
pub(in crate::demo) fn practice(world: &World<'_>, first_id: i64) -> Vec<Made> {
    let centre = world
        .members
        .of_kind(InstitutionKind::OperationCentre)
        .next();
    let owner = centre.expect("the demo has its centre").id;
    (0..STARTS.len())
        .map(|place| one(world, owner, first_id, place))
        .collect()
}

fn one(world: &World<'_>, owner: InstitutionId, first_id: i64, place: usize) -> Made {
    let phrases = world.phrases;
    let mut dice = Dice::of(50 + place as u64);
    let line = |key: &str| {
        let list = phrases.get(key);
        list[place % list.len()].to_owned()
    };
    let code = LotCode::parse(&format!("D-{:04}", place + 1)).expect("a short code");
    let industry = Industry::from_code(&line("practice_industry")).unwrap_or(Industry::Other);
    let trl = Trl::new(9).expect("the highest level");
    let id = LotId(first_id + place as i64);
    let start = Fen::yuan(STARTS[place]);
    let lot = Lot {
        season: world.season.id,
        owner,
        title: line("practice_title"),
        summary: line("practice_summary"),
        advantages: line("practice_advantages"),
        prospect: line("practice_prospect"),
        modes: vec![TransactionMode::Transfer],
        deal_methods: vec![DealMethod::OnlineBid],
        start_price: Some(start),
        achievement_kind: Some(AchievementKind::Product),
        protections: vec![Protection::None],
        encumbrance_note: Some(phrases.get("ownership")[0].to_owned()),
        team: vec![TeamMember {
            name: phrases.person(&mut dice),
            role: "负责人".to_owned(),
            title: None,
        }],
        practice: true,
        state: LotState::Published,
        published_at: Some(world.now.plus_millis(-86_400_000)),
        ..Lot::blank(id, code, LotKind::Achievement, industry, trl)
    };
    let contact = Contact {
        name: phrases.person(&mut dice),
        phone: format!("1990000{:04}", 9_000 + place),
        email: Some(format!("practice{}@example.com", place + 1)),
    };
    Made {
        lot,
        private: LotPrivate {
            reserve_price: None,
            contact,
        },
    }
}
