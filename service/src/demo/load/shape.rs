//! How bids are shared out among lots: a heavy tail that adds up exactly (domain.md §7.2).

use crate::demo::dice::Dice;

/// Lots in a block of a thousand without any bid, and those with few, many and very many.
const BLOCK: [usize; 4] = [350, 500, 140, 9];
/// The one lot of each block that everybody wants.
const STAR: u64 = 26_000;

/// Bids of each lot. The weights follow the plan (of 100,000 lots 35,000 have none, 50,000 about
/// 20, 14,000 about 200, 900 about 4,000 and 100 have 26,000) and are then scaled, so that the sum
/// is exactly `bids` whatever the number of lots.
pub(super) fn bids_per_lot(lots: u64, bids: u64) -> Vec<u64> {
    let mut dice = Dice::of(8);
    let mut weights: Vec<u64> = (0..lots).map(|place| weight(place, &mut dice)).collect();
    // A handful of lots might all be without a bid; then the first gets them.
    if weights.iter().all(|weight| *weight == 0) {
        weights.iter_mut().take(1).for_each(|first| *first = 1);
    }
    let total: u128 = weights
        .iter()
        .map(|weight| u128::from(*weight))
        .sum::<u128>()
        .max(1);
    let (mut sum, mut given) = (0u128, 0u64);
    for weight in &mut weights {
        sum += u128::from(*weight);
        let due = (u128::from(bids) * sum / total) as u64;
        *weight = due - given;
        given = due;
    }
    weights
}

fn weight(place: u64, dice: &mut Dice) -> u64 {
    // 617 and 1000 share no divisor: every block has every class, well mixed.
    let class = (place * 617 % 1_000) as usize;
    let [none, few, many, very_many] = BLOCK;
    match class {
        class if class < none => 0,
        class if class < none + few => geometric(20, dice),
        class if class < none + few + many => dice.between(50, 350) as u64,
        class if class < none + few + many + very_many => dice.between(2_000, 6_000) as u64,
        _ => STAR,
    }
}

/// A number from 1 on whose mean is `mean`.
fn geometric(mean: usize, dice: &mut Dice) -> u64 {
    let mut number = 1;
    while number < 400 && dice.below(mean) > 0 {
        number += 1;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_exactly() {
        for (lots, bids) in [
            (1, 7),
            (2, 1_000),
            (300, 1_400),
            (5_000, 123_457),
            (100, 0),
            (0, 0),
        ] {
            let shares = bids_per_lot(lots, bids);
            assert_eq!(
                (shares.len() as u64, shares.iter().sum::<u64>()),
                (lots, bids)
            );
        }
    }

    #[test]
    fn the_plan_in_its_own_size() {
        let shares = bids_per_lot(100_000, 10_000_000);
        assert_eq!(shares.iter().filter(|bids| **bids == 0).count() / 100, 350);
        let stars = shares.iter().filter(|bids| **bids > 20_000).count();
        assert_eq!(stars, 100);
    }
}
