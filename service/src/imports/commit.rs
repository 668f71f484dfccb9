//! From an upload to lots: check and keep the file, show what a commit would do, commit.
//!
//! The file itself is kept and checked again at every step: the preview that a person saw, the
//! rules that apply and the lots that exist are compared at the moment of writing.

use super::check::{Checked, Submitter, check_for};
use super::desk::Desk;
use super::fault::FileFault;
use super::preview::{PlannedRow, Stored, plan, preview};
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::collection::Placement;
use domain::ids::{ImportId, InstitutionId, LotCode};
use domain::institutions::Institution;
use domain::lots::LotKind;
use domain::seasons::Season;
use domain::time::{Date, Timestamp};
use domain::views::{ImportPreview, RowFate};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{NewImport, StoredImport, Tx};

impl Portal {
    /// Checks an uploaded form and keeps it; no lot is written.
    ///
    /// # Errors
    /// `Forbidden` for accounts that submit nothing; the code of the file's fault when it is no
    /// form (`FILE_TYPE`, `FILE_HEADER`, `ORG_MISMATCH`, …).
    pub async fn upload_form(
        &self,
        account: &Account,
        file: &str,
        bytes: Vec<u8>,
    ) -> Result<ImportId, Error> {
        let submitter = self.submitter(account).await?;
        let (season, now) = (self.current_season().await?, self.now());
        let (name, bytes) = (file.to_owned(), Arc::new(bytes));
        let desk = Desk::free().await?;
        let checked = desk.check({
            let (bytes, season, name) = (bytes.clone(), season.clone(), name.clone());
            let submitter = submitter.as_ref().map(submitter_of);
            move || check_for(&bytes, &name, &season, now.date(), submitter.as_ref()).map(drop)
        });
        checked.await?.map_err(refuse)?;
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
                    preview: "{}",
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
        let (stored, season, checked) = self.recheck(account, id).await?;
        let unit = checked.unit.as_deref();
        // The centre may look at a form of a unit that has no entry yet; nothing is stored of it.
        let owner = match self.owner(stored.institution, unit).await {
            Ok(owner) => Some(owner),
            Err(Error::Invalid { .. }) => None,
            Err(error) => return Err(error),
        };
        let mut tx = self.store().read().await?;
        let there = there(&mut tx, &season, owner.as_ref(), &checked).await?;
        let mut shown = preview(&checked, id, &stored.file_name, &there);
        shown.committed = stored.committed;
        Ok(shown)
    }

    /// Commits an upload in one transaction: every row, or with `only_good` those without an
    /// error. Rows that are there already and say the same are left alone.
    ///
    /// # Errors
    /// `NotFound`; `SUBMISSION_CLOSED` and `SUBMISSION_NOT_OPEN` for everybody but the centre
    /// outside the days on which the season takes lots (domain.md AS-78);
    /// `IMPORT_HAS_ERRORS` when a row has an error and all were wanted;
    /// `NEED_IMPORT_LATER` for need forms; `OWNER_UNKNOWN` when the centre imports for a unit
    /// that has no entry.
    pub async fn commit_import(
        &self,
        account: &Account,
        id: ImportId,
        only_good: bool,
    ) -> Result<ImportPreview, Error> {
        let (stored, season, checked) = self.recheck(account, id).await?;
        if stored.committed.is_some() {
            return self.import_preview(account, id).await;
        }
        if !account.may(Action::SubmitAnyLots) {
            submissions_open(&season, self.now().date())?;
        }
        let owner = self
            .owner(stored.institution, checked.unit.as_deref())
            .await?;
        let (store, origin) = (self.store().clone(), self.by(account));
        let now = origin.at;
        self.durable(async move {
            let mut tx = store.audited().await?;
            let there = there(&mut tx, &season, Some(&owner), &checked).await?;
            let planned = plan(&checked, &there).map_err(refuse)?;
            let shown = preview(&checked, id, &stored.file_name, &there);
            let refused = shown.rows.iter().any(|row| row.fate == RowFate::Refused);
            if refused && !only_good {
                return Err(Error::invalid("IMPORT_HAS_ERRORS"));
            }
            let count = planned.len() as u32;
            for row in planned {
                let number = row.row;
                if let Some(code) = write(&mut tx, &season, &owner, row).await? {
                    let entry = origin.entry(Act::LotImport, Object::lot(code));
                    tx.audit(entry.after(&json!({ "import": id, "row": number })));
                }
            }
            tx.mark_committed(id, now, count).await?;
            let entry = origin.entry(Act::ImportCommit, Object::new(ObjectKind::Import, id));
            tx.audit(entry.after(&json!({ "lots": count, "unit": owner.id })));
            Ok(tx.commit().await?)
        })
        .await?;
        self.import_preview(account, id).await
    }

