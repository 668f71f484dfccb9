//! Read models of registration: the public form, the page behind the link, the host's lists.

use super::{SessionLink, Squares};
use crate::ids::{RegistrationId, TalkSlotId};
use crate::registrations::{
    AttendeeRole, BadgeCode, CheckIn, CheckInOutcome, Disclaimer, Gate, Occupancy,
    RegistrationPlan, RegistrationState, TalkTime, judge,
};
use crate::sessions::{Bilingual, SessionState};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The public form of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationForm {
    /// The session.
    pub session: SessionLink,
    /// Its first minute.
    pub starts_at: Timestamp,
    /// Its place.
    pub venue: Bilingual,
    /// Whether it takes registrations.
    pub gate: Gate,
    /// Until when.
    pub closes_at: Option<Timestamp>,
    /// What everybody has to accept.
    pub disclaimer: Option<Disclaimer>,
}

/// Somebody of a unit with what is shown at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadgeView {
    /// Name.
    pub name: String,
    /// As what.
    pub role: AttendeeRole,
    /// The code.
    pub code: String,
    /// The same as a QR code.
    pub squares: Squares,
}

/// A slot of talks as a unit sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkOffer {
    /// Identity.
    pub id: TalkSlotId,
    /// When, where, with whom.
    pub time: TalkTime,
}

/// A registration as whoever has its link sees it: no telephone, no mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRegistration {
    /// The session.
    pub session: SessionLink,
    /// First and last minute of it.
    pub hours: (Timestamp, Timestamp),
    /// Its place.
    pub venue: Bilingual,
    /// Where it stands.
    pub session_state: SessionState,
    /// Name of the unit.
    pub unit: String,
    /// Where the registration stands.
    pub state: RegistrationState,
    /// The code of the unit.
    pub code: String,
    /// Who comes; nobody after a cancellation.
    pub people: Vec<BadgeView>,
    /// Units that wait before it.
    pub before: u32,
    /// The disclaimer that it still has to accept.
    pub disclaimer: Option<Disclaimer>,
    /// Slots of talks that are free.
    pub offers: Vec<TalkOffer>,
    /// The one it has booked.
    pub booked: Option<TalkOffer>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// Somebody of a unit, in the host's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeLine {
    /// Place within the unit, from 1.
    pub place: u16,
    /// Name.
    pub name: String,
    /// As what.
    pub role: AttendeeRole,
    /// Telephone, masked (LG-8) unless it was asked for.
    pub phone: String,
    /// Mail address, the same.
    pub email: String,
    /// When the person came.
    pub checked_in_at: Option<Timestamp>,
}

/// A registration in the host's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationLine {
    /// Identity.
    pub id: RegistrationId,
    /// Name of the unit.
    pub unit: String,
    /// Its credit code.
    pub credit_code: String,
    /// Where it stands.
    pub state: RegistrationState,
    /// When it came.
    pub created_at: Timestamp,
    /// Version of the disclaimer that it accepted.
    pub disclaimer: Option<u32>,
    /// Who comes.
    pub people: Vec<AttendeeLine>,
}

/// Who has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Valid units (有效单位): distinct credit codes of which somebody is here (IS-18).
    pub units: u32,
    /// People.
    pub people: u32,
}

/// The host's list of registrations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationDesk {
    /// The session.
    pub session: SessionLink,
    /// First and last minute of it.
    pub hours: (Timestamp, Timestamp),
    /// The plan; nothing before there is one.
    pub plan: Option<RegistrationPlan>,
    /// What the public is told.
    pub gate: Gate,
    /// How full it is.
    pub full: Occupancy,
    /// Who has come.
    pub here: Attendance,
    /// The registrations of this page, in their order.
    pub lines: Vec<RegistrationLine>,
    /// Where the next page begins.
    pub next: Option<RegistrationId>,
}

/// Somebody in the list of the door. No telephone, no mail address: the list lies on a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInLine {
    /// Code of the unit.
    pub code: String,
    /// Place within the unit, from 1.
    pub place: u16,
    /// Name of the unit.
    pub unit: String,
    /// Name of the person.
    pub name: String,
    /// Where the registration stands.
    pub state: RegistrationState,
    /// Nothing is asked for that was not accepted.
    pub accepted: bool,
    /// When the person came.
    pub checked_in_at: Option<Timestamp>,
}

/// The list of the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInDesk {
    /// The session.
    pub session: SessionLink,
    /// Who may come.
    pub lines: Vec<CheckInLine>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// What came of one check-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedIn {
    /// Its number.
    pub id: String,
    /// What came of it.
    pub outcome: CheckInOutcome,
    /// Whom it was about: the unit, and the names.
    pub who: String,
}

