//! The form of a unit: who comes, as typed and as read.

use super::{AttendeeRole, PEOPLE_MAX};
use crate::contacts::{is_email, is_phone};
use crate::credit_codes::{CreditCode, CreditCodeError};
use crate::text::{clean, fold_width, length};
use serde::{Deserialize, Serialize};

/// Characters of the name of a unit.
pub const UNIT_CHARS_MAX: usize = 100;
/// Characters of the name of a person.
const NAME_CHARS_MAX: usize = 40;

/// Somebody who comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    /// Name, 2–40 characters.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Mail address; the first of a unit has one, the others may leave it empty.
    pub email: String,
    /// As what.
    pub role: AttendeeRole,
}

/// The same as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttendeeDraft {
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// Code of an [`AttendeeRole`].
    pub role: String,
}

impl AttendeeDraft {
    /// Whether nothing was typed: such a row is left out. The role has a value from the beginning.
    pub fn is_blank(&self) -> bool {
        [&self.name, &self.phone, &self.email]
            .iter()
            .all(|text| crate::text::is_blank(text))
    }
}

/// A form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationDraft {
    /// Unified social credit code of the unit.
    pub credit_code: String,
    /// Name of the unit.
    pub unit: String,
    /// Who comes.
    pub people: Vec<AttendeeDraft>,
    /// They agree that their data is kept for the session.
    pub consent: bool,
    /// Version of the disclaimer that they accept.
    pub disclaimer: Option<u32>,
    /// A field that no person sees; programs fill it in.
    pub trap: String,
}

/// A form as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registrant {
    /// The code of the unit.
    pub credit_code: CreditCode,
    /// Its name.
    pub unit: String,
    /// Who comes, one at least.
    pub people: Vec<Attendee>,
}

/// Why a form is refused. Rows count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationRefusal {
    /// The hidden field was filled in.
    #[error("REGISTRATION_TRAP")]
    Trap,
    /// The credit code.
    #[error("{0}")]
    CreditCode(CreditCodeError),
    /// A name of a unit of not 2–100 characters.
    #[error("REGISTRATION_UNIT")]
    Unit,
    /// Nobody, or more than [`PEOPLE_MAX`].
    #[error("REGISTRATION_PEOPLE")]
    People,
    /// A name of not 2–40 characters.
    #[error("REGISTRATION_NAME")]
    Name(usize),
    /// No telephone number.
    #[error("REGISTRATION_PHONE")]
    Phone(usize),
    /// No mail address.
    #[error("REGISTRATION_EMAIL")]
    Email(usize),
    /// No role of the list.
    #[error("REGISTRATION_ROLE")]
    Role(usize),
    /// The number of somebody above.
    #[error("REGISTRATION_PHONE_AGAIN")]
    PhoneAgain(usize),
    /// No consent.
    #[error("CONSENT_REQUIRED")]
    Consent,
}

impl RegistrationRefusal {
    /// The row it is about.
    pub const fn row(self) -> Option<usize> {
        match self {
            Self::Name(row)
            | Self::Phone(row)
            | Self::Email(row)
            | Self::Role(row)
            | Self::PhoneAgain(row) => Some(row),
            _ => None,
        }
    }
}

impl RegistrationDraft {
    /// Reads a form. Rows in which nothing was typed are left out.
    ///
    /// # Errors
    /// The first [`RegistrationRefusal`] that applies, in the order of the fields on the page: whoever
    /// sends an empty form is led to its first field.
    pub fn read(&self) -> Result<Registrant, RegistrationRefusal> {
        if !self.trap.is_empty() {
            return Err(RegistrationRefusal::Trap);
        }
        let unit = clean(&self.unit);
        if !(2..=UNIT_CHARS_MAX).contains(&length(&unit)) {
            return Err(RegistrationRefusal::Unit);
        }
        let credit_code =
            CreditCode::parse(&self.credit_code).map_err(RegistrationRefusal::CreditCode)?;
        let rows = self.people.iter().enumerate();
        let typed: Vec<_> = rows.filter(|(_, row)| !row.is_blank()).collect();
        if typed.is_empty() || typed.len() > PEOPLE_MAX {
            return Err(RegistrationRefusal::People);
        }
        let mut people: Vec<Attendee> = Vec::with_capacity(typed.len());
        for (row, draft) in typed {
            let one = draft.read(row, people.is_empty())?;
            if people.iter().any(|other| other.phone == one.phone) {
                return Err(RegistrationRefusal::PhoneAgain(row));
            }
            people.push(one);
        }
        if !self.consent {
            return Err(RegistrationRefusal::Consent);
        }
        Ok(Registrant {
            credit_code,
            unit,
            people,
        })
    }
}

impl AttendeeDraft {
    fn read(&self, row: usize, is_first: bool) -> Result<Attendee, RegistrationRefusal> {
        let plain = |text: &str| -> String {
            let folded = clean(&fold_width(text));
            folded.chars().filter(|c| !c.is_whitespace()).collect()
        };
        let name = clean(&self.name);
        if !(2..=NAME_CHARS_MAX).contains(&length(&name)) {
            return Err(RegistrationRefusal::Name(row));
        }
        let phone = plain(&self.phone);
        if !is_phone(&phone) {
            return Err(RegistrationRefusal::Phone(row));
        }
        let email = plain(&self.email);
        let may_be_empty = !is_first && email.is_empty();
        if !may_be_empty && !is_email(&email) {
            return Err(RegistrationRefusal::Email(row));
        }
        let role = AttendeeRole::from_code(&self.role);
        Ok(Attendee {
            name,
            phone,
            email,
            role: role.ok_or(RegistrationRefusal::Role(row))?,
        })
    }
}
