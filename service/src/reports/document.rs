//! The summary report as a document of a word processor (ECMA-376, WordprocessingML): the few parts that
//! one needs, written by hand, because no library for them is worth its weight.

use super::workbook::{figure_headings, offline_words, part_name, target_row};
use crate::Error;
use domain::views::ReportPage;
use locales::{Label, Lang, reports as m};
use quick_xml::escape::escape;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const DOCUMENT_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="24"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style></w:styles>"#;

/// The report as a `.docx`.
///
/// # Errors
/// Only faults of ours.
pub fn document(lang: Lang, page: &ReportPage) -> Result<Vec<u8>, Error> {
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        (
            "word/_rels/document.xml.rels",
            DOCUMENT_RELATIONS.to_owned(),
        ),
        ("word/styles.xml", STYLES.to_owned()),
        ("word/document.xml", body(lang, page)),
    ];
    zipped(&parts).map_err(|error| Error::Internal(error.to_string()))
}

fn zipped(parts: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        zip.start_file(*name, SimpleFileOptions::default())?;
        zip.write_all(DECLARATION.as_bytes())?;
        zip.write_all(part.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The text of the report.
fn body(lang: Lang, page: &ReportPage) -> String {
    let mut text = Text::default();
    let session = page.session.title.pick(lang.is_english());
    text.styled("Title", &m::document_title(lang, session));
    text.plain(&m::held_at(lang, locales::date_time(lang, page.starts_at)));
    text.plain(&m::held_by(lang, page.holders.join(m::comma(lang))));
    text.plain(&m::state_is(lang, page.report.state.label(lang)));
    text.styled("Heading1", m::figures(lang));
    let mut rows = vec![figure_headings(lang)];
    rows.extend(page.targets.iter().map(|one| target_row(lang, page, one)));
    text.table(&rows);
    text.plain(&offline_words(lang, page));
    let (ended, all) = page.follow_ups;
    text.plain(&m::follow_ups_are(lang, all, ended));
    for (part, words) in page.report.prose.parts() {
        text.styled("Heading1", part_name(lang, part));
        match words.is_empty() {
            true => text.plain(m::part_empty(lang)),
            false => words.lines().for_each(|line| text.plain(line)),
        }
    }
    text.whole()
}

/// Paragraphs and tables as they are written one after another.
#[derive(Default)]
struct Text(String);

impl Text {
    fn plain(&mut self, words: &str) {
        let _ = write!(self.0, "<w:p>{}</w:p>", run(words));
    }

    fn styled(&mut self, style: &str, words: &str) {
        let _ = write!(
            self.0,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>",
            run(words)
        );
    }

    fn table<const COLUMNS: usize>(&mut self, rows: &[[String; COLUMNS]]) {
        const EDGES: [&str; 6] = ["top", "left", "bottom", "right", "insideH", "insideV"];
        self.0 += "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>";
        for edge in EDGES {
            let _ = write!(
                self.0,
                "<w:{edge} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"
            );
        }
        self.0 += "</w:tblBorders></w:tblPr><w:tblGrid>";
        self.0 += &"<w:gridCol w:w=\"1800\"/>".repeat(COLUMNS);
        self.0 += "</w:tblGrid>";
        for row in rows {
            self.0 += "<w:tr>";
            for cell in row {
                let _ = write!(
                    self.0,
                    "<w:tc><w:tcPr><w:tcW w:w=\"1800\" w:type=\"dxa\"/></w:tcPr><w:p>{}</w:p></w:tc>",
                    run(cell)
                );
            }
            self.0 += "</w:tr>";
        }
        self.0 += "</w:tbl>";
    }

    fn whole(self) -> String {
        format!(
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
             <w:body>{}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" \
             w:right=\"1440\" w:bottom=\"1440\" w:left=\"1440\" w:header=\"720\" w:footer=\"720\" \
             w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
            self.0
        )
    }
}

/// Words as they may stand in XML 1.0, which has no place for most control characters.
fn run(words: &str) -> String {
    let fits = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let words: String = words.chars().filter(fits).collect();
    format!(
        "<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>",
        escape(words.as_str())
    )
}
