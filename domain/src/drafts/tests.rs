//! Sections hold every column once, windows hold each other up only where they must, and what a lot says
//! becomes the same lot again.

use super::*;
use crate::collection::{Entry, Leave, Placement};
use crate::ids::{InstitutionId, LotCode, SeasonId};
use crate::institutions::{Institution, InstitutionKind};
use crate::lots::{Lot, LotPrivate};
use crate::participations::people::ContactCard;
use crate::seasons::{Season, catalogue};
use crate::time::Date;
use proptest::prelude::*;

const KINDS: [LotKind; 2] = [LotKind::Patent, LotKind::Achievement];
const TEXT: &str = "针对高湿度工况下传感器漂移大的问题，采用双参比补偿结构与分段标定方法，在三家示例单位连续运行半年，测量误差稳定在千分之二以内。";

fn unit() -> Institution {
    Institution {
        id: InstitutionId(3),
        name: "江澜大学（示例）".into(),
        credit_code: None,
        kind: InstitutionKind::University,
        university_class: None,
        province: "江苏".into(),
        city: None,
        big_institute: false,
    }
}

fn season() -> Season {
    catalogue::by_code("2026").unwrap()
}

fn checked(content: &DraftContent, kind: LotKind) -> CheckedRow {
    let (season, unit) = (season(), unit());
    let context = Context {
        season: &season,
        today: Date::of(2026, 11, 20),
        unit: Some(&unit.name),
        out_of_province: false,
        leave: Leave::default(),
    };
    content.check(kind, &context)
}

fn typed(cells: &[(&str, &str)]) -> Typed {
    let cells = cells.iter();
    cells
        .map(|(header, value)| ((*header).to_owned(), (*value).to_owned()))
        .collect()
}

/// A draft into which these cells were typed, whatever their sections.
fn filled(kind: LotKind, cells: &[(&str, &str)]) -> DraftContent {
    let mut content = DraftContent::begun(kind, &unit(), None);
    let cells = typed(cells);
    for section in Section::ALL {
        let next = content.with(kind, *section, (9, 9), &cells).unwrap();
        content = next.unwrap_or(content);
    }
    content
}

const PATENT: [(&str, &str); 25] = [
    ("专利名称", "一种双参比气体传感器"),
    ("专利号", "ZL202319111290.3"),
    ("专利类型", "发明专利"),
    ("申请日", "2023-12-07"),
    ("授权公告日", "2025-03-22"),
    ("发明人", "甲示例；乙示例"),
    ("专利权人", "江澜大学（示例）；南山精密智造有限公司（示例）"),
    ("法律状态", "有效"),
    ("产业领域", "智能制造"),
    ("关键词", "气体传感；标定"),
    ("技术简介", TEXT),
    ("技术优势及性能指标", TEXT),
    ("应用场景及市场前景", TEXT),
    ("技术成熟度", "7"),
    ("是否双碳领域", "是"),
    ("交易方式", "转让"),
    ("成交方式", "网络竞价、协议成交"),
    ("起拍价（万元）", "6.2"),
    ("计划项目级别", "否"),
    ("是否财政资助项目专利", "否"),
    ("权利限制", "共有"),
    ("权利限制说明", "共有权利人已书面同意参加本次活动"),
    ("是否推荐现场路演", "否"),
    ("联系人", "示例联系人"),
    ("联系电话", "19900001234"),
];

const ACHIEVEMENT: [(&str, &str); 19] = [
    ("成果名称", "双参比气体传感成套技术"),
    ("成果负责人", "甲示例"),
    ("团队成员", "乙示例；丙示例"),
    ("产业领域", "新能源"),
    ("成果类型", "新技术"),
    ("成果简介", TEXT),
    ("创新点及主要技术指标", TEXT),
    ("应用场景及市场前景", TEXT),
    ("技术成熟度", "6"),
    ("知识产权情况", "技术秘密"),
    ("计划项目级别", "否"),
    ("交易方式", "转让、作价入股"),
    ("成交方式", "协议成交"),
    ("意向金额（万元）", "80"),
    ("是否双碳领域", "否"),
    ("是否推荐现场路演", "否"),
    ("权利归属及限制", "归完成单位所有，无权利限制"),
    ("联系人", "示例联系人"),
    ("联系电话", "19900001234"),
];

