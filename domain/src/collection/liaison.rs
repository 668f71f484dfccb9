//! 《活动联络员信息表》: the checks of a row (domain.md §4.4). Liaisons and technical experts stand
//! in the same form; the plan of 2022 collects experts only, under another name of the sheet.
//!
//! A row that passes is a [`LiaisonRow`]. Nothing is stored of it here: participation takes it.

use super::cells::RawRow;
use super::columns::Form;
use super::context::{Context, same_name};
use super::faults::rules;
use super::form::{CheckedRow, Earlier, Entry};
use super::people_codes::{ExpertGroup, ExpertIdentity, PersonKind, UnitKind};
use super::reader::RowReader;
use crate::contacts::{is_mobile, is_office_phone};
use crate::lots::Industry;
use crate::text::squeeze;

/// A row of the liaison form that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiaisonRow {
    /// 人员类别
    pub kind: PersonKind,
    /// 单位名称
    pub unit: String,
    /// 统一社会信用代码, canonical.
    pub credit_code: String,
    /// 单位类别
    pub unit_kind: UnitKind,
    /// 姓名
    pub name: String,
    /// 所在部门
    pub department: String,
    /// 职务或职称
    pub title: Option<String>,
    /// 手机, eleven digits.
    pub mobile: String,
    /// 办公电话
    pub office_phone: Option<String>,
    /// 电子邮箱
    pub email: String,
    /// 身份类别, always there for an expert.
    pub identity: Option<ExpertIdentity>,
    /// 专业领域, at least one for an expert.
    pub fields: Vec<Industry>,
    /// 参与意向, at least one for an expert.
    pub groups: Vec<ExpertGroup>,
    /// 备注
    pub remark: Option<String>,
}

impl LiaisonRow {
    /// What only one row of a form may hold: the post of liaison of this unit. `None` for experts,
    /// of whom there may be many.
    pub fn post(&self) -> Option<String> {
        (self.kind == PersonKind::Liaison).then(|| post(&self.unit))
    }
}

fn post(unit: &str) -> String {
    format!("liaison of {}", squeeze(unit))
}

/// Checks a row of the liaison form; `earlier` knows the people of the rows above.
pub fn check(row: &RawRow, ctx: &Context, earlier: &Earlier) -> CheckedRow {
    let r = &mut RowReader::new(Form::Liaison, row);
    let kind = kind(r, ctx);
    let unit = unit(r, ctx);
    if let (Some(PersonKind::Liaison), Some(unit)) = (kind, &unit) {
        alone(r, unit, earlier);
    }
    let credit_code = r.credit_code("统一社会信用代码");
    let unit_kind = r.coded("单位类别", UnitKind::from_form);
    let name = r.bounded("姓名", 2, 20, rules::FIELD_REQUIRED);
    let shortest = match kind {
        Some(PersonKind::Expert) => 1,
        _ => 2,
    };
    let department = r.bounded("所在部门", shortest, 60, rules::FIELD_REQUIRED);
    let title = r.at_most("职务或职称", 40);
    let mobile = mobile(r);
    let identity = identity(kind, mobile.as_deref());
    if let Some(first) = identity.as_deref().and_then(|who| earlier.row_of(who)) {
        r.fault("手机", rules::MOBILE_AGAIN, &[("row", first.to_string())]);
    }
    let office_phone = office_phone(r);
    let email = r.email("电子邮箱");
    if email.is_none() {
        r.fault("电子邮箱", rules::EMAIL_FORMAT, &[]);
    }
    let expert = read_expert(r, kind == Some(PersonKind::Expert));
    let agrees = |word: &str| (word == "是").then_some(());
    r.one_of("本人同意", agrees, rules::CONSENT_REQUIRED);
    let remark = r.at_most("备注", 500);
    let shown = (r.cell("姓名").text(), r.cell("单位名称").text());
    let entry = || {
        let (identity, fields, groups) = expert?;
        Some(LiaisonRow {
            kind: kind?,
            unit: unit?,
            credit_code: credit_code?,
            unit_kind: unit_kind?,
            name: name?,
            department: department?,
            title,
            mobile: mobile?,
            office_phone,
            email: email?,
            identity,
            fields,
            groups,
            remark,
        })
    };
    let entry = entry().map(|row| Entry::Liaison(Box::new(row)));
    CheckedRow::new(row.row, shown, identity, entry, r.take_faults())
}

/// `person:<kind>|<mobile>`: who is liaison and expert both stands in two rows.
fn identity(kind: Option<PersonKind>, mobile: Option<&str>) -> Option<String> {
    Some(format!("person:{}|{}", kind?, mobile?))
}

/// 人员类别: both kinds, or experts alone where the season's form has only those.
fn kind(r: &mut RowReader, ctx: &Context) -> Option<PersonKind> {
    let admitted = |word: &str| {
        PersonKind::from_form(word)
            .filter(|kind| *kind == PersonKind::Expert || !ctx.season.experts_only)
    };
    r.coded("人员类别", admitted)
}

/// 单位名称: that of the account; any where a bare file is checked.
fn unit(r: &mut RowReader, ctx: &Context) -> Option<String> {
    const COLUMN: &str = "单位名称";
    let unit = r.bounded(COLUMN, 2, 100, rules::ORG_OTHER)?;
    if ctx.unit.is_some_and(|own| !same_name(own, &unit)) {
        r.fault(COLUMN, rules::ORG_OTHER, &[]);
    }
    Some(unit)
}

/// 人员类别: a unit names one liaison (domain.md Q-U-5).
fn alone(r: &mut RowReader, unit: &str, earlier: &Earlier) {
    if let Some(first) = earlier.row_of(&post(unit)) {
        let row = ("row", first.to_string());
        r.fault("人员类别", rules::LIAISON_AGAIN, &[row]);
    }
}

fn mobile(r: &mut RowReader) -> Option<String> {
    let number = r.dialled("手机");
    if is_mobile(&number) {
        return Some(number);
    }
    r.fault("手机", rules::MOBILE_FORMAT, &[]);
    None
}

fn office_phone(r: &mut RowReader) -> Option<String> {
    const COLUMN: &str = "办公电话";
    if r.cell(COLUMN).is_blank() {
        return None;
    }
    let number = r.dialled(COLUMN);
    if !is_office_phone(&number) {
        r.fault(COLUMN, rules::OFFICE_PHONE_FORMAT, &[]);
    }
    Some(number)
}

type Expert = (Option<ExpertIdentity>, Vec<Industry>, Vec<ExpertGroup>);

/// 身份类别, 专业领域, 参与意向: needed of experts, read of everybody.
fn read_expert(r: &mut RowReader, expert: bool) -> Option<Expert> {
    let identity = if r.cell("身份类别").is_blank() && !expert {
        Some(None)
    } else {
        let known = |word: &str| ExpertIdentity::from_form(word).map(Some);
        r.one_of("身份类别", known, rules::CODE_NEEDED)
    };
    let fields = listed(r, "专业领域", expert, Industry::from_form);
    let groups = listed(r, "参与意向", expert, ExpertGroup::from_form);
    Some((identity?, fields?, groups?))
}

fn listed<T: PartialEq>(
    r: &mut RowReader,
    header: &str,
    needed: bool,
    read: impl Fn(&str) -> Option<T>,
) -> Option<Vec<T>> {
    let values = r.several(header, read, rules::CODE_NEEDED)?;
    if needed && values.is_empty() {
        r.fault(header, rules::CODE_NEEDED, &[]);
    }
    Some(values)
}
