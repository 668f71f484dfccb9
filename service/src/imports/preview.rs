//! What a commit would do: compared with what is stored, written nowhere.

use super::added::{above_maximum, above_quota, added, duplicate, known_need};
use super::annotated::Faults;
use super::check::Checked;
use super::messages::describe;
use super::needs::{NeedFate, Needs};
use super::people::{People, Person};
use super::reports::{Known, Told};
use domain::collection::{
    Change, CheckedRow, Entry, Fault, Form, LiaisonRow, OfflineRow, Placement, canonical, changes,
    quote, rewritten, rules,
};
use domain::ids::{AccountId, ImportId, LotCode};
use domain::institutions::Institution;
use domain::lots::{Industry, Lot, LotPrivate};
use domain::seasons::{LotsLimit, Room};
use domain::views::{FieldChange, ImportFault, ImportPreview, ImportRow, RowFate};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use store::WholeLot;

/// The live lot that holds an identity in this season: its code, and the digest of the row that
/// it came from when it was imported.
pub type Existing = (LotCode, Option<String>);

/// Most errors, and most warnings, that a preview lists. Every row of a full form may be wrong in
/// every cell; the fate of each row is shown all the same.
pub const FAULTS_SHOWN_MAX: usize = 5_000;

/// What is stored already of what a form says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The live lots of the season by identity.
    pub lots: HashMap<String, Existing>,
    /// Those of them that the form may change, by code: drafts and submitted lots of the unit.
    pub changeable: HashMap<LotCode, WholeLot>,
    /// The unit.
    pub owner: Option<Institution>,
    /// What a form of reports may name, when it names anything.
    pub known: Option<Known>,
    /// The units of a form of people.
    pub people: Option<People>,
    /// The live needs that a form of needs names.
    pub needs: Option<Needs>,
    /// Who uploaded it.
    pub uploader: Option<AccountId>,
    /// How many lots of the unit are submitted.
    pub submitted: u32,
    /// How many it may submit in principle.
    pub lots_limit: Option<LotsLimit>,
    /// How many live lots of the unit are recommended for the roadshow.
    pub roadshow: u32,
    /// How many it may recommend ([`Season::roadshow_max`](domain::seasons::Season)).
    pub roadshow_max: Option<u16>,
}

/// A row that will become a new lot, or change one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRow {
    /// Row number as Excel shows it.
    pub row: u32,
    /// What makes it the same record in a later upload.
    pub identity: String,
    /// Hash of what the row says, 64 hexadecimal digits.
    pub digest: String,
    /// The lot that it changes.
    pub changes: Option<LotCode>,
    /// Whether it takes the place of a liaison, changes a need or says a record anew.
    pub replaces: bool,
    pub(super) entry: Entry,
}

impl PlannedRow {
    /// The industry, which is part of the code to be allotted; `None` for what is no lot.
    pub fn industry(&self) -> Option<Industry> {
        self.entry.industry()
    }

    /// What a row of people says.
    pub(super) fn of_person(&self) -> Option<&LiaisonRow> {
        match &self.entry {
            Entry::Liaison(row) => Some(row),
            _ => None,
        }
    }

    /// What a row of reports says.
    pub(super) fn of_report(&self) -> Option<&OfflineRow> {
        match &self.entry {
            Entry::Offline(row) => Some(row),
            _ => None,
        }
    }

    /// The lot at its place; `None` for a need, which is no lot.
    pub fn build(self, place: Placement) -> Option<(Lot, LotPrivate)> {
        self.entry.into_lot(place)
    }
}

/// What will happen to a row, and the error that the comparison adds.
enum Fate {
    New(String),
    Changed(LotCode, String),
    Replaced(Vec<FieldChange>, String),
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

    /// The stored lots that rows say something else of than before.
    pub fn differing(&self, lots: &HashMap<String, Existing>) -> Vec<LotCode> {
        let differing = |row: &CheckedRow| {
            let (code, stored) = lots.get(row.identity.as_ref()?)?;
            let digest = digest(row.entry.as_ref()?);
            (stored.as_ref() != Some(&digest)).then(|| code.clone())
        };
        self.rows.iter().filter_map(differing).collect()
    }

