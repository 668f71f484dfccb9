//! What a commit would do: new rows, unchanged ones, refused ones; other institutions' forms.

use super::workbooks::{self as make, Row, UNIT, patent, set};
use super::{TODAY, forms, season};
use domain::collection::{Form, Leave, Placement};
use domain::ids::{ImportId, InstitutionId, LotCode, SeasonId};
use domain::views::RowFate::{New, Refused, Unchanged};
use service::imports::{Checked, Stored, Submitter, check, check_for, plan, preview};

fn checked(bytes: &[u8]) -> Checked {
    check(bytes, "a.xlsx", &season(), TODAY).expect("a readable form")
}

/// What is stored after the planned rows of a form were committed.
fn stored(checked: &Checked) -> Stored {
    let planned = plan(checked, &Stored::default());
    let stored = planned.into_iter().enumerate().map(|(n, row)| {
        let code = LotCode::parse(&format!("P2026-SMFG-{:04}", n + 1)).expect("a code");
        (row.identity, (code, Some(row.digest)))
    });
    Stored {
        lots: stored.collect(),
        ..Stored::default()
    }
}

#[test]
fn only_good_rows_are_planned() {
    let checked = checked(&forms::with_ten_faults());
    let shown = preview(&checked, ImportId(7), "含错误.xlsx", &Stored::default());
    assert_eq!((shown.kind.as_str(), shown.unit.as_str()), ("patent", UNIT));
    let count = |fate| shown.rows.iter().filter(|row| row.fate == fate).count();
    assert_eq!(
        (count(New), count(Refused), shown.errors.len()),
        (14, 10, 10)
    );
    assert_eq!(shown.errors[0].letter, "C");
    let planned = plan(&checked, &Stored::default());
    assert_eq!(planned.len(), 14);
    let place = Placement {
        code: LotCode::parse("P2026-SMFG-0001").unwrap(),
        season: SeasonId(20261),
        owner: InstitutionId(3),
        unit: checked.unit.clone(),
        out_of_province: false,
    };
    let (lot, private) = planned.into_iter().next().unwrap().build(place).unwrap();
    assert_eq!(lot.patents[0].number.canonical(), "ZL202319000001.2");
    assert_eq!(private.contact.phone, "19900001234");
}

#[test]
fn the_same_file_again_changes_nothing() {
    let rows: Vec<Row> = (1..=8).map(patent).collect();
    let first = checked(&make::form(Form::Patent, &rows));
    let stored = stored(&first);
    let again = preview(&first, ImportId(8), "a.xlsx", &stored);
    assert!(again.rows.iter().all(|row| row.fate == Unchanged));
    assert!(again.errors.is_empty());
    assert_eq!(plan(&first, &stored), []);

    // Another way to write the same content is the same content.
    let mut rewritten = rows.clone();
    set(&mut rewritten[0], "申请日", "2023年05月09日");
    set(&mut rewritten[0], "起拍价（万元）", "39.50");
    let checked_again = checked(&make::form(Form::Patent, &rewritten));
    assert_eq!(plan(&checked_again, &stored), []);
}

#[test]
fn a_stored_lot_that_says_something_else_is_named() {
    let rows: Vec<Row> = (1..=3).map(patent).collect();
    let stored = stored(&checked(&make::form(Form::Patent, &rows)));
    let mut changed = rows;
    set(&mut changed[1], "备注", "新的说明");
    changed.push(patent(4));
    let second = checked(&make::form(Form::Patent, &changed));
    let shown = preview(&second, ImportId(9), "a.xlsx", &stored);
    let fates: Vec<_> = shown.rows.iter().map(|row| row.fate).collect();
    assert_eq!(fates, [Unchanged, Refused, Unchanged, New]);
    let fault = &shown.errors[0];
    assert_eq!(
        (fault.row, fault.column.as_str(), fault.letter.as_str()),
        (5, "专利号", "C")
    );
    assert_eq!(fault.message_zh, "该专利已在本季提交(P2026-SMFG-0002)");
    assert_eq!(plan(&second, &stored).len(), 1);
}

#[test]
fn a_form_of_another_institution_is_refused() {
    let bytes = make::form(Form::Patent, &[patent(1)]);
    let of = |name: &str| {
        let submitter = Submitter {
            name: name.into(),
            out_of_province: false,
            leave: Leave::default(),
        };
        check_for(&bytes, "a.xlsx", &season(), TODAY, Some(&submitter))
    };
    assert_eq!(
        of("云岭理工学院(示例)").unwrap().unit.as_deref(),
        Some("云岭理工学院(示例)")
    );
    let fault = of("江澜大学（示例）").unwrap_err();
    assert_eq!((fault.row, fault.rule.code), (2, "ORG_MISMATCH"));
    assert!(
        fault
            .sentence(locales::Lang::Zh)
            .contains("江澜大学（示例）")
    );
}

#[test]
fn a_submitter_of_another_province_starts_at_a_million() {
    let submitter = Submitter {
        name: UNIT.into(),
        out_of_province: true,
        leave: Leave::default(),
    };
    let bytes = make::form(Form::Patent, &[patent(1)]);
    let checked = check_for(&bytes, "a.xlsx", &season(), TODAY, Some(&submitter)).unwrap();
    let codes: Vec<String> = checked.errors().into_iter().map(|f| f.code).collect();
    assert_eq!(codes, ["LOT_OUT_OF_PROVINCE_BELOW_1M"]);
}
