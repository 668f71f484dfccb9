//! Read models of the session pages.

use super::LotCard;
use crate::ids::SessionId;
use crate::institutions::City;
use crate::lots::Industry;
use crate::sessions::{Bilingual, Holder, Revision, Session, SessionState};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A link to a session page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLink {
    /// Identity, for the host's pages.
    pub id: SessionId,
    /// Address.
    pub slug: String,
    /// Title.
    pub title: Bilingual,
}

/// A session in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCard {
    /// Link.
    pub link: SessionLink,
    /// Number in the season.
    pub number: u16,
    /// Industry.
    pub industry: Industry,
    /// City.
    pub city: City,
    /// Place.
    pub venue: Bilingual,
    /// First minute.
    pub starts_at: Timestamp,
    /// Last minute.
    pub ends_at: Timestamp,
    /// The three roles in rank order.
    pub holders: Vec<Holder>,
    /// 火炬直通车.
    pub torch_express: bool,
    /// Low-carbon session.
    pub low_carbon: bool,
    /// Where it stands.
    pub state: SessionState,
    /// Public lots of the session.
    pub lot_count: u32,
}

/// The public page of a session: its published revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPage {
    /// The session.
    pub session: Session,
    /// The published revision.
    pub revision: Revision,
    /// Its public lots, at most 60.
    pub lots: Vec<LotCard>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// The host's desk of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionDesk {
    /// The session.
    pub session: Session,
    /// The latest revision, which the editor starts from.
    pub draft: Revision,
    /// Earlier revisions, newest first, at most 50.
    pub history: Vec<RevisionLine>,
}

/// One line of the history of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionLine {
    /// Number.
    pub number: u32,
    /// Who wrote it.
    pub author: String,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}