/// The answer to a phone that sends its check-ins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synced {
    /// One answer for each, in their order.
    pub answers: Vec<CheckedIn>,
    /// The list afterwards.
    pub desk: CheckInDesk,
}

impl CheckInDesk {
    /// Who has come, by this list. A unit has one registration in a session, so its codes stand for
    /// credit codes.
    pub fn here(&self) -> Attendance {
        let here = self
            .lines
            .iter()
            .filter(|line| line.checked_in_at.is_some());
        let units: BTreeSet<&str> = here.clone().map(|line| line.code.as_str()).collect();
        Attendance {
            units: u32::try_from(units.len()).unwrap_or(u32::MAX),
            people: u32::try_from(here.count()).unwrap_or(u32::MAX),
        }
    }

    /// Notes a check-in in this list: on the phone before the server knows of it, with what the server
    /// will say unless somebody has changed something meanwhile. A code of a unit is about all its
    /// people.
    pub fn note(&mut self, one: &CheckIn) -> CheckedIn {
        let mut outcome = CheckInOutcome::Unknown;
        let mut names = Vec::new();
        if let Some(badge) = BadgeCode::parse(&one.code) {
            for line in &mut self.lines {
                let meant = badge.place.is_none_or(|place| place == line.place);
                if line.code != badge.unit.as_str() || !meant {
                    continue;
                }
                let came = judge(line.state, line.accepted, line.checked_in_at.is_some());
                if came == CheckInOutcome::Done {
                    line.checked_in_at = Some(one.at);
                }
                // Of several people somebody who comes now is what is told.
                if outcome != CheckInOutcome::Done {
                    outcome = came;
                }
                if names.is_empty() {
                    names.push(line.unit.clone());
                }
                names.push(line.name.clone());
            }
        }
        CheckedIn {
            id: one.id.clone(),
            outcome,
            who: names.join(" · "),
        }
    }
}

/// A slot in the host's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkLine {
    /// Identity.
    pub id: TalkSlotId,
    /// When, where, with whom.
    pub time: TalkTime,
    /// The unit that has booked it.
    pub unit: Option<String>,
}

/// The host's list of talks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkDesk {
    /// The session.
    pub session: SessionLink,
    /// First and last minute of it.
    pub hours: (Timestamp, Timestamp),
    /// The slots, in the order of their time.
    pub slots: Vec<TalkLine>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SessionId;

    fn line(code: &str, place: u16, state: RegistrationState) -> CheckInLine {
        CheckInLine {
            code: code.into(),
            place,
            unit: format!("单位{code}"),
            name: format!("某人{place}"),
            state,
            accepted: true,
            checked_in_at: None,
        }
    }

    #[test]
    fn a_phone_counts_units_and_people_as_the_server_does() {
        use RegistrationState::{Seated, Waiting};
        let mut desk = CheckInDesk {
            session: SessionLink {
                id: SessionId(1),
                slug: "x".into(),
                title: Bilingual::default(),
            },
            lines: vec![
                line("AAAAAAAA", 1, Seated),
                line("AAAAAAAA", 2, Seated),
                line("BBBBBBBB", 1, Seated),
                line("CCCCCCCC", 1, Waiting),
            ],
            server_now: Timestamp(0),
        };
        let mut note = |code: &str| {
            desk.note(&CheckIn {
                id: "0".repeat(32),
                code: code.into(),
                at: Timestamp(5),
            })
        };
        assert_eq!(note("aaaaaaaa-2").outcome, CheckInOutcome::Done);
        assert_eq!(note("AAAAAAAA-2").outcome, CheckInOutcome::Again);
        assert_eq!(note("AAAAAAAA-3").outcome, CheckInOutcome::Unknown);
        assert_eq!(note("CCCCCCCC").outcome, CheckInOutcome::Waiting);
        assert_eq!(note("nonsense").outcome, CheckInOutcome::Unknown);
        let whole = note("AAAAAAAA");
        assert_eq!(
            whole.outcome,
            CheckInOutcome::Done,
            "the other one comes now"
        );
        assert_eq!(whole.who, "单位AAAAAAAA · 某人1 · 某人2");
        assert_eq!(note("BBBBBBBB-1").outcome, CheckInOutcome::Done);
        assert_eq!(
            desk.here(),
            Attendance {
                units: 2,
                people: 3
            }
        );
    }
}
