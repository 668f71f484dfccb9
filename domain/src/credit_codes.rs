//! Unified social credit codes (统一社会信用代码, GB 32100-2015; domain.md §3.2).

use crate::text::{clean, fold_width};

/// The 31 characters of the code; the value of each is its place.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A code whose form and check character are right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

/// Why a code was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Wrong length or characters (`USCC_FORMAT`).
    #[error("USCC_FORMAT")]
    Format,
    /// The 18th character does not fit (`USCC_CHECK`).
    #[error("USCC_CHECK")]
    Check,
}

impl CreditCode {
    /// Reads a code in any width and case.
    ///
    /// # Errors
    /// [`CreditCodeError`], form before check.
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        let code: String = clean(&fold_width(text))
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let right_form = code.len() == 18
            && code.bytes().all(|b| ALPHABET.contains(&b))
            && code.bytes().skip(2).take(6).all(|b| b.is_ascii_digit());
        if !right_form {
            return Err(CreditCodeError::Format);
        }
        if check_character(&code[..17]) != code.chars().last() {
            return Err(CreditCodeError::Check);
        }
        Ok(Self(code))
    }

    /// A code completed from its first 17 characters; for generated data.
    ///
    /// # Errors
    /// [`CreditCodeError::Format`] when they are not of the right form.
    pub fn complete(first_17: &str) -> Result<Self, CreditCodeError> {
        let check = check_character(first_17).ok_or(CreditCodeError::Format)?;
        Self::parse(&format!("{first_17}{check}"))
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the organisation code inside (characters 9–17) checks too. Some historical codes
    /// deviate, so this is a warning only (`USCC_ORG_CHECK_WARN`).
    pub fn organisation_code_fits(&self) -> bool {
        organisation_check(&self.0[8..16]) == self.0.chars().nth(16)
    }
}

/// `(31 − Σ cᵢ·Wᵢ mod 31) mod 31` as a character; `None` for characters outside the alphabet.
fn check_character(first_17: &str) -> Option<char> {
    let mut sum = 0;
    for (byte, weight) in first_17.bytes().zip(WEIGHTS) {
        sum += ALPHABET.iter().position(|b| *b == byte)? as u32 * weight;
    }
    (first_17.len() == 17).then(|| char::from(ALPHABET[((31 - sum % 31) % 31) as usize]))
}

/// GB 11714: `11 − Σ mod 11`, ten is `X`, eleven is `0`; letters count from A = 10.
fn organisation_check(eight: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in eight.chars().zip(ORGANISATION_WEIGHTS) {
        sum += c.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        rest => char::from_digit(rest, 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_examples() {
        for code in [
            "91350100M000100Y43",
            "12329999DM0010A127",
            "91329999MA9DEMQ15L",
            "52329999MJ90000220",
        ] {
            let parsed = CreditCode::parse(code).unwrap();
            assert_eq!(parsed.as_str(), code);
            assert!(parsed.organisation_code_fits(), "{code}");
            assert_eq!(CreditCode::complete(&code[..17]), Ok(parsed));
        }
    }

    #[test]
    fn faults() {
        assert_eq!(
            CreditCode::parse("91350100M000100Y4Z"),
            Err(CreditCodeError::Format)
        );
        assert_eq!(
            CreditCode::parse("91350100M000100Y44"),
            Err(CreditCodeError::Check)
        );
        assert_eq!(
            CreditCode::parse("91350100M000100Y4"),
            Err(CreditCodeError::Format)
        );
        assert_eq!(
            CreditCode::parse("9135010AM000100Y43"),
            Err(CreditCodeError::Format)
        );
        assert_eq!(
            CreditCode::parse("９１350100m000100y43").unwrap().as_str(),
            "91350100M000100Y43"
        );
    }
}
