//! The ladder of increments and the grid of prices it spans (bidding.md C.2).

use crate::money::{Fen, YUAN};
use serde::{Deserialize, Serialize};

/// From a price on, bids rise by this step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Lowest price of the band.
    pub from: Fen,
    /// Step inside the band.
    pub step: Fen,
}

/// Bands of increments: the first begins at zero, the edges rise strictly, steps are ≥ 1 yuan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Band>", into = "Vec<Band>")]
pub struct Ladder(Vec<Band>);

/// Why bands make no ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LadderError {
    /// No band, or the first does not begin at zero.
    #[error("the first band begins at zero")]
    FirstBand,
    /// Edges do not rise strictly.
    #[error("band edges rise strictly")]
    Edges,
    /// A step below one yuan.
    #[error("a step is at least one yuan")]
    Step,
}

impl Ladder {
    /// A ladder of these bands.
    ///
    /// # Errors
    /// [`LadderError`] says which rule is broken.
    pub fn new(bands: Vec<Band>) -> Result<Self, LadderError> {
        if bands.first().is_none_or(|band| band.from != Fen(0)) {
            return Err(LadderError::FirstBand);
        }
        if bands.windows(2).any(|pair| pair[0].from >= pair[1].from) {
            return Err(LadderError::Edges);
        }
        if bands.iter().any(|band| band.step < Fen(YUAN)) {
            return Err(LadderError::Step);
        }
        Ok(Self(bands))
    }

    /// One step for every price: an increment that the owner asked for.
    ///
    /// # Errors
    /// [`LadderError::Step`] below one yuan.
    pub fn flat(step: Fen) -> Result<Self, LadderError> {
        Self::new(vec![Band { from: Fen(0), step }])
    }

    /// The season's default (bidding.md, decisions): 1,000 yuan; 5,000 from 100,000; 10,000 from
    /// 500,000; 20,000 from 1,000,000.
    pub fn season_default() -> Self {
        let band = |from, step| Band {
            from: Fen::yuan(from),
            step: Fen::yuan(step),
        };
        Self(vec![
            band(0, 1_000),
            band(100_000, 5_000),
            band(500_000, 10_000),
            band(1_000_000, 20_000),
        ])
    }

    /// The bands, lowest first.
    pub fn bands(&self) -> &[Band] {
        &self.0
    }

    /// The step that applies at `price`: that of the last band with `from ≤ price`.
    pub fn step(&self, price: Fen) -> Fen {
        self.0[self.band_at(price)].step
    }

    /// The next price on the grid above `price`.
    pub fn next(&self, price: Fen) -> Fen {
        price + self.step(price)
    }

    /// Moves each edge up to the next price of the grid that starts at `start`, as the form
    /// proposes at publish (C.1). Bands that end up empty vanish.
    #[must_use]
    pub fn aligned(&self, start: Fen) -> Self {
        let mut bands = vec![Band {
            from: Fen(0),
            step: self.step(start),
        }];
        let mut at = start;
        for band in self.0.iter().filter(|band| band.from > start) {
            let last = bands.len() - 1;
            let step = bands[last].step;
            let steps = (band.from.0 - at.0 + step.0 - 1).div_euclid(step.0).max(0);
            at = Fen(at.0 + steps * step.0);
            if bands[last].from >= at {
                bands[last].step = band.step;
            } else {
                bands.push(Band {
                    from: at,
                    step: band.step,
                });
            }
        }
        Self(bands)
    }

    /// Whether `price` stands on the grid that starts at `start`. Costs one step per band,
    /// however high the price is (C.13).
    pub fn on_grid(&self, start: Fen, price: Fen) -> bool {
        price >= start && self.floor(start, price) == price
    }

    /// The two prices of the grid around `price`, for the answer `OFF_GRID`. Below the start both
    /// are the start.
    pub fn neighbours(&self, start: Fen, price: Fen) -> (Fen, Fen) {
        if price <= start {
            return (start, start);
        }
        let below = self.floor(start, price);
        let above = if below == price {
            price
        } else {
            self.next(below)
        };
        (below, above)
    }

    /// The price `steps` grid steps above `from`, for `max_jump` and the quick steps.
    pub fn climb(&self, from: Fen, steps: u32) -> Fen {
        let (mut at, mut left) = (from, i64::from(steps));
        for index in self.band_at(from)..self.0.len() {
            let step = self.0[index].step.0;
            let fits = match self.0.get(index + 1) {
                // Steps that begin inside this band; the last of them may land beyond its edge.
                Some(next) => ((next.from.0 - at.0 + step - 1).div_euclid(step)).clamp(0, left),
                None => left,
            };
            at = Fen(at.0 + fits * step);
            left -= fits;
            if left == 0 {
                break;
            }
        }
        at
    }

