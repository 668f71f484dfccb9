//! What became of bids, counted since the process began.

use crate::Error;
use domain::views::Receipt;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What became of bids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BidCounts {
    /// Accepted, each once.
    pub accepted: u64,
    /// Answered again with the first answer of an accepted bid.
    pub replayed: u64,
    /// Not accepted, by the code of the answer: refusals of the rules, and failures on the way.
    pub refused: BTreeMap<String, u64>,
}

/// The counts of a process. A bid costs one lock that nobody holds for longer than an addition.
#[derive(Default)]
pub(crate) struct Tally(Mutex<BidCounts>);

impl Tally {
    /// Counts the answer to a bid.
    pub(crate) fn count(&self, answer: &Result<Receipt, Error>) {
        match answer {
            Ok(receipt) if receipt.replayed => self.lock().replayed += 1,
            Ok(_) => self.lock().accepted += 1,
            Err(error) => {
                let code = code(error);
                *self.lock().refused.entry(code).or_default() += 1;
            }
        }
    }

    pub(crate) fn counts(&self) -> BidCounts {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, BidCounts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The code of an error: one of a fixed list, never the cause of a fault.
pub(crate) fn code(error: &Error) -> String {
    match error {
        Error::Internal(_) => "INTERNAL".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_counted_by_code_and_without_their_cause() {
        let tally = Tally::default();
        let failed = Error::Internal("a secret of the database".into());
        for error in [
            Error::Busy,
            failed,
            Error::Busy,
            Error::invalid("KEY_MALFORMED"),
        ] {
            tally.count(&Err(error));
        }
        let counted = tally.counts();
        let expected = [("BUSY", 2), ("INTERNAL", 1), ("KEY_MALFORMED", 1)];
        let expected = expected.map(|(code, count)| (code.to_owned(), count));
        assert_eq!(counted.refused, expected.into());
        assert_eq!((counted.accepted, counted.replayed), (0, 0));
    }
}
