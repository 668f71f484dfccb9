//! 《需求征集表》: the checks of a row (domain.md §4.3).

use super::cells::RawRow;
use super::columns::Form;
use super::context::Context;
use super::faults::rules;
use super::form::{CheckedRow, Earlier, Entry};
use super::need_codes::{
    CooperationMode, Disclosure, EnterpriseKind, HiddenPart, NeedSource, NeedType,
};
use super::places;
use super::reader::RowReader;
use super::spellings;
use crate::institutions::City;
use crate::lots::{Contact, Industry};
use crate::money::{Fen, WAN};
use crate::text::{length, squeeze};
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// A need states at most 1,000,000 万元 (domain.md §4.3 M).
const INVESTMENT_MAX: Fen = Fen(1_000_000 * WAN);
/// A need stays open for three years at most (domain.md §4.3 O).
const VALID_YEARS: i32 = 3;

/// A row of the need form that passed every check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedRow {
    /// 需求名称
    pub title: String,
    /// 企业名称
    pub enterprise: String,
    /// 统一社会信用代码, canonical.
    pub credit_code: String,
    /// 企业类型
    pub enterprise_kinds: Vec<EnterpriseKind>,
    /// The city of 所在地区.
    pub city: City,
    /// 所在地区 as typed, with its county.
    pub region: String,
    /// 所属园区
    pub park: Option<String>,
    /// 产业领域
    pub industry: Industry,
    /// 需求类型
    pub need_type: NeedType,
    /// 需求背景及主要问题
    pub background: String,
    /// 主要技术指标
    pub indicators: String,
    /// 现有基础
    pub existing_basis: Option<String>,
    /// 意向投入金额
    pub investment: Fen,
    /// 合作方式, at least one.
    pub cooperation: Vec<CooperationMode>,
    /// 有效期限, the last day.
    pub valid_until: Date,
    /// 意向合作单位
    pub partner: Option<String>,
    /// 关键词, one to five.
    pub keywords: Vec<String>,
    /// 公开范围
    pub disclosure: Disclosure,
    /// 隐去内容说明
    pub hidden: Vec<HiddenPart>,
    /// 是否同意公开比拼
    pub contest_consent: bool,
    /// 需求来源
    pub source: Option<NeedSource>,
    /// 推荐人及单位
    pub referrer: Option<String>,
    /// 联系人, 联系电话, 电子邮箱
    pub contact: Contact,
    /// 备注
    pub remark: Option<String>,
}

/// Checks a row of the need form; `earlier` knows the needs of the rows above.
pub fn check(row: &RawRow, ctx: &Context, earlier: &Earlier) -> CheckedRow {
    let r = &mut RowReader::new(Form::Need, row);
    let title = r.bounded("需求名称", 4, 80, rules::NEED_TITLE_LENGTH);
    let enterprise = r.bounded("企业名称", 2, 100, rules::FIELD_REQUIRED);
    let identity = identity(title.as_deref(), enterprise.as_deref());
    if let Some(first) = identity
        .as_deref()
        .and_then(|identity| earlier.row_of(identity))
    {
        r.fault(
            "需求名称",
            rules::NEED_DUPLICATE_ROW,
            &[("row", first.to_string())],
        );
    }
    let credit_code = r.credit_code("统一社会信用代码");
    let enterprise_kinds = r.several("企业类型", spellings::enterprise_kind, rules::CODE_UNKNOWN);
    let city = r.coded("所在地区", places::city);
    let region = r.cell("所在地区").text();
    let park = r.at_most("所属园区", 60);
    let industry = r.coded("产业领域", Industry::from_form);
    let need_type = r.coded("需求类型", NeedType::from_form);
    let background = r.bounded("需求背景及主要问题", 50, 2000, rules::NEED_CONTENT_LENGTH);
    let indicators = indicators(r);
    let existing_basis = r.at_most("现有基础", 1000);
    let investment = investment(r);
    let cooperation = cooperation(r);
    let valid_until = valid_until(r, ctx);
    let partner = r.at_most("意向合作单位", 200);
    let keywords = keywords(r);
    let (disclosure, hidden) = disclosure(r);
    let contest_consent = r.yes_or_no("是否同意公开比拼");
    let (source, referrer) = source(r);
    let contact = r.contact();
    let remark = r.at_most("备注", 500);
    let shown = (r.cell("需求名称").text(), r.cell("企业名称").text());
    let entry = || {
        Some(NeedRow {
            title: title?,
            enterprise: enterprise?,
            credit_code: credit_code?,
            enterprise_kinds: enterprise_kinds?,
            city: city?,
            region,
            park,
            industry: industry?,
            need_type: need_type?,
            background: background?,
            indicators: indicators?,
            existing_basis,
            investment: investment?,
            cooperation: cooperation?,
            valid_until: valid_until?,
            partner,
            keywords: keywords?,
            disclosure: disclosure?,
            hidden: hidden?,
            contest_consent: contest_consent?,
            source,
            referrer,
            contact: contact?,
            remark,
        })
    };
    let entry = entry().map(|row| Entry::Need(Box::new(row)));
    CheckedRow::new(row.row, shown, identity, entry, r.take_faults())
}

