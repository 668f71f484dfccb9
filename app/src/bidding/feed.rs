//! The browser's end of the live stream: one connection for all lots of a page, resumed from what
//! is known, with the five states of ux.md §1.6.

use super::clock::{ServerClock, local_millis, use_clock};
use super::connection::Connection;
use domain::ids::LotCode;
use domain::live::{Beat, Figures, Frame, LotLive, Taken};
use domain::time::Timestamp;
use domain::views::LotCard;
use futures::future::{AbortHandle, Abortable, Either, select};
use futures::{StreamExt, stream};
use gloo_net::eventsource::futures::EventSource;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

/// No message for this long: something may be wrong.
const LATE_MS: i64 = 20_000;
/// No message for this long: the connection is taken for lost.
const LOST_MS: i64 = 40_000;
/// The first and the longest pause before the next attempt.
const RETRY_MS: (u32, u32) = (1_000, 15_000);
/// The word that the connection is back stays this long.
const BACK_MS: i64 = 8_000;

/// A lot that the page shows.
#[derive(Clone, Copy)]
struct Followed {
    live: RwSignal<LotLive>,
    watchers: RwSignal<u32>,
}

/// The live figures of a page.
#[derive(Clone, Copy)]
pub struct Feed {
    lots: StoredValue<Vec<(LotCode, Followed)>>,
    /// The state of the connection.
    pub connection: RwSignal<Connection>,
    /// When the last message came, by the server's clock.
    pub updated_at: RwSignal<Option<Timestamp>>,
    /// Bids that were known when the connection broke.
    bids_at_loss: RwSignal<u32>,
    /// When the last message came, by this machine's clock, ms.
    heard_at: StoredValue<i64>,
    /// Until when the word that the connection is back stays, ms.
    back_until: StoredValue<i64>,
    clock: ServerClock,
    restart: RwSignal<u32>,
}

#[derive(Deserialize)]
struct Hello {
    server_time: Timestamp,
}

/// Follows the lots of a page and puts the feed into the context.
pub fn provide_feed(lots: Vec<(LotLive, u32)>) -> Feed {
    let followed = lots
        .into_iter()
        .map(|(live, watchers)| {
            let code = live.lot.clone();
            (
                code,
                Followed {
                    live: RwSignal::new(live),
                    watchers: RwSignal::new(watchers),
                },
            )
        })
        .collect();
    let feed = Feed {
        lots: StoredValue::new(followed),
        connection: RwSignal::new(Connection::Rendered),
        updated_at: RwSignal::new(None),
        bids_at_loss: RwSignal::new(0),
        heard_at: StoredValue::new(0),
        back_until: StoredValue::new(0),
        clock: use_clock(),
        restart: RwSignal::new(0),
    };
    provide_context(feed);
    feed.start();
    feed
}

/// Follows the listed lots among `cards`.
pub fn provide_cards_feed(cards: &[LotCard]) -> Feed {
    let lots = cards.iter().filter_map(|card| {
        let figures = card.figures.clone()?;
        Some((
            LotLive {
                lot: card.code.clone(),
                figures,
                bids: Vec::new(),
            },
            0,
        ))
    });
    provide_feed(lots.collect())
}

/// The figures of a card, moving when the page follows its lot.
pub fn live_figures(card: &LotCard) -> Signal<Option<Figures>> {
    let still = card.figures.clone();
    match use_context::<Feed>().and_then(|feed| feed.find(&card.code)) {
        Some(lot) => Signal::derive(move || Some(lot.live.with(|live| live.figures.clone()))),
        None => Signal::derive(move || still.clone()),
    }
}

impl Feed {
    /// Figures and bids of a lot that the page follows.
    pub fn live(self, lot: &LotCode) -> Option<RwSignal<LotLive>> {
        self.find(lot).map(|found| found.live)
    }

    /// Open streams of a lot, approximate.
    pub fn watchers(self, lot: &LotCode) -> Option<RwSignal<u32>> {
        self.find(lot).map(|found| found.watchers)
    }

    /// Tries again at once.
    pub fn retry(self) {
        self.restart.update(|n| *n += 1);
    }

