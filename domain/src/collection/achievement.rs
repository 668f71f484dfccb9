//! 《成果征集表》: the checks of a row (domain.md §4.2).

use super::cells::RawRow;
use super::columns::Form;
use super::context::{Context, Leave};
use super::faults::rules;
use super::form::{CheckedRow, Earlier, Entry};
use super::offer::{self, Offer, PRICE_MAX};
use super::patent::{holders, project, prospect};
use super::places;
use super::reader::RowReader;
use super::roadshow;
use crate::institutions::HOME_PROVINCE;
use crate::lots::{AchievementKind, Contact, DealMethod, Industry, ProjectLevel, Protection, Trl};
use crate::money::Fen;
use crate::patents::PatentNumber;
use crate::text::{split_values, squeeze};

/// A row of the achievement form that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AchievementRow {
    /// 成果名称
    pub title: String,
    /// 完成单位 as typed; several units in one cell.
    pub holders: String,
    /// 单位所在省份, short: `江苏`.
    pub province: &'static str,
    /// 成果负责人
    pub leader: String,
    /// 团队成员
    pub members: Vec<String>,
    /// 产业领域
    pub industry: Industry,
    /// 成果类型
    pub kind: AchievementKind,
    /// 成果简介
    pub summary: String,
    /// 创新点及主要技术指标
    pub advantages: String,
    /// 应用场景及市场前景
    pub prospect: String,
    /// 技术成熟度
    pub trl: Trl,
    /// 知识产权情况
    pub protections: Vec<Protection>,
    /// 相关专利号
    pub related_patents: Vec<PatentNumber>,
    /// 成果评价或鉴定
    pub evaluation: Option<String>,
    /// 计划项目级别
    pub project_level: ProjectLevel,
    /// 计划项目名称及编号
    pub project: Option<String>,
    /// Modes, deal methods, prices.
    pub offer: Offer,
    /// 是否双碳领域
    pub dual_carbon: bool,
    /// 是否推荐现场路演
    pub roadshow: bool,
    /// 权利归属及限制
    pub rights: String,
    /// 联系人, 联系电话, 电子邮箱
    pub contact: Contact,
    /// 备注
    pub remark: Option<String>,
}

/// Checks a row of the achievement form; `earlier` knows the titles of the rows above.
pub fn check(row: &RawRow, ctx: &Context, earlier: &Earlier) -> CheckedRow {
    let r = &mut RowReader::new(Form::Achievement, row);
    let title = r.bounded("成果名称", 4, 120, rules::TITLE_LENGTH);
    let holders = holders(r, "完成单位", ctx);
    let province = r.one_of("单位所在省份", places::province, rules::PROVINCE_UNKNOWN);
    // The province of the row itself decides, not that of the account (domain.md §4.2 D).
    let ctx = &Context {
        out_of_province: province.is_some_and(|p| p != HOME_PROVINCE),
        // The kinds of units that bring achievements are limited as such (AS-60), not their modes.
        leave: Leave::default(),
        ..*ctx
    };
    let leader = r.bounded("成果负责人", 2, 20, rules::FIELD_REQUIRED);
    let identity = identity(
        title.as_deref(),
        ctx.unit.or(holders.as_deref()),
        leader.as_deref(),
    );
    duplicates(r, identity.as_deref(), earlier);
    let members = r
        .at_most("团队成员", 500)
        .map(|text| split_values(&text))
        .unwrap_or_default();
    let industry = r.coded("产业领域", Industry::from_form);
    let kind = r.coded("成果类型", AchievementKind::from_form);
    let summary = r.bounded("成果简介", 50, 1000, rules::TEXT_LENGTH);
    let advantages = r.bounded("创新点及主要技术指标", 20, 1000, rules::TEXT_LENGTH);
    let prospect = prospect(r);
    let trl = r.trl("技术成熟度");
    let protections = protections(r);
    let related_patents = related_patents(r, ctx, protections.as_deref().unwrap_or_default());
    let evaluation = r.at_most_by("成果评价或鉴定", 200, rules::TEXT_TOO_LONG_BARE);
    let (project_level, project) = project(r);
    let offer = read_offer(r, ctx);
    let dual_carbon = r.yes_or_no("是否双碳领域");
    let roadshow = roadshow::read(r, ctx, earlier);
    let rights = r.bounded("权利归属及限制", 2, 300, rules::FIELD_REQUIRED);
    let contact = r.contact();
    let remark = r.at_most("备注", 500);
    let shown = (r.cell("成果名称").text(), r.cell("成果负责人").text());
    let entry = || {
        Some(AchievementRow {
            title: title?,
            holders: holders?,
            province: province?,
            leader: leader?,
            members,
            industry: industry?,
            kind: kind?,
            summary: summary?,
            advantages: advantages?,
            prospect: prospect?,
            trl: trl?,
            protections: protections?,
            related_patents,
            evaluation,
            project_level: project_level?,
            project,
            offer: offer?,
            dual_carbon: dual_carbon?,
            roadshow: roadshow?,
            rights: rights?,
            contact: contact?,
            remark,
        })
    };
    let entry = entry().map(|row| Entry::Achievement(Box::new(row)));
    CheckedRow::new(row.row, shown, identity, entry, r.take_faults())
        .recommended(roadshow == Some(true))
}

