//! Read models: what a page is drawn from. Shared by server and browser, free of secrets.

mod accounts;
mod articles;
mod deposits;
mod display;
mod drafts;
mod featured;
mod follows;
mod guests;
mod interventions;
mod lots;
mod needs;
mod notices;
mod office;
mod open_licences;
mod organisations;
mod participations;
mod registrations;
mod reviews;
mod rounds;
mod saved_filters;
mod second_factor;
mod session_day;
mod sessions;
mod stages;
mod system;
mod targets;
mod terms;
mod waivers;

pub use accounts::*;
pub use articles::*;
pub use deposits::*;
pub use display::*;
pub use drafts::*;
pub use featured::*;
pub use follows::*;
pub use guests::*;
pub use interventions::*;
pub use lots::*;
pub use needs::*;
pub use notices::*;
pub use office::*;
pub use open_licences::*;
pub use organisations::*;
pub use participations::*;
pub use registrations::*;
pub use reviews::*;
pub use rounds::*;
pub use saved_filters::*;
pub use second_factor::*;
pub use session_day::*;
pub use sessions::*;
pub use stages::*;
pub use system::*;
pub use targets::*;
pub use terms::*;
pub use waivers::*;

use crate::accounts::Account;
use crate::ids::RoundId;
use crate::rounds::Round;
use crate::seasons::Season;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// The signed-in person as the page header and the forms need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    /// The account, `None` for the public.
    pub account: Option<Account>,
    /// Sessions that the person may edit.
    pub hosted: Vec<SessionLink>,
    /// Notices that were not read, counted to one above
    /// [`COUNTED_MAX`](crate::notices::COUNTED_MAX).
    #[serde(default)]
    pub unread: u32,
    /// Lots that the person follows, the latest first; at most
    /// [`FOLLOWS_MAX`](crate::follows::FOLLOWS_MAX).
    #[serde(default)]
    pub follows: Vec<crate::ids::LotCode>,
    /// Demo mode: every page carries the badge 示例数据.
    pub demo: bool,
    /// Who runs the site, for the foot of every page.
    #[serde(default)]
    pub site: SiteNotice,
}

/// What the foot of a public service's site has to name (ux.md §2.1, 国办发〔2017〕47号). Each is set
/// by whoever runs the portal; what is empty is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SiteNotice {
    /// 主办, in rank order.
    pub sponsors: Vec<String>,
    /// 承办, in rank order.
    pub operators: Vec<String>,
    /// 联系方式: telephone, mail, office hours.
    pub contact: String,
    /// 政府网站标识码.
    pub site_code: String,
    /// ICP 备案号.
    pub icp: String,
    /// 公安备案号.
    pub police: String,
}

/// A demo account that the sign-in page offers in demo mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// What to type.
    pub login: String,
    /// Who that is.
    pub display_name: String,
    /// What to type as password.
    pub password: String,
}

/// The page of a one-time link with which an administrator chooses a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupPage {
    /// The account that gets the password; absent when the link makes the first account.
    pub login: Option<String>,
}

/// The front page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// The current season.
    pub season: Season,
    /// Today in Beijing.
    pub today: Date,
    /// Lots under the hammer now, ending first; practice lots last.
    pub live: Vec<LotCard>,
    /// The next round that has not opened.
    pub next_round: Option<RoundSummary>,
    /// The next sessions.
    pub sessions: Vec<SessionCard>,
    /// Featured lots on display.
    pub featured: Vec<LotCard>,
    /// Progress of the season: submitted, selected, published, sold.
    pub progress: Progress,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// How far the season is (real lots only, never practice).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Submitted or further.
    pub collected: u32,
    /// Selected or further.
    pub selected: u32,
    /// Public.
    pub published: u32,
    /// Sold or further, however that came about.
    pub sold: u32,
    /// Those of them that were negotiated (协议成交); never mixed with the results of bidding.
    #[serde(default)]
    pub negotiated: u32,
    /// Those of them that were made elsewhere and reported (线下成交).
    #[serde(default)]
    pub offline: u32,
}

impl Progress {
    /// Those of the sold lots that were knocked down in a round.
    pub const fn by_bidding(&self) -> u32 {
        self.sold.saturating_sub(self.negotiated + self.offline)
    }
}

/// A round with the number of its lots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundSummary {
    /// The round.
    pub round: Round,
    /// Lots in it.
    pub lot_count: u32,
}

/// One line of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarEntry {
    /// The day in Beijing.
    pub on: Date,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// What it is.
    pub kind: CalendarKind,
}

/// The three kinds of calendar entry (ux.md §1.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CalendarKind {
    /// A bidding day with the number of its lots.
    Round {
        /// Its page.
        id: RoundId,
        /// Lots in it.
        lot_count: u32,
        /// Cancelled with a notice.
        cancelled: bool,
        /// How often it was postponed.
        moves: u32,
    },
    /// An industry session.
    Session {
        /// Its page.
        link: SessionLink,
        /// Cancelled.
        cancelled: bool,
    },
    /// A deadline of the season, by its key: `submission` or `session`.
    Deadline {
        /// Which.
        key: String,
    },
}

/// A month of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarMonth {
    /// First day of the month.
    pub first: Date,
    /// Today in Beijing.
    pub today: Date,
    /// Entries, earliest first.
    pub entries: Vec<CalendarEntry>,
}
