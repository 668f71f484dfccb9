//! The column tables of the five forms (domain.md §4.1 to §4.5): order is fixed.

use crate::seasons::Season;

/// What the plan of 2022 calls the liaison form.
const EXPERT_SHEET: &str = "活动联络员及技术专家信息表";

/// A column of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Header without the star.
    pub header: &'static str,
    /// Whether a value is needed in every row; such headers carry a star in the template.
    pub required: bool,
}

/// A collection form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// 《专利征集表》
    Patent,
    /// 《成果征集表》
    Achievement,
    /// 《需求征集表》
    Need,
    /// 《活动联络员信息表》, in 2022 《活动联络员及技术专家信息表》
    Liaison,
    /// 《意向与交易汇交表》
    Offline,
}

impl Form {
    /// The five forms.
    pub const ALL: [Self; 5] = [
        Self::Patent,
        Self::Achievement,
        Self::Need,
        Self::Liaison,
        Self::Offline,
    ];

    /// The stable name: `patent`, `achievement`, `need`, `liaison`, `offline`.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Patent => "patent",
            Self::Achievement => "achievement",
            Self::Need => "need",
            Self::Liaison => "liaison",
            Self::Offline => "offline",
        }
    }

    /// The form with this stable name.
    pub fn from_kind(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.kind() == kind)
    }

    /// The exact name of the template's sheet.
    pub const fn sheet(self) -> &'static str {
        match self {
            Self::Patent => "专利征集表",
            Self::Achievement => "成果征集表",
            Self::Need => "需求征集表",
            Self::Liaison => "活动联络员信息表",
            Self::Offline => "意向与交易汇交表",
        }
    }

    /// The name of the template's sheet in this season: the plan of 2022 calls the liaison form
    /// otherwise (domain.md §4).
    pub fn sheet_in(self, season: &Season) -> &'static str {
        match self {
            Self::Liaison if season.experts_only => EXPERT_SHEET,
            _ => self.sheet(),
        }
    }

    /// Whether a sheet of this name is one of this form; both names of the liaison form count.
    pub fn is_named(self, sheet: &str) -> bool {
        sheet == self.sheet() || (self == Self::Liaison && sheet == EXPERT_SHEET)
    }

    /// Whether its rows become lots; the others are only checked so far.
    pub const fn is_of_lots(self) -> bool {
        matches!(self, Self::Patent | Self::Achievement)
    }

    /// The columns from A on.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Patent => &PATENT,
            Self::Achievement => &ACHIEVEMENT,
            Self::Need => &NEED,
            Self::Liaison => &LIAISON,
            Self::Offline => &OFFLINE,
        }
    }

    /// The index of the column with this header (A is 0).
    ///
    /// # Panics
    /// When the form has no such column: headers are written by hand in the checks, and a test
    /// runs every check over an empty row.
    pub fn index(self, header: &str) -> usize {
        self.columns()
            .iter()
            .position(|column| column.header == header)
            .expect("the checks name only headers of their own form")
    }
}

/// The letters of a column as Excel shows them: 0 is `A`, 26 is `AA`.
pub fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

const fn need(header: &'static str) -> Column {
    Column {
        header,
        required: true,
    }
}

const fn may(header: &'static str) -> Column {
    Column {
        header,
        required: false,
    }
}

const PATENT: [Column; 33] = [
    may("序号"),
    need("专利名称"),
    need("专利号"),
    need("专利类型"),
    need("申请日"),
    need("授权公告日"),
    need("专利权人"),
    need("发明人"),
    need("法律状态"),
    need("产业领域"),
    may("关键词"),
    need("技术简介"),
    need("技术优势及性能指标"),
    need("应用场景及市场前景"),
    need("技术成熟度"),
    need("交易方式"),
    may("许可类型"),
    may("许可期限（年）"),
    need("成交方式"),
    may("起拍价（万元）"),
    may("加价幅度（万元）"),
    may("保留价（万元）"),
    need("是否双碳领域"),
    need("计划项目级别"),
    may("计划项目名称及编号"),
    need("是否财政资助项目专利"),
    need("是否推荐现场路演"),
    need("权利限制"),
    may("权利限制说明"),
    need("联系人"),
    need("联系电话"),
    may("电子邮箱"),
    may("备注"),
];

