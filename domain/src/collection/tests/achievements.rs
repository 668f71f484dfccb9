//! domain.md §4.2.

use super::*;
use crate::lots::LotKind;
use crate::money::Fen;

pub const ACHIEVEMENT: [(&str, &str); 21] = [
    ("成果名称", "双参比气体传感成套技术"),
    ("完成单位", UNIT),
    ("单位所在省份", "江苏"),
    ("成果负责人", "甲示例"),
    ("团队成员", "乙示例；丙示例"),
    ("产业领域", "新能源"),
    ("成果类型", "新技术"),
    ("成果简介", TEXT),
    ("创新点及主要技术指标", TEXT),
    ("应用场景及市场前景", TEXT),
    ("技术成熟度", "中试"),
    ("知识产权情况", "技术秘密"),
    ("计划项目级别", "否"),
    ("交易方式", "转让、作价入股"),
    ("成交方式", "协议成交"),
    ("意向金额（万元）", "#80"),
    ("是否双碳领域", "否"),
    ("是否推荐现场路演", "否"),
    ("权利归属及限制", "归完成单位所有，无权利限制"),
    ("联系人", "示例联系人"),
    ("联系电话", "19900001234"),
];

#[test]
fn a_row_becomes_a_lot() {
    let season = this_season();
    let changes = [
        ("知识产权情况", "专利、技术秘密"),
        ("相关专利号", "ZL202319111290.3；95115608X"),
    ];
    let checked = check_one(
        Form::Achievement,
        &with(&ACHIEVEMENT, &changes),
        &context(&season),
    );
    let identity = "achievement:双参比气体传感成套技术|江澜大学(示例)|甲示例";
    assert_eq!(checked.identity.as_deref(), Some(identity));
    let place = Placement {
        code: crate::ids::LotCode::parse("C2026-ENER-0001").unwrap(),
        season: crate::ids::SeasonId(20261),
        owner: crate::ids::InstitutionId(3),
        unit: Some(UNIT.into()),
        out_of_province: false,
    };
    let (lot, private) = checked.entry.unwrap().into_lot(place).unwrap();
    assert_eq!(lot.kind, LotKind::Achievement);
    assert_eq!(lot.asking_price, Some(Fen::yuan(800_000)));
    let team: Vec<(&str, &str)> = lot
        .team
        .iter()
        .map(|m| (m.name.as_str(), m.role.as_str()))
        .collect();
    assert_eq!(team, [("甲示例", "负责人"), ("乙示例", ""), ("丙示例", "")]);
    assert_eq!(lot.related_patents[1].canonical(), "ZL95115608.X");
    assert!(lot.patents.is_empty() && lot.co_owners.is_empty() && !lot.out_of_province);
    assert_eq!(private.reserve_price, None);
}

#[test]
fn required_cells() {
    let season = this_season();
    let empty = check_one(
        Form::Achievement,
        &[("备注", "只有备注")],
        &context(&season),
    );
    let missing: Vec<&str> = empty.errors.iter().map(|fault| fault.column).collect();
    let required: Vec<&str> = Form::Achievement
        .columns()
        .iter()
        .filter(|c| c.required)
        .map(|c| c.header)
        .collect();
    assert_eq!(missing, required);
}

const NUMBERS: &str = "相关专利号";

