//! The form of an application as it is posted: every field a text.

use crate::error::AppError;
use crate::typed_form::TypedForm;
use domain::organisations::Applicant;

/// An application as it is typed; the passwords and the file never come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignUpForm {
    /// Full name of the organisation.
    pub name: String,
    /// Unified social credit code.
    pub credit_code: String,
    /// Code of the kind.
    pub kind: String,
    /// Code of the city, or name of another province.
    pub seat: String,
    /// Contact.
    pub contact: String,
    /// Telephone of the contact.
    pub phone: String,
    /// Account name of the first person.
    pub login: String,
}

impl TypedForm for SignUpForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("name", &mut self.name),
            ("credit_code", &mut self.credit_code),
            ("kind", &mut self.kind),
            ("seat", &mut self.seat),
            ("contact", &mut self.contact),
            ("phone", &mut self.phone),
            ("login", &mut self.login),
        ]
    }
}

impl SignUpForm {
    /// What was posted.
    pub fn posted(fields: &[(String, String)]) -> Self {
        let mut form = Self::default();
        for (name, field) in form.fields() {
            if let Some((_, value)) = fields.iter().find(|(known, _)| known == name) {
                field.clone_from(value);
            }
        }
        form
    }

    /// What was sent in before.
    pub fn again(applicant: &Applicant, login: &str) -> Self {
        Self {
            name: applicant.name.clone(),
            credit_code: applicant.credit_code.clone(),
            kind: applicant.kind.code().to_owned(),
            seat: applicant.seat.code().to_owned(),
            contact: applicant.contact.clone(),
            phone: applicant.phone.clone(),
            login: login.to_owned(),
        }
    }
}

/// The id of the control that a refusal means; empty when it means none.
pub fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "ORGANISATION_NAME_LENGTH" => "name",
        "USCC_FORMAT" | "USCC_CHECK" => "credit_code",
        "ORGANISATION_KIND" => "kind",
        "ORGANISATION_SEAT" => "seat",
        "CONTACT_LENGTH" | "NAME_LENGTH" => "contact",
        "PHONE_FORMAT" => "phone",
        code if code.starts_with("LETTER") => "file",
        code if code.starts_with("LOGIN_") => "login",
        code if code.starts_with("PASSWORD") => "password",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_and_nothing_secret_does() {
        let posted = [("name", "示例"), ("password", "geheim"), ("login", "anna")];
        let posted: Vec<_> = posted.map(|(n, v)| (n.to_owned(), v.to_owned())).into();
        let form = SignUpForm::posted(&posted);
        let refused = form.keep_in(AppError::Invalid {
            code: "USCC_CHECK".into(),
            args: vec![],
        });
        assert_eq!(control(&refused), "credit_code");
        assert_eq!(SignUpForm::of(Some(&refused)), form);
        assert!(!format!("{refused:?}").contains("geheim"));
    }
}
