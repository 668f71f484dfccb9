//! domain.md §4.1, column by column.

use super::*;
use crate::lots::{
    DealMethod, LegalStatus, LotKind, OwnershipReform, PatentType, TransactionMode, Trl,
};
use crate::money::Fen;

pub const PATENT: [(&str, &str); 25] = [
    ("序号", "#1"),
    ("专利名称", "一种双参比气体传感器"),
    ("专利号", "ZL202319111290.3"),
    ("专利类型", "发明专利"),
    ("申请日", "2023/12/7"),
    ("授权公告日", "2025.03.22"),
    ("专利权人", UNIT),
    ("发明人", "甲示例；乙示例"),
    ("法律状态", "有效"),
    ("产业领域", "智能制造"),
    ("技术简介", TEXT),
    ("技术优势及性能指标", TEXT),
    ("应用场景及市场前景", TEXT),
    ("技术成熟度", "#7"),
    ("交易方式", "转让"),
    ("成交方式", "网络竞价、协议成交"),
    ("起拍价（万元）", "6.2万"),
    ("是否双碳领域", "是"),
    ("计划项目级别", "否"),
    ("是否财政资助项目专利", "否"),
    ("是否推荐现场路演", "否"),
    ("权利限制", "无"),
    ("联系人", "示例联系人"),
    ("联系电话", "19900001234"),
    ("电子邮箱", "contact@example.com"),
];

fn patent(changes: &[(&'static str, &'static str)]) -> PatentRow {
    let season = this_season();
    let checked = check_one(Form::Patent, &with(&PATENT, changes), &context(&season));
    match checked.entry {
        Some(Entry::Patent(row)) => *row,
        other => panic!("{other:?} {:?}", checked.errors),
    }
}

#[test]
fn a_row_becomes_a_lot() {
    let row = patent(&[
        ("专利权人", "江澜大学（示例）；南山精密智造有限公司（示例）"),
        ("关键词", "气体传感；标定"),
        ("加价幅度（万元）", "#0.5"),
        ("保留价（万元）", "８ 万元"),
        ("权利限制", "共有"),
        ("权利限制说明", "共有权利人已书面同意参加本次活动"),
        ("计划项目级别", "省级"),
        ("计划项目名称及编号", "省重点研发计划 示例项目（BE2022001）"),
    ]);
    let place = Placement {
        code: crate::ids::LotCode::parse("P2026-SMFG-0001").unwrap(),
        season: crate::ids::SeasonId(20261),
        owner: crate::ids::InstitutionId(3),
        unit: Some("江澜大学(示例)".into()),
        out_of_province: false,
    };
    let (lot, private) = Entry::Patent(Box::new(row)).into_lot(place).unwrap();
    assert_eq!(
        (lot.kind, lot.title.as_str()),
        (LotKind::Patent, "一种双参比气体传感器")
    );
    assert_eq!(lot.co_owners, ["南山精密智造有限公司（示例）"]);
    assert_eq!(lot.start_price, Some(Fen::yuan(62_000)));
    assert_eq!(lot.increment, Some(Fen::yuan(5_000)));
    assert_eq!(private.reserve_price, Some(Fen::yuan(80_000)));
    assert!(lot.has_reserve && !lot.negotiable && lot.dual_carbon);
    assert_eq!(
        lot.deal_methods,
        [DealMethod::OnlineBid, DealMethod::Negotiated]
    );
    assert_eq!(lot.patents[0].number.canonical(), "ZL202319111290.3");
    assert_eq!(lot.patents[0].patent_type, PatentType::Invention);
    assert_eq!(lot.trl, Trl::new(7).unwrap());
    assert_eq!(lot.project_no.as_deref(), Some("BE2022001"));
    assert_eq!(lot.patents[0].legal_status, LegalStatus::InForce);
    assert_eq!(lot.ownership_reform, OwnershipReform::None);
    assert_eq!(private.contact.phone, "19900001234");
    assert!(!lot.state.is_public());
}