fn faulty(row: &CheckedRow) -> Vec<&'static str> {
    row.errors.iter().map(|fault| fault.column).collect()
}

fn cells(kind: LotKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        LotKind::Patent => &PATENT,
        LotKind::Achievement => &ACHIEVEMENT,
    }
}

fn lot_of(content: &DraftContent, kind: LotKind) -> (Lot, LotPrivate) {
    let row = checked(content, kind);
    assert_eq!(row.errors, []);
    let place = Placement {
        code: LotCode::parse("P2026-SMFG-0001").unwrap(),
        season: SeasonId(20261),
        owner: InstitutionId(3),
        unit: Some(unit().name),
        out_of_province: false,
    };
    row.entry
        .and_then(|entry: Entry| entry.into_lot(place))
        .unwrap()
}

#[test]
fn every_column_is_filled_in_in_one_section() {
    for kind in KINDS {
        let columns = form_of(kind).columns().iter().map(|column| column.header);
        let mut columns: Vec<&str> = columns.filter(|header| *header != "序号").collect();
        let sections = Section::ALL.iter();
        let mut headers: Vec<&str> = sections
            .flat_map(|one| one.headers(kind))
            .copied()
            .collect();
        columns.sort_unstable();
        headers.sort_unstable();
        assert_eq!(headers, columns);
        assert_eq!(Section::of(kind, "联系人"), Some(Section::Contact));
        assert_eq!(Section::of(kind, "序号"), None);
    }
}

#[test]
fn sections_follow_each_other() {
    let mut walked = vec![Section::Basics];
    while let Some(next) = walked.last().and_then(|section| section.next()) {
        walked.push(next);
    }
    assert_eq!(walked, Section::ALL);
    for section in Section::ALL {
        assert_eq!(Section::from_slug(section.slug()), Some(*section));
    }
    assert_eq!(Section::from_slug("BASICS"), None);
}

#[test]
fn a_new_draft_knows_its_institution_and_lacks_the_rest() {
    for kind in KINDS {
        let draft = DraftContent::begun(kind, &unit(), None);
        let row = checked(&draft, kind);
        assert!(row.entry.is_none() && draft.title(kind).is_empty());
        let states = draft.states(kind, &faulty(&row), 0);
        let state = |of: Section| states.iter().find(|(section, _)| *section == of).unwrap().1;
        assert_eq!(state(Section::Basics), SectionState::NotStarted);
        assert_eq!(state(Section::Rights), SectionState::Unfinished);
        assert_eq!(state(Section::Attachments), SectionState::Optional);
        let states = draft.states(kind, &faulty(&row), 1);
        assert!(states.contains(&(Section::Attachments, SectionState::Done)));
    }
}

#[test]
fn a_new_draft_names_the_liaison_as_the_contact() {
    let card = ContactCard {
        name: "示例联系人".into(),
        department: "技术转移中心".into(),
        post: String::new(),
        phone: "19900001234".into(),
        office_phone: String::new(),
        email: "liaison@example.com".into(),
    };
    for kind in KINDS {
        let draft = DraftContent::begun(kind, &unit(), Some(&card));
        let row = checked(&draft, kind);
        let states = draft.states(kind, &faulty(&row), 0);
        assert!(states.contains(&(Section::Contact, SectionState::Done)));
        assert!(states.contains(&(Section::Basics, SectionState::NotStarted)));
        // Whoever types another one has said so.
        let other = typed(&[("联系人", "另一联系人"), ("联系电话", "19900001235")]);
        let next = draft.with(kind, Section::Contact, (1, 1), &other).unwrap();
        let cells = next.unwrap().cells;
        assert_eq!(cells.get("联系人").map(String::as_str), Some("另一联系人"));
    }
}

#[test]
fn a_whole_draft_is_a_row_without_faults() {
    for kind in KINDS {
        let draft = filled(kind, cells(kind));
        let row = checked(&draft, kind);
        assert_eq!(row.errors, []);
        let done = |(section, state): (Section, SectionState)| {
            state == SectionState::Done || section == Section::Attachments
        };
        assert!(draft.states(kind, &faulty(&row), 0).into_iter().all(done));
    }
}

