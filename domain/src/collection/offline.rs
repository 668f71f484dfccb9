//! 《意向与交易汇交表》: the checks of a row (domain.md §4.5): intents and deals that came about off
//! the portal. Whether a session or a lot is there is known only where the form is compared with
//! what is stored; here its number must be one.

use super::cells::{Cell, RawRow};
use super::columns::Form;
use super::context::Context;
use super::faults::rules;
use super::form::{CheckedRow, Earlier, Entry};
use super::reader::RowReader;
use super::report_codes::{ContractKind, ReportKind, ReportedMode};
use crate::ids::LotCode;
use crate::money::Fen;
use crate::seasons::{Season, catalogue};
use crate::text::squeeze;
use crate::time::Date;

/// The column with the number of a session within the season.
pub const SESSION_COLUMN: &str = "专场编号";
/// The column with the code of a lot or a need.
pub const REFERENCE_COLUMN: &str = "标的物或需求编号";

/// A row of the form that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineRow {
    /// 类别
    pub kind: ReportKind,
    /// 所属季, the canonical code: `2023-AUCTION`.
    pub season: String,
    /// 专场编号, the number within the season.
    pub session: Option<u16>,
    /// 标的物或需求编号
    pub reference: Option<LotCode>,
    /// 项目名称
    pub title: String,
    /// 供给方名称
    pub supplier: String,
    /// 供给方统一社会信用代码, canonical.
    pub supplier_code: Option<String>,
    /// 需求方名称
    pub demander: String,
    /// 需求方统一社会信用代码, canonical.
    pub demander_code: String,
    /// 合作方式, at least one.
    pub modes: Vec<ReportedMode>,
    /// 合同类别, always there for a deal.
    pub contract: Option<ContractKind>,
    /// 金额, above zero for a deal.
    pub amount: Option<Fen>,
    /// 实际成交额, never above the amount.
    pub actual: Option<Fen>,
    /// 日期
    pub on: Date,
    /// 技术合同登记编号
    pub registration: Option<String>,
    /// 是否公开
    pub public: bool,
    /// 汇交人及电话
    pub reporter: String,
}

/// Checks a row of the form; `earlier` knows the reports of the rows above.
pub fn check(row: &RawRow, ctx: &Context, earlier: &Earlier) -> CheckedRow {
    let r = &mut RowReader::new(Form::Offline, row);
    let kind = r.coded("类别", ReportKind::from_form);
    let season = season(r, ctx);
    let session = session(r);
    let reference = reference(r);
    let title = r.bounded("项目名称", 4, 120, rules::TEXT_LENGTH);
    let supplier = r.bounded("供给方名称", 2, 100, rules::FIELD_REQUIRED);
    let supplier_code = supplier_code(r);
    let demander = r.bounded("需求方名称", 2, 100, rules::FIELD_REQUIRED);
    let demander_code = demander_code(r, supplier_code.as_deref());
    let modes = modes(r);
    let contract = contract(r, kind);
    let amount = amount(r, kind);
    let registration = r.at_most_by("技术合同登记编号", 40, rules::REGISTRATION_LENGTH);
    let actual = actual(r, amount, registration.is_some());
    let on = on(r, ctx, season.as_ref());
    let public = r.yes_or_no("是否公开");
    let reporter = r.bounded("汇交人及电话", 2, 40, rules::REPORTER_REQUIRED);
    let parties = supplier.as_deref().zip(demander.as_deref());
    let identity = identity(kind, title.as_deref(), parties, on);
    if let Some(first) = identity.as_deref().and_then(|it| earlier.row_of(it)) {
        let row = ("row", first.to_string());
        r.fault("项目名称", rules::REPORT_DUPLICATE_ROW, &[row]);
    }
    let shown = (r.cell("项目名称").text(), r.cell("需求方名称").text());
    let entry = || {
        Some(OfflineRow {
            kind: kind?,
            season: season?.code(),
            session,
            reference,
            title: title?,
            supplier: supplier?,
            supplier_code,
            demander: demander?,
            demander_code: demander_code?,
            modes: modes?,
            contract,
            amount,
            actual,
            on: on?,
            registration,
            public: public?,
            reporter: reporter?,
        })
    };
    let entry = entry().map(|row| Entry::Offline(Box::new(row)));
    CheckedRow::new(row.row, shown, identity, entry, r.take_faults())
}

/// `report:<kind>|<title>|<supplier>|<demander>|<date>`, widths folded.
fn identity(
    kind: Option<ReportKind>,
    title: Option<&str>,
    parties: Option<(&str, &str)>,
    on: Option<Date>,
) -> Option<String> {
    let part = |text: &str| squeeze(text).replace('|', "/");
    let (supplier, demander) = parties?;
    let (kind, title, on) = (kind?, part(title?), on?);
    let parties = format!("{}|{}", part(supplier), part(demander));
    Some(format!("report:{kind}|{title}|{parties}|{on}"))
}

