//! How long rows are kept at least (reliability.md C-04): six months by the law on network security,
//! five years for whatever belongs to an auction. Longer may be configured, shorter not.

use crate::time::{Date, Timestamp, days_in_month};

codes! {
    /// How long a row is kept at least.
    Class {
        General = "general" / "一般记录",
        Auction = "auction" / "竞价记录",
    }
}

/// How long rows are kept at least, in calendar months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Those of no auction.
    pub general: u16,
    /// Those of auctions.
    pub auction: u16,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            general: Self::GENERAL_MIN,
            auction: Self::AUCTION_MIN,
        }
    }
}

impl Retention {
    /// The shortest time for rows of no auction, months.
    pub const GENERAL_MIN: u16 = 6;
    /// The shortest time for rows of auctions, months.
    pub const AUCTION_MIN: u16 = 60;

    /// Whether the law allows it.
    pub const fn is_lawful(self) -> bool {
        self.general >= Self::GENERAL_MIN && self.auction >= Self::AUCTION_MIN
    }

    /// What need not be kept any more at `now`: whole days of Beijing, and never less than the law
    /// wants.
    pub fn cutoffs(self, now: Timestamp) -> Cutoffs {
        let before = |months: u16| months_before(now.date(), months).at(0, 0);
        Cutoffs {
            general: before(self.general.max(Self::GENERAL_MIN)),
            auction: before(self.auction.max(Self::AUCTION_MIN)),
        }
    }
}

/// Rows from before these instants need not be kept any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutoffs {
    /// Of rows of no auction.
    pub general: Timestamp,
    /// Of rows of auctions.
    pub auction: Timestamp,
}

impl Cutoffs {
    /// Whether a row of this class and time need not be kept any more.
    pub fn covers(self, class: Class, at: Timestamp) -> bool {
        at < match class {
            Class::General => self.general,
            Class::Auction => self.auction,
        }
    }
}

/// The same day so many months before, or the last day of a shorter month.
fn months_before(day: Date, months: u16) -> Date {
    let (year, month, of_month) = day.ymd();
    let month = year * 12 + month as i32 - 1 - i32::from(months);
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) as u32 + 1);
    Date::of(year, month, of_month.min(days_in_month(year, month)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_months_and_five_years_are_calendar_months() {
        let cutoffs = |now: Date| Retention::default().cutoffs(now.at(23, 59));
        let november = cutoffs(Date::of(2026, 11, 21));
        assert_eq!(november.general, Date::of(2026, 5, 21).at(0, 0));
        assert_eq!(november.auction, Date::of(2021, 11, 21).at(0, 0));
        let august = cutoffs(Date::of(2028, 8, 31));
        assert_eq!(august.general, Date::of(2028, 2, 29).at(0, 0));
        let leap = cutoffs(Date::of(2028, 2, 29));
        assert_eq!(leap.auction, Date::of(2023, 2, 28).at(0, 0));
    }

    /// C-04: a deletion after 179 days is refused whatever the months are.
    #[test]
    fn nothing_goes_within_179_days() {
        let first = Date::of(2026, 1, 1);
        for day in (0..730).map(|days| first.plus_days(days)) {
            let cutoffs = Retention::default().cutoffs(day.at(12, 0));
            let kept = day.plus_days(-179).at(12, 0);
            assert!(!cutoffs.covers(Class::General, kept), "{day}");
            let gone = day.plus_days(-185).at(12, 0);
            assert!(cutoffs.covers(Class::General, gone), "{day}");
            assert!(!cutoffs.covers(Class::Auction, gone), "{day}");
        }
    }

    #[test]
    fn less_than_the_law_wants_counts_as_the_law() {
        let short = Retention {
            general: 1,
            auction: 6,
        };
        let now = Date::of(2026, 11, 21).at(9, 0);
        assert!(!short.is_lawful() && Retention::default().is_lawful());
        assert_eq!(short.cutoffs(now), Retention::default().cutoffs(now));
    }
}
