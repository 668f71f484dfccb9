//! domain.md §4.4.

use super::*;
use crate::lots::Industry;

const PERSON: [(&str, &str); 9] = [
    ("人员类别", "活动联络员"),
    ("单位名称", UNIT),
    ("统一社会信用代码", "91329999MA9DEMQ15L"),
    ("单位类别", "高等学校"),
    ("姓名", "示例联络员"),
    ("所在部门", "科技处"),
    ("手机", "19900001234"),
    ("电子邮箱", "liaison@example.com"),
    ("本人同意", "是"),
];

const EXPERT: Changes = &[
    ("人员类别", "技术专家"),
    ("身份类别", "教授专家"),
    ("专业领域", "智能制造、新材料"),
    ("参与意向", "专家顾问团、专业服务团"),
];

fn passed(checked: CheckedRow) -> LiaisonRow {
    match checked.entry {
        Some(Entry::Liaison(row)) => *row,
        _ => panic!("{:?}", checked.errors),
    }
}

#[test]
fn rows_are_read() {
    let season = this_season();
    let changes = [("办公电话", "0512—65001234-801"), ("手机", "#19900001234")];
    let row = passed(check_one(
        Form::Liaison,
        &with(&PERSON, &changes),
        &context(&season),
    ));
    assert_eq!(
        (row.kind, row.unit_kind),
        (PersonKind::Liaison, UnitKind::University)
    );
    assert_eq!(row.mobile, "19900001234");
    assert_eq!(row.office_phone.as_deref(), Some("0512-65001234-801"));
    assert_eq!(
        (row.identity, row.fields.len(), row.groups.len()),
        (None, 0, 0)
    );
    let expert = check_one(Form::Liaison, &with(&PERSON, EXPERT), &context(&season));
    assert_eq!(
        expert.identity.as_deref(),
        Some("person:EXPERT|19900001234")
    );
    let expert = passed(expert);
    assert_eq!(expert.identity, Some(ExpertIdentity::Professor));
    assert_eq!(
        expert.fields,
        [Industry::Manufacturing, Industry::Materials]
    );
    assert_eq!(expert.groups, [ExpertGroup::Advisers, ExpertGroup::Service]);
}

#[test]
fn every_rule_has_its_code() {
    let season = this_season();
    let cases: &[Case] = &[
        (&[("人员类别", "教师")], "人员类别", "CODE_UNKNOWN"),
        (
            &[("单位名称", "江澜大学附属医院（示例）")],
            "单位名称",
            "ORG_MISMATCH",
        ),
        (&[("单位名称", "")], "单位名称", "ORG_MISMATCH"),
        (
            &[("统一社会信用代码", "9132")],
            "统一社会信用代码",
            "USCC_FORMAT",
        ),
        (
            &[("统一社会信用代码", "91329999MA9DEMQ15M")],
            "统一社会信用代码",
            "USCC_CHECK",
        ),
        (&[("单位类别", "学校")], "单位类别", "CODE_UNKNOWN"),
        (&[("姓名", "某")], "姓名", "FIELD_REQUIRED"),
        (&[("所在部门", "处")], "所在部门", "FIELD_REQUIRED"),
        (&[("手机", "12900001234")], "手机", "PHONE_FORMAT"),
        (&[("手机", "025-83301234")], "手机", "PHONE_FORMAT"),
        (&[("办公电话", "19900001234")], "办公电话", "PHONE_FORMAT"),
        (&[("电子邮箱", "")], "电子邮箱", "EMAIL_FORMAT"),
        (&[("电子邮箱", "liaison@")], "电子邮箱", "EMAIL_FORMAT"),
        (&[("身份类别", "院士")], "身份类别", "CODE_UNKNOWN"),
        (&[("专业领域", "文学")], "专业领域", "CODE_UNKNOWN"),
        (&[("参与意向", "旁听")], "参与意向", "CODE_UNKNOWN"),
        (&[("本人同意", "否")], "本人同意", "CONSENT_REQUIRED"),
        (&[("本人同意", "")], "本人同意", "CONSENT_REQUIRED"),
    ];
    each_breaks(Form::Liaison, &PERSON, &context(&season), cases);
    let long = "字".repeat(501);
    for (header, length) in [("职务或职称", 41), ("备注", 501)] {
        let text: String = long.chars().take(length).collect();
        let row = check_one(
            Form::Liaison,
            &with(&PERSON, &[(header, &text)]),
            &context(&season),
        );
        assert_eq!(codes(&row.errors), [(header, "TEXT_LENGTH")]);
    }
}

#[test]
fn experts_say_what_they_are() {
    let season = this_season();
    let base: Vec<_> = with(&PERSON, EXPERT);
    let cases: &[Case] = &[
        (&[("身份类别", "")], "身份类别", "CODE_UNKNOWN"),
        (&[("专业领域", "")], "专业领域", "CODE_UNKNOWN"),
        (&[("参与意向", "")], "参与意向", "CODE_UNKNOWN"),
    ];
    each_breaks(Form::Liaison, &base, &context(&season), cases);
    each_passes(
        Form::Liaison,
        &base,
        &context(&season),
        &[&[("所在部门", "处")]],
    );
}

#[test]
fn one_liaison_for_a_unit_and_one_row_for_a_number() {
    let season = this_season();
    let second = with(&PERSON, &[("手机", "19900005678")]);
    let expert = with(&PERSON, EXPERT);
    let rows = [
        row(Form::Liaison, 4, &PERSON),
        row(Form::Liaison, 5, &second),
        row(Form::Liaison, 6, &expert),
        row(Form::Liaison, 7, &expert),
    ];
    let rows: Vec<&RawRow> = rows.iter().collect();
    let checked = check_form(Form::Liaison, &rows, &context(&season));
    assert_eq!(codes(&checked[0].errors), []);
    assert_eq!(
        codes(&checked[1].errors),
        [("人员类别", "LIAISON_ALREADY_SET")]
    );
    assert_eq!(checked[1].errors[0].args, [("row", "4".to_owned())]);
    assert_eq!(codes(&checked[2].errors), []);
    assert_eq!(codes(&checked[3].errors), [("手机", "PHONE_FORMAT")]);
    assert_eq!(checked[3].errors[0].args, [("row", "6".to_owned())]);
}

#[test]
fn the_form_of_2022_is_about_experts_only() {
    let season = catalogue::auction_2022();
    let ctx = context(&season);
    let cases: &[Case] = &[(&[], "人员类别", "CODE_UNKNOWN")];
    each_breaks(Form::Liaison, &PERSON, &ctx, cases);
    each_passes(Form::Liaison, &PERSON, &ctx, &[EXPERT]);
}
