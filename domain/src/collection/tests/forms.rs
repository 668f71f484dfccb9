//! Whole forms: which rows are data, duplicates, the canonical text, and that nothing panics.

use super::achievements::ACHIEVEMENT;
use super::patents::PATENT;
use super::*;
use proptest::prelude::*;

fn header(form: Form) -> Header {
    Header {
        form,
        row: 3,
        unit: None,
    }
}

#[test]
fn rows_that_are_no_data_are_skipped() {
    let text = |number, cells: &[(usize, &str)]| {
        let mut row = RawRow {
            row: number,
            cells: vec![Cell::Empty; 33],
        };
        for (index, value) in cells {
            row.cells[*index] = Cell::Text((*value).into());
        }
        row
    };
    let rows = [
        text(2, &[(0, "填报单位：江澜大学（示例）")]),
        row(Form::Patent, 4, &PATENT),
        text(5, &[(0, "2")]),
        text(6, &[(0, " \u{3000}"), (7, " ")]),
        row(Form::Patent, 7, &PATENT),
        text(
            9,
            &[(0, "填报人：          审核人：          （单位盖章）")],
        ),
        text(
            10,
            &[
                (0, "填报人：甲示例"),
                (8, "审核人：乙示例"),
                (20, "联系电话：19900001234"),
            ],
        ),
    ];
    let numbers: Vec<u32> = data_rows(&header(Form::Patent), &rows)
        .iter()
        .map(|row| row.row)
        .collect();
    assert_eq!(numbers, [4, 7]);
}

#[test]
fn a_number_that_stands_twice_names_the_first_row() {
    let season = this_season();
    // Another type and year: the number is not this row's own, so they are not compared with it.
    let other = with(
        &PATENT,
        &[
            ("专利号", "专利号：ZL2023191112903"),
            ("专利类型", "实用新型"),
            ("申请日", "2022-07-07"),
        ],
    );
    let rows = [row(Form::Patent, 4, &PATENT), row(Form::Patent, 24, &other)];
    let refs: Vec<&RawRow> = rows.iter().collect();
    let checked = check_form(Form::Patent, &refs, &context(&season));
    assert_eq!(codes(&checked[0].errors), []);
    assert_eq!(codes(&checked[1].errors), [("专利号", "LOT_DUPLICATE")]);
    assert_eq!(checked[1].errors[0].args, [("row", "4".to_owned())]);
}

/// A patent row with its own number.
fn nth(number: u32, changes: &[(&'static str, &'static str)]) -> RawRow {
    let digits = format!("20231{:07}", 9_000_000 + number);
    let full = format!("{digits}.{}", crate::patents::check_character(&digits));
    let mut row = row(Form::Patent, number, &with(&PATENT, changes));
    row.cells[Form::Patent.index("专利号")] = Cell::Text(full);
    row
}

#[test]
fn the_eleventh_roadshow_lot_is_one_too_many() {
    const YES: (&str, &str) = (ROADSHOW_COLUMN, "是");
    let season = this_season();
    // The last one repeats an earlier row, and what repeats is not counted twice.
    let mut rows: Vec<RawRow> = (4..=9).map(|n| nth(n, &[YES])).collect();
    let mut again = rows[0].clone();
    again.row = 10;
    rows.push(again);
    rows.extend((11..=13).map(|n| nth(n, &[])));
    // A row that is wrong elsewhere is recommended all the same.
    rows.push(nth(14, &[YES, ("联系电话", "12345")]));
    rows.extend((15..=18).map(|n| nth(n, &[YES])));
    let refs: Vec<&RawRow> = rows.iter().collect();
    let above = |season: &Season| {
        let checked = check_form(Form::Patent, &refs, &context(season));
        let faults = checked.into_iter().flat_map(|row| row.errors);
        let above = faults.filter(|fault| fault.rule == rules::ROADSHOW_MAX);
        above
            .map(|fault| (fault.row, fault.value))
            .collect::<Vec<_>>()
    };
    assert_eq!(above(&season), [(18, "是".to_owned())]);
    // The number is that of the season.
    let eight = Season {
        roadshow_max: Some(8),
        ..this_season()
    };
    assert_eq!(above(&eight).len(), 3);
    let any = Season {
        roadshow_max: None,
        ..this_season()
    };
    assert_eq!(above(&any), []);
}

