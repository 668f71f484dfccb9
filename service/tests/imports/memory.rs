//! The memory of any upload stays below 150 MiB, measured in a process of its own.

use super::hostile::{archive, hundred_thousand_rows, package};
use super::workbooks::{self as make, Row, patent, set};
use super::{TODAY, season};
use domain::collection::Form;
use service::testing::TestPortal;
use std::path::Path;
use std::process::Command;

/// Names the file that a child process is to check.
const UPLOAD: &str = "IMPORT_MEMORY_TEST_UPLOAD";
/// Peak resident memory that no upload may reach, KiB: 150 MiB.
const LIMIT_KIB: u64 = 150 * 1024;

/// The name of this test, for the child process.
const TEST: &str = "memory::hostile_uploads_stay_within_their_memory";

/// Peak resident memory of this process, KiB.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// What the child does: check one file, print the code and the peak.
fn child(file: &str) {
    let bytes = service::imports::read_file(Path::new(file)).unwrap();
    let code = match service::imports::check(&bytes, "a.xlsx", &season(), TODAY) {
        Ok(checked) => {
            let report = serde_json::to_string_pretty(&checked.report()).unwrap();
            assert!(report.starts_with("{\n  \"kind\": \"patent\""));
            format!("READ_{}", checked.rows.len())
        }
        Err(fault) => fault.rule.code.to_owned(),
    };
    println!("RESULT {code} {}", peak_kib());
}

/// Code and peak of a file, from a process of its own.
fn measure(name: &str, bytes: &[u8]) -> (String, u64) {
    measure_in(TEST, name, bytes)
}

/// The same in the child process of another test.
fn measure_in(test: &str, name: &str, bytes: &[u8]) -> (String, u64) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("upload.xlsx");
    std::fs::write(&file, bytes).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads", "1"])
        .env(UPLOAD, &file)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text
        .lines()
        .find_map(|line| line.split_once("RESULT ").map(|(_, rest)| rest));
    let line = line.unwrap_or_else(|| panic!("{name}: {text}"));
    let (code, peak) = line.split_once(' ').unwrap();
    (code.to_owned(), peak.trim().parse().unwrap())
}

fn sheet(inner: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{inner}</sheetData></worksheet>").into_bytes()
}

fn repeat(times: usize, each: impl Fn(usize) -> String) -> String {
    (0..times).map(each).collect()
}

