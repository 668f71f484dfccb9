//! The code tables of the need form (domain.md §3.3 and §4.3).

codes! {
    /// Kind of need (需求类型); the numbers are those of the market's own list.
    NeedType {
        KeyTechnology = "00" / "关键技术研发",
        ProductUpgrade = "01" / "产品升级",
        TechnicalReform = "02" / "技术改造",
        EquipmentImprovement = "03" / "设备改进",
        TechnologyTrade = "04" / "技术交易",
        Consulting = "05" / "技术咨询",
        Overseas = "06" / "海外创新合作",
        Finance = "07" / "科技金融",
        Other = "99" / "其他",
    }
}

codes! {
    /// Mode of cooperation (合作方式).
    CooperationMode {
        Equity = "00" / "股权投资",
        Transfer = "01" / "技术转让",
        Licence = "02" / "许可使用",
        JointDevelopment = "03" / "合作开发",
        JointVenture = "04" / "合作兴办新企业",
        Other = "05" / "其他",
        Consulting = "06" / "技术咨询",
        Service = "07" / "技术服务",
        CommissionedDevelopment = "08" / "委托开发",
    }
}

codes! {
    /// Kind of enterprise (企业类型).
    EnterpriseKind {
        HighTech = "HIGH_TECH" / "高新技术企业",
        TechnologySme = "TECH_SME" / "科技型中小企业",
        Specialised = "SPECIALISED" / "专精特新",
        AboveScale = "ABOVE_SCALE" / "规上企业",
        StateOwned = "STATE_OWNED" / "国有企业",
        Other = "OTHER" / "其他",
    }
}

codes! {
    /// How much of a need the public may see (公开范围).
    Disclosure {
        Full = "FULL" / "全部公开",
        HideEnterprise = "HIDE_ENTERPRISE" / "隐去企业名称",
        HideEnterpriseAndRegion = "HIDE_ENTERPRISE_REGION" / "隐去企业名称及地区",
        TitleOnly = "TITLE_ONLY" / "仅公开需求名称",
    }
}

codes! {
    /// What is hidden besides (隐去内容说明).
    HiddenPart {
        Enterprise = "ENTERPRISE" / "企业名称",
        Region = "REGION" / "所在地区",
        Investment = "INVESTMENT" / "意向投入金额",
        Product = "PRODUCT" / "产品名称",
        Attachments = "ATTACHMENTS" / "附件",
    }
}

codes! {
    /// Where a need came from (需求来源).
    NeedSource {
        Enterprise = "ENTERPRISE" / "企业自报",
        Branch = "BRANCH" / "分中心",
        TransferAgency = "TRANSFER_AGENCY" / "技术转移机构",
        TechnologyManager = "TECH_MANAGER" / "技术经理人",
        TownGroup = "TOWN_GROUP" / "科技镇长团成员",
    }
}
