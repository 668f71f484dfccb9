//! What a portal asks of passwords beyond what [`super::check`] does (reliability.md S-02): nothing, or what
//! whoever examines it for 等级保护 (GB/T 22239, level 3, 身份鉴别) wants to see. The default follows ASVS:
//! passwords that are mixed and changed by the calendar are not the better ones.

use super::PasswordRefusal;
use crate::time::Timestamp;
use std::str::FromStr;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// How long a password may be used under [`PasswordProfile::Dengbao3`], ms: 90 days.
pub const PERIOD_MS: i64 = 90 * DAY_MS;
/// The last passwords of an account that are not taken again under it, the present one among them.
pub const FORMER: u32 = 5;
/// How long a sign-in may be idle under it at most, ms: half an hour.
pub const IDLE_MS: i64 = 30 * MINUTE_MS;
/// Kinds of characters that a password must have under it, of the four.
const KINDS_MIN: usize = 3;

/// A set of rules for the passwords of a portal (口令策略).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PasswordProfile {
    /// Length, and nothing that is guessed soon.
    #[default]
    Standard,
    /// Besides: three kinds of characters of four, another one after [`PERIOD_MS`], none of the last
    /// [`FORMER`], and no sign-in idle for longer than [`IDLE_MS`] (等保三级).
    Dengbao3,
}

impl PasswordProfile {
    /// Checks a password that somebody with these names wants to have, as [`super::check`].
    ///
    /// # Errors
    /// The first [`PasswordRefusal`] that holds.
    pub fn check(self, password: &str, names: &[&str]) -> Result<(), PasswordRefusal> {
        super::check(password, names)?;
        match self {
            Self::Dengbao3 if kinds(password) < KINDS_MIN => Err(PasswordRefusal::Kinds),
            Self::Standard | Self::Dengbao3 => Ok(()),
        }
    }

    /// How many of the last passwords of an account are not taken again; 0 remembers none.
    pub const fn former(self) -> u32 {
        match self {
            Self::Standard => 0,
            Self::Dengbao3 => FORMER,
        }
    }

    /// How long a sign-in may be idle whoever has it, ms; its own limits alone when absent.
    pub const fn idle_ms(self) -> Option<i64> {
        match self {
            Self::Standard => None,
            Self::Dengbao3 => Some(IDLE_MS),
        }
    }

    /// Whether whoever signs in `at` has to choose another password first. One that was chosen before
    /// the profile was there was held against no rule of it, and is due at once.
    pub fn is_due(self, chosen_at: Option<Timestamp>, at: Timestamp) -> bool {
        match self {
            Self::Standard => false,
            Self::Dengbao3 => chosen_at.is_none_or(|chosen| at.millis_since(chosen) >= PERIOD_MS),
        }
    }
}

impl FromStr for PasswordProfile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "standard" => Ok(Self::Standard),
            "dengbao3" => Ok(Self::Dengbao3),
            _ => Err("it is either standard or dengbao3".to_owned()),
        }
    }
}

/// How many of four kinds of characters stand in a password: capitals, small letters, digits, and
/// everything else, Chinese characters among it.
fn kinds(password: &str) -> usize {
    let of: [fn(char) -> bool; 4] = [
        char::is_uppercase,
        char::is_lowercase,
        char::is_numeric,
        |c| !c.is_uppercase() && !c.is_lowercase() && !c.is_numeric(),
    ];
    of.iter().filter(|is| password.chars().any(**is)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_kinds_of_four_are_asked_for_by_the_profile_alone() {
        for (password, fits) in [
            ("correct horse battery staple", false),
            ("correcthorsebattery", false),
            ("Correct horse battery staple", true),
            ("correct horse 7 staples", true),
            ("CORRECT7horses8", true),
            ("钟山风雨起苍黄百万雄师过", false),
            ("钟山风雨起苍黄百万雄师 x7", true),
        ] {
            let checked = PasswordProfile::Dengbao3.check(password, &[]);
            let wanted = fits.then_some(()).ok_or(PasswordRefusal::Kinds);
            assert_eq!(checked, wanted, "{password}");
            assert_eq!(PasswordProfile::Standard.check(password, &[]), Ok(()));
        }
        // What is refused anyway is refused for that.
        let short = PasswordProfile::Dengbao3.check("short", &[]);
        assert_eq!(short, Err(PasswordRefusal::Length));
    }

    #[test]
    fn a_password_is_due_after_ninety_days_and_when_nobody_knows_its_day() {
        let chosen = Timestamp::from_millis(1_000);
        let at = |ms: i64| chosen.plus_millis(ms);
        let due = |chosen, at| PasswordProfile::Dengbao3.is_due(chosen, at);
        assert!(!due(Some(chosen), at(PERIOD_MS - 1)));
        assert!(due(Some(chosen), at(PERIOD_MS)));
        assert!(due(None, at(0)));
        for chosen in [None, Some(chosen)] {
            assert!(!PasswordProfile::Standard.is_due(chosen, at(9 * PERIOD_MS)));
        }
    }

    #[test]
    fn a_profile_is_named_by_its_own_name_alone() {
        assert_eq!("dengbao3".parse(), Ok(PasswordProfile::Dengbao3));
        assert_eq!("standard".parse(), Ok(PasswordProfile::Standard));
        assert!("Dengbao".parse::<PasswordProfile>().is_err());
    }

    proptest! {
        #[test]
        fn the_profile_takes_nothing_that_the_standard_refuses(password in ".{0,40}") {
            if PasswordProfile::Dengbao3.check(&password, &[]).is_ok() {
                prop_assert_eq!(PasswordProfile::Standard.check(&password, &[]), Ok(()));
            }
        }
    }
}
