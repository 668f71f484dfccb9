//! Start prices (起拍价) like those of a real season: many small ones and a long tail
//! (domain.md §7.1: median 80,000 yuan, mean about 217,000).

use domain::money::Fen;

/// Quantiles of the start prices inside the province at 0/40 … 40/40, in hundreds of yuan: a
/// log-normal shape that, together with [`MILLIONS`], has the wanted median and mean.
const QUANTILES: [i64; 41] = [
    97, 151, 194, 229, 260, 288, 316, 342, 369, 395, 421, 448, 475, 502, 530, 559, 589, 620, 652,
    686, 721, 758, 797, 838, 882, 929, 980, 1035, 1095, 1161, 1234, 1316, 1410, 1519, 1647, 1803,
    2002, 2271, 2675, 3438, 5339,
];

/// Start prices from outside the province (省外百万级) in 万元.
const MILLIONS: [i64; 30] = [
    100, 100, 102, 105, 105, 108, 110, 112, 115, 118, 120, 120, 122, 125, 125, 128, 130, 132, 135,
    138, 140, 145, 148, 150, 158, 165, 175, 188, 205, 240,
];

/// The `place`-th of `count` prices inside the province, lowest first.
pub(super) fn inside(place: usize, count: usize) -> Fen {
    // The middle of the place on a scale of 40,000 parts; whole numbers all the way.
    let at = (place * 2 + 1) * 20_000 / count;
    let (quantile, part) = (at / 1_000, (at % 1_000) as i64);
    let (low, high) = (QUANTILES[quantile], QUANTILES[(quantile + 1).min(40)]);
    tidy((low * (1_000 - part) + high * part) / 1_000)
}

/// The `place`-th price from outside the province, lowest first.
pub(super) fn outside(place: usize) -> Fen {
    Fen::yuan(MILLIONS[place % MILLIONS.len()] * 10_000)
}

/// A price as people would set it, from hundreds of yuan.
fn tidy(hundreds: i64) -> Fen {
    let unit = match hundreds {
        ..200 => 2,
        200..500 => 5,
        500..1_000 => 10,
        1_000..3_000 => 50,
        _ => 100,
    };
    Fen::yuan((hundreds + unit / 2) / unit * unit * 100)
}

/// An increment that an owner asks for on a lot where much bidding is expected: about one percent
/// of the start, in steps of 1, 2 or 5 with zeros behind.
pub(super) fn increment(start: Fen) -> Fen {
    let wanted = start.0 / 120;
    let steps = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000].map(Fen::yuan);
    let fitting = steps.into_iter().rev().find(|step| step.0 <= wanted);
    fitting.unwrap_or(Fen::yuan(100))
}

/// The deposit: a tenth of the start, on 100 yuan (bidding.md C.1).
pub(super) fn deposit(start: Fen) -> Fen {
    Fen((start.0 / 10 + 5_000) / 10_000 * 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_rise_and_stand_on_hundreds() {
        let prices: Vec<Fen> = (0..280).map(|place| inside(place, 280)).collect();
        assert!(prices.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(
            prices
                .iter()
                .all(|price| price.is_multiple_of(Fen::yuan(100)))
        );
        assert!(prices.iter().all(|price| *price < Fen::yuan(1_000_000)));
        assert!(
            (0..30)
                .map(outside)
                .all(|price| price >= Fen::yuan(1_000_000))
        );
    }

    #[test]
    fn increments_and_deposits_are_round() {
        assert_eq!(increment(Fen::yuan(80_000)), Fen::yuan(500));
        assert_eq!(increment(Fen::yuan(9_000)), Fen::yuan(100));
        assert_eq!(deposit(Fen::yuan(12_300)), Fen::yuan(1_200));
    }
}
