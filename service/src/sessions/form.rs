//! The agenda as a workbook (议程表): a form to download, filled with the rows as they stand, and the
//! reading of one that comes back. Reading writes nothing: the rows go into the host's editor, where they
//! are looked at and saved.

use crate::imports::{Template, read_workbook};
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::collection::{Cell, RawRow, column_letters};
use domain::ids::{LotCode, SessionId};
use domain::sessions::{
    AGENDA_ROWS_MAX, AgendaItem, AgendaKind, Consents, RevisionRefusal, check_agenda,
};
use domain::text::{clean, fold_width};
use domain::time::Timestamp;
use domain::views::ImportFault;
use locales::{Lang, agenda_sheet as m};
use rust_xlsxwriter::{DataValidation, Format, FormatBorder, Workbook, XlsxError};

/// Name of the sheet.
const SHEET: &str = "议程表";
/// Headers, in order; a star marks what each row needs.
const HEADERS: [&str; 8] = [
    "类型*",
    "内容*",
    "报告人",
    "时长（分钟）*",
    "开始时间",
    "标的编号",
    "报告人同意公开姓名",
    "权利人同意公开路演",
];
/// Widths of the columns, characters.
const WIDTHS: [u32; 8] = [10, 42, 24, 14, 12, 20, 20, 20];
/// Most characters of a value that a fault quotes.
const QUOTED_MAX: usize = 80;
/// Largest workbook, bytes.
const FILE_MAX: usize = 2_000_000;

/// What a workbook says, when all of it can be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaSheet {
    /// The rows.
    pub items: Vec<AgendaItem>,
}

/// Why a workbook is not taken: every fault with its row and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetFault(pub Vec<ImportFault>);

impl Portal {
    /// The form, filled with the rows of the latest revision.
    ///
    /// # Errors
    /// As [`Self::require_host`]; `NotFound`.
    pub async fn agenda_form(&self, account: &Account, id: SessionId) -> Result<Template, Error> {
        let desk = self.session_desk(account, id).await?;
        let bytes = agenda_template(&desk.draft.agenda)?;
        let name = format!("{SHEET}_{}.xlsx", desk.session.slug);
        Ok(Template { name, bytes })
    }

    /// Reads a workbook; the rows begin with the session when they say nothing else.
    ///
    /// # Errors
    /// As [`Self::require_host`]; `NotFound`, `FILE_TOO_LARGE`.
    pub async fn read_agenda(
        &self,
        account: &Account,
        id: SessionId,
        (name, bytes): (&str, &[u8]),
    ) -> Result<Result<AgendaSheet, SheetFault>, Error> {
        let desk = self.session_desk(account, id).await?;
        if bytes.len() > FILE_MAX {
            return Err(Error::Invalid {
                code: "FILE_TOO_LARGE".into(),
                args: vec![("max".to_owned(), (FILE_MAX / 1_000_000).to_string())],
            });
        }
        Ok(read(bytes, name, desk.draft.starts_at))
    }
}

/// The form with these rows.
///
/// # Errors
/// `Internal` never in practice: nothing in it is beyond what a workbook holds.
pub fn agenda_template(items: &[AgendaItem]) -> Result<Vec<u8>, Error> {
    workbook(items).map_err(|error| Error::Internal(error.to_string()))
}

