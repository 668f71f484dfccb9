//! Cells as a workbook holds them, and the readings of a single cell: text, date, number.

use crate::text::{clean, cleaned, fold_width, is_blank, squeeze};
use crate::time::Date;

/// A cell of a workbook. Numbers come as their exact decimal text, so that no float enters the
/// domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text as typed.
    Text(String),
    /// A number in plain decimal notation: `6.2`, `19900001234`.
    Number(String),
    /// A cell that the workbook formats as a date.
    Date(Date),
    /// A truth value.
    Bool(bool),
    /// An error value of a formula, by its word: `#N/A`, `#REF!`. It says nothing, so it counts as
    /// an empty cell, but the word is what the user finds in the sheet.
    Error(String),
}

/// A row of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawRow {
    /// Row number as Excel shows it, from 1.
    pub row: u32,
    /// Cells from column A on; the ones after the last filled cell may be missing.
    pub cells: Vec<Cell>,
}

impl RawRow {
    /// The cell in the column with this index (A is 0).
    pub fn cell(&self, index: usize) -> &Cell {
        self.cells.get(index).unwrap_or(&Cell::Empty)
    }
}

impl Cell {
    /// Whether nothing readable stands in the cell.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty | Self::Error(_) => true,
            Self::Text(text) => is_blank(text),
            Self::Number(_) | Self::Date(_) | Self::Bool(_) => false,
        }
    }

    /// The cell as text: trimmed, full-width digits folded (domain.md §4, common rules).
    pub fn text(&self) -> String {
        match self {
            Self::Empty | Self::Error(_) => String::new(),
            Self::Text(text) => fold_digits(&cleaned(text)),
            Self::Number(number) => number.clone(),
            Self::Date(date) => date.to_string(),
            Self::Bool(true) => "TRUE".into(),
            Self::Bool(false) => "FALSE".into(),
        }
    }

    /// What stands in the cell, to quote it: text and error words exactly as typed, neither trimmed
    /// nor folded; dates as `2019-03-05`, numbers as their decimal text.
    pub fn raw(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Error(word) => word.clone(),
            other => other.text(),
        }
    }

    /// The cell for comparisons with a code table: all widths folded and no blanks at all.
    pub fn folded(&self) -> String {
        match self {
            Self::Text(text) => squeeze(text),
            other => squeeze(&other.text()),
        }
    }

    /// The cell as a date, in any of the styles that forms really use: an Excel date or serial
    /// number, `2024-10-13`, `2024.10.13`, `2024/10/13`, `20241013`, `2024年10月13日`, also in
    /// full-width digits and followed by a time of day. `None` when there is no such day.
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(*date),
            Self::Number(number) => date_of_number(number.split('.').next().unwrap_or(number)),
            Self::Text(text) => date_of_text(&clean(&fold_width(text))),
            Self::Empty | Self::Bool(_) | Self::Error(_) => None,
        }
    }
}

/// Full-width digits become plain ones; most texts have none.
fn fold_digits(text: &str) -> String {
    if text.contains(|c| matches!(c, '０'..='９')) {
        text.chars().map(fold_digit).collect()
    } else {
        text.to_owned()
    }
}

const fn fold_digit(c: char) -> char {
    match c {
        '０'..='９' => match char::from_u32(c as u32 - 0xfee0) {
            Some(folded) => folded,
            None => c,
        },
        _ => c,
    }
}

/// Excel's day 0. Its calendar has a 29 February 1900 that never was, so day 61 is the first
/// that counts right; nothing in these forms is that old.
const EXCEL_EPOCH: Date = Date::of(1899, 12, 30);
/// Serial numbers that can be meant: 1954 to 2119. A bare year such as `2024` is none of them.
const SERIALS: std::ops::RangeInclusive<i32> = 20_000..=80_000;

/// `20241013` or an Excel serial number.
fn date_of_number(digits: &str) -> Option<Date> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    match digits.len() {
        8 => Date::new(
            number / 10_000,
            (number / 100 % 100) as u32,
            (number % 100) as u32,
        ),
        _ => SERIALS
            .contains(&number)
            .then(|| EXCEL_EPOCH.plus_days(number)),
    }
}

