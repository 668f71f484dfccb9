//! How many streams are open, how many were ended for being too slow, and whose they are: a stream
//! that was opened by a signed-in browser ends with its sign-in.

use domain::ids::{LoginId, LotCode};
use domain::time::Timestamp;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::Notify;

/// The streams of a process, counted.
#[derive(Clone, Default)]
pub(super) struct Seats {
    counts: Arc<Counts>,
    by_login: Arc<Mutex<HashMap<LoginId, Weak<Lease>>>>,
}

#[derive(Default)]
struct Counts {
    open: AtomicU64,
    cut_off: AtomicU64,
}

/// What the streams of one sign-in share.
struct Lease {
    /// The sign-in is over.
    over: AtomicBool,
    told: Notify,
    /// When it is over if it is not used until then, as far as this process knows.
    ends_at: AtomicI64,
    /// The lots that its streams watch.
    lots: Mutex<HashSet<LotCode>>,
}

/// The seat of one open stream; dropped with it.
pub struct Seat {
    counts: Arc<Counts>,
    /// Nothing for the public.
    lease: Option<Arc<Lease>>,
}

impl Seats {
    pub(super) fn enter(&self) -> Seat {
        self.counts.open.fetch_add(1, Ordering::Relaxed);
        Seat {
            counts: self.counts.clone(),
            lease: None,
        }
    }

    /// The same for a signed-in browser that watches these lots.
    pub(super) fn enter_as(&self, login: LoginId, ends_at: Timestamp, lots: &[LotCode]) -> Seat {
        let mut by_login = self.lock();
        let known = by_login.get(&login).and_then(Weak::upgrade);
        let lease = known.unwrap_or_else(|| {
            let lease = Arc::new(Lease {
                over: AtomicBool::new(false),
                told: Notify::new(),
                ends_at: AtomicI64::new(ends_at.0),
                lots: Mutex::default(),
            });
            by_login.insert(login, Arc::downgrade(&lease));
            lease
        });
        lease.ends_at.fetch_max(ends_at.0, Ordering::Relaxed);
        lease.lots().extend(lots.iter().cloned());
        let mut seat = self.enter();
        seat.lease = Some(lease);
        seat
    }

    /// Streams that are open, and streams that were cut off.
    pub(super) fn counts(&self) -> (u64, u64) {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (read(&self.counts.open), read(&self.counts.cut_off))
    }

    /// Whether a signed-in browser watches anything.
    pub(super) fn has_logins(&self) -> bool {
        !self.lock().is_empty()
    }

    /// The sign-ins with streams that are over at `now`, as far as this process knows.
    pub(super) fn due(&self, now: Timestamp) -> Vec<LoginId> {
        let is_due = |lease: Arc<Lease>| lease.ends_at.load(Ordering::Relaxed) <= now.0;
        let by_login = self.lock();
        let due = by_login
            .iter()
            .filter(|(_, lease)| lease.upgrade().is_some_and(is_due));
        due.map(|(login, _)| *login).collect()
    }

    /// Notes that a sign-in was used, and is over later.
    pub(super) fn prolong(&self, login: LoginId, ends_at: Timestamp) {
        if let Some(lease) = self.lock().get(&login).and_then(Weak::upgrade) {
            lease.ends_at.fetch_max(ends_at.0, Ordering::Relaxed);
        }
    }

    /// Ends the streams of a sign-in; answers the lots whose watchers have to be looked at.
    pub(super) fn end(&self, login: LoginId) -> Vec<LotCode> {
        let ended = self.lock().remove(&login);
        let Some(lease) = ended.and_then(|lease| lease.upgrade()) else {
            return Vec::new();
        };
        lease.over.store(true, Ordering::Release);
        lease.told.notify_waiters();
        lease.lots().iter().cloned().collect()
    }

    /// Forgets the sign-ins that watch nothing any more.
    pub(super) fn tidy(&self) {
        self.lock().retain(|_, lease| lease.strong_count() > 0);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<LoginId, Weak<Lease>>> {
        self.by_login.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    fn lots(&self) -> MutexGuard<'_, HashSet<LotCode>> {
        self.lots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Notes that the stream ends because its reader does not keep up.
    pub fn cut_off(&self) {
        self.counts.cut_off.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether the sign-in that opened the stream is over.
    pub fn is_over(&self) -> bool {
        let lease = self.lease.as_ref();
        lease.is_some_and(|lease| lease.over.load(Ordering::Acquire))
    }

    /// Waits until the sign-in is over; for ever without one.
    pub async fn over(&self) {
        let Some(lease) = &self.lease else {
            return std::future::pending().await;
        };
        let told = lease.told.notified();
        tokio::pin!(told);
        // Listened to before it is looked at: nothing falls between.
        told.as_mut().enable();
        if !self.is_over() {
            told.await;
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.counts.open.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot(code: &str) -> LotCode {
        LotCode::parse(code).unwrap()
    }

    #[tokio::test]
    async fn the_streams_of_one_sign_in_end_together() {
        let seats = Seats::default();
        let public = seats.enter();
        let (one, other) = (LoginId(1), LoginId(2));
        let first = seats.enter_as(one, Timestamp(9), &[lot("D-1")]);
        let second = seats.enter_as(one, Timestamp(7), &[lot("D-2")]);
        let stays = seats.enter_as(other, Timestamp(50), &[lot("D-1")]);
        assert_eq!(seats.counts(), (4, 0));
        assert_eq!(seats.due(Timestamp(8)), [], "the later of both counts");
        assert_eq!(seats.due(Timestamp(9)), [one]);
        seats.prolong(one, Timestamp(20));
        assert_eq!(seats.due(Timestamp(19)), []);
        let mut lots = seats.end(one);
        lots.sort_unstable();
        assert_eq!(lots, [lot("D-1"), lot("D-2")]);
        first.over().await;
        assert!(first.is_over() && second.is_over());
        assert!(!stays.is_over() && !public.is_over());
        assert_eq!(seats.end(one), [], "no second time");
        drop((first, second, stays, public));
        seats.tidy();
        assert!(!seats.has_logins() && seats.counts() == (0, 0));
    }

    #[tokio::test]
    async fn whoever_waits_is_told() {
        let seats = Seats::default();
        let seat = seats.enter_as(LoginId(1), Timestamp(9), &[lot("D-1")]);
        let waits = tokio::spawn(async move { seat.over().await });
        tokio::task::yield_now().await;
        seats.end(LoginId(1));
        let told = tokio::time::timeout(std::time::Duration::from_secs(5), waits).await;
        assert!(told.is_ok());
    }
}