#[test]
fn required_cells() {
    let season = this_season();
    let empty = check_one(Form::Patent, &[("备注", "只有备注")], &context(&season));
    let missing: Vec<&str> = codes(&empty.errors)
        .iter()
        .map(|(column, _)| *column)
        .collect();
    let required: Vec<&str> = Form::Patent
        .columns()
        .iter()
        .filter(|c| c.required)
        .map(|c| c.header)
        .collect();
    assert_eq!(missing, required);
    // Every column has its own rule for that, but the three whose sentence would be untrue of an
    // empty cell, and the one whose rule is to be filled in.
    let plain: Vec<&str> = codes(&empty.errors)
        .into_iter()
        .filter(|(_, code)| *code == "FIELD_REQUIRED")
        .map(|(column, _)| column)
        .collect();
    assert_eq!(plain, ["专利类型", "申请日", "授权公告日", "发明人"]);
}

#[test]
fn cells_as_people_fill_them() {
    let season = this_season();
    each_passes(
        Form::Patent,
        &PATENT,
        &context(&season),
        &[
            &[("专利号", "专利号：ZL2023191112903")],
            &[("专利号", "ＺＬ２０２３１９１１１２９０．３")],
            &[("申请日", "２０２３-１２-０７")],
            &[("申请日", "2023年12月7日")],
            &[("申请日", "#45267")],
            &[("授权公告日", "20250322")],
            &[("技术成熟度", "小试")],
            &[("技术成熟度", "6级")],
            &[("技术成熟度", "ＴＲＬ８")],
            &[("起拍价（万元）", "39.5 万元")],
            &[("起拍价（万元）", "#100000")],
            &[("起拍价（万元）", "１２０")],
            &[("交易方式", "转让；作价入股")],
            &[
                ("交易方式", "许可"),
                ("许可类型", "排他"),
                ("许可期限（年）", "8年"),
            ],
            &[("成交方式", "协议成交"), ("起拍价（万元）", "")],
            &[("产业领域", " 新材料　")],
            &[("联系电话", "025—8888 8888")],
            &[
                ("计划项目级别", "国家级"),
                ("计划项目名称及编号", "重点研发 示例-2026-1"),
            ],
            &[
                ("权利限制", "质押、已普通许可"),
                ("权利限制说明", "质押至2027年"),
            ],
            &[("专利权人", "江澜大学(示例)")],
            // Spellings of the code table beside those of the template.
            &[
                ("权利限制", "已独占/排他许可、诉讼/无效程序"),
                ("权利限制说明", "独占许可至2027年"),
            ],
            // A reserve has no upper bound, and off the grid it is worth a warning only.
            &[("保留价（万元）", "100001.005")],
        ],
    );
    assert_eq!(
        patent(&[("技术成熟度", "实验室")]).trl,
        Trl::new(2).unwrap()
    );
    assert_eq!(
        patent(&[("技术成熟度", "产业化")]).trl,
        Trl::new(8).unwrap()
    );
}

#[test]
fn a_reserve_between_two_steps_is_warned_about() {
    let season = this_season();
    let warned = |cells: &[(&'static str, &'static str)]| {
        let checked = check_one(Form::Patent, &with(&PATENT, cells), &context(&season));
        assert_eq!(codes(&checked.errors), []);
        let faults = checked.warnings.into_iter();
        let found = faults.filter(|fault| fault.rule == rules::RESERVE_OFF_GRID);
        found.map(|fault| fault.args).collect::<Vec<_>>()
    };
    let near =
        |below: &str, above: &str| vec![vec![("above", above.into()), ("below", below.into())]];
    // From 62,000 by the 5,000 that the owner asks for, then by the 1,000 of the season.
    let asked = |reserve| [("加价幅度（万元）", "#0.5"), ("保留价（万元）", reserve)];
    assert_eq!(warned(&asked("8")), near("77,000", "82,000"));
    assert_eq!(warned(&asked("8.2")), Vec::<Vec<_>>::new());
    assert_eq!(warned(&[("保留价（万元）", "8")]), Vec::<Vec<_>>::new());
    assert_eq!(
        warned(&[("保留价（万元）", "8.05")]),
        near("80,000", "81,000")
    );
}

