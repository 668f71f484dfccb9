//! Faults that only the comparison with what is stored can find.

use domain::collection::{CheckedRow, Fault, Form, ROADSHOW_COLUMN, Rule, rules};
use domain::ids::{LotCode, NeedCode};

/// 该专利已在本季提交: the lot is there and says something else.
pub(super) fn duplicate(form: Form, row: &CheckedRow, code: &LotCode) -> Fault {
    let (header, rule, value) = match form {
        Form::Patent => ("专利号", rules::DUPLICATE_PATENT, &row.key),
        _ => ("成果名称", rules::DUPLICATE_ACHIEVEMENT, &row.title),
    };
    added(form, row, header, rule, value, ("code", code.to_string()))
}

/// 该需求已提交: the need is there and says something else.
pub(super) fn known_need(form: Form, row: &CheckedRow, code: &NeedCode) -> Fault {
    let arg = ("code", code.to_string());
    added(
        form,
        row,
        "需求名称",
        rules::NEED_DUPLICATE,
        &row.title,
        arg,
    )
}

/// 每家单位推荐现场路演不超过…项: what is stored and what is new are too many together.
pub(super) fn above_quota(form: Form, row: &CheckedRow, max: u16) -> Fault {
    let max = ("max", max.to_string());
    added(form, row, ROADSHOW_COLUMN, rules::ROADSHOW_MAX, "是", max)
}

/// 每家单位推荐总数原则上不超过…项.
pub(super) fn above_maximum(form: Form, row: &CheckedRow, max: u16, rule: Rule) -> Fault {
    let header = match form {
        Form::Patent => "专利名称",
        _ => "成果名称",
    };
    added(
        form,
        row,
        header,
        rule,
        &row.title,
        ("max", max.to_string()),
    )
}

/// A fault that only the comparison with what is stored can find.
pub(super) fn added(
    form: Form,
    row: &CheckedRow,
    header: &str,
    rule: Rule,
    value: &str,
    arg: (&'static str, String),
) -> Fault {
    let index = form.index(header);
    Fault {
        row: row.row,
        index,
        column: form.columns()[index].header,
        rule,
        value: value.to_owned(),
        args: vec![arg],
    }
}
