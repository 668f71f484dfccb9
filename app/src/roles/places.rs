//! Where a role may hold, as the form says it.

/// The whole province.
pub const PROVINCE: &str = "PROVINCE";
/// An institution.
pub const INSTITUTION: &str = "INSTITUTION";
/// A session.
pub const SESSION: &str = "SESSION";
