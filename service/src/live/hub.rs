//! The hub of a process: one channel per watched lot.
//!
//! The hub only wakes and carries; the event table is the truth. A watcher that falls behind by
//! more than [`BACKLOG`] frames is told so and must resume from the table: it is never skipped.

use super::moves::Moves;
use super::seat::{Seat, Seats};
use super::{Bell, Look, WireFrame};
use domain::ids::{LoginId, LotCode};
use domain::live::Beat;
use domain::time::Timestamp;
use domain::views::StreamState;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::{Notify, broadcast};

/// Frames that a watcher may be behind before it is disconnected.
pub const BACKLOG: usize = 128;

/// A watcher's end of a lot's channel.
pub type Subscription = broadcast::Receiver<Arc<WireFrame>>;

struct Channel {
    sender: broadcast::Sender<Arc<WireFrame>>,
    /// Number of the last event that passed through, for the beats.
    seq: u64,
    /// When the table last said that the public may watch the lot.
    public: Option<Look>,
}

/// All channels of the process.
#[derive(Clone, Default)]
pub struct Hub {
    channels: Arc<Mutex<Channels>>,
    /// Several processes write events: then they all come by way of the table, in its order, and
    /// this wakes the relay that reads it.
    relay: Option<Arc<Notify>>,
    seats: Seats,
    moves: Arc<Moves>,
}

#[derive(Default)]
struct Channels {
    by_lot: HashMap<LotCode, Channel>,
    bells: Vec<Weak<Bell>>,
    /// The process stops: nobody is let in any more.
    closed: bool,
}

impl Hub {
    /// A hub whose events come from the table alone; see [`super::relay`].
    pub(crate) fn relayed() -> Self {
        Self {
            channels: Arc::default(),
            relay: Some(Arc::new(Notify::new())),
            ..Self::default()
        }
    }

    /// Begins to watch a lot. Subscribe first and read the table afterwards: then nothing falls
    /// between the two.
    pub fn subscribe(&self, lot: &LotCode) -> Subscription {
        let mut channels = self.lock();
        if channels.closed {
            return broadcast::channel(1).1;
        }
        let channel = channels
            .by_lot
            .entry(lot.clone())
            .or_insert_with(|| Channel {
                sender: broadcast::channel(BACKLOG).0,
                seq: 0,
                public: None,
            });
        channel.sender.subscribe()
    }

    /// The seat of a stream that is being opened; it is counted for as long as it is kept.
    pub fn enter(&self) -> Seat {
        self.seats.enter()
    }

    /// The same for a signed-in browser that watches these lots: the stream ends with the sign-in.
    pub fn enter_as(&self, login: LoginId, ends_at: Timestamp, lots: &[LotCode]) -> Seat {
        self.seats.enter_as(login, ends_at, lots)
    }

    /// Whether a signed-in browser watches anything here.
    pub(crate) fn has_logins(&self) -> bool {
        self.seats.has_logins()
    }

    /// The sign-ins with streams here that are over at `now` if they were not used meanwhile.
    pub(crate) fn logins_due(&self, now: Timestamp) -> Vec<LoginId> {
        self.seats.due(now)
    }

    /// Notes that a sign-in was used, and is over later.
    pub(crate) fn prolong_login(&self, login: LoginId, ends_at: Timestamp) {
        self.seats.prolong(login, ends_at);
    }

    /// Ends every stream of a sign-in.
    pub(crate) fn end_login(&self, login: LoginId) {
        let lots = self.seats.end(login);
        if !lots.is_empty() {
            // The writers look at whoever watches these lots, and find the ended seats.
            self.lock().ring(&lots);
        }
    }

    /// The streams of this process.
    pub(crate) fn streams(&self) -> StreamState {
        let (open, cut_off) = self.seats.counts();
        let lots = self.lock().by_lot.len() as u64;
        StreamState {
            open,
            lots,
            cut_off,
        }
    }

    /// A bell that rings whenever a lot has something new for its watchers; it is forgotten when
    /// nobody holds it any more.
    pub fn bell(&self) -> Arc<Bell> {
        let bell = Arc::new(Bell::default());
        self.lock().bells.push(Arc::downgrade(&bell));
        bell
    }

