//! What everybody may read of a need, made from its row by the enterprise's own wish (公开范围、隐去内容说明;
//! domain.md §8 LG-1, LG-2).

use crate::collection::{CooperationMode, Disclosure, HiddenPart, NeedRow, NeedType};
use crate::institutions::City;
use crate::money::Fen;
use crate::text::squeeze;
use serde::{Deserialize, Serialize};

/// What everybody may read of a need. A field that is hidden is absent. Contact, credit code, referrer,
/// wished-for partner and remark have no field here: nobody publishes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedSheet {
    /// 需求名称
    pub title: String,
    /// Whether the enterprise shows its title alone (仅公开需求名称).
    pub title_only: bool,
    /// 企业名称
    pub enterprise: Option<String>,
    /// The city of 所在地区.
    pub city: Option<City>,
    /// 所在地区 as typed, with its county.
    pub region: Option<String>,
    /// 所属园区
    pub park: Option<String>,
    /// 需求类型
    pub need_type: Option<NeedType>,
    /// 需求背景及主要问题
    pub background: Option<String>,
    /// 主要技术指标
    pub indicators: Option<String>,
    /// 现有基础
    pub existing_basis: Option<String>,
    /// 意向投入金额
    pub investment: Option<Fen>,
    /// 合作方式
    pub cooperation: Vec<CooperationMode>,
    /// 关键词
    pub keywords: Vec<String>,
}

impl NeedSheet {
    /// What a row lets everybody read. A product is named in background and basis, so both go with it;
    /// a park says where an enterprise is, so it goes with name or region.
    pub fn of(row: &NeedRow) -> Self {
        let hidden = row.hides();
        let title_only = row.disclosure == Disclosure::TitleOnly;
        let shows = |part| !hidden.contains(&part);
        let (enterprise, region) = (shows(HiddenPart::Enterprise), shows(HiddenPart::Region));
        let told = !title_only;
        let product = told && shows(HiddenPart::Product);
        let list = |words: &[String]| if told { words.to_vec() } else { Vec::new() };
        Self {
            title: row.title.clone(),
            title_only,
            enterprise: enterprise.then(|| row.enterprise.clone()),
            city: region.then_some(row.city),
            region: region.then(|| row.region.clone()),
            park: row.park.clone().filter(|_| region && enterprise),
            need_type: told.then_some(row.need_type),
            background: product.then(|| row.background.clone()),
            indicators: told.then(|| row.indicators.clone()),
            existing_basis: row.existing_basis.clone().filter(|_| product),
            investment: shows(HiddenPart::Investment).then_some(row.investment),
            cooperation: if told {
                row.cooperation.clone()
            } else {
                Vec::new()
            },
            keywords: list(&row.keywords),
        }
    }

    /// Every text that everybody may read.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let maybe = [
            &self.enterprise,
            &self.region,
            &self.park,
            &self.background,
            &self.indicators,
            &self.existing_basis,
        ];
        let shown = maybe.into_iter().filter_map(Option::as_deref);
        let words = self.keywords.iter().map(String::as_str);
        std::iter::once(self.title.as_str())
            .chain(shown)
            .chain(words)
    }

    /// Whether a text names the enterprise although its name is hidden.
    pub fn names(&self, row: &NeedRow) -> bool {
        let name = squeeze(&row.enterprise);
        self.enterprise.is_none() && self.texts().any(|text| squeeze(text).contains(&name))
    }
}