    /// Whether the figures on the page may be out of date.
    pub fn is_stale(self) -> bool {
        self.connection.get().is_broken()
    }

    /// Bids that came while the connection was broken.
    pub fn missed(self) -> u32 {
        self.known_bids().saturating_sub(self.bids_at_loss.get())
    }

    /// Bids of every lot of the page, as far as they are known.
    fn known_bids(self) -> u32 {
        self.lots.with_value(|lots| {
            lots.iter()
                .map(|(_, lot)| lot.live.with(|l| l.figures.bid_count))
                .sum()
        })
    }

    fn find(self, lot: &LotCode) -> Option<Followed> {
        self.lots
            .with_value(|lots| lots.iter().find(|(code, _)| code == lot).map(|(_, f)| *f))
    }

    /// Keeps one connection for as long as the page lives; begins anew after [`Feed::retry`].
    fn start(self) {
        Effect::new(move |_| {
            self.restart.track();
            if self.lots.with_value(Vec::is_empty) {
                return;
            }
            let (handle, registration) = AbortHandle::new_pair();
            spawn_local(async move {
                let _ = Abortable::new(self.keep_connected(), registration).await;
            });
            on_cleanup(move || handle.abort());
        });
    }

    async fn keep_connected(self) {
        let mut pause = RETRY_MS.0;
        loop {
            if self.listen().await {
                pause = RETRY_MS.0;
            }
            // Full jitter: ten thousand readers must not come back in one burst.
            let wait = (js_sys::Math::random() * f64::from(pause)) as u32 + 250;
            self.say_lost(i64::from(wait));
            TimeoutFuture::new(wait).await;
            pause = (pause * 2).min(RETRY_MS.1);
        }
    }

    /// Listens until the stream breaks; `true` when anything was heard.
    async fn listen(self) -> bool {
        let Ok(mut source) = EventSource::new(&self.address()) else {
            return false;
        };
        let streams = ["hello", "lot", "beat", "reset"].map(|kind| source.subscribe(kind));
        let Ok(streams) = streams.into_iter().collect::<Result<Vec<_>, _>>() else {
            return false;
        };
        let mut messages = stream::select_all(streams);
        let opened_at = local_millis();
        let mut heard = false;
        loop {
            let next = match select(messages.next(), TimeoutFuture::new(1_000)).await {
                Either::Left((next, _)) => next,
                Either::Right(_) if self.is_alive(opened_at) => continue,
                Either::Right(_) => return heard,
            };
            let Some(Ok((kind, message))) = next else {
                return heard;
            };
            let Some(data) = message.data().as_string() else {
                continue;
            };
            heard = true;
            self.say_live();
            self.take(&kind, &data).await;
        }
    }

    /// Where to listen: every lot with the number of the last event that is known of it.
    fn address(self) -> String {
        let place = |(code, lot): &(LotCode, Followed)| {
            format!(
                "{code}@{}",
                lot.live.with_untracked(|live| live.figures.seq)
            )
        };
        let places = self
            .lots
            .with_value(|lots| lots.iter().map(place).collect::<Vec<_>>());
        format!("/live?lots={}", places.join(","))
    }

    /// Takes in one message.
    async fn take(self, kind: &str, data: &str) {
        match kind {
            "hello" => {
                if let Ok(hello) = crate::wire::read::<Hello>(data) {
                    self.heard_from(hello.server_time);
                }
            }
            "beat" => {
                let Ok(beat) = crate::wire::read::<Beat>(data) else {
                    return;
                };
                self.heard_from(beat.server_time);
                if let Some(lot) = self.find(&beat.lot) {
                    lot.watchers.set(beat.watchers);
                    if beat.seq > lot.live.with_untracked(|live| live.figures.seq) {
                        refetch(lot).await;
                    }
                }
            }
            "lot" => {
                let Ok(frame) = crate::wire::read::<Frame>(data) else {
                    return;
                };
                // What is told again after a break is old: only hello and beat tell what time it is, or
                // the countdown would show more time than is left.
                self.known_until(frame.at);
                let Some(lot) = self.find(&frame.lot) else {
                    return;
                };
                let taken = lot.live.try_update(|live| live.take(&frame));
                if taken == Some(Taken::Gap) {
                    refetch(lot).await;
                }
            }
            _ => {
                let lots = self.lots.with_value(Clone::clone);
                for (_, lot) in lots {
                    refetch(lot).await;
                }
            }
        }
    }