    /// Ends every stream, and every later one at once: the process stops, and the watchers resume
    /// elsewhere from the number they know.
    pub fn close(&self) {
        let mut channels = self.lock();
        channels.closed = true;
        let ended = std::mem::take(&mut channels.by_lot);
        let lots: Vec<LotCode> = ended.into_keys().collect();
        channels.ring(lots.iter());
    }

    /// Tells how far the table goes for a lot that is watched: signs of life say it, and the relay
    /// goes on from there.
    pub fn knows(&self, lot: &LotCode, seq: u64) {
        if let Some(channel) = self.lock().by_lot.get_mut(lot)
            && channel.seq == 0
        {
            channel.seq = seq;
            if let Some(relay) = &self.relay {
                relay.notify_one();
            }
        }
    }

    /// Notes that the public may watch a lot, by a look at the table.
    pub fn found_public(&self, lot: &LotCode, look: Look) {
        if let Some(channel) = self.lock().by_lot.get_mut(lot) {
            channel.public = Some(look);
        }
    }

    /// The number of the last event that passed through, for somebody who has subscribed to a lot and
    /// comes now; nothing when the table has to be asked, because it was not within the last second or
    /// something was changed since. Whatever comes after that event comes through the subscription.
    pub fn current(&self, lot: &LotCode, now: Look) -> Option<u64> {
        let channels = self.lock();
        let channel = channels.by_lot.get(lot).filter(|channel| channel.seq > 0)?;
        let is_public = channel.public.is_some_and(|look| look.does_for(now));
        is_public.then_some(channel.seq)
    }

    /// The number of an event that the lot has for certain, 0 when nobody has told.
    pub fn passed(&self, lot: &LotCode) -> u64 {
        self.lock().by_lot.get(lot).map_or(0, |channel| channel.seq)
    }

    /// Lots that somebody watches, each with the number of its last event that passed through.
    pub(crate) fn watched(&self) -> Vec<(LotCode, u64)> {
        let channels = self.lock();
        let watched = channels
            .by_lot
            .iter()
            .filter(|(_, channel)| channel.seq > 0 && channel.sender.receiver_count() > 0);
        watched
            .map(|(lot, channel)| (lot.clone(), channel.seq))
            .collect()
    }

    /// Waits until the table has to be looked at again.
    pub(crate) async fn woken(&self) {
        match &self.relay {
            Some(relay) => relay.notified().await,
            None => std::future::pending().await,
        }
    }

    /// Another process has written events: the table has to be looked at again.
    pub(crate) fn wake(&self) {
        self.moves.moved_elsewhere();
        if let Some(relay) = &self.relay {
            relay.notify_one();
        }
    }

    /// Announces an event that this process has written: to the watchers, or to the relay.
    pub(crate) fn announce(&self, frame: WireFrame) {
        self.moves.moved(&frame.lot);
        match &self.relay {
            Some(relay) => relay.notify_one(),
            None => self.publish(frame),
        }
    }

    /// Sends a frame to everybody who watches its lot.
    pub(crate) fn publish(&self, frame: WireFrame) {
        let mut channels = self.lock();
        if let Some(channel) = channels.by_lot.get_mut(&frame.lot) {
            channel.seq = frame.seq.unwrap_or(channel.seq).max(channel.seq);
            // An error only says that nobody watches any more.
            let lot = frame.lot.clone();
            let _ = channel.sender.send(Arc::new(frame));
            channels.ring([&lot]);
        }
    }

    /// A number that is greater once `lot`, or without one any lot, has moved. It says nothing of
    /// what another process has written until this one is woken.
    pub(crate) fn moves(&self, lot: Option<&LotCode>) -> u64 {
        self.moves.count(lot)
    }

    /// Open streams of a lot.
    pub fn watchers(&self, lot: &LotCode) -> u32 {
        self.lock()
            .by_lot
            .get(lot)
            .map_or(0, |channel| channel.sender.receiver_count() as u32)
    }

    /// Sends every watched lot a sign of life with the server's clock, and forgets the lots that
    /// nobody watches any more.
    pub fn beat(&self, now: Timestamp) {
        self.beat_share(now, (0, 1));
    }