    /// Every error of the rows that stay out, with those that the comparison adds.
    pub fn faults(&self, stored: &Stored) -> Faults {
        let mut faults = Faults::new();
        for (row, (fate, _)) in self.rows.iter().zip(fates(self, stored)) {
            if let Fate::Refused(added) = fate {
                let all = row.errors.iter().cloned().chain(added);
                faults.insert(row.row, all.collect());
            }
        }
        faults
    }
}

/// The preview of a checked form.
pub fn preview(checked: &Checked, id: ImportId, file: &str, stored: &Stored) -> ImportPreview {
    let mut errors = Vec::new();
    let mut rows = Vec::new();
    let mut warnings: Vec<ImportFault> = Vec::new();
    for (row, (fate, warning)) in checked.rows.iter().zip(fates(checked, stored)) {
        let room = FAULTS_SHOWN_MAX - warnings.len();
        warnings.extend(row.warnings.iter().chain(&warning).take(room).map(shown));
        let added = if let Fate::Refused(fault) = &fate {
            fault.as_ref()
        } else {
            None
        };
        let room = FAULTS_SHOWN_MAX - errors.len();
        errors.extend(row.errors.iter().chain(added).take(room).map(shown));
        let mut line = line(row, &fate, stored);
        line.warned |= warning.is_some();
        rows.push(line);
    }
    ImportPreview {
        id,
        file: file.to_owned(),
        kind: checked.form.kind().to_owned(),
        unit: checked.unit.clone().unwrap_or_default(),
        encoding: checked.encoding.map(|encoding| encoding.name().to_owned()),
        rows,
        errors,
        warnings,
        committed: None,
        undone: None,
        undoable: false,
    }
}

/// The rows that a commit writes, in the order of the form.
pub fn plan(checked: &Checked, stored: &Stored) -> Vec<PlannedRow> {
    let planned = |(row, (fate, _)): (&CheckedRow, Judged)| {
        let replaces = matches!(fate, Fate::Replaced(..));
        let (changes, digest) = match fate {
            Fate::New(digest) | Fate::Replaced(_, digest) => (None, digest),
            Fate::Changed(code, digest) => (Some(code), digest),
            Fate::Unchanged | Fate::Refused(_) => return None,
        };
        Some(PlannedRow {
            row: row.row,
            identity: row.identity.clone()?,
            digest,
            changes,
            replaces,
            entry: row.entry.clone()?,
        })
    };
    let rows = checked.rows.iter().zip(fates(checked, stored));
    rows.filter_map(planned).collect()
}

/// A fault as a line of a page, on which thousands may stand: its value is cut to 80 characters.
fn shown(fault: &Fault) -> ImportFault {
    let line = describe(fault);
    ImportFault {
        value: quote(&line.value),
        ..line
    }
}

fn line(row: &CheckedRow, fate: &Fate, stored: &Stored) -> ImportRow {
    let code = match fate {
        Fate::Changed(code, _) => Some(code.clone()),
        _ => None,
    };
    ImportRow {
        row: row.row,
        title: row.title.clone(),
        key: row.key.clone(),
        fate: match fate {
            Fate::New(_) => RowFate::New,
            Fate::Changed(..) | Fate::Replaced(..) => RowFate::Changed,
            Fate::Unchanged => RowFate::Unchanged,
            Fate::Refused(_) => RowFate::Refused,
        },
        warned: !row.warnings.is_empty(),
        changes: match (fate, &code) {
            (Fate::Replaced(changes, _), _) => changes.clone(),
            (_, Some(code)) => field_changes(row, code, stored).unwrap_or_default(),
            (_, None) => Vec::new(),
        },
        code,
    }
}

/// What a row changes of a stored lot, cut for a page.
fn field_changes(row: &CheckedRow, code: &LotCode, stored: &Stored) -> Option<Vec<FieldChange>> {
    let (old, owner) = (stored.changeable.get(code)?, stored.owner.as_ref()?);
    let entry = row.entry.clone()?;
    let (lot, private) = entry.into_lot(Placement::again(&old.lot, owner))?;
    let lot = rewritten(&old.lot, lot);
    let changed = changes((&old.lot, &old.private), (&lot, &private));
    let shown = |change: Change| FieldChange {
        column: change.column.to_owned(),
        old: quote(&change.old),
        new: quote(&change.new),
    };
    Some(changed.into_iter().map(shown).collect())
}

