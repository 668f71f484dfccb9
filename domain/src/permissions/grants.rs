//! Which roles one account may hold together (三员分立; reliability.md C-02, S-37).

use crate::accounts::{Grant, Role};

/// The three administrators (系统管理员、安全管理员、审计管理员): no account holds two of them.
pub const ADMINISTRATORS: [Role; 3] = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];

/// Why an account cannot hold these roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefusal {
    /// Two of the roles may not be held together.
    #[error("ROLES_APART")]
    RolesApart {
        /// One of them.
        one: Role,
        /// The other.
        other: Role,
    },
}

/// Whether no account may hold both: two of the three administrators (C-02), or the auditor and
/// anything else, because whoever reads the audit log writes nothing (S-37).
pub fn are_apart(one: Role, other: Role) -> bool {
    let administers = |role| ADMINISTRATORS.contains(&role);
    let audits = one == Role::AuditAdmin || other == Role::AuditAdmin;
    one != other && (audits || administers(one) && administers(other))
}

/// Whether one account may hold all of these. Whoever grants a role asks this first.
///
/// # Errors
/// [`GrantRefusal`] with the first two that may not stand together.
pub fn check_grants(grants: &[Grant]) -> Result<(), GrantRefusal> {
    for (place, grant) in grants.iter().enumerate() {
        let (one, rest) = (grant.role, &grants[place + 1..]);
        if let Some(other) = rest.iter().find(|other| are_apart(one, other.role)) {
            let other = other.role;
            return Err(GrantRefusal::RolesApart { one, other });
        }
    }
    Ok(())
}