    /// The highest price of the grid that is not above `price`; `price` is not below `start`.
    fn floor(&self, start: Fen, price: Fen) -> Fen {
        let mut at = start;
        for index in self.band_at(start)..self.0.len() {
            let step = self.0[index].step.0;
            let edge = self.0.get(index + 1).map(|next| next.from);
            match edge {
                Some(edge) if edge <= price => {
                    let steps = (edge.0 - at.0 + step - 1).div_euclid(step).max(0);
                    let landed = Fen(at.0 + steps * step);
                    if landed > price {
                        return Fen(at.0 + (price.0 - at.0) / step * step);
                    }
                    at = landed;
                }
                _ => return Fen(at.0 + (price.0 - at.0) / step * step),
            }
        }
        at
    }

    fn band_at(&self, price: Fen) -> usize {
        self.0
            .partition_point(|band| band.from <= price)
            .saturating_sub(1)
    }
}

impl TryFrom<Vec<Band>> for Ladder {
    type Error = LadderError;
    fn try_from(bands: Vec<Band>) -> Result<Self, LadderError> {
        Self::new(bands)
    }
}

impl From<Ladder> for Vec<Band> {
    fn from(ladder: Ladder) -> Self {
        ladder.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn example() -> Ladder {
        let band = |from, step| Band {
            from: Fen::yuan(from),
            step: Fen::yuan(step),
        };
        Ladder::new(vec![band(0, 5_000), band(200_000, 10_000)]).unwrap()
    }

    #[test]
    fn the_grid_near_200_000() {
        // bidding.md C.2: … 190 000, 195 000, 200 000, 210 000, 220 000
        let (ladder, start) = (example(), Fen::yuan(100_000));
        let mut price = Fen::yuan(190_000);
        let walked: Vec<i64> = (0..4)
            .map(|_| {
                price = ladder.next(price);
                price.0 / YUAN
            })
            .collect();
        assert_eq!(walked, [195_000, 200_000, 210_000, 220_000]);
        assert!(ladder.on_grid(start, Fen::yuan(210_000)));
        assert!(!ladder.on_grid(start, Fen::yuan(205_000)));
        assert_eq!(
            ladder.neighbours(start, Fen::yuan(205_000)),
            (Fen::yuan(200_000), Fen::yuan(210_000))
        );
        assert_eq!(ladder.neighbours(start, Fen::yuan(95_000)), (start, start));
        assert_eq!(ladder.climb(start, 21), Fen::yuan(210_000));
    }

    #[test]
    fn bands_that_make_no_ladder() {
        let band = |from, step| Band {
            from: Fen::yuan(from),
            step: Fen(step),
        };
        assert_eq!(Ladder::new(vec![]), Err(LadderError::FirstBand));
        assert_eq!(Ladder::new(vec![band(1, 100)]), Err(LadderError::FirstBand));
        assert_eq!(
            Ladder::new(vec![band(0, 100), band(0, 200)]),
            Err(LadderError::Edges)
        );
        assert_eq!(Ladder::new(vec![band(0, 99)]), Err(LadderError::Step));
    }

    #[test]
    fn edges_are_aligned_to_the_grid() {
        // From 62,300 in steps of 1,000 the edge 100,000 moves to 100,300.
        let aligned = Ladder::season_default().aligned(Fen::yuan(62_300));
        assert_eq!(aligned.bands()[1].from, Fen::yuan(100_300));
        assert!(aligned.on_grid(Fen::yuan(62_300), Fen::yuan(105_300)));
    }

    fn ladders() -> impl Strategy<Value = Ladder> {
        proptest::collection::vec((1i64..400, 1i64..40), 0..4).prop_map(|bands| {
            let mut from = 0;
            let mut all = vec![Band {
                from: Fen(0),
                step: Fen::yuan(7),
            }];
            for (gap, step) in bands {
                from += gap;
                all.push(Band {
                    from: Fen::yuan(from),
                    step: Fen::yuan(step),
                });
            }
            Ladder::new(all).unwrap()
        })
    }

    proptest! {
        #[test]
        fn climbing_equals_walking(ladder in ladders(), start in 1i64..500, steps in 0u32..60) {
            let start = Fen::yuan(start);
            let walked = (0..steps).fold(start, |at, _| ladder.next(at));
            prop_assert_eq!(ladder.climb(start, steps), walked);
            prop_assert!(ladder.on_grid(start, walked));
        }

        #[test]
        fn neighbours_enclose_the_price(ladder in ladders(), start in 1i64..500, up in 0i64..90_000) {
            let start = Fen::yuan(start);
            let price = Fen(start.0 + up);
            let (below, above) = ladder.neighbours(start, price);
            prop_assert!(below <= price && price <= above);
            prop_assert!(ladder.on_grid(start, below) && ladder.on_grid(start, above));
            prop_assert_eq!(below == above, ladder.on_grid(start, price));
            prop_assert!(below == above || ladder.next(below) == above);
        }

        #[test]
        fn aligned_ladders_keep_their_edges_on_the_grid(ladder in ladders(), start in 1i64..500) {
            let start = Fen::yuan(start);
            let aligned = ladder.aligned(start);
            for band in aligned.bands().iter().skip(1) {
                prop_assert!(aligned.on_grid(start, band.from));
            }
        }
    }
}
