//! A table of units is checked, looked at, and taken in: all of its rows or none.

use super::masked;
use crate::imports::{headings, read_form};
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::collection::RawRow;
use domain::guests::{CHECKED_KEPT_MS, GUESTS_MAX, GuestDraft, GuestField, GuestState, NewGuest};
use domain::ids::{GuestId, SessionId};
use domain::views::{CHECKED_SHOWN, CheckedGuest, CheckedGuests, GuestLine, GuestRowFault};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;
use store::Tx;

/// A table as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Checked {
    /// Name of the file.
    file: String,
    /// The units.
    guests: Vec<NewGuest>,
    /// What is wrong.
    faults: Vec<GuestRowFault>,
}

/// What was taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GuestsTaken {
    /// New units.
    pub added: u32,
    /// Units that stood there already and were brought up to date.
    pub merged: u32,
}

impl Portal {
    /// Reads a table of units for a session, and keeps what it says for a day: nothing is taken in before
    /// [`Self::take_guests`]. A table that the asker has checked before is forgotten.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound`; the code of what is wrong with the
    /// file; `LOGBOOK_HEADER` when a column is missing; `LOGBOOK_EMPTY` without rows; `GUESTS_FULL`. What
    /// is wrong in a row is kept with the table.
    pub async fn check_guests(
        &self,
        account: &Account,
        id: SessionId,
        (name, bytes): (&str, Vec<u8>),
    ) -> Result<(), Error> {
        require(account, Action::KeepRegistrations(id))?;
        let file = name.to_owned();
        let read = tokio::task::spawn_blocking(move || {
            let sheet = read_form(&bytes, &file);
            let sheet = sheet.map_err(|fault| Error::Invalid {
                code: fault.rule.message.into(),
                args: Vec::new(),
            })?;
            let (guests, faults) = rows_of(&sheet.rows)?;
            Ok::<_, Error>(Checked {
                file,
                guests,
                faults,
            })
        });
        let read = read.await;
        let checked = read.map_err(|error| Error::Internal(error.to_string()))??;
        let (store, now, by) = (self.store().clone(), self.now(), account.id);
        self.durable(async move {
            // tidy-allow(audit): nothing is in the list yet; taking the table in has its row
            let mut tx = store.write().await?;
            tx.session(id).await?.ok_or(Error::NotFound)?;
            refuse_full(&mut tx, id, &checked).await?;
            let kept = (now, now.plus_millis(-CHECKED_KEPT_MS));
            tx.put_guest_check((id, by), &checked, kept).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes the table in that the asker has checked. A unit that stands in the list already is brought up
    /// to date, by its credit code.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound`; `GUEST_CHECK_GONE` without a table,
    /// `GUEST_ROWS` for one with faults; `GUESTS_FULL`.
    pub async fn take_guests(
        &self,
        account: &Account,
        id: SessionId,
    ) -> Result<GuestsTaken, Error> {
        require(account, Action::KeepRegistrations(id))?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        let since = self.now().plus_millis(-CHECKED_KEPT_MS);
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.session(id).await?.ok_or(Error::NotFound)?;
            let found: Option<Checked> = tx.guest_check((id, by), since).await?;
            let checked = found.ok_or(Error::invalid("GUEST_CHECK_GONE"))?;
            if !checked.faults.is_empty() {
                return Err(Error::invalid("GUEST_ROWS"));
            }
            let known = refuse_full(&mut tx, id, &checked).await?;
            let mut done = GuestsTaken::default();
            for guest in &checked.guests {
                tx.put_guest(id, guest, (by, origin.at)).await?;
                match known.contains(guest.credit_code.as_str()) {
                    true => done.merged += 1,
                    false => done.added += 1,
                }
            }
            tx.forget_guest_check(id, by).await?;
            let entry = origin.entry(Act::GuestImport, Object::new(ObjectKind::Session, id));
            tx.audit(entry.after(&json!({ "added": done.added, "merged": done.merged })));
            tx.commit().await?;
            Ok(done)
        })
        .await
    }

    /// Forgets the table that the asker has checked.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host.
    pub async fn drop_guests(&self, account: &Account, id: SessionId) -> Result<(), Error> {
        require(account, Action::KeepRegistrations(id))?;
        let (store, by) = (self.store().clone(), account.id);
        self.durable(async move {
            // tidy-allow(audit): nothing of it was ever in the list
            let mut tx = store.write().await?;
            tx.forget_guest_check(id, by).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The table that the asker has checked, as it is shown.
    pub(super) async fn checked(
        &self,
        tx: &mut Tx,
        id: SessionId,
        account: &Account,
    ) -> Result<Option<CheckedGuests>, Error> {
        let since = self.now().plus_millis(-CHECKED_KEPT_MS);
        let found: Option<Checked> = tx.guest_check((id, account.id), since).await?;
        let Some(checked) = found else {
            return Ok(None);
        };
        let codes: HashSet<String> = tx.guest_codes(id).await?.into_iter().collect();
        let is_known = |guest: &NewGuest| codes.contains(guest.credit_code.as_str());
        let known = checked
            .guests
            .iter()
            .filter(|guest| is_known(guest))
            .count() as u32;
        let shown = checked.guests.iter().take(CHECKED_SHOWN);
        let row = |guest: &NewGuest| CheckedGuest {
            known: is_known(guest),
            line: masked(as_line(guest)),
        };
        Ok(Some(CheckedGuests {
            new: checked.guests.len() as u32 - known,
            known,
            rows: shown.map(row).collect(),
            faulty: checked.faults.len() as u32,
            faults: checked.faults.into_iter().take(CHECKED_SHOWN).collect(),
            file: checked.file,
        }))
    }
}

fn as_line(guest: &NewGuest) -> GuestLine {
    GuestLine {
        id: GuestId(0),
        unit: guest.unit.clone(),
        credit_code: guest.credit_code.clone(),
        contact: guest.contact.clone(),
        phone: guest.phone.clone(),
        email: guest.email.clone(),
        invited_at: None,
        state: GuestState::Listed,
    }
}

/// Refuses a table that does not fit into the list; answers the credit codes that stand there.
async fn refuse_full(
    tx: &mut Tx,
    id: SessionId,
    checked: &Checked,
) -> Result<HashSet<String>, Error> {
    let known: HashSet<String> = tx.guest_codes(id).await?.into_iter().collect();
    let codes = checked
        .guests
        .iter()
        .map(|guest| guest.credit_code.as_str());
    let new = codes.filter(|code| !known.contains(*code)).count();
    match known.len() + new > GUESTS_MAX as usize {
        true => Err(Error::Invalid {
            code: "GUESTS_FULL".into(),
            args: vec![("max".into(), GUESTS_MAX.to_string())],
        }),
        false => Ok(known),
    }
}

/// The units below the headings, and what is wrong with the others.
fn rows_of(rows: &[RawRow]) -> Result<(Vec<NewGuest>, Vec<GuestRowFault>), Error> {
    let (at, columns) = headings(rows, GuestField::ALL, |field| field.form_label());
    let missing = |field: &&GuestField| {
        !field.is_optional() && !columns.iter().any(|(_, known)| known == *field)
    };
    if let Some(field) = GuestField::ALL.iter().find(missing) {
        return Err(Error::Invalid {
            code: "LOGBOOK_HEADER".into(),
            args: vec![("column".into(), field.form_label().into())],
        });
    }
    let (mut guests, mut faults): (Vec<NewGuest>, _) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for row in rows.iter().skip(at + 1) {
        let blank = |(column, _): &(usize, GuestField)| row.cell(*column).is_blank();
        if columns.iter().all(blank) {
            continue;
        }
        let mut draft = GuestDraft::default();
        for (column, field) in &columns {
            draft.put(*field, row.cell(*column).text());
        }
        let fault = |field, code: &str| GuestRowFault {
            row: row.row,
            field,
            code: code.to_owned(),
        };
        match draft.read() {
            Err(wrong) => faults.push(fault(wrong.field, wrong.code)),
            // Which of the two is meant, the host knows.
            Ok(guest) if !seen.insert(guest.credit_code.clone()) => {
                faults.push(fault(GuestField::CreditCode, "GUEST_AGAIN"));
            }
            Ok(guest) => guests.push(guest),
        }
    }
    match guests.is_empty() && faults.is_empty() {
        true => Err(Error::invalid("LOGBOOK_EMPTY")),
        false => Ok((guests, faults)),
    }
}
