//! Evaluation groups of the demo season, and the sheets of the lots that are under review.

use super::dice::Dice;
use super::{DemoLot, DemoSeason};
use crate::Error;
use domain::accounts::Account;
use domain::ids::{AccountId, SeasonId};
use domain::institutions::Institution;
use domain::lots::{Industry, LotState};
use domain::reviews::{
    ExpertKind, Recommendation, ReleaseState, ReviewRules, Scores, Seat, Sheet, conflict,
};
use domain::time::Timestamp;
use store::{NewRelease, NewReview, Tx};

/// A day, ms.
const DAY: i64 = 86_400_000;
/// The experts by login, and what each is there for in every group. The first three can be signed in
/// to; the sheets of the others are there.
const EXPERTS: [(&str, ExpertKind); 6] = [
    ("expert1", ExpertKind::Technical),
    ("expert2", ExpertKind::PatentOperation),
    ("expert3", ExpertKind::Investment),
    ("expert4", ExpertKind::Technical),
    ("expert5", ExpertKind::PatentOperation),
    ("expert6", ExpertKind::Investment),
];
/// Of five lots under review, nobody has submitted anything about the first, only those that nobody
/// signs in to about the next three, everybody about the last.
const TURN: usize = 5;
/// Lots of the release that is behind us.
const RELEASED: usize = 20;

/// What the experts say, from the best to the worst.
const COMMENTS: [(Recommendation, &str); 3] = [
    (
        Recommendation::Strong,
        "技术路线先进，已有中试数据支撑，市场需求明确，权利要求布局合理。（示例）",
    ),
    (
        Recommendation::Recommended,
        "技术方案成熟，实施条件基本具备，建议进一步明确应用场景。（示例）",
    ),
    (
        Recommendation::NotRecommended,
        "与现有方案相比优势有限，实施成本偏高，保护范围较窄。（示例）",
    ),
];

/// Writes the groups, the reviews of all lots that are under review, and one release.
pub(super) async fn write(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    let season = demo.lots.first().map(|lot| lot.lot.season);
    let season = season.ok_or(Error::NotFound)?;
    let centre = account(demo, "center1").id;
    let experts = EXPERTS.map(|(login, kind)| (account(demo, login), kind));
    let seats = experts.map(|(expert, kind)| Seat {
        expert: expert.id,
        kind,
    });
    let formed = (centre, now.plus_millis(-20 * DAY));
    for industry in Industry::ALL {
        tx.put_review_group(season, *industry, &seats, formed)
            .await?;
    }
    let waiting = demo.lots.iter();
    let waiting = waiting.filter(|demo| demo.lot.state == LotState::UnderReview);
    let mut dice = Dice::of(36);
    for (place, lot) in waiting.enumerate() {
        for (number, (expert, kind)) in experts.iter().enumerate() {
            let institution = institution(demo, expert).map(|one| one.name.as_str());
            if conflict(expert, institution, &lot.lot) {
                continue;
            }
            let signs_in = number < 3;
            let done = match place % TURN {
                0 => false,
                4 => true,
                _ => !signs_in,
            };
            // Every seventh lot is overdue where it is not done.
            let days = if place % 7 == 3 { 12 } else { 6 };
            let review = (expert.id, *kind, now.plus_millis(-days * DAY));
            write_review(tx, lot, review, done.then_some(&mut dice)).await?;
        }
    }
    release(tx, demo, season, centre, now).await
}

async fn write_review(
    tx: &mut Tx,
    lot: &DemoLot,
    (expert, kind, at): (AccountId, ExpertKind, Timestamp),
    dice: Option<&mut Dice>,
) -> Result<(), Error> {
    let days = i64::from(ReviewRules::default().days);
    let review = NewReview {
        lot: lot.lot.id,
        expert,
        kind,
        at,
        due_at: at.plus_millis(days * DAY),
    };
    tx.insert_review(&review).await?;
    if let Some(dice) = dice {
        let submitted_at = at.plus_millis(2 * DAY);
        tx.submit_review(lot.lot.id, expert, &sheet(dice), submitted_at)
            .await?;
    }
    Ok(())
}

fn sheet(dice: &mut Dice) -> Sheet {
    let scores: [u8; 4] = std::array::from_fn(|_| dice.below(46) as u8 + 52);
    let sum: u32 = scores.iter().map(|score| u32::from(*score)).sum();
    let (recommend, comment) = match sum {
        320.. => COMMENTS[0],
        270.. => COMMENTS[1],
        _ => COMMENTS[2],
    };
    Sheet {
        scores: Scores(scores),
        comment: comment.to_owned(),
        recommend,
    }
}

/// A batch that was published before the demonstration began.
async fn release(
    tx: &mut Tx,
    demo: &DemoSeason,
    season: SeasonId,
    centre: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    let shown = demo.lots.iter().map(|demo| &demo.lot);
    let shown = shown.filter(|lot| lot.state == LotState::Published && !lot.practice);
    let lots: Vec<_> = shown.take(RELEASED).map(|lot| lot.id).collect();
    let publish_at = now.plus_millis(-30 * DAY);
    let new = NewRelease {
        season,
        title: "第一批高价值专利（成果）（示例）",
        publish_at,
        lots: &lots,
        by: centre,
        at: publish_at.plus_millis(-DAY),
    };
    let id = tx.insert_release(&new).await?;
    tx.end_release(id, ReleaseState::Published, publish_at)
        .await?;
    Ok(())
}

fn account<'d>(demo: &'d DemoSeason, login: &str) -> &'d Account {
    let found = demo.accounts.iter().find(|(one, _)| one.login == login);
    &found.expect("the demo has this account").0
}

fn institution<'d>(demo: &'d DemoSeason, of: &Account) -> Option<&'d Institution> {
    let id = of.institution?;
    demo.institutions.iter().find(|one| one.id == id)
}
