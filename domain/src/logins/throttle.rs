//! How guesses at passwords are slowed down (reliability.md S-07), so that nobody can lock somebody
//! else out.
//!
//! Guesses are counted in buckets that leak. Only buckets that belong to whoever guesses make him
//! wait: his device, his address, his street. What is guessed at one account, or at the portal, from
//! everywhere never makes anybody wait by itself; it only leaves strangers fewer free tries, and
//! never none. So the right password from a new place is always taken at the first try, however much
//! others guess, and a device that was signed in to the account before is not touched by them at all.

use crate::time::Timestamp;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;

/// What guesses are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bucket {
    /// A device that was signed in to the account before, at this account.
    Device,
    /// An address at this account, by devices that are not known.
    Place,
    /// An address at any account.
    Address,
    /// The addresses around it at any account.
    Street,
    /// Everybody at this account: pressure only.
    Account,
    /// Everybody at any account: pressure only.
    Portal,
}

/// How many guesses a bucket holds, and as of when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// Guesses.
    pub guesses: u32,
    /// When the last one came.
    pub at: Timestamp,
}

/// What a bucket does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rule {
    /// Guesses that cost nothing.
    free: u32,
    /// The same while the account or the portal is under pressure.
    free_pressed: u32,
    /// The first wait; it doubles with every further guess, ms.
    first_ms: i64,
    /// The longest wait, ms.
    longest_ms: i64,
}

/// Guesses that are counted beyond the free ones: more change no wait, and would take longer to leak.
const BEYOND_MAX: u32 = 16;

impl Bucket {
    /// The buckets of a device that is known to the account.
    pub const OF_KNOWN: &'static [Self] = &[Self::Device];
    /// Those of every other one.
    pub const OF_STRANGER: &'static [Self] = &[
        Self::Place,
        Self::Address,
        Self::Street,
        Self::Account,
        Self::Portal,
    ];

    /// What it does; nothing for those that only press.
    const fn rule(self) -> Option<Rule> {
        let (free, free_pressed, first_ms, longest_ms) = match self {
            Self::Device => (10, 10, SECOND_MS, MINUTE_MS),
            Self::Place => (5, 1, 2 * SECOND_MS, 15 * MINUTE_MS),
            Self::Address => (30, 10, SECOND_MS, 15 * MINUTE_MS),
            Self::Street => (100, 50, SECOND_MS, 5 * MINUTE_MS),
            Self::Account | Self::Portal => return None,
        };
        Some(Rule {
            free,
            free_pressed,
            first_ms,
            longest_ms,
        })
    }

    /// One guess leaks away in this time, ms.
    const fn leak_ms(self) -> i64 {
        match self {
            Self::Portal => SECOND_MS,
            Self::Account => MINUTE_MS,
            _ => 5 * MINUTE_MS,
        }
    }

    /// Guesses above which there is pressure, and how many are counted at most.
    const fn pressure(self) -> Option<u32> {
        match self {
            Self::Account => Some(20),
            Self::Portal => Some(300),
            _ => None,
        }
    }

    /// Guesses that are counted at most.
    fn counted_max(self) -> u32 {
        let pressed_from = self.pressure().map(|from| 2 * from);
        let free = self.rule().map(|rule| rule.free);
        pressed_from.or(free).unwrap_or(0) + BEYOND_MAX
    }

    /// Whether a sign-in that succeeds shows that the guesses were its owner's own.
    pub const fn is_forgiven(self) -> bool {
        matches!(self, Self::Device | Self::Place)
    }
}

impl Level {
    /// How many guesses are left at `now`. A clock that was set back lets none leak.
    pub fn left(self, bucket: Bucket, now: Timestamp) -> u32 {
        let leaked = now.millis_since(self.at).max(0) / bucket.leak_ms();
        self.guesses
            .saturating_sub(u32::try_from(leaked).unwrap_or(u32::MAX))
    }

    /// One more guess at `now`.
    #[must_use]
    pub fn guessed(self, bucket: Bucket, now: Timestamp) -> Self {
        Self {
            guesses: (self.left(bucket, now) + 1).min(bucket.counted_max()),
            at: now,
        }
    }
}

/// Whether one may guess now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brake {
    /// Yes.
    Free,
    /// Not for so long, ms: above 0.
    Wait(i64),
}