fn date_of_text(text: &str) -> Option<Date> {
    if text.contains('年') {
        let day: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let day = day.split(['日', '号']).next()?;
        return date_of_parts(&day.replace(['年', '月'], "-"));
    }
    // A time of day may follow: `2024-10-13 00:00:00`, `2024-10-13T00:00:00`.
    let day = text.split(|c: char| c.is_whitespace() || c == 'T').next()?;
    date_of_number(day)
        .or_else(|| date_of_parts(day))
        .or_else(|| {
            let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            date_of_parts(&joined)
        })
}

/// Year, month and day between `-`, `.`, `/` and the dashes that input methods put there.
fn date_of_parts(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '.', '/', '。', '—', '–', '−']);
    let mut number = |digits: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        let fits = digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if fits { part.parse::<u32>().ok() } else { None }
    };
    let (year, month, day) = (number(4..=4)?, number(1..=2)?, number(1..=2)?);
    // A separator at the end (`2024.10.13.`) is harmless, a fourth number is not.
    let rest_is_blank = parts.all(str::is_empty);
    if rest_is_blank {
        Date::new(year as i32, month, day)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(value: &str) -> Cell {
        Cell::Text(value.into())
    }

    #[test]
    fn dates_in_every_style() {
        let day = Some(Date::of(2024, 10, 3));
        for style in [
            "2024-10-03",
            "2024-10-3",
            "2024.10.03",
            "2024.10.3.",
            "2024/10/3",
            "20241003",
            "2024年10月3日",
            "2024 年 10 月 03 日",
            "２０２４-１０-０３",
            "２０２４年１０月３号",
            " 2024-10-03 00:00:00",
            "2024-10-03T08:00:00",
            "2024 - 10 - 3",
            "45568",
        ] {
            assert_eq!(text(style).date(), day, "{style}");
        }
        assert_eq!(Cell::Number("45568".into()).date(), day);
        assert_eq!(Cell::Number("45568.75".into()).date(), day);
        assert_eq!(Cell::Number("20241003".into()).date(), day);
        assert_eq!(Cell::Date(Date::of(2024, 10, 3)).date(), day);
    }

    #[test]
    fn days_that_do_not_exist() {
        for bad in [
            "2023-02-29",
            "2024-13-01",
            "20240230",
            "2024",
            "2024-10",
            "24-10-03",
            "长期",
            "",
            "2024-10-03-1",
            "2024年",
            "99999999999999999999",
            "1/2/3",
            "-2024-1-1",
        ] {
            assert_eq!(text(bad).date(), None, "{bad}");
        }
        assert_eq!(Cell::Number("2024".into()).date(), None);
        assert_eq!(Cell::Number("-45568".into()).date(), None);
        assert_eq!(Cell::Bool(true).date(), None);
    }

    #[test]
    fn text_of_a_cell() {
        assert_eq!(
            text("\u{feff} 第３批（示例）\u{3000}").text(),
            "第3批（示例）"
        );
        assert_eq!(text("许可期限 （年）").folded(), "许可期限(年)");
        assert_eq!(Cell::Number("7".into()).text(), "7");
        assert!(text(" \u{3000}\u{200b}").is_blank());
    }

    #[test]
    fn an_error_value_is_an_empty_cell_that_can_be_quoted() {
        let error = Cell::Error("#N/A".into());
        assert!(error.is_blank() && error.text().is_empty() && error.date().is_none());
        assert_eq!(error.raw(), "#N/A");
        assert_eq!(text(" １２　３ ").raw(), " １２　３ ");
        assert_eq!(Cell::Date(Date::of(2019, 3, 5)).raw(), "2019-03-05");
    }

    proptest! {
        #[test]
        fn no_cell_panics(value in "\\PC{0,24}") {
            let _ = (text(&value).date(), Cell::Number(value.clone()).date(), text(&value).folded());
        }

        #[test]
        fn every_day_reads_back(days in 0i32..40_000) {
            let day = Date(days);
            let (y, m, d) = day.ymd();
            prop_assert_eq!(text(&format!("{y}.{m}.{d}")).date(), Some(day));
            prop_assert_eq!(text(&format!("{y:04}{m:02}{d:02}")).date(), Some(day));
        }
    }
}
