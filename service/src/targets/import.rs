//! A table is read into a logbook: all of its rows or none.

use super::entries::{Place, Written};
use crate::imports::{headings, read_form};
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object, ObjectKind};
use domain::collection::{Cell, RawRow};
use domain::ids::SessionId;
use domain::logbooks::{Book, Entry, EntryDraft, Field};
use domain::time::Date;
use serde_json::json;

/// Faulty rows that a refusal names.
const NAMED_MAX: usize = 12;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New entries.
    pub added: u32,
    /// Entries that stood there already and were brought up to date.
    pub merged: u32,
}

impl Portal {
    /// Reads a workbook or a file of values into a logbook of a session. What stands there already is
    /// brought up to date: enterprises are merged by credit code (AS-17), and the same file twice
    /// changes nothing the second time. When a row cannot be taken, none is.
    ///
    /// # Errors
    /// As [`Portal::require_host`]; `NotFound`; the code of what is wrong with the file;
    /// `LOGBOOK_HEADER` when a column is missing; `LOGBOOK_EMPTY` without rows; `LOGBOOK_ROWS` with the
    /// rows and columns that break their rules; whatever [`Self::save_entry`] refuses.
    pub async fn import_entries(
        &self,
        account: &Account,
        session: SessionId,
        book: Book,
        (name, bytes): (&str, Vec<u8>),
    ) -> Result<Imported, Error> {
        self.require_host(account, session)?;
        let today = self.now().date();
        let name = name.to_owned();
        let entries = tokio::task::spawn_blocking(move || {
            let sheet = read_form(&bytes, &name);
            let sheet = sheet.map_err(|fault| Error::Invalid {
                code: fault.rule.message.into(),
                args: Vec::new(),
            })?;
            read(book, &sheet.rows, today)
        });
        let entries = entries
            .await
            .map_err(|error| Error::Internal(error.to_string()))??;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let mut place = Place::of(&mut tx, session, book, by).await?;
            let mut done = Imported::default();
            for (row, entry) in entries {
                match place.add(&mut tx, entry, &origin).await {
                    Ok(Written::Added(_)) => done.added += 1,
                    Ok(_) => done.merged += 1,
                    Err(Error::Invalid { code, .. })
                        if code == "RECOMMENDED_LOT" || code == "AWARD_NO_DEAL" =>
                    {
                        return Err(faulty(&[(row, Field::Lot)]));
                    }
                    Err(error) => return Err(error),
                }
            }
            let object = Object::new(ObjectKind::Session, session);
            tx.audit(origin.entry(Act::LogbookImport, object).after(&json!({
                "book": book,
                "added": done.added,
                "merged": done.merged,
            })));
            tx.commit().await?;
            Ok(done)
        })
        .await
    }
}

/// The entries below the headings, each with its row as a spreadsheet counts it.
fn read(book: Book, rows: &[RawRow], today: Date) -> Result<Vec<(u32, Entry)>, Error> {
    let (at, columns) = headings(rows, book.fields(), |field| field.form_label());
    let missing = |field: &&Field| {
        !book.is_optional(**field) && !columns.iter().any(|(_, known)| known == *field)
    };
    if let Some(field) = book.fields().iter().find(missing) {
        return Err(Error::Invalid {
            code: "LOGBOOK_HEADER".into(),
            args: vec![("column".into(), field.form_label().into())],
        });
    }
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    for row in rows.iter().skip(at + 1) {
        let mut draft = EntryDraft::default();
        for (column, field) in &columns {
            draft.put(*field, text_of(row.cell(*column), *field));
        }
        if columns
            .iter()
            .all(|(column, _)| row.cell(*column).is_blank())
        {
            continue;
        }
        match draft.read(book, today) {
            Ok(entry) => entries.push((row.row, entry)),
            Err(fault) => faults.push((row.row, fault.field)),
        }
    }
    match (faults.is_empty(), entries.is_empty()) {
        (false, _) => Err(faulty(&faults)),
        (true, true) => Err(Error::invalid("LOGBOOK_EMPTY")),
        (true, false) => Ok(entries),
    }
}

fn text_of(cell: &Cell, field: Field) -> String {
    match cell.date().filter(|_| field == Field::Day) {
        Some(day) => day.to_string(),
        None => cell.text(),
    }
}

fn faulty(faults: &[(u32, Field)]) -> Error {
    let named = faults.iter().take(NAMED_MAX);
    let named = named.map(|(row, field)| format!("{row} ({})", field.form_label()));
    let mut rows: Vec<String> = named.collect();
    if faults.len() > NAMED_MAX {
        rows.push("…".into());
    }
    Error::Invalid {
        code: "LOGBOOK_ROWS".into(),
        args: vec![
            ("count".into(), faults.len().to_string()),
            ("rows".into(), rows.join("; ")),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::of(2026, 6, 15);

    fn row(number: u32, cells: &[&str]) -> RawRow {
        RawRow {
            row: number,
            cells: cells
                .iter()
                .map(|text| Cell::Text((*text).into()))
                .collect(),
        }
    }

    #[test]
    fn columns_are_found_by_their_headings_in_any_order() {
        let rows = [
            row(1, &["示例专场企业库"]),
            row(2, &["企业名称*", "序号", "统一社会信用代码*"]),
            row(3, &["示例企业（示例）", "1", "91329999MA9DEMQ15L"]),
            row(5, &["", "2", ""]),
        ];
        let read = read(Book::Enterprises, &rows, TODAY).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(
            (read[0].0, read[0].1.subject().as_str()),
            (3, "91329999MA9DEMQ15L")
        );
    }

    #[test]
    fn a_table_without_a_column_or_with_a_bad_row_is_refused_whole() {
        let head = ["统一社会信用代码", "企业名称"];
        let code = |rows: &[RawRow]| match read(Book::Enterprises, rows, TODAY) {
            Err(Error::Invalid { code, args }) => (code.into_owned(), args),
            other => panic!("{other:?}"),
        };
        assert_eq!(code(&[row(1, &head[..1])]).0, "LOGBOOK_HEADER");
        assert_eq!(code(&[row(1, &head)]).0, "LOGBOOK_EMPTY");
        let good = ["91329999MA9DEMQ15L", "示例企业（示例）"];
        let (refused, args) = code(&[row(1, &head), row(2, &good), row(3, &["1", "企业"])]);
        assert_eq!(refused, "LOGBOOK_ROWS");
        assert_eq!(args[1].1, "3 (统一社会信用代码)");
    }
}
