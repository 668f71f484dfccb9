//! 《专利征集表》: the checks of a row (domain.md §4.1).

use super::cells::RawRow;
use super::columns::Form;
use super::context::{Context, names_unit};
use super::faults::rules;
use super::form::{CheckedRow, Earlier, Entry};
use super::offer::{self, Offer};
use super::reader::RowReader;
use super::roadshow;
use super::spellings;
use crate::lots::{
    Contact, Encumbrance, Industry, LegalStatus, LotPatent, PatentType, ProjectLevel, Trl,
};
use crate::patents::{PatentNumber, PatentNumberError};
use crate::text::length;
use crate::time::Date;

/// A row of the patent form that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatentRow {
    /// 专利名称
    pub title: String,
    /// Number, type, dates, holders, inventors.
    pub patent: LotPatent,
    /// 产业领域
    pub industry: Industry,
    /// 关键词
    pub keywords: Vec<String>,
    /// 技术简介
    pub summary: String,
    /// 技术优势及性能指标
    pub advantages: String,
    /// 应用场景及市场前景
    pub prospect: String,
    /// 技术成熟度
    pub trl: Trl,
    /// Modes, licence, deal methods, prices.
    pub offer: Offer,
    /// 是否双碳领域
    pub dual_carbon: bool,
    /// 计划项目级别
    pub project_level: ProjectLevel,
    /// 计划项目名称及编号
    pub project: Option<String>,
    /// 是否财政资助项目专利
    pub fiscal_funding: bool,
    /// 是否推荐现场路演
    pub roadshow: bool,
    /// 权利限制
    pub encumbrances: Vec<Encumbrance>,
    /// 权利限制说明
    pub encumbrance_note: Option<String>,
    /// 联系人, 联系电话, 电子邮箱
    pub contact: Contact,
    /// 备注
    pub remark: Option<String>,
}

/// Checks a row of the patent form; `earlier` knows the numbers of the rows above.
pub fn check(row: &RawRow, ctx: &Context, earlier: &Earlier) -> CheckedRow {
    let r = &mut RowReader::new(Form::Patent, row);
    let title = r.bounded("专利名称", 4, 120, rules::TITLE_LENGTH);
    let number = number(r, ctx, earlier);
    let patent = patent(r, ctx, number.as_ref());
    in_force(r, ctx, patent.as_ref());
    let industry = r.coded("产业领域", Industry::from_form);
    let keywords = r.keywords("关键词", rules::KEYWORDS_LIMIT);
    let summary = r.bounded("技术简介", 50, 1000, rules::TEXT_LENGTH);
    let advantages = r.bounded("技术优势及性能指标", 20, 1000, rules::TEXT_LENGTH);
    let prospect = prospect(r);
    let trl = r.trl("技术成熟度");
    let offer = read_offer(r, ctx, patent.as_ref());
    let dual_carbon = r.yes_or_no("是否双碳领域");
    let (project_level, project) = project(r);
    let fiscal_funding = r.yes_or_no("是否财政资助项目专利");
    if fiscal_funding == Some(true) && r.cell("计划项目名称及编号").is_blank() {
        r.fault("是否财政资助项目专利", rules::FISCAL_PROJECT_REQUIRED, &[]);
    }
    let roadshow = roadshow::read(r, ctx, earlier);
    let (encumbrances, encumbrance_note) = encumbrances(r);
    let contact = r.contact();
    let remark = r.at_most("备注", 500);
    let shown = (r.cell("专利名称").text(), r.cell("专利号").text());
    let identity = number.map(|number| format!("patent:{number}"));
    let entry = || {
        Some(PatentRow {
            title: title?,
            patent: patent?,
            industry: industry?,
            keywords: keywords?,
            summary: summary?,
            advantages: advantages?,
            prospect: prospect?,
            trl: trl?,
            offer: offer?,
            dual_carbon: dual_carbon?,
            project_level: project_level?,
            project,
            fiscal_funding: fiscal_funding?,
            roadshow: roadshow?,
            encumbrances: encumbrances?,
            encumbrance_note,
            contact: contact?,
            remark,
        })
    };
    let entry = entry().map(|row| Entry::Patent(Box::new(row)));
    CheckedRow::new(row.row, shown, identity, entry, r.take_faults())
        .recommended(roadshow == Some(true))
}

