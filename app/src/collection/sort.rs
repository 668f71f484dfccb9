//! The preview sorted for reading: rows by fate, faults by rule.

use domain::views::{ImportFault, ImportPreview, ImportRow, RowFate};
use std::collections::BTreeMap;

/// The rows of a preview by what will become of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sorted {
    /// New rows without any fault.
    pub ready: Vec<ImportRow>,
    /// New rows with a warning.
    pub warned: Vec<ImportRow>,
    /// Rows that change what is there.
    pub changed: Vec<ImportRow>,
    /// Rows with an error; they stay out.
    pub refused: Vec<ImportRow>,
    /// Rows that are there already and say the same.
    pub unchanged: Vec<ImportRow>,
}

impl Sorted {
    /// Sorts the rows; their order stays that of the sheet.
    pub fn of(preview: &ImportPreview) -> Self {
        let mut sorted = Self::default();
        for row in &preview.rows {
            let section = match row.fate {
                RowFate::Refused => &mut sorted.refused,
                RowFate::Changed => &mut sorted.changed,
                RowFate::Unchanged => &mut sorted.unchanged,
                RowFate::New if row.warned => &mut sorted.warned,
                RowFate::New => &mut sorted.ready,
            };
            section.push(row.clone());
        }
        sorted
    }

    /// How many rows a commit would write.
    pub fn importable(&self) -> usize {
        self.ready.len() + self.warned.len() + self.changed.len()
    }

    /// Every row is there already: there is nothing to import and nothing to correct.
    pub fn nothing_new(&self, preview: &ImportPreview) -> bool {
        self.importable() == 0 && preview.errors.is_empty() && !self.unchanged.is_empty()
    }
}

/// The faults of one rule in one column, in the order of their rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleGroup {
    /// Code of the rule.
    pub code: String,
    /// Column header without the star.
    pub column: String,
    /// The faults.
    pub faults: Vec<ImportFault>,
}

/// Groups faults by rule and column: the most frequent first, then by code.
pub fn by_rule(faults: &[ImportFault]) -> Vec<RuleGroup> {
    let mut groups: BTreeMap<(&str, &str), Vec<ImportFault>> = BTreeMap::new();
    for fault in faults {
        groups
            .entry((&fault.code, &fault.column))
            .or_default()
            .push(fault.clone());
    }
    let mut groups: Vec<RuleGroup> = groups
        .into_iter()
        .map(|((code, column), faults)| RuleGroup {
            code: code.to_owned(),
            column: column.to_owned(),
            faults,
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.faults.len()));
    groups
}

/// The id of the line that shows a fault, where the links of its group lead.
pub fn anchor(level: &str, fault: &ImportFault) -> String {
    format!(
        "{level}-{}-{}-{}",
        fault.row,
        fault.letter,
        fault.code.to_ascii_lowercase()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::ImportId;

    fn fault(row: u32, column: &str, letter: &str, code: &str) -> ImportFault {
        ImportFault {
            row,
            column: column.into(),
            letter: letter.into(),
            code: code.into(),
            value: "x".into(),
            message_zh: "改".into(),
            message_en: "Change it".into(),
        }
    }

    fn row(row: u32, fate: RowFate, warned: bool) -> ImportRow {
        ImportRow {
            row,
            title: "题".into(),
            key: "k".into(),
            fate,
            warned,
            code: None,
            changes: vec![],
        }
    }

    fn preview(rows: Vec<ImportRow>, errors: Vec<ImportFault>) -> ImportPreview {
        ImportPreview {
            id: ImportId(1),
            file: "表.xlsx".into(),
            kind: "patent".into(),
            unit: "某校（示例）".into(),
            encoding: None,
            rows,
            errors,
            warnings: vec![],
            committed: None,
            undone: None,
            undoable: false,
        }
    }

    #[test]
    fn rows_go_to_their_sections() {
        use RowFate::{Changed, New, Refused, Unchanged};
        let rows = vec![
            row(5, New, false),
            row(6, New, true),
            row(7, Refused, true),
            row(8, Unchanged, false),
            row(9, New, false),
            row(10, Changed, true),
        ];
        let sorted = Sorted::of(&preview(
            rows,
            vec![fault(7, "专利号", "C", "PATENT_NO_CHECK")],
        ));
        let numbers = |rows: &[ImportRow]| rows.iter().map(|row| row.row).collect::<Vec<_>>();
        assert_eq!(numbers(&sorted.ready), [5, 9]);
        assert_eq!(numbers(&sorted.warned), [6]);
        assert_eq!(numbers(&sorted.refused), [7]);
        assert_eq!(numbers(&sorted.unchanged), [8]);
        assert_eq!(numbers(&sorted.changed), [10]);
        assert_eq!(sorted.importable(), 4);
    }

    #[test]
    fn a_second_import_of_the_same_file_is_nothing_new() {
        let same = preview(vec![row(5, RowFate::Unchanged, false)], vec![]);
        assert!(Sorted::of(&same).nothing_new(&same));
        let empty = preview(vec![], vec![]);
        assert!(!Sorted::of(&empty).nothing_new(&empty));
    }

    #[test]
    fn faults_are_grouped_by_rule_and_column() {
        let faults = [
            fault(5, "专利号", "C", "PATENT_NO_CHECK"),
            fault(6, "技术简介", "L", "TEXT_LENGTH"),
            fault(7, "备注", "AG", "TEXT_LENGTH"),
            fault(12, "专利号", "C", "PATENT_NO_CHECK"),
        ];
        let groups = by_rule(&faults);
        let names: Vec<_> = groups
            .iter()
            .map(|g| (g.code.as_str(), g.column.as_str(), g.faults.len()))
            .collect();
        assert_eq!(
            names,
            [
                ("PATENT_NO_CHECK", "专利号", 2),
                ("TEXT_LENGTH", "备注", 1),
                ("TEXT_LENGTH", "技术简介", 1)
            ]
        );
        assert_eq!(anchor("error", &faults[0]), "error-5-C-patent_no_check");
    }
}
