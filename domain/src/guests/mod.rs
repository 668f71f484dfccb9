//! Units that the host of a session invites (受邀单位, ux.md §8.4): a table of them is checked, looked at and
//! taken in, each gets a mail with a link of its own, and where each stands follows from its registration.

use crate::contacts::{is_email, is_phone};
use crate::ids::GuestId;
use crate::interests::read_credit_code;
use crate::registrations::{UNIT_CHARS_MAX, signed_token, token_of};
use crate::text::{clean, fold_width, length};
use serde::{Deserialize, Serialize};

/// Units that one session invites.
pub const GUESTS_MAX: u32 = 2_000;
/// A table that was checked and not taken in is forgotten after this time, ms: a day.
pub const CHECKED_KEPT_MS: i64 = 24 * 3_600_000;

codes! {
    /// Where a unit stands that is invited.
    GuestState {
        Listed = "LISTED" / "未邀请",
        Invited = "INVITED" / "已邀请",
        Registered = "REGISTERED" / "已报名",
        Declined = "DECLINED" / "不参加",
        Came = "CAME" / "已到场",
    }
}

codes! {
    /// A column of the table. Its label is the heading.
    GuestField {
        CreditCode = "CREDIT_CODE" / "统一社会信用代码",
        Unit = "UNIT" / "单位名称",
        Contact = "CONTACT" / "联系人",
        Phone = "PHONE" / "手机号码",
        Email = "EMAIL" / "电子邮箱",
    }
}

impl GuestField {
    /// Whether the cell, and the whole column, may be missing: an invitation goes by mail.
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::Phone)
    }
}

/// What is known of a unit's answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GuestFacts {
    /// A mail was written to it.
    pub invited: bool,
    /// It has said that it does not come.
    pub declined: bool,
    /// It has a registration, with a seat or waiting.
    pub registered: bool,
    /// Somebody of it was checked in.
    pub came: bool,
}

impl GuestFacts {
    /// Where the unit stands: what it did last outweighs what it said before.
    pub const fn state(self) -> GuestState {
        match self {
            Self { came: true, .. } => GuestState::Came,
            Self {
                registered: true, ..
            } => GuestState::Registered,
            Self { declined: true, .. } => GuestState::Declined,
            Self { invited: true, .. } => GuestState::Invited,
            _ => GuestState::Listed,
        }
    }
}

/// A unit to be invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewGuest {
    /// Its credit code, as read: the same one again is the same unit.
    pub credit_code: String,
    /// Its name, 2–100 characters.
    pub unit: String,
    /// Whom to write to, 2–40 characters.
    pub contact: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// Mail address.
    pub email: String,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuestFault {
    /// The column.
    pub field: GuestField,
    /// The error code.
    pub code: &'static str,
}

/// A row as it stands in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuestDraft {
    /// Credit code.
    pub credit_code: String,
    /// Name of the unit.
    pub unit: String,
    /// Whom to write to.
    pub contact: String,
    /// Telephone.
    pub phone: String,
    /// Mail address.
    pub email: String,
}

impl GuestDraft {
    /// Puts what a cell says into its field.
    pub fn put(&mut self, field: GuestField, text: String) {
        *match field {
            GuestField::CreditCode => &mut self.credit_code,
            GuestField::Unit => &mut self.unit,
            GuestField::Contact => &mut self.contact,
            GuestField::Phone => &mut self.phone,
            GuestField::Email => &mut self.email,
        } = text;
    }

    /// Reads the row.
    ///
    /// # Errors
    /// The first column that breaks its rule: `USCC_FORMAT`, `USCC_CHECK`, `GUEST_UNIT`, `GUEST_CONTACT`,
    /// `GUEST_PHONE`, `GUEST_EMAIL`.
    pub fn read(&self) -> Result<NewGuest, GuestFault> {
        let fault = |field, code| GuestFault { field, code };
        let credit_code = read_credit_code(&self.credit_code)
            .map_err(|code| fault(GuestField::CreditCode, code))?;
        let unit = clean(&self.unit);
        if !(2..=UNIT_CHARS_MAX).contains(&length(&unit)) {
            return Err(fault(GuestField::Unit, "GUEST_UNIT"));
        }
        let contact = clean(&self.contact);
        if !(2..=40).contains(&length(&contact)) {
            return Err(fault(GuestField::Contact, "GUEST_CONTACT"));
        }
        let phone = plain(&self.phone);
        if !phone.is_empty() && !is_phone(&phone) {
            return Err(fault(GuestField::Phone, "GUEST_PHONE"));
        }
        let email = plain(&self.email);
        if !is_email(&email) {
            return Err(fault(GuestField::Email, "GUEST_EMAIL"));
        }
        Ok(NewGuest {
            credit_code: credit_code.as_str().to_owned(),
            unit,
            contact,
            phone,
            email,
        })
    }
}

fn plain(text: &str) -> String {
    let folded = clean(&fold_width(text));
    folded.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What the link of an invitation carries; nobody without the portal's `secret` makes one.
pub fn guest_token(secret: &[u8], id: GuestId) -> String {
    signed_token(secret, "guest", id.get())
}

/// Whose invitation a link with this token is; nothing when it was not made here.
pub fn read_guest_token(secret: &[u8], token: &str) -> Option<GuestId> {
    token_of(secret, "guest", token).map(GuestId)
}

#[cfg(test)]
mod tests;
