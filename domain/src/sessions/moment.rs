//! Where an agenda stands: what runs now, and what comes next.

use super::{AgendaItem, Revision};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A day.
const DAY_MS: i64 = 86_400_000;

/// A row of the agenda with its times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimedItem {
    /// First instant.
    pub starts_at: Timestamp,
    /// The instant at which it is over.
    pub ends_at: Timestamp,
    /// The row.
    pub item: AgendaItem,
}

/// Where an agenda stands at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgendaMoment {
    /// What runs.
    pub now: Option<TimedItem>,
    /// What comes next.
    pub next: Option<TimedItem>,
}

impl AgendaMoment {
    /// Where the agenda of `revision` stands at `at`. Before the first row only the next is there,
    /// after the last none.
    pub fn of(revision: &Revision, at: Timestamp) -> Self {
        let mut moment = Self::default();
        for row in revision.timed_agenda() {
            let timed = || TimedItem {
                starts_at: row.from,
                ends_at: row.until,
                item: row.item.clone(),
            };
            if row.runs_at(at) {
                moment.now = Some(timed());
            } else if row.from > at {
                moment.next = Some(timed());
                break;
            }
        }
        moment
    }

    /// Whether a row of the agenda begins or ends within a day of `at`, so that the mark of what runs moves
    /// while a page that was opened then stays open.
    pub fn moves_soon(revision: &Revision, at: Timestamp) -> bool {
        let soon = at.plus_millis(DAY_MS);
        let mut rows = revision.timed_agenda();
        rows.any(|row| at < row.until && row.from < soon)
    }

    /// Milliseconds until something changes; absent after the last row.
    pub fn left(&self, at: Timestamp) -> Option<i64> {
        let now = self.now.as_ref().map(|timed| timed.ends_at);
        let until = now.or(self.next.as_ref().map(|timed| timed.starts_at))?;
        Some(until.millis_since(at))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AgendaKind, Bilingual, Consents, PageContent};
    use super::*;
    use crate::time::Date;
    use proptest::prelude::*;

    const NINE: Timestamp = Date::of(2026, 11, 20).at(9, 0);

    fn revision(minutes: &[u16]) -> Revision {
        let item = |(number, minutes): (usize, &u16)| AgendaItem {
            kind: AgendaKind::Roadshow,
            title: format!("第{number}项"),
            speaker: String::new(),
            minutes: *minutes,
            lot: None,
            starts: None,
            consents: Consents::default(),
        };
        Revision {
            number: 1,
            title: Bilingual::default(),
            venue: Bilingual::default(),
            starts_at: NINE,
            agenda: minutes.iter().enumerate().map(item).collect(),
            page: PageContent::default(),
            author: String::new(),
            saved_at: NINE,
            published_at: None,
        }
    }

    fn titles(minutes: &[u16], after: i64) -> (Option<String>, Option<String>) {
        let moment = AgendaMoment::of(&revision(minutes), NINE.plus_millis(after * 60_000));
        let title = |timed: Option<TimedItem>| timed.map(|timed| timed.item.title);
        (title(moment.now), title(moment.next))
    }

    #[test]
    fn a_row_runs_from_its_first_instant_to_the_first_of_the_next() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(titles(&[15, 30], -1), (None, some("第0项")));
        assert_eq!(titles(&[15, 30], 0), (some("第0项"), some("第1项")));
        assert_eq!(titles(&[15, 30], 15), (some("第1项"), None));
        assert_eq!(titles(&[15, 30], 45), (None, None));
        assert_eq!(titles(&[], 0), (None, None));
        let moment = AgendaMoment::of(&revision(&[15]), NINE.plus_millis(60_000));
        assert_eq!(moment.left(NINE.plus_millis(60_000)), Some(14 * 60_000));
    }

    #[test]
    fn a_mark_moves_on_the_day_alone() {
        let moves = |after: i64| {
            AgendaMoment::moves_soon(&revision(&[15, 30]), NINE.plus_millis(after * 60_000))
        };
        assert!(
            !moves(-24 * 60) && moves(-24 * 60 + 1),
            "the evening before"
        );
        assert!(moves(0) && moves(44) && !moves(45), "until its end");
        assert!(!AgendaMoment::moves_soon(&revision(&[]), NINE));
    }

    proptest! {
        #[test]
        fn what_runs_is_over_before_what_comes_next(
            minutes in prop::collection::vec(1u16..60, 0..8),
            after in -30i64..600,
        ) {
            let at = NINE.plus_millis(after * 60_000);
            let moment = AgendaMoment::of(&revision(&minutes), at);
            if let (Some(now), Some(next)) = (&moment.now, &moment.next) {
                prop_assert_eq!(now.ends_at, next.starts_at);
            }
            prop_assert!(moment.left(at).is_none_or(|left| left > 0));
        }
    }
}
