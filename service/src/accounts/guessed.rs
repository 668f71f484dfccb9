//! How soon a password is guessed by somebody who has what leaked elsewhere: the lists of `zxcvbn`,
//! some thirty thousand passwords that were in use, names and words of films and of an encyclopedia,
//! with keyboard runs, dates, repetitions and letters written as digits (reliability.md S-02). They lie
//! in the program; nobody is asked, and no password leaves the process.
//!
//! It stands here and not in `domain`, which is also sent to browsers: the lists are too large for that.

use domain::text::fold_width;

/// Guesses that a password has to withstand, by the estimate of `zxcvbn`: below it the authors call one
/// unsafe even behind a slow hash.
const GUESSES_MIN: u64 = 100_000_000;

/// Whether a password that somebody with these names wants to have is found among the first guesses.
///
/// The first hundred characters are looked at, in their usual width; it takes some milliseconds.
pub(super) fn is_soon_guessed(password: &str, names: &[impl AsRef<str>]) -> bool {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    zxcvbn::zxcvbn(&fold_width(password), &names).guesses() < GUESSES_MIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 2] = ["bidder1", "王小明（示例）"];

    /// What people take for good ones: the rules of the domain alone let them pass.
    #[test]
    fn what_leaked_elsewhere_is_guessed_soon() {
        for password in [
            "sonyericsson",
            "peanutbutter",
            "jamesbond007",
            "mailcreated5240",
            "Mailcreated5240",
            "manchesterunited",
            "startrekvoyager",
        ] {
            let by_rules = domain::passwords::check(password, &NAMES);
            assert_eq!(by_rules, Ok(()), "{password}: the rules suffice");
            assert!(is_soon_guessed(password, &NAMES), "{password}");
        }
    }

    #[test]
    fn full_width_letters_hide_nothing() {
        assert!(is_soon_guessed("ｓｏｎｙｅｒｉｃｓｓｏｎ", &NAMES));
    }

    #[test]
    fn sentences_are_not_guessed_soon() {
        for password in [
            "drei Worte am Hammer",
            "vier kleine enten baden",
            "correct horse battery staple",
            "钟山风雨起苍黄百万雄师过",
            "83619274650382",
            "kT9;wq-Lz0aVx",
        ] {
            assert!(!is_soon_guessed(password, &NAMES), "{password}");
        }
    }

    #[test]
    fn ones_own_names_are_guessed_first() {
        let password = "chengchuankeji-shili";
        assert!(!is_soon_guessed(password, &NAMES));
        assert!(is_soon_guessed(password, &[password]));
    }

    proptest! {
        #[test]
        fn no_input_panics(password in ".{0,140}", name in ".{0,20}") {
            let _ = is_soon_guessed(&password, &[name]);
        }

        #[test]
        fn what_stands_behind_the_hundredth_character_is_not_looked_at(tail in "[a-z]{0,28}") {
            let password = format!("{}{tail}", "钟山风雨 ".repeat(20));
            prop_assert_eq!(
                is_soon_guessed(&password, &NAMES),
                is_soon_guessed(&"钟山风雨 ".repeat(20), &NAMES)
            );
        }
    }
}