/// 专利号 (domain.md §3.1). A number that stands in an earlier row is not this row's own, so
/// type and year are not compared with it.
fn number(r: &mut RowReader, ctx: &Context, earlier: &Earlier) -> Option<PatentNumber> {
    const COLUMN: &str = "专利号";
    // A blank cell is no number either: the column names no other rule for it.
    let text = r.text(COLUMN).unwrap_or_default();
    let number = match PatentNumber::parse(&text, ctx.today.year()) {
        Ok(number) => number,
        Err(error) => {
            let (rule, args) = match error {
                PatentNumberError::Format => (rules::PATENT_NO_FORMAT, vec![]),
                PatentNumberError::Type => (rules::PATENT_NO_TYPE, vec![]),
                PatentNumberError::Year => (rules::PATENT_NO_YEAR, vec![]),
                PatentNumberError::Check { expected } => {
                    (rules::PATENT_NO_CHECK, vec![("x", expected.to_string())])
                }
            };
            r.fault(COLUMN, rule, &args);
            return None;
        }
    };
    if let Some(first) = earlier.row_of(&format!("patent:{number}")) {
        r.fault(
            COLUMN,
            rules::DUPLICATE_PATENT_ROW,
            &[("row", first.to_string())],
        );
        return None;
    }
    Some(number)
}

/// Columns 专利类型 to 发明人, each against the number and the season.
fn patent(r: &mut RowReader, ctx: &Context, number: Option<&PatentNumber>) -> Option<LotPatent> {
    let patent_type = patent_type(r, ctx, number);
    let filed_on = filed_on(r, number);
    let granted_on = granted_on(r, ctx, filed_on);
    let holders = holders(r, "专利权人", ctx);
    let inventors = r.bounded("发明人", 1, 500, rules::FIELD_REQUIRED);
    Some(LotPatent {
        number: number?.clone(),
        patent_type: patent_type?,
        filed_on: filed_on?,
        granted_on: granted_on?,
        holders: holders?,
        inventors: inventors?,
        ipc: None,
        further_ipc: Vec::new(),
        // The form says so (法律状态, checked by `in_force`); nobody has looked it up yet.
        legal_status: LegalStatus::InForce,
        legal_checked_on: None,
        grant_pub_no: None,
    })
}

fn patent_type(
    r: &mut RowReader,
    ctx: &Context,
    number: Option<&PatentNumber>,
) -> Option<PatentType> {
    const COLUMN: &str = "专利类型";
    r.needed(COLUMN, rules::FIELD_REQUIRED)?;
    // A word that is no type agrees with no number.
    let kind = r.one_of(COLUMN, PatentType::from_form, rules::PATENT_TYPE_MISMATCH)?;
    if number.is_some_and(|number| number.patent_type() != kind) {
        r.fault(COLUMN, rules::PATENT_TYPE_MISMATCH, &[]);
    } else if !ctx.season.patent_types.contains(&kind) {
        let types: Vec<&str> = ctx
            .season
            .patent_types
            .iter()
            .map(|t| t.form_label())
            .collect();
        r.fault(
            COLUMN,
            rules::PATENT_TYPE_NOT_ALLOWED,
            &[("types", types.join("、"))],
        );
    }
    Some(kind)
}

/// 申请日: its year is that of the number. A day in the future needs no rule of its own: the grant,
/// which is later, would be in the future as well.
fn filed_on(r: &mut RowReader, number: Option<&PatentNumber>) -> Option<Date> {
    const COLUMN: &str = "申请日";
    let filed_on = r.date(COLUMN, rules::FIELD_REQUIRED, rules::PATENT_YEAR_MISMATCH)?;
    if number.is_some_and(|number| !number.fits_filing_year(filed_on.year())) {
        r.fault(COLUMN, rules::PATENT_YEAR_MISMATCH, &[]);
    }
    Some(filed_on)
}

/// 授权公告日: the season's cut-off first, then the order of the dates. The column has one sentence
/// for that order; a day in the future and one that is in no calendar break it too.
fn granted_on(r: &mut RowReader, ctx: &Context, filed_on: Option<Date>) -> Option<Date> {
    const COLUMN: &str = "授权公告日";
    let granted_on = r.date(COLUMN, rules::FIELD_REQUIRED, rules::PATENT_DATES_ORDER)?;
    if let Some(cutoff) = ctx
        .season
        .grant_cutoff
        .filter(|cutoff| granted_on < *cutoff && !ctx.leave.any_grant_date)
    {
        r.fault(
            COLUMN,
            rules::GRANT_BEFORE_CUTOFF,
            &[("cutoff", cutoff.to_string())],
        );
    } else if granted_on > ctx.today || filed_on.is_some_and(|filed_on| granted_on <= filed_on) {
        r.fault(COLUMN, rules::PATENT_DATES_ORDER, &[]);
    }
    Some(granted_on)
}

