//! Filters of the catalogue that a person keeps (保存的筛选; issue 5 §4, domain.md YC-23), and the digest (每日
//! 摘要): one mail a day at most with what has come out since the one before.

use crate::ids::{LotCode, SavedFilterId};
use crate::text::{clean, length};
use crate::time::{Date, Timestamp};
use crate::views::LotFilter;
use serde::{Deserialize, Serialize};

/// Filters that an account may keep at a time.
pub const SAVED_FILTERS_MAX: u32 = 20;
/// Most characters of the name of one.
pub const NAME_MAX: usize = 40;
/// Most characters of the words that are searched for, as in the address of the catalogue.
pub const QUERY_MAX: usize = 100;
/// Lots of one filter that a digest names; the others are counted.
pub const DIGEST_LOTS_MAX: usize = 20;
/// The hour at which digests are written, Beijing time.
pub const DIGEST_HOUR: i64 = 8;
/// What came out within this time is left to the next digest, ms: it may not be readable yet.
pub const SETTLE_MS: i64 = 60_000;

const DAY_MS: i64 = 86_400_000;

/// A filter that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFilter {
    /// Identity; 0 until stored.
    pub id: SavedFilterId,
    /// Its name, 1–40 characters.
    pub name: String,
    /// What is asked for: neither an order nor a place in the list.
    pub filter: LotFilter,
    /// Since when.
    pub created_at: Timestamp,
    /// Lots that came out from this second on are new.
    pub told_to: Timestamp,
    /// When the next digest is due; absent while its owner does not want to be written to.
    pub due_at: Option<Timestamp>,
}

/// A name as it is kept.
///
/// # Errors
/// `SAVED_FILTER_NAME`.
pub fn name(typed: &str) -> Result<String, &'static str> {
    let name = clean(typed);
    match (1..=NAME_MAX).contains(&length(&name)) {
        true => Ok(name),
        false => Err("SAVED_FILTER_NAME"),
    }
}

/// A filter as it is kept: what narrows the list, without order and place.
///
/// # Errors
/// `SAVED_FILTER_EMPTY` for one that lets everything through.
pub fn kept(filter: &LotFilter) -> Result<LotFilter, &'static str> {
    let filter = LotFilter {
        sort: None,
        after: None,
        q: clean(&filter.q).chars().take(QUERY_MAX).collect(),
        ..filter.clone()
    };
    match filter == LotFilter::default() {
        true => Err("SAVED_FILTER_EMPTY"),
        false => Ok(filter),
    }
}

/// The second that an instant lies in: lots come out to the second.
pub const fn second_of(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.millis().div_euclid(1_000) * 1_000)
}

/// The first hour of digests after `now`.
pub fn next_due(now: Timestamp) -> Timestamp {
    let today = now.date().at(DIGEST_HOUR, 0);
    match today > now {
        true => today,
        false => today.plus_millis(DAY_MS),
    }
}

/// What names the digest of a day for ever: nobody is written to twice on one.
pub fn digest_key(account: crate::ids::AccountId, on: Date) -> String {
    format!("{account}/DIGEST/{on}")
}

/// A digest: what is new, filter by filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotDigest {
    /// Filters with something new.
    pub parts: Vec<DigestPart>,
}

/// What is new in one filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestPart {
    /// Name of the filter.
    pub name: String,
    /// Code and title of each lot, the newest first; at most [`DIGEST_LOTS_MAX`].
    pub lots: Vec<(LotCode, String)>,
    /// There are more than these.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AccountId;
    use crate::views::LotSort;
    use proptest::prelude::*;

    #[test]
    fn a_name_has_its_bounds() {
        assert_eq!(name(" 储能 材料 ").as_deref(), Ok("储能 材料"));
        for typed in ["", "  ", &"名".repeat(41)] {
            assert_eq!(name(typed), Err("SAVED_FILTER_NAME"), "{typed}");
        }
    }

    #[test]
    fn order_and_place_are_not_kept_and_nothing_is_no_filter() {
        let asked = LotFilter {
            dual_carbon: true,
            sort: Some(LotSort::PriceLow),
            after: Some("x".into()),
            ..LotFilter::default()
        };
        let filter = kept(&asked).expect("a filter");
        assert_eq!((filter.sort, filter.after), (None, None));
        assert!(filter.dual_carbon);
        let everything = LotFilter {
            q: " ".into(),
            sort: Some(LotSort::PriceLow),
            ..LotFilter::default()
        };
        assert_eq!(kept(&everything), Err("SAVED_FILTER_EMPTY"));
    }

    #[test]
    fn digests_are_written_in_the_morning() {
        let day = Date::of(2026, 11, 18);
        assert_eq!(next_due(day.at(7, 59)), day.at(8, 0));
        assert_eq!(next_due(day.at(8, 0)), day.plus_days(1).at(8, 0));
        assert_eq!(next_due(day.at(23, 0)), day.plus_days(1).at(8, 0));
        assert_eq!(digest_key(AccountId(7), day), "7/DIGEST/2026-11-18");
    }

    proptest! {
        /// Whenever it is asked: the next one is later, within a day, and never twice on one.
        #[test]
        fn one_a_day_at_most(at in 0_i64..4_000_000_000_000) {
            let now = Timestamp::from_millis(at);
            let due = next_due(now);
            prop_assert!(due > now && due.millis_since(now) <= DAY_MS);
            prop_assert!(next_due(due).date() > due.date());
            prop_assert!(second_of(now) <= now && now.millis_since(second_of(now)) < 1_000);
        }
    }
}
