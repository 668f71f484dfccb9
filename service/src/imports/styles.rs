//! `styles.xml` shortened to what decides whether a number is a date.
//!
//! The spreadsheet library keeps fonts, fills and format texts by value for every cell format, so
//! a megabyte of styles can name gigabytes. What is written here is bounded: [`FORMATS_MAX`] cell
//! formats, each either a plain number or the short date.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::fmt::Write as _;

/// Most cell formats; Excel itself ends at 65,490.
const FORMATS_MAX: usize = 65_490;
/// Most own date formats that are remembered.
const OWN_FORMATS_MAX: usize = 4_096;

/// The date formats that workbooks name by number alone: the common ones, and those of Chinese
/// Excel (ECMA-376 part 1, §18.8.30), which the library does not know.
const DATE_FORMATS: [std::ops::RangeInclusive<u32>; 4] = [14..=17, 22..=22, 27..=36, 50..=58];
/// The format that is written for every date.
const SHORT_DATE: u32 = 14;

/// A short style sheet with the same cell formats in the same order. Broken input gives what was
/// read before the break.
pub fn shorten(text: &[u8]) -> String {
    let mut reader = Reader::from_reader(text);
    let mut own_dates = HashSet::new();
    let mut cells = Vec::new();
    let mut inside_cells = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) if e.local_name().as_ref() == "cellXfs" => inside_cells = true,
            Ok(Event::End(e)) if e.local_name().as_ref() == "cellXfs" => inside_cells = false,
            Ok(Event::Start(e) | Event::Empty(e)) => match e.local_name().as_ref() {
                "numFmt" if own_dates.len() < OWN_FORMATS_MAX => own_dates.extend(own_date(&e)),
                "xf" if inside_cells && cells.len() < FORMATS_MAX => cells.push(format_id(&e)),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let is_date = |id: &u32| own_dates.contains(id) || DATE_FORMATS.iter().any(|d| d.contains(id));
    write(cells.iter().map(is_date))
}

fn write(dates: impl Iterator<Item = bool>) -> String {
    let mut out = String::from("<styleSheet><cellXfs>");
    for is_date in dates {
        let id = if is_date { SHORT_DATE } else { 0 };
        // Writing to a String cannot fail.
        let _ = write!(out, r#"<xf numFmtId="{id}"/>"#);
    }
    out.push_str("</cellXfs></styleSheet>");
    out
}

/// The id of an own number format that shows a date.
fn own_date(e: &BytesStart) -> Option<u32> {
    let code = attribute(e, "formatCode")?;
    shows_a_date(&code)
        .then(|| attribute(e, "numFmtId")?.parse().ok())
        .flatten()
}

fn format_id(e: &BytesStart) -> u32 {
    attribute(e, "numFmtId")
        .and_then(|id| id.parse().ok())
        .unwrap_or(0)
}

fn attribute(e: &BytesStart, name: &str) -> Option<String> {
    let mut found = e
        .attributes()
        .filter_map(Result::ok)
        .filter(|a| a.key.as_ref() == name);
    found.next().map(|a| a.value.replace("&quot;", "\""))
}

/// Whether a format text has a year or a day outside quotes, brackets and escapes. Times of day
/// are no dates.
fn shows_a_date(code: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            'y' | 'Y' | 'd' | 'D' if !quoted && !bracketed => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_show_a_date() {
        for date in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\";@",
            "[$-804]d mmm yy",
            "YYYY/M/D",
        ] {
            assert!(shows_a_date(date), "{date}");
        }
        for other in [
            "General",
            "0.00",
            "h:mm:ss",
            "0.00\"days\"",
            "[Red]0",
            "0\\d",
            "@",
        ] {
            assert!(!shows_a_date(other), "{other}");
        }
    }

    #[test]
    fn cell_formats_keep_their_order() {
        let long = r#"<styleSheet xmlns="x"><numFmts count="2">
            <numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;"/>
            <numFmt numFmtId="165" formatCode="0.0"/></numFmts>
            <fonts><font><name val="F"/></font></fonts>
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
            <cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="164"><alignment/></xf>
            <xf numFmtId="165"/><xf numFmtId="31"/><xf/></cellXfs></styleSheet>"#;
        let ids = [0, 14, 0, 14, 0]
            .map(|id| format!(r#"<xf numFmtId="{id}"/>"#))
            .concat();
        let short = format!("<styleSheet><cellXfs>{ids}</cellXfs></styleSheet>");
        assert_eq!(shorten(long.as_bytes()), short);
    }

    #[test]
    fn broken_styles_end_where_they_break() {
        let empty = "<styleSheet><cellXfs></cellXfs></styleSheet>";
        assert_eq!(shorten(b"\xff\xfe<cellXfs"), empty);
        assert_eq!(shorten(b""), empty);
        assert_eq!(
            shorten(b"<cellXfs><xf numFmtId='x'/></cellXfs>")
                .matches("<xf ")
                .count(),
            1
        );
    }
}
