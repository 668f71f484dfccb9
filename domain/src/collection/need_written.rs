//! What a row of the need form says, in the words and columns of the form: to show field by field what a
//! later upload would change, and to know it again.

use super::NeedRow;
use super::written::{Change, text, wan, words, yes_or_no};

/// The columns in which two versions of a need differ, in the order of the form.
pub fn need_changes(old: &NeedRow, new: &NeedRow) -> Vec<Change> {
    let pairs = need_cells(old).into_iter().zip(need_cells(new));
    let changed = pairs.filter(|((_, old), (_, new))| old != new);
    changed
        .map(|((column, old), (_, new))| Change { column, old, new })
        .collect()
}

/// The row in the columns of its form, in their order; always the same columns.
pub fn need_cells(row: &NeedRow) -> Vec<(&'static str, String)> {
    vec![
        ("需求名称", row.title.clone()),
        ("企业名称", row.enterprise.clone()),
        ("统一社会信用代码", row.credit_code.clone()),
        (
            "企业类型",
            words(row.enterprise_kinds.iter().map(|one| one.form_label())),
        ),
        ("所在地区", row.region.clone()),
        ("所属园区", text(row.park.as_ref())),
        ("产业领域", row.industry.form_label().to_owned()),
        ("需求类型", row.need_type.form_label().to_owned()),
        ("需求背景及主要问题", row.background.clone()),
        ("主要技术指标", row.indicators.clone()),
        ("现有基础", text(row.existing_basis.as_ref())),
        ("意向投入金额（万元）", wan(Some(row.investment))),
        (
            "合作方式",
            words(row.cooperation.iter().map(|one| one.form_label())),
        ),
        ("有效期限", row.valid_until.to_string()),
        ("意向合作单位", text(row.partner.as_ref())),
        ("关键词", row.keywords.join("；")),
        ("公开范围", row.disclosure.form_label().to_owned()),
        (
            "隐去内容说明",
            words(row.hidden.iter().map(|one| one.form_label())),
        ),
        ("是否同意公开比拼", yes_or_no(row.contest_consent)),
        (
            "需求来源",
            text(row.source.map(|source| source.form_label())),
        ),
        ("推荐人及单位", text(row.referrer.as_ref())),
        ("联系人", row.contact.name.clone()),
        ("联系电话", row.contact.phone.clone()),
        ("电子邮箱", text(row.contact.email.as_ref())),
        ("备注", text(row.remark.as_ref())),
    ]
}
