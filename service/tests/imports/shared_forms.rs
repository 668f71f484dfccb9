//! The four forms beside the repository, where that folder is there: their faults are exactly
//! those of the list that comes with them.

use super::{lines, report};
use serde_json::Value;
use std::path::PathBuf;

/// The folder beside the repository; the generated forms of the other tests stand in for it
/// where the repository was cloned alone.
fn folder() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/forms");
    beside.is_dir().then_some(beside)
}

fn report_of(path: &std::path::Path) -> Value {
    let bytes = service::imports::read_file(path).expect("a readable file");
    report(&bytes, &path.file_name().expect("a name").to_string_lossy())
}

#[test]
fn every_shared_form_is_judged_as_listed() {
    let Some(folder) = folder() else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "xlsx") {
            continue;
        }
        seen += 1;
        let report = report_of(&path);
        let errors = lines(&report, "errors");
        match std::fs::read_to_string(path.with_extension("expected.json")) {
            Ok(text) => as_expected(&report, &serde_json::from_str(&text).unwrap()),
            Err(_) => assert_eq!(errors, [], "{}", path.display()),
        }
        assert!(report["rows"].as_u64().unwrap() > 0, "{}", path.display());
    }
    assert_eq!(seen, 4);
}

fn as_expected(report: &Value, expected: &Value) {
    assert_eq!(report["rows"], expected["rows"]);
    let wanted: Vec<_> = lines(expected, "errors");
    let found = lines(report, "errors");
    // Exactly the listed ones: the codes that the list also allows are not needed.
    assert_eq!(found, wanted);
}
