//! Licences, and the rules in which the seasons differ (domain.md §0.1).

use super::patents::PATENT;
use super::*;
use crate::lots::LicenceKind;

const LICENCES: &[Case] = &[
    (&[("许可类型", "")], "许可类型", "LICENCE_KIND_REQUIRED"),
    (&[("许可类型", "开放")], "许可类型", "LICENCE_KIND_REQUIRED"),
    (&[("许可类型", "交叉")], "许可类型", "LICENCE_KIND_REQUIRED"),
    (
        &[("交易方式", "许可、开放许可"), ("许可类型", "独占")],
        "许可类型",
        "OPEN_LICENCE_NON_EXCLUSIVE",
    ),
    (
        &[("许可期限（年）", "")],
        "许可期限（年）",
        "LICENCE_YEARS_RANGE",
    ),
    (
        &[("许可期限（年）", "0")],
        "许可期限（年）",
        "LICENCE_YEARS_RANGE",
    ),
    (
        &[("许可期限（年）", "21")],
        "许可期限（年）",
        "LICENCE_YEARS_RANGE",
    ),
    (
        &[("许可期限（年）", "1.5")],
        "许可期限（年）",
        "LICENCE_YEARS_RANGE",
    ),
    // Granted 2025-03-22, expires 2043-12-07.
    (
        &[("许可期限（年）", "19")],
        "许可期限（年）",
        "LICENCE_YEARS_RANGE",
    ),
];

#[test]
fn licences() {
    let season = this_season();
    let base = with(
        &PATENT,
        &[
            ("交易方式", "转让、许可"),
            ("许可类型", "普通"),
            ("许可期限（年）", "#5"),
        ],
    );
    let base: Vec<(&'static str, &'static str)> = base;
    let open = ("交易方式", "开放许可");
    each_breaks(Form::Patent, &base, &context(&season), LICENCES);
    let licence = |changes: &[(&'static str, &'static str)]| {
        let row = with(&base, changes);
        let checked = check_one(Form::Patent, &row, &context(&season));
        let warned = codes(&checked.warnings).len();
        match checked.entry {
            Some(Entry::Patent(row)) => (row.offer.licence_kind, row.offer.licence_years, warned),
            other => panic!("{other:?} {:?}", checked.errors),
        }
    };
    assert_eq!(licence(&[]), (Some(LicenceKind::Ordinary), Some(5), 0));
    assert_eq!(
        licence(&[open, ("许可类型", "")]),
        (Some(LicenceKind::Open), Some(5), 0)
    );
    assert_eq!(
        licence(&[open, ("许可类型", "开放")]),
        (Some(LicenceKind::Open), Some(5), 0)
    );
    assert_eq!(licence(&[("交易方式", "转让")]), (None, None, 0));
    // 18 years from the grant end before the expiry, 18 years from today do not.
    assert_eq!(licence(&[("许可期限（年）", "18")]).2, 1);
}

#[test]
fn licence_columns_beside_other_modes_are_read_and_say_nothing() {
    let season = this_season();
    // The modes of this row are 转让 alone.
    const KIND: &str = "许可类型";
    const YEARS: &str = "许可期限（年）";
    each_breaks(
        Form::Patent,
        &PATENT,
        &context(&season),
        &[
            (&[(KIND, "开放")], KIND, "LICENCE_KIND_REQUIRED"),
            (&[(KIND, "交叉")], KIND, "LICENCE_KIND_REQUIRED"),
            (&[(YEARS, "21")], YEARS, "LICENCE_YEARS_RANGE"),
            (&[(YEARS, "长期")], YEARS, "LICENCE_YEARS_RANGE"),
            (&[(YEARS, "19")], YEARS, "LICENCE_YEARS_RANGE"),
            // Where the modes cannot be read, nothing is concluded from them.
            (
                &[("交易方式", "出租"), (KIND, "开放")],
                "交易方式",
                "LOT_MODE_NOT_ALLOWED",
            ),
        ],
    );
    let cells = with(&PATENT, &[(KIND, "独占"), (YEARS, "5")]);
    let checked = check_one(Form::Patent, &cells, &context(&season));
    let Some(Entry::Patent(row)) = checked.entry else {
        panic!("{:?}", checked.errors)
    };
    assert_eq!(
        (row.offer.licence_kind, row.offer.licence_years),
        (None, None)
    );
}

#[test]
fn each_season_answers_by_its_own_rules() {
    let (old, new) = (catalogue::auction_2022(), catalogue::auction_2023());
    let utility = [
        ("专利号", "202229000001"),
        ("专利类型", "实用新型"),
        ("申请日", "2018-05-01"),
        ("授权公告日", "2019-06-01"),
    ];
    let digits = "201829000001";
    let number = format!("{digits}.{}", crate::patents::check_character(digits));
    let number: &'static str = Box::leak(number.into_boxed_str());
    let cells = with(&with(&PATENT, &utility), &[("专利号", number)]);
    let in_2022 = check_one(Form::Patent, &cells, &context(&old));
    assert_eq!(
        codes(&in_2022.errors),
        [("专利类型", "LOT_PATENT_TYPE_NOT_ALLOWED")]
    );
    assert_eq!(in_2022.errors[0].args, [("types", "发明专利".to_owned())]);
    let in_2023 = check_one(Form::Patent, &cells, &context(&new));
    assert_eq!(
        codes(&in_2023.errors),
        [("授权公告日", "LOT_GRANT_DATE_BEFORE_CUTOFF")]
    );
    assert_eq!(
        in_2023.errors[0].args,
        [("cutoff", "2020-01-01".to_owned())]
    );

    // The first day of the cut-off is inside.
    let on_the_day = with(
        &PATENT,
        &[("专利号", "201710601862.3"), ("申请日", "2017-07-01")],
    );
    let granted = |day| with(&on_the_day, &[("授权公告日", day)]);
    let errors =
        |day, season| codes(&check_one(Form::Patent, &granted(day), &context(season)).errors).len();
    assert_eq!(
        (errors("2019-01-01", &old), errors("2018-12-31", &old)),
        (0, 1)
    );
    assert_eq!(
        (errors("2020-01-01", &new), errors("2019-12-31", &new)),
        (0, 1)
    );

    for mode in ["股权转让", "开放许可"] {
        let years = ("许可期限（年）", "#3");
        let cells = with(&granted("2021-01-01"), &[("交易方式", mode), years]);
        let season_2022 = check_one(Form::Patent, &cells, &context(&old));
        assert_eq!(
            codes(&season_2022.errors),
            [("交易方式", "LOT_MODE_NOT_ALLOWED")]
        );
        let season_2023 = check_one(Form::Patent, &cells, &context(&new));
        assert_eq!(codes(&season_2023.errors), []);
    }
}
