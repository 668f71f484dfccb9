//! From an upload to lots: check and keep the file, show what a commit would do, commit.
//!
//! The file itself is kept and checked again at every step: the preview that a person saw, the
//! rules that apply and the lots that exist are compared at the moment of writing.

use super::check::{Checked, check_for, named_unit};
use super::desk::Desk;
use super::preview::{PlannedRow, Stored, plan, preview};
use super::source::{Reread, refuse, there};
use super::undo::{Earlier, may_still_be_undone};
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::collection::{Form, Placement, rewritten};
use domain::ids::{ImportId, LotCode, LotId};
use domain::institutions::Institution;
use domain::lots::{Lot, LotKind};
use domain::seasons::Season;
use domain::views::{ImportPreview, RowFate};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{NewImport, NewLot, Tx};

/// How an upload is committed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommitMode {
    /// Only the rows without an error; otherwise one error keeps all of them out.
    pub only_good: bool,
    /// A liaison of the form takes the place of the one who is.
    pub replace: bool,
    /// Whoever commits ticks 内容可公开 for every lot of it (domain.md LG-7).
    pub cleared: bool,
}

impl Portal {
    /// Checks an uploaded form and keeps it; no lot is written.
    ///
    /// # Errors
    /// `Forbidden` for accounts that submit nothing; the code of the file's fault when it is no
    /// form (`FILE_TYPE`, `FILE_HEADER`, `ORG_MISMATCH`, …); those of the scanner.
    pub async fn upload_form(
        &self,
        account: &Account,
        file: &str,
        bytes: Vec<u8>,
    ) -> Result<ImportId, Error> {
        let submitter = self.submitter(account).await?;
        let (season, now) = (self.current_season().await?, self.now());
        let bytes = self.scanned(bytes).await?;
        let (name, bytes) = (file.to_owned(), Arc::new(bytes));
        let unit = self.checked_as(&season, submitter.as_ref(), {
            let (bytes, name) = (bytes.clone(), name.clone());
            move || named_unit(&bytes, &name)
        });
        let unit = unit.await?;
        let desk = Desk::free().await?;
        let checked = desk.check({
            let (bytes, season, name) = (bytes.clone(), season.clone(), name.clone());
            move || {
                let checked = check_for(&bytes, &name, &season, now.date(), unit.as_ref());
                checked.map(|checked| summary(&checked))
            }
        });
        let summary = checked.await?.map_err(refuse)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        let account = account.id;
        self.durable(async move {
            let mut tx = store.audited().await?;
            let id = tx
                .insert_import(&NewImport {
                    account,
                    institution: submitter.as_ref().map(|unit| unit.id),
                    season: season.id,
                    file_name: &name,
                    file: &bytes,
                    preview: &summary,
                    created_at: now,
                })
                .await?;
            let entry = origin.entry(Act::ImportUpload, Object::new(ObjectKind::Import, id));
            tx.audit(entry.after(&json!({
                "file": name,
                "bytes": bytes.len(),
                "sha256": crate::random::hex(&Sha256::digest(bytes.as_slice())),
            })));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// What a commit of the upload would do now.
    ///
    /// # Errors
    /// `NotFound` for uploads of other people.
    pub async fn import_preview(
        &self,
        account: &Account,
        id: ImportId,
    ) -> Result<ImportPreview, Error> {
        let Reread {
            stored,
            season,
            read,
        } = self.reread(account, id).await?;
        let checked = read.checked;
        let there = self.compared(&stored, &season, &checked).await?;
        let mut shown = preview(&checked, id, &stored.file_name, &there);
        shown.committed = stored.committed;
        shown.undone = stored.undone;
        shown.undoable = may_still_be_undone(stored.committed, stored.undone, self.now());
        Ok(shown)
    }

    /// Commits an upload: every row, or with `only_good` those without an error; no liaison is replaced,
    /// and what the lots say may be made public.
    ///
    /// # Errors
    /// As [`Self::commit_import_as`].
    pub async fn commit_import(
        &self,
        account: &Account,
        id: ImportId,
        only_good: bool,
    ) -> Result<ImportPreview, Error> {
        let mode = CommitMode {
            only_good,
            replace: false,
            cleared: true,
        };
        self.commit_import_as(account, id, mode).await
    }

    /// Commits an upload in one transaction. Rows that are there already and say the same are left alone;
    /// drafts and submitted lots of the unit that the form says something else of are changed.
    ///
    /// # Errors
    /// `NotFound`; `SUBMISSION_CLOSED` and `SUBMISSION_NOT_OPEN` for everybody but the centre
    /// outside the days on which the season takes lots (domain.md AS-78);
    /// `INSTITUTION_KIND_NOT_ADMITTED` (AS-55, AS-60);
    /// `IMPORT_HAS_ERRORS` when a row has an error and all were wanted;
    /// `OWNER_UNKNOWN` when the centre imports for a unit that has no entry; `Conflict` when a lot has
    /// moved on meanwhile. Of people: `LIAISON_ALREADY_SET` while another is and nobody may be replaced,
    /// `EXPERTS_FULL`, and what [`Self::name_liaison`] refuses.
    pub async fn commit_import_as(
        &self,
        account: &Account,
        id: ImportId,
        mode: CommitMode,
    ) -> Result<ImportPreview, Error> {
        let found = self.reread(account, id).await?;
        if found.stored.committed.is_some() {
            return self.import_preview(account, id).await;
        }
        if found.read.checked.form == Form::Liaison {
            return self.commit_people(account, id, found, mode).await;
        }
        if found.read.checked.form == Form::Need {
            return self.commit_needs(account, id, found, mode).await;
        }
        if found.read.checked.form == Form::Offline {
            return self.commit_reports(account, id, found, mode).await;
        }
        let Reread {
            stored,
            season,
            read,
        } = found;
        let checked = read.checked;
        let owner = self
            .owner(stored.institution, checked.unit.as_deref())
            .await?;
        self.admit_lots(account, &season, &owner).await?;
        if checked.form == Form::Achievement {
            season.admit_achievements(owner.kind)?;
        }
        let (store, origin) = (self.store().clone(), self.by(account));
        let now = origin.at;
        self.durable(async move {
            let mut tx = store.audited().await?;
            let there = there(
                &mut tx,
                &season,
                Some(&owner),
                &checked,
                Some(stored.account),
            );
            let there = there.await?;
            let planned = plan(&checked, &there);
            let shown = preview(&checked, id, &stored.file_name, &there);
            let refused = shown.rows.iter().any(|row| row.fate == RowFate::Refused);
            if refused && !mode.only_good {
                return Err(Error::invalid("IMPORT_HAS_ERRORS"));
            }
            let count = planned.len() as u32;
            let place = Place {
                import: id,
                season: &season,
                owner: &owner,
                there: &there,
                cleared: mode.cleared,
            };
            for row in planned {
                write_row(&mut tx, &place, row, &origin).await?;
            }
            tx.mark_committed(id, now, count).await?;
            let entry = origin.entry(Act::ImportCommit, Object::new(ObjectKind::Import, id));
            let after = json!({ "lots": count, "unit": owner.id, "content_cleared": mode.cleared });
            tx.audit(entry.after(&after));
            Ok(tx.commit().await?)
        })
        .await?;
        self.import_preview(account, id).await
    }
}

/// What the list of uploads says of one, so that its file need not be read again.
fn summary(checked: &Checked) -> String {
    let wrong = checked
        .rows
        .iter()
        .filter(|row| row.entry.is_none())
        .count();
    let (kind, rows) = (checked.form.kind(), checked.rows.len());
    json!({ "kind": kind, "rows": rows, "wrong": wrong }).to_string()
}

/// Where rows go.
struct Place<'a> {
    import: ImportId,
    season: &'a Season,
    owner: &'a Institution,
    there: &'a Stored,
    cleared: bool,
}

/// Writes a row: a new lot, or an existing one anew; and notes both for whoever takes it back.
async fn write_row(
    tx: &mut Tx,
    place: &Place<'_>,
    row: PlannedRow,
    origin: &Origin,
) -> Result<(), Error> {
    let (number, import) = (row.row, place.import);
    if let Some(code) = row.changes.clone() {
        return change(tx, place, row, &code, origin).await;
    }
    if let Some((id, code)) = write(tx, place.season, place.owner, row, place.cleared).await? {
        tx.insert_imported_lot(import, id, None).await?;
        let entry = origin.entry(Act::LotImport, Object::lot(code));
        tx.audit(entry.after(&json!({ "import": import, "row": number })));
    }
    Ok(())
}

/// Writes a lot that is there already anew.
async fn change(
    tx: &mut Tx,
    place: &Place<'_>,
    row: PlannedRow,
    code: &LotCode,
    origin: &Origin,
) -> Result<(), Error> {
    let old = place.there.changeable.get(code).ok_or(Error::Conflict)?;
    let (number, identity, digest) = (row.row, row.identity.clone(), row.digest.clone());
    let Some((lot, private)) = row.build(Placement::again(&old.lot, place.owner)) else {
        return Ok(());
    };
    let lot = Lot {
        content_cleared: place.cleared,
        ..rewritten(&old.lot, lot)
    };
    let new = NewLot {
        lot: &lot,
        private: &private,
        owner: place.owner,
        identity_key: &identity,
        import_digest: Some(&digest),
    };
    if !tx.rewrite_lot(&new, old.version).await? {
        return Err(Error::Conflict);
    }
    let earlier = Earlier::of(old).written()?;
    tx.insert_imported_lot(place.import, old.lot.id, Some(&earlier))
        .await?;
    let entry = origin.entry(Act::LotReimport, Object::lot(code.clone()));
    tx.audit(entry.after(&json!({ "import": place.import, "row": number })));
    Ok(())
}

/// Writes one lot under a fresh code such as `P2026-NGIT-0001`; nothing for a row that is no lot.
/// `cleared`: whether its owner has said that what it says may be made public.
pub(super) async fn write(
    tx: &mut Tx,
    season: &Season,
    owner: &Institution,
    row: PlannedRow,
    cleared: bool,
) -> Result<Option<(LotId, LotCode)>, Error> {
    let Some(industry) = row.industry() else {
        return Ok(None);
    };
    let (identity, digest) = (row.identity.clone(), row.digest.clone());
    let kind = if identity.starts_with("patent:") {
        LotKind::Patent
    } else {
        LotKind::Achievement
    };
    let number = tx.next_lot_number(season.id, kind, industry).await?;
    let letter = if kind == LotKind::Patent { 'P' } else { 'C' };
    let code = format!("{letter}{}-{industry}-{number:04}", season.year);
    let code =
        LotCode::parse(&code).ok_or_else(|| Error::Internal(format!("{code} is no lot code")))?;
    let built = row.build(Placement {
        code: code.clone(),
        season: season.id,
        owner: owner.id,
        unit: Some(owner.name.clone()),
        out_of_province: owner.out_of_province(),
    });
    let Some((mut lot, private)) = built else {
        return Ok(None);
    };
    lot.content_cleared = cleared;
    let id = tx
        .insert_lot(&lot, &private, owner, &identity, Some(&digest))
        .await?;
    Ok(Some((id, code)))
}
