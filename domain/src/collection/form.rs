//! A whole form: which rows are data, what each of them becomes, duplicates inside the file.

use super::cells::RawRow;
use super::columns::Form;
use super::context::Context;
use super::faults::Fault;
use super::header::Header;
use super::notes::is_note;
use super::reader::Faults;
use super::{
    AchievementRow, LiaisonRow, NeedRow, OfflineRow, PatentRow, achievement, liaison, need,
    offline, patent,
};
use std::collections::HashMap;

/// A typed row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Of 《专利征集表》.
    Patent(Box<PatentRow>),
    /// Of 《成果征集表》.
    Achievement(Box<AchievementRow>),
    /// Of 《需求征集表》.
    Need(Box<NeedRow>),
    /// Of 《活动联络员信息表》.
    Liaison(Box<LiaisonRow>),
    /// Of 《意向与交易汇交表》.
    Offline(Box<OfflineRow>),
}

/// A row with everything that was found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedRow {
    /// Row number as Excel shows it.
    pub row: u32,
    /// Title as typed, for orientation.
    pub title: String,
    /// Patent number, unit or enterprise as typed.
    pub key: String,
    /// What makes the record the same one in a later upload: `patent:ZL202019000001.9`,
    /// `achievement:<title>|<unit>|<leader>`, `need:<title>|<enterprise>`,
    /// `person:<kind>|<mobile>`, `report:<kind>|<title>|<supplier>|<demander>|<date>`. `None` when
    /// the cells that it is made of are wrong.
    pub identity: Option<String>,
    /// The typed row; `None` when there is an error.
    pub entry: Option<Entry>,
    /// Faults that keep the row out, in the order of the columns.
    pub errors: Vec<Fault>,
    /// Faults that do not.
    pub warnings: Vec<Fault>,
    /// Whether the row recommends a lot for the on-site roadshow. A row that repeats an earlier
    /// one recommends nothing of its own.
    pub roadshow: bool,
}

impl CheckedRow {
    /// A row with errors never carries an entry.
    pub(super) fn new(
        row: u32,
        (title, key): (String, String),
        identity: Option<String>,
        entry: Option<Entry>,
        faults: Faults,
    ) -> Self {
        let entry = entry.filter(|_| faults.errors.is_empty());
        let Faults { errors, warnings } = faults;
        Self {
            row,
            title,
            key,
            identity,
            entry,
            errors,
            warnings,
            roadshow: false,
        }
    }

    /// The same row, which says 是 to the roadshow or not.
    pub(super) fn recommended(self, roadshow: bool) -> Self {
        let again = self
            .errors
            .iter()
            .any(|fault| fault.rule.code == "LOT_DUPLICATE");
        Self {
            roadshow: roadshow && !again,
            ..self
        }
    }
}

/// The rows above the one that is checked: what may not stand twice in a file, and what is counted.
#[derive(Default)]
pub struct Earlier {
    rows: HashMap<String, u32>,
    roadshow: u32,
}

impl Earlier {
    /// The first row with this key.
    pub fn row_of(&self, key: &str) -> Option<u32> {
        self.rows.get(key).copied()
    }

    /// How many of them are recommended for the roadshow.
    pub fn recommended(&self) -> u32 {
        self.roadshow
    }

    fn note(&mut self, key: String, row: u32) {
        self.rows.entry(key).or_insert(row);
    }
}

/// Checks every row of a form. `rows` are its data rows ([`data_rows`]).
pub fn check_form(form: Form, rows: &[&RawRow], ctx: &Context) -> Vec<CheckedRow> {
    let mut earlier = Earlier::default();
    rows.iter()
        .map(|row| {
            let checked = match form {
                Form::Patent => patent::check(row, ctx, &earlier),
                Form::Achievement => achievement::check(row, ctx, &earlier),
                Form::Need => need::check(row, ctx, &earlier),
                Form::Liaison => liaison::check(row, ctx, &earlier),
                Form::Offline => offline::check(row, ctx, &earlier),
            };
            earlier.roadshow += u32::from(checked.roadshow);
            if let Some(identity) = &checked.identity {
                if form == Form::Achievement {
                    earlier.note(achievement::title_and_unit(identity).to_owned(), row.row);
                }
                if let Some(Entry::Liaison(person)) = &checked.entry
                    && let Some(post) = person.post()
                {
                    earlier.note(post, row.row);
                }
                earlier.note(identity.clone(), row.row);
            }
            checked
        })
        .collect()
}

/// The data rows below the header: blank rows, rows with nothing but their number, signatures and
/// notes are skipped.
pub fn data_rows<'a>(header: &Header, rows: &'a [RawRow]) -> Vec<&'a RawRow> {
    let below = |row: &&RawRow| row.row > header.row;
    rows.iter()
        .filter(below)
        .filter(|row| is_data(header.form, row))
        .collect()
}

fn is_data(form: Form, row: &RawRow) -> bool {
    let columns = form.columns().len();
    // Column 序号 is ignored on import, so a number alone is no data; neither is a note or a
    // signature that stands in the first cell only.
    let filled = (1..columns).any(|index| !row.cell(index).is_blank());
    filled && !is_note(form, row)
}
