//! The server's clock in the browser: every stream message carries it, the machine's own clock
//! only counts on from there.

use domain::time::Timestamp;
use gloo_timers::callback::Interval;
use leptos::prelude::*;

/// Measurements kept; the one with the least delay counts.
const SAMPLES: usize = 5;
/// How often the countdowns move.
const TICK_MS: u32 = 250;

/// The server's clock as this browser knows it.
#[derive(Clone, Copy)]
pub struct ServerClock {
    /// Now, by the server; `None` until the first measurement, so that the first view in the
    /// browser is the one the server rendered.
    now: RwSignal<Option<Timestamp>>,
    /// Milliseconds that the server is ahead of this machine, by measurement.
    samples: StoredValue<Vec<i64>>,
    /// How far this machine's clock is off, ms; `None` until measured.
    offset: RwSignal<Option<i64>>,
}

/// Puts the clock into the context and lets it tick. Once, in the application.
pub fn provide_clock() -> ServerClock {
    let clock = ServerClock {
        now: RwSignal::new(None),
        samples: StoredValue::new(Vec::new()),
        offset: RwSignal::new(None),
    };
    provide_context(clock);
    Effect::new(move |_| {
        // The clock lives as long as the page does.
        Interval::new(TICK_MS, move || clock.tick()).forget();
    });
    clock
}

/// The clock of this page.
pub fn use_clock() -> ServerClock {
    expect_context::<ServerClock>()
}

impl ServerClock {
    /// Takes in the server's clock as a message has just brought it.
    pub fn measure(self, server: Timestamp) {
        let ahead = server.millis() - local_millis();
        self.samples.update_value(|samples| {
            samples.push(ahead);
            let surplus = samples.len().saturating_sub(SAMPLES);
            samples.drain(..surplus);
        });
        // A message is only ever late, never early: the largest difference is the best one.
        let best = self
            .samples
            .with_value(|samples| samples.iter().copied().max());
        if self.offset.get_untracked() != best {
            self.offset.set(best);
        }
        self.tick();
    }

    /// Now by the server; `at_render` before the first measurement.
    pub fn now_or(self, at_render: Timestamp) -> Timestamp {
        self.now.get().unwrap_or(at_render)
    }

    /// Milliseconds that this machine's clock is behind the server's; negative when it is ahead.
    pub fn offset(self) -> Option<i64> {
        self.offset.get()
    }

    fn tick(self) {
        if let Some(offset) = self.offset.get_untracked() {
            self.now
                .set(Some(Timestamp::from_millis(local_millis() + offset)));
        }
    }
}

/// This machine's clock, ms.
pub fn local_millis() -> i64 {
    js_sys::Date::now() as i64
}