const CASES: &[Case] = &[
    (&[("成果名称", "短")], "成果名称", "LOT_TITLE_LENGTH"),
    (
        &[("完成单位", "南山精密智造有限公司（示例）")],
        "完成单位",
        "LOT_OWNER_MISMATCH",
    ),
    (&[("单位所在省份", "江")], "单位所在省份", "CODE_UNKNOWN"),
    (&[("成果负责人", "甲")], "成果负责人", "FIELD_REQUIRED"),
    (&[("成果类型", "专利")], "成果类型", "CODE_UNKNOWN"),
    (&[("成果简介", "短")], "成果简介", "TEXT_LENGTH"),
    (
        &[("应用场景及市场前景", "短")],
        "应用场景及市场前景",
        "LOT_PROSPECT_REQUIRED",
    ),
    (&[("知识产权情况", "商标")], "知识产权情况", "CODE_UNKNOWN"),
    (
        &[("知识产权情况", "无、专利"), (NUMBERS, "95115608X")],
        "知识产权情况",
        "CODE_UNKNOWN",
    ),
    (&[("知识产权情况", "专利")], NUMBERS, "FIELD_REQUIRED"),
    (
        &[(NUMBERS, "95115608X；ZL202319111290.4")],
        NUMBERS,
        "PATENT_NO_CHECK",
    ),
    (&[(NUMBERS, "号码不详")], NUMBERS, "PATENT_NO_CHECK"),
    (
        &[("计划项目级别", "国家级")],
        "计划项目名称及编号",
        "LOT_PROJECT_REQUIRED",
    ),
    (
        &[("成交方式", "网络竞价")],
        "起拍价（万元）",
        "LOT_START_PRICE_REQUIRED",
    ),
    (
        &[("意向金额（万元）", "-5")],
        "意向金额（万元）",
        "AMOUNT_RANGE",
    ),
    (
        &[
            ("成交方式", "网络竞价"),
            ("起拍价（万元）", "5"),
            ("意向金额（万元）", "面议"),
        ],
        "意向金额（万元）",
        "AMOUNT_RANGE",
    ),
    (
        &[("权利归属及限制", "有")],
        "权利归属及限制",
        "FIELD_REQUIRED",
    ),
];

#[test]
fn one_broken_cell_is_one_fault() {
    let season = this_season();
    each_breaks(Form::Achievement, &ACHIEVEMENT, &context(&season), CASES);
    let wrong = with(&ACHIEVEMENT, &[(NUMBERS, "95115608X；ZL202319111290.4")]);
    let checked = check_one(Form::Achievement, &wrong, &context(&season));
    assert_eq!(checked.errors[0].args, [("n", "2".to_owned())]);
}

#[test]
fn another_province_needs_a_million_in_figures() {
    let season = this_season();
    const COLUMN: &str = "意向金额（万元）";
    let away = with(&ACHIEVEMENT, &[("单位所在省份", "安徽省")]);
    let code = "LOT_OUT_OF_PROVINCE_BELOW_1M";
    each_breaks(
        Form::Achievement,
        &away,
        &context(&season),
        &[
            (&[], COLUMN, code),
            (&[(COLUMN, "面议")], COLUMN, code),
            (&[(COLUMN, "")], COLUMN, code),
            (
                &[
                    (COLUMN, ""),
                    ("成交方式", "网络竞价"),
                    ("起拍价（万元）", "99"),
                ],
                "起拍价（万元）",
                code,
            ),
        ],
    );
    each_passes(
        Form::Achievement,
        &away,
        &context(&season),
        &[&[(COLUMN, "120万")]],
    );
    let home = [&[(COLUMN, "面议")][..], &[(COLUMN, "")]];
    each_passes(Form::Achievement, &ACHIEVEMENT, &context(&season), &home);
}

#[test]
fn two_teams_may_have_the_same_title() {
    let season = this_season();
    let of = |number, leader| {
        row(
            Form::Achievement,
            number,
            &with(&ACHIEVEMENT, &[("成果负责人", leader)]),
        )
    };
    let rows = [of(4, "甲示例"), of(5, "丁示例"), of(6, "甲示例")];
    let refs: Vec<&RawRow> = rows.iter().collect();
    let checked = check_form(Form::Achievement, &refs, &context(&season));
    assert_eq!(codes(&checked[1].warnings), [("成果名称", "LOT_DUPLICATE")]);
    assert!(checked[1].entry.is_some());
    assert_eq!(codes(&checked[2].errors), [("成果名称", "LOT_DUPLICATE")]);
    assert_eq!(checked[2].errors[0].args, [("row", "4".to_owned())]);
}
