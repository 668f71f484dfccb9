//! Invitations into an organisation (邀请): somebody who looks after its people passes a link on that
//! works once.

use super::roles_of;
use crate::accounts::{Account, Grant, Role, Scope};
use crate::ids::InstitutionId;
use crate::institutions::InstitutionKind;
use crate::text::{clean, length};

/// An invitation lasts this long, ms: three days.
pub const INVITATION_VALID_MS: i64 = 72 * 3_600_000;
/// The most characters of the note that says for whom it is.
pub const NOTE_CHARS_MAX: usize = 40;

/// What an invitation is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationDraft {
    /// For whom, in words of the inviter; shown to the organisation alone.
    pub note: String,
    /// What the person is to do.
    pub role: Option<Role>,
    /// The person looks after the people of the organisation as well.
    pub manager: bool,
}

/// Why nobody is invited like that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationRefusal {
    /// The note has not 1 to [`NOTE_CHARS_MAX`] characters.
    #[error("NOTE_LENGTH")]
    NoteLength,
    /// No role is chosen, or one that people of such an organisation do not have.
    #[error("INVITATION_ROLE")]
    Role,
    /// The organisation has its liaison (domain.md AS-68).
    #[error("LIAISON_ALREADY_SET")]
    LiaisonSet,
}

impl InvitationDraft {
    /// The note and what the person will be granted.
    ///
    /// # Errors
    /// [`InvitationRefusal`], the first that applies.
    pub fn read(
        &self,
        of: InstitutionId,
        kind: InstitutionKind,
        has_liaison: bool,
    ) -> Result<(String, Vec<Grant>), InvitationRefusal> {
        let note = clean(&self.note);
        if !(1..=NOTE_CHARS_MAX).contains(&length(&note)) {
            return Err(InvitationRefusal::NoteLength);
        }
        let role = self.role.filter(|role| roles_of(kind).contains(role));
        let role = role.ok_or(InvitationRefusal::Role)?;
        if role == Role::Liaison && has_liaison {
            return Err(InvitationRefusal::LiaisonSet);
        }
        let manager = self.manager.then_some(Role::Manager);
        let grant = |role| Grant {
            role,
            scope: Scope::Institution(of),
        };
        Ok((
            note,
            [Some(role), manager]
                .into_iter()
                .flatten()
                .map(grant)
                .collect(),
        ))
    }
}

/// Whether somebody who looks after the people of `of` may end the account of `person`: not his own,
/// and not that of somebody who does something beyond the organisation, which is not his to end.
pub fn may_be_deactivated(by: &Account, person: &Account, of: InstitutionId) -> bool {
    let own = |grant: &Grant| grant.scope == Scope::Institution(of);
    by.id != person.id && person.institution == Some(of) && person.grants.iter().all(own)
}