fn workbook(items: &[AgendaItem]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?;
    let head = Format::new().set_bold().set_border(FormatBorder::Thin);
    let text = Format::new().set_num_format("@").set_text_wrap();
    let columns = (0_u16..).zip(HEADERS).zip(WIDTHS);
    for ((column, header), width) in columns {
        sheet.set_column_width(column, width)?;
        sheet.set_column_format(column, &text)?;
        sheet.write_string_with_format(0, column, header, &head)?;
    }
    let last = AGENDA_ROWS_MAX as u32;
    let kinds: Vec<&str> = AgendaKind::ALL
        .iter()
        .map(|kind| kind.form_label())
        .collect();
    let kinds = DataValidation::new().allow_list_strings(&kinds)?;
    sheet.add_data_validation(1, 0, last, 0, &kinds)?;
    let agrees = DataValidation::new().allow_list_strings(&["是", "否"])?;
    for column in [6, 7] {
        sheet.add_data_validation(1, column, last, column, &agrees)?;
    }
    for (row, item) in (1_u32..).zip(items) {
        for (column, cell) in (0_u16..).zip(cells_of(item)) {
            sheet.write_string(row, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

fn cells_of(item: &AgendaItem) -> [String; 8] {
    let yes = |agreed: bool| match agreed {
        true => "是".to_owned(),
        false => "否".to_owned(),
    };
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    [
        item.kind.form_label().to_owned(),
        item.title.clone(),
        item.speaker.clone(),
        item.minutes.to_string(),
        item.starts.map(clock).unwrap_or_default(),
        item.lot.clone().unwrap_or_default(),
        yes(item.consents.speaker),
        yes(item.consents.owner),
    ]
}

/// A rule that a cell breaks, as a sentence of each language.
type Says = fn(Lang) -> String;

fn fault(row: u32, column: Option<usize>, value: &str, code: &str, says: Says) -> ImportFault {
    let name = column.map_or("", |column| HEADERS[column].trim_end_matches('*'));
    ImportFault {
        row,
        column: name.to_owned(),
        letter: column.map(column_letters).unwrap_or_default(),
        code: code.to_owned(),
        value: value.chars().take(QUOTED_MAX).collect(),
        message_zh: says(Lang::Zh),
        message_en: says(Lang::En),
    }
}

fn read(bytes: &[u8], name: &str, starts_at: Timestamp) -> Result<AgendaSheet, SheetFault> {
    let sheet = read_workbook(bytes, name).map_err(|one| SheetFault(vec![one.import_fault()]))?;
    let mut rows = sheet.rows.iter();
    let header = rows.next().map_or(&[][..], |row| &row.cells[..]);
    for (column, wanted) in HEADERS.iter().enumerate() {
        let found = header.get(column).map(word).unwrap_or_default();
        if found.trim_end_matches('*') != fold_width(wanted).trim_end_matches('*') {
            let says: Says = |lang| m::header(lang).to_owned();
            return Err(SheetFault(vec![fault(
                1,
                Some(column),
                &found,
                "FILE_HEADER",
                says,
            )]));
        }
    }
    let (mut items, mut numbers, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows.filter(|row| row.cells.iter().any(|cell| !cell.is_blank())) {
        numbers.push(row.row);
        match item(row) {
            Ok(item) => items.push(item),
            Err(found) => faults.extend(found),
        }
    }
    if numbers.is_empty() {
        let says: Says = |lang| m::empty(lang).to_owned();
        faults.push(fault(0, None, "", "AGENDA_SHEET_EMPTY", says));
    }
    if faults.is_empty()
        && let Err(refusal) = check_agenda(starts_at, &items)
    {
        faults.push(refused(refusal, &numbers));
    }
    match faults.is_empty() {
        true => Ok(AgendaSheet { items }),
        false => Err(SheetFault(faults)),
    }
}

/// The words of a cell, in one spelling.
fn word(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Number(text) => clean(&fold_width(text)),
        Cell::Bool(true) => "是".to_owned(),
        Cell::Bool(false) => "否".to_owned(),
        Cell::Date(date) => date.to_string(),
        Cell::Empty | Cell::Error(_) => String::new(),
    }
}

fn item(row: &RawRow) -> Result<AgendaItem, Vec<ImportFault>> {
    let cell = |column: usize| row.cells.get(column).map(word).unwrap_or_default();
    let mut faults = Vec::new();
    let mut wrong = |column: usize, code: &str, says: Says| {
        faults.push(fault(row.row, Some(column), &cell(column), code, says));
    };
    let kind = AgendaKind::from_form(&cell(0));
    if kind.is_none() {
        wrong(0, "AGENDA_KIND_UNKNOWN", |lang| m::kind(lang).to_owned());
    }
    // Of what people write nothing is folded: the title and the names stay as they are.
    let typed = |column: usize| match row.cells.get(column) {
        Some(Cell::Text(text)) => clean(text),
        _ => cell(column),
    };
    let minutes = cell(3)
        .parse::<u16>()
        .ok()
        .filter(|minutes| (1..=480).contains(minutes));
    if minutes.is_none() {
        wrong(3, "AGENDA_MINUTES_RANGE", |lang| {
            m::minutes(lang).to_owned()
        });
    }
    let starts = clock(&cell(4));
    if starts.is_none() {
        wrong(4, "AGENDA_START_RANGE", |lang| m::start(lang).to_owned());
    }
    let code = cell(5);
    let lot = LotCode::parse(&code).map(|code| code.as_str().to_owned());
    if lot.is_none() && !code.is_empty() {
        wrong(5, "AGENDA_LOT_FORMAT", |lang| m::lot(lang).to_owned());
    }
    let agreed = [6, 7].map(|column| {
        let agreed = agreed(&cell(column));
        if agreed.is_none() {
            wrong(column, "AGENDA_CONSENT", |lang| m::consent(lang).to_owned());
        }
        agreed.unwrap_or_default()
    });
    match (kind, minutes, starts) {
        (Some(kind), Some(minutes), Some(starts)) if faults.is_empty() => Ok(AgendaItem {
            kind,
            title: typed(1),
            speaker: typed(2),
            minutes,
            lot,
            starts,
            consents: Consents {
                speaker: agreed[0],
                owner: agreed[1],
            },
        }),
        _ => Err(faults),
    }
}

fn agreed(word: &str) -> Option<bool> {
    match word {
        "是" => Some(true),
        "否" | "" => Some(false),
        _ => None,
    }
}

/// Minutes after midnight of `13:30`, or of the share of a day that a cell of a time holds; nothing for
/// nothing.
fn clock(word: &str) -> Option<Option<u16>> {
    if word.is_empty() {
        return Some(None);
    }
    if let Some((hour, minute)) = word.split_once(':') {
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
        return (hour < 24 && minute < 60).then_some(Some(hour * 60 + minute));
    }
    // A share in whole seconds, without the error of a binary fraction: `0.5625` is half past one.
    let digits = word.strip_prefix("0.")?;
    let digits = digits.get(..9).unwrap_or(digits);
    let scale = 10_u64.pow(u32::try_from(digits.len()).ok()?);
    let share: u64 = digits.parse().ok()?;
    let minutes = (share * 1_440 + scale / 2) / scale;
    u16::try_from(minutes)
        .ok()
        .filter(|minutes| *minutes < 1_440)
        .map(Some)
}

/// What the rules say against rows that can be read; the row is the one of the sheet.
fn refused(refusal: RevisionRefusal, numbers: &[u32]) -> ImportFault {
    use RevisionRefusal as R;
    let (row, column, says): (Option<u32>, Option<usize>, Says) = match refusal {
        R::AgendaTitleLength { row } => (Some(row), Some(1), |lang| m::title(lang).to_owned()),
        R::AgendaSpeakerLength { row } => (Some(row), Some(2), |lang| m::speaker(lang).to_owned()),
        R::AgendaOrder { row } => (Some(row), Some(4), |lang| m::order(lang).to_owned()),
        R::AgendaOverlap { row, .. } => (Some(row), Some(4), |lang| m::overlap(lang).to_owned()),
        R::AgendaSpeakerClash { row, .. } => (Some(row), Some(2), |lang| m::clash(lang).to_owned()),
        _ => (None, None, |lang| m::too_long(lang).to_owned()),
    };
    let place = row.and_then(|row| numbers.get(row as usize));
    let code = refusal.to_string();
    fault(place.copied().unwrap_or_default(), column, "", &code, says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Date;

    const NINE: Timestamp = Date::of(2026, 11, 20).at(9, 0);

    fn row(title: &str, minutes: u16) -> AgendaItem {
        AgendaItem {
            kind: AgendaKind::Roadshow,
            title: title.into(),
            speaker: "某甲（示例）".into(),
            minutes,
            lot: Some("P2026-MAT-0001".into()),
            starts: None,
            consents: Consents {
                speaker: true,
                owner: false,
            },
        }
    }

    #[test]
    fn what_is_downloaded_comes_back_as_it_was() {
        let mut items = vec![row("路演一", 15), row("路演二", 20)];
        items[1].starts = Some(9 * 60 + 30);
        let bytes = agenda_template(&items).unwrap();
        assert_eq!(read(&bytes, "a.xlsx", NINE), Ok(AgendaSheet { items }));
    }

    #[test]
    fn faults_name_their_row_and_column() {
        let mut items = vec![row("路演一", 15), row("路演二", 20)];
        items[1].starts = Some(9 * 60 + 5);
        let bytes = agenda_template(&items).unwrap();
        let SheetFault(faults) = read(&bytes, "a.xlsx", NINE).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(
            (faults[0].row, faults[0].code.as_str()),
            (3, "AGENDA_OVERLAP")
        );
        assert_eq!(faults[0].letter, "E");
        let SheetFault(none) = read(&agenda_template(&[]).unwrap(), "a.xlsx", NINE).unwrap_err();
        assert_eq!(none[0].code, "AGENDA_SHEET_EMPTY");
        assert!(read(b"no workbook", "a.xlsx", NINE).is_err());
    }

    #[test]
    fn times_are_read_as_cells_hold_them() {
        assert_eq!(clock(""), Some(None));
        assert_eq!(clock("13:30"), Some(Some(810)));
        assert_eq!(clock("0.5625"), Some(Some(810)));
        assert_eq!(clock("0.395833333333333"), Some(Some(570)));
        for wrong in ["24:00", "13:60", "1.5", "noon", "9"] {
            assert_eq!(clock(wrong), None, "{wrong}");
        }
    }
}
