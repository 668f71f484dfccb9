//! Money as whole fen (1 CNY = 100 fen). There is no floating-point money anywhere.

use crate::text::fold_width;
use serde::{Deserialize, Serialize};

/// Fen in one yuan.
pub const YUAN: i64 = 100;
/// Fen in 万元 (ten thousand yuan).
pub const WAN: i64 = 10_000 * YUAN;
/// Fen in 亿元 (a hundred million yuan).
pub const YI: i64 = 10_000 * WAN;
/// The largest amount the portal handles: 100 亿元. Far above any lot, far below overflow.
pub const AMOUNT_MAX: Fen = Fen(100 * YI);

/// An amount in fen (分).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    /// An amount of whole yuan.
    pub const fn yuan(yuan: i64) -> Self {
        Self(yuan * YUAN)
    }

    /// The stored number of fen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// True when the amount is a multiple of `unit`.
    pub const fn is_multiple_of(self, unit: Fen) -> bool {
        self.0 % unit.0 == 0
    }

    /// Digits in yuan with thousands separators and no unit: `1,265,050`, `12,345.60`.
    pub fn digits(self) -> String {
        let whole = group(self.0.abs() / YUAN);
        let sign = if self.0 < 0 { "-" } else { "" };
        match self.0.abs() % YUAN {
            0 => format!("{sign}{whole}"),
            rest => format!("{sign}{whole}.{rest:02}"),
        }
    }

    /// The amount in 万元 with at most two decimals, only when nothing is lost (ux.md §2.3):
    /// `126.5` for 1,265,000 CNY, `None` for 1,265,050 CNY and for amounts below 万元.
    pub fn wan_lossless(self) -> Option<String> {
        (self.0 >= WAN && self.0 % (100 * YUAN) == 0)
            .then(|| decimal(self.0 / (100 * YUAN), 2, true))
    }

    /// The amount for a card: value and scale, rounded half up to two decimals
    /// (ux.md §2.3): `9,999` yuan, `126.51` 万, `1.23` 亿.
    pub fn compact(self) -> (String, Scale) {
        let (unit, scale) = match self.0 {
            v if v >= YI => (YI, Scale::Yi),
            v if v >= WAN => (WAN, Scale::Wan),
            _ => return (self.digits(), Scale::Yuan),
        };
        let hundredths = (self.0 * 100 + unit / 2) / unit;
        (decimal(hundredths, 2, true), scale)
    }

    /// The amount in millions of yuan, rounded half up to two decimals: `1.28` (English cards).
    pub fn millions(self) -> String {
        let hundredths = (self.0 * 100 + 50 * WAN) / (100 * WAN);
        decimal(hundredths, 2, true)
    }

    /// The amount in formal Chinese numerals (大写): 壹佰叁拾万元整.
    pub fn formal(self) -> String {
        formal::numerals(self)
    }
}

impl std::ops::Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0 + other.0)
    }
}

impl std::ops::Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0 - other.0)
    }
}

/// The unit that a compact amount is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// 元
    Yuan,
    /// 万元
    Wan,
    /// 亿元
    Yi,
}

/// Why a typed amount was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// Not a plain number; exponents, signs and letters are refused.
    #[error("not a number")]
    NotANumber,
    /// More decimals than the unit holds.
    #[error("too many decimals")]
    TooFine,
    /// Above [`AMOUNT_MAX`].
    #[error("too large")]
    TooLarge,
}