    fn heard_from(self, server: Timestamp) {
        self.clock.measure(server);
        self.known_until(server);
    }

    fn known_until(self, server: Timestamp) {
        self.updated_at
            .update(|known| *known = (*known).max(Some(server)));
    }

    fn say_live(self) {
        let now = local_millis();
        self.heard_at.set_value(now);
        let was = self.connection.get_untracked();
        let online = window().navigator().on_line();
        let next = was.heard(online, now >= self.back_until.get_value());
        if next == Connection::Back && was != next {
            self.back_until.set_value(now + BACK_MS);
        }
        self.turn(next);
    }

    fn say_lost(self, wait: i64) {
        self.turn(if window().navigator().on_line() {
            Connection::Lost {
                retry_at: local_millis() + wait,
            }
        } else {
            Connection::Offline
        });
    }

    /// Goes over to `next`. When the connection breaks, what is known by then is what bids that
    /// were missed are counted from.
    fn turn(self, next: Connection) {
        let was = self.connection.get_untracked();
        if next.is_broken() && !was.is_broken() {
            self.bids_at_loss.set(untrack(|| self.known_bids()));
        }
        if next != was {
            self.connection.set(next);
        }
    }

    /// Looks once a second how old the last message is; `false` when the stream has to be given
    /// up and opened again.
    fn is_alive(self, opened_at: i64) -> bool {
        let now = local_millis();
        let age = now - self.heard_at.get_value().max(opened_at);
        let online = window().navigator().on_line();
        match self.connection.get_untracked() {
            _ if age > LOST_MS => return false,
            Connection::Offline if online => return false,
            state if !online && !state.is_broken() => self.turn(Connection::Offline),
            Connection::Live if age > LATE_MS => self.turn(Connection::Late),
            Connection::Back if now >= self.back_until.get_value() => self.turn(Connection::Live),
            _ => {}
        }
        true
    }
}

/// Fetches figures and bids anew after a gap; what arrived meanwhile is not lost, because the
/// stream goes on from the fetched number.
async fn refetch(lot: Followed) {
    let code = lot.live.with_untracked(|live| live.lot.to_string());
    if let Ok(fresh) = super::lot_live(code).await {
        lot.live.update(|live| {
            if fresh.figures.seq > live.figures.seq {
                *live = fresh;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bidding::provide_clock;
    use domain::bidding::ReserveStatus;
    use domain::money::Fen;

    fn lot(bids: u32) -> LotLive {
        LotLive {
            lot: LotCode::parse("P2026-NGIT-0001").unwrap(),
            figures: Figures {
                seq: 1,
                start: Fen::yuan(1_000),
                price: None,
                next_min: Fen::yuan(1_000),
                step: Fen::yuan(100),
                quick_steps: [Fen::yuan(1_000); 3],
                bid_count: bids,
                bidder_count: 1,
                leader: None,
                opens_at: Timestamp(0),
                ends_at: Timestamp(1),
                planned_end: Timestamp(1),
                window_ms: 1,
                extension_ms: 1,
                extensions: 0,
                hard_end: None,
                reserve: ReserveStatus::None,
                suspended_ms: None,
                outcome: None,
            },
            bids: Vec::new(),
        }
    }

    #[test]
    fn missed_bids_count_from_the_moment_the_connection_broke() {
        Owner::new().with(|| {
            provide_clock();
            let feed = provide_feed(vec![(lot(66), 0)]);
            for broken in [Connection::Offline, Connection::Lost { retry_at: 1 }] {
                feed.turn(Connection::Live);
                feed.turn(broken);
                let code = lot(0).lot;
                let live = feed.live(&code).unwrap();
                live.update(|live| live.figures.bid_count += 3);
                // From one broken state to the other, the count goes on.
                feed.turn(Connection::Lost { retry_at: 2 });
                feed.turn(Connection::Back);
                assert_eq!(feed.missed(), 3, "{broken:?}");
            }
        });
    }
}