    /// The same for one of so many shares of the lots; a lot is always of the same. Thousands of
    /// watchers at once take a small machine many milliseconds, and whoever bids then waits for them.
    pub fn beat_share(&self, now: Timestamp, (share, shares): (u64, u64)) {
        let mut channels = self.lock();
        channels
            .by_lot
            .retain(|_, channel| channel.sender.receiver_count() > 0);
        let is_due = |lot: &LotCode| share_of(lot, shares) == share;
        for (lot, channel) in channels.by_lot.iter().filter(|(lot, _)| is_due(lot)) {
            let beat = Beat {
                lot: lot.clone(),
                server_time: now,
                seq: channel.seq,
                watchers: channel.sender.receiver_count() as u32,
            };
            let _ = channel.sender.send(Arc::new(WireFrame::beat(&beat)));
        }
        self.seats.tidy();
        channels.bells.retain(|bell| bell.strong_count() > 0);
        let due: Vec<&LotCode> = channels.by_lot.keys().filter(|lot| is_due(lot)).collect();
        if !due.is_empty() {
            channels.ring(due);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Channels> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which of so many shares a lot is of.
pub(super) fn share_of(lot: &LotCode, shares: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    lot.hash(&mut hasher);
    hasher.finish() % shares
}

impl Channels {
    fn ring<'a>(&self, lots: impl IntoIterator<Item = &'a LotCode> + Clone) {
        for bell in self.bells.iter().filter_map(Weak::upgrade) {
            bell.ring(lots.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot() -> LotCode {
        LotCode::parse("D-1").unwrap()
    }

    #[tokio::test]
    async fn one_frame_is_shared_and_counted() {
        let hub = Hub::default();
        let (mut a, mut b) = (hub.subscribe(&lot()), hub.subscribe(&lot()));
        assert_eq!(hub.watchers(&lot()), 2);
        hub.publish(WireFrame::event(lot(), 7, "{}"));
        let (first, second) = (a.recv().await.unwrap(), b.recv().await.unwrap());
        assert!(
            Arc::ptr_eq(&first, &second),
            "serialised once, shared by all"
        );
        hub.beat(Timestamp(5));
        assert!(
            a.recv()
                .await
                .unwrap()
                .body
                .windows(7)
                .any(|w| w == b"\"seq\":7")
        );
        drop((a, b));
        hub.beat(Timestamp(6));
        assert_eq!(hub.watchers(&lot()), 0);
    }

    #[tokio::test]
    async fn in_all_shares_every_lot_gets_one_sign_of_life() {
        const SHARES: u64 = 10;
        let hub = Hub::default();
        let lots: Vec<LotCode> = (1..=50)
            .map(|number| LotCode::parse(&format!("D-{number}")).unwrap())
            .collect();
        let mut watchers: Vec<_> = lots.iter().map(|lot| hub.subscribe(lot)).collect();
        let bell = hub.bell();
        let mut most = 0;
        for share in 0..SHARES {
            hub.beat_share(Timestamp(5), (share, SHARES));
            let told = futures::FutureExt::now_or_never(bell.rung()).unwrap_or_default();
            most = most.max(told.len());
        }
        assert!(most > 0 && most < lots.len() / 2, "{most} at once");
        for watcher in &mut watchers {
            assert!(watcher.try_recv().is_ok());
            assert!(watcher.try_recv().is_err(), "once");
        }
        hub.beat(Timestamp(6));
        assert!(
            watchers
                .iter_mut()
                .all(|watcher| watcher.try_recv().is_ok())
        );
    }

    #[tokio::test]
    async fn when_the_process_stops_nobody_waits() {
        let hub = Hub::default();
        let mut early = hub.subscribe(&lot());
        hub.close();
        let mut late = hub.subscribe(&lot());
        for watcher in [&mut early, &mut late] {
            let end = watcher.recv().await;
            assert!(matches!(end, Err(broadcast::error::RecvError::Closed)));
        }
    }

    #[tokio::test]
    async fn a_slow_watcher_learns_that_it_lost_frames() {
        let hub = Hub::default();
        let mut slow = hub.subscribe(&lot());
        for seq in 0..=BACKLOG as u64 {
            hub.publish(WireFrame::event(lot(), seq, "{}"));
        }
        assert!(matches!(
            slow.recv().await,
            Err(broadcast::error::RecvError::Lagged(_))
        ));
    }
}
