//! Which moment a lot page shows, and how it gets from one to another.

use super::{moment, playback};
use crate::bidding::room::Room;
use crate::error::AppError;
use domain::ids::LotCode;
use domain::playback::{Moment, NoMoment, Playback};
use domain::views::LotPage;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::params::ParamsMap;

/// What is shown: a moment, or why there is none.
pub type Shown = Result<Moment, NoMoment>;

/// The address follows once the slider has stood still for this long, ms: browsers allow few
/// changes of it in a short time.
const SETTLED_MS: u32 = 300;

/// The moment that an address asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked(pub Option<u64>);

impl Asked {
    /// Reads `?at=`. What is no number asks for an event that no round has.
    pub fn of(query: &ParamsMap) -> Self {
        let text = query.get_str("at").map(str::trim);
        let number = |text: &str| text.parse().unwrap_or(u64::MAX);
        Self(text.filter(|text| !text.is_empty()).map(number))
    }

    /// The moment that a page begins with; nothing for a lot that is not finished.
    ///
    /// # Errors
    /// As the page.
    pub async fn first(self, page: &LotPage) -> Result<Option<Shown>, AppError> {
        let live = page.live.as_ref();
        if live.is_none_or(|live| live.figures.outcome.is_none()) {
            return Ok(None);
        }
        moment(page.lot.code.to_string(), self.0).await
    }
}

/// The playback of a lot page.
#[derive(Clone, Copy)]
pub struct Player {
    room: Room,
    /// What is shown; nothing before the result, or where there is no playback.
    pub shown: RwSignal<Option<Shown>>,
    /// The visitor has asked for a moment: only then it is marked in chart and list.
    asked: RwSignal<bool>,
    /// The events, once they were fetched.
    playback: StoredValue<Option<Playback>>,
    /// The moment to be shown when the events have come.
    wanted: StoredValue<Option<u64>>,
    /// Counts the moves, so that only the last one reaches the address.
    moves: StoredValue<u32>,
}

/// Puts the playback of a listed lot into the context.
pub fn provide_player(room: Room, asked: Asked, shown: Option<Shown>) -> Player {
    let player = Player {
        room,
        shown: RwSignal::new(shown),
        asked: RwSignal::new(asked.0.is_some()),
        playback: StoredValue::new(None),
        wanted: StoredValue::new(asked.0),
        moves: StoredValue::new(0),
    };
    provide_context(player);
    player
}

/// The playback of this page, if its lot is in a round.
pub fn use_player() -> Option<Player> {
    use_context::<Player>()
}

impl Player {
    /// The lot.
    pub fn code(self) -> LotCode {
        self.room.code()
    }

    /// The moment that the visitor has asked for.
    pub fn asked(self) -> Option<Moment> {
        let asked = self.asked.get();
        self.shown.get().and_then(Result::ok).filter(|_| asked)
    }

    /// Whether the lot is finished.
    pub fn finished(self) -> bool {
        self.room.live.with(|live| live.figures.outcome.is_some())
    }

    /// Shows the moment after the event numbered `at`, at once when the events are here already.
    pub fn go(self, at: Option<u64>) {
        self.wanted.set_value(at);
        self.asked.set(at.is_some());
        if self.playback.with_value(Option::is_some) {
            return self.show();
        }
        spawn_local(async move {
            // Without an answer the old moment stays; the next move asks again.
            if let Ok(Some(fetched)) = playback(self.code().to_string()).await {
                self.playback.set_value(Some(fetched));
                self.show();
            }
        });
    }

    /// Shows the moment after the event numbered `at` and, when the visitor has stopped there, puts
    /// it into the address by `write`.
    pub fn move_to(self, at: u64, write: impl Fn(u64) + 'static) {
        self.go(Some(at));
        self.moves.update_value(|moves| *moves += 1);
        let this = self.moves.get_value();
        spawn_local(async move {
            TimeoutFuture::new(SETTLED_MS).await;
            if self.moves.try_get_value() == Some(this) {
                write(at);
            }
        });
    }

    fn show(self) {
        let wanted = self.wanted.get_value();
        let moment = self
            .playback
            .with_value(|playback| playback.as_ref().map(|playback| playback.moment(wanted)));
        self.shown.set(moment);
    }

    /// Whether the address asks for something else than what is shown or being moved to.
    pub fn differs(self, asked: Asked) -> bool {
        self.wanted.get_value() != asked.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_a_number_or_for_none_that_exists() {
        let of = |text: &str| {
            let mut query = ParamsMap::new();
            query.insert("at", text.to_owned());
            Asked::of(&query).0
        };
        assert_eq!(Asked::of(&ParamsMap::new()), Asked(None));
        assert_eq!(of(""), None);
        assert_eq!(of(" 12 "), Some(12));
        for bad in ["-1", "1.5", "x", "１２", "99999999999999999999"] {
            assert_eq!(of(bad), Some(u64::MAX), "{bad}");
        }
    }
}
