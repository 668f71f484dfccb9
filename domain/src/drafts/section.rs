//! The sections of the online form, and what each has to fill in (ux.md §8.3).

use crate::collection::{Form, Input};
use crate::lots::LotKind;
use crate::seasons::Season;

codes! {
    /// A section of the form of a lot.
    Section {
        Basics = "BASICS" / "基本信息",
        Rights = "RIGHTS" / "权利状况",
        Terms = "TERMS" / "交易条款",
        /// Files; it has no column.
        Attachments = "ATTACHMENTS" / "附件",
        Roadshow = "ROADSHOW" / "路演意愿",
        Contact = "CONTACT" / "联系人",
    }
}

codes! {
    /// How far a section is.
    SectionState {
        NotStarted = "NOT_STARTED" / "未填写",
        Unfinished = "UNFINISHED" / "待完善",
        Done = "DONE" / "已完成",
        Optional = "OPTIONAL" / "选填",
    }
}

codes! {
    /// What a column is filled in with.
    Control {
        Line = "LINE" / "单行文本",
        Lines = "LINES" / "多行文本",
        Number = "NUMBER" / "数字",
        Date = "DATE" / "日期",
        One = "ONE" / "单选",
        Several = "SEVERAL" / "多选",
    }
}

impl Section {
    /// The section with this name in an address: `basics`.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let named = |section: &&Self| section.slug() == slug;
        Self::ALL.iter().find(named).copied()
    }

    /// Its name in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Basics => "basics",
            Self::Rights => "rights",
            Self::Terms => "terms",
            Self::Attachments => "attachments",
            Self::Roadshow => "roadshow",
            Self::Contact => "contact",
        }
    }

    /// The section after it; `None` after the last.
    pub fn next(self) -> Option<Self> {
        let mut after = Self::ALL.iter().skip_while(|section| **section != self);
        after.nth(1).copied()
    }

    /// The section in which a column is filled in; `None` for the number of the row.
    pub fn of(kind: LotKind, header: &str) -> Option<Self> {
        let holds = |section: &&Self| section.headers(kind).contains(&header);
        Self::ALL.iter().find(holds).copied()
    }

    /// The columns that are filled in here, in the order of the page.
    pub const fn headers(self, kind: LotKind) -> &'static [&'static str] {
        match (kind, self) {
            (_, Self::Attachments) => &[],
            (_, Self::Roadshow) => &["是否推荐现场路演"],
            (_, Self::Contact) => &["联系人", "联系电话", "电子邮箱", "备注"],
            (LotKind::Patent, Self::Basics) => &[
                "专利名称",
                "专利号",
                "专利类型",
                "申请日",
                "授权公告日",
                "发明人",
                "产业领域",
                "关键词",
                "技术简介",
                "技术优势及性能指标",
                "应用场景及市场前景",
                "技术成熟度",
                "是否双碳领域",
            ],
            (LotKind::Patent, Self::Rights) => &[
                "专利权人",
                "法律状态",
                "计划项目级别",
                "计划项目名称及编号",
                "是否财政资助项目专利",
                "权利限制",
                "权利限制说明",
            ],
            (LotKind::Patent, Self::Terms) => &[
                "交易方式",
                "许可类型",
                "许可期限（年）",
                "成交方式",
                "起拍价（万元）",
                "加价幅度（万元）",
                "保留价（万元）",
            ],
            (LotKind::Achievement, Self::Basics) => &[
                "成果名称",
                "成果负责人",
                "团队成员",
                "产业领域",
                "成果类型",
                "成果简介",
                "创新点及主要技术指标",
                "应用场景及市场前景",
                "技术成熟度",
                "成果评价或鉴定",
                "是否双碳领域",
            ],
            (LotKind::Achievement, Self::Rights) => &[
                "完成单位",
                "单位所在省份",
                "知识产权情况",
                "相关专利号",
                "计划项目级别",
                "计划项目名称及编号",
                "权利归属及限制",
            ],
            (LotKind::Achievement, Self::Terms) => {
                &["交易方式", "成交方式", "起拍价（万元）", "意向金额（万元）"]
            }
        }
    }
}

impl Control {
    /// What a column of `form` is filled in with; the words of its list are in the [`Input`].
    pub fn of(form: Form, index: usize, season: &Season) -> (Self, Input) {
        let input = form.input(index, season);
        let control = match &input {
            // More than fits into a line.
            Input::Text { max, .. } if *max > 200 => Self::Lines,
            Input::Text { .. } | Input::Free | Input::Begins(_) => Self::Line,
            Input::Whole { .. } | Input::Amount => Self::Number,
            Input::Date => Self::Date,
            Input::One(_) => Self::One,
            Input::Several(_) => Self::Several,
        };
        (control, input)
    }
}
