//! What a decision rests on: a reason in words, the number of a register, a file on record.

/// The fingerprint of a file on record: SHA-256 of its bytes. Computed where files are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileHash(pub [u8; 32]);

impl FileHash {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let nibble = |digit: u8| char::from(digit).to_digit(16);
            *byte = (nibble(pair[0])? * 16 + nibble(pair[1])?) as u8;
        }
        Some(Self(bytes))
    }
}

impl std::fmt::Display for FileHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Why somebody decided as he did, in words: 1–500 characters, no blanks around them
/// (bidding.md C.12 I17: every change of state has a reason).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason(String);

impl Reason {
    /// The most characters of a reason.
    pub const CHARS_MAX: usize = 500;

    /// Reads a reason; `None` when nothing is said, or too much.
    pub fn parse(text: &str) -> Option<Self> {
        within(text, Self::CHARS_MAX).map(Self)
    }

    /// The reason of what the clock does: its hour had come.
    pub fn on_time() -> Self {
        Self("ON_TIME".to_owned())
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number in somebody's register, as on its paper: of a technology contract, of the patent
/// office, of a bank's voucher. 1–64 characters, no blanks around them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

impl Reference {
    /// The most characters of a number.
    pub const CHARS_MAX: usize = 64;

    /// Reads a number; `None` when it is empty or too long.
    pub fn parse(text: &str) -> Option<Self> {
        within(text, Self::CHARS_MAX).map(Self)
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn within(text: &str, chars_max: usize) -> Option<String> {
    let text = text.trim();
    (1..=chars_max)
        .contains(&text.chars().count())
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something_and_not_too_much() {
        assert_eq!(Reason::parse(" \u{3000}\t"), None);
        assert_eq!(Reason::parse(&"因".repeat(501)), None);
        assert!(Reason::parse(&"因".repeat(500)).is_some());
        let said = Reason::parse(" 权属材料补正 ").map(|reason| reason.as_str().to_owned());
        assert_eq!(said.as_deref(), Some("权属材料补正"));
        assert_eq!(
            Reason::parse(Reason::on_time().as_str()),
            Some(Reason::on_time())
        );
    }

    #[test]
    fn a_number_fits_on_its_paper() {
        assert_eq!(Reference::parse(""), None);
        assert_eq!(Reference::parse(&"9".repeat(65)), None);
        assert!(Reference::parse("2026320100000001").is_some());
    }

    #[test]
    fn a_fingerprint_is_64_digits() {
        let mut bytes = [0; 32];
        bytes[0] = 0xa5;
        assert_eq!(FileHash(bytes).to_string(), format!("a5{}", "0".repeat(62)));
        assert_eq!(
            FileHash::parse(&FileHash(bytes).to_string()),
            Some(FileHash(bytes))
        );
        assert_eq!(FileHash::parse("a5"), None);
        assert_eq!(FileHash::parse(&"g".repeat(64)), None);
    }
}
