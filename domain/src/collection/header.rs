//! Finding the header row and the submitting unit above it (domain.md §4, common rules; files as
//! institutions send them put a title and a unit row on top).

use super::cells::RawRow;
use super::columns::{Form, column_letters};
use super::faults::{FormFault, quote, rules};
use crate::text::{clean, fold_width, squeeze};

/// The header stands within the first ten rows.
pub const HEADER_WITHIN_ROWS: u32 = 10;

/// Where the header is and what stands above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The form.
    pub form: Form,
    /// Row of the header as Excel shows it.
    pub row: u32,
    /// The submitting unit and its row, when a row above names one.
    pub unit: Option<(u32, String)>,
}

/// Finds the header of `sheet`. The name of the sheet decides which form it is; a sheet with
/// another name is the form whose headers it has.
///
/// # Errors
/// `FILE_HEADER`: names the first column that differs in the row that looks most like a header,
/// or says that there is none.
pub fn find_header(sheet: &str, rows: &[RawRow]) -> Result<Header, FormFault> {
    let top: Vec<&RawRow> = rows
        .iter()
        .filter(|row| row.row <= HEADER_WITHIN_ROWS)
        .collect();
    let named = Form::ALL
        .into_iter()
        .find(|form| form.is_named(&clean(sheet)));
    let candidates = match &named {
        Some(form) => std::slice::from_ref(form),
        None => &Form::ALL[..],
    };
    let mut best: Option<(usize, Form, &RawRow)> = None;
    for (row, form) in top
        .iter()
        .flat_map(|row| candidates.iter().map(move |form| (row, *form)))
    {
        if first_difference(form, row).is_none() {
            return Ok(Header {
                form,
                row: row.row,
                unit: unit_above(row.row, &top),
            });
        }
        let known = known_headers(form, row);
        if best.is_none_or(|(most, _, _)| known > most) {
            best = Some((known, form, row));
        }
    }
    // A third of the headers makes a row the header; less is a sheet of something else.
    match best.filter(|(known, form, _)| known * 3 >= form.columns().len()) {
        Some((_, form, row)) => Err(difference(form, row)),
        None => Err(no_header(named, sheet)),
    }
}

fn normal(header: &str) -> String {
    squeeze(header).replace('*', "")
}

fn first_difference(form: Form, row: &RawRow) -> Option<usize> {
    let differs = |(index, column): (usize, &super::Column)| {
        (normal(&row.cell(index).text()) != normal(column.header)).then_some(index)
    };
    form.columns().iter().enumerate().find_map(differs)
}

/// How many headers of the form stand anywhere in the row.
fn known_headers(form: Form, row: &RawRow) -> usize {
    let cells: Vec<String> = row.cells.iter().map(|cell| normal(&cell.text())).collect();
    form.columns()
        .iter()
        .filter(|column| cells.contains(&normal(column.header)))
        .count()
}

fn difference(form: Form, row: &RawRow) -> FormFault {
    let index = first_difference(form, row).unwrap_or(0);
    let header = form.columns()[index].header;
    FormFault {
        form: Some(form),
        row: row.row,
        column: header,
        rule: rules::FILE_HEADER,
        value: row.cell(index).raw(),
        args: vec![("col", column_letters(index)), ("x", header.to_owned())],
    }
}

fn no_header(form: Option<Form>, sheet: &str) -> FormFault {
    let rule = if form.is_some() {
        rules::FILE_HEADER_MISSING
    } else {
        rules::FILE_SHEET
    };
    let args = match form {
        Some(form) => vec![("sheet", form.sheet().to_owned())],
        None => vec![("sheet", quote(sheet))],
    };
    FormFault {
        form,
        row: 0,
        column: "",
        rule,
        value: sheet.to_owned(),
        args,
    }
}

/// The words that lead in the unit.
const UNIT_LABELS: [&str; 4] = ["填报单位", "报送单位", "申报单位", "推荐单位"];
/// The words that follow it in the same cell.
const NEXT_LABELS: [&str; 7] = [
    "填报日期",
    "填报时间",
    "填报人",
    "联系人",
    "联系电话",
    "日期",
    "单位:",
];

/// The unit of the nearest row above the header that names one.
fn unit_above(header: u32, top: &[&RawRow]) -> Option<(u32, String)> {
    let above = top.iter().rev().filter(|row| row.row < header);
    above
        .filter_map(|row| unit_of(row).map(|unit| (row.row, unit)))
        .next()
}

/// `填报单位（公章）：江澜大学（示例）        填报日期：` names 江澜大学（示例）; the name may also
/// stand in the next filled cell.
fn unit_of(row: &RawRow) -> Option<String> {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_blank());
    while let Some(cell) = filled.next() {
        let text = cell.text();
        let Some(value) = after_label(&text) else {
            continue;
        };
        let unit = cut(&value);
        if !unit.is_empty() {
            return Some(unit);
        }
        return filled
            .next()
            .map(|cell| cut(&cell.text()))
            .filter(|unit| !unit.is_empty());
    }
    None
}

