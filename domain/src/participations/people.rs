//! People whom a liaison names (domain.md §4.4): the liaison of the season, and experts for the two
//! corps. Their numbers and addresses are personal data (LG-8).

use crate::contacts::{is_email, is_phone};
use crate::lots::Industry;
use crate::text::{clean, fold_width, length};
use serde::{Deserialize, Serialize};

codes! {
    /// What a person is, as far as experts go (domain.md AS-69, §3.4 `expert`).
    ExpertIdentity {
        Professor = "PROF" / "教授专家",
        Young = "YOUNG" / "青年教师",
        Graduate = "GRAD" / "在校研究生",
        Enterprise = "ENTERPRISE" / "企业专家",
        Other = "OTHER" / "其他",
    }
}

codes! {
    /// The two corps of experts (domain.md AS-70, AS-71).
    Corps {
        /// 专利成果诊断、遴选、路演推介.
        Advisory = "ADVISORY" / "专家顾问团",
        /// 走访调研、需求挖掘、技术交流、现场对接.
        Service = "SERVICE" / "专业服务团",
    }
}

/// Why a person is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefusal {
    /// The name has 2–20 characters.
    #[error("PERSON_NAME")]
    Name,
    /// The department has 2–60 characters; an expert's may have one.
    #[error("PERSON_DEPARTMENT")]
    Department,
    /// The post has at most 40 characters.
    #[error("PERSON_POST")]
    Post,
    /// No mobile number, or no telephone of an office.
    #[error("PHONE_FORMAT")]
    Phone,
    /// No mail address.
    #[error("EMAIL_FORMAT")]
    Email,
    /// No identity of the table.
    #[error("EXPERT_IDENTITY")]
    Identity,
    /// No industry.
    #[error("EXPERT_FIELDS")]
    Fields,
    /// Neither corps.
    #[error("EXPERT_CORPS")]
    Corps,
    /// The note has at most 500 characters.
    #[error("NOTE_TOO_LONG")]
    Note,
    /// The person has not agreed (domain.md AS-69).
    #[error("CONSENT_REQUIRED")]
    Consent,
}

/// How a person can be reached, as it was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCard {
    /// Name, 2–20 characters.
    pub name: String,
    /// Department, 2–60 characters.
    pub department: String,
    /// Post or title; may be empty.
    pub post: String,
    /// Mobile number.
    pub phone: String,
    /// Telephone of the office; may be empty.
    pub office_phone: String,
    /// Mail address.
    pub email: String,
}

/// The same as it was typed or read from a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonDraft {
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
    /// Post or title.
    pub post: String,
    /// Mobile number.
    pub phone: String,
    /// Telephone of the office.
    pub office_phone: String,
    /// Mail address.
    pub email: String,
    /// The person has agreed to be named.
    pub consent: bool,
}

impl PersonDraft {
    /// Reads what was typed.
    ///
    /// # Errors
    /// The first [`PersonRefusal`] that applies, consent last.
    pub fn read(&self) -> Result<ContactCard, PersonRefusal> {
        self.card(2)
    }

    /// The same with a department of at least `shortest` characters: the plan wants two of a liaison's
    /// and says nothing of an expert's (domain.md §4.4, column G).
    fn card(&self, shortest: usize) -> Result<ContactCard, PersonRefusal> {
        let read = |text: &str| clean(&fold_width(text));
        let card = ContactCard {
            name: read(&self.name),
            department: read(&self.department),
            post: read(&self.post),
            phone: read(&self.phone),
            office_phone: read(&self.office_phone),
            email: read(&self.email),
        };
        let is_mobile = card.phone.starts_with('1') && is_phone(&card.phone);
        let office = card.office_phone.is_empty() || is_office_phone(&card.office_phone);
        match () {
            () if !(2..=20).contains(&length(&card.name)) => Err(PersonRefusal::Name),
            () if !(shortest..=60).contains(&length(&card.department)) => {
                Err(PersonRefusal::Department)
            }
            () if length(&card.post) > 40 => Err(PersonRefusal::Post),
            () if !is_mobile || !office => Err(PersonRefusal::Phone),
            () if !is_email(&card.email) => Err(PersonRefusal::Email),
            () if !self.consent => Err(PersonRefusal::Consent),
            () => Ok(card),
        }
    }
}

/// `0xx(x)-xxxxxxx(x)` with an extension of up to six digits (domain.md §4.4, column J).
fn is_office_phone(text: &str) -> bool {
    let (number, extension) = match text.match_indices('-').nth(1) {
        Some((at, _)) => (&text[..at], &text[at + 1..]),
        None => (text, "1"),
    };
    let digits = !extension.is_empty() && extension.len() <= 6;
    number.starts_with('0')
        && is_phone(number)
        && digits
        && extension.bytes().all(|byte| byte.is_ascii_digit())
}

/// An expert whom a liaison nominates, as it was typed or read from a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpertDraft {
    /// The person.
    pub person: PersonDraft,
    /// Code of the identity, or its word in the form.
    pub identity: String,
    /// Codes of the industries, or their words in the form.
    pub fields: Vec<String>,
    /// Codes of the corps, or their words in the form.
    pub corps: Vec<String>,
    /// Anything else.
    pub note: String,
}

/// An expert as it was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertCard {
    /// The person.
    pub contact: ContactCard,
    /// Identity.
    pub identity: ExpertIdentity,
    /// Industries, each once.
    pub fields: Vec<Industry>,
    /// Corps, each once.
    pub corps: Vec<Corps>,
    /// Anything else; may be empty.
    pub note: String,
}

impl ExpertDraft {
    /// Reads what was typed.
    ///
    /// # Errors
    /// The first [`PersonRefusal`] that applies, consent last.
    pub fn read(&self) -> Result<ExpertCard, PersonRefusal> {
        let agreed = PersonDraft {
            consent: true,
            ..self.person.clone()
        };
        let contact = agreed.card(1)?;
        let text = self.identity.trim();
        let identity = ExpertIdentity::from_code(text).or_else(|| ExpertIdentity::from_form(text));
        let industry = |text: &str| Industry::from_code(text).or_else(|| Industry::from_form(text));
        let corps = |text: &str| Corps::from_code(text).or_else(|| Corps::from_form(text));
        let card = ExpertCard {
            contact,
            identity: identity.ok_or(PersonRefusal::Identity)?,
            fields: each_once(&self.fields, industry).ok_or(PersonRefusal::Fields)?,
            corps: each_once(&self.corps, corps).ok_or(PersonRefusal::Corps)?,
            note: clean(&self.note),
        };
        match () {
            () if length(&card.note) > 500 => Err(PersonRefusal::Note),
            () if !self.person.consent => Err(PersonRefusal::Consent),
            () => Ok(card),
        }
    }
}

/// The values of some texts, each once; `None` when there is none, or one that is no value.
fn each_once<T: PartialEq>(texts: &[String], read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let mut found = Vec::new();
    for text in texts {
        let value = read(text.trim())?;
        if !found.contains(&value) {
            found.push(value);
        }
    }
    (!found.is_empty()).then_some(found)
}
