//! Rows of CSV as spreadsheets read it without asking: RFC 4180, and no formula from outside.

/// The mark by which spreadsheets know UTF-8.
pub(super) const MARK: &str = "\u{feff}";

/// A row, with its end.
pub(super) fn row(values: impl IntoIterator<Item = String>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| quoted(&value)).collect();
    format!("{}\r\n", values.join(","))
}

/// A text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe
/// (OWASP, CSV injection). Fields written by people could begin so.
pub(super) fn guarded(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn quoted(value: &str) -> String {
    match value.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", value.replace('"', "\"\"")),
        false => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_quoted_where_it_must_be_and_ends_as_it_must() {
        let values = ["a", "b,c", "say \"hi\"", "two\nlines", ""].map(str::to_owned);
        assert_eq!(
            row(values),
            "a,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n"
        );
    }

    #[test]
    fn what_begins_like_a_formula_is_a_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        assert_eq!(guarded("一种装置 - 甲"), "一种装置 - 甲");
    }
}
