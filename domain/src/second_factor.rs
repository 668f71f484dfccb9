//! Second factors (两步验证): codes of an authenticator by time (RFC 6238) and recovery codes, who must
//! have one, and how long a proof of identity counts (reliability.md S-03, S-04, S-05, S-09, S-43).

use crate::accounts::{Account, Role};
use crate::text::fold_width;
use crate::time::Timestamp;
use ctutils::CtEq;
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A code of an authenticator holds for so long, ms (RFC 6238 §4.1).
pub const STEP_MS: i64 = 30_000;
/// Steps before and after the present one whose codes are taken: clocks differ (S-04).
pub const STEPS_AROUND: i64 = 1;
/// Recovery codes of an account (S-05).
pub const RECOVERY_CODES: usize = 10;
/// Random bytes of a recovery code: 80 bits (S-05).
pub const RECOVERY_BYTES: usize = 10;
/// How long a sign-in waits for its second step, ms: 10 minutes.
pub const PENDING_MS: i64 = 600_000;
/// Wrong codes that end a waiting sign-in (S-04).
pub const TRIES_OF_SIGN_IN: u32 = 5;
/// Proofs that one account may try within [`TRIES_MS`], over all of its sign-ins. Whoever uses them up
/// has known the password, so that no stranger can lock somebody out (S-07).
pub const TRIES_OF_ACCOUNT: u32 = 10;
/// The time over which [`TRIES_OF_ACCOUNT`] counts, ms: 15 minutes.
pub const TRIES_MS: i64 = 900_000;
/// How long a proof of identity counts, ms: 5 minutes (S-09).
pub const FRESH_MS: i64 = 300_000;
/// How long a new secret waits to be confirmed, ms: half an hour.
pub const OFFER_MS: i64 = 1_800_000;

/// Roles that must have a second factor: organisers, whoever reads the audit record, and everybody who
/// administers (S-03).
const DEMANDED: [Role; 6] = [
    Role::Organiser,
    Role::Centre,
    Role::Regulator,
    Role::SystemAdmin,
    Role::SecurityAdmin,
    Role::AuditAdmin,
];

/// Whether an account must have a second factor where the portal asks for it.
pub fn is_demanded(account: &Account) -> bool {
    DEMANDED.iter().any(|role| account.has(*role))
}

/// The step of the clock that `now` lies in: half minutes since 1970.
pub const fn step_at(now: Timestamp) -> i64 {
    now.millis().div_euclid(STEP_MS)
}

/// What an authenticator and the portal share: 160 random bits (RFC 4226 §4 R6). Wiped from memory
/// when it is dropped (S-32).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; Self::BYTES]);

impl Secret {
    /// Bytes of a secret.
    pub const BYTES: usize = 20;

    /// A secret of random bytes.
    pub const fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// Reads back [`Secret::bytes`].
    pub fn stored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes, for the store alone.
    pub const fn bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// The text that a person types into an authenticator: base32 in groups of four.
    pub fn text(&self) -> String {
        grouped(&BASE32_NOPAD.encode(&self.0))
    }

    /// The address that a QR code holds; `issuer` and `login` are shown in the authenticator. Only the
    /// secret, the digits and the period that every authenticator has by itself.
    pub fn address(&self, issuer: &str, login: &str) -> String {
        let (issuer, login) = (percent(issuer), percent(login));
        let secret = BASE32_NOPAD.encode(&self.0);
        format!("otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}")
    }

    /// The code of a step, 0 to 999,999 (RFC 4226 §5.3).
    pub fn code_of(&self, step: i64) -> u32 {
        truncated(&self.0, step) % 1_000_000
    }

    /// The step whose code was typed, when it lies around `now` and behind `last`, the latest step that
    /// was ever taken: so a code counts once, also after the clock was set back (S-04, S-43).
    ///
    /// Every code is compared, in a time that does not depend on them.
    pub fn accepts(&self, typed: Code, now: Timestamp, last: i64) -> Option<i64> {
        let present = step_at(now);
        let mut found = None;
        for step in present - STEPS_AROUND..=present + STEPS_AROUND {
            let fits = self.code_of(step).ct_eq(&typed.0).to_bool();
            if fits && step > last {
                found = found.or(Some(step));
            }
        }
        found
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Secret {}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Dynamic truncation of the HMAC of a step (RFC 4226 §5.3).
fn truncated(key: &[u8], step: i64) -> u32 {
    let mac = Hmac::<Sha1>::new_from_slice(key);
    let mut mac = mac.expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 0x0f);
    let word = [hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]];
    u32::from_be_bytes(word)
}

/// The six digits of an authenticator as somebody typed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(u32);

/// What somebody types to prove who he is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A code of the authenticator.
    Code(Code),
    /// A recovery code, as [`hashed`] would have it.
    Recovery(String),
}

impl Typed {
    /// Reads a code kindly: full-width digits, blanks and dashes do not matter. `None` for what can be
    /// neither kind.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 120 {
            return None;
        }
        let folded = fold_width(text);
        let plain: String = folded
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let digits = plain.len() == 6 && plain.bytes().all(|byte| byte.is_ascii_digit());
        if digits {
            return plain.parse().ok().map(|code| Self::Code(Code(code)));
        }
        let bytes = BASE32_NOPAD.decode(plain.as_bytes()).ok()?;
        (bytes.len() == RECOVERY_BYTES).then_some(Self::Recovery(plain))
    }

    /// The code of the authenticator, when it is one.
    pub const fn code(&self) -> Option<Code> {
        match self {
            Self::Code(code) => Some(*code),
            Self::Recovery(_) => None,
        }
    }
}

