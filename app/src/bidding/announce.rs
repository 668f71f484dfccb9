//! What a screen reader is told about a lot (ux.md §1.8): what matters, once, and never the ticking.

use super::clock::local_millis;
use super::new_bids::NewBids;
use super::room::{Place, Room};
use super::words;
use domain::live::View;
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use locales::{Lang, amount, bidding as m};
use std::time::Duration;

/// How much time is left when it is said, seconds (ux.md §1.8).
const MILESTONES: [i64; 4] = [600, 300, 60, 30];
/// What others do is gathered for this long and then said in one sentence, ms (ux.md §1.8).
const GATHER_MS: i64 = 5_000;
/// What was missed has arrived this long after the connection is back, ms.
const CAUGHT_UP: Duration = Duration::from_secs(1);

/// One of the two announcers that every page has.
#[derive(Clone, Copy)]
enum Region {
    /// Is heard when the reader pauses.
    Polite,
    /// Interrupts.
    Assertive,
}

/// What has been said so far.
#[derive(Clone, Copy)]
struct Announcer {
    room: Room,
    lang: Lang,
    /// Bids of others that the listener knows of or does not want to hear of.
    known: StoredValue<usize>,
    /// A sentence is being gathered.
    gathering: StoredValue<bool>,
    /// The end has moved and it was not said yet.
    extended: StoredValue<bool>,
    /// When an extension was said last, by this machine's clock, ms.
    extended_at: StoredValue<i64>,
}

/// Says what happens on the lot for as long as its page stands.
pub(super) fn announce(room: Room) {
    let announcer = Announcer {
        room,
        lang: crate::lang::use_lang(),
        known: StoredValue::new(0),
        gathering: StoredValue::new(false),
        extended: StoredValue::new(false),
        extended_at: StoredValue::new(i64::MIN / 2),
    };
    announcer.known.set_value(untrack(|| announcer.others()));
    announcer.outbid();
    announcer.extensions();
    announcer.bids_of_others();
    announcer.milestones();
    announcer.connection();
    announcer.result();
}

impl Announcer {
    /// Bids that others have made, as far as they are listed.
    fn others(self) -> usize {
        let own = self.room.paddle();
        self.room.live.with(|live| {
            let others = live.bids.iter().filter(|bid| Some(bid.paddle) != own);
            others.count()
        })
    }

    /// Being outbid interrupts. The bid that did it needs no sentence of its own.
    fn outbid(self) {
        let place = Memo::new(move |_| self.room.place());
        Effect::new(move |before: Option<Place>| {
            let now = place.get();
            if before == Some(Place::Leading) && now == Place::Outbid {
                let live = self.room.live;
                let least = amount(self.lang, live.with_untracked(|live| live.figures.next_min));
                say(Region::Assertive, &m::outbid_announce(self.lang, least));
                self.known.set_value(untrack(|| self.others()));
            }
            now
        });
    }

    /// An extension is said at once; while every bid extends, once in five seconds.
    fn extensions(self) {
        let live = self.room.live;
        let ends_at = Memo::new(move |_| live.with(|live| live.figures.ends_at));
        Effect::new(move |before: Option<Timestamp>| {
            let now = ends_at.get();
            if before.is_some_and(|before| now > before) {
                self.extended.set_value(true);
                if local_millis() - self.extended_at.get_value() >= GATHER_MS {
                    say(Region::Polite, &self.extension().unwrap_or_default());
                } else {
                    self.gather();
                }
            }
            now
        });
    }

    /// The new end, when it was not said yet.
    fn extension(self) -> Option<String> {
        if !self.extended.get_value() {
            return None;
        }
        self.extended.set_value(false);
        self.extended_at.set_value(local_millis());
        let live = self.room.live;
        let end = live.with_untracked(|live| live.figures.ends_at);
        Some(m::extended_announce(self.lang, end.clock().hms()))
    }

    fn bids_of_others(self) {
        let others = Memo::new(move |_| self.others());
        Effect::new(move |before: Option<usize>| {
            let now = others.get();
            if before.is_some_and(|before| now > before) {
                self.gather();
            }
            now
        });
    }

    /// Gathers from now on, unless that has begun already.
    fn gather(self) {
        if self.gathering.get_value() {
            return;
        }
        self.gathering.set_value(true);
        let wait = Duration::from_millis(GATHER_MS as u64);
        set_timeout(move || self.say_gathered(), wait);
    }

