//! The site itself: its map and the statement on accessibility that a public service owes
//! (ux.md §2.1, §2.2). Public.

mod accessibility;
mod map;

pub use accessibility::AccessibilityPage;
pub use map::SiteMapPage;