/// Parses an amount as people type it; without a suffix it counts in `unit` fen.
///
/// Understood: `1,300,000`, `１３０００００`, `130万`, `130 万元`, `1300000元`, blanks.
/// Refused: exponents, signs, amounts finer than one fen.
///
/// # Errors
/// [`AmountError`] says which.
pub fn parse_amount(text: &str, unit: i64) -> Result<Fen, AmountError> {
    let folded: String = fold_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .collect();
    let (number, unit) = strip_unit(&folded, unit);
    if number.is_empty() {
        return Err(AmountError::Empty);
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return Err(AmountError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    let whole: i128 = if whole.is_empty() {
        0
    } else {
        parse_digits(whole)?
    };
    let scale = 10i128
        .checked_pow(fraction.len() as u32)
        .ok_or(AmountError::TooFine)?;
    let fraction: i128 = if fraction.is_empty() {
        0
    } else {
        parse_digits(fraction)?
    };
    let scaled = (whole * scale + fraction) * i128::from(unit);
    if scaled % scale != 0 {
        return Err(AmountError::TooFine);
    }
    match i64::try_from(scaled / scale) {
        Ok(fen) if fen <= AMOUNT_MAX.0 => Ok(Fen(fen)),
        _ => Err(AmountError::TooLarge),
    }
}

/// Splits `130万元` into its number and the fen of its unit.
fn strip_unit(text: &str, unit: i64) -> (&str, i64) {
    for (suffix, fen) in [
        ("亿元", YI),
        ("亿", YI),
        ("万元", WAN),
        ("万", WAN),
        ("元", YUAN),
    ] {
        if let Some(number) = text.strip_suffix(suffix) {
            return (number, fen);
        }
    }
    (text, unit)
}

fn parse_digits(text: &str) -> Result<i128, AmountError> {
    // 18 digits are far above AMOUNT_MAX and far below the overflow of the products above.
    if text.len() > 18 {
        Err(AmountError::TooLarge)
    } else {
        text.parse().map_err(|_| AmountError::NotANumber)
    }
}

/// A number from 0 on as people read it: `1234567` as `1,234,567`.
pub fn group(value: i64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `value / 10^places` with grouping, trailing zeros dropped when `trim`.
fn decimal(value: i64, places: u32, trim: bool) -> String {
    let unit = 10i64.pow(places);
    let whole = group(value / unit);
    let fraction = format!("{:0width$}", value % unit, width = places as usize);
    let fraction = if trim {
        fraction.trim_end_matches('0')
    } else {
        &fraction
    };
    if fraction.is_empty() {
        whole
    } else {
        format!("{whole}.{fraction}")
    }
}

/// Formal numerals (大写金额), as written on confirmations.
mod formal {
    use super::{Fen, YUAN};

    const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
    const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
    const SECTIONS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

    pub fn numerals(amount: Fen) -> String {
        let (yuan, fen) = (amount.0 / YUAN, amount.0 % YUAN);
        let mut out = if yuan > 0 {
            format!("{}元", whole(yuan))
        } else {
            String::new()
        };
        let (jiao, fen) = ((fen / 10) as usize, (fen % 10) as usize);
        match (jiao, fen) {
            (0, 0) if yuan == 0 => out.push_str("零元整"),
            (0, 0) => out.push('整'),
            (0, fen) => {
                if yuan > 0 {
                    out.push('零');
                }
                out.push_str(DIGITS[fen]);
                out.push('分');
            }
            (jiao, 0) => out.push_str(&format!("{}角整", DIGITS[jiao])),
            (jiao, fen) => out.push_str(&format!("{}角{}分", DIGITS[jiao], DIGITS[fen])),
        }
        out
    }

    /// A whole number in sections of four digits, with one 零 for each gap.
    fn whole(mut value: i64) -> String {
        let mut sections = Vec::new();
        while value > 0 {
            sections.push((value % 10_000) as usize);
            value /= 10_000;
        }
        let mut out = String::new();
        let mut gap = false;
        for (i, &section) in sections.iter().enumerate().rev() {
            if section == 0 {
                gap = !out.is_empty();
                continue;
            }
            if !out.is_empty() && (gap || section < 1_000) {
                out.push('零');
            }
            out.push_str(&four_digits(section));
            out.push_str(SECTIONS[i]);
            gap = false;
        }
        out
    }

    fn four_digits(section: usize) -> String {
        let mut out = String::new();
        let mut gap = false;
        for place in (0..4).rev() {
            let digit = section / 10usize.pow(place as u32) % 10;
            if digit == 0 {
                gap = !out.is_empty();
                continue;
            }
            if gap {
                out.push('零');
                gap = false;
            }
            out.push_str(DIGITS[digit]);
            out.push_str(PLACES[place]);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_on_cards_and_in_bids() {
        // ux.md §2.3, money format table
        let vectors = [
            (9_999, "9,999", None, "9,999", Scale::Yuan),
            (1_280_000, "1,280,000", Some("128"), "128", Scale::Wan),
            (1_265_000, "1,265,000", Some("126.5"), "126.5", Scale::Wan),
            (1_265_050, "1,265,050", None, "126.51", Scale::Wan),
            (
                123_450_000,
                "123,450,000",
                Some("12,345"),
                "1.23",
                Scale::Yi,
            ),
        ];
        for (yuan, digits, wan, compact, scale) in vectors {
            let amount = Fen::yuan(yuan);
            assert_eq!(amount.digits(), digits);
            assert_eq!(amount.wan_lossless().as_deref(), wan, "{yuan}");
            assert_eq!(amount.compact(), (compact.to_owned(), scale));
        }
        assert_eq!(Fen::yuan(1_280_000).millions(), "1.28");
    }

    #[test]
    fn formal_numerals() {
        let vectors = [
            (130_000_000, "壹佰叁拾万元整"),
            (105_000_000, "壹佰零伍万元整"),
            (10_000_300, "壹拾万零叁元整"),
            (1_234_560, "壹万贰仟叁佰肆拾伍元陆角整"),
            (100, "壹元整"),
            (5, "伍分"),
            (105, "壹元零伍分"),
            (0, "零元整"),
            (1_000_000_000_000, "壹佰亿元整"),
            (1_000_001_000_000, "壹佰亿零壹万元整"),
        ];
        for (fen, text) in vectors {
            assert_eq!(Fen(fen).formal(), text, "{fen}");
        }
    }

    #[test]
    fn typed_amounts() {
        // ux.md §1.4, amount parser
        for text in [
            "1,300,000",
            "１３０００００",
            "130万",
            "130 万元",
            "130\u{a0}万元",
            "1300000元",
            " 1 300 000 ",
        ] {
            assert_eq!(parse_amount(text, YUAN), Ok(Fen::yuan(1_300_000)), "{text}");
        }
        assert_eq!(parse_amount("6.2万", WAN), Ok(Fen::yuan(62_000)));
        assert_eq!(parse_amount("0.5", WAN), Ok(Fen::yuan(5_000)));
        assert_eq!(parse_amount("1e6", YUAN), Err(AmountError::NotANumber));
        assert_eq!(parse_amount("-5", YUAN), Err(AmountError::NotANumber));
        assert_eq!(parse_amount("1.234", YUAN), Err(AmountError::TooFine));
        assert_eq!(parse_amount("", YUAN), Err(AmountError::Empty));
        assert_eq!(parse_amount(".", YUAN), Err(AmountError::NotANumber));
        assert_eq!(
            parse_amount(&"9".repeat(40), YUAN),
            Err(AmountError::TooLarge)
        );
    }

    proptest! {
        #[test]
        fn digits_round_trip(fen in 0i64..AMOUNT_MAX.0) {
            prop_assert_eq!(parse_amount(&Fen(fen).digits(), YUAN), Ok(Fen(fen)));
        }

        /// Whatever is taken has no sign, no exponent and no other base, and one way to be written.
        #[test]
        fn what_is_taken_is_canonical(text in "[0-9.,１万元亿e+xX -]{0,14}") {
            if let Ok(fen) = parse_amount(&text, YUAN) {
                prop_assert!((Fen(0)..=AMOUNT_MAX).contains(&fen));
                prop_assert_eq!(parse_amount(&fen.digits(), YUAN), Ok(fen));
                prop_assert!(!text.contains(['e', '+', 'x', 'X', '-']), "{}", text);
            }
        }

        #[test]
        fn no_input_panics(text in "\\PC{0,40}") {
            let _ = parse_amount(&text, WAN);
        }
    }
}