/// 60,000 cells that name one shared string of half a mebibyte.
fn repeated_string() -> Vec<u8> {
    let rows = repeat(1_900, |row| {
        let cells = repeat(32, |_| r#"<c t="s"><v>0</v></c>"#.into());
        format!(r#"<row r="{}">{cells}</row>"#, row + 1)
    });
    let text: String = repeat(1 << 16, |n| format!("{:08x}", n.wrapping_mul(0x9e37_79b9)));
    let strings = format!("<sst><si><t>{text}</t></si></sst>");
    package(&sheet(&rows), strings.as_bytes(), b"")
}

/// Cell formats that would each copy a font name of half a mebibyte.
fn repeated_font() -> Vec<u8> {
    let font = "F".repeat(1 << 19);
    let formats = repeat(60_000, |_| r#"<xf fontId="0" numFmtId="0"/>"#.into());
    let styles = format!(
        r#"<styleSheet><fonts><font><name val="{font}"/></font></fonts><cellXfs>{formats}</cellXfs></styleSheet>"#
    );
    package(&sheet(""), b"<sst></sst>", styles.as_bytes())
}

/// A directory with more entries than any workbook has.
fn many_entries() -> Vec<u8> {
    let names: Vec<String> = (0..60_000).map(|n| format!("xl/media/{n}.png")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
    archive(&entries)
}

/// A sheet of one text that does not compress, as large as an upload may be.
fn large_text() -> Vec<u8> {
    let text = noise(&mut 1, 6_000_000);
    let sheet = sheet(&format!(r#"<row r="1"><c t="str"><v>{text}</v></c></row>"#));
    package(&sheet, b"<sst></sst>", b"")
}

/// Random Chinese characters: they hardly compress, and they are still text.
fn noise(state: &mut u32, length: usize) -> String {
    (0..length)
        .filter_map(|_| char::from_u32(0x4e00 + (state_of(state) >> 16) % 0x5000))
        .collect()
}

/// As many rows as a form may have, each text of a good form at its full length.
fn full_rows() -> Vec<u8> {
    let mut state = 1;
    let mut row = |n| {
        let mut row = patent(n);
        for header in ["技术简介", "技术优势及性能指标", "应用场景及市场前景"]
        {
            set(&mut row, header, noise(&mut state, 1_000));
        }
        set(&mut row, "备注", noise(&mut state, 500));
        row
    };
    let rows: Vec<Row> = (1..=2_000).map(&mut row).collect();
    make::form(Form::Patent, &rows)
}

/// As many rows as a form may have, every cell wrong.
fn faulty_rows() -> Vec<u8> {
    let mut state = 1;
    let row: Row = Form::Patent
        .columns()
        .iter()
        .map(|column| (column.header, noise(&mut state, 100).into()))
        .collect();
    make::form(Form::Patent, &vec![row; 2_000])
}

/// A linear congruential step: the same noise in every run.
fn state_of(state: &mut u32) -> u32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    *state
}

#[test]
fn hostile_uploads_stay_within_their_memory() {
    if let Ok(file) = std::env::var(UPLOAD) {
        child(&file);
        return;
    }
    let zeros = vec![0u8; 200 << 20];
    let bomb = package(&zeros, b"<sst></sst>", b"");
    let strings_bomb = package(&sheet(""), &zeros[..64 << 20], b"");
    drop(zeros);
    let declared = br#"<sst uniqueCount="1000000000000"><si><t>x</t></si></sst>"#;
    let empty_strings = format!("<sst>{}</sst>", "<si/>".repeat(4 << 20));
    let cases = [
        ("a sheet of 200 MiB of zeros", bomb, "FILE_TOO_LARGE"),
        ("strings of 64 MiB of zeros", strings_bomb, "FILE_TOO_LARGE"),
        (
            "a trillion declared strings",
            package(&sheet(""), declared, b""),
            "FILE_HEADER",
        ),
        (
            "millions of empty strings",
            package(&sheet(""), empty_strings.as_bytes(), b""),
            "FILE_TOO_LARGE",
        ),
        (
            "one string in every cell",
            repeated_string(),
            "FILE_TOO_LARGE",
        ),
        ("one font in every format", repeated_font(), "FILE_HEADER"),
        ("60,000 entries", many_entries(), "FILE_TOO_LARGE"),
        ("a cell of 18 MiB", large_text(), "FILE_TOO_LARGE"),
        ("2,000 full rows", full_rows(), "READ_2000"),
        ("2,000 rows of faults", faulty_rows(), "READ_2000"),
        (
            "100,000 rows",
            hundred_thousand_rows(),
            "FILE_TOO_MANY_ROWS",
        ),
    ];
    for (name, bytes, expected) in cases {
        let (code, peak) = measure(name, &bytes);
        println!("{name}: {code}, {} MiB", peak / 1024);
        assert_eq!(code, expected, "{name}");
        assert!(peak < LIMIT_KIB, "{name}: {} MiB", peak / 1024);
    }
}

/// The name of the test of many uploads, for the child process.
const CROWD: &str = "memory::twelve_uploads_at_once_take_the_memory_of_two";
/// Uploads at once.
const UPLOADS: usize = 12;
/// Peak resident memory of the process with that many uploads, KiB: two that are read, and the
/// files of all of them, which wait in memory for the one writer of the database. Measured were
/// 501 MiB; with as many desks as uploads 840 to 941 MiB.
const CROWD_LIMIT_KIB: u64 = 640 * 1024;

/// What the child of that test does: upload one file many times at once.
async fn crowd(file: &str) {
    let bytes = service::imports::read_file(Path::new(file)).unwrap();
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let one = |n: usize| {
        let (portal, centre, bytes) = (&site.portal, &centre, bytes.clone());
        async move {
            portal
                .upload_form(centre, &format!("{n}.xlsx"), bytes)
                .await
        }
    };
    let all = futures::future::join_all((0..UPLOADS).map(one)).await;
    let kept = all.iter().filter(|answer| answer.is_ok()).count();
    println!("RESULT KEPT_{kept} {}", peak_kib());
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_uploads_at_once_take_the_memory_of_two() {
    if let Ok(file) = std::env::var(UPLOAD) {
        crowd(&file).await;
        return;
    }
    let (code, peak) = measure_in(CROWD, "twelve uploads", &full_rows());
    println!("{UPLOADS} uploads at once: {code}, {} MiB", peak / 1024);
    assert_eq!(code, format!("KEPT_{UPLOADS}"));
    assert!(peak < CROWD_LIMIT_KIB, "{} MiB", peak / 1024);
}
