//! The figures and the words of the summary report as a workbook. Texts are written as texts: a sheet
//! never takes them for formulas.

use crate::Error;
use domain::targets::{Figure, Standing, Target};
use domain::views::ReportPage;
use locales::{Label, Lang, reports as m};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// The report as a `.xlsx`: a sheet of figures and a sheet of words.
///
/// # Errors
/// Only faults of ours.
pub fn workbook(lang: Lang, page: &ReportPage) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    let written = write(&mut book, lang, page).and_then(|()| book.save_to_buffer());
    written.map_err(|error| Error::Internal(error.to_string()))
}

fn write(book: &mut Workbook, lang: Lang, page: &ReportPage) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap();
    let sheet = book.add_worksheet();
    sheet.set_name(m::figures(lang))?;
    for (column, heading) in (0..).zip(figure_headings(lang)) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut row = 1;
    for target in &page.targets {
        for (column, words) in (0..).zip(target_row(lang, page, target)) {
            // What is counted is a number to whoever calculates with it.
            match count_in(column, target) {
                Some(count) => sheet.write_number(row, column, count)?,
                None => sheet.write_string(row, column, words)?,
            };
        }
        row += 1;
    }
    let (ended, all) = page.follow_ups;
    sheet.write_string(row + 1, 0, offline_words(lang, page))?;
    sheet.write_string(row + 2, 0, m::follow_ups_are(lang, all, ended))?;
    let sheet = book.add_worksheet();
    sheet.set_name(m::words(lang))?;
    sheet.set_column_width(1, 90)?;
    let title = page.session.title.pick(lang.is_english());
    sheet.write_string_with_format(0, 0, m::document_title(lang, title), &bold)?;
    for (row, (part, words)) in (1..).zip(page.report.prose.parts()) {
        sheet.write_string(row, 0, part_name(lang, part))?;
        sheet.write_string_with_format(row, 1, words, &wrapped)?;
    }
    Ok(())
}

/// The number of a cell that is one.
fn count_in(column: u16, target: &Target) -> Option<u32> {
    let figure = match column {
        1 => target.threshold,
        2 => target.value,
        _ => None,
    };
    match figure? {
        Figure::Count(count) => Some(count),
        Figure::Day(_) => None,
    }
}

/// What a target says in each column: name, what is asked for, what there is, how it stands, why.
pub(super) fn target_row(lang: Lang, page: &ReportPage, target: &Target) -> [String; 5] {
    let reason = page.report.prose.reasons.get(target.id.code());
    let standing = match target.waived {
        true => m::waived(lang),
        false => target.standing.label(lang),
    };
    let words = |figure: Option<Figure>, none| match figure {
        Some(Figure::Count(count)) => count.to_string(),
        Some(Figure::Day(day)) => day.to_string(),
        None => none,
    };
    let none = match target.standing {
        Standing::Unknown => m::not_counted(lang),
        _ => "",
    };
    [
        target.id.label(lang).to_owned(),
        words(target.threshold, String::new()),
        words(target.value, none.to_owned()),
        standing.to_owned(),
        reason.cloned().unwrap_or_default(),
    ]
}

/// What was sold or agreed outside of the portal, in a sentence.
pub(super) fn offline_words(lang: Lang, page: &ReportPage) -> String {
    let (count, sum) = page.offline;
    m::offline_is(lang, count, locales::amount(lang, sum))
}

/// The headings of the figures.
pub(super) fn figure_headings(lang: Lang) -> [String; 5] {
    [
        m::figure(lang),
        m::threshold(lang),
        m::value(lang),
        m::standing(lang),
        m::reason(lang),
    ]
    .map(str::to_owned)
}

/// The name of a part of the host's words.
pub(super) fn part_name(lang: Lang, part: &str) -> &'static str {
    match part {
        "course" => m::part_course(lang),
        "effects" => m::part_effects(lang),
        "problems" => m::part_problems(lang),
        _ => m::part_plans(lang),
    }
}
