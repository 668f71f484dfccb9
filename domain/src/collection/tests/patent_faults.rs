//! domain.md §4.1: one broken cell is one fault, column by column.

use super::patents::PATENT;
use super::*;

const CASES: &[Case] = &[
    (&[("专利名称", "传感器")], "专利名称", "LOT_TITLE_LENGTH"),
    (
        &[("专利号", "ZL20231900001.3")],
        "专利号",
        "PATENT_NO_FORMAT",
    ),
    (
        &[("专利号", "ZL202319111290.4")],
        "专利号",
        "PATENT_NO_CHECK",
    ),
    (
        &[("专利号", "ZL202349111290.3")],
        "专利号",
        "PATENT_NO_TYPE",
    ),
    (
        &[("专利号", "ZL209919111290.3")],
        "专利号",
        "PATENT_NO_YEAR",
    ),
    (
        &[("专利类型", "实用新型")],
        "专利类型",
        "PATENT_TYPE_MISMATCH",
    ),
    (&[("专利类型", "发明")], "专利类型", "PATENT_TYPE_MISMATCH"),
    (
        &[("申请日", "2022-12-07")],
        "申请日",
        "PATENT_YEAR_MISMATCH",
    ),
    (
        &[("申请日", "2023-02-30")],
        "申请日",
        "PATENT_YEAR_MISMATCH",
    ),
    (
        &[("授权公告日", "2019-03-05")],
        "授权公告日",
        "LOT_GRANT_DATE_BEFORE_CUTOFF",
    ),
    (
        &[("授权公告日", "2023-12-07")],
        "授权公告日",
        "PATENT_DATES_ORDER",
    ),
    (
        &[("授权公告日", "2026-11-21")],
        "授权公告日",
        "PATENT_DATES_ORDER",
    ),
    (
        &[("授权公告日", "未知")],
        "授权公告日",
        "PATENT_DATES_ORDER",
    ),
    (
        &[("专利权人", "钟陵理工大学（示例）")],
        "专利权人",
        "LOT_OWNER_MISMATCH",
    ),
    (&[("专利权人", "无")], "专利权人", "LOT_OWNER_MISMATCH"),
    (
        &[("法律状态", "未缴年费终止")],
        "法律状态",
        "LOT_PATENT_NOT_IN_FORCE",
    ),
    (&[("产业领域", "人工智能产业")], "产业领域", "CODE_UNKNOWN"),
    (
        &[("关键词", "一二；三四；五六；七八；九十；多余")],
        "关键词",
        "KEYWORDS_LIMIT",
    ),
    (&[("关键词", "字")], "关键词", "KEYWORDS_LIMIT"),
    (&[("技术简介", "太短")], "技术简介", "TEXT_LENGTH"),
    (
        &[("技术优势及性能指标", "太短")],
        "技术优势及性能指标",
        "TEXT_LENGTH",
    ),
    (
        &[("应用场景及市场前景", "太短")],
        "应用场景及市场前景",
        "LOT_PROSPECT_REQUIRED",
    ),
    (&[("技术成熟度", "#10")], "技术成熟度", "TRL_RANGE"),
    (&[("技术成熟度", "#0")], "技术成熟度", "TRL_RANGE"),
    (&[("技术成熟度", "量产")], "技术成熟度", "TRL_RANGE"),
    (
        &[("交易方式", "转让、出租")],
        "交易方式",
        "LOT_MODE_NOT_ALLOWED",
    ),
    (&[("交易方式", "、")], "交易方式", "LOT_MODE_REQUIRED"),
    (&[("成交方式", "现场")], "成交方式", "CODE_UNKNOWN"),
    (
        &[("起拍价（万元）", "")],
        "起拍价（万元）",
        "LOT_START_PRICE_REQUIRED",
    ),
    (
        &[("起拍价（万元）", "0")],
        "起拍价（万元）",
        "LOT_START_PRICE_REQUIRED",
    ),
    (
        &[("起拍价（万元）", "100000.01")],
        "起拍价（万元）",
        "LOT_START_PRICE_REQUIRED",
    ),
    (
        &[("起拍价（万元）", "1.234")],
        "起拍价（万元）",
        "LOT_START_PRICE_REQUIRED",
    ),
    (
        &[("起拍价（万元）", "约6万")],
        "起拍价（万元）",
        "LOT_START_PRICE_REQUIRED",
    ),
    (
        &[("加价幅度（万元）", "0.005")],
        "加价幅度（万元）",
        "INCREMENT_RANGE",
    ),
    (
        &[("加价幅度（万元）", "#0")],
        "加价幅度（万元）",
        "INCREMENT_RANGE",
    ),
    (
        &[("保留价（万元）", "6.1")],
        "保留价（万元）",
        "RESERVE_BELOW_START",
    ),
    (
        &[("保留价（万元）", "另议")],
        "保留价（万元）",
        "RESERVE_BELOW_START",
    ),
    (&[("是否双碳领域", "对")], "是否双碳领域", "CODE_UNKNOWN"),
    (&[("计划项目级别", "市级")], "计划项目级别", "CODE_UNKNOWN"),
    (
        &[("计划项目级别", "省级")],
        "计划项目名称及编号",
        "LOT_PROJECT_REQUIRED",
    ),
    (
        &[("是否财政资助项目专利", "是")],
        "是否财政资助项目专利",
        "FISCAL_PROJECT_REQUIRED",
    ),
    (&[("权利限制", "抵押")], "权利限制", "CODE_UNKNOWN"),
    (&[("权利限制", "无、共有")], "权利限制", "CODE_UNKNOWN"),
    (
        &[("权利限制", "质押")],
        "权利限制说明",
        "ENCUMBRANCE_NOTE_REQUIRED",
    ),
    (
        &[("权利限制", "共有"), ("权利限制说明", "两家共有")],
        "权利限制说明",
        "ENCUMBRANCE_NOTE_REQUIRED",
    ),
    (&[("联系人", "甲")], "联系人", "CONTACT_REQUIRED"),
    (&[("联系电话", "12345")], "联系电话", "PHONE_FORMAT"),
    (&[("电子邮箱", "contact")], "电子邮箱", "EMAIL_FORMAT"),
];

