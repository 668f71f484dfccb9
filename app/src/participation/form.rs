//! A person as it was typed: a liaison or an expert.

use crate::error::AppError;
use crate::typed_form::TypedForm;
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::error::ServerFnUrlError;
use locales::Lang;
use serde::{Deserialize, Serialize};

/// A person as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    /// Number of the account of a liaison.
    pub who: String,
    /// `1` when another liaison is replaced.
    pub replace: String,
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
    /// Code of the identity of an expert.
    pub identity: String,
    /// Codes of the industries of an expert.
    pub fields: Vec<String>,
    /// Codes of the corps of an expert.
    pub corps: Vec<String>,
    /// Anything else about an expert.
    pub note: String,
    /// `1` when the person has agreed.
    pub consent: String,
}

impl TypedForm for PersonForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("who", &mut self.who),
            ("replace", &mut self.replace),
            ("name", &mut self.name),
            ("department", &mut self.department),
            ("post", &mut self.post),
            ("phone", &mut self.phone),
            ("office_phone", &mut self.office_phone),
            ("email", &mut self.email),
            ("identity", &mut self.identity),
            ("note", &mut self.note),
        ]
    }
}

impl PersonForm {
    /// The person, to be checked.
    pub fn person(&self) -> domain::participations::people::PersonDraft {
        domain::participations::people::PersonDraft {
            name: self.name.clone(),
            department: self.department.clone(),
            post: self.post.clone(),
            phone: self.phone.clone(),
            office_phone: self.office_phone.clone(),
            email: self.email.clone(),
            consent: self.consent == "1",
        }
    }

    /// The expert, to be checked.
    pub fn expert(&self) -> domain::participations::people::ExpertDraft {
        domain::participations::people::ExpertDraft {
            person: self.person(),
            identity: self.identity.clone(),
            fields: self.fields.clone(),
            corps: self.corps.clone(),
            note: self.note.clone(),
        }
    }
}

/// Which form was refused, as the address of the page tells it, and why. All forms here are plain
/// ones, with and without script.
pub fn refused() -> Option<(String, AppError)> {
    let error = use_context::<ServerActionError>()?;
    let why = ServerFnUrlError::<AppError>::decode_err(error.err());
    Some((error.path().to_owned(), why))
}

/// The refusal of the form that is sent to `path`.
pub fn refused_at(path: &str) -> Option<AppError> {
    refused().filter(|(at, _)| at == path).map(|(_, why)| why)
}

/// The control that a refusal is about, behind the name of its form.
pub fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "PERSON_NAME" | "EXPERT_KNOWN" => "name",
        "PERSON_DEPARTMENT" => "department",
        "PERSON_POST" => "post",
        "PHONE_FORMAT" | "LIAISON_PHONE_TAKEN" => "phone",
        "EMAIL_FORMAT" => "email",
        "EXPERT_IDENTITY" => "identity",
        "EXPERT_FIELDS" => "fields",
        "EXPERT_CORPS" => "corps",
        "NOTE_TOO_LONG" => "note",
        "CONSENT_REQUIRED" => "consent",
        "LIAISON_PERSON" => "who",
        "LIAISON_ALREADY_SET" => "replace",
        "SIGNED_DAY" | "DATE_FORMAT" | "PAPER_DAY" | "REOPEN_DAY" => "day",
        "FILE_MISSING" | "FILE_TOO_LARGE" | "FILE_KIND" | "FILE_INFECTED" | "FILE_UNSCANNED"
        | "FILES_UNREACHABLE" => "file",
        "REASON_LENGTH" => "reason",
        _ => "",
    }
}

/// The sentence about one control of a form.
pub fn sentence_at(lang: Lang, error: Option<&AppError>, field: &str) -> Option<String> {
    let error = error.filter(|error| control(error) == field && !field.is_empty())?;
    Some(error.sentence(lang))
}
