//! Chinese patent numbers (专利号) with their check character (domain.md §3.1, ZC 0006-2003).

use crate::lots::PatentType;
use crate::text::{fold_width, is_zero_width};
use serde::{Deserialize, Serialize};

const WEIGHTS: [u32; 12] = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

/// A valid patent number in canonical form: `ZL202019000001.9`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PatentNumber(String);

/// Why a number was refused. Only the first fault is reported, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatentNumberError {
    /// Not 8 or 12 digits with a check character.
    #[error("PATENT_NO_FORMAT")]
    Format,
    /// The year is before the patent office or after the current one.
    #[error("PATENT_NO_YEAR")]
    Year,
    /// The type digit is none of 1, 2, 3, 8, 9.
    #[error("PATENT_NO_TYPE")]
    Type,
    /// The check character does not fit; the right one is named.
    #[error("PATENT_NO_CHECK: should be {expected}")]
    Check {
        /// The character that would fit.
        expected: char,
    },
}

impl PatentNumber {
    /// Reads a number as people write it: with or without `ZL`, `CN`, `专利号:`, blanks, the dot;
    /// in full or half width. `year_now` bounds the filing year.
    ///
    /// # Errors
    /// The first [`PatentNumberError`] that applies, in the order format, year, type, check.
    pub fn parse(text: &str, year_now: i32) -> Result<Self, PatentNumberError> {
        let (digits, check) = split(&normalise(text)).ok_or(PatentNumberError::Format)?;
        let year = filing_year(&digits);
        // The patent office took its first application on 1985-04-01.
        if year < 1985 || year > year_now {
            return Err(PatentNumberError::Year);
        }
        if type_of(&digits).is_none() {
            return Err(PatentNumberError::Type);
        }
        let expected = check_character(&digits);
        if check != expected {
            return Err(PatentNumberError::Check { expected });
        }
        Ok(Self(format!("ZL{digits}.{check}")))
    }

    /// A number made from its 12 digits; for generated data.
    ///
    /// # Errors
    /// As [`PatentNumber::parse`].
    pub fn from_digits(digits: &str, year_now: i32) -> Result<Self, PatentNumberError> {
        if digits.len() != 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PatentNumberError::Format);
        }
        Self::parse(&format!("{digits}.{}", check_character(digits)), year_now)
    }

    /// `ZL202019000001.9`, as stored.
    pub fn canonical(&self) -> &str {
        &self.0
    }

    /// The 8 or 12 digits before the dot.
    pub fn digits(&self) -> &str {
        &self.0[2..self.0.len() - 2]
    }

    /// `ZL 2020 1 9000001.9`, as printed.
    pub fn display(&self) -> String {
        let digits = self.digits();
        let year = digits.len() - 8; // 4 of 12 digits, 0 of 8
        let year = if year == 4 { 4 } else { 2 };
        let check = &self.0[self.0.len() - 1..];
        format!(
            "ZL {} {} {}.{check}",
            &digits[..year],
            &digits[year..=year],
            &digits[year + 1..]
        )
    }

    /// The kind that the type digit names: 1 and 8 invention, 2 and 9 utility model, 3 design.
    pub fn patent_type(&self) -> PatentType {
        type_of(self.digits()).unwrap_or(PatentType::Invention)
    }

    /// The year in the number.
    pub fn year(&self) -> i32 {
        filing_year(self.digits())
    }

    /// Whether a filing in `year` fits the number: the same year, or for national phases of
    /// international applications (type 8, 9) up to three years before.
    pub fn fits_filing_year(&self, year: i32) -> bool {
        let number_year = self.year();
        if self.is_international() {
            year <= number_year && number_year <= year + 3
        } else {
            year == number_year
        }
    }

    fn is_international(&self) -> bool {
        matches!(type_digit(self.digits()), Some('8' | '9'))
    }
}

impl std::fmt::Display for PatentNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PatentNumber {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        // The year was checked when the number came in; a stored one stays valid for ever.
        Self::parse(&text, 9999).map_err(serde::de::Error::custom)
    }
}

/// The check character: Σ digitᵢ·weightᵢ mod 11, `X` for ten.
pub fn check_character(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .zip(WEIGHTS)
        .map(|(b, w)| u32::from(b - b'0') * w)
        .sum();
    match sum % 11 {
        10 => 'X',
        rest => char::from(b'0' + rest as u8),
    }
}

