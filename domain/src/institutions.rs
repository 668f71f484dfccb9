//! Institutions (参与单位): universities, institutes, enterprises and public bodies.

use crate::ids::InstitutionId;
use serde::{Deserialize, Serialize};

codes! {
    /// Kind of institution (domain.md §3.3 `institution_kind`).
    InstitutionKind {
        University = "UNIV" / "高等学校",
        Institute = "INST" / "科研院所",
        NewRd = "NRD" / "新型研发机构",
        StateOwned = "SOE" / "国有企业",
        Leading = "LEAD" / "行业龙头企业",
        Medical = "MED" / "医疗卫生机构",
        Enterprise = "ENT" / "企业",
        Park = "PARK" / "园区管委会",
        Finance = "FIN" / "金融机构",
        Service = "SVC" / "服务机构",
        Government = "GOV" / "主管部门",
        CityBranch = "BR_L" / "地方分中心",
        IndustryBranch = "BR_I" / "行业分中心",
        OperationCentre = "OPC" / "运营中心",
        Media = "MEDIA" / "媒体",
    }
}

codes! {
    /// Class of a university (domain.md §3.3 `univ_class`); quotas differ by it.
    UniversityClass {
        Ministry = "UG_MIN" / "部属本科",
        Provincial = "UG_PROV" / "省属本科",
        City = "UG_CITY" / "市属本科",
        Independent = "IND_COLL" / "独立学院",
        Vocational = "VOC" / "高职高专",
        OutOfProvince = "OUT" / "省外",
    }
}

codes! {
    /// The thirteen cities of the province (domain.md §3.3 `region`).
    City {
        Nanjing = "3201" / "南京",
        Wuxi = "3202" / "无锡",
        Xuzhou = "3203" / "徐州",
        Changzhou = "3204" / "常州",
        Suzhou = "3205" / "苏州",
        Nantong = "3206" / "南通",
        Lianyungang = "3207" / "连云港",
        Huaian = "3208" / "淮安",
        Yancheng = "3209" / "盐城",
        Yangzhou = "3210" / "扬州",
        Zhenjiang = "3211" / "镇江",
        Taizhou = "3212" / "泰州",
        Suqian = "3213" / "宿迁",
    }
}

/// The provinces, autonomous regions, municipalities and special regions, in their short names.
pub const PROVINCES: [&str; 34] = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
    "台湾",
    "香港",
    "澳门",
];

/// The provinces of the Yangtze delta beside the home province (长三角其他一市两省, domain.md AS-23).
pub const DELTA_PROVINCES: [&str; 3] = ["上海", "浙江", "安徽"];

codes! {
    /// Who collects the lots of an institution together with the centre (征集渠道, domain.md AS-21, AS-23); the
    /// centre alone where none does.
    CollectionChannel {
        /// 省高校科技发展中心: universities of the home province.
        University = "UNIV" / "省内高校征集",
        /// 长三角高校技术转移联盟 and the markets of the other provinces of the delta.
        Delta = "DELTA" / "长三角征集",
    }
}

/// The province of the season; every other one is 省外.
pub const HOME_PROVINCE: &str = "江苏";

/// An institution (domain.md §3.4 `organisation`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Institution {
    /// Identity.
    pub id: InstitutionId,
    /// Full name, 2–100 characters, unique.
    pub name: String,
    /// Unified social credit code in canonical form, when it has one.
    pub credit_code: Option<String>,
    /// Kind.
    pub kind: InstitutionKind,
    /// Class, for universities.
    pub university_class: Option<UniversityClass>,
    /// Province without suffix: `江苏`.
    pub province: String,
    /// City of the home province.
    pub city: Option<City>,
    /// One of the big institutes 大院大所.
    pub big_institute: bool,
}

impl Institution {
    /// True when the institution is not of the home province (省外).
    pub fn out_of_province(&self) -> bool {
        self.province != HOME_PROVINCE
    }

    /// Through which channel its lots are collected (domain.md AS-21, AS-23).
    pub fn channel(&self) -> Option<CollectionChannel> {
        let university = self.kind == InstitutionKind::University;
        match self.province.as_str() {
            HOME_PROVINCE if university => Some(CollectionChannel::University),
            province if DELTA_PROVINCES.contains(&province) => Some(CollectionChannel::Delta),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: InstitutionKind, province: &str) -> Option<CollectionChannel> {
        let institution = Institution {
            id: InstitutionId(1),
            name: "示例单位（示例）".into(),
            credit_code: None,
            kind,
            university_class: None,
            province: province.into(),
            city: None,
            big_institute: false,
        };
        institution.channel()
    }

    #[test]
    fn every_institution_has_its_channel() {
        use InstitutionKind::{Institute, StateOwned, University};
        assert_eq!(of(University, "江苏"), Some(CollectionChannel::University));
        for kind in [University, Institute, StateOwned] {
            for province in DELTA_PROVINCES {
                assert_eq!(of(kind, province), Some(CollectionChannel::Delta));
            }
            assert_eq!(of(kind, "北京"), None);
        }
        assert_eq!(of(Institute, "江苏"), None, "by the centre alone");
        assert!(DELTA_PROVINCES.iter().all(|one| PROVINCES.contains(one)));
    }
}
