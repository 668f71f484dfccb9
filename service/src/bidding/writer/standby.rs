//! What a writer on PostgreSQL must know of the servers behind it: that this is no replaced primary,
//! and that the standby has what was committed.

use crate::Error;
use store::Store;
use store::planted::{Planted, planted};

/// The history to go on with, or nothing when it is an older one: then this is a primary that was
/// replaced, and what it accepts would be lost (reliability.md §2.6).
pub(super) fn fenced(highest: u32, epoch: u32) -> Result<u32, Error> {
    // The planted lease was given by the server that was asked before, and has not run out.
    if epoch < highest && planted() != Some(Planted::Lease) {
        let cause = format!("the database server is at history {epoch}, after {highest}");
        return Err(Error::Internal(cause));
    }
    Ok(epoch)
}

/// Makes sure that the standby has what was committed: a commit that did not wait for it is neither
/// accepted nor refused yet (reliability.md F-11).
pub(crate) async fn confirm(store: &Store) -> Result<(), Error> {
    match store.is_confirmed().await {
        Ok(true) => Ok(()),
        Ok(false) => {
            tracing::error!("the standby has not confirmed what was committed");
            Err(Error::OutcomeUnknown)
        }
        Err(error) => {
            tracing::error!(%error, "nobody knows whether the standby has what was committed");
            Err(Error::OutcomeUnknown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_history_is_fenced_and_the_same_or_a_newer_one_goes_on() {
        assert_eq!(fenced(0, 1), Ok(1), "nothing was seen before");
        assert_eq!(fenced(7, 7), Ok(7));
        assert_eq!(fenced(7, 8), Ok(8));
        for older in [0, 1, 6] {
            let Err(Error::Internal(cause)) = fenced(7, older) else {
                panic!("history {older} after 7 is a primary that was replaced");
            };
            assert!(
                cause.contains(&format!("history {older}, after 7")),
                "{cause}"
            );
        }
    }
}