/// `achievement:<title>|<unit>|<leader>`, widths folded.
///
/// The leader is part of it: two teams of one unit do submit achievements of the same title, and
/// refusing the second would lose it.
fn identity(title: Option<&str>, unit: Option<&str>, leader: Option<&str>) -> Option<String> {
    let part = |text: &str| squeeze(text).replace('|', "/");
    Some(format!(
        "achievement:{}|{}|{}",
        part(title?),
        part(unit?),
        part(leader?)
    ))
}

/// The identity without the leader.
pub fn title_and_unit(identity: &str) -> &str {
    identity.rsplit_once('|').map_or(identity, |(rest, _)| rest)
}

/// The same title, unit and leader is an error; another leader is worth a warning.
fn duplicates(r: &mut RowReader, identity: Option<&str>, earlier: &Earlier) {
    const COLUMN: &str = "成果名称";
    let Some(identity) = identity else { return };
    if let Some(first) = earlier.row_of(identity) {
        r.fault(
            COLUMN,
            rules::DUPLICATE_ACHIEVEMENT_ROW,
            &[("row", first.to_string())],
        );
    } else if let Some(first) = earlier.row_of(title_and_unit(identity)) {
        r.warn(
            COLUMN,
            rules::SAME_TITLE_OTHER_LEADER,
            &[("row", first.to_string())],
        );
    }
}

/// 知识产权情况: 无 stands alone.
fn protections(r: &mut RowReader) -> Option<Vec<Protection>> {
    const COLUMN: &str = "知识产权情况";
    let values = r.several(COLUMN, Protection::from_form, rules::PROTECTION_UNKNOWN)?;
    if values.is_empty() || (values.contains(&Protection::None) && values.len() > 1) {
        r.fault(COLUMN, rules::PROTECTION_UNKNOWN, &[]);
    }
    Some(values)
}

/// 相关专利号: each valid by itself; no cut-off of the grant applies to achievements. The column has
/// one rule, whatever is wrong with the nth number; only an empty list has no nth number to name.
fn related_patents(
    r: &mut RowReader,
    ctx: &Context,
    protections: &[Protection],
) -> Vec<PatentNumber> {
    const COLUMN: &str = "相关专利号";
    let typed = split_values(&r.cell(COLUMN).text());
    if typed.is_empty() && protections.contains(&Protection::Patent) {
        r.fault(COLUMN, rules::FIELD_REQUIRED, &[]);
    }
    let mut numbers = Vec::new();
    for (n, text) in typed.iter().enumerate() {
        match PatentNumber::parse(text, ctx.today.year()) {
            Ok(number) if !numbers.contains(&number) => numbers.push(number),
            Ok(_) => {}
            Err(_) => r.fault(COLUMN, rules::PATENT_N_CHECK, &[("n", (n + 1).to_string())]),
        }
    }
    numbers
}

fn read_offer(r: &mut RowReader, ctx: &Context) -> Option<Offer> {
    let modes = offer::modes(r, ctx);
    let methods = offer::deal_methods(r);
    let bidding = methods.as_ref().map(|m| m.contains(&DealMethod::OnlineBid));
    let start = offer::start_price(r, ctx, methods.as_deref().unwrap_or_default());
    let (asking, negotiable) = asking_price(r, ctx, bidding.unwrap_or(false), start);
    let bidding = bidding?;
    Some(Offer {
        modes: modes?,
        // The form has no columns for the terms of a licence.
        licence_kind: None,
        licence_years: None,
        deal_methods: methods?,
        start_price: start.filter(|_| bidding),
        asking_price: asking.or(start.filter(|_| !bidding)),
        negotiable,
        increment: None,
        reserve: None,
    })
}

/// 意向金额（万元）: an amount, or 面议 where only a negotiated deal is offered; from outside the
/// province an amount of the season's minimum is needed and 面议 is not enough. The sentence of the
/// column is about such units only; at home an amount that is none is `AMOUNT_RANGE`.
fn asking_price(
    r: &mut RowReader,
    ctx: &Context,
    bidding: bool,
    start: Option<Fen>,
) -> (Option<Fen>, bool) {
    const COLUMN: &str = "意向金额（万元）";
    let unusable = if ctx.out_of_province {
        rules::OUT_OF_PROVINCE
    } else {
        rules::AMOUNT_RANGE
    };
    let words = r.cell(COLUMN).folded() == "面议";
    if words && bidding {
        r.fault(COLUMN, unusable, &[]);
        return (None, false);
    }
    if words || r.cell(COLUMN).is_blank() {
        if ctx.out_of_province && start.is_none() && !r.is_faulty("起拍价（万元）") {
            r.fault(COLUMN, rules::OUT_OF_PROVINCE, &[]);
        }
        return (None, !bidding && start.is_none());
    }
    let asking = r.price(COLUMN, PRICE_MAX, unusable);
    let minimum = Fen(ctx.season.out_of_province_min_fen);
    if ctx.out_of_province && asking.is_some_and(|asking| asking < minimum) {
        r.fault(COLUMN, rules::OUT_OF_PROVINCE, &[]);
    }
    (asking, false)
}
