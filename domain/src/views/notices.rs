//! Read models of the notices of a person, and of what is on file about him.

use crate::erasure::Hindrance;
use crate::notices::{Notice, NoticeKind, Preferences};
use crate::push::PushBrowser;
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
    /// The browsers that are told of notices.
    pub push: PushSettings,
}

/// The browsers of a person that are told of notices (浏览器通知).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushSettings {
    /// The public key that browsers subscribe with, base64url; absent where the portal tells none.
    pub key: Option<String>,
    /// The browsers, oldest first; at most [`BROWSERS_MAX`](crate::push::BROWSERS_MAX).
    pub browsers: Vec<PushBrowser>,
    /// Kinds of notices that they are not told of.
    pub off: Vec<NoticeKind>,
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
