//! Where workbooks are checked: away from the threads that answer requests, two at a time.
//!
//! A full form takes a second of a core and a hundred megabytes while it is read; a hall full of
//! liaisons on the last day must not take a hundred times that. Who finds both desks taken waits.

use crate::Error;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Workbooks that are checked at the same time in this process.
const DESKS: usize = 2;

static FREE: Semaphore = Semaphore::const_new(DESKS);

/// A place to check one workbook; given back when it is dropped.
pub(super) struct Desk {
    _taken: SemaphorePermit<'static>,
}

impl Desk {
    /// Waits for a free desk, first come, first served.
    ///
    /// # Errors
    /// `Internal` never in practice: the desks are not closed.
    pub(super) async fn free() -> Result<Self, Error> {
        let permit = FREE.acquire().await;
        permit
            .map(|permit| Self { _taken: permit })
            .map_err(|e| Error::Internal(e.to_string()))
    }

    /// Runs `work` at this desk. A request that is dropped meanwhile leaves the desk taken until
    /// the work is done, because the memory is.
    ///
    /// # Errors
    /// `Internal` when the work panicked.
    pub(super) async fn check<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let here = move || {
            let done = work();
            drop(self);
            done
        };
        tokio::task::spawn_blocking(here)
            .await
            .map_err(|e| Error::Internal(e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[tokio::test]
    async fn two_work_and_the_others_wait() {
        static BUSY: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let work = || {
            let busy = BUSY.fetch_add(1, Ordering::SeqCst) + 1;
            MOST.fetch_max(busy, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(20));
            BUSY.fetch_sub(1, Ordering::SeqCst);
        };
        let all = (0..8).map(|_| async move { Desk::free().await?.check(work).await });
        for done in futures::future::join_all(all).await {
            assert_eq!(done, Ok(()));
        }
        assert_eq!(MOST.load(Ordering::SeqCst), DESKS);
    }
}