    fn say_gathered(self) {
        // Whoever has left the page hears no more of it.
        if self.gathering.try_update_value(|on| *on = false).is_none() {
            return;
        }
        let others = untrack(|| self.others());
        let new = others.saturating_sub(self.known.get_value());
        self.known.set_value(others);
        let wanted = match self.room.new_bids.get_untracked() {
            NewBids::All => true,
            NewBids::Mine => untrack(|| self.room.place()) != Place::Outside,
            NewBids::Off => false,
        };
        let bids = (wanted && new > 0).then(|| {
            let price = untrack(|| self.room.figures()).price.unwrap_or_default();
            words::new_bids(self.lang, new, amount(self.lang, price))
        });
        let sentences: Vec<_> = self.extension().into_iter().chain(bids).collect();
        if !sentences.is_empty() {
            say(Region::Polite, &sentences.join(" "));
        }
    }

    /// Ten, five and one minutes and thirty seconds before the end, each once; after an extension
    /// again.
    fn milestones(self) {
        let room = self.room;
        let left = Memo::new(move |_| {
            let now = room.now();
            room.live.with(|live| {
                let end = live.figures.ends_at;
                let seconds = (end.millis_since(now) + 999) / 1_000;
                live.figures.takes_bids(now).then_some((end, seconds))
            })
        });
        // A clock that is set right may pass a milestone twice.
        let said = StoredValue::new(None);
        Effect::new(move |before: Option<Option<(Timestamp, i64)>>| {
            let now = left.get();
            if let (Some(Some((end, before))), Some((same_end, left))) = (before, now)
                && end == same_end
                && let Some(milestone) = passed(before, left)
                && said.get_value() != Some((end, milestone))
            {
                said.set_value(Some((end, milestone)));
                let span = words::span(self.lang, left * 1_000);
                say(Region::Polite, &m::milestone_announce(self.lang, span));
            }
            now
        });
    }

    /// The connection is lost or back; whoever is typing an amount is interrupted.
    fn connection(self) {
        let feed = self.room.feed;
        let broken = Memo::new(move |_| feed.is_stale());
        Effect::new(move |before: Option<bool>| {
            let now = broken.get();
            match (before, now) {
                (Some(false), true) => say(urgency(), m::lost_announce(self.lang)),
                (Some(true), false) => set_timeout(move || self.say_back(), CAUGHT_UP),
                _ => {}
            }
            now
        });
    }

    fn say_back(self) {
        // Whoever has left the page hears no more of it.
        if self.gathering.try_get_value().is_none() {
            return;
        }
        let missed = untrack(|| self.room.feed.missed());
        self.known.set_value(untrack(|| self.others()));
        say(urgency(), &words::connection_back(self.lang, missed));
    }

    fn result(self) {
        let room = self.room;
        let view = Memo::new(move |_| room.view());
        Effect::new(move |before: Option<View>| {
            let now = view.get();
            match (before, now) {
                (Some(before), View::Hammer) if before != View::Hammer => {
                    say(Region::Polite, m::state_hammer(self.lang));
                }
                (Some(before), View::Passed) if before != View::Passed => {
                    say(Region::Polite, m::state_passed(self.lang));
                }
                (Some(before), View::Voided) if before != View::Voided => {
                    say(Region::Polite, m::state_voided(self.lang));
                }
                _ => {}
            }
            now
        });
    }
}

/// The milestone that was passed while the seconds left went from `before` to `now`; of several,
/// the last.
fn passed(before: i64, now: i64) -> Option<i64> {
    let between = MILESTONES.into_iter().filter(|m| now <= *m && *m < before);
    between.min()
}

/// Whoever is typing an amount has to know at once (ux.md §1.8).
fn urgency() -> Region {
    let amount = document().query_selector(".bid-form [name=amount]");
    let amount = amount.ok().flatten();
    let amount = amount.and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok());
    match amount {
        Some(amount) if !amount.value().is_empty() => Region::Assertive,
        _ => Region::Polite,
    }
}

/// Puts a sentence into one of the announcers.
fn say(region: Region, sentence: &str) {
    let id = match region {
        Region::Polite => "announce-polite",
        Region::Assertive => "announce-assertive",
    };
    if let Some(region) = document().get_element_by_id(id) {
        region.set_text_content(Some(sentence));
    }
}

#[cfg(test)]
mod tests {
    use super::passed;

    #[test]
    fn each_milestone_is_passed_once() {
        let said: Vec<_> = (0..=700)
            .rev()
            .filter_map(|left| passed(left + 1, left))
            .collect();
        assert_eq!(said, [600, 300, 60, 30]);
    }

    #[test]
    fn after_a_sleep_only_the_last_milestone_counts() {
        assert_eq!(passed(700, 45), Some(60));
        assert_eq!(passed(700, 601), None);
    }

    #[test]
    fn a_page_opened_at_a_milestone_and_an_extension_pass_none() {
        assert_eq!(passed(60, 60), None);
        assert_eq!(passed(20, 300), None);
    }
}
