//! When bids come: few at first, two fifths of them in the last ten minutes (domain.md §7.2).

use crate::demo::dice::Dice;
use domain::bidding::Terms;
use domain::time::Timestamp;

/// The rush before the end, ms.
pub(in crate::demo) const RUSH_MS: i64 = 600_000;
/// Nobody bids in the first seconds, ms.
const SILENCE_MS: i64 = 20_000;
/// Two bids of a lot are at least this far apart, ms.
const APART_MS: i64 = 700;

/// The arrival times of a lot's bids before any extension, rising.
pub(super) struct Pace {
    /// Arrival of each bid that does not answer an extension.
    times: Vec<Timestamp>,
    /// How many more bids come after those, each shortly before the end as it then stands.
    pub(super) duel: usize,
}

impl Pace {
    /// Bids of a lot that has ended: three fifths before the rush, the rest in it; a part of
    /// these answer each other until somebody gives up.
    pub(super) fn closed(terms: &Terms, bids: usize, dice: &mut Dice) -> Self {
        let rush = bids * 2 / 5;
        let duel = if bids >= 8 { rush / 4 } else { 0 };
        let rush_from = terms.ends_at.plus_millis(-RUSH_MS);
        let first = terms.opens_at.plus_millis(SILENCE_MS);
        let mut times = draw(first, rush_from.plus_millis(-SILENCE_MS), bids - rush, dice);
        let last = terms.ends_at.plus_millis(-SILENCE_MS);
        times.extend(draw(rush_from, last, rush - duel, dice));
        Self {
            times: spread(times),
            duel,
        }
    }

    /// Bids of a lot that is open: from the opening until a little before now.
    pub(super) fn live(terms: &Terms, bids: usize, now: Timestamp, dice: &mut Dice) -> Self {
        let first = terms.opens_at.plus_millis(SILENCE_MS);
        let times = draw(first, now.plus_millis(-2 * SILENCE_MS), bids, dice);
        Self {
            times: spread(times),
            duel: 0,
        }
    }

    /// The arrival times.
    pub(super) fn times(&self) -> &[Timestamp] {
        &self.times
    }
}

fn draw(from: Timestamp, to: Timestamp, count: usize, dice: &mut Dice) -> Vec<Timestamp> {
    let span = to.millis_since(from);
    let mut times: Vec<Timestamp> = (0..count)
        .map(|_| from.plus_millis(dice.between(0, span)))
        .collect();
    times.sort_unstable();
    times
}

/// Pulls times that lie too close together apart, backwards, so that none moves past the end.
fn spread(mut times: Vec<Timestamp>) -> Vec<Timestamp> {
    for at in (1..times.len()).rev() {
        let latest = times[at].plus_millis(-APART_MS);
        times[at - 1] = times[at - 1].min(latest);
    }
    times
}
