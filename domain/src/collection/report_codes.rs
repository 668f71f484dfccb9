//! The code tables of the form for offline intents and deals (domain.md §4.5).

codes! {
    /// What is reported (类别).
    ReportKind {
        Intent = "INTENT" / "意向",
        Deal = "DEAL" / "交易",
    }
}

codes! {
    /// Mode of cooperation of what is reported (合作方式): those of needs, and equity for technology.
    ReportedMode {
        Equity = "00" / "股权投资",
        Transfer = "01" / "技术转让",
        Licence = "02" / "许可使用",
        JointDevelopment = "03" / "合作开发",
        JointVenture = "04" / "合作兴办新企业",
        Other = "05" / "其他",
        Consulting = "06" / "技术咨询",
        Service = "07" / "技术服务",
        CommissionedDevelopment = "08" / "委托开发",
        EquityInKind = "09" / "作价入股",
    }
}

codes! {
    /// Kind of technology contract (合同类别).
    ContractKind {
        Development = "DEVELOPMENT" / "技术开发",
        Transfer = "TRANSFER" / "技术转让",
        Licence = "LICENCE" / "技术许可",
        Consulting = "CONSULTING" / "技术咨询",
        Service = "SERVICE" / "技术服务",
    }
}