/// What follows the label and its colon. Widths are folded for the comparison only: folding keeps
/// the number of characters, so places in the folded text are places in the text.
fn after_label(text: &str) -> Option<String> {
    let folded = fold_width(text);
    let start = UNIT_LABELS
        .iter()
        .find_map(|label| Some(folded.find(label)? + label.len()))?;
    let colon = folded[start..].find(':')? + start;
    let skip = folded[..colon].chars().count() + 1;
    Some(text.chars().skip(skip).collect())
}

/// The name at the beginning of `text`, up to a wide gap or the next label.
fn cut(text: &str) -> String {
    let text = clean(text);
    let folded = fold_width(&text);
    let ends = NEXT_LABELS
        .iter()
        .chain(&["  ", "\t", "\n"])
        .filter_map(|end| folded.find(end));
    let end = ends.min().unwrap_or(folded.len());
    let length = folded[..end].chars().count();
    clean(&text.chars().take(length).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::super::cells::Cell;
    use super::*;

    fn row(number: u32, cells: &[&str]) -> RawRow {
        RawRow {
            row: number,
            cells: cells.iter().map(|c| Cell::Text((*c).into())).collect(),
        }
    }

    fn headers(form: Form, star: &str) -> Vec<String> {
        form.columns()
            .iter()
            .map(|c| format!("{}{}", c.header, if c.required { star } else { "" }))
            .collect()
    }

    fn header_row(number: u32, form: Form, star: &str) -> RawRow {
        let headers = headers(form, star);
        row(
            number,
            &headers.iter().map(String::as_str).collect::<Vec<_>>(),
        )
    }

    const UNIT: &str = "填报单位（公章）：江澜大学（示例）        填报日期：        单位：万元";

    #[test]
    fn headers_are_found_below_title_and_unit() {
        for form in Form::ALL {
            for star in ["*", "＊", ""] {
                let rows = [
                    row(1, &["2026年征集表"]),
                    row(2, &[UNIT]),
                    header_row(7, form, star),
                ];
                let found = find_header(form.sheet(), &rows).unwrap();
                assert_eq!((found.form, found.row), (form, 7));
                assert_eq!(found.unit, Some((2, "江澜大学（示例）".into())));
                assert_eq!(find_header("Sheet1", &rows).unwrap().form, form);
            }
        }
        let alone = [header_row(1, Form::Patent, "*")];
        assert_eq!(find_header("Sheet1", &alone).unwrap().unit, None);
    }

    #[test]
    fn the_first_difference_is_named() {
        let mut cells = headers(Form::Patent, "*");
        cells[9] = "产业".into();
        let rows = [row(
            3,
            &cells.iter().map(String::as_str).collect::<Vec<_>>(),
        )];
        let fault = find_header("专利征集表", &rows).unwrap_err();
        assert_eq!(
            (fault.row, fault.column, fault.rule.code),
            (3, "产业领域", "FILE_HEADER")
        );
        assert_eq!(
            fault.args,
            [("col", "J".to_owned()), ("x", "产业领域".to_owned())]
        );
        assert_eq!(fault.value, "产业");

        // A column left out shifts the rest; the first shifted place is the one to repair.
        let mut cells = headers(Form::Patent, "*");
        cells.remove(2);
        let rows = [row(
            3,
            &cells.iter().map(String::as_str).collect::<Vec<_>>(),
        )];
        assert_eq!(
            find_header("专利征集表", &rows).unwrap_err().column,
            "专利号"
        );
    }

    #[test]
    fn a_sheet_of_something_else() {
        let rows = [row(1, &["姓名", "学院"]), row(2, &["示例", "示例"])];
        let fault = find_header("Sheet1", &rows).unwrap_err();
        assert_eq!((fault.rule, fault.form), (rules::FILE_SHEET, None));
        let fault = find_header("专利征集表", &rows).unwrap_err();
        assert_eq!(
            (fault.rule, fault.form),
            (rules::FILE_HEADER_MISSING, Some(Form::Patent))
        );
        // The name of the sheet wins over the headers in it.
        let rows = [header_row(1, Form::Need, "*")];
        assert!(find_header("专利征集表", &rows).is_err());
        // Below the tenth row nobody looks.
        assert!(find_header("需求征集表", &[header_row(11, Form::Need, "*")]).is_err());
        assert!(find_header("需求征集表", &[]).is_err());
    }

    #[test]
    fn the_unit_in_other_layouts() {
        let unit = |cells: &[&str]| unit_of(&row(2, cells));
        let name = || Some("江澜大学（示例）".to_owned());
        assert_eq!(
            unit(&["填报单位：江澜大学（示例） 填报日期：2026-05-01"]),
            name()
        );
        assert_eq!(
            unit(&["报送单位（盖章）:", "", "江澜大学（示例）", "填报日期："]),
            name()
        );
        assert_eq!(
            unit(&["单位：万元", "申报单位：江澜大学（示例）\n联系人：示例"]),
            name()
        );
        assert_eq!(unit(&["填报单位（公章）：        填报日期："]), None);
        assert_eq!(unit(&["专利征集表"]), None);
    }
}
