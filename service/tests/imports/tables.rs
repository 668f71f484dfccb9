//! Forms as `.csv`: the same engine, the encoding shown, wrong bytes refused.

use super::workbooks::{self as make, Row, TEXT, UNIT, Value, patent, set};
use super::{TODAY, lines, season};
use domain::collection::Form;
use domain::ids::ImportId;
use locales::Lang;
use serde_json::Value as Json;
use service::imports::{Stored, check, preview};

/// The form as a spreadsheet saves it: a unit row, the header, the rows, a blank line between.
fn csv(form: Form, rows: &[Row]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut lines = vec![format!("填报单位：{UNIT}"), String::new()];
    let headers = form.columns().iter().map(|column| {
        let star = if column.required { "*" } else { "" };
        format!("{}{star}", column.header)
    });
    lines.push(headers.collect::<Vec<_>>().join(","));
    for row in rows {
        let cell = |header: &str| {
            let found = row
                .iter()
                .find(|(h, _)| *h == header)
                .map(|(_, value)| value);
            match found {
                None => String::new(),
                Some(Value::Text(text)) => quoted(text),
                Some(Value::Number(number)) => number.to_string(),
                Some(Value::Date(y, m, d)) => format!("{y}/{m}/{d}"),
            }
        };
        let cells = form.columns().iter().map(|column| cell(column.header));
        lines.push(cells.collect::<Vec<_>>().join(","));
    }
    lines.join("\r\n")
}

/// Two bytes for each character of the texts that this test needs, by the table of GBK.
fn gbk() -> Vec<u8> {
    // 姓名,手机 and a name: enough to tell the encoding by, not enough for a form.
    [
        &b"\xd0\xd5\xc3\xfb,\xca\xd6\xbb\xfa\r\n"[..],
        b"\xbc\xd7\xca\xbe\xc0\xfd,19900001234\r\n",
    ]
    .concat()
}

#[test]
fn a_form_in_utf_8_reads_like_a_workbook() {
    let mut rows: Vec<Row> = (1..=6).map(patent).collect();
    set(&mut rows[1], "备注", "一行\n“又一行”，\"引号\"");
    set(&mut rows[2], "技术简介", "太短");
    set(&mut rows[3], "联系电话", "12345");
    let text = csv(Form::Patent, &rows);
    let marked = format!("\u{feff}{text}");
    for (bytes, encoding) in [
        (text.as_bytes(), "UTF-8"),
        (marked.as_bytes(), "UTF-8 (BOM)"),
    ] {
        let checked = check(bytes, "专利征集表_示例.csv", &season(), TODAY).unwrap();
        let report: Json = serde_json::to_value(checked.report()).unwrap();
        assert_eq!(
            (&report["kind"], &report["rows"]),
            (&"patent".into(), &6.into())
        );
        assert_eq!(report["encoding"], encoding);
        let wanted = [
            (6, "技术简介", "TEXT_LENGTH"),
            (7, "联系电话", "PHONE_FORMAT"),
        ];
        assert_eq!(lines(&report, "errors"), wanted);
        assert_eq!(checked.unit.as_deref(), Some(UNIT));
        let shown = preview(&checked, ImportId(1), "a.csv", &Stored::default());
        assert_eq!(shown.encoding.as_deref(), Some(encoding));
    }
    // The same rows say the same thing in a workbook: nothing of them is new a second time.
    let of_text = check(text.as_bytes(), "a.csv", &season(), TODAY).unwrap();
    let of_book = check(&make::form(Form::Patent, &rows), "a.xlsx", &season(), TODAY).unwrap();
    assert_eq!(of_text.identities(), of_book.identities());
    assert_eq!(of_book.encoding, None);
    assert!(TEXT.len() > 60);
}

#[test]
fn gbk_is_recognised_and_its_text_is_read() {
    let fault = check(&gbk(), "名单.csv", &season(), TODAY).unwrap_err();
    // It was read: what is wrong with it is its header.
    assert_eq!(fault.rule.code, "FILE_HEADER");
    let sheet = service::imports::read_form(&gbk(), "名单.csv").unwrap();
    assert_eq!(sheet.encoding.map(|encoding| encoding.name()), Some("GBK"));
    let shown: Vec<String> = sheet.rows.iter().map(|row| row.cell(0).raw()).collect();
    assert_eq!(shown, ["姓名", "甲示例"]);
}

#[test]
fn what_is_neither_is_refused_in_a_sentence() {
    for bytes in [
        &b"\xff\xfe\x53\x4e"[..],
        b"a,\xff\xff\n",
        b"\x1f\x8b\x08\x00",
    ] {
        let fault = check(bytes, "a.csv", &season(), TODAY).unwrap_err();
        assert_eq!(fault.rule.code, "FILE_TYPE");
        assert!(fault.sentence(Lang::Zh).contains("UTF-8或GBK"));
        assert!(fault.sentence(Lang::En).contains("UTF-8 or GBK"));
    }
    let fault = check("甲,乙\n\"丙,丁\n".as_bytes(), "a.csv", &season(), TODAY).unwrap_err();
    assert!(fault.sentence(Lang::Zh).contains("第2行"), "{fault:?}");
}
