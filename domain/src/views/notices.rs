//! Read models of the notices of a person, and of what is on file about him.

use crate::erasure::Hindrance;
use crate::notices::{Notice, NoticeKind, Preferences};
use crate::time::Timestamp;
use crate::webhooks::{Delivery, Webhook};
use serde::{Deserialize, Serialize};

/// The page of notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesPage {
    /// Those that were not read, newest first; at most 100.
    pub unread: Vec<Notice>,
    /// There are more of them.
    pub more_unread: bool,
    /// Those that were read, newest first; a page of 50.
    pub read: Vec<Notice>,
    /// Where the next page of those begins.
    pub next: Option<crate::ids::NoticeId>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// The page of settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeSettings {
    /// What the person wants to be told.
    pub preferences: Preferences,
    /// When the link of his own calendar was made; absent while there is none.
    pub calendar_since: Option<Timestamp>,
}

/// Where a person is written to, for himself; nobody else is shown it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// The address that he has confirmed.
    pub address: Option<String>,
    /// The address that waits to be confirmed.
    pub pending: Option<String>,
    /// Kinds of notices that are not written about.
    pub off: Vec<NoticeKind>,
}

/// The page of webhooks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhooksPage {
    /// The webhooks, oldest first; at most [`WEBHOOKS_MAX`](crate::webhooks::WEBHOOKS_MAX).
    pub webhooks: Vec<Webhook>,
    /// Their latest deliveries, newest first; at most [`LOG_MAX`](crate::webhooks::LOG_MAX).
    pub deliveries: Vec<Delivery>,
}

/// The page about one's own data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDataPage {
    /// The name that the person signs in with.
    pub login: String,
    /// What keeps the account from being deleted; empty when nothing does.
    pub hindrances: Vec<Hindrance>,
}
