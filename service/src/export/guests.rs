//! The units that a session invites as a workbook for its host: its first columns are those of the table
//! that is read, so that the file can be sent in again.

use super::{Cell, sheet};
use crate::Error;
use domain::guests::GuestField;
use domain::views::GuestLine;
use locales::{Label, Lang, guests as m};
use rust_xlsxwriter::Workbook;

/// The file. The headings of the table itself have one language: they are read again.
pub(crate) fn guest_file(all: &[GuestLine], lang: Lang) -> Result<Vec<u8>, Error> {
    let headings = [
        GuestField::CreditCode.form_label(),
        GuestField::Unit.form_label(),
        GuestField::Contact.form_label(),
        GuestField::Phone.form_label(),
        GuestField::Email.form_label(),
        m::col_state(lang),
        m::col_invited(lang),
    ];
    let rows = all.iter().map(|guest| {
        [
            Cell::text(guest.credit_code.as_str()),
            Cell::text(guest.unit.as_str()),
            Cell::text(guest.contact.as_str()),
            Cell::text(guest.phone.as_str()),
            Cell::text(guest.email.as_str()),
            Cell::text(guest.state.label(lang)),
            Cell::or_empty(guest.invited_at, Cell::Time),
        ]
    });
    let mut book = Workbook::new();
    sheet::whole(&mut book, "guests", &headings, rows)
        .and_then(|()| book.save_to_buffer())
        .map_err(|error| Error::Internal(error.to_string()))
}
