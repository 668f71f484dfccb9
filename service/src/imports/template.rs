//! The empty forms to download: exact headers, lists and other validations, the sheets 字典 and
//! 填写说明 (domain.md §4, common rules). They are Chinese documents; the explanations stand there in
//! both languages.

use super::ROWS_MAX;
use super::messages::form_name;
use crate::{Error, Portal};
use domain::collection::{Form, Input, column_letters};
use domain::seasons::{Season, catalogue};
use domain::time::Date;
use locales::{Lang, codes, templates as m};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

/// The sheet of the lists.
const DICTIONARY: &str = "字典";
/// The sheet that explains the columns.
const INSTRUCTIONS: &str = "填写说明";
/// Days before this one are a slip of the fingers.
const FIRST_DAY: Date = Date::of(1985, 4, 1);
/// So are days after this one.
const LAST_DAY: Date = Date::of(2100, 12, 31);

/// An empty form as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// `专利征集表_2023-AUCTION.xlsx`.
    pub name: String,
    /// The workbook.
    pub bytes: Vec<u8>,
}

impl Portal {
    /// The empty form of this kind for the season with this code, by default the current one. A
    /// season that is stored has its own rules there; the plans of others are known.
    ///
    /// # Errors
    /// `NotFound` when there is no such form or season.
    pub async fn form_template(&self, kind: &str, season: Option<&str>) -> Result<Template, Error> {
        let form = Form::from_kind(kind).ok_or(Error::NotFound)?;
        let season = match season {
            None => self.current_season().await?,
            Some(code) => {
                let planned = catalogue::by_code(code).ok_or(Error::NotFound)?;
                let stored = self.store().read().await?.season(planned.id).await?;
                stored.unwrap_or(planned)
            }
        };
        template(form, &season)
    }
}

/// The empty form for a season.
///
/// # Errors
/// `Internal` never in practice: nothing in a form is beyond what a workbook holds.
pub fn template(form: Form, season: &Season) -> Result<Template, Error> {
    let bytes = workbook(form, season).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Template {
        name: format!("{}_{}.xlsx", form.sheet_in(season), season.code()),
        bytes,
    })
}

fn workbook(form: Form, season: &Season) -> Result<Vec<u8>, XlsxError> {
    let inputs: Vec<Input> = (0..form.columns().len())
        .map(|index| form.input(index, season))
        .collect();
    let mut book = Workbook::new();
    let (lists, places) = dictionary(form, &inputs)?;
    book.push_worksheet(table(form, season, &inputs, &places)?);
    book.push_worksheet(lists);
    book.push_worksheet(instructions(form, season, &inputs)?);
    book.save_to_buffer()
}

fn head() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00DD_E6F0))
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// The sheet to be filled in: row 1 is the header and stays in sight.
fn table(
    form: Form,
    season: &Season,
    inputs: &[Input],
    places: &[Option<String>],
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(form.sheet_in(season))?;
    let head = head();
    let columns = form.columns().iter().zip(inputs).zip(places);
    for (index, ((column, input), place)) in (0_u16..).zip(columns) {
        sheet.set_column_width(index, width(input, column.header))?;
        if let Some(format) = cells(input) {
            sheet.set_column_format(index, &format)?;
        }
        let star = if column.required { "*" } else { "" };
        let header = format!("{}{star}", column.header);
        sheet.write_string_with_format(0, index, header, &head)?;
        let cutoff = season
            .grant_cutoff
            .filter(|_| column.header == "授权公告日");
        if let Some(rule) = validation(input, place.as_deref(), cutoff)? {
            sheet.add_data_validation(1, index, ROWS_MAX as u32, index, &rule)?;
        }
    }
    sheet.set_row_height(0, 32)?;
    sheet.set_freeze_panes(1, 2)?;
    Ok(sheet)
}

/// Characters of a column's width.
fn width(input: &Input, header: &str) -> u32 {
    let by_input = match input {
        Input::Whole { .. } => 8,
        Input::Date | Input::One(_) => 13,
        Input::Amount | Input::Begins(_) => 15,
        Input::Free | Input::Several(_) => 22,
        Input::Text { max, .. } if *max > 200 => 40,
        Input::Text { max, .. } if *max > 40 => 26,
        Input::Text { .. } => 14,
    };
    // A Chinese character is twice as wide as a digit, and a star may follow.
    let by_header = header.chars().count() as u32 * 2 + 3;
    by_input.max(by_header.min(22))
}

/// How the cells of a column are kept: days as days, texts as texts, so that no number of eighteen
/// digits is rounded and no leading zero is lost.
fn cells(input: &Input) -> Option<Format> {
    match input {
        Input::Date => Some(Format::new().set_num_format("yyyy-mm-dd")),
        Input::Free | Input::Text { .. } => Some(Format::new().set_num_format("@").set_text_wrap()),
        _ => None,
    }
}

