//! The code tables of a lot (domain.md §3.3). The form words are those of the collection forms.

codes! {
    /// Industry (产业领域).
    Industry {
        It = "NGIT" / "新一代信息技术",
        Bio = "BIO" / "生物医药",
        Manufacturing = "SMFG" / "智能制造",
        Environment = "ENV" / "节能环保",
        Materials = "MAT" / "新材料",
        Energy = "ENER" / "新能源",
        Other = "OTH" / "其他",
    }
}

codes! {
    /// The clusters of the 2024 plan; each belongs to one industry.
    Cluster {
        NewEnergy = "NEWE" / "新能源",
        InternetOfThings = "IOT" / "物联网",
        Textile = "TEXT" / "高端纺织",
        Ships = "SHIP" / "高技术船舶与海工装备",
        Environment = "ENVC" / "节能环保",
        Digital = "EDIG" / "新兴数字产业",
    }
}

codes! {
    /// A patent, or an achievement (成果) that need not be one.
    LotKind {
        Patent = "PATENT" / "专利",
        Achievement = "ACHIEVEMENT" / "成果",
    }
}

codes! {
    /// Kind of patent, as named in the forms.
    PatentType {
        Invention = "INVENTION" / "发明专利",
        UtilityModel = "UTILITY" / "实用新型",
        Design = "DESIGN" / "外观设计",
    }
}

codes! {
    /// Mode of transaction (交易方式).
    TransactionMode {
        Transfer = "TRANSFER" / "转让",
        Licence = "LICENSE" / "许可",
        EquityInKind = "EQUITY_IN_KIND" / "作价入股",
        EquityTransfer = "EQUITY_TRANSFER" / "股权转让",
        OpenLicence = "OPEN_LICENSE" / "开放许可",
        Other = "OTHER" / "其他",
    }
}

codes! {
    /// Kind of licence (许可类型).
    LicenceKind {
        Exclusive = "EXCLUSIVE" / "独占",
        Sole = "SOLE" / "排他",
        Ordinary = "NORMAL" / "普通",
        Open = "OPEN" / "开放",
    }
}

codes! {
    /// How a deal may come about (成交方式).
    DealMethod {
        OnlineBid = "ONLINE_BID" / "网络竞价",
        Negotiated = "NEGOTIATED" / "协议成交",
    }
}

codes! {
    /// Level of the science programme a lot comes from (计划项目级别).
    ProjectLevel {
        None = "NONE" / "否",
        Provincial = "PROV" / "省级",
        National = "NAT" / "国家级",
    }
}

codes! {
    /// Restrictions on the right (权利限制).
    Encumbrance {
        None = "NONE" / "无",
        Pledged = "PLEDGED" / "质押",
        Licensed = "LICENSED" / "已普通许可",
        ExclusivelyLicensed = "EXCL_LICENSED" / "已独占许可",
        CoOwned = "CO_OWNED" / "共有",
        Disputed = "DISPUTED" / "诉讼或无效程序",
    }
}

codes! {
    /// Kind of achievement (成果类型).
    AchievementKind {
        Technology = "TECHNOLOGY" / "新技术",
        Product = "PRODUCT" / "新产品",
        Process = "PROCESS" / "新工艺",
        Material = "MATERIAL" / "新材料",
        Equipment = "EQUIPMENT" / "新装备",
        Software = "SOFTWARE" / "软件",
        Other = "OTHER" / "其他",
    }
}

codes! {
    /// Protection of an achievement (知识产权情况).
    Protection {
        None = "NONE" / "无",
        Patent = "PATENT" / "专利",
        Secret = "SECRET" / "技术秘密",
        Copyright = "COPYRIGHT" / "软件著作权",
        Other = "OTHER" / "其他",
    }
}

codes! {
    /// Legal status of a patent (法律状态).
    #[derive(Default)]
    LegalStatus {
        #[default]
        InForce = "IN_FORCE" / "有效",
        Expired = "EXPIRED" / "届满终止",
        Lapsed = "LAPSED" / "未缴费终止",
        Invalidated = "INVALIDATED" / "无效宣告",
        Abandoned = "ABANDONED" / "放弃",
    }
}

codes! {
    /// What the inventors hold after a reform of ownership (职务科技成果赋权, domain.md YC-20).
    #[derive(Default)]
    OwnershipReform {
        #[default]
        None = "NONE" / "否",
        Ownership = "OWNERSHIP" / "所有权",
        LongTermUse = "LONG_TERM_USE" / "长期使用权",
    }
}

/// Stage of maturity by the technology readiness level (domain.md §3.3 `maturity`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaturityStage {
    /// 实验室, level 1–3.
    Laboratory,
    /// 小试, level 4–5.
    Small,
    /// 中试, level 6–7.
    Pilot,
    /// 产业化, level 8–9.
    Industrial,
}

/// A technology readiness level, 1–9.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Trl(u8);

impl Trl {
    /// The level, or `None` outside 1–9.
    pub fn new(level: u8) -> Option<Self> {
        (1..=9).contains(&level).then_some(Self(level))
    }

    /// The number, 1–9.
    pub const fn level(self) -> u8 {
        self.0
    }

    /// The stage that the level belongs to.
    pub const fn stage(self) -> MaturityStage {
        match self.0 {
            ..=3 => MaturityStage::Laboratory,
            4..=5 => MaturityStage::Small,
            6..=7 => MaturityStage::Pilot,
            _ => MaturityStage::Industrial,
        }
    }
}