/// A recovery code of random bytes, as it is shown: base32 in groups of four.
pub fn recovery_code(bytes: [u8; RECOVERY_BYTES]) -> String {
    grouped(&BASE32_NOPAD.encode(&bytes))
}

/// What is stored of a recovery code, shown or typed: 80 random bits need no salt.
pub fn hashed(code: &str) -> String {
    let plain: String = code.chars().filter(|c| *c != '-' && *c != ' ').collect();
    HEXLOWER.encode(&Sha256::digest(plain.as_bytes()))
}

fn grouped(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let groups = chars.chunks(4).map(|group| group.iter().collect());
    groups.collect::<Vec<String>>().join("-")
}

/// `text` for an address: whatever is no letter, digit or `-._~` as `%XX` (RFC 3986 §2.3).
fn percent(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let of = |byte: u8| match plain(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Grant, Scope};
    use crate::ids::AccountId;
    use proptest::prelude::*;

    /// The key of the test vectors of RFC 4226 and RFC 6238.
    fn rfc() -> Secret {
        Secret::new(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn typed(code: u32) -> Code {
        Typed::parse(&format!("{code:06}"))
            .and_then(|typed| typed.code())
            .unwrap()
    }

    /// RFC 4226 appendix D.
    #[test]
    fn the_codes_of_rfc_4226() {
        let codes = [
            755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871,
            520_489,
        ];
        for (step, code) in codes.into_iter().enumerate() {
            assert_eq!(rfc().code_of(step as i64), code, "step {step}");
        }
    }

    /// RFC 6238 appendix B, SHA-1; its codes have eight digits.
    #[test]
    fn the_codes_of_rfc_6238() {
        for (seconds, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            let (key, step) = (rfc(), step_at(at(seconds)));
            assert_eq!(truncated(key.bytes(), step) % 100_000_000, code);
            assert_eq!(key.code_of(step), code % 1_000_000);
        }
    }

    #[test]
    fn one_step_around_is_taken_and_no_more() {
        let (key, now) = (rfc(), at(1_000_000_020));
        let present = step_at(now);
        for (off, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = typed(key.code_of(present + off));
            let expected = taken.then_some(present + off);
            assert_eq!(key.accepts(code, now, 0), expected, "{off}");
        }
    }

    #[test]
    fn a_step_is_never_taken_twice_whatever_the_clock_says() {
        let (key, now) = (rfc(), at(1_000_000_000));
        let code = typed(key.code_of(step_at(now)));
        let last = key.accepts(code, now, 0).unwrap();
        assert_eq!(key.accepts(code, now, last), None);
        let before = typed(key.code_of(last - 1));
        assert_eq!(key.accepts(before, now, last), None, "an earlier one");
        let set_back = at(1_000_000_000 - 3_600);
        let old = typed(key.code_of(step_at(set_back)));
        assert_eq!(key.accepts(old, set_back, last), None, "S-43");
    }

    #[test]
    fn what_is_typed_is_read_kindly() {
        assert_eq!(
            Typed::parse("００１ ２３４"),
            Some(Typed::Code(Code(1_234)))
        );
        let shown = recovery_code([7; RECOVERY_BYTES]);
        assert_eq!(shown.len(), 19);
        let lower = format!(" {} ", shown.to_lowercase().replace('-', " "));
        let Some(Typed::Recovery(plain)) = Typed::parse(&lower) else {
            panic!("{shown} is not read");
        };
        assert_eq!(hashed(&plain), hashed(&shown));
        for wrong in [
            "",
            "12345",
            "1234567",
            "12345a",
            "AAAA-AAAA-AAAA-AAA1",
            "＋12345",
        ] {
            assert_eq!(Typed::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_authenticator_understands_the_address() {
        assert_eq!(
            rfc().address("落槌 demo", "a.b"),
            "otpauth://totp/%E8%90%BD%E6%A7%8C%20demo:a.b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E8%90%BD%E6%A7%8C%20demo"
        );
        assert_eq!(rfc().text(), "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ");
        assert_eq!(format!("{:?}", rfc()), "Secret(…)");
    }

    #[test]
    fn whoever_works_for_the_season_needs_one() {
        for role in Role::ALL {
            let scope = Scope::Province;
            let account = Account {
                id: AccountId(1),
                login: "a".into(),
                display_name: "a".into(),
                institution: None,
                grants: vec![Grant { role: *role, scope }],
                house_bot: false,
            };
            assert_eq!(is_demanded(&account), DEMANDED.contains(role), "{role}");
        }
    }

    proptest! {
        #[test]
        fn a_code_is_taken_at_most_once(
            key: [u8; 20], start in 1i64..2_000_000_000, moves in prop::collection::vec(-90i64..90, 1..40)
        ) {
            let (key, mut now, mut last) = (Secret::new(key), start, 0);
            let mut taken = std::collections::BTreeSet::new();
            for seconds in moves {
                now = (now + seconds).max(1);
                let code = typed(key.code_of(step_at(at(now))));
                if let Some(step) = key.accepts(code, at(now), last) {
                    prop_assert!(step > last && taken.insert(step));
                    last = step;
                }
            }
        }

        #[test]
        fn nothing_that_is_typed_breaks_it(text: String) {
            let _ = Typed::parse(&text);
        }
    }
}