/// What the spreadsheet itself refuses. Dates and lists of several values have more spellings than it
/// knows, so there it only warns or helps.
fn validation(
    input: &Input,
    place: Option<&str>,
    cutoff: Option<Date>,
) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let both =
        |sentence: fn(Lang) -> String| format!("{}\n{}", sentence(Lang::Zh), sentence(Lang::En));
    let rule = match (input, place) {
        (Input::One(_), Some(place)) => rule
            .allow_list_formula(Formula::new(place))
            .set_error_message(both(|lang| m::pick(lang).to_owned()))?,
        (Input::Several(_) | Input::Begins(_), Some(place)) => rule
            .allow_list_formula(Formula::new(place))
            .show_error_message(false)
            .set_input_message(both(|lang| m::several(lang).to_owned()))?,
        (Input::Whole { min, max }, _) => {
            let message = |lang| m::number(lang, max, min);
            rule.allow_whole_number(DataValidationRule::Between(*min as i32, *max as i32))
                .set_error_message(format!("{}\n{}", message(Lang::Zh), message(Lang::En)))?
        }
        (Input::Date, _) => {
            let from = day(cutoff.unwrap_or(FIRST_DAY))?;
            rule.allow_date(DataValidationRule::Between(from, day(LAST_DAY)?))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_message(both(|lang| m::day(lang).to_owned()))?
        }
        _ => return Ok(None),
    };
    Ok(Some(rule))
}

fn day(date: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&date.to_string())
}

/// The sheet 字典: a column for each list; and where each column of the form finds its own.
fn dictionary(form: Form, inputs: &[Input]) -> Result<(Worksheet, Vec<Option<String>>), XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(DICTIONARY)?;
    let head = head();
    let mut places = Vec::new();
    let mut next = 0_u16;
    for (column, input) in form.columns().iter().zip(inputs) {
        let words = input.words();
        if words.is_empty() {
            places.push(None);
            continue;
        }
        sheet.write_string_with_format(0, next, column.header, &head)?;
        sheet.set_column_width(next, 22)?;
        for (row, word) in (1_u32..).zip(words) {
            sheet.write_string(row, next, word)?;
        }
        let letters = column_letters(usize::from(next));
        places.push(Some(format!(
            "={DICTIONARY}!${letters}$2:${letters}${}",
            words.len() + 1
        )));
        next += 1;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok((sheet, places))
}

/// The sheet 填写说明: what goes into each column, in both languages.
fn instructions(form: Form, season: &Season, inputs: &[Input]) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(INSTRUCTIONS)?;
    let (head, wrapped) = (head(), Format::new().set_text_wrap());
    for (column, width) in [(0, 6), (1, 26), (2, 8), (3, 56), (4, 28), (5, 60)] {
        sheet.set_column_width(column, width)?;
    }
    let mut row = 0;
    for lang in [Lang::Zh, Lang::En] {
        let title = m::sheet_line(lang, form_name(lang, form), season.code());
        sheet.write_string_with_format(row, 0, title, &Format::new().set_bold())?;
        let lines = [
            m::line_header(lang),
            m::line_rows(lang),
            m::line_lists(lang),
            m::line_amounts(lang),
        ];
        for line in lines {
            row += 1;
            sheet.write_string(row, 0, line)?;
        }
        row += 2;
    }
    let (zh, en) = (Lang::Zh, Lang::En);
    let heads = [
        m::column(zh),
        m::header(zh),
        m::required(zh),
        m::how(zh),
        m::header(en),
        m::how(en),
    ];
    for (column, text) in (0..).zip(heads) {
        sheet.write_string_with_format(row, column, text, &head)?;
    }
    for (index, (column, input)) in form.columns().iter().zip(inputs).enumerate() {
        row += 1;
        let required = if column.required {
            m::yes(zh)
        } else {
            m::no(zh)
        };
        let cells = [
            column_letters(index),
            column.header.to_owned(),
            required.to_owned(),
            how(zh, column.header, input),
            codes::form_column(en, column.header).to_owned(),
            how(en, column.header, input),
        ];
        for (place, text) in (0..).zip(cells) {
            sheet.write_string_with_format(row, place, text, &wrapped)?;
        }
    }
    Ok(sheet)
}

/// What is typed into a column, and what else has to be known of it.
pub(crate) fn how(lang: Lang, header: &str, input: &Input) -> String {
    let typed = match input {
        Input::Free => m::free(lang).to_owned(),
        Input::Text { min, max } => m::text(lang, max, min),
        Input::Whole { min, max } => m::whole(lang, max, min),
        Input::Date => m::date(lang).to_owned(),
        Input::Amount => m::amount(lang).to_owned(),
        Input::One(_) => m::one(lang).to_owned(),
        Input::Several(_) => m::several(lang).to_owned(),
        Input::Begins(_) => m::begins(lang).to_owned(),
    };
    match codes::form_note(lang, header) {
        "" => typed,
        note if lang.is_english() => format!("{typed}. {note}"),
        note => format!("{typed}；{note}"),
    }
}