#[test]
fn one_broken_cell_is_one_fault() {
    let season = this_season();
    each_breaks(Form::Patent, &PATENT, &context(&season), CASES);
}

#[test]
fn a_value_is_quoted_as_typed() {
    let season = this_season();
    let value = |changes: &[(&'static str, &str)]| {
        let cells: Vec<(&str, &str)> = PATENT.iter().chain(changes).copied().collect();
        let checked = check_one(Form::Patent, &cells, &context(&season));
        assert_eq!(checked.errors.len(), 1, "{changes:?}");
        checked.errors[0].value.clone()
    };
    let long = "长".repeat(501);
    assert_eq!(value(&[("备注", &long)]), long);
    assert_eq!(value(&[("联系电话", "１２３ ４５ ")]), "１２３ ４５ ");
    assert_eq!(value(&[("产业领域", "人工 智能")]), "人工 智能");
    assert_eq!(value(&[("技术成熟度", "#10")]), "10");
    assert_eq!(value(&[("成交方式", "")]), "");
}

#[test]
fn an_error_value_is_an_empty_cell() {
    let season = this_season();
    let mut cells = row(Form::Patent, 4, &PATENT);
    for (header, word) in [
        ("专利名称", "#N/A"),
        ("备注", "#REF!"),
        ("起拍价（万元）", "#DIV/0!"),
    ] {
        cells.cells[Form::Patent.index(header)] = Cell::Error(word.into());
    }
    let checked = check_form(Form::Patent, &[&cells], &context(&season)).remove(0);
    assert_eq!(
        codes(&checked.errors),
        [
            ("专利名称", "LOT_TITLE_LENGTH"),
            ("起拍价（万元）", "LOT_START_PRICE_REQUIRED")
        ]
    );
    let values: Vec<&str> = checked.errors.iter().map(|f| f.value.as_str()).collect();
    assert_eq!(values, ["#N/A", "#DIV/0!"]);
}
