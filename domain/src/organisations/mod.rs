//! Organisations that want to take part (单位入驻): what they say of themselves, the letter that stands
//! behind it, the course of an application, and the people of an organisation.

mod invitations;
mod letter;

pub use invitations::{
    INVITATION_VALID_MS, InvitationDraft, InvitationRefusal, NOTE_CHARS_MAX, may_be_deactivated,
};
pub use letter::{LETTER_MAX, LetterKind, LetterRefusal, letter_kind, letter_name};

use crate::accounts::{Grant, Role, Scope};
use crate::contacts::is_phone;
use crate::credit_codes::{CreditCode, CreditCodeError};
use crate::ids::InstitutionId;
use crate::institutions::{City, HOME_PROVINCE, InstitutionKind, PROVINCES};
use crate::text::{clean, fold_width, length};
use serde::{Deserialize, Serialize};

codes! {
    /// Where an application stands.
    ApplicationState {
        /// The staff has to look at it.
        Submitted = "SUBMITTED" / "待审核",
        /// The organisation takes part.
        Approved = "APPROVED" / "已通过",
        /// Something has to be put right first.
        Returned = "RETURNED" / "已退回",
        /// The applicant does not want it any more.
        Withdrawn = "WITHDRAWN" / "已撤回",
    }
}

codes! {
    /// What happens to an application.
    ApplicationEvent {
        Approve = "APPROVE" / "通过",
        Return = "RETURN" / "退回",
        Resubmit = "RESUBMIT" / "重新提交",
        Withdraw = "WITHDRAW" / "撤回",
    }
}

/// From where an application stands that does not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("APPLICATION_STATE")]
pub struct WrongState {
    /// Where it stands.
    pub from: ApplicationState,
    /// What was to happen.
    pub event: ApplicationEvent,
}

impl ApplicationState {
    /// Where `event` takes an application from here.
    ///
    /// # Errors
    /// [`WrongState`] for everything that the five arrows do not say.
    pub const fn after(self, event: ApplicationEvent) -> Result<Self, WrongState> {
        use ApplicationEvent as E;
        Ok(match (self, event) {
            (Self::Submitted, E::Approve) => Self::Approved,
            (Self::Submitted, E::Return) => Self::Returned,
            (Self::Returned, E::Resubmit) => Self::Submitted,
            (Self::Submitted | Self::Returned, E::Withdraw) => Self::Withdrawn,
            (from, event) => return Err(WrongState { from, event }),
        })
    }
}

/// Where an organisation sits: a city of the home province, or another province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Province without suffix: `江苏`.
    pub province: String,
    /// City of the home province.
    pub city: Option<City>,
}

impl Seat {
    /// Reads the code of a city, or the short name of another province.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(city) = City::from_code(text) {
            let province = HOME_PROVINCE.to_owned();
            let city = Some(city);
            return Some(Self { province, city });
        }
        let other = text != HOME_PROVINCE && PROVINCES.contains(&text);
        other.then(|| Self {
            province: text.to_owned(),
            city: None,
        })
    }

    /// What [`Self::parse`] reads.
    pub fn code(&self) -> &str {
        match self.city {
            Some(city) => city.code(),
            None => &self.province,
        }
    }
}

/// What an organisation says of itself, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplicationDraft {
    /// Full name.
    pub name: String,
    /// Unified social credit code.
    pub credit_code: String,
    /// Code of the kind.
    pub kind: String,
    /// Code of the city, or the name of another province.
    pub seat: String,
    /// Who is asked when something is unclear; never public.
    pub contact: String,
    /// The telephone of that person; never public.
    pub phone: String,
}

/// The same, read and checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Full name, 2–100 characters.
    pub name: String,
    /// Unified social credit code in canonical form.
    pub credit_code: String,
    /// Kind; one of those that may sign up.
    pub kind: InstitutionKind,
    /// Where it sits.
    pub seat: Seat,
    /// Who is asked when something is unclear, 1–40 characters.
    pub contact: String,
    /// The telephone of that person.
    pub phone: String,
}

/// What is wrong with a draft; the code leads to its control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplicantRefusal {
    /// The name has not 2 to 100 characters.
    #[error("ORGANISATION_NAME_LENGTH")]
    NameLength,
    /// The credit code is not one (GB 32100-2015).
    #[error("{0}")]
    CreditCode(CreditCodeError),
    /// No kind is chosen, or one that does not sign up by itself.
    #[error("ORGANISATION_KIND")]
    Kind,
    /// No city and no province is chosen.
    #[error("ORGANISATION_SEAT")]
    Seat,
    /// The contact has not 1 to 40 characters.
    #[error("CONTACT_LENGTH")]
    ContactLength,
    /// The telephone is none.
    #[error("PHONE_FORMAT")]
    Phone,
}

impl ApplicationDraft {
    /// Reads the draft.
    ///
    /// # Errors
    /// [`ApplicantRefusal`], the first in the order of the form.
    pub fn read(&self) -> Result<Applicant, ApplicantRefusal> {
        let (name, contact) = (clean(&self.name), clean(&self.contact));
        if !(2..=100).contains(&length(&name)) {
            return Err(ApplicantRefusal::NameLength);
        }
        let code = CreditCode::parse(&self.credit_code).map_err(ApplicantRefusal::CreditCode)?;
        let kind = InstitutionKind::from_code(&self.kind).filter(|kind| role_of(*kind).is_some());
        let kind = kind.ok_or(ApplicantRefusal::Kind)?;
        let seat = Seat::parse(&self.seat).ok_or(ApplicantRefusal::Seat)?;
        if !(1..=40).contains(&length(&contact)) {
            return Err(ApplicantRefusal::ContactLength);
        }
        let phone: String = fold_width(&self.phone);
        let phone: String = phone.chars().filter(|c| !c.is_whitespace()).collect();
        if !is_phone(&phone) {
            return Err(ApplicantRefusal::Phone);
        }
        Ok(Applicant {
            name,
            credit_code: code.as_str().to_owned(),
            kind,
            seat,
            contact,
            phone,
        })
    }
}

/// What the people of an organisation of this kind do here in the first place; nothing for those that
/// the centre brings in itself (authorities, branches, media).
pub const fn role_of(kind: InstitutionKind) -> Option<Role> {
    use InstitutionKind as K;
    match kind {
        K::University | K::Institute | K::NewRd | K::StateOwned | K::Medical => Some(Role::Liaison),
        K::Leading | K::Enterprise => Some(Role::Enterprise),
        K::Park | K::Finance => Some(Role::Bidder),
        K::Service => Some(Role::Service),
        K::Government | K::CityBranch | K::IndustryBranch | K::OperationCentre | K::Media => None,
    }
}

/// What its people may be asked to do, the first thing first: [`role_of`], and bidding.
pub fn roles_of(kind: InstitutionKind) -> Vec<Role> {
    let first = role_of(kind);
    let bids = first.filter(|role| !matches!(role, Role::Bidder | Role::Enterprise));
    first
        .into_iter()
        .chain(bids.map(|_| Role::Bidder))
        .collect()
}

/// What the first person of an organisation may: its business, and looking after its people.
pub fn first_grants(kind: InstitutionKind, of: InstitutionId) -> Vec<Grant> {
    let roles = role_of(kind).into_iter().chain([Role::Manager]);
    let scope = Scope::Institution(of);
    roles
        .map(|role| Grant {
            role,
            scope: scope.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests;
