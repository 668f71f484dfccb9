//! The registrations of a session as a file for its host: a row for each person.

use super::csv::{MARK, guarded, row};
use super::{Cell, sheet};
use crate::Error;
use crate::registrations::RegistrationFile;
use domain::views::{AttendeeLine, RegistrationLine};
use locales::{Label, Lang, registrations as m};
use rust_xlsxwriter::Workbook;

const COLUMNS: usize = 11;

/// The file.
pub(crate) fn people_file(
    all: &[RegistrationLine],
    form: RegistrationFile,
    lang: Lang,
) -> Result<Vec<u8>, Error> {
    let rows = all.iter().flat_map(|unit| {
        // A unit that has cancelled has no people any more, and still a row.
        let people = unit.people.iter().map(Some);
        let nobody = unit.people.is_empty().then_some(None);
        people
            .chain(nobody)
            .map(move |person| cells(lang, unit, person))
    });
    match form {
        RegistrationFile::Csv => {
            let mut text = format!("{MARK}{}", row(headings(lang).map(str::to_owned)));
            for cells in rows {
                text.push_str(&row(cells.iter().map(|cell| match cell {
                    Cell::Text(text) => guarded(text),
                    other => other.plain(),
                })));
            }
            Ok(text.into_bytes())
        }
        RegistrationFile::Xlsx => {
            let mut book = Workbook::new();
            sheet::whole(&mut book, "registrations", &headings(lang), rows)
                .and_then(|()| book.save_to_buffer())
                .map_err(|error| Error::Internal(error.to_string()))
        }
    }
}

fn headings(lang: Lang) -> [&'static str; COLUMNS] {
    [
        m::col_unit(lang),
        m::col_credit_code(lang),
        m::col_state(lang),
        m::col_name(lang),
        m::col_role(lang),
        m::col_phone(lang),
        m::col_email(lang),
        m::col_created(lang),
        m::col_disclaimer(lang),
        m::col_here(lang),
        m::col_place(lang),
    ]
}

fn cells(lang: Lang, unit: &RegistrationLine, person: Option<&AttendeeLine>) -> [Cell; COLUMNS] {
    let text = |value: Option<&str>| Cell::or_empty(value, Cell::text);
    [
        Cell::text(unit.unit.as_str()),
        Cell::text(unit.credit_code.as_str()),
        Cell::text(unit.state.label(lang)),
        text(person.map(|one| one.name.as_str())),
        text(person.map(|one| one.role.label(lang))),
        text(person.map(|one| one.phone.as_str())),
        text(person.map(|one| one.email.as_str())),
        Cell::Time(unit.created_at),
        Cell::or_empty(unit.disclaimer, |version| Cell::Whole(version.into())),
        Cell::or_empty(person.and_then(|one| one.checked_in_at), Cell::Time),
        Cell::or_empty(person, |one| Cell::Whole(one.place.into())),
    ]
}
