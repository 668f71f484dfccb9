//! Read models of the units that a session invites: the host's list, a checked table, the invitation.

use super::SessionLink;
use crate::guests::{GuestField, GuestState};
use crate::ids::GuestId;
use crate::registrations::Gate;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A unit in the host's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestLine {
    /// Identity.
    pub id: GuestId,
    /// Name.
    pub unit: String,
    /// Credit code.
    pub credit_code: String,
    /// Whom to write to.
    pub contact: String,
    /// Telephone, masked (LG-8) unless it was asked for.
    pub phone: String,
    /// Mail address, the same.
    pub email: String,
    /// When it was written to.
    pub invited_at: Option<Timestamp>,
    /// Where it stands.
    pub state: GuestState,
}

/// What is wrong with a row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestRowFault {
    /// The row, as a spreadsheet counts it.
    pub row: u32,
    /// The column.
    pub field: GuestField,
    /// The error code.
    pub code: String,
}

/// A row of a checked table, contacts masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedGuest {
    /// The unit as it would stand in the list.
    pub line: GuestLine,
    /// It stands there already, and is brought up to date.
    pub known: bool,
}

/// A table that was checked and waits to be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedGuests {
    /// Name of the file.
    pub file: String,
    /// Units that are new.
    pub new: u32,
    /// Units that stand there already.
    pub known: u32,
    /// The first rows, at most [`CHECKED_SHOWN`].
    pub rows: Vec<CheckedGuest>,
    /// What is wrong, at most [`CHECKED_SHOWN`]; with anything wrong nothing is taken in.
    pub faults: Vec<GuestRowFault>,
    /// How much is wrong.
    pub faulty: u32,
}

/// Rows of a checked table that are shown.
pub const CHECKED_SHOWN: usize = 50;

/// The host's list of invited units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestDesk {
    /// The session.
    pub session: SessionLink,
    /// Whether it takes registrations: without that nobody is invited.
    pub gate: Gate,
    /// How many units stand where, in the order of [`GuestState::ALL`].
    pub counts: Vec<u32>,
    /// A page of units.
    pub lines: Vec<GuestLine>,
    /// Where the next page begins.
    pub next: Option<GuestId>,
    /// The table that the asker has checked and not taken in.
    pub checked: Option<CheckedGuests>,
}

/// An invitation, for whoever has its link: what the form is filled in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestInvitation {
    /// Address of the session.
    pub slug: String,
    /// Name of the unit.
    pub unit: String,
    /// Credit code.
    pub credit_code: String,
    /// Whom it was sent to.
    pub contact: String,
    /// Telephone.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// Where the unit stands.
    pub state: GuestState,
}
