//! The code tables of the liaison form (domain.md §4.4).

codes! {
    /// What a person of the form is for (人员类别).
    PersonKind {
        Liaison = "LIAISON" / "活动联络员",
        Expert = "EXPERT" / "技术专家",
    }
}

codes! {
    /// Kind of the unit (单位类别); the codes are those of institutions where both have them.
    UnitKind {
        University = "UNIV" / "高等学校",
        Institute = "INST" / "科研院所",
        NewRd = "NRD" / "新型研发机构",
        StateOwned = "SOE" / "国有企业",
        Leading = "LEAD" / "行业龙头企业",
        Medical = "MED" / "医疗卫生机构",
        Other = "OTHER" / "其他",
    }
}

codes! {
    /// What an expert is (身份类别).
    ExpertIdentity {
        Professor = "PROFESSOR" / "教授专家",
        YoungTeacher = "YOUNG_TEACHER" / "青年教师",
        Student = "STUDENT" / "在校研究生",
        Other = "OTHER" / "其他",
    }
}

codes! {
    /// What an expert is willing to join (参与意向).
    ExpertGroup {
        Advisers = "ADVISERS" / "专家顾问团",
        Service = "SERVICE" / "专业服务团",
    }
}
