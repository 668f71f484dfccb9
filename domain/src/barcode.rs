//! The barcode of a submission sheet: Code 128, set B (ISO/IEC 15417), so that whoever opens the mail
//! finds the institution with a scanner.

/// Modules of each symbol, bars and spaces in turn, by its value; the last one is the stop.
const WIDTHS: [&[u8]; 107] = [
    b"212222", b"222122", b"222221", b"121223", b"121322", b"131222", b"122213", b"122312",
    b"132212", b"221213", b"221312", b"231212", b"112232", b"122132", b"122231", b"113222",
    b"123122", b"123221", b"223211", b"221132", b"221231", b"213212", b"223112", b"312131",
    b"311222", b"321122", b"321221", b"312212", b"322112", b"322211", b"212123", b"212321",
    b"232121", b"111323", b"131123", b"131321", b"112313", b"132113", b"132311", b"211313",
    b"231113", b"231311", b"112133", b"112331", b"132131", b"113123", b"113321", b"133121",
    b"313121", b"211331", b"231131", b"213113", b"213311", b"213131", b"311123", b"311321",
    b"331121", b"312113", b"312311", b"332111", b"314111", b"221411", b"431111", b"111224",
    b"111422", b"121124", b"121421", b"141122", b"141221", b"112214", b"112412", b"122114",
    b"122411", b"142112", b"142211", b"241211", b"221114", b"413111", b"241112", b"134111",
    b"111242", b"121142", b"121241", b"114212", b"124112", b"124211", b"411212", b"421112",
    b"421211", b"212141", b"214121", b"412121", b"111143", b"111341", b"131141", b"114113",
    b"114311", b"411113", b"411311", b"113141", b"114131", b"311141", b"411131", b"211412",
    b"211214", b"211232", b"2331112",
];

/// The symbol that begins a text of set B.
const START_B: usize = 104;
/// The symbol that ends every text.
const STOP: usize = 106;
/// Quiet modules on either side.
pub const QUIET: u32 = 10;

/// A bar: where it begins and how wide it is, in modules from the left edge of the quiet zone.
pub type Bar = (u32, u32);

/// The values of the symbols of `text` with start, check and stop; `None` for an empty text and one
/// with characters that are not printable ASCII.
fn values(text: &str) -> Option<Vec<usize>> {
    let printable = |byte: &u8| (b' '..=b'~').contains(byte);
    if text.is_empty() || !text.as_bytes().iter().all(printable) {
        return None;
    }
    let mut values = vec![START_B];
    values.extend(text.bytes().map(|byte| usize::from(byte - b' ')));
    let weighted = (1..)
        .zip(&values[1..])
        .map(|(weight, value): (usize, _)| weight * value);
    let check = (START_B + weighted.sum::<usize>()) % 103;
    values.extend([check, STOP]);
    Some(values)
}

/// The bars of `text`, and how wide all of it is with its quiet zones; `None` for what set B cannot say.
pub fn bars(text: &str) -> Option<(Vec<Bar>, u32)> {
    let (mut bars, mut at) = (Vec::new(), QUIET);
    for value in values(text)? {
        for (place, width) in WIDTHS[value].iter().enumerate() {
            let width = u32::from(width - b'0');
            if place % 2 == 0 {
                bars.push((at, width));
            }
            at += width;
        }
    }
    Some((bars, at + QUIET))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_that_of_the_standard() {
        let digits = |symbol: &[u8]| {
            symbol
                .iter()
                .map(|d| u32::from(d - b'0'))
                .collect::<Vec<_>>()
        };
        for (value, symbol) in WIDTHS.iter().enumerate().take(STOP) {
            let digits = digits(symbol);
            assert_eq!(
                (digits.len(), digits.iter().sum::<u32>()),
                (6, 11),
                "{value}"
            );
            // Self-checking: the bars of a symbol fill an even number of modules.
            let dark: u32 = digits.iter().step_by(2).sum();
            assert_eq!(dark % 2, 0, "{value}");
        }
        assert_eq!(digits(WIDTHS[STOP]).iter().sum::<u32>(), 13);
        let distinct: BTreeSet<_> = WIDTHS.iter().collect();
        assert_eq!(distinct.len(), WIDTHS.len());
    }

    #[test]
    fn a_known_text_has_its_known_check() {
        // 104 + 1×55 + 2×73 + … + 9×65 = 3281, which leaves 88.
        let values = values("Wikipedia").unwrap();
        assert_eq!(values[..3], [104, 55, 73]);
        assert_eq!(values[values.len() - 2..], [88, 106]);
    }

    #[test]
    fn bars_begin_after_the_quiet_zone() {
        let (bars, width) = bars("A").unwrap();
        // Start B 211214, A 111323, check (104+33) mod 103 = 34: 131123, stop.
        assert_eq!(bars[..4], [(10, 2), (13, 1), (16, 1), (21, 1)]);
        assert_eq!(width, 2 * QUIET + 3 * 11 + 13);
        assert_eq!(bars.last(), Some(&(width - QUIET - 2, 2)));
        for none in ["", "报送单", "a\n"] {
            assert_eq!(super::bars(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn every_text_of_the_set_can_be_drawn(text in "[ -~]{1,40}") {
            let (bars, width) = bars(&text).unwrap();
            prop_assert_eq!(width, 2 * QUIET + 11 * (text.len() as u32 + 2) + 13);
            for pair in bars.windows(2) {
                prop_assert!(pair[0].0 + pair[0].1 < pair[1].0);
            }
        }
    }
}
