//! The form of a proposal as it is typed.

use crate::error::AppError;
use crate::typed_form::TypedForm;
use serde::{Deserialize, Serialize};

/// A proposal as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    /// Code of the step.
    pub step: String,
    /// Account name of whom it is about.
    pub login: String,
    /// Code of the role.
    pub role: String,
    /// `PROVINCE`, the code of a city, `INSTITUTION` or `SESSION`.
    pub place: String,
    /// Which institution or session.
    pub of: String,
    /// Why.
    pub reason: String,
}

impl TypedForm for RoleForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("step", &mut self.step),
            ("login", &mut self.login),
            ("role", &mut self.role),
            ("place", &mut self.place),
            ("of", &mut self.of),
            ("reason", &mut self.reason),
        ]
    }
}

/// The id of the control that a refusal means; empty when it means none.
pub fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "ACCOUNT_UNKNOWN" => "role-login",
        "ROLE_MISSING" | "ROLE_HELD" | "ROLE_NOT_HELD" | "ROLES_APART" => "role-role",
        "ROLE_SCOPE" => "role-place",
        "ROLE_PLACE_UNKNOWN" => "role-of",
        "REASON_LENGTH" => "role-reason",
        _ => "",
    }
}
