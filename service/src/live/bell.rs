//! Tells a writer of many streams which lots have something new, so that it need not wait on every
//! stream by itself.

use domain::ids::LotCode;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Rung by the hub after every frame; one listener.
#[derive(Default)]
pub struct Bell {
    moved: Mutex<HashSet<LotCode>>,
    rung: Notify,
}

impl Bell {
    /// Waits until something was sent to lots, and tells which: those since the last call. The
    /// frames themselves wait in the subscriptions.
    pub async fn rung(&self) -> HashSet<LotCode> {
        loop {
            let moved = std::mem::take(&mut *self.lock());
            if !moved.is_empty() {
                return moved;
            }
            self.rung.notified().await;
        }
    }

    /// To be called after the frame can be received.
    pub(super) fn ring<'a>(&self, lots: impl IntoIterator<Item = &'a LotCode>) {
        self.lock().extend(lots.into_iter().cloned());
        self.rung.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<LotCode>> {
        self.moved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_rung_before_one_listens_is_heard_once() {
        let (bell, lot) = (Bell::default(), LotCode::parse("D-1").unwrap());
        bell.ring([&lot]);
        bell.ring([&lot]);
        assert_eq!(bell.rung().await, HashSet::from([lot.clone()]));
        let silence = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(silence, bell.rung()).await.is_err());
    }
}