/// What happens to a row, with a warning that only the comparison can find.
type Judged = (Fate, Option<Fault>);

/// What will happen to each row, in order. New rows are counted: together with the lots that the
/// unit has stored they are no more than the season takes, in all and for the roadshow.
fn fates(checked: &Checked, stored: &Stored) -> Vec<Judged> {
    let (mut recommended, mut submitted) = (stored.roadshow, stored.submitted);
    let one = |row: &CheckedRow| {
        let fate = fate(checked.form, row, stored);
        let new = matches!(fate, Fate::New(_));
        let chosen = match &fate {
            Fate::New(_) => row.roadshow,
            // One that was recommended already is among those that are stored.
            Fate::Changed(code, _) => {
                let before = stored.changeable.get(code);
                row.roadshow && !before.is_some_and(|old| old.lot.roadshow)
            }
            _ => false,
        };
        let full = |max: &u16| u32::from(*max) <= recommended;
        if let Some(max) = stored.roadshow_max.filter(|max| chosen && full(max)) {
            let fault = above_quota(checked.form, row, max);
            return (Fate::Refused(Some(fault)), None);
        }
        let limit = stored
            .lots_limit
            .filter(|_| new && checked.form.is_of_lots());
        let above = |limit: LotsLimit, rule| above_maximum(checked.form, row, limit.max, rule);
        let warning = match limit.map(|limit| (limit, limit.room(submitted))) {
            Some((limit, Room::Full)) => {
                return (Fate::Refused(Some(above(limit, rules::LOTS_MAX))), None);
            }
            Some((limit, Room::Waived)) => Some(above(limit, rules::LOTS_MAX_WAIVED)),
            Some((_, Room::Free)) | None => None,
        };
        recommended += u32::from(chosen);
        submitted += u32::from(new);
        (fate, warning)
    };
    checked.rows.iter().map(one).collect()
}

fn fate(form: Form, row: &CheckedRow, stored: &Stored) -> Fate {
    let (Some(entry), Some(identity)) = (&row.entry, &row.identity) else {
        return Fate::Refused(None);
    };
    if let (Entry::Offline(report), Some(known)) = (entry, &stored.known) {
        let digest = digest(entry);
        return match known.judge(row, report, &digest) {
            Told::New => Fate::New(digest),
            Told::Unchanged => Fate::Unchanged,
            Told::Changes(changes) => Fate::Replaced(changes, digest),
            Told::Refused(column, rule, named) => {
                let arg = ("lot", named.clone());
                Fate::Refused(Some(added(form, row, column, rule, &named, arg)))
            }
        };
    }
    if let (Entry::Liaison(person), Some(people)) = (entry, &stored.people) {
        return match people.judge(person, stored.uploader) {
            Person::New => Fate::New(digest(entry)),
            Person::Unchanged => Fate::Unchanged,
            Person::Replaces(changes) => Fate::Replaced(changes, digest(entry)),
            Person::Refused(column, rule) => {
                let arg = ("unit", person.unit.clone());
                Fate::Refused(Some(added(form, row, column, rule, &row.title, arg)))
            }
        };
    }
    let digest = digest(entry);
    if let (Entry::Need(need), Some(needs)) = (entry, &stored.needs) {
        return match needs.judge(need, identity, &digest) {
            NeedFate::New => Fate::New(digest),
            NeedFate::Unchanged => Fate::Unchanged,
            NeedFate::Changes(changes) => Fate::Replaced(changes, digest),
            NeedFate::Known(code) => Fate::Refused(Some(known_need(form, row, &code))),
        };
    }
    let owns = |old: &WholeLot| {
        stored
            .owner
            .as_ref()
            .is_some_and(|unit| unit.id == old.lot.owner)
    };
    match stored.lots.get(identity) {
        None => Fate::New(digest),
        Some((_, Some(stored))) if *stored == digest => Fate::Unchanged,
        Some((code, _)) if stored.changeable.get(code).is_some_and(owns) => {
            Fate::Changed(code.clone(), digest)
        }
        Some((code, _)) => Fate::Refused(Some(duplicate(form, row, code))),
    }
}

/// The hash of what a row says.
fn digest(entry: &Entry) -> String {
    let hash = Sha256::digest(canonical(entry));
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
