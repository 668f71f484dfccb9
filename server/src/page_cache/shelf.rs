//! Where pages lie, for how long, and how many.

use super::Kept;
use app::ui::text_size::TextSize;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// The oldest page that is given away, ms.
const AGE_MAX: i64 = 1_000;
/// So many pages are kept at once: a crawler that asks for every lot never fills the memory.
const PAGES_MAX: usize = 256;

/// Whatever a page differs by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// With its language.
    pub path: String,
    /// Addresses of the portal in the page begin with it.
    pub host: String,
    /// 大字版 or not.
    pub text: TextSize,
}

/// As of when a page is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Freshness {
    /// When its rendering began.
    pub at: Timestamp,
    /// What had changed until then.
    pub changes: (u64, u64),
}

impl Freshness {
    /// Whether a page of then does for a visitor of `now`.
    fn does_for(self, now: Self) -> bool {
        self.changes == now.changes && self.is_young(now.at)
    }

    /// Also false for a clock that was put back.
    fn is_young(self, now: Timestamp) -> bool {
        (0..AGE_MAX).contains(&now.millis_since(self.at))
    }
}

/// A page that somebody renders or has rendered; nothing when it turned out to be for him alone.
type Place = Arc<OnceCell<Option<Kept>>>;

/// The kept pages.
#[derive(Default)]
pub struct Shelf {
    places: Mutex<HashMap<Key, (Freshness, Place)>>,
}

impl Shelf {
    /// The place of a page for a visitor of `now`: an empty one is for the first who comes to fill.
    /// Nothing when there is no room.
    pub(super) fn place(&self, key: Key, now: Freshness) -> Option<Place> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        match places.get(&key) {
            Some((then, place)) if then.does_for(now) => return Some(place.clone()),
            Some(_) => {}
            None if places.len() < PAGES_MAX => {}
            None => {
                places.retain(|_, (then, _)| then.is_young(now.at));
                if places.len() >= PAGES_MAX {
                    return None;
                }
            }
        }
        let place = Place::default();
        places.insert(key, (now, place.clone()));
        Some(place)
    }
}
