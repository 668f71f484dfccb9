//! domain.md §4.1, column by column.

use super::*;
use crate::lots::{DealMethod, LicenceKind, LotKind, PatentType, TransactionMode, Trl};
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
    let own = [
        ("交易方式", "LOT_MODE_REQUIRED"),
        ("应用场景及市场前景", "LOT_PROSPECT_REQUIRED"),
    ];
    for (column, code) in codes(&empty.errors) {
        let named = own
            .iter()
            .find(|(c, _)| *c == column)
            .map_or("FIELD_REQUIRED", |(_, c)| c);
        let named = if column == "联系人" {
            "CONTACT_REQUIRED"
        } else {
            named
        };
        assert_eq!(code, named, "{column}");
    }
}

#[test]
fn one_broken_cell_is_one_fault() {
    let season = this_season();
    let long = Box::leak("长".repeat(1001).into_boxed_str());
    let cases: &[Case] = &[
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
        (&[("专利类型", "发明")], "专利类型", "CODE_UNKNOWN"),
        (
            &[("申请日", "2022-12-07")],
            "申请日",
            "PATENT_YEAR_MISMATCH",
        ),
        (&[("申请日", "2023-02-30")], "申请日", "DATE_FORMAT"),
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
        (&[("授权公告日", "未知")], "授权公告日", "DATE_FORMAT"),
        (
            &[("专利权人", "钟陵理工大学（示例）")],
            "专利权人",
            "LOT_OWNER_MISMATCH",
        ),
        (&[("专利权人", "无")], "专利权人", "TEXT_LENGTH"),
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
        (&[("起拍价（万元）", "0")], "起拍价（万元）", "AMOUNT_RANGE"),
        (
            &[("起拍价（万元）", "100000.01")],
            "起拍价（万元）",
            "AMOUNT_RANGE",
        ),
        (
            &[("起拍价（万元）", "1.234")],
            "起拍价（万元）",
            "AMOUNT_RANGE",
        ),
        (
            &[("起拍价（万元）", "约6万")],
            "起拍价（万元）",
            "AMOUNT_RANGE",
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
            "AMOUNT_RANGE",
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
    each_breaks(Form::Patent, &PATENT, &context(&season), cases);
    let remark = with(&PATENT, &[("备注", long)]);
    let checked = check_one(Form::Patent, &remark, &context(&season));
    assert_eq!(codes(&checked.errors), [("备注", "TEXT_LENGTH")]);
    assert!(checked.errors[0].value.chars().count() <= 80);
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
    each_breaks(
        Form::Patent,
        &base,
        &context(&season),
        &[
            (&[("许可类型", "")], "许可类型", "LICENCE_KIND_REQUIRED"),
            (&[("许可类型", "开放")], "许可类型", "LICENCE_KIND_REQUIRED"),
            (&[("许可类型", "交叉")], "许可类型", "CODE_UNKNOWN"),
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
        ],
    );
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
