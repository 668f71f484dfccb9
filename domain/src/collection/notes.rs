//! Rows below the header that are no data: signatures, dates and notes (files as institutions send
//! them end with a line such as `填报人：          审核人：          （单位盖章）`).

use super::cells::{Cell, RawRow};
use super::columns::Form;

/// What a signature or a note begins with, before its colon.
const LABELS: [&str; 34] = [
    "填报人",
    "填表人",
    "制表人",
    "审核人",
    "审批人",
    "复核人",
    "经办人",
    "负责人",
    "单位负责人",
    "部门负责人",
    "项目负责人",
    "分管领导",
    "主管领导",
    "联系人",
    "联系电话",
    "电话",
    "手机",
    "电子邮箱",
    "填报单位",
    "报送单位",
    "申报单位",
    "推荐单位",
    "单位",
    "日期",
    "填报日期",
    "填表日期",
    "填报时间",
    "报送日期",
    "说明",
    "填写说明",
    "填表说明",
    "备注",
    "注",
    "附注",
];
/// What may follow a label: `单位负责人签字：`, `填报人（签字）：`.
const ENDINGS: [&str; 7] = ["签字", "签名", "签章", "盖章", "公章", "(签字)", "(盖章)"];
/// Cells that stand alone, without a colon.
const SEALS: [&str; 10] = [
    "单位盖章",
    "(单位盖章)",
    "(盖章)",
    "盖章",
    "(公章)",
    "单位公章",
    "(单位公章)",
    "公章",
    "(签字)",
    "签字",
];
/// A note may stand in one of so many cells, however the sheet is laid out.
const FIRST_CELLS: usize = 4;
/// More cells than these besides labels and their values make a row of data.
const OTHER_CELLS_MAX: usize = 2;

/// What a cell is in the light of signatures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Blank,
    /// `填报人：`, with what follows it in the same cell or in the next one.
    Label,
    /// What stands in the cell after a label without a value of its own.
    Value,
    Other,
}

/// Whether the row is a signature or a note: one of its first cells begins with such a label, and
/// its key columns (title, and number or unit) hold nothing but such labels and their values.
///
/// A row of data is never taken for one: it has a title or a number, or at least
/// [`OTHER_CELLS_MAX`] values that no label explains, and then it is checked and its gaps are
/// reported.
pub fn is_note(form: Form, row: &RawRow) -> bool {
    let Some(parts) = parts(row, keys(form)) else {
        return false;
    };
    let part = |index: usize| parts.get(index).copied().unwrap_or(Part::Blank);
    let first = parts.iter().find(|part| **part != Part::Blank);
    let led = first == Some(&Part::Label) || (0..FIRST_CELLS).any(|i| part(i) == Part::Label);
    let others = parts.iter().filter(|part| **part == Part::Other).count();
    led && others <= OTHER_CELLS_MAX
}

/// The columns without which a row names nothing.
fn keys(form: Form) -> [usize; 2] {
    match form {
        Form::Patent => [form.index("专利名称"), form.index("专利号")],
        Form::Achievement => [form.index("成果名称"), form.index("完成单位")],
        Form::Need => [form.index("需求名称"), form.index("企业名称")],
        Form::Liaison => [form.index("单位名称"), form.index("姓名")],
        Form::Offline => [form.index("项目名称"), form.index("供给方名称")],
    }
}

/// What the cells are; `None` as soon as one of the key columns names something, as in nearly every
/// row, because then the long texts behind it need no look.
fn parts(row: &RawRow, keys: [usize; 2]) -> Option<Vec<Part>> {
    let mut waiting = false;
    let mut part = |cell: &Cell| {
        if cell.is_blank() {
            return Part::Blank;
        }
        let text = cell.folded();
        let label = is_label(&text);
        let value = waiting && !label;
        waiting = label && text.ends_with(':');
        match (label, value) {
            (true, _) => Part::Label,
            (false, true) => Part::Value,
            (false, false) => Part::Other,
        }
    };
    let cells = row.cells.iter().enumerate();
    let looked = cells.map(|(index, cell)| {
        let part = part(cell);
        let names = part == Part::Other && keys.contains(&index);
        (!names).then_some(part)
    });
    looked.collect()
}

/// Whether the text (widths folded, no blanks) is one of the labels with a colon behind it, or a
/// place for a seal.
fn is_label(text: &str) -> bool {
    let seal = SEALS.contains(&text);
    seal || text.split_once(':').is_some_and(|(head, _)| {
        // Notes are often numbered: `注1：`.
        let head = head.trim_end_matches(|c: char| c.is_ascii_digit());
        let known = |head: &str| LABELS.contains(&head);
        known(head)
            || ENDINGS
                .iter()
                .any(|e| head.strip_suffix(e).is_some_and(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(usize, &str)]) -> RawRow {
        let mut row = RawRow {
            row: 30,
            cells: vec![Cell::Empty; 33],
        };
        for (index, text) in cells {
            row.cells[*index] = Cell::Text((*text).into());
        }
        row
    }

    #[test]
    fn signatures_and_notes() {
        let notes: &[&[(usize, &str)]] = &[
            &[(0, "填报人：          审核人：          （单位盖章）")],
            &[
                (0, "填报人："),
                (1, "甲示例"),
                (2, "审核人："),
                (3, "乙示例"),
            ],
            &[
                (0, "填报人："),
                (1, "甲示例"),
                (8, "联系电话："),
                (9, "19900001234"),
            ],
            &[(1, "单位负责人签字：")],
            &[(1, "单位负责人（签字）："), (5, "（盖章）")],
            &[(2, "审核人：乙示例")],
            &[(3, "日期："), (4, "2026-05-01")],
            &[(1, "说明：1. 本表由报送单位填写"), (2, "")],
            &[(1, "备注： 以上均为示例")],
            &[(0, "注1：金额以万元计"), (6, "注2：可续页")],
            &[(20, "日期：2026年5月1日")],
            &[(0, "联系电话："), (1, "025-88888888"), (12, "（单位盖章）")],
        ];
        for form in Form::ALL {
            for cells in notes {
                assert!(is_note(form, &row(cells)), "{cells:?}");
            }
        }
    }

    #[test]
    fn rows_of_data_stay() {
        let data: &[&[(usize, &str)]] = &[
            // A note beside the number of a row, or at its end.
            &[(0, "备注："), (1, "一种示例装置"), (2, "ZL202319111290.3")],
            &[(0, "备注：重点"), (1, "一种示例装置")],
            &[(1, "一种示例装置"), (32, "备注：无")],
            &[(2, "ZL202319111290.3"), (3, "说明：待补")],
            // The label of a note without its colon is a title.
            &[(1, "日期校验与说明生成方法")],
            &[(1, "审核人员定位方法")],
            &[(1, "联系电话自动识别装置：基于示例的方法")],
            // Title and number are missing, but the row says much else.
            &[
                (0, "备注：补报"),
                (3, "发明专利"),
                (4, "2023-12-07"),
                (8, "有效"),
            ],
            &[(3, "发明专利"), (8, "有效")],
        ];
        for cells in data {
            assert!(!is_note(Form::Patent, &row(cells)), "{cells:?}");
        }
    }
}
