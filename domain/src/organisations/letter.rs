//! The letter with which an organisation authorises its first person (授权书): a file of a stranger,
//! so it is known by its first bytes as well as by its name (reliability.md S-23).

use crate::text::length;

/// The largest letter that is kept, bytes.
pub const LETTER_MAX: usize = 10 * 1024 * 1024;
/// The most characters of its name that are kept.
const NAME_CHARS_MAX: usize = 120;

codes! {
    /// What a letter may be.
    LetterKind {
        Pdf = "PDF" / "PDF",
        Jpeg = "JPEG" / "JPEG",
        Png = "PNG" / "PNG",
    }
}

impl LetterKind {
    /// What its bytes begin with.
    const fn magic(self) -> &'static [u8] {
        match self {
            Self::Pdf => b"%PDF-",
            Self::Jpeg => &[0xff, 0xd8, 0xff],
            Self::Png => &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a],
        }
    }

    /// What its name ends with, in small letters.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &[".pdf"],
            Self::Jpeg => &[".jpg", ".jpeg"],
            Self::Png => &[".png"],
        }
    }
}

/// Why a file is no letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterRefusal {
    /// No file was chosen.
    #[error("LETTER_MISSING")]
    Missing,
    /// More than [`LETTER_MAX`] bytes.
    #[error("LETTER_TOO_LARGE")]
    TooLarge,
    /// Neither PDF nor JPEG nor PNG, or a name that says something else than the bytes.
    #[error("LETTER_KIND")]
    Kind,
}

/// What kind of letter a file is.
///
/// # Errors
/// [`LetterRefusal`], the first that applies.
pub fn letter_kind(file_name: &str, bytes: &[u8]) -> Result<LetterKind, LetterRefusal> {
    match bytes.len() {
        0 => return Err(LetterRefusal::Missing),
        1..=LETTER_MAX => {}
        _ => return Err(LetterRefusal::TooLarge),
    }
    let name = file_name.to_lowercase();
    let fits = |kind: &&LetterKind| {
        let named = kind.endings().iter().any(|ending| name.ends_with(ending));
        named && bytes.starts_with(kind.magic())
    };
    let found = LetterKind::ALL.iter().find(fits);
    found.copied().ok_or(LetterRefusal::Kind)
}

/// The name under which a letter is kept: without the folders that some browsers send, and without
/// anything that is not seen or turns the writing around. It is shown and sent, never a path.
pub fn letter_name(file_name: &str) -> String {
    let last = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let plain: String = last.chars().filter(is_plain).collect();
    let surplus = length(&plain).saturating_sub(NAME_CHARS_MAX);
    // The end of a name says what it is.
    plain.chars().skip(surplus).collect()
}