/// The cell of the holders: 2–200 characters, the submitting unit among them.
pub fn holders(r: &mut RowReader, header: &str, ctx: &Context) -> Option<String> {
    let holders = r.bounded(header, 2, 200, rules::OWNER_MISMATCH)?;
    if ctx.unit.is_some_and(|unit| !names_unit(&holders, unit)) {
        r.fault(header, rules::OWNER_MISMATCH, &[]);
    }
    Some(holders)
}

/// 法律状态: in force, and not run out before the season is over (domain.md AS-59).
fn in_force(r: &mut RowReader, ctx: &Context, patent: Option<&LotPatent>) {
    const COLUMN: &str = "法律状态";
    let in_force = |word: &str| (word == "有效").then_some(());
    let says_so = r.one_of(COLUMN, in_force, rules::PATENT_NOT_IN_FORCE);
    let over = patent.is_some_and(|patent| patent.expires_on() < ctx.season.end_on);
    if says_so.is_some() && over {
        r.fault(COLUMN, rules::PATENT_NOT_IN_FORCE, &[]);
    }
}

/// 应用场景及市场前景: needed because only industrial uses are collected (AS-22).
pub fn prospect(r: &mut RowReader) -> Option<String> {
    const COLUMN: &str = "应用场景及市场前景";
    r.bounded(COLUMN, 20, 1000, rules::PROSPECT_REQUIRED)
}

/// 计划项目级别 and its project: named with at least four characters unless the level is 否.
pub fn project(r: &mut RowReader) -> (Option<ProjectLevel>, Option<String>) {
    const COLUMN: &str = "计划项目名称及编号";
    let level = r.one_of(
        "计划项目级别",
        ProjectLevel::from_form,
        rules::PROJECT_LEVEL,
    );
    let project = r.text(COLUMN);
    let named = project.as_ref().is_some_and(|text| length(text) >= 4);
    if level.is_some_and(|level| level != ProjectLevel::None) && !named {
        r.fault(COLUMN, rules::PROJECT_REQUIRED, &[]);
    }
    (level, project)
}

fn read_offer(r: &mut RowReader, ctx: &Context, patent: Option<&LotPatent>) -> Option<Offer> {
    let modes = offer::modes(r, ctx);
    let licence_kind = offer::licence_kind(r, modes.as_deref());
    let licence_years = offer::licence_years(r, ctx, modes.as_deref(), patent);
    let methods = offer::deal_methods(r);
    let start = offer::start_price(r, ctx, methods.as_deref().unwrap_or_default());
    let increment = offer::increment(r);
    let reserve = offer::reserve(r, ctx, start, increment);
    let deal_methods = methods?;
    let bidding = deal_methods.contains(&crate::lots::DealMethod::OnlineBid);
    Some(Offer {
        modes: modes?,
        licence_kind,
        licence_years,
        deal_methods,
        start_price: start.filter(|_| bidding),
        // Without bidding the price of column 起拍价 is what the owner asks for.
        asking_price: start.filter(|_| !bidding),
        negotiable: !bidding && start.is_none(),
        increment,
        reserve,
    })
}

/// 权利限制 and its note: 无 stands alone, everything else is explained, and a patent in common
/// ownership needs the consent of the others (Patent Law art. 14).
fn encumbrances(r: &mut RowReader) -> (Option<Vec<Encumbrance>>, Option<String>) {
    const COLUMN: &str = "权利限制";
    const NOTE: &str = "权利限制说明";
    let note = r.text(NOTE);
    let read = r.several(COLUMN, spellings::encumbrance, rules::ENCUMBRANCE_UNKNOWN);
    let Some(values) = read else {
        return (None, note);
    };
    let free = values.contains(&Encumbrance::None);
    let shared = values.contains(&Encumbrance::CoOwned);
    if values.is_empty() || (free && values.len() > 1) {
        r.fault(COLUMN, rules::ENCUMBRANCE_UNKNOWN, &[]);
    } else if !free && (note.is_none() || (shared && !consents(note.as_deref()))) {
        r.fault(NOTE, rules::ENCUMBRANCE_NOTE, &[]);
    }
    (Some(values), note)
}

fn consents(note: Option<&str>) -> bool {
    note.is_some_and(|note| note.contains("同意") || note.contains("授权"))
}