/// Whether somebody may guess at `now` whose buckets stand like this: those that have counted nothing
/// may be left out.
pub fn brake(levels: &[(Bucket, Level)], now: Timestamp) -> Brake {
    let pressed = levels.iter().any(|(bucket, level)| {
        let from = bucket.pressure();
        from.is_some_and(|from| level.left(*bucket, now) > from)
    });
    let waits = levels.iter().filter_map(|(bucket, level)| {
        let rule = bucket.rule()?;
        let free = if pressed {
            rule.free_pressed
        } else {
            rule.free
        };
        let beyond = level.left(*bucket, now).checked_sub(free)?;
        let factor = 1i64 << beyond.min(BEYOND_MAX);
        let wait = (rule.first_ms * factor).min(rule.longest_ms);
        Some(wait - now.millis_since(level.at).max(0))
    });
    match waits.max() {
        Some(wait) if wait > 0 => Brake::Wait(wait),
        _ => Brake::Free,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Date;
    use proptest::prelude::*;

    const START: Timestamp = Date::of(2026, 11, 18).at(9, 0);
    const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

    /// Guesses of one party without any pause beyond what is asked for; answers how many it makes.
    fn guesses_within(bucket: Bucket, pressed: bool, ms: i64) -> u32 {
        let (mut level, mut now, mut made) = (Level::default(), START, 0);
        let pressure = Level {
            guesses: if pressed { 1_000 } else { 0 },
            at: START.plus_millis(ms),
        };
        while now < START.plus_millis(ms) {
            match brake(&[(bucket, level), (Bucket::Account, pressure)], now) {
                Brake::Free => {
                    level = level.guessed(bucket, now);
                    made += 1;
                }
                Brake::Wait(wait) => now = now.plus_millis(wait),
            }
        }
        made
    }

    #[test]
    fn a_stranger_at_one_account_gets_few_guesses_a_day() {
        let made = guesses_within(Bucket::Place, false, DAY_MS);
        assert!((5..400).contains(&made), "{made}");
        assert!(guesses_within(Bucket::Place, true, DAY_MS) <= made);
        let made = guesses_within(Bucket::Address, false, DAY_MS);
        assert!((30..500).contains(&made), "{made}");
        let made = guesses_within(Bucket::Device, false, DAY_MS);
        assert!((10..2_000).contains(&made), "{made}");
    }

    #[test]
    fn mistakes_cost_nothing_and_waits_grow() {
        let mut level = Level::default();
        let mut waits = Vec::new();
        for _ in 0..20 {
            level = level.guessed(Bucket::Place, START);
            waits.push(match brake(&[(Bucket::Place, level)], START) {
                Brake::Free => 0,
                Brake::Wait(wait) => wait,
            });
        }
        assert_eq!(waits[..4], [0; 4]);
        assert_eq!(waits[4..7], [2_000, 4_000, 8_000]);
        assert!(waits.is_sorted() && waits[19] == 15 * MINUTE_MS);
        let later = START.plus_millis(2 * 60 * MINUTE_MS);
        assert_eq!(level.left(Bucket::Place, later), 0);
        assert_eq!(brake(&[(Bucket::Place, level)], later), Brake::Free);
    }

    #[test]
    fn what_everybody_guesses_makes_nobody_wait() {
        let pressure = |bucket| {
            let level = Level {
                guesses: u32::MAX,
                at: START,
            };
            (bucket, level)
        };
        let pressed = [pressure(Bucket::Account), pressure(Bucket::Portal)];
        assert_eq!(brake(&pressed, START), Brake::Free);
        // The first try from a new place is free, the second waits.
        let tried = Level::default().guessed(Bucket::Place, START);
        let place = (Bucket::Place, tried);
        assert_eq!(brake(&[place], START), Brake::Free);
        let waits = brake(&[place, pressed[0]], START);
        assert_eq!(waits, Brake::Wait(2_000));
        assert!(!Bucket::OF_KNOWN.contains(&Bucket::Account));
    }

    proptest! {
        #[test]
        fn waits_end_and_never_exceed_a_quarter_of_an_hour(
            guesses in 0u32..5_000, passed in -DAY_MS..DAY_MS, press in 0u32..5_000,
        ) {
            let now = START.plus_millis(passed);
            for bucket in Bucket::OF_STRANGER.iter().chain(Bucket::OF_KNOWN) {
                let levels = [
                    (*bucket, Level { guesses, at: START }),
                    (Bucket::Portal, Level { guesses: press, at: START }),
                ];
                if let Brake::Wait(wait) = brake(&levels, now) {
                    prop_assert!((1..=15 * MINUTE_MS).contains(&wait));
                    let over = now.plus_millis(wait).max(START.plus_millis(wait));
                    prop_assert_eq!(brake(&levels, over), Brake::Free);
                }
            }
        }
    }
}
