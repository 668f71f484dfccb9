//! Committing a 《意向与交易汇交表》: its rows become records of intents and deals that wait for their proof, in
//! one transaction; and taking that back.

use super::CommitMode;
use super::preview::{PlannedRow, plan, preview};
use super::reports::{Known, reports_of};
use super::source::{Reread, there};
use crate::permissions::require;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::collection::OfflineRow;
use domain::ids::{AccountId, ImportId, InstitutionId, IntakeId};
use domain::intakes::Report;
use domain::views::{ImportPreview, RowFate};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{NewReport, StoredIntake};

/// A record as it was before an upload said it anew.
#[derive(Serialize, Deserialize)]
struct Earlier {
    report: Report,
    digest: Option<String>,
}

/// Who reports, and in which upload.
struct Desk<'a> {
    import: ImportId,
    unit: Option<InstitutionId>,
    by: AccountId,
    known: &'a Known,
    origin: &'a Origin,
}

fn object(id: IntakeId) -> Object {
    Object::new(ObjectKind::Intake, id)
}

/// What the record keeps of a report; whom to call stands in the report itself.
fn facts(report: &Report) -> Value {
    json!({
        "session": report.session,
        "lot_id": report.lot,
        "kind": report.kind,
        "title": report.more.title,
        "supplier": report.more.supplier,
        "buyer": report.buyer,
        "amount_fen": report.amount,
        "agreed_on": report.agreed_on,
        "public": report.more.public,
    })
}

impl Portal {
    /// Commits an upload of reports. No day of the season closes it: what was agreed is reported as long as
    /// it is within the season.
    ///
    /// # Errors
    /// As [`Self::commit_import_as`].
    pub(super) async fn commit_reports(
        &self,
        account: &Account,
        id: ImportId,
        found: Reread,
        mode: CommitMode,
    ) -> Result<ImportPreview, Error> {
        let Reread {
            stored,
            season,
            read,
        } = found;
        if let Some(of) = stored.institution {
            require(account, Action::SubmitLots(of))?;
        }
        let checked = read.checked;
        let owner = self.known_owner(&stored, &checked).await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let rows = reports_of(&checked).into_iter().map(|(_, report)| report);
            hold_lots(&mut tx, rows).await?;
            let uploader = Some(stored.account);
            let there = there(&mut tx, &season, owner.as_ref(), &checked, uploader).await?;
            let shown = preview(&checked, id, &stored.file_name, &there);
            let refused = shown.rows.iter().any(|row| row.fate == RowFate::Refused);
            if refused && !mode.only_good {
                return Err(Error::invalid("IMPORT_HAS_ERRORS"));
            }
            let planned = plan(&checked, &there);
            let count = planned.len() as u32;
            let known = there.known.unwrap_or_default();
            let desk = Desk {
                import: id,
                unit: owner.as_ref().map(|unit| unit.id),
                by,
                known: &known,
                origin: &origin,
            };
            for row in planned {
                desk.write(&mut tx, &row).await?;
            }
            tx.mark_committed(id, origin.at, count).await?;
            let entry = origin.entry(Act::ImportCommit, Object::new(ObjectKind::Import, id));
            tx.audit(entry.after(&json!({ "records": count, "unit": desk.unit })));
            Ok(tx.commit().await?)
        })
        .await?;
        self.import_preview(account, id).await
    }
}

/// No round takes a lot meanwhile that is reported as sold; in one order, so that nobody waits for ever.
async fn hold_lots(tx: &mut Tx, rows: impl Iterator<Item = &OfflineRow>) -> Result<(), Error> {
    let mut lots = Vec::new();
    for code in rows.filter_map(|row| row.reference.as_ref()) {
        lots.extend(tx.lot(code).await?.map(|stored| stored.lot.id));
    }
    lots.sort_unstable();
    lots.dedup();
    for lot in lots {
        tx.hold_lot(lot).await?;
    }
    Ok(())
}

impl Desk<'_> {
    /// Keeps a row as a record, or says the one anew that stands.
    async fn write(&self, tx: &mut Tx, row: &PlannedRow) -> Result<(), Error> {
        let said = row.of_report().ok_or(Error::Conflict)?;
        let report = self.known.report(said);
        if row.replaces {
            let old = self.known.standing(&row.identity).ok_or(Error::Conflict)?;
            return self.rewrite(tx, row, old, &report).await;
        }
        let season = self
            .known
            .seasons
            .get(&said.season)
            .ok_or(Error::Conflict)?;
        let new = NewReport {
            season: *season,
            institution: self.unit,
            report: &report,
            identity: &row.identity,
            digest: &row.digest,
            by: self.by,
            at: self.origin.at,
        };
        let id = tx.insert_report(&new).await?;
        tx.insert_imported_intake(self.import, id, None).await?;
        let entry = self.origin.entry(Act::IntakeRecord, object(id));
        let mut facts = facts(&report);
        facts["import"] = json!(self.import);
        facts["row"] = json!(row.row);
        tx.audit(entry.after(&facts));
        Ok(())
    }

    async fn rewrite(
        &self,
        tx: &mut Tx,
        row: &PlannedRow,
        (stored, old): &(StoredIntake, Report),
        report: &Report,
    ) -> Result<(), Error> {
        let version = stored.version;
        if !tx
            .rewrite_report(stored.id, version, report, &row.digest)
            .await?
        {
            return Err(Error::Conflict);
        }
        let earlier = Earlier {
            report: old.clone(),
            digest: stored.digest.clone(),
        };
        let earlier = serde_json::to_string(&earlier);
        let earlier = earlier.map_err(|error| Error::Internal(error.to_string()))?;
        tx.insert_imported_intake(self.import, stored.id, Some(&earlier))
            .await?;
        let entry = self.origin.entry(Act::IntakeRewrite, object(stored.id));
        tx.audit(entry.before(&facts(old)).after(&facts(report)));
        Ok(())
    }
}

/// Takes back what an upload has reported: new records are withdrawn, with whatever proof they have by now;
/// those that it said anew say again what they said before. Answers how many they are.
///
/// # Errors
/// `IMPORT_UNDO_REPORTS` when the centre has decided about one, or another upload has said it anew.
pub(super) async fn take_reports_back(
    tx: &mut Tx,
    import: ImportId,
    origin: &Origin,
) -> Result<u32, Error> {
    let mut count = 0;
    for imported in tx.imported_intakes(import).await? {
        let (id, version) = (imported.intake, imported.version);
        let (act, done) = match imported.earlier {
            None => (Act::IntakeWithdraw, tx.withdraw_report(id, version).await?),
            Some(earlier) => {
                let earlier: Earlier = serde_json::from_str(&earlier)
                    .map_err(|error| Error::Internal(format!("import_intakes of {id}: {error}")))?;
                let digest = earlier.digest.unwrap_or_default();
                let said = tx.rewrite_report(id, version, &earlier.report, &digest);
                (Act::IntakeRewrite, said.await?)
            }
        };
        if !done {
            let title = tx
                .intake(id)
                .await?
                .map_or_else(String::new, |one| one.title);
            return Err(Error::Invalid {
                code: "IMPORT_UNDO_REPORTS".into(),
                args: vec![("title".to_owned(), title)],
            });
        }
        tx.audit(
            origin
                .entry(act, object(id))
                .after(&json!({ "import": import, "undone": true })),
        );
        count += 1;
    }
    Ok(count)
}