#[test]
fn from_another_province_a_million_at_least() {
    let season = this_season();
    let ctx = Context {
        out_of_province: true,
        ..context(&season)
    };
    let price = ("起拍价（万元）", "#99.99");
    let cells = with(&PATENT, &[price]);
    let below = check_one(Form::Patent, &cells, &ctx);
    assert_eq!(
        codes(&below.errors),
        [("起拍价（万元）", "LOT_OUT_OF_PROVINCE_BELOW_1M")]
    );
    each_passes(Form::Patent, &PATENT, &ctx, &[&[("起拍价（万元）", "100")]]);
    each_passes(
        Form::Patent,
        &PATENT,
        &context(&season),
        &[&[("起拍价（万元）", "0.01")]],
    );
}

#[test]
fn a_price_without_bidding_is_an_asking_price() {
    let offer = patent(&[("成交方式", "协议成交")]).offer;
    assert_eq!(
        (offer.start_price, offer.asking_price),
        (None, Some(Fen::yuan(62_000)))
    );
    assert!(!offer.negotiable);
    let offer = patent(&[("成交方式", "协议成交"), ("起拍价（万元）", "")]).offer;
    assert!(offer.negotiable && offer.asking_price.is_none());
    assert_eq!(offer.modes, [TransactionMode::Transfer]);
}

#[test]
fn several_faults_of_a_row_come_at_once_and_in_order() {
    let season = this_season();
    let changes = [
        ("联系电话", "12345"),
        ("专利名称", "短"),
        ("法律状态", "终止"),
    ];
    let checked = check_one(Form::Patent, &with(&PATENT, &changes), &context(&season));
    let columns: Vec<&str> = checked.errors.iter().map(|fault| fault.column).collect();
    assert_eq!(columns, ["专利名称", "法律状态", "联系电话"]);
    assert_eq!(checked.errors[2].letters(), "AE");
    assert_eq!(checked.errors[2].value, "12345");
}

#[test]
fn a_patent_is_in_force_until_the_season_is_over() {
    // Filed on 2023-12-07, an invention: its last day is 2043-12-07.
    let until = |day| Season {
        end_on: day,
        ..this_season()
    };
    let last = until(Date::of(2043, 12, 7));
    let checked = check_one(Form::Patent, &PATENT, &context(&last));
    assert_eq!(codes(&checked.errors), []);
    let over = until(Date::of(2043, 12, 8));
    let checked = check_one(Form::Patent, &PATENT, &context(&over));
    assert_eq!(
        codes(&checked.errors),
        [("法律状态", "LOT_PATENT_NOT_IN_FORCE")]
    );
}

#[test]
fn the_day_of_the_grant_is_waived_for_a_unit() {
    // The patent was granted on 2025-03-22.
    let season = Season {
        grant_cutoff: Some(Date::of(2025, 3, 23)),
        ..this_season()
    };
    let checked = check_one(Form::Patent, &PATENT, &context(&season));
    let early = ("授权公告日", "LOT_GRANT_DATE_BEFORE_CUTOFF");
    assert_eq!(codes(&checked.errors), [early]);
    let ctx = Context {
        leave: Leave::of(InstitutionKind::University, &[WaiverRule::GrantDate]),
        ..context(&season)
    };
    assert_eq!(codes(&check_one(Form::Patent, &PATENT, &ctx).errors), []);
}

#[test]
fn a_leading_enterprise_transfers_nothing_unless_that_is_waived() {
    let season = this_season();
    let of = |waived: &[WaiverRule], mode: &str| {
        let ctx = Context {
            leave: Leave::of(InstitutionKind::Leading, waived),
            ..context(&season)
        };
        let checked = check_one(Form::Patent, &with(&PATENT, &[("交易方式", mode)]), &ctx);
        let refused = ("交易方式", "LOT_MODE_NOT_ALLOWED");
        codes(&checked.errors).contains(&refused)
    };
    assert!(of(&[], "转让"));
    assert!(of(&[], "开放许可；转让"));
    assert!(!of(&[], "开放许可"));
    assert!(!of(&[WaiverRule::Modes], "转让"));
}