fn normalise(text: &str) -> String {
    let folded: String = fold_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_zero_width(*c))
        .map(|c| {
            if matches!(c, '·' | '。') {
                '.'
            } else {
                c.to_ascii_uppercase()
            }
        })
        .collect();
    let mut rest = folded.as_str();
    for label in ["专利号:", "申请号:"] {
        rest = rest.strip_prefix(label).unwrap_or(rest);
    }
    for prefix in ["ZL", "CN"] {
        rest = rest.strip_prefix(prefix).unwrap_or(rest);
    }
    rest.to_owned()
}

/// Splits `^(\d{12}|\d{8})\.?([0-9X])$`.
fn split(text: &str) -> Option<(String, char)> {
    let check = text
        .chars()
        .last()
        .filter(|c| c.is_ascii_digit() || *c == 'X')?;
    let rest = &text[..text.len() - 1];
    let digits = rest.strip_suffix('.').unwrap_or(rest);
    let fits = matches!(digits.len(), 8 | 12) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| (digits.to_owned(), check))
}

fn filing_year(digits: &str) -> i32 {
    let number = |s: &str| s.parse::<i32>().unwrap_or(0);
    if digits.len() == 12 {
        number(&digits[..4])
    } else {
        // Two digits were used from 1985 to 2003.
        let short = number(&digits[..2]);
        if short >= 85 {
            1900 + short
        } else {
            2000 + short
        }
    }
}

fn type_digit(digits: &str) -> Option<char> {
    digits.chars().nth(if digits.len() == 12 { 4 } else { 2 })
}

fn type_of(digits: &str) -> Option<PatentType> {
    match type_digit(digits)? {
        '1' | '8' => Some(PatentType::Invention),
        '2' | '9' => Some(PatentType::UtilityModel),
        '3' => Some(PatentType::Design),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<String, PatentNumberError> {
        PatentNumber::parse(text, 2026).map(|n| n.canonical().to_owned())
    }

    #[test]
    fn the_six_worked_examples() {
        for (digits, check) in [
            ("201710601862", '3'),
            ("95115608", 'X'),
            ("201810861934", '2'),
            ("97101765", '4'),
            ("202119000007", '0'),
            ("201919000004", 'X'),
        ] {
            assert_eq!(check_character(digits), check, "{digits}");
            assert_eq!(
                parse(&format!("ZL{digits}.{check}")),
                Ok(format!("ZL{digits}.{check}"))
            );
        }
    }

    #[test]
    fn numbers_as_people_write_them() {
        let canonical = Ok("ZL201710601862.3".to_owned());
        for text in [
            "ZL2017106018623",
            "ＺＬ２０１７１０６０１８６２．３",
            "zl 2017 1 0601862.3",
            "专利号：ZL2017106018623",
            "申请号:CN201710601862.3",
            "201710601862·3",
            "\u{200b}ZL201710601862。3",
        ] {
            assert_eq!(parse(text), canonical, "{text}");
        }
    }

    #[test]
    fn faults_in_their_order() {
        use PatentNumberError as E;
        assert_eq!(parse("ZL201710601862.4"), Err(E::Check { expected: '3' }));
        assert_eq!(parse("ZL201740601862.3"), Err(E::Type));
        assert_eq!(parse("ZL20171060186.3"), Err(E::Format));
        assert_eq!(parse("ZL209910000001.1"), Err(E::Year));
        assert_eq!(parse("ZL20231900001."), Err(E::Format));
        assert_eq!(parse(""), Err(E::Format));
    }

    #[test]
    fn type_year_and_print() {
        let number = PatentNumber::parse("ZL201919000004.X", 2026).unwrap();
        assert_eq!(number.patent_type(), PatentType::Invention);
        assert_eq!(number.display(), "ZL 2019 1 9000004.X");
        assert!(number.fits_filing_year(2019) && !number.fits_filing_year(2018));
        let old = PatentNumber::parse("95115608X", 2026).unwrap();
        assert_eq!(
            (old.year(), old.display().as_str()),
            (1995, "ZL 95 1 15608.X")
        );
        let pct = PatentNumber::from_digits("202089000001", 2026).unwrap();
        assert!(pct.fits_filing_year(2017) && !pct.fits_filing_year(2016));
        assert!(!pct.fits_filing_year(2021));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_never_passes(serial in 0u32..10_000_000, at in 0usize..12, by in 1u8..10) {
            let digits = format!("20201{serial:07}");
            let check = check_character(&digits);
            let mut bytes = digits.into_bytes();
            bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
            let text = format!("ZL{}.{check}", String::from_utf8(bytes).unwrap());
            prop_assert!(PatentNumber::parse(&text, 2026).is_err());
        }

        #[test]
        fn no_input_panics(text in "\\PC{0,30}") {
            let _ = PatentNumber::parse(&text, 2026);
        }
    }
}
