//! A row that was typed into the online form: the same checks, quotas and duplicates as a row of an
//! upload, and the same lot in the end.

use super::check::Checked;
use super::commit::write;
use super::fault::FileFault;
use super::preview::{Stored, plan, preview};
use super::source::{refuse, there};
use crate::Error;
use crate::waivers::leave;
use domain::collection::Context;
use domain::drafts::{DraftContent, form_of};
use domain::ids::{ImportId, LotCode, LotId};
use domain::institutions::Institution;
use domain::lots::LotKind;
use domain::seasons::Season;
use domain::time::Date;
use domain::views::ImportFault;
use store::Tx;

/// What the checks make of a typed row.
pub(crate) struct TypedRow {
    checked: Checked,
    there: Stored,
}

impl TypedRow {
    /// Checks what was typed, by itself and against what the unit has stored.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn judge(
        tx: &mut Tx,
        (season, owner, today): (&Season, &Institution, Date),
        kind: LotKind,
        content: &DraftContent,
    ) -> Result<Self, Error> {
        let context = Context {
            season,
            today,
            unit: Some(&owner.name),
            out_of_province: owner.out_of_province(),
            leave: leave(tx, season, owner).await?,
        };
        let checked = Checked {
            form: form_of(kind),
            unit: Some(owner.name.clone()),
            out_of_province: owner.out_of_province(),
            encoding: None,
            rows: vec![content.check(kind, &context)],
        };
        let mut there = there(tx, season, Some(owner), &checked, None).await?;
        // An upload may say a stored lot anew, row by row beside its old one. Whoever types a lot means a
        // new one: one that is there already is a duplicate, whatever it says.
        there.changeable.clear();
        for (_, digest) in there.lots.values_mut() {
            *digest = None;
        }
        Ok(Self { checked, there })
    }

    /// What keeps it from being a lot, and what is worth a look, by column.
    pub fn found(&self) -> (Vec<ImportFault>, Vec<ImportFault>) {
        let shown = preview(&self.checked, ImportId(0), "", &self.there);
        (shown.errors, shown.warnings)
    }

    /// Writes the lot under a fresh code; `cleared`: its owner has ticked 内容可公开.
    ///
    /// # Errors
    /// The first fault of the row, with its sentence; nothing is written then.
    pub async fn write(
        self,
        tx: &mut Tx,
        season: &Season,
        owner: &Institution,
        cleared: bool,
    ) -> Result<(LotId, LotCode), Error> {
        let mut planned = plan(&self.checked, &self.there);
        let Some(row) = planned.pop() else {
            let faults = self.checked.faults(&self.there);
            let first = faults.into_values().flatten().next();
            let first = first.ok_or_else(|| Error::Internal("a row without a fate".into()))?;
            return Err(refuse(FileFault {
                form: Some(self.checked.form),
                row: first.row,
                column: first.column.to_owned(),
                rule: first.rule,
                value: first.value,
                args: first.args,
            }));
        };
        let written = write(tx, season, owner, row, cleared).await?;
        written.ok_or_else(|| Error::Internal("a lot that is none".into()))
    }
}