/// 所属季: the season that is checked for, or another one that has begun.
fn season(r: &mut RowReader, ctx: &Context) -> Option<Season> {
    let known = |word: &str| {
        let word = word.to_ascii_uppercase();
        if word == ctx.season.code() {
            return Some(ctx.season.clone());
        }
        let begun = |season: &Season| season.code() == word && season.start_on <= ctx.today;
        catalogue::by_code(&word).filter(begun)
    };
    r.one_of("所属季", known, rules::SEASON_UNKNOWN)
}

/// 专场编号: a whole number from 1 on; a number that is none is nobody's session.
fn session(r: &mut RowReader) -> Option<u16> {
    if r.cell(SESSION_COLUMN).is_blank() {
        return None;
    }
    let number = r.whole_number(SESSION_COLUMN, "号");
    let number = number.and_then(|number| u16::try_from(number).ok());
    let number = number.filter(|number| *number > 0);
    if number.is_none() {
        r.fault(SESSION_COLUMN, rules::SESSION_NOT_YOURS, &[]);
    }
    number
}

fn reference(r: &mut RowReader) -> Option<LotCode> {
    if r.cell(REFERENCE_COLUMN).is_blank() {
        return None;
    }
    let code = LotCode::parse(&r.cell(REFERENCE_COLUMN).folded());
    if code.is_none() {
        r.fault(REFERENCE_COLUMN, rules::REFERENCE_UNKNOWN, &[]);
    }
    code
}

fn supplier_code(r: &mut RowReader) -> Option<String> {
    const COLUMN: &str = "供给方统一社会信用代码";
    if r.cell(COLUMN).is_blank() {
        return None;
    }
    r.credit_code_by(COLUMN, rules::CREDIT_CODE_CHECK)
}

/// 需求方统一社会信用代码: nobody deals with himself.
fn demander_code(r: &mut RowReader, supplier: Option<&str>) -> Option<String> {
    const COLUMN: &str = "需求方统一社会信用代码";
    let code = r.credit_code_by(COLUMN, rules::CREDIT_CODE_CHECK)?;
    if supplier == Some(&code) {
        r.fault(COLUMN, rules::CREDIT_CODE_SAME, &[]);
    }
    Some(code)
}

fn modes(r: &mut RowReader) -> Option<Vec<ReportedMode>> {
    const COLUMN: &str = "合作方式";
    let modes = r.several(COLUMN, ReportedMode::from_form, rules::CODE_UNKNOWN)?;
    if modes.is_empty() {
        r.fault(COLUMN, rules::CODE_UNKNOWN, &[]);
    }
    Some(modes)
}

/// 合同类别: a deal has one.
fn contract(r: &mut RowReader, kind: Option<ReportKind>) -> Option<ContractKind> {
    const COLUMN: &str = "合同类别";
    if r.cell(COLUMN).is_blank() && kind != Some(ReportKind::Deal) {
        return None;
    }
    r.coded(COLUMN, ContractKind::from_form)
}

/// 金额（万元）: a deal has one above zero; an intent may have none.
fn amount(r: &mut RowReader, kind: Option<ReportKind>) -> Option<Fen> {
    const COLUMN: &str = "金额（万元）";
    let deal = kind == Some(ReportKind::Deal);
    let amount = match (r.amount(COLUMN), deal) {
        (None, false) => return None,
        (None, true) => None,
        (Some(amount), true) => amount.ok().filter(|amount| *amount > Fen(0)),
        (Some(amount), false) => amount.ok(),
    };
    if amount.is_none() {
        let rule = if deal {
            rules::DEAL_AMOUNT
        } else {
            rules::AMOUNT_RANGE
        };
        r.fault(COLUMN, rule, &[]);
    }
    amount
}

/// 实际成交额（万元）: above zero and not above the amount, which a registered contract states. An
/// amount that is wrong itself is not compared with.
fn actual(r: &mut RowReader, amount: Option<Fen>, registered: bool) -> Option<Fen> {
    const COLUMN: &str = "实际成交额（万元）";
    let typed: &Cell = r.cell(COLUMN);
    if typed.is_blank() {
        return None;
    }
    let actual = r.amount(COLUMN)?.ok().filter(|actual| *actual > Fen(0));
    let unstated = amount.is_none() && !r.is_faulty("金额（万元）");
    let above = actual.zip(amount).is_some_and(|(actual, all)| actual > all);
    if actual.is_none() || above || (registered && unstated) {
        r.fault(COLUMN, rules::ACTUAL_AMOUNT, &[]);
    }
    actual
}

/// 日期: within the season of the row and not in the future.
fn on(r: &mut RowReader, ctx: &Context, season: Option<&Season>) -> Option<Date> {
    const COLUMN: &str = "日期";
    let on = r.date(COLUMN, rules::OUTSIDE_SEASON, rules::OUTSIDE_SEASON)?;
    let outside = |season: &Season| on < season.start_on || season.end_on < on;
    if on > ctx.today || season.is_some_and(outside) {
        r.fault(COLUMN, rules::OUTSIDE_SEASON, &[]);
    }
    Some(on)
}