const ACHIEVEMENT: [Column; 28] = [
    may("序号"),
    need("成果名称"),
    need("完成单位"),
    need("单位所在省份"),
    need("成果负责人"),
    may("团队成员"),
    need("产业领域"),
    need("成果类型"),
    need("成果简介"),
    need("创新点及主要技术指标"),
    need("应用场景及市场前景"),
    need("技术成熟度"),
    need("知识产权情况"),
    may("相关专利号"),
    may("成果评价或鉴定"),
    need("计划项目级别"),
    may("计划项目名称及编号"),
    need("交易方式"),
    need("成交方式"),
    may("起拍价（万元）"),
    may("意向金额（万元）"),
    need("是否双碳领域"),
    need("是否推荐现场路演"),
    need("权利归属及限制"),
    need("联系人"),
    need("联系电话"),
    may("电子邮箱"),
    may("备注"),
];

const NEED: [Column; 26] = [
    may("序号"),
    need("需求名称"),
    need("企业名称"),
    need("统一社会信用代码"),
    may("企业类型"),
    need("所在地区"),
    may("所属园区"),
    need("产业领域"),
    need("需求类型"),
    need("需求背景及主要问题"),
    need("主要技术指标"),
    may("现有基础"),
    need("意向投入金额（万元）"),
    need("合作方式"),
    need("有效期限"),
    may("意向合作单位"),
    need("关键词"),
    need("公开范围"),
    may("隐去内容说明"),
    need("是否同意公开比拼"),
    may("需求来源"),
    may("推荐人及单位"),
    need("联系人"),
    need("联系电话"),
    may("电子邮箱"),
    may("备注"),
];

const LIAISON: [Column; 16] = [
    may("序号"),
    need("人员类别"),
    need("单位名称"),
    need("统一社会信用代码"),
    need("单位类别"),
    need("姓名"),
    need("所在部门"),
    may("职务或职称"),
    need("手机"),
    may("办公电话"),
    need("电子邮箱"),
    may("身份类别"),
    may("专业领域"),
    may("参与意向"),
    need("本人同意"),
    may("备注"),
];

const OFFLINE: [Column; 18] = [
    may("序号"),
    need("类别"),
    need("所属季"),
    may("专场编号"),
    may("标的物或需求编号"),
    need("项目名称"),
    need("供给方名称"),
    may("供给方统一社会信用代码"),
    need("需求方名称"),
    need("需求方统一社会信用代码"),
    need("合作方式"),
    may("合同类别"),
    may("金额（万元）"),
    may("实际成交额（万元）"),
    need("日期"),
    may("技术合同登记编号"),
    need("是否公开"),
    need("汇交人及电话"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_as_excel_counts() {
        let shown = [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (32, "AG"),
            (701, "ZZ"),
            (702, "AAA"),
        ];
        for (index, letters) in shown {
            assert_eq!(column_letters(index), letters);
        }
        assert_eq!(column_letters(Form::Patent.index("联系电话")), "AE");
        assert_eq!(column_letters(Form::Achievement.index("备注")), "AB");
        assert_eq!(column_letters(Form::Need.index("有效期限")), "O");
    }

    #[test]
    fn the_liaison_form_has_two_names() {
        use crate::seasons::catalogue::{auction_2022, auction_2023};
        assert_eq!(Form::Liaison.sheet_in(&auction_2023()), "活动联络员信息表");
        let of_2022 = Form::Liaison.sheet_in(&auction_2022());
        assert_eq!(of_2022, "活动联络员及技术专家信息表");
        assert!(Form::Liaison.is_named(of_2022) && !Form::Need.is_named(of_2022));
        assert_eq!(Form::Patent.sheet_in(&auction_2022()), "专利征集表");
    }

    #[test]
    fn headers_are_unique_in_their_form() {
        for form in Form::ALL {
            for (index, column) in form.columns().iter().enumerate() {
                assert_eq!(form.index(column.header), index, "{}", column.header);
            }
            assert_eq!(Form::from_kind(form.kind()), Some(form));
            assert!(form.is_named(form.sheet()));
        }
    }
}
