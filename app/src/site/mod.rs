//! The site itself: its map and the statements on accessibility and on personal data that a public service owes
//! (ux.md §2.1, §2.2). Public.

mod accessibility;
mod map;
mod privacy;

pub use accessibility::AccessibilityPage;
pub use map::SiteMapPage;
pub use privacy::PrivacyPage;