#[test]
fn the_rules_are_those_of_the_form() {
    let wrong = [("专利号", "ZL202319111290.4"), ("起拍价（万元）", "")];
    let cells: Vec<_> = PATENT.iter().chain(&wrong).copied().collect();
    let row = checked(&filled(LotKind::Patent, &cells), LotKind::Patent);
    let codes: Vec<_> = row.errors.iter().map(|fault| fault.rule.code).collect();
    assert_eq!(codes, ["PATENT_NO_CHECK", "LOT_START_PRICE_REQUIRED"]);
}

#[test]
fn a_lot_that_came_back_becomes_the_same_lot_again() {
    let without_bidding = [("成交方式", "协议成交"), ("起拍价（万元）", "7")];
    let patent: Vec<_> = PATENT.iter().chain(&without_bidding).copied().collect();
    let reserved = [("保留价（万元）", "8.2"), ("备注", "示例备注")];
    let secret: Vec<_> = PATENT.iter().chain(&reserved).copied().collect();
    let cases = [
        (LotKind::Patent, PATENT.to_vec()),
        (LotKind::Patent, patent),
        (LotKind::Patent, secret),
        (LotKind::Achievement, ACHIEVEMENT.to_vec()),
    ];
    for (kind, cells) in cases {
        let (lot, private) = lot_of(&filled(kind, &cells), kind);
        let again = DraftContent::of_lot(&lot, &private, &unit());
        assert_eq!(lot_of(&again, kind), (lot, private));
    }
}

#[test]
fn windows_hold_each_other_up_in_the_same_section_only() {
    let kind = LotKind::Patent;
    let draft = DraftContent::begun(kind, &unit(), None);
    let basics = typed(&[("专利名称", "一种双参比气体传感器")]);
    let save = |draft: &DraftContent, section, base, revision, typed: &Typed| {
        draft.with(kind, section, (base, revision), typed)
    };
    let first = save(&draft, Section::Basics, 1, 1, &basics)
        .unwrap()
        .unwrap();
    // The same again, from a window that has not seen it: nothing to do.
    assert_eq!(save(&first, Section::Basics, 1, 2, &basics), Ok(None));
    let other = typed(&[("专利名称", "另一个名称，来自另一个窗口")]);
    let conflict = save(&first, Section::Basics, 1, 2, &other);
    assert_eq!(conflict, Err(DraftRefusal::Conflict));
    assert!(
        save(&first, Section::Basics, 2, 2, &other)
            .unwrap()
            .is_some()
    );
    let contact = typed(&[("联系人", "示例联系人"), ("专利名称", "不属于这一部分")]);
    let second = save(&first, Section::Contact, 1, 2, &contact)
        .unwrap()
        .unwrap();
    assert_eq!(second.cell("联系人"), "示例联系人");
    assert_eq!(second.title(kind), "一种双参比气体传感器");
    // A column that was not sent stays, one that was emptied goes.
    let emptied = typed(&[("联系人", " \r\n ")]);
    let third = save(&second, Section::Contact, 3, 3, &emptied)
        .unwrap()
        .unwrap();
    assert_eq!(third.cell("联系人"), "");
    let long = "长".repeat(CELL_CHARS_MAX + 1);
    let long = typed(&[("备注", long.as_str())]);
    assert_eq!(
        save(&third, Section::Contact, 4, 4, &long),
        Err(DraftRefusal::TooLong)
    );
}

proptest! {
    #[test]
    fn whatever_is_typed_is_kept_and_judged(
        values in prop::collection::vec(any::<String>(), 33),
        achievement in any::<bool>(),
    ) {
        let kind = KINDS[usize::from(achievement)];
        let columns = form_of(kind).columns().iter().zip(&values);
        let cells: Typed =
            columns.map(|(column, value)| (column.header.to_owned(), value.clone())).collect();
        let mut draft = DraftContent::default();
        for section in Section::ALL {
            if let Some(next) = draft.with(kind, *section, (0, 0), &cells).unwrap() {
                draft = next;
            }
        }
        for (header, value) in cells.iter().filter(|(header, _)| *header != "序号") {
            let kept = value.replace("\r\n", "\n");
            let kept = if kept.trim().is_empty() { "" } else { kept.as_str() };
            prop_assert_eq!(draft.cell(header), kept);
        }
        let row = checked(&draft, kind);
        prop_assert!(row.entry.is_none() || row.errors.is_empty());
        let stored = serde_json::to_string(&draft).unwrap();
        prop_assert_eq!(serde_json::from_str::<DraftContent>(&stored).unwrap(), draft);
    }
}
