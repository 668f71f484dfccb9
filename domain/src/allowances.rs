//! How often one may ask for what costs the portal much (reliability.md S-30, ASVS 2.4.1): a rate that
//! no person reaches by hand, and that keeps a single program from slowing everybody else down.
//!
//! Nothing here is about bids: those have the rate of bidding.md C.3.

/// A token bucket: so many at once, and one more after so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Milliseconds for one more; 0 for no limit.
    pub refill_ms: i64,
    /// How many at once, 1 at least.
    pub burst: i64,
}

impl Rate {
    /// Of the bids of one bidder on one lot (bidding.md C.3): one a second, three at once.
    pub const DEFAULT: Self = Self {
        refill_ms: 1_000,
        burst: 3,
    };
    /// No limit, for measuring.
    pub const UNLIMITED: Self = Self {
        refill_ms: 0,
        burst: i64::MAX,
    };

    /// The rate that gives `times` as many; no limit for 0.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        match i64::from(times) {
            0 => Self::UNLIMITED,
            times => Self {
                refill_ms: (self.refill_ms / times).max(1),
                burst: self.burst.saturating_mul(times),
            },
        }
    }
}

/// What is counted, for each account, or for each address of whoever is not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// Searching the catalogue.
    Search,
    /// Reading by the interface for programs.
    Interface,
    /// Files that are gathered from many tables: one's own data, the audit record.
    Export,
    /// The file with everything that proves a lot.
    Proof,
    /// What browsers report about pages that broke their rules.
    Report,
    /// Registering a unit for a session: anybody may, and each writes a mail.
    Register,
}

impl Allowance {
    /// All of them, each at the place of its number.
    pub const ALL: [Self; 6] = [
        Self::Search,
        Self::Interface,
        Self::Export,
        Self::Proof,
        Self::Report,
        Self::Register,
    ];

    /// The name in figures.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Interface => "interface",
            Self::Export => "export",
            Self::Proof => "proof",
            Self::Report => "report",
            Self::Register => "register",
        }
    }

    /// How often. Offices share an address, so what nobody signs in for is the most generous.
    pub const fn rate(self) -> Rate {
        let (refill_ms, burst) = match self {
            Self::Search => (250, 120),
            Self::Interface => (50, 300),
            Self::Export => (15_000, 20),
            Self::Proof => (2_000, 60),
            Self::Report => (10_000, 20),
            // A hall full of people behind one address registers on the same morning.
            Self::Register => (2_000, 200),
        };
        Rate { refill_ms, burst }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_does_not_reach_a_limit() {
        for what in Allowance::ALL {
            let rate = what.rate();
            assert!(rate.burst >= 20, "{what:?}");
            assert!(rate.refill_ms <= 15_000, "{what:?}: four a minute for ever");
        }
    }

    #[test]
    fn a_factor_gives_more_and_nothing_gives_no_limit() {
        let rate = Allowance::Search.rate();
        assert_eq!(rate.times(1), rate);
        assert_eq!(rate.times(0), Rate::UNLIMITED);
        let ten = rate.times(10);
        assert_eq!((ten.refill_ms, ten.burst), (25, 1_200));
        assert_eq!(
            rate.times(u32::MAX).refill_ms,
            1,
            "never no limit by chance"
        );
    }
}
