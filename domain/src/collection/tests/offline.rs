//! domain.md §4.5.

use super::*;
use crate::ids::LotCode;
use crate::money::Fen;

const DEAL: [(&str, &str); 12] = [
    ("类别", "交易"),
    ("所属季", "2026-AUCTION"),
    ("项目名称", "双参比气体传感器技术转让"),
    ("供给方名称", UNIT),
    ("需求方名称", "南山新材有限公司（示例）"),
    ("需求方统一社会信用代码", "91329999MA9DEMQ15L"),
    ("合作方式", "技术转让、作价入股"),
    ("合同类别", "技术转让"),
    ("金额（万元）", "#120.5"),
    ("日期", "2026-10-12"),
    ("是否公开", "是"),
    ("汇交人及电话", "示例汇交人 19900001234"),
];

#[test]
fn a_row_is_read() {
    let season = this_season();
    let changes = [
        ("专场编号", "#3"),
        ("标的物或需求编号", "p2026-ngit-0001"),
        ("实际成交额（万元）", "100万"),
        ("技术合同登记编号", "2026320100000001"),
    ];
    let checked = check_one(Form::Offline, &with(&DEAL, &changes), &context(&season));
    let Some(Entry::Offline(row)) = checked.entry else {
        panic!("{:?}", checked.errors)
    };
    assert_eq!(
        (row.kind, row.season.as_str()),
        (ReportKind::Deal, "2026-AUCTION")
    );
    assert_eq!(
        (row.session, row.reference),
        (Some(3), LotCode::parse("P2026-NGIT-0001"))
    );
    assert_eq!(
        (row.amount, row.actual),
        (Some(Fen::yuan(1_205_000)), Some(Fen::yuan(1_000_000)))
    );
    assert_eq!(
        row.modes,
        [ReportedMode::Transfer, ReportedMode::EquityInKind]
    );
    assert_eq!(row.contract, Some(ContractKind::Transfer));
}

#[test]
fn every_rule_has_its_code() {
    let season = this_season();
    let cases: &[Case] = &[
        (&[("类别", "合同")], "类别", "CODE_UNKNOWN"),
        (&[("所属季", "2027-AUCTION")], "所属季", "CODE_UNKNOWN"),
        (&[("所属季", "2026")], "所属季", "CODE_UNKNOWN"),
        (&[("专场编号", "第一场")], "专场编号", "SESSION_NOT_YOURS"),
        (&[("专场编号", "0")], "专场编号", "SESSION_NOT_YOURS"),
        (
            &[("标的物或需求编号", "P2026_1")],
            "标的物或需求编号",
            "REF_UNKNOWN",
        ),
        (&[("项目名称", "传感器")], "项目名称", "TEXT_LENGTH"),
        (&[("供给方名称", "")], "供给方名称", "FIELD_REQUIRED"),
        (
            &[("供给方统一社会信用代码", "91329999MA9DEMQ15M")],
            "供给方统一社会信用代码",
            "USCC_CHECK",
        ),
        (&[("需求方名称", "甲")], "需求方名称", "FIELD_REQUIRED"),
        (
            &[("需求方统一社会信用代码", "")],
            "需求方统一社会信用代码",
            "USCC_CHECK",
        ),
        (
            &[("供给方统一社会信用代码", "91329999MA9DEMQ15L")],
            "需求方统一社会信用代码",
            "USCC_CHECK",
        ),
        (&[("合作方式", "买断")], "合作方式", "CODE_UNKNOWN"),
        (&[("合作方式", "")], "合作方式", "CODE_UNKNOWN"),
        (&[("合同类别", "")], "合同类别", "CODE_UNKNOWN"),
        (&[("金额（万元）", "0")], "金额（万元）", "AMOUNT_RANGE"),
        (&[("金额（万元）", "")], "金额（万元）", "AMOUNT_RANGE"),
        (
            &[("实际成交额（万元）", "121")],
            "实际成交额（万元）",
            "AMOUNT_RANGE",
        ),
        (
            &[("实际成交额（万元）", "0")],
            "实际成交额（万元）",
            "AMOUNT_RANGE",
        ),
        (&[("日期", "2026-11-21")], "日期", "OUTSIDE_SEASON"),
        (&[("日期", "2026-02-28")], "日期", "OUTSIDE_SEASON"),
        (&[("日期", "")], "日期", "OUTSIDE_SEASON"),
        (&[("是否公开", "")], "是否公开", "CODE_UNKNOWN"),
        (&[("汇交人及电话", "")], "汇交人及电话", "FIELD_REQUIRED"),
    ];
    each_breaks(Form::Offline, &DEAL, &context(&season), cases);
    let long = "1".repeat(41);
    let row = check_one(
        Form::Offline,
        &with(&DEAL, &[("技术合同登记编号", &long)]),
        &context(&season),
    );
    assert_eq!(codes(&row.errors), [("技术合同登记编号", "TEXT_LENGTH")]);
}

#[test]
fn an_intent_needs_neither_amount_nor_contract() {
    let season = this_season();
    let intent = with(
        &DEAL,
        &[("类别", "意向"), ("合同类别", ""), ("金额（万元）", "")],
    );
    let passes: &[Changes] = &[
        &[],
        &[("金额（万元）", "0")],
        &[("所属季", "2023-AUCTION"), ("日期", "2023-05-10")],
        &[("实际成交额（万元）", "3")],
    ];
    each_passes(Form::Offline, &intent, &context(&season), passes);
    let cases: &[Case] = &[
        (&[("金额（万元）", "面议")], "金额（万元）", "AMOUNT_RANGE"),
        (
            &[
                ("实际成交额（万元）", "3"),
                ("技术合同登记编号", "2026320100000001"),
            ],
            "实际成交额（万元）",
            "AMOUNT_RANGE",
        ),
        (&[("合同类别", "买卖")], "合同类别", "CODE_UNKNOWN"),
    ];
    each_breaks(Form::Offline, &intent, &context(&season), cases);
}

#[test]
fn the_same_report_twice_is_named() {
    let season = this_season();
    let rows = [row(Form::Offline, 4, &DEAL), row(Form::Offline, 5, &DEAL)];
    let rows: Vec<&RawRow> = rows.iter().collect();
    let checked = check_form(Form::Offline, &rows, &context(&season));
    assert_eq!(codes(&checked[0].errors), []);
    assert_eq!(
        codes(&checked[1].errors),
        [("项目名称", "REPORT_DUPLICATE")]
    );
}
