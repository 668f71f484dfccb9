//! Read models of sign-up, of the people of an organisation, and of the roles that two persons grant.

use super::GrantLine;
use crate::accounts::Role;
use crate::ids::{AccountId, ApplicationId, InvitationId, ProposalId};
use crate::organisations::{Applicant, ApplicationState};
use crate::permissions::RoleStep;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An application as its applicant sees it, who has the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnApplication {
    /// What the organisation said of itself; nothing once it was withdrawn.
    pub applicant: Option<Applicant>,
    /// Account name of its first person.
    pub login: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// Why it was returned.
    pub reason: Option<String>,
    /// When it was sent in, the last time.
    pub submitted_at: Timestamp,
    /// When it was decided or withdrawn.
    pub decided_at: Option<Timestamp>,
}

/// An application in the list of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationLine {
    /// Identity.
    pub id: ApplicationId,
    /// Name of the organisation.
    pub name: String,
    /// Its credit code.
    pub credit_code: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// When it was sent in, the last time.
    pub submitted_at: Timestamp,
}

/// The list of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeApplications {
    /// Which are shown.
    pub state: ApplicationState,
    /// The applications, latest first.
    pub lines: Vec<ApplicationLine>,
    /// Where the next page begins.
    pub next: Option<ApplicationId>,
    /// How many wait for a decision.
    pub waiting: u32,
}

/// One application on the desk of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationDesk {
    /// Identity.
    pub id: ApplicationId,
    /// What the applicant sees.
    pub own: OwnApplication,
    /// The telephone is masked, and shown whole only after a fresh proof of identity.
    pub masked: bool,
    /// Name and bytes of the letter; nothing once it was withdrawn.
    pub letter: Option<(String, u32)>,
    /// The organisation of this credit code that takes part already, by its name.
    pub known: Option<String>,
    /// Another organisation has this very name.
    pub name_taken: bool,
    /// Another account has this very name.
    pub login_taken: bool,
    /// Who decided.
    pub decided_by: Option<String>,
}

/// The people of an organisation, for whoever looks after them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// Name of the organisation.
    pub institution: String,
    /// What its people may be asked to do.
    pub roles: Vec<Role>,
    /// Everybody, by account.
    pub people: Vec<PersonLine>,
    /// The latest invitations, latest first.
    pub invitations: Vec<InvitationLine>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// Somebody of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    /// Whose account.
    pub id: AccountId,
    /// Account name.
    pub login: String,
    /// Display name.
    pub name: String,
    /// What the person may be, each once.
    pub roles: Vec<Role>,
    /// The person can sign in.
    pub active: bool,
    /// The account can be ended by whoever asks.
    pub can_end: bool,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationEnd {
    /// Somebody followed it.
    Accepted,
    /// It was called off.
    Ended,
}

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    /// Identity.
    pub id: InvitationId,
    /// For whom.
    pub note: String,
    /// What the person will be.
    pub roles: Vec<Role>,
    /// Who invited.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// It works until then.
    pub expires_at: Timestamp,
    /// What became of it.
    pub end: Option<InvitationEnd>,
}

impl InvitationLine {
    /// Whether the link still works.
    pub fn waits(&self, now: Timestamp) -> bool {
        self.end.is_none() && now < self.expires_at
    }
}

/// An invitation that has just been made, with the link that is never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInvitation {
    /// Identity.
    pub id: InvitationId,
    /// For whom.
    pub note: String,
    /// The link: a path as the use case makes it, with scheme and host once it is shown.
    pub link: String,
    /// It works until then.
    pub expires_at: Timestamp,
}

/// What the page of an invitation shows to whoever has the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationPage {
    /// Name of the organisation.
    pub institution: String,
    /// What the person will be.
    pub roles: Vec<Role>,
    /// It works until then.
    pub expires_at: Timestamp,
}

/// A proposal to grant or to take a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalLine {
    /// Identity.
    pub id: ProposalId,
    /// Account name of whom it is about.
    pub login: String,
    /// Display name of the same.
    pub name: String,
    /// Granted or taken.
    pub step: RoleStep,
    /// Which role, and where; nothing when the place is gone.
    pub grant: Option<GrantLine>,
    /// Why.
    pub reason: String,
    /// Who proposed.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// It can be approved until then.
    pub expires_at: Timestamp,
    /// Whoever asks may approve it: it is neither his own nor about him.
    pub can_approve: bool,
    /// Approved or not, and by whom; nothing while it waits.
    pub decided: Option<(bool, String)>,
}

/// Somebody with the roles that matter beyond an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderLine {
    /// Account name.
    pub login: String,
    /// Display name.
    pub name: String,
    /// The roles with their places.
    pub grants: Vec<GrantLine>,
}

/// The desk of roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesPage {
    /// What waits for a second person.
    pub waiting: Vec<ProposalLine>,
    /// What was decided or ran out, latest first.
    pub past: Vec<ProposalLine>,
    /// The staff: everybody who holds a role for the province, a city or a session.
    pub staff: Vec<HolderLine>,
}
