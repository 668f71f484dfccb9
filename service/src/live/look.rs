//! When the table was last asked for a lot, so that thousands who come at once do not all ask it.

use domain::time::Timestamp;

/// How long others need not ask, ms: what another process changes is seen later by no more.
const AGE_MAX: i64 = 1_000;

/// A look at the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// When it began.
    pub at: Timestamp,
    /// How many changes this process had written into the audit record until then.
    pub changes: u64,
}

impl Look {
    /// Whether what it found does for somebody who comes `now`. Never when the clock was put back.
    pub(super) fn does_for(self, now: Self) -> bool {
        self.changes == now.changes && (0..AGE_MAX).contains(&now.at.millis_since(self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_does_for_a_second_in_which_nothing_changes() {
        let look = |at, changes| Look {
            at: Timestamp::from_millis(at),
            changes,
        };
        let first = look(5_000, 7);
        assert!(first.does_for(first) && first.does_for(look(5_999, 7)));
        assert!(!first.does_for(look(6_000, 7)), "a second is over");
        assert!(!first.does_for(look(5_001, 8)), "something was changed");
        assert!(!first.does_for(look(4_999, 7)), "the clock was put back");
    }
}