impl NeedRow {
    /// What the public does not see: what 公开范围 leaves out and what 隐去内容说明 adds to it,
    /// each once. A need that shows nothing but its title hides every part.
    pub fn hides(&self) -> Vec<HiddenPart> {
        let by_disclosure: &[HiddenPart] = match self.disclosure {
            Disclosure::Full => &[],
            Disclosure::HideEnterprise => &[HiddenPart::Enterprise],
            Disclosure::HideEnterpriseAndRegion => &[HiddenPart::Enterprise, HiddenPart::Region],
            Disclosure::TitleOnly => HiddenPart::ALL,
        };
        let hidden =
            |part: &&HiddenPart| by_disclosure.contains(part) || self.hidden.contains(part);
        HiddenPart::ALL.iter().filter(hidden).copied().collect()
    }
}

/// `need:<title>|<enterprise>`, widths folded.
fn identity(title: Option<&str>, enterprise: Option<&str>) -> Option<String> {
    let part = |text: &str| squeeze(text).replace('|', "/");
    Some(format!("need:{}|{}", part(title?), part(enterprise?)))
}

/// 主要技术指标: 20–2000 characters with at least one digit.
fn indicators(r: &mut RowReader) -> Option<String> {
    const COLUMN: &str = "主要技术指标";
    let text = r.bounded(COLUMN, 20, 2000, rules::NEED_INDICATOR)?;
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        r.fault(COLUMN, rules::NEED_INDICATOR, &[]);
    }
    Some(text)
}

/// 意向投入金额（万元）: a stated amount; 面议 is not one.
fn investment(r: &mut RowReader) -> Option<Fen> {
    const COLUMN: &str = "意向投入金额（万元）";
    r.needed(COLUMN, rules::NEED_INVESTMENT)?;
    r.price(COLUMN, INVESTMENT_MAX, rules::NEED_INVESTMENT)
}

fn cooperation(r: &mut RowReader) -> Option<Vec<CooperationMode>> {
    const COLUMN: &str = "合作方式";
    r.needed(COLUMN, rules::NEED_COOPERATION)?;
    let modes = r.several(COLUMN, CooperationMode::from_form, rules::NEED_COOPERATION)?;
    if modes.is_empty() {
        r.fault(COLUMN, rules::NEED_COOPERATION, &[]);
    }
    Some(modes)
}

/// 有效期限: later than the day of submission, three years ahead at most.
fn valid_until(r: &mut RowReader, ctx: &Context) -> Option<Date> {
    const COLUMN: &str = "有效期限";
    let date = r.date(COLUMN, rules::NEED_VALIDITY, rules::NEED_VALIDITY)?;
    if date <= ctx.today {
        r.fault(COLUMN, rules::NEED_VALIDITY_PAST, &[]);
    } else if date > ctx.today.plus_years(VALID_YEARS) {
        r.fault(COLUMN, rules::NEED_VALIDITY, &[]);
    }
    Some(date)
}

fn keywords(r: &mut RowReader) -> Option<Vec<String>> {
    const COLUMN: &str = "关键词";
    r.needed(COLUMN, rules::KEYWORDS_NEEDED)?;
    let keywords = r.keywords(COLUMN, rules::KEYWORDS_NEEDED)?;
    if keywords.is_empty() {
        r.fault(COLUMN, rules::KEYWORDS_NEEDED, &[]);
    }
    Some(keywords)
}

/// 公开范围 and 隐去内容说明, which adds to it.
fn disclosure(r: &mut RowReader) -> (Option<Disclosure>, Option<Vec<HiddenPart>>) {
    let disclosure = r.coded("公开范围", Disclosure::from_form);
    (
        disclosure,
        r.several(
            "隐去内容说明",
            HiddenPart::from_form,
            rules::HIDDEN_PART_UNKNOWN,
        ),
    )
}

/// 需求来源 and 推荐人及单位, needed when a person referred the need.
fn source(r: &mut RowReader) -> (Option<NeedSource>, Option<String>) {
    const COLUMN: &str = "推荐人及单位";
    let source = if r.cell("需求来源").is_blank() {
        None
    } else {
        r.coded("需求来源", NeedSource::from_form)
    };
    let referrer = r.at_most_by(COLUMN, 60, rules::REFERRER_REQUIRED);
    let referred = matches!(
        source,
        Some(NeedSource::TownGroup | NeedSource::TechnologyManager)
    );
    if referred && referrer.as_ref().is_none_or(|text| length(text) < 2) {
        r.fault(COLUMN, rules::REFERRER_REQUIRED, &[]);
    }
    (source, referrer)
}
