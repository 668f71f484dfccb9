//! What a commit would do: compared with what is stored, written nowhere.

use super::check::Checked;
use super::fault::{FileFault, faults};
use super::messages::describe;
use domain::collection::{CheckedRow, Entry, Fault, Form, Placement, canonical, rules};
use domain::ids::{ImportId, LotCode};
use domain::lots::{Industry, Lot, LotPrivate};
use domain::views::{ImportPreview, ImportRow, RowFate};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The live lot that holds an identity in this season: its code, and the digest of the row that
/// it came from when it was imported.
pub type Existing = (LotCode, Option<String>);

/// Most errors, and most warnings, that a preview lists. Every row of a full form may be wrong in
/// every cell; the fate of each row is shown all the same.
pub const FAULTS_SHOWN_MAX: usize = 5_000;

/// A row that will become a new lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRow {
    /// Row number as Excel shows it.
    pub row: u32,
    /// What makes it the same record in a later upload.
    pub identity: String,
    /// Hash of what the row says, 64 hexadecimal digits.
    pub digest: String,
    entry: Entry,
}

impl PlannedRow {
    /// The industry, which is part of the code to be allotted.
    pub fn industry(&self) -> Industry {
        self.entry.industry()
    }

    /// The lot at its place; `None` for a need, which is no lot.
    pub fn build(self, place: Placement) -> Option<(Lot, LotPrivate)> {
        self.entry.into_lot(place)
    }
}

/// What will happen to a row, and the error that the comparison adds.
enum Fate {
    New(String),
    Unchanged,
    Refused(Option<Fault>),
}

impl Checked {
    /// The identities to look up before [`preview`] and [`plan`].
    pub fn identities(&self) -> Vec<String> {
        self.rows
            .iter()
            .filter_map(|row| row.identity.clone())
            .collect()
    }
}

/// The preview of a checked form. `existing` holds the live lots of the season by identity.
pub fn preview(
    checked: &Checked,
    id: ImportId,
    file: &str,
    existing: &HashMap<String, Existing>,
) -> ImportPreview {
    let mut errors = Vec::new();
    let mut rows = Vec::new();
    for row in &checked.rows {
        let fate = fate(checked.form, row, existing);
        let added = if let Fate::Refused(fault) = &fate {
            fault.as_ref()
        } else {
            None
        };
        let room = FAULTS_SHOWN_MAX - errors.len();
        errors.extend(row.errors.iter().chain(added).take(room).map(describe));
        rows.push(line(row, &fate));
    }
    ImportPreview {
        id,
        file: file.to_owned(),
        kind: checked.form.kind().to_owned(),
        unit: checked.unit.clone().unwrap_or_default(),
        rows,
        errors,
        warnings: checked
            .warnings()
            .into_iter()
            .take(FAULTS_SHOWN_MAX)
            .collect(),
        committed: None,
    }
}

/// The rows that a commit writes, in the order of the form.
///
/// # Errors
/// `NEED_IMPORT_LATER` for a need form, which can be checked but not stored yet.
pub fn plan(
    checked: &Checked,
    existing: &HashMap<String, Existing>,
) -> Result<Vec<PlannedRow>, FileFault> {
    if checked.form == Form::Need {
        return Err(FileFault::of(faults::NEED_IMPORT_LATER));
    }
    let planned = |row: &CheckedRow| match fate(checked.form, row, existing) {
        Fate::New(digest) => Some(PlannedRow {
            row: row.row,
            identity: row.identity.clone()?,
            digest,
            entry: row.entry.clone()?,
        }),
        Fate::Unchanged | Fate::Refused(_) => None,
    };
    Ok(checked.rows.iter().filter_map(planned).collect())
}

fn line(row: &CheckedRow, fate: &Fate) -> ImportRow {
    ImportRow {
        row: row.row,
        title: row.title.clone(),
        key: row.key.clone(),
        fate: match fate {
            Fate::New(_) => RowFate::New,
            Fate::Unchanged => RowFate::Unchanged,
            Fate::Refused(_) => RowFate::Refused,
        },
        warned: !row.warnings.is_empty(),
    }
}

fn fate(form: Form, row: &CheckedRow, existing: &HashMap<String, Existing>) -> Fate {
    let (Some(entry), Some(identity)) = (&row.entry, &row.identity) else {
        return Fate::Refused(None);
    };
    let digest = digest(entry);
    match existing.get(identity) {
        None => Fate::New(digest),
        Some((_, Some(stored))) if *stored == digest => Fate::Unchanged,
        Some((code, _)) => Fate::Refused(Some(duplicate(form, row, code))),
    }
}

/// 该专利已在本季提交: the lot is there and says something else.
fn duplicate(form: Form, row: &CheckedRow, code: &LotCode) -> Fault {
    let (header, rule, value) = match form {
        Form::Patent => ("专利号", rules::DUPLICATE_PATENT, &row.key),
        _ => ("成果名称", rules::DUPLICATE_ACHIEVEMENT, &row.title),
    };
    let index = form.index(header);
    Fault {
        row: row.row,
        index,
        column: form.columns()[index].header,
        rule,
        value: value.clone(),
        args: vec![("code", code.to_string())],
    }
}

/// The hash of what a row says.
fn digest(entry: &Entry) -> String {
    let hash = Sha256::digest(canonical(entry));
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