#[test]
fn the_canonical_text_is_that_of_the_content() {
    let season = this_season();
    let text = |form, cells: &[(&str, &str)]| {
        canonical(
            &check_one(form, cells, &context(&season))
                .entry
                .expect("a good row"),
        )
    };
    let plain = text(Form::Patent, &PATENT);
    let rewritten = with(
        &PATENT,
        &[
            ("序号", "#9"),
            ("专利号", "2023 1 9111290.3"),
            ("申请日", "2023年12月7日"),
            ("起拍价（万元）", "#6.2"),
            ("技术成熟度", "7级"),
        ],
    );
    assert_eq!(text(Form::Patent, &rewritten), plain);
    for change in [
        ("起拍价（万元）", "6.3"),
        ("备注", "新增"),
        ("联系电话", "19900001235"),
    ] {
        assert_ne!(
            text(Form::Patent, &with(&PATENT, &[change])),
            plain,
            "{change:?}"
        );
    }
    // Line breaks in a cell cannot pass for another field.
    let forged = with(&PATENT, &[("备注", "甲\nremark=乙")]);
    assert!(text(Form::Patent, &forged).ends_with("remark=甲\\nremark=乙\n"));
    assert!(text(Form::Achievement, &ACHIEVEMENT).starts_with("form=achievement\n"));
}

#[test]
fn without_a_unit_no_owner_is_wrong() {
    let season = this_season();
    let ctx = Context {
        unit: None,
        ..context(&season)
    };
    let cells = with(&PATENT, &[("专利权人", "钟陵理工大学（示例）")]);
    assert_eq!(codes(&check_one(Form::Patent, &cells, &ctx).errors), []);
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Empty),
        "\\PC{0,40}".prop_map(Cell::Text),
        "[0-9.、；年月日级万元ZL面议是否-]{0,20}".prop_map(Cell::Text),
        "-?[0-9]{1,12}(\\.[0-9]{1,6})?".prop_map(Cell::Number),
        (-100_000i32..100_000).prop_map(|days| Cell::Date(Date(days))),
        any::<bool>().prop_map(Cell::Bool),
    ]
}

proptest! {
    #[test]
    fn no_content_panics(cells in proptest::collection::vec(any_cell(), 0..40)) {
        let season = this_season();
        let row = RawRow { row: 4, cells };
        for form in Form::ALL {
            let checked = check_form(form, &[&row, &row], &context(&season));
            prop_assert_eq!(checked.len(), 2);
            for one in checked {
                prop_assert!(one.entry.is_none() || one.errors.is_empty());
                let mut columns: Vec<usize> = one.errors.iter().map(|f| f.index).collect();
                let before = columns.len();
                columns.dedup();
                prop_assert_eq!(columns.len(), before, "one fault per cell");
            }
            let _ = find_header(form.sheet(), std::slice::from_ref(&row));
            let _ = find_header("Sheet1", &[RawRow { row: 1, cells: row.cells.clone() }]);
            let _ = data_rows(&header(form), std::slice::from_ref(&row));
        }
    }

    #[test]
    fn one_odd_cell_in_a_good_row_never_panics(at in 0usize..33, cell in any_cell()) {
        let season = this_season();
        let mut good = row(Form::Patent, 4, &PATENT);
        good.cells[at] = cell;
        let checked = check_form(Form::Patent, &[&good], &context(&season)).remove(0);
        prop_assert!(checked.entry.is_some() == checked.errors.is_empty());
    }
}
