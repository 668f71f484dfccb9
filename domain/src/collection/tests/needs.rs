//! domain.md §4.3.

use super::*;
use crate::institutions::City;
use crate::money::Fen;

const NEED: [(&str, &str); 16] = [
    ("需求名称", "气体传感器国产化攻关"),
    ("企业名称", "南山新材有限公司（示例）"),
    ("统一社会信用代码", "91329999MA9DEMQ15L"),
    ("所在地区", "常州市武进区"),
    ("产业领域", "智能制造"),
    ("需求类型", "技术改造"),
    ("需求背景及主要问题", TEXT),
    (
        "主要技术指标",
        "效率不低于89%，寿命不少于5756小时，成本下降28%以上。",
    ),
    ("意向投入金额（万元）", "#120"),
    ("合作方式", "技术转让、技术服务"),
    ("有效期限", "2027-01-12"),
    ("关键词", "气体传感；标定"),
    ("公开范围", "隐去企业名称"),
    ("是否同意公开比拼", "是"),
    ("联系人", "示例联系人"),
    ("联系电话", "19900001234"),
];

#[test]
fn a_row_is_read() {
    let season = this_season();
    let changes = [
        ("企业类型", "高新技术企业、专精特新"),
        ("隐去内容说明", "企业名称；产品名称"),
        ("需求来源", "分中心"),
    ];
    let checked = check_one(Form::Need, &with(&NEED, &changes), &context(&season));
    let Some(Entry::Need(need)) = checked.entry else {
        panic!("{:?}", checked.errors)
    };
    assert_eq!(
        (need.city, need.investment),
        (City::Changzhou, Fen::yuan(1_200_000))
    );
    assert_eq!(need.enterprise_kinds.len(), 2);
    assert_eq!(need.hidden, [HiddenPart::Enterprise, HiddenPart::Product]);
    assert_eq!(need.source, Some(NeedSource::Branch));
    assert_eq!(need.valid_until, Date::of(2027, 1, 12));
}

#[test]
fn required_cells() {
    let season = this_season();
    let empty = check_one(Form::Need, &[("备注", "只有备注")], &context(&season));
    let missing: Vec<&str> = empty.errors.iter().map(|fault| fault.column).collect();
    let required: Vec<&str> = Form::Need
        .columns()
        .iter()
        .filter(|c| c.required)
        .map(|c| c.header)
        .collect();
    assert_eq!(missing, required);
}

const CASES: &[Case] = &[
    (&[("需求名称", "短")], "需求名称", "NEED_TITLE_LENGTH"),
    (&[("企业名称", "甲")], "企业名称", "FIELD_REQUIRED"),
    (
        &[("统一社会信用代码", "91350100M000100Y4Z")],
        "统一社会信用代码",
        "USCC_FORMAT",
    ),
    (
        &[("统一社会信用代码", "91350100M000100Y44")],
        "统一社会信用代码",
        "USCC_CHECK",
    ),
    (&[("企业类型", "大企业")], "企业类型", "CODE_UNKNOWN"),
    (&[("所在地区", "杭州市")], "所在地区", "CODE_UNKNOWN"),
    (&[("需求类型", "攻关")], "需求类型", "CODE_UNKNOWN"),
    (
        &[("需求背景及主要问题", "短")],
        "需求背景及主要问题",
        "NEED_CONTENT_LENGTH",
    ),
    (
        &[(
            "主要技术指标",
            "提升效率，延长寿命，并显著降低单位产品的综合制造成本",
        )],
        "主要技术指标",
        "NEED_INDICATOR_REQUIRED",
    ),
    (
        &[("意向投入金额（万元）", "面议")],
        "意向投入金额（万元）",
        "NEED_INVESTMENT_REQUIRED",
    ),
    (
        &[("意向投入金额（万元）", "1000000.01")],
        "意向投入金额（万元）",
        "NEED_INVESTMENT_REQUIRED",
    ),
    (
        &[("意向投入金额（万元）", "")],
        "意向投入金额（万元）",
        "NEED_INVESTMENT_REQUIRED",
    ),
    (
        &[("合作方式", "赠送")],
        "合作方式",
        "NEED_COOPERATION_REQUIRED",
    ),
    (&[("有效期限", "")], "有效期限", "NEED_VALIDITY_REQUIRED"),
    (
        &[("有效期限", "2026-11-20")],
        "有效期限",
        "NEED_VALIDITY_PAST",
    ),
    (
        &[("有效期限", "2029-11-21")],
        "有效期限",
        "NEED_VALIDITY_REQUIRED",
    ),
    (&[("关键词", "；")], "关键词", "KEYWORDS_LIMIT"),
    (&[("公开范围", "保密")], "公开范围", "CODE_UNKNOWN"),
    (&[("隐去内容说明", "全部")], "隐去内容说明", "CODE_UNKNOWN"),
    (
        &[("有效期限", "长期")],
        "有效期限",
        "NEED_VALIDITY_REQUIRED",
    ),
    (&[("需求来源", "网络")], "需求来源", "CODE_UNKNOWN"),
    (
        &[("需求来源", "技术经理人")],
        "推荐人及单位",
        "REFERRER_REQUIRED",
    ),
];

#[test]
fn one_broken_cell_is_one_fault() {
    let season = this_season();
    each_breaks(Form::Need, &NEED, &context(&season), CASES);
    each_passes(
        Form::Need,
        &NEED,
        &context(&season),
        &[
            &[("意向投入金额（万元）", "500 万元")],
            &[("有效期限", "2029-11-20")],
            &[("企业类型", "规上、国有")],
            &[
                ("需求来源", "科技镇长团成员"),
                ("推荐人及单位", "甲示例，示例高新区"),
            ],
            &[(
                "主要技术指标",
                "响应时间由原来的十二秒缩短到５秒以内，漂移减半。",
            )],
        ],
    );
}

#[test]
fn a_deviating_organisation_code_is_a_warning() {
    let season = this_season();
    // The right last character over an organisation code whose own check is wrong.
    let code = crate::credit_codes::CreditCode::complete("91329999MA9DEMQ16").unwrap();
    let code: &'static str = Box::leak(code.as_str().to_owned().into_boxed_str());
    let cells = with(&NEED, &[("统一社会信用代码", code)]);
    let checked = check_one(Form::Need, &cells, &context(&season));
    assert!(checked.entry.is_some());
    assert_eq!(
        codes(&checked.warnings),
        [("统一社会信用代码", "USCC_ORG_CHECK_WARN")]
    );
}

#[test]
fn the_same_need_twice() {
    let season = this_season();
    let rows = [row(Form::Need, 4, &NEED), row(Form::Need, 7, &NEED)];
    let refs: Vec<&RawRow> = rows.iter().collect();
    let checked = check_form(Form::Need, &refs, &context(&season));
    assert_eq!(codes(&checked[1].errors), [("需求名称", "NEED_DUPLICATE")]);
    assert_eq!(checked[1].errors[0].args, [("row", "4".to_owned())]);
}