    /// The institution that the account submits for; `None` for the centre, which imports for
    /// whatever unit a form names.
    async fn submitter(&self, account: &Account) -> Result<Option<Institution>, Error> {
        if account.may(Action::SubmitAnyLots) {
            return Ok(None);
        }
        let id = account.institution.ok_or(Error::Forbidden)?;
        require(account, Action::SubmitLots(id))?;
        Ok(Some(self.institution(id).await?))
    }

    async fn institution(&self, id: InstitutionId) -> Result<Institution, Error> {
        self.store()
            .read()
            .await?
            .institution(id)
            .await?
            .ok_or(Error::NotFound)
    }

    async fn owner(
        &self,
        known: Option<InstitutionId>,
        unit: Option<&str>,
    ) -> Result<Institution, Error> {
        match (known, unit) {
            (Some(id), _) => self.institution(id).await,
            (None, Some(unit)) => {
                let found = self.store().read().await?.institution_by_name(unit).await?;
                found.ok_or(Error::invalid("OWNER_UNKNOWN"))
            }
            (None, None) => Err(Error::invalid("OWNER_UNKNOWN")),
        }
    }

    /// Loads an upload of this account and checks it again by today's rules.
    async fn recheck(
        &self,
        account: &Account,
        id: ImportId,
    ) -> Result<(StoredImport, Season, Checked), Error> {
        let submitter = self.submitter(account).await?;
        // Taken before the file is loaded: those who wait hold no workbook.
        let desk = Desk::free().await?;
        let mut tx = self.store().read().await?;
        let stored = tx.import(id).await?.ok_or(Error::NotFound)?;
        require(account, Action::ReadImport(stored.account))?;
        let season = tx.season(stored.season).await?.ok_or(Error::NotFound)?;
        drop(tx);
        let (file, name) = (stored.file.clone(), stored.file_name.clone());
        let (rules, on) = (season.clone(), checking_day(&stored, self.now()));
        let unit = submitter.as_ref().map(submitter_of);
        let checked = desk
            .check(move || check_for(&file, &name, &rules, on, unit.as_ref()))
            .await?;
        Ok((stored, season, checked.map_err(refuse)?))
    }
}

/// An upload is judged by the day it came in, so that a committed one reads the same for ever.
fn checking_day(stored: &StoredImport, now: Timestamp) -> Date {
    stored.created_at.min(now).date()
}

/// What is stored already of what the form says.
async fn there(
    tx: &mut Tx,
    season: &Season,
    owner: Option<&Institution>,
    checked: &Checked,
) -> Result<Stored, Error> {
    let roadshow = match owner {
        Some(owner) => tx.roadshow_lots(season.id, owner.id).await?,
        None => 0,
    };
    Ok(Stored {
        lots: tx.live_identities(season.id, &checked.identities()).await?,
        roadshow,
        roadshow_max: season.roadshow_max,
    })
}

/// Whether institutions may submit lots on `today`.
fn submissions_open(season: &Season, today: Date) -> Result<(), Error> {
    let refuse = |code: &'static str, day: Date| Error::Invalid {
        code: code.into(),
        args: vec![("date".to_owned(), day.to_string())],
    };
    match season.submissions() {
        Some((from, _)) if today < from => Err(refuse("SUBMISSION_NOT_OPEN", from)),
        Some((_, until)) if until < today => Err(refuse("SUBMISSION_CLOSED", until)),
        Some(_) => Ok(()),
        // A season without a deadline collects no lots and was closed to them all along.
        None => Err(refuse("SUBMISSION_CLOSED", season.start_on)),
    }
}

fn submitter_of(unit: &Institution) -> Submitter {
    Submitter {
        name: unit.name.clone(),
        out_of_province: unit.out_of_province(),
    }
}

/// Writes one lot under a fresh code such as `P2026-NGIT-0001`; nothing for a row that is no lot.
async fn write(
    tx: &mut Tx,
    season: &Season,
    owner: &Institution,
    row: PlannedRow,
) -> Result<Option<LotCode>, Error> {
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
    let Some((lot, private)) = built else {
        return Ok(None);
    };
    tx.insert_lot(&lot, &private, owner, &identity, Some(&digest))
        .await?;
    Ok(Some(code))
}

/// A file that is no form, as a refusal with its own sentence.
fn refuse(fault: FileFault) -> Error {
    let mut args = vec![("field".to_owned(), fault.column)];
    args.extend(
        fault
            .args
            .into_iter()
            .map(|(place, value)| (place.to_owned(), value)),
    );
    Error::Invalid {
        code: fault.rule.message.into(),
        args,
    }
}
