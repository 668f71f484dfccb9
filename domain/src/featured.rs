//! The order of the featured lots (重点展示, domain.md §3.4 `featured`, issue 5 §4): the centre puts lots in
//! line, and moves them a place at a time.

use crate::lots::{Lot, LotState};

/// Most featured lots of a season: what a reader goes through by hand.
pub const FEATURED_MAX: usize = 60;

codes! {
    /// What the centre does with a lot.
    Step {
        /// It comes in, at the end.
        Add = "add" / "列为重点",
        /// A place forwards.
        Up = "up" / "上移",
        /// A place backwards.
        Down = "down" / "下移",
        /// It goes out.
        Remove = "remove" / "取消重点",
    }
}

/// Whether a lot may be featured: it is selected or on display, and real.
///
/// # Errors
/// `FEATURED_STATE`.
pub fn admit(lot: &Lot) -> Result<(), &'static str> {
    let shown = lot.state.is_public() || lot.state == LotState::Selected;
    match shown && !lot.practice && lot.state != LotState::Withdrawn {
        true => Ok(()),
        false => Err("FEATURED_STATE"),
    }
}

/// The order after a step with `lot`, first place first. A lot at the end that is to move on stays where
/// it is; one that is featured already is not added twice.
///
/// # Errors
/// `FEATURED_FULL` for one more than [`FEATURED_MAX`]; `FEATURED_NOT` for a lot that is to be moved or
/// taken out and is not featured.
pub fn moved<T: Copy + PartialEq>(order: &[T], lot: T, step: Step) -> Result<Vec<T>, &'static str> {
    let mut order = order.to_vec();
    let place = order.iter().position(|one| *one == lot);
    match (step, place) {
        (Step::Add, Some(_)) => {}
        (Step::Add, None) if order.len() >= FEATURED_MAX => return Err("FEATURED_FULL"),
        (Step::Add, None) => order.push(lot),
        (_, None) => return Err("FEATURED_NOT"),
        (Step::Up, Some(place)) => order.swap(place, place.saturating_sub(1)),
        (Step::Down, Some(place)) => {
            let last = order.len() - 1;
            order.swap(place, (place + 1).min(last));
        }
        (Step::Remove, Some(place)) => {
            order.remove(place);
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{LotCode, LotId};
    use crate::lots::{Industry, LotKind, Trl};
    use proptest::prelude::*;

    #[test]
    fn each_step_moves_one_lot() {
        let order = [1, 2, 3];
        let cases: [(u32, Step, &[u32]); 8] = [
            (4, Step::Add, &[1, 2, 3, 4]),
            (2, Step::Add, &[1, 2, 3]),
            (2, Step::Up, &[2, 1, 3]),
            (1, Step::Up, &[1, 2, 3]),
            (2, Step::Down, &[1, 3, 2]),
            (3, Step::Down, &[1, 2, 3]),
            (1, Step::Remove, &[2, 3]),
            (3, Step::Remove, &[1, 2]),
        ];
        for (lot, step, expected) in cases {
            let result = moved(&order, lot, step);
            assert_eq!(result.as_deref(), Ok(expected), "{lot} {step}");
        }
        for step in [Step::Up, Step::Down, Step::Remove] {
            assert_eq!(moved(&order, 4, step), Err("FEATURED_NOT"));
        }
        let full: Vec<usize> = (0..FEATURED_MAX).collect();
        assert_eq!(moved(&full, FEATURED_MAX, Step::Add), Err("FEATURED_FULL"));
    }

    #[test]
    fn what_nobody_sees_is_not_featured() {
        let code = LotCode::parse("P2026-ENER-0001").expect("a code");
        let trl = Trl::new(6).expect("a level");
        let lot = Lot::blank(LotId(1), code, LotKind::Patent, Industry::Energy, trl);
        for (state, fits) in [
            (LotState::Submitted, false),
            (LotState::Selected, true),
            (LotState::Published, true),
            (LotState::Withdrawn, false),
        ] {
            let mut lot = Lot {
                state,
                ..lot.clone()
            };
            assert_eq!(admit(&lot).is_ok(), fits, "{state}");
            lot.practice = true;
            assert_eq!(admit(&lot), Err("FEATURED_STATE"));
        }
    }

    proptest! {
        /// Whatever is done, each lot stands in line once at most and none is lost unless it was taken out.
        #[test]
        fn nobody_is_lost_or_doubled(steps in prop::collection::vec((0_u32..8, 0_usize..4), 0..40)) {
            let mut order: Vec<u32> = Vec::new();
            for (lot, step) in steps {
                let step = Step::ALL[step];
                let Ok(next) = moved(&order, lot, step) else { continue };
                let mut sorted = next.clone();
                sorted.sort_unstable();
                sorted.dedup();
                prop_assert_eq!(sorted.len(), next.len());
                let stays = |one: &&u32| !next.contains(one);
                let lost: Vec<&u32> = order.iter().filter(stays).collect();
                prop_assert!(lost.is_empty() || (step == Step::Remove && lost == [&lot]));
                order = next;
            }
        }
    }
}
