//! Which passwords may be chosen (reliability.md S-02): length is what counts, nothing has to be
//! mixed in, and what everybody guesses first is refused.

mod common;
mod profile;

pub use profile::{FORMER, IDLE_MS, PERIOD_MS, PasswordProfile};

use crate::text::fold_width;

/// The characters of a password, at least and at most (ASVS 6.2.1, 6.2.9): as many as fit into 1,024
/// bytes whatever they are (reliability.md S-02).
pub const PASSWORD_CHARS: (usize, usize) = (12, 256);
/// Names shorter than this may stand in a password: they stand in every second word.
const NAME_CHARS_MIN: usize = 3;
/// Names in Chinese characters are short.
const HAN_NAME_CHARS_MIN: usize = 2;

/// Why a password may not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// Shorter or longer than [`PASSWORD_CHARS`].
    #[error("PASSWORD_LENGTH")]
    Length,
    /// It is made of what everybody tries first.
    #[error("PASSWORD_COMMON")]
    Common,
    /// The name of the account, or of its owner, stands in it.
    #[error("PASSWORD_HAS_NAME")]
    HasName,
    /// It has too few kinds of characters for the profile of the portal ([`PasswordProfile`]).
    #[error("PASSWORD_KINDS")]
    Kinds,
    /// The account had it before, and the profile of the portal remembers.
    #[error("PASSWORD_FORMER")]
    Former,
}

/// Checks a password that somebody with these names wants to have: account name and display name.
/// Every character is allowed and counts as it is; nothing is cut.
///
/// # Errors
/// The first [`PasswordRefusal`] that holds.
pub fn check(password: &str, names: &[&str]) -> Result<(), PasswordRefusal> {
    let chars = password.chars().count();
    if !(PASSWORD_CHARS.0..=PASSWORD_CHARS.1).contains(&chars) {
        return Err(PasswordRefusal::Length);
    }
    let folded = fold_width(password).to_lowercase();
    if names.iter().any(|name| has_name(&folded, name)) {
        return Err(PasswordRefusal::HasName);
    }
    if common::is_common(&folded) {
        return Err(PasswordRefusal::Common);
    }
    Ok(())
}

/// Whether the name stands in the password; a remark in brackets is no part of a name.
fn has_name(folded: &str, name: &str) -> bool {
    let name = fold_width(name).to_lowercase();
    let name = name.split(['(', '（']).next().unwrap_or_default().trim();
    let least = match name.is_ascii() {
        true => NAME_CHARS_MIN,
        false => HAN_NAME_CHARS_MIN,
    };
    name.chars().count() >= least && folded.contains(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 2] = ["bidder1", "王小明（示例）"];

    #[test]
    fn length_counts_in_characters() {
        for (password, fits) in [
            ("elfZeichen!", false),
            ("zwölfZeichen", true),
            ("钟山风雨起苍黄百万雄师", false),
            ("钟山风雨起苍黄百万雄师过", true),
        ] {
            assert_eq!(check(password, &NAMES).is_ok(), fits, "{password}");
        }
        let long: String = "钟x山y".chars().cycle().take(256).collect();
        assert_eq!(check(&long, &NAMES), Ok(()));
        let longer = format!("{long}!");
        assert_eq!(check(&longer, &NAMES), Err(PasswordRefusal::Length));
    }

    #[test]
    fn no_kind_of_character_is_asked_for() {
        for password in [
            "correct horse battery staple",
            "drei Worte am Hammer",
            "vier kleine enten baden",
            "83619274650382",
        ] {
            assert_eq!(check(password, &NAMES), Ok(()), "{password}");
        }
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for password in [
            "password1234",
            "Password2026!",
            "P@ssw0rd1234",
            "passwordpassword",
            "１２３４５６７８９０１２",
            "123456789012",
            "987654321098",
            "aaaaaaaaaaaa",
            "qwertyuiop123",
            "1qaz2wsx3edc",
            "iloveyou1314",
            "woaini5201314",
            "Luochui-2026!",
            "admin admin admin",
            "abcdefghijkl",
            "Nanjing@2026",
        ] {
            let refused = check(password, &NAMES);
            assert_eq!(refused, Err(PasswordRefusal::Common), "{password}");
        }
    }

    #[test]
    fn ones_own_name_is_no_secret() {
        for password in [
            "xx-Bidder1-yy-zz",
            "纪念王小明的第一百次出价",
            "ｂｉｄｄｅｒ１ and more",
        ] {
            let refused = check(password, &NAMES);
            assert_eq!(refused, Err(PasswordRefusal::HasName), "{password}");
        }
        // A name of two letters would forbid half of all sentences.
        assert_eq!(check("the old oak at the lake", &["ol"]), Ok(()));
    }

    proptest! {
        #[test]
        fn no_input_panics(password in ".{0,270}", name in ".{0,20}") {
            let _ = check(&password, &[&name]);
        }

        #[test]
        fn a_common_word_with_three_characters_beside_it_stays_common(
            word in prop::sample::select(vec!["password1", "qwertyuiop", "administrator", "woaini1314"]),
            tail in "[a-z0-9!]{0,3}",
        ) {
            let padded = format!("{word}{tail}");
            prop_assume!(padded.chars().count() >= PASSWORD_CHARS.0);
            prop_assert_eq!(check(&padded, &[]), Err(PasswordRefusal::Common));
        }
    }
}
